"""Following a plan: its duties as working hours, and its work at its times by its people."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from dataclasses import replace
from functools import reduce
from math import ceil
from operator import or_
from typing import TYPE_CHECKING, Literal, NamedTuple

import simpy

from agencysim.calendars import Calendar
from agencysim.journey import main_between
from agencysim.plans import TaskId
from agencysim.sim.floor import Floor
from agencysim.sim.visits import Task
from agencysim.staff import bits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from agencysim.plans import Assignment, Duty, Plan, Window
    from agencysim.scenario import Scenario
    from agencysim.sim.line import Line
    from agencysim.sim.route_steps import WorkStep
    from agencysim.sim.visits import Job
    from agencysim.staff import Staff

Reaction = Literal["keep", "help", "overtime"]
"""What people do when reality departs from a plan, as `simulate` says."""

GRACE = 30 * 60
"""Seconds after which work whose people are sick goes to others who can do it, and people no longer wait for work that
was to have come (assumed)."""

FOR_EVER = 2**62
"""Later than any moment."""


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
    """What a plan says about every task and everybody.

    What is to be done next follows from the time alone, not from what has been done, so that a run can go on from a
    state with the same plan.

    Parameters
    ----------
    staff
        The people and things.
    plan
        The plan.
    """

    def __init__(self, staff: Staff, plan: Plan) -> None:
        index = {name: n for n, name in enumerate(staff.names)}
        self.start, self.end = plan.start, plan.end
        self._pieces: dict[TaskId, list[Planned]] = {}
        self._of_member: dict[int, list[tuple[int, int, TaskId]]] = defaultdict(list)
        in_part = {each.task for each in plan.unplanned}
        for name, pieces in plan.pieces().items():
            found = []
            for number, piece in enumerate(pieces, 1):
                members = [index[each] for each in (*piece.crew, *piece.units) if each in index]
                crew = reduce(or_, (1 << member for member in members), 0)
                found.append(Planned(piece, crew, number == len(pieces) and name not in in_part))
                for member in members:
                    self._of_member[member].append((piece.start, piece.end, name))
            self._pieces[name] = found
        for pieces_of_member in self._of_member.values():
            pieces_of_member.sort()

    def next_of(self, task: Task, now: int) -> Planned | None:
        """Return the piece of a task that is due, or the first one to come.

        One that was missed is not made up for if there is a later one; the last one is, whenever that may be, unless
        the task was not planned to its end.
        """
        pieces = self._pieces.get(name_of(task), ())
        to_come = next((each for each in pieces if each.piece.end > now), None)
        if to_come is None and pieces and pieces[-1].is_last:
            return pieces[-1]
        return to_come

    def first_start(self, task: Task) -> int:
        """Return when the first piece of a planned task is to begin."""
        return self._pieces[name_of(task)][0].piece.start

    def coming(self, member: int, now: int) -> Iterator[tuple[int, TaskId]]:
        """Yield what somebody is to begin from now on, or should just have begun, in order."""
        pieces = self._of_member.get(member, [])
        for start, end, name in pieces[bisect_right(pieces, (now - GRACE, FOR_EVER)) :]:
            if end > now:
                yield start, name

    def moments(self) -> set[int]:
        """Return when something is to be decided: pieces begin, are waited for no longer, and end."""
        pieces = [each.piece for found in self._pieces.values() for each in found]
        return {self.end, *(t for piece in pieces for t in (piece.start, piece.start + GRACE, piece.end))}


def name_of(task: Task) -> TaskId:
    """Return by which name a plan knows a task."""
    return TaskId(task.job.id, task.step.name, task.attempt)


class PlannedFloor(Floor):
    """A floor on which planned work is done as planned, and other work where it fits in between."""

    book: PlanBook
    give: Callable[[Task], None]

    def follow(self, book: PlanBook, give: Callable[[Task], None], *, helps: bool) -> None:
        """Follow a plan from now on.

        Parameters
        ----------
        book
            The plan.
        give
            Gives a task to another firm.
        helps
            Whether what is late goes to whoever is free for it, and who is early begins what is next.
        """
        self.book = book
        self.helps = helps
        self.give = give
        self._expected: dict[Task, None] = {}
        self._given_up: dict[Task, None] = {}
        self._claims: dict[int, int] = {}
        self._jobs: dict[str, Job] = {}
        self._known_jobs = 0
        self._fills_gaps = False
        for moment in sorted(book.moments()):
            if moment > self.env.now:
                self.env.call_at(moment, _nothing)

    # -- waiting -----------------------------------------------------------------------------------------------

    def join(self, task: Task) -> None:
        """Let a task wait for its planned time, or in its line if it is not planned."""
        self._given_up.pop(task, None)
        if self.book.next_of(task, self.env._now) is None:
            super().join(task)
            return
        task.restrained = 0
        self._expected[task] = None

    def leave(self, task: Task) -> None:
        """Take a task out of the queue."""
        if task in self._expected:
            del self._expected[task]
        else:
            super().leave(task)

    def _give_up(self, task: Task) -> None:
        """Let a task whose people are not there be done by others."""
        del self._expected[task]
        super().join(task)
        self._given_up[task] = None

    def _take_back(self) -> None:
        """Let those do what was given up who are there again, if nobody has begun it."""
        for task in list(self._given_up):
            planned = self.book.next_of(task, self.env._now)
            if task.line is None or planned is None:
                del self._given_up[task]
            elif not planned.crew & self.absent:
                self.withdraw(task)
                self.join(task)

    # -- deciding ----------------------------------------------------------------------------------------------

    def dispatch(self) -> None:
        """Start what is planned for now, and what fits before what is planned next."""
        self._take_back()
        self._start_planned()
        if self.env._now < self.book.end or self._expected:
            self._fill_gaps()
            return
        if self._fills_gaps:  # what did not fit into a gap may begin now
            self._fills_gaps = False
            self.to_see |= self.waiting
        super().dispatch()

    def _start_planned(self) -> None:
        now = self.env._now
        due = []
        for task in list(self._expected):
            planned = self.book.next_of(task, now)
            if planned is None:  # it was planned in part only, and that part is over
                self.leave(task)
                self.join(task)
            else:
                due.append((planned.piece.start, task.job.order, task.step.position, task, planned))
        for start, _, _, task, planned in sorted(due, key=lambda each: each[:3]):
            if planned.crew & self.absent:
                if now >= self.book.first_start(task) + GRACE:
                    self._give_up(task)
            elif start > now:
                continue
            elif planned.piece.outside:
                self.give(task)
            elif not planned.crew & ~self.free:
                self._start(task, planned)

    def _fill_gaps(self) -> None:
        """Start unplanned work by people who have the time for it before what they have to do next."""
        self._fills_gaps = True
        self._claims = self._claimed()
        self.spare_time.forget()
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

    def _claimed(self) -> dict[int, int]:
        """Return from when on everybody is taken by planned work that is here."""
        claims: dict[int, int] = {}
        now = self.env._now
        for task in self._expected:
            planned = self.book.next_of(task, now)
            if planned is not None:
                begins = max(now, planned.piece.start)
                for member in bits(planned.crew):
                    claims[member] = min(begins, claims.get(member, begins))
        return claims

    def _next_start(self, member: int) -> int | None:
        """Return when somebody has something to do next: at once, if planned work waits that he is in."""
        now = self.env._now
        claimed = self._claims.get(member)
        for start, name in self.book.coming(member, now):
            if self._is_to_come(name, member):
                return max(now, start) if claimed is None else min(claimed, max(now, start))
        return claimed

    def _is_to_come(self, name: TaskId, member: int) -> bool:
        """Return whether somebody will still have to do a planned task, as far as can be seen."""
        job = self._job(name.job)
        if job is None or job.ended is not None:
            return False
        step = job.route.steps[name.step]
        if job.visits[step.position] != name.attempt:
            return job.visits[step.position] < name.attempt
        task = job.open.get(step.position)
        if task is None or task in self._given_up or task in self._expected:
            return False  # done; left to others; or among those that claim their people
        return bool(isinstance(task, Task) and not task.outside and task.crew >> member & 1)

    def _job(self, name: str) -> Job | None:
        """Return a job that is, or has been, in the house."""
        jobs = self.recorder.jobs
        for job in jobs[self._known_jobs :]:
            self._jobs[job.id] = job
        self._known_jobs = len(jobs)
        return self._jobs.get(name)

    def _with_time(self, line: Line, task: Task) -> int:
        """Return those of whom a line's task would let go before they have something planned to do."""
        found, now = 0, self.env._now
        step: WorkStep = task.step
        able = self.free & line.interest
        left = max(0.0, step.expected - task.done) / step.shared_by / self._slowest(step, able)
        needed = ceil(step.lead + left)
        for member in bits(able):
            begins = self._next_start(member)
            calendar = self.calendars[member]
            if begins is None or (begins - now if calendar is None else calendar.work_between(now, begins)) >= needed:
                found |= 1 << member
        return found

    def _is_done_in_time(self, task: Task, crew: int) -> bool:
        """Return whether a task would, by estimate, let a crew go before any of it has something planned to do."""
        step, now = task.step, self.env._now
        work = ceil(max(1.0, step.expected - task.done) / step.shared_by / self._slowest(step, crew))
        end = self.timing.estimated_end(step, crew, now, work)
        starts = (self._next_start(member) for member in bits(crew))
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
        """Let work that is running go on as planned; what a new plan wants otherwise is stopped."""
        now = int(self.env.now)
        is_new = now <= self.book.start
        for task in tasks:
            planned = self.book.next_of(task, now)
            goes_on = planned is not None and planned.piece.start <= now and planned.crew == task.crew
            if planned is not None and goes_on and (planned.piece.locked or task.step.plain or not is_new):
                self.env.cancel(task.ticket)
                self._set_end(task, planned)
            elif is_new and (planned is not None or not self._is_on_its_way_back(task)):
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
