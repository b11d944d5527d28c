"""The floor: people, equipment and vehicles at work, and the tasks that wait for them."""

from __future__ import annotations

from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING, Any

from agencysim.domain import EndOfShift
from agencysim.errors import HorizonError
from agencysim.sim.journey import Leg, Window, commuting, finish_all, overtime_windows, progress
from agencysim.sim.routes import EVERYONE, Need
from agencysim.sim.staff import bits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agencysim.calendars import Calendar
    from agencysim.sim.kernel import Clockwork
    from agencysim.sim.policies import Policy
    from agencysim.sim.recording import Recorder
    from agencysim.sim.routes import WorkStep
    from agencysim.sim.staff import Staff
    from agencysim.sim.visits import Task

DAY_AWAY = 24 * 3600
"""Whoever is back this much later than those who could act for him counts as away (assumed)."""


class ReadyClass:
    """Tasks that wait for the same people and things, the most urgent on top.

    Parameters
    ----------
    step
        Their step.
    needs
        What they wait for.
    special
        Whether they are restricted to certain people, so that the class comes and goes.
    """

    __slots__ = ("capability", "gate", "heap", "interest", "key", "needs", "special", "stamp", "step")

    def __init__(self, key: tuple[object, ...], step: WorkStep, needs: tuple[Need, ...], *, special: bool) -> None:
        self.key = key
        self.step = step
        self.needs = needs
        self.special = special
        self.gate = step.gate
        first = needs[0]
        one_of_many = len(needs) == 1 and first.count == 1 and not special and not step.gate
        # Tasks that need one person of a skill and nothing else: nearly all, so they take a short way.
        self.capability = first.capability if one_of_many and step.rule is not EndOfShift.NO_START else None
        self.heap: list[tuple[int, float, tuple[int, ...], int, Task]] = []
        self.interest = 0
        self.stamp = -1

    def head(self) -> tuple[int, float, tuple[int, ...], int, Task] | None:
        """Return the most urgent entry, passing over tasks that no longer wait here."""
        heap = self.heap
        while heap and heap[0][4].place is not self:
            heappop(heap)
        return heap[0] if heap else None


class Floor:
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
        self.env = env
        self.staff = staff
        self.recorder = recorder
        self._note = recorder.tasks.extend
        self.policy = policy
        self.reserve = reserve
        self.calendars = staff.calendars
        self.holders = list(staff.holders)
        self.people = (1 << staff.people) - 1
        self.duty = sum(1 << r for r, c in enumerate(staff.calendars) if c is None or c.is_open(int(env.now)))
        self.free = self.duty
        self.busy = 0
        self.absent = 0
        self.in_overtime = 0
        self.open_gates = 0
        self.paces: dict[int, float] = {}
        self.grants: list[list[Window]] = [[] for _ in staff.names]
        self.task_of: list[Task | None] = [None] * len(staff.names)
        self.overtime_allowance: Any = None
        self._special: dict[tuple[object, ...], ReadyClass] = {}
        self._common: dict[int, ReadyClass] = {}
        self._interested: list[dict[ReadyClass, None]] = [{} for _ in staff.names]
        self._dirty: list[ReadyClass] = []
        self._freed = 0
        self._gates_opened = 0
        self._held = 0
        self._instant = 0
        shared: dict[tuple[Need, ...], ReadyClass] = {}
        for step in steps:
            place = ReadyClass((step.index,), step, step.needs, special=False)
            if place.capability is not None and not step.particular:
                # Steps that need one person of the same skill, and nothing else, wait in one line.
                place = shared.setdefault(step.needs, place)
            self._common[step.index] = place
            self._index(place)

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

    def _particular(self, task: Task, common: ReadyClass) -> ReadyClass:
        """Return the class of a task that may be only for certain people."""
        step, needs = task.step, self._needs(task)
        key: tuple[object, ...] = (step.index, needs)
        if step.rule is EndOfShift.NO_START and task.left is not None:
            key = (*key, task.job.id, task.part)  # its estimate is its own
        elif needs is step.needs:
            return common
        place = self._special.get(key)
        if place is None:
            place = self._special[key] = ReadyClass(key, step, needs, special=True)
            self._index(place)
        return place

    def _index(self, place: ReadyClass) -> None:
        mask = 0
        for need in place.needs:
            mask |= (self.holders[need.capability] & need.only) | need.extra
        place.interest = mask
        for resource in bits(mask):
            self._interested[resource][place] = None

    def _forget(self, place: ReadyClass) -> None:
        if self._special.get(place.key) is not place:
            return
        del self._special[place.key]
        for resource in bits(place.interest):
            self._interested[resource].pop(place, None)

    def _needs(self, task: Task) -> tuple[Need, ...]:
        """Return what a task needs, restricted to the people whom it is for."""
        step, needs = task.step, list(task.step.needs)
        wanted = task.restrained
        if not wanted and step.same_as is not None:
            wanted = task.job.crews.get(step.same_as.index, 0)
        team = 0 if wanted else step.teams.get(task.job.team, 0)
        for place in range(len(step.levels)):
            holders = self.holders[needs[place].capability]
            only = holders & (wanted or team)
            present = self._coming_back(only) if wanted else self._present(only, holders)
            if only and present.bit_count() >= needs[place].count:
                needs[place] = needs[place]._replace(only=present)
        for place, by, after in step.stand_ins:
            waited = int(self.env.now) - task.ready
            if waited >= after and not self._present(self.holders[needs[place].capability], by):
                needs[place] = needs[place]._replace(extra=by, only=EVERYONE)
        return step.needs if tuple(needs) == step.needs else tuple(needs)

    def _coming_back(self, mask: int) -> int:
        """Return those who will work here again."""
        found = 0
        for person in bits(mask):
            calendar = self.calendars[person]
            if calendar is None or calendar.work_between(int(self.env.now), calendar.horizon):
                found |= 1 << person
        return found

    def _present(self, mask: int, others: int) -> int:
        """Return those who are not away, measured by when the others are there next."""
        back = self._next_there(others & ~self.absent)
        found = 0
        for person in bits(mask & ~self.absent):
            if self._next_there(1 << person) <= back + DAY_AWAY:
                found |= 1 << person
        return found

    def _next_there(self, mask: int) -> int:
        now, never = int(self.env.now), 2**61
        moments = [never]
        for person in bits(mask):
            calendar = self.calendars[person]
            try:
                moments.append(now if calendar is None else calendar.next_open(now))
            except HorizonError:
                continue
        return min(moments)

    def reconsider(self, task: Task) -> None:
        """Ask again for whom a waiting task is."""
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
        task.place = None

    # -- deciding -----------------------------------------------------------------------------------------

    def dispatch(self) -> None:
        """Start every waiting task that can start, the most urgent first."""
        dirty, freed = self._dirty, self._freed
        if freed:
            self._freed = 0
            instant = self._instant
            while freed:
                low = freed & -freed
                freed ^= low
                for place in self._interested[low.bit_length() - 1]:
                    if place.heap and place.stamp != instant:
                        place.stamp = instant
                        dirty.append(place)
        if self._gates_opened:
            self._add_gated(dirty)
        if not dirty:
            return
        self._dirty = []
        self._instant += 1
        if self.reserve:
            self._held = 0
            self._serve_all([place for place in self._classes() if place.heap])
        elif len(dirty) == 1:
            self._serve(dirty[0])
        elif _disjoint(dirty):
            for place in dirty:
                self._serve(place)
        else:
            self._serve_all(dirty)

    def _add_gated(self, dirty: list[ReadyClass]) -> None:
        """Add the classes that wait for a site that has opened."""
        for place in self._classes():
            if place.gate & self._gates_opened and place.heap and place.stamp != self._instant:
                place.stamp = self._instant
                dirty.append(place)
        self._gates_opened = 0

    def _classes(self) -> list[ReadyClass]:
        return [*dict.fromkeys(self._common.values()), *self._special.values()]

    def _serve(self, place: ReadyClass) -> None:
        """Start what can start of one class."""
        if place.capability is None:
            self._serve_all([place])
            return
        heap, holders = place.heap, self.holders[place.capability]
        while heap:
            can = self.free & holders
            if not can:
                return
            task = heappop(heap)[4]
            if task.place is place:
                self._start(task, can & -can, place)

    def _serve_all(self, dirty: list[ReadyClass]) -> None:
        """Start what can start of several classes, the most urgent first whatever its class."""
        heads = []
        for place in dirty:
            if entry := place.head():
                heads.append((entry, place))
            elif place.special:
                self._forget(place)
        heapify(heads)
        while heads:
            entry, place = heappop(heads)
            crew = self._pick(place)
            if crew:
                heappop(place.heap)
                self._start(entry[4], crew, place)
                if following := place.head():
                    heappush(heads, (following, place))
                elif place.special:
                    self._forget(place)
            elif self.reserve and not self._held and place.step.crew > 1:
                self._held = self._available(place)

    def _pick(self, place: ReadyClass) -> int:
        """Return the crew and things for a task of a class as a mask; 0 if they are not all there."""
        if place.gate and not place.gate & self.open_gates:
            return 0
        free = self.free & ~self._held
        if place.step.rule is EndOfShift.NO_START:
            free = self._with_time(place, free)
        chosen = 0
        holders = self.holders
        for capability, count, only, extra in place.needs:
            can = free & (holders[capability] & only | extra)
            for _ in range(count):
                low = can & -can
                if not low:
                    return 0
                can ^= low
                free ^= low
                chosen |= low
        return chosen

    def _available(self, place: ReadyClass) -> int:
        """Return those of a crew who are there already."""
        free, chosen = self.free, 0
        for need in place.needs:
            can = free & (self.holders[need.capability] & need.only | need.extra)
            for resource in list(bits(can))[: need.count]:
                chosen |= 1 << resource
                free &= ~(1 << resource)
        return chosen

    def _with_time(self, place: ReadyClass, free: int) -> int:
        """Return those free who have, by estimate, the time to finish before their shift ends or in overtime."""
        now, entry = int(self.env.now), place.head()
        assert entry is not None
        task, step = entry[4], place.step
        estimate = step.estimate if task.left is None else task.left / step.shared_by
        found = free & ~self.people
        for person in bits(free & self.people):
            calendar = self.calendars[person]
            if calendar is None or self._time_left(person, calendar, now) >= estimate / self.paces.get(person, 1.0):
                found |= 1 << person
        return found

    def _time_left(self, person: int, calendar: Calendar, now: int) -> int:
        """Return a person's working time until the end of the shift, allowed overtime included."""
        if self.in_overtime >> person & 1:
            return self.grants[person][-1][1] - now
        regular = calendar.work_between(now, calendar.shift_end(now))
        allowance: int = self.overtime_allowance(person, now)
        return regular + allowance

    # -- working ------------------------------------------------------------------------------------------

    def _start(self, task: Task, crew: int, place: ReadyClass) -> None:
        """Let a crew begin a task now."""
        env, step = self.env, task.step
        now = env._now
        task.place = None
        task.start = now
        self._take_up(task, crew, place.needs)
        if step.plain and not self.in_overtime & crew:
            end = self._plain_end(task.members, now, task.work)
        else:
            task.legs = self._legs(task)
            end = self.end_of(task)
        ticket = task.ticket = next(env._eid)
        heappush(env._queue, (end, 1, ticket, task))

    def resume(self, task: Task, crew: int) -> None:
        """Take up a task that a state says was running."""
        self._take_up(task, crew, self._needs(task))
        task.legs = self._legs(task)
        task.ticket = self.env.ticket_at(self.end_of(task), task)

    def _take_up(self, task: Task, crew: int, needs: tuple[Need, ...]) -> None:
        """Give a task its crew, and find out how long it takes them."""
        step, job = task.step, task.job
        self.free &= ~crew
        self.busy ^= crew
        task.crew = crew
        content = task.left
        if content is None:
            content = step.content.at(job.key, job.row, task.attempt)
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
        task.work = int(-(-content // pace)) or 1

    def _plain_end(self, members: tuple[int, ...], now: int, work: int) -> int:
        calendars = self.calendars
        if len(members) == 1:
            calendar = calendars[members[0]]
            if calendar is None:
                return now + work
            try:
                return calendar.finish(now, work)
            except HorizonError:
                return calendar.horizon + 1
        hours = tuple({c for m in members if (c := calendars[m]) is not None})
        return self._finish((Leg(work, hours),), now, ()) if hours else now + work

    @staticmethod
    def _finish(legs: Sequence[Leg], start: int, windows: Sequence[Window]) -> int:
        """Return when legs end; what would end beyond the horizon ends after any moment of the run."""
        try:
            return finish_all(legs, start, windows)
        except HorizonError:
            return legs[0].calendars[0].horizon + 1

    def _pace(self, task: Task, needs: tuple[Need, ...]) -> float:
        """Return the content done in a second: the slowest sets the pace."""
        step, free, slowest = task.step, task.crew, float("inf")
        for levels, need in zip(step.levels, needs, strict=False):
            can = free & (self.holders[need.capability] & need.only | need.extra)
            for person in list(bits(can))[: need.count]:
                free &= ~(1 << person)
                slowest = min(slowest, levels.get(person, 1.0) * self.paces.get(person, 1.0))
        return step.shared_by * (1.0 if slowest == float("inf") else slowest)

    def _legs(self, task: Task) -> tuple[Leg, ...]:
        """Return the legs of a task that starts now: loading and way out, the work, the way back."""
        step, job = task.step, task.job
        hours = tuple({c for m in task.members if (c := self.calendars[m]) is not None})
        at_site = (*hours, step.site) if step.site else hours
        draw = (job.key, job.row, task.attempt)
        travel = round(step.travel.at(*draw)) if step.travel else 0
        out = travel + (round(step.loading.at(*draw)) if step.loading else 0)
        main = Leg(task.work, at_site, step.site)
        if not out and not travel:
            return (main,)
        legs = (Leg(out, hours), main, Leg(travel, hours))
        if step.rule is not EndOfShift.PAUSE or not travel or self._same_shift(task, legs, hours):
            return legs
        ways = tuple(commuting(c, travel) for c in hours)
        return legs[0], Leg(task.work, (*ways, step.site) if step.site else ways, step.site), legs[2]

    def _same_shift(self, task: Task, legs: tuple[Leg, ...], hours: tuple[Calendar, ...]) -> bool:
        start = task.start
        assert start is not None
        return not hours or self._finish(legs, start, ()) <= min(c.shift_end(start) for c in hours)

    def windows(self, task: Task) -> list[Window]:
        """Return when the crew of a running task is there in overtime."""
        assert task.start is not None
        grants = [self.grants[m] for m in task.members]
        if not any(g and g[-1][1] > task.start for g in grants):
            return []
        return overtime_windows([self.calendars[m] for m in task.members], grants, task.start)

    def end_of(self, task: Task) -> int:
        """Return when a running task ends, by all that is known now."""
        assert task.start is not None
        return self._finish(task.legs or self.plain_legs(task), task.start, self.windows(task))

    def plain_legs(self, task: Task) -> tuple[Leg, ...]:
        """Return the one leg of a task without travel and site."""
        return (Leg(task.work, tuple({c for m in task.members if (c := self.calendars[m]) is not None})),)

    def work_by(self, task: Task, now: int) -> int:
        """Return the seconds worked by now on the present part of a running task."""
        assert task.start is not None
        return sum(progress(task.legs or self.plain_legs(task), task.start, now, self.windows(task)))

    def reschedule(self, task: Task) -> None:
        """Move the end of a running task after overtime was granted."""
        self.env.cancel(task.ticket)
        task.ticket = self.env.ticket_at(self.end_of(task), task)

    def ended(self, task: Task) -> None:
        """Note that a task is done, and let its people and things go."""
        job, step = task.job, task.step
        if task.outside:
            row = (task.ready, task.start, self.env._now, 0, 0.0, 0, "outsourced")
            self._note((job, step, task.attempt, task.part, *row))
            return
        legs = task.legs
        work = task.work if legs is None else sum(leg.work for leg in legs)
        crew = task.crew
        self._note((job, step, task.attempt, task.part, task.ready, task.start, self.env._now, work, 0.0, crew, "done"))
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
        assert task.start is not None
        self.env.cancel(task.ticket)
        legs = task.legs or self.plain_legs(task)
        done = progress(legs, task.start, now, self.windows(task))
        left = task.left
        if status == "interrupted":
            content_done = done[1] if len(legs) == 3 else done[0]
            left = max(0.0, task.content - content_done * task.pace)
        self._note((task.job, task.step, task.attempt, task.part, task.ready, task.start, now, sum(done), left, task.crew, status))
        self._release(task.crew)
        task.restrained = task.crew & self.people if task.step.wait_for_same and status == "interrupted" else 0
        task.began = task.since
        task.left, task.legs, task.ready, task.start = left, None, now, None
        task.part += 1
        self.enqueue(task)

    # -- coming and going ---------------------------------------------------------------------------------

    def open(self, mask: int, gates: int = 0) -> None:
        """Let resources come on duty, and sites open."""
        self.duty |= mask
        back = mask & ~self.busy & ~self.absent
        self.free |= back
        self._freed |= back
        self.open_gates |= gates
        self._gates_opened |= gates

    def close(self, mask: int, gates: int = 0) -> None:
        """Let resources go off duty, and sites close."""
        self.duty &= ~mask
        self.free &= ~mask
        self.open_gates &= ~gates

    def leave(self, resource: int) -> None:
        """Let somebody fall sick or something break: what it was doing stops."""
        self.absent |= 1 << resource
        self.free &= ~(1 << resource)
        for task in self.tasks_of(1 << resource):
            self.stop(task, "interrupted")
        for place in list(self._interested[resource]):
            if place.special or place.step.stand_ins:
                for entry in list(place.heap):
                    if entry[4].place is place:
                        self.reconsider(entry[4])

    def back(self, resource: int) -> None:
        """Let somebody come back, or something be repaired."""
        mask = 1 << resource
        self.absent &= ~mask
        self.open(mask & self.duty)

    def change_holder(self, capability: int, mask: int) -> None:
        """Let resources gain or lose a capability."""
        self.holders[capability] ^= mask
        self._interested = [{} for _ in self._interested]
        for place in self._classes():
            self._index(place)
        self._freed |= mask & self.free


def _disjoint(places: list[ReadyClass]) -> bool:
    """Return whether no two classes want the same people or things, so that their order does not matter."""
    seen = 0
    for place in places:
        if seen & place.interest:
            return False
        seen |= place.interest
    return True
