"""Working time that is kept free for rush work, while a plan is being made."""

from __future__ import annotations

import math
from collections import defaultdict
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from agencysim.planner.timetable import between, lowest, nth

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from agencysim.planner.construct.fitting import Span
    from agencysim.planner.construct.roster import Roster, Turn
    from agencysim.planner.problem import Reserve
    from agencysim.plans import Window


class Reserves:
    """What tasks may take of the hours of those with a skill, day by day.

    Parameters
    ----------
    roster
        Who is on duty.
    """

    def __init__(self, roster: Roster) -> None:
        self._roster = roster
        self._kept = roster.problem.reserve
        self._taken: dict[tuple[Reserve, int], int] = defaultdict(int)
        self._able: dict[tuple[str, str, Turn], bool] = {}
        self._regular_slots: dict[tuple[Reserve, int], int] = {}
        self._regular_slots_of: dict[tuple[str, int, str], int] = {}
        self._slots_of: dict[tuple[int, str], int] = {}
        self._names: dict[str, list[str]] = {}

    def of(self, roster: Roster) -> Reserves:
        """Return the same for a copy of the roster."""
        other = Reserves(roster)
        other._taken.update(self._taken)
        other._able, other._regular_slots_of = self._able, self._regular_slots_of
        other._slots_of, other._names = self._slots_of, self._names
        return other

    def exceeded(self, turns: Mapping[str, Mapping[int, Turn]], opened: int, spans: Iterable[Span]) -> int:
        """Return the slots that pieces may not take, day by day from where nothing is left; none if all may be taken.

        Parameters
        ----------
        turns
            Those who would do them, with the turns that they would work, by day.
        opened
            When they work.
        spans
            The pieces.
        """
        if not self._kept:
            return 0
        full = 0
        for (kept, day), taken in self._takes(turns, opened, spans).items():
            left = math.floor(self._allowed(kept, day, turns) - self._taken[kept, day])
            if sum(mask.bit_count() for mask in taken) > left:
                full |= self._beyond(max(0, left) // len(taken), reduce(or_, taken), day, turns)
        return full

    def are_kept(self) -> bool:
        """Return whether what is planned leaves everything free that is to be: turns may have gone since it was."""
        return all(
            taken <= math.floor(self._allowed(kept, day, {})) for (kept, day), taken in self._taken.items() if taken
        )

    def _allowed(self, kept: Reserve, day: int, turns: Mapping[str, Mapping[int, Turn]]) -> float:
        more = sum(
            self._counted(kept, name, theirs[day])
            - self._counted(kept, name, self._roster.workers[name].turns.get(day))  # another shift may be shorter
            for name, theirs in turns.items()
            if day in theirs
        )
        return (1 - kept.share) * (self._on_duty(kept, day) + more) + 1e-9

    def _counted(self, kept: Reserve, name: str, turn: Turn | None) -> int:
        """Return the regular slots of a turn that count for a reserve; none if there is no turn."""
        return self._regular(name, turn) if turn is not None and self._counts(name, kept, turn) else 0

    def _beyond(self, slots: int, taken: int, day: int, turns: Mapping[str, Mapping[int, Turn]]) -> int:
        """Return the regular slots of a day that come after the first so many of those taken."""
        first = nth(taken, slots) if slots else lowest(taken)
        regular = (self._touched(theirs[day]) for theirs in turns.values() if day in theirs)
        return reduce(or_, regular, 0) & (-1 << first)

    def _touched(self, turn: Turn) -> int:
        """Return the slots of which a part lies in the shift of a turn."""
        key = (turn.day, turn.shift)
        if (known := self._slots_of.get(key)) is None:
            known = self._slots_of[key] = self._roster.timetable.touched(self._windows(turn))
        return known

    def take(self, people: Iterable[str], opened: int, spans: Iterable[Span], sign: int = 1) -> None:
        """Count pieces that are planned; with the sign -1, pieces that are no longer."""
        if self._kept:
            turns = {name: self._roster.workers[name].turns for name in people}
            for key, taken in self._takes(turns, opened, spans).items():
                self._taken[key] += sign * sum(mask.bit_count() for mask in taken)
            self._regular_slots.clear()

    def _takes(
        self, turns: Mapping[str, Mapping[int, Turn]], opened: int, spans: Iterable[Span]
    ) -> dict[tuple[Reserve, int], list[int]]:
        """Return the regular slots that pieces take of each who counts, by reserve and day."""
        takes: dict[tuple[Reserve, int], list[int]] = defaultdict(list)
        slots = 0
        for first, last in spans:
            slots |= between(first, last)
        for name, theirs in turns.items():
            for day, turn in theirs.items():
                if not self._roster.hours_of(turn).clear & slots:
                    continue
                taken = opened & slots & self._touched(turn) & ~self._roster.workers[name].pausing
                for kept in self._kept if taken else ():
                    if self._counts(name, kept, turn):
                        takes[kept, day].append(taken)
        return takes

    def _counts(self, name: str, kept: Reserve, turn: Turn) -> bool:
        key = (name, kept.skill, turn)
        if key not in self._able:
            person = self._roster.problem.person[name]
            self._able[key] = person.level(kept.skill, *self._roster.bounds(turn)) is not None
        return self._able[key]

    def _windows(self, turn: Turn) -> tuple[Window, ...]:
        return self._roster.problem.shifts[turn.shift].hours[turn.day]

    def _regular(self, name: str, turn: Turn) -> int:
        """Return in how many slots of a shift somebody works without overtime."""
        key = (name, turn.day, turn.shift)
        if (known := self._regular_slots_of.get(key)) is None:
            worker = self._roster.workers[name]
            there = self._roster.timetable.inside(self._windows(turn)) & ~worker.away & ~worker.pausing
            known = self._regular_slots_of[key] = there.bit_count()
        return known

    def _on_duty(self, kept: Reserve, day: int) -> int:
        if (kept, day) not in self._regular_slots:
            workers = self._roster.workers
            self._regular_slots[kept, day] = sum(
                self._counted(kept, name, workers[name].turns.get(day)) for name in self._holders(kept)
            )
        return self._regular_slots[kept, day]

    def _holders(self, kept: Reserve) -> list[str]:
        """Return who may count for a reserve."""
        if (known := self._names.get(kept.skill)) is None:
            people = self._roster.problem.people
            known = [person.name for person in people if any(h.skill == kept.skill for h in person.holdings)]
            self._names[kept.skill] = known
        return known
