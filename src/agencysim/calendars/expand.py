"""From calendars as written to arrays of open time over a horizon."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from agencysim.calendars.calendar import Calendar, IntArray
from agencysim.calendars.dates import ONE_DAY
from agencysim.calendars.holidays import DayType, PublicDays
from agencysim.calendars.resolve import Catalogue, DayRules, Hours
from agencysim.calendars.spec import CalendarChange, CalendarSpec, Shift
from agencysim.values import DAY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agencysim.calendars.axis import TimeAxis

_ORDINARY, _CLOSED, _MADE_UP = 0, 1, 2


def expand(
    name: str,
    specs: Mapping[str, CalendarSpec],
    shifts: Mapping[str, Shift],
    axis: TimeAxis,
    horizon: int,
    days: PublicDays,
    *,
    leave: Sequence[tuple[date, date]] = (),
    employed: tuple[date | None, date | None] = (None, None),
    changes: Sequence[CalendarChange] = (),
    blocked: Sequence[tuple[int, int]] = (),
) -> Calendar:
    """Return a calendar's open time over a horizon.

    Days decide about whole shifts: leave on a day cancels the whole night shift that begins on it.
    The shift that began on the evening before the start counts.

    Parameters
    ----------
    name
        The calendar, declared or built in.
    specs, shifts
        The declared calendars and shifts.
    axis
        The time axis.
    horizon
        Elapsed seconds up to which to expand.
    days
        Public days of the country that holds where no calendar names one; others are asked from it.
    leave
        First and last day of each absence.
    employed
        First and last day of employment; none where open.
    changes
        Other calendars for some days, beyond the calendar's own changes.
    blocked
        Elapsed seconds (start, end) that are taken by something else.

    Raises
    ------
    ValueError
        If a calendar, shift or country is not known, or a calendar is based on itself.
    """
    table = _day_table(axis, horizon)
    catalogue = Catalogue(specs, shifts)
    if changes:
        catalogue = Catalogue({**specs, "": CalendarSpec(base=name, changes=tuple(changes))}, shifts)
        name = ""
    plans = _plans(name, catalogue, table, days)
    for first, last in leave:
        plans.of_day[table.span(first, last)] = 0
    plans.of_day[: table.span(employed[0]).start] = 0
    plans.of_day[table.span(None, employed[1]).stop :] = 0
    calendar = plans.calendar(table, horizon)
    return calendar.minus(Calendar.from_intervals(blocked, horizon)) if blocked else calendar


@dataclass(frozen=True)
class _DayTable:
    """The local days of a horizon, and the one before since its night shift may reach in.

    Parameters
    ----------
    axis
        The time axis.
    first
        The local day with index 0; its number on the axis is -1.
    weekdays
        The weekday of each day, Monday being 0.
    midnights
        The elapsed seconds at which each day begins, and some after the last.
    irregular
        The indices of days with a time change.
    """

    axis: TimeAxis
    first: date
    weekdays: IntArray
    midnights: IntArray
    irregular: tuple[int, ...]

    def span(self, first: date | None = None, last: date | None = None) -> slice:
        """Return the indices of the days from the first to the last, both included, within the horizon."""
        count = len(self.weekdays)
        start = 0 if first is None else (first - self.first).days
        stop = count if last is None else (last - self.first).days + 1
        return slice(min(max(start, 0), count), min(max(stop, 0), count))

    def date_at(self, index: int) -> date:
        """Return the date of a day."""
        return self.first + timedelta(days=index)

    def elapsed(self, indices: IntArray, wall: int) -> IntArray:
        """Return the elapsed seconds at a wall-clock time after the midnights of some days.

        Parameters
        ----------
        indices
            The days.
        wall
            Seconds of wall-clock time after midnight; past 24 hours they belong to the following day.
        """
        following, rest = divmod(wall, DAY)
        at = indices + following
        seconds = self.midnights[at] + rest
        for index in self.irregular:
            local = datetime.combine(self.date_at(index), datetime.min.time()) + timedelta(seconds=rest)
            seconds[at == index] = self.axis.seconds(local)
        return seconds


@lru_cache(maxsize=16)
def _day_table(axis: TimeAxis, horizon: int) -> _DayTable:
    count = axis.day_of(horizon) + 2
    midnights = np.array([axis.midnight(day) for day in range(-1, count + 2)], dtype=np.int64)
    first = axis.start - ONE_DAY
    irregular = tuple(np.flatnonzero(np.diff(midnights) != DAY).tolist())
    weekdays = (np.arange(count, dtype=np.int64) + first.weekday()) % 7
    return _DayTable(axis, first, weekdays, midnights, irregular)


@lru_cache(maxsize=64)
def _public_days(days: PublicDays, first: date, count: int) -> IntArray:
    """Return for each day whether it is closed, made up, or ordinary."""
    kinds = np.full(count, _ORDINARY, dtype=np.int64)
    for index in range(count):
        day = first + timedelta(days=index)
        if days.is_off(day):
            kinds[index] = _CLOSED
        elif days.of(day) is DayType.MAKE_UP:
            kinds[index] = _MADE_UP
    return kinds


class _Plans:
    """The hours of each day, as indices into a list of different hours of which the first is a day off."""

    def __init__(self, count: int) -> None:
        self.of_day = np.zeros(count, dtype=np.int64)
        self._numbers: dict[Hours, int] = {(): 0}

    def number(self, hours: Hours) -> int:
        """Return the index of the hours, adding them if they are new."""
        return self._numbers.setdefault(hours, len(self._numbers))

    def calendar(self, table: _DayTable, horizon: int) -> Calendar:
        """Return the calendar in which each day has its hours."""
        parts = [np.empty((0, 3), dtype=np.int64)]
        for hours, number in self._numbers.items():
            indices = np.flatnonzero(self.of_day == number)
            for period in hours:
                bounds = (table.elapsed(indices, period.start), table.elapsed(indices, period.end))
                parts.append(np.column_stack((*bounds, indices - 1)))
        rows = np.concatenate(parts)
        return Calendar.from_intervals(rows[:, :2], horizon, rows[:, 2], self._typical_length())

    def _typical_length(self) -> int:
        """Return the most frequent working time of a day with work, by the clock; the longest of equals."""
        totals: Counter[int] = Counter()
        counts = np.bincount(self.of_day, minlength=len(self._numbers)).tolist()
        for hours, count in zip(self._numbers, counts, strict=True):
            totals[sum(period.end - period.start for period in hours)] += count
        del totals[0]
        return max(((count, total) for total, count in totals.items() if count), default=(0, 0))[1]


def _plans(name: str, catalogue: Catalogue, table: _DayTable, days: PublicDays) -> _Plans:
    """Return the plans of all days, from one time between two dated changes to the next."""
    plans = _Plans(len(table.weekdays))
    ends = table.date_at(len(table.weekdays))
    differing = sorted(day for day in catalogue.change_days(name) if table.first < day < ends)
    for first, after in pairwise([table.first, *differing, ends]):
        span = table.span(first, after - ONE_DAY)
        _apply(catalogue.rules_on(first, name), plans, table, span, days)
    return plans


def _apply(rules: DayRules, plans: _Plans, table: _DayTable, span: slice, days: PublicDays) -> None:
    """Set the plans of a span of days: the week, over it public days, over them exceptions."""
    week = np.array([plans.number(hours) for hours in rules.week])
    of_day = week[table.weekdays[span]]
    if rules.holidays_off:
        country = days.in_country(rules.country) if rules.country else days
        public = _public_days(country, table.first, len(table.weekdays))[span]
        worked = week[week > 0]
        if len(worked):
            of_day[(public == _MADE_UP) & (of_day == 0)] = worked[0]
        of_day[public == _CLOSED] = 0
    plans.of_day[span] = of_day
    for day, hours in rules.exceptions.items():
        index = (day - table.first).days
        if span.start <= index < span.stop:
            plans.of_day[index] = plans.number(hours)
