"""What each job earned and cost in a window: the hours of people and units, material, other firms, penalties."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from agencysim.figures.base import Window, exact, promised, within
from agencysim.figures.receivables import ledger
from agencysim.figures.satisfaction import days_begun
from agencysim.values import HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agencysim.calendars import TimeAxis
    from agencysim.domain import Penalty
    from agencysim.log import Log

UNITS = ("hire", "equipment", "travel")
"""What units cost: hired ones, own machines, own vehicles."""

VISIT = ("job", "step", "attempt")
"""What tells visits apart."""

_AMOUNT = {"job": pl.String, "kind": pl.String, "amount": pl.Float64}


def amounts(log: Log, window: Window) -> pl.DataFrame:
    """Return what each job earned and cost in a window; nothing is negative, unless a penalty lapses.

    Returns
    -------
    pl.DataFrame
        job, kind, amount, with any number of rows for a job and a kind. What it earned: ``revenue`` (billed) and
        ``paid_in``. What it cost: ``labour`` (hours at the plain wage), ``hire``, ``equipment``, ``travel``,
        ``material``, ``outsourcing``, ``expenses``, ``penalties``, ``bad_debt``. ``waste`` is part of ``material``.
    """
    work = _at_work(log, window)
    parts = [
        _booked(log, window),
        _labour(log, work),
        _units(log, work),
        _material(log, window),
        _penalties(log, window),
    ]
    table = pl.concat([part.select(pl.col(name).cast(kind) for name, kind in _AMOUNT.items()) for part in parts])
    return table.with_columns(exact(pl.col("amount")))


def costs_of_visits(log: Log, window: Window, visits: pl.DataFrame) -> pl.DataFrame:
    """Return the wages, the material and the outsourcing, in a window, of some visits (job, step, attempt).

    Returns
    -------
    pl.DataFrame
        job, step, attempt, kind (``labour``, ``material``, ``outsourcing``), amount, with any number of rows for each.
    """
    taken = _material_taken(log, window).filter(pl.col("event") == "taken")
    parts = [
        _labour(log, _at_work(log, window).join(visits, on=VISIT, how="semi")),
        taken.join(visits, on=VISIT, how="semi").with_columns(kind=pl.lit("material")),
        _outsourced(log, window).join(visits, on=VISIT, how="semi").with_columns(kind=pl.lit("outsourcing")),
    ]
    return pl.concat([part.select(*VISIT, "kind", exact(pl.col("amount"))) for part in parts])


def _at_work(log: Log, window: Window) -> pl.DataFrame:
    """Return the tasks that people or units were at in a window, with the hours of work inside it (``hours``).

    Of a task that the window cuts, the share of the elapsed time inside counts.
    """
    end = pl.coalesce("end", pl.lit(log.manifest.end))
    inside = (end.clip(*window) - pl.col("start").clip(*window)) / (end - pl.col("start"))
    return (
        log.tasks.filter((pl.col("worked") > 0) & (pl.col("start") < window.until) & (end > window.since))
        .with_columns(hours=pl.col("worked") * inside / HOUR)
        .select(*VISIT, "people", "units", "hours")
    )


def _labour(log: Log, work: pl.DataFrame) -> pl.DataFrame:
    """Return the wages of people at tasks; each of several counts, and overtime as other hours."""
    people = work.filter(pl.col("people").list.len() > 0).explode("people")
    paid = people.join(
        log.resources.select("name", "per_hour"), left_on="people", right_on="name", maintain_order="left"
    )
    return paid.select(*VISIT, kind=pl.lit("labour"), amount=pl.col("hours") * pl.col("per_hour"))


def _material_taken(log: Log, window: Window) -> pl.DataFrame:
    """Return the material that jobs took, and the part of it that was wasted: the stock's rows with their price.

    Returns
    -------
    pl.DataFrame
        job, step, attempt, event (``taken``, ``wasted``), amount.
    """
    prices = {name: material.price for name, material in log.scenario.materials.items()}
    price = pl.col("material").replace_strict(prices, default=0.0, return_dtype=pl.Float64)
    rows = log.stock.filter(pl.col("event").is_in(["taken", "wasted"]) & within(log, window, "time"))
    return rows.select("step", "attempt", "event", job="reference", amount=pl.col("quantity") * price)


def _outsourced(log: Log, window: Window) -> pl.DataFrame:
    """Return what other firms were paid for visits (job, step, attempt, amount)."""
    paid = log.money.filter((pl.col("kind") == "outsourcing") & within(log, window, "time"))
    outside = log.tasks.filter(pl.col("status").is_in(["outsourced", "outside"]))
    amounts = paid.select("job", step="of", start="time", amount=-pl.col("amount"))
    return outside.join(amounts, on=["job", "step", "start"], maintain_order="left").select(*VISIT, "amount")


def _booked(log: Log, window: Window) -> pl.DataFrame:
    """Return bills, payments, bad debts, and what was paid to others."""
    billed = ledger(log).filter(within(log, window, "time") & (pl.col("billed") != 0))
    kinds = {"revenue": "paid_in", "bad debt": "bad_debt", "outsourcing": "outsourcing", "expense": "expenses"}
    rows = log.money.filter(pl.col("kind").is_in(list(kinds)) & within(log, window, "time"))
    costs = pl.col("kind").is_in(["outsourcing", "expense"])
    booked = rows.select(
        "job",
        pl.col("kind").replace_strict(kinds, return_dtype=pl.String),
        pl.when(costs).then(-pl.col("amount")).otherwise("amount").alias("amount"),
    )
    return pl.concat([billed.select("job", kind=pl.lit("revenue"), amount="billed"), booked])


def _units(log: Log, work: pl.DataFrame) -> pl.DataFrame:
    """Return what the use of machines and vehicles cost; hired ones apart."""
    scenario = log.scenario
    hired = [name for group in (scenario.equipment, scenario.vehicles) for name, unit in group.items() if unit.hired]
    own = pl.when(pl.col("kind") == "vehicle").then(pl.lit("travel")).otherwise(pl.lit("equipment"))
    prices = log.resources.filter(pl.col("kind") != "person").select(
        "name", "per_hour", kind=pl.when(pl.col("group").is_in(hired)).then(pl.lit("hire")).otherwise(own)
    )
    used = work.filter(pl.col("units").list.len() > 0).explode("units")
    paid = used.join(prices, left_on="units", right_on="name", maintain_order="left")
    return paid.select("job", "kind", amount=pl.col("hours") * pl.col("per_hour"))


def _material(log: Log, window: Window) -> pl.DataFrame:
    names = {"taken": "material", "wasted": "waste"}
    kind = pl.col("event").replace_strict(names, return_dtype=pl.String)
    return _material_taken(log, window).select("job", "amount", kind=kind)


def _penalties(log: Log, window: Window) -> pl.DataFrame:
    return pl.DataFrame(list(_charged(log, window)), _AMOUNT, orient="row")


def _charged(log: Log, window: Window) -> Iterator[tuple[str, str, float]]:
    """Yield what late jobs were charged for the days that began in a window."""
    penal = {name: t.penalty for name, t in log.scenario.job_types.items() if t.penalty is not None}
    if not penal:
        return
    late = log.jobs.filter(
        pl.col("job_type").is_in(list(penal))
        & (pl.col("due") < window.until)
        & (pl.col("value") > 0)
        & pl.col("job").is_in(promised(log).implode())
    )
    columns = ("job", "job_type", "value", "due", "due_reached", "ended", "outcome")
    for job, job_type, value, due, reached, ended, outcome in late.select(columns).iter_rows():
        lapses = ended if outcome in ("lost", "abandoned") else None
        late_until = reached if reached is not None else ended
        before, after = (
            _penalty(log.scenario.axis, penal[job_type], due, late_until, lapses, moment) for moment in window
        )
        if before != after:
            yield job, "penalties", value * (after - before)


def _penalty(axis: TimeAxis, penalty: Penalty, due: int, reached: int | None, lapses: int | None, moment: int) -> float:
    """Return the share of its value that a job is charged by a moment: nothing if its client does not take it."""
    if lapses is not None and lapses <= moment:
        return 0.0
    until = moment if reached is None else min(reached, moment)
    return min(penalty.most, penalty.per_day * days_begun(axis, due, until))
