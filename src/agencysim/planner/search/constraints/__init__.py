"""The rules as constraints of a model: one function a rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.planner.rules import Rule
from agencysim.planner.search.constraints import work, working_time

if TYPE_CHECKING:
    from collections.abc import Callable

    from agencysim.planner.search.model import Model

CONSTRAINTS: dict[Rule, Callable[[Model], None]] = {
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
"""What each rule adds to a model; pauses are found by ON_DUTY and counted by WORK_DONE, which comes after it."""
