"""A shop's workbook, and hands that change it as a planner would."""

from __future__ import annotations

from functools import cache, cached_property
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory

from openpyxl import load_workbook

import agencysim as ag
from agencysim.planner.week import Week
from agencysim.workbook import read_workbook, write_workbook

SHOP = Path(__file__).parents[2] / "scenarios" / "small_sign_shop.yaml"


@cache
def shop():
    """Return a sign shop as it stands on a Monday after two months."""
    scenario = ag.load(SHOP)
    log = ag.simulate(scenario, weeks=9)
    monday = scenario.axis.midnight(53)
    return scenario, ag.state_at(log, monday)


def written(outcome=None):
    """Return the file of the shop's workbook, with a plan if there is one."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "week.xlsx"
        write_workbook(path, *shop(), Week(), outcome)
        return path.read_bytes()


without_plan = cache(written)
"""What all books without a plan begin with."""


class Book:
    """The shop's workbook in a folder."""

    def __init__(self, folder, file=None):
        self.scenario, self.state = shop()
        self.path = folder / "week.xlsx"
        self.file = file or without_plan()
        self.book = load_workbook(BytesIO(self.file))

    @cached_property
    def untouched(self):
        """Return the state of which it tells before anything is changed, as openpyxl saves it again.

        The last digit of some numbers is lost.
        """
        load_workbook(BytesIO(self.file)).save(self.path)
        return read_workbook(self.path, self.scenario).state

    def columns(self, sheet):
        return {cell.value: cell.column for cell in self.book[sheet][1]}

    def put(self, sheet, row, **values):
        """Put values into a row, by column; spaces are underscores."""
        for name, value in values.items():
            cell = self.book[sheet].cell(row, self.columns(sheet)[name.strip("_").replace("_", " ")])
            cell.value = value

    def add(self, sheet, **values):
        """Add a row; return its number."""
        row = self.book[sheet].max_row + 1
        self.put(sheet, row, **values)
        return row

    def row_of(self, sheet, **values):
        """Return the number of the first row that has some values."""
        columns = self.columns(sheet)
        for row in range(2, self.book[sheet].max_row + 1):
            if all(self.book[sheet].cell(row, columns[name]).value == value for name, value in values.items()):
                return row
        raise LookupError(values)

    def remove(self, sheet, row):
        self.book[sheet].delete_rows(row)

    def read(self):
        """Read the workbook as it is now."""
        self.book.save(self.path)
        return read_workbook(self.path, self.scenario)

    def problems(self):
        """Return what is told when it is read, without the file."""
        try:
            self.read()
        except ag.AgencySimError as error:
            return [(p.path, p.what, p.remedy) for p in error.problems]
        return []
