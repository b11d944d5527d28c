"""How long jobs take: from request to end, from request to delivery, and from the promise of a date to delivery."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from agencysim.figures.base import within
from agencysim.values import DAY, Frozen

if TYPE_CHECKING:
    from agencysim.figures.base import Window
    from agencysim.log import Log

SPANS = ("lead_time", "delivery_time", "promise_time")
"""What is measured, by the names of the core figures."""


class LeadTime(Frozen):
    """Days that jobs took: mean, median, and what one and nine in ten stayed below; ``None`` if there were none."""

    jobs: int
    mean: float | None
    median: float | None
    p10: float | None
    p90: float | None


NO_JOBS = LeadTime(jobs=0, mean=None, median=None, p10=None, p90=None)
"""The lead time of no jobs."""


def spans(log: Log, window: Window) -> pl.DataFrame:
    """Return the spans of jobs that were over in a window, in days.

    ``lead_time`` goes from the request to the end (the last payment, the survey) of jobs that came to a good end;
    ``delivery_time`` from the request, and ``promise_time`` from the first promise of a date (the signature of the
    contract, where a type promises then), to the milestone that the due date is about. Promises given before a run
    that goes on from a state are not in its log, and have no such time.

    Returns
    -------
    pl.DataFrame
        job, job_type, tier, span, time (when it was over, in seconds), days.
    """
    jobs = log.jobs.select("job", "job_type", "tier", "arrived", "ended", "due_reached", "outcome")
    ended = jobs.filter((pl.col("outcome") == "done") & within(log, window, "ended"))
    reached = jobs.filter(within(log, window, "due_reached"))
    since_promise = reached.join(_promises(log), on="job", maintain_order="left").filter(
        pl.col("promised") <= pl.col("due_reached")
    )
    parts = (
        ("lead_time", ended, "arrived", "ended"),
        ("delivery_time", reached, "arrived", "due_reached"),
        ("promise_time", since_promise, "promised", "due_reached"),
    )
    return pl.concat(
        [
            table.select(
                "job",
                "job_type",
                "tier",
                span=pl.lit(name),
                time=pl.col(until),
                days=(pl.col(until) - pl.col(since)) / DAY,
            )
            for name, table, since, until in parts
        ]
    )


def _promises(log: Log) -> pl.DataFrame:
    """Return when each job was promised its first date (``job``, ``promised``)."""
    at_once = [name for name, t in log.scenario.job_types.items() if t.promise is not None and not t.promise.at]
    given = log.milestones.filter(pl.col("due").is_not_null()).group_by("job").agg(promised=pl.col("time").min())
    requests = log.jobs.filter(pl.col("job_type").is_in(at_once)).select("job", promised="arrived")
    return pl.concat([requests, given.join(requests, on="job", how="anti")])


def lead_times(table: pl.DataFrame, by: str | None = None) -> dict[str, dict[str, LeadTime]]:
    """Return the lead times of some spans, by span and name; under the empty name of all of them without a column.

    Parameters
    ----------
    table
        What `spans` returned.
    by
        Column that groups them.
    """
    name = pl.lit("") if by is None else pl.col(by)
    days = pl.col("days")
    sums = table.group_by("span", name.alias("name"), maintain_order=True).agg(
        pl.len().alias("jobs"),
        days.mean().alias("mean"),
        days.quantile(0.5, "linear").alias("median"),
        days.quantile(0.1, "linear").alias("p10"),
        days.quantile(0.9, "linear").alias("p90"),
    )
    found: dict[str, dict[str, LeadTime]] = {span: {} for span in SPANS}
    for row in sums.sort("span", "name").iter_rows(named=True):
        span, group = row.pop("span"), row.pop("name")
        found[span][group] = LeadTime(**row)
    return found
