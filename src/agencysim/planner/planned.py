"""A plan with the problem that it is for, and what those who hand it out ask of both: crews, hours, and who is away."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agencysim.planner.problem import Person, Problem, ProblemDay
    from agencysim.planner.verifier.world import World
    from agencysim.plans import Assignment, Duty, Plan, Window


class Planned(NamedTuple):
    """A plan, and the problem that it is for.

    Parameters
    ----------
    problem, plan
        What was to be planned, and the plan.
    """

    problem: Problem
    plan: Plan


class Crew(NamedTuple):
    """Those who go out together under one lead.

    Parameters
    ----------
    lead
        Who leads; where nobody is said to, the first of them among the people.
    is_led
        Whether somebody is said to lead.
    members, units
        Who and what else goes along at any time of the plan.
    pieces
        Their work, in order of time.
    """

    lead: str
    is_led: bool
    members: tuple[str, ...]
    units: tuple[str, ...]
    pieces: tuple[Assignment, ...]


class PersonHours(NamedTuple):
    """What somebody works in a week, in seconds.

    Parameters
    ----------
    duty, work
        On duty, overtime included, and of that on tasks.
    overtime_week, overtime_month
        Overtime of the week from Monday, and of the month in which the week ends; days before the plan count.
    """

    duty: int
    work: int
    overtime_week: int
    overtime_month: int


def crews_of(problem: Problem, plan: Plan) -> list[Crew]:
    """Return the crews of a plan, in order of their leads among the people.

    A crew is led by somebody, or works away from the house with others or with a machine or vehicle.

    Parameters
    ----------
    problem, plan
        What was to be planned, and the plan.
    """
    order = {name: place for place, name in enumerate(problem.person)}
    by_lead: dict[str, list[Assignment]] = defaultdict(list)
    led: set[str] = set()
    for piece in sorted(plan.assignments, key=lambda piece: (piece.start, piece.end)):
        leads = _leads(problem, piece)
        crew = [name for name in piece.crew if name in order]
        if leads is not None and crew:
            lead = leads[0] if leads else min(crew, key=lambda name: order[name])
            by_lead[lead].append(piece)
            led |= {*leads}
    return [_crew(name, by_lead[name], is_led=name in led) for name in order if name in by_lead]


def _leads(problem: Problem, piece: Assignment) -> list[str] | None:
    """Return who is said to lead the crew that does a piece; ``None`` if it is not the work of a crew."""
    task = problem.task.get(piece.task)
    mode = task.mode(piece.mode) if task else None
    if task is None or mode is None or piece.outside:
        return None
    leads = [name for place, name in zip(mode.places, piece.people, strict=False) if place.lead]
    is_away = bool(task.place or task.travel)
    return leads if leads or (is_away and (len(piece.crew) > 1 or piece.units)) else None


def _crew(lead: str, pieces: list[Assignment], *, is_led: bool) -> Crew:
    members = dict.fromkeys(name for piece in pieces for name in piece.people if name != lead)
    units = dict.fromkeys(name for piece in pieces for name in piece.units)
    return Crew(lead, is_led, tuple(members), tuple(units), tuple(pieces))


def blocks(world: World, piece: Assignment) -> list[Window]:
    """Return the stretches in which a piece is worked on without a break: lunch and meetings part it."""
    found: list[Window] = [(piece.start, piece.end)]
    for calendar in world.common(piece):
        there = zip(calendar.starts.tolist(), calendar.ends.tolist(), strict=True)
        hours = [(a + world.shift, b + world.shift) for a, b in there]
        found = [(max(a, c), min(b, d)) for a, b in found for c, d in hours if max(a, c) < min(b, d)]
    return found or [(piece.start, piece.end)]


def weeks_of(problem: Problem) -> list[list[ProblemDay]]:
    """Return the days that are planned, week by week from Monday."""
    found: dict[tuple[int, int], list[ProblemDay]] = defaultdict(list)
    for day in problem.days:
        if day.end > problem.start and day.start < problem.end:
            found[day.date.isocalendar()[:2]].append(day)
    return [found[week] for week in sorted(found)]


def hours_of(world: World, person: Person, days: list[ProblemDay]) -> PersonHours:
    """Return what somebody works in a week, and his overtime, days before the plan included.

    Parameters
    ----------
    world
        The plan.
    person
        Who.
    days
        The days of the week that are planned.
    """
    dates = {day.number: day.date for day in days}
    last = days[-1]
    monday = last.number - last.date.weekday()
    first_of_month = last.number - last.date.day + 1
    duties = [duty for duty in world.duties[person.name] if duty.day in dates]
    there = sum(b - a for a, b in world.presence(person) if days[0].start <= a < last.end)
    work = sum(b - a for piece in world.of(person.name) for a, b in blocks(world, piece) if _begins(piece, days))
    return PersonHours(
        duty=there if duties else 0,
        work=work,
        overtime_week=_overtime(world, person, monday, last.number),
        overtime_month=_overtime(world, person, first_of_month, last.number),
    )


def _begins(piece: Assignment, days: list[ProblemDay]) -> bool:
    return days[0].start <= piece.start < days[-1].end


def _overtime(world: World, person: Person, first: int, last: int) -> int:
    """Return the overtime of somebody from one day to another, in seconds."""
    planned = {duty.day: duty.overtime for duty in world.duties[person.name]}
    before = {day.day: day.overtime for day in person.history if day.day not in planned}
    return sum(seconds for day, seconds in (before | planned).items() if first <= day <= last)


def capacity(problem: Problem, skill: str, days: Iterable[ProblemDay]) -> dict[int, int]:
    """Return the seconds of ordinary working time, day by day, of all who can do something.

    Parameters
    ----------
    problem
        What was to be planned.
    skill
        What they can do; somebody who can do several things counts for each.
    days
        The days.
    """
    return {day.number: sum(_there(problem, person, skill, day) for person in problem.people) for day in days}


def _there(problem: Problem, person: Person, skill: str, day: ProblemDay) -> int:
    index = problem.day_index[day.number]
    asked = person.days[index]
    if not asked.shifts or not asked.rostered:
        return 0
    hours = problem.shifts[asked.shifts[0]].hours[index]
    off = [*((a.start, a.end) for a in person.absences), *person.routines]
    return sum(_without(window, off) for window in hours if person.level(skill, *window) is not None)


def _without(window: Window, off: Iterable[Window]) -> int:
    """Return the length of a stretch of time without what lies in others."""
    left = [window]
    for start, end in off:
        left = [part for a, b in left for part in ((a, min(b, start)), (max(a, end), b)) if part[0] < part[1]]
    return sum(b - a for a, b in left)


def skills_worked(world: World, piece: Assignment) -> Iterator[tuple[str, str]]:
    """Yield who does a piece by which skill, each person once."""
    task = world.problem.task.get(piece.task)
    mode = task.mode(piece.mode) if task else None
    seen: set[str] = set()
    for place, name in zip(mode.places if mode else (), piece.people, strict=False):
        if name not in seen:
            seen.add(name)
            yield name, place.skill


def overtime_windows(duty: Duty) -> list[Window]:
    """Return the stretches of a duty that are overtime."""
    windows = list(duty.hours) if not duty.rostered else []
    windows += [(duty.start, duty.start + duty.before)] if duty.before else []
    windows += [(duty.end - duty.after, duty.end)] if duty.after else []
    return sorted(windows)
