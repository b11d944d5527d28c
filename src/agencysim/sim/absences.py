"""Sickness and breakdowns: a pure function of the scenario and its chance."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agencysim.calendars import Calendar
from agencysim.chance import name_key
from agencysim.errors import HorizonError
from agencysim.hours import day_scale
from agencysim.values import DAY

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agencysim.chance import Stream
    from agencysim.domain import Breakdown, Sickness
    from agencysim.hours import Hours
    from agencysim.scenario import Scenario
    from agencysim.staff import Staff

YEAR = 365.25 * DAY


class Absence(NamedTuple):
    """A spell of sickness or a breakdown."""

    start: int
    end: int
    resource: int
    kind: str


def absences(scenario: Scenario, staff: Staff, hours: Hours, stream: Stream, end: int) -> list[Absence]:
    """Return every spell of sickness and every breakdown that begins by ``end``, in order."""
    found: list[Absence] = []
    for person in range(staff.people):
        if sickness := _sickness(scenario, staff, person):
            found += _spells(staff, stream, person, sickness, end)
    index = staff.people
    for _kind, equipment in (*scenario.equipment.items(), *scenario.vehicles.items()):
        for unit in range(index, index + equipment.count):
            if equipment.breakdown:
                found += _failures(staff, hours, stream, unit, equipment.breakdown, end)
        index += equipment.count
    return sorted(found)


def _sickness(scenario: Scenario, staff: Staff, person: int) -> Sickness | None:
    group = scenario.people[staff.groups[person]]
    role = scenario.roles[staff.roles[person][0]] if staff.roles[person] else None
    return group.sickness or (role.sickness if role else None) or scenario.sickness


def _first_shift_missed(calendar: Calendar | None, moment: int) -> int | None:
    """Return when the first shift begins at or after a moment; whoever works round the clock is sick at once."""
    if calendar is None:
        return moment
    try:
        return calendar.next_open(calendar.shift_end(moment) if _is_on_shift(calendar, moment) else moment)
    except HorizonError:
        return None


def _is_on_shift(calendar: Calendar, moment: int) -> bool:
    """Return whether a shift has begun that is not over: during it, or in its break."""
    begun = int(np.searchsorted(calendar.starts, moment)) - 1
    return begun >= 0 and moment < calendar.shift_end(int(calendar.starts[begun]))


def _spells(staff: Staff, stream: Stream, person: int, sickness: Sickness, end: int) -> Iterator[Absence]:
    if sickness.spells_per_year <= 0:
        return
    calendar = staff.calendars[person] or Calendar.always(end + int(YEAR))
    moment, number = 0, 0
    while True:
        number += 1
        gap = -np.log(stream.uniform(staff.keys[person], name_key("sickness/gap"), number))
        moment += int(gap * YEAR / sickness.spells_per_year)
        if moment > end or not calendar.work_between(moment, calendar.horizon):
            return
        start = _first_shift_missed(staff.calendars[person], moment)
        if start is None or start > end:
            return
        u = stream.uniform(staff.keys[person], name_key("sickness/length"), number)
        moment = _back(calendar, start, _on_calendar(sickness.length, u, calendar))
        yield Absence(start, moment, person, "sick")


def _back(calendar: Calendar, start: int, length: int) -> int:
    """Return when an absence is over that lasts some open time; at the latest where the calendar ends."""
    left = calendar.work_between(start, calendar.horizon)
    return calendar.finish(start, length) if length <= left else calendar.horizon


def _failures(
    staff: Staff, hours: Hours, stream: Stream, unit: int, breakdown: Breakdown, end: int
) -> Iterator[Absence]:
    calendar = hours.named(breakdown.calendar)
    moment, number = 0, 0
    while True:
        number += 1
        u = stream.uniform(staff.keys[unit], name_key("breakdown/gap"), number)
        moment += max(1, int(breakdown.every.quantile(np.array([u]))[0]))
        if moment > end:
            return
        u = stream.uniform(staff.keys[unit], name_key("breakdown/repair"), number)
        length = _on_calendar(breakdown.repair, u, calendar)
        start, moment = moment, _back(calendar, moment, length)
        yield Absence(start, moment, unit, "broken")


def _on_calendar(distribution: object, u: float, calendar: Calendar) -> int:
    value = float(distribution.quantile(np.array([u]))[0]) * day_scale(distribution, calendar)  # type: ignore[attr-defined]
    return max(1, int(np.ceil(value)))
