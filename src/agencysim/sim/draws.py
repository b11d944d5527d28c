"""Draws looked up by what they belong to; the tables are only caches of the keyed uniform."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from agencysim.chance import AnyDistribution, Stream

BLOCK_BITS = 11
"""Jobs whose draws are made in one go: 2,048, beyond which numpy gains no more."""
LATER_BITS = 7
"""The same from the third visit on, to which few jobs come."""


@dataclass(slots=True)
class Population:
    """The jobs of one type that come in from outside, in order of arrival.

    Parameters
    ----------
    entities
        Their 64-bit keys.
    """

    entities: NDArray[np.uint64]


class Draw:
    """One random quantity of a step or a job type.

    Parameters
    ----------
    stream
        The replication's source of chance.
    what
        Key of the quantity's name.
    distribution
        Its distribution; the uniform itself if absent.
    scale
        Factor on every value (working days to the calendar's seconds).
    population
        Jobs whose values are computed in blocks.
    """

    __slots__ = ("_population", "_stream", "_tables", "constant", "distribution", "mean", "scale", "what")

    def __init__(
        self,
        stream: Stream,
        what: int,
        distribution: AnyDistribution | None,
        population: Population,
        scale: float = 1.0,
    ) -> None:
        self._stream = stream
        self._population = population
        self._tables: dict[int, list[float]] = {}
        self.what = what
        self.distribution = distribution
        self.scale = scale
        self.mean = 0.5 if distribution is None else distribution.mean * scale
        fixed = distribution is not None and distribution.std == 0
        self.constant = self.mean if fixed else None

    def at(self, entity: int, row: int, attempt: int) -> float:
        """Return the value for a job at its nth visit.

        Parameters
        ----------
        entity
            The job's key.
        row
            Its place in the population, or -1 for a job born in the run.
        attempt
            Which visit, from 1.
        """
        if self.constant is not None:
            return self.constant
        if row < 0:
            return self._single(entity, attempt)
        bits = BLOCK_BITS if attempt < 3 else LATER_BITS
        block = row >> bits
        key = attempt << 40 | block
        table = self._tables.get(key)
        if table is None:
            table = self._tables[key] = self._block(block, bits, attempt)
        return table[row - (block << bits)]

    def _block(self, block: int, bits: int, attempt: int) -> list[float]:
        entities = self._population.entities[block << bits : (block + 1) << bits]
        values: list[float] = self._values(self._stream.uniforms(entities, self.what, attempt)).tolist()
        return values

    def _single(self, entity: int, attempt: int) -> float:
        return float(self._values(np.array([self._stream.uniform(entity, self.what, attempt)]))[0])

    def _values(self, uniforms: NDArray[np.float64]) -> NDArray[np.float64]:
        if self.distribution is None:
            return uniforms
        return self.distribution.quantile(uniforms) * self.scale
