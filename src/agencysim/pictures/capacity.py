"""A picture of a plan: what is asked of each skill on each day, against the hours of those who have it."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, NamedTuple

from agencysim.language import name_in_language, tr
from agencysim.pictures import style
from agencysim.pictures.gantt import plan_in_words
from agencysim.planner.names import PlanNames
from agencysim.planner.planned import blocks, capacity, overtime_windows, skills_worked
from agencysim.planner.verifier.world import World
from agencysim.values import HOUR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from agencysim.planner.planned import Planned
    from agencysim.planner.problem import Problem, ProblemDay

ROW = 0.36
"""Inches of a row."""

WIDEST = 0.88
"""Width of the longest bar of a row, in days."""


class Load(NamedTuple):
    """Seconds of a day in which a skill is used: in ordinary hours, and in overtime."""

    ordinary: int = 0
    overtime: int = 0


def load_by_skill(planned: Planned, ax: Axes | None = None) -> Axes:
    """Draw for each skill and day the hours that are planned of it, against the ordinary hours of all who have it.

    Who can do several things counts for each of them: a row alone does not say that there is room.

    Parameters
    ----------
    planned
        The plan with its problem.
    ax
        Axes to draw on; those of a new figure if absent.
    """
    problem = planned.problem
    world = World(*planned[:2])
    days = [day for day in problem.days if day.end > problem.start and day.start < problem.end]
    loads = loads_of(world)
    skills = sorted(loads, key=lambda skill: (-sum(sum(load) for load in loads[skill].values()), skill))
    with style.drawing(ax, 1.7 + ROW * max(4, len(skills))) as ax:
        style.head(ax, tr("Hours planned against hours there, by skill and day"), plan_in_words(problem))
        if not skills:
            return style.nothing(ax, tr("nothing is planned"))
        for row, skill in enumerate(skills):
            _row(ax, row, days, loads[skill], capacity(problem, skill, days))
        labels = problem.labels
        style.rows(ax, [name_in_language(skill, labels.get(skill, "")) for skill in skills])
        ax.tick_params(axis="y", labelsize=7.5)
        _days(ax, problem, days)
        _legend(ax)
        return ax


def loads_of(world: World) -> dict[str, dict[int, Load]]:
    """Return the load of each skill by day."""
    found: dict[str, dict[int, Load]] = defaultdict(lambda: defaultdict(Load))
    for pieces in world.pieces.values():
        for piece in pieces:
            day = world.problem.axis.day_of(piece.start)
            for name, skill in skills_worked(world, piece):
                spans = blocks(world, piece)
                late = [window for duty in world.duties[name] for window in overtime_windows(duty)]
                overtime = sum(max(0, min(b, d) - max(a, c)) for a, b in spans for c, d in late)
                known = found[skill][day]
                whole = sum(b - a for a, b in spans)
                found[skill][day] = Load(known.ordinary + whole - overtime, known.overtime + overtime)
    return found


def _row(ax: Axes, row: int, days: Sequence[ProblemDay], loads: dict[int, Load], there: dict[int, int]) -> None:
    most = max([1, *there.values(), *(sum(load) for load in loads.values())])
    known = [(loads.get(day.number, Load()), there[day.number]) for day in days]
    at, scale = list(range(len(days))), WIDEST / most
    bar: dict[str, Any] = {"y": [row + 0.13] * len(days), "height": 0.4}
    whole: dict[str, Any] = {"facecolor": "white", "edgecolor": style.BLACK, "linewidth": 0.7}
    late: dict[str, Any] = {"facecolor": style.VERMILION, "hatch": style.HATCH, "edgecolor": "white", "linewidth": 0}
    ordinary = [load.ordinary * scale for load, _ in known]
    open_days = [(place, hours * scale) for place, (_, hours) in zip(at, known, strict=True) if hours]
    ax.broken_barh(open_days, (row - 0.07, 0.4), **whole)
    ax.barh(left=at, width=ordinary, **bar, facecolor=style.SKY, alpha=0.85)
    ends = [place + width for place, width in zip(at, ordinary, strict=True)]
    ax.barh(left=ends, width=[load.overtime * scale for load, _ in known], **bar, **late)
    for place, (load, hours) in enumerate(known):
        if hours or sum(load):
            text = f"{_told(load)} / {hours / HOUR:.3g}"
            ax.text(place, row - 0.26, text, fontsize=6, va="center", fontfamily=style.FAMILY)


def _told(load: Load) -> str:
    ordinary = f"{load.ordinary / HOUR:.3g}"
    return f"{ordinary}+{load.overtime / HOUR:.3g}" if load.overtime else ordinary


def _days(ax: Axes, problem: Problem, days: Sequence[ProblemDay]) -> None:
    names = PlanNames(problem)
    ax.set_xlim(-0.05, len(days))
    ax.set_xticks([place + 0.45 for place in range(len(days))], [names.day(day.start) for day in days])
    ax.tick_params(axis="x", length=0, labelsize=min(7.5, 60 / len(days)))
    for place in range(1, len(days)):
        ax.axvline(place - 0.04, color=style.PALE, linewidth=0.6, zorder=0)


def _legend(ax: Axes) -> None:
    ax.broken_barh([], (0, 0), facecolor=style.SKY, label=tr("hours planned"))
    late = tr("of them overtime")
    ax.broken_barh([], (0, 0), facecolor=style.VERMILION, hatch=style.HATCH, edgecolor="white", label=late)
    there = tr("ordinary hours of all who have the skill")
    ax.broken_barh([], (0, 0), facecolor="white", edgecolor=style.BLACK, label=there)
    style.legend_below(ax, 3)
