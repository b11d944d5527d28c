"""Which work is to be placed first: by the slot in which it must end for its job to be in time."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from immutabledict import immutabledict

from agencysim.plans import TaskId

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from agencysim.planner.construct.roster import Roster
    from agencysim.planner.problem import After, Problem, Task
    from agencysim.planner.timetable import Timetable

NEVER = 10**6
"""Latest finish of work without a date, in slots."""


class Urgency:
    """The latest slot in which each task may end for its job to be in time.

    What follows a task is counted in the hours in which anybody is on duty; crews and other work are not looked at.

    Parameters
    ----------
    problem, timetable, roster
        What is to be planned, its grid, and who is on duty.
    earlier
        By job: slots by which its work comes earlier in the order.
    """

    def __init__(
        self, problem: Problem, timetable: Timetable, roster: Roster, earlier: Mapping[str, int] = immutabledict()
    ) -> None:
        self._earlier = earlier
        self._problem = problem
        self._times = timetable
        opened = 0
        for worker in roster.workers.values():
            opened |= worker.base.open
        self._before = _counts(opened, timetable.slots)
        self._slots = [n for n in range(timetable.slots) if opened >> n & 1]
        self._depth: dict[TaskId, int] = {}
        self.latest: dict[TaskId, int] = {}
        for job, tasks in problem.tasks_of.items():
            self._job(job, in_order(tasks))

    def order(self) -> list[Task]:
        """Return all tasks, the most urgent first; of equal ones those of heavier jobs."""
        return self.sorted(self._problem.tasks, {job: -slots for job, slots in self._earlier.items()})

    def sorted(self, tasks: Iterable[Task], later: Mapping[str, int]) -> list[Task]:
        """Return some tasks, the most urgent first, the jobs given by so many slots later than they would be."""
        job = self._problem.job
        return sorted(
            tasks,
            key=lambda task: (
                self.latest[task.id] + later.get(task.job, 0),
                -job[task.job].weight,
                task.job,
                self._depth[task.id],
                task.id,
            ),
        )

    def _job(self, name: str, tasks: list[Task]) -> None:
        job = self._problem.job[name]
        dates = [date for date in (job.due, job.deadline) if date is not None]
        end = (min(dates) - job.tail - self._times.start) // self._times.grid if dates else NEVER
        following: dict[TaskId, list[tuple[Task, After]]] = defaultdict(list)
        for task in tasks:
            for after in task.after:
                following[TaskId(name, after.step, after.attempt)].append((task, after))
        for depth, task in enumerate(tasks):
            self._depth[task.id] = depth
        for task in reversed(tasks):
            starts = [self._latest_start(other, after) for other, after in following[task.id]]
            self.latest[task.id] = min([NEVER if task.after_due else end, *starts])

    def _latest_start(self, task: Task, after: After) -> int:
        mode, times = task.modes[0], self._times
        work = mode.seconds(1.0, times.grid) // times.grid + times.count(task.loading) + 2 * times.count(task.travel)
        end = self.latest[task.id]
        if end >= NEVER:
            return NEVER
        return self._back(end, work) - sum(times.count(lag.seconds) for lag in after.lags)

    def _back(self, end: int, work: int) -> int:
        """Return the slot from which so many slots of work remain until a slot."""
        if end <= 0 or not self._slots:
            return end - work
        beyond = max(0, end - self._times.slots)
        there = self._before[min(end, self._times.slots)] + beyond
        if there < work:
            return -(work - there)
        left = work - beyond
        return end - work if left <= 0 else self._slots[self._before[min(end, self._times.slots)] - left]


def _counts(mask: int, slots: int) -> list[int]:
    """Return how many slots of a mask lie before each slot."""
    counts, total = [0], 0
    for n in range(slots):
        total += mask >> n & 1
        counts.append(total)
    return counts


def in_order(tasks: list[Task]) -> list[Task]:
    """Return the tasks of a job so that each comes after all that must be done before it."""
    known = {task.id: task for task in tasks}
    found: dict[TaskId, Task] = {}

    def visit(task: Task) -> None:
        if task.id in found:
            return
        for after in task.after:
            before = known.get(TaskId(task.job, after.step, after.attempt))
            if before is not None:
                visit(before)
        found[task.id] = task

    for task in tasks:
        visit(task)
    return list(found.values())
