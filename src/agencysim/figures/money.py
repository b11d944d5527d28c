"""What was earned and spent, and what is left of it: in all, and by job type, client and client tier."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from agencysim.domain.fields import Map
from agencysim.figures.base import Window, days_in, exact, window_of, within
from agencysim.figures.direct_costs import UNITS, amounts
from agencysim.figures.rework import rework
from agencysim.values import HOUR, Frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agencysim.log import Log

COSTS = ("labour", "units", "material", "outsourcing", "expenses", "penalties", "bad_debt")
"""The direct costs of a job."""


class Money(Frozen):
    """What was earned and spent in the window, in the scenario's currency; costs are positive.

    Parameters
    ----------
    revenue
        Billed; what is paid, or never paid though it should be, without an earlier bill is billed at that moment.
    paid_in
        Paid by clients.
    wages
        For the hours that the rosters say, meetings and leave included; of whole days.
    overtime_pay
        For overtime, in all.
    overtime_workday, overtime_rest_day, overtime_holiday, overtime_plain
        Parts of it: on workdays, rest days and public holidays, and hours beyond the roster that are paid once.
    material
        The price of what jobs took from stock.
    waste
        The part of it that was wasted.
    purchases
        Paid for material that was ordered; cash, and no cost until it is used.
    outsourcing
        Paid to other firms for steps that they did.
    hire, equipment, travel
        For the hours of use of hired units, of own machines, and of own vehicles.
    expenses
        Spent at milestones.
    penalties
        Taken off the price for each day that began after the due date while the milestone was not reached. A penalty
        lapses when a client takes the job elsewhere, so that it may be negative in a later window.
    rework
        The part of wages and material that went into work done again or put right; see `rework`.
    bad_debt
        Written off.
    margin
        Revenue less all costs; waste, rework and purchases are no costs beside the others.
    """

    revenue: float
    paid_in: float
    wages: float
    overtime_pay: float
    overtime_workday: float
    overtime_rest_day: float
    overtime_holiday: float
    overtime_plain: float
    material: float
    waste: float
    purchases: float
    outsourcing: float
    hire: float
    equipment: float
    travel: float
    expenses: float
    penalties: float
    rework: float
    bad_debt: float
    margin: float


class Margin(Frozen):
    """What jobs earned in the window, what they cost directly, and what is left.

    Parameters
    ----------
    jobs
        Jobs that were in the house.
    revenue
        Billed.
    labour
        Hours of the people at their tasks, at the plain wage.
    units, material, outsourcing, expenses, penalties, bad_debt
        As in the money of the window; units are hired ones, machines and vehicles together.
    margin
        Revenue less these costs.
    share
        Margin over revenue; ``None`` without revenue.
    """

    jobs: int
    revenue: float
    labour: float
    units: float
    material: float
    outsourcing: float
    expenses: float
    penalties: float
    bad_debt: float
    margin: float
    share: float | None


class Margins(Frozen):
    """Margins over direct costs.

    Parameters
    ----------
    by_type, by_client, by_tier
        Margins of job types, clients and client tiers that had jobs in the house.
    total
        Of all jobs.
    unallocated
        Wages and overtime pay beyond the labour of jobs: idle hours, meetings, leave, and what overtime costs more
        than other hours. The total margin less this is the margin of the window.
    """

    by_type: Map[str, Margin]
    by_client: Map[str, Margin]
    by_tier: Map[str, Margin]
    total: Margin
    unallocated: float


def money(log: Log, window: Window | None = None, overtime: Mapping[str, float] | None = None) -> Money:
    """Return what was earned and spent.

    Parameters
    ----------
    log
        Log of the run.
    window
        The time that it is about; the run without its warm-up if absent.
    overtime
        Pay for overtime by class: ``workday``, ``rest_day``, ``holiday``, and anything else, which counts only in
        the total. If absent, what was granted in the window is paid at the scenario's rates.
    """
    window = window or window_of(log)
    sums = _sums(amounts(log, window))
    pay = overtime_pay(log, window) if overtime is None else overtime
    costs = ("material", "outsourcing", *UNITS, "expenses", "penalties", "bad_debt")
    wages, overtime_total = _wages(log, window), sum(pay.values())
    bought = log.money.filter((pl.col("kind") == "material") & within(log, window, "time"))
    revenue = sums.get("revenue", 0.0)
    return Money(
        revenue=revenue,
        paid_in=sums.get("paid_in", 0.0),
        wages=wages,
        overtime_pay=overtime_total,
        overtime_workday=pay.get("workday", 0.0),
        overtime_rest_day=pay.get("rest_day", 0.0),
        overtime_holiday=pay.get("holiday", 0.0),
        overtime_plain=pay.get("plain", 0.0),
        waste=sums.get("waste", 0.0),
        purchases=0.0 - float(bought.select(exact(pl.col("amount")).sum()).item()),
        rework=rework(log, window),
        **{kind: sums.get(kind, 0.0) for kind in costs},
        margin=revenue - wages - overtime_total - sum(sums.get(kind, 0.0) for kind in costs),
    )


def overtime_pay(log: Log, window: Window) -> dict[str, float]:
    """Return the pay for the overtime that was granted in a window, by pay class, at the scenario's rates."""
    granted = log.overtime.filter(within(log, window, "start")).join(
        log.resources.select("name", "per_hour"), left_on="person", right_on="name", maintain_order="left"
    )
    paid = (pl.col("until") - pl.col("start")) * pl.col("per_hour")
    by_class = dict(granted.group_by("day", maintain_order=True).agg(exact(paid).sum()).iter_rows())
    rates = log.scenario.overtime.rates.model_dump()
    return {day: rate * by_class.get(day, 0.0) / HOUR for day, rate in rates.items()}


def job_margins(log: Log, window: Window | None = None) -> pl.DataFrame:
    """Return what each job that was in the house earned in a window, and what it cost directly.

    Of a task that the window cuts, the share of the elapsed time inside counts.

    Parameters
    ----------
    log
        Log of the run.
    window
        The time that it is about; the run without its warm-up if absent.

    Returns
    -------
    pl.DataFrame
        job, job_type, client, tier, value, revenue, labour, units, material, outsourcing, expenses, penalties,
        bad_debt, margin; in the order of the log's jobs.
    """
    window = window or window_of(log)
    amount, kind = pl.col("amount"), pl.col("kind")
    columns = [amount.filter(kind == name).sum().alias(name) for name in ("revenue", *COSTS) if name != "units"]
    units = amount.filter(kind.is_in(UNITS)).sum().alias("units")
    by_job = amounts(log, window).group_by("job", maintain_order=True).agg(*columns, units)
    in_house = (pl.col("arrived") <= window.until) & (pl.col("ended").is_null() | (pl.col("ended") >= window.since))
    numbers = pl.col("revenue", *COSTS)
    return (
        log.jobs.filter(in_house)
        .select("job", "job_type", "client", "tier", "value")
        .join(by_job, on="job", how="left", maintain_order="left")
        .with_columns(numbers.fill_null(0.0))
        .with_columns(margin=pl.col("revenue") - pl.sum_horizontal(COSTS))
        .select("job", "job_type", "client", "tier", "value", "revenue", *COSTS, "margin")
    )


def margins(log: Log, window: Window | None = None, overtime: Mapping[str, float] | None = None) -> Margins:
    """Return the margins over direct costs by job type, client and client tier.

    Parameters
    ----------
    log, window, overtime
        As for `money`.
    """
    window = window or window_of(log)
    jobs = job_margins(log, window)
    pay = overtime_pay(log, window) if overtime is None else overtime
    total = _by(jobs.with_columns(all=pl.lit("all")), "all").get("all", _margin())
    return Margins(
        by_type=_by(jobs, "job_type"),
        by_client=_by(jobs, "client"),
        by_tier=_by(jobs, "tier"),
        total=total,
        unallocated=_wages(log, window) + sum(pay.values()) - total.labour,
    )


def _sums(table: pl.DataFrame) -> dict[str, float]:
    return dict(table.group_by("kind", maintain_order=True).agg(pl.col("amount").sum()).iter_rows())


def _wages(log: Log, window: Window) -> float:
    """Return the wages for rostered hours, meetings and leave included, of the whole days of a window."""
    people = log.resources.filter(pl.col("kind") == "person").select("name", "per_hour")
    hours = days_in(log, window).join(people, left_on="resource", right_on="name", maintain_order="left")
    return float(hours.select(exact(pl.col("paid") * pl.col("per_hour")).sum()).item()) / HOUR


def _by(jobs: pl.DataFrame, column: str) -> dict[str, Margin]:
    """Return the margins of groups of jobs; jobs without a name for the group are left out."""
    sums = (
        jobs.filter(pl.col(column) != "")
        .group_by(column, maintain_order=True)
        .agg(pl.len(), pl.col("revenue", *COSTS).sum())
    )
    return {name: _margin(*numbers) for name, *numbers in sorted(sums.iter_rows())}


def _margin(jobs: int = 0, revenue: float = 0.0, *costs: float) -> Margin:
    margin = revenue - sum(costs)
    return Margin(
        jobs=jobs,
        revenue=revenue,
        **dict(zip(COSTS, costs or [0.0] * len(COSTS), strict=True)),
        margin=margin,
        share=margin / revenue if revenue else None,
    )
