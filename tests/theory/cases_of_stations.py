"""One station: M/M/c, M/G/1, GI/M/1, loss, impatience, breakdowns."""

from __future__ import annotations

import math
from functools import partial
from typing import TYPE_CHECKING

import log_measures as of
import markov_chains as chains
import queue_formulas as formulas
from agreement import Case, Quantity, Theory
from queue_scenarios import Spec, agency, exponential, poisson, station, time, work

if TYPE_CHECKING:
    from collections.abc import Callable

KLEINROCK = "Kleinrock, Queueing Systems I, 1975"


def mmc(rate: float, servers: int, count: int) -> Case:
    """Return M/M/c with mean service 1."""
    seen, wait = of.window(rate, count), formulas.wait_in_mmc(rate, 1.0, servers)
    late = formulas.longer_wait_in_mmc(rate, 1.0, servers, 1.0)
    return Case(
        station(poisson(rate), exponential(1), servers),
        seen.weeks,
        (
            Quantity("mean wait", wait, of.mean_wait(seen)),
            Quantity("share waiting more than 1", late, of.waiting_longer(seen, 1.0)),
            Quantity("mean number present", rate * (wait + 1), of.mean_number(seen)),
            Quantity("utilisation", rate / servers, of.utilisation(seen)),
        ),
    )


def mg1(content: Spec, mean: float, square: float, count: int) -> Case:
    """Return M/G/1 with load 0.7."""
    rate = 0.7 / mean
    seen, wait = of.window(rate, count), formulas.wait_in_mg1(rate, mean, square)
    return Case(
        station(poisson(rate), content),
        seen.weeks,
        (
            Quantity("mean wait", wait, of.mean_wait(seen)),
            Quantity("mean number present", rate * (wait + mean), of.mean_number(seen)),
        ),
    )


WEIBULL = formulas.moments_of_weibull(0.5, 2.5)
# The moments of a beta distribution on 0.2 to 3 with mode 0.6, as pert has it: shapes 1 + 4/7 and 1 + 24/7.
PERT_MEAN, PERT_VARIANCE = 0.2 + 2.8 * (11 / 42), 2.8**2 * (11 / 42) * (31 / 42) / 7
MIXED = (0.2, 1.0, 4.0)

SERVICES: dict[str, tuple[Spec, float, float]] = {
    "fixed": ({"kind": "fixed", "value": time(1)}, 1.0, 1.0),
    "uniform": ({"kind": "uniform", "low": time(0.5), "high": time(2)}, 1.25, (2**3 - 0.5**3) / 4.5),
    "triangular": (
        {"kind": "triangular", "low": time(0), "mode": time(0.5), "high": time(2.5)},
        1.0,
        1 + (0.5**2 + 2.5**2 - 0.5 * 2.5) / 18,
    ),
    "pert": (
        {"kind": "pert", "low": time(0.2), "mode": time(0.6), "high": time(3)},
        PERT_MEAN,
        PERT_MEAN**2 + PERT_VARIANCE,
    ),
    "gamma": ({"kind": "gamma", "mean": time(1), "cv": 0.5}, 1.0, 1.25),
    "lognormal": (
        {"kind": "lognormal", "median": time(0.7), "cv": 1.2},
        0.7 * math.sqrt(2.44),
        0.49 * 2.44**2,
    ),
    "weibull": ({"kind": "weibull", "median": time(0.5), "p90": time(2.5)}, *WEIBULL),
    "discrete": (
        {"kind": "discrete", "values": [time(value) for value in MIXED], "weights": [5, 4, 1]},
        0.9,
        0.5 * 0.2**2 + 0.4 + 0.1 * 4**2,
    ),
    "empirical": (
        {"kind": "empirical", "values": [time(value) for value in MIXED]},
        sum(MIXED) / 3,
        sum(value**2 for value in MIXED) / 3,
    ),
}
"""Content, its mean and its second moment."""


def gm1(gap: Spec, transform: Callable[[float], float], rate: float, count: int) -> Case:
    """Return GI/M/1 with mean service 1."""
    seen, wait = of.window(rate, count), formulas.wait_in_gm1(transform, 1.0)
    return Case(
        station({"gap": gap}, exponential(1)),
        seen.weeks,
        (
            Quantity("mean wait", wait, of.mean_wait(seen)),
            Quantity("mean number present", rate * (wait + 1), of.mean_number(seen)),
        ),
    )


def loss(count: int) -> Case:
    """Return M/G/3/3: clients who find all servers busy go elsewhere at once."""
    seen, blocked = of.window(2.0, count), formulas.erlang_b(3, 2.0)
    content = {"kind": "gamma", "mean": time(1), "cv": 0.7}
    scenario = station(poisson(2.0), content, 3, tiers={"everybody": {"patience": "0"}})
    return Case(
        scenario,
        seen.weeks,
        (
            Quantity("share lost", blocked, of.share_abandoned(seen)),
            Quantity("mean number present", 2 * (1 - blocked), of.mean_number(seen)),
        ),
    )


def impatience(rate: float, servers: int, patience: float, count: int) -> Case:
    """Return Erlang-A, M/M/c+M, with mean service 1."""
    seen = of.window(rate, count)
    chances = chains.stationary(0, chains.erlang_a(rate, 1.0, servers, patience))
    waiting = chains.mean(chances, lambda n: max(n - servers, 0))
    working = chains.mean(chances, lambda n: min(n, servers))
    tiers = {"everybody": {"patience": exponential(patience)}}
    return Case(
        station(poisson(rate), exponential(1), servers, tiers=tiers),
        seen.weeks,
        (
            Quantity("share abandoned", waiting / patience / rate, of.share_abandoned(seen)),
            Quantity("mean wait, abandoned or not", waiting / rate, of.mean_wait(seen)),
            Quantity("mean number present", waiting + working, of.mean_number(seen)),
            Quantity("utilisation", working / servers, of.utilisation(seen)),
        ),
    )


def breakdowns(count: int) -> Case:
    """Return M/M/1 whose one machine breaks down, busy or idle; work goes on after the repair."""
    rate, lifetime, repair = 0.5, 10.0, 2.0
    seen = of.window(rate, count)
    chances = chains.stationary((0, True), chains.breakdowns(rate, 1.0, lifetime, repair))
    present = chains.mean(chances, lambda state: state[0])
    press = {"breakdown": {"every": exponential(lifetime), "repair": exponential(repair)}}
    step = work("nobody", exponential(1), equipment={"press": 1}) | {"crew": []}
    customer = {"demand": poisson(rate), "route": {"serve": step}}
    return Case(
        agency({"customer": customer}, {}, equipment={"press": press}),
        seen.weeks,
        (
            Quantity("mean number present", present, of.mean_number(seen)),
            Quantity("mean stay", present / rate, of.mean_sojourn(seen)),
        ),
    )


ERLANG = "Erlang 1917; " + KLEINROCK
THEORIES = {
    "M/M/1, load 0.75": Theory(ERLANG, partial(mmc, 0.75, 1), 8000),
    "M/M/2, load 0.75": Theory(ERLANG, partial(mmc, 1.5, 2), 8000),
    "M/M/5, load 0.8": Theory(ERLANG, partial(mmc, 4.0, 5), 15000),
    **{
        f"M/G/1, {kind} services": Theory("Pollaczek 1930; Khinchine 1932; " + KLEINROCK, partial(mg1, *service), 8000)
        for kind, service in SERVICES.items()
    },
    "D/M/1": Theory(
        "Kendall 1953; " + KLEINROCK,
        partial(gm1, {"kind": "fixed", "value": time(1.4)}, lambda s: math.exp(-1.4 * s), 1 / 1.4),
        6000,
    ),
    "GI/M/1, gamma gaps": Theory(
        "Kendall 1953; " + KLEINROCK,
        partial(
            gm1,
            {"kind": "gamma", "mean": time(1.5), "cv": 1.5},
            lambda s: (1 + 3.375 * s) ** (-1 / 2.25),
            1 / 1.5,
        ),
        8000,
    ),
    "M/G/3/3, loss": Theory("Erlang 1917; Sevastyanov 1957 (insensitivity)", loss, 3000),
    "M/M/3+M, Erlang-A, load 1.1": Theory(
        "Palm 1957; Garnett, Mandelbaum and Reiman 2002", partial(impatience, 3.3, 3, 2.0), 4000
    ),
    "M/M/1 with breakdowns": Theory("White and Christie 1958 (chain solved numerically)", breakdowns, 6000),
}
