"""Logs laid end to end and compared."""

from __future__ import annotations

import polars as pl

from agencysim import rolling
from agencysim.log import Log
from agencysim.snapshot import state_at


def joined(first: Log, then: Log) -> dict[str, pl.DataFrame]:
    """The tables of a run that was cut and gone on with, as if it had not been cut."""
    return ordered(dict(rolling.joined([first, then]).tables))


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
