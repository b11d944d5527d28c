"""Reasons that are proven by counting: the way of a job by itself, and work against the hours that there are for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from agencysim.planner.construct.urgency import NEVER
from agencysim.planner.explain.bounds import Bounds
from agencysim.planner.explain.capacity import Capacity
from agencysim.planner.timetable import between
from agencysim.plans import Reason, Why
from agencysim.values import HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agencysim.planner.problem import Mode, Task
    from agencysim.planner.search.scene import Scene
    from agencysim.plans import TaskId


class Group(NamedTuple):
    """Those who can fill a place, or the units of a kind, and what that is called."""

    about: str
    names: frozenset[str]


class _Demand(NamedTuple):
    """What a task needs of a group, in slots, and the stretch in which it must lie for its job to be in time."""

    task: TaskId
    first: int
    last: int
    slots: int


class Counting:
    """Counts what can be proven of a problem without looking for a plan.

    Parameters
    ----------
    scene
        The problem.
    """

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        self.problem = scene.problem
        self.bounds = Bounds(scene)
        self.capacity = Capacity(self.bounds)

    def reasons(self, job: str) -> Iterator[Reason]:
        """Yield why a job cannot be in time: by itself, or together with all others that still could be."""
        known, start = self.problem.job[job], self.problem.start
        date = known.due if known.due is not None else known.deadline
        finish = self.bounds.earliest_finish(job)
        if date is None or finish is None:
            return
        if date <= start:
            yield Reason(why=Why.OVERDUE, until=date)
        if not self.bounds.can_be_in_time(job):
            yield Reason(why=Why.PATH, since=start, until=finish, needed=round((finish - date) / HOUR, 2))
        else:
            shortages = (self.shortage(job, group) for group in self._groups(job))
            yield from sorted((each for each in shortages if each), key=lambda each: -_short(each))[:1]

    def _groups(self, job: str) -> list[Group]:
        """Return those whom the tasks of a job need that count for its date."""
        found: dict[frozenset[str], Group] = {}
        for task in self.scene.problem.tasks_of.get(job, ()):
            for group in self._of_task(task) if not task.after_due else ():
                found.setdefault(group.names, group)
        return list(found.values())

    def _of_task(self, task: Task) -> Iterator[Group]:
        mode = task.modes[0]
        for place in mode.crew:
            yield Group(place.skill, frozenset(self.bounds.able(place)))
        for kind in mode.units:
            yield Group(kind, frozenset(unit.name for unit in self.problem.units if unit.kind == kind))

    # -- hours against hours -----------------------------------------------------------------------------------

    def shortage(self, job: str, group: Group) -> Reason | None:
        """Return the stretch of time in which a group is shortest of hours for work that includes a job's."""
        demands = [each for each in (self._demand(task, group) for task in self.problem.tasks) if each]
        own = [each for each in demands if each.task.job == job]
        worst: Reason | None = None
        for first in sorted({0, *(each.first for each in own)}):
            those = sorted((each for each in demands if each.first >= first), key=lambda each: each.last)
            least = min((each.last for each in own if each.first >= first), default=NEVER)
            total = 0
            for n, each in enumerate(those):
                total += each.slots
                is_last = n + 1 == len(those) or those[n + 1].last > each.last
                if not is_last or each.last < least or total <= self._usual(group, first, each.last):
                    continue
                there = self.capacity.of_all(group.names, first, each.last)
                found = self._shortage(group, those[: n + 1], (first, each.last), total, there)
                if total > there and (worst is None or _short(found) > _short(worst)):
                    worst = found
        return worst

    def _usual(self, group: Group, first: int, last: int) -> int:
        """Return the slots of a group's usual hours: who has no more to do than that is not looked at closely."""
        window = between(max(0, first), min(last, self.bounds.times.slots))
        workers = self.scene.roster.workers
        return sum((workers[name].base.open & window).bit_count() for name in group.names if name in workers)

    def _demand(self, task: Task, group: Group) -> _Demand | None:
        """Return what a task needs of a group at least, if its job can be in time; nothing if others could do it."""
        bounds = self.bounds
        last = bounds.latest[task.id]
        if last >= NEVER or task.id in bounds.locked or task.outside is not None or not self.problem.is_wanted(task):
            return None
        slots = min(self._of_mode(task, mode, group) for mode in task.modes)
        if not slots or not bounds.is_due(task.job) or not bounds.can_be_in_time(task.job):
            return None
        return _Demand(task.id, bounds.start[task.id], last, slots)

    def _of_mode(self, task: Task, mode: Mode, group: Group) -> int:
        slots = self.bounds.work(mode) + self.bounds.way(task)
        units = sum(count for kind, count in mode.units.items() if kind == group.about)
        places = (place for place in mode.crew if not place.shared and group.names.issuperset(self.bounds.able(place)))
        return slots * (units if group.names <= self.problem.unit.keys() else sum(place.count for place in places))

    def _shortage(self, group: Group, those: list[_Demand], window: tuple[int, int], needed: int, there: int) -> Reason:
        grid, times = self.problem.grid, self.bounds.times
        return Reason(
            why=Why.SHORTAGE,
            about=group.about,
            needed=round(needed * grid / HOUR, 2),
            there=round(there * grid / HOUR, 2),
            since=times.moment(window[0]),
            until=times.moment(window[1]),
            who=tuple(sorted(group.names)),
            tasks=tuple(sorted(each.task for each in those)),
        )


def _short(reason: Reason) -> float:
    """Return by how many hours a shortage is short."""
    return (reason.needed or 0.0) - (reason.there or 0.0)
