"""What a job waits for in a plan, from its end back to its beginning."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from agencysim.planner.explain.counting import Group
from agencysim.planner.explain.limits import limits_reached
from agencysim.planner.explain.rest import rests_kept
from agencysim.planner.explain.room import earlier
from agencysim.planner.verifier.world import World
from agencysim.plans import Reason, TaskId, Why
from agencysim.values import HOUR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agencysim.planner.problem import After, Person, Place, Problem, Task, Unit
    from agencysim.plans import Assignment, Plan, Window


SHORT = HOUR
"""Waits that are shorter are told only if there is no longer one, in seconds."""


class Ready(NamedTuple):
    """When a task could have begun, and after which other one, if that is what it waited for."""

    moment: int
    after: After | None = None


class Chain:
    """The waits of a job, as it is planned.

    Parameters
    ----------
    problem, plan
        What was to be planned, and the plan.
    """

    def __init__(self, problem: Problem, plan: Plan) -> None:
        self.problem = problem
        self.plan = plan
        self.world = World(problem, plan)

    def reasons(self, job: str) -> list[Reason]:
        """Return what a job waits for on the way to its last task, in order of time."""
        counted = [t for t in self.problem.tasks if t.job == job and not t.after_due and self.problem.is_wanted(t)]
        open_ones = [task for task in counted if not self.world.is_done(task.id)]
        if open_ones:
            found = [reason for task in open_ones if self._is_first(task) for reason in self._until_the_end(task)]
            return _long(found)
        last = max(counted, key=lambda task: self.world.ends(task.id) or 0, default=None)
        return [] if last is None else _long(self._back(last)) or [self._slow(last)]

    def unplanned(self, job: str) -> list[Reason]:
        """Return why work of a job is not planned, or only in part: of what hangs together the first task's reason."""
        return [
            reason.model_copy(update={"task": each.task})
            for each in self.plan.unplanned
            if each.job == job
            for reason in each.reasons
            if reason.why is not Why.PREDECESSOR or self._is_first(self.problem.task[each.task])
        ]

    def _is_first(self, task: Task) -> bool:
        """Return whether everything that must come before a task is done."""
        return all(self.world.is_done(TaskId(task.job, each.step, each.attempt)) for each in task.after)

    def _until_the_end(self, task: Task) -> list[Reason]:
        """Return what a task that is not done waits for, as far as the plan goes."""
        ready = self._ready(task)
        meanwhile = () if self._pieces(task) else self._wait(task, ready.moment, self.problem.end, ())
        return [*self._before(task, ready), *meanwhile]

    # -- backwards ---------------------------------------------------------------------------------------------

    def _back(self, task: Task) -> list[Reason]:
        """Return what a task and those that it waits for wait for."""
        pieces, ready = self._pieces(task), self._ready(task)
        if not pieces:
            return []
        found = [*self._wait(task, ready.moment, pieces[0].start, pieces)]
        for one, other in pairwise(pieces):
            found += self._busy(task, Group(task.step, frozenset(one.crew)), (one.end, other.start))
        return [*self._before(task, ready), *found]

    def _before(self, task: Task, ready: Ready) -> list[Reason]:
        """Return what comes before the moment at which a task is ready."""
        if ready.after is None:
            waits = ready.moment > self.problem.start
            wait = Reason(why=Why.WAITING, since=self.problem.start, until=ready.moment, task=task.id)
            return [wait] if waits else []
        before = self.problem.task[TaskId(task.job, ready.after.step, ready.after.attempt)]
        end = self.world.ends(before.id) or self.problem.start
        wait = Reason(why=Why.WAITING, about=before.step, since=end, until=ready.moment, task=task.id)
        return [*self._back(before), *([wait] if ready.moment > end else [])]

    def _ready(self, task: Task) -> Ready:
        ready = Ready(max(task.release, self.problem.start))
        for after in task.after:
            may = self.world.may_begin(task, after)
            if may is not None and may >= ready.moment:
                ready = Ready(may, after)
        return ready

    def _pieces(self, task: Task) -> list[Assignment]:
        return self.world.assignments.get(task.id, [])

    def _slow(self, last: Task) -> Reason:
        """Return how long what is left of a job takes, as it is planned."""
        tasks = tuple(t.id for t in self.problem.tasks if t.job == last.job and not t.after_due)
        pieces = [piece for name in tasks for piece in self.world.assignments.get(name, ())]
        since, until = min(p.start for p in pieces), max(p.end for p in pieces)
        hours = sum(self.world.done.get(name, 0) for name in tasks)
        return Reason(why=Why.SLOW, needed=_h(hours), since=since, until=until, tasks=tasks)

    # -- one wait ----------------------------------------------------------------------------------------------

    def _wait(self, task: Task, since: int, until: int, pieces: Iterable[Assignment]) -> Iterator[Reason]:
        """Yield what a task waits for although all that comes before it is done."""
        pieces = list(pieces)
        if since >= until or (pieces and pieces[0].outside):
            return
        if pieces and self.world.is_locked(pieces[0]):
            yield Reason(why=Why.LOCKED, since=since, until=until, task=task.id)
            return
        mode = (task.mode(pieces[0].mode) if pieces else None) or task.modes[0]
        work = (self.world.need(task, pieces[0]) if pieces else None) or mode.seconds(1.0, self.problem.grid)
        site = self.world.named(task.site)
        if site is not None and (opened := site.work_between(*self._shifted(since, until))) < work:
            where = {"about": task.site, "needed": _h(work), "there": _h(opened)}
            yield Reason(why=Why.SITE, since=since, until=until, task=task.id, **where)
        groups = [(Group(place.skill, self._able(task, place)), place.count) for place in mode.crew]
        units = self.problem.units
        groups += [
            (Group(kind, frozenset(u.name for u in units if u.kind == kind)), n) for kind, n in mode.units.items()
        ]
        rooms = [(self._free(task, group, (since, until)) / size, n) for n, (group, size) in enumerate(groups)]
        if not rooms:
            return
        room, n = min(rooms)
        if room < work + task.loading + 2 * task.travel:
            yield from self._busy(task, groups[n][0], (since, until))
        elif pieces:
            yield from earlier(self.problem, self.plan, task, since)

    def _able(self, task: Task, place: Place) -> frozenset[str]:
        """Return who may fill a place: of those of an earlier task that it belongs together with, if they can."""
        skilled = (p.name for p in self.problem.people if any(h.skill == place.skill for h in p.holdings))
        able = frozenset(name for name in skilled if not place.only or name in place.only)
        same = task.same_people_as
        pieces = self.world.pieces.get(TaskId(task.job, same.step, same.attempt), []) if same else []
        before = able.intersection(pieces[0].crew) if pieces else frozenset()
        return before if len(before) >= place.count else able

    def _free(self, task: Task, group: Group, window: Window) -> int:
        there = sum(self._there(name, window) for name in group.names)
        return there - sum(self._taken(task, group, window).values())

    def _busy(self, task: Task, group: Group, window: Window) -> Iterator[Reason]:
        """Yield what those do meanwhile who could do a task, who is away, may not work longer, or has to rest."""
        since, until = window
        names, taken = tuple(sorted(group.names)), self._taken(task, group, window)
        same = {"about": group.about, "since": since, "until": until, "task": task.id}
        if any(taken.values()):
            there = sum(self._there(name, window) for name in names)
            rivals = sorted(taken, key=lambda name: (-taken[name], name))
            numbers = {"needed": _h(sum(taken.values())), "there": _h(there)}
            yield Reason(why=Why.BUSY, who=names, tasks=tuple(rivals), **same, **numbers)
        away = {name: lost for name in names if (lost := self._away(name, window))}
        if away:
            yield Reason(why=Why.AWAY, needed=_h(sum(away.values())), who=tuple(away), **same)
        if any(taken.values()):
            yield from limits_reached(self.world, names, window, task.id)
        yield from rests_kept(self.world, names, window, task.id)

    def _there(self, name: str, window: Window) -> int:
        """Return the seconds for which somebody is on duty, or a unit can be used."""
        return self.world.hours(name).work_between(*self._shifted(*window))

    def _taken(self, task: Task, group: Group, window: Window) -> dict[TaskId, int]:
        """Return the seconds that a group is at each other task."""
        found: dict[TaskId, int] = {}
        for name in group.names:
            for piece in self.world.of(name):
                first, last = max(piece.start, window[0]), min(piece.end, window[1])
                if piece.task != task.id and first < last and (there := self._there(name, (first, last))):
                    found[piece.task] = found.get(piece.task, 0) + there
        return found

    def _away(self, name: str, window: Window) -> int:
        """Return the seconds of somebody's usual hours, or a unit's, that an absence takes."""
        owner: Person | Unit = self.problem.person.get(name) or self.problem.unit[name]
        usual = self.world.calendar_of(_usual_hours(self.problem, owner))
        gone = usual.minus(usual.minus(self.world.calendar_of((a.start, a.end) for a in owner.absences)))
        return gone.work_between(*self._shifted(*window))

    def _shifted(self, since: int, until: int) -> Window:
        return since - self.world.shift, until - self.world.shift


def _usual_hours(problem: Problem, owner: Person | Unit) -> list[Window]:
    """Return when somebody works anyway, or a unit can be used, absences left out."""
    if owner.name in problem.unit:
        hours = problem.unit[owner.name].hours
        return [(problem.start, problem.end)] if hours is None else list(hours)
    days = enumerate(problem.person[owner.name].days)
    return [w for n, day in days if day.rostered and day.shifts for w in problem.shifts[day.shifts[0]].hours[n]]


def _long(reasons: list[Reason]) -> list[Reason]:
    """Return the reasons for waits that are not short; all if none is long."""
    return [r for r in reasons if (r.until or 0) - (r.since or 0) >= SHORT] or reasons


def _h(seconds: float) -> float:
    return round(seconds / HOUR, 2)
