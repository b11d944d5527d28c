"""A workbook with a plan is read by programs that have nothing to do with the one that wrote it."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from openpyxl import load_workbook
from python_calamine import CalamineWorkbook

from agencysim.workbook import Outcome, write_workbook


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    """The workbook of a planned week of the small sign shop."""
    from pathlib import Path

    import agencysim as ag

    shop = ag.load(Path(__file__).parents[2] / "scenarios" / "small_sign_shop.yaml")
    state = ag.state_at(ag.simulate(shop, seed=1, weeks=5), 4 * 7 * 86400)
    problem = ag.problem_of(shop, state)
    file = tmp_path_factory.mktemp("book") / "week.xlsx"
    write_workbook(file, shop, state, ag.Week(), Outcome(problem, ag.plan(problem, time_limit=0)))
    return file


def cells(file):
    """Return the filled cells of all sheets that are shown, empty rows and columns at the ends left out."""
    sheets = [sheet for sheet in load_workbook(file).worksheets if sheet.sheet_state == "visible"]
    return {sheet.title: [[_plain(c.value) for c in row] for row in sheet.iter_rows()] for sheet in sheets}


def _plain(value):
    from datetime import date, datetime, timedelta

    if isinstance(value, datetime):
        return (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    if isinstance(value, date):
        return datetime(value.year, value.month, value.day)
    if isinstance(value, bool) or value is None or value == "":
        return value or None
    return float(f"{value:.12g}") if isinstance(value, int | float) else value


def filled(rows):
    found = [[_plain(value) for value in row] for row in rows]
    while found and not any(value is not None for value in found[-1]):
        found.pop()
    width = max((n + 1 for row in found for n, value in enumerate(row) if value is not None), default=0)
    return [row[:width] + [None] * (width - len(row)) for row in found]


def test_calamine_reads_what_was_written(book):
    other = CalamineWorkbook.from_path(str(book))
    for title, rows in cells(book).items():
        assert filled(other.get_sheet_by_name(title).to_python()) == filled(rows), title


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_reads_what_was_written(book, tmp_path):
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(tmp_path / "out"), str(book)]
    subprocess.run(command, check=True, capture_output=True)
    again = cells(tmp_path / "out" / book.name)
    assert {title: filled(rows) for title, rows in again.items()} == {t: filled(r) for t, r in cells(book).items()}
