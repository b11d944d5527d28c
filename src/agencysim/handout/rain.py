"""What a crew can do in the house if the weather stops its work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.plans import TaskId

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agencysim.planner.problem import Mode, Task
    from agencysim.planner.verifier.world import World
    from agencysim.plans import Assignment

MOST = 3
"""Tasks that are named for a crew and day."""


def stopped(world: World, pieces: Sequence[Assignment]) -> list[Assignment]:
    """Return the pieces that the weather can stop."""
    tasks = world.problem.task
    return [piece for piece in pieces if piece.task in tasks and tasks[piece.task].weather]


def standby(world: World, pieces: Sequence[Assignment]) -> list[Task]:
    """Return tasks that those can do instead whose work of a day is stopped by the weather, the most urgent first.

    They could begin when that work would have, wait for nothing, take no machine that is in use then, and are done in
    the house. What is not planned comes before what is planned for a later day.

    Parameters
    ----------
    world
        The plan.
    pieces
        The work that is stopped.
    """
    if not pieces:
        return []
    start, end = min(piece.start for piece in pieces), max(piece.end for piece in pieces)
    people = list(dict.fromkeys(name for piece in pieces for name in piece.people))
    found = (task for task in _later(world, end) if _can_begin(world, task, start))
    able = [task for task in found if any(_can_do(world, mode, people, start, end) for mode in task.modes)]
    return sorted(able, key=lambda task: (world.ends(task.id) is not None, _due(world, task), task.id))[:MOST]


def _later(world: World, end: int) -> Iterator[Task]:
    """Yield the tasks of the house that are not planned, or for another day."""
    axis = world.problem.axis
    for task in world.problem.tasks:
        begun = [piece.start for piece in world.pieces.get(task.id, ())]
        is_later = not begun or axis.day_of(min(begun)) > axis.day_of(end - 1)
        if is_later and task.id not in world.outside and world.problem.is_wanted(task) and not _is_away(task):
            yield task


def _is_away(task: Task) -> bool:
    return bool(task.weather or task.place or task.travel)


def _can_begin(world: World, task: Task, moment: int) -> bool:
    """Return whether a task waits for nothing at a moment."""
    asked = [after for after in task.after if TaskId(task.job, after.step, after.attempt) in world.problem.task]
    begins = [world.may_begin(task, after) for after in asked]
    return task.release <= moment and all(may is not None and may <= moment for may in begins)


def _can_do(world: World, mode: Mode, people: Sequence[str], start: int, end: int) -> bool:
    """Return whether people fill all places of a crew, and its machines are free."""
    left = list(people)
    for place in mode.places:
        able = [name for name in left if not place.only or name in place.only]
        able = [name for name in able if world.problem.person[name].level(place.skill, start, end) is not None]
        if not able:
            return False
        if not place.shared:
            left.remove(able[0])
    return all(_free(world, kind, start, end) >= count for kind, count in mode.units.items())


def _free(world: World, kind: str, start: int, end: int) -> int:
    """Return how many machines or vehicles of a kind nobody uses in a stretch of time."""
    units = (unit for unit in world.problem.units if unit.kind == kind)
    away = (
        [*((a.start, a.end) for a in unit.absences), *((p.start, p.end) for p in world.of(unit.name))] for unit in units
    )
    return sum(not any(a < end and start < b for a, b in spans) for spans in away)


def _due(world: World, task: Task) -> float:
    job = world.problem.job[task.job]
    due = job.due if job.due is not None else job.deadline
    return float("inf") if due is None else due
