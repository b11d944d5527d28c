"""One station with several kinds of customers: priorities, and skills."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import log_measures as of
import markov_chains as chains
import queue_formulas as formulas
from agreement import Case, Quantity, Theory
from queue_scenarios import Spec, agency, exponential, poisson, time, work

if TYPE_CHECKING:
    from collections.abc import Sequence


def _windows(rates: Sequence[float], count: int) -> list[of.Window]:
    """Return a window for each class, so that together they measure so many customers."""
    total = sum(rates)
    return [
        of.window(rate, round(count * rate / total), f"class_{k}", warm_up=round(of.WARM_UP * rate / total))
        for k, rate in enumerate(rates)
    ]


def priorities(
    rates: Sequence[float], contents: Sequence[Spec], waits: Sequence[float], servers: int, count: int
) -> Case:
    """Return a station whose classes have non-preemptive priorities, class 0 being the most urgent."""
    seen = _windows(rates, count)
    job_types = {
        f"class_{k}": {"demand": poisson(rate), "priority": k, "route": {"serve": work("server", content)}}
        for k, (rate, content) in enumerate(zip(rates, contents, strict=True))
    }
    return Case(
        agency(job_types, {"server": servers}),
        max(window.weeks for window in seen),
        tuple(
            Quantity(f"mean wait of class {k}", wait, of.mean_wait(window))
            for k, (wait, window) in enumerate(zip(waits, seen, strict=True))
        ),
    )


def priorities_in_mg1(rates: Sequence[float], services: Sequence[tuple[float, float]], count: int) -> Case:
    """Return one server with priorities and gamma services of given means and coefficients of variation."""
    means, squares = [mean for mean, _ in services], [mean**2 * (1 + cv**2) for mean, cv in services]
    contents = [{"kind": "gamma", "mean": time(mean), "cv": cv} for mean, cv in services]
    waits = formulas.waits_by_priority(rates, means, squares)
    return priorities(rates, contents, waits, 1, count)


def priorities_in_mmc(rates: Sequence[float], servers: int, count: int) -> Case:
    """Return several servers with priorities and exponential services of mean 1."""
    waits = formulas.waits_by_priority_in_mmc(rates, 1.0, servers)
    return priorities(rates, [exponential(1)] * len(rates), waits, servers, count)


def all_rounder(count: int) -> Case:
    """Return two specialists and an all-rounder, who is slower than they are."""
    rates, speed = (0.8, 0.6), 0.8
    theory = chains.AllRounder(rates, (1.0, 1.0, 1 / speed))
    seen = _windows(rates, count)
    skills = ("zero", "one")
    roles = {
        "specialist_0": {"skills": {"zero": 1}},
        "specialist_1": {"skills": {"one": 1}},
        "all_rounder": {"skills": dict.fromkeys(skills, speed)},
    }
    job_types = {
        f"class_{k}": {"demand": poisson(rate), "route": {"serve": work(skill, exponential(1))}}
        for k, (rate, skill) in enumerate(zip(rates, skills, strict=True))
    }
    scenario = agency(job_types, dict.fromkeys(roles, 1), roles=roles, skills={skill: {} for skill in skills})
    waits = theory.waits()
    return Case(
        scenario,
        max(window.weeks for window in seen),
        (
            Quantity("mean wait of class 0", waits[0], of.mean_wait(seen[0])),
            Quantity("mean wait of class 1", waits[1], of.mean_wait(seen[1])),
            Quantity("utilisation of specialist 0", theory.utilisation(0), of.utilisation(seen[0], "specialist_0")),
            Quantity("utilisation of specialist 1", theory.utilisation(1), of.utilisation(seen[0], "specialist_1")),
            Quantity(
                "utilisation of the all-rounder",
                theory.utilisation(2),
                of.utilisation(seen[0], "all_rounder"),
            ),
        ),
    )


COBHAM = "Cobham, Operations Research 2, 1954"
THEORIES = {
    "M/G/1, two priority classes": Theory(
        COBHAM, partial(priorities_in_mg1, (0.3, 0.4), ((1.0, 1.0), (1.0, 0.5))), 8000
    ),
    "M/G/1, three priority classes": Theory(
        COBHAM, partial(priorities_in_mg1, (0.4, 0.2, 0.25), ((0.5, 0.5), (1.0, 1.0), (1.2, 1.5))), 10000
    ),
    "M/M/3, three priority classes": Theory(
        "Kella and Yechiali, Naval Research Logistics 32, 1985",
        partial(priorities_in_mmc, (0.7, 0.8, 0.8), 3),
        10000,
    ),
    "two specialists and an all-rounder": Theory(
        "Markov chain solved numerically; the queue's states as in Visschers, Adan and Weiss 2012",
        all_rounder,
        10000,
    ),
}
