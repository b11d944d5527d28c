"""What changed as a run went on: load, queues and jobs in the house, week by week or day by day; money by month."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from agencysim.figures.base import Window, days_in, months_of, promised, stages_of, window_of, within
from agencysim.figures.monthly import months
from agencysim.figures.receivables import ledger, receivables
from agencysim.values import HOUR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from agencysim.figures.monthly import Month
    from agencysim.log import Log


class MoneyOfMonth(NamedTuple):
    """A calendar month's money, in the scenario's currency.

    Parameters
    ----------
    month
        Its first day.
    days
        How many of its days lie in the run, if not all.
    revenue, costs, margin
        Billed, spent, and the difference.
    paid_in
        Paid by clients.
    owed
        Billed and not yet paid or written off, at the month's end.
    """

    month: date
    days: float | None
    revenue: float
    costs: float
    margin: float
    paid_in: float
    owed: float


def load_by_week(log: Log, window: Window | None = None) -> pl.DataFrame:
    """Return how busy each person was in each week, Monday to Sunday.

    Weeks that the window cuts count with their days inside it.

    Parameters
    ----------
    log
        Log of the run.
    window
        The time that it is about; the run without its warm-up if absent.

    Returns
    -------
    pl.DataFrame
        person, department, week (its Monday), hours (scheduled, and overtime granted), worked (hours), load (worked
        over hours; null if there were none); one row for each person and week, by department and person in the
        order of the log's resources.
    """
    start = log.scenario.axis.start
    monday = (pl.lit(start) + pl.duration(days="day")).dt.truncate("1w")
    people = log.resources.filter(pl.col("kind") == "person").select("department", person="name")
    order = {name: place for place, name in enumerate([*log.scenario.departments, None])}
    ordered = people.with_columns(
        place=pl.col("department").replace_strict(order, return_dtype=pl.Int64, default=len(order))
    ).sort("place", maintain_order=True)
    days = days_in(log, window or window_of(log)).with_columns(week=monday)
    weeks = days.select(pl.col("week").unique().sort())
    sums = days.group_by("resource", "week").agg(
        ((pl.col("scheduled") + pl.col("overtime")).sum() / HOUR).alias("hours"), (pl.col("worked").sum() / HOUR)
    )
    return (
        ordered.join(weeks, how="cross", maintain_order="left_right")
        .join(sums, left_on=["person", "week"], right_on=["resource", "week"], how="left", maintain_order="left")
        .with_columns(pl.col("hours", "worked").fill_null(0.0))
        .with_columns(load=pl.when(pl.col("hours") > 0).then(pl.col("worked") / pl.col("hours")))
        .select("person", "department", "week", "hours", "worked", "load")
    )


def queues_by_week(log: Log, window: Window | None = None) -> pl.DataFrame:
    """Return how many tasks of each stage were ready and not yet begun, on the mean over each week.

    Only what waits for people and machines counts: not what is with the client or with others, and not material.

    Parameters
    ----------
    log
        Log of the run.
    window
        The time that it is about; the run without its warm-up if absent.

    Returns
    -------
    pl.DataFrame
        stage, since, until (seconds; the week, or its part inside the window), waiting (tasks); by stage in the
        order of the scenario; stages that nobody works in are left out.
    """
    window = window or window_of(log)
    begun = pl.coalesce("start", "end", pl.lit(log.manifest.end))  # an abandoned task waited until its end
    waits = (
        log.tasks.filter(pl.col("kind") == "work")
        .join(stages_of(log), on=["job_type", "step"], maintain_order="left")
        .select("stage", "ready", begun=begun)
    )
    known = set(waits["stage"])
    edges = weeks_within(log, window)
    rows = []
    for stage in (s for s in dict.fromkeys([*log.scenario.stages, *stages_of(log)["stage"]]) if s in known):
        part = waits.filter(pl.col("stage") == stage)
        seconds = np.diff(waited(part["ready"].to_numpy(), part["begun"].to_numpy(), edges))
        mean = seconds / np.maximum(1, np.diff(edges))
        rows += [(stage, *row) for row in zip(edges[:-1].tolist(), edges[1:].tolist(), mean.tolist(), strict=True)]
    schema = {"stage": pl.String, "since": pl.Int64, "until": pl.Int64, "waiting": pl.Float64}
    return pl.DataFrame(rows, schema, orient="row")


def weeks_within(log: Log, window: Window) -> NDArray[np.int64]:
    """Return the window's start, the Mondays inside it, and its end, in seconds."""
    axis = log.scenario.axis
    monday = axis.date_of(window.since) - timedelta(days=axis.date_of(window.since).weekday())
    mondays = []
    while (moment := axis.seconds(monday)) < window.until:
        mondays.append(moment)
        monday += timedelta(days=7)
    inside = [moment for moment in mondays if moment > window.since]
    return np.array([window.since, *inside, window.until], np.int64)


def waited(ready: NDArray[np.int64], begun: NDArray[np.int64], moments: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the seconds that all together had waited at each of some moments."""
    return np.array([(np.minimum(begun, t) - np.minimum(ready, t)).sum() for t in moments], np.int64)


def jobs_by_day(log: Log, window: Window | None = None) -> pl.DataFrame:
    """Return how many jobs were in the house at the window's two ends and at each midnight between them.

    Parameters
    ----------
    log
        Log of the run.
    window
        The time that it is about; the run without its warm-up if absent.

    Returns
    -------
    pl.DataFrame
        time (seconds), jobs, late (those of them that had missed their promised date and not yet reached it).
    """
    window = window or window_of(log)
    axis = log.scenario.axis
    first, last = axis.day_of(window.since) + 1, axis.day_of(max(window.since, window.until - 1))
    moments = np.array([window.since, *(axis.midnight(day) for day in range(first, last + 1)), window.until])
    never = pl.lit(np.iinfo(np.int64).max)
    jobs = log.jobs.with_columns(pl.col("ended").fill_null(never))
    had_date = pl.col("due").is_not_null() & pl.col("job").is_in(promised(log).implode())
    late = jobs.filter(had_date).select(
        since=pl.max_horizontal("due", "arrived"),
        until=pl.min_horizontal(pl.col("due_reached").fill_null(never), "ended"),
    )
    late = late.filter(pl.col("until") > pl.col("since"))
    return pl.DataFrame(
        {
            "time": moments,
            "jobs": _open(jobs["arrived"], jobs["ended"], moments, "right"),
            # The due date is the midnight with which the promised day ends: at that moment a job is not late yet.
            "late": _open(late["since"], late["until"], moments, "left"),
        },
        {"time": pl.Int64, "jobs": pl.Int64, "late": pl.Int64},
    )


def _open(since: pl.Series, until: pl.Series, moments: NDArray[np.int64], begun: str) -> NDArray[np.int64]:
    """Return how many of some stretches had begun and not ended at each of some moments."""
    starts, ends = np.sort(since.to_numpy()), np.sort(until.to_numpy())
    found: NDArray[np.int64] = np.searchsorted(starts, moments, side=begun)  # type: ignore[call-overload]
    return found - np.searchsorted(ends, moments, side="right")


def money_by_month(
    log: Log, window: Window | None = None, known: Mapping[str, Month] | None = None
) -> tuple[MoneyOfMonth, ...]:
    """Return the money of the calendar months of a run, the first and the last as far as they lie in it.

    Parameters
    ----------
    log
        Log of the run.
    window
        Only those within this time; the run without its warm-up if absent.
    known
        The months' figures, if they are known already.
    """
    rows, windows, found = ledger(log), months_of(log, window), []
    for name, figures in (months(log, window) if known is None else known).items():
        month = windows[name]
        found.append(
            MoneyOfMonth(
                month=date.fromisoformat(f"{name}-01"),
                days=figures.days if figures.partial else None,
                revenue=figures.revenue,
                costs=figures.revenue - figures.margin,
                margin=figures.margin,
                paid_in=float(rows.filter(within(log, month, "time"))["paid"].sum()),
                owed=receivables(log, month).at_end,
            )
        )
    return tuple(found)
