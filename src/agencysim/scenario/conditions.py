"""Whether a condition holds of a job, by its facts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from agencysim.domain.steps import FACTS_WITH_NAMES
from agencysim.values import HOUR

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from agencysim.domain import Condition


class Facts(Protocol):
    """What a condition may ask of a job."""

    @property
    def value(self) -> float:
        """Its price."""

    @property
    def new_client(self) -> bool:
        """Whether its client is new."""

    @property
    def due(self) -> int | None:
        """When it is due, in seconds, if it has a date."""


def holds(
    when: Condition,
    job: Facts,
    *,
    attempt: int,
    now: int,
    passed: Callable[[str], bool],
    authority: Mapping[str, float],
) -> bool:
    """Return whether a condition holds.

    Parameters
    ----------
    when
        The condition.
    job
        The job; it has every fact that conditions know by name.
    attempt, now
        The how manieth visit of the step this is, and the moment in seconds.
    passed
        Tells whether the job has come to a step.
    authority
        The largest value that each role may sign.
    """
    if when.fact == "new_client":
        return job.new_client
    if when.fact == "passed":
        return any(passed(name) for name in when.among or ())
    if when.fact in FACTS_WITH_NAMES:
        return getattr(job, when.fact) in (when.among or ())
    if when.above_authority is not None:
        return job.value > authority[when.above_authority]
    number = _number(when, job, attempt, now)
    return (when.above is None or number > when.above) and (when.below is None or number < when.below)


def _number(when: Condition, job: Facts, attempt: int, now: int) -> float:
    if when.fact == "attempt":
        return attempt
    if when.fact == "lateness":
        return float("-inf") if job.due is None else (now - job.due) / HOUR
    return job.value
