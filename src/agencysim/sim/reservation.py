"""Keeping people for the first waiting crew, so that small jobs do not overtake a large crew for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.domain import EndOfShift

if TYPE_CHECKING:
    from agencysim.sim.floor import Floor
    from agencysim.sim.ready import ReadyClass
    from agencysim.sim.visits import Task


class Reservation:
    """Those who are kept for the first waiting crew that will be complete when busy people come free.

    Nobody is kept for a crew that waits for its site or for somebody off duty, or that has no time left today: that
    would only idle them.

    Parameters
    ----------
    floor
        Where people work.

    Attributes
    ----------
    held
        Mask of those who are kept.
    """

    def __init__(self, floor: Floor) -> None:
        self.floor = floor
        self.held = 0
        self._late: int | None = None
        self._answers: dict[ReadyClass, tuple[Task, bool]] = {}
        self._settled = False

    def look_again(self) -> None:
        """Let dispatch find out anew whether a crew may keep people."""
        self._answers.clear()
        self._settled = False
        self.floor._freed |= self.held

    def is_settled(self) -> bool:
        """Return whether it is known that no waiting crew may keep anybody, as long as nobody comes or goes."""
        return self._settled and not self.held

    def waiting(self) -> list[ReadyClass]:
        """Return the classes of waiting crews, but for those of which it is known that they may keep nobody."""
        found = []
        for place in self.floor.crews:
            if place.heap:
                known = self._answers.get(place)
                if known is None or known[1] or known[0] is not place.heap[0][4]:
                    found.append(place)
        self._settled = not found
        return found

    def keep(self, place: ReadyClass) -> None:
        """Keep those of a crew who are there already, as many as each place takes."""
        if not self._may_keep(place):
            return
        floor = self.floor
        free, kept = floor.free, 0
        for need in place.needs:
            can = free & (floor.holders[need.capability] & need.only | need.extra)
            for _ in range(need.number):
                low = can & -can
                can ^= low
                free ^= low
                kept |= low
        self.held = kept

    def _may_keep(self, place: ReadyClass) -> bool:
        """Return whether a crew may keep people: the answer holds until people or sites come or go."""
        task = place.heap[0][4]
        known = self._answers.get(place)
        if known is None or known[0] is not task:
            known = self._answers[place] = (task, self._find_whether(place))
        return known[1]

    def _find_whether(self, place: ReadyClass) -> bool:
        floor = self.floor
        if place.gate and not place.gate & floor.open_gates:
            return False
        there = floor.duty & ~floor.absent
        if not floor.choose(place, there):
            return False
        if place.step.rule is not EndOfShift.NO_START:
            return True
        if not floor.choose(place, there, in_time=True) or not floor.spare_time.fits_site(place):
            return False
        self._look_again_when_late(floor.spare_time.runs_out(place, there))
        return True

    def _look_again_when_late(self, moment: int | None) -> None:
        """Let dispatch look again when the first of those who have the time to finish no longer has it."""
        if moment is not None and moment != self._late:
            self._late = moment
            self.floor.env.call_at(moment, self.look_again)
