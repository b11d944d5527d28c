"""Workbooks and their twins of text files, as grids of cells."""

from __future__ import annotations

import csv
import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agencysim.errors import AgencySimError, Problem, WorkbookError
from agencysim.language import tr
from agencysim.log import replace_file, write_text

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from agencysim.workbook.kinds import Cell

EXCEL = (".xlsx", ".xlsm")
"""Endings of workbooks; what has none is a folder with a text file for each sheet."""

_GUARDED = ("=", "+", "-", "@")
"""A text that begins so would be a formula to a program that opens a text file."""

MOST_BYTES = 200_000_000
"""Larger files are no week."""


@dataclass(frozen=True)
class Formula:
    """A cell whose value would have to be worked out, or could not be."""

    text: str


@dataclass(frozen=True)
class Grid:
    """A sheet as it stands in a file.

    Parameters
    ----------
    title
        What it is called there.
    rows
        Its rows that are not empty, each with its number, counted from 1.
    """

    title: str
    rows: Sequence[tuple[int, Sequence[Any]]]


def is_workbook(path: Path) -> bool:
    """Return whether a path is that of a workbook, or of a folder with its twins."""
    return path.suffix.lower() in EXCEL or path.is_dir()


def read_grids(path: Path) -> list[Grid]:
    """Return the sheets of a workbook, hidden ones apart, or the text files of a folder.

    Raises
    ------
    WorkbookError
        If it cannot be read.
    """
    try:
        if path.is_dir():
            return [_read_csv(file) for file in sorted(path.iterdir()) if file.suffix.lower() == ".csv"]
        if path.stat().st_size > MOST_BYTES:
            raise WorkbookError([Problem(tr("is too large to be a week"), file=str(path))])
        return list(_read_excel(path))
    except OSError as error:
        what = tr("cannot be read: {strerror}", strerror=error.strerror or error)
        raise WorkbookError([Problem(what, file=str(path))]) from error


def _read_excel(path: Path) -> Iterator[Grid]:
    from zipfile import BadZipFile

    from openpyxl import load_workbook
    from openpyxl.utils.exceptions import InvalidFileException

    try:
        with path.open("rb") as file, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of what only other programs need; wrong dates are told as wrong cells
            book = load_workbook(file)
    except (BadZipFile, InvalidFileException, KeyError, ValueError) as error:
        remedy = tr("give an .xlsx file, or a folder of .csv files")
        raise WorkbookError([Problem(tr("is no workbook"), remedy, file=str(path))]) from error
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            rows = [(number, [_value(cell) for cell in row]) for number, row in enumerate(sheet.iter_rows(), 1)]
            yield Grid(sheet.title, [(number, cells) for number, cells in rows if not _is_blank(cells)])


def _value(cell: Any) -> Any:
    return Formula(str(cell.value)) if cell.data_type in ("f", "e") else cell.value


def _is_blank(cells: Sequence[Any]) -> bool:
    return all(cell is None or (isinstance(cell, str) and not cell.strip()) for cell in cells)


def _read_csv(path: Path) -> Grid:
    text = _decoded(path)
    head = text.partition("\n")[0]
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=";" if head.count(";") > head.count(",") else ",")
    rows = [(reader.line_num, [_unguarded(cell) for cell in row]) for row in reader]
    return Grid(path.stem, [(number, cells) for number, cells in rows if not _is_blank(cells)])


def _decoded(path: Path) -> str:
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    what, remedy = tr("is neither UTF-8 nor GBK text"), tr("save it as CSV in UTF-8")
    raise WorkbookError([Problem(what, remedy, file=str(path))])


def _unguarded(cell: str) -> Any:
    if cell.startswith("="):
        return Formula(cell)
    return cell[1:] if cell.startswith("'") and cell[1:2] in (*_GUARDED, "'") else cell


def _guarded(cell: Cell) -> str:
    if not isinstance(cell, str):
        return "" if cell is None else repr(cell) if isinstance(cell, float) else str(cell)
    return f"'{cell}" if cell.startswith((*_GUARDED, "'")) else cell


def write_folder(path: Path, grids: Sequence[Grid]) -> None:
    """Write sheets as text files of a folder, in UTF-8 with a mark at the start, by which others know it.

    Raises
    ------
    AgencySimError
        If a file cannot be written.
    """
    texts = {}
    for grid in grids:
        text = io.StringIO(newline="")
        csv.writer(text, lineterminator="\n").writerows([_guarded(cell) for cell in cells] for _, cells in grid.rows)
        texts[path / f"{grid.title}.csv"] = "\ufeff" + text.getvalue()
    try:
        path.mkdir(parents=True, exist_ok=True)
        for file, text_of_file in texts.items():
            write_text(file, text_of_file)
    except OSError as error:
        raise AgencySimError(
            tr("{path}: cannot be written: {strerror}", path=path, strerror=error.strerror or error)
        ) from error


def write_excel(path: Path, book: Any) -> None:
    """Save a workbook; an existing file is replaced whole or not at all.

    Raises
    ------
    AgencySimError
        If it cannot be written.
    """
    replace_file(path, book.save)
