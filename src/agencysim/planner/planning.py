"""Planning: the best plan that is found within a time."""

from __future__ import annotations

import random
from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from agencysim.arguments import check_kind, check_whole
from agencysim.language import tr
from agencysim.planner.budget import Budget
from agencysim.planner.comparing import Tiers, Yardstick
from agencysim.planner.construct import construct, explained
from agencysim.planner.cost import Cost, cost_in, cost_of, job_lateness
from agencysim.planner.problem import Problem
from agencysim.planner.problem_checks import check
from agencysim.planner.result import Incumbent, Result, Status
from agencysim.planner.rules import Rule, Violation
from agencysim.planner.search.choosing import PROVEN, Choice
from agencysim.planner.search.neighbourhoods import LATE
from agencysim.planner.verifier import broken_in
from agencysim.planner.verifier.world import World
from agencysim.values import HOUR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from agencysim.planner.search.neighbourhoods import Neighbourhood, Neighbourhoods
    from agencysim.planner.search.scene import Scene
    from agencysim.planner.search.solving import Solved
    from agencysim.plans import Duty, Plan

CHANCE = 0.3
"""Share of jobs that are pushed a little at random, so that the search does not go round in circles."""

AT_MOST = 10
"""Rounds without anything better after which nothing is to be expected any more."""

RESTARTS = 0.15
"""Share of the time that is spent on restarts; a third of it where all of a problem is one model."""

STRICTLY = 2 / 3
"""Share of the time in which no tier gets worse for the sake of the next, so that it is known how low it can be."""

SMALL = 60
"""Tasks up to which all of a problem is one model."""

PATIENCE, BRIEFLY = 3.0, 0.5
"""Seconds for a neighbourhood, or as much of the solver's own measure of work, and for money while work is late."""

NEAR = 0.01
"""Costs and bounds that differ by no more are equal: bounds are counted in whole numbers."""


class Candidate(NamedTuple):
    """A plan that the verifier has accepted, by what it means, with its cost and what nobody can help."""

    world: World
    cost: Cost
    broken: tuple[Violation, ...]

    @property
    def plan(self) -> Plan:
        """The plan itself."""
        return self.world.plan


def plan(
    problem: Problem,
    *,
    time_limit: float = 60.0,
    workers: int = 1,
    seed: int = 1,
    rounds: int | None = None,
    progress: Callable[[float, Cost], None] | None = None,
) -> Result:
    """Return the best plan that is found within a time; there always is one, and no rule is broken by choice.

    A first plan places all work by its latest finish, with overtime where it would be late. Then what came late is
    placed earlier, again and again (squeaky wheel optimization, Joslin and Clements, 1999). Then CP-SAT looks for
    something better: a small problem is one model, of a large one one neighbourhood after another is solved (large
    neighbourhood search, Shaw, 1998). In between some jobs are taken out and put in again, many times a second (ruin
    and recreate, Schrimpf et al., 2000), the more often the more it has gained of late.

    Parameters
    ----------
    problem
        What is to be planned.
    time_limit
        Seconds after which the best plan so far is returned; 0 returns the first one.
    workers
        Processes that solve neighbourhoods of a large problem at a time. For a small one, with two or more and a time
        limit, a second thread looks for what money cannot be below.
    seed
        Of the search's own chance.
    rounds
        So many restarts, neighbourhoods and bursts of ruin and recreate, each with a measure of work of its own,
        instead of a time limit: with one worker the same seed then gives the same plan, however fast the machine is.
    progress
        Called with the share of the time that has passed, and the cost of the best plan so far.

    Raises
    ------
    PlanError
        If the problem contradicts itself; everything that is wrong.
    AgencySimError
        If an argument is none that can be used.
    """
    check_kind("problem", problem, Problem, tr("make it with agencysim.problem_of, or Problem.read"))
    check_whole("seed", seed, 0, 2**63 - 1)
    check_whole("workers", workers, 1, 1000)
    budget = Budget(time_limit, rounds)
    check(problem)
    return _Search(problem, budget, workers, seed, progress).run()


def accepted(problem: Problem, made: Plan) -> Candidate:
    """Return a plan with its cost, once the verifier has accepted it.

    Raises
    ------
    RuntimeError
        If it breaks a rule by the planner's own choice: a fault of the planner.
    """
    world = World(problem, made)
    violations = broken_in(world)
    if chosen := by_choice(problem, violations):
        told = "; ".join(f"{v.rule}: {v.detail}" for v in chosen[:3])
        raise RuntimeError(f"the planner made a plan that breaks {len(chosen)} rules: {told}")
    return Candidate(world, cost_in(world), tuple(violations))


def by_choice(problem: Problem, violations: Iterable[Violation]) -> list[Violation]:
    """Return what a plan breaks that could have been helped: not what work does of which something is fixed."""
    held = {piece.task for piece in (*problem.locks, *problem.frozen)}
    return [v for v in violations if not v.locked and v.rule is not Rule.COVERAGE and held.isdisjoint(v.tasks)]


def is_worse(violations: Iterable[Violation], than: Iterable[Violation]) -> bool:
    """Return whether a plan breaks something that another one does not, or breaks it by more."""
    known = _amounts(than)
    return any(by > known.get(what, -1.0) + NEAR for what, by in _amounts(violations).items())


def _amounts(violations: Iterable[Violation]) -> dict[object, float]:
    """Return by how much each rule is broken by each work and person; gaps in the cover are summed up."""
    amounts: dict[object, float] = defaultdict(float)
    for v in violations:
        amounts[v.rule if v.rule is Rule.COVERAGE else (v.rule, v.tasks, v.who)] += v.by
    return amounts


def _uncovered(violations: Iterable[Violation]) -> float:
    """Return how many people are missing, summed up over the gaps in the cover."""
    return sum(v.by for v in violations if v.rule is Rule.COVERAGE)


class _Search:
    def __init__(
        self,
        problem: Problem,
        budget: Budget,
        workers: int,
        seed: int,
        progress: Callable[[float, Cost], None] | None,
    ) -> None:
        self.problem = problem
        self.budget = budget
        self.workers = workers
        self.seed = seed
        self.random = random.Random(seed)
        self.progress = progress
        self.history: list[Incumbent] = []
        self.duties: tuple[Duty, ...] = ()
        self.bounds: tuple[float | None, ...] = ()
        self.proven = False
        self.of_whole: dict[int, Tiers] = {}
        self.choice = Choice(self.random)

    def run(self) -> Result:
        status: Status = "feasible"
        self._begin_with(self._first())
        self._note("latest finish first")
        try:
            self._place_late_work_earlier()
            if self.problem.tasks and not self.budget.is_over:
                self._search()
        except KeyboardInterrupt:
            status = "stopped"
        plan = explained(self.problem, self.best.plan)
        bounds = self._bounds()
        return Result(
            status="optimal" if self.proven and any(bound is not None for bound in bounds) else status,
            plan=plan,
            cost=self.best.cost,
            bounds=bounds,
            broken=self.best.broken,
            history=tuple(self.history),
            seconds=self.budget.seconds,
        )

    def _bounds(self) -> tuple[float | None, ...]:
        """Return the bounds that are known; none if the best plan is below one, or breaks a rule by what is locked.

        Models leave out what first plans may do: two pieces of a task on a day, a way with a break in it, and overtime
        that leaves a reserve alone. How much of locked work gets done they know from the duties of the first plan.
        """
        tiers = self._tiers(self.best.cost)
        known = zip(tiers, self.bounds, strict=False)
        is_held = any(violation.locked for violation in self.best.broken)
        if not self.bounds or is_held or any(bound is not None and tier < bound - NEAR for tier, bound in known):
            return tuple(None for _ in tiers)
        return self.bounds

    def _first(self) -> Candidate:
        """Return a first plan; where one change after the other leaves gaps in the cover, duties are searched."""
        first = accepted(self.problem, construct(self.problem))
        if gaps := _uncovered(first.broken):
            from agencysim.planner.search.covering import covering_duties
            from agencysim.planner.search.scene import Scene

            duties = covering_duties(Scene(self.problem))
            other = accepted(self.problem, construct(self.problem, duties=duties))
            if _uncovered(other.broken) < gaps:
                self.duties, first = duties, other
        return first

    def _begin_with(self, first: Candidate) -> None:
        """Take a plan as the best one so far, and compare others with it strictly."""
        self.best = first
        self.yardstick = Yardstick(0.0, self._tiers(first.cost))

    def _note(self, by: str) -> None:
        """Note the best plan that has just been found."""
        tiers = self._tiers(self.best.cost)
        self.history.append(Incumbent(seconds=self.budget.seconds, tiers=tiers, by=by))
        self._tell()

    def _tiers(self, cost: Cost) -> Tiers:
        return cost.tiers(overtime_first=self.problem.settings.overtime_first)

    def _tell(self) -> None:
        if self.progress:
            self.progress(self.budget.share(), self.best.cost)

    # -- restarts ----------------------------------------------------------------------------------------------

    def _place_late_work_earlier(self) -> None:
        """Place what came late earlier in the order, again and again, as long as something comes late."""
        earlier: dict[str, int] = defaultdict(int)
        now, idle = self.best.plan, 0
        share = RESTARTS if len(self.problem.tasks) > SMALL else RESTARTS / 3
        while idle < AT_MOST and self.best.cost.lateness > 0 and self.budget.share() < share:
            self.budget.count()
            self._blame(earlier, now)
            made = construct(self.problem, earlier=earlier, duties=self.duties)
            now, idle = made, idle + 1
            if self._try(made, "squeaky wheel"):
                idle = 0
            self._tell()

    def _blame(self, earlier: dict[str, int], now: Plan) -> None:
        """Let late jobs be placed earlier by a part of their lateness by weight, and some others later by chance."""
        grid, known = self.problem.grid, self.problem.job
        for job, hours in job_lateness(self.problem, now).items():
            late = int(hours * known[job].weight / 2 * HOUR / grid)
            earlier[job] += min(96, 1 + self.random.randrange(max(1, late)))
        for each in self.problem.jobs:
            if self.random.random() < CHANCE:
                earlier[each.id] -= self.random.randrange(16)

    # -- models ------------------------------------------------------------------------------------------------

    def _search(self) -> None:
        """Look for a better plan with CP-SAT: at all of a small problem at once, else at neighbourhoods."""
        from agencysim.planner.search.model import Model
        from agencysim.planner.search.scene import Scene
        from agencysim.planner.search.solving import solve

        scene = Scene(self.problem)
        if len(self.problem.tasks) > SMALL:
            self._search_large(scene)
            return
        self._relax()
        everybody = [person.name for person in self.problem.people]
        model = Model(scene, self.best.plan, [task.id for task in self.problem.tasks], everybody)
        effort = self.budget.effort(float("inf"), self.seed, len(self._tiers(self.best.cost)))
        solved = solve(
            model,
            effort._replace(threads=self.workers),
            relax=self.problem.settings.relax,
            found=self._take_of_whole,
            tick=self._tell,
        )
        if solved.stopped:
            raise KeyboardInterrupt
        if solved.plan is not None:
            self._try(solved.plan, "whole model")
            self._conclude(solved, solved.plan)
        if not self.proven and not self.budget.is_over:
            self._search_large(scene)

    def _relax(self) -> None:
        """Let each tier get worse from now on for the sake of the next, by the share that may be."""
        self.yardstick = self.yardstick._replace(relax=self.problem.settings.relax)

    def _take_of_whole(self, tier: int, made: Plan) -> None:
        """Take what the model of all of a problem has found for a tier, and note what it costs."""
        self.of_whole[tier] = self._tiers(cost_of(self.problem, made))
        self._try(made, "whole model")

    def _conclude(self, solved: Solved, made: Plan) -> None:
        """Work out what no plan can be below, and whether the best one is proven to be as low.

        A tier's bound counts only if those before are proven, and none has got worse for the sake of another.
        """
        from agencysim.planner.search.objective import units

        tiers = self._tiers(cost_of(self.problem, made))
        sizes = units(overtime_first=self.problem.settings.overtime_first)
        bounds: list[float | None] = [None] * len(tiers)
        exact = solved.proven if not self.problem.settings.relax else 0
        for n, (value, bound, unit) in enumerate(zip(solved.values, solved.bounds, sizes, strict=False)):
            if n <= exact:  # what is constant is in the plan's cost, but not in the model's
                bounds[n] = max(0.0, self.of_whole.get(n, tiers)[n] - (value - bound) / unit)
        self.bounds = tuple(bounds)
        self.proven = exact >= PROVEN and self._tiers(self.best.cost)[:PROVEN] <= tiers[:PROVEN]

    def _try(self, made: Plan, by: str) -> bool:
        """Take a plan if it is better, and the verifier accepts it."""
        world = World(self.problem, made, like=self.best.world)
        cost = cost_in(world)
        tiers, best = self._tiers(cost), self._tiers(self.best.cost)
        yardstick = self.yardstick.seeing(tiers, best)
        is_better = yardstick.is_better(tiers, best)
        if not is_better and yardstick == self.yardstick:
            return False
        violations = broken_in(world)
        if is_worse(violations, self.best.broken):
            return False
        self.yardstick = yardstick
        if not is_better:
            return False
        self.best = Candidate(world, cost, tuple(violations))
        self._note(by)
        return True

    def _search_large(self, scene: Scene) -> None:
        """Improve one neighbourhood after another; what more than one worker finds is put together."""
        from agencysim.planner.search.neighbourhoods import Neighbourhoods
        from agencysim.planner.search.pool import Asked, Workers

        if not scene.changeable:
            return
        around, first = Neighbourhoods(scene, self.best.world, self.random), self.history[0].tiers
        tiers = 2 if self.problem.published is None else len(self._tiers(self.best.cost))
        interrupted = False
        with Workers(scene, self.workers) as workers:
            while not self.budget.is_over:
                if self.budget.share() >= STRICTLY:
                    self._relax()
                while workers.is_free:
                    where = self._next(around)
                    later = BRIEFLY if where.about == LATE else float("inf")
                    effort = self.budget.effort(PATIENCE, self.random.randrange(2**31), tiers, later)
                    workers.give(self.best.plan, where, effort, Asked(relax=self.yardstick.relax))
                    self.budget.count()
                for where, base, solved in workers.take():
                    interrupted |= solved.stopped
                    before = self._tiers(self.best.cost)
                    if solved.plan is not None and self._join(solved.plan, where, base):
                        around = Neighbourhoods(scene, self.best.world, self.random)
                    gain = self.yardstick.gain(before, self._tiers(self.best.cost), first)
                    self.choice.learn(where, gain, solved.proven)
                    self._tell()
                if interrupted:
                    raise KeyboardInterrupt

    def _join(self, found: Plan, where: Neighbourhood, base: Plan) -> bool:
        """Put what was found together with the best plan, or take it as it is where the two do not fit together."""
        from agencysim.planner.search.merging import merged

        is_new = self.best.plan is not base
        if self._try(merged(self.best.plan, found, where), where.about):
            return True
        return is_new and self._try(found, where.about)

    def _next(self, around: Neighbourhoods) -> Neighbourhood:
        """Choose where is looked next: against a published plan only with models, which know what it is."""
        is_paid = any(self.best.cost.overtime.values())
        spare = max(0.0, self.yardstick.most(0) - self._tiers(self.best.cost)[0])
        return self.choice.draw(around, recreates=self.problem.published is None, is_paid=is_paid, spare=spare)
