"""Checks of working time: one function a rule."""

from __future__ import annotations

from collections import defaultdict
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from agencysim.calendars import work_together
from agencysim.language import noted, tr
from agencysim.planner.rules import Rule, Violation

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from agencysim.planner.problem import Coverage, Person, Problem
    from agencysim.planner.verifier.world import World
    from agencysim.plans import Assignment, Duty, Window

HOUR = 3600


def _broken(rule: Rule, person: Person | Duty, at: int, by: float, detail: str) -> Violation:
    name = getattr(person, "person", None) or person.name  # type: ignore[union-attr]
    return Violation(rule=rule, who=(name,), at=at, by=by, detail=detail)


def _duties(world: World) -> Iterator[tuple[Person, Duty]]:
    for name, duties in world.duties.items():
        for duty in duties:
            yield world.problem.person[name], duty


def shift(world: World) -> Iterator[Violation]:
    """Find shifts that nobody may be asked for, two on a day, and overtime that is not as it may be."""
    for person, duty in _duties(world):
        for what in _wrong(world, person, duty):
            detail = tr(
                "{who} on {date}: {what}", who=person.name, date=world.problem.axis.date_of(duty.start), what=what
            )
            yield _broken(Rule.SHIFT, duty, duty.start, 1, detail)
    for name, duties in world.duties.items():
        for one, other in pairwise(duties):
            if other.start < one.end or other.day == one.day:
                detail = tr("{who} works two shifts at a time or on a day", who=name)
                yield _broken(Rule.SHIFT, other, other.start, max(1, one.end - other.start), detail)


def _wrong(world: World, person: Person, duty: Duty) -> Iterator[str]:
    problem = world.problem
    index, limits, granule = problem.day_index[duty.day], problem.limits, problem.settings.overtime_granule
    day, catalogue = person.days[index], problem.shifts.get(duty.shift)
    if duty.shift not in day.shifts or catalogue is None:
        yield tr("may not be asked for {shift!r}", shift=duty.shift)
        return
    if duty.hours != catalogue.hours[index]:
        yield tr("{shift!r} has other hours", shift=duty.shift)
    if (duty.rostered, duty.pay) != (day.rostered, day.pay):
        yield tr("the day is paid otherwise")
    if duty.before > limits.overtime_early or duty.after > limits.overtime_late:
        yield tr("more overtime before or after the shift than there may be")
    if duty.before % granule or duty.after % granule:
        yield tr("overtime does not come in such pieces")


def daily_rest(world: World) -> Iterator[Violation]:
    """Find too little rest between two duties; what lay before a duty that has begun is no longer to be helped."""
    least = world.problem.limits.daily_rest
    for person in world.problem.people if least is not None else ():
        for end, begin in world.rests(person):
            if begin >= world.problem.start and begin - end < (least or 0):
                detail = tr("{who} rests {rest:.2f} h", who=person.name, rest=(begin - end) / HOUR)
                yield _broken(Rule.DAILY_REST, person, begin, (least or 0) - (begin - end), detail)


def _worked(world: World, person: Person) -> set[int]:
    return {d.day for d in person.history if d.worked} | {duty.day for duty in world.duties[person.name]}


def rest_days(world: World) -> Iterator[Violation]:
    """Find seven days with too few days off."""
    problem, least = world.problem, world.problem.limits.rest_days
    for person in problem.people if least else ():
        worked, planned = _worked(world, person), {duty.day for duty in world.duties[person.name]}
        for day in range(problem.days[0].number - 6, problem.days[-1].number - 5):
            seven = set(range(day, day + 7))
            off = 7 - len(seven & worked)
            if off < least and seven & planned:  # days worked before the plan are not its fault
                detail = tr("{who} has {off} days off in seven", who=person.name, off=off)
                yield _broken(Rule.REST_DAYS, person, problem.axis.midnight(day + 6), least - off, detail)


def days_in_row(world: World) -> Iterator[Violation]:
    """Find too many days of work in a row."""
    problem, most = world.problem, world.problem.limits.days_in_row
    for person in problem.people if most is not None else ():
        worked = _worked(world, person)
        for day in sorted(worked):
            if day + 1 in worked or day < problem.days[0].number:
                continue
            row = next(n for n in range(1, len(worked) + 2) if day - n not in worked)
            if row > (most or 0):
                detail = tr("{who} works {row} days in a row", who=person.name, row=row)
                yield _broken(Rule.DAYS_IN_ROW, person, problem.axis.midnight(day), row - (most or 0), detail)


def overtime_day(world: World) -> Iterator[Violation]:
    """Find too much overtime on a day."""
    most = world.problem.limits.overtime_day
    for person, duty in _duties(world) if most is not None else ():
        if (by := duty.before + duty.after - (most or 0)) > 0:
            detail = tr("{who} works {by:.2f} h too long on a day", who=person.name, by=by / HOUR)
            yield _broken(Rule.OVERTIME_DAY, duty, duty.start, by, detail)


def _sums(
    world: World, person: Person, key: Callable[[int], object], now: Callable[[Duty], int], before: Callable[..., int]
) -> Iterator[tuple[int, int]]:
    """Yield for each week or month of the plan what the plan adds to something, and all of it, history included."""
    own: dict[object, int] = defaultdict(int)
    for duty in world.duties[person.name]:
        own[key(duty.day)] += now(duty)
    for period, seconds in own.items():
        yield seconds, seconds + sum(before(day) for day in person.history if key(day.day) == period)


def _week(world: World) -> Callable[[int], object]:
    first = world.problem.first_day
    return lambda day: (first + timedelta(days=day)).isocalendar()[:2]


def _month(world: World) -> Callable[[int], object]:
    first = world.problem.first_day
    return lambda day: (first + timedelta(days=day)).strftime("%Y-%m")


def _too_much(
    world: World, rule: Rule, most: int | None, key: Callable[[int], object], what: str, *, overtime: bool
) -> Iterator[Violation]:
    for person in world.problem.people if most is not None else ():
        now = _overtime if overtime else _length
        sums = _sums(world, person, key, now, lambda day: day.overtime if overtime else day.worked)
        for own, total in sums:
            by = min(own, total - (most or 0))  # what was too much before the plan is not its fault
            if by > 0:
                detail = tr(what, who=person.name, by=by / HOUR)
                yield _broken(rule, person, world.problem.start, by, detail)


def _overtime(duty: Duty) -> int:
    return duty.overtime


def _length(duty: Duty) -> int:
    return duty.length + duty.before + duty.after


def overtime_week(world: World) -> Iterator[Violation]:
    """Find too much overtime in a week."""
    what = noted("{who} works {by:.2f} h of overtime too much in a week")
    yield from _too_much(
        world, Rule.OVERTIME_WEEK, world.problem.limits.overtime_week, _week(world), what, overtime=True
    )


def overtime_month(world: World) -> Iterator[Violation]:
    """Find too much overtime in a month."""
    what = noted("{who} works {by:.2f} h of overtime too much in a month")
    yield from _too_much(
        world, Rule.OVERTIME_MONTH, world.problem.limits.overtime_month, _month(world), what, overtime=True
    )


def week_hours(world: World) -> Iterator[Violation]:
    """Find too many hours in a week."""
    what = noted("{who} works {by:.2f} h too much in a week")
    yield from _too_much(world, Rule.WEEK_HOURS, world.problem.limits.week_hours, _week(world), what, overtime=False)


def average_hours(world: World) -> Iterator[Violation]:
    """Find too many hours a week on average."""
    limits, problem = world.problem.limits, world.problem
    most = limits.average_hours
    for person in problem.people if most is not None else ():
        by_week: dict[int, int] = defaultdict(int)
        own: dict[int, int] = defaultdict(int)
        monday = problem.first_day.weekday()
        for day in person.history:
            by_week[(day.day + monday) // 7] += day.worked - (0 if limits.average_counts_overtime else day.overtime)
        for duty in world.duties[person.name]:
            counted = _length(duty) - (0 if limits.average_counts_overtime else duty.overtime)
            by_week[(duty.day + monday) // 7] += counted
            own[(duty.day + monday) // 7] += counted
        first = min([*by_week, (problem.days[0].number + monday) // 7])
        for week in sorted({(day.number + monday) // 7 for day in problem.days}):
            weeks = min(limits.average_weeks, week - first + 1)
            mean, added = (sum(hours[week - n] for n in range(weeks)) / weeks for hours in (by_week, own))
            if (by := min(added, mean - (most or 0))) > 0:
                detail = tr("{who} works {by:.2f} h too much a week on average", who=person.name, by=by / HOUR)
                yield _broken(Rule.AVERAGE_HOURS, person, problem.start, by, detail)


def coverage(world: World) -> Iterator[Violation]:
    """Find when too few are there of those who must always be there."""
    problem = world.problem
    there, could = ({p.name: found(p) for p in problem.people} for found in (world.presence, world.possible))
    for wanted in problem.coverage:
        for start, end in wanted.windows:
            window = max(start, problem.start), min(end, problem.end)
            yield from _gaps(problem, wanted, window, there, could)


def _gaps(
    problem: Problem, wanted: Coverage, window: Window, there: dict[str, list[Window]], could: dict[str, list[Window]]
) -> Iterator[Violation]:
    start, end = window
    holdings = (h for p in problem.people for h in p.holdings if h.skill == wanted.skill)
    edges = {edge for h in holdings for edge in (h.since, h.until) if edge is not None}
    edges.update(edge for windows in (*there.values(), *could.values()) for each in windows for edge in each)
    before = 0
    for moment in sorted({start, *(edge for edge in edges if start < edge < end)}) if start < end else ():
        able = [p.name for p in problem.people if p.level(wanted.skill, moment, moment + 1)]
        need = min(wanted.people, sum(_within(could[name], moment) for name in able))
        found = sum(_within(there[name], moment) for name in able)
        missing = max(0, need - found)
        if missing and missing != before:
            detail = tr("{skill}: {n} there, {need} needed", skill=wanted.skill, n=found, need=need)
            yield Violation(rule=Rule.COVERAGE, at=moment, by=missing, detail=detail)
        before = missing


def _within(windows: list[Window], moment: int) -> bool:
    return any(a <= moment < b for a, b in windows)


def reserve(world: World) -> Iterator[Violation]:
    """Find days on which tasks take what is kept free for rush work."""
    for kept in world.problem.reserve:
        for day in world.problem.days:
            regular, taken = 0, 0
            takers: list[Assignment] = []
            for person in world.problem.people:
                for duty in world.duties[person.name]:
                    if duty.day != day.number or person.level(kept.skill, duty.start, duty.end) is None:
                        continue
                    hours = world.calendar_of(duty.hours).intersection(world.hours(person.name))
                    regular += hours.work_between(0, hours.horizon)
                    pieces = [piece for piece in world.of(person.name) if duty.start <= piece.start < duty.end]
                    each = {
                        piece: work_together(
                            (*world.common(piece), hours), piece.start - world.shift, piece.end - world.shift
                        )
                        for piece in pieces
                    }
                    takers += [piece for piece, seconds in each.items() if seconds]  # overtime takes nothing from it
                    taken += sum(each.values())
            by = taken - (1 - kept.share) * regular
            if by > 1e-6:
                detail = tr("{skill}: {by:.2f} h of the reserve are taken", skill=kept.skill, by=by / HOUR)
                locked = world.is_locked(*takers)
                yield Violation(rule=Rule.RESERVE, at=day.start, by=by, locked=locked, detail=detail)
