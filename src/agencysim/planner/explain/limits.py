"""Whose working time is used up, by which rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.planner.rules import Rule
from agencysim.plans import Reason, Why
from agencysim.values import HOUR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import date

    from agencysim.planner.verifier.world import World
    from agencysim.plans import Duty, TaskId, Window


def limits_reached(world: World, names: Iterable[str], window: Window, task: TaskId) -> Iterator[Reason]:
    """Yield the limits that let somebody work no more overtime in a stretch, and whom.

    Parameters
    ----------
    world
        Problem and plan.
    names
        Of whom that is asked; names of units are left out.
    window
        The stretch.
    task
        The task that waits meanwhile.
    """
    people = [name for name in names if name in world.problem.person]
    since, until = window
    for rule, most in limits_of(world).items():
        stopped = [
            name
            for name in people
            if any(
                used(world, rule, duty) + world.problem.settings.overtime_granule > most
                for duty in world.duties[name]
                if duty.start < until and duty.end > since
            )
        ]
        if stopped:
            about = {"about": rule.value, "there": round(most / HOUR, 2)}
            yield Reason(why=Why.LIMIT, since=since, until=until, task=task, who=tuple(stopped), **about)


def limits_of(world: World) -> dict[Rule, int]:
    """Return the limits of hours and overtime that there are, in seconds."""
    limits = world.problem.limits
    each = {
        Rule.OVERTIME_DAY: limits.overtime_day,
        Rule.OVERTIME_WEEK: limits.overtime_week,
        Rule.OVERTIME_MONTH: limits.overtime_month,
        Rule.WEEK_HOURS: limits.week_hours,
    }
    return {rule: most for rule, most in each.items() if most is not None}


def used(world: World, rule: Rule, duty: Duty) -> int:
    """Return the seconds that somebody has used of a limit on the day, in the week or in the month of a duty."""
    if rule is Rule.OVERTIME_DAY:
        return duty.before + duty.after
    problem, axis = world.problem, world.problem.axis
    span = _month if rule is Rule.OVERTIME_MONTH else _week
    which = span(axis.date_of(axis.midnight(duty.day)))
    history = [d for d in problem.person[duty.person].history if span(axis.date_of(axis.midnight(d.day))) == which]
    duties = [d for d in world.duties[duty.person] if span(axis.date_of(axis.midnight(d.day))) == which]
    if rule is Rule.WEEK_HOURS:
        return sum(d.worked for d in history) + sum(d.length + d.before + d.after for d in duties)
    return sum(d.overtime for d in history) + sum(d.overtime for d in duties)


def _week(day: date) -> tuple[int, int]:
    return day.isocalendar()[:2]


def _month(day: date) -> tuple[int, int]:
    return day.year, day.month
