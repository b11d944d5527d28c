"""Whether there is somebody, and something, for every step that needs people, equipment or vehicles."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, combinations
from typing import TYPE_CHECKING

from agencysim.calendars.resolve import Catalogue
from agencysim.calendars.spec import in_order
from agencysim.domain.steps import EndOfShift, Wait, Work
from agencysim.scenario.messages import Finding
from agencysim.values import DAY, clock_text

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from agencysim.domain import PeopleGroup
    from agencysim.scenario.model import Scenario
    from agencysim.scenario.paths import Place

_MOST_PLACES = 8
"""Different skills of a crew up to which all combinations of them are looked at."""


def posts_of(scenario: Scenario, key: str) -> tuple[str, ...]:
    """Return the roles that a group holds, its own key counting if a role has that name."""
    group = scenario.people[key]
    first = group.role or (key if key in scenario.roles else None)
    return tuple(role for role in (first, *group.also) if role)


def skills_of(scenario: Scenario, key: str) -> dict[str, float]:
    """Return what a group can do, with levels: its own and its roles' names, its roles' skills, and its own.

    The first post's level holds where posts share a skill, and the group's own before that.
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
