"""The figures of a run: every one a fold over its log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from agencysim.domain import Wait, Work
from agencysim.domain.fields import Map
from agencysim.figures.base import Window, days_in, promised, requested, stages_of, window_of, within
from agencysim.figures.lead_times import NO_JOBS, SPANS, LeadTime, lead_times, spans
from agencysim.figures.money import Money, money
from agencysim.figures.stages_and_lateness import late_hours
from agencysim.figures.unit_hours import usable_seconds
from agencysim.figures.working_time import pay
from agencysim.log import FELL_BACK
from agencysim.values import DAY, HOUR, Frozen

if TYPE_CHECKING:
    from agencysim.figures.presence import Attendance
    from agencysim.log import Log


CLIENT, OUTSIDE, MATERIAL = NOT_OURS = ("client", "outside", "material")
"""What jobs wait for beside the agency's own people and things."""


class OnTime(Frozen):
    """Jobs due in the window, and those of them that reached their milestone by the end of the promised day.

    Parameters
    ----------
    due
        Jobs that were promised a date in the window; unfinished ones count as late.
    kept
        Those that were on time.
    share
        Their share; ``None`` if none were due.
    """

    due: int
    kept: int
    share: float | None


class RoleFigures(Frozen):
    """A role, or a kind of equipment, over the window.

    Parameters
    ----------
    count
        People or units.
    scheduled_hours, worked_hours, overtime_hours
        Hours rostered, hours worked (overtime included), hours of overtime granted. Of units without hours of their
        own, those in which the people who use them are there.
    utilisation
        Hours worked over hours scheduled and granted; ``None`` if there were none.
    """

    count: int
    scheduled_hours: float
    worked_hours: float
    overtime_hours: float
    utilisation: float | None


class Waiting(Frozen):
    """Waiting of jobs for one cause.

    Parameters
    ----------
    visits
        How often a job waited for it, or could have; work that was stopped and waited again counts again.
    mean_hours
        Mean waiting in elapsed hours.
    share
        Share of all waiting.
    mean_queue
        Mean number of jobs that waited for it.
    """

    visits: int
    mean_hours: float
    share: float
    mean_queue: float


class WorkInProgress(Frozen):
    """Jobs in the house: on the mean, and at the window's two ends."""

    mean: float
    at_start: int
    at_end: int


class Planning(Frozen):
    """How the planner was asked in the window, where the agency works by plans.

    Parameters
    ----------
    reviews
        How often.
    fallbacks
        How often it brought no plan although there was something to plan.
    changes
        Tasks that new plans had otherwise than the plan that people knew.
    """

    reviews: int
    fallbacks: int
    changes: int


class CoreFigures(Frozen):
    """The figures that say how a run went, in numbers of jobs, hours and money.

    Parameters
    ----------
    scenario, seed, replication, policy
        What was run.
    currency
        What money is counted in.
    days
        Length of the window in days.
    requests, done, lost, abandoned
        In the window: jobs that came in, that came to a good end, that ended without reaching their due milestone
        (a quote or a pitch not won), and that impatient clients took elsewhere.
    on_time
        Promised dates held.
    late_hours
        Hours in the window for which promised jobs were late, each hour by the weight of its job; of unfinished jobs,
        too.
    lead_time, delivery_time, promise_time
        Days from request to end (the last payment), from request to the milestone that the due date is about, and from
        the promise of a date (the signature of the contract, where a type promises then) to that milestone; of the
        jobs for which that was over in the window.
    on_time_by_type, on_time_by_tier, lead_time_by_type, and so on
        The same by job type and by client tier.
    stages
        Mean days that a finished job spent in each stage.
    roles, departments, people, equipment
        Load.
    waiting
        Waiting by cause: the people and things that a task needs together, the client, material, and so on.
    work_in_progress
        Jobs in the house.
    money
        What was earned and spent.
    planning
        How the planner was asked; nothing but zeros where none was.
    """

    scenario: str
    seed: int
    replication: int
    policy: str
    currency: str
    days: float
    requests: int
    done: int
    lost: int
    abandoned: int
    on_time: OnTime
    late_hours: float
    lead_time: LeadTime
    lead_time_by_type: Map[str, LeadTime]
    lead_time_by_tier: Map[str, LeadTime]
    delivery_time: LeadTime
    delivery_time_by_type: Map[str, LeadTime]
    delivery_time_by_tier: Map[str, LeadTime]
    promise_time: LeadTime
    promise_time_by_type: Map[str, LeadTime]
    promise_time_by_tier: Map[str, LeadTime]
    on_time_by_type: Map[str, OnTime]
    on_time_by_tier: Map[str, OnTime]
    stages: Map[str, float]
    roles: Map[str, RoleFigures]
    departments: Map[str, RoleFigures]
    people: Map[str, RoleFigures]
    equipment: Map[str, RoleFigures]
    waiting: Map[str, Waiting]
    work_in_progress: WorkInProgress
    money: Money
    planning: Planning


def core_figures(log: Log, window: Window | None = None, attendance: Attendance | None = None) -> CoreFigures:
    """Return the core figures of a run, or of a part of it.

    Parameters
    ----------
    log
        Log of the run.
    window
        The time that they are about; the run without its warm-up if absent.
    attendance
        Who was there when, if it is known already.
    """
    window = window or window_of(log)
    ended = log.jobs.filter(within(log, window, "ended"))
    outcomes = dict(ended["outcome"].value_counts().iter_rows())
    done = ended.filter(pl.col("outcome") == "done")
    manifest = log.manifest
    return CoreFigures(
        scenario=manifest.scenario,
        seed=manifest.seed,
        replication=manifest.replication,
        policy=manifest.policy,
        currency=log.scenario.currency,
        days=window.days,
        requests=log.jobs.filter(requested(log, window)).height,
        done=done.height,
        lost=outcomes.get("lost", 0),
        abandoned=outcomes.get("abandoned", 0),
        **_on_time(log, window),
        late_hours=late_hours(log, window),
        **_lead_times(log, window),
        stages=_stages(log, done),
        **_load(log, window),
        waiting=_waiting(log, window),
        work_in_progress=_work_in_progress(log.jobs, window),
        money=money(log, window, pay(log, window, attendance).model_dump()),
        planning=_planning(log, window),
    )


def due_jobs(log: Log, window: Window) -> pl.DataFrame:
    """Return the jobs that were promised a date in a window, and whether they held it (``kept``).

    Jobs that were lost, or taken elsewhere, have no date to hold any more. The due date is the midnight with which the
    promised day ends.
    """
    open_or_done = pl.col("outcome").is_in(["done", "open"])
    was_promised = pl.col("job").is_in(promised(log).implode())
    due = log.jobs.filter(pl.col("due").is_between(*window, closed="right") & open_or_done & was_promised)
    return due.with_columns(kept=(pl.col("due_reached") <= pl.col("due")).fill_null(False))


def on_time_of(due: int, kept: int) -> OnTime:
    """Return how many of some dates were held."""
    return OnTime(due=due, kept=kept, share=kept / due if due else None)


def _on_time(log: Log, window: Window) -> dict[str, Any]:
    due = due_jobs(log, window)

    def by(column: str) -> dict[str, OnTime]:
        sums = due.group_by(column).agg(pl.len(), pl.col("kept").sum())
        counts = {name: (jobs, kept) for name, jobs, kept in sums.iter_rows()}
        known = set(log.jobs[column].unique())
        names = log.scenario.tiers if column == "tier" else [t for t in log.scenario.job_types if t in known]
        return {name: on_time_of(*counts.get(name, (0, 0))) for name in names}

    return {
        "on_time": on_time_of(due.height, int(due["kept"].sum())),
        "on_time_by_type": by("job_type"),
        "on_time_by_tier": by("tier"),
    }


def _lead_times(log: Log, window: Window) -> dict[str, Any]:
    table = spans(log, window)
    every, by_type, by_tier = lead_times(table), lead_times(table, "job_type"), lead_times(table, "tier")
    found: dict[str, Any] = {span: every[span].get("", NO_JOBS) for span in SPANS}
    for span in SPANS:
        found[f"{span}_by_type"] = {t: by_type[span][t] for t in log.scenario.job_types if t in by_type[span]}
        found[f"{span}_by_tier"] = {t: by_tier[span][t] for t in log.scenario.tiers if t in by_tier[span]}
    return found


def causes_of(log: Log) -> pl.DataFrame:
    """Return what jobs wait for at each step (``job_type``, ``step``, ``cause``)."""
    rows = [(name, step, _cause(spec)) for name, t in log.scenario.job_types.items() for step, spec in t.route.items()]
    return pl.DataFrame(rows, schema=dict.fromkeys(("job_type", "step", "cause"), pl.String), orient="row")


def _cause(spec: Any) -> str:
    """Return what a job waits for at a step: all that a task needs, since the log does not tell which was missing."""
    if isinstance(spec, Work):
        return " + ".join([*(place.skill for place in spec.crew), *spec.equipment, *spec.vehicles])
    if isinstance(spec, Wait):
        return CLIENT if spec.on == "client" else OUTSIDE
    return MATERIAL


def _stages(log: Log, done: pl.DataFrame) -> dict[str, float]:
    """Return mean days in each stage; parallel branches both count, so that the sum may exceed the lead time."""
    if not done.height:
        return {}
    tasks = log.tasks.join(done.select("job"), on="job").join(stages_of(log), on=["job_type", "step"])
    sums = tasks.group_by("stage").agg(((pl.col("end") - pl.col("ready")).sum() / DAY / done.height).alias("days"))
    days = dict(sums.iter_rows())
    order = dict.fromkeys([*log.scenario.stages, *stages_of(log)["stage"]])
    return {stage: days[stage] for stage in order if stage in days}


def _planning(log: Log, window: Window) -> Planning:
    held = log.reviews.filter(pl.col("time").is_between(*window, closed="left"))
    fell_back = int(held["status"].is_in(FELL_BACK).sum())
    return Planning(reviews=held.height, fallbacks=fell_back, changes=int(held["changes"].sum()))


def _load(log: Log, window: Window) -> dict[str, dict[str, RoleFigures]]:
    """Return the load of people by role, department and person, and of units by kind, over a window's whole days."""
    people = _hours(log, window).filter(pl.col("kind") == "person")
    return {
        "roles": _figures(people, "role"),
        "departments": _figures(people.filter(pl.col("department").is_not_null()), "department"),
        "people": _figures(people, "name"),
        "equipment": load_of_units(log, window),
    }


def load_of_units(log: Log, window: Window) -> dict[str, RoleFigures]:
    """Return the load of machines and vehicles by kind, over a window's whole days."""
    units = _hours(log, window).filter(pl.col("kind") != "person")
    usable = pl.col("name").replace_strict(usable_seconds(log, window), default=None, return_dtype=pl.Int64)
    return _figures(units.with_columns(scheduled=pl.coalesce(usable, "scheduled")), "group")


def _hours(log: Log, window: Window) -> pl.DataFrame:
    """Return the resources with their seconds scheduled, worked and of overtime."""
    sums = days_in(log, window).group_by("resource").agg(pl.col("scheduled", "worked", "overtime").sum())
    table = log.resources.join(sums, left_on="name", right_on="resource", how="left", maintain_order="left")
    return table.with_columns(pl.col("scheduled", "worked", "overtime").fill_null(0))


def _figures(table: pl.DataFrame, by: str) -> dict[str, RoleFigures]:
    sums = table.group_by(by, maintain_order=True).agg(
        pl.len().alias("count"), (pl.col("scheduled", "worked", "overtime").sum() / HOUR)
    )
    return {
        name: RoleFigures(
            count=count,
            scheduled_hours=scheduled,
            worked_hours=worked,
            overtime_hours=overtime,
            utilisation=worked / (scheduled + overtime) if scheduled + overtime else None,
        )
        for name, count, scheduled, worked, overtime in sorted(sums.iter_rows())
    }


def _waiting(log: Log, window: Window) -> dict[str, Waiting]:
    """Return the waiting by cause; a wait that the window cuts counts with the part inside it."""
    since, until = window
    waits = (
        log.tasks.join(causes_of(log), on=["job_type", "step"])
        .with_columns(
            begin=pl.col("ready").clip(since, until),
            finish=pl.when(pl.col("kind") == "wait").then(pl.col("end")).otherwise(pl.col("start")),
        )
        # An abandoned task waited until its client left; an unfinished wait goes on.
        .with_columns(finish=pl.coalesce("finish", "end", pl.lit(until)).clip(since, until))
        .filter((pl.col("ready") < until) & (pl.coalesce("end", pl.lit(until)) > since))
        .group_by("cause")
        .agg(pl.len().alias("visits"), (pl.col("finish") - pl.col("begin")).sum().alias("seconds"))
        .sort("seconds", "cause", descending=[True, False])
    )
    total = waits["seconds"].sum() or 1
    return {
        cause: Waiting(
            visits=visits,
            mean_hours=seconds / visits / HOUR,
            share=seconds / total,
            mean_queue=seconds / max(1, until - since),
        )
        for cause, visits, seconds in waits.iter_rows()
    }


def _work_in_progress(jobs: pl.DataFrame, window: Window) -> WorkInProgress:
    since, until = window
    ended = pl.col("ended").fill_null(until + 1)
    inside = (ended.clip(since, until) - pl.col("arrived").clip(since, until)).sum()
    mean = jobs.select(inside).item() / max(1, until - since) if jobs.height else 0.0
    counts = [jobs.filter((pl.col("arrived") <= t) & (ended > t)).height for t in window]
    return WorkInProgress(mean=mean, at_start=counts[0], at_end=counts[1])
