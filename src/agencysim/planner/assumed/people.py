"""The people of a plan: what they can do, which shifts they may be asked to work, and what they have worked."""

from __future__ import annotations

from collections import defaultdict
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from agencysim.planner.assumed.span import Span, month_start, shift_on, usual_hours, weeks_back
from agencysim.planner.problem import Absence, DayWorked, Holding, Person, PersonDay, ProblemDay, Shift
from agencysim.scenario.staffing import calendar_of, may_work
from agencysim.staff import bits, stand_ins

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from agencysim.planner.problem import Limits
    from agencysim.planner.week import Week
    from agencysim.plans import Window
    from agencysim.scenario import Scenario
    from agencysim.state import State

MEMORY = 28
"""Days before a plan that are looked back upon at least: what was unpopular then counts in sharing out."""


class Rosters:
    """Everybody's shifts on the days of a plan, and the catalogue that they come from.

    Parameters
    ----------
    span
        What is planned.
    days_off
        Whether people may be asked to work on days off.
    """

    def __init__(self, span: Span, *, days_off: bool) -> None:
        self.span = span
        self.days_off = days_off
        self._catalogue: dict[str, list[tuple[Window, ...]]] = {}

    def shifts(self) -> dict[str, Shift]:
        """Return the catalogue, as far as anybody may be asked for it."""
        scenario = self.span.scenario
        return {
            name: Shift(hours=tuple(hours), unpopular=name in scenario.planning.unpopular)
            for name, hours in sorted(self._catalogue.items())
        }

    def days_of(self, index: int) -> tuple[PersonDay, ...]:
        """Return what a person may be asked to work on each day."""
        return tuple(self._day(index, n, day) for n, day in enumerate(self.span.days))

    def _day(self, index: int, number: int, day: ProblemDay) -> PersonDay:
        span, staff = self.span, self.span.staff
        scenario, group = span.scenario, staff.groups[index]
        pay = span.pay(day)
        if not self._is_employed(group, day):
            return PersonDay(rostered=True, pay=pay)
        own = self._calendar_on(group, day)
        hours = shift_on(staff.rosters[index], day)
        others = [name for name in may_work(scenario, group) if name != own]
        if hours and hours[0][0] < span.start:
            return PersonDay(shifts=(self._shift(own, number, hours),), pay=pay)  # begun: nobody is sent home for it
        if hours:
            return PersonDay(shifts=(self._shift(own, number, hours), *self._known(others, number)), pay=pay)
        if not self.days_off or day.start < span.start:
            return PersonDay(rostered=False, pay=pay)
        return PersonDay(shifts=self._known([own, *others], number), rostered=False, pay=pay)

    def _is_employed(self, group: str, day: ProblemDay) -> bool:
        spec = self.span.scenario.people[group]
        return not (
            (spec.hired_from and day.date < spec.hired_from) or (spec.employed_until and day.date > spec.employed_until)
        )

    def _calendar_on(self, group: str, day: ProblemDay) -> str:
        changes = self.span.scenario.people[group].calendar_changes
        held = [change.calendar for change in changes if change.holds_on(day.date)]
        return held[-1] if held else calendar_of(self.span.scenario, group)

    def _shift(self, name: str, number: int, hours: tuple[Window, ...]) -> str:
        """Return the shift of the catalogue that has some hours on a day, making it if need be."""
        while True:
            known = self._hours(name)
            if not known[number]:
                known[number] = hours
            if known[number] == hours:
                return name
            name += "*"

    def _known(self, names: Iterable[str], number: int) -> tuple[str, ...]:
        """Return those of some calendars that have hours on a day, or have them on other days."""
        found = []
        for name in names:
            if name == "always":
                continue
            known = self._hours(name)
            if not known[number]:
                known[number] = usual_hours(self.span.hours, name, self.span.days[number])
            if known[number]:
                found.append(name)
        return tuple(found)

    def _hours(self, name: str) -> list[tuple[Window, ...]]:
        """Return a shift's hours day by day."""
        if name not in self._catalogue:
            calendar = self.span.hours.named(name) if name in self.span.scenario.calendars else None
            closed = calendar is None
            self._catalogue[name] = [() if closed else shift_on(calendar, day) for day in self.span.days]
        return self._catalogue[name]


def people_of(
    span: Span, state: State, week: Week, rosters: Rosters, limits: Limits, under_way: Mapping[int, int]
) -> tuple[Person, ...]:
    """Return everybody who can be planned.

    Parameters
    ----------
    span, state, week, rosters, limits
        What is planned, where the agency stands, what the planner adds, who may be asked for what, and its limits.
    under_way
        By person: when he is back from work that is done.
    """
    staff, scenario = span.staff, span.scenario
    first = weeks_back(span, max(MEMORY // 7, limits.average_weeks))
    standing_in = _standing_in(span, state, week)
    found = []
    for index in range(staff.people):
        group = staff.groups[index]
        roles = staff.roles[index]
        role = scenario.roles.get(roles[0]) if roles else None
        wage = scenario.people[group].wage
        found.append(
            Person(
                name=staff.names[index],
                label=scenario.people[group].label or (role.label if role else ""),
                group=group,
                department=(role.department if role else None) or "",
                approver=_approver(scenario, roles),
                wage=wage if wage is not None else role.wage if role else 0.0,
                holdings=(*_holdings(span, index), *standing_in[index]),
                days=rosters.days_of(index),
                absences=tuple(_absences(span, state, week, index)),
                routines=tuple(_joined(span, [*staff.routines[index], (span.start, under_way.get(index, span.start))])),
                history=tuple(_history(span, state, index, first)),
                days_off_wanted=tuple(_days_off_wanted(span, week, staff.names[index])),
                shifts_wanted=week.shifts_of(staff.names[index]),
            )
        )
    return tuple(found)


def _approver(scenario: Scenario, roles: Sequence[str]) -> str:
    """Return the role that approves somebody's overtime and leave; nobody approves his own."""
    role = scenario.roles.get(roles[0]) if roles else None
    department = scenario.departments.get(role.department or "") if role else None
    asked = department.approver if department else None
    while asked is not None and asked in roles:
        above = scenario.roles.get(asked)
        asked = above.reports_to if above else None
    return asked or ""


def _holdings(span: Span, index: int) -> Iterator[Holding]:
    """Yield what somebody can do, and when: certificates end, people are lent, newcomers get faster."""
    staff, bit = span.staff, 1 << index
    for name, capability in staff.capabilities.items():
        kind, _, skill = name.partition(":")
        if kind != "skill":
            continue
        changes = [(c.time, "has", 0.0) for c in staff.holder_changes if c.capability == capability and c.mask & bit]
        changes += [
            (c.time, "level", c.level) for c in staff.level_changes if c.capability == capability and c.person == index
        ]
        changes += [(c.time, "pace", c.factor) for c in staff.pace_changes if c.person == index]
        has, level = bool(staff.holders[capability] & bit), staff.levels[capability].get(index, 1.0)
        yield from _spells(span, skill, sorted(changes), has=has, level=level)


def _spells(
    span: Span, skill: str, changes: list[tuple[int, str, float]], *, has: bool, level: float
) -> Iterator[Holding]:
    pace, since = 1.0, None
    for time, what, value in [*changes, (span.end + 1, "", 0.0)]:
        if time > span.start and has:
            until = time if time < span.end else None
            if since is None or since < time:  # what changes twice at one moment holds for no time in between
                yield Holding(skill=skill, level=level * pace, since=since, until=until)
        if time >= span.end:
            return
        has = not has if what == "has" else has
        level = value if what == "level" else level
        pace = value if what == "pace" else pace
        since = time if time > span.start else None


def _standing_in(span: Span, state: State, week: Week) -> dict[int, list[Holding]]:
    """Return what people can do while all those are away for whom they stand in."""
    found: dict[int, list[Holding]] = defaultdict(list)
    for name, capability in span.staff.capabilities.items():
        kind, _, skill = name.partition(":")
        if kind != "skill" or not (acting := [by for _, by, _ in stand_ins(span.scenario, span.staff, [capability])]):
            continue
        away = [
            [(absence.start, absence.end) for absence in _absences(span, state, week, holder)]
            for holder in bits(span.staff.holders[capability])
        ]
        for start, end in reduce(_overlaps, away):
            for person in bits(reduce(or_, acting) & ~span.staff.holders[capability]):
                found[person].append(Holding(skill=skill, since=start, until=end))
    return found


def _overlaps(some: list[Window], others: list[Window]) -> list[Window]:
    return [(max(a, c), min(b, d)) for a, b in some for c, d in others if max(a, c) < min(b, d)]


def _absences(span: Span, state: State, week: Week, index: int) -> Iterator[Absence]:
    for start, end in span.staff.away[index]:
        if span.touches(start, end):
            yield Absence(start=start, end=end, kind="leave")
    for away in state.away:
        if away.resource == span.staff.names[index] and away.until > span.start:
            yield Absence(start=away.start, end=away.until, kind="sick")
    for leave in week.leave_of(span.staff.names[index]):
        if span.touches(leave.start, leave.end):
            yield Absence(start=leave.start, end=leave.end, kind=leave.kind)


def _days_off_wanted(span: Span, week: Week, name: str) -> Iterator[int]:
    """Yield the numbers of the days of the plan on which somebody would rather not work."""
    wishes = list(week.days_off_of(name))
    return (day.number for day in span.days if any(first <= day.date <= last for first, last in wishes))


def _joined(span: Span, windows: Iterable[Window]) -> Iterator[Window]:
    """Yield what recurs in the span of a plan, what overlaps or touches as one."""
    last: Window | None = None
    for start, end in sorted(w for w in windows if w[1] > max(w[0], span.start) and w[0] < span.end):
        if last is not None and start <= last[1]:
            last = (last[0], max(last[1], end))
            continue
        if last is not None:
            yield last
        last = (start, end)
    if last is not None:
        yield last


def _history(span: Span, state: State, index: int, first: int) -> Iterator[DayWorked]:
    """Yield the days before the plan, as the roster had them, with the overtime that the state tells."""
    axis, roster, name = span.scenario.axis, span.staff.rosters[index], span.staff.names[index]
    overtime: dict[int, list[Window]] = {}
    for grant in state.overtime:
        if grant.person == name and grant.start < span.start:
            overtime.setdefault(axis.day_of(max(0, grant.start - 1)), []).append((grant.start, grant.until))
    first = max(0, min(first, axis.day_of(month_start(span))))
    for number in range(first, span.days[0].number):
        day = ProblemDay(
            number=number, date=span.days[0].date, start=axis.midnight(number), end=axis.midnight(number + 1)
        )
        away = any(start <= day.start < end for start, end in span.staff.away[index])
        shift = () if roster is None or away else shift_on(roster, day)
        extra = overtime.get(number, [])
        if shift or extra:
            seconds = sum(b - a for a, b in extra)
            yield DayWorked(
                day=number,
                worked=sum(b - a for a, b in shift) + seconds,
                overtime=seconds,
                end=max(b for _, b in (*shift, *extra)),
                unpopular=calendar_of(span.scenario, span.staff.groups[index]) in span.scenario.planning.unpopular,
            )
