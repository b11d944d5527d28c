"""How often intervals hold what theory knows of two stations in a row: small studies of simulated runs, repeated."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import log_measures as of
import numpy as np
import polars as pl
import queue_formulas as formulas
from agreement import seed_of
from coverage_of_intervals import within
from queue_scenarios import UNIT, agency, exponential, poisson, work
from scipy.optimize import brentq

from agencysim.sim import simulate
from agencysim.statistics import compare, estimate, quantile, share
from agencysim.values import DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agencysim.scenario import Scenario

RATE, SERVICE = 0.5, 1.0
SECOND = {"now": 1.1, "faster": 1.0}
"""Mean service of the second station, as it is and in the what-if that it is compared with."""
PASSED, MEASURED = 60, 40
"""Customers passed over, and measured; the start is forgotten after 60, which are seven relaxation times."""
CUSTOMERS = of.Window(PASSED, MEASURED, 0, 0, (PASSED + MEASURED + 75) / RATE * UNIT / (7 * DAY))
"""Those who are measured, and weeks that are long enough for them to come and go."""


class Seen(NamedTuple):
    """What one replication says.

    Parameters
    ----------
    stay, faster
        Mean stay of the measured customers, as it is and in the what-if.
    last
        The stay of the last one.
    waited
        Whether the last one waited at the first station.
    """

    stay: float
    faster: float
    last: float
    waited: bool


@lru_cache
def tandem(name: str) -> Scenario:
    """Return two stations in a row, which are M/M/1 each."""
    services = (SERVICE, SECOND[name])
    route = {f"serve_{k}": work(f"server_{k}", exponential(mean)) for k, mean in enumerate(services)}
    return agency({"customer": {"demand": poisson(RATE), "route": route}}, {"server_0": 1, "server_1": 1})


def replicate(replication: int) -> Seen:
    """Return what one replication says; the what-if meets the same chance."""
    runs = {}
    for name in SECOND:
        log = simulate(tandem(name), seed_of("coverage"), replication=replication, weeks=CUSTOMERS.weeks)
        jobs = of.customers(log, CUSTOMERS)
        runs[name] = log, jobs, ((jobs["ended"] - jobs["arrived"]) / UNIT).to_numpy()
    log, jobs, stays = runs["now"]
    first = log.tasks.filter((pl.col("job") == jobs["job"][-1]) & (pl.col("step") == "serve_0"))
    waited = bool((first["start"] > first["ready"]).item())
    return Seen(float(stays.mean()), float(runs["faster"][2].mean()), float(stays[-1]), waited)


def _stay(name: str) -> float:
    return sum(1 / (1 / service - RATE) for service in (SERVICE, SECOND[name]))


def _median() -> float:
    first, second = 1 / SERVICE - RATE, 1 / SECOND["now"] - RATE
    return float(brentq(lambda t: formulas.sum_of_two_exponentials_exceeds(t, first, second) - 0.5, 0.1, 50))


def _t(study: Sequence[Seen]) -> bool:
    found = estimate([seen.stay for seen in study])
    return within(found.lower, _stay("now"), found.upper)


def _paired(study: Sequence[Seen]) -> bool:
    found = compare([seen.faster for seen in study], [seen.stay for seen in study], good="less").difference
    return within(found.lower, _stay("faster") - _stay("now"), found.upper)


def _quantile(study: Sequence[Seen]) -> bool:
    found = quantile([seen.last for seen in study], 0.5)
    return within(found.lower, _median(), found.upper)


def _wilson(study: Sequence[Seen]) -> bool:
    found = share(sum(seen.waited for seen in study), len(study))
    return within(found.lower, RATE * SERVICE, found.upper)


STUDIES = (
    ("t, mean stay", 10, _t),
    ("t of paired differences, mean stay with a faster second station", 10, _paired),
    ("median stay of one customer", 20, _quantile),
    ("Wilson, whether one customer waits", 20, _wilson),
)
"""What is looked at, how many replications a study has, and whether its interval holds what is true."""


def held(runs: Sequence[Seen]) -> dict[str, tuple[int, int, float]]:
    """Return of each kind of study its replications, how many studies the runs make, and the share that held."""
    found = {}
    for name, size, holds in STUDIES:
        studies = [runs[k : k + size] for k in range(0, len(runs) - size + 1, size)]
        found[name] = size, len(studies), float(np.mean([holds(study) for study in studies]))
    return found


def gain(runs: Sequence[Seen]) -> float:
    """Return how many times as many independent replications the comparison would have taken."""
    return compare([seen.faster for seen in runs], [seen.stay for seen in runs], good="less").gain or 0.0
