"""Plans by hand, and what they break, for tests that say exactly what a rule means."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agencysim.planner import verify
from agencysim.planner.problem import Settings
from agencysim.plans import Assignment, Duty, Plan, Unplanned
from agencysim.values import MINUTE

if TYPE_CHECKING:
    from agencysim.planner.problem import Problem

SLOT = 15 * MINUTE
"""One step of the grid."""

IN_SLOTS = Settings(overtime_granule=SLOT)
"""Overtime by the slot, so that a limit can be missed by one."""


def piece(step: str, people: str, start: int, end: int, *, job: str = "J", **others: Any) -> Assignment:
    """Return work of people, named in one string."""
    return Assignment(job=job, step=step, people=tuple(people.split()), start=start, end=end, **others)


def duty(given: Problem, name: str, day: int = 0, *, shift: str = "", **others: Any) -> Duty:
    """Return a duty as a problem asks for it: in the usual shift, unless another one is named."""
    asked = given.person[name].days[day]
    shift = shift or asked.shifts[0]
    hours = given.shifts[shift].hours[day]
    return Duty(person=name, day=day, shift=shift, hours=hours, rostered=asked.rostered, pay=asked.pay, **others)


def usual(given: Problem) -> tuple[Duty, ...]:
    """Return the duties of everybody on the days on which he works anyway."""
    return tuple(
        duty(given, person.name, day)
        for person in given.people
        for day, asked in enumerate(person.days)
        if asked.rostered and asked.shifts
    )


def plan(given: Problem, *pieces: Assignment, duties: tuple[Duty, ...] | None = None, left: str = "") -> Plan:
    """Return a plan with the usual duties, unless there are others; `left` names the steps that are not planned."""
    return Plan(
        scenario=given.scenario,
        start=given.start,
        end=given.end,
        assignments=pieces,
        duties=usual(given) if duties is None else duties,
        unplanned=tuple(Unplanned(job="J", step=step) for step in left.split()),
    )


def broken(given: Problem, made: Plan) -> list[tuple[Any, ...]]:
    """Return all that a plan breaks: the rule, who, the steps, when, and by how much."""
    return [(v.rule, " ".join(v.who), " ".join(task.step for task in v.tasks), v.at, v.by) for v in verify(given, made)]
