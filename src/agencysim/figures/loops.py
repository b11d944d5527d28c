"""Loops: from a decision that something went wrong, or is to be otherwise, until the job comes to the choice again."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from agencysim.figures.direct_costs import VISIT
from agencysim.scenario.routes import branch_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agencysim.domain import Meaning
    from agencysim.log import Log


def loops_of(log: Log, meanings: Iterable[Meaning]) -> pl.DataFrame:
    """Return the loops that decisions of some meanings begin; decisions before the run are not known.

    Returns
    -------
    pl.DataFrame
        loop (a number), job, job_type, choice, since, until (when the job came to the choice again; null: not yet),
        means, found_by.
    """
    return (
        log.decisions.sort("attempt")
        .with_columns(until=pl.col("time").shift(-1).over("job", "step"))
        .filter(pl.col("means").is_in([meaning.value for meaning in meanings]))
        .select("job", "job_type", "until", "means", "found_by", choice="step", since="time")
        .with_row_index("loop")
    )


def visits_within(log: Log, loops: pl.DataFrame) -> pl.DataFrame:
    """Return the visits to work and stock steps that lie in loops; one that lies in several is named for each.

    They are all that begin to wait from the decision until the job comes to the choice again, parallel branches left
    out. If it has not come back, they are all up to the first work. What begins at the moment of the decision comes
    after it; what begins at the same moment as the first work counts with it.

    Returns
    -------
    pl.DataFrame
        loop, job, step, attempt.
    """
    rows = log.tasks.filter(pl.col("kind").is_in(["work", "stock"])).join(loops, on="job", how="semi")
    visits = rows.group_by("job_type", *VISIT, "kind", maintain_order=True).agg(pl.col("ready").min())
    schema = dict.fromkeys(("job_type", "choice", "step"), pl.String)
    behind = pl.DataFrame(list(_on_the_same_branch(log, loops)), schema, orient="row")
    first_work = pl.col("ready").filter(pl.col("kind") == "work").min().over("loop")
    back, ready = pl.col("until"), pl.col("ready")
    return (
        loops.join(visits, on=["job", "job_type"], maintain_order="left_right")
        .join(behind, on=["job_type", "choice", "step"], how="semi")
        .filter(ready >= pl.col("since"))
        .with_columns(first=first_work)
        .filter(pl.when(back.is_not_null()).then(ready < back).otherwise((ready <= pl.col("first")).fill_null(True)))
        .select("loop", *VISIT)
    )


def _on_the_same_branch(log: Log, loops: pl.DataFrame) -> Iterator[tuple[str, str, str]]:
    """Yield job type, choice and step of the steps that are not on another branch of a fork around the choice."""
    for (name,), choices in loops.select("job_type", "choice").unique().group_by("job_type"):
        forks = branch_of(log.scenario.job_types[str(name)].route)
        for choice in choices["choice"]:
            way = forks[choice]
            yield from ((str(name), choice, step) for step, around in forks.items() if around[: len(way)] == way)
