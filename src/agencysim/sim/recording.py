"""What a run notes down while it goes on: rows, nothing computed."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agencysim.sim.visits import Job, Visit

TASK_WIDTH = 12
"""Values that a task takes in the list of tasks."""


@dataclass(slots=True)
class Recorder:
    """Rows of the log in the order in which they happened; jobs, steps and masks not yet turned into names.

    Tasks, of which there are most, stand one value after the other in one list: half the memory of a tuple for each,
    and nothing for the garbage collector to visit.

    Parameters
    ----------
    tasks
        `TASK_WIDTH` values for each: (job, step, attempt, part, ready, start, end, worked, content done in all
        parts so far, pace or ``None``, mask, status).
    decisions
        (job, step, attempt, time, way taken).
    milestones
        (job, step, attempt, time, due date that it set or ``None``).
    overtime
        (person, start, until, kind of day, job and step for which it was granted or ``None`` twice if it was planned).
    absences
        (resource, start, end, kind).
    stock
        (time, material, event, quantity, job or number of the order, step and attempt of the visit that took it or
        ``None`` twice).
    money
        (time, kind, job or ``None``, step or material, amount); what is earned is positive.
    jobs
        All jobs that came in.
    """

    tasks: list[Any] = field(default_factory=list)
    decisions: list[tuple[Any, ...]] = field(default_factory=list)
    milestones: list[tuple[Any, ...]] = field(default_factory=list)
    overtime: list[tuple[Any, ...]] = field(default_factory=list)
    absences: list[tuple[Any, ...]] = field(default_factory=list)
    stock: list[tuple[Any, ...]] = field(default_factory=list)
    money: list[tuple[Any, ...]] = field(default_factory=list)
    jobs: list[Job] = field(default_factory=list)

    def visits(self) -> Iterator[tuple[str, str, int, int | None, int | None, str]]:
        """Yield job, step, attempt, start, end and status of visits part by part: of the table of tasks, in no order.

        Who looks at hundreds of short runs needs no tables, whose making takes longer than reading them.
        """
        columns = (self.tasks[place::TASK_WIDTH] for place in (0, 1, 2, 5, 6, TASK_WIDTH - 1))
        for job, step, attempt, start, end, status in zip(*columns, strict=True):
            yield job.id, step.name, attempt, start, end, status
        for job in self.jobs:
            for visit in job.open.values():
                yield job.id, visit.step.name, visit.attempt, start_of(visit), None, "open"


def start_of(visit: Visit) -> int | None:
    """Return when a visit that goes on began; a delay begins as soon as it can."""
    return visit.ready if visit.step.kind == "wait" else visit.start
