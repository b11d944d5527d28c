"""Where the time of jobs went: what was done in each stage, and how far from the promised dates jobs ended up."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from agencysim.figures.base import Window, promised, stages_of, window_of
from agencysim.values import DAY, HOUR

if TYPE_CHECKING:
    from agencysim.log import Log

FURTHEST = 21
"""Days before and after the promised date beyond which jobs count together."""


def time_in_stages(log: Log, window: Window | None = None) -> pl.DataFrame:
    """Return how many days a job that came to a good end in a window spent in each stage, on the mean, and on what.

    Parallel branches both count, so that the sum may exceed the lead time; see ``stages`` of the core figures, which
    are these days together.

    Parameters
    ----------
    log
        Log of the run.
    window
        The time that it is about; the run without its warm-up if absent.

    Returns
    -------
    pl.DataFrame
        stage, working (from the beginning of a task to its end, nights included), waiting (for people, machines and
        material), elsewhere (with the client, other firms or whoever else); by stage in the order of the scenario.
    """
    window = window or window_of(log)
    done = log.jobs.filter(pl.col("ended").is_between(*window) & (pl.col("outcome") == "done"))
    total, by_us = pl.col("end") - pl.col("ready"), (pl.col("kind") == "work") & (pl.col("status") != "outsourced")
    elsewhere = pl.when((pl.col("kind") == "wait") | (pl.col("status") == "outsourced")).then(total).otherwise(0)
    working = pl.when(by_us & pl.col("start").is_not_null()).then(pl.col("end") - pl.col("start")).otherwise(0)
    parts = (
        log.tasks.join(done.select("job"), on="job", how="semi")
        .join(stages_of(log), on=["job_type", "step"])
        .with_columns(elsewhere=elsewhere, working=working)
        .with_columns(waiting=total - pl.col("elsewhere") - pl.col("working"))
        .group_by("stage")
        .agg(pl.col("working", "waiting", "elsewhere").sum() / DAY / max(1, done.height))
    )
    order = list(dict.fromkeys([*log.scenario.stages, *stages_of(log)["stage"]]))
    return pl.DataFrame({"stage": order}, {"stage": pl.String}).join(parts, on="stage", maintain_order="left")


def lateness(log: Log, window: Window | None = None) -> pl.DataFrame:
    """Return how many days from their promised dates the jobs reached them that were due in a window.

    Parameters
    ----------
    log
        Log of the run.
    window
        The time that it is about; the run without its warm-up if absent.

    Returns
    -------
    pl.DataFrame
        days (0 is the promised day, -1 the day before it, 1 the day after it; those beyond `FURTHEST` count there),
        reached, open (jobs that had not reached it when the run ended, at the days until then); by days, all days
        between the first and the last.
    """
    window = window or window_of(log)
    is_due = pl.col("due").is_between(*window, closed="right") & pl.col("outcome").is_in(["done", "open"])
    due = log.jobs.filter(is_due & pl.col("job").is_in(promised(log).implode()))
    reached = pl.col("due_reached").is_not_null()
    # The due date is the midnight with which the promised day ends.
    moment = (
        pl.when(reached).then("due_reached").otherwise(pl.max_horizontal(pl.lit(log.manifest.end), pl.col("due") + 1))
    )
    days = ((moment - pl.col("due")) / DAY).ceil().cast(pl.Int64).clip(-FURTHEST, FURTHEST)
    counts = due.group_by(days=days).agg(reached=reached.sum().cast(pl.Int64), open=(~reached).sum().cast(pl.Int64))
    if not counts.height:
        return counts
    first, last = min(0, *counts["days"]), max(0, *counts["days"])
    every = pl.DataFrame({"days": range(first, last + 1)}, {"days": pl.Int64})
    return every.join(counts, on="days", how="left", maintain_order="left").fill_null(0)


def late_hours(log: Log, window: Window) -> float:
    """Return the hours in a window for which promised jobs were late, each hour by the weight of its job.

    A job that is lost, or that its client takes elsewhere, is late until then. The hours of windows that follow one
    another add up.
    """
    since, until = window
    last = pl.coalesce(pl.min_horizontal("due_reached", "ended"), pl.lit(until))
    late = log.jobs.filter(pl.col("due").is_not_null() & pl.col("job").is_in(promised(log).implode())).select(
        "job_type", "tier", seconds=last.clip(since, until) - pl.col("due").clip(since, until)
    )
    kinds, tiers = log.scenario.job_types, log.scenario.tiers
    weighted = (
        kinds[kind].weight * (tiers[tier].weight if tier in tiers else 1.0) * seconds
        for kind, tier, seconds in late.filter(pl.col("seconds") > 0).iter_rows()
    )
    return float(sum(weighted)) / HOUR
