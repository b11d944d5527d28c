"""Jobs that are to be in time, and rules that can be switched off: what is asked when a plan is explained."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ortools.sat.python import cp_model

from agencysim.planner.search.constraints import CONSTRAINTS
from agencysim.planner.search.hints import hint
from agencysim.planner.search.objective import changed_tasks, late
from agencysim.planner.search.reading import Reader

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from agencysim.planner.rules import Rule
    from agencysim.planner.search.model import Expression, Model
    from agencysim.plans import Plan


def promise(model: Model, job: str, switch: Expression, arrears: int = 0) -> None:
    """Let a job be in time if a literal holds, or late and undone by no more seconds than are given."""
    known = model.problem.job[job]
    date = known.due if known.due is not None else known.deadline
    counted = (
        task for task in model.problem.tasks_of.get(job, ()) if not task.after_due and model.problem.is_wanted(task)
    )
    free = [model.tasks[task.id] for task in counted if task.id in model.tasks]
    if date is not None and free:
        model.cp.add(late(model, known, free, date) <= arrears).only_enforce_if(switch)


def keep_to(model: Model, most: int) -> None:
    """Let no more tasks than are given be planned otherwise than published, and all that is planned be planned."""
    if model.problem.published is not None:
        model.cp.add(changed_tasks(model, model.problem.published) <= most)
    planned = model.plan.pieces().keys() - {each.task for each in model.plan.unplanned}
    for name in sorted(planned & model.tasks.keys()):
        model.cp.add(model.tasks[name].done == 1)


def switched(model: Model, rule: Rule, switch: Expression) -> bool:
    """Let a rule hold if a literal does, and return whether it says anything; its constraints must be linear."""
    before = len(model.cp.proto.constraints)
    CONSTRAINTS[rule](model)
    added = range(before, len(model.cp.proto.constraints))
    for index in added:
        model.cp.proto.constraints[index].enforcement_literal.append(switch.index)
    return bool(added)


class Question:
    """A model without an objective, of which it is asked what can hold together.

    Parameters
    ----------
    model
        What may be changed.
    jobs
        Jobs that may be asked to be in time.
    rules
        Rules that may be asked to hold; all others do.

    Attributes
    ----------
    rules
        Those of the rules that say anything.
    found
        The last plan that was found.
    """

    def __init__(self, model: Model, jobs: Iterable[str], rules: Collection[Rule]) -> None:
        self._model = model
        self._cp = model.cp
        self._switches: dict[str, Expression] = {}
        self.rules: list[Rule] = []
        self.found: Plan | None = None
        for rule, constrain in CONSTRAINTS.items():
            if rule not in rules:
                constrain(model)
                continue
            switch = model.literal(f"rule {rule}")
            if switched(model, rule, switch):
                self._switches[rule.value] = switch
                self.rules.append(rule)
        for job in jobs:
            self._switches[job] = model.literal(f"in time {job}")
            promise(model, job, self._switches[job])
        hint(model)

    def can_hold(self, members: Collection[str], seconds: float) -> bool | None:
        """Return whether jobs can be in time and rules hold, all together; ``None`` if that is not found out.

        Parameters
        ----------
        members
            Names of jobs and rules; the others may or may not.
        seconds
            How long may be looked.
        """
        for name, switch in self._switches.items():
            self._cp.proto.variables[switch.index].domain[0] = int(name in members)  # measured: ten times faster
        solver = self._solver(seconds)
        status = solver.solve(self._cp)  # than assumptions, which keep the model from being simplified
        if status in (cp_model.OPTIMAL, cp_model.FEASIBLE):
            self.found = Reader(self._model, solver).plan()
        return {cp_model.OPTIMAL: True, cp_model.FEASIBLE: True, cp_model.INFEASIBLE: False}.get(status)

    def core(self, members: Collection[str], seconds: float) -> list[str]:
        """Return some of the members which cannot hold together already; all of them if that is not found out."""
        names = {switch.index: name for name, switch in self._switches.items()}
        for switch in self._switches.values():
            self._cp.proto.variables[switch.index].domain[0] = 0
        self._cp.add_assumptions([self._switches[name] for name in members])
        solver = self._solver(seconds)
        status = solver.solve(self._cp)
        self._cp.clear_assumptions()
        if status != cp_model.INFEASIBLE:
            return list(members)
        return [names[index] for index in solver.sufficient_assumptions_for_infeasibility()]

    @staticmethod
    def _solver(seconds: float) -> cp_model.CpSolver:
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 0
        solver.parameters.max_time_in_seconds = max(0.05, seconds)
        return solver
