"""People, equipment and vehicles of a scenario as one table of resources with bit masks."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from agencysim.calendars.dates import ONE_DAY
from agencysim.chance import entity_key
from agencysim.domain import Work
from agencysim.hours import Hours
from agencysim.scenario.staffing import calendar_of, posts_of, skills_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from agencysim.calendars import Calendar
    from agencysim.domain import PeopleGroup
    from agencysim.scenario import Scenario


class HolderChange(NamedTuple):
    """A capability that a resource gains or loses."""

    time: int
    capability: int
    mask: int


class PaceChange(NamedTuple):
    """A person who becomes faster or slower at everything."""

    time: int
    person: int
    factor: float


class LevelChange(NamedTuple):
    """A person who has a capability at another level from now on, since he is lent."""

    time: int
    capability: int
    person: int
    level: float


class Member(NamedTuple):
    """One person of a group, with what follows from his posts."""

    name: str
    group: str
    number: int
    skills: dict[str, float]
    roles: tuple[str, ...]


@dataclass(slots=True)
class Staff:
    """All resources; people come first, those with the fewest skills first, so that all-rounders stay free.

    Parameters
    ----------
    names, groups, keys, calendars
        By resource: name, group or kind, key of its chance, and calendar (``None`` is round the clock).
    rosters
        By resource: the hours that are paid, leave and routines included.
    leavers
        Mask of the people who leave the agency.
    people
        How many of them are people.
    capabilities
        Index of each skill (``skill:x``) and kind of unit (``unit:x``).
    holders
        By capability: mask of the resources that have it at the start.
    levels
        By capability: speeds of its holders that are not 1.
    members
        Mask of a department, role, group, person or kind of unit by name.
    roles
        By person: the posts held.
    planned
        Mask of those whose hours are a plan's, overtime included: they go home when these end.
    away, routines
        By person: leave and days lent outside, and what recurs (meetings, rounds), in seconds.
    """

    names: list[str] = field(default_factory=list)
    groups: list[str] = field(default_factory=list)
    keys: list[int] = field(default_factory=list)
    calendars: list[Calendar | None] = field(default_factory=list)
    rosters: list[Calendar | None] = field(default_factory=list)
    leavers: int = 0
    people: int = 0
    capabilities: dict[str, int] = field(default_factory=dict)
    holders: list[int] = field(default_factory=list)
    levels: list[dict[int, float]] = field(default_factory=list)
    members: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    roles: list[tuple[str, ...]] = field(default_factory=list)
    planned: int = 0
    away: list[list[tuple[int, int]]] = field(default_factory=list)
    routines: list[list[tuple[int, int]]] = field(default_factory=list)
    holder_changes: list[HolderChange] = field(default_factory=list)
    pace_changes: list[PaceChange] = field(default_factory=list)
    level_changes: list[LevelChange] = field(default_factory=list)

    def capability(self, name: str) -> int:
        """Return the index of a capability, making it if need be."""
        index = self.capabilities.get(name)
        if index is None:
            index = self.capabilities[name] = len(self.holders)
            self.holders.append(0)
            self.levels.append({})
        return index

    def give(self, resource: int, capability: str, level: float = 1.0) -> None:
        """Let a resource have a capability."""
        index = self.capability(capability)
        self.holders[index] |= 1 << resource
        if level != 1.0:
            self.levels[index][resource] = level


def stand_ins(scenario: Scenario, staff: Staff, skills: Sequence[int]) -> Iterator[tuple[int, int, int]]:
    """Yield (place, mask, seconds to wait) of those who act for all who can fill a place.

    Parameters
    ----------
    scenario, staff
        Who stands in for whom, and the people.
    skills
        By place: the capability that it needs.
    """
    for place, skill in enumerate(skills):
        holders = staff.holders[skill]
        for stand_in in scenario.stand_ins:
            if holders and holders & ~staff.members.get(stand_in.absent, 0) == 0:
                yield place, staff.members.get(stand_in.by, 0), int(stand_in.after.seconds)


@lru_cache(maxsize=1 << 14)
def bits(mask: int) -> tuple[int, ...]:
    """Return the indices of the bits that are set, lowest first."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return tuple(found)


class Workforce(NamedTuple):
    """The working hours and the resources of a scenario, up to a horizon."""

    hours: Hours
    staff: Staff


@lru_cache(maxsize=16)
def workforce(scenario: Scenario, horizon: int) -> Workforce:
    """Return the working hours and the resources of a scenario, found once for all who ask.

    Parameters
    ----------
    scenario
        The agency.
    horizon
        End of the calendars in seconds.
    """
    hours = Hours(scenario, horizon)
    return Workforce(hours, compile_staff(scenario, hours))


def compile_staff(scenario: Scenario, hours: Hours) -> Staff:
    """Return the resources of a scenario in the order in which they are chosen."""
    staff = Staff()
    members = sorted(_members(scenario), key=lambda m: (len(m.skills), m.group, m.number))
    staff.people = len(members)
    for index, member in enumerate(members):
        _add_person(scenario, staff, index, member)
    blocked = _blocked_by_routines(scenario, staff, hours)
    for index, member in enumerate(members):
        roster = _roster(scenario, hours, member)
        staff.rosters.append(roster)
        staff.routines.append(blocked.get(index, []))
        staff.away.append([_span(scenario, days) for days in _days_away(scenario.people[member.group])])
        staff.calendars.append(_person_calendar(scenario, hours, member, roster, blocked.get(index, ())))
        if scenario.people[member.group].employed_until:
            staff.leavers |= 1 << index
    _add_units(scenario, staff, hours)
    for skill in _skills_asked_for(scenario):
        staff.capability(f"skill:{skill}")
    return staff


def _skills_asked_for(scenario: Scenario) -> Iterator[str]:
    """Yield what the work asks for, whether anybody can do it or not: another firm may."""
    for job_type in scenario.job_types.values():
        for step in job_type.route.values():
            yield from (place.skill for place in (step.crew if isinstance(step, Work) else ()))


def _members(scenario: Scenario) -> Iterator[Member]:
    for key, group in scenario.people.items():
        roles = posts_of(scenario, key)
        skills = skills_of(scenario, key)
        for number in range(1, group.count + 1):
            name = key if group.count == 1 else f"{key}.{number}"
            yield Member(name, key, number, skills, roles)


def _add_person(scenario: Scenario, staff: Staff, index: int, member: Member) -> None:
    group = scenario.people[member.group]
    staff.names.append(member.name)
    staff.groups.append(member.group)
    staff.keys.append(entity_key("person", member.group, member.number))
    staff.roles.append(member.roles)
    names = {member.name, member.group, f"{member.group}.{member.number}", *member.roles}
    names |= {d for role in member.roles if (d := scenario.roles[role].department)}
    for name in names:
        staff.members[name] |= 1 << index
    for skill, level in member.skills.items():
        staff.give(index, f"skill:{skill}", level)
    _dated_changes(scenario, staff, index, member, group)


def _dated_changes(scenario: Scenario, staff: Staff, index: int, member: Member, group: PeopleGroup) -> None:
    """Note what changes on a day: certificates that expire, other work while lent, a newcomer's pace."""
    axis = scenario.axis
    for skill in dict.fromkeys([*member.skills, *(skill for spell in group.lent for skill in spell.skills)]):
        _note_holding(scenario, staff, index, member, skill)
    if group.ramp_up and group.hired_from:
        start = axis.seconds(group.hired_from)
        full = start + int(group.ramp_up.lasts.seconds)
        if full > start:
            paces = PaceChange(start, index, group.ramp_up.speed), PaceChange(full, index, 1.0)
            staff.pace_changes += paces


def _note_holding(scenario: Scenario, staff: Staff, index: int, member: Member, skill: str) -> None:
    """Note when somebody gains and loses a skill, or has it at another level, if that ever happens."""
    group, axis = scenario.people[member.group], scenario.axis
    capability = staff.capability(f"skill:{skill}")
    lent = [spell for spell in group.lent if spell.skills]
    last = [spell.last for spell in lent] + [day for name, day in group.certificates.items() if name == skill]
    days = {spell.first for spell in lent} | {day + ONE_DAY for day in last if day < date.max}
    has, level = bool(staff.holders[capability] >> index & 1), member.skills.get(skill, 1.0)
    for day in sorted({axis.start, *(day for day in days if day > axis.start)}):
        held = _level_on(scenario, member, skill, day)
        if (held is not None) != has:
            has = not has
            staff.holder_changes.append(HolderChange(axis.seconds(day), capability, 1 << index))
        if held not in (None, level):
            level = held
            staff.levels[capability].setdefault(index, 1.0)  # that not all are equally fast is known from the start
            staff.level_changes.append(LevelChange(axis.seconds(day), capability, index, level))


def _level_on(scenario: Scenario, member: Member, skill: str, day: date) -> float | None:
    """Return at which level somebody may do what asks for a skill on a day; ``None`` if he may not."""
    group = scenario.people[member.group]
    lent = next((spell for spell in group.lent if spell.skills and spell.first <= day <= spell.last), None)
    level = (member.skills if lent is None else lent.skills).get(skill)
    certified = scenario.skills[skill].certificate if skill in scenario.skills else False
    if level is None or (certified and group.certificates.get(skill, date.min) < day):
        return None
    return level


def _blocked_by_routines(scenario: Scenario, staff: Staff, hours: Hours) -> dict[int, list[tuple[int, int]]]:
    blocked: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for routine in scenario.routines.values():
        people = [p for who in routine.who for p in bits(staff.members.get(who, 0))]
        for number, interval in enumerate(hours.occurrences(routine)):
            for person in _in_turn(people, routine.rota, number):
                blocked[person].append(interval)
    return blocked


def _in_turn(people: list[int], rota: int, number: int) -> Iterable[int]:
    if not rota or rota >= len(people):
        return people
    return [people[(number * rota + place) % len(people)] for place in range(rota)]


def _roster(scenario: Scenario, hours: Hours, member: Member) -> Calendar | None:
    """Return the hours for which a person is paid, leave and routines included; ``None`` is round the clock."""
    group, name = scenario.people[member.group], calendar_of(scenario, member.group)
    if not (group.hired_from or group.employed_until or group.calendar_changes):
        return None if name == "always" else hours.named(name)
    employed = (group.hired_from, group.employed_until)
    return hours.expand(name, employed=employed, changes=group.calendar_changes)


def _person_calendar(
    scenario: Scenario, hours: Hours, member: Member, roster: Calendar | None, blocked: Sequence[tuple[int, int]]
) -> Calendar | None:
    """Return the hours in which a person can do tasks: the roster without leave and routines."""
    group = scenario.people[member.group]
    away = _days_away(group)
    if not (away or blocked):
        return roster
    return hours.expand(
        calendar_of(scenario, member.group),
        leave=away,
        employed=(group.hired_from, group.employed_until),
        changes=group.calendar_changes,
        blocked=blocked,
    )


def _days_away(group: PeopleGroup) -> list[tuple[date, date]]:
    """Return the first and the last day of each leave, and of each spell with another firm."""
    away = [(days.first, days.last) for days in group.leave]
    return away + [(spell.first, spell.last) for spell in group.lent if not spell.skills]


def _span(scenario: Scenario, days: tuple[date, date]) -> tuple[int, int]:
    return scenario.axis.seconds(days[0]), scenario.axis.seconds(days[1] + ONE_DAY)


def _add_units(scenario: Scenario, staff: Staff, hours: Hours) -> None:
    for kind, equipment in (*scenario.equipment.items(), *scenario.vehicles.items()):
        blocked = [i for service in equipment.maintenance for i in hours.occurrences(service)]
        away = [(d.first, d.last) for d in equipment.away]
        calendar = None if equipment.calendar in (None, "always") else hours.named(equipment.calendar)
        if blocked or away:
            calendar = hours.expand(equipment.calendar or "always", leave=away, blocked=blocked)
        staff.capability(f"unit:{kind}")
        for number in range(1, equipment.count + 1):
            index = len(staff.names)
            staff.names.append(kind if equipment.count == 1 else f"{kind}.{number}")
            staff.groups.append(kind)
            staff.keys.append(entity_key("unit", kind, number))
            staff.calendars.append(calendar)
            staff.rosters.append(calendar)
            staff.give(index, f"unit:{kind}")
