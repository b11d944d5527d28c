"""Ruin and recreate: what is in the way of late work is taken out of a plan, and placed again in another order.

After Schrimpf, Schneider, Stamm-Wilbrandt and Dueck (2000). It takes milliseconds where a model takes seconds.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.planner.construct.kept import Kept
from agencysim.planner.cost import job_lateness
from agencysim.planner.replanning.repair import place_again

if TYPE_CHECKING:
    import random
    from collections.abc import Collection

    from agencysim.planner.problem import Problem, Task
    from agencysim.plans import Plan, TaskId

MOST = 10
"""Tasks that are taken out around a late job."""


class Shaker:
    """Shakes a plan around its late jobs.

    Parameters
    ----------
    problem, plan
        What was to be planned, and the plan.
    ring
        The tasks that may be moved.
    chance
        Where draws come from.
    """

    def __init__(self, problem: Problem, plan: Plan, ring: Collection[TaskId], chance: random.Random) -> None:
        self._problem = problem
        self._chance = chance
        self._whole = Kept(problem, plan, ())
        self._pieces = plan.pieces()
        held = self._whole.held
        self._free = [problem.task[name] for name in sorted(ring) if name not in held and name in problem.task]
        self._late = {
            job: hours * problem.job[job].weight for job, hours in job_lateness(problem, plan).items() if hours > 0
        }
        of_late = [task for task in problem.tasks if task.job in self._late and task.id not in held]
        self._of_job: dict[str, list[Task]] = {}
        for task in of_late:
            self._of_job.setdefault(task.job, []).append(task)

    def shaken(self) -> Plan | None:
        """Return another plan, better or not; ``None`` if there is nothing to shake."""
        jobs = list(self._of_job)
        if not jobs or not self._free:
            return None
        job = self._chance.choices(jobs, [self._late[name] + 0.01 for name in jobs])[0]
        seeds = self._of_job[job][self._chance.randrange(len(self._of_job[job])) :]
        out = {task.id for task in (*seeds, *self._rivals(seeds))}
        made = self._whole.copy()
        made.take_out(out)
        early = self._chance.random() < 0.7
        order = sorted(made.urgency.order(), key=lambda task: not (early and task.job == job))
        place_again(made, order, out, self._pieces)
        return made.plan()

    def _rivals(self, seeds: list[Task]) -> list[Task]:
        """Return some of those that take the same people as some tasks, the nearest rather than others."""
        skills = {place.skill for task in seeds for mode in task.modes for place in mode.crew}
        moments = [piece.start for task in seeds for piece in self._pieces.get(task.id, ())] or [self._problem.start]
        rivals = [
            task for task in self._free if any(p.skill in skills for mode in task.modes for p in mode.crew)
        ]

        def distance(task: Task) -> float:
            starts = [piece.start for piece in self._pieces.get(task.id, ())] or [self._problem.end]
            return min(abs(a - b) for a in starts for b in moments) * self._chance.random()

        return sorted(rivals, key=distance)[: self._chance.randrange(MOST + 1)]
