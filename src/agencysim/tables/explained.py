"""Why a job is late, and what would help it, as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.language import joined, name_in_language, noted, tr
from agencysim.planner.cost import job_lateness
from agencysim.planner.explain import Way, due_by, reasons_of
from agencysim.planner.names import PlanNames
from agencysim.planner.reasons import sentence
from agencysim.plans import Reason, Why
from agencysim.tables.base import Table, number

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agencysim.planner.explain import Conflicts, Repair
    from agencysim.planner.problem import Problem
    from agencysim.plans import Plan

WAYS: dict[Way, str] = {
    Way.PUT_FIRST: noted("put it first, within all limits"),
    Way.OUTSIDE: noted("give to other firms what they can do of it"),
    Way.OVERTIME: noted("{amount} h more overtime a day than the limit"),
    Way.DAYS_OFF: noted("ask people to come on days off"),
    Way.PERSON: noted("a person lent who can do this: {about}"),
    Way.UNIT: noted("one more, hired: {about}"),
    Way.LATER: noted("agree on a later date: {until}"),
}
"""What each way out says, in English; catalogues have the other languages."""

PROVISIONAL = noted("{job} is not signed yet: its date is taken to be {date}, and it comes {hours} h late.")
PROVISIONAL_AND_LEFT = noted(
    "{job} is not signed yet: its date is taken to be {date}, and it comes at least {hours} h late."
)
"""What is said of a job that comes late if nobody was promised its date yet."""

SOME_LATER_DATE = noted("agree on a later date within the plan")
"""What is said of a later date if none is known."""

A_BETTER_PLAN = noted("plan it anew, within all limits")
"""What is said of putting a job first if nobody comes later for it."""


def of_reasons(problem: Problem, plan: Plan, job: str, reasons: Iterable[Reason]) -> Table:
    """Return why a job is late, not planned or expensive: without rows if it is none of that.

    Parameters
    ----------
    problem, plan, job, reasons
        What was to be planned, the plan, the job, and the reasons.
    """
    names = PlanNames(problem)
    title = " ".join([_standing(problem, plan, names, job), *_open(plan, job)])
    table = Table(title, (tr("step"), tr("why")), of_texts=True)
    rows = (("" if each.task is None else names.step(each.task), sentence(problem, each)) for each in reasons)
    for step, reason in dict.fromkeys(rows):  # a limit may be reached in more than one wait
        table.add(step, reason)
    return table


def _standing(problem: Problem, plan: Plan, names: PlanNames, job: str, by: int | None = None) -> str:
    if by is not None:
        problem = due_by(problem, job, by)
    known = problem.job[job]
    date = known.due if known.due is not None else known.deadline
    if date is None:
        return tr("{job} has no date.", job=job)
    hours = job_lateness(problem, plan).get(job, 0.0)
    told = names.due(job) if by is None else names.date(date)
    if hours <= 0:
        return tr("{job} is in time for {date}.", job=job, date=told)
    if by is not None:
        return tr("{job} comes {hours} h after {date}.", job=job, date=told, hours=number(hours, 1))
    how = {"job": job, "date": told, "hours": number(hours, 1)}
    is_left = any(each.job == job and not problem.task[each.task].after_due for each in plan.unplanned)
    if known.provisional:
        how["date"] = names.date(date)
        text = PROVISIONAL_AND_LEFT if is_left else PROVISIONAL
        return tr(text, **how)
    if is_left:
        return tr("{job} was promised for {date} and comes at least {hours} h late.", **how)
    return tr("{job} was promised for {date} and comes {hours} h late.", **how)


def _open(plan: Plan, job: str) -> list[str]:
    count = sum(each.job == job for each in plan.unplanned)
    return [tr("Steps that are not planned to their end: {n}.", n=count)] if count else []


def of_conflicts(problem: Problem, plan: Plan, found: Conflicts) -> Table:
    """Return what keeps each late job from being in time; without rows if none is late.

    Parameters
    ----------
    problem, plan, found
        What was to be planned, the plan, and what was found about its late jobs.
    """
    names, late = PlanNames(problem), job_lateness(problem, plan)
    title = tr("What cannot be in time together") if late else tr("No job comes late.")
    table = Table(title, (tr("job"), tr("due"), tr("hours late"), tr("why")), of_texts=True)
    told = {job: sentence(problem, reason) for job, reason in reasons_of(problem, found).items()}
    told |= dict.fromkeys(found.possible, sentence(problem, Reason(why=Why.UNUSED)))
    told |= dict.fromkeys(found.unknown, tr("not found out in so short a time: give it more with --time"))
    for job in (each for each in problem.jobs if each.id in told):
        table.add(job.id, names.due(job.id), number(late.get(job.id, 0.0), 1), told[job.id])
    return table


def of_repairs(problem: Problem, plan: Plan, job: str, repairs: Iterable[Repair], *, by: int | None = None) -> Table:
    """Return what would hold a job's date, the best first; without rows if it is in time.

    Parameters
    ----------
    problem, plan, job, repairs
        What was to be planned, the plan, the job, and the ways out.
    by
        Another moment than its date by which it was asked to be done.
    """
    names = PlanNames(problem)
    columns = (
        tr("way out"),
        tr("holds the date"),
        tr("price"),
        tr("overtime, in hours"),
        tr("who comes later"),
    )
    table = Table(_standing(problem, plan, names, job, by), columns, of_texts=True)
    for repair in repairs:
        holds = repair.status == "holds"
        cells = (_price(problem, repair), f"{repair.overtime:+g}", _later(repair)) if holds else ("", "", "")
        table.add(_way(problem, names, repair), _outcome(repair), *cells)
    return table


def _way(problem: Problem, names: PlanNames, repair: Repair) -> str:
    is_enough = repair.way is Way.PUT_FIRST and repair.status == "holds" and not _those_later(repair)
    if repair.way is Way.LATER and repair.until is None:
        return tr(SOME_LATER_DATE)
    units = {unit.kind: unit.label for unit in problem.units}
    label = problem.labels.get(repair.about) or units.get(repair.about) or ""
    return tr(
        A_BETTER_PLAN if is_enough else WAYS[repair.way],
        about=name_in_language(repair.about, label),
        amount=f"{repair.amount or 0:g}",
        until="" if repair.until is None else names.moment(repair.until),
    )


def _outcome(repair: Repair) -> str:
    if repair.status == "holds":
        return tr("yes")
    if repair.status == "cannot":
        return tr("no: proven")
    if repair.around is not None:
        return tr("no, as long as all but {n} tasks around it stay as planned", n=repair.around)
    return tr("no plan found in {seconds} s", seconds=number(repair.seconds, 1))


def _price(problem: Problem, repair: Repair) -> str:
    """Return the price in words, with what is not known of it."""
    if repair.price is None:
        gap = number(repair.gap)
        return tr("not told: the plan may save up to {gap} {currency} anyway", gap=gap, currency=problem.currency)
    money = f"{number(repair.price)} {problem.currency}".strip()
    return money if repair.gap is not None or not repair.price else tr("{money}, as far as is known", money=money)


def _those_later(repair: Repair) -> list[tuple[str, float]]:
    return [(job, hours) for job, hours in repair.later if hours > 0]


def _later(repair: Repair) -> str:
    told = [tr("{job} by {hours} h", job=job, hours=f"{hours:g}") for job, hours in _those_later(repair)]
    return joined(told) or tr("nobody")
