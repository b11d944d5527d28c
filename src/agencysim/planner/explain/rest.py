"""Hours that nobody may work, since people have to rest: between two days, on days off, after many days in a row."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from agencysim.planner.explain.limits import limits_of, used
from agencysim.planner.rules import Rule
from agencysim.planner.verifier import CHECKS
from agencysim.planner.verifier.world import World
from agencysim.plans import Duty, Reason, Why
from agencysim.values import HOUR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agencysim.planner.problem import Person
    from agencysim.plans import TaskId, Window


def rests_kept(world: World, names: Iterable[str], window: Window, task: TaskId) -> Iterator[Reason]:
    """Yield the rules of rest for which somebody does not work in a stretch, whom, and for how many hours.

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
    lost: dict[Rule, dict[str, int]] = {rule: {} for rule in _least(world)}
    for name in sorted(set(names) & world.problem.person.keys()):
        for rule, seconds in _lost(world, world.problem.person[name], window).items():
            lost[rule][name] = seconds
    for rule, least in _least(world).items():
        if by := lost[rule]:
            yield Reason(
                why=Why.LIMIT,
                about=rule.value,
                there=least,
                needed=round(sum(by.values()) / HOUR, 2),
                since=window[0],
                until=window[1],
                task=task,
                who=tuple(by),
            )


def _least(world: World) -> dict[Rule, float]:
    """Return the rules of rest that there are, with their hours or days."""
    limits = world.problem.limits
    daily = None if limits.daily_rest is None else round(limits.daily_rest / HOUR, 2)
    each = {Rule.DAILY_REST: daily, Rule.REST_DAYS: limits.rest_days or None, Rule.DAYS_IN_ROW: limits.days_in_row}
    return {rule: least for rule, least in each.items() if least is not None}


def _lost(world: World, person: Person, window: Window) -> dict[Rule, int]:
    """Return for how many seconds of a stretch each rule keeps somebody from working more than he does."""
    planned = {duty.day: duty for duty in world.duties[person.name]}
    found: dict[Rule, int] = defaultdict(int)
    for index, day in enumerate(world.problem.days):
        if day.start >= window[1] or window[0] >= day.end + (day.end - day.start):  # a night may end on the day after
            continue
        each = _overtime(world, person, planned[day.number], window) if day.number in planned else None
        for rule, seconds in (_day_off(world, person, index, window) if each is None else each).items():
            found[rule] += seconds
    return {rule: seconds for rule, seconds in found.items() if seconds}


def _day_off(world: World, person: Person, index: int, window: Window) -> dict[Rule, int]:
    """Return what each rule takes of a day without a duty: the usual hours, if it allows none of the shifts."""
    problem, asked = world.problem, person.days[index]
    how = {"person": person.name, "day": problem.days[index].number, "rostered": asked.rostered, "pay": asked.pay}
    hours = {shift: problem.shifts[shift].hours[index] for shift in asked.shifts}
    duties = [Duty(shift=shift, hours=those, **how) for shift, those in hours.items() if those]
    if not duties:
        return {}
    against = [_against(world, person, duty).keys() for duty in duties]
    return dict.fromkeys(set.intersection(*map(set, against)), _within(world, person, duties[0].windows, window))


def _overtime(world: World, person: Person, duty: Duty, window: Window) -> dict[Rule, int]:
    """Return what the rest before and after a duty takes of the overtime that all other limits allow."""
    limits, granule = world.problem.limits, world.problem.settings.overtime_granule
    room = min(
        (most - used(world, rule, duty) for rule, most in limits_of(world).items()), default=limits.overtime_late
    )
    found: dict[Rule, int] = defaultdict(int)
    for side, most in (("before", limits.overtime_early), ("after", limits.overtime_late)):
        now: int = getattr(duty, side)
        more = min(most - now, room) // granule * granule
        if more <= 0:
            continue
        longer = duty.model_copy(update={side: now + more})
        for rule, by in _against(world, person, longer).items():
            less = min(more, round(by))
            at_the_edge = (longer.start, longer.start + less) if side == "before" else (longer.end - less, longer.end)
            found[rule] = max(found[rule], _within(world, person, [at_the_edge], window))
    return found


def _against(world: World, person: Person, duty: Duty) -> dict[Rule, float]:
    """Return which rules somebody breaks by how much if a duty is added to his, or put in the place of that day's."""
    own = world.duties[person.name]
    changed = (*(each for each in own if each.day != duty.day), duty)
    before, after = _broken(world, person, own), _broken(world, person, changed)
    return {rule: by - before[rule] for rule, by in after.items() if by > before[rule]}


def _broken(world: World, person: Person, duties: Iterable[Duty]) -> dict[Rule, float]:
    """Return by how much somebody with some duties breaks each rule of rest."""
    alone = world.plan.model_copy(update={"assignments": (), "unplanned": (), "duties": tuple(duties)})
    there, found = World(world.problem, alone), dict.fromkeys(_least(world), 0.0)
    for rule in found:
        found[rule] = sum(violation.by for violation in CHECKS[rule](there) if violation.who == (person.name,))
    return found


def _within(world: World, person: Person, windows: Iterable[Window], window: Window) -> int:
    """Return the seconds of hours that lie in a stretch, absences left out."""
    there = world.calendar_of(windows).minus(world.calendar_of((a.start, a.end) for a in person.absences))
    return there.work_between(window[0] - world.shift, window[1] - world.shift)
