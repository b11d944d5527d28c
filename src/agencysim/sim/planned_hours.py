"""The duties of a plan as working hours, and as overtime."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import TYPE_CHECKING

from agencysim.calendars import Calendar

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agencysim.plans import Duty, Plan, Window
    from agencysim.scenario import Scenario
    from agencysim.staff import Staff


def on_duty(scenario: Scenario, staff: Staff, plan: Plan) -> Staff:
    """Return the staff with the hours of a plan, overtime included, on the days that it is about.

    Parameters
    ----------
    scenario, staff
        The agency, and its people and things.
    plan
        Whose duties take the place of the rosters.
    """
    axis = scenario.axis
    first = min([axis.day_of(plan.start), *(duty.day for duty in plan.duties)])
    days = range(first, axis.day_of(plan.end - 1) + 1)
    duties: dict[str, list[Duty]] = defaultdict(list)
    for duty in plan.duties:
        duties[duty.person].append(duty)
    calendars, rosters = list(staff.calendars), list(staff.rosters)
    for index in range(staff.people):
        theirs = duties[staff.names[index]]
        gone = Calendar.from_intervals([*staff.away[index], *staff.routines[index]], _horizon(staff))
        there = [(window, duty.day) for duty in theirs for window in duty.windows]
        regular = [(window, duty.day) for duty in theirs if duty.rostered for window in duty.hours]
        calendars[index] = _with(staff.rosters[index], days, there, plan.start, _horizon(staff)).minus(gone)
        rosters[index] = _with(staff.rosters[index], days, regular, plan.start, _horizon(staff))
    return replace(staff, calendars=calendars, rosters=rosters, planned=(1 << staff.people) - 1)


def _horizon(staff: Staff) -> int:
    return max((c.horizon for c in (*staff.calendars, *staff.rosters) if c is not None), default=2**40)


def _with(
    roster: Calendar | None, days: range, windows: list[tuple[Window, int]], since: int, horizon: int
) -> Calendar:
    """Return working hours with others in their place on some days, from a moment on."""
    base = Calendar.always(horizon) if roster is None else roster
    kept = [
        (a, min(b, since) if shift in days else b, shift)
        for a, b, shift in zip(base.starts.tolist(), base.ends.tolist(), base.shifts.tolist(), strict=True)
        if shift not in days or a < since
    ]
    kept += [(max(start, since), end, day) for (start, end), day in windows if end > since]
    kept.sort()
    return Calendar.from_intervals([each[:2] for each in kept], horizon, [each[2] for each in kept])


def planned_overtime(staff: Staff, plan: Plan) -> Iterator[tuple[int, int, int, str]]:
    """Yield the overtime that a plan asks for: person, start, end, and the kind of day by which it is paid."""
    index = {name: n for n, name in enumerate(staff.names)}
    for duty in plan.duties:
        windows: list[Window] = []
        if not duty.rostered:
            windows = list(duty.windows)
        else:
            windows += [(duty.start, duty.start + duty.before)] if duty.before else []
            windows += [(duty.end - duty.after, duty.end)] if duty.after else []
        for start, end in windows:
            if duty.person in index and end > plan.start:
                yield index[duty.person], start, end, duty.pay
