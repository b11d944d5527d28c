"""Dispatch policies: which waiting task goes first."""

from __future__ import annotations

from typing import Protocol

FAR = float(2**62)
"""The key of work without a due date: after all that has one."""


class WaitingJob(Protocol):
    """What a policy may know of a job: facts, never draws."""

    @property
    def due(self) -> int | None:
        """Due date in seconds, if it has one."""

    @property
    def weight(self) -> float:
        """How much its lateness weighs."""


class WaitingStep(Protocol):
    """What a policy may know of the step that waits: estimates."""

    @property
    def path(self) -> float:
        """Estimated elapsed seconds from its start to the due milestone."""


class Policy(Protocol):
    """Gives a task its place when it enters the queue: the smallest key goes first.

    The scenario's priority classes come before the key, and the order of arrival after it.
    """

    def __call__(self, job: WaitingJob, step: WaitingStep, now: int, /) -> float:
        """Return the key of a task that enters the queue now."""


def first_come(job: WaitingJob, step: WaitingStep, now: int) -> float:  # noqa: ARG001
    """Serve in the order of waiting."""
    return now


def earliest_due(job: WaitingJob, step: WaitingStep, now: int) -> float:  # noqa: ARG001
    """Serve the job with the earliest due date."""
    return FAR if job.due is None else job.due


def least_slack(job: WaitingJob, step: WaitingStep, now: int) -> float:  # noqa: ARG001
    """Serve the job with the least time to spare before it must be running."""
    return FAR if job.due is None else job.due - step.path


def weighted_tardiness(job: WaitingJob, step: WaitingStep, now: int) -> float:
    """Serve by slack over weight: an important job counts as tighter than it is, and a late one as later."""
    if job.due is None or job.weight <= 0:
        return FAR
    slack = job.due - step.path - now
    return now + (slack / job.weight if slack > 0 else slack * job.weight)


POLICIES: dict[str, Policy] = {
    "first_come": first_come,
    "earliest_due": earliest_due,
    "least_slack": least_slack,
    "weighted_tardiness": weighted_tardiness,
}
"""The policies that a scenario or the command line can name."""
