"""A workbook read: the scenario with what was changed in it, the state of the agency, and the planner's week."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from agencysim.arguments import check_kind
from agencysim.errors import WorkbookError
from agencysim.language import tr
from agencysim.planner.actuals import Actual, moved_on
from agencysim.plans import Assignment
from agencysim.scenario import Scenario
from agencysim.scenario.paths import parts_of
from agencysim.scenario.reading import attempt
from agencysim.sim import wrong_with
from agencysim.workbook.files import read_grids
from agencysim.workbook.known import Known
from agencysim.workbook.layout import SHEET
from agencysim.workbook.parsing import Told, parse
from agencysim.workbook.scenario_changes import changed_scenario
from agencysim.workbook.state_sheets import StateReader
from agencysim.workbook.week_sheets import read_week

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import BaseModel

    from agencysim.planner.week import Week
    from agencysim.state import State
    from agencysim.workbook.parsing import Row, Table

T = TypeVar("T", bound="BaseModel")


class Contents(NamedTuple):
    """What a workbook says.

    Parameters
    ----------
    scenario
        The agency, with what was changed in it.
    state
        Where it stands, after all that was really done.
    week
        What the planner adds.
    schedule
        The plan that the workbook had before.
    notes
        What is worth knowing: what was not read, and what had to be assumed.
    """

    scenario: Scenario
    state: State
    week: Week
    schedule: tuple[Assignment, ...]
    notes: tuple[str, ...]


def read_workbook(path: Path | str, scenario: Scenario) -> Contents:
    """Return what a workbook, or a folder of CSV files with the same in them, says.

    Parameters
    ----------
    path
        The workbook, or the folder.
    scenario
        The agency that it is about.

    Raises
    ------
    WorkbookError
        With everything in it that cannot be used, by sheet, row and column.
    """
    check_kind("scenario", scenario, Scenario, tr("load it with agencysim.load"))
    told = Told(str(path))
    tables = parse(read_grids(Path(path)), Known(scenario), scenario.axis, told)
    if told.problems and not tables["jobs"].columns:
        raise WorkbookError(told.problems)
    changed = changed_scenario(scenario, tables, told)
    state = StateReader(changed, tables, told).state()
    week = read_week(changed, tables, told, state)
    schedule = _schedule(tables["schedule"])
    actuals = _actuals(tables["actuals"], told)
    if state is not None and not told.problems:
        _refuse_what_is_to_come(actuals, state.time, told)
    if state is not None and not told.problems:
        state = _moved(changed, state, actuals, told)
    if told.problems or state is None:
        raise WorkbookError(told.problems)
    return Contents(changed, state, week, schedule, tuple(told.notes))


def _actuals(table: Table, told: Told) -> list[tuple[Row, Actual]]:
    """Return what was really done; rows that say neither when it began nor when it ended do not tell anything yet.

    Of several rows of a task, the last one finishes it, unless they say something else.
    """
    last = {_task(row): row.number for row in table.rows}
    found = []
    for row in table.rows:
        if "start" in row.values or "end" in row.values:
            made = attempt(Actual, {"finished": last[_task(row)] == row.number, **row.values})
            if isinstance(made, list):
                told.refuse_all(table.sheet, row.number, made)
            else:
                found.append((row, made))
    return found


def _refuse_what_is_to_come(actuals: list[tuple[Row, Actual]], now: int, told: Told) -> None:
    """Refuse what was done after the moment of the workbook: a mistyped date would move the whole plan."""
    for row, actual in actuals:
        for column, moment in (("start", actual.start), ("end", actual.end)):
            if moment is not None and moment > now:
                remedy = tr("see to its date, or to 'as of' on the sheet 'about'")
                told.refuse(
                    SHEET["actuals"], row.number, column, tr("is after the moment as of which all is told"), remedy
                )


def _task(row: Row) -> tuple[object, ...]:
    return tuple(row.values.get(name) for name in ("job", "step", "attempt"))


def _moved(scenario: Scenario, state: State, actuals: list[tuple[Row, Actual]], told: Told) -> State:
    """Return the state after all that was really done."""
    sheet = SHEET["actuals"]
    moved = moved_on(scenario, state, [actual for _, actual in actuals], state.time)
    for findings, tell in ((moved.wrong, told.refuse), (moved.assumed, told.note)):
        for finding in findings:
            number, column = finding.place
            tell(sheet, actuals[int(number)][0].number, str(column), finding.what, finding.remedy)
    if actuals and not moved.wrong:
        rows = {actual.job: row.number for row, actual in actuals}
        for problem in wrong_with(scenario, moved.state):
            match parts_of(problem.path):
                case ["jobs", job, *_]:
                    number = rows.get(moved.state.jobs[int(job)].id, 0)
                case _:
                    number = 0
            told.refuse(sheet, number, "", problem.what, problem.remedy)
    return moved.state


def _schedule(table: Table) -> tuple[Assignment, ...]:
    """Return the plan that the workbook had before; rows that are no pieces of work are nobody's concern any more."""
    found = []
    for row in table.rows:
        made = attempt(Assignment, piece_of(row.values))
        if not isinstance(made, list):
            found.append(made)
    return tuple(found)


def piece_of(values: Mapping[str, object]) -> dict[str, object]:
    """Return a row as the fields of a piece of work."""
    fields = {name: value for name, value in values.items() if name not in ("way", "locked")}
    return {**fields, "mode": values.get("way", ""), "locked": bool(values.get("locked"))}
