"""How late jobs are, and how late they must be at least while their tasks are still being placed."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from agencysim.plans import TaskId
from agencysim.values import HOUR

if TYPE_CHECKING:
    from agencysim.planner.construct.kept import Kept
    from agencysim.planner.problem import After, Job, Task

NEARLY = 1e-6
"""Seconds by which sums of floats may be wrong."""


class Finishes:
    """The finishes of jobs in a plan that is being changed.

    Parameters
    ----------
    made
        The plan. What is asked about other plans is asked about copies of it.
    """

    def __init__(self, made: Kept) -> None:
        self._problem = made.problem
        self._start, self._grid, self._slots = made.timetable.start, made.timetable.grid, made.timetable.slots
        self._shortest = {task.id: self._seconds(made, task) for task in made.problem.tasks}
        self._after: dict[TaskId, int] = {}
        self._following: dict[TaskId, list[tuple[Task, After]]] = defaultdict(list)
        for task in made.problem.tasks:
            for after in task.after if self._counts(task) and task.id not in made.held else ():
                self._following[TaskId(task.job, after.step, after.attempt)].append((task, after))
        self._counted = {
            job: [task for task in tasks if self._counts(task)] for job, tasks in made.problem.tasks_of.items()
        }
        self._least_left = {job: min(map(self._usual, tasks), default=0) for job, tasks in self._counted.items()}

    def _seconds(self, made: Kept, task: Task) -> int:
        """Return the least seconds that a task takes."""
        least = made.pool.shortest(task) * self._grid
        return least if task.outside is None else min(least, task.outside.delay)

    def _counts(self, task: Task) -> bool:
        return self._problem.is_wanted(task) and not task.after_due

    def lateness(self, made: Kept, name: str) -> float:
        """Return the hours by weight by which a job is late or undone; what is done in part counts as undone."""
        tasks, ends = self._counted[name], made.ends
        job = self._problem.job[name]
        if not tasks:
            return 0.0
        if left := sum(self._usual(task) for task in tasks if task.id not in ends):
            return self._undone(job, left)
        return self._late(job, max(ends[task.id] for task in tasks))

    def least_lateness(self, made: Kept, task: Task) -> float:
        """Return the hours by weight by which the job of a task must be late at least, as the task is placed."""
        job = self._problem.job[task.job]
        if not self._counts(task):
            return 0.0
        end = made.ends.get(task.id)
        if end is None:
            return self._undone(job, self._usual(task))
        return min(self._late(job, end + self._least_after(task)), self._undone(job, self._least_left[job.id]))

    def latest(self, task: Task, hours: float) -> int | None:
        """Return the slot by which a task must have ended for its job to be late by so many hours by weight at most.

        ``None`` if the job need not be done for that.
        """
        job = self._problem.job[task.job]
        date, hours = _date(job), max(0.0, hours)
        if date is None or not self._counts(task) or self._undone(job, self._least_left[job.id]) <= hours:
            return None
        moment = date - job.tail - self._least_after(task) + hours / job.weight * HOUR
        return min(self._slots, int((moment + NEARLY - self._start) // self._grid))

    def _undone(self, job: Job, left: int) -> float:
        """Return the hours by weight by which a job is late and undone of which so many seconds are left."""
        date, end = _date(job), self._problem.end
        if date is None:
            return 0.0
        is_due = date - job.tail <= end
        return self._late(job, end + left) + (job.weight * left / HOUR if is_due else 0.0)

    def _late(self, job: Job, finish: int) -> float:
        date = _date(job)
        return 0.0 if date is None else job.weight * max(0, finish + job.tail - date) / HOUR

    def _usual(self, task: Task) -> int:
        return task.modes[0].seconds(1.0, self._grid)

    def _least_after(self, task: Task) -> int:
        """Return the seconds that what follows a task takes at least, whoever does it and whenever."""
        if (known := self._after.get(task.id)) is None:
            known = self._after[task.id] = max(
                (
                    sum(lag.seconds for lag in after.lags) + self._shortest[other.id] + self._least_after(other)
                    for other, after in self._following[task.id]
                ),
                default=0,
            )
        return known


def _date(job: Job) -> int | None:
    return job.due if job.due is not None else job.deadline
