"""When each task can be done at best, and must be done for its job to be in time, other work left out.

Everything here holds of every plan that keeps the rules, so that what follows from it is proven: speeds are those of
the fastest, and everybody who could be there is there, in any of his shifts, with overtime.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.planner.construct.urgency import NEVER, in_order
from agencysim.planner.timetable import at_least, between, nth
from agencysim.plans import TaskId

if TYPE_CHECKING:
    from agencysim.planner.problem import Mode, Place, Task
    from agencysim.planner.search.scene import Scene


class Bounds:
    """The earliest begin and end, and the latest end, of every task.

    Parameters
    ----------
    scene
        The problem.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.problem = scene.problem
        self.times = scene.times
        self._could: dict[str, int] = {}
        self._able: dict[Place, dict[str, int]] = {}
        self.locked: dict[TaskId, int] = {}
        for piece in (*self.problem.locks, *self.problem.frozen):
            end = self.times.up(piece.end)
            self.locked[piece.task] = max(end, self.locked.get(piece.task, end))
        self.start: dict[TaskId, int] = {}
        self.end: dict[TaskId, int] = {}
        self.latest: dict[TaskId, int] = {}
        for job, tasks in scene.problem.tasks_of.items():
            ordered = in_order(tasks)
            for task in ordered:
                self._earliest(task)
            self._latest(job, ordered)

    def could(self, name: str) -> int:
        """Return the slots in which somebody, in whichever shift and overtime, or a unit could be at work."""
        if name not in self._could:
            self._could[name] = self._person(name) if name in self.problem.person else self.scene.pool.units[name].open
        return self._could[name]

    def _person(self, name: str) -> int:
        granule = self.scene.granule // self.times.grid
        mask = 0
        for day in range(len(self.problem.days)):
            for option in self.scene.options(name, day):
                mask |= between(max(0, option.first - option.early * granule), option.last + option.late * granule) & ~(
                    sum(between(a, b) for a, b in (*option.pauses, *option.blocks))
                )
        return mask & self.times.all

    def able(self, place: Place) -> dict[str, int]:
        """Return those who may fill a place, with the slots in which they could."""
        if place not in self._able:
            found: dict[str, int] = {}
            for each in self.scene.pool.for_place(place, None):
                found[each.name] = found.get(each.name, 0) | (self.could(each.name) & each.valid)
            self._able[place] = found
        return self._able[place]

    def work(self, mode: Mode) -> int:
        """Return the slots of work that a way of doing a task takes the fastest crew."""
        pace = 100.0
        for place in mode.crew:
            pace = min(pace, max((c.level for c in self.scene.pool.for_place(place, None)), default=1.0))
        return self.scene.slots(mode, pace if mode.crew else 1.0)

    def way(self, task: Task) -> int:
        """Return the slots of loading, way out and way back."""
        return self.times.count(task.loading) + 2 * self.times.count(task.travel)

    def together(self, mode: Mode) -> int:
        """Return the slots in which enough could be there for every place, and units of every kind."""
        mask = self.times.all
        for place in mode.crew:
            mask &= at_least(1 if place.shared else place.count, self.able(place).values())
        for kind, count in mode.units.items():
            mask &= at_least(count, (self.could(unit.name) for unit in self.problem.units if unit.kind == kind))
        return mask

    # -- early -------------------------------------------------------------------------------------------------

    def _earliest(self, task: Task) -> None:
        ready = max(task.release, self.problem.start)
        for after in task.after:
            before = self.end.get(TaskId(task.job, after.step, after.attempt))
            may = None if before is None else self.times.may_begin(after, self.times.moment(before))
            ready = max(ready, self.times.moment(NEVER) if may is None else may)
        start = min(NEVER, self.times.up(ready))
        self.start[task.id] = start
        self.end[task.id] = self.locked[task.id] if task.id in self.locked else min(self._ends(task, start))

    def _ends(self, task: Task, start: int) -> list[int]:
        """Return by when a task could be done in each of its ways, and by another firm."""
        site = self.times.site(task.site).open
        found = []
        for mode in task.modes:
            there, work = self.together(mode), self.work(mode)
            found.append(max(self._after(there, start, work + self.way(task)), self._after(there & site, start, work)))
        if task.outside is not None and start < self.times.slots:
            end = self.times.passed(task.outside.calendar, self.times.moment(start), task.outside.delay)
            found.append(NEVER if end is None else self.times.up(end))
        return found

    def _after(self, mask: int, start: int, count: int) -> int:
        """Return the slot by which so many slots of a mask have passed; what the plan does not hold comes after it."""
        if start >= self.times.slots:
            return min(NEVER, start + count)
        rest = mask & (-1 << start)
        there = rest.bit_count()
        return nth(rest, count) if there >= count else self.times.slots + count - there

    # -- late --------------------------------------------------------------------------------------------------

    def _latest(self, name: str, ordered: list[Task]) -> None:
        job = self.problem.job[name]
        date = job.due if job.due is not None else job.deadline
        last = NEVER if date is None else (date - job.tail - self.times.start) // self.times.grid
        for task in ordered:
            self.latest[task.id] = NEVER if task.after_due else last
        for task in reversed(ordered):
            begin = self._latest_begin(task)
            for after in task.after:
                before = TaskId(task.job, after.step, after.attempt)
                if before in self.latest and begin < NEVER:
                    lag = sum(lag.seconds for lag in after.lags) // self.times.grid
                    self.latest[before] = min(self.latest[before], begin - lag)

    def _latest_begin(self, task: Task) -> int:
        """Return the last slot in which a task can begin for its end to be in time."""
        end = self.latest[task.id]
        if end >= NEVER:
            return NEVER
        found = [self._before(self.together(m), end, self.work(m) + self.way(task)) for m in task.modes]
        if task.outside is not None:
            found.append(end - task.outside.delay // self.times.grid)
        return max(found)

    def _before(self, mask: int, end: int, count: int) -> int:
        """Return the slot from which so many slots of a mask remain until a slot; negative if there are not so many."""
        beyond = max(0, end - self.times.slots)
        if count <= beyond:
            return end - count
        rest = mask & between(0, min(end, self.times.slots)) if end > 0 else 0
        missing = count - beyond
        there = rest.bit_count()
        return nth(rest, there - missing + 1) - 1 if there >= missing else min(end, 0) - (missing - there)

    # -- jobs --------------------------------------------------------------------------------------------------

    def earliest_finish(self, job: str) -> int | None:
        """Return the moment before which a job cannot reach its date's milestone; ``None`` if nothing of it counts."""
        counted = [
            self.end[task.id]
            for task in self.scene.problem.tasks_of.get(job, ())
            if not task.after_due and self.problem.is_wanted(task)
        ]
        if not counted:
            return None
        return self.times.moment(max(counted)) + self.problem.job[job].tail

    def is_due(self, job: str) -> bool:
        """Return whether all of a job has to be done by the end of the plan for it to be in time."""
        known = self.problem.job[job]
        date = known.due if known.due is not None else known.deadline
        return date is not None and date - known.tail <= self.problem.end

    def can_be_in_time(self, job: str) -> bool:
        """Return whether nothing but other work keeps a job from being in time, as far as that can be counted."""
        known = self.problem.job[job]
        date = known.due if known.due is not None else known.deadline
        finish = self.earliest_finish(job)
        return not self.is_due(job) or finish is None or finish <= (date or 0)
