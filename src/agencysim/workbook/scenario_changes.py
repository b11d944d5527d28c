"""The changes to the scenario that a planner makes on its sheets."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from agencysim.calendars.spec import WEEKDAYS
from agencysim.errors import ScenarioError
from agencysim.language import noted, tr
from agencysim.scenario.paths import dotted, listed
from agencysim.values import DAY, HOUR, Period
from agencysim.workbook.known import Known
from agencysim.workbook.layout import SHEET
from agencysim.workbook.scenario_sheets import scenario_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from agencysim.scenario import Scenario
    from agencysim.workbook.parsing import Row, Table, Told
    from agencysim.workbook.scenario_sheets import Values

    Key = tuple[Any, ...]
    """What tells a row of a sheet from the others."""

ALIKE = noted("people and things of one group are alike: change all of them, or split the group in the scenario")
OF_GROUPS = ("people", "equipment", "skills")
"""Sheets with a row for each member of a group, of which the scenario speaks as a whole."""


LONGEST_NIGHT = 16 * HOUR
"""No shift over midnight is longer, in seconds; one that is has its ends mixed up."""

_NARROW = str.maketrans(
    {"，": ",", "、": ",", "：": ":", "－": "-", "—": "-", "–": "-", "～": "-", "~": "-", "至": "-"}
)
"""Signs that stand in Chinese text for those with which hours are written."""


class _Cell(NamedTuple):
    """A cell in which a planner has written something else than the scenario says.

    Parameters
    ----------
    known
        The names of the scenario.
    values, column
        Its row, and its column.
    old
        What the row was; nothing if it is new.
    """

    known: Known
    values: Mapping[str, Any]
    column: str
    old: Values

    @property
    def value(self) -> Any:
        """What stands there now, as plain data."""
        value = self.values.get(self.column)
        if isinstance(value, date):
            return value.isoformat()
        return list(value) if isinstance(value, tuple) else value

    @property
    def field(self) -> str:
        """The field of a model that it is about."""
        return self.column.replace(" ", "_")


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
    before = {name: _by_key(name, rows) for name, rows in scenario_rows(scenario).items()}
    _refuse_night_long_days(tables["calendars"], told)
    found: dict[str, _Change] = {}
    for name, rows in before.items():
        for change in _changes(Known(scenario), tables[name], rows, told):
            other = found.setdefault(change.path, change)
            if other.value != change.value:
                _refuse_unlike(change, other, told)
    if not found:
        return scenario
    try:
        changed = scenario.with_({change.path: change.value for change in found.values()})
        kept = _kept_calendars(changed, tables["calendars"], before["calendars"], told)
        changed = changed.with_(kept) if kept else changed
    except ScenarioError as error:
        for problem in error.problems:
            change = next((c for c in found.values() if problem.path.startswith(c.path)), next(iter(found.values())))
            told.refuse(SHEET[change.sheet], change.row, change.column, problem.what, problem.remedy)
        return scenario
    after = scenario_rows(changed)
    for name in OF_GROUPS:
        _check_group(Known(changed), tables[name], before[name], _by_key(name, after[name]), told)
    return changed


def _by_key(sheet: str, rows: list[Values]) -> dict[Key, Values]:
    return {tuple(values.get(name) for name in SHEET[sheet].key): values for values in rows}


def _rows_by_key(table: Table) -> dict[Key, Row]:
    return {tuple(row.values.get(name) for name in table.sheet.key): row for row in table.rows}


def _words(keys: Iterator[Key]) -> str:
    return listed([" ".join(map(str, key)) for key in keys])


def _refuse_unlike(change: _Change, other: _Change, told: Told) -> None:
    text = "{path} is {one} here, and {other} in row {row}"
    what = tr(text, path=change.path, one=change.value, other=other.value, row=other.row)
    told.refuse(SHEET[change.sheet], change.row, change.column, what, tr(ALIKE))


def _changes(known: Known, table: Table, before: dict[Key, Values], told: Told) -> Iterator[_Change]:
    """Yield the changes of a sheet against what the scenario says."""
    sheet, rows = table.sheet, _rows_by_key(table)
    if table.columns and (gone := before.keys() - rows.keys()):
        names = _words(key for key in before if key in gone)
        told.note(sheet, 0, "", tr("not there, but they still hold: {names}", names=names))
    for key, row in rows.items():
        if None in key or (sheet.name, row.number) in told.places:
            continue
        if key not in before and sheet.name not in MAY_GROW:
            remedy = tr("the scenario has: {names}", names=_words(iter(before)))
            told.refuse(sheet, row.number, sheet.key[0], tr("{name} is not known", name=_words(iter([key]))), remedy)
            continue
        old = before.get(key, {})
        for column in _compared(table):
            if not _same(row.values.get(column), old.get(column)):
                path, value = TARGETS[sheet.name](_Cell(known, row.values, column, old))
                yield _Change(path, value, sheet.name, row.number, column)


def _compared(table: Table) -> list[str]:
    """Return the columns that say something of the scenario."""
    columns = (column for column in table.sheet.columns if not column.informs and column.name in table.columns)
    return [column.name for column in columns if column.name not in table.sheet.key]


def _same(one: Any, other: Any) -> bool:
    if one in (None, "", ()) or other in (None, "", ()):
        return one in (None, "", ()) and other in (None, "", ())
    return bool(one == other)


def _kept_calendars(changed: Scenario, table: Table, before: dict[Key, Values], told: Told) -> dict[str, Any]:
    """Return the calendars whose rows say the old hours of the calendar that they are based on: those stay theirs."""
    rows, kept = _rows_by_key(table), {}
    for values in scenario_rows(changed)["calendars"]:
        key = (name := values["calendar"],)
        row = rows.get(key)
        if row is None or (table.sheet.name, row.number) in told.places:
            continue
        said = {day: old for day in _compared(table) if _same(row.values.get(day), old := before[key][day])}
        own = {day: _day(old) for day, old in said.items() if not _same(values[day], old)}
        if own:
            kept[dotted(("calendars", name))] = _with_days(changed, name, own)
            what = tr("keeps the hours that stand here, though it is based on a calendar that is changed")
            told.note(table.sheet, row.number, next(iter(own)), what)
    return kept


def _check_group(known: Known, table: Table, before: dict[Key, Values], after: dict[Key, Values], told: Told) -> None:
    """Refuse what was said of one member of a group, and would not hold for him, or for the others, too."""
    rows = _rows_by_key(table)
    for key, values in after.items():
        row = rows.get(key)
        if row is None and key not in before:
            _refuse_unasked(known, table, key, told)
        elif row is not None and (table.sheet.name, row.number) not in told.places:
            for column in _compared(table):
                here, there = row.values.get(column), values.get(column)
                if not _same(here, there):
                    what = tr("is {here}, but for others of the group {there}", here=here, there=there)
                    told.refuse(table.sheet, row.number, column, what, tr(ALIKE))


def _refuse_unasked(known: Known, table: Table, key: Key, told: Told) -> None:
    """Refuse the rows by which somebody else of the group would be able to do something, too."""
    group = known.group_of(key[0])
    for other, row in _rows_by_key(table).items():
        if other[1:] == key[1:] and known.group_of(other[0]) == group:
            what = tr("would hold for {name}, too", name=key[0])
            told.refuse(table.sheet, row.number, table.sheet.key[0], what, tr(ALIKE))


# -- what a cell is about --------------------------------------------------------------------------------------------


def _of_person(cell: _Cell) -> tuple[str, Any]:
    return dotted(("people", cell.known.group_of(cell.values["person"]), cell.field)), cell.value


def _of_skill(cell: _Cell) -> tuple[str, Any]:
    part = "certificates" if cell.column == "certified until" else "skills"
    return dotted(("people", cell.known.group_of(cell.values["person"]), part, cell.values["skill"])), cell.value


def _of_unit(cell: _Cell) -> tuple[str, Any]:
    kind = cell.known.group_of(cell.values["unit"])
    kinds = "equipment" if kind in cell.known.scenario.equipment else "vehicles"
    return dotted((kinds, kind, cell.field)), cell.value


def _of_crew(cell: _Cell) -> tuple[str, Any]:
    return dotted(("account_teams", cell.values["crew"], cell.field)), cell.value


def _of_client(cell: _Cell) -> tuple[str, Any]:
    """Return a client as a whole: there may be none of the name yet."""
    name, known = cell.values["client"], cell.known.scenario.clients
    label = {"label": known[name].label} if name in known and known[name].label else {}
    return dotted(("clients", name)), {n: cell.values[n] for n in ("tier", "team") if n in cell.values} | label


def _of_rule(cell: _Cell) -> tuple[str, Any]:
    return cell.values["rule"], cell.value


def _of_calendar(cell: _Cell) -> tuple[str, Any]:
    """Return a calendar as a whole: its days may be those of the calendar that it is based on."""
    name, values = cell.values["calendar"], cell.values
    changed = {day: _day(values.get(day)) for day in WEEKDAYS if not _same(values.get(day), cell.old[day])}
    return dotted(("calendars", name)), _with_days(cell.known.scenario, name, changed)


def _with_days(scenario: Scenario, name: str, days: dict[str, Any]) -> dict[str, Any]:
    """Return a calendar, as a scenario writes it, with other hours on some days of the week."""
    spec = scenario.calendars[name].model_dump(mode="json", by_alias=True, exclude_unset=True)
    week = {day: plan for day, plan in (spec.get("week") or {}).items() if plan is not None}
    return {**spec, "week": week | days}


def _day(text: str | None) -> Any:
    """Return the plan of a day: off, a shift by its name, or periods."""
    if text is None or text.strip().lower() in ("off", "休"):
        return "off"
    parts = [part.strip() for part in text.translate(_NARROW).split(",")]
    return parts if all(":" in part for part in parts) else text


def _refuse_night_long_days(table: Table, told: Told) -> None:
    """Refuse hours that end before they begin, unless they make a night of it: ``22:00-06:00`` is a shift."""
    for row in table.rows:
        for day in WEEKDAYS:
            parts = _day(row.values.get(day))
            for part in parts if isinstance(parts, list) else ():
                period = _period(part)
                if period is not None and period.end > DAY and period.end - period.start > LONGEST_NIGHT:
                    what = tr("{part} ends before it begins, or lasts the night and the day", part=part)
                    told.refuse(table.sheet, row.number, day, what, tr("write hours such as 08:30-12:00"))


def _period(text: str) -> Period | None:
    try:
        return Period.parse(text)
    except ValueError:
        return None


MAY_GROW = ("clients", "skills")
"""Sheets to which a planner may add rows."""

TARGETS: dict[str, Callable[[_Cell], tuple[str, Any]]] = {
    "people": _of_person,
    "crews": _of_crew,
    "equipment": _of_unit,
    "skills": _of_skill,
    "calendars": _of_calendar,
    "clients": _of_client,
    "rules": _of_rule,
}
"""For each sheet: the path in the scenario that a cell is about, and what is to stand there."""
