"""Which tasks matter most for lateness."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from agencysim.plan_risk.result import Driver
from agencysim.plans import TaskId
from agencysim.values import HOUR

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from agencysim.plan_risk.outcome import Outcome
    from agencysim.plan_risk.replaying import Replay

    Values = NDArray[np.float64]

CLEARLY = 4.0
"""Standard errors of no connection that a rank correlation has to have: of thousands, few exceed them by chance."""


def drivers(replay: Replay, outcomes: Sequence[Outcome], dates: Mapping[str, int]) -> list[Driver]:
    """Return the visits whose length decides on how late jobs are, first what costs most hours.

    The measure is the cruciality index of project risk analysis, the correlation of how long an activity takes with
    how long the project takes (T. M. Williams, Criticality in stochastic networks, Journal of the Operational Research
    Society 43, 1992), by ranks (M. Vanhoucke, Using activity sensitivity and network topology information to monitor
    project time performance, Omega 38, 2010). Other than the criticality index, it needs no critical path, which work
    that waits for people does not have. A visit that does not come about takes no time; so a further round of changes
    counts, too. A job may be late by its own visits, and by work of other jobs that is planned for the same people or
    things before its own.

    Parameters
    ----------
    replay
        What was replayed.
    outcomes
        What came of it in each future.
    dates
        The jobs that may be late, and when they are due.
    """
    before, found = _before(replay), dict[TaskId, Driver]()
    lengths = _lengths(replay, outcomes, {*dates}, set[TaskId]().union(*(before[job] for job in dates)))
    ranked, own = {task: _ranks(values) for task, values in lengths.items()}, defaultdict(list)
    for task in ranked:
        own[task.job].append(task)
    kinds = {job.id: job.job_type for job in replay.state.jobs}
    for job, due in dates.items():
        lateness = _lateness(outcomes, job, due, replay.end)
        ranks, spread = _ranks(lateness), float(np.maximum(0, lateness).std())
        for task in sorted({*own[job], *(before[job] & ranked.keys())}):
            cruciality = min(1.0, float(ranked[task] @ ranks))
            costs = cruciality * spread
            is_clear = cruciality * (len(outcomes) - 1) ** 0.5 > CLEARLY
            if is_clear and costs > 0 and (task not in found or found[task].hours < costs):
                found[task] = Driver(
                    **task._asdict(), job_type=kinds[task.job], late_job=job, cruciality=cruciality, hours=costs
                )
    return sorted(found.values(), key=lambda driver: (-driver.hours, driver.task))


def _lateness(outcomes: Sequence[Outcome], job: str, due: int, end: int) -> Values:
    """Return by how many hours a job is late in each future, less than none if it is early; one that is gone is not."""
    found = np.zeros(len(outcomes))
    for number, outcome in enumerate(outcomes):
        _, reached, gone = outcome.jobs[job]
        if not gone:
            found[number] = ((end if reached is None else reached) - due) / HOUR
    return found


def _lengths(replay: Replay, outcomes: Sequence[Outcome], jobs: set[str], tasks: set[TaskId]) -> dict[TaskId, Values]:
    """Return how many hours the visits of some jobs, and some tasks of others, last in each future, if they differ."""
    found: dict[TaskId, Values] = defaultdict(lambda: np.zeros(len(outcomes)))
    for number, outcome in enumerate(outcomes):
        for task, (start, end) in outcome.visits.items():
            if task.job in jobs or task in tasks:
                found[task][number] = ((replay.end if end is None else end) - start) / HOUR
    return {task: values for task, values in found.items() if np.ptp(values) > 0}


def _ranks(values: Values) -> Values:
    """Return mean ranks, centred and of length 1, so that a product of two is their rank correlation (Spearman)."""
    _, place, count = np.unique(values, return_inverse=True, return_counts=True)
    ranks = (np.cumsum(count) - (count - 1) / 2)[place]
    centred: Values = ranks - ranks.mean()
    length = float(np.linalg.norm(centred))
    return centred / length if length else centred


def _before(replay: Replay) -> dict[str, set[TaskId]]:
    """Return for each job the tasks of others that are planned just before its own for the same people or things."""
    found: dict[str, set[TaskId]] = defaultdict(set)
    pieces = sorted(replay.plan.assignments, key=lambda piece: (piece.start, piece.end))
    last: dict[str, TaskId] = {}
    for piece in pieces:
        for name in (*piece.crew, *piece.units):
            if (earlier := last.get(name)) and earlier.job != piece.job:
                found[piece.job].add(earlier)
            last[name] = piece.task
    return found
