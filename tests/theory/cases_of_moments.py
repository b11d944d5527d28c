"""What depends on the time: shifts that work pauses for, transient starts, warm starts with a backlog."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING

import log_measures as of
import markov_chains as chains
import polars as pl
import queue_formulas as formulas
from agreement import Case, Measure, Quantity, Theory
from queue_scenarios import UNIT, Spec, agency, exponential, poisson, work

from agencysim.sim import simulate
from agencysim.snapshot import state_at
from agencysim.values import DAY, HOUR

if TYPE_CHECKING:
    from agencysim.log import Log
    from agencysim.state import State

# -- shifts -----------------------------------------------------------------------------------------------

WEEK = 7 * DAY
Spans = Sequence[tuple[int, int]]
"""Hours of the week that are worked, from Monday's midnight on."""

DAY_SHIFT = [(24 * day + start, 24 * day + end) for day in range(5) for start, end in ((8, 12), (13, 17))]
NIGHT_SHIFT = [(24 * day + 22, 24 * day + 30) for day in range(6)]


def _open_seconds(moment: pl.Expr, spans: Spans) -> pl.Expr:
    """Return the worked seconds between the start of the first week and a moment."""
    within = moment % WEEK
    parts = [within.clip(start * HOUR, end * HOUR) - start * HOUR for start, end in spans]
    return moment // WEEK * sum(end - start for start, end in spans) * HOUR + pl.sum_horizontal(parts)


def _mean_in_open_hours(seen: of.Window, spans: Spans, begin: str, finish: str) -> Measure:
    """Measure the mean working hours between two columns of the measured visits."""
    passed = _open_seconds(pl.col(finish), spans) - _open_seconds(pl.col(begin), spans)
    return lambda log: float(of.visits(log, seen, "serve").select(passed.mean()).item()) / HOUR


def shift(week: dict[str, object], spans: Spans, content: object, servers: int, wait: float, count: int) -> Case:
    """Return a station that, like its customers, keeps shifts: round the clock it would be M/G/c.

    Contents are of two hours and 15 customers come for each server and 40 hours, so that the load is 0.75.
    """
    hours = sum(end - start for start, end in spans)
    rate = 0.375 * servers
    seen = of.window(rate * hours / (WEEK / UNIT), count)
    customer = {
        "demand": {"per_week": rate * hours, "calendar": "shop"},
        "route": {"serve": work("server", content)},
    }
    scenario = agency({"customer": customer}, {"server": servers}, calendar="shop", calendars={"shop": {"week": week}})
    return Case(
        scenario,
        seen.weeks,
        (
            Quantity("mean wait in working hours", wait, _mean_in_open_hours(seen, spans, "ready", "start")),
            Quantity("mean stay in working hours", wait + 2, _mean_in_open_hours(seen, spans, "ready", "end")),
            Quantity("utilisation", 0.75, of.utilisation(seen)),
        ),
    )


DAYS = partial(
    shift,
    {"mon-fri": ["08:00-12:00", "13:00-17:00"]},
    DAY_SHIFT,
    {"kind": "exponential", "mean": "2h"},
    2,
    formulas.wait_in_mmc(0.75, 2.0, 2),
)
NIGHTS = partial(shift, {"mon-sat": "22:00-06:00"}, NIGHT_SHIFT, "2h", 1, formulas.wait_in_mg1(0.375, 2.0, 4.0))

# -- transients -------------------------------------------------------------------------------------------


def _many(demand: Spec, copies: int) -> Spec:
    """Return many independent copies of a station, since a moment of one alone says little."""
    return {
        f"customer_{k}": {"demand": demand, "route": {"serve": work(f"server_{k}", exponential(1))}}
        for k in range(copies)
    }


def _people(servers: int, copies: int) -> dict[str, int]:
    return {f"server_{k}": servers for k in range(copies)}


def _weeks(units: float) -> float:
    return math.ceil(units * UNIT / DAY) / 7


def _numbers(
    moments: Sequence[float], jobs: int, rate: float, servers: int, since: float, copies: int
) -> list[Quantity]:
    """Return the mean number present some time after a start with some customers."""
    return [
        Quantity(
            f"mean number present after {t:g}",
            chains.mean(chains.distribution_at(t, jobs, chains.mmc(rate, 1.0, servers, 120)), float),
            of.number_present(since + t, copies),
        )
        for t in moments
    ]


def start(rate: float, servers: int, jobs: int, moments: Sequence[float], copies: int) -> Case:
    """Return M/M/c from the moment when it opens, empty or with jobs that are there already."""
    demand = poisson(rate) | {"at_start": jobs}
    scenario = agency(_many(demand, copies), _people(servers, copies))
    return Case(scenario, _weeks(moments[-1]), tuple(_numbers(moments, jobs, rate, servers, 0.0, copies)))


STATE_AT = 5 * DAY
"""Moment of the states that runs start from."""


def _state(servers: int, jobs: int, copies: int) -> State:
    """Return the state when each copy has been given jobs, and has begun as many as it has servers."""
    given = {"dates": ["2026-01-10"] * jobs}
    log = simulate(agency(_many(given, copies), _people(servers, copies)), weeks=STATE_AT / WEEK + 1)
    return state_at(log, STATE_AT)


def state_with_arrivals(copies: int) -> Case:
    """Return M/M/2 that goes on from a state with twelve jobs."""
    moments, since = (4.0, 12.0), STATE_AT / UNIT
    scenario = agency(_many(poisson(1.2), copies), _people(2, copies))
    numbers = _numbers(moments, 12, 1.2, 2, since, copies)
    return Case(scenario, _weeks(since + moments[-1]), tuple(numbers), _state(2, 12, copies))


def state_that_drains(copies: int) -> Case:
    """Return three servers who work off a state with twelve jobs while nobody else comes."""
    scenario = agency(_many({}, copies), _people(3, copies))

    def drained(log: Log) -> float:
        last = log.jobs.group_by("job_type").agg(pl.col("ended").max() - STATE_AT)
        return float(last["ended"].sum()) / copies / UNIT

    drain = Quantity("mean time until all are done", formulas.drain_time(12, 1.0, 3), drained)
    return Case(scenario, _weeks(STATE_AT / UNIT + 100), (drain,), _state(3, 12, copies))


JENSEN = "Kolmogorov's equations by uniformisation (Jensen 1953)"
THEORIES = {
    "M/M/2 in day shifts with a lunch break": Theory("M/M/2 in working time (memoryless arrivals)", DAYS, 8000),
    "M/D/1 in night shifts over midnight": Theory("M/D/1 in working time (memoryless arrivals)", NIGHTS, 6000),
    "M/M/1 that starts empty": Theory(JENSEN, partial(start, 0.8, 1, 0, (3.0, 10.0, 30.0)), 120),
    "M/M/3 that starts empty": Theory(JENSEN, partial(start, 2.4, 3, 0, (1.0, 5.0, 20.0)), 100),
    "M/M/1 with a backlog at the start": Theory(JENSEN, partial(start, 0.5, 1, 10, (5.0, 15.0)), 120),
    "M/M/2 from a state with a backlog": Theory(JENSEN, state_with_arrivals, 120),
    "three servers draining a state": Theory("order statistics of exponentials (Renyi 1953)", state_that_drains, 60),
}
