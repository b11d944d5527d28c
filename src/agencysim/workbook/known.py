"""The names that a workbook may use: those of the scenario."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from agencysim.domain import Work
from agencysim.scenario.staffing import posts_of
from agencysim.staff import workforce

if TYPE_CHECKING:
    from agencysim.scenario import Scenario
    from agencysim.staff import Staff
    from agencysim.workbook.columns import Among


class Known:
    """The names of a scenario by what they are of.

    Parameters
    ----------
    scenario
        The agency.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    @cached_property
    def staff(self) -> Staff:
        """People, machines and vehicles."""
        scenario = self.scenario
        return workforce(scenario, scenario.axis.midnight(scenario.weeks * 7)).staff

    @cached_property
    def people(self) -> list[str]:
        """People, group by group."""
        return sorted(self.staff.names[: self.staff.people], key=self._place_of_person)

    def _place_of_person(self, name: str) -> tuple[int, int]:
        group = self.group_of(name)
        number = name.removeprefix(group).lstrip(".")
        return list(self.scenario.people).index(group), int(number or 0)

    @cached_property
    def units(self) -> list[str]:
        """Machines and vehicles."""
        return self.staff.names[self.staff.people :]

    def group_of(self, name: str) -> str:
        """Return the group of a person, or the kind of a machine or vehicle."""
        return self._groups[name]

    @cached_property
    def _groups(self) -> dict[str, str]:
        return dict(zip(self.staff.names, self.staff.groups, strict=True))

    def skills_of_group(self, group: str) -> set[str]:
        """Return the names that a group can do only since they are its own, or those of its posts."""
        return {group, *posts_of(self.scenario, group)}

    @cached_property
    def among(self) -> dict[Among, list[str]]:
        """Names by what they are of; what is free is not there."""
        scenario = self.scenario
        routes = [job_type.route for job_type in scenario.job_types.values()]
        crews = (
            place.skill for route in routes for step in route.values() if isinstance(step, Work) for place in step.crew
        )
        held = [skill for role in scenario.roles.values() for skill in role.skills]
        held += [skill for group in scenario.people.values() for skill in group.skills]
        return {
            "people": self.people,
            "units": self.units,
            "resources": [*self.people, *self.units],
            "job types": list(scenario.job_types),
            "steps": list(dict.fromkeys(step for route in routes for step in route)),
            "tiers": list(scenario.tiers),
            "teams": list(scenario.account_teams),
            "calendars": [*scenario.calendars, "always", "never"],
            "skills": list(dict.fromkeys([*scenario.skills, *held, *crews])),
            "materials": list(scenario.materials),
            "credit": list(scenario.credit),
        }
