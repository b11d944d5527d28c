"""Logs of parts that follow one another, put together to the log of the whole."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import polars as pl

from agencysim.log import TABLES, Log

if TYPE_CHECKING:
    from collections.abc import Sequence

GOES_ON = ("waiting", "running", "outside")
"""Status of work in progress at the end of a part, which the next part tells again."""


def joined(logs: Sequence[Log]) -> Log:
    """Return the log of a run by the logs of its parts, each of which went on from the state at the end of the last.

    What a part has under way at its end is told by the part in which it ends, or by the last one: each task, job and
    amount is in the log once. run(0, T) = run(0, t) + run(t, T), row for row.

    Parameters
    ----------
    logs
        The parts in order of time, at least one.
    """
    first, last = logs[0], logs[-1]
    found = {name: pl.concat([log.tables[name] for log in logs]) for name in TABLES}
    ended = [log.tasks.filter(~pl.col("status").is_in(GOES_ON)) for log in logs[:-1]]
    found["tasks"] = pl.concat([*ended, last.tasks]).sort("ready", "job", "step", "attempt", "part")
    found["jobs"] = found["jobs"].unique("job", keep="last").sort("arrived", "job")
    found["resources"] = last.resources
    found["days"] = _days(found["days"], last.resources["name"].to_list())
    return Log(first.scenario, replace(last.manifest, start=first.manifest.start), found, first.initial)


def _days(parts: pl.DataFrame, resources: Sequence[str]) -> pl.DataFrame:
    """Return one row for each resource and day: a day on which a part ended is in two of them."""
    place = pl.col("resource").replace_strict(dict(zip(resources, range(len(resources)), strict=True)), default=None)
    return parts.group_by("resource", "day").sum().sort(place, "day")
