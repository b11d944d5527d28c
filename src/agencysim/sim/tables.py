"""From the rows of a run to the tables of its log."""

from __future__ import annotations

from functools import partial
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import polars as pl

from agencysim.domain.steps import END
from agencysim.log import TABLES, Tables
from agencysim.sim.days import days
from agencysim.sim.recording import TASK_WIDTH, start_of
from agencysim.sim.visits import Task
from agencysim.staff import bits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agencysim.sim.run import Run
    from agencysim.sim.visits import Visit

MOMENT = pl.Int64
NAMES = pl.List(pl.String)
CONTENT = ("done", "pace")

TEXT = pl.String
REVIEWS = {"time": MOMENT, "status": TEXT, "tasks": MOMENT, "changes": MOMENT, "reason": TEXT}
JOB_STEP = {"job": TEXT, "job_type": TEXT, "step": TEXT, "attempt": MOMENT, "time": MOMENT}


def tables(run: Run) -> Tables:
    """Return the tables of a run that has come to its end, work in progress included."""
    makers = (_tasks, _jobs, _decisions, _milestones, _overtime, _absences, _stock, _money, _resources, days, _reviews)
    return Tables({name: partial(make, run) for name, make in zip(TABLES, makers, strict=True)})


def _decisions(run: Run) -> pl.DataFrame:
    rows = sorted(run.recorder.decisions, key=_by_time_and_step)
    named = [
        (j.id, j.route.name, s.name, a, t, to.name if to else END, branch.means, branch.found_by, branch.caused_by)
        for j, s, a, t, (branch, to) in rows
    ]
    return _frame(named, JOB_STEP | dict.fromkeys(("to", "means", "found_by", "caused_by"), TEXT))


def _milestones(run: Run) -> pl.DataFrame:
    rows = sorted(run.recorder.milestones, key=_by_time_and_step)
    return _frame([(j.id, j.route.name, s.name, a, t, due) for j, s, a, t, due in rows], JOB_STEP | {"due": MOMENT})


def _by_time_and_step(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Order what happened at one moment so that it does not matter which was noted first."""
    job, step, attempt, time = row[:4]
    return time, job.order, step.position, attempt


def _overtime(run: Run) -> pl.DataFrame:
    names, rows = run.staff.names, sorted(run.recorder.overtime, key=lambda row: (row[1], row[0]))
    schema = {"person": TEXT, "start": MOMENT, "until": MOMENT, "day": TEXT, "job": TEXT, "step": TEXT}
    named = [
        (names[p], a, b, kind, job.id if job else None, step.name if step else None)
        for p, a, b, kind, job, step in rows
    ]
    return _frame(named, schema)


def _absences(run: Run) -> pl.DataFrame:
    names, rows = run.staff.names, sorted(run.recorder.absences, key=lambda row: (row[1], row[0]))
    schema = {"resource": TEXT, "start": MOMENT, "end": MOMENT, "kind": TEXT}
    return _frame([(names[r], a, b, kind) for r, a, b, kind in rows], schema)


def _stock(run: Run) -> pl.DataFrame:
    schema = {"time": MOMENT, "material": TEXT, "event": TEXT, "quantity": pl.Float64, "reference": TEXT}
    return _frame(run.recorder.stock, schema | {"step": TEXT, "attempt": MOMENT})


def _money(run: Run) -> pl.DataFrame:
    schema = {"time": MOMENT, "kind": TEXT, "job": TEXT, "of": TEXT, "amount": pl.Float64}
    rows = sorted(run.recorder.money, key=lambda row: (row[0], row[2].order if row[2] else (), row[1], row[3]))
    return _frame([(t, kind, job.id if job else None, of, amount) for t, kind, job, of, amount in rows], schema)


def _resources(run: Run) -> pl.DataFrame:
    staff, scenario = run.staff, run.scenario
    rows: list[tuple[Any, ...]] = []
    for index, name in enumerate(staff.names):
        group = staff.groups[index]
        if index < staff.people:
            role = staff.roles[index][0] if staff.roles[index] else group
            spec = scenario.roles.get(role)
            wage = scenario.people[group].wage
            price = wage if wage is not None else spec.wage if spec else 0.0
            rows.append((name, "person", group, role, spec.department if spec else None, price))
        else:
            kind = "equipment" if group in scenario.equipment else "vehicle"
            unit = scenario.equipment.get(group) or scenario.vehicles[group]
            rows.append((name, kind, group, None, None, unit.cost_per_hour))
    schema = dict.fromkeys(("name", "kind", "group", "role", "department"), TEXT) | {"per_hour": pl.Float64}
    return _frame(rows, schema)


def _reviews(run: Run) -> pl.DataFrame:  # noqa: ARG001
    return reviews([])  # a run by itself asks no planner


def reviews(rows: Sequence[tuple[int, str, int, int | None, str]]) -> pl.DataFrame:
    """Return the table of reviews by its rows: time, status, tasks, changes, reason."""
    return _frame(rows, REVIEWS)


def _frame(rows: Sequence[tuple[Any, ...]], schema: dict[str, Any]) -> pl.DataFrame:
    columns: list[Any] = list(zip(*rows, strict=True)) if rows else [[] for _ in schema]
    return pl.DataFrame(
        [pl.Series(name, column, dtype=kind) for (name, kind), column in zip(schema.items(), columns, strict=True)]
    )


def _tasks(run: Run) -> pl.DataFrame:
    rows = run.recorder.tasks + [value for row in _unfinished(run) for value in row]
    jobs, steps, *plain, masks, status = (rows[place::TASK_WIDTH] for place in range(TASK_WIDTH))
    numbers = ("attempt", "part", "ready", "start", "end", "worked")
    step_table = {s.index: s for route in run.routes.values() for s in route.steps.values()}
    order = sorted(step_table)
    place = {index: i for i, index in enumerate(order)}
    which = pl.Series([place[s.index] for s in steps], dtype=pl.UInt32)
    frame = pl.DataFrame(
        [pl.Series("job", [j.id for j in jobs], dtype=pl.String)]
        + [
            pl.Series(name, [getattr(step_table[i], attribute) for i in order], dtype=pl.String).gather(which)
            for name, attribute in (("job_type", "job_type"), ("step", "name"), ("kind", "kind"))
        ]
        + [pl.Series(name, column, dtype=MOMENT) for name, column in zip(numbers, plain[:6], strict=True)]
        + [pl.Series(name, column, dtype=pl.Float64) for name, column in zip(CONTENT, plain[6:], strict=True)]
        + _crews(run, masks)
        + [pl.Series("status", status, dtype=pl.String)]
    )
    columns = ["job", "job_type", "step", "kind", "attempt", "part", "people", "units"]
    return frame.select(*columns, "ready", "start", "end", "worked", *CONTENT, "status").sort(
        "ready", "job", "step", "attempt", "part"
    )


def _crews(run: Run, masks: Iterable[int]) -> list[pl.Series]:
    """Return the people and the units of each row; equal crews are named once."""
    codes: dict[int, int] = {}
    rows = pl.Series([codes.setdefault(mask, len(codes)) for mask in masks], dtype=pl.UInt32)
    people = (1 << run.staff.people) - 1
    return [
        pl.Series(name, [[run.staff.names[r] for r in bits(mask & side)] for mask in codes], dtype=NAMES).gather(rows)
        for name, side in (("people", people), ("units", ~people))
    ]


def _unfinished(run: Run) -> Iterable[tuple[Any, ...]]:
    """Yield one row for each visit that goes on beyond the end of the run."""
    for job in run.recorder.jobs:
        for visit in job.open.values():
            yield (
                job,
                visit.step,
                visit.attempt,
                visit.part,
                visit.ready,
                start_of(visit),
                None,
                *_progress(run, visit),
            )


def _progress(run: Run, visit: Visit) -> tuple[int, float, float | None, int, str]:
    """Return seconds worked, content done before, pace, crew and status of a visit that goes on."""
    if not isinstance(visit, Task):
        return 0, 0.0, None, 0, "running" if visit.step.kind == "wait" else "waiting"
    if visit.outside:
        return 0, visit.done, None, 0, "outside"
    if visit.start is None:
        return 0, visit.done, None, 0, "waiting"
    return run.floor.timing.work_by(visit, run.end), visit.done, visit.pace, visit.crew, "running"


def _jobs(run: Run) -> pl.DataFrame:
    who = ("client", "tier", "team", "credit", "about", "new_client", "parent", "arrived", "value")
    facts = attrgetter(*who, "first_due", "due", "due_reached", "ended", "outcome")
    rows = [(j.id, j.route.name, f"{j.key:016x}", *facts(j)) for j in run.recorder.jobs]
    names = ("job", "job_type", "key", "client", "tier", "team", "credit", "about")
    schema: dict[str, Any] = dict.fromkeys(names, pl.String)
    schema |= {"new_client": pl.Boolean, "parent": pl.String, "arrived": MOMENT, "value": pl.Float64}
    schema |= dict.fromkeys(("first_due", "due", "due_reached", "ended"), MOMENT) | {"outcome": pl.String}
    return _frame(rows, schema).sort("arrived", "job")
