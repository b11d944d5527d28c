"""The sheets that tell what the scenario says."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agencysim.calendars.resolve import Catalogue
from agencysim.calendars.spec import WEEKDAYS
from agencysim.language import name_in_language, noted, tr
from agencysim.scenario.staffing import calendar_of, posts_of, skills_of
from agencysim.values import Duration
from agencysim.workbook.known import Known

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agencysim.scenario import Scenario

Values = dict[str, Any]
"""What stands in a row, by column."""

RULES = {
    "overtime.policy": noted("When people stay on: never, finish_task or hold_dates."),
    "overtime.granule": noted("Overtime comes in multiples of this."),
    "overtime.max_day": noted("Most overtime a person a day."),
    "overtime.max_month": noted("Most overtime a person a calendar month."),
    "overtime.rates.workday": noted("Pay for overtime on a workday, as a multiple of the wage."),
    "overtime.rates.rest_day": noted("Pay for overtime on a day off, as a multiple of the wage."),
    "overtime.rates.holiday": noted("Pay for overtime on a public holiday, as a multiple of the wage."),
    "planning.quantile": noted("Quantile of work and waiting that is planned with; the mean if empty."),
    "planning.grid": noted("All that is planned begins and ends on multiples of this."),
    "planning.minimum_piece": noted("Least length of a piece of work that is split."),
    "planning.days_off": noted("Whether people may be asked to work on days off."),
    "planning.overtime_early": noted("Most overtime before a shift."),
    "planning.rules": noted("The set of working-time rules whose limits a plan keeps."),
    "planning.overtime_first": noted("Whether hours of overtime count before money."),
    "planning.postponed_hour": noted("Money that an hour of work is worth that is not left over for later."),
    "planning.relax": noted("Share by which each tier of the cost may get worse for the sake of the next."),
}
"""The settings that the sheet of rules shows, and what they mean."""


def scenario_rows(scenario: Scenario) -> dict[str, list[Values]]:
    """Return what the scenario says, sheet by sheet."""
    known = Known(scenario)
    return {
        "people": [_person(known, name) for name in known.people],
        "crews": [
            {"crew": name, "people": team.people, "tiers": team.tiers} for name, team in scenario.account_teams.items()
        ],
        "equipment": [_unit(known, name) for name in known.units],
        "skills": [row for name in known.people for row in _skills(known, name)],
        "calendars": list(_calendars(scenario)),
        "clients": [
            {"client": name, "tier": client.tier, "team": client.team} for name, client in scenario.clients.items()
        ],
        "rules": [
            {"rule": path, "value": _plain(_at(scenario, path)), "meaning": tr(text)} for path, text in RULES.items()
        ],
    }


def _person(known: Known, name: str) -> Values:
    scenario, group = known.scenario, known.group_of(name)
    spec, posts = scenario.people[group], posts_of(scenario, group)
    role = scenario.roles[posts[0]] if posts else None
    department = scenario.departments.get(role.department or "") if role else None
    return {
        "person": name,
        "title": name_in_language(name, spec.label or (role.label if role else "")),
        "group": group,
        "department": name_in_language(role.department or "", department.label) if role and department else "",
        "calendar": calendar_of(scenario, group),
        "wage": spec.wage if spec.wage is not None else role.wage if role else 0.0,
        "hired from": spec.hired_from,
        "employed until": spec.employed_until,
    }


def _skills(known: Known, name: str) -> Iterator[Values]:
    scenario, group = known.scenario, known.group_of(name)
    certificates = scenario.people[group].certificates
    levels = skills_of(scenario, group)
    for skill in dict.fromkeys([*levels, *certificates]):
        if skill not in known.skills_of_group(group):
            yield {
                "person": name,
                "skill": skill,
                "level": levels.get(skill, 1.0),
                "certified until": certificates.get(skill),
            }


def _unit(known: Known, name: str) -> Values:
    kind = known.group_of(name)
    spec = known.scenario.equipment.get(kind) or known.scenario.vehicles[kind]
    return {
        "unit": name,
        "title": name_in_language(name, spec.label),
        "kind": kind,
        "calendar": spec.calendar,
        "cost per hour": spec.cost_per_hour,
    }


def _calendars(scenario: Scenario) -> Iterator[Values]:
    catalogue = Catalogue(scenario.calendars, scenario.shifts)
    for name in scenario.calendars:
        week = catalogue.rules_on(scenario.start, name).week
        yield {
            "calendar": name,
            **{day: ", ".join(map(str, hours)) for day, hours in zip(WEEKDAYS, week, strict=True)},
        }


def _at(scenario: Scenario, path: str) -> Any:
    value: Any = scenario
    for part in path.split("."):
        value = getattr(value, part)
    return value


def _plain(value: Any) -> Any:
    """Return a setting as a cell shows it."""
    return str(value) if isinstance(value, Duration) else value
