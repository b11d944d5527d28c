"""Solving a model, tier by tier, and reading the plan out of it."""

from __future__ import annotations

import time
from threading import Event, Thread
from typing import TYPE_CHECKING, NamedTuple

from immutabledict import immutabledict
from ortools.sat.python import cp_model

from agencysim.planner.search.constraints import CONSTRAINTS
from agencysim.planner.search.cuts import add_energy
from agencysim.planner.search.hints import hint
from agencysim.planner.search.objective import overtime_hours, tiers
from agencysim.planner.search.promises import promise
from agencysim.planner.search.reading import Reader

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from agencysim.planner.search.model import Expression, Model
    from agencysim.plans import Duty, Plan


PART = 0.7
"""Share of the time left that a tier may take, if others follow."""

LITTLE_OVERTIME = 0.3
"""Share of the time left for the fewest hours of overtime, and then for the cheapest plan with no more of them."""

MONEY_TIER = 1
"""Which tier is money, where hours of overtime do not come first."""


class Solved(NamedTuple):
    """What came out of solving a model.

    Parameters
    ----------
    plan
        The plan, or ``None`` if none was found.
    values, bounds
        For each tier that was looked at: its value, and what it cannot be below.
    proven
        How many tiers are proven to be as low as they can be, those before them given.
    stopped
        Whether it was interrupted.
    impossible
        Whether it is proven that no plan keeps what has been promised.
    """

    plan: Plan | None
    values: tuple[int, ...]
    bounds: tuple[float, ...]
    proven: int
    stopped: bool = False
    impossible: bool = False


class Effort(NamedTuple):
    """How much may be spent on a model.

    Parameters
    ----------
    seconds
        Wall-clock seconds for all tiers together.
    seed
        The solver's chance.
    tiers
        How many tiers are looked at.
    deterministic
        Deterministic time for each tier instead of the clock, so that a run can be repeated.
    later
        The most that each tier after the first may take, in whichever of the two.
    threads
        Threads, where it matters how low money can be: with two or more, and the clock, one looks for plans, another
        one for what money cannot be below. 0 where nobody asks for that, as in neighbourhoods that are searched.
    """

    seconds: float
    seed: int = 1
    tiers: int = 2
    deterministic: float | None = None
    later: float = float("inf")
    threads: int = 0

    def of_tier(self, tier: int, left: float) -> tuple[float, float | None]:
        """Return the seconds, and the deterministic time, that a tier may take of so many seconds that are left."""
        most = self.later if tier else float("inf")
        seconds = left * PART if tier + 1 < self.tiers else left
        return min(most, seconds), None if self.deterministic is None else min(most, self.deterministic)


def solve(
    model: Model,
    effort: Effort,
    *,
    relax: float = 0.0,
    promised: Mapping[str, int] = immutabledict(),
    found: Callable[[int, Plan], None] = lambda tier, plan: None,  # noqa: ARG005
    tick: Callable[[], None] = lambda: None,
) -> Solved:
    """Solve a model tier by tier: each as low as it can be while those before it stay as they are.

    Whoever interrupts it (Ctrl-C) gets the best that has been found.

    Parameters
    ----------
    model
        What is to be solved; hints are taken from the plan that it starts from.
    effort
        How much may be spent.
    relax
        Share by which a tier may get worse for the sake of the next.
    promised
        Jobs that may be late, and undone, by no more than so many seconds.
    found
        Called with each tier that is looked at, counted from 0, and its plan.
    tick
        Called now and then, to show that it goes on.
    """
    for constrain in CONSTRAINTS.values():
        constrain(model)
    for job, arrears in promised.items():
        promise(model, job, model.always, arrears)
    costs = tiers(model)
    hint(model)
    search = _Search(model, effort, tick)
    # Measured: to begin with, an objective is only in the way of what is promised.
    if promised and search.run(solver_for(effort.seed, search.left, effort.deterministic)) is None:
        return Solved(None, (), (), 0, search.stopped, impossible=search.status == cp_model.INFEASIBLE)
    values: list[int] = []
    bounds: list[float] = []
    proven, second = 0, next((tier for tier, cost in enumerate(costs) if tier and not isinstance(cost, int)), None)
    for tier, cost in enumerate(costs[: effort.tiers]):
        if isinstance(cost, int):
            values.append(cost)
            bounds.append(cost)
            proven += proven == tier
            continue
        if search.is_over:
            break
        if tier == second:
            add_energy(model)  # measured: it finds and proves much about money, and costs time in the tier before
            is_money = tier == MONEY_TIER and not model.problem.settings.overtime_first
            if is_money and effort.threads and not promised and (plan := search.with_little_overtime(cost)):
                found(tier, plan)
        solver = search.run(_solver_of_tier(effort, tier, search.left), cost)
        if solver is None or search.plan is None:
            break
        found(tier, search.plan)
        values.append(round(solver.objective_value))
        bounds.append(solver.best_objective_bound)
        proven += proven == tier and search.status == cp_model.OPTIMAL
        is_last = tier + 1 == min(len(costs), effort.tiers)
        model.cp.add(cost <= int(values[-1] * (1 if is_last else 1 + relax)))
    if relax and values and not search.stopped:
        search.tighten(costs[: len(values) - 1])
    return Solved(search.plan, tuple(values), tuple(bounds), proven, search.stopped)


class _Search:
    """Solvers that work on a model one after the other, each from the plan of the one before.

    Parameters
    ----------
    model, effort, tick
        As for `solve`.
    """

    def __init__(self, model: Model, effort: Effort, tick: Callable[[], None]) -> None:
        self.model = model
        self.effort = effort
        self.tick = tick
        self.left = effort.seconds
        self.plan: Plan | None = None
        self.stopped = False
        self.status: object = cp_model.UNKNOWN

    @property
    def is_over(self) -> bool:
        """Whether it was interrupted, or has no time any more."""
        return self.stopped or (self.left <= 0 and self.effort.deterministic is None)

    def run(
        self, solver: cp_model.CpSolver, cost: Expression | None = None, cp: cp_model.CpModel | None = None
    ) -> cp_model.CpSolver | None:
        """Let a solver look for a plan, as cheap as can be if a cost is given; return it if there is one.

        None does any more once one was interrupted.
        """
        if self.stopped:
            return None
        cp, began = cp or self.model.cp, time.monotonic()
        if cost is not None:
            cp.minimize(cost)
        self.status, self.stopped = _run(solver, cp, self.tick)
        self.left -= time.monotonic() - began
        if self.status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            return None
        self.plan = Reader(self.model, solver).plan()
        _hint_solution(self.model, solver)
        return solver

    def with_little_overtime(self, money: Expression) -> Plan | None:
        """Return the cheapest plan with as few hours of overtime as can be, if there is time for it.

        Measured on small problems: both are mostly proven in seconds, and what comes of it costs less than what is
        found in a minute where overtime is free.
        """
        hours = overtime_hours(self.model)
        if isinstance(hours, int):
            return None
        solver = self.run(self._solver_for_share(LITTLE_OVERTIME), hours)
        if solver is None or self.is_over:
            return None
        limited = self.model.cp.clone()
        limited.add(hours <= round(solver.objective_value))
        return None if self.run(self._solver_for_share(LITTLE_OVERTIME), money, limited) is None else self.plan

    def _solver_for_share(self, share: float) -> cp_model.CpSolver:
        work = self.effort.deterministic
        solver = solver_for(
            self.effort.seed, self.left * share, None if work is None else work * share, from_below=False
        )
        _look_for_bounds(solver, 1)
        return solver

    def tighten(self, costs: list[Expression]) -> None:
        """Let no tier be worse than the sake of those after it asks for, if there is time for it."""
        for cost in reversed([cost for cost in costs if not isinstance(cost, int)]):
            solver = solver_for(self.effort.seed, self.left, self.effort.deterministic)
            if self.is_over or self.run(solver, cost) is None or self.stopped:
                break
            self.model.cp.add(cost <= round(solver.objective_value))


def duties_of(model: Model, work: float) -> tuple[Duty, ...]:
    """Return the duties of all whom a model is about, with what it minimizes as low as so much work brings it."""
    solver = solver_for(1, 0, work)
    if solver.solve(model.cp) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return ()
    return Reader(model, solver).plan().duties


def solver_for(seed: int, seconds: float, deterministic: float | None, *, from_below: bool = True) -> cp_model.CpSolver:
    """Return a solver that may take so many seconds, or so much deterministic time if that is given.

    ``from_below`` lets it raise a bound until there is a plan, instead of making a plan better and better.
    """
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False
    # Measured: lateness is proven three to ten times as soon from below; money is saved sooner from above.
    solver.parameters.use_objective_lb_search = from_below
    solver.parameters.cp_model_probing_level = 0  # measured: it does not pay
    solver.parameters.num_workers = 1  # measured: several threads find less in the same time
    solver.parameters.random_seed = seed
    solver.parameters.linearization_level = 0  # measured: linear relaxations only cost time here
    if deterministic is None:
        solver.parameters.max_time_in_seconds = max(0.1, seconds)
    else:
        solver.parameters.max_deterministic_time = deterministic
    return solver


def _solver_of_tier(effort: Effort, tier: int, left: float) -> cp_model.CpSolver:
    """Return the solver for a tier, of so many seconds that are left."""
    solver = solver_for(effort.seed, *effort.of_tier(tier, left), from_below=tier == 0)
    if tier and effort.threads:
        _look_for_bounds(solver, effort.threads if effort.deterministic is None else 1)
    return solver


def _look_for_bounds(solver: cp_model.CpSolver, threads: int) -> None:
    """Let a solver look for what money cannot be below, too.

    Measured on small problems: from a plan that costs much, its cores lead to good ones sooner than anything else, and
    raise bounds. Beside them, a search from below with full linear relaxations raises bounds most.
    """
    if threads == 1:
        solver.parameters.optimize_with_core = True
    else:
        solver.parameters.num_workers = 3  # the third looks for a first plan, which is known
        solver.parameters.subsolvers.extend(["core", "objective_lb_search_max_lp"])
        solver.parameters.use_lns = solver.parameters.use_feasibility_jump = False
        solver.parameters.num_violation_ls = solver.parameters.shared_tree_num_workers = 0


def _run(solver: cp_model.CpSolver, cp: cp_model.CpModel, tick: Callable[[], None]) -> tuple[object, bool]:
    """Let a solver work in a thread of its own, so that it can be interrupted; say how it ended, and whether it was."""
    ended: list[object] = []
    is_over = Event()  # before Python 3.13 a thread whose join is interrupted is said to be over while it still works

    def search() -> None:
        try:
            ended.append(solver.solve(cp))
        finally:
            is_over.set()

    Thread(target=search).start()
    interrupted = False
    while not is_over.is_set():
        try:
            while not is_over.wait(0.1):
                tick()
        except KeyboardInterrupt:
            interrupted = True
            solver.stop_search()
    return (ended[0] if ended else cp_model.UNKNOWN), interrupted


def _hint_solution(model: Model, solver: cp_model.CpSolver) -> None:
    """Let the next tier begin with the plan of this one."""
    model.cp.clear_hints()  # type: ignore[no-untyped-call]
    for index in range(len(model.cp.proto.variables)):
        variable = model.cp.get_int_var_from_proto_index(index)
        model.cp.add_hint(variable, solver.value(variable))
