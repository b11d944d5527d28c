"""The floor: people, equipment and vehicles at work, and the tasks that wait for them."""

from __future__ import annotations

from bisect import insort
from functools import reduce
from heapq import heappop, heappush
from math import ceil
from operator import or_
from typing import TYPE_CHECKING

from agencysim.sim.lines import Lines
from agencysim.sim.reservation import Reservation
from agencysim.sim.spare_time import SpareTime
from agencysim.sim.timing import Timing
from agencysim.staff import bits

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from agencysim.sim.draws import Draw
    from agencysim.sim.kernel import Clockwork
    from agencysim.sim.line import Entry, Line
    from agencysim.sim.policies import Policy
    from agencysim.sim.recording import Recorder
    from agencysim.sim.route_steps import WorkStep
    from agencysim.sim.visits import Job, Task
    from agencysim.staff import Staff


class Floor(Lines):
    """Starts what can start, ends what is done, and stops what sickness or a breakdown stops.

    Parameters
    ----------
    env
        Environment of the run.
    staff
        The resources.
    steps
        All work steps.
    recorder
        Where what happens is noted.
    policy
        Which waiting task goes first.
    reserve
        Whether the first waiting crew keeps the people that it can have.
    """

    def __init__(
        self,
        env: Clockwork,
        staff: Staff,
        steps: Iterable[WorkStep],
        recorder: Recorder,
        *,
        policy: Policy,
        reserve: bool,
    ) -> None:
        super().__init__(env, staff, steps, policy)
        self.staff = staff
        self.recorder = recorder
        self._note = recorder.tasks.extend
        self.reserve = reserve
        self.calendars = staff.calendars
        self.timing = Timing(staff.calendars)
        self.people = (1 << staff.people) - 1
        self.duty = sum(1 << r for r, c in enumerate(staff.calendars) if c is None or c.is_open(int(env.now)))
        self.free = self.duty
        self.freed = 0
        self.busy = 0
        self.in_overtime = 0
        self.paces: dict[int, float] = {}
        self.task_of: list[Task | None] = [None] * len(staff.names)
        self.index = {name: number for number, name in enumerate(staff.names)}
        self.overtime_allowance: Callable[[int, int], int] = lambda person, now: 0  # noqa: ARG005
        self.expect_escalation: Callable[[Task], None] = lambda task: None  # noqa: ARG005
        self._plain_end = self.timing.plain_end
        self.spare_time = SpareTime(self)
        self.reservation = Reservation(self)

    # -- waiting ------------------------------------------------------------------------------------------

    def reconsider(self, task: Task) -> None:
        """Ask again for whom a waiting task is, and how urgent."""
        if task.line is not None:
            self.withdraw(task)
            self.join(task)

    def give_away(self, task: Task, end: int) -> None:
        """Let another firm do a waiting task until a moment."""
        self.withdraw(task)
        task.outside = True
        task.start = self.env._now
        self.env.ticket_at(end, task)

    def withdraw(self, task: Task) -> None:
        """Take a task out of the queue."""
        self.leave(task)
        self.reservation.look_again()  # people may have been kept for this one

    # -- deciding -----------------------------------------------------------------------------------------

    def dispatch(self) -> None:
        """Start every waiting task that can start, the most urgent first.

        A task that could not start before can now only if people have come for its line, or it has come itself.
        """
        look, freed = self.to_see, self.freed
        if freed:
            self.freed = 0
            wanting = self._wanting
            while freed:
                low = freed & -freed
                freed ^= low
                look |= wanting[low.bit_length() - 1]
        self.to_see = 0
        look &= self.waiting
        if look and (look := look & ~self.shut):
            if self.reserve and not self.reservation.is_settled:
                look |= self._crews_to_ask()
            line = self.lines[look.bit_length() - 1]
            if look == line.bit and line.single and not line.interest & self.reservation.held:
                self._serve(line)
            elif heads := self._heads(look):
                self._serve_all(heads, look)

    def _crews_to_ask(self) -> int:
        """Return the lines of waiting crews, all of which are to be asked whether they may keep people."""
        self.reservation.is_settled = True
        return self.crews & self.waiting & ~self.shut

    def _heads(self, look: int) -> list[tuple[Entry, Line]]:
        """Return the first task of each of some lines, but for those that want one who is not free."""
        lines, free, heads = self.lines, self.free, []
        while look:
            low = look & -look
            look ^= low
            line = lines[low.bit_length() - 1]
            if line.interest & free and (line.single or line.is_crew or line.may_start(free)):
                heads.append((line.heap[0], line))
        return heads

    def _serve(self, line: Line) -> None:
        """Start what can start of a line whose tasks need one person each."""
        able = line.interest
        while can := self.free & able:
            self._start_first(line, can & -can)
            if not line.heap:
                return

    def _serve_all(self, heads: list[tuple[Entry, Line]], look: int) -> None:
        """Start what can start of several lines, the most urgent first whatever its line.

        Parameters
        ----------
        heads
            The first task of each line.
        look
            The lines, and those at which there is no need to look.
        """
        self.spare_time.forget()
        reservation, reserve = self.reservation, self.reserve
        heads.sort()
        at = 0
        while at < len(heads):
            entry, line = heads[at]
            at += 1
            free = self.free & ~reservation.withheld(entry) if reservation.held else self.free
            if crew := self._pick(line, free):
                self._start_first(line, crew)
                if line.heap:
                    insort(heads, (line.heap[0], line), at)
                if not reservation.held or not (reservation.held & crew or reservation.is_for(entry)):
                    continue
                # Those who were kept are no longer complete, or no longer needed: see who else may have or keep them.
                more = self.wanting(reservation.end() & self.free) | self._crews_to_ask()
            elif reserve and line.is_crew:
                more = self.wanting(reservation.consider(entry, line))
                if not reservation.is_settled:
                    more |= self._crews_to_ask()
            else:
                continue
            if more := more & self.waiting & ~self.shut & ~look:
                look |= more
                for head in self._heads(more):
                    insort(heads, head, at)

    def _pick(self, line: Line, free: int) -> int:
        """Return the crew and things for the first task of a line as a mask; 0 if they are not all there."""
        if line.single:
            can = free & line.interest
            return can & -can
        chosen = self.choose(line, free)
        if chosen and line.fits:
            return self.choose(line, free, in_time=True) if self.spare_time.fits_site(line) else 0
        return chosen

    def choose(self, line: Line, free: int, *, in_time: bool = False) -> int:
        """Return a crew and its things out of those given; 0 if they do not suffice.

        Parameters
        ----------
        line
            For whose tasks.
        free
            From whom to choose.
        in_time
            Choose only people who have the time to finish.
        """
        chosen = 0
        for number, able in enumerate(line.able):
            can = free & able
            if in_time and can:
                can = self.spare_time.in_time(line, number, can)
            need, twice = line.needs[number], 0
            if need.shared:
                twice = chosen & able
            for _ in range(need.number):
                if twice:
                    twice &= twice - 1  # somebody who is in the crew anyway
                    continue
                low = can & -can
                if not low:
                    return 0
                can ^= low
                free ^= low
                chosen |= low
        return chosen

    # -- working ------------------------------------------------------------------------------------------

    def _start_first(self, line: Line, crew: int) -> None:
        """Let a crew begin the first task of a line now."""
        task = heappop(line.heap)[4]
        if not line.heap:
            self.waiting ^= line.bit
        env, step = self.env, task.step
        task.line = None
        now = task.start = env._now
        self.take_up(task, crew)
        if task.done:
            content = task.content = self.content_left(task)
        else:
            content = task.content = step.content.at(task.job.key, task.job.row, task.attempt)
        pace = task.pace = self._pace(task, line) if step.uneven or self.paces else step.shared_by
        work = task.work = ceil(content / pace) or 1
        if not step.plain:
            task.legs = self.timing.legs_of(task)
            end = self.timing.end_of(task)
        else:
            end = self._plain_end(crew, now, work)
        ticket = task.ticket = next(env._eid)
        heappush(env._queue, (end, 1, ticket, task))

    def take_up(self, task: Task, crew: int) -> None:
        """Give a task its crew."""
        self.free &= ~crew
        self.busy ^= crew
        task.crew = crew
        while crew:
            low = crew & -crew
            crew ^= low
            self.task_of[low.bit_length() - 1] = task

    def content_left(self, task: Task) -> float:
        """Return how much there is still to do of a task, in seconds of one person at speed 1."""
        job, done = task.job, task.done
        draw: Draw = task.step.content
        if not done:
            return draw.at(job.key, job.row, task.attempt)
        return draw.beyond(job.key, job.row, task.attempt, done) - done

    def _pace(self, task: Task, line: Line) -> float:
        """Return the content done in a second: the slowest sets the pace."""
        step: WorkStep = task.step
        free, slowest = task.crew, float("inf")
        for levels, able, need in zip(step.levels, line.able, line.needs, strict=False):
            can, twice = free & able, task.crew & ~free & able if need.shared else 0
            for _ in range(need.number):
                low = twice & -twice or can & -can
                twice &= ~low
                can &= ~low
                free &= ~low
                person = low.bit_length() - 1
                slowest = min(slowest, levels.get(person, 1.0) * self.paces.get(person, 1.0))
        return step.shared_by * (1.0 if slowest == float("inf") else slowest)

    def reschedule(self, task: Task) -> None:
        """Move the end of a running task after overtime was granted."""
        self.env.cancel(task.ticket)
        task.ticket = self.env.ticket_at(self.timing.end_of(task), task.ending or task)

    def over(self, job: Job) -> None:
        """Note that a job has come to its end: to those who follow no plan it makes no difference."""

    def ended(self, task: Task) -> None:
        """Note that a task is done, and let its people and things go."""
        job, step = task.job, task.step
        if task.outside:
            row = (task.ready, task.start, self.env._now, 0, 0.0, None, 0, "outsourced")
            self._note((job, step, task.attempt, task.part, *row))
            return
        legs, crew = task.legs, task.crew
        work = task.work if legs is None else sum(leg.work for leg in legs)
        ready, start, now, content = task.ready, task.start, self.env._now, task.done + task.content
        self._note((job, step, task.attempt, task.part, ready, start, now, work, content, task.pace, crew, "done"))
        self._release(crew)
        if step.remembers:
            job.crews = {**job.crews, step.index: crew & self.people}

    def _release(self, crew: int) -> None:
        """Let the people and things of a task go; who has stayed on for it after the shift goes home."""
        self.busy ^= crew
        back = crew & self.duty & ~self.absent & ~self.in_overtime
        self.free |= back
        self.freed |= back

    def tasks_of(self, mask: int) -> set[Task]:
        """Return the tasks at which any of these resources is."""
        return {task for r in bits(mask & self.busy) if (task := self.task_of[r])}

    def stop(self, task: Task, status: str) -> None:
        """Stop a running task; what is left of it goes back to the queue.

        Parameters
        ----------
        task
            The task.
        status
            ``interrupted``: what was done stays done; ``restarted``: it is lost.
        """
        now = int(self.env.now)
        self.env.cancel(task.ticket)
        legs = self.timing.done_by(task, now)
        if len(legs) == 3 and legs[1] == task.work:
            self._end_early(task, legs[2])
            return
        work = legs[1] if len(legs) == 3 else legs[0]
        done = min(task.done + work * task.pace, task.done + task.content) if status == "interrupted" else 0.0
        self.put_back(task, sum(legs), done, status)

    def put_back(self, task: Task, worked: int, done: float, status: str) -> None:
        """Note what was done of a task that is not over, and let what is left of it wait.

        Parameters
        ----------
        task
            The task.
        worked, done
            Seconds worked on this part, and content done in all parts.
        status
            What happened to it.
        """
        now, crew = int(self.env.now), task.crew
        row = (task.ready, task.start, now, worked, done, task.pace, crew, status)
        self._note((task.job, task.step, task.attempt, task.part, *row))
        self._release(crew)
        task.restrained = crew & self.people if task.step.wait_for_same and status == "interrupted" else 0
        task.began = task.since
        task.crew, task.done, task.legs, task.ready, task.start = 0, done, None, now, None
        task.part += 1
        self.join(task)
        if task.step.escalates:
            self.expect_escalation(task)

    def _end_early(self, task: Task, way: int) -> None:
        """End a task now whose work is done, so that what is cut short is only the way back."""
        out, main, back = task.legs or ()
        task.legs = (out, main, back._replace(work=way))
        task.ticket = self.env.ticket_at(int(self.env.now), task)

    # -- coming and going ---------------------------------------------------------------------------------

    def open(self, mask: int, gates: int = 0) -> None:
        """Let resources come on duty, and sites open."""
        if gates:
            self.open_gates(gates)
            self.reservation.forget()
        if mask:
            self.reservation.look_again(mask)
            self.duty |= mask
            back = mask & ~self.busy & ~self.absent & ~self.in_overtime
            self.free |= back
            self.freed |= back

    def close(self, mask: int, gates: int = 0) -> None:
        """Let resources go off duty, and sites close."""
        if mask or gates:
            self.close_gates(gates)
            self.reservation.look_again()
            self.duty &= ~mask
            self.free &= ~mask

    def send_away(self, resource: int) -> None:
        """Let somebody fall sick or something break: what it was doing stops."""
        self.absent |= 1 << resource
        self.free &= ~(1 << resource)
        self.reservation.look_again()
        for task in self.tasks_of(1 << resource):
            self.stop(task, "interrupted")

    def back(self, resource: int) -> None:
        """Let somebody come back, or something be repaired."""
        mask = 1 << resource
        self.absent &= ~mask
        self.open(mask & self.duty)

    def hand_over(self, deprived: int) -> None:
        """Stop the tasks of those who may no longer do them, since they are lent or their certificate has ended."""
        for person in bits(deprived):
            for task in self.tasks_of(1 << person):
                if not self._may_do(task):
                    self.stop(task, "interrupted")

    def _may_do(self, task: Task) -> bool:
        """Return whether the crew of a running task can still fill its places."""
        step, left = task.step, task.crew
        for place, need in enumerate(step.needs):
            able = self.holders[need.capability] | reduce(or_, (by for at, by, _ in step.stand_ins if at == place), 0)
            if need.shared and (task.crew & able).bit_count() >= need.number:
                continue
            for _ in range(need.number):
                can = left & able
                if not can:
                    return False
                left ^= can & -can
        return True

    def change_pace(self, speeds: dict[int, float], person: int, speed: float) -> None:
        """Let somebody become faster or slower at what he begins from now on: at everything, or by one skill."""
        speeds[person] = speed
        self.freed |= self.free & 1 << person
        self.reservation.forget()

    def change_holder(self, capability: int, mask: int) -> None:
        """Let resources gain or lose a capability."""
        super().change_holder(capability, mask)
        self.freed |= mask & self.free
        self.reservation.forget()
