"""The queue for everything that tasks need, week by week, so that a study can tell whether one grows without end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from agencysim.domain import Work
from agencysim.figures.base import window_of
from agencysim.figures.core import causes_of
from agencysim.figures.over_time import waited, weeks_within
from agencysim.values import DAY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agencysim.figures.base import Window
    from agencysim.log import Log


def queues_by_cause(log: Log, window: Window | None = None) -> Mapping[str, tuple[float, ...]]:
    """Return how many tasks were ready and not yet begun, by what they need, on the mean over each whole week.

    A cause is what `core_figures` calls one: the people and things that a task needs together, since the log does not
    tell which of them was missing. All that the scenario's work needs are among them, in the order of its routes, also
    where nothing waited: so runs of one scenario have the same causes and weeks, and can be laid above each other.

    Parameters
    ----------
    log
        Log of the run.
    window
        The time that it is about; the run without its warm-up if absent. Weeks, Monday to Sunday, that it cuts are left
        out.
    """
    window = window or window_of(log)
    begun = pl.coalesce("start", "end", pl.lit(log.manifest.end))  # an abandoned task waited until its end
    waits = (
        log.tasks.filter(pl.col("kind") == "work")
        .join(causes_of(log), on=["job_type", "step"])
        .select("cause", "ready", begun=begun)
    )
    edges = weeks_within(log, window)
    # A week in which the clocks change is an hour shorter or longer.
    whole = np.diff(edges) > 6.5 * DAY
    found = {}
    for cause in _causes_of_work(log):
        part = waits.filter(pl.col("cause") == cause)
        seconds = np.diff(waited(part["ready"].to_numpy(), part["begun"].to_numpy(), edges))
        found[cause] = tuple((seconds / np.maximum(1, np.diff(edges)))[whole].tolist())
    return found


def _causes_of_work(log: Log) -> list[str]:
    works = [
        (name, step)
        for name, job_type in log.scenario.job_types.items()
        for step, spec in job_type.route.items()
        if isinstance(spec, Work)
    ]
    causes = {(name, step): cause for name, step, cause in causes_of(log).iter_rows()}
    return list(dict.fromkeys(causes[work] for work in works))
