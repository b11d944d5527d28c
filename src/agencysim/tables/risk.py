"""The risk of a plan in words: tables, and sentences about what matters most."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import TYPE_CHECKING

from agencysim.language import joined, noted, tr
from agencysim.names import Names
from agencysim.planner.names import Moments, in_attempt
from agencysim.tables.base import Table, number, percent

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agencysim.plan_risk import Amount, Driver, Risk, SureDate
    from agencysim.scenario import Scenario

MOST_DRIVERS = 10
"""Rows of tasks that matter."""

REACTIONS = {
    "keep": noted("everybody keeps to his own work and its times"),
    "help": noted("who is free helps out, and begins early"),
    "overtime": noted("who is free helps out, and overtime is called"),
    "replan": noted("the plan is made anew every noon"),
}
"""What people do when reality departs from the plan."""


def of_risk(scenario: Scenario, risk: Risk) -> list[Table]:
    """Return the risk of a plan: its dates, the least sure first, its days, its people, and what matters most."""
    return [
        _jobs(scenario, risk),
        _days(risk),
        *([_people(scenario, risk)] if any(person.overtime.high for person in risk.people) else []),
        *([_drivers(scenario, risk)] if risk.drivers else []),
    ]


def risk_in_words(scenario: Scenario, risk: Risk) -> list[str]:
    """Return sentences about what matters most of the risk of a plan."""
    return list(_sentences(scenario, risk))


def replayed(risk: Risk) -> str:
    """Return how a plan was replayed."""
    futures = tr("one future") if risk.replications == 1 else tr("{n} futures", n=risk.replications)
    return tr("{futures}; {how}", futures=futures, how=tr(REACTIONS[risk.reaction]))


def _sentences(scenario: Scenario, risk: Risk) -> Iterator[str]:
    moments = Moments(risk.axis)
    yield from _about_dates(risk, moments)
    yield from _about_overtime(risk, moments)
    if risk.drivers:
        yield _about(scenario, _alike(risk.drivers)[0])


def _about_dates(risk: Risk, moments: Moments) -> Iterator[str]:
    dates, provisional = risk.agreed_jobs, risk.provisional_jobs
    if not dates:
        yield tr("No job has an agreed date in this time.")
    else:
        late = round(risk.expected_late, 1)
        yield tr(
            "Of {n} agreed dates to come, {held} are held on average, and {late} missed.",
            n=len(dates),
            held=number(len(dates) - late, 1),  # of what is shown as missed, so that both add up
            late=number(late, 1),
        )
        worst = dates[0]
        yield tr(
            "The least sure is {job}, due {due}: in time with {share} probability ({low} to {high}).",
            job=worst.job,
            due=moments.date(worst.due),
            share=percent(worst.probability),
            low=percent(worst.low),
            high=percent(worst.high),
        )
    over = [job for job in risk.jobs if job.due <= risk.start]
    if overdue := sum(job.agreed for job in over):
        yield tr("Already late when the plan begins: {n}.", n=overdue)
    if waiting := len(provisional) + len(over) - overdue:
        yield tr(
            "Not signed by their clients yet: {n}; of their provisional dates {over} are over, and {late} more are "
            "missed on average.",
            n=waiting,
            over=len(over) - overdue,
            late=number(risk.provisional_late, 1),
        )


def _about_overtime(risk: Risk, moments: Moments) -> Iterator[str]:
    worst = max(risk.days, key=lambda day: day.overtime.mean, default=None)
    if worst is None or not worst.overtime.mean:
        return
    yield tr(
        "Most overtime is on {day}: {mean} h on average, up to {high} h in 9 of 10 futures; {planned} h are planned.",
        day=moments.day(risk.axis.midnight(worst.day)),
        mean=number(worst.overtime.mean, 1),
        high=number(worst.overtime.high, 1),
        planned=number(worst.overtime.planned, 1),
    )


def _about(scenario: Scenario, drivers: list[Driver]) -> str:
    return tr(
        "What matters most is {task}: one standard deviation longer makes {job} {hours} h later.",
        task=_visits_in_words(scenario, drivers),
        job=drivers[0].late_job,
        hours=number(drivers[0].hours, 1),
    )


def _visits_in_words(scenario: Scenario, visits: list[Driver]) -> str:
    """Return visits of a job to steps as they are shown, in the order of its route."""
    first = visits[0]
    mine = {visit.step for visit in visits}
    steps = [
        Names(scenario).step(first.job_type, step) for step in scenario.job_types[first.job_type].route if step in mine
    ]
    return f"{first.job} {in_attempt(joined(steps), first.attempt)}"


def _alike(drivers: Sequence[Driver]) -> list[list[Driver]]:
    """Return what matters, with visits together of which the same is told: those of a round that seldom comes, say."""
    found: dict[tuple[object, ...], list[Driver]] = defaultdict(list)
    for driver in drivers:
        found[driver.job, driver.attempt, driver.late_job, *_measures(driver)].append(driver)
    return list(found.values())


def _measures(driver: Driver) -> tuple[str, str]:
    return f"{driver.cruciality:.2f}", number(driver.hours, 1)


def _jobs(scenario: Scenario, risk: Risk) -> Table:
    moments, names = Moments(risk.axis), Names(scenario)
    title = tr("Which dates hold: {how}", how=replayed(risk))
    sure = tuple(tr("{share:.0%} by", share=date.probability) for date in _levels(risk))
    told_of = (tr("job"), tr("kind"), tr("due"), tr("date is"))
    shares = (tr("in time"), tr("from (95 %)"), tr("to"))
    columns = (*told_of, *shares, *sure, tr("hours late"), tr("agreed anew"))
    table = Table(title, columns)
    for job in risk.jobs:
        dates = [_by(moments, date) for date in job.dates] or [tr("gone")] * len(sure)
        told = [percent(share) for share in (job.probability, job.low, job.high)]
        if job.due <= risk.start:
            told = [tr("late already") if job.agreed else tr("date is over"), "", ""]
        which = [job.job, names.job_type(job.job_type), moments.date(job.due)]
        firm = tr("agreed") if job.agreed else tr("provisional")
        table.add(*which, firm, *told, *dates, number(job.hours_late, 1), percent(job.moved))
    groups = [(job.due <= risk.start, job.agreed) for job in risk.jobs]
    table.parted_after = tuple(row for row, (one, other) in enumerate(pairwise(groups)) if one != other)
    return table


def _levels(risk: Risk) -> tuple[SureDate, ...]:
    return next((job.dates for job in risk.jobs if job.dates), ())


def _by(moments: Moments, date: SureDate) -> str:
    return tr("later") if date.moment is None else moments.moment(date.moment)


def _days(risk: Risk) -> Table:
    moments = Moments(risk.axis)
    table = Table(tr("Hours of overtime, by day"), (tr("day"), *_amount_columns()))
    for day in risk.days:
        table.add(moments.day(risk.axis.midnight(day.day)), *_amount(day.overtime))
    return table


def _amount_columns() -> tuple[str, ...]:
    return tr("planned"), tr("mean"), "± (95 %)", tr("8 of 10 between"), tr("and")


def _amount(found: Amount) -> list[str]:
    half = "" if found.half_width is None else number(found.half_width, 1)
    return [number(found.planned, 1), number(found.mean, 1), half, number(found.low, 1), number(found.high, 1)]


def _people(scenario: Scenario, risk: Risk) -> Table:
    """Return the strain on those who work overtime, most first."""
    names = Names(scenario)
    columns = (
        tr("person"),
        tr("hours"),
        tr("in 1 of 10 above"),
        tr("overtime hours"),
        tr("in 1 of 10 above"),
        tr("longest day, in 1 of 10 above"),
        tr("days over the limit"),
        tr("month over the limit"),
    )
    table = Table(tr("Strain on people"), columns)
    for person in sorted(risk.people, key=lambda person: -person.overtime.mean):
        if person.overtime.high:
            hours = (person.hours.mean, person.hours.high, person.overtime.mean, person.overtime.high)
            told = [number(value, 1) for value in (*hours, person.longest_day.high)]
            table.add(names.person(person.person), *told, number(person.beyond, 2), percent(person.beyond_month))
    return table


def _drivers(scenario: Scenario, risk: Risk) -> Table:
    columns = (tr("task"), tr("makes late"), tr("cruciality"), tr("hours later"))
    table = Table(tr("What matters most for lateness"), columns)
    for drivers in _alike(risk.drivers)[:MOST_DRIVERS]:
        first = drivers[0]
        late = tr("itself") if first.late_job == first.job else first.late_job
        table.add(_visits_in_words(scenario, drivers), late, *_measures(first))
    return table
