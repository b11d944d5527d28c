"""Solving a model, tier by tier, and reading the plan out of it."""

from __future__ import annotations

import time
from threading import Thread
from typing import TYPE_CHECKING, NamedTuple

from ortools.sat.python import cp_model

from agencysim.planner.search.constraints import CONSTRAINTS
from agencysim.planner.search.cuts import add_energy
from agencysim.planner.search.hints import hint
from agencysim.planner.search.objective import tiers
from agencysim.planner.search.promises import promise
from agencysim.plans import Assignment, Duty, Plan, Unplanned

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from agencysim.planner.search.model import DayModel, Expression, Model, TaskModel
    from agencysim.planner.search.scene import ShiftOption


PART = 0.7
"""Share of the time left that a tier may take, if others follow."""


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
        Whether it is proven that there is no plan.
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
    """

    seconds: float
    seed: int = 1
    tiers: int = 2
    deterministic: float | None = None


def solve(
    model: Model,
    effort: Effort,
    *,
    relax: float = 0.0,
    promised: Collection[str] = (),
    found: Callable[[Plan], None] = lambda plan: None,  # noqa: ARG005
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
        Jobs that must be in time.
    found
        Called with the plan of each tier.
    tick
        Called now and then, to show that it goes on.
    """
    for constrain in CONSTRAINTS.values():
        constrain(model)
    for job in promised:
        promise(model, job, model.always)
    costs = tiers(model)
    hint(model)
    values: list[int] = []
    bounds: list[float] = []
    proven, plan, left, stopped, impossible = 0, None, effort.seconds, False, False
    for tier, cost in enumerate(costs[: effort.tiers]):
        if isinstance(cost, int):
            values.append(cost)
            bounds.append(cost)
            proven += proven == tier
            continue
        if stopped or (left <= 0 and effort.deterministic is None):
            break
        if tier == 1:
            add_energy(model)  # measured: it proves much about money, and costs time in the tier before
        solver = solver_for(effort, left * PART if tier + 1 < effort.tiers else left, core=tier > 0)
        model.cp.minimize(cost)
        began = time.monotonic()
        status, stopped = _run(solver, model.cp, tick)
        left -= time.monotonic() - began
        impossible = plan is None and status == cp_model.INFEASIBLE
        if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            break
        plan = Reader(model, solver).plan()
        found(plan)
        values.append(round(solver.objective_value))
        bounds.append(solver.best_objective_bound)
        proven += proven == tier and status == cp_model.OPTIMAL
        model.cp.add(cost <= int(values[-1] * (1 + relax)))
        _hint_solution(model, solver)
    return Solved(plan, tuple(values), tuple(bounds), proven, stopped, impossible)


def duties_of(model: Model, work: float) -> tuple[Duty, ...]:
    """Return the duties of all whom a model is about, with what it minimizes as low as so much work brings it."""
    solver = solver_for(Effort(0, deterministic=work), 0, core=False)
    if solver.solve(model.cp) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return ()
    return Reader(model, solver).plan().duties


def solver_for(effort: Effort, seconds: float, *, core: bool) -> cp_model.CpSolver:
    """Return a solver that may spend so much; ``core`` lets it raise bounds by what cannot be together."""
    solver = cp_model.CpSolver()
    solver.parameters.catch_sigint_signal = False
    solver.parameters.optimize_with_core = core
    solver.parameters.num_workers = 1  # measured: several threads find less in the same time
    solver.parameters.random_seed = effort.seed
    solver.parameters.linearization_level = 0  # measured: linear relaxations only cost time here
    if effort.deterministic is None:
        solver.parameters.max_time_in_seconds = max(0.1, seconds)
    else:
        solver.parameters.max_deterministic_time = effort.deterministic
    return solver


def _run(solver: cp_model.CpSolver, cp: cp_model.CpModel, tick: Callable[[], None]) -> tuple[object, bool]:
    """Let a solver work in a thread of its own, so that it can be interrupted; say how it ended, and whether it was."""
    ended: list[object] = []
    thread = Thread(target=lambda: ended.append(solver.solve(cp)))
    thread.start()
    interrupted = False
    while thread.is_alive():
        try:
            thread.join(0.1)
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


class Reader:
    """Reads a plan out of a solved model."""

    def __init__(self, model: Model, solver: cp_model.CpSolver) -> None:
        self.model = model
        self.solver = solver

    def holds(self, literal: Expression) -> bool:
        return bool(literal if isinstance(literal, int) else self.solver.value(literal))

    def plan(self) -> Plan:
        """Return the plan, what is fixed included; no more overtime than is needed is in it."""
        model, problem = self.model, self.model.problem
        pieces = [*model.fixed, *(piece for task in model.tasks.values() for piece in self.pieces(task))]
        undone = {name for name, task in model.tasks.items() if not self.holds(task.done)}
        others = [each for each in model.plan.unplanned if each.task not in model.tasks]
        unplanned = [Unplanned(job=n.job, step=n.step, attempt=n.attempt) for n in sorted(undone)]
        return Plan(
            scenario=problem.scenario,
            start=problem.start,
            end=problem.end,
            assignments=tuple(sorted(pieces, key=lambda p: (p.start, p.end, p.task))),
            duties=self._duties(pieces),
            unplanned=(*others, *unplanned),
        )

    def pieces(self, task: TaskModel) -> list[Assignment]:
        times = self.model.scene.times
        job, step, attempt = task.task.id
        if self.holds(task.outside):
            out = task.task.outside
            start = times.moment(self.solver.value(task.start))
            end = times.passed(out.calendar, start, out.delay) if out else None
            assert end is not None
            return [Assignment(job=job, step=step, attempt=attempt, start=start, end=end, outside=True)]
        held = [piece for piece in self.model.fixed if piece.task == task.task.id]
        chosen = (i for i, literal in enumerate(task.modes) if self.holds(literal))
        return [
            Assignment(
                job=job,
                step=step,
                attempt=attempt,
                mode=task.task.modes[i].name,
                people=held[0].people if held else self._crew(task, i),
                units=tuple(sorted(name for name, literal in piece.units.items() if self.holds(literal))),
                start=times.moment(self.solver.value(piece.start)),
                end=times.moment(self.solver.value(piece.end)),
            )
            for i in chosen
            for piece in task.pieces.values()
            if self.holds(piece.there)
        ]

    def _crew(self, task: TaskModel, i: int) -> tuple[str, ...]:
        """Return who does a task in one of its ways, place by place."""
        places = range(len(task.task.modes[i].crew))
        return tuple(name for j in places for name, literal in task.seats[i, j].items() if self.holds(literal))

    def _duties(self, pieces: list[Assignment]) -> tuple[Duty, ...]:
        """Return all duties, those that the model chose without overtime that nothing needs."""
        model = self.model
        duties = [duty for duty in model.plan.duties if duty.person not in set(model.people)]
        spans: dict[str, list[tuple[int, int]]] = {name: [] for name in model.people}
        for piece in pieces:
            for name in piece.crew:
                if name in spans:
                    spans[name].append((piece.start, piece.end))
        for (name, day), each in model.days.items():
            for option, literal in each.options.items():
                if self.holds(literal):
                    duty = self._duty(each, option, spans[name])
                    needed = each.rostered or day in self._must_stay(name)
                    if needed or any(duty.start <= start < duty.end for start, _ in spans[name]):
                        duties.append(duty)
        return tuple(sorted(duties, key=lambda duty: (duty.start, duty.person)))

    def _duty(self, day: DayModel, option: ShiftOption, spans: list[tuple[int, int]]) -> Duty:
        """Return a duty with as much of the overtime that the model chose as its pieces need."""
        granule, problem = self.model.scene.granule, self.model.problem
        most = [self._number(number) * granule for number in (day.before, day.after)]
        mine = [(s, e) for s, e in spans if option.start - most[0] <= s and e <= option.end + most[1]]
        before = max((option.start - start for start, _ in mine), default=0)
        after = max((end - option.end for _, end in mine), default=0)
        return Duty(
            person=day.person,
            day=problem.days[day.day].number,
            shift=option.shift,
            hours=problem.shifts[option.shift].hours[day.day],
            before=-(-max(0, before) // granule) * granule,
            after=-(-max(0, after) // granule) * granule,
            rostered=day.rostered,
            pay=problem.person[day.person].days[day.day].pay,
        )

    def _must_stay(self, name: str) -> set[int]:
        """Return the days off on which somebody comes, frozen ones, or since he covers something."""
        model = self.model
        until = model.problem.frozen_until or model.problem.start
        skills = {holding.skill for holding in model.problem.person[name].holdings}
        covers = any(each.skill in skills for each in model.problem.coverage)
        return {
            day
            for (who, day), each in model.days.items()
            if who == name and (covers or any(option.start < until for option in each.options))
        }

    def _number(self, value: Expression) -> int:
        return value if isinstance(value, int) else self.solver.value(value)
