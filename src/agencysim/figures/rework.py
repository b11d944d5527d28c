"""What it costs to put right, or to make again, what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from agencysim.domain import Choice, Meaning, Stock
from agencysim.figures.direct_costs import at_work, labour, material_taken
from agencysim.scenario.routes import branch_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agencysim.figures.base import Window
    from agencysim.log import Log

AGAIN = (Meaning.REWORK, Meaning.SCRAP, Meaning.ERROR_BUILT_IN, Meaning.DEFECT, Meaning.ALTERATION)
"""The decisions that lead to work which would otherwise not be done."""

VISIT = ["job", "step", "attempt"]


def rework(log: Log, window: Window) -> float:
    """Return the wages and the material, in a window, of work that is done because something went wrong.

    That is all that a job's people do, and all the material taken, from a decision that tells of it until the job
    comes to the same choice again, parallel branches left out. If it has not come back, it is all up to the first
    work. What lies in several such loops counts once. Decisions before the run are not known.
    """
    loops = _loops(log)
    if not loops.height:
        return 0.0
    visits = _within_loops(log, loops)
    work = at_work(log, window).join(visits, on=VISIT, how="semi")
    stock = _taken_at(log, visits)
    material = material_taken(log, window).filter(pl.col("event") == "taken")
    again = material.join(stock, on=["job", "time", "material"], how="semi")
    return float(labour(log, work)["amount"].sum()) + float(again["amount"].sum())


def _loops(log: Log) -> pl.DataFrame:
    """Return the decisions that lead to work again: loop, job, job_type, choice, since, until (null: not back yet)."""
    return (
        log.decisions.sort("attempt")
        .with_columns(until=pl.col("time").shift(-1).over("job", "step"))
        .filter(pl.col("means").is_in([meaning.value for meaning in AGAIN]))
        .select("job", "job_type", "until", choice="step", since="time")
        .with_row_index("loop")
    )


def _within_loops(log: Log, loops: pl.DataFrame) -> pl.DataFrame:
    """Return the visits to work and stock steps that lie in loops."""
    rows = log.tasks.filter(pl.col("kind").is_in(["work", "stock"])).join(loops, on="job", how="semi")
    visits = rows.group_by("job_type", *VISIT, "kind").agg(pl.col("ready").min())
    schema = dict.fromkeys(("job_type", "choice", "step"), pl.String)
    behind = pl.DataFrame(list(_on_the_same_branch(log)), schema, orient="row")
    first_work = pl.col("ready").filter(pl.col("kind") == "work").min().over("loop")
    back = pl.col("ready") < pl.col("until")
    return (
        loops.join(visits, on=["job", "job_type"])
        .join(behind, on=["job_type", "choice", "step"], how="semi")
        .filter(pl.col("ready") >= pl.col("since"))
        .with_columns(first=first_work)
        .filter(
            pl.when(pl.col("until").is_not_null())
            .then(back)
            .otherwise((pl.col("ready") <= pl.col("first")).fill_null(True))
        )
    )


def _on_the_same_branch(log: Log) -> Iterator[tuple[str, str, str]]:
    """Yield job type, choice and step of the steps that are not on another branch of a fork around the choice."""
    meant = [meaning.value for meaning in AGAIN]
    for name, job_type in log.scenario.job_types.items():
        choices = [
            step
            for step, spec in job_type.route.items()
            if isinstance(spec, Choice) and any(branch.means in meant for branch in spec.branches)
        ]
        forks = branch_of(job_type.route) if choices else {}
        for choice in choices:
            way = forks[choice]
            yield from ((name, choice, step) for step in job_type.route if forks[step][: len(way)] == way)


def _taken_at(log: Log, visits: pl.DataFrame) -> pl.DataFrame:
    """Return when visits took which material (``job``, ``time``, ``material``)."""
    uses = [
        (job_type, step, material)
        for job_type, spec in log.scenario.job_types.items()
        for step, kind in spec.route.items()
        if isinstance(kind, Stock)
        for material in kind.uses
    ]
    steps = pl.DataFrame(uses, dict.fromkeys(("job_type", "step", "material"), pl.String), orient="row")
    done = log.tasks.filter((pl.col("kind") == "stock") & (pl.col("status") == "done"))
    # The table of stock names no step: it is the one of the job that took such material at that moment.
    return (
        done.join(visits, on=VISIT, how="semi")
        .join(steps, on=["job_type", "step"])
        .select("job", "material", time="end")
    )
