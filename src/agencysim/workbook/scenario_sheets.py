"""The sheets that tell what the scenario says, and the changes to it that a planner makes there."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from agencysim.calendars.resolve import Catalogue
from agencysim.calendars.spec import WEEKDAYS
from agencysim.errors import ScenarioError
from agencysim.language import name_in_language, noted, tr
from agencysim.scenario.paths import dotted
from agencysim.scenario.staffing import calendar_of, posts_of, skills_of
from agencysim.values import Duration
from agencysim.workbook.known import Known
from agencysim.workbook.layout import SHEET

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from agencysim.scenario import Scenario
    from agencysim.workbook.parsing import Row, Table, Told

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


# -- what a planner changes --------------------------------------------------------------------------------------


class _Change(NamedTuple):
    """A change of the scenario, and the cell that asks for it."""

    path: str
    value: Any
    sheet: str
    row: int
    column: str


def changed_scenario(scenario: Scenario, tables: Mapping[str, Table], told: Told) -> Scenario:
    """Return the scenario with what a planner has changed on its sheets.

    Parameters
    ----------
    scenario
        As its file says.
    tables
        The sheets.
    told
        Takes what cannot be changed so, and what is missing.
    """
    before = scenario_rows(scenario)
    found: dict[str, _Change] = {}
    for name, rows in before.items():
        for change in _changes(scenario, tables[name], rows, told):
            other = found.setdefault(change.path, change)
            if other.value != change.value:
                _refuse_unlike(change, other, told)
    if not found:
        return scenario
    try:
        changed = scenario.with_({change.path: change.value for change in found.values()})
    except ScenarioError as error:
        for problem in error.problems:
            change = next((c for c in found.values() if problem.path.startswith(c.path)), next(iter(found.values())))
            told.refuse(SHEET[change.sheet], change.row, change.column, problem.what, problem.remedy)
        return scenario
    _check_groups(scenario_rows(changed), tables, told)
    return changed


def _refuse_unlike(change: _Change, other: _Change, told: Told) -> None:
    what = tr(
        "{path} is {one} here, and {other} in row {row}",
        path=change.path,
        one=change.value,
        other=other.value,
        row=other.row,
    )
    told.refuse(SHEET[change.sheet], change.row, change.column, what, tr(ALIKE))


ALIKE = noted("people and things of one group are alike: change all of them, or split the group in the scenario")


def _changes(scenario: Scenario, table: Table, before: list[Values], told: Told) -> Iterator[_Change]:
    """Yield the changes of a sheet against what the scenario says."""
    sheet = table.sheet
    key = sheet.key
    rows = {tuple(row.values.get(name) for name in key): row for row in table.rows}
    there = {tuple(values.get(name) for name in key): values for values in before}
    if table.columns and (gone := [k for k in there if k not in rows]):
        shown = ", ".join(" ".join(map(str, k)) for k in gone[:12])
        told.notes.append(tr("sheet {sheet}: not there, but they still hold: {names}", sheet=sheet.title, names=shown))
    for name, row in rows.items():
        if None in name or (sheet.name, row.number) in told.places:
            continue
        old = there.get(name)
        for column in sheet.columns:
            if column.informs or column.name in key or column.name not in table.columns:
                continue
            value, was = row.values.get(column.name), (old or {}).get(column.name)
            if _same(value, was):
                continue
            change = _change(scenario, sheet.name, row, column.name, value, old)
            if change is None:
                known = tr(
                    "the scenario has: {names}", names=", ".join(" ".join(map(str, k)) for k in list(there)[:12])
                )
                told.refuse(sheet, row.number, key[0], tr("{name} is not known", name=" ".join(map(str, name))), known)
                break
            yield change


def _same(one: Any, other: Any) -> bool:
    if one in (None, "", ()) or other in (None, "", ()):
        return one in (None, "", ()) and other in (None, "", ())
    return bool(one == other)


def _change(scenario: Scenario, sheet: str, row: Row, column: str, value: Any, old: Values | None) -> _Change | None:
    """Return what a changed cell asks for; ``None`` if there is nothing of its name to be changed."""
    values, field = row.values, column.replace(" ", "_")
    known = Known(scenario)
    if sheet == "clients":
        plain = {name: values[name] for name in ("tier", "team") if values.get(name)}
        label = scenario.clients[values["client"]].label if values["client"] in scenario.clients else ""
        return _Change(
            dotted(("clients", values["client"])),
            plain | ({"label": label} if label else {}),
            sheet,
            row.number,
            column,
        )
    if sheet == "skills":
        group = known.group_of(values["person"])
        part = "certificates" if column == "certified until" else "skills"
        place: tuple[str, ...] = ("people", group, part, values["skill"])
    elif old is None:
        return None
    elif sheet == "people":
        place = ("people", known.group_of(values["person"]), field)
    elif sheet == "equipment":
        kind = known.group_of(values["unit"])
        place = ("equipment" if kind in scenario.equipment else "vehicles", kind, field)
    elif sheet == "crews":
        place = ("account_teams", values["crew"], field)
    elif sheet == "calendars":
        return _Change(
            dotted(("calendars", values["calendar"])), _week(scenario, values, old), sheet, row.number, column
        )
    else:
        return _Change(values["rule"], value, sheet, row.number, column)
    plain_value = value.isoformat() if isinstance(value, date) else list(value) if isinstance(value, tuple) else value
    return _Change(dotted(place), plain_value, sheet, row.number, column)


def _week(scenario: Scenario, values: Mapping[str, Any], old: Values) -> dict[str, Any]:
    """Return a calendar with the days changed that a planner has changed."""
    spec = scenario.calendars[values["calendar"]].model_dump(mode="json", by_alias=True, exclude_unset=True)
    changed = {day: values.get(day) for day in WEEKDAYS if not _same(values.get(day), old[day])}
    week = {day: plan for day, plan in (spec.get("week") or {}).items() if plan is not None}
    return {**spec, "week": {**week, **{day: _day(text) for day, text in changed.items()}}}


def _day(text: str | None) -> Any:
    if text is None or text.strip().lower() in ("off", "休"):
        return "off"
    parts = [part.strip() for part in text.replace("，", ",").split(",")]
    return parts if all(":" in part for part in parts) else text


def _check_groups(after: Mapping[str, list[Values]], tables: Mapping[str, Table], told: Told) -> None:
    """Refuse what was said of one member of a group, and would not hold for him, or for the others, too."""
    for name in ("people", "equipment", "skills"):
        table = tables[name]
        sheet = table.sheet
        rows = {tuple(row.values.get(key) for key in sheet.key): row for row in table.rows}
        for values in after[name]:
            row = rows.get(tuple(values.get(key) for key in sheet.key))
            for column in sheet.columns if row else ():
                assert row is not None
                if column.informs or column.name not in table.columns or (sheet.name, row.number) in told.places:
                    continue
                here, there = row.values.get(column.name), values.get(column.name)
                if not _same(here, there):
                    what = tr("is {here}, but for others of the group {there}", here=here, there=there)
                    told.refuse(sheet, row.number, column.name, what, tr(ALIKE))
