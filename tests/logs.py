"""Logs laid end to end and compared."""

from __future__ import annotations

import polars as pl

from agencysim.log import Log
from agencysim.snapshot import state_at

UNFINISHED = ("waiting", "running", "outside")


def joined(first: Log, then: Log) -> dict[str, pl.DataFrame]:
    """The tables of a run that was cut and gone on with, as if it had not been cut."""
    tables = {name: pl.concat([first.tables[name], then.tables[name]]) for name in first.tables}
    done = first.tasks.filter(~pl.col("status").is_in(UNFINISHED))
    tables["tasks"] = pl.concat([done, then.tasks]).sort("ready", "job", "step", "attempt", "part")
    going_on = then.jobs["job"].implode()
    over = first.jobs.filter(~pl.col("job").is_in(going_on))
    tables["jobs"] = pl.concat([over, then.jobs]).sort("arrived", "job")
    tables["resources"] = then.resources
    tables["days"] = tables["days"].group_by("resource", "day").sum()
    return ordered(tables)


def ordered(tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Tables in an order that does not depend on where a run was cut."""
    return {**tables, "days": tables["days"].sort("resource", "day").cast({"worked": pl.Int64})}


def differences(one: dict[str, pl.DataFrame], other: dict[str, pl.DataFrame]) -> dict[str, list[object]]:
    """Rows that only one of two logs has, by table; none if the logs are equal row for row."""
    found = {}
    for name, table in one.items():
        if not table.equals(other[name]):
            rows, others = table.rows(), other[name].rows()
            only = [("only the first", row) for row in rows if row not in others]
            only += [("only the second", row) for row in others if row not in rows]
            found[name] = only or ["the same rows in another order"]
    return found


def whole(log: Log) -> dict[str, pl.DataFrame]:
    """All tables of one log, to compare."""
    return ordered(dict(log.tables))


__all__ = ["differences", "joined", "state_at", "whole"]
