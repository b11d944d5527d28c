"""A shop's workbook, and hands that change it as a planner would."""

from __future__ import annotations

from functools import cache
from pathlib import Path

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


class Book:
    """The shop's workbook in a folder."""

    def __init__(self, folder, week=None, outcome=None):
        self.scenario, self.state = shop()
        self.path = folder / "week.xlsx"
        write_workbook(self.path, self.scenario, self.state, week or Week(), outcome)
        self.book = load_workbook(self.path)
        # What openpyxl saves again has lost the last digit of some numbers.
        self.untouched = self.read().state

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
