"""References: every place where a scenario names something, and what it must be the name of."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from agencysim.calendars import BUILTIN_CALENDARS
from agencysim.domain.steps import END, BaseStep, Join, Milestone, Work
from agencysim.domain.working_time import KNOWN
from agencysim.language import noted, tr
from agencysim.scenario.messages import Finding
from agencysim.scenario.paths import listed, nearest

if TYPE_CHECKING:
    from agencysim.scenario.model import Scenario
    from agencysim.scenario.paths import Place

ANY, KEYS = "*", "(keys)"

TABLE: tuple[tuple[str, str], ...] = (
    ("calendar", "calendar"),
    ("calendars.*.base", "calendar"),
    ("calendars.*.week.*", "shift"),
    ("calendars.*.exceptions.*", "shift"),
    ("calendars.*.changes.*.calendar", "calendar"),
    ("departments.*.approver", "role"),
    ("departments.*.calendar", "calendar"),
    ("departments.*.may_work.*", "calendar"),
    ("roles.*.department", "department"),
    ("roles.*.reports_to", "role"),
    ("roles.*.skills.(keys)", "skill"),
    ("roles.*.calendar", "calendar"),
    ("roles.*.may_work.*", "calendar"),
    ("people.*.role", "role"),
    ("people.*.also.*", "role"),
    ("people.*.skills.(keys)", "skill"),
    ("people.*.certificates.(keys)", "skill"),
    ("people.*.calendar", "calendar"),
    ("people.*.may_work.*", "calendar"),
    ("people.*.calendar_changes.*.calendar", "calendar"),
    ("people.*.lent.*.skills.(keys)", "skill"),
    ("stand_ins.*.absent", "role, group or person"),
    ("stand_ins.*.by", "role, group or person"),
    ("account_teams.*.people.*", "group or person"),
    ("account_teams.*.tiers.*", "tier"),
    ("equipment.*.calendar", "calendar"),
    ("equipment.*.breakdown.calendar", "calendar"),
    ("vehicles.*.calendar", "calendar"),
    ("vehicles.*.breakdown.calendar", "calendar"),
    ("materials.*.calendar", "calendar"),
    ("tiers.*.calendar", "calendar"),
    ("clients.*.tier", "tier"),
    ("clients.*.team", "account team"),
    ("job_types.*.demand.calendar", "calendar"),
    ("job_types.*.due", "milestone"),
    ("job_types.*.promise.calendar", "calendar"),
    ("job_types.*.promise.at", "milestone"),
    ("job_types.*.tiers.(keys)", "tier"),
    ("job_types.*.patience_until", "milestone"),
    ("job_types.*.route.*.stage", "stage"),
    ("job_types.*.route.*.next", "next step"),
    ("job_types.*.route.*.crew.*.skill", "skill"),
    ("job_types.*.route.*.equipment.(keys)", "equipment"),
    ("job_types.*.route.*.vehicles.(keys)", "vehicle"),
    ("job_types.*.route.*.alternatives.*.crew.*.skill", "skill"),
    ("job_types.*.route.*.alternatives.*.equipment.(keys)", "equipment"),
    ("job_types.*.route.*.alternatives.*.vehicles.(keys)", "vehicle"),
    ("job_types.*.route.*.site", "calendar"),
    ("job_types.*.route.*.same_people_as", "work step"),
    ("job_types.*.route.*.outsource.calendar", "calendar"),
    ("job_types.*.route.*.calendar", "calendar"),
    ("job_types.*.route.*.branches.*.to", "next step"),
    ("job_types.*.route.*.branches.*.when.above_authority", "role with authority"),
    ("job_types.*.route.*.branches.*.when[fact=tier].among.*", "tier"),
    ("job_types.*.route.*.branches.*.when[fact=client].among.*", "client"),
    ("job_types.*.route.*.branches.*.when[fact=credit].among.*", "credit"),
    ("job_types.*.route.*.branches.*.when[fact=about].among.*", "matter that a birth is about"),
    ("job_types.*.route.*.branches.*.when[fact=passed].among.*", "step"),
    ("job_types.*.route.*.branches.*.caused_by", "role"),
    ("job_types.*.route.*.branches.*", "step"),
    ("job_types.*.route.*.join", "join"),
    ("job_types.*.route.*.uses.(keys)", "material"),
    ("job_types.*.route.*.births.*.job_type", "job type"),
    ("job_types.*.route.*.births.*.when.above_authority", "role with authority"),
    ("job_types.*.route.*.births.*.when[fact=tier].among.*", "tier"),
    ("job_types.*.route.*.births.*.when[fact=client].among.*", "client"),
    ("job_types.*.route.*.births.*.when[fact=credit].among.*", "credit"),
    ("job_types.*.route.*.births.*.when[fact=about].among.*", "matter that a birth is about"),
    ("job_types.*.route.*.births.*.when[fact=passed].among.*", "step"),
    ("routines.*.who.*", "department, role, group or person"),
    ("authority.(keys)", "role"),
    ("discipline.(keys)", "role"),
    ("discipline.*.stages.*", "stage"),
    ("working_time.overtime_from", "set of working-time rules"),
    ("working_time.report.*", "set of working-time rules"),
    ("planning.rules", "set of working-time rules"),
    ("planning.coverage.*.skill", "skill"),
    ("planning.coverage.*.calendar", "calendar"),
    ("planning.reserve.(keys)", "skill"),
    ("planning.unpopular.*", "calendar"),
)
"""Where a name stands, and what it names.

``*`` is every key or item, ``(keys)`` are the keys themselves, ``[field=value]`` keeps what has that value.
"""

NOUNS = (
    noted("calendar"),
    noted("shift"),
    noted("role"),
    noted("department"),
    noted("skill"),
    noted("role, group or person"),
    noted("group or person"),
    noted("tier"),
    noted("account team"),
    noted("milestone"),
    noted("stage"),
    noted("next step"),
    noted("equipment"),
    noted("vehicle"),
    noted("work step"),
    noted("role with authority"),
    noted("client"),
    noted("credit"),
    noted("matter that a birth is about"),
    noted("step"),
    noted("join"),
    noted("material"),
    noted("job type"),
    noted("department, role, group or person"),
    noted("set of working-time rules"),
)
"""What names can name."""


def problems(scenario: Scenario) -> list[Finding]:
    """Return every name that names nothing."""
    known = Declared(scenario)
    found = sorted(_named(scenario, _WAYS), key=lambda named: named[0])  # in the order of the table
    return [
        _unknown(place, noun, name, names)
        for row, place, name in found
        if (names := known.names(noun := TABLE[row][1], place)) is not None and name not in names
    ]


def names_at(scenario: Scenario, pattern: str) -> Iterator[tuple[Place, str]]:
    """Yield every name that stands where a pattern of the table says, with its place."""
    for _, place, name in _named(scenario, _ways([pattern])):
        yield place, name


@dataclass(frozen=True)
class _Ways:
    """Ways into a model: patterns with what they have in common put together, so that it is gone only once.

    Parameters
    ----------
    rows
        Patterns that end here, by their numbers.
    beyond
        Where the others lead to, by their next part.
    """

    rows: list[int]
    beyond: dict[str, _Ways]


def _ways(patterns: Iterable[str]) -> _Ways:
    ways = _Ways([], {})
    for row, pattern in enumerate(patterns):
        here = ways
        for part in pattern.split("."):
            here = here.beyond.setdefault(part, _Ways([], {}))
        here.rows.append(row)
    return ways


_WAYS = _ways(pattern for pattern, _ in TABLE)


def _named(value: Any, ways: _Ways) -> Iterator[tuple[int, Place, str]]:
    """Yield every name that stands where a pattern says, with the pattern's number and its place."""
    return (found for found in _found(value, ways, ()) if isinstance(found[2], str))


def _found(value: Any, ways: _Ways, place: Place) -> Iterator[tuple[int, Place, Any]]:
    """Yield everything in a model that stands where a pattern says."""
    for row in ways.rows:
        yield row, place, value
    for part, beyond in ways.beyond.items():
        for key, inside in _children(value, part):
            yield from _found(inside, beyond, (*place, key))


def _children(value: Any, part: str) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, BaseModel):
        name, _, condition = part.partition("[")
        inside = vars(value).get(name)
        if inside is not None and _holds(inside, condition):
            yield name, inside
    elif part == KEYS:
        yield from ((key, key) for key in value)
    elif part == ANY and isinstance(value, Mapping):
        yield from ((str(key), inside) for key, inside in value.items())
    elif part == ANY and isinstance(value, tuple):
        yield from enumerate(value)


def _holds(value: Any, condition: str) -> bool:
    field, _, wanted = condition.rstrip("]").partition("=")
    return not condition or vars(value).get(field) == wanted


@dataclass(frozen=True)
class Declared:
    """The names that a scenario declares, by what they are names of.

    Parameters
    ----------
    scenario
        Whose names.
    """

    scenario: Scenario

    def names(self, noun: str, place: Place) -> Collection[str] | None:
        """Return the names that can stand at a place, or ``None`` if any name will do."""
        if noun in _OF_ROUTES:
            return self._in_route(noun, str(place[1]))
        if noun == "stage" and not self.scenario.stages:
            return None
        return self._by_noun[noun]

    @cached_property
    def _in_route(self) -> Callable[[str, str], Collection[str]]:
        """Return the names of one kind in a job type's route; many steps ask for the same."""
        return cache(self._named_in_route)

    def _named_in_route(self, noun: str, job_type: str) -> dict[str, None]:
        route = self.scenario.job_types[job_type].route
        steps = [name for name, step in route.items() if isinstance(step, _OF_ROUTES[noun])]
        return dict.fromkeys([*steps, *_ENDS.get(noun, [])])

    @cached_property
    def _by_noun(self) -> dict[str, Collection[str]]:
        s = self.scenario
        return {
            "calendar": {**s.calendars, **BUILTIN_CALENDARS},
            "shift": s.shifts,
            "stage": s.stages,
            "department": s.departments,
            "role": s.roles,
            "skill": self._skills,
            "group or person": self._persons,
            "role, group or person": {**s.roles, **self._persons},
            "department, role, group or person": {**s.departments, **s.roles, **self._persons},
            "account team": s.account_teams,
            "equipment": s.equipment,
            "vehicle": s.vehicles,
            "material": s.materials,
            "tier": s.tiers,
            "client": s.clients,
            "credit": s.credit,
            "matter that a birth is about": self._matters,
            "job type": s.job_types,
            "role with authority": s.authority,
            "set of working-time rules": {**KNOWN, **s.working_time.rules},
        }

    @property
    def _skills(self) -> dict[str, None]:
        """Skills, those that somebody holds if none are declared; roles and groups are skills, too."""
        s = self.scenario
        declared = s.skills or [skill for holder in self._holders for skill in holder]
        return dict.fromkeys([*declared, *s.roles, *s.people])

    @property
    def _holders(self) -> Iterator[Mapping[str, float]]:
        yield from (role.skills for role in self.scenario.roles.values())
        for group in self.scenario.people.values():
            yield group.skills
            yield from (spell.skills for spell in group.lent)

    @cached_property
    def _matters(self) -> dict[str, None]:
        return {name: None for _, name in names_at(self.scenario, "job_types.*.route.*.births.*.about") if name}

    @cached_property
    def _persons(self) -> dict[str, None]:
        groups = self.scenario.people.items()
        numbered = (f"{name}.{number}" for name, group in groups for number in range(1, group.count + 1))
        return dict.fromkeys([*self.scenario.people, *numbered])


_OF_ROUTES: Mapping[str, type[BaseStep]] = {
    "step": BaseStep,
    "next step": BaseStep,
    "work step": Work,
    "milestone": Milestone,
    "join": Join,
}
"""What is named within a route, and which of its steps that can be."""

_ENDS = {"next step": [END]}


def _unknown(place: Place, noun: str, name: str, names: Collection[str]) -> Finding:
    meant = nearest(name, names)
    known = tr("known: {names}", names=listed(names)) if names else tr("none is declared")
    return Finding(
        place,
        tr("there is no {noun} {name!r}", noun=tr(noun), name=name),
        tr("did you mean {meant!r}?", meant=meant) if meant else known,
    )
