"""From what came of a plan in many futures to its risk: statistics only."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from agencysim.plan_risk.hours import Hours
from agencysim.plan_risk.matters import drivers
from agencysim.plan_risk.result import Amount, DayRisk, JobRisk, PersonRisk, Risk, Spread, SureDate, TaskRisk
from agencysim.statistics import estimate, quantile, share
from agencysim.values import HOUR

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from agencysim.plan_risk.outcome import Outcome
    from agencysim.plan_risk.replaying import Replay
    from agencysim.plans import Assignment, TaskId
    from agencysim.state import JobState

SURE = (0.8, 0.9, 0.95)
"""How surely the dates hold that are told."""

LOW, MEDIAN, HIGH = 0.1, 0.5, 0.9
"""What a spread is told by."""

NEVER = np.iinfo(np.int64).max
"""Later than the end of the replay."""


def risk_of(replay: Replay, outcomes: Sequence[Outcome]) -> Risk:
    """Return the risk of a plan by what came of it in some futures."""
    scenario, plan = replay.scenario, replay.plan
    pieces = plan.pieces()
    judged = [job for job in replay.state.jobs if job.due is not None and job.due <= replay.end and not job.due_reached]
    now = replay.state.time
    jobs = [_job(job, pieces, outcomes, replay.end) for job in judged]
    jobs.sort(key=lambda job: (job.due <= now, not job.agreed, job.probability, job.due, job.job))
    hours, kinds = Hours(replay, outcomes), {job.id: job.job_type for job in replay.state.jobs}
    return Risk(
        scenario=scenario.name,
        first_day=scenario.start,
        zone=scenario.axis.zone,
        seed=replay.seed,
        replications=len(outcomes),
        reaction=replay.reaction,
        start=now,
        end=replay.end,
        jobs=tuple(jobs),
        tasks=tuple(
            _task(name, kinds[name.job], mine, outcomes)
            for name, mine in pieces.items()
            if mine[-1].end > now and name.job in kinds
        ),
        days=tuple(_days(hours)),
        not_open=tuple(sorted(plan.jobs_from(now) - kinds.keys())),
        people=tuple(_people(hours)),
        drivers=tuple(drivers(replay, outcomes, {job.job: job.due for job in jobs if job.agreed and job.due > now})),
    )


def _job(job: JobState, pieces: dict[TaskId, list[Assignment]], outcomes: Sequence[Outcome], end: int) -> JobRisk:
    assert job.due is not None
    ends = [each for outcome in outcomes if not (each := outcome.jobs[job.id]).gone]
    n = len(ends)
    reached = np.sort(np.array([NEVER if each.reached is None else each.reached for each in ends], np.int64))
    held = int(np.searchsorted(reached, job.due, side="right"))
    late = np.maximum(0, np.minimum(reached, end) - job.due)
    known = share(held, n) if n else None
    return JobRisk(
        job=job.id,
        job_type=job.job_type,
        client=job.client,
        due=job.due,
        agreed=not job.provisional,
        planned_end=max((p.end for name, mine in pieces.items() if name.job == job.id for p in mine), default=None),
        replications=n,
        held=held,
        probability=known.value if known else 1.0,
        low=(known and known.lower) or 0.0,
        high=1.0 if known is None or known.upper is None else known.upper,
        moved=sum(each.due != job.due for each in ends) / n if n else 0.0,
        hours_late=float(late.mean()) / HOUR if n else 0.0,
        dates=tuple(_sure(reached, probability) for probability in SURE) if n else (),
    )


def _sure(reached: NDArray[np.int64], probability: float) -> SureDate:
    # Of places instead of moments, since some are never.
    places = quantile(np.arange(len(reached)), probability)
    return SureDate(
        probability=probability,
        moment=_moment(_within(reached, probability)),
        earliest=_moment(int(reached[int(places.lower or 0)])),
        latest=None if places.upper is None else _moment(int(reached[int(places.upper)])),
    )


def _within(ordered: NDArray[np.int64], probability: float) -> int:
    """Return the smallest of some values, in order, that at least a share of them do not exceed."""
    return int(ordered[max(0, ceil(probability * len(ordered) - 1e-9) - 1)])


def _moment(value: int) -> int | None:
    return None if value == NEVER else value


def _task(name: TaskId, job_type: str, pieces: list[Assignment], outcomes: Sequence[Outcome]) -> TaskRisk:
    visits = [outcome.visits.get(name, (NEVER, None)) for outcome in outcomes]
    starts = np.sort(np.array([start for start, _ in visits], np.int64))
    ends = np.sort(np.array([NEVER if end is None else end for _, end in visits], np.int64))
    return TaskRisk(
        job=name.job,
        job_type=job_type,
        step=name.step,
        attempt=name.attempt,
        planned_start=pieces[0].start,
        planned_end=pieces[-1].end,
        start=_spread(starts),
        end=_spread(ends),
        done=float(np.mean(ends < NEVER)),
    )


def _spread(moments: NDArray[np.int64]) -> Spread:
    low, median, high = (_moment(_within(moments, part)) for part in (LOW, MEDIAN, HIGH))
    return Spread(low=low, median=median, high=high)


def _days(hours: Hours) -> list[DayRisk]:
    overtime, planned = hours.overtime.sum(axis=1), hours.planned_overtime.sum(axis=0)
    return [
        DayRisk(day=day, overtime=_amount(planned[place], overtime[:, place])) for place, day in enumerate(hours.days)
    ]


def _people(hours: Hours) -> list[PersonRisk]:
    regular, overtime = hours.regular, hours.overtime
    planned, extra = hours.planned_regular, hours.planned_overtime
    beyond, month = hours.beyond(), hours.beyond_month()
    return [
        PersonRisk(
            person=name,
            hours=_amount((planned + extra)[who].sum(), (regular + overtime)[:, who].sum(axis=1)),
            longest_day=_amount((planned + extra)[who].max(), (regular + overtime)[:, who].max(axis=1)),
            overtime=_amount(extra[who].sum(), overtime[:, who].sum(axis=1)),
            beyond=float(beyond[:, who].mean()),
            beyond_month=float(month[:, who].mean()),
        )
        for who, name in enumerate(hours.people)
    ]


def _amount(planned: float, seconds: NDArray[np.int64]) -> Amount:
    """Return hours over the futures."""
    found, ordered = estimate(seconds / HOUR), np.sort(seconds)
    return Amount(
        planned=float(planned) / HOUR,
        mean=found.mean,
        half_width=found.half_width,
        low=_within(ordered, LOW) / HOUR,
        high=_within(ordered, HIGH) / HOUR,
    )
