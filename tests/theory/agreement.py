"""Whether simulated figures agree with theory: replications, confidence intervals and the verdict."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice
from multiprocessing import get_context
from typing import TYPE_CHECKING
from zlib import crc32

from scipy.special import stdtrit

from agencysim.log import Log
from agencysim.sim import simulate

if TYPE_CHECKING:
    from agencysim.scenario import Scenario
    from agencysim.state import State

FARTHEST = 4.0
"""Standard errors between theory and simulation from which on they disagree."""

Measure = Callable[[Log], float]


@dataclass(frozen=True)
class Quantity:
    """A figure that theory knows.

    Parameters
    ----------
    name
        What it is.
    theory
        Its exact value.
    measure
        What one replication says it is.
    """

    name: str
    theory: float
    measure: Measure


@dataclass(frozen=True)
class Case:
    """A queueing system, said as a scenario.

    Parameters
    ----------
    scenario, weeks, state
        What is simulated, for how long, and where it begins.
    quantities
        What theory says of it.
    """

    scenario: Scenario
    weeks: float
    quantities: tuple[Quantity, ...]
    state: State | None = None


@dataclass(frozen=True)
class Theory:
    """A case of any length.

    Parameters
    ----------
    source
        Where the theory comes from.
    make
        Makes the case, given how many customers (or copies of a transient) a replication measures.
    length
        How many it takes for the interval that is asked for.
    """

    source: str
    make: Callable[[int], Case]
    length: int


@dataclass(frozen=True)
class Estimate:
    """What replications say of a quantity.

    Parameters
    ----------
    case, quantity, theory
        What was estimated, and its exact value.
    mean, standard_error, replications
        The mean over replications, its standard error, and how many they were.
    """

    case: str
    quantity: str
    theory: float
    mean: float
    standard_error: float
    replications: int

    @property
    def half_width(self) -> float:
        """Half the width of the 95 % interval (Student's t), as a share of the exact value."""
        return float(stdtrit(self.replications - 1, 0.975)) * self.standard_error / self.theory

    @property
    def distance(self) -> float:
        """Standard errors from the exact value to the mean."""
        error = self.mean - self.theory
        return error / self.standard_error if self.standard_error else math.copysign(math.inf, error)

    def agrees(self, half_width: float) -> bool:
        """Return whether the mean is near the exact value, and known well enough to tell."""
        return abs(self.distance) <= FARTHEST and self.half_width <= half_width


def estimate(case: str, quantity: Quantity, values: Iterable[float]) -> Estimate:
    """Return the mean of independent replications and its standard error."""
    found = list(values)
    mean = math.fsum(found) / len(found)
    variance = math.fsum((value - mean) ** 2 for value in found) / (len(found) - 1)
    return Estimate(case, quantity.name, quantity.theory, mean, math.sqrt(variance / len(found)), len(found))


@lru_cache(maxsize=2)
def _case(name: str, length: int) -> Case:
    from theory_cases import THEORIES  # the cases are made of this module's values

    return THEORIES[name].make(length)


def seed_of(name: str) -> int:
    """Return the seed of a case: fixed, so that a verdict never changes, and each case has its own luck."""
    return crc32(name.encode())


Run = tuple[str, int, int]
"""A case's name, its length, and the number of the replication."""


def replicate(run: Run) -> tuple[float, ...]:
    """Return what one replication says of each quantity of a case."""
    name, length, replication = run
    case = _case(name, length)
    log = simulate(case.scenario, seed_of(name), replication=replication, weeks=case.weeks, state=case.state)
    return tuple(quantity.measure(log) for quantity in case.quantities)


def outcomes(runs: list[Run], processes: int) -> Iterator[tuple[float, ...]]:
    """Yield the outcome of each run in order, computed by this process or by several others."""
    if processes == 1:
        yield from map(replicate, runs)
        return
    # Spawned, since a forked copy of a process that has threads may hang.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn")) as pool:
        yield from pool.map(replicate, runs, chunksize=10)


def estimates(
    lengths: Mapping[str, int],
    replications: int,
    processes: int = 1,
    ended: Callable[[], None] = lambda: None,
) -> Iterator[Estimate]:
    """Yield an estimate of each quantity of some cases.

    Parameters
    ----------
    lengths
        Length of each case by its name.
    replications
        How many of each.
    processes
        How many processes share the work; the answer is the same for any number.
    ended
        Called when a replication has ended.
    """
    runs = [(name, length, r) for name, length in lengths.items() for r in range(replications)]
    results = outcomes(runs, processes)
    for name, length in lengths.items():
        rows = []
        for row in islice(results, replications):
            rows.append(row)
            ended()
        for quantity, values in zip(_case(name, length).quantities, zip(*rows, strict=True), strict=True):
            yield estimate(name, quantity, values)
