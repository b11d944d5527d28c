"""How a workbook looks: real dates, a heading that stays, lists to choose from, and help at every heading."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.utils.exceptions import IllegalCharacterError
from openpyxl.worksheet.datavalidation import DataValidation

from agencysim.errors import AgencySimError
from agencysim.language import tr
from agencysim.workbook.kinds import Choice, Counts, Crews, Names
from agencysim.workbook.known import Known

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from openpyxl.cell import Cell, MergedCell
    from openpyxl.worksheet.worksheet import Worksheet

    from agencysim.scenario import Scenario
    from agencysim.workbook.columns import Column
    from agencysim.workbook.writing import Filled

HEADING = PatternFill("solid", fgColor="DDE6F0")
OUTPUT_HEADING = PatternFill("solid", fgColor="E6E6E6")
DATE, MOMENT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
NARROWEST, WIDEST = 8, 48
SPARE_ROWS = 500
"""Rows below the last one for which there are lists to choose from."""

LISTS = "lists"
"""The hidden sheet of the names to choose from; whoever reads the workbook skips it, as all that is hidden."""


def book_of(filled: Sequence[Filled], scenario: Scenario) -> Workbook:
    """Return a workbook of filled sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    lists = _lists(Known(scenario).among)
    for each in filled:
        _add(book.create_sheet(each.sheet.title), each, lists)
    _add_lists(book.create_sheet(LISTS), Known(scenario).among)
    return book


def _add(page: Worksheet, filled: Filled, lists: Mapping[str, str]) -> None:
    sheet = filled.sheet
    for index, column in enumerate(sheet.columns, 1):
        _head(page.cell(1, index), column, is_output=sheet.is_output)
        cells = [row[index - 1] for row in filled.cells]
        for number, value in enumerate(cells, 2):
            if value is not None:
                _put(page.cell(number, index), value)
        page.column_dimensions[get_column_letter(index)].width = _width(column.title, cells)
        if not sheet.is_output and not column.informs:
            _offer(page, index, column, len(cells) + 1 + SPARE_ROWS, lists)
    page.freeze_panes = "B2" if len(sheet.columns) > 1 else "A2"
    page.auto_filter.ref = f"A1:{get_column_letter(len(sheet.columns))}{len(filled.cells) + 1}"


def _head(cell: Cell | MergedCell, column: Column, *, is_output: bool) -> None:
    _put(cell, column.title)
    # Whether a column is needed, or only told, is said by its letters and its comment, too.
    cell.font = Font(
        bold=True, italic=column.informs, underline="single" if column.required and not is_output else None
    )
    cell.fill = OUTPUT_HEADING if is_output or column.informs else HEADING
    cell.alignment = Alignment(vertical="top", wrap_text=False)
    cell.comment = Comment(help_of(column, is_output=is_output), "agencysim", width=320)


def help_of(column: Column, *, is_output: bool) -> str:
    """Return what a column means, and whether it is needed or only told."""
    if is_output:
        return tr(column.help)
    needed = tr("Needed.") if column.required else tr("For information only: it is not read.") if column.informs else ""
    return f"{tr(column.help)} {needed}".strip()


def _put(cell: Cell | MergedCell, value: Any) -> None:
    """Put a value into a cell: text as text, whatever it begins with, and numbers to their last digit.

    Raises
    ------
    AgencySimError
        If a text has characters that no workbook can hold.
    """
    try:
        cell.value = value
    except IllegalCharacterError as error:
        raise AgencySimError(
            tr("{value!r} cannot stand in a workbook: take out what cannot be seen", value=value)
        ) from error
    if isinstance(value, str):
        cell.data_type = "s"
        cell.quotePrefix = value.startswith(("=", "+", "-", "@"))
    elif isinstance(value, float):
        cell._value = repr(value)  # type: ignore[union-attr]  # openpyxl would cut it to 16 digits
    elif isinstance(value, date):
        cell.number_format = MOMENT if isinstance(value, datetime) else DATE


def _width(title: str, cells: Sequence[Any]) -> float:
    longest = max((_length(value) for value in cells if value is not None), default=0)
    return float(min(WIDEST, max(NARROWEST, _length(title) + 3, longest + 2)))


def _length(value: Any) -> int:
    if isinstance(value, date):
        return len(MOMENT if isinstance(value, datetime) else DATE)
    text = f"{value:g}" if isinstance(value, float) else str(value)
    return sum(2 if character > "\u2e7f" else 1 for character in text)


def _offer(page: Worksheet, index: int, column: Column, last: int, lists: Mapping[str, str]) -> None:
    """Let a column offer what can stand in it; several names in a cell cannot be offered."""
    if isinstance(column.kind, Choice):
        source, strict = '"{}"'.format(",".join(column.kind.shown())), True
    elif column.among in lists and not isinstance(column.kind, Names | Counts | Crews):
        source, strict = lists[column.among], False
    else:
        return
    offer = DataValidation(type="list", formula1=source, allow_blank=True, showErrorMessage=True)
    offer.errorStyle = "stop" if strict else "warning"
    offer.errorTitle, offer.error = column.title, tr("This is not in the list.")
    letter = get_column_letter(index)
    offer.add(f"{letter}2:{letter}{last}")
    page.add_data_validation(offer)


def _lists(among: Mapping[Any, Sequence[str]]) -> dict[str, str]:
    """Return where the names to choose from stand."""
    found = {}
    for index, (name, names) in enumerate(among.items(), 1):
        if names:
            letter = get_column_letter(index)
            found[name] = f"{quote_sheetname(LISTS)}!${letter}$2:${letter}${len(names) + 1}"
    return found


def _add_lists(page: Worksheet, among: Mapping[Any, Sequence[str]]) -> None:
    for index, (name, names) in enumerate(among.items(), 1):
        for number, value in enumerate((name, *names), 1):
            _put(page.cell(number, index), value)
    page.sheet_state = "hidden"
