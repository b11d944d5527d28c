"""The span of a plan, its days, and calendars within it."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

from agencysim.calendars import DayType
from agencysim.planner.problem import ProblemDay
from agencysim.state_fit import Names
from agencysim.values import DAY

if TYPE_CHECKING:
    from agencysim.calendars import Calendar
    from agencysim.hours import Hours
    from agencysim.plans import PayClass, Window
    from agencysim.scenario import Scenario
    from agencysim.staff import Staff

BEYOND = 8 * 7 * DAY
"""How far calendars of clients, suppliers and other firms are told beyond the end of a plan, in seconds."""


@dataclass(frozen=True)
class Span:
    """What is planned of a scenario: from when until when, with its hours and its staff.

    Parameters
    ----------
    scenario, hours, staff
        The agency, its calendars and its people and things.
    now
        The moment of the state.
    start, end
        The span that is planned, on the grid.
    """

    scenario: Scenario
    hours: Hours
    staff: Staff
    now: int
    start: int
    end: int

    @cached_property
    def names(self) -> Names:
        """Who of a state is who in the scenario."""
        return Names(self.scenario, self.staff)

    @cached_property
    def days(self) -> tuple[ProblemDay, ...]:
        """The days on which a duty of the plan can begin: the one before, too, if a night shift of it goes on."""
        axis = self.scenario.axis
        first, last = axis.day_of(self.start), axis.day_of(self.end - 1)
        if any(_goes_on(roster, first - 1, self.start) for roster in set(self.staff.rosters[: self.staff.people])):
            first -= 1
        return tuple(
            ProblemDay(number=n, date=axis.date_of(axis.midnight(n)), start=axis.midnight(n), end=axis.midnight(n + 1))
            for n in range(first, last + 1)
        )

    def pay(self, day: ProblemDay) -> PayClass:
        """Return the kind of day by which overtime is paid."""
        if self.hours.days.of(day.date) is DayType.HOLIDAY:
            return "holiday"
        return "rest_day" if self.hours.days.is_off(day.date) else "workday"

    def within(self, calendar: Calendar, *, beyond: int = 0) -> tuple[Window, ...]:
        """Return when a calendar is open from the start of the plan on, up to its end and beyond."""
        starts, ends = calendar.boundaries()
        first, last = bisect_right(ends, self.start), bisect_left(starts, self.end + beyond)
        return tuple(zip(starts[first:last].tolist(), ends[first:last].tolist(), strict=True))

    def touches(self, start: int, end: int) -> bool:
        """Return whether a stretch of time lies within the plan, or a part of it does."""
        return end > self.start and start < self.end

    def passed(self, calendar: str | None, start: int) -> int:
        """Return the seconds that have passed since a moment on a calendar of the scenario, its own without a name."""
        name = calendar or self.scenario.calendar
        return self.now - start if name == "always" else self.hours.named(name).work_between(start, self.now)

    def end_of(self, calendar: str | None, start: int, seconds: float) -> int:
        """Return when seconds have passed on a calendar of the scenario, its own if it has no name."""
        name = calendar or self.scenario.calendar
        return start + round(seconds) if name == "always" else self.hours.finish(name, start, round(seconds))


def shift_on(calendar: Calendar | None, day: ProblemDay) -> tuple[Window, ...]:
    """Return the hours of the shift of a calendar that begins on a day.

    Whoever is there round the clock has shifts from midnight to midnight, but for the last quarter of an hour: two
    shifts that touch would be one.
    """
    if calendar is None:
        return ((day.start, day.end - DAY // 96),)
    first = bisect_left(calendar.shifts, day.number)
    last = bisect_right(calendar.shifts, day.number)
    return tuple(zip(calendar.starts[first:last].tolist(), calendar.ends[first:last].tolist(), strict=True))


def _goes_on(roster: Calendar | None, day: int, moment: int) -> bool:
    if roster is None or day < 0:
        return False
    last = bisect_right(roster.shifts, day) - 1
    return last >= 0 and int(roster.shifts[last]) == day and int(roster.ends[last]) > moment


def usual_hours(hours: Hours, calendar: str, day: ProblemDay) -> tuple[Window, ...]:
    """Return the hours that a shift would have on a day on which its calendar is closed: those of a day before it."""
    named = hours.named(calendar)
    lengths: dict[tuple[Window, ...], int] = {}
    for number in range(max(0, day.number - 28), day.number + 28):
        if shift := shift_on(named, ProblemDay(number=number, date=day.date, start=0, end=0)):
            start = hours.scenario.axis.midnight(number)
            key = tuple((a - start, b - start) for a, b in shift)
            lengths[key] = lengths.get(key, 0) + 1
    if not lengths:
        return ()
    usual = max(lengths, key=lambda key: (lengths[key], key))
    return tuple((day.start + a, day.start + b) for a, b in usual)


def month_start(span: Span) -> int:
    """Return when the calendar month began in which a plan begins."""
    axis = span.scenario.axis
    first = axis.date_of(span.start).replace(day=1)
    return axis.seconds(first)


def weeks_back(span: Span, weeks: int) -> int:
    """Return the number of the Monday so many weeks before the plan."""
    axis = span.scenario.axis
    date = axis.date_of(span.start)
    monday = date - timedelta(days=date.weekday(), weeks=weeks)
    return (monday - axis.start).days
