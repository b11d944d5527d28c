"""Working time as intervals, and the questions that a simulation asks about it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from agencysim.errors import HorizonError
from agencysim.values import DAY, HOUR

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

IntArray = NDArray[np.int64]


class Calendar:
    """Open time over ``[0, horizon)``: sorted half-open intervals of elapsed seconds, with gaps between.

    Intervals that touch or overlap are one; it belongs to the shift that began first. A closing that is
    followed by an opening of the same shift is a break, any other one ends the shift. Immutable; equal only
    to itself, so that a calendar can be a key.

    Parameters
    ----------
    starts, ends
        The intervals' elapsed seconds, each of shape (number of intervals,).
    shifts
        The number of the local day on which each interval's shift began; a night shift is one shift.
    horizon
        Elapsed seconds up to which the calendar is known.
    day_length
        Open seconds of a typical day with work, if that is known.
    """

    def __init__(
        self, starts: IntArray, ends: IntArray, shifts: IntArray, horizon: int, day_length: int | None = None
    ) -> None:
        for array in (starts, ends, shifts):
            array.flags.writeable = False
        self.starts = starts
        self.ends = ends
        self.shifts = shifts
        self.horizon = horizon
        self._day_length = day_length

    @cached_property
    def day_length(self) -> int:
        """Open seconds of a typical day with work; 0 if there is none.

        If nobody has said it, the most frequent total of a shift (the longest of several that are equally frequent).
        """
        return _typical_length(self.ends - self.starts, self.shifts) if self._day_length is None else self._day_length

    @classmethod
    def always(cls, horizon: int) -> Calendar:
        """Return the calendar that is open round the clock, as one interval and one shift."""
        return cls.from_intervals([(0, horizon)], horizon, day_length=DAY)

    @classmethod
    def never(cls, horizon: int) -> Calendar:
        """Return the calendar that is never open."""
        return cls.from_intervals([], horizon)

    @classmethod
    def from_intervals(
        cls,
        intervals: Collection[tuple[int, int]] | IntArray,
        horizon: int,
        shifts: Sequence[int] | IntArray | None = None,
        day_length: int | None = None,
    ) -> Calendar:
        """Return the calendar that is open in any of the intervals.

        Parameters
        ----------
        intervals
            Pairs (start, end) of elapsed seconds in any order; they may overlap, be
            empty, or cross the horizon.
        horizon
            Elapsed seconds up to which the calendar is known.
        shifts
            The day number of each interval's shift; without it, its start in whole days of 24 hours.
        day_length
            Open seconds of a typical day; without it, the most frequent total of a shift (the longest of
            equally frequent ones), at most 24 hours.
        """
        bounds = np.array(intervals, dtype=np.int64).reshape(-1, 2)
        days = bounds[:, 0] // DAY if shifts is None else np.asarray(shifts, dtype=np.int64)
        bounds = bounds.clip(0, horizon)
        starts, ends, days = _merged(bounds[:, 0], bounds[:, 1], days)
        return cls(starts, ends, days, horizon, day_length)

    def finish(self, start: int, work: int) -> int:
        """Return the earliest moment by which ``work`` open seconds have passed since ``start``.

        Raises
        ------
        HorizonError
            If that is beyond the horizon.
        """
        if work <= 0:
            return start
        starts, ends, done = self._lists
        here = bisect_right(starts, start) - 1
        target = work
        if here >= 0:
            left = ends[here] - start
            if left >= work:
                return start + work
            target += done[here] - left if left > 0 else done[here]
        last = bisect_left(done, target)
        if last == len(done):
            raise _unfinished([self], start, work, self.work_between(start, self.horizon))
        return ends[last] - done[last] + target

    def work_between(self, a: int, b: int) -> int:
        """Return the open seconds from ``a`` to ``b``; none if ``b`` is not after ``a``."""
        return self._work_by(b) - self._work_by(a) if b > a else 0

    def next_open(self, t: int) -> int:
        """Return the first open moment at or after ``t``.

        Raises
        ------
        HorizonError
            If the calendar does not open again.
        """
        starts = self._lists[0]
        return max(t, starts[self._current_or_next(t)])

    def is_open(self, t: int) -> bool:
        """Return whether the moment is open."""
        starts, ends, _ = self._lists
        here = bisect_right(starts, t) - 1
        return here >= 0 and t < ends[here]

    def open_until(self, t: int) -> int:
        """Return when the open interval that contains ``t`` closes.

        Raises
        ------
        ValueError
            If the calendar is closed at ``t``.
        """
        if not self.is_open(t):
            raise ValueError(f"the calendar is closed at {t} s: ask for the next opening first")
        return self._lists[1][self._current_or_next(t)]

    def shift_end(self, t: int) -> int:
        """Return when the shift ends that is open at ``t``, or else the one that opens next.

        During a break that is the end of the shift that the break belongs to.

        Raises
        ------
        HorizonError
            If the calendar does not open again.
        """
        return self._shift_ends[self._current_or_next(t)]

    def intersection(self, *others: Calendar) -> Calendar:
        """Return the calendar that is open while this one and all others are.

        Shifts are this calendar's, unless it is round the clock and so has none to tell: then the next one's.
        """
        limiting = [one for one in (self, *others) if not one._is_round_the_clock] or [self]
        return limiting[0] if len(limiting) == 1 else _open_in(limiting, len(limiting))

    def union(self, *others: Calendar) -> Calendar:
        """Return the calendar that is open while this one or any other is.

        An interval belongs to the shift of the first calendar in the list that is open at its start.
        """
        return _open_in([self, *others], 1)

    def minus(self, other: Calendar) -> Calendar:
        """Return the calendar that is open while this one is and the other is not; shifts are this one's."""
        return _open_in([self, other._complement()], 2)

    def boundaries(self) -> tuple[IntArray, IntArray]:
        """Return the moments of all openings and of all closings, each of shape (number of intervals,)."""
        return self.starts, self.ends

    @cached_property
    def _lists(self) -> tuple[list[int], list[int], list[int]]:
        """Starts, ends and the open seconds up to each end: plain lists, since bisecting arrays is slower."""
        done = np.cumsum(self.ends - self.starts)
        return self.starts.tolist(), self.ends.tolist(), done.tolist()

    @cached_property
    def _shift_ends(self) -> list[int]:
        last_end = dict(zip(self.shifts.tolist(), self._lists[1], strict=True))
        return [last_end[shift] for shift in self.shifts.tolist()]

    @cached_property
    def shift_bounds(self) -> tuple[list[int], list[int]]:
        """When shifts begin, and when they end, breaks left out: plain lists, in order."""
        first = np.append(True, self.shifts[1:] != self.shifts[:-1])[: len(self.shifts)]
        last = np.append(first[1:], True)[: len(self.shifts)]
        return self.starts[first].tolist(), self.ends[last].tolist()

    @property
    def _is_round_the_clock(self) -> bool:
        return len(self.starts) == 1 and self.starts[0] == 0 and self.ends[0] == self.horizon

    def _work_by(self, t: int) -> int:
        starts, ends, done = self._lists
        here = bisect_right(starts, t) - 1
        if here < 0:
            return 0
        left = ends[here] - t
        return done[here] - left if left > 0 else done[here]

    def _current_or_next(self, t: int) -> int:
        """Return the index of the first interval that ends after ``t``."""
        ends = self._lists[1]
        index = bisect_right(ends, t)
        if index == len(ends):
            raise HorizonError(f"{_no_open_time([self])} after {_length(t)} {_HINT}")
        return index

    def _complement(self) -> Calendar:
        starts, ends = np.append(0, self.ends), np.append(self.starts, self.horizon)
        return Calendar.from_intervals(np.column_stack((starts, ends)), self.horizon)


def finish_together(calendars: Sequence[Calendar], start: int, work: int) -> int:
    """Return the earliest moment by which ``work`` seconds have passed while all calendars were open.

    Raises
    ------
    HorizonError
        If that is beyond the horizon, as when they are never open together.
    """
    different = set(calendars)
    if len(different) == 1:
        return different.pop().finish(start, work)
    if work <= 0:
        return start
    left = work
    for opens, closes in _common_intervals(different, start):
        left -= closes - opens
        if left <= 0:
            return closes + left
    raise _unfinished(different, start, work, work - left)


def work_together(calendars: Sequence[Calendar], a: int, b: int) -> int:
    """Return the seconds from ``a`` to ``b`` during which all calendars are open."""
    different = set(calendars)
    if len(different) == 1:
        return different.pop().work_between(a, b)
    total = 0
    for opens, closes in _common_intervals(different, a):
        if opens >= b:
            break
        total += min(closes, b) - opens
    return total


def _common_intervals(calendars: Collection[Calendar], start: int) -> Iterator[tuple[int, int]]:
    """Walk from ``start`` over the intervals in which all calendars are open."""
    lists = [calendar._lists for calendar in calendars]
    horizon = max(calendar.horizon for calendar in calendars)
    now = start
    while True:
        opens, closes = now, horizon
        for starts, ends, _ in lists:
            index = bisect_right(ends, opens)
            if index == len(ends):
                return
            if starts[index] > opens:
                opens = starts[index]
            if ends[index] < closes:
                closes = ends[index]
        if opens == now:
            yield opens, closes
            now = closes
        else:
            now = opens  # one of them opened later: look again whether the others are still open then


def _merged(starts: IntArray, ends: IntArray, shifts: IntArray) -> tuple[IntArray, IntArray, IntArray]:
    """Sort the intervals, drop empty ones, and join those that touch or overlap."""
    order = np.argsort(starts, kind="stable")
    order = order[ends[order] > starts[order]]
    starts, ends, shifts = starts[order], np.maximum.accumulate(ends[order]), shifts[order]
    if not len(starts):
        return starts, ends, shifts
    gap = starts[1:] > ends[:-1]
    first = np.append(True, gap)
    return starts[first], ends[np.append(gap, True)], shifts[first]


def _typical_length(lengths: IntArray, shifts: IntArray) -> int:
    if not len(lengths):
        return 0
    groups = np.unique(shifts, return_inverse=True)[1]
    totals, counts = np.unique(np.bincount(groups, weights=lengths).astype(np.int64), return_counts=True)
    longest_of_most_frequent = totals[counts == counts.max()][-1]
    return min(int(longest_of_most_frequent), DAY)


def _open_in(calendars: Sequence[Calendar], at_least: int) -> Calendar:
    """Return the calendar that is open while at least that many of the calendars are."""
    horizon = calendars[0].horizon
    if any(calendar.horizon != horizon for calendar in calendars):
        raise ValueError("calendars of different horizons cannot be combined: expand them alike")
    starts = np.concatenate([calendar.starts for calendar in calendars])
    ends = np.concatenate([calendar.ends for calendar in calendars])
    times, place = np.unique(np.concatenate((starts, ends)), return_inverse=True)
    change = np.repeat([1.0, -1.0], len(starts))
    number_open = np.cumsum(np.bincount(place, weights=change, minlength=len(times)))
    index = np.flatnonzero(number_open[:-1] >= at_least)
    opens, closes = times[index], times[index + 1]
    return Calendar.from_intervals(np.column_stack((opens, closes)), horizon, _shifts_at(opens, calendars))


def _shifts_at(moments: IntArray, calendars: Sequence[Calendar]) -> IntArray:
    """Return for each moment the shift of the first calendar that is open then."""
    shifts = np.zeros(len(moments), dtype=np.int64)
    for calendar in reversed(calendars):
        here = np.searchsorted(calendar.starts, moments, side="right") - 1
        known = here >= 0
        known[known] = moments[known] < calendar.ends[here[known]]
        shifts[known] = calendar.shifts[here[known]]
    return shifts


_HINT = "(run for a shorter time, or let calendars reach further)"


def _unfinished(calendars: Collection[Calendar], start: int, work: int, done: int) -> HorizonError:
    asked, begins = _length(work), _length(start)
    if not done:
        why = _no_open_time(calendars)
        return HorizonError(f"{why} after {begins}: none of {asked} can be worked {_HINT}")
    found = f"only {_length(done)} of {asked}"
    return HorizonError(f"{found} can be worked from {begins} on before the horizon {_HINT}")


def _no_open_time(calendars: Collection[Calendar]) -> str:
    if len(calendars) == 1:
        return "the calendar is not open again"
    return f"the {len(calendars)} calendars are not open together again"


def _length(seconds: int) -> str:
    days, rest = divmod(seconds, DAY)
    return f"{days} d {rest / HOUR:.4g} h"
