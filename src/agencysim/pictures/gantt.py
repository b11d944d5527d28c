"""Pictures of a plan: its work as bars over time, by person, by crew and by job."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

from agencysim.language import name_in_language, noted, tr
from agencysim.pictures import style
from agencysim.pictures.time_axis import day_on_axis, on_axis
from agencysim.planner.cost import job_lateness
from agencysim.planner.names import PlanNames
from agencysim.planner.planned import crews_of, overtime_windows

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from matplotlib.axes import Axes

    from agencysim.planner.planned import Planned
    from agencysim.planner.problem import Problem
    from agencysim.plans import Assignment, Window

WIDTH = 14.0
"""Inches: a screen, so that a quarter of an hour can be seen."""

ROW, CREW_ROW = 0.2, 0.5
"""Inches of a row, however many there are; clients are written over and under the bars of a crew."""

BAR = 0.56
"""Height of a bar as a share of its row."""

KINDS = 7
"""Kinds of work that have a colour of their own; the rest is grey."""

COLOURS = (style.BLUE, style.ORANGE, style.GREEN, style.SKY, style.PURPLE, style.YELLOW, style.BLACK)
HATCHES = ("", "////", "", "....", "\\\\\\\\", "", "")
"""What tells two kinds of work apart on a grey print, where their colours look alike."""

Kind = Callable[["Assignment"], str]
"""What kind of work a piece is: it decides on its colour."""


class Mark(NamedTuple):
    """What the mark of a date says: by its colour whether it is missed, by its shape whether it is agreed."""

    is_late: bool = False
    provisional: bool = False


MARKS = {
    Mark(): noted("date"),
    Mark(is_late=True): noted("date of a late job"),
    Mark(provisional=True): noted("provisional date"),
    Mark(is_late=True, provisional=True): noted("provisional date of a late job"),
}
"""The marks in words."""


class Row(NamedTuple):
    """A row: its name, its bars, and what lies behind and above them."""

    name: str
    pieces: Sequence[Assignment] = ()
    there: Sequence[Window] = ()
    overtime: Sequence[Window] = ()
    away: Sequence[Window] = ()
    due: int | None = None
    mark: Mark = Mark()


def gantt_by_person(planned: Planned, ax: Axes | None = None) -> Axes:
    """Draw the work of everybody on his working hours, overtime and absences marked.

    Parameters
    ----------
    planned
        The plan with its problem.
    ax
        Axes to draw on; those of a new figure if absent.
    """
    problem, plan = planned.problem, planned.plan
    names = PlanNames(problem)
    duties = defaultdict(list)
    for duty in plan.duties:
        duties[duty.person].append(duty)
    rows = [
        Row(
            names.person(person.name),
            list(plan.of(person.name)),
            there=[window for duty in duties[person.name] for window in duty.windows],
            overtime=[window for duty in duties[person.name] for window in overtime_windows(duty)],
            away=[(absence.start, absence.end) for absence in person.absences],
        )
        for person in problem.people
    ]
    return _draw(problem, ax, tr("Who works when on what"), rows, _job_type(problem))


def gantt_by_crew(planned: Planned, ax: Axes | None = None) -> Axes:
    """Draw the work of crews, named for their leads.

    Parameters
    ----------
    planned
        The plan with its problem.
    ax
        Axes to draw on; those of a new figure if absent.
    """
    problem = planned.problem
    names = PlanNames(problem)
    rows = [Row(names.person(crew.lead), crew.pieces) for crew in crews_of(problem, planned.plan)]
    return _draw(problem, ax, tr("Where crews go"), rows, _job_type(problem), by_client=True)


def gantt_by_job(planned: Planned, ax: Axes | None = None) -> Axes:
    """Draw the work for each job in order of their dates; a mark is the date, and late jobs say so.

    Dates that nobody has agreed to yet have a mark of their own.

    Parameters
    ----------
    planned
        The plan with its problem.
    ax
        Axes to draw on; those of a new figure if absent.
    """
    problem, plan = planned.problem, planned.plan
    late = job_lateness(problem, plan)
    pieces: dict[str, list[Assignment]] = defaultdict(list)
    for piece in plan.assignments:
        pieces[piece.job].append(piece)
    jobs = sorted(problem.jobs, key=lambda job: (job.due is None, job.due or 0, job.id))
    rows = [
        Row(
            f"! {job.id}" if job.id in late else job.id,
            pieces[job.id],
            due=_seen(problem, job.due),
            mark=Mark(job.id in late, job.provisional),
        )
        for job in jobs
        if pieces[job.id]
    ]
    return _draw(problem, ax, tr("What is done when for which job"), rows, _department(problem))


def _seen(problem: Problem, date: int | None) -> int | None:
    """Return a date if it lies within the picture."""
    return date if date is not None and problem.start <= date <= problem.end else None


def _draw(
    problem: Problem, ax: Axes | None, title: str, rows: Sequence[Row], kind: Kind, *, by_client: bool = False
) -> Axes:
    height = 1.6 + max(1.0, (CREW_ROW if by_client else ROW) * len(rows))
    with style.drawing(ax, height, WIDTH) as ax:
        style.head(ax, title, plan_in_words(problem))
        if not any(row.pieces or row.there for row in rows):
            return style.nothing(ax, tr("nothing is planned"))
        kinds = _kinds(kind, [piece for row in rows for piece in row.pieces])
        for place, row in enumerate(rows):
            _background(ax, problem, place, row)
            _bars(ax, problem, place, row, kind, kinds)
            if by_client:
                _clients(ax, problem, place, row)
        style.rows(ax, [row.name for row in rows])
        _days(ax, problem)
        _legend(ax, rows, kinds)
        return ax


def plan_in_words(problem: Problem) -> str:
    """Return what a picture of a plan is about: scenario and dates."""
    return tr(
        "{scenario}, {first:%Y-%m-%d} to {last:%Y-%m-%d}",
        scenario=problem.scenario,
        first=problem.axis.date_of(problem.start),
        last=problem.axis.date_of(problem.end - 1),
    )


def _job_type(problem: Problem) -> Kind:
    """Return what tells of a piece what kind of job it is for."""

    def told(piece: Assignment) -> str:
        job = problem.job.get(piece.job)
        return name_in_language(job.job_type, job.label) if job and job.job_type else tr("other work")

    return told


def _department(problem: Problem) -> Kind:
    """Return what tells of a piece which department does it."""

    def told(piece: Assignment) -> str:
        if piece.outside:
            return tr("another firm")
        person = problem.person.get(piece.people[0]) if piece.people else None
        name = (person.department or person.group) if person else ""
        return name_in_language(name, problem.labels.get(name, "")) if name else tr("other work")

    return told


def _kinds(kind: Kind, pieces: Iterable[Assignment]) -> dict[str, int]:
    """Return the kinds of work that take most time, each with the number of its colour."""
    hours: dict[str, int] = defaultdict(int)
    for piece in pieces:
        hours[kind(piece)] += piece.end - piece.start
    most = sorted(hours, key=lambda name: (-hours[name], name))
    return {name: number for number, name in enumerate(most[:KINDS])}


def _spans(problem: Problem, windows: Iterable[Window]) -> list[tuple[float, float]]:
    """Return stretches of time within the plan, as bars have them: where they begin, and how long they are."""
    inside = [(max(a, problem.start), min(b, problem.end)) for a, b in windows]
    places = [(on_axis(problem.axis, a), on_axis(problem.axis, b)) for a, b in inside if a < b]
    return [(a, b - a) for a, b in places]


def _background(ax: Axes, problem: Problem, place: int, row: Row) -> None:
    ax.broken_barh(_spans(problem, row.there), (place - 0.45, 0.9), facecolors="#EEEEEE", linewidth=0)
    late: dict[str, Any] = {"facecolors": "#FBD9C5", "edgecolor": style.VERMILION, "hatch": "xxxx", "linewidth": 0}
    ax.broken_barh(_spans(problem, row.overtime), (place - 0.45, 0.9), **late)
    away: dict[str, Any] = {"facecolors": "white", "edgecolor": style.GREY, "hatch": "----", "linewidth": 0.4}
    ax.broken_barh(_spans(problem, row.away), (place - 0.3, 0.6), **away)


def _bars(ax: Axes, problem: Problem, place: int, row: Row, kind: Kind, kinds: Mapping[str, int]) -> None:
    by_kind: dict[int | None, list[Window]] = defaultdict(list)
    for piece in row.pieces:
        by_kind[kinds.get(kind(piece))].append((piece.start, piece.end))
    for number, windows in by_kind.items():
        colour = style.GREY if number is None else COLOURS[number]
        hatch = "" if number is None else HATCHES[number]
        ax.broken_barh(
            _spans(problem, windows),
            (place - BAR / 2, BAR),
            facecolors=colour,
            edgecolor="white",
            hatch=hatch,
            linewidth=0.25,
        )
    if row.due is not None:
        ax.plot([on_axis(problem.axis, row.due)], [place], **_look(row.mark))


def _look(mark: Mark) -> dict[str, Any]:
    colour = {"color": style.VERMILION if mark.is_late else style.BLACK, "linestyle": ""}
    if mark.provisional:
        return {**colour, "marker": "D", "markerfacecolor": "white", "markersize": 5, "markeredgewidth": 1.3}
    return {**colour, "marker": "|", "markersize": 11, "markeredgewidth": 2}


def _clients(ax: Axes, problem: Problem, place: int, row: Row) -> None:
    """Write the clients of a crew's bars over and under them by turns, so that they have room."""
    for number, piece in enumerate(row.pieces):
        job = problem.job.get(piece.job)
        x, y = on_axis(problem.axis, piece.start), place + (0.4 if number % 2 else -0.4)
        ax.text(x, y, job.client if job else "", fontsize=6, va="center", fontfamily=style.FAMILY)


def _days(ax: Axes, problem: Problem) -> None:
    """Mark every day of the plan in the middle, and midnights by lines."""
    names, axis = PlanNames(problem), problem.axis
    days = [day for day in problem.days if day.end > problem.start and day.start < problem.end]
    ax.set_xlim(day_on_axis(days[0].date), day_on_axis(days[-1].date + timedelta(days=1)))
    ax.set_xticks([day_on_axis(day.date) + 0.5 for day in days], [names.day(day.start) for day in days])
    ax.tick_params(axis="x", length=0, labelsize=min(7.5, 60 / len(days)))
    for day in days:
        ax.axvline(on_axis(axis, day.start), color=style.PALE, linewidth=0.6, zorder=0)


def _legend(ax: Axes, rows: Sequence[Row], kinds: Mapping[str, int]) -> None:
    def show(name: str, **look: Any) -> None:
        ax.broken_barh([], (0, 0), label=name, **look)

    for kind, number in kinds.items():
        show(kind, facecolors=COLOURS[number], hatch=HATCHES[number], edgecolor="white")
    if len(kinds) == KINDS:
        show(tr("all else"), facecolors=style.GREY)
    if any(row.there for row in rows):
        show(tr("on duty"), facecolors="#EEEEEE")
        show(tr("overtime"), facecolors="#FBD9C5", edgecolor=style.VERMILION, hatch="xxxx")
    if any(row.away for row in rows):
        show(tr("away"), facecolors="white", edgecolor=style.GREY, hatch="----")
    marks = {row.mark for row in rows if row.due is not None}
    for mark, text in MARKS.items():
        if mark in marks:
            ax.plot([], [], **_look(mark), label=tr(text))
    style.legend_below(ax, 10)
