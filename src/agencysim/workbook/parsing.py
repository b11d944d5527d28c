"""From grids of cells to rows of values, with everything told that cannot be understood."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from agencysim.errors import Problem
from agencysim.language import tr
from agencysim.scenario.paths import listed, nearest
from agencysim.workbook.files import Formula
from agencysim.workbook.kinds import Choice, text_of
from agencysim.workbook.layout import SHEET, SHEETS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from agencysim.calendars import TimeAxis
    from agencysim.scenario.messages import Finding
    from agencysim.workbook.columns import Column, Sheet
    from agencysim.workbook.files import Grid
    from agencysim.workbook.known import Known

NEEDED = ("about", "jobs")
"""Sheets without which nothing is known."""

_LONGEST_VALUE = 40
_FEW = 12


class Row(NamedTuple):
    """A row of a sheet.

    Parameters
    ----------
    number
        Which one, as the file counts.
    values
        What stands in it, by column; what is empty is not there.
    """

    number: int
    values: Mapping[str, Any]


@dataclass
class Table:
    """The rows of a sheet that are understood.

    Parameters
    ----------
    sheet
        Which one.
    rows
        Its rows.
    columns
        The columns that the file has.
    """

    sheet: Sheet
    rows: list[Row] = field(default_factory=list)
    columns: frozenset[str] = frozenset()


class Told:
    """What is wrong with a workbook, and what is worth knowing about it.

    Parameters
    ----------
    file
        The workbook.
    """

    def __init__(self, file: str) -> None:
        self.file = file
        self.notes: list[str] = []
        self.places: set[tuple[str, int]] = set()
        self._titles: dict[tuple[str, str], str] = {}
        self._problems: list[tuple[int, int, Problem]] = []

    @property
    def problems(self) -> list[Problem]:
        """What is wrong, in the order of the sheets and their rows."""
        return [problem for _, _, problem in sorted(self._problems, key=lambda each: each[:2])]

    def call(self, sheet: Sheet, column: str, title: str) -> None:
        """Note what the file calls a column, or the sheet itself if there is no column: problems are told so."""
        self._titles[sheet.name, column] = title

    def refuse(self, sheet: Sheet, row: int, column: str, what: str, remedy: str = "") -> None:
        """Note a problem at a cell; at the whole row if there is no column, and the whole sheet if there is no row."""
        self.places.add((sheet.name, row))
        problem = Problem(what, remedy, self._place(sheet, row, column), self.file)
        self._problems.append((SHEETS.index(sheet), row, problem))

    def refuse_all(self, sheet: Sheet, row: int, findings: Iterable[Finding]) -> None:
        """Note what a model refuses, whose fields are the columns of a sheet."""
        for finding in findings:
            name = str(finding.place[0]).replace("_", " ") if finding.place else ""
            self.refuse(sheet, row, name if name in sheet.column else "", finding.what, finding.remedy)

    def note(self, sheet: Sheet, row: int, column: str, what: str, remedy: str = "") -> None:
        """Note something that is worth knowing."""
        place = self._place(sheet, row, column)
        self.notes.append(f"{place}: {what} ({remedy})" if remedy else f"{place}: {what}")

    def _place(self, sheet: Sheet, row: int, column: str) -> str:
        known = sheet.column.get(column)
        named = self._titles.get((sheet.name, ""), sheet.title)
        title = self._titles.get((sheet.name, column), known.title if known else column) if column else ""
        if not title:
            return tr("sheet {sheet}, row {row}", sheet=named, row=row) if row else tr("sheet {sheet}", sheet=named)
        return tr("sheet {sheet}, row {row}, column {column}", sheet=named, row=row, column=title)


def parse(grids: Sequence[Grid], known: Known, axis: TimeAxis, told: Told) -> dict[str, Table]:
    """Return the tables of a workbook by name; one that is not there is empty.

    Parameters
    ----------
    grids
        The sheets of the file.
    known, axis
        The names that it may use, and the time that it counts in.
    told
        Takes what is wrong.
    """
    named = {title.casefold(): sheet for sheet in SHEETS for title in (sheet.name, sheet.chinese)}
    found: dict[str, Grid] = {}
    for grid in grids:
        sheet = named.get(grid.title.strip().casefold())
        if sheet is None:
            told.notes.append(tr("sheet {title!r} is none of the workbook's, and not read", title=grid.title))
        elif sheet.name in found:
            told.refuse(
                sheet,
                0,
                "",
                tr("it is there twice: {titles}", titles=f"{found[sheet.name].title}, {grid.title}"),
                tr("take one of them out"),
            )
        else:
            found[sheet.name] = grid
            told.call(sheet, "", grid.title.strip())
    for name in NEEDED:
        if name not in found:
            told.refuse(
                SHEET[name], 0, "", tr("there is no such sheet"), tr("begin with a workbook that agencysim wrote")
            )
    missing = [sheet.title for sheet in SHEETS if not sheet.is_output and sheet.name not in {*found, *NEEDED}]
    if missing:
        text = "sheets that are not there: {sheets}; what the scenario says of them holds, and nothing else"
        told.notes.append(tr(text, sheets=", ".join(missing)))
    return {
        sheet.name: _Parser(sheet, known, axis, told).table(found[sheet.name]) if sheet.name in found else Table(sheet)
        for sheet in SHEETS
        if not sheet.is_output or sheet.name == "schedule"
    }


class _Parser:
    """Understands one sheet."""

    def __init__(self, sheet: Sheet, known: Known, axis: TimeAxis, told: Told) -> None:
        self.sheet = sheet
        self.known = known
        self.axis = axis
        self.told = told

    def table(self, grid: Grid) -> Table:
        """Return the rows of the sheet."""
        if not grid.rows:
            return Table(self.sheet)
        (head, titles), *rows = grid.rows
        columns = self._columns(head, titles)
        there = frozenset(column.name for column in columns.values())
        table = Table(self.sheet, [self._row(number, cells, columns, there) for number, cells in rows], there)
        self._no_duplicates(table)
        return table

    def _columns(self, head: int, titles: Sequence[Any]) -> dict[int, Column]:
        names = {title.casefold(): column for column in self.sheet.columns for title in (column.name, column.chinese)}
        found: dict[int, Column] = {}
        for index, title in enumerate(titles):
            text = "" if title is None or isinstance(title, Formula) else text_of(title)
            column = names.get(text.replace("_", " ").casefold())
            if column is None:
                if text:
                    self._note_unknown(head, text, list(names))
            elif column in found.values():
                self.told.refuse(self.sheet, head, column.name, tr("there are two columns of this name"))
            else:
                found[index] = column
                self.told.call(self.sheet, column.name, text)
        for column in self.sheet.columns:
            if column.required and column not in found.values():
                self.told.refuse(self.sheet, head, column.name, tr("there is no such column"), tr("it is needed"))
        return found

    def _note_unknown(self, head: int, title: str, names: list[str]) -> None:
        meant = nearest(title, names)
        guess = tr("did you mean {meant!r}?", meant=meant) if meant else ""
        self.told.note(self.sheet, head, title, tr("this column is not known, and not read"), guess)

    def _row(self, number: int, cells: Sequence[Any], columns: Mapping[int, Column], there: frozenset[str]) -> Row:
        values: dict[str, Any] = {}
        wrong: set[str] = set()
        for index, column in columns.items():
            cell = cells[index] if index < len(cells) else None
            if column.informs or cell is None or (isinstance(cell, str) and not cell.strip()):
                continue
            try:
                values[column.name] = self._value(column, cell)
            except (ValueError, OverflowError) as error:
                wrong.add(column.name)
                self._refuse(number, column, cell, str(error) if isinstance(error, _RefusedError) else "", error)
        for column in self.sheet.columns:
            if column.required and column.name in there and column.name not in {*values, *wrong}:
                self.told.refuse(self.sheet, number, column.name, tr("is empty"), tr(column.help))
        return Row(number, values)

    def _value(self, column: Column, cell: Any) -> Any:
        if isinstance(cell, Formula):
            raise _RefusedError(tr("formulas are not worked out: write the value itself"))
        value = column.kind.read(cell, self.axis)
        known = self.known.among.get(column.among)
        if known is not None:
            for name in value if isinstance(value, tuple) else (value,):
                if name not in known:
                    raise _RefusedError(_advice(name, known, alone=not isinstance(value, tuple)))
        return value

    def _refuse(self, number: int, column: Column, cell: Any, remedy: str, error: Exception) -> None:
        if not remedy:
            remedy = (
                str(error)
                if isinstance(column.kind, Choice)
                else tr("should be {wanted}", wanted=tr(column.kind.words))
            )
        self.told.refuse(self.sheet, number, column.name, tr("is {value}", value=shown(cell)), remedy)

    def _no_duplicates(self, table: Table) -> None:
        if not table.sheet.key:
            return
        first: dict[tuple[Any, ...], int] = {}
        kept = []
        for row in table.rows:
            key = tuple(row.values.get(name) for name in table.sheet.key)
            if key[0] is not None and key in first:
                what = tr("{key} is there already, in row {row}", key=_words(key), row=first[key])
                self.told.refuse(self.sheet, row.number, table.sheet.key[0], what, tr("take one of them out"))
            else:
                first[key] = row.number
                kept.append(row)
        table.rows = kept


def _words(key: tuple[Any, ...]) -> str:
    return " ".join(str(part) for part in key if part is not None)


class _RefusedError(ValueError):
    """A cell that cannot be used, with what would be right."""


def _advice(name: str, known: list[str], *, alone: bool) -> str:
    """Name what was probably meant, and what is known unless it is too much; and which name, if there are others."""
    if not name:
        return tr("a name is empty")
    meant = nearest(name, known)
    parts = [] if alone else [tr("{name!r} is unknown", name=name)]
    parts += [tr("did you mean {meant!r}?", meant=meant)] if meant else []
    if known and not (meant and len(known) > _FEW):
        parts.append(tr("known here: {known}", known=listed(known)))
    return "; ".join(parts)


def shown(cell: Any) -> str:
    """Return a cell as a message quotes it."""
    text = cell.text if isinstance(cell, Formula) else text_of(cell)
    return repr(text if len(text) <= _LONGEST_VALUE else f"{text[:_LONGEST_VALUE]}...")
