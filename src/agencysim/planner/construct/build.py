"""A first plan: one task after the other, the most urgent first, each as early as it can be done."""

from __future__ import annotations

from collections import defaultdict
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

from immutabledict import immutabledict

from agencysim.planner.construct.coverage import cover
from agencysim.planner.construct.crews import Pool
from agencysim.planner.construct.excuses import excuses
from agencysim.planner.construct.placing import Placement, Placer, Request, better
from agencysim.planner.construct.reserves import Reserves
from agencysim.planner.construct.roster import REGULAR, Allowance, Roster
from agencysim.planner.construct.urgency import Urgency
from agencysim.planner.timetable import Timetable
from agencysim.planner.verifier.world import World
from agencysim.plans import Assignment, Duty, Plan, TaskId, Unplanned

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from agencysim.planner.problem import Problem, Task
    from agencysim.plans import Window

OVERTIME = Allowance(overtime=True, hired=True)
DAYS_OFF = Allowance(overtime=True, days_off=True, hired=True)


class Begun(NamedTuple):
    """A task of which something is fixed: who does it in which way, its slots of work, and its end."""

    piece: Assignment
    done: int
    end: int
    is_done: bool


def construct(
    problem: Problem,
    *,
    overtime: bool = True,
    earlier: Mapping[str, int] = immutabledict(),
    duties: Collection[Duty] = (),
) -> Plan:
    """Make a plan by serial schedule generation: by latest finish, with overtime where work would be late.

    What is locked, or published and frozen, stays as it is. No rule is broken by anything else.

    Parameters
    ----------
    problem
        What is to be planned.
    overtime
        Whether overtime, work on days off, hired units and other firms may be used.
    earlier
        By job: slots by which its work is placed earlier in the order than its date says.
    duties
        Duties that people begin with instead of their usual ones.
    """
    return Construction(problem, overtime=overtime, earlier=earlier, duties=duties).plan()


def explained(problem: Problem, plan: Plan) -> Plan:
    """Return a plan, whoever made it, with the first reason that can be counted for all work that is not planned."""
    as_it_is = problem.model_copy(update={"locks": plan.assignments, "published": plan, "frozen_until": None})
    made = Construction(as_it_is, overtime=True, earlier={})
    made.fix(plan.duties)
    reasons = excuses(made)
    unplanned = tuple(
        each.model_copy(update={"reasons": reasons.get(each.task, each.reasons)}) for each in plan.unplanned
    )
    return plan.model_copy(update={"unplanned": unplanned})


class Construction:
    """A plan in the making.

    Parameters
    ----------
    problem, overtime, earlier, duties
        As for `construct`.
    """

    def __init__(
        self, problem: Problem, *, overtime: bool, earlier: Mapping[str, int], duties: Collection[Duty] = ()
    ) -> None:
        self.problem = problem
        self.timetable = Timetable(problem)
        self.roster = Roster(self.timetable, duties)
        cover(self.roster)
        self.roster.settle_all()
        self.pool = Pool(self.timetable, self.roster.workers.values())
        self.reserves = Reserves(self.roster)
        self.placer = Placer(self.timetable, self.roster, self.pool, self.reserves)
        self.urgency = Urgency(problem, self.timetable, self.roster, earlier)
        self.pieces: dict[TaskId, list[Assignment]] = defaultdict(list)
        self.ends: dict[TaskId, int] = {}
        self.begun: dict[TaskId, Begun] = {}
        self.usual = reduce(or_, (worker.base.open for worker in self.roster.workers.values()), 0)
        self._overtime = overtime
        self._shifts_of_site: dict[str, tuple[str, ...]] = {}

    def plan(self) -> Plan:
        """Place everything that can be placed, and return the plan."""
        self.fix()
        for task in self.urgency.order():
            self._place(task)
        if dropped := self._drop_broken_deadlines():
            for task in self.urgency.order():
                if task.id not in self.pieces and task.job not in dropped:
                    self._place(task)
        unplanned = tuple(
            Unplanned(job=name.job, step=name.step, attempt=name.attempt, reasons=reasons)
            for name, reasons in excuses(self).items()
        )
        self._trim()
        return Plan(
            scenario=self.problem.scenario,
            start=self.problem.start,
            end=self.problem.end,
            assignments=tuple(sorted((p for each in self.pieces.values() for p in each), key=_by_time)),
            duties=tuple(sorted(self.roster.duties(), key=lambda duty: (duty.start, duty.person))),
            unplanned=unplanned,
        )

    # -- what is fixed -----------------------------------------------------------------------------------------

    def fix(self, duties: Collection[Duty] = ()) -> None:
        """Put in what is locked, or published and frozen, with the duties that it needs.

        How much of its work that gets done is told by these duties, or else by some that are known.
        """
        fixed = list(self._fixed())
        stretches: dict[str, list[Window]] = defaultdict(list)
        for piece in fixed:
            for name in piece.crew:
                if name in self.roster.workers:
                    self.roster.require(self.roster.workers[name], piece.start, piece.end, stretches[name])
                    stretches[name].append((piece.start, piece.end))
        duties = tuple(duties or self.roster.duties())
        start, end = self.problem.start, self.problem.end
        world = World(
            self.problem,
            Plan(scenario=self.problem.scenario, start=start, end=end, assignments=tuple(fixed), duties=duties),
        )
        for piece in fixed:
            self._block(piece)
            self.pieces[piece.task].append(piece)
        for task, pieces in self.pieces.items():
            last = max(pieces, key=_by_time)
            done = world.done.get(task, 0) // self.problem.grid
            self.begun[task] = Begun(last, done, last.end, world.is_done(task))
            if self.begun[task].is_done:
                self.ends[task] = last.end

    def _fixed(self) -> Iterator[Assignment]:
        problem = self.problem
        locked = {lock.task for lock in problem.locks}
        yield from (lock for lock in problem.locks if lock.task in problem.task)
        yield from (piece for piece in problem.frozen if piece.task not in locked)

    def _block(self, piece: Assignment) -> None:
        times = self.timetable
        slots = times.touched([(piece.start, piece.end)])
        for name in piece.crew:
            if name in self.roster.workers:
                self.roster.workers[name].occupy(slots)
        for name in piece.units:
            if name in self.placer.unit_busy:
                self.placer.unit_busy[name] |= slots
        opened = -1
        people = [name for name in piece.crew if name in self.roster.workers]
        for name in people:
            opened &= self.roster.workers[name].base.open
        span = (times.down(piece.start), min(times.slots, times.up(piece.end)))
        self.reserves.take(people, opened, [span])

    # -- one task ----------------------------------------------------------------------------------------------

    def _place(self, task: Task, by: int | None = None) -> None:
        """Plan a task if what must come before it is planned, and it can be: to its end by a slot, if one is given."""
        request = self.request(task)
        if request is None:
            return
        if by is not None:
            request = request._replace(before=min(request.before, by), whole=True)
        found = self._find(request)
        if self._is_better_outside(request, found):
            return
        if found is not None:
            self._commit(task, found)

    def request(self, task: Task) -> Request | None:
        """Return what has to be found for a task; ``None`` if it need not be, or what comes before is not planned."""
        begun = self.begun.get(task.id)
        ready = self.ready(task)
        if ready is None or not self.problem.is_wanted(task) or task.id in self.ends:
            return None
        before = self.timetable.slots
        deadline = self._deadline(task)
        if deadline is not None:
            before = min(before, self.timetable.down(deadline))
        if begun is not None:
            return self._rest_of(task, begun, max(ready, begun.end), before)
        only = tuple(tuple(self._restricted(task, place.skill, place.count) for place in m.crew) for m in task.modes)
        return Request(task, self.timetable.up(ready), before, only)

    def _deadline(self, task: Task) -> int | None:
        """Return the moment by which a task must be done, if its job has a deadline."""
        job = self.problem.job[task.job]
        return None if job.deadline is None or task.after_due else job.deadline - job.tail

    def _rest_of(self, task: Task, begun: Begun, ready: int, before: int) -> Request | None:
        """Return what is left of a task of which something is fixed, to be done by the same people."""
        mode = task.mode(begun.piece.mode)
        if mode is None or begun.piece.outside or not task.splittable:
            return None
        people = iter(begun.piece.people)
        only = tuple(tuple(next(people, "") for _ in range(place.count)) for place in mode.crew)
        alone = task.model_copy(update={"modes": (mode,)})
        return Request(alone, self.timetable.up(ready), before, (only,), begun.done)

    def ready(self, task: Task) -> int | None:
        """Return when what comes before a task is done; ``None`` if it is not planned."""
        frozen_until = self.problem.frozen_until if self.problem.published else None
        ready = max(task.release, self.problem.start, frozen_until or self.problem.start)
        for after in task.after:
            end = self.ends.get(TaskId(task.job, after.step, after.attempt))
            may = None if end is None else self.timetable.may_begin(after, end)
            if may is None:
                return None
            ready = max(ready, may)
        return ready

    def _restricted(self, task: Task, skill: str, count: int) -> Collection[str] | None:
        """Return those of an earlier task's people who can fill a place that belongs together with it."""
        same = task.same_people_as
        earlier = self.pieces.get(TaskId(task.job, same.step, same.attempt)) if same else None
        if not earlier or earlier[0].outside:
            return None
        able = {c.name for c in self.pool.people(skill)} & set(earlier[0].crew)
        return able if len(able) >= count else None

    def _find(self, request: Request) -> Placement | None:
        """Return the cheapest way in which a task is in time, else the one that is done first; else a part of it."""
        found = self._find_whole(request)
        if found is not None or request.whole or not request.task.splittable:
            return found
        if self._deadline(request.task) is not None:
            return None
        parts = (self.placer.find(request, allowance) for allowance in self._allowances(request.task))
        return reduce(better, parts, None)

    def _find_whole(self, request: Request) -> Placement | None:
        """Return the cheapest way in which a task is done to its end in time, else the one that is done first."""
        latest = self.urgency.latest[request.task.id]
        best: Placement | None = None
        request = request._replace(whole=True)
        for allowance in self._allowances(request.task):
            found = self.placer.find(request, allowance)
            if found is None or not found.is_complete:
                continue
            if found.fit.end <= latest:
                return found
            best = better(best, found)
            request = request._replace(before=found.fit.end - 1)  # only what ends earlier is worth more
        return best

    def may_use_overtime(self, task: Task) -> bool:
        """Return whether overtime is spent on a task: only if it can come late within the plan."""
        return self._overtime and self.urgency.latest[task.id] < self.timetable.slots

    def _allowances(self, task: Task) -> Iterator[Allowance]:
        """Yield what may be used for a task, the cheapest first."""
        yield REGULAR
        others = self._other_shifts(task.site) if task.site else ()
        yield from (Allowance(shift=shift) for shift in others)
        if self.may_use_overtime(task):
            yield OVERTIME
            yield from (OVERTIME._replace(shift=shift) for shift in others)
            yield DAYS_OFF

    def _other_shifts(self, site: str) -> tuple[str, ...]:
        """Return the shifts in which a site is open while nobody is there in his usual one."""
        if site not in self._shifts_of_site:
            hours = self.timetable.site(site).open & ~self.usual
            self._shifts_of_site[site] = tuple(
                name
                for name, shift in self.problem.shifts.items()
                if hours & self.timetable.inside(window for windows in shift.hours for window in windows)
            )
        return self._shifts_of_site[site]

    def _is_better_outside(self, request: Request, found: Placement | None) -> bool:
        """Give a task to another firm if that is allowed and the only way to be in time, or earlier."""
        task, times = request.task, self.timetable
        latest = self.urgency.latest[task.id]
        in_time = found is not None and found.is_complete and found.fit.end <= latest
        if not self._overtime or in_time or latest >= times.slots:
            return False
        before = times.moment(found.fit.end) if found is not None and found.is_complete else None
        return self._give_outside(request, before)

    def _give_outside(self, request: Request, before: int | None = None) -> bool:
        """Give a task to another firm that may do it by its deadline, and before a moment if one is given."""
        task, times = request.task, self.timetable
        if task.outside is None or task.id in self.begun:
            return False
        start = times.moment(request.release)
        end = times.passed(task.outside.calendar, start, task.outside.delay)
        if end is None or start >= self.problem.end or end <= start:
            return False
        deadline = self._deadline(task)
        if (deadline is not None and end > deadline) or (before is not None and before <= end):
            return False
        job, step, attempt = task.id
        self.pieces[task.id] = [Assignment(job=job, step=step, attempt=attempt, start=start, end=end, outside=True)]
        self.ends[task.id] = end
        return True

    def _commit(self, task: Task, found: Placement) -> None:
        times, workers = self.timetable, self.roster.workers
        job, step, attempt = task.id
        crew = dict.fromkeys(found.people)
        chances = {
            name: self.roster.chances(workers[name], found.allowance, found.since)
            if found.allowance.changes_duties
            else None
            for name in crew
        }
        opened = -1
        for name in crew:
            there = chances[name]
            opened &= there.hours.open if there else workers[name].base.open
        placed = []
        for first, last in found.fit.spans:
            for name in crew:
                self.roster.take(self.roster.own(name), first, last, chances[name])
            for name in found.units:
                self.placer.unit_busy[name] |= (1 << last) - (1 << first)
            placed.append(
                Assignment(
                    job=job,
                    step=step,
                    attempt=attempt,
                    mode=found.mode.name,
                    people=found.people,
                    units=found.units,
                    start=times.moment(first),
                    end=times.moment(last),
                )
            )
        self.pieces[task.id] = [*self.pieces[task.id], *placed]  # not changed in place: copies share it
        self.reserves.take(crew, opened, found.fit.spans)
        if found.is_complete:
            self.ends[task.id] = self.pieces[task.id][-1].end

    # -- afterwards --------------------------------------------------------------------------------------------

    def _drop_broken_deadlines(self) -> set[str]:
        """Take out the jobs that are not done by their deadlines, but for what is fixed; return which ones."""
        dropped = set()
        for job in self.problem.jobs:
            tasks = self.problem.tasks_of.get(job.id, []) if job.deadline is not None else []
            open_ones = [t for t in tasks if t.id not in self.ends and not t.after_due]
            if open_ones and self.problem.is_wanted(open_ones[0]):
                dropped.add(job.id)
                for task in tasks:
                    if task.id not in self.begun:
                        self._take_out(self.pieces.pop(task.id, ()))
                        self.ends.pop(task.id, None)
        return dropped

    def _take_out(self, pieces: Iterable[Assignment]) -> None:
        for piece in pieces:
            slots = self.timetable.inside([(piece.start, piece.end)])
            for name in piece.crew:
                self.roster.own(name).release(slots)
            for name in piece.units:
                self.placer.unit_busy[name] &= ~slots

    def _trim(self) -> None:
        """Take back overtime and days off that no work needs any more."""
        spans: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for pieces in self.pieces.values():
            for piece in pieces:
                for name in piece.crew:
                    spans[name].append((piece.start, piece.end))
        for name, worker in self.roster.workers.items():
            self.roster.trim(worker, spans[name])


def _by_time(piece: Assignment) -> tuple[int, int, TaskId]:
    return piece.start, piece.end, piece.task
