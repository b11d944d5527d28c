"""Replanning: what changes when somebody is sick, or something is new, and as little else as can be."""

from __future__ import annotations

import math
import random
from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from agencysim.arguments import check_kind, check_whole
from agencysim.errors import AgencySimError, PlanError
from agencysim.language import tr
from agencysim.planner.budget import Budget
from agencysim.planner.construct import explained
from agencysim.planner.cost import Cost, changed_tasks_of, cost_in, job_arrears, job_lateness
from agencysim.planner.planning import Candidate, accepted, is_worse
from agencysim.planner.problem import Job, Problem, Task
from agencysim.planner.problem_checks import check
from agencysim.planner.replanning.answers import Answer, Replanned
from agencysim.planner.replanning.difference import plan_difference
from agencysim.planner.replanning.moment import as_of
from agencysim.planner.replanning.repair import repaired
from agencysim.planner.result import Incumbent, Result, Status
from agencysim.planner.verifier import broken_in
from agencysim.planner.verifier.world import World
from agencysim.plans import Assignment, Plan, TaskId, foreign
from agencysim.state import FARTHEST
from agencysim.values import HOUR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from agencysim.planner.replanning.rings import Rings
    from agencysim.planner.search.neighbourhoods import Neighbourhood
    from agencysim.planner.search.pool import Asked, Workers
    from agencysim.planner.week import Leave

CHANGED_TASK = 50.0
"""Money that a task has to save for it to be planned otherwise than people know it, unless the problem says more."""

PATIENCE, LONG = 1.5, 3.0
"""Seconds, or so much of the solver's own work, for a model, and for a larger one in which a job is to be in time."""

MOST_CHANGED, MORE = 0.1, 0.04
"""Share of the tasks that may change, and, if more have to, share beyond those that may for something better."""


AT_MOST = 4
"""Parts of a ring without anything better after which the next ring is looked at."""

CROWDED = 0.6
"""Share of the changes that are allowed from which on those that help nobody are taken back."""

BETTER = 0.75
"""Share of its lateness that is left to a job that people know to be late already, if it is to be earlier."""

EQUAL = 1e-6
"""Hours of lateness that are none."""


def replan(
    problem: Problem,
    plan: Plan,
    now: int | None = None,
    *,
    absent: Iterable[Leave] = (),
    jobs: Iterable[Job] = (),
    tasks: Iterable[Task] = (),
    locks: Iterable[Assignment] = (),
    frozen_until: int | None = None,
    time_limit: float = 10.0,
    workers: int = 1,
    seed: int = 1,
    rounds: int | None = None,
    progress: Callable[[Answer], None] | None = None,
) -> Replanned:
    """Return a plan for what has become of a problem, in which as little as can be differs from the one people know.

    What has begun stays as it is, to the second. What cannot stay is placed anew, which is the first answer. Then
    CP-SAT looks at rings around it: at these tasks alone, with 25 and 60 neighbours, and, as long as a job comes later
    than people know, at everything; a change has to be worth it. If nothing is disturbed, nothing changes.

    Parameters
    ----------
    problem
        What was planned, or what is to be planned now, such as `agencysim.problem_of` makes it from a state.
    plan
        The plan that people know.
    now
        The moment from which on something may change, in seconds since the scenario's start; the beginning of the
        problem if absent. Everything before it is taken to have gone as planned.
    absent
        Who or what is away, beside what the problem knows.
    jobs, tasks
        New ones, such as rush jobs.
    locks
        Work that is fixed from now on, beside that of the problem.
    frozen_until
        Moment until which what begins stays as it is; now if absent.
    time_limit
        Seconds after which the best answer so far is returned; 0 returns the first one.
    workers
        Processes that look at everything, once the rings have not been enough.
    seed
        Of the search's own chance.
    rounds
        How many models are solved at most, each with a measure of work of its own, instead of a time limit: with as
        many workers the same seed then gives the same plan, however fast the machine is; 0 returns the first answer.
    progress
        Called with each answer.

    Raises
    ------
    AgencySimError
        If an argument is none that can be used, or somebody is away whom nobody knows.
    PlanError
        If the problem contradicts itself, with all that is new in it, or the plan is of another agency.
    """
    check_kind("problem", problem, Problem, tr("make it with agencysim.problem_of, or Problem.read"))
    check_kind("plan", plan, Plan, tr("make it with agencysim.plan, or Plan.read"))
    if (wrong := foreign(plan, problem.scenario, tr("give the plan of this agency that people know"))) is not None:
        raise PlanError([wrong])
    check_whole("seed", seed, 0, 2**63 - 1)
    check_whole("workers", workers, 1, 1000)
    budget = Budget(time_limit, rounds)
    now = problem.start if now is None else now
    if isinstance(now, bool) or not isinstance(now, int) or not problem.start <= now < problem.end:
        raise AgencySimError(
            tr(
                "now is {given}: give a moment from {start} on and before {end}",
                given=_shown(problem, now),
                start=_shown(problem, problem.start),
                end=_shown(problem, problem.end),
            )
        )
    check(problem)
    asked = as_of(problem, plan, now, absent=absent, frozen_until=frozen_until)
    asked = _with_new(asked, tuple(jobs), tuple(tasks), tuple(locks))
    check(asked)
    return _Replanning(asked, plan, budget, workers, seed, progress).run(problem, now)


def _shown(problem: Problem, moment: object) -> str:
    whole = isinstance(moment, int) and not isinstance(moment, bool) and abs(moment) <= FARTHEST
    return f"{problem.axis.moment(moment):%Y-%m-%d %H:%M}" if whole else f"{moment!r:.60}"  # type: ignore[arg-type]


def _with_new(
    problem: Problem, jobs: tuple[Job, ...], tasks: tuple[Task, ...], locks: tuple[Assignment, ...]
) -> Problem:
    """Return a problem with new jobs, tasks and fixed work, and with a price on changes."""
    settings = problem.settings
    price = settings.changed_task or CHANGED_TASK
    return problem.model_copy(
        update={
            "jobs": (*problem.jobs, *jobs),
            "tasks": (*problem.tasks, *tasks),
            "locks": (*problem.locks, *(lock.model_copy(update={"locked": True}) for lock in locks)),
            "settings": settings.model_copy(update={"changed_task": price}),
        }
    )


class _Try(NamedTuple):
    """A part of the plan that is looked at, what is asked of it, and what may be spent on it at most."""

    where: Neighbourhood
    asked: Asked
    most: float


class _Replanning:
    def __init__(
        self,
        problem: Problem,
        known: Plan,
        budget: Budget,
        workers: int,
        seed: int,
        progress: Callable[[Answer], None] | None,
    ) -> None:
        self.problem = problem
        self.known = known
        self.budget = budget
        self.workers = workers
        self.random = random.Random(seed)
        self.progress = progress
        self.priced = 3 if problem.settings.overtime_first else 2  # tiers up to money, which has the price on changes
        self.answers: list[Answer] = []
        self.settled = False  # whether a model of all that may change has been solved to the end

    def run(self, before: Problem, now: int) -> Replanned:
        """Answer again and again, and return the last answer."""
        problem = self.problem
        status: Status = "feasible"
        self.known_late, self.known_arrears = job_lateness(before, self.known), job_arrears(before, self.known)
        assert problem.published is not None
        made, moved = repaired(problem, problem.published)
        self.best = accepted(problem, made)
        self.most = _most(self.best.cost.changes, len(problem.tasks))
        self._answer("first")
        try:
            if moved and not self.budget.is_over:
                self._search(moved)
        except KeyboardInterrupt:
            status = "stopped"
        is_known = self.best.plan is problem.published
        plan = self.best.plan if is_known else explained(problem, self.best.plan)
        result = Result(
            status=status,
            plan=plan,
            cost=self.best.cost,
            bounds=tuple(None for _ in self._tiers(self.best.cost)),
            broken=self.best.broken,
            history=tuple(Incumbent(seconds=a.seconds, tiers=self._tiers(a.cost), by=a.ring) for a in self.answers),
            seconds=self.budget.seconds,
        )
        difference = plan_difference(self.known, plan, problem, before=before, since=now)
        return Replanned(problem=problem, result=result, answers=tuple(self.answers), difference=difference)

    def _tiers(self, cost: Cost) -> tuple[float, ...]:
        return cost.tiers(overtime_first=self.problem.settings.overtime_first)

    def _answer(self, ring: str) -> None:
        cost = self.best.cost
        self.answers.append(Answer(seconds=self.budget.seconds, ring=ring, cost=cost, changes=cost.changes))
        if self.progress:
            self.progress(self.answers[-1])

    # -- rings -------------------------------------------------------------------------------------------------

    def _search(self, moved: set[TaskId]) -> None:
        """Look at what is disturbed, and at one ring after the other, a third of what is left each."""
        from agencysim.planner.replanning.rings import PART, SIZES, Rings, name_of
        from agencysim.planner.search.pool import NOTHING, Workers
        from agencysim.planner.search.scene import Scene

        self.scene = Scene(self.problem)
        with Workers(self.scene, self.workers) as workers:
            if len(moved) <= PART:
                alone = Rings(self.scene, self.best.plan, self.random).alone(moved)
                self._look(workers, [_Try(alone, NOTHING, PATIENCE)])
                self._answer("disturbed tasks")
            for n, size in enumerate(SIZES):
                until = self.budget.used + self.budget.left / (len(SIZES) - n)
                better = self._look_within(workers, size, moved, until)
                self._answer(name_of(size))
                if self.settled or not (better or self._later()):
                    return

    def _look_within(self, workers: Workers, size: int | None, moved: set[TaskId], until: float) -> bool:
        """Look at parts of a ring, job by job, and return whether that helped.

        First at jobs that come later than people know, then at others that are late, as long as it helps; around
        everything, as long as a job comes later. If nothing is late, once around what is disturbed.
        """
        from agencysim.planner.replanning.rings import Rings

        better, idle = False, 0
        tried: Counter[tuple[str, bool]] = Counter()
        while self.budget.used < until and not self.settled and (idle < AT_MOST or (size is None and self._later())):
            rings = Rings(self.scene, self.best.plan, self.random)
            late = {job: hours for job, hours in (self._later() or self._late()).items() if rings.of_job(job)}
            ways = [(job, is_promised) for job in late for is_promised in (True, False)]
            ways = ways or [(job, False) for job in sorted({name.job for name in moved}) if rings.of_job(job)]
            ways.sort(key=lambda way: (tried[way], -late.get(way[0], 0.0), not way[1]))
            if not ways:
                break
            tried.update(ways[: self.workers])
            tries = [
                self._promising(rings, job, size) if is_promised else self._plain(rings, job, size)
                for job, is_promised in ways[: self.workers]
            ]
            helped = self._look(workers, tries)
            if helped and self.best.cost.changes > CROWDED * self.most and not self.budget.is_over:
                self._look(workers, [self._tidy(Rings(self.scene, self.best.plan, self.random))])
            better, idle = better or helped, 0 if helped else idle + 1
            if not late:
                break
        return better

    def _plain(self, rings: Rings, job: str, size: int | None) -> _Try:
        """Return a part of a ring of which the best plan is wanted, whoever it helps."""
        from agencysim.planner.replanning.rings import PART
        from agencysim.planner.search.pool import Asked

        where = rings.part(rings.of_job(job), size, PART)
        return _Try(where, Asked(most_changed=self._left_to_change(rings, where)), PATIENCE)

    def _promising(self, rings: Rings, job: str, size: int | None) -> _Try:
        """Return a larger part in which a job is to be as early as people know, and no other one later than now."""
        from agencysim.planner.replanning.rings import LARGE
        from agencysim.planner.search.pool import Asked

        where = rings.part(rings.of_job(job), size, LARGE)
        promised = self._as_now(where)
        known = math.ceil(self.known_arrears.get(job, 0.0) * HOUR)
        promised[job] = known if known < promised[job] else int(BETTER * promised[job])
        return _Try(where, Asked(promised, self._left_to_change(rings, where)), LONG)

    def _tidy(self, rings: Rings) -> _Try:
        """Return all that is planned otherwise than people know it, to be as they know it where nothing gets later."""
        from agencysim.planner.search.pool import Asked

        where = rings.alone(changed_tasks_of(self.problem, self.best.plan))
        return _Try(where, Asked(self._as_now(where), self._left_to_change(rings, where)), PATIENCE)

    def _as_now(self, where: Neighbourhood) -> dict[str, int]:
        """Return the seconds by which the jobs of a neighbourhood are late, or undone, now."""
        now = job_arrears(self.problem, self.best.plan)
        return {job: math.ceil(now.get(job, 0.0) * HOUR) for job in sorted({task.job for task in where.tasks})}

    def _left_to_change(self, rings: Rings, where: Neighbourhood) -> int:
        """Return how many tasks of a neighbourhood may be planned otherwise than people know them.

        A model does not count what is left of begun tasks: they are taken to be changed.
        """
        outside = sum(name not in where.tasks for name in changed_tasks_of(self.problem, self.best.plan))
        return max(0, self.most - outside - len(rings.begun & where.tasks))

    def _late(self) -> dict[str, float]:
        """Return the hours by weight by which jobs are late."""
        late = job_lateness(self.problem, self.best.plan)
        return {job: hours * self.problem.job[job].weight for job, hours in late.items()}

    def _later(self) -> dict[str, float]:
        """Return the hours by weight by which jobs come later than people know, or are new and late."""
        late = job_lateness(self.problem, self.best.plan)
        later = {job: hours - self.known_late.get(job, 0.0) for job, hours in late.items()}
        return {job: hours * self.problem.job[job].weight for job, hours in later.items() if hours > EQUAL}

    def _look(self, workers: Workers, tries: list[_Try]) -> bool:
        """Solve models of some places at a time, and return whether a better plan was found."""
        from agencysim.planner.search.merging import merged

        better, stopped = False, False
        for each in tries:
            effort = self.budget.effort(each.most, self.random.randrange(2**31), self.priced)
            workers.give(self.best.plan, each.where, effort, each.asked)
            self.budget.count()
        for where, _, solved in workers.take_all():
            stopped |= solved.stopped
            is_all = where.tasks >= self.scene.changeable.keys() and len(tries) == 1 and not tries[0].asked.promised
            self.settled |= is_all and solved.proven >= self.priced
            if solved.plan is not None:
                better |= self._try(merged(self.best.plan, solved.plan, where))
        if stopped:
            raise KeyboardInterrupt
        return better

    def _try(self, made: Plan) -> bool:
        """Take a plan if it is better, and the verifier accepts it.

        It must not change too much, and nothing that is planned may lose its place for the sake of something else.
        """
        world = World(self.problem, made, like=self.best.world)
        cost = cost_in(world)
        if self._tiers(cost) >= self._tiers(self.best.cost) or cost.changes > self.most:
            return False
        if not {each.task for each in made.unplanned} <= {each.task for each in self.best.plan.unplanned}:
            return False
        violations = broken_in(world)
        if is_worse(violations, self.best.broken):
            return False
        self.best = Candidate(world, cost, tuple(violations))
        return True


def _most(changes: int, tasks: int) -> int:
    """Return how many tasks may change, if so many have to."""
    return max(int(MOST_CHANGED * tasks), changes + int(MORE * tasks) if changes > MOST_CHANGED * tasks else 0)
