"""Which tasks and people of a plan are worth looking at together."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from agencysim.planner.construct.recreate import Aim
from agencysim.planner.construct.waiting import drawn_crew, drawn_wait
from agencysim.planner.cost import lateness_in
from agencysim.values import DAY, HOUR

if TYPE_CHECKING:
    import random
    from collections.abc import Collection, Iterable, Mapping

    from agencysim.planner.construct.crews import Candidate
    from agencysim.planner.problem import Task
    from agencysim.planner.search.scene import Scene
    from agencysim.planner.verifier.world import World
    from agencysim.plans import Assignment, TaskId, Window

MOST_PEOPLE = 20
"""People of a neighbourhood: more make its model slow without making it better (measured on a prototype)."""

LATE = "late"
"""What neighbourhoods before late work are about."""

RECREATE, CHEAPER = "ruin and recreate", "ruin and recreate overtime"

BY_CREW = 0.5
"""How often a neighbourhood before late work is what some crew does on a day that could do it."""

LONG_DAY = 30 * HOUR
"""A day and the night after it."""


class Neighbourhood(NamedTuple):
    """What may be changed, and what it is about.

    Parameters
    ----------
    about
        A word for it.
    tasks, people
        What a model may change.
    recreate
        What some jobs are taken out for, and put in again, anywhere; ``None`` if a model looks for something better.
    """

    about: str
    tasks: frozenset[TaskId]
    people: frozenset[str]
    recreate: Aim | None = None


class Neighbourhoods:
    """Draws neighbourhoods of a plan: around late work, around overtime, around what other firms do, or anywhere.

    Parameters
    ----------
    scene
        The problem.
    world
        What the plan means.
    chance
        Where draws come from.
    """

    def __init__(self, scene: Scene, world: World, chance: random.Random) -> None:
        self.scene = scene
        self.problem = scene.problem
        self.plan = world.plan
        self.chance = chance
        self.pieces = self.plan.pieces()
        self.tasks = scene.changeable
        self._by_skill: dict[str, list[TaskId]] = defaultdict(list)
        for name, task in self.tasks.items():
            for skill in {place.skill for mode in task.modes for place in mode.crew}:
                self._by_skill[skill].append(name)
        self._late = lateness_in(world)

    def draw(self, sizes: Mapping[str, int]) -> Neighbourhood:
        """Draw one of about so many tasks, by what it is about."""
        makers = [("anywhere", self._anywhere, 1.0)]
        if self._late:
            makers.append((LATE, self._anywhere, 4.0))
        if any(duty.overtime for duty in self.plan.duties):
            makers.append(("overtime", self._around_overtime, 3.0))
        if any(piece.outside for piece in self.plan.assignments):
            makers.append(("outside", self._around_outside, 1.0))
        if self.plan.unplanned:
            makers.append(("unplanned", self._around_unplanned, 1.0))
        about, make, _ = self.chance.choices(makers, [weight for *_, weight in makers])[0]
        if about == LATE:
            return self._before_late(sizes[about])
        seeds = [name for name in make() if name in self.tasks]
        return self._grown(about, seeds or [self.chance.choice(list(self.tasks))], sizes[about])

    def everything(self, about: str, tries: int, spare: float) -> Neighbourhood:
        """Return all that can be changed, for jobs to be taken out and put in again so many times.

        For the sake of overtime there may be more lateness, by so many hours by weight as are to spare.
        """
        aim = Aim(tries, is_overtime=True, spare=spare) if about == CHEAPER else Aim(tries)
        return Neighbourhood(about, frozenset(self.tasks), frozenset(self.problem.person), aim)

    def around(self, job: str, size: int) -> Neighbourhood:
        """Return one of about so many tasks around a job, all of whose tasks are in it."""
        own = [task.id for task in self.problem.tasks_of.get(job, ()) if task.id in self.tasks]
        return self._grown(job, own, max(size, len(own)))

    # -- seeds -------------------------------------------------------------------------------------------------

    def _anywhere(self) -> list[TaskId]:
        return [self.chance.choice(list(self.tasks))]

    def _late_job(self) -> str:
        jobs = list(self._late)
        return self.chance.choices(jobs, [self.problem.job[name].weight + 0.01 for name in jobs])[0]

    def _before_late(self, size: int) -> Neighbourhood:
        """Return where a late job waits longest, what follows there, and what others do meanwhile.

        Where a crew is drawn that could do it, all that it does on some day of the wait comes first: it cannot work by
        night, say, as long as anything is left of its day.
        """
        own = [task for task in self.problem.tasks_of[self._late_job()] if task.id in self.tasks]
        if not own:
            return self._grown(LATE, self._anywhere(), size)
        worst, (ready, start) = drawn_wait(self.problem, own, self.pieces, self.chance)
        crew: list[str] = []
        seeds = [task.id for task in own[own.index(worst) :]]
        if self.chance.random() < BY_CREW:
            crew = drawn_crew(worst, self.scene.candidates, self.chance)
            since = ready + self.chance.randrange(max(1, start - ready - DAY))
            seeds += self._work_of(crew, (since, since + LONG_DAY))
        skills = {place.skill for mode in worst.modes for place in mode.crew}
        return self._grown(LATE, list(dict.fromkeys(seeds)), size, skills, (ready + start) / 2, crew)

    def _work_of(self, crew: Iterable[str], window: Window) -> list[TaskId]:
        """Return what a crew does in a window that can be changed."""
        pieces = (piece for name in crew for piece in self.plan.of(name))
        start, end = window
        return [p.task for p in pieces if start < p.end and p.start < end and p.task in self.tasks]

    def _around_overtime(self) -> list[TaskId]:
        duties = [duty for duty in self.plan.duties if duty.overtime]
        duty = self.chance.choices(duties, [duty.overtime for duty in duties])[0]
        return [piece.task for piece in self.plan.of(duty.person) if duty.start <= piece.start < duty.end]

    def _around_outside(self) -> list[TaskId]:
        piece = self.chance.choice([piece for piece in self.plan.assignments if piece.outside])
        return [task.id for task in self.problem.tasks_of[piece.job]]

    def _around_unplanned(self) -> list[TaskId]:
        each = self.chance.choice(self.plan.unplanned)
        return [task.id for task in self.problem.tasks_of[each.job]]

    # -- growing -----------------------------------------------------------------------------------------------

    def _grown(
        self,
        about: str,
        seeds: list[TaskId],
        size: int,
        skills: Collection[str] = (),
        middle: float | None = None,
        crew: Collection[str] = (),
    ) -> Neighbourhood:
        """Add what competes with the seeds for the same people at about the same time, or for other skills."""
        chosen = dict.fromkeys(seeds[:size])
        moments = [piece.start for name in seeds for piece in self.pieces.get(name, ())]
        if middle is None:
            middle = (
                sum(moments) / len(moments)
                if moments
                else self.problem.start + self.chance.random() * (self.problem.end - self.problem.start)
            )
        skills = skills or {place.skill for name in seeds for mode in self.tasks[name].modes for place in mode.crew}
        rivals = {name for skill in skills for name in self._by_skill[skill]} - chosen.keys()
        # Sets have another order in every process: drawing by them, the same seed would not give the same plan.
        ranked = sorted(
            sorted(rivals), key=lambda name: (self._distance(name, middle) * (0.5 + self.chance.random()), name)
        )
        for name in ranked[: max(0, size - len(chosen))]:
            chosen[name] = None
        return Neighbourhood(about, frozenset(chosen), frozenset({*crew, *self._people(chosen)}))

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
