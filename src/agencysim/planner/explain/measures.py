"""Ways out for a late job: each is the problem as it would be."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from agencysim.planner.problem import Holding, Person, PersonDay, Unit
from agencysim.plans import Why
from agencysim.values import HOUR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agencysim.planner.problem import Problem, Task
    from agencysim.plans import Plan, Reason

EXTRA = 2 * HOUR
"""Overtime a day beyond the limit that is tried, in seconds."""

MOST = 2
"""Skills and kinds of unit that are tried, those first that the reasons tell."""

SCARCE = frozenset({Why.SHORTAGE, Why.BUSY, Why.AWAY, Why.CAPACITY, Why.NOBODY_CAN, Why.NO_UNIT, Why.NEVER_TOGETHER})
"""Reasons that are about a skill or a kind of unit of which there is not enough."""


class Way(StrEnum):
    """What can be done for a job to be in time."""

    PUT_FIRST = "put_first"
    """Within all limits, if need be at the cost of other jobs."""
    OUTSIDE = "outside"
    """Other firms may do those of its tasks that they can."""
    OVERTIME = "overtime"
    """More overtime a day than the limit allows; the limits of week and month, and rest, hold."""
    DAYS_OFF = "days_off"
    """Work on days on which nobody would be asked."""
    PERSON = "person"
    """A person lent."""
    UNIT = "unit"
    """A machine or vehicle hired."""
    LATER = "later"
    """A later date."""


class Measure(NamedTuple):
    """A way out, before it is known whether it helps.

    Parameters
    ----------
    way
        Which kind.
    problem
        The problem as it would be.
    about
        The skill or kind of unit that it is about.
    amount
        Hours of overtime a day.
    until
        The later date.
    lent
        Who is lent.
    """

    way: Way
    problem: Problem
    about: str = ""
    amount: float | None = None
    until: int | None = None
    lent: str = ""


def measures(problem: Problem, plan: Plan, job: str, reasons: Iterable[Reason]) -> Iterator[Measure]:
    """Yield what could be tried for a job to be in time, a later date apart.

    Parameters
    ----------
    problem, plan, job
        What was to be planned, the plan, and the job that is late.
    reasons
        Why it is.
    """
    tasks = [task for task in problem.tasks if task.job == job and not task.after_due]
    yield Measure(Way.PUT_FIRST, _without_other_firms(problem, plan, tasks))
    done_outside = {piece.task for piece in plan.assignments if piece.outside}
    if any(task.outside is not None and task.id not in done_outside for task in tasks):
        yield Measure(Way.OUTSIDE, problem)
    limits = problem.limits
    more: dict[str, int] = {}
    for name in ("overtime_late", "overtime_day"):
        if (most := getattr(limits, name)) is not None:
            more[name] = most + EXTRA
    longer = problem.model_copy(update={"limits": limits.model_copy(update=more)})
    yield Measure(Way.OVERTIME, longer, amount=EXTRA / HOUR)
    about = list(_scarce(tasks, reasons))
    skills = [name for name in about if any(h.skill == name for p in problem.people for h in p.holdings)][:MOST]
    kinds = [name for name in about if any(unit.kind == name for unit in problem.units)][:MOST]
    if (called := _called_in(problem, skills)) != problem.people:
        yield Measure(Way.DAYS_OFF, problem.model_copy(update={"people": called}))
    for skill in skills:
        person = _lent(problem, skill)
        people = (*problem.people, person)
        yield Measure(Way.PERSON, problem.model_copy(update={"people": people}), about=skill, lent=person.name)
    for kind in kinds:
        units = (*problem.units, _hired(problem, kind))
        yield Measure(Way.UNIT, problem.model_copy(update={"units": units}), about=kind)


def _without_other_firms(problem: Problem, plan: Plan, tasks: Iterable[Task]) -> Problem:
    """Return the problem without other firms for a job's tasks, but for those that they do anyway."""
    there = {piece.task for piece in plan.assignments if piece.outside}
    own = {task.id for task in tasks} - there
    changed = (
        task.model_copy(update={"outside": None}) if task.id in own and task.outside is not None else task
        for task in problem.tasks
    )
    return problem.model_copy(update={"tasks": tuple(changed)})


def _scarce(tasks: Iterable[Task], reasons: Iterable[Reason]) -> Iterator[str]:
    """Yield the skills and kinds of unit that a job waits for, then the others that it needs, each once."""
    told = sorted((r for r in reasons if r.why in SCARCE), key=lambda r: (r.since or 0) - (r.until or 0))
    needed = [name for task in tasks for name in (*(p.skill for p in task.modes[0].crew), *task.modes[0].units)]
    yield from dict.fromkeys([*(reason.about for reason in told if reason.about in needed), *needed])


def _lent(problem: Problem, skill: str) -> Person:
    """Return somebody who can do one thing, works as a colleague does who can, and is paid as he is."""
    like = min(
        (p for p in problem.people if any(h.skill == skill for h in p.holdings)),
        key=lambda p: (-sum(day.rostered and bool(day.shifts) for day in p.days), len(p.holdings), p.name),
    )
    names = {*problem.person, *problem.unit}
    name = next(f"lent.{n}" for n in range(1, len(names) + 2) if f"lent.{n}" not in names)
    return Person(
        name=name, group="lent", wage=like.wage, holdings=(Holding(skill=skill),), days=like.days, routines=()
    )


def _hired(problem: Problem, kind: str) -> Unit:
    """Return one more unit of a kind, at the price of one that is hired, or else of the dearest."""
    those = [unit for unit in problem.units if unit.kind == kind]
    like = max(those, key=lambda unit: (unit.hired, unit.cost_per_hour))
    names = {*problem.person, *problem.unit}
    name = next(f"{kind}.more{n}" for n in range(1, len(names) + 2) if f"{kind}.more{n}" not in names)
    return like.model_copy(update={"name": name, "absences": (), "hired": True})


def _called_in(problem: Problem, skills: Iterable[str]) -> tuple[Person, ...]:
    """Return all people, those with some skills to be asked on days on which nobody would ask them."""
    wanted = set(skills)
    return tuple(
        person.model_copy(update={"days": tuple(_asked(problem, person, n) for n in range(len(person.days)))})
        if any(h.skill in wanted for h in person.holdings)
        else person
        for person in problem.people
    )


def _asked(problem: Problem, person: Person, index: int) -> PersonDay:
    """Return a day, work in the usual shifts possible if there was none and they have hours then."""
    day = person.days[index]
    usual = dict.fromkeys(name for each in person.days for name in each.shifts)
    shifts = tuple(name for name in usual if problem.shifts[name].hours[index])
    return day if day.shifts or not shifts else PersonDay(shifts=shifts, rostered=False, pay="rest_day")
