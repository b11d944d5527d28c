"""Following a plan: its duties as working hours, and its work at its times by its people."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from functools import reduce
from math import ceil
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

import simpy

from agencysim.calendars import Calendar
from agencysim.journey import main_between
from agencysim.plans import TaskId
from agencysim.sim.floor import Floor
from agencysim.staff import bits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from agencysim.plans import Assignment, Duty, Plan, Window
    from agencysim.scenario import Scenario
    from agencysim.sim.line import Line
    from agencysim.sim.route_steps import WorkStep
    from agencysim.sim.visits import Task
    from agencysim.staff import Staff

GRACE = 30 * 60
"""Seconds after which work whose people are sick goes to others who can do it (assumed)."""


def on_duty(scenario: Scenario, staff: Staff, plan: Plan) -> Staff:
    """Return the staff with the hours of a plan, overtime included, on the days that it is about.

    Parameters
    ----------
    scenario, staff
        The agency, and its people and things.
    plan
        Whose duties take the place of the rosters.
    """
    axis = scenario.axis
    first = min([axis.day_of(plan.start), *(duty.day for duty in plan.duties)])
    days = range(first, axis.day_of(plan.end - 1) + 1)
    duties: dict[str, list[Duty]] = defaultdict(list)
    for duty in plan.duties:
        duties[duty.person].append(duty)
    calendars, rosters = list(staff.calendars), list(staff.rosters)
    for index in range(staff.people):
        theirs = duties[staff.names[index]]
        gone = Calendar.from_intervals([*staff.away[index], *staff.routines[index]], _horizon(staff))
        there = [(window, duty.day) for duty in theirs for window in duty.windows]
        regular = [(window, duty.day) for duty in theirs if duty.rostered for window in duty.hours]
        calendars[index] = _with(staff.rosters[index], days, there, plan.start, _horizon(staff)).minus(gone)
        rosters[index] = _with(staff.rosters[index], days, regular, plan.start, _horizon(staff))
    return replace(staff, calendars=calendars, rosters=rosters, planned=(1 << staff.people) - 1)


def _horizon(staff: Staff) -> int:
    return max((c.horizon for c in (*staff.calendars, *staff.rosters) if c is not None), default=2**40)


def _with(
    roster: Calendar | None, days: range, windows: list[tuple[Window, int]], since: int, horizon: int
) -> Calendar:
    """Return working hours with others in their place on some days, from a moment on."""
    base = Calendar.always(horizon) if roster is None else roster
    kept = [
        (a, min(b, since) if shift in days else b, shift)
        for a, b, shift in zip(base.starts.tolist(), base.ends.tolist(), base.shifts.tolist(), strict=True)
        if shift not in days or a < since
    ]
    kept += [(max(start, since), end, day) for (start, end), day in windows if end > since]
    kept.sort()
    return Calendar.from_intervals([each[:2] for each in kept], horizon, [each[2] for each in kept])


class Planned(NamedTuple):
    """A piece of work as it is to be done: its people and things as a mask, and whether the task is done with it."""

    piece: Assignment
    crew: int
    is_last: bool


class PlanBook:
    """What a plan says about every task, and how much of it has been used.

    Parameters
    ----------
    staff
        The people and things.
    plan
        The plan.
    """

    def __init__(self, staff: Staff, plan: Plan) -> None:
        index = {name: n for n, name in enumerate(staff.names)}
        self.end = plan.end
        self._next: dict[TaskId, list[Planned]] = {}
        self._of_person: dict[int, list[tuple[int, TaskId]]] = defaultdict(list)
        in_part = {each.task for each in plan.unplanned}
        for name, pieces in plan.pieces().items():
            found = []
            for number, piece in enumerate(pieces, 1):
                members = [index[each] for each in (*piece.crew, *piece.units) if each in index]
                crew = reduce(or_, (1 << member for member in members), 0)
                found.append(Planned(piece, crew, number == len(pieces) and name not in in_part))
                for member in members:
                    self._of_person[member].append((piece.start, name))
            self._next[name] = found[::-1]
        for starts in self._of_person.values():
            starts.sort()

    def next_of(self, task: Task) -> Planned | None:
        """Return what is planned next for a task."""
        left = self._next.get(name_of(task))
        return left[-1] if left else None

    def use(self, task: Task) -> None:
        """Take what is planned next for a task as done."""
        self._next[name_of(task)].pop()

    def drop(self, task: Task) -> None:
        """Forget what is planned for a task."""
        self._next.pop(name_of(task), None)

    def next_start(self, member: int, now: int, waiting: Iterable[TaskId]) -> int | None:
        """Return when somebody has something to do next: at once, if planned work waits that he is in.

        Work that was to begin before now and has not come is not waited for.
        """
        there = set(waiting)
        for start, name in self._of_person[member]:
            left = self._next.get(name)
            if left and any(each.piece.start == start for each in left) and (start >= now or name in there):
                return max(start, now)
        return None


def name_of(task: Task) -> TaskId:
    """Return by which name a plan knows a task."""
    return TaskId(task.job.id, task.step.name, task.attempt)


class PlannedFloor(Floor):
    """A floor on which planned work is done as planned, and other work where it fits in between."""

    book: PlanBook
    give: Callable[[Task], None]

    def follow(self, book: PlanBook, give: Callable[[Task], None]) -> None:
        """Follow a plan from now on.

        Parameters
        ----------
        book
            The plan.
        give
            Gives a task to another firm.
        """
        self.book = book
        self.give = give
        self._expected: dict[Task, Planned] = {}

    # -- waiting -----------------------------------------------------------------------------------------------

    def join(self, task: Task) -> None:
        """Let a task wait for its planned time, or in its line if it is not planned."""
        planned = self.book.next_of(task)
        if planned is None:
            super().join(task)
            return
        task.restrained = 0
        self._expected[task] = planned
        now = self.env._now
        for moment in (planned.piece.start, planned.piece.start + GRACE):
            if moment > now:
                self.env.call_at(moment, _nothing)

    def leave(self, task: Task) -> None:
        """Take a task out of the queue."""
        if self._expected.pop(task, None) is None:
            super().leave(task)

    def _give_up(self, task: Task) -> None:
        """Let a task whose people are not there be done by others."""
        del self._expected[task]
        self.book.drop(task)
        super().join(task)

    # -- deciding ----------------------------------------------------------------------------------------------

    def dispatch(self) -> None:
        """Start what is planned for now, and what fits before what is planned next."""
        self._start_planned()
        if self.env._now >= self.book.end and not self._expected:
            super().dispatch()
        else:
            self._fill_gaps()

    def _start_planned(self) -> None:
        now = self.env._now
        due = [
            (planned.piece.start, task.job.order, task.step.position, task) for task, planned in self._expected.items()
        ]
        for start, _, _, task in sorted(each for each in due if each[0] <= now):
            planned = self._expected[task]
            if planned.piece.outside:
                self.book.use(task)
                self.give(task)
            elif not planned.crew & ~self.free:
                self._start(task, planned)
            elif planned.crew & self.absent and now >= start + GRACE:
                self._give_up(task)

    def _fill_gaps(self) -> None:
        """Start unplanned work by people who have the time for it before what they have to do next."""
        while True:
            look = self.waiting & ~self.shut
            for entry, line in sorted(self._heads(look)):
                crew = self._pick(line, self.free & self._with_time(line, entry[4]))
                if crew and self._is_done_in_time(entry[4], crew):
                    self._start_first(line, crew)
                    break
            else:
                break
        self.to_see = self.freed = 0

    def _with_time(self, line: Line, task: Task) -> int:
        """Return those of whom a line's task would let go before they have something planned to do."""
        found, now = 0, self.env._now
        step: WorkStep = task.step
        able = self.free & line.interest
        left = max(0.0, step.expected - task.done) / step.shared_by / self._slowest(step, able)
        needed = ceil(step.lead + left)
        waiting = [name_of(each) for each in self._expected]
        for member in bits(able):
            begins = self.book.next_start(member, now, waiting)
            calendar = self.calendars[member]
            if begins is None or (begins - now if calendar is None else calendar.work_between(now, begins)) >= needed:
                found |= 1 << member
        return found

    def _is_done_in_time(self, task: Task, crew: int) -> bool:
        """Return whether a task would, by estimate, let a crew go before any of it has something planned to do."""
        step, now = task.step, self.env._now
        work = ceil(max(1.0, step.expected - task.done) / step.shared_by / self._slowest(step, crew))
        end = self.timing.estimated_end(step, crew, now, work)
        waiting = [name_of(each) for each in self._expected]
        starts = (self.book.next_start(member, now, waiting) for member in bits(crew))
        return all(start is None or end <= start for start in starts)

    def _slowest(self, step: WorkStep, members: int) -> float:
        """Return the least speed at which anybody of some would do a step, whatever his place."""
        speeds = (
            levels.get(member, 1.0) * self.paces.get(member, 1.0)
            for levels in step.levels
            for member in bits(members & self.people)
        )
        return min(speeds, default=1.0)

    # -- working -----------------------------------------------------------------------------------------------

    def _start(self, task: Task, planned: Planned) -> None:
        """Let the planned people begin a task now."""
        del self._expected[task]
        self.book.use(task)
        task.start = self.env._now
        self.take_up(task, planned.crew)
        task.content = self.content_left(task)
        task.set_pace(self._planned_pace(task, planned.piece))
        self._set_end(task, planned)

    def _set_end(self, task: Task, planned: Planned) -> None:
        """Let a task end when it is done, or set it aside where the plan does."""
        task.legs = self.timing.legs_of(task)
        if not planned.is_last:
            most = self._main_by(task, planned.piece.end)
            if 0 < most < task.work:
                task.work = most
                task.legs = self.timing.legs_of(task)
                task.ending = Intermission(self, task)
        task.ticket = self.env.ticket_at(self.timing.end_of(task), task.ending or task)

    def _main_by(self, task: Task, end: int) -> int:
        """Return the seconds of work that are done by the end of a piece, what was done before it included."""
        legs, now, start = self.timing.legs_of(task), self.env._now, task.start
        if start == now:
            return main_between(legs, now, end)
        out, main, back = legs if len(legs) == 3 else (None, legs[0], None)
        done = self.timing.done_by(task, now)
        left = (
            (main._replace(work=0),)
            if out is None or back is None
            else (out._replace(work=out.work - done[0]), main, back)
        )
        return done[-2 if len(done) == 3 else 0] + main_between(left, now, end)

    def _planned_pace(self, task: Task, piece: Assignment) -> float:
        """Return the content done in a second, each in his planned place: the slowest sets the pace."""
        step: WorkStep = task.step
        levels, shared_by, slower = step.ways[piece.mode] if piece.mode in step.ways else step.ways[""]
        index = self.index
        slowest = 1.0 if not piece.people else float("inf")
        for speeds, name in zip(levels, piece.people, strict=False):
            person = index[name]
            slowest = min(slowest, speeds.get(person, 1.0) * self.paces.get(person, 1.0))
        return shared_by * slowest / slower

    def set_aside(self, task: Task) -> None:
        """Stop a task where its planned piece ends; it goes on with the next one."""
        task.ending = None
        work = task.work if task.legs is None else sum(leg.work for leg in task.legs)
        done = min(task.done + task.work * task.pace, task.done + task.content)
        self.put_back(task, work, done, "interrupted")

    def stop(self, task: Task, status: str) -> None:
        """Stop a running task; if its planned piece was over but for the way back, it counts as set aside."""
        if task.ending is not None:
            legs = self.timing.done_by(task, int(self.env.now))
            if legs[1:2] == [task.work]:
                self.env.cancel(task.ticket)
                self.set_aside(task)
                return
        task.ending = None
        super().stop(task, status)

    def take_over(self, tasks: Iterable[Task]) -> None:
        """Let work that is running go on if the plan says so, and stop it otherwise."""
        now = int(self.env.now)
        for task in tasks:
            planned = self.book.next_of(task)
            goes_on = planned is not None and planned.piece.start <= now and planned.crew == task.crew
            if planned is not None and goes_on and (planned.piece.locked or task.step.plain):
                self.book.use(task)
                self.env.cancel(task.ticket)
                self._set_end(task, planned)
            elif planned is not None or not self._is_on_its_way_back(task):
                self.stop(task, "interrupted")

    def _is_on_its_way_back(self, task: Task) -> bool:
        legs = self.timing.done_by(task, int(self.env.now))
        return len(legs) == 3 and legs[1] == task.work


class Intermission(simpy.Event):
    """The end of a planned piece after which its task is not done yet."""

    _ok = True
    _value = None

    def __init__(self, floor: PlannedFloor, task: Task) -> None:
        self.callbacks = [lambda _: floor.set_aside(task)]


def _nothing() -> None:
    """Let an instant be, so that dispatch looks."""


def planned_overtime(staff: Staff, plan: Plan) -> Iterator[tuple[int, int, int, str]]:
    """Yield the overtime that a plan asks for: person, start, end, and the kind of day by which it is paid."""
    index = {name: n for n, name in enumerate(staff.names)}
    for duty in plan.duties:
        windows: list[Window] = []
        if not duty.rostered:
            windows = list(duty.windows)
        else:
            windows += [(duty.start, duty.start + duty.before)] if duty.before else []
            windows += [(duty.end - duty.after, duty.end)] if duty.after else []
        for start, end in windows:
            if duty.person in index and end > plan.start:
                yield index[duty.person], start, end, duty.pay
