"""Rings around what is disturbed: the tasks that compete with it for the same people at about the same time.

A ring of many tasks is not one model, which would find nothing in seconds: parts of it are, each around a late job.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.planner.search.neighbourhoods import MOST_PEOPLE, Neighbourhood

if TYPE_CHECKING:
    import random
    from collections.abc import Collection, Iterable

    from agencysim.planner.problem import Task
    from agencysim.planner.search.scene import Scene
    from agencysim.plans import Plan, TaskId

SIZES = (25, 60, None)
"""Neighbours of the tasks that are looked at, ring by ring; the last one holds everything."""

PART, LARGE = 16, 30
"""Tasks of a model: measured, so few are solved in a second or two; and of one that only looks for a job's date."""


def name_of(size: int | None) -> str:
    """Return what a ring is called."""
    return "everything" if size is None else f"{size} neighbours"


class Rings:
    """Draws parts of rings.

    Parameters
    ----------
    scene, plan
        The problem, and a plan for it.
    chance
        Where draws come from.

    Attributes
    ----------
    begun
        Tasks of which a part is fixed, and the rest can be changed.
    """

    def __init__(self, scene: Scene, plan: Plan, chance: random.Random) -> None:
        self._scene = scene
        self._problem = scene.problem
        self._plan = plan
        self._chance = chance
        self._starts: dict[TaskId, list[int]] = {}
        for known in (plan, scene.problem.published):  # tasks are near to where people know them, too
            for piece in known.assignments if known else ():
                self._starts.setdefault(piece.task, []).append(piece.start)
        self._free = scene.changeable
        held = {piece.task for piece in (*scene.problem.locks, *scene.problem.frozen)}
        self.begun = held & self._free.keys()

    def of_job(self, job: str) -> list[TaskId]:
        """Return the tasks of a job that can be changed."""
        return [task.id for task in self._scene.problem.tasks_of[job] if task.id in self._free]

    def alone(self, tasks: Iterable[TaskId]) -> Neighbourhood:
        """Return some tasks, with all who could do them."""
        return self._with_people(
            "disturbed tasks", [name for name in tasks if name in self._free], most=len(self._plan.duties)
        )

    def part(self, centre: Collection[TaskId], size: int | None, most: int) -> Neighbourhood:
        """Draw a part of the ring around some tasks, with so many tasks at most: the nearest rather than others."""
        ranked = self._ranked(centre)[:size]
        drawn = sorted(range(len(ranked)), key=lambda n: (n + 1) * self._chance.random())
        others = [ranked[n] for n in drawn[: max(0, most - len(centre))]]
        return self._with_people(name_of(size), [*centre, *others], most=MOST_PEOPLE)

    def _ranked(self, centre: Collection[TaskId]) -> list[TaskId]:
        """Return the others, those first that compete for the same people at the nearest time."""
        moments = sorted({moment for name in centre for moment in self._starts.get(name, ())})
        skills = {skill for name in centre for skill in _skills(self._free[name])}

        def distance(name: TaskId) -> float:
            return min((abs(a - b) for a in self._starts.get(name, ()) for b in moments), default=float("inf"))

        known = set(centre) | self.begun  # what has begun goes on as people know it, unless it is asked about
        rivals = [name for name, task in self._free.items() if name not in known and skills & _skills(task)]
        return sorted(rivals, key=lambda name: (distance(name), name))

    def _with_people(self, about: str, tasks: list[TaskId], most: int) -> Neighbourhood:
        """Add those who do the tasks now, and others who could, those with least to do first."""
        chosen = frozenset(tasks)
        pieces = self._plan.assignments
        now = {name for p in pieces if p.task in chosen for name in p.crew} & self._problem.person.keys()
        could = {
            candidate.name
            for name in chosen
            for mode in self._free[name].modes
            for place in mode.crew
            for candidate in self._scene.candidates(place)
        } - now
        load = dict.fromkeys(could, 0)
        for piece in pieces:
            for name in load.keys() & set(piece.crew):
                load[name] += piece.end - piece.start
        others = sorted(could, key=lambda name: (load[name], name))
        return Neighbourhood(about, chosen, frozenset([*now, *others[: max(4, most - len(now))]]))


def _skills(task: Task) -> set[str]:
    return {place.skill for mode in task.modes for place in mode.crew}
