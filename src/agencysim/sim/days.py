"""What each resource was scheduled for and did on each day."""

from __future__ import annotations

import itertools
from math import ceil
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from agencysim.journey import work_in
from agencysim.sim.recording import TASK_WIDTH
from agencysim.sim.timing import WITHOUT_END
from agencysim.sim.visits import Task
from agencysim.staff import bits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from agencysim.calendars import Calendar
    from agencysim.sim.run import Run


def days(run: Run) -> pl.DataFrame:
    """Return seconds by resource and local day, where there were any.

    Paid is what the roster says, scheduled what leave and routines leave of it for tasks.
    """
    start, end = run.start, run.end
    axis = run.scenario.axis
    first, last = axis.day_of(start), axis.day_of(max(start, end - 1))
    edges = np.array([axis.midnight(day) for day in range(first, last + 2)], np.int64).clip(start, end)
    shape = (len(run.staff.names), last - first + 1)
    regular = [_regular(*hours) for hours in zip(run.staff.calendars, run.staff.rosters, strict=True)]
    scheduled, paid = (
        np.array([_scheduled(calendar, edges) for calendar in hours], np.int64).reshape(shape)
        for hours in (regular, run.staff.rosters)
    )
    worked, overtime = _worked(run, edges, shape), _overtime(run, edges, shape)
    resource, day = np.nonzero(scheduled + paid + worked + overtime)
    return pl.DataFrame(
        {
            "resource": pl.Series(run.staff.names, dtype=pl.String).gather(resource),
            "day": day + first,
            "paid": paid[resource, day],
            "scheduled": scheduled[resource, day],
            "worked": worked[resource, day],
            "overtime": overtime[resource, day],
        }
    )


def _regular(calendar: Calendar | None, roster: Calendar | None) -> Calendar | None:
    """Return working hours without the overtime of a plan."""
    if calendar is None or roster is None or calendar is roster:
        return calendar
    return calendar.intersection(roster)


def _scheduled(calendar: Calendar | None, edges: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the open seconds between consecutive moments."""
    if calendar is None:
        return np.diff(edges)
    starts, ends = calendar.boundaries()
    if not len(starts):
        return np.zeros(len(edges) - 1, np.int64)
    done = np.append(0, np.cumsum(ends - starts))
    here = np.searchsorted(starts, edges, side="right")
    inside = np.where(here > 0, np.maximum(ends[here - 1] - edges, 0), 0)
    total: NDArray[np.int64] = np.diff(done[here] - inside)
    return total


def _worked(run: Run, edges: NDArray[np.int64], shape: tuple[int, int]) -> NDArray[np.int64]:
    worked = np.zeros(shape, np.int64)
    tasks = [*_ended(run), *_running(run)]
    begins, ends = (np.array([task[place] for task in tasks], np.int64) for place in (5, 6))
    from_day = np.searchsorted(edges, begins, side="right") - 1
    to_day = np.searchsorted(edges, ends, side="left") - 1
    within = (from_day == to_day) & (from_day >= 0)
    for index, one_day in enumerate(within.tolist()):
        day = slice(max(0, int(from_day[index])), int(to_day[index]) + 1)
        seconds = tasks[index][7] if one_day else _by_day(run, tasks[index], edges[day.start : day.stop + 1])
        for resource in bits(tasks[index][10]):
            worked[resource, day] += seconds
    return worked


def _ended(run: Run) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of tasks at which somebody worked, as they were noted."""
    rows = run.recorder.tasks
    columns = (rows[place::TASK_WIDTH] for place in range(TASK_WIDTH))
    return (row for row in zip(*columns, strict=True) if row[10])


def _running(run: Run) -> Iterator[tuple[Any, ...]]:
    """Yield rows for tasks at which somebody still works."""
    for job in run.recorder.jobs:
        for task in job.open.values():
            if isinstance(task, Task) and task.start is not None and task.crew and task.start < run.end:
                row = (task.ready, task.start, run.end, run.floor.timing.work_by(task, run.end))
                yield (job, task.step, task.attempt, task.part, *row, task, task.pace, task.crew, "running")


def _by_day(run: Run, row: tuple[Any, ...], edges: NDArray[np.int64]) -> list[int]:
    """Spread the work of a task over its days, as its people's common hours and overtime lie."""
    begins, ends = row[5:7]
    members = bits(row[10])
    moments = [max(begins, int(edges[0])), *edges[1:-1].tolist(), min(ends, int(edges[-1]))]
    timing = run.floor.timing
    if row[1].plain and not any(timing.grants[m] for m in members):
        hours = tuple({c for m in members if (c := timing.calendars[m]) is not None})
        return [work_in(hours, a, b) for a, b in itertools.pairwise(moments)]
    task = _as_it_was(run, row)
    by = [timing.work_by(task, moment) for moment in moments]
    return [b - a for a, b in itertools.pairwise(by)]


def _as_it_was(run: Run, row: tuple[Any, ...]) -> Task:
    """Return a task as it was while it was running."""
    job, step, attempt, part, ready, start, end, seconds, done, pace, crew, status = row
    if status == "running":
        running: Task = done
        return running
    task = Task(job, step, attempt, ready)
    task.start, task.crew = start, crew
    draw = (job.key, job.row, attempt)
    way = (round(step.loading.at(*draw)) if step.loading else 0) + 2 * (
        round(step.travel.at(*draw)) if step.travel else 0
    )
    if run.plan is not None and status == "interrupted" and 0 < way < seconds:
        task.work = seconds - way
        if run.floor.timing.end_of(task) == end:  # set aside where a planned piece ends: its crew has come back
            return task
    if part == 1:
        task.work = ceil(step.content.at(*draw) / pace) or 1
    elif way:
        task.work = seconds - way if status == "done" else WITHOUT_END
    else:
        task.work = seconds
    return task


def _overtime(run: Run, edges: NDArray[np.int64], shape: tuple[int, int]) -> NDArray[np.int64]:
    overtime = np.zeros(shape, np.int64)
    planned = [(person, window) for person, *window in run.planned_overtime]
    granted = [(person, grant) for person, grants in enumerate(run.floor.timing.grants) for grant in grants]
    for person, (start, until) in (*planned, *granted):
        overtime[person] += np.diff(edges.clip(start, until))
    return overtime
