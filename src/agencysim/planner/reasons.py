"""Why work is late, not planned or expensive, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.language import APART, joined, name_in_language, noted, tr, tr_n
from agencysim.planner.names import PlanNames
from agencysim.planner.rules import Rule
from agencysim.plans import Why

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agencysim.planner.problem import Problem
    from agencysim.plans import Reason, TaskId

SENTENCES: dict[Why, str] = {
    Why.NOBODY_CAN: noted("{about}: {needed} needed, and {there} there who may do it"),
    Why.NO_UNIT: noted("{about}: {needed} needed, and {there} there"),
    Why.NEVER_TOGETHER: noted("{about}: {needed} h of work, and at most {there} h in which all are available"),
    Why.TOO_LONG: noted("it cannot be split and takes {needed} h, and the longest time for it is {there} h"),
    Why.NOT_RELEASED: noted("it can begin only on {until}"),
    Why.PREDECESSOR: noted("{about} must come before it, and is not done in time"),
    Why.CAPACITY: noted("{about}: {needed} h of work, and {there} h left"),
    Why.NOT_URGENT: noted(
        "{about}: {needed} h of work, and {there} h left without overtime, for which it is not urgent"
    ),
    Why.DEADLINE: noted("it cannot be done by {until}"),
    Why.WITHHELD: noted("nothing of this job is planned"),
    Why.NOT_WORTH_IT: noted(
        "{about}: nobody here may do it; another firm would for {money}, but it would not be late without it"
    ),
    Why.OVERDUE: noted("it was due on {until}, before the plan begins"),
    Why.PATH: noted(
        "even with nothing else in the way, it cannot be done before {until}, {needed} h after its date: proven"
    ),
    Why.SHORTAGE: noted(
        "{about}: at least {needed} h of work between {since} and {until} ({tasks}), and at most {there} h can be "
        "worked then, overtime included: short by {short} h, proven"
    ),
    Why.WAITING: noted("{about} ends on {since}, then it waits until {until}: for an answer, a delivery, or drying"),
    Why.BUSY: noted(
        "{about}: from {since} to {until} there are {there} h of {who}, "
        "and other work takes {needed} h of them ({tasks})"
    ),
    Why.AWAY: noted("{about}: from {since} to {until} {needed} h are missing, since away: {who}"),
    Why.SITE: noted("{about}: open for {there} h from {since} to {until}, and the work takes {needed} h"),
    Why.LOCKED: noted("it is locked to begin on {until}, though it could on {since}"),
    Why.NEVER_FREE: noted(
        "from {since} to {until} everybody and everything that it takes has time, but never all together long enough"
    ),
    Why.TAIL: noted("after its last task in the plan {needed} h more pass until the date counts"),
    Why.UNUSED: noted("nothing is in its way: it could be done by {until}; look longer for a better plan"),
    Why.SLOW: noted("nothing else is in its way: its {needed} h of work take from {since} to {until}"),
    Why.OVERTIME: noted("{needed} h of overtime for {money}: {who}"),
    Why.OUTSIDE: noted("another firm does it for {money}"),
    Why.HIRED: noted("hired for {money}: {who}"),
}
"""What each reason says, in English; catalogues have the other languages."""

LIMITS: dict[str, str] = {
    Rule.OVERTIME_DAY: noted("at most {there} h of overtime a day, used up by {who}"),
    Rule.OVERTIME_WEEK: noted("at most {there} h of overtime a week, used up by {who}"),
    Rule.OVERTIME_MONTH: noted("at most {there} h of overtime a month, used up by {who}"),
    Rule.WEEK_HOURS: noted("at most {there} h of work a week, used up by {who}"),
    Rule.DAILY_REST: noted("rest between two days of work: at least {there} h, which takes {needed} h of {who}"),
    Rule.REST_DAYS: noted("days off in any seven: at least {there}, which takes {needed} h of {who}"),
    Rule.DAYS_IN_ROW: noted("days of work in a row: at most {there}, which takes {needed} h of {who}"),
}
"""What is said of somebody who may not work longer, by the limit that he has reached, or who has to rest."""

SCATTERED: dict[Why, str] = {
    Why.CAPACITY: noted("{about}: {needed} h of work; {there} h are left, but never enough of them at one time"),
    Why.NOT_URGENT: noted(
        "{about}: {needed} h of work; {there} h are left without overtime, but never enough of them at one time"
    ),
}
"""What is said where time is short not by its sum, but by how it lies."""

TOGETHER: dict[Why, str] = {
    Why.CAPACITY: noted("{needed} h of work, and at most {there} h are left in which all whom it takes are free"),
    Why.NOT_URGENT: noted(
        "{needed} h of work, and without overtime at most {there} h are left in which all whom it takes are free"
    ),
}
"""What is said where everybody has time enough, but not at the same time."""

NO_CREW = noted("{needed} h of work, and at no time is a whole crew free for so long")
"""What is said where there is time enough for every place in a crew, but not for all of them."""

IT_COMES = noted("it can begin only on {until}: an answer, material or a delivery comes only then")
"""What is said of a wait for something that was under way before the plan."""

IN_PART = noted("{there} h of it are locked, and it cannot be split to do the rest of its {needed} h")
"""What is said of work that is locked in part, and could be done only in one piece."""

CONFLICTS: dict[tuple[bool, bool], str] = {
    (True, False): noted("it cannot be in time while these are: {tasks}"),
    (True, True): noted("it cannot be in time while these are: {tasks}, and while this holds: {rules}"),
    (False, True): noted("it cannot be in time while this holds: {rules}"),
    (False, False): noted("it cannot be in time"),
}
"""What is said of a conflict, by whether other jobs, and rules, take part in it."""

PROVEN = noted("{conflict} (proven)")
PROVEN_AROUND = noted("{conflict} (proven, as long as all but {needed} tasks around it stay as planned)")
"""For which plans a conflict holds."""

IT_COULD = noted("it could be in time, and no other job would come late for it: look longer for a better plan")
"""What is said of a job that only comes late since no better plan has been found."""

MOST_NAMES = 4
"""Names that are told of many."""


def sentence(problem: Problem, reason: Reason) -> str:
    """Return a reason in words, in the language in use."""
    names = PlanNames(problem)
    needed, there = reason.needed or 0.0, reason.there or 0.0
    template = PROVEN if reason.needed is None else PROVEN_AROUND
    values = {
        "about": _about(problem, names, reason.about),
        "needed": _number(reason.needed),
        "there": _number(reason.there),
        "short": _number(round(needed - there, 2)),
        "money": f"{there:,.0f} {problem.currency}".strip(),
        "since": _moment(names, reason.since),
        "until": _moment(names, reason.until, is_date=reason.why is Why.OVERDUE),
        "who": _some([names.thing(name) for name in reason.who]),
        "tasks": _some(_jobs(reason.tasks)),
        "rules": joined((Rule(name).text.rstrip(".。") for name in reason.who if reason.why is Why.CONFLICT), APART),
    }
    text = tr(_template(reason), **values)
    return tr(template, conflict=text, **values) if reason.why is Why.CONFLICT else text


def _template(reason: Reason) -> str:
    """Return the sentence that fits a reason's numbers."""
    if reason.why is Why.LIMIT:
        return LIMITS[reason.about]
    if reason.why is Why.WAITING and not reason.about:
        return IT_COMES
    if reason.why is Why.LOCKED and reason.needed is not None:
        return IN_PART
    if reason.why is Why.CONFLICT:
        return CONFLICTS[bool(reason.tasks), bool(reason.who)]
    if reason.why is Why.UNUSED and reason.task is None:
        return IT_COULD
    if reason.why not in SCATTERED:
        return SENTENCES[reason.why]
    is_scattered = (reason.there or 0.0) >= (reason.needed or 0.0)
    if reason.about:
        return SCATTERED[reason.why] if is_scattered else SENTENCES[reason.why]
    return NO_CREW if is_scattered else TOGETHER[reason.why]


def _about(problem: Problem, names: PlanNames, name: str) -> str:
    """Return what a skill, a kind of unit, a step or a person is called; empty if nothing is told."""
    if name in problem.person or name in problem.unit:
        return names.thing(name)
    units = {unit.kind: unit.label for unit in problem.units}
    steps = {task.step: task.label for task in problem.tasks}
    return name_in_language(name, problem.labels.get(name) or units.get(name) or steps.get(name) or "")


def _jobs(tasks: Iterable[TaskId]) -> list[str]:
    """Return the jobs of tasks, each once."""
    return list(dict.fromkeys(task.job for task in tasks))


def _some(names: Sequence[str]) -> str:
    """Return names as a list, of many only the first."""
    shown, more = joined(names[:MOST_NAMES]), len(names) - MOST_NAMES
    return shown + (" " + tr_n("and {n} more", "and {n} more", more) if more > 0 else "")


def _moment(names: PlanNames, moment: int | None, *, is_date: bool = False) -> str:
    if moment is None:
        return ""
    return names.date(moment) if is_date else names.moment(moment)


def _number(value: float | None) -> str:
    return "?" if value is None else f"{value:g}"
