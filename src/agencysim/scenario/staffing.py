"""Whether there is somebody, and something, for every step that needs people, equipment or vehicles."""

from __future__ import annotations

import math
from collections import Counter
from functools import cache
from itertools import combinations
from typing import TYPE_CHECKING

from agencysim.calendars.resolve import Catalogue
from agencysim.domain.steps import EndOfShift, Work
from agencysim.language import tr
from agencysim.scenario.messages import Finding
from agencysim.scenario.paths import listed
from agencysim.values import DAY, Duration

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping

    from agencysim.calendars.resolve import Hours
    from agencysim.domain import Alternative, PeopleGroup
    from agencysim.scenario.model import Scenario
    from agencysim.scenario.paths import Place

    Holders = Mapping[str, float]
    """Groups that can do something, with their levels."""

_MOST_COMBINED = 8
"""Number of different skills in a crew up to which all combinations of them are looked at."""


def posts_of(scenario: Scenario, key: str) -> tuple[str, ...]:
    """Return the roles that a group holds; its own key counts if a role has that name."""
    group = scenario.people[key]
    first = group.role or (key if key in scenario.roles else None)
    return tuple(role for role in (first, *group.also) if role)


def skills_of(scenario: Scenario, key: str) -> dict[str, float]:
    """Return what a group can do, with levels, its own name and those of its posts included.

    Where posts share a skill, the first one's level holds; the group's own holds before all.
    """
    skills = {key: 1.0}
    for role in reversed(posts_of(scenario, key)):
        skills |= {role: 1.0, **scenario.roles[role].skills}
    return skills | dict(scenario.people[key].skills)


def calendar_of(scenario: Scenario, key: str) -> str:
    """Return the name of a group's working hours: its own, its role's, its department's or the scenario's."""
    posts = posts_of(scenario, key)
    role = scenario.roles[posts[0]] if posts else None
    department = scenario.departments.get(role.department) if role and role.department else None
    named = (scenario.people[key].calendar, role and role.calendar, department and department.calendar)
    return next((name for name in named if name), scenario.calendar)


def may_work(scenario: Scenario, key: str) -> tuple[str, ...]:
    """Return the calendars whose hours a group may be asked to work instead of its own."""
    posts = posts_of(scenario, key)
    role = scenario.roles[posts[0]] if posts else None
    department = scenario.departments.get(role.department) if role and role.department else None
    named = (scenario.people[key].may_work, role and role.may_work, department and department.may_work)
    return next((names for names in named if names), ())


def problems(scenario: Scenario, broken: Collection[Place] = ()) -> list[Finding]:
    """Return every step that cannot be done with the people and things that there are.

    Parameters
    ----------
    scenario
        A scenario whose people, roles and calendars name what exists.
    broken
        Places where something is wrong already: steps that contain one of them are passed over.
    """
    team = Team(scenario)
    found: list[Finding] = []
    for job_type, spec in scenario.job_types.items():
        for name, step in spec.route.items():
            place = ("job_types", job_type, "route", name)
            if isinstance(step, Work) and not any(each[:4] == place for each in broken):
                found += _of_step(team, step, place)
                earlier = spec.route.get(step.same_people_as or "")
                if isinstance(earlier, Work) and not team.share_people(earlier, step):
                    what = tr("nobody who does {same_people_as!r} can do this step", same_people_as=step.same_people_as)
                    found.append(Finding((*place, "same_people_as"), what, tr("leave it out")))
    return found


def _of_step(team: Team, step: Work, place: Place) -> Iterator[Finding]:
    yield from _enough_units(team.scenario, step, place)
    if step.outsource is None:
        shortages = list(_shortages(team, step, place))
        yield from shortages or _fits_a_shift(team, step, place)
    for name, other in step.alternatives.items():
        yield from _enough_units(team.scenario, other, (*place, "alternatives", name))
        yield from _shortages(team, other, (*place, "alternatives", name))


class Team:
    """The people of a scenario, asked for by what they can do.

    Parameters
    ----------
    scenario
        Whose people they are.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.uncertified: set[str] = set()
        self._by_skill: dict[str, dict[str, float]] = {}
        for key, group in scenario.people.items():
            self._add(key, group)
        self._catalogue = Catalogue(scenario.calendars, scenario.shifts)
        self.longest_shift = cache(self._longest_shift)

    def holders(self, skill: str) -> Holders:
        """Return the groups that can do something at some time."""
        return self._by_skill.get(skill, {})

    def count(self, groups: Collection[str]) -> int:
        """Return how many people some groups are."""
        return sum(self.scenario.people[key].count for key in groups)

    def share_people(self, earlier: Work, step: Work) -> bool:
        """Return whether some group has a place in the crews of both steps; crews that nobody fills do."""
        before, now = ([self.holders(each.skill).keys() for each in crew] for crew in (earlier.crew, step.crew))
        return any(one & other for one in before for other in now) or not all([*before, *now])

    def _add(self, key: str, group: PeopleGroup) -> None:
        skills = skills_of(self.scenario, key)
        for spell in group.lent:
            skills = dict(spell.skills) | skills
        for skill, level in skills.items() if group.count else ():
            if self._may(group, skill):
                self._by_skill.setdefault(skill, {})[key] = level
            else:
                self.uncertified.add(skill)

    def _may(self, group: PeopleGroup, skill: str) -> bool:
        """Return whether a group has the certificate for a skill, on the first day at least."""
        declared, last = self.scenario.skills.get(skill), group.certificates.get(skill)
        if declared is None or not declared.certificate:
            return True
        return last is not None and last >= max(self.scenario.start, group.hired_from or self.scenario.start)

    def _longest_shift(self, key: str) -> float:
        """Return the working time of a group's longest shift in seconds; without end if round the clock."""
        changes = self.scenario.people[key].calendar_changes
        names = {calendar_of(self.scenario, key), *(change.calendar for change in changes)}
        return max(self._longest_of_calendar(name) for name in names)

    def _longest_of_calendar(self, name: str) -> float:
        days = {self.scenario.start, *self._catalogue.change_days(name)}
        rules = [self._catalogue.rules_on(day, name) for day in days]
        longest = max(_length(hours) for each in rules for hours in (*each.week, *each.exceptions.values(), ()))
        return longest if longest < DAY else math.inf


def _length(hours: Hours) -> int:
    return sum(period.end - period.start for period in hours)


def _shortages(team: Team, step: Work | Alternative, place: Place) -> Iterator[Finding]:
    """Find the skills, alone or together, for which the crew has more places than there are people."""
    needs = Counter[str]()
    for member in step.crew:
        needs[member.skill] += 0 if member.shared else member.count
    for member in step.crew:
        needs[member.skill] = max(needs[member.skill], 1)  # whoever shares a place has to be there, too
    own = {member.skill for member in step.crew if not member.shared}
    short: list[tuple[str, ...]] = []
    for skills in _combinations(list(needs)):
        holders = {key for skill in skills for key in team.holders(skill)}
        needed = sum(needs[skill] for skill in skills if skill in own or len(skills) == 1)
        need, there = needed, team.count(holders)
        if need > there and not any(set(each) <= set(skills) for each in short):
            short.append(skills)
            yield Finding((*place, "crew"), _shortage(team, skills, need, there), _way_out(team, skills))


def _combinations(skills: list[str]) -> Iterator[tuple[str, ...]]:
    sizes = range(1, len(skills) + 1) if len(skills) <= _MOST_COMBINED else (1, len(skills))
    for size in sizes:
        yield from combinations(skills, size)


def _shortage(team: Team, skills: tuple[str, ...], need: int, there: int) -> str:
    if len(skills) > 1:
        return tr(
            "{need} people are needed for {skills}, and {there} can do any of that",
            need=need,
            skills=listed(skills),
            there=there,
        )
    if there:
        return tr(
            "{need} people are needed for {skills!r}, and {there} can do it", need=need, skills=skills[0], there=there
        )
    lacks = tr("can do") if team.uncertified.isdisjoint(skills) else tr("holds a valid certificate for")
    return tr("nobody {lacks} {skills!r}", lacks=lacks, skills=skills[0])


def _way_out(team: Team, skills: tuple[str, ...]) -> str:
    if team.uncertified.isdisjoint(skills):
        return tr("give the skill to people or roles, or raise a count")
    return tr("give people certificates that are valid when the scenario starts")


def _enough_units(scenario: Scenario, step: Work | Alternative, place: Place) -> Iterator[Finding]:
    for section, uses in (("equipment", step.equipment), ("vehicles", step.vehicles)):
        declared = getattr(scenario, section)
        for kind, need in uses.items():
            if (there := declared[kind].count) < need:
                what = tr("{need} are needed, and there are {there}", need=need, there=there)
                yield Finding((*place, section, kind), what, tr("raise the count"))


def _fits_a_shift(team: Team, step: Work, place: Place) -> Iterator[Finding]:
    """Find work that must be done within a shift, and on average is longer than anybody's."""
    if step.end_of_shift not in (EndOfShift.RESTART, EndOfShift.NO_START) or not step.crew:
        return
    shared_by = max(1, step.hands) if step.per == "person" else 1
    on_the_way = sum(part.mean for part in (step.loading, step.travel, step.travel) if part is not None)
    for member in step.crew:
        holders = team.holders(member.skill)
        shift = max(team.longest_shift(key) for key in holders) + _overtime(team.scenario, step)
        work = on_the_way + step.content.mean / shared_by / max(holders.values())
        if work > shift:
            who, rule = tr("whoever can do {skill!r}", skill=member.skill), f"end_of_shift: {step.end_of_shift}"
            what = tr(
                "it takes {work} on average, and {who} has {shift} at most",
                work=_hours(work),
                who=who,
                shift=_hours(shift),
            )
            remedy = tr("with {rule} it would not be done; make it shorter, or let it pause", rule=rule)
            yield Finding((*place, "content"), what, remedy)
            return


def _overtime(scenario: Scenario, step: Work) -> float:
    may_stay = step.overtime and scenario.overtime.policy != "never"
    return scenario.overtime.max_day.seconds if may_stay else 0.0


def _hours(seconds: float) -> str:
    return str(Duration(round(seconds)))
