"""What all figures start from: windows of time, months, stages, and the jobs that were promised a date."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from agencysim.values import DAY

if TYPE_CHECKING:
    from agencysim.log import Log

UNSTAGED = "other"
"""The stage of steps that name none."""


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


def months_of(log: Log) -> dict[str, Window]:
    """Return the calendar months that lie wholly in a run, warm-up left out, named ``2026-03``."""
    axis, whole = log.scenario.axis, window_of(log)
    found, first = {}, axis.date_of(whole.since).replace(day=1)
    while (since := axis.seconds(first)) < whole.until:
        following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
        month = Window(since, axis.seconds(following))
        if whole.since <= month.since and month.until <= whole.until:
            found[f"{first:%Y-%m}"] = month
        first = following
    return found


def days_in(log: Log, window: Window) -> pl.DataFrame:
    """Return the table of days for the whole local days of a window."""
    axis = log.scenario.axis
    first, last = axis.day_of(window.since), axis.day_of(max(window.since, window.until - 1))
    return log.days.filter(pl.col("day").is_between(first, last))


def promised(log: Log) -> pl.Series:
    """Return the jobs that were promised a date: at once, or at the milestone that their type names."""
    at_milestone = {name for name, t in log.scenario.job_types.items() if t.promise is not None and t.promise.at}
    at_once = log.jobs.filter(~pl.col("job_type").is_in(at_milestone))["job"]
    since = log.milestones.filter(pl.col("due").is_not_null())["job"]
    before = [
        job.id
        for job in (log.initial.jobs if log.initial else ())
        if (promise := log.scenario.job_types[job.job_type].promise) and promise.at and job.visits.get(promise.at)
    ]
    return pl.concat([at_once, since, pl.Series("job", before, dtype=pl.String)]).unique()


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
