"""Pictures of the risk of a plan: how surely dates hold, and when tasks may begin and end."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from agencysim.language import tr
from agencysim.names import Names
from agencysim.pictures import style
from agencysim.pictures.time_axis import day_on_axis, on_axis
from agencysim.planner.names import Moments

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from agencysim.plan_risk import JobRisk, Risk, Spread, TaskRisk
    from agencysim.scenario import Scenario

MOST_JOBS, MOST_TASKS = 60, 48
"""Rows that are shown at most: what is least sure."""

WIDTH = 14.0
"""Inches: a screen, so that an hour can be seen."""

BAR, BAND = 0.28, 0.2
"""Heights of the planned bar and of a band, as shares of a row."""


def date_probabilities(scenario: Scenario, risk: Risk, ax: Axes | None = None) -> Axes:
    """Draw how surely each job holds its date, with the interval, the least sure on top; provisional dates come last.

    Parameters
    ----------
    scenario
        The agency.
    risk
        The risk of its plan.
    ax
        Axes to draw on; those of a new figure if absent.
    """
    jobs = risk.open_jobs[:MOST_JOBS]
    with style.drawing(ax, style.height_of(len(jobs), 1.7)) as ax:
        style.head(ax, tr("How surely dates hold"), _about(scenario, risk))
        if not jobs:
            return style.nothing(ax, tr("no job has a date in this time"))
        for place, job in enumerate(jobs):
            _probability(ax, place, job)
        moments = Moments(risk.axis)
        style.rows(ax, [_job_and_date(job, moments) for job in jobs])
        ax.set_xlim(0, 1.08)
        ax.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
        style.measures(ax, tr("probability to be in time, with its 95 % interval"))
        style.grid(ax, "x")
        return ax


def _job_and_date(job: JobRisk, moments: Moments) -> str:
    due = moments.date(job.due)
    if not job.agreed:
        due = tr("{date}, not signed yet", date=due)
    return f"{job.job} · {due}"


def _probability(ax: Axes, place: int, job: JobRisk) -> None:
    colour = style.BAD if job.probability < 0.5 else style.WAITING if job.probability < 0.9 else style.WORK
    ax.barh([place], [job.probability], height=0.6, color=colour, alpha=1 if job.agreed else 0.4)
    ax.plot([job.low, job.high], [place, place], color=style.BLACK, linewidth=0.9)
    style.beside(ax, f"{job.probability:.0%}", max(job.high, job.probability), place)


def gantt_with_spread(scenario: Scenario, risk: Risk, ax: Axes | None = None) -> Axes:
    """Draw when tasks are planned, and between when and when they begin and end in eight futures of ten.

    The tasks are those of the jobs that are least sure, as many as there is room for.

    Parameters
    ----------
    scenario
        The agency.
    risk
        The risk of its plan.
    ax
        Axes to draw on; those of a new figure if absent.
    """
    tasks = _least_sure(risk)
    with style.drawing(ax, 1.8 + 0.2 * max(4, len(tasks)), WIDTH) as ax:
        style.head(ax, tr("When tasks begin and end, and how far that may differ"), _about(scenario, risk))
        if not tasks:
            return style.nothing(ax, tr("nothing is planned"))
        for place, task in enumerate(tasks):
            _task(ax, risk, place, task)
        names = Names(scenario)
        style.rows(ax, [f"{task.job} {names.step(task.job_type, task.step)}" for task in tasks])
        _days(ax, risk)
        _legend(ax)
        return ax


def _least_sure(risk: Risk) -> list[TaskRisk]:
    """Return the tasks of the jobs whose dates are least sure, and then of the others, job by job."""
    of_job: dict[str, list[TaskRisk]] = {job.job: [] for job in risk.jobs}
    for task in risk.tasks:
        of_job.setdefault(task.job, []).append(task)
    return [task for tasks in of_job.values() for task in sorted(tasks, key=lambda each: each.planned_start)][
        :MOST_TASKS
    ]


def _task(ax: Axes, risk: Risk, place: int, task: TaskRisk) -> None:
    first, last = (_place(risk, moment) for moment in (task.planned_start, task.planned_end))
    ax.broken_barh([(first, last - first)], (place - BAR / 2, BAR), facecolors=style.BLUE)
    _band(ax, risk, place - BAR / 2 - BAND, task.start, style.ORANGE)
    _band(ax, risk, place + BAR / 2, task.end, style.VERMILION)


def _band(ax: Axes, risk: Risk, bottom: float, spread: Spread, colour: str) -> None:
    """Draw from when until when something happens in eight futures of ten, with a mark at the middle one."""
    low, median, high = (_place(risk, moment) for moment in (spread.low, spread.median, spread.high))
    ax.broken_barh([(low, high - low)], (bottom, BAND), facecolors=colour, alpha=0.8)
    ax.plot([median, median], [bottom, bottom + BAND], color=style.BLACK, linewidth=1)


def _place(risk: Risk, moment: int | None) -> float:
    return on_axis(risk.axis, risk.end if moment is None else min(max(moment, risk.start), risk.end))


def _days(ax: Axes, risk: Risk) -> None:
    """Name every day in the middle, and mark midnights by lines."""
    moments, axis = Moments(risk.axis), risk.axis
    first, last = axis.date_of(risk.start), axis.date_of(risk.end - 1)
    days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
    ax.set_xlim(day_on_axis(first), day_on_axis(last + timedelta(days=1)))
    step = -(-len(days) // 14)
    shown = days[::step]
    ax.set_xticks([day_on_axis(day) + 0.5 for day in shown], [moments.day(axis.seconds(day)) for day in shown])
    ax.tick_params(axis="x", length=0)
    for day in days:
        ax.axvline(day_on_axis(day), color=style.PALE, linewidth=0.6, zorder=0)


def _legend(ax: Axes) -> None:
    for name, colour in (
        (tr("planned"), style.BLUE),
        (tr("begins, in 8 of 10 futures"), style.ORANGE),
        (tr("ends, in 8 of 10 futures"), style.VERMILION),
    ):
        ax.broken_barh([], (0, 0), label=name, facecolors=colour)
    ax.plot([], [], "|", color=style.BLACK, label=tr("the middle one"))
    style.legend_below(ax, 4)


def _about(scenario: Scenario, risk: Risk) -> str:
    return tr(
        "{scenario}, {first:%Y-%m-%d} to {last:%Y-%m-%d}, {n} futures",
        scenario=scenario.name,
        first=risk.axis.date_of(risk.start),
        last=risk.axis.date_of(risk.end - 1),
        n=risk.replications,
    )
