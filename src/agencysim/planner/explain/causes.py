"""Why a job is late, not planned, or expensive."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.planner.construct import explained
from agencysim.planner.cost import job_lateness
from agencysim.planner.explain.asking import check_question, check_seconds
from agencysim.planner.explain.chain import Chain
from agencysim.planner.explain.conflict import conflicts
from agencysim.planner.explain.counting import Counting
from agencysim.planner.explain.expense import expenses
from agencysim.planner.search.scene import Scene
from agencysim.plans import Reason, Why
from agencysim.values import HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agencysim.planner.explain.conflict import Conflict, Conflicts
    from agencysim.planner.problem import Problem
    from agencysim.plans import Plan

PROOFS = frozenset({Why.PATH, Why.SHORTAGE, Why.CONFLICT})
"""Reasons that hold of every plan, not only of the one at hand."""


def why(problem: Problem, plan: Plan, job: str, *, time_limit: float = 5.0) -> tuple[Reason, ...]:
    """Return why a job is late, not planned or only in part, or expensive; nothing if it is none of that.

    What can be proven by counting comes first: how long the job takes by itself, and work against the hours that there
    are for it. If that proves nothing, a set of jobs and rules is looked for that cannot all hold. Then comes what the
    job waits for in the plan, in order of time, and what is spent on it.

    Parameters
    ----------
    problem, plan
        What was to be planned, and the plan, whoever made it.
    job
        Which job.
    time_limit
        Seconds for which a conflict is looked for, if counting proves nothing; 0 only counts.

    Raises
    ------
    AgencySimError
        If there is no such job, the plan is of another problem, or an argument is none that can be used.
    """
    check_question(problem, plan, job)
    check_seconds("time_limit", time_limit)
    is_open = any(each.job == job for each in plan.unplanned)
    found: list[Reason] = []
    if is_late := job_lateness(problem, plan).get(job, 0) > 0:
        found += Counting(Scene(problem)).reasons(job)
    if is_late and time_limit and PROOFS.isdisjoint(reason.why for reason in found):
        found += _conflict(problem, plan, job, time_limit)
    if is_late or is_open:
        chain = Chain(problem, explained(problem, plan))
        found += [*(chain.reasons(job) if is_late else ()), *chain.unplanned(job)]
    if is_late and (tail := problem.job[job].tail):
        found.append(Reason(why=Why.TAIL, needed=round(tail / HOUR, 2)))
    return (*dict.fromkeys(found), *expenses(problem, plan, job))


def _conflict(problem: Problem, plan: Plan, job: str, time_limit: float) -> Iterator[Reason]:
    """Yield what the job cannot be in time together with, or that it could be in time."""
    answer = conflicts(problem, plan, job=job, time_limit=time_limit)
    if answer.possible:
        yield Reason(why=Why.UNUSED)
    for each in answer.found:
        yield conflict_reason(problem, each)


def reasons_of(problem: Problem, found: Conflicts) -> dict[str, Reason]:
    """Return for each job of which a conflict was found why it is late: as counted, if nothing else takes part.

    Parameters
    ----------
    problem, found
        What was to be planned, and what was found about its late jobs.
    """
    counting, told = Counting(Scene(problem)), {}
    for each in found.found:
        counted = () if each.others or each.rules else counting.reasons(each.job)
        proof = next((reason for reason in counted if reason.why in PROOFS), None)
        told[each.job] = proof or conflict_reason(problem, each)
    return told


def conflict_reason(problem: Problem, conflict: Conflict) -> Reason:
    """Return a conflict as the reason for which its job is late.

    Parameters
    ----------
    problem, conflict
        What was to be planned, and what cannot hold together in it.
    """
    tasks = tuple(t.id for t in problem.tasks if t.job in conflict.others and not t.after_due)
    return Reason(why=Why.CONFLICT, who=conflict.rules, tasks=tasks, needed=conflict.around)
