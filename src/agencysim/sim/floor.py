"""The floor: people, equipment and vehicles at work, and the tasks that wait for them."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from math import ceil
from typing import TYPE_CHECKING

from agencysim.domain import EndOfShift
from agencysim.sim.lines import Lines, disjoint
from agencysim.sim.reservation import Reservation
from agencysim.sim.spare_time import SpareTime
from agencysim.sim.staff import bits
from agencysim.sim.timing import Timing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from agencysim.sim.kernel import Clockwork
    from agencysim.sim.policies import Policy
    from agencysim.sim.ready import ReadyClass
    from agencysim.sim.recording import Recorder
    from agencysim.sim.route_steps import Need, WorkStep
    from agencysim.sim.staff import Staff
    from agencysim.sim.visits import Task


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
        self.staff = staff
        self.recorder = recorder
        self._note = recorder.tasks.extend
        self.policy = policy
        self.reserve = reserve
        super().__init__(env, staff)
        self.calendars = staff.calendars
        self.timing = Timing(staff.calendars)
        self.people = (1 << staff.people) - 1
        self.duty = sum(1 << r for r, c in enumerate(staff.calendars) if c is None or c.is_open(int(env.now)))
        self.free = self.duty
        self.busy = 0
        self.in_overtime = 0
        self.paces: dict[int, float] = {}
        self.task_of: list[Task | None] = [None] * len(staff.names)
        self.overtime_allowance: Callable[[int, int], int] = lambda person, now: 0  # noqa: ARG005
        self.expect_escalation: Callable[[Task], None] = lambda task: None  # noqa: ARG005
        self._plain_end = self.timing.plain_end
        self.spare_time = SpareTime(self)
        self.reservation = Reservation(self)
        self._line_up(steps)

    # -- waiting ------------------------------------------------------------------------------------------

    def enqueue(self, task: Task) -> None:
        """Let a task wait for its people and things."""
        job, step = task.job, task.step
        place = self._common[step.index]
        since = task.ready
        if step.particular or task.began is not None or job.team in step.teams:
            since = task.since
            place = self._particular(task, place)
        task.place = place
        heappush(place.heap, (job.priority, self.policy(job, step, since), job.order, step.position, task))
        if place.stamp != self._instant:
            place.stamp = self._instant
            self._dirty.append(place)

    def reconsider(self, task: Task) -> None:
        """Ask again for whom a waiting task is, and how urgent."""
        if task.place is not None:
            self.withdraw(task)
            self.enqueue(task)

    def give_away(self, task: Task, end: int) -> None:
        """Let another firm do a waiting task until a moment."""
        self.withdraw(task)
        task.outside = True
        task.start = int(self.env.now)
        self.env.ticket_at(end, task)

    def withdraw(self, task: Task) -> None:
        """Take a task out of the queue."""
        assert task.place is not None
        task.place.drop(task)
        task.place = None
        self.reservation.look_again()  # people may have been kept for this one

    # -- deciding -----------------------------------------------------------------------------------------

    def dispatch(self) -> None:
        """Start every waiting task that can start, the most urgent first."""
        dirty, freed = self._dirty, self._freed
        if freed:
            self._add_interested(dirty, freed)
            self._freed = 0
        if self._gates_opened:
            self._add_gated(dirty)
        if not dirty:
            return
        crews = self._reserving(dirty) if self.reserve else ()
        self._dirty = []
        self._instant += 1
        if crews:
            self._serve_all(dirty, crews)
        elif len(dirty) == 1:
            self._serve(dirty[0])
        elif disjoint(dirty):
            for place in dirty:
                self._serve(place)
        else:
            self._serve_all(dirty)

    def _reserving(self, dirty: list[ReadyClass]) -> list[ReadyClass]:
        """Add the classes that wait for people who were kept until now; return the other crews that may keep some."""
        reservation = self.reservation
        if reservation.is_settled():
            return []
        self._add_interested(dirty, reservation.held)
        reservation.held = 0
        return [place for place in reservation.waiting() if place.stamp != self._instant]

    def _serve(self, place: ReadyClass) -> None:
        """Start what can start of one class."""
        if not place.single:
            self._serve_all([place])
            return
        heap, need = place.heap, place.needs[0]
        able = self.holders[need.capability] & need.only | need.extra
        while heap:
            can = self.free & able
            if not can:
                return
            self._start(heappop(heap)[4], can & -can, place)

    def _serve_all(self, dirty: Iterable[ReadyClass], crews: Iterable[ReadyClass] = ()) -> None:
        """Start what can start of several classes, the most urgent first whatever its class.

        Parameters
        ----------
        dirty
            Classes for which anything has changed.
        crews
            Crews that cannot start, since nothing has changed for them, but may keep people.
        """
        self.spare_time.forget()
        heads = [(entry, place, True) for place in dirty if (entry := place.head())]
        heads += [(entry, place, False) for place in crews if (entry := place.head())]
        heapify(heads)
        reservation = self.reservation if self.reserve else None
        short = set[int]()
        while heads:
            entry, place, changed = heappop(heads)
            crew = self._pick(place, short) if changed else 0
            if crew:
                heappop(place.heap)
                self._start(entry[4], crew, place)
                if following := place.head():
                    heappush(heads, (following, place, True))
            elif reservation and not reservation.held and place.step.crew > 1:
                reservation.keep(place)

    def _pick(self, place: ReadyClass, short: set[int]) -> int:
        """Return the crew and things for a task of a class as a mask; 0 if they are not all there.

        Parameters
        ----------
        place
            The class.
        short
            Kinds of crews that are known not to be there; who is free gets only fewer in an instant.
        """
        if place.kind in short or (place.gate and not place.gate & self.open_gates):
            return 0
        free = self.free & ~self.reservation.held
        chosen = self.choose(place, free)
        if not chosen:
            short.add(place.kind)
        elif place.step.rule is EndOfShift.NO_START:
            return self.choose(place, free, in_time=True) if self.spare_time.fits_site(place) else 0
        return chosen

    def choose(self, place: ReadyClass, free: int, *, in_time: bool = False) -> int:
        """Return a crew and its things out of those given; 0 if they do not suffice.

        Parameters
        ----------
        place
            For whose tasks.
        free
            From whom to choose.
        in_time
            Choose only people who have the time to finish.
        """
        chosen, holders = 0, self.holders
        for number, (capability, count, only, extra) in enumerate(place.needs):
            can = free & (holders[capability] & only | extra)
            if in_time and can:
                can = self.spare_time.in_time(place, number, can)
            for _ in range(count):
                low = can & -can
                if not low:
                    return 0
                can ^= low
                free ^= low
                chosen |= low
        return chosen

    # -- working ------------------------------------------------------------------------------------------

    def _start(self, task: Task, crew: int, place: ReadyClass) -> None:
        """Let a crew begin a task now."""
        env, step = self.env, task.step
        now = env._now
        task.place = None
        task.start = now
        self.take_up(task, crew, place.needs)
        if step.plain and not self.in_overtime & crew:
            end = self._plain_end(task.members, now, task.work)
        else:
            task.legs = self.timing.legs_of(task)
            end = self.timing.end_of(task)
        ticket = task.ticket = next(env._eid)
        heappush(env._queue, (end, 1, ticket, task))

    def take_up(self, task: Task, crew: int, needs: tuple[Need, ...]) -> None:
        """Give a task its crew, and find out how long it takes them."""
        step, job = task.step, task.job
        self.free &= ~crew
        self.busy ^= crew
        task.crew = crew
        content = step.content.at(job.key, job.row, task.attempt)
        if task.done:
            content = step.content.beyond(job.key, job.row, task.attempt, task.done) - task.done
        task.content = content
        if crew & (crew - 1):
            task.members = tuple(bits(crew))
            for member in task.members:
                self.task_of[member] = task
        else:
            member = crew.bit_length() - 1
            task.members = (member,)
            self.task_of[member] = task
        pace = task.pace = self._pace(task, needs) if step.uneven or self.paces else step.shared_by
        task.work = ceil(content / pace) or 1

    def _pace(self, task: Task, needs: tuple[Need, ...]) -> float:
        """Return the content done in a second: the slowest sets the pace."""
        step: WorkStep = task.step
        free, slowest = task.crew, float("inf")
        for levels, need in zip(step.levels, needs, strict=False):
            can = free & (self.holders[need.capability] & need.only | need.extra)
            for person in list(bits(can))[: need.number]:
                free &= ~(1 << person)
                slowest = min(slowest, levels.get(person, 1.0) * self.paces.get(person, 1.0))
        return step.shared_by * (1.0 if slowest == float("inf") else slowest)

    def reschedule(self, task: Task) -> None:
        """Move the end of a running task after overtime was granted."""
        self.env.cancel(task.ticket)
        task.ticket = self.env.ticket_at(self.timing.end_of(task), task)

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
        """Let the people and things of a task go."""
        self.busy ^= crew
        back = crew & self.duty & ~self.absent
        self.free |= back
        self._freed |= back

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
        crew, interrupted = task.crew, status == "interrupted"
        work = legs[1] if len(legs) == 3 else legs[0]
        done = min(task.done + work * task.pace, task.done + task.content) if interrupted else 0.0
        row = (task.ready, task.start, now, sum(legs), done, task.pace, crew, status)
        self._note((task.job, task.step, task.attempt, task.part, *row))
        self._release(crew)
        task.restrained = crew & self.people if task.step.wait_for_same and interrupted else 0
        task.began = task.since
        task.crew, task.done, task.legs, task.ready, task.start = 0, done, None, now, None
        task.part += 1
        self.enqueue(task)
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
        if mask or gates:
            self.reservation.look_again()
        self.duty |= mask
        back = mask & ~self.busy & ~self.absent
        self.free |= back
        self._freed |= back
        self.open_gates |= gates
        self._gates_opened |= gates

    def close(self, mask: int, gates: int = 0) -> None:
        """Let resources go off duty, and sites close."""
        if mask or gates:
            self.reservation.look_again()
        self.duty &= ~mask
        self.free &= ~mask
        self.open_gates &= ~gates

    def leave(self, resource: int) -> None:
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

    def change_pace(self, person: int, factor: float) -> None:
        """Let somebody become faster or slower at everything that he begins from now on."""
        self.paces[person] = factor
        self._freed |= self.free & 1 << person
        self.reservation.look_again()

    def change_holder(self, capability: int, mask: int) -> None:
        """Let resources gain or lose a capability."""
        self.holders[capability] ^= mask
        for place in self._classes():
            self._index(place)
        self._freed |= mask & self.free
        self.reservation.look_again()
