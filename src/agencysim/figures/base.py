"""What all figures start from: windows of time, months, stages, and the jobs that were promised a date."""

from __future__ import annotations

import weakref
from datetime import date
from functools import wraps
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

import numpy as np
import polars as pl

from agencysim.values import DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from agencysim.log import Log

UNSTAGED = "other"
"""The stage of steps that name none."""


Found = TypeVar("Found")


def once_for_a_log(find: Callable[[Log], Found]) -> Callable[[Log], Found]:
    """Let something be found once for each log, and kept while the log is: many windows ask for the same."""
    kept: dict[int, tuple[weakref.ref[Log], Found]] = {}

    @wraps(find)
    def remembered(log: Log) -> Found:
        key = id(log)
        known = kept.get(key)
        if known is None or known[0]() is not log:
            known = kept[key] = weakref.ref(log, lambda _: kept.pop(key, None)), find(log)
        return known[1]

    return remembered


GRID = 2**16
"""Parts of a unit of money, or of material, in which amounts are counted: finer than anybody pays."""


def exact(amount: pl.Expr) -> pl.Expr:
    """Return amounts as multiples of a small power of two, so that their sum is exact whatever order they are added in.

    Threads add in whatever order they come, and a sum of other fractions would end in other digits each time. Sums of
    multiples of 2^-16 are exact up to 2^37, or 10^11 (IEEE 754: 53 binary digits).
    """
    return (amount * GRID).round() / GRID


class Window(NamedTuple):
    """The time that figures are about, in seconds: from a moment to another."""

    since: int
    until: int

    @property
    def days(self) -> float:
        """Its length in days of 24 hours."""
        return (self.until - self.since) / DAY


def window_of(log: Log) -> Window:
    """Return the time of a run without its warm-up; all of it if it is not longer."""
    warm_up = log.scenario.axis.midnight(7 * log.scenario.warm_up_weeks)
    start, end = log.manifest.start, log.manifest.end
    return Window(max(start, warm_up) if warm_up < end else start, end)


def months_of(log: Log, window: Window | None = None) -> dict[str, Window]:
    """Return the calendar months of a run, named ``2026-03``; the first and the last have only their part of it.

    Parameters
    ----------
    log
        Log of the run.
    window
        The time that they share out; the run without its warm-up if absent.
    """
    axis, whole = log.scenario.axis, window or window_of(log)
    found, first = {}, axis.date_of(whole.since).replace(day=1)
    while whole.since < whole.until and (since := axis.seconds(first)) < whole.until:
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        found[f"{first:%Y-%m}"] = Window(max(since, whole.since), min(axis.seconds(following), whole.until))
        first = following
    return found


def is_whole_month(log: Log, window: Window) -> bool:
    """Return whether a month of a run begins with its first day and ends with its last."""
    axis = log.scenario.axis
    first, after = axis.date_of(window.since), axis.date_of(window.until)
    return first.day == after.day == 1 and (axis.seconds(first), axis.seconds(after)) == window


def days_in(log: Log, window: Window) -> pl.DataFrame:
    """Return the table of days for the whole local days of a window."""
    axis = log.scenario.axis
    first, last = axis.day_of(window.since), axis.day_of(max(window.since, window.until - 1))
    return log.days.filter(pl.col("day").is_between(first, last))


@once_for_a_log
def promised(log: Log) -> pl.Series:
    """Return the jobs that were promised a date: at once, or at the milestone that their type names."""
    at_milestone = {name for name, t in log.scenario.job_types.items() if t.promise is not None and t.promise.at}
    at_once = log.jobs.filter(~pl.col("job_type").is_in(at_milestone))["job"]
    since = log.milestones.filter(pl.col("due").is_not_null())["job"]
    before = [
        job.id
        for job in (log.initial.jobs if log.initial else ())
        if log.scenario.job_types[job.job_type].has_agreed_date(job.visits)
    ]
    return pl.concat([at_once, since, pl.Series("job", before, dtype=pl.String)]).unique()


@once_for_a_log
def stages_of(log: Log) -> pl.DataFrame:
    """Return the stage of every step (``job_type``, ``step``, ``stage``): its own, or else that of the step before."""
    rows = []
    for name, job_type in log.scenario.job_types.items():
        stage = UNSTAGED
        for step, spec in job_type.route.items():
            stage = spec.stage or stage
            rows.append((name, step, stage))
    return pl.DataFrame(rows, schema=dict.fromkeys(("job_type", "step", "stage"), pl.String), orient="row")


def within(log: Log, window: Window, column: str) -> pl.Expr:
    """Return whether a moment lies in a window: after its start, and at its end at the latest.

    What happens at the very start of a run has no earlier window to belong to, unless the run goes on from a state.
    """
    begins = log.initial is None and window.since <= log.manifest.start
    return pl.col(column).is_between(*window, closed="both" if begins else "right")


def requested(log: Log, window: Window) -> pl.Expr:
    """Return whether a job came in during a window: from its start on, and at its end only if the run ends there."""
    closed: Literal["both", "left"] = "both" if window.until >= log.manifest.end else "left"
    return pl.col("arrived").is_between(*window, closed=closed)


def with_month(
    table: pl.DataFrame, column: str, months: Mapping[str, Window], *, at_start: bool = False
) -> pl.DataFrame:
    """Return a table of what happened in some months that follow each other, with the name of its ``month``.

    Parameters
    ----------
    table
        What happened, none of it outside the months.
    column
        When it did.
    months
        Their names and times.
    at_start
        Whether what happens as a month begins is its own; it belongs to the month before otherwise.
    """
    ends = [month.until for month in list(months.values())[:-1]]
    place = np.searchsorted(ends, table[column].to_numpy(), side="right" if at_start else "left")
    return table.with_columns(month=pl.Series(list(months), dtype=pl.String).gather(place))
