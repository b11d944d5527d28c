"""Which tasks and people of a plan are worth looking at together."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from agencysim.planner.cost import job_lateness

if TYPE_CHECKING:
    import random
    from collections.abc import Iterable

    from agencysim.planner.construct.crews import Candidate
    from agencysim.planner.problem import Task
    from agencysim.planner.search.scene import Scene
    from agencysim.plans import Assignment, Plan, TaskId

MOST_PEOPLE = 20
"""People of a neighbourhood: more make its model slow without making it better (measured on a prototype)."""

DAY = 24 * 3600


class Neighbourhood(NamedTuple):
    """What a model may change, and what it is about."""

    about: str
    tasks: frozenset[TaskId]
    people: frozenset[str]


class Neighbourhoods:
    """Draws neighbourhoods of a plan: around late work, around overtime, around what other firms do, or anywhere.

    Parameters
    ----------
    scene
        The problem.
    plan
        The plan.
    chance
        Where draws come from.
    """

    def __init__(self, scene: Scene, plan: Plan, chance: random.Random) -> None:
        self.scene = scene
        self.problem = scene.problem
        self.plan = plan
        self.chance = chance
        self.pieces = plan.pieces()
        self.tasks = scene.changeable
        self._by_skill: dict[str, list[TaskId]] = defaultdict(list)
        for name, task in self.tasks.items():
            for skill in {place.skill for mode in task.modes for place in mode.crew}:
                self._by_skill[skill].append(name)
        self._late = {name: hours for name, hours in job_lateness(self.problem, plan).items() if hours > 0}

    def draw(self, size: int) -> Neighbourhood:
        """Draw one of about so many tasks."""
        makers = [("anywhere", self._anywhere, 1.0)]
        if self._late:
            makers.append(("late", self._around_late, 4.0))
        if any(duty.overtime for duty in self.plan.duties):
            makers.append(("overtime", self._around_overtime, 3.0))
        if any(piece.outside for piece in self.plan.assignments):
            makers.append(("outside", self._around_outside, 1.0))
        if self.plan.unplanned:
            makers.append(("unplanned", self._around_unplanned, 1.0))
        about, make, _ = self.chance.choices(makers, [weight for *_, weight in makers])[0]
        seeds = [name for name in make() if name in self.tasks]
        return self._grown(about, seeds or [self.chance.choice(list(self.tasks))], size)

    def around(self, job: str, size: int) -> Neighbourhood:
        """Return one of about so many tasks around a job, all of whose tasks are in it."""
        own = [task.id for task in self.scene.by_job.get(job, ()) if task.id in self.tasks]
        return self._grown(job, own, max(size, len(own)))

    # -- seeds -------------------------------------------------------------------------------------------------

    def _anywhere(self) -> list[TaskId]:
        return [self.chance.choice(list(self.tasks))]

    def _around_late(self) -> list[TaskId]:
        jobs = list(self._late)
        job = self.chance.choices(jobs, [self.problem.job[name].weight + 0.01 for name in jobs])[0]
        return [task.id for task in self.scene.by_job[job]]

    def _around_overtime(self) -> list[TaskId]:
        duties = [duty for duty in self.plan.duties if duty.overtime]
        duty = self.chance.choices(duties, [duty.overtime for duty in duties])[0]
        return [piece.task for piece in self.plan.of(duty.person) if duty.start <= piece.start < duty.end]

    def _around_outside(self) -> list[TaskId]:
        piece = self.chance.choice([piece for piece in self.plan.assignments if piece.outside])
        return [task.id for task in self.scene.by_job[piece.job]]

    def _around_unplanned(self) -> list[TaskId]:
        each = self.chance.choice(self.plan.unplanned)
        return [task.id for task in self.scene.by_job[each.job]]

    # -- growing -----------------------------------------------------------------------------------------------

    def _grown(self, about: str, seeds: list[TaskId], size: int) -> Neighbourhood:
        """Add what competes with the seeds for the same people at about the same time."""
        chosen = dict.fromkeys(seeds[:size])
        moments = [piece.start for name in seeds for piece in self.pieces.get(name, ())]
        middle = (
            sum(moments) / len(moments)
            if moments
            else self.problem.start + self.chance.random() * (self.problem.end - self.problem.start)
        )
        skills = {place.skill for name in seeds for mode in self.tasks[name].modes for place in mode.crew}
        rivals = {name for skill in skills for name in self._by_skill[skill]} - chosen.keys()
        # Sets have another order in every process: drawing by them, the same seed would not give the same plan.
        ranked = sorted(
            sorted(rivals), key=lambda name: (self._distance(name, middle) * (0.5 + self.chance.random()), name)
        )
        for name in ranked[: max(0, size - len(chosen))]:
            chosen[name] = None
        return Neighbourhood(about, frozenset(chosen), frozenset(self._people(chosen)))

    def _distance(self, name: TaskId, middle: float) -> float:
        pieces = self.pieces.get(name)
        return abs(pieces[0].start - middle) if pieces else 2.0 * DAY

    def _people(self, chosen: Iterable[TaskId]) -> list[str]:
        """Return those who do the tasks now, and others who could, those with least to do first."""
        chosen = list(chosen)
        now = {name for task in chosen for piece in self.pieces.get(task, ()) for name in piece.crew}
        now &= set(self.problem.person)
        could = {c.name for task in chosen for c in self._candidates(self.tasks[task])} - now
        load = {name: self._load(self.plan.of(name)) for name in could}
        others = sorted(sorted(could), key=lambda name: (load[name] * (0.5 + self.chance.random()), name))
        return [*sorted(now), *others[: max(4, MOST_PEOPLE - len(now))]]

    def _candidates(self, task: Task) -> list[Candidate]:
        return [c for mode in task.modes for place in mode.crew for c in self.scene.candidates(place)]

    @staticmethod
    def _load(pieces: Iterable[Assignment]) -> int:
        return sum(piece.end - piece.start for piece in pieces)
