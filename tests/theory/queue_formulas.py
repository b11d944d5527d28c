"""Closed forms of queueing theory, in units of time; loads are rates times mean services."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def erlang_b(servers: int, load: float) -> float:
    """Return the share of customers who find all servers busy and go (Erlang 1917)."""
    blocked = 1.0
    for n in range(1, servers + 1):
        blocked = load * blocked / (n + load * blocked)
    return blocked


def erlang_c(servers: int, load: float) -> float:
    """Return the share of customers who must wait in M/M/c (Erlang 1917)."""
    blocked = erlang_b(servers, load)
    return blocked / (1 - load / servers * (1 - blocked))


def wait_in_mmc(rate: float, service: float, servers: int) -> float:
    """Return the mean wait in M/M/c."""
    return erlang_c(servers, rate * service) / (servers / service - rate)


def longer_wait_in_mmc(rate: float, service: float, servers: int, than: float) -> float:
    """Return the chance to wait longer than some time in M/M/c."""
    return erlang_c(servers, rate * service) * math.exp(-(servers / service - rate) * than)


def wait_in_mg1(rate: float, mean: float, square: float) -> float:
    """Return the mean wait in M/G/1 by the formula of Pollaczek and Khinchine.

    Parameters
    ----------
    rate
        Arrivals per unit of time.
    mean, square
        First and second moment of the service.
    """
    return rate * square / (2 * (1 - rate * mean))


def wait_in_gm1(transform: Callable[[float], float], service: float) -> float:
    """Return the mean wait in GI/M/1: s / (mu (1 - s)), s being the root of s = A(mu (1 - s)) (Kendall 1953).

    Parameters
    ----------
    transform
        Laplace transform A of the gaps between arrivals.
    service
        Mean service.
    """
    root = 0.5
    for _ in range(10_000):  # converges from any start inside (0, 1) when the load is below 1
        root = transform((1 - root) / service)
    return service * root / (1 - root)


def waits_by_priority(rates: Sequence[float], means: Sequence[float], squares: Sequence[float]) -> list[float]:
    """Return the mean waits of the classes of M/G/1 with non-preemptive priorities (Cobham 1954).

    Parameters
    ----------
    rates, means, squares
        Arrival rate, mean and second moment of the service of each class, the most urgent first.
    """
    residual = sum(rate * square for rate, square in zip(rates, squares, strict=True)) / 2
    return _shared_out(residual, [rate * mean for rate, mean in zip(rates, means, strict=True)])


def waits_by_priority_in_mmc(rates: Sequence[float], service: float, servers: int) -> list[float]:
    """Return the mean waits of the classes of M/M/c under non-preemptive priority (Kella, Yechiali 1985)."""
    residual = erlang_c(servers, sum(rates) * service) * service / servers
    return _shared_out(residual, [rate * service / servers for rate in rates])


def _shared_out(residual: float, loads: Sequence[float]) -> list[float]:
    """Return residual / ((1 - load above) (1 - load above and of the class itself)) for each class."""
    above = [sum(loads[:k]) for k in range(len(loads) + 1)]
    return [residual / ((1 - above[k]) * (1 - above[k + 1])) for k in range(len(loads))]


def sojourn_in_fork_join(rate: float, service: float) -> float:
    """Return the mean stay where each job forks to two M/M/1 queues and joins (Flatto and Hahn 1984).

    The form (12 - load) / 8 times the stay in M/M/1 is that of Nelson and Tantawi 1988.
    """
    load = rate * service
    return (12 - load) / 8 * service / (1 - load)


def sum_of_two_exponentials_exceeds(t: float, first: float, second: float) -> float:
    """Return the chance that exponential times of two different rates last longer than t together."""
    return (first * math.exp(-second * t) - second * math.exp(-first * t)) / (first - second)


def drain_time(jobs: int, service: float, servers: int) -> float:
    """Return the mean time until jobs with exponential services are all done, when no others come.

    While all are busy, one is done every service / servers; then the servers become idle one by one.
    """
    return service * sum(1 / min(left, servers) for left in range(1, jobs + 1))


def moments_of_weibull(median: float, p90: float) -> tuple[float, float]:
    """Return the first two moments of the Weibull distribution with these quantiles."""
    shape = math.log(math.log(10) / math.log(2)) / math.log(p90 / median)
    scale = median / math.log(2) ** (1 / shape)
    return scale * math.gamma(1 + 1 / shape), scale**2 * math.gamma(1 + 2 / shape)
