"""The working hours of a scenario: its calendars by name, and what recurs in them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from agencysim.calendars import WEEKDAYS, Calendar, PublicDays, TimeAxis, expand, load_public_table
from agencysim.calendars.dates import ONE_DAY
from agencysim.errors import HorizonError
from agencysim.values import DAY, NOMINAL_WORKING_DAY

if TYPE_CHECKING:
    from agencysim.domain.jobs import Promise
    from agencysim.domain.resources import Recurring
    from agencysim.scenario import Scenario

ORDINARY_MONDAY = date(2001, 10, 15)
"""Begin of a week in which no country that we know of has a holiday, and to which no exception applies."""


FARTHEST = 200 * 365 * DAY
"""No date further ahead than this many seconds is looked for."""


class Hours:
    """The working hours of a scenario: calendars by name, expanded once.

    Parameters
    ----------
    scenario
        Whose hours they are.
    horizon
        End of the expansion in seconds.
    """

    def __init__(self, scenario: Scenario, horizon: int) -> None:
        self.scenario = scenario
        self.horizon = horizon
        table = load_public_table(Path(scenario.holidays_file)) if scenario.holidays_file else None
        self.days = PublicDays(scenario.country, table)
        self._named = lru_cache(maxsize=None)(self._expand)
        self.ordinary_week = lru_cache(maxsize=None)(self._ordinary_week)

    def named(self, name: str | None) -> Calendar:
        """Return a named calendar, or the scenario's own."""
        return self._named(name or self.scenario.calendar)

    def finish(self, name: str | None, start: int, seconds: int) -> int:
        """Return when work of some length is done on a named calendar, even if that is beyond the horizon.

        Raises
        ------
        HorizonError
            If that is more than two hundred years ahead.
        """
        hours = self
        while hours.horizon < FARTHEST:
            try:
                return hours.named(name).finish(start, seconds)
            except HorizonError:
                hours = hours._farther
        return hours.named(name).finish(start, seconds)

    def promised(self, promise: Promise, since: int, lead_time: int) -> int:
        """Return the date that is promised at a moment: the end of the day on which a lead time in seconds is over."""
        moment, axis = self.finish(promise.calendar, since, lead_time), self.scenario.axis
        return axis.midnight(axis.day_of(moment - 1) + 1) if lead_time else moment

    @cached_property
    def _farther(self) -> Hours:
        return Hours(self.scenario, 4 * self.horizon)

    def _expand(self, name: str) -> Calendar:
        return self.expand(name)

    def expand(self, name: str, **details: object) -> Calendar:
        """Return a calendar with leave, employment and the like taken in."""
        s = self.scenario
        return expand(name, s.calendars, s.shifts, s.axis, self.horizon, self.days, **details)  # type: ignore[arg-type]

    def _ordinary_week(self, name: str | None) -> int:
        """Return the open seconds of a week without holidays."""
        s = self.scenario
        axis = TimeAxis(ORDINARY_MONDAY, "UTC")
        week = expand(name or s.calendar, s.calendars, s.shifts, axis, 7 * DAY, PublicDays(None))
        return week.work_between(0, 7 * DAY)

    def occurrences(self, recurring: Recurring) -> list[tuple[int, int]]:
        """Return the intervals of something that recurs."""
        axis, found, day = self.scenario.axis, [], self.scenario.start
        length = int(recurring.lasts.seconds)
        while axis.seconds(day) < self.horizon:
            if _falls_on(recurring, day):
                begins = axis.seconds(datetime.combine(day, time()) + timedelta(seconds=recurring.at))
                found.append((begins, begins + length))
            day += ONE_DAY
        return found


def _falls_on(recurring: Recurring, day: date) -> bool:
    if recurring.weekdays and WEEKDAYS[day.weekday()] in recurring.weekdays:
        return True
    last = (day + timedelta(days=1)).month != day.month
    return day.day in recurring.month_days or (last and any(d > day.day for d in recurring.month_days))


def day_scale(distribution: object, calendar: Calendar | None) -> float:
    """Return the factor from nominal working days to a calendar's own days; 1 for plain time."""
    if distribution.unit != "working days" or calendar is None or not calendar.day_length:  # type: ignore[attr-defined]
        return 1.0
    return calendar.day_length / NOMINAL_WORKING_DAY
