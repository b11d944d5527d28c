"""A week of two days with a crew, a van and work that the weather can stop, for what is handed out of it."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from planner.small_plans import duty, piece, usual
from planner.small_problems import at, person, problem, task

from agencysim.handout import Known
from agencysim.planner import Planned
from agencysim.planner.problem import Absence, DayWorked, Job, Limits, Mode, Place, Unit
from agencysim.plans import Assignment, Plan, Unplanned
from agencysim.values import HOUR

FRIDAY = datetime(2026, 2, 27, 16, 0, tzinfo=UTC)
SUNDAY = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)

CREW = Mode(crew=(Place(skill="lead", lead=True), Place(skill="put")), content=3 * HOUR, units={"van": 1})

PEOPLE = [
    person("ann", "lead", "cut", group="ann", approver="boss", history=(DayWorked(day=-1, worked=0, overtime=HOUR),)),
    person("bob", "put", "cut", absences=(Absence(start=at(1, 12), end=at(2, 0)),)),
    person("cid", "put", "draw"),
]
TASKS = [
    task("install", 3, modes=(CREW,), job="S1", place="<12 High> Street *5", travel=HOUR // 2, weather=True),
    task("draw", 2, "draw", job="S2"),
    task("cut", 2, "cut", job="S2"),
]
JOBS = (
    Job(id="S1", job_type="shop_sign", label="店招", client="Rose & Co", due=at(1, 0)),
    Job(id="S2", job_type="banner", client="small.7", due=at(2, 0)),
)
UNITS = (Unit(name="van", kind="van", absences=(Absence(start=at(1, 8), end=at(1, 10), kind="service"),)),)


def given(**others: Any):
    """Return what is to be planned."""
    others = {"jobs": JOBS, "units": UNITS, "limits": Limits(overtime_month=2 * HOUR)} | others
    return problem(PEOPLE, TASKS, zone="Europe/Berlin", **others)


def out(day: int = 0, hour: float = 10, crew: str = "ann bob") -> Assignment:
    """Return the work of the crew, over lunch."""
    return piece("install", crew, at(day, hour), at(day, hour) + 5 * HOUR, job="S1", units=("van",))


DRAW = piece("draw", "cid", at(0, 8), at(0, 10), job="S2")


def planned(*pieces: Assignment, left: tuple[Unplanned, ...] = (), late: int = 0, **others: Any) -> Planned:
    """Return a plan; `late` is overtime of ann on the first day."""
    asked = given(**others)
    duties = tuple(each for each in usual(asked) if (each.person, each.day) != ("ann", 0))
    duties = (duty(asked, "ann", 0, after=late), *duties)
    plan = Plan(scenario="small", start=asked.start, end=asked.end, assignments=pieces, duties=duties, unplanned=left)
    return Planned(asked, plan)


CUT_LEFT = (Unplanned(job="S2", step="cut"),)


def first() -> Known:
    """Return the version that was published first: the crew goes out on Monday."""
    return Known(planned(out(), DRAW, left=CUT_LEFT), FRIDAY, 1)


def second() -> Known:
    """Return the version after it: the crew goes out at another time, and nobody draws."""
    left = (*CUT_LEFT, Unplanned(job="S2", step="draw"))
    return Known(planned(out(hour=11), left=left, late=HOUR), SUNDAY, 2)
