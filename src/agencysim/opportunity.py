"""Whether those whom a step needs are ever there together, and its site open."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agencysim.domain import EndOfShift, Work
from agencysim.language import tr
from agencysim.scenario import warnings_of
from agencysim.staff import bits, workforce
from agencysim.values import Duration

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agencysim.calendars import Calendar
    from agencysim.hours import Hours
    from agencysim.scenario import Scenario
    from agencysim.staff import Staff

UNDIVIDED = (EndOfShift.RESTART, EndOfShift.NO_START)
"""What is not done if it does not fit a shift."""


def notes_on(scenario: Scenario) -> list[str]:
    """Return what is worth knowing about a scenario that can be used as it is."""
    return [*warnings_of(scenario), *missed(scenario)]


def missed(scenario: Scenario) -> list[str]:
    """Return in words which steps find nobody to do them at any time of the scenario's run.

    That some are there at the same time is looked at place by place, so that what is told is certain, but not all.
    """
    span = scenario.axis.midnight(7 * scenario.weeks)
    hours, staff = workforce(scenario, span)
    return [
        f"job_types.{name}.route.{key}: {what}"
        for name, job_type in scenario.job_types.items()
        for key, step in job_type.route.items()
        if isinstance(step, Work) and step.outsource is None
        for what in _of_step(step, hours, staff, scenario)
    ]


def _of_step(step: Work, hours: Hours, staff: Staff, scenario: Scenario) -> Iterator[str]:
    there = _together(step, hours, staff)
    if there is None:
        return
    longest = _longest_shift(there)
    if not longest:
        if step.site:
            yield tr("those whom it needs are never there together while its site is open")
        else:
            yield tr("those whom it needs are never there together")
        return
    way = sum(part.mean for part in (step.loading, step.travel, step.travel) if part is not None)
    if way >= longest:
        takes, most = Duration(round(way)), Duration(longest)
        yield tr(
            "the ways take {takes}, and those whom it needs are together for {most} at most", takes=takes, most=most
        )
        return
    if step.end_of_shift is EndOfShift.NO_START and step.overtime and scenario.overtime.policy != "never":
        longest += int(scenario.overtime.max_day.seconds)
    if step.end_of_shift in UNDIVIDED and (mean := _mean_time(step, staff)) > longest:
        takes, most = Duration(round(mean)), Duration(longest)
        yield tr(
            "it takes {takes} on average, and those whom it needs are together for {most} at most",
            takes=takes,
            most=most,
        )


def _mean_time(step: Work, staff: Staff) -> float:
    """Return the mean seconds of work for the fastest crew."""
    shared_by = max(1, step.hands) if step.per == "person" else 1
    speeds = [_fastest(staff, f"skill:{place.skill}") for place in step.crew]
    return step.content.mean / shared_by / min(speeds, default=1.0)


def _fastest(staff: Staff, skill: str) -> float:
    levels = staff.levels[staff.capabilities[skill]]
    return max((levels.get(person, 1.0) for person in bits(_able(staff, skill))), default=1.0)


def _together(step: Work, hours: Hours, staff: Staff) -> Calendar | None:
    """Return when for each place of a step somebody is there who can fill it; ``None`` is always."""
    needs = [f"skill:{place.skill}" for place in step.crew]
    needs += [f"unit:{kind}" for kind in (*step.equipment, *step.vehicles)]
    open_hours = [each for need in needs if (each := _somebody(staff, need)) is not None]
    if step.site not in (None, "always"):
        open_hours.append(hours.named(step.site))
    return open_hours[0].intersection(*open_hours[1:]) if open_hours else None


def _able(staff: Staff, capability: str) -> int:
    """Return the mask of those who have a capability at some time."""
    index = staff.capabilities[capability]
    able = staff.holders[index]
    for change in staff.holder_changes:
        able |= change.mask if change.capability == index else 0
    return able


def _somebody(staff: Staff, capability: str) -> Calendar | None:
    """Return when anybody is there who has a capability; ``None`` is always."""
    found = dict.fromkeys(staff.calendars[resource] for resource in bits(_able(staff, capability)))
    if None in found or not found:
        return None
    first, *others = (each for each in found if each is not None)
    return first.union(*others)


def _longest_shift(calendar: Calendar) -> int:
    """Return the open seconds of a calendar's longest shift."""
    if not len(calendar.starts):
        return 0
    _, shifts = np.unique(calendar.shifts, return_inverse=True)
    return int(np.bincount(shifts, weights=calendar.ends - calendar.starts).max())
