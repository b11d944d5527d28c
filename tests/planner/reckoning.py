"""The numbers of reasons, reckoned again from problem and plan by nothing that the planner uses."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from agencysim.planner import Rule
from agencysim.planner.cost import job_lateness
from agencysim.plans import TaskId, Why
from agencysim.values import HOUR

if TYPE_CHECKING:
    from agencysim.planner.problem import Problem, Task
    from agencysim.plans import Plan, Reason


def check(problem: Problem, plan: Plan, job: str, reason: Reason) -> None:
    """Fail if a reason names what there is not, or its numbers are others than those of problem and plan."""
    rules = {rule.value for rule in Rule}
    assert set(reason.who) <= {*problem.person, *problem.unit, *rules}
    assert set(reason.tasks) <= set(problem.task)
    assert reason.task is None or reason.task.job == job
    places = [place for task in problem.tasks for mode in task.modes for place in mode.crew]
    known = {place.skill for place in places} | {unit.kind for unit in problem.units} | set(problem.calendars)
    assert reason.about in {
        "",
        *known,
        *rules,
        *(task.step for task in problem.tasks),
        *(t.place for t in problem.tasks),
    }
    again = RECKONED.get(reason.why)
    if again is not None:
        again(problem, plan, job, reason)


def there(problem: Problem, plan: Plan, name: str, moment: int) -> bool:
    """Return whether somebody is on duty and not away or in a meeting, or a unit can be used."""
    owner = problem.person.get(name) or problem.unit[name]
    if any(a.start <= moment < a.end for a in owner.absences):
        return False
    if name in problem.unit:
        hours = problem.unit[name].hours
        return hours is None or any(a <= moment < b for a, b in hours)
    if any(a <= moment < b for a, b in problem.person[name].routines):
        return False
    return any(a <= moment < b for duty in plan.duties if duty.person == name for a, b in duty.windows)


def seconds(problem: Problem, plan: Plan, name: str, since: int, until: int) -> int:
    """Return for how long somebody or something is there, each stretch between two edges being all or nothing."""
    owner = problem.person.get(name) or problem.unit[name]
    edges = {since, until} | {moment for a in owner.absences for moment in (a.start, a.end)}
    if name in problem.person:
        edges |= {m for window in problem.person[name].routines for m in window}
        edges |= {m for duty in plan.duties if duty.person == name for window in duty.windows for m in window}
    else:
        edges |= {m for window in problem.unit[name].hours or () for m in window}
    inside = sorted(edge for edge in edges if since <= edge <= until)
    return sum(b - a for a, b in pairwise(inside) if there(problem, plan, name, a))


def _busy(problem: Problem, plan: Plan, job: str, reason: Reason) -> None:
    since, until = reason.since, reason.until
    assert reason.there == pytest.approx(
        sum(seconds(problem, plan, n, since, until) for n in reason.who) / HOUR, abs=0.01
    )
    taken, tasks = 0, set()
    for piece in plan.assignments:
        for name in {*piece.people, *piece.units} & set(reason.who) if piece.task != reason.task else ():
            first, last = max(since, piece.start), min(until, piece.end)
            if first < last and (lasts := seconds(problem, plan, name, first, last)):
                taken += lasts
                tasks.add(piece.task)
    assert reason.needed == pytest.approx(taken / HOUR, abs=0.01)
    assert set(reason.tasks) == tasks
    assert 0 < reason.needed <= reason.there + 0.01


def _away(problem: Problem, plan: Plan, job: str, reason: Reason) -> None:
    lost = 0
    for name in reason.who:
        owner = problem.person.get(name) or problem.unit[name]
        if name in problem.unit:
            hours = problem.unit[name].hours or ((problem.start, problem.end),)
        else:
            days = [(n, day) for n, day in enumerate(owner.days) if day.rostered and day.shifts]
            hours = [window for n, day in days for window in problem.shifts[day.shifts[0]].hours[n]]
        for absence in owner.absences:
            first, last = max(absence.start, reason.since), min(absence.end, reason.until)
            lost += sum(max(0, min(b, last) - max(a, first)) for a, b in hours)
    assert reason.needed == pytest.approx(lost / HOUR, abs=0.01)


def _limit(problem: Problem, plan: Plan, job: str, reason: Reason) -> None:
    if reason.needed is not None:
        _rest(problem, plan, reason)
        return
    limit = {
        Rule.OVERTIME_DAY: problem.limits.overtime_day,
        Rule.OVERTIME_WEEK: problem.limits.overtime_week,
        Rule.OVERTIME_MONTH: problem.limits.overtime_month,
        Rule.WEEK_HOURS: problem.limits.week_hours,
    }[Rule(reason.about)]
    assert reason.there == pytest.approx(limit / HOUR, abs=0.01)
    granule = problem.settings.overtime_granule
    for name in reason.who:
        person = problem.person[name]
        mine = [duty for duty in plan.duties if duty.person == name]
        day = [duty.before + duty.after for duty in mine if duty.end > reason.since and duty.start < reason.until]
        week = sum(d.overtime for d in mine) + sum(d.overtime for d in person.history if d.day >= 0)
        month = sum(d.overtime for d in mine) + sum(d.overtime for d in person.history if d.day >= -1)  # 1 March on
        hours = sum(d.length + d.before + d.after for d in mine)
        used = {"overtime_day": max(day), "overtime_week": week, "overtime_month": month, "week_hours": hours}
        assert used[reason.about] + granule > limit


def _rest(problem: Problem, plan: Plan, reason: Reason) -> None:
    """Fail if a rule of rest does not take just so many hours of those who are named, and of each of them some."""
    limits = problem.limits
    least = {"daily_rest": (limits.daily_rest or 0) / HOUR, "rest_days": limits.rest_days}
    assert reason.there == pytest.approx(least.get(reason.about, limits.days_in_row), abs=0.01)
    lost = [_lost_to_rest(problem, plan, name, reason) for name in reason.who]
    assert all(lost)
    assert reason.needed == pytest.approx(sum(lost) / HOUR, abs=0.01)


def _lost_to_rest(problem: Problem, plan: Plan, name: str, reason: Reason) -> int:
    own, total = {duty.day: duty for duty in plan.duties if duty.person == name}, 0
    for n, day in enumerate(problem.days):
        asked = problem.person[name].days[n]
        shifts = [hours for shift in asked.shifts if (hours := problem.shifts[shift].hours[n])]
        if duty := own.get(day.number):
            total += _overtime_lost_to_rest(problem, plan, duty, reason)
        elif shifts and all(_is_no_rest(problem, own, name, day.number, hours, reason.about) for hours in shifts):
            total += _at_hand(problem, name, shifts[0], reason)
    return total


def _is_no_rest(problem: Problem, own: dict, name: str, day: int, hours: list, rule: str) -> bool:
    """Return whether somebody would break a rule if he came in some hours on a day without a duty."""
    days = {d.day for d in problem.person[name].history if d.worked} | {*own, day}
    if rule == "daily_rest":
        earlier, later = _gaps(problem, own, name, day, (hours[0][0], hours[-1][1]))
        return min(earlier, later) < problem.limits.daily_rest
    if rule == "rest_days":
        last = problem.days[-1].number
        sevens = [set(range(first, first + 7)) for first in range(day - 6, day + 1) if first + 6 <= last]
        return any(len(seven & days) > 7 - problem.limits.rest_days for seven in sevens)
    row = 1
    while day - row in days:
        row += 1
    while day + 1 in days:
        row, day = row + 1, day + 1
    return row > problem.limits.days_in_row


def _gaps(problem: Problem, own: dict, name: str, day: int, span: tuple[int, int]) -> tuple[int, int]:
    """Return the rest before and after what somebody would do on a day; before the plan it is not to be helped."""
    ends = [duty.end for duty in own.values() if duty.day < day]
    ends = ends or [d.end for d in problem.person[name].history if d.end is not None]
    starts = [duty.start for duty in own.values() if duty.day > day]
    before = span[0] - max(ends) if ends and span[0] >= problem.start else 10**9
    return before, min(starts) - span[1] if starts else 10**9


def _overtime_lost_to_rest(problem: Problem, plan: Plan, duty: object, reason: Reason) -> int:
    if reason.about != "daily_rest":
        return 0
    limits, granule = problem.limits, problem.settings.overtime_granule
    own = {each.day: each for each in plan.duties if each.person == duty.person}
    room = min(_rooms(problem, plan, duty), default=limits.overtime_late)
    found = [0]
    early = min(limits.overtime_early - duty.before, room) // granule * granule
    late = min(limits.overtime_late - duty.after, room) // granule * granule
    if early > 0:
        short = limits.daily_rest - _gaps(problem, own, duty.person, duty.day, (duty.start - early, duty.end))[0]
        stretch = (duty.start - early, duty.start - early + min(early, max(0, short)))
        found.append(_at_hand(problem, duty.person, [stretch], reason))
    if late > 0:
        short = limits.daily_rest - _gaps(problem, own, duty.person, duty.day, (duty.start, duty.end + late))[1]
        stretch = (duty.end + late - min(late, max(0, short)), duty.end + late)
        found.append(_at_hand(problem, duty.person, [stretch], reason))
    return max(found)


def _rooms(problem: Problem, plan: Plan, duty: object) -> list[int]:
    """Return what each limit of overtime and hours leaves on the day, in the week and in the month of a duty."""
    limits, person, axis = problem.limits, problem.person[duty.person], problem.axis
    dates = {
        day: axis.date_of(axis.midnight(day)) for day in {duty.day, *(d.day for d in (*person.history, *plan.duties))}
    }
    week = {day for day, date in dates.items() if date.isocalendar()[:2] == dates[duty.day].isocalendar()[:2]}
    month = {
        day for day, date in dates.items() if (date.year, date.month) == (dates[duty.day].year, dates[duty.day].month)
    }
    mine = [*(d for d in plan.duties if d.person == duty.person), *person.history]
    hours = [d.worked if hasattr(d, "worked") else d.length + d.before + d.after for d in mine]
    left = [
        (limits.overtime_day, duty.before + duty.after),
        (limits.overtime_week, sum(d.overtime for d in mine if d.day in week)),
        (limits.overtime_month, sum(d.overtime for d in mine if d.day in month)),
        (limits.week_hours, sum(h for d, h in zip(mine, hours, strict=True) if d.day in week)),
    ]
    return [most - taken for most, taken in left if most is not None]


def _at_hand(problem: Problem, name: str, hours: list, reason: Reason) -> int:
    """Return the seconds of some hours that lie in the stretch of a reason, and in which somebody is not away."""
    absences = problem.person[name].absences
    edges = {reason.since, reason.until} | {m for window in hours for m in window}
    edges |= {m for a in absences for m in (a.start, a.end)}
    inside = sorted(edge for edge in edges if reason.since <= edge <= reason.until)
    return sum(
        b - a
        for a, b in pairwise(inside)
        if any(first <= a < last for first, last in hours) and not any(x.start <= a < x.end for x in absences)
    )


def _shortage(problem: Problem, plan: Plan, job: str, reason: Reason) -> None:
    assert any(task.job == job for task in reason.tasks)
    assert reason.needed > reason.there
    needed = 0
    for name in reason.tasks:
        task = problem.task[name]
        assert task.outside is None
        least = []
        for mode in task.modes:
            hands = sum(p.count for p in mode.crew if not p.shared and _able(problem, p) <= set(reason.who))
            if set(reason.who) <= set(problem.unit):
                hands = mode.units.get(reason.about, 0)
            pace = min((_fastest(problem, place) for place in mode.crew), default=1.0)
            way = sum(-(-each // problem.grid) * problem.grid for each in (task.loading, task.travel, task.travel))
            least.append(hands * (mode.seconds(pace, problem.grid) + way))
        needed += min(least)
    assert reason.needed == pytest.approx(needed / HOUR, abs=0.01)
    worked = 0  # whatever is planned of that work is no more than what is said to be there
    for piece in plan.assignments:
        for name in {*piece.people, *piece.units} & set(reason.who) if piece.task in set(reason.tasks) else ():
            first, last = max(reason.since, piece.start), min(reason.until, piece.end)
            worked += seconds(problem, plan, name, first, last) if first < last else 0
    assert worked / HOUR <= reason.there + 0.01


def _able(problem: Problem, place: object) -> set[str]:
    able = {p.name for p in problem.people if any(h.skill == place.skill for h in p.holdings)}
    return able & set(place.only) if place.only else able


def _fastest(problem: Problem, place: object) -> float:
    levels = [
        h.level for p in problem.people if p.name in _able(problem, place) for h in p.holdings if h.skill == place.skill
    ]
    return max(levels, default=1.0)


def _path(problem: Problem, plan: Plan, job: str, reason: Reason) -> None:
    known = problem.job[job]
    date = known.due if known.due is not None else known.deadline
    assert reason.needed == pytest.approx((reason.until - date) / HOUR, abs=0.01)
    if reason.until <= problem.end:  # later, nobody knows whose hours there are
        assert reason.needed <= job_lateness(problem, plan)[job] + 0.01


def _overdue(problem: Problem, plan: Plan, job: str, reason: Reason) -> None:
    known = problem.job[job]
    assert reason.until == (known.due if known.due is not None else known.deadline) <= problem.start


def _waiting(problem: Problem, plan: Plan, job: str, reason: Reason) -> None:
    task: Task = problem.task[reason.task]
    if not reason.about:
        assert reason.until == task.release > problem.start
        return
    after = next(each for each in task.after if each.step == reason.about)
    before = [p.end for p in plan.assignments if p.task == TaskId(job, after.step, after.attempt)]
    assert reason.since == max(before)
    assert reason.until >= reason.since + sum(lag.seconds for lag in after.lags)


def _tail(problem: Problem, plan: Plan, job: str, reason: Reason) -> None:
    assert reason.needed == pytest.approx(problem.job[job].tail / HOUR, abs=0.01)


def _overtime(problem: Problem, plan: Plan, job: str, reason: Reason) -> None:
    extra, money = 0, 0.0
    for piece in plan.assignments:
        for name in dict.fromkeys(piece.people) if piece.job == job else ():
            duty = next(d for d in plan.duties if d.person == name and d.start <= piece.start < d.end)
            whole = seconds(problem, plan, name, piece.start, piece.end)
            first, last = max(piece.start, duty.hours[0][0]), min(piece.end, duty.hours[-1][1])
            inside = seconds(problem, plan, name, first, last) if first < last and duty.rostered else 0
            extra += whole - inside
            rate = problem.settings.overtime_rates[duty.pay]
            money += (whole - inside) / HOUR * rate * problem.person[name].wage
    assert reason.needed == pytest.approx(extra / HOUR, abs=0.01)
    assert reason.there == pytest.approx(money, abs=0.01)


def _outside(problem: Problem, plan: Plan, job: str, reason: Reason) -> None:
    assert any(piece.task == reason.task and piece.outside for piece in plan.assignments)
    assert reason.there == problem.task[reason.task].outside.price


def _hired(problem: Problem, plan: Plan, job: str, reason: Reason) -> None:
    money = sum(
        problem.unit[name].cost_per_hour * (piece.end - piece.start) / HOUR
        for piece in plan.assignments
        if piece.job == job
        for name in piece.units
        if problem.unit[name].hired
    )
    assert reason.there == pytest.approx(money, abs=0.01)


def _locked(problem: Problem, plan: Plan, job: str, reason: Reason) -> None:
    if reason.needed is None:
        assert any(lock.task == reason.task and lock.start == reason.until for lock in problem.locks)
    else:
        assert reason.there < reason.needed


RECKONED = {
    Why.BUSY: _busy,
    Why.AWAY: _away,
    Why.LIMIT: _limit,
    Why.SHORTAGE: _shortage,
    Why.PATH: _path,
    Why.OVERDUE: _overdue,
    Why.WAITING: _waiting,
    Why.TAIL: _tail,
    Why.OVERTIME: _overtime,
    Why.OUTSIDE: _outside,
    Why.HIRED: _hired,
    Why.LOCKED: _locked,
}
