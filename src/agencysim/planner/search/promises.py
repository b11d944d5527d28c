"""Jobs that are to be in time, and rules that can be switched off: what is asked when a plan is explained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

from ortools.sat.python import cp_model

from agencysim.planner.search.constraints import CONSTRAINTS
from agencysim.planner.search.hints import hint
from agencysim.planner.search.objective import late

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from agencysim.planner.rules import Rule
    from agencysim.planner.search.model import Expression, Model


def promise(model: Model, job: str, switch: Expression) -> None:
    """Let a job be in time if a literal holds: all that is due by the end of the plan done, and the rest not too late."""
    known = model.problem.job[job]
    date = known.due if known.due is not None else known.deadline
    counted = (task for task in model.scene.by_job.get(job, ()) if not task.after_due and model.problem.is_wanted(task))
    free = [model.tasks[task.id] for task in counted if task.id in model.tasks]
    if date is not None:
        model.cp.add(late(model, known, free, date) <= 0).only_enforce_if(switch)


def switched(model: Model, rule: Rule, switch: Expression) -> None:
    """Let a rule hold if a literal does: one whose constraints are all linear, or disjunctions."""
    before = len(model.cp.proto.constraints)
    CONSTRAINTS[rule](model)
    for index in range(before, len(model.cp.proto.constraints)):
        model.cp.proto.constraints[index].enforcement_literal.append(switch.index)


class Answer(NamedTuple):
    """Whether some jobs can be in time while some rules hold.

    Parameters
    ----------
    can
        ``yes``, ``no`` (proven), or ``unknown`` within the time.
    core
        If they cannot: some of those that were asked about, which already cannot.
    """

    can: Literal["yes", "no", "unknown"]
    core: tuple[str, ...] = ()


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
    """

    def __init__(self, model: Model, jobs: Iterable[str], rules: Collection[Rule]) -> None:
        self._model = model
        self._switches: dict[str, Expression] = {}
        for rule, constrain in CONSTRAINTS.items():
            if rule in rules:
                self._switches[rule.value] = model.literal(f"rule {rule}")
                switched(model, rule, self._switches[rule.value])
            else:
                constrain(model)
        for job in jobs:
            self._switches[job] = model.literal(f"in time {job}")
            promise(model, job, self._switches[job])
        hint(model)
        self._names = {switch.index: name for name, switch in self._switches.items()}

    def ask(self, members: Iterable[str], seconds: float) -> Answer:
        """Return whether jobs can be in time and rules hold, all together.

        Parameters
        ----------
        members
            Names of jobs and rules.
        seconds
            How long may be looked.
        """
        solver = cp_model.CpSolver()
        solver.parameters.num_workers = 1
        solver.parameters.linearization_level = 0
        solver.parameters.max_time_in_seconds = max(0.05, seconds)
        self._model.cp.clear_assumptions()  # type: ignore[no-untyped-call]
        self._model.cp.add_assumptions([self._switches[name] for name in members])
        status = solver.solve(self._model.cp)
        if status == cp_model.INFEASIBLE:
            core = solver.sufficient_assumptions_for_infeasibility()
            return Answer("no", tuple(self._names[index] for index in core))
        return Answer("yes" if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else "unknown")
