"""How satisfied clients are: a score for each job, from lateness, revisions, defects, complaints and replies."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from agencysim.domain.fields import Map
from agencysim.domain.steps import Meaning
from agencysim.figures.base import Window, promised, window_of, within
from agencysim.figures.quality import of_nature
from agencysim.values import Frozen

if TYPE_CHECKING:
    from agencysim.calendars import TimeAxis
    from agencysim.log import Log

BEST = 100.0
"""The score of a job with which nothing went wrong; the worst is 0."""
CAUSES = ("lateness", "revisions", "defects", "complaints", "replies")
"""What costs points, in the order of the table of scores."""


class Score(Frozen):
    """Mean score of some jobs, 0 to 100; ``None`` if there are none."""

    jobs: int
    mean: float | None


class SatisfactionFigures(Frozen):
    """How satisfied clients are with the jobs that reached their due milestone in the window.

    Parameters
    ----------
    jobs, mean
        How many they are, and their mean score, 0 to 100; ``None`` if there are none.
    lost
        Mean points that a job lost, by cause; a job may lose more than it had.
    by_type, by_tier, by_client
        Scores of job types, client tiers and clients.
    """

    jobs: int
    mean: float | None
    lost: Map[str, float]
    by_type: Map[str, Score]
    by_tier: Map[str, Score]
    by_client: Map[str, Score]


def satisfaction(log: Log, window: Window | None = None, jobs: pl.DataFrame | None = None) -> SatisfactionFigures:
    """Return how satisfied clients are.

    Parameters
    ----------
    log, window, jobs
        As for `scores`.
    """
    table = scores(log, window, jobs)
    return SatisfactionFigures(
        jobs=table.height,
        mean=_mean(table["score"]),
        lost={cause: _mean(table[cause]) or 0.0 for cause in CAUSES} if table.height else {},
        by_type=_by(table, "job_type"),
        by_tier=_by(table, "tier"),
        by_client=_by(table, "client"),
    )


def scores(log: Log, window: Window | None = None, jobs: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return the score of each order and maintenance job that reached its due milestone in the window.

    One row a job: job, job_type, client, tier, score, and the points lost for lateness, revisions, defects,
    complaints and replies, all as far as they were known at the end of the window.

    Parameters
    ----------
    log
        Log of the run.
    window
        The time that it is about; the run without its warm-up if absent.
    jobs
        Rows of the log's jobs that it is about; all if absent.
    """
    window = window or window_of(log)
    points = log.scenario.satisfaction
    reached = of_nature(log, log.jobs if jobs is None else jobs, "order", "maintenance").filter(
        within(log, window, "due_reached")
    )
    table = (
        reached.join(_counts(log, window), on="job", how="left", maintain_order="left")
        .join(_complaints(log, window), on="job", how="left", maintain_order="left")
        .with_columns(pl.col("rounds", "found", "complaints_of_it", "days_overdue").fill_null(0))
        .with_columns(days_late=_days_after(log, reached, pl.col("due_reached")))
        .select(
            "job",
            "job_type",
            "client",
            "tier",
            lateness=points.day_late * pl.col("days_late"),
            revisions=points.round * (pl.col("rounds") - points.rounds_free).clip(lower_bound=0),
            defects=points.defect * pl.col("found"),
            complaints=points.complaint * pl.col("complaints_of_it"),
            replies=points.reply_day * pl.col("days_overdue"),
        )
    )
    score = (BEST - pl.sum_horizontal(CAUSES)).clip(lower_bound=0)
    return table.with_columns(score=score).select("job", "job_type", "client", "tier", "score", *CAUSES)


def _counts(log: Log, window: Window) -> pl.DataFrame:
    """Return rounds of revision, and defects and alterations, of each job."""
    found = [str(Meaning.DEFECT), str(Meaning.ALTERATION)]
    known = log.decisions.filter((pl.col("time") <= window.until) & pl.col("means").is_not_null())
    return known.group_by("job").agg(
        (pl.col("means") == Meaning.REVISION).sum().alias("rounds"), pl.col("means").is_in(found).sum().alias("found")
    )


def _complaints(log: Log, window: Window) -> pl.DataFrame:
    """Return, by the job that they are about, the complaints and the days that replies to them were overdue."""
    until = window.until
    complaints = of_nature(log, log.jobs, "complaint").filter(
        pl.col("parent").is_not_null() & (pl.col("arrived") <= until)
    )
    # One that ended without a reply is not replied to any later; one that is open is overdue until now.
    replied = pl.coalesce("due_reached", "ended", pl.lit(until)).clip(upper_bound=until)
    days = complaints.with_columns(overdue=_days_after(log, complaints, replied))
    return days.group_by(pl.col("parent").alias("job")).agg(
        pl.len().alias("complaints_of_it"), pl.col("overdue").sum().alias("days_overdue")
    )


def _days_after(log: Log, jobs: pl.DataFrame, moment: pl.Expr) -> pl.Series:
    """Return the days begun from the end of the promised day of each job to a moment; 0 if none was promised."""
    has_date = pl.col("job").is_in(promised(log).implode())
    moments = jobs.select(pl.when(has_date).then("due").alias("due"), moment.alias("reached"))
    return pl.Series(
        [days_begun(log.scenario.axis, due, reached) for due, reached in moments.iter_rows()], dtype=pl.Int64
    )


def days_begun(axis: TimeAxis, due: int | None, reached: int) -> int:
    """Return how many local days after the promised one have begun at a moment; midnight ends a day."""
    if due is None or reached <= due:
        return 0
    return axis.day_of(reached - 1) - axis.day_of(due - 1)


def _by(table: pl.DataFrame, column: str) -> dict[str, Score]:
    sums = table.filter(pl.col(column) != "").group_by(column).agg(pl.len(), pl.col("score").mean().alias("mean"))
    return {name: Score(jobs=jobs, mean=mean) for name, jobs, mean in sorted(sums.iter_rows())}


def _mean(values: pl.Series) -> float | None:
    return float(values.sum()) / len(values) if len(values) else None
