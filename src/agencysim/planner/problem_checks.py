"""What is wrong with a problem taken as a whole: names that do not exist, days that do not fit."""

from __future__ import annotations

from collections import Counter, defaultdict
from graphlib import CycleError, TopologicalSorter
from itertools import pairwise
from typing import TYPE_CHECKING

from agencysim.calendars import TimeAxis
from agencysim.errors import PlanError
from agencysim.errors import Problem as Fault
from agencysim.language import tr
from agencysim.plans import TaskId

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from agencysim.planner.problem import Mode, Problem, Task, Windows


def check(problem: Problem, file: str = "") -> None:
    """Refuse a problem that contradicts itself.

    Parameters
    ----------
    problem
        What is to be planned.
    file
        Where it was read from, to be told.

    Raises
    ------
    PlanError
        With everything that is wrong.
    """
    found = [Fault(what, path=path, file=file) for path, what in faults(problem)]
    if found:
        raise PlanError(found)


def faults(problem: Problem) -> Iterator[tuple[str, str]]:
    """Yield everything that is wrong: where, and what."""
    yield from _twice("people", [person.name for person in problem.people])
    yield from _twice("units", [unit.name for unit in problem.units])
    yield from _twice("people and units", [*problem.person, *problem.unit])
    yield from _twice("jobs", [job.id for job in problem.jobs])
    yield from _twice("tasks", [str(task.id) for task in problem.tasks])
    yield from _zone(problem)
    yield from _span(problem)
    yield from _people(problem)
    for n, task in enumerate(problem.tasks):
        yield from _task(problem, task, f"tasks.{n}")
    yield from _circles(problem)
    for n, lock in enumerate(problem.locks):
        if lock.task not in problem.task:
            yield f"locks.{n}", tr("there is no task {task}", task=lock.task)
        yield from _unknown(f"locks.{n}.people", lock.people, problem.person)
        yield from _unknown(f"locks.{n}.units", lock.units, problem.unit)
    for name, windows in problem.calendars.items():
        yield from _in_order(f"calendars.{name}", windows)


def _twice(path: str, names: list[str]) -> Iterator[tuple[str, str]]:
    for name, count in Counter(names).items():
        if count > 1:
            yield path, tr("there is more than one {name!r}: each needs a name of its own", name=name)


def _zone(problem: Problem) -> Iterator[tuple[str, str]]:
    try:
        TimeAxis(problem.first_day, problem.zone)
    except ValueError as error:
        yield "zone", str(error)


def _span(problem: Problem) -> Iterator[tuple[str, str]]:
    if problem.end <= problem.start:
        yield "end", tr("the plan would end before it begins")
    if (problem.end - problem.start) % problem.grid:
        yield "grid", tr("the span of the plan is no multiple of the grid")
    if not problem.days:
        yield "days", tr("there is no day to plan")
    for day in problem.days:
        if (day.date - problem.first_day).days != day.number:
            yield "days", tr("day {number} is not {date}", number=day.number, date=day.date)
    for one, other in pairwise(problem.days):
        if other.number != one.number + 1 or other.start != one.end:
            yield "days", tr("day {number} does not follow the day before it", number=other.number)
    for name, shift in problem.shifts.items():
        if len(shift.hours) != len(problem.days):
            yield f"shifts.{name}.hours", _lengths(len(shift.hours), len(problem.days))
        for windows in shift.hours:
            yield from _in_order(f"shifts.{name}.hours", windows)


def _lengths(there: int, days: int) -> str:
    return tr("it has {there} days, and the problem {days}", there=there, days=days)


def _in_order(path: str, windows: Windows) -> Iterator[tuple[str, str]]:
    if any(end <= start for start, end in windows) or any(b[0] <= a[1] for a, b in pairwise(windows)):
        yield path, tr("its stretches of time are empty, overlap or touch, or are not in order")


def _people(problem: Problem) -> Iterator[tuple[str, str]]:
    for n, person in enumerate(problem.people):
        if len(person.days) != len(problem.days):
            yield f"people.{n}.days", _lengths(len(person.days), len(problem.days))
        for day in person.days:
            yield from _unknown(f"people.{n}.days", day.shifts, problem.shifts, or_none=False)
        yield from _in_order(f"people.{n}.routines", person.routines)
    for n, unit in enumerate(problem.units):
        yield from _in_order(f"units.{n}.hours", unit.hours or ())


def _unknown(
    path: str, names: Collection[str], known: Collection[str], *, or_none: bool = True
) -> Iterator[tuple[str, str]]:
    for name in dict.fromkeys(names):
        if name not in known and (name or not or_none):
            yield path, tr("there is no {name!r}", name=name)


def _task(problem: Problem, task: Task, path: str) -> Iterator[tuple[str, str]]:
    if task.job not in problem.job:
        yield f"{path}.job", tr("there is no job {job!r}", job=task.job)
    for after in (*task.after, *((task.same_people_as,) if task.same_people_as else ())):
        if TaskId(task.job, after.step, after.attempt) not in problem.task:
            yield path, tr("there is no task {task}", task=TaskId(task.job, after.step, after.attempt))
    calendars = [task.site, *(lag.calendar for after in task.after for lag in after.lags)]
    calendars += [task.outside.calendar] if task.outside else []
    yield from _unknown(path, calendars, problem.calendars)
    if len({mode.name for mode in task.modes}) != len(task.modes):
        yield f"{path}.modes", tr("two ways of doing it have the same name")
    for mode in task.modes:
        yield from _mode(problem, mode, path)


def _mode(problem: Problem, mode: Mode, path: str) -> Iterator[tuple[str, str]]:
    for place in mode.crew:
        yield from _unknown(path, place.only, problem.person)
    if not mode.crew and not mode.units:
        yield path, tr("nobody and nothing does it")


def _circles(problem: Problem) -> Iterator[tuple[str, str]]:
    """Find jobs whose tasks wait for each other in a circle."""
    before: dict[str, dict[TaskId, list[TaskId]]] = defaultdict(dict)
    for task in problem.tasks:
        before[task.job][task.id] = [TaskId(task.job, after.step, after.attempt) for after in task.after]
    for job, tasks in before.items():
        try:
            TopologicalSorter(tasks).prepare()
        except CycleError as error:
            yield f"job {job}", tr("{task} would have to wait for itself", task=error.args[1][0])
