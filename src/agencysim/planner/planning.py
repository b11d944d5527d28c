"""Planning: the best plan that is found within a time."""

from __future__ import annotations

import multiprocessing
import random
import time
from collections import defaultdict
from concurrent.futures import ProcessPoolExecutor
from typing import TYPE_CHECKING, NamedTuple

from agencysim.arguments import check_kind, check_whole
from agencysim.errors import AgencySimError
from agencysim.language import tr
from agencysim.planner.construct import construct
from agencysim.planner.cost import Cost, cost_of, job_lateness
from agencysim.planner.problem import Problem
from agencysim.planner.problem_checks import check
from agencysim.planner.result import Incumbent, Result
from agencysim.planner.rules import Rule, Violation
from agencysim.planner.verifier import verify
from agencysim.values import HOUR

if TYPE_CHECKING:
    from collections.abc import Callable

    from agencysim.plans import Plan

LONGEST = 24 * HOUR
"""Longest time limit, in seconds."""

CHANCE = 0.3
"""Share of jobs that are pushed a little at random, so that the search does not go round in circles."""

AT_MOST = 40
"""Rounds without anything better after which nothing is to be expected any more."""


class Candidate(NamedTuple):
    """A plan that the verifier has accepted, with its cost and what nobody can help."""

    plan: Plan
    cost: Cost
    broken: tuple[Violation, ...]


def plan(
    problem: Problem,
    *,
    time_limit: float = 60.0,
    workers: int = 1,
    seed: int = 1,
    progress: Callable[[float, Cost], None] | None = None,
) -> Result:
    """Return the best plan that is found within a time; there always is one, and no rule is broken by choice.

    A first plan places all work by its latest finish, with overtime where it would be late. Then what came late is
    placed earlier, again and again (squeaky wheel optimization, Joslin and Clements, 1999).

    Parameters
    ----------
    problem
        What is to be planned.
    time_limit
        Seconds after which the best plan so far is returned; 0 returns the first one.
    workers
        Processes that look for a better plan, each by its own chance; the best of their plans is returned.
    seed
        Of the search's own chance.
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
    if isinstance(time_limit, bool) or not isinstance(time_limit, int | float) or not 0 <= time_limit <= LONGEST:
        raise AgencySimError(
            tr("time_limit is {given!r:.60}: give seconds from 0 to {most}", given=time_limit, most=LONGEST)
        )
    check_whole("workers", workers, 1, 1000)
    check(problem)
    if workers == 1 or not time_limit:
        return _Search(problem, time_limit, seed, progress).run()
    return _in_parallel(problem, time_limit, workers, seed, progress)


def _in_parallel(
    problem: Problem, limit: float, workers: int, seed: int, progress: Callable[[float, Cost], None] | None
) -> Result:
    """Return the best plan of several searches; this process makes one of them, and shows how far it is."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers - 1, mp_context=context) as pool:
        others = [pool.submit(_search_alone, problem, limit, seed + n) for n in range(1, workers)]
        results = [_Search(problem, limit, seed, progress).run(), *(other.result() for other in others)]
    return min(results, key=lambda result: result.cost.tiers(overtime_first=problem.settings.overtime_first))


def _search_alone(problem: Problem, limit: float, seed: int) -> Result:
    return _Search(problem, limit, seed, None).run()


def accepted(problem: Problem, made: Plan) -> Candidate:
    """Return a plan with its cost, once the verifier has accepted it.

    Raises
    ------
    RuntimeError
        If it breaks a rule by the planner's own choice: a fault of the planner.
    """
    violations = verify(problem, made)
    chosen = [v for v in violations if not v.locked and v.rule is not Rule.COVERAGE]
    if chosen:
        told = "; ".join(f"{v.rule}: {v.detail}" for v in chosen[:3])
        raise RuntimeError(f"the planner made a plan that breaks {len(chosen)} rules: {told}")
    return Candidate(made, cost_of(problem, made), tuple(violations))


class _Search:
    def __init__(
        self, problem: Problem, limit: float, seed: int, progress: Callable[[float, Cost], None] | None
    ) -> None:
        self.problem = problem
        self.limit = limit
        self.random = random.Random(seed)
        self.progress = progress
        self.began = time.monotonic()
        self.history: list[Incumbent] = []

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began

    def run(self) -> Result:
        best, status = self._found(construct(self.problem), "latest finish first"), "feasible"
        try:
            best = self._improve(best)
        except KeyboardInterrupt:
            status = "stopped"
        return Result(
            status=status,
            plan=best.plan,
            cost=best.cost,
            bounds=tuple(None for _ in self._tiers(best)),
            broken=best.broken,
            history=tuple(self.history),
            seconds=self.seconds,
        )

    def _found(self, made: Plan, by: str) -> Candidate:
        candidate = accepted(self.problem, made)
        self.history.append(Incumbent(seconds=self.seconds, tiers=self._tiers(candidate), by=by))
        self._tell(candidate)
        return candidate

    def _tiers(self, candidate: Candidate) -> tuple[float, ...]:
        return candidate.cost.tiers(overtime_first=self.problem.settings.overtime_first)

    def _tell(self, best: Candidate) -> None:
        if self.progress:
            self.progress(min(1.0, self.seconds / self.limit) if self.limit else 1.0, best.cost)

    def _improve(self, best: Candidate) -> Candidate:
        """Place what came late earlier in the order, as long as there is time and something comes late."""
        earlier: dict[str, int] = defaultdict(int)
        now, idle, length = best, 0, self.seconds
        while idle < AT_MOST and best.cost.lateness > 0 and self.seconds + length < self.limit:
            started = self.seconds
            self._blame(earlier, now)
            made = construct(self.problem, earlier=earlier)
            cost = cost_of(self.problem, made)
            now, idle = Candidate(made, cost, ()), idle + 1
            if self._tiers(now) < self._tiers(best):
                best, idle = self._found(made, "squeaky wheel"), 0
            self._tell(best)
            length = self.seconds - started
        return best

    def _blame(self, earlier: dict[str, int], now: Candidate) -> None:
        """Let late jobs be placed earlier by a part of their lateness, and some others by chance."""
        grid = self.problem.grid
        for job, hours in job_lateness(self.problem, now.plan).items():
            late = int(hours * HOUR / grid)
            earlier[job] += min(96, 1 + self.random.randrange(max(1, late)))
        for each in self.problem.jobs:
            if self.random.random() < CHANCE:
                earlier[each.id] = max(0, earlier[each.id] - self.random.randrange(16))
