"""The independent verifier: it knows problem and plan, and nothing of how plans are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.arguments import check_kind
from agencysim.errors import PlanError
from agencysim.errors import Problem as Fault
from agencysim.language import tr
from agencysim.planner.problem import Problem
from agencysim.planner.rules import Rule, Violation
from agencysim.planner.verifier import work, working_time
from agencysim.planner.verifier.world import World
from agencysim.plans import Plan, foreign

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


CHECKS: dict[Rule, Callable[[World], Iterator[Violation]]] = {
    Rule.KNOWN: work.known,
    Rule.SKILL: work.skill,
    Rule.CREW: work.crew,
    Rule.ONE_PLACE: work.one_place,
    Rule.ON_DUTY: work.on_duty,
    Rule.SHIFT: working_time.shift,
    Rule.LEAVE: work.leave,
    Rule.WORK_DONE: work.work_done,
    Rule.IN_ONE_PIECE: work.in_one_piece,
    Rule.SAME_PEOPLE: work.same_people,
    Rule.ORDER: work.order,
    Rule.RELEASE: work.release,
    Rule.DEADLINE: work.deadline,
    Rule.SITE: work.site,
    Rule.UNITS: work.units,
    Rule.DAILY_REST: working_time.daily_rest,
    Rule.REST_DAYS: working_time.rest_days,
    Rule.DAYS_IN_ROW: working_time.days_in_row,
    Rule.OVERTIME_DAY: working_time.overtime_day,
    Rule.OVERTIME_WEEK: working_time.overtime_week,
    Rule.OVERTIME_MONTH: working_time.overtime_month,
    Rule.WEEK_HOURS: working_time.week_hours,
    Rule.AVERAGE_HOURS: working_time.average_hours,
    Rule.COVERAGE: working_time.coverage,
    Rule.RESERVE: working_time.reserve,
    Rule.LOCKED: work.locked,
    Rule.FROZEN: work.frozen,
}
"""The check of each rule."""


def verify(problem: Problem, plan: Plan) -> list[Violation]:
    """Return everything that a plan breaks, rule by rule; nothing if it is right.

    Parameters
    ----------
    problem
        What was to be planned.
    plan
        The plan; whatever made it.

    Raises
    ------
    AgencySimError
        If one of them is no such thing.
    PlanError
        If the plan is of another agency or another time than the problem, so that nothing in it could be right.
    """
    check_kind("problem", problem, Problem, tr("make it with agencysim.problem_of, or Problem.read"))
    check_kind("plan", plan, Plan, tr("make it with agencysim.plan, or Plan.read"))
    check_same(problem, plan)
    return broken_in(World(problem, plan))


def check_same(problem: Problem, plan: Plan) -> None:
    """Refuse a plan of another agency or another time: a list of all that is wrong with it would not say so.

    Raises
    ------
    PlanError
        If it is one.
    """
    axis, remedy = problem.axis, tr("give the problem for which it was made, such as the problem.json beside it")
    wrong = foreign(plan, problem.scenario, remedy)
    if wrong is None and (plan.start, plan.end) != (problem.start, problem.end):
        told = tr(
            "the plan goes from {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}, what was to be planned from "
            "{since:%Y-%m-%d %H:%M} to {until:%Y-%m-%d %H:%M}",
            start=axis.moment(plan.start),
            end=axis.moment(plan.end),
            since=axis.moment(problem.start),
            until=axis.moment(problem.end),
        )
        wrong = Fault(told, remedy)
    if wrong is not None:
        raise PlanError([wrong])


def broken_in(world: World) -> list[Violation]:
    """Return everything that the plan of a world breaks, rule by rule."""
    return [violation for check in CHECKS.values() for violation in check(world)]
