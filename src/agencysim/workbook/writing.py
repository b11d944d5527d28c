"""A week written as a workbook, or as a folder of text files with the same in them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agencysim.errors import AgencySimError
from agencysim.language import tr
from agencysim.workbook.files import EXCEL, Grid, write_excel, write_folder
from agencysim.workbook.layout import SHEETS
from agencysim.workbook.outcome import outcome_rows
from agencysim.workbook.rows import begun_rows, state_rows
from agencysim.workbook.scenario_sheets import scenario_rows

if TYPE_CHECKING:
    from agencysim.planner.week import Week
    from agencysim.scenario import Scenario
    from agencysim.state import State
    from agencysim.workbook.columns import Sheet
    from agencysim.workbook.outcome import Outcome


@dataclass(frozen=True)
class Filled:
    """A sheet with its cells, row by row below the heading."""

    sheet: Sheet
    cells: list[list[Any]]

    @property
    def grid(self) -> Grid:
        """The sheet as it stands in a file, heading included."""
        rows = [[column.title for column in self.sheet.columns], *self.cells]
        return Grid(self.sheet.title, list(enumerate(rows, 1)))


def write_workbook(
    path: Path | str, scenario: Scenario, state: State, week: Week, outcome: Outcome | None = None
) -> None:
    """Write a week as a workbook if the path ends in ``.xlsx``, and as a folder of CSV files if it has no ending.

    Parameters
    ----------
    path
        Where to; what is there is replaced.
    scenario, state, week
        The agency, where it stands, and what a planner adds.
    outcome
        A plan for it; without one, the sheets that tell of a plan are empty.

    Raises
    ------
    AgencySimError
        If a file cannot be written, or has another ending.
    """
    path = Path(path)
    if path.suffix and path.suffix.lower() not in EXCEL and not path.is_dir():
        remedy = tr("end it in .xlsx, or give a folder without an ending")
        what = tr("{path}: no workbook is written as {ending}", path=path, ending=path.suffix)
        raise AgencySimError(f"{what} ({remedy})")
    filled = fill(scenario, state, week, outcome)
    if path.suffix.lower() in EXCEL:
        from agencysim.workbook.excel import book_of

        write_excel(path, book_of(filled, scenario))
    else:
        write_folder(path, [each.grid for each in filled])


def fill(scenario: Scenario, state: State, week: Week, outcome: Outcome | None = None) -> list[Filled]:
    """Return all sheets with their cells, in the language in use."""
    rows = {**scenario_rows(scenario), **state_rows(scenario, state, week)}
    if outcome is not None:
        rows["actuals"] = begun_rows(scenario, state, outcome)
        for name, more in outcome_rows(outcome, state.time).items():
            rows[name] = [*rows.get(name, ()), *more]
    axis = scenario.axis
    return [
        Filled(
            sheet,
            [
                [
                    column.kind.write(row[column.name], axis) if row.get(column.name) is not None else None
                    for column in sheet.columns
                ]
                for row in rows.get(sheet.name, ())
            ],
        )
        for sheet in SHEETS
    ]
