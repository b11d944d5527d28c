"""What is asked about a job of a plan, refused in words if there is no such thing."""

from __future__ import annotations

from difflib import get_close_matches

from agencysim.arguments import check_kind
from agencysim.errors import AgencySimError
from agencysim.language import joined, tr, tr_n
from agencysim.planner.problem import Problem
from agencysim.planner.problem_checks import check
from agencysim.plans import Plan

LONGEST = 3600
"""Longest time limit of a question, in seconds."""


def check_question(problem: object, plan: object, job: object) -> None:
    """Refuse what is no problem or plan, a plan of another problem, and a job that there is not, if one is given.

    Raises
    ------
    AgencySimError
        If something is wrong.
    """
    check_kind("problem", problem, Problem, tr("make it with agencysim.problem_of, or Problem.read"))
    check_kind("plan", plan, Plan, tr("make it with agencysim.plan, or Plan.read"))
    assert isinstance(problem, Problem)
    assert isinstance(plan, Plan)
    check(problem)
    named = {piece.task for piece in plan.assignments} | {each.task for each in plan.unplanned}
    if strangers := sorted(named - problem.task.keys()):
        raise AgencySimError(tr("the plan is not one of this problem: it has no task {task}", task=strangers[0]))
    if job is not None and job not in problem.job:
        near = get_close_matches(str(job), list(problem.job), 3, 0.5)
        told = tr_n("{n} job is planned", "{n} jobs are planned", len(problem.job))
        known = tr("did you mean {names}?", names=joined(near)) if near else told
        raise AgencySimError(tr("there is no job {job!r} in the plan: {known}", job=job, known=known))


def check_seconds(name: str, given: object) -> None:
    """Refuse what is no number of seconds.

    Raises
    ------
    AgencySimError
        If it is none, or too many.
    """
    if isinstance(given, bool) or not isinstance(given, int | float) or not 0 <= given <= LONGEST:
        raise AgencySimError(
            tr("{name} is {given!r:.60}: give seconds from 0 to {most}", name=name, given=given, most=LONGEST)
        )
