"""A plan that stays as it is, but for some tasks that are placed anew."""

from __future__ import annotations

from collections import defaultdict
from copy import copy
from functools import reduce
from operator import and_
from typing import TYPE_CHECKING

from agencysim.planner.construct.build import Construction
from agencysim.planner.verifier.world import content
from agencysim.plans import Plan, TaskId, Unplanned

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from agencysim.planner.construct.placing import Placement, Request
    from agencysim.planner.problem import After, Problem, Task
    from agencysim.plans import Assignment


class Kept(Construction):
    """A plan of which some tasks are taken out, to be placed again among all others, which stay.

    Parameters
    ----------
    problem, plan
        What was to be planned, and the plan.
    without
        The tasks that are taken out, but for what is locked or frozen of them.
    """

    def __init__(self, problem: Problem, plan: Plan, without: Collection[TaskId]) -> None:
        held = [*problem.locks, *problem.frozen]
        fixed = {content(piece) for piece in held}
        stays = tuple(p for p in plan.assignments if p.task not in without or content(p) in fixed)
        as_it_is = problem.model_copy(update={"locks": stays, "published": plan})
        super().__init__(as_it_is, overtime=True, earlier={}, duties=plan.duties)
        self.asked = problem
        self.before = plan
        self.held = {piece.task for piece in held}
        self.touched = {name for p in plan.assignments if p.task in without for name in p.crew}
        self._fix_in_known_shifts()
        self._following: dict[TaskId, list[tuple[Task, After]]] = {}
        for task in problem.tasks:
            for after in task.after:
                earlier = TaskId(task.job, after.step, after.attempt)
                self._following.setdefault(earlier, []).append((task, after))

    def _fix_in_known_shifts(self) -> None:
        """Put in what stays, everybody in the shifts of the plan; afterwards, days without work may have others."""
        workers = self.roster.workers.values()
        pinned = [worker.pinned for worker in workers]
        for worker in workers:
            worker.pinned = set(worker.turns)
        self.fix()
        for worker, days in zip(workers, pinned, strict=True):
            worker.pinned = days

    def copy(self) -> Kept:
        """Return the same once more, so that something can be tried out."""
        other = copy(self)
        other.roster = self.roster.copy()
        other.reserves = self.reserves.of(other.roster)
        other.placer = self.placer.of(other.roster, other.reserves)
        other.pieces = defaultdict(list, self.pieces)
        other.ends, other.begun, other.touched = dict(self.ends), dict(self.begun), set(self.touched)
        return other

    # -- asking ------------------------------------------------------------------------------------------------

    def bounded_request(self, task: Task) -> Request | None:
        """Return what it takes to place a task so that all that follows it can stay; ``None`` if it cannot be."""
        request = self.request(task)
        return None if request is None else request._replace(before=min(request.before, self._bound(task)))

    def find(self, request: Request) -> Placement | None:
        """Return where a task could be done to its end: the cheapest way in time, else the one that ends first."""
        return self._find_whole(request)

    def _bound(self, task: Task) -> int:
        """Return the slot by which a task must have ended for what follows to stay."""
        bound = self.timetable.slots
        for other, after in self._following.get(task.id, ()):
            pieces = self.pieces.get(other.id)
            if pieces:
                bound = min(bound, self._latest_end(after, min(piece.start for piece in pieces), bound))
        return bound

    def _latest_end(self, after: After, start: int, slots: int) -> int:
        """Return the last slot by which something may end for what comes after it to begin at a moment."""
        low, high = 0, slots
        while low < high:
            middle = (low + high + 1) // 2
            may = self.timetable.may_begin(after, self.timetable.moment(middle))
            low, high = (middle, high) if may is not None and may <= start else (low, middle - 1)
        return low

    def following(self, task: TaskId) -> Iterator[Task]:
        """Yield all that comes after a task in its job, and can still be moved."""
        seen = {task}
        waiting = [task]
        while waiting:
            for other, _ in self._following.get(waiting.pop(), ()):
                if other.id not in seen:
                    seen.add(other.id)
                    waiting.append(other.id)
                    if other.id not in self.held:
                        yield other

    # -- changing ----------------------------------------------------------------------------------------------

    def put(self, task: Task, found: Placement) -> None:
        """Place a task."""
        self.touched |= set(found.people)
        self._commit(task, found)

    def put_anywhere(self, task: Task, by: int | None = None) -> None:
        """Place a task as if nothing followed it: in part if need be, or with another firm.

        If a slot is given, own people have to have done all of it by then.
        """
        self._place(task, by)
        self.touched |= {name for piece in self.pieces.get(task.id, ()) for name in piece.crew}

    def put_in_time(self, task: Task, before: int, *, overtime: bool = True) -> bool:
        """Place a task to its end in the cheapest way, before what follows it and a slot, and say whether that works.

        The slot counts only where nothing that follows it is planned. Overtime may be used for it, or not.
        """
        request = self.bounded_request(task)
        if request is None:
            return False
        if not any(other.id in self.pieces for other, _ in self._following.get(task.id, ())):
            request = request._replace(before=min(request.before, before))
        request = request._replace(whole=True)
        for allowance in self._allowances(task):
            if allowance.overtime and not overtime:
                break
            found = self.placer.find(request, allowance)
            if found is not None and found.is_complete:
                self.put(task, found)
                return True
        return False

    def put_outside(self, task: Task) -> bool:
        """Give a task to another firm as soon as it can begin, whether own people could do it or not, if that works."""
        request = self.request(task)
        return request is not None and self._give_outside(request)

    def take_out(self, names: Iterable[TaskId]) -> None:
        """Take tasks out of the plan, so that they can be placed again."""
        for name in names:
            pieces = self.pieces.pop(name, [])
            self.touched |= {person for piece in pieces for person in piece.crew}
            self._take_out(pieces)
            for piece in pieces:
                self._give_back(piece)
            self.ends.pop(name, None)
            self.begun.pop(name, None)

    def _give_back(self, piece: Assignment) -> None:
        """Let what a piece took of the hours that are partly kept free no longer count."""
        workers = [self.roster.workers[name] for name in piece.crew if name in self.roster.workers]
        opened = reduce(and_, (worker.base.open for worker in workers), -1)
        span = (self.timetable.down(piece.start), self.timetable.down(piece.end))
        self.reserves.take([worker.person.name for worker in workers], opened, [span], sign=-1)

    def drop_broken_deadlines(self, jobs: Iterable[str]) -> None:
        """Take out all that can be of those of some jobs that are no longer done by their deadlines."""
        for job in (self.problem.job[name] for name in jobs):
            tasks = self.problem.tasks_of.get(job.id, [])
            ends = [
                self.ends.get(task.id, self.problem.end + self.problem.grid) for task in tasks if not task.after_due
            ]
            if job.deadline is not None and max(ends, default=0) + job.tail > job.deadline:
                self.take_out(task.id for task in tasks if task.id not in self.held)

    # -- the outcome -------------------------------------------------------------------------------------------

    def plan(self) -> Plan:
        """Return the plan as it is now; the duties of those whom nothing of it touches are what they were."""
        pieces = sorted((p for each in self.pieces.values() for p in each), key=lambda p: (p.start, p.end, p.task))
        for name in self.touched & self.roster.workers.keys():
            spans = [(piece.start, piece.end) for piece in pieces if name in piece.people]
            self.roster.trim(self.roster.own(name), spans)
        duties = [duty for duty in self.before.duties if duty.person not in self.touched]
        duties += [duty for duty in self.roster.duties() if duty.person in self.touched]
        known = {each.task: each for each in self.before.unplanned}
        unplanned = (
            known.get(task.id) or Unplanned(job=task.job, step=task.step, attempt=task.attempt)
            for task in self.problem.tasks
            if task.id not in self.ends
        )
        return self.before.model_copy(
            update={
                "start": self.problem.start,
                "end": self.problem.end,
                "assignments": tuple(pieces),
                "duties": tuple(sorted(duties, key=lambda duty: (duty.start, duty.person))),
                "unplanned": tuple(unplanned),
            }
        )
