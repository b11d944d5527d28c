"""What a workbook looks like: every promise, looked up in the file."""

from datetime import datetime

import pytest
from openpyxl import load_workbook
from sheets import Book, shop

from agencysim.language import use
from agencysim.planner.week import Week
from agencysim.workbook import write_workbook
from agencysim.workbook.kinds import Choice
from agencysim.workbook.layout import SHEETS


@pytest.fixture(scope="module", params=["en", "zh"])
def written(request, tmp_path_factory):
    path = tmp_path_factory.mktemp("layout") / "week.xlsx"
    with use(request.param):
        write_workbook(path, *shop(), Week())
    return request.param, load_workbook(path)


@pytest.fixture
def book(written):
    code, found = written
    with use(code):  # for each test: what others are shown must not depend on it
        yield found


def visible(book):
    return [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]


def test_every_sheet_and_column_is_there_in_the_language_in_use(book):
    assert [sheet.title for sheet in visible(book)] == [sheet.title for sheet in SHEETS]
    for page, sheet in zip(visible(book), SHEETS, strict=True):
        assert [cell.value for cell in page[1]] == [column.title for column in sheet.columns]


def test_the_heading_stays_and_says_what_each_column_means(book):
    for page in visible(book):
        assert page.freeze_panes == "B2"
        assert all(cell.comment and cell.comment.text for cell in page[1])


def test_no_cells_are_merged_and_no_formula_is_written(book):
    for page in book.worksheets:
        assert not page.merged_cells.ranges
        assert not [cell for row in page.iter_rows() for cell in row if cell.data_type == "f"]


def test_dates_are_dates(book):
    page = visible(book)[[sheet.name for sheet in SHEETS].index("jobs")]
    column = [column.name for column in SHEETS[8].columns].index("arrived") + 1
    cells = [page.cell(row, column) for row in range(2, page.max_row + 1)]
    assert all(cell.is_date and isinstance(cell.value, datetime) for cell in cells)


def test_columns_are_as_wide_as_what_stands_in_them(book):
    for page in visible(book):
        for cell in page[1]:
            assert page.column_dimensions[cell.column_letter].width >= len(cell.value) + 2


def test_choices_and_known_names_can_be_chosen_from_a_list(book):
    for page, sheet in zip(visible(book), SHEETS, strict=True):
        offered = {str(each.sqref)[0]: each for each in page.data_validations.dataValidation}
        for index, column in enumerate(sheet.columns):
            if isinstance(column.kind, Choice) and not sheet.is_output:
                offer = offered["ABCDEFGHIJKLMNOPQRSTUVWXYZ"[index]]
                assert offer.formula1 == '"{}"'.format(",".join(column.kind.shown()))
                assert offer.type == "list"
                assert offer.errorStyle == "stop"
    people = next(page for page, sheet in zip(visible(book), SHEETS, strict=True) if sheet.name == "skills")
    (person, *_) = people.data_validations.dataValidation
    assert person.formula1.startswith("'lists'!$A$2") or person.formula1.startswith("lists!$A$2")


def test_what_is_for_information_only_is_told_apart_by_letters_too_and_not_by_colour_alone(book):
    for page, sheet in zip(visible(book), SHEETS, strict=True):
        for cell, column in zip(page[1], sheet.columns, strict=True):
            assert bool(cell.font.italic) == column.informs
            assert (cell.font.underline == "single") == (column.required and not sheet.is_output)


def test_numbers_are_written_to_their_last_digit(tmp_path):
    book = Book(tmp_path)
    for row, job in enumerate(book.state.jobs, 2):
        assert book.book["jobs"].cell(row, book.columns("jobs")["value"]).value == job.value


def test_every_sheet_and_column_has_two_names_of_its_own_and_a_meaning():
    titles = [title for sheet in SHEETS for title in (sheet.name, sheet.chinese)]
    assert len(set(titles)) == len(titles)
    for sheet in SHEETS:
        names = [name for column in sheet.columns for name in (column.name, column.chinese)]
        assert len(set(names)) == len(names), sheet.name
        assert all(column.help for column in sheet.columns)
        assert set(sheet.key) <= set(sheet.column)
