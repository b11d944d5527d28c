"""Rings around what is disturbed: the tasks that compete with it for the same people at about the same time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.planner.search.neighbourhoods import MOST_PEOPLE, Neighbourhood

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from agencysim.planner.problem import Task
    from agencysim.planner.search.scene import Scene
    from agencysim.plans import Plan, TaskId

SIZES = (0, 25, 60)
"""Neighbours of the tasks that are disturbed, ring by ring."""


def rings(scene: Scene, plan: Plan, old: Plan, centre: Collection[TaskId]) -> Iterator[Neighbourhood]:
    """Yield one ring after the other around some tasks.

    Parameters
    ----------
    scene, plan
        The problem, and a plan for it.
    old
        The plan that people know: tasks are near to where they were in it, too.
    centre
        The tasks that are disturbed.
    """
    ranked = _ranked(scene, [plan, old], centre)
    there = [name for name in centre if name in scene.problem.task]
    for size in SIZES:
        if size == 0 or len(ranked) > 0:
            tasks = frozenset([*there, *ranked[:size]])
            yield Neighbourhood(_name(size), tasks, frozenset(_people(scene, plan, tasks, size)))
        if size >= len(ranked):
            return


def _name(size: int) -> str:
    return f"{size} neighbours" if size else "disturbed tasks"


def _ranked(scene: Scene, plans: list[Plan], centre: Collection[TaskId]) -> list[TaskId]:
    """Return the tasks that can be moved, those first that compete for the same people at the nearest time."""
    problem = scene.problem
    held = {piece.task for piece in (*problem.locks, *problem.frozen)}
    times = _times(plans)
    moments = sorted({moment for name in centre for moment in times.get(name, ())})
    skills = {skill for name in centre for skill in _skills(problem.task[name])}
    jobs = {name.job for name in centre}

    def distance(name: TaskId) -> float:
        return min((abs(a - b) for a in times.get(name, ()) for b in moments), default=float("inf"))

    near = [
        task.id
        for task in problem.tasks
        if task.id not in centre
        and (task.id not in held or task.splittable)
        and problem.is_wanted(task)
        and (task.job in jobs or skills & _skills(task))
    ]
    return sorted(near, key=lambda name: (distance(name), name))


def _times(plans: list[Plan]) -> dict[TaskId, list[int]]:
    found: dict[TaskId, list[int]] = {}
    for plan in plans:
        for piece in plan.assignments:
            found.setdefault(piece.task, []).append(piece.start)
    return found


def _skills(task: Task) -> set[str]:
    return {place.skill for mode in task.modes for place in mode.crew}


def _people(scene: Scene, plan: Plan, tasks: frozenset[TaskId], size: int) -> list[str]:
    """Return those who do the tasks now, and others who could, those with least to do first."""
    problem = scene.problem
    now = {name for piece in plan.assignments if piece.task in tasks for name in piece.crew} & problem.person.keys()
    could = {
        candidate.name
        for name in tasks
        for mode in problem.task[name].modes
        for place in mode.crew
        for candidate in scene.candidates(place)
    } - now
    load = dict.fromkeys(could, 0)
    for piece in plan.assignments:
        for name in load.keys() & set(piece.crew):
            load[name] += piece.end - piece.start
    others = sorted(could, key=lambda name: (load[name], name))
    return [*sorted(now), *others[: max(4, MOST_PEOPLE - len(now)) if size else len(others)]]
