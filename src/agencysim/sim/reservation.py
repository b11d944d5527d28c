"""Keeping people for the first waiting crew, so that small jobs do not overtake a large crew for ever."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from agencysim.sim.floor import Floor
    from agencysim.sim.line import Entry, Line
    from agencysim.sim.visits import Task


class Answer(NamedTuple):
    """Whether a crew may keep people, and what that hangs on: its task, and who is there."""

    task: Task
    there: int
    may_keep: bool


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
    first
        The waiting crew for which they are kept.
    is_settled
        Whether it is known that no other waiting crew may keep anybody, as long as nobody comes or goes.
    """

    def __init__(self, floor: Floor) -> None:
        self.floor = floor
        self.held = 0
        self.first: Entry | None = None
        self.is_settled = False
        self._line: Line | None = None
        self._late: int | None = None
        self._answers: dict[Line, Answer] = {}

    def look_again(self, come: int = 0) -> None:
        """Let dispatch find out anew for which crew people are kept; those who have come have more time than before."""
        if come:
            for line in [line for line in self._answers if line.interest & come]:
                del self._answers[line]
        self.floor.freed |= self.held
        self._let_go()

    def forget(self) -> None:
        """Let dispatch look again, and ask anew whether any crew may keep people."""
        self._answers.clear()
        self.look_again()

    def _let_go(self) -> None:
        self.held, self.first, self._line, self.is_settled = 0, None, None, False

    def withheld(self, entry: Entry) -> int:
        """Return those who are kept for a crew that is more urgent than a task."""
        return self.held if self.first is not None and self.first < entry else 0

    def is_for(self, entry: Entry) -> bool:
        """Return whether people are kept for this very task."""
        return self.first is not None and self.first[4] is entry[4]

    def end(self) -> int:
        """Keep nobody any more; return those who were kept."""
        held = self.held
        self._let_go()
        return held

    def consider(self, entry: Entry, line: Line) -> int:
        """Keep people for a crew that cannot start, if it is the first that may; return those who are let go."""
        if self.first is not None and self.first < entry:
            return 0
        kept = self._those_there(line) if self._may_keep(line) else 0
        if not kept and line is not self._line:
            return 0
        let_go = self.held & ~kept
        if kept:
            self.held, self.first, self._line = kept, entry, line
        else:
            self._let_go()
        return let_go

    def _those_there(self, line: Line) -> int:
        """Return those of a crew who are free, as many as each place takes."""
        free, kept = self.floor.free, 0
        for able, need in zip(line.able, line.needs, strict=True):
            can = free & able
            for _ in range(0 if need.shared and kept & able else need.number):
                low = can & -can
                can ^= low
                free ^= low
                kept |= low
        return kept

    def _may_keep(self, line: Line) -> bool:
        """Return whether a crew may keep people: the answer holds until its people come or go."""
        floor, task = self.floor, line.heap[0][4]
        there = floor.duty & ~floor.absent & ~floor.in_overtime & line.interest
        known = self._answers.get(line)
        if known and known.task is task and known.there == there:
            return known.may_keep
        answer = self._find_whether(line, there)
        self._answers[line] = Answer(task, there, answer)
        return answer

    def _find_whether(self, line: Line, there: int) -> bool:
        floor = self.floor
        if not floor.choose(line, there):
            return False
        if not line.fits:
            return True
        if not floor.choose(line, there, in_time=True) or not floor.spare_time.fits_site(line):
            return False
        self._look_again_when_late(floor.spare_time.runs_out(line, there))
        return True

    def _look_again_when_late(self, moment: int | None) -> None:
        """Let dispatch look again when the first of those who have the time to finish no longer has it."""
        if moment is not None and moment != self._late:
            self._late = moment
            self.floor.env.call_at(moment, self.forget)
