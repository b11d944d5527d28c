"""The hours in which machines and vehicles can be used: their own, or those of the people who can use them."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from agencysim.calendars import Calendar
from agencysim.domain import Work
from agencysim.figures.base import once_for_a_log
from agencysim.scenario.staffing import skills_of
from agencysim.staff import workforce

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from agencysim.figures.base import Window
    from agencysim.log import Log


def usable_seconds(log: Log, window: Window) -> Mapping[str, int]:
    """Return for how long each unit without hours of its own could be used in a window, over its whole days.

    That is while somebody is on duty, or in overtime, for every place of the crew of some step that uses it; without
    its maintenance and the days that it is away. A unit that works alone can be used all the time.

    Parameters
    ----------
    log
        Log of the run.
    window
        The time that it is about.
    """
    axis, run = log.scenario.axis, log.manifest
    since = max(run.start, axis.midnight(axis.day_of(window.since)))
    until = min(run.end, axis.midnight(axis.day_of(max(window.since, window.until - 1)) + 1))
    return {name: calendar.work_between(since, until) for name, calendar in _calendars(log).items()}


@once_for_a_log
def _calendars(log: Log) -> dict[str, Calendar]:
    """Return when each unit without hours of its own can be used."""
    scenario = log.scenario
    staff = workforce(scenario, max(log.manifest.end, 1)).staff
    own = {k for kinds in (scenario.equipment, scenario.vehicles) for k, unit in kinds.items() if unit.calendar}
    on_duty, always = _on_duty(log), Calendar.always(max(log.manifest.end, 1))
    used = _when_used(log, on_duty, always)
    units = zip(staff.names, staff.groups, staff.calendars, strict=True)
    return {
        name: used.get(kind, always).intersection(calendar or always)
        for name, kind, calendar in list(units)[staff.people :]
        if kind not in own
    }


def _on_duty(log: Log) -> dict[str, Calendar]:
    """Return when somebody is there, by skill, overtime granted included."""
    horizon = max(log.manifest.end, 1)
    staff = workforce(log.scenario, horizon).staff
    granted: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for person, start, until in log.overtime.select("person", "start", "until").iter_rows():
        granted[person].append((start, min(until, horizon)))
    found: dict[str, dict[int, Calendar]] = defaultdict(dict)
    for person in range(staff.people):
        group = log.scenario.people[staff.groups[person]]
        lent = [skill for spell in group.lent for skill in spell.skills]
        times = [staff.calendars[person] or Calendar.always(horizon)]
        if overtime := sorted(granted[staff.names[person]]):
            times.append(Calendar.from_intervals(overtime, horizon))
        for skill in (*skills_of(log.scenario, staff.groups[person]), *lent):
            found[skill] |= {id(calendar): calendar for calendar in times}
    return {skill: _any_of(list(times.values())) for skill, times in found.items()}


def _any_of(calendars: list[Calendar]) -> Calendar:
    return calendars[0].union(*calendars[1:])


def _when_used(log: Log, on_duty: Mapping[str, Calendar], always: Calendar) -> dict[str, Calendar]:
    """Return when the people are there who use each kind of unit; all the time if it works alone."""
    ways: dict[str, dict[frozenset[str], Calendar]] = defaultdict(dict)
    for kind, skills in _crews(log):
        there = [on_duty[skill] for skill in sorted(skills) if skill in on_duty]
        ways[kind][skills] = there[0].intersection(*there[1:]) if there else always
    return {kind: _any_of(list(each.values())) for kind, each in ways.items()}


def _crews(log: Log) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield each kind of unit with the skills of a crew that uses it."""
    for job_type in log.scenario.job_types.values():
        for step in job_type.route.values():
            if isinstance(step, Work):
                skills = frozenset(place.skill for place in step.crew)
                yield from ((kind, skills) for kind in (*step.equipment, *step.vehicles))
