"""What one replication's log says of a quantity."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl
from queue_scenarios import UNIT

from agencysim.values import DAY

if TYPE_CHECKING:
    from agreement import Measure

    from agencysim.log import Log

WARM_UP = 500
"""Customers passed over.

A queue forgets its empty start as exp(-t / r), with the relaxation time r = 1 / (sqrt(c mu) - sqrt(lambda))^2
of the M/M/c queue (Cohen, The Single Server Queue, 1982). At the highest load used, 0.8, that is 72 arrivals,
whatever the number of servers: the first customer measured meets a queue that is short by less than 0.3 % of
its mean, and the many who follow leave next to nothing of that.
"""


@dataclass(frozen=True)
class Window:
    """The part of a run that is measured: customers by number, time averages by time.

    Customers are measured by number, since a mean over a random number of customers would be biased.

    Parameters
    ----------
    first, count
        Customers of the job type that are passed over, and those that are measured after them.
    start, end
        Seconds from the mean arrival of the first of them to that of the last, in whole days.
    weeks
        How long a run is in which they all come and go.
    job_type
        Whose customers they are.
    """

    first: int
    count: int
    start: int
    end: int
    weeks: float
    job_type: str = "customer"


def window(rate: float, count: int, job_type: str = "customer", *, warm_up: int = WARM_UP) -> Window:
    """Return the window of so many customers who come at a rate per unit of time."""
    last = warm_up + count
    start, end = (round(number / rate * UNIT / DAY) * DAY for number in (warm_up, last))
    # Five standard deviations for the last to come, and time for him to go.
    total = (last + 5 * math.sqrt(last)) / rate + 400
    return Window(warm_up, count, start, end, total * UNIT / (7 * DAY), job_type)


def customers(log: Log, measured: Window) -> pl.DataFrame:
    """Return the measured jobs, all of which must have ended."""
    jobs = log.jobs.filter(pl.col("job_type") == measured.job_type).sort("arrived", "job")
    found = jobs.slice(measured.first, measured.count)
    if len(found) < measured.count or found["ended"].null_count():
        raise RuntimeError("the run is too short: not all measured customers have come and gone")
    return found


def visits(log: Log, measured: Window, step: str) -> pl.DataFrame:
    """Return the measured customers' visits to a step."""
    tasks = log.tasks.filter((pl.col("job_type") == measured.job_type) & (pl.col("step") == step))
    return tasks.join(customers(log, measured).select("job"), on="job", how="semi")


WAIT = pl.coalesce("start", "end") - pl.col("ready")
"""Seconds that a visit waited, whether it was served or abandoned."""


def mean_wait(measured: Window, step: str = "serve") -> Measure:
    """Measure how long a customer waits at a step, over all his visits."""
    return lambda log: float(visits(log, measured, step).select(WAIT.sum()).item()) / measured.count / UNIT


def waiting_longer(measured: Window, than: float, step: str = "serve") -> Measure:
    """Measure the share of visits that wait longer than some time."""
    return lambda log: float(visits(log, measured, step).select((than * UNIT < WAIT).mean()).item())


def mean_sojourn(measured: Window) -> Measure:
    """Measure how long a customer stays."""
    return lambda log: (
        float(customers(log, measured).select((pl.col("ended") - pl.col("arrived")).mean()).item()) / UNIT
    )


def staying_longer(measured: Window, than: float) -> Measure:
    """Measure the share of customers who stay longer than some time."""
    stay = pl.col("ended") - pl.col("arrived")
    return lambda log: float(customers(log, measured).select((stay > than * UNIT).mean()).item())


def share_abandoned(measured: Window) -> Measure:
    """Measure the share of customers who go elsewhere."""
    gone = pl.col("outcome") == "abandoned"
    return lambda log: float(customers(log, measured).select(gone.mean()).item())


def _average(spans: pl.DataFrame, begin: str, finish: str, start: int, end: int) -> float:
    """Return how many spans cover a moment, averaged over time; those without an end go on."""
    covered = pl.col(finish).fill_null(end).clip(start, end) - pl.col(begin).clip(start, end)
    return float(spans.select(covered.sum()).item()) / (end - start)


def mean_number(measured: Window) -> Measure:
    """Measure the time average of the customers present."""

    def measure(log: Log) -> float:
        jobs = log.jobs.filter(pl.col("job_type") == measured.job_type)
        return _average(jobs, "arrived", "ended", measured.start, measured.end)

    return measure


def mean_number_at(step: str, measured: Window) -> Measure:
    """Measure the time average of the customers who wait or are served at a step."""
    return lambda log: _average(log.tasks.filter(pl.col("step") == step), "ready", "end", measured.start, measured.end)


def utilisation(measured: Window, group: str = "server") -> Measure:
    """Measure the share of scheduled time that a group of people or machines works."""

    def measure(log: Log) -> float:
        names = log.resources.filter(pl.col("group") == group).select(resource="name")
        days = log.days.join(names, on="resource", how="semi")
        inside = days.filter(pl.col("day").is_between(measured.start // DAY, measured.end // DAY - 1))
        return float(inside.select(pl.col("worked").sum() / pl.col("scheduled").sum()).item())

    return measure


def number_present(moment: float, copies: int) -> Measure:
    """Measure how many customers are present at a moment, averaged over copies of the system."""
    seconds = round(moment * UNIT)
    present = (pl.col("arrived") <= seconds) & (pl.col("ended").is_null() | (pl.col("ended") > seconds))
    return lambda log: float(log.jobs.select(present.sum()).item()) / copies
