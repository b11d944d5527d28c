"""What types cannot say about a scenario: what is wrong with it, and what is only worth knowing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo, available_timezones

from agencysim import calendars
from agencysim.calendars import PublicDays, load_public_table
from agencysim.errors import InvalidFileError, Problem
from agencysim.language import tr, tr_n
from agencysim.scenario import job_checks, organisation_checks, provenance, references, route_checks, staffing
from agencysim.scenario.messages import Finding
from agencysim.scenario.paths import dotted, listed, nearest, parts_of

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from agencysim.calendars import PublicTable
    from agencysim.scenario.model import Scenario
    from agencysim.scenario.paths import Place

_ORGANISATION = ("calendar", "calendars", "shifts", "departments", "roles", "people")
"""Sections without which nobody can say who is there when."""

FIRST_YEAR = 1900
"""The first year in which a run may start: what is before is a slip of the pen, and soon before all calendars."""

MOST_PEOPLE = 100_000
"""Number of people up to which a scenario is accepted, all groups together."""


def check(scenario: Scenario) -> list[Problem]:
    """Return everything that is wrong with a scenario beyond its types, in the order of the checks."""
    return [Problem(found.what, found.remedy, dotted(found.place)) for found in findings(scenario)]


def findings(scenario: Scenario, left_out: Mapping[Place, object] = MappingProxyType({})) -> list[Finding]:
    """Return everything that is wrong with a scenario beyond its types, with the places.

    What may come only from data that were left out, since they have not the form of what they should be, is not told.
    Where something was left out, or the organisation names what does not exist, who could do what is not asked; where
    it has too many people, neither is what names mean, since each person has one.
    """
    too_many = list(_head_count(scenario))
    found = [
        *_time(scenario),
        *_public_days(scenario),
        *_calendars(scenario),
        *(too_many or references.problems(scenario)),
        *route_checks.problems(scenario),
        *job_checks.problems(scenario),
        *([] if too_many else organisation_checks.problems(scenario)),
        *provenance.problems(scenario),
    ]
    names = {name for place, data in left_out.items() for name in (str(place[-1]), *_names_in(data))}
    found = [each for each in found if not _speaks_of(each, names)]
    if not left_out and not any(each.place[0] in _ORGANISATION for each in found):
        found += staffing.problems(scenario, [each.place for each in found])
    return found


def _speaks_of(finding: Finding, names: Collection[str]) -> bool:
    """Return whether a finding tells of one of some names."""
    return any(f"'{name}'" in finding.what for name in names)


def _names_in(data: object) -> Iterator[str]:
    """Yield all text in data: the names that they give, or speak of."""
    if isinstance(data, Mapping):
        for key, value in data.items():
            yield str(key)
            yield from _names_in(value)
    elif isinstance(data, list | tuple):
        for value in data:
            yield from _names_in(value)
    elif isinstance(data, str):
        yield data


def warnings_of(scenario: Scenario) -> list[str]:
    """Return what is worth knowing about a scenario that can be used as it is."""
    return [*_years_without_data(scenario), *_sources_of_nothing(scenario)]


def _time(scenario: Scenario) -> Iterator[Finding]:
    try:
        ZoneInfo(scenario.zone)
    except (KeyError, ValueError, OSError):
        meant = nearest(scenario.zone, available_timezones())
        remedy = (
            tr("did you mean {meant!r}?", meant=meant) if meant else tr("write it as Asia/Shanghai or Europe/Berlin")
        )
        yield Finding(("zone",), tr("there is no time zone {zone!r}", zone=scenario.zone), remedy)
    if scenario.warm_up_weeks >= scenario.weeks:
        what = tr(
            "a warm-up of {warm_up_weeks} leaves nothing of {weeks}",
            warm_up_weeks=tr_n("{n} week", "{n} weeks", scenario.warm_up_weeks),
            weeks=tr_n("{n} week", "{n} weeks", scenario.weeks),
        )
        yield Finding(("warm_up_weeks",), what, tr("make it shorter than weeks"))
    if scenario.start.year < FIRST_YEAR:
        what = tr("the year {year} is before {first}", year=scenario.start.year, first=FIRST_YEAR)
        yield Finding(("start",), what, tr("start later"))
    if (date.max - scenario.start).days < 7 * scenario.weeks + 366:
        yield Finding(("start",), tr("the run would leave the calendar"), tr("start earlier"))


def _head_count(scenario: Scenario) -> Iterator[Finding]:
    """Refuse more people than can be told apart in reasonable time and memory."""
    people = sum(group.count for group in scenario.people.values())
    if people > MOST_PEOPLE:
        yield Finding(
            ("people",),
            tr("there are {people:,} people in all", people=people),
            tr("at most {most_people:,} can be simulated", most_people=MOST_PEOPLE),
        )


def _calendars(scenario: Scenario) -> Iterator[Finding]:
    for problem in calendars.problems(scenario.calendars, scenario.shifts):
        yield Finding(tuple(parts_of(problem.path)), problem.what, problem.remedy)


def _public_days(scenario: Scenario) -> Iterator[Finding]:
    try:
        table = _holidays(scenario)
    except InvalidFileError as error:
        for problem in error.problems:
            yield Finding(("holidays_file",), str(problem), problem.remedy)
        return
    for country, place in _countries(scenario).items():
        try:
            PublicDays(country, table)
        except ValueError as error:
            yield Finding(place, str(error))


def _holidays(scenario: Scenario) -> PublicTable | None:
    return load_public_table(Path(scenario.holidays_file)) if scenario.holidays_file else None


def _countries(scenario: Scenario) -> dict[str, Place]:
    """Return the countries whose public days are asked for, with the first place that names each."""
    named: list[tuple[str | None, Place]] = [(scenario.country, ("country",))]
    named += [(spec.country, ("calendars", name, "country")) for name, spec in scenario.calendars.items()]
    return {country: place for country, place in reversed(named) if country}


def _years_without_data(scenario: Scenario) -> Iterator[str]:
    table = _holidays(scenario)
    last = scenario.start + timedelta(weeks=scenario.weeks)
    for country in sorted(_countries(scenario)):
        if years := PublicDays(country, table).missing_years(scenario.start.year, last.year):
            yield (
                tr(
                    "no public holidays are known for {country} in {year}: these years have none, "
                    "unless a holidays_file gives them",
                    country=country,
                    year=listed([str(year) for year in years]),
                )
            )


def _sources_of_nothing(scenario: Scenario) -> Iterator[str]:
    for path in provenance.unmatched(scenario):
        yield tr("provenance: {path} matches nothing in the scenario", path=path)
