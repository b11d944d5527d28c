"""Problems of a day or two with a few people, for tests that say exactly what a rule means."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from agencysim.planner.problem import (
    Holding,
    Job,
    Mode,
    Person,
    PersonDay,
    Place,
    Problem,
    ProblemDay,
    Shift,
    Task,
)
from agencysim.values import DAY, HOUR

MONDAY = date(2026, 3, 2)
HOURS = ((8, 12), (13, 17))


def at(day: int, hour: float) -> int:
    """Return a moment: a day from 0 (Monday) and an hour."""
    return day * DAY + round(hour * HOUR)


def person(name: str, *skills: str | Holding, **others: Any) -> Person:
    """Return somebody on day shift who can do some things."""
    holdings = tuple(Holding(skill=each) if isinstance(each, str) else each for each in skills)
    others.setdefault("days", (PersonDay(shifts=("day",)),) * 2)
    return Person(name=name, holdings=holdings, wage=20.0, **others)


def task(step: str, hours: float, *skills: str, job: str = "J", **others: Any) -> Task:
    """Return work of some hours for one person of each skill."""
    if "modes" not in others:
        units = others.pop("units", {})
        crew = tuple(Place(skill=skill) for skill in skills)
        others["modes"] = (Mode(crew=crew, content=round(hours * HOUR), units=units),)
    return Task(job=job, step=step, **others)


def shift(hours: tuple[tuple[float, float], ...], days: int) -> Shift:
    """Return a shift with the same hours every day."""
    return Shift(hours=tuple(tuple((at(d, a), at(d, b)) for a, b in hours) for d in range(days)))


def problem(people: list[Person], tasks: list[Task], *, days: int = 2, **others: Any) -> Problem:
    """Return a problem with a day shift from 8 to 12 and 13 to 17; its jobs have no dates unless they are given."""
    others.setdefault("jobs", tuple(Job(id=name) for name in dict.fromkeys(each.job for each in tasks)))
    others.setdefault("shifts", {"day": shift(HOURS, days)})
    return Problem(
        scenario="small",
        first_day=MONDAY,
        start=0,
        end=days * DAY,
        days=tuple(
            ProblemDay(number=n, date=MONDAY + timedelta(days=n), start=n * DAY, end=(n + 1) * DAY) for n in range(days)
        ),
        people=tuple(people),
        tasks=tuple(tasks),
        **others,
    )
