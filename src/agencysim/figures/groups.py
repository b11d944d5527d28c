"""The figures of a run by group and by month: one fold over facts that carry all that they can be grouped by."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import polars as pl

from agencysim.domain.steps import Meaning
from agencysim.figures.base import days_in, months_of, requested, with_month, within
from agencysim.figures.core import OnTime, due_jobs, on_time_of
from agencysim.figures.direct_costs import VISIT
from agencysim.figures.lead_times import spans
from agencysim.figures.quality import Rate, choices_that_mean, of_nature, rate_of
from agencysim.figures.receivables import ledger
from agencysim.figures.rework import visits_again
from agencysim.values import DAY, HOUR, Frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from agencysim.figures.base import Window
    from agencysim.figures.conduct import CardIssued
    from agencysim.log import Log

JOB_GROUPS = ("tier", "job_type")
"""What jobs are grouped by."""
STAFF_GROUPS = ("department", "role", "person")
"""What people are grouped by."""

Sums = dict[str, float]
"""Sums of facts by their measure."""


class Group(Frozen):
    """What figures are about.

    Parameters
    ----------
    by, name
        A kind of group, such as ``tier``, and which one of it.
    month
        Calendar month, ``2026-03``; ``None`` is the whole time.
    """

    by: str
    name: str
    month: str | None


class JobGroup(Group):
    """Figures of the jobs of a client tier or a job type.

    Parameters
    ----------
    requests, done, lost, abandoned, on_time
        As in the core figures.
    lead_days, delivery_days
        Mean days from request to end, and from request to the due milestone, of the jobs for which that was over.
    revenue
        Billed.
    rework
        Own mistakes put right, of the visits to choices that can lead to it.
    complaints
        That came in; by type they count with the type of the job that they are about.
    cards
        Brought by work on these jobs.
    """

    requests: int
    done: int
    lost: int
    abandoned: int
    on_time: OnTime
    lead_days: float | None
    delivery_days: float | None
    revenue: float
    rework: Rate
    complaints: int
    cards: int


class StaffGroup(Group):
    """Figures of the people of a department or a role, or of a person.

    Parameters
    ----------
    scheduled_hours, worked_hours, overtime_hours, utilisation
        As in the core figures.
    tasks, task_days
        Tasks that they finished, each counted for everybody who was at it at the end; and the mean days from the
        moment at which one could have been begun to its end.
    rework_hours
        Hours at work that was done again, or put right; counted when it ended.
    cards
        Given to the role; to a person if nobody else holds it.
    """

    scheduled_hours: float
    worked_hours: float
    overtime_hours: float
    utilisation: float | None
    tasks: int
    task_days: float | None
    rework_hours: float
    cards: int


def fold(facts: pl.DataFrame, *keys: str) -> dict[tuple[str, ...], Sums]:
    """Return the sums of facts by their measure, for each combination of some keys that all of them have.

    Parameters
    ----------
    facts
        Rows with the columns of the keys, ``measure`` and ``value``.
    keys
        Columns that group them; rows without one of these are left out.
    """
    # In the order of the values, so that sums of fractions are the same to the last bit each time: threads find facts
    # in any order.
    ordered = facts.drop_nulls(keys).sort(*keys, "measure", "value")
    grouped = ordered.group_by(*keys, "measure", maintain_order=True)
    sums = grouped.agg(pl.col("value").sum()).sort(*keys, "measure")
    found: dict[tuple[str, ...], Sums] = defaultdict(lambda: defaultdict(float))
    for *names, measure, value in sums.iter_rows():
        found[tuple(names)][measure] = value
    return found


def job_groups(log: Log, window: Window, issued: Iterable[CardIssued]) -> tuple[JobGroup, ...]:
    """Return the figures of jobs by client tier and by job type, over a window and in each of its months.

    Parameters
    ----------
    log
        Log of the run.
    window
        The time that they are about.
    issued
        The cards of that time.
    """
    facts = _facts_of_jobs(log, window, issued, months_of(log, window))
    return tuple(_jobs(group, sums) for group, sums in _grouped(facts, JOB_GROUPS))


def staff_groups(log: Log, window: Window, issued: Iterable[CardIssued]) -> tuple[StaffGroup, ...]:
    """Return the figures of people by department, role and person, over a window and in each of its months.

    Parameters
    ----------
    log, window, issued
        As for `job_groups`.
    """
    facts = _facts_of_people(log, window, issued, months_of(log, window))
    return tuple(_staff(group, sums) for group, sums in _grouped(facts, STAFF_GROUPS))


def _grouped(facts: pl.DataFrame, kinds: Sequence[str]) -> Iterator[tuple[Group, Sums]]:
    """Yield the sums of each group, over the whole time and then month by month; groups without facts are left out."""
    for by in kinds:
        for (name,), sums in fold(facts, by).items():
            yield Group(by=by, name=name, month=None), sums
        for (name, month), sums in fold(facts, by, "month").items():
            yield Group(by=by, name=name, month=month), sums


def _jobs(group: Group, sums: Sums) -> JobGroup:
    counts = {name: int(sums[name]) for name in ("requests", "done", "lost", "abandoned", "complaints", "cards")}
    return JobGroup(
        **dict(group),
        **counts,
        on_time=on_time_of(int(sums["due"]), int(sums["kept"])),
        lead_days=_mean(sums, "lead_time"),
        delivery_days=_mean(sums, "delivery_time"),
        revenue=sums["revenue"],
        rework=rate_of(int(sums["rework"]), int(sums["could be rework"])),
    )


def _staff(group: Group, sums: Sums) -> StaffGroup:
    there = sums["scheduled"] + sums["overtime"]
    return StaffGroup(
        **dict(group),
        scheduled_hours=sums["scheduled"] / HOUR,
        worked_hours=sums["worked"] / HOUR,
        overtime_hours=sums["overtime"] / HOUR,
        utilisation=sums["worked"] / there if there else None,
        tasks=int(sums["tasks"]),
        task_days=_mean(sums, "tasks"),
        rework_hours=sums["rework"] / HOUR,
        cards=int(sums["cards"]),
    )


def _mean(sums: Sums, what: str) -> float | None:
    """Return the mean days of something of which there are so many (`what`), and so many days in all."""
    return sums[f"{what} days"] / sums[what] if sums[what] else None


# -- facts -----------------------------------------------------------------------------------------------------


def _facts_of_jobs(
    log: Log, window: Window, issued: Iterable[CardIssued], months: Mapping[str, Window]
) -> pl.DataFrame:
    """Return what happened to jobs: job, tier, job_type, month, measure, value."""
    jobs = log.jobs.select("job", "job_type", "tier", "arrived", "ended", "outcome")
    keys = jobs.select("job", "job_type", "tier")
    over = spans(log, window).filter(pl.col("span") != "promise_time")
    due = due_jobs(log, window)
    rows = (
        _facts(jobs.filter(requested(log, window)), "arrived", months, "requests", at_start=True),
        _facts(jobs.filter(within(log, window, "ended")), "ended", months, pl.col("outcome")),
        _facts(due, "due", months, "due"),
        _facts(due.filter("kept"), "due", months, "kept"),
        _facts(over, "time", months, pl.col("span")),
        _facts(over, "time", months, pl.col("span") + " days", "days"),
        _facts(_revenue(log, window).join(keys, on="job", maintain_order="left"), "time", months, "revenue", "billed"),
        *(
            _facts(table.join(keys, on="job", maintain_order="left"), "time", months, name)
            for name, table in _rework(log, window)
        ),
        _facts(_complaints(log, window), "arrived", months, "complaints"),
        _facts(_cards(issued).join(keys, on="job", maintain_order="left"), "time", months, "cards"),
    )
    return pl.concat([row.select("job_type", "tier", "month", "measure", "value") for row in rows])


def _facts(
    table: pl.DataFrame,
    column: str,
    months: Mapping[str, Window],
    measure: str | pl.Expr,
    value: str | None = None,
    *,
    at_start: bool = False,
) -> pl.DataFrame:
    """Return a table's rows as facts of their months: 1 each, unless a column has their value."""
    amount = pl.lit(1.0) if value is None else pl.col(value).cast(pl.Float64)
    named = pl.lit(measure) if isinstance(measure, str) else measure
    return with_month(table.with_columns(measure=named, value=amount), column, months, at_start=at_start)


def _revenue(log: Log, window: Window) -> pl.DataFrame:
    billed = ledger(log).filter(within(log, window, "time") & (pl.col("billed") != 0))
    return billed.select("job", "time", "billed")


def _rework(log: Log, window: Window) -> Iterator[tuple[str, pl.DataFrame]]:
    """Yield the decisions that can mean rework, and those that did."""
    can = choices_that_mean(log).filter(pl.col("can") == Meaning.REWORK.value)
    decisions = log.decisions.filter(within(log, window, "time")).select("job", "job_type", "step", "time", "means")
    possible = decisions.join(can, on=["job_type", "step"], how="semi").select("job", "time", "means")
    yield "could be rework", possible
    yield "rework", possible.filter(pl.col("means") == Meaning.REWORK.value)


def _complaints(log: Log, window: Window) -> pl.DataFrame:
    """Return complaints with the type of the job that they are about; their own if that is not known."""
    types = log.jobs.select(parent="job", about="job_type")
    found = of_nature(log, log.jobs, "complaint").filter(within(log, window, "arrived"))
    return found.join(types, on="parent", how="left").with_columns(job_type=pl.coalesce("about", "job_type"))


def _cards(issued: Iterable[CardIssued]) -> pl.DataFrame:
    rows = [(card.job, card.role, card.time) for card in issued]
    return pl.DataFrame(rows, {"job": pl.String, "role": pl.String, "time": pl.Int64}, orient="row")


def _facts_of_people(
    log: Log, window: Window, issued: Iterable[CardIssued], months: Mapping[str, Window]
) -> pl.DataFrame:
    """Return what people did and were given: person, role, department, month, measure, value."""
    people = log.resources.filter(pl.col("kind") == "person").select("department", "role", person="name")
    midnights = pl.col("day").map_elements(log.scenario.axis.midnight, pl.Int64).clip(lower_bound=window.since)
    days = days_in(log, window).rename({"resource": "person"}).with_columns(time=midnights)
    tasks = _tasks_done(log, window)
    rows = (
        *(_facts(days, "time", months, n, n, at_start=True) for n in ("scheduled", "worked", "overtime")),
        _facts(tasks, "end", months, "tasks"),
        _facts(tasks, "end", months, "tasks days", "days"),
        _facts(_worked_again(log, window), "end", months, "rework", "worked"),
    )
    facts = pl.concat([row.select("person", "month", "measure", "value") for row in rows]).join(
        people, on="person", maintain_order="left"
    )
    given = _facts(
        _cards(issued).join(_holders(log), on="role", how="left", maintain_order="left"), "time", months, "cards"
    )
    columns = ("person", "role", "department", "month", "measure", "value")
    return pl.concat([facts.select(columns), given.select(columns)])


def _tasks_done(log: Log, window: Window) -> pl.DataFrame:
    """Return the tasks that people finished: person, end, days since they could have been begun."""
    begun = log.tasks.group_by(VISIT).agg(pl.col("ready").min().alias("first"))
    done = log.tasks.filter((pl.col("status") == "done") & within(log, window, "end"))
    since = done.join(begun, on=VISIT, maintain_order="left")
    each = since.select("end", "first", person="people").explode("person").drop_nulls("person")
    return each.with_columns(days=(pl.col("end") - pl.col("first")) / DAY)


def _worked_again(log: Log, window: Window) -> pl.DataFrame:
    """Return the work that was done because something went wrong: person, end, worked (seconds)."""
    work = log.tasks.join(visits_again(log), on=VISIT, how="semi").with_columns(
        pl.col("end").fill_null(log.manifest.end)
    )
    return work.filter(within(log, window, "end")).select("end", "worked", person="people").explode("person")


def _holders(log: Log) -> pl.DataFrame:
    """Return the department of each role, and the person who holds it if nobody else does."""
    roles = [(name, role.department) for name, role in log.scenario.roles.items()]
    table = pl.DataFrame(roles, {"role": pl.String, "department": pl.String}, orient="row")
    person = pl.when(pl.len() == 1).then(pl.col("name").first())
    held = log.resources.filter(pl.col("kind") == "person").group_by("role").agg(person=person)
    return table.join(held, on="role", how="left")
