"""How much people and things had to do, on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.cli.show_months import by_month
from agencysim.cli.tables import labels_of, new_table, number, percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.table import Table

    from agencysim.figures import Figures
    from agencysim.figures.adequacy import Staffing
    from agencysim.figures.core import RoleFigures
    from agencysim.scenario import Scenario

FEW = 6
"""Persons that are shown at either end of a list."""


def load_tables(scenario: Scenario, figures: Figures) -> Iterator[Table]:
    """Yield the load of departments, roles, persons and units."""
    load = figures.adequacy
    departments, roles = labels_of(scenario.departments), labels_of(scenario.roles)
    yield _load(
        "Departments (hours for tasks, worked, of overtime)", departments, figures.departments, load.departments
    )
    shares = {(group.by, group.name, group.month): group.utilisation for group in figures.staff_groups}
    yield by_month("Departments busy, month by month", {"department": departments}, figures, shares)
    yield _load("Roles (hours for tasks, worked, of overtime)", roles, figures.roles, load.roles)
    yield _persons(figures)
    yield _overtime(figures)
    units = labels_of(scenario.equipment) | labels_of(scenario.vehicles)
    yield _load("Equipment and vehicles (hours in which they can be used)", units, figures.equipment, load.units)


def _load(
    title: str, labels: Mapping[str, str], figures: Mapping[str, RoleFigures], staffing: Mapping[str, Staffing]
) -> Table:
    """Return load, overtime if there is any, and the share of all waiting for people and units."""
    has_overtime = any(role.overtime_hours for role in figures.values())
    columns = ("no.", "hours", "worked", "busy", *(("overtime",) if has_overtime else ()), "waiting")
    table = new_table(title, "who", *columns)
    for name, role in sorted(figures.items(), key=lambda item: -(item[1].utilisation or 0)):
        waiting = staffing[name].waiting if name in staffing else None
        table.add_row(
            labels.get(name, name),
            str(role.count),
            *(number(value) for value in (role.scheduled_hours, role.worked_hours)),
            percent(role.utilisation),
            *((number(role.overtime_hours) if role.overtime_hours else "",) if has_overtime else ()),
            percent(waiting),
        )
    return table


def _persons(figures: Figures) -> Table:
    """Return the persons who had most and least to do."""
    staff = [group for group in figures.staff_groups if group.by == "person" and not group.month]
    staff.sort(key=lambda group: -(group.utilisation or 0))
    few = len(staff) <= 2 * FEW
    who = "" if few else f", the {FEW} with most and the {FEW} with least to do"
    title = f"Persons{who} (hours; days that a task took; hours of rework)"
    table = new_table(title, "who", "hours", "busy", "overtime", "tasks", "days", "rework")
    for place, group in enumerate(staff):
        if FEW <= place < len(staff) - FEW and not few:
            continue
        table.add_row(
            group.name,
            number(group.scheduled_hours),
            percent(group.utilisation),
            number(group.overtime_hours) if group.overtime_hours else "",
            number(group.tasks),
            number(group.task_days, 1),
            number(group.rework_hours),
            end_section=place == FEW - 1 and not few,
        )
    return table


def _overtime(figures: Figures) -> Table:
    """Return the persons with most overtime, unless everybody's stands in the table of persons."""
    table = new_table("Overtime: those with most", "who", "hours", "share of hours")
    all_shown = len(figures.people) <= 2 * FEW
    most = [] if all_shown else sorted(figures.people.items(), key=lambda item: -item[1].overtime_hours)[: 2 * FEW]
    for name, load in most:
        if load.overtime_hours:
            share = load.overtime_hours / (load.scheduled_hours + load.overtime_hours)
            table.add_row(name, number(load.overtime_hours), percent(share))
    return table
