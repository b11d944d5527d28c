"""The figures of a run: every one a fold over its log."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from agencysim.domain import Wait, Work
from agencysim.domain.fields import Map
from agencysim.figures.base import Window, days_in, promised, stages_of, window_of
from agencysim.figures.money import Money, money
from agencysim.figures.working_time import pay
from agencysim.values import DAY, HOUR, Frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agencysim.figures.presence import Attendance
    from agencysim.log import Log


CLIENT, OUTSIDE, MATERIAL = NOT_OURS = ("client", "outside", "material")
"""What jobs wait for beside the agency's own people and things."""


class LeadTime(Frozen):
    """Days from request to end, of the jobs that came to a good end in the window."""

    jobs: int
    mean: float | None
    median: float | None
    p90: float | None


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
        Hours rostered, hours worked (overtime included), hours of overtime granted.
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


class CoreFigures(Frozen):
    """The figures that say how a run went, in numbers of jobs, hours and money.

    Parameters
    ----------
    scenario, seed, replication, policy
        What was run.
    days
        Length of the window in days.
    requests, done, lost, abandoned
        In the window: jobs that came in, that came to a good end, that ended without reaching their due milestone
        (a quote or a pitch not won), and that impatient clients took elsewhere.
    on_time
        Promised dates held.
    lead_time
        Days from request to end, for all jobs and by job type.
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
    """

    scenario: str
    seed: int
    replication: int
    policy: str
    days: float
    requests: int
    done: int
    lost: int
    abandoned: int
    on_time: OnTime
    lead_time: LeadTime
    lead_time_by_type: Map[str, LeadTime]
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
    since, until = window
    jobs = log.jobs.with_columns(promised=pl.col("job").is_in(promised(log).implode()))
    ended = jobs.filter(pl.col("ended").is_between(since, until))
    outcomes = dict(ended["outcome"].value_counts().iter_rows())
    done = ended.filter(pl.col("outcome") == "done")
    manifest = log.manifest
    return CoreFigures(
        scenario=manifest.scenario,
        seed=manifest.seed,
        replication=manifest.replication,
        policy=manifest.policy,
        days=window.days,
        requests=jobs.filter(pl.col("arrived").is_between(since, until)).height,
        done=done.height,
        lost=outcomes.get("lost", 0),
        abandoned=outcomes.get("abandoned", 0),
        on_time=_on_time(jobs, window),
        lead_time=_lead_time(done),
        lead_time_by_type={name: _lead_time(part) for name, part in _by_type(log, done)},
        on_time_by_type={name: _on_time(part, window) for name, part in _by_type(log, jobs)},
        on_time_by_tier={tier: _on_time(jobs.filter(pl.col("tier") == tier), window) for tier in log.scenario.tiers},
        stages=_stages(log, done),
        **_load(log, window),
        waiting=_waiting(log, window),
        work_in_progress=_work_in_progress(jobs, window),
        money=money(log, window, pay(log, window, attendance).model_dump()),
    )


def _by_type(log: Log, jobs: pl.DataFrame) -> Iterator[tuple[str, pl.DataFrame]]:
    for name in log.scenario.job_types:
        part = jobs.filter(pl.col("job_type") == name)
        if part.height:
            yield name, part


def _on_time(jobs: pl.DataFrame, window: Window) -> OnTime:
    """Return the dates held; jobs that were lost, or taken elsewhere, have no date to hold any more."""
    kept_on = pl.col("outcome").is_in(["done", "open"])
    due = jobs.filter(pl.col("due").is_between(*window, closed="right") & kept_on & pl.col("promised"))
    # The due date is the midnight with which the promised day ends.
    kept = due.filter(pl.col("due_reached") <= pl.col("due")).height
    return OnTime(due=due.height, kept=kept, share=kept / due.height if due.height else None)


def _lead_time(done: pl.DataFrame) -> LeadTime:
    days = (done["ended"] - done["arrived"]) / DAY
    if not len(days):
        return LeadTime(jobs=0, mean=None, median=None, p90=None)
    quantiles = [days.quantile(q, "linear") for q in (0.5, 0.9)]
    return LeadTime(jobs=len(days), mean=_number(days.mean()), median=quantiles[0], p90=quantiles[1])


def _number(value: Any) -> float:
    return float(value or 0.0)


def _causes(log: Log) -> pl.DataFrame:
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


def _load(log: Log, window: Window) -> dict[str, dict[str, RoleFigures]]:
    """Return the load of people by role, department and person, and of units by kind, over a window's whole days."""
    sums = days_in(log, window).group_by("resource").agg(pl.col("scheduled", "worked", "overtime").sum())
    table = log.resources.join(sums, left_on="name", right_on="resource", how="left", maintain_order="left")
    table = table.with_columns(pl.col("scheduled", "worked", "overtime").fill_null(0))
    people, units = (table.filter((pl.col("kind") == "person") == is_person) for is_person in (True, False))
    return {
        "roles": _figures(people, "role"),
        "departments": _figures(people.filter(pl.col("department").is_not_null()), "department"),
        "people": _figures(people, "name"),
        "equipment": _figures(units, "group"),
    }


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
        log.tasks.join(_causes(log), on=["job_type", "step"])
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
