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
