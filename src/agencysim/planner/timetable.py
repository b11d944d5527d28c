"""The grid of a plan, and stretches of time on it as masks: bit ``n`` of a number stands for the slot ``n``."""

from __future__ import annotations

from bisect import bisect_right
from contextlib import suppress
from datetime import timedelta
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from agencysim.calendars import Calendar
from agencysim.errors import HorizonError
from agencysim.values import DAY

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agencysim.planner.problem import After, Problem
    from agencysim.plans import Window


class Hours(NamedTuple):
    """When somebody, something or some place is there.

    Parameters
    ----------
    open
        Slots in which work can be done.
    clear
        Slots that a piece of work may span: those that are open, and breaks. Slots that are open only in part are
        neither: what work they would hold is not on the grid.
    """

    open: int
    clear: int

    def __and__(self, other: Hours) -> Hours:
        """Return when both are there."""
        return Hours(self.open & other.open, self.clear & other.clear)


class Timetable:
    """The slots of a problem.

    Parameters
    ----------
    problem
        Whose span and grid count.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.grid = problem.grid
        self.start = problem.start
        self.slots = max(0, (problem.end - problem.start) // problem.grid)
        self.all = (1 << self.slots) - 1
        self._sites: dict[str, Hours] = {}
        self._months: dict[int, tuple[int, int]] = {}
        self._calendars: dict[str, Calendar] = {}

    def up(self, moment: int) -> int:
        """Return the first slot that begins at a moment or after it; 0 before the plan."""
        return max(0, -((self.start - moment) // self.grid))

    def down(self, moment: int) -> int:
        """Return the slot before which everything has ended by a moment; 0 before the plan."""
        return min(self.slots, max(0, (moment - self.start) // self.grid))

    def moment(self, slot: int) -> int:
        """Return when a slot begins."""
        return self.start + slot * self.grid

    def day_of(self, slot: int) -> int:
        """Return the place among the days of the problem of the one in which a slot begins."""
        starts = [day.start for day in self.problem.days]
        return max(0, bisect_right(starts, self.moment(slot)) - 1)

    def count(self, seconds: int) -> int:
        """Return how many slots a length of time takes."""
        return -(-seconds // self.grid)

    def inside(self, windows: Iterable[Window]) -> int:
        """Return the slots that lie wholly in one of some stretches of time."""
        mask = 0
        for start, end in windows:
            mask |= between(self.up(start), self.down(end))
        return mask

    def touched(self, windows: Iterable[Window]) -> int:
        """Return the slots of which a part lies in one of some stretches of time."""
        mask = 0
        for start, end in windows:
            mask |= between(self.down(start), min(self.slots, self.up(end)))
        return mask

    def hours(self, windows: Iterable[Window]) -> Hours:
        """Return stretches of time as hours that are closed in between."""
        windows = list(windows)
        inside = self.inside(windows)
        return Hours(inside, self.all & ~(self.touched(windows) & ~inside))

    def site(self, name: str) -> Hours:
        """Return the hours of a site, a client or another firm; round the clock without a name."""
        if name not in self._sites:
            windows = self.problem.calendars.get(name, ())
            self._sites[name] = self.hours(windows) if name else Hours(self.all, self.all)
        return self._sites[name]

    def may_begin(self, after: After, end: int) -> int | None:
        """Return when something may begin after a task that ends at a moment; ``None`` if that is not known."""
        may: int | None = end
        for lag in after.lags:
            may = None if may is None else self.passed(lag.calendar, may, lag.seconds)
        return may

    def passed(self, name: str, start: int, seconds: int) -> int | None:
        """Return when seconds have passed since a moment on the hours of that name; ``None`` if that is not known."""
        if not name or not seconds:
            return start + seconds
        shift = min(0, self.start) - 7 * DAY
        if name not in self._calendars:
            windows = [(a - shift, b - shift) for a, b in self.problem.calendars.get(name, ())]
            self._calendars[name] = Calendar.from_intervals(windows, max([0, *(b for _, b in windows)]))
        with suppress(HorizonError):
            return self._calendars[name].finish(start - shift, seconds) + shift
        return None

    @cached_property
    def weeks(self) -> tuple[int, ...]:
        """The week from Monday of each day of the problem, counted from the scenario's start."""
        return tuple(self.week(day.number) for day in self.problem.days)

    def month(self, day: int) -> tuple[int, int]:
        """Return the calendar month in which a day lies, counted from the scenario's start."""
        if day not in self._months:
            date = self.problem.first_day + timedelta(days=day)
            self._months[day] = (date.year, date.month)
        return self._months[day]

    def week(self, day: int) -> int:
        """Return the week from Monday in which a day lies."""
        return (day + self.problem.first_day.weekday()) // 7


def between(first: int, last: int) -> int:
    """Return the slots from one up to, and without, another."""
    return (1 << last) - (1 << first) if last > first else 0


def lowest(mask: int) -> int:
    """Return the first slot of a mask, which must have one."""
    return (mask & -mask).bit_length() - 1


def run(mask: int) -> int:
    """Return how many slots follow one another from slot 0 on."""
    return (~mask & (mask + 1)).bit_length() - 1


@lru_cache(maxsize=1 << 14)
def stretches(mask: int, length: int) -> int:
    """Return the slots of a mask from which on so many follow one another."""
    have = 1
    while have < length:
        step = min(have, length - have)
        mask &= mask >> step
        have += step
    return mask


def nth(mask: int, n: int) -> int:
    """Return the slot right after the ``n``-th one of a mask, which must have so many."""
    at = 0
    while True:
        gap = lowest(mask)
        mask >>= gap
        length = run(mask)
        at += gap
        if n <= length:
            return at + n
        n -= length
        mask >>= length
        at += length


def at_least(count: int, masks: Iterable[int]) -> int:
    """Return the slots that are in so many masks."""
    found = [-1] + [0] * count
    for mask in masks:
        for n in range(count, 0, -1):
            found[n] |= found[n - 1] & mask
    return found[count]
