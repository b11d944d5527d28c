"""The lines in which tasks wait for their people and things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.domain import EndOfShift
from agencysim.sim.eligibility import ANYONE, Eligibility, Whom
from agencysim.sim.ready import ReadyClass
from agencysim.sim.staff import bits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agencysim.sim.kernel import Clockwork
    from agencysim.sim.route_steps import Need, WorkStep
    from agencysim.sim.staff import Staff
    from agencysim.sim.visits import Task


class Lines:
    """Keeps tasks in classes that wait for the same, and knows which classes a change may concern.

    Parameters
    ----------
    env
        Environment of the run.
    staff
        The resources.

    Attributes
    ----------
    crews
        Classes whose tasks need several people.
    """

    def __init__(self, env: Clockwork, staff: Staff) -> None:
        self.env = env
        self.holders = list(staff.holders)
        self.eligibility = Eligibility(staff.calendars, self.holders)
        self.absent = 0
        self.open_gates = 0
        self._special: dict[tuple[ReadyClass, Whom], ReadyClass] = {}
        self._common: dict[int, ReadyClass] = {}
        self._kinds: dict[tuple[Need, ...], int] = {}
        self.crews: dict[ReadyClass, None] = {}
        self._interested: list[dict[ReadyClass, None]] = [{} for _ in staff.names]
        self._dirty: list[ReadyClass] = []
        self._freed = 0
        self._gates_opened = 0
        self._instant = 0

    def _line_up(self, steps: Iterable[WorkStep]) -> None:
        """Make the lines in which the tasks of steps wait that are for anyone."""
        lines: dict[tuple[object, ...], ReadyClass] = {}
        for step in steps:
            # Steps that need the same wait in one line, but where the estimate of each decides whether it fits.
            own = step.index if step.rule is EndOfShift.NO_START else None
            place = lines.setdefault((step.needs, step.gate, step.stand_ins, own), ReadyClass(step, ANYONE, step.needs))
            self._common[step.index] = place
            self._index(place)

    def _particular(self, task: Task, common: ReadyClass) -> ReadyClass:
        """Return the class of a task that may be only for certain people."""
        step, now = task.step, int(self.env.now)
        whom = self.eligibility.whom(task, now)
        if whom == ANYONE:
            return common
        place = self._special.get((common, whom))
        if place is None:
            needs = self.eligibility.needs(step, whom, now, self.absent)
            place = self._special[common, whom] = ReadyClass(step, whom, needs)
            self._index(place)
        return place

    def _index(self, place: ReadyClass) -> None:
        """Note who and what a class waits for."""
        for resource in bits(place.interest):
            self._interested[resource].pop(place, None)
        mask = 0
        for need in place.needs:
            mask |= (self.holders[need.capability] & need.only) | need.extra
        place.interest = mask
        place.kind = self._kinds.setdefault(place.needs, len(self._kinds))
        if place.step.crew > 1:
            self.crews[place] = None
        for resource in bits(mask):
            self._interested[resource][place] = None

    def _forget(self, place: ReadyClass) -> None:
        """Let a class go that nothing waits in, and that is not for anyone."""
        del self._special[self._common[place.step.index], place.whom]
        self.crews.pop(place, None)
        for resource in bits(place.interest):
            self._interested[resource].pop(place, None)

    def refresh(self) -> bool:
        """Find out anew for whom tasks are, after shifts, sickness or certificates ended or began.

        Returns
        -------
        bool
            Whether anything is different.
        """
        now, different = int(self.env.now), False
        for place in list(self._special.values()):
            if place.head() is None:
                self._forget(place)
                continue
            needs = self.eligibility.needs(place.step, place.whom, now, self.absent)
            if needs != place.needs:
                place.needs, different = needs, True
                self._index(place)
                self._look_at(place)
        return different

    def _look_at(self, place: ReadyClass) -> None:
        """Let dispatch look whether a task of a class can start."""
        if place.stamp != self._instant:
            place.stamp = self._instant
            self._dirty.append(place)

    def _add_interested(self, dirty: list[ReadyClass], resources: int) -> None:
        """Add the classes that wait for any of these people and things, and not for their site."""
        instant, interested, closed = self._instant, self._interested, ~self.open_gates
        while resources:
            low = resources & -resources
            resources ^= low
            for place in interested[low.bit_length() - 1]:
                if place.heap and place.stamp != instant and not place.gate & closed:
                    place.stamp = instant
                    dirty.append(place)

    def _add_gated(self, dirty: list[ReadyClass]) -> None:
        """Add the classes that wait for a site that has opened."""
        for place in self._classes():
            if place.gate & self._gates_opened and place.heap and place.stamp != self._instant:
                place.stamp = self._instant
                dirty.append(place)
        self._gates_opened = 0

    def _classes(self) -> list[ReadyClass]:
        return [*dict.fromkeys(self._common.values()), *self._special.values()]


def disjoint(places: list[ReadyClass]) -> bool:
    """Return whether no two classes want the same people or things, so that their order does not matter."""
    seen = 0
    for place in places:
        if seen & place.interest:
            return False
        seen |= place.interest
    return True
