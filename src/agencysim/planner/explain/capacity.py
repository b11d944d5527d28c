"""How long people and units could work at most in a stretch of time, every limit on working time kept."""

from __future__ import annotations

from collections import defaultdict
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

from agencysim.planner.timetable import between

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agencysim.planner.explain.bounds import Bounds
    from agencysim.planner.search.scene import ShiftOption


class _Day(NamedTuple):
    """The most slots that somebody could work on a day, those of it that are not overtime, and the day's place."""

    most: int
    regular: int
    place: int


class Capacity:
    """The most that can be worked.

    Parameters
    ----------
    bounds
        The problem, with the hours in which everybody could be there.
    """

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        self.scene = bounds.scene
        self.problem = bounds.problem
        self.times = bounds.times
        self._locked: dict[str, int] = defaultdict(int)
        for piece in (*self.problem.locks, *self.problem.frozen):
            for name in (*piece.crew, *piece.units):
                self._locked[name] |= self.times.touched([(piece.start, piece.end)])
        self._known: dict[tuple[str, int, int], int] = {}

    def of_all(self, names: Iterable[str], first: int, last: int) -> int:
        """Return the most slots that people or units could work together in a stretch, what is locked left out."""
        return sum(self.of(name, first, last) for name in names)

    def of(self, name: str, first: int, last: int) -> int:
        """Return the most slots that a person or a unit could work in a stretch, what is locked left out."""
        key = (name, first, last)
        if key not in self._known:
            window = between(max(0, first), min(last, self.times.slots))
            is_person = name in self.problem.person
            could = self.bounds.could(name) & window & ~(self._pauses(name) if is_person else 0)
            most = self._of_person(name, window) if is_person else could.bit_count()
            self._known[key] = max(0, most - (could & self._locked[name]).bit_count())
        return self._known[key]

    def _pauses(self, name: str) -> int:
        """Return the slots in which somebody pauses in any of his shifts: locked work may or may not go on then."""
        options = (option for day in range(len(self.problem.days)) for option in self.scene.options(name, day))
        return reduce(or_, (between(a, b) for option in options for a, b in option.pauses), 0)

    def _of_person(self, name: str, window: int) -> int:
        weeks: dict[int, list[_Day]] = defaultdict(list)
        for index in range(len(self.problem.days)):
            found = [self._day(name, index, option, window) for option in self.scene.options(name, index)]
            if found:
                most, regular = max(day.most for day in found), max(day.regular for day in found)
                weeks[self.times.weeks[index]].append(_Day(most, regular, index))
        return sum(self._week(name, week, days) for week, days in weeks.items())

    def _day(self, name: str, index: int, option: ShiftOption, window: int) -> _Day:
        """Return what a shift of a day holds."""
        grid, limits = self.times.grid, self.problem.limits
        granule = self.scene.granule // grid
        closed = sum(between(a, b) for a, b in (*option.pauses, *option.blocks))
        there = window & ~closed
        regular = (there & between(option.first, option.last)).bit_count()
        early = (there & between(max(0, option.first - option.early * granule), option.first)).bit_count()
        late = (there & between(option.last, option.last + option.late * granule)).bit_count()
        extra = early + late
        if limits.overtime_day is not None:
            extra = min(extra, limits.overtime_day // grid)
        is_rostered = self.problem.person[name].days[index].rostered
        return _Day(regular + extra, regular if is_rostered else 0, index)

    def _week(self, name: str, week: int, days: list[_Day]) -> int:
        """Return what the days of a week hold together: rest days and the limits of hours and overtime are kept."""
        limits, grid, ledger = self.problem.limits, self.times.grid, self.scene.ledger(name)
        first = self.problem.days[0].number
        before = sum(self.times.week(day) == week for day in ledger.worked if day < first)
        allowed = max(0, 7 - limits.rest_days - before)
        index = days[0].place
        most = sum(sorted((day.most for day in days), reverse=True)[:allowed])
        regular = min(sum(day.regular for day in days), ledger.room(index, overtime=False) // grid)
        most = min(most, regular + ledger.room(index, overtime=True) // grid)
        if limits.week_hours is not None:
            history = self.problem.person[name].history
            worked = sum(day.worked for day in history if self.times.week(day.day) == week)
            most = min(most, max(0, limits.week_hours - worked) // grid)
        return most
