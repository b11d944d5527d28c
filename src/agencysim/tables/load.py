"""How much people and things had to do, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.language import tr
from agencysim.names import Names
from agencysim.tables.base import Table, labels_of, number, percent
from agencysim.tables.months import by_month

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from agencysim.figures import Figures
    from agencysim.figures.adequacy import Staffing
    from agencysim.figures.core import RoleFigures
    from agencysim.scenario import Scenario

FEW = 6
"""Persons that are shown at either end of a list."""


def load_tables(scenario: Scenario, figures: Figures) -> Iterator[Table]:
    """Yield the load of departments, roles, persons and units."""
    load, names = figures.adequacy, Names(scenario)
    departments, roles = labels_of(scenario.departments), labels_of(scenario.roles)
    title = tr("Departments (hours for tasks, worked, of overtime)")
    yield _load(title, departments, figures.departments, load.departments)
    shares = {(group.by, group.name, group.month): group.utilisation for group in figures.staff_groups}
    yield by_month(tr("Departments busy, month by month"), {"department": departments}, figures, shares)
    yield _load(tr("Roles (hours for tasks, worked, of overtime)"), roles, figures.roles, load.roles)
    yield _persons(figures, names)
    yield _overtime(figures, names)
    units = labels_of(scenario.equipment) | labels_of(scenario.vehicles)
    title = tr("Equipment and vehicles (hours in which they can be used)")
    yield _load(title, units, figures.equipment, load.units)


def _load(
    title: str, labels: Mapping[str, str], figures: Mapping[str, RoleFigures], staffing: Mapping[str, Staffing]
) -> Table:
    """Return load, overtime if there is any, and the share of all waiting for people and units."""
    has_overtime = any(role.overtime_hours for role in figures.values())
    overtime = (tr("overtime"),) if has_overtime else ()
    table = Table(title, (tr("who"), tr("no."), tr("hours"), tr("worked"), tr("busy"), *overtime, tr("waiting")))
    for name, role in sorted(figures.items(), key=lambda item: -(item[1].utilisation or 0)):
        waiting = staffing[name].waiting if name in staffing else None
        table.add(
            labels.get(name, name),
            str(role.count),
            *(number(value) for value in (role.scheduled_hours, role.worked_hours)),
            percent(role.utilisation),
            *((number(role.overtime_hours) if role.overtime_hours else "",) if has_overtime else ()),
            percent(waiting),
        )
    return table


def _persons(figures: Figures, names: Names) -> Table:
    """Return the persons who had most and least to do."""
    staff = [group for group in figures.staff_groups if group.by == "person" and not group.month]
    staff.sort(key=lambda group: -(group.utilisation or 0))
    few = len(staff) <= 2 * FEW
    title = tr("Persons (hours; days that a task took; hours of rework)")
    if not few:
        title = tr(
            "Persons, the {few} with most and the {few} with least to do "
            "(hours; days that a task took; hours of rework)",
            few=FEW,
        )
    columns = (tr("who"), tr("hours"), tr("busy"), tr("overtime"), tr("tasks"), tr("days"), tr("rework"))
    table = Table(title, columns, parted_after=() if few else (FEW - 1,))
    for group in staff if few else [*staff[:FEW], *staff[-FEW:]]:
        table.add(
            names.person(group.name),
            number(group.scheduled_hours),
            percent(group.utilisation),
            number(group.overtime_hours) if group.overtime_hours else "",
            number(group.tasks),
            number(group.task_days, 1),
            number(group.rework_hours),
        )
    return table


def _overtime(figures: Figures, names: Names) -> Table:
    """Return the persons with most overtime, unless everybody's stands in the table of persons."""
    table = Table(tr("Overtime: those with most"), (tr("who"), tr("hours"), tr("share of hours")))
    all_shown = len(figures.people) <= 2 * FEW
    most = [] if all_shown else sorted(figures.people.items(), key=lambda item: -item[1].overtime_hours)[: 2 * FEW]
    for name, load in most:
        if load.overtime_hours:
            share = load.overtime_hours / (load.scheduled_hours + load.overtime_hours)
            table.add(names.person(name), number(load.overtime_hours), percent(share))
    return table
