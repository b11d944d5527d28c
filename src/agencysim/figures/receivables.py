"""What clients were billed, paid and owe; how long they take to pay; and how their business grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from agencysim.domain import Milestone
from agencysim.figures.base import Window, once_for_a_log, window_of, within
from agencysim.values import DAY, Frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agencysim.log import Log

CENTS = 6
"""Decimals to which money is told apart; shares of a price need not add up to it to the last bit."""

_ROW = {
    "job": pl.String,
    "job_type": pl.String,
    "step": pl.String,
    "place": pl.Int64,
    "time": pl.Int64,
    "due": pl.Float64,
    "paid": pl.Float64,
    "bad_debt": pl.Float64,
}


class Receivables(Frozen):
    """What clients owe, in the scenario's currency.

    Parameters
    ----------
    at_start, at_end, mean
        Billed and not yet paid or written off: at the window's two ends, and on the mean over it.
    days
        Days sales outstanding, by the usual definition: mean receivables over the revenue of a day (Brealey, Myers
        and Allen, *Principles of Corporate Finance*, as the average collection period); ``None`` without revenue.
    days_to_pay
        Mean days from bill to payment of what was paid in the window, weighted by money, what was billed first being
        paid first within a job; what was paid without a bill counts 0 days. ``None`` if nothing was paid.
    written_off
        Bad debts.
    """

    at_start: float
    at_end: float
    mean: float
    days: float | None
    days_to_pay: float | None
    written_off: float


def receivables(log: Log, window: Window | None = None) -> Receivables:
    """Return what clients owe, and how long they take to pay.

    What is billed stays open until it is paid or written off as a bad debt, even if the job has ended.

    Parameters
    ----------
    log
        Log of the run.
    window
        The time that it is about; the run without its warm-up if absent.
    """
    window = window or window_of(log)
    rows = ledger(log).filter(pl.col("time") <= window.until)
    inside = rows.filter(within(log, window, "time"))
    revenue, length = float(inside["billed"].sum()), window.until - window.since
    until = pl.col("time").shift(-1).over("job").fill_null(window.until).clip(*window)
    lasting = float(rows.select((pl.col("open") * (until - pl.col("time").clip(*window))).sum()).item())
    at_end = _open(rows)
    mean = lasting / length if length else at_end
    return Receivables(
        at_start=_open(rows.filter(~within(log, window, "time"))),
        at_end=at_end,
        mean=mean,
        days=mean / revenue * window.days if revenue else None,
        days_to_pay=_days_to_pay(log, window, rows),
        written_off=float(inside["bad_debt"].sum()),
    )


def _open(rows: pl.DataFrame) -> float:
    """Return what is owed after the last of some rows of each job."""
    return float(rows.group_by("job", maintain_order=True).agg(pl.last("open"))["open"].sum())


@once_for_a_log
def ledger(log: Log) -> pl.DataFrame:
    """Return what was billed, paid and written off at each milestone of each job, in order.

    Revenue counts when it is billed. What is paid, or should be paid and never is, without an earlier bill is billed
    at that moment. So a job's bills are never less than what was settled, and the difference is what the client owes.

    A run that goes on from a state knows of its open jobs only which milestones they had reached: what that brought
    stands one second before its start.

    Returns
    -------
    pl.DataFrame
        job, job_type, step, place (of the step in the route), time, billed, paid, bad_debt; then, in the job so far,
        bills (sum of what was billed), settled (sum of what was paid or written off) and open (the difference).
    """
    settled = pl.col("paid") + pl.col("bad_debt")
    return (
        pl.concat([_before(log), _booked(log)])
        .sort("job", "time", "place")
        .with_columns(due=pl.col("due").cum_sum().over("job"), settled=settled.cum_sum().over("job"))
        # What was settled without a bill at its moment stays apart from the bills that come later.
        .with_columns(bills=pl.col("due") + (pl.col("settled") - pl.col("due")).cum_max().over("job").clip(0.0))
        .with_columns(billed=pl.col("bills") - pl.col("bills").shift(fill_value=0.0).over("job"))
        .with_columns(open=(pl.col("bills") - pl.col("settled")).round(CENTS))
        .select("job", "job_type", "step", "place", "time", "billed", "paid", "bad_debt", "bills", "settled", "open")
    )


def _terms(log: Log) -> list[tuple[str, str, str, int, float, float]]:
    """Return job type and milestone at which money is due or paid, credit, place in the route, and both shares."""
    return [
        (name, step, grade, place, *job_type.payment(step, credit))
        for name, job_type in log.scenario.job_types.items()
        for place, (step, spec) in enumerate(job_type.route.items())
        if isinstance(spec, Milestone) and (spec.bills or spec.earns)
        for grade, credit in {"": None, **log.scenario.credit}.items()
    ]


def _booked(log: Log) -> pl.DataFrame:
    """Return what became due and what was settled at the milestones of the run."""
    schema = {"job_type": pl.String, "step": pl.String, "credit": pl.String, "place": pl.Int64, "bills": pl.Float64}
    rows = [(name, step, credit, place, bills) for name, step, credit, place, bills, _ in _terms(log)]
    terms = pl.DataFrame(rows, schema, orient="row")
    at = ["job", "step", "time"]
    amount, kind = pl.col("amount"), pl.col("kind")
    payments = (
        log.money.filter(kind.is_in(["revenue", "bad debt"]))
        .rename({"of": "step"})
        .group_by(at)
        .agg(amount.filter(kind == "revenue").sum().alias("paid"), amount.filter(kind != "revenue").sum())
    )
    return (
        log.milestones.join(log.jobs.select("job", "credit", "value"), on="job")
        .join(terms, on=["job_type", "step", "credit"])
        .group_by("job", "job_type", "step", "place", "time")
        .agg((pl.col("bills") * pl.col("value")).sum().alias("due"))
        .join(payments, on=at, how="left")
        .with_columns(pl.col("paid", "amount").fill_null(0.0))
        .rename({"amount": "bad_debt"})
        .select(list(_ROW))
    )


def _before(log: Log) -> pl.DataFrame:
    """Return what open jobs had been billed and had settled before the run, by the milestones they had reached."""
    return pl.DataFrame(list(_earlier(log)), _ROW, orient="row")


def _earlier(log: Log) -> Iterator[tuple[str, str, str, int, int, float, float, float]]:
    jobs = log.initial.jobs if log.initial else ()
    terms = _terms(log) if jobs else []
    for job in jobs:
        for job_type, step, credit, place, bills, earns in terms:
            if (job_type, credit) == (job.job_type, job.credit) and (visits := job.visits.get(step, 0)):
                value = visits * job.value
                yield job.id, job_type, step, place, log.manifest.start - 1, bills * value, earns * value, 0.0


def _days_to_pay(log: Log, window: Window, rows: pl.DataFrame) -> float | None:
    """Return the mean days from bill to payment; payments of bills from before a run, whose day is unknown, apart."""
    bills = rows.filter((pl.col("billed") > 0) & (pl.col("time") >= log.manifest.start))
    paid = rows.filter((pl.col("paid") > 0) & within(log, window, "time"))
    # Both as stretches of the job's money: a payment pays the bills on whose stretches its own lies.
    owed = bills.select("job", at="time", start=pl.col("bills") - pl.col("billed"), end="bills")
    settled = paid.select("job", "time", first=pl.col("settled") - pl.col("paid"), last="settled")
    pairs = owed.join(settled, on="job", maintain_order="left_right")
    money = pl.min_horizontal("end", "last") - pl.max_horizontal("start", "first")
    matched = pairs.with_columns(money=money).filter(pl.col("money") > 10**-CENTS)
    total = float(matched["money"].sum())
    if not total:
        return None
    return float(matched.select((pl.col("money") * (pl.col("time") - pl.col("at"))).sum()).item()) / total / DAY


def revenue_by_milestone(log: Log, window: Window | None = None) -> pl.DataFrame:
    """Return the revenue of a window by the milestone at which it was billed.

    Parameters
    ----------
    log
        Log of the run.
    window
        The time that it is about; the run without its warm-up if absent.

    Returns
    -------
    pl.DataFrame
        job_type, step (the milestone), revenue, paid_in, bad_debt; in the order of the scenario.
    """
    inside = ledger(log).filter(within(log, window or window_of(log), "time"))
    sums = inside.group_by("job_type", "step", maintain_order=True).agg(pl.col("billed", "paid", "bad_debt").sum())
    names = list(dict.fromkeys((job_type, step) for job_type, step, *_ in _terms(log)))
    table = pl.DataFrame(names, {"job_type": pl.String, "step": pl.String}, orient="row")
    return (
        table.join(sums, on=["job_type", "step"], how="left", maintain_order="left")
        .with_columns(pl.col("billed", "paid", "bad_debt").fill_null(0.0))
        .rename({"billed": "revenue", "paid": "paid_in"})
    )


def growth(log: Log) -> pl.DataFrame:
    """Return how the revenue of each client grew from the first to the second half of a run, warm-up left out.

    Clients without a name are left out.

    Returns
    -------
    pl.DataFrame
        client, tier, first and second (revenue of the halves), growth (0.1 is 10 % more; null if the first half
        brought nothing); by client.
    """
    since, until = window_of(log)
    middle = (since + until) // 2
    jobs = log.jobs.filter(pl.col("client") != "").select("job", "client", "tier")
    rows = jobs.join(ledger(log), on="job", how="left", maintain_order="left_right")
    first, second = (within(log, half, "time") for half in (Window(since, middle), Window(middle, until)))
    halves = rows.group_by("client", "tier", maintain_order=True).agg(
        pl.col("billed").filter(first).sum().alias("first"), pl.col("billed").filter(second).sum().alias("second")
    )
    grown = pl.when(pl.col("first") > 0).then(pl.col("second") / pl.col("first") - 1)
    return halves.with_columns(growth=grown).sort("client", "tier")
