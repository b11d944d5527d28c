"""Following a plan: its work at its times by its people, and other work where it fits in between."""

from __future__ import annotations

from bisect import insort
from math import ceil
from typing import TYPE_CHECKING, Literal

import simpy

from agencysim.domain import EndOfShift
from agencysim.journey import main_between
from agencysim.sim.plan_book import FOR_EVER, GRACE, PlanBook, Planned
from agencysim.sim.route_steps import EVERYONE
from agencysim.sim.time_between import TimeBetween
from agencysim.staff import bits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from agencysim.sim.route_steps import WorkStep
    from agencysim.sim.visits import Job, Task

Reaction = Literal["keep", "help", "overtime"]
"""What people do when reality departs from a plan, as `simulate` says."""


class PlannedFloor(TimeBetween):
    """A floor on which planned work is done as planned, and other work where it fits in between."""

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
        self.have(book)
        self.helps = helps
        self.give = give
        self._loosened = 0
        self._joined: dict[Task, None] = {}
        self._pace_of: dict[int, float] = {}
        self._fills_gaps = False
        for moment, members in sorted(book.moments.items()):
            if moment > self.env.now:
                self.env.call_at(moment, self._loosen, members)

    def _loosen(self, members: int) -> None:
        """Note that people may have time now that they did not have."""
        self._loosened |= members

    def open(self, mask: int, gates: int = 0) -> None:
        """Let people come, and sites open."""
        super().open(mask, gates)
        for task, planned in self._expected.items() if gates else ():
            if task.step.gate & gates:
                self._loosened |= planned.crew

    def over(self, job: Job) -> None:
        """Note that a job has come to its end, and what was planned for it with it."""
        self._loosened |= self.book.crew_of_job(job.id)

    def ended(self, task: Task) -> None:
        """Note that a task is done, and let its people and things go."""
        super().ended(task)
        self._loosened |= self.book.crew_of(task)

    # -- waiting -----------------------------------------------------------------------------------------------

    def join(self, task: Task) -> None:
        """Let a task wait for its planned time, or in its line if it is not planned."""
        self._given_up.pop(task, None)
        planned = self.book.next_of(task, self.env._now)
        if planned is None:
            super().join(task)
            return
        task.restrained = 0
        self._expected[task] = planned
        self._joined[task] = None

    def leave(self, task: Task) -> None:
        """Take a task out of the queue."""
        if task in self._expected:
            self._expect_no_more(task)
        else:
            super().leave(task)

    def _expect_no_more(self, task: Task) -> None:
        self._loosened |= self._expected.pop(task).crew
        self._joined.pop(task, None)

    def _give_up(self, task: Task) -> None:
        """Let a task whose people are not there be done by others."""
        planned = self._expected[task]
        self._expect_no_more(task)
        super().join(task)
        self._given_up[task] = planned

    def _take_back(self) -> None:
        """Let those do what was given up who are there again, if nobody has begun it."""
        if not self._given_up:
            return
        for task, given_up in list(self._given_up.items()):
            planned = given_up if given_up.end > self.env._now else self.book.next_of(task, self.env._now)
            if task.line is None or planned is None:
                del self._given_up[task]
            elif not planned.crew & (~self.free if self.helps else self.absent):
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
        for task, planned in self._in_order(self._due()):
            if planned.crew & self.absent:
                if self.env._now >= planned.first + GRACE:
                    self._give_up(task)
            elif planned.start > self.env._now:
                continue
            elif planned.piece.outside:
                self.give(task)
            elif not planned.crew & ~self.free:
                self._start(task, planned)
            elif self.helps and self.env._now >= planned.start + GRACE:
                self._give_up(task)

    def _due(self) -> list[tuple[Task, Planned]]:
        """Return what is to begin, or to be given up; what was planned in part goes on without a plan."""
        now, absent, found, over = self.env._now, self.absent, [], []
        for task, planned in self._expected.items():
            if planned.end <= now:
                following = self.book.next_of(task, now)
                if following is None:
                    over.append(task)
                    continue
                self._loosened |= planned.crew
                self._expected[task] = planned = following
            if planned.start <= now or (planned.crew & absent and now >= planned.first + GRACE):
                found.append((task, planned))
        for task in over:
            self.leave(task)
            self.join(task)
        return found

    def _in_order(self, tasks: list[tuple[Task, Planned]]) -> list[tuple[Task, Planned]]:
        """Return tasks in the order in which they are planned."""
        if len(tasks) < 2:
            return tasks
        return sorted(tasks, key=lambda each: (each[1].start, each[0].job.order, each[0].step.position))

    def _fill_gaps(self) -> None:
        """Start unplanned work by people who have the time for it before what they have to do next.

        What could not begin at the last instant can now only if people have come or got time, or it has come itself.
        """
        self._fills_gaps = True
        changed = self.freed | self._loosened
        if not (changed or self.to_see or self._joined):
            return
        self.reckon_anew()
        new = self.to_see
        heads = sorted(self._heads((new | self.wanting(changed)) & self.waiting & ~self.shut))
        at = 0
        while at < len(heads):
            entry, line = heads[at]
            at += 1
            task = entry[4]
            # Who alone could not take what waits here at the last instant cannot now either, if all are as fast.
            is_known = line.single and not line.bit & new and not (task.step.uneven or self.paces)
            if crew := self.crew_in_time(line, task, changed if is_known else EVERYONE):
                self._start_first(line, crew)
                new |= line.bit
                if line.heap:
                    insort(heads, (line.heap[0], line), at)
        if self.helps:
            self._begin_early(changed)
        self.to_see = self.freed = self._loosened = 0
        self._joined.clear()

    def _begin_early(self, changed: int) -> None:
        """Start what is planned for later by people who have nothing else to do until then.

        Clients are told when they come; what is done on a site begins early if it is open by the time they arrive.

        Parameters
        ----------
        changed
            Those who may have time that they did not have at the last instant.
        """
        busy = ~self.free
        could = [
            (task, planned)
            for task, planned in self._expected.items()
            if (planned.crew & changed or task in self._joined)
            and not planned.crew & busy
            and not planned.piece.outside
            and (task.step.site is None or task.step.site.is_open(self.env._now + task.step.way_out))
        ]
        for task, planned in self._in_order(could):
            if not planned.crew & ~self.free and self._comes_first(task, planned):
                self._start(task, planned)

    def _comes_first(self, task: Task, planned: Planned) -> bool:
        """Return whether a crew would, by estimate, be done with a planned task before it has anything else to do."""
        step, now = task.step, self.env._now
        pace = self._planned_pace(step, planned)
        end = self.timing.estimated_end(step, planned.crew, now, ceil(max(1.0, step.expected - task.done) / pace))
        if step.rule is not EndOfShift.PAUSE and end > self._day_ends(planned.crew & self.people):
            return False  # it would not be done in one go
        others = (self.next_other_start(member, task) for member in bits(planned.crew))
        return all(start is None or end <= start for start in others)

    def _day_ends(self, people: int) -> int:
        """Return when the shift of the first of some people ends."""
        hours = (self.calendars[person] for person in bits(people))
        return min((each.shift_end(self.env._now) for each in hours if each is not None), default=FOR_EVER)

    # -- working -----------------------------------------------------------------------------------------------

    def _start(self, task: Task, planned: Planned) -> None:
        """Let the planned people begin a task now."""
        self._expect_no_more(task)
        task.start = self.env._now
        self.take_up(task, planned.crew)
        task.content = self.content_left(task)
        task.set_pace(self._planned_pace(task.step, planned))
        self._set_end(task, planned)

    def _set_end(self, task: Task, planned: Planned) -> None:
        """Let a task end when it is done, or set it aside where the plan does."""
        task.legs = self.timing.legs_of(task)
        if not planned.is_last:
            most = self._main_by(task, planned.end)
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

    def _planned_pace(self, step: WorkStep, planned: Planned) -> float:
        """Return the content done in a second, each in his planned place: the slowest sets the pace."""
        if (found := self._pace_of.get(id(planned))) is not None:  # the book keeps what is planned
            return found
        piece = planned.piece
        levels, shared_by, slower = step.ways[piece.mode] if piece.mode in step.ways else step.ways[""]
        index = self.index
        slowest = 1.0 if not piece.people else float("inf")
        for speeds, name in zip(levels, piece.people, strict=False):
            person = index[name]
            slowest = min(slowest, speeds.get(person, 1.0) * self.paces.get(person, 1.0))
        found = self._pace_of[id(planned)] = shared_by * slowest / slower
        return found

    def change_pace(self, speeds: dict[int, float], person: int, speed: float) -> None:
        """Let somebody become faster or slower at what he begins from now on: at everything, or by one skill."""
        super().change_pace(speeds, person, speed)
        self._pace_of.clear()

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
            goes_on = planned is not None and planned.start <= now and planned.crew == task.crew
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
