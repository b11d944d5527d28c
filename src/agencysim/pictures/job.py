"""A picture of one job's life: its steps, what it waited for, who did it, and its dates."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agencysim.figures.job_life import job_life as job_life_of
from agencysim.language import joined, tr
from agencysim.names import Names
from agencysim.pictures import style
from agencysim.pictures.time_axis import on_axis, show_dates
from agencysim.values import DAY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes

    from agencysim.calendars.axis import TimeAxis
    from agencysim.figures.job_life import JobLife, Visit
    from agencysim.log import Log

MOST_NAMES = 2
"""People who are named beside a step."""


def job_life(log: Log, job: str, ax: Axes | None = None) -> Axes:
    """Draw one job's life: a row for each step, with its waiting, its work and its people, and for each milestone.

    Parameters
    ----------
    log
        Log of the run.
    job
        Name of the job, as in the log's jobs.
    ax
        Axes to draw on; those of a new figure if absent.

    Raises
    ------
    AgencySimError
        If the log has no such job.
    """
    life, names = job_life_of(log, job), Names(log.scenario)
    order = _rows(life)
    with style.drawing(ax, style.height_of(len(order), 1.6)) as ax:
        axis = log.scenario.axis
        style.head(ax, tr("Job {job}: {type}", job=job, type=names.job_type(life.job_type)), _fate(life, axis))
        for visit in life.visits:
            _bars(ax, axis, order[visit.step, False], visit, life.known_until)
        _at_once(ax, axis, order, life)
        moments = [on_axis(axis, reached.time) for reached in life.milestones]
        places = [order[reached.step, True] for reached in life.milestones]
        ax.plot(moments, places, "D", color=style.BLACK, markersize=4, label=tr("milestone"))
        style.rows(ax, [names.step(life.job_type, step) for step, _ in order])
        for step, people in _people(life.visits, names):
            style.margin_note(ax, people, order[step, False])
        _dates(ax, axis, life)
        return ax


def _rows(life: JobLife) -> dict[tuple[str, bool], int]:
    """Return the row of each step, and of each milestone (true), in the order in which the job first came there."""
    first: dict[tuple[str, bool], int] = {}
    for key, moment in (
        *(((visit.step, False), visit.ready) for visit in life.visits),
        *(((reached.step, True), reached.time) for reached in life.milestones),
    ):
        first[key] = min(moment, first.get(key, moment))
    return {key: place for place, key in enumerate(sorted(first, key=lambda key: (first[key], key[1])))}


def _bars(ax: Axes, axis: TimeAxis, place: int, visit: Visit, known_until: int) -> None:
    """Draw a visit: what it waited, and then what was done."""
    end = known_until if visit.end is None else visit.end
    if visit.kind == "wait" or visit.status == "outsourced":
        spans = [(visit.ready, end, style.ELSEWHERE, style.HATCH)]
    else:
        begun = end if visit.start is None or visit.kind == "stock" else visit.start
        spans = [(visit.ready, begun, style.WAITING, ""), (begun, end, style.WORK, "")]
    for since, until, colour, hatch in spans:
        if until > since:
            left, right = on_axis(axis, since), on_axis(axis, until)
            # An edge of its own colour keeps what is short visible.
            edge = "white" if hatch else colour
            ax.barh(place, right - left, 0.7, left, facecolor=colour, edgecolor=edge, linewidth=0.5, hatch=hatch)


def _at_once(ax: Axes, axis: TimeAxis, order: dict[tuple[str, bool], int], life: JobLife) -> None:
    """Mark visits that took no time, such as material that was there."""
    visits = [visit for visit in life.visits if visit.end == visit.ready]
    if visits:
        moments = [on_axis(axis, visit.ready) for visit in visits]
        places = [order[visit.step, False] for visit in visits]
        ax.plot(moments, places, "x", color=style.GREY, markersize=4, label=tr("took no time"))


def _people(visits: Iterable[Visit], names: Names) -> list[tuple[str, str]]:
    """Return who worked at each step."""
    found: dict[str, dict[str, None]] = {}
    for visit in visits:
        found.setdefault(visit.step, {}).update(dict.fromkeys(visit.people))
    texts = []
    for step, people in found.items():
        named = joined(names.person(person) for person in list(people)[:MOST_NAMES])
        more = len(people) - MOST_NAMES
        texts.append((step, tr("{named} and {n} more", named=named, n=more) if more > 0 else named))
    return texts


def _fate(life: JobLife, axis: TimeAxis) -> str:
    """Return when a job came in, how it ended, and whether it was on time."""
    came = tr("came in on {day:%Y-%m-%d}", day=axis.date_of(life.arrived))
    ends = {
        "done": tr("done"),
        "lost": tr("lost"),
        "abandoned": tr("taken elsewhere by the client"),
        "open": tr("not yet done when the run ended"),
    }
    end = ends.get(life.outcome, life.outcome)
    if life.due is None:
        return tr("{came}; {end}", came=came, end=end)
    promised = tr("promised for {day:%Y-%m-%d}", day=axis.date_of(life.due - 1))
    if life.due_reached is None:
        return tr("{came}; {promised}, not ready; {end}", came=came, promised=promised, end=end)
    days = (life.due_reached - life.due) / DAY
    ready = tr("ready {days:.1f} days late", days=days) if days > 0 else tr("ready in time")
    return tr("{came}; {promised}, {ready}; {end}", came=came, promised=promised, ready=ready, end=end)


def _dates(ax: Axes, axis: TimeAxis, life: JobLife) -> None:
    """Draw the promised date and the axis of time, and say what the bars mean."""
    last = max(life.ended or life.known_until, life.due or 0)
    if life.due is not None:
        ax.axvline(
            on_axis(axis, life.due),
            color=style.VERMILION,
            linewidth=1.2,
            linestyle="--",
            label=tr("end of the promised day"),
        )
    first = axis.date_of(life.arrived)
    show_dates(ax, first, max(axis.date_of(last), first) + timedelta(days=1))
    style.grid(ax, "x")
    ax.spines["left"].set_visible(False)
    for name, colour, hatch in (
        (tr("work"), style.WORK, ""),
        (tr("waiting"), style.WAITING, ""),
        (tr("with the client or others"), style.ELSEWHERE, style.HATCH),
    ):
        ax.barh(0, 0, color=colour, hatch=hatch, edgecolor="white" if hatch else colour, linewidth=0, label=name)
    style.legend_below(ax, 3)
