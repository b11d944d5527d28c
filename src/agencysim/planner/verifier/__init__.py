"""The independent verifier: it knows problem and plan, and nothing of how plans are made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.arguments import check_kind
from agencysim.language import tr
from agencysim.planner.problem import Problem
from agencysim.planner.rules import Rule, Violation
from agencysim.planner.verifier import work, working_time
from agencysim.planner.verifier.world import World
from agencysim.plans import Plan

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
    """
    check_kind("problem", problem, Problem, tr("make it with agencysim.problem_of, or Problem.read"))
    check_kind("plan", plan, Plan, tr("make it with agencysim.plan, or Plan.read"))
    return broken_in(World(problem, plan))


def broken_in(world: World) -> list[Violation]:
    """Return everything that the plan of a world breaks, rule by rule."""
    return [violation for check in CHECKS.values() for violation in check(world)]
