"""Draws looked up by what they belong to; the tables are only caches of the keyed uniform."""

from __future__ import annotations

from math import isnan, nan
from typing import TYPE_CHECKING

import numpy as np

from agencysim.chance import conditional
from agencysim.sim.foresight import AGAIN, FURTHER, Foresight, Wish

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from agencysim.chance import AnyDistribution, Stream

BLOCK_BITS = 11
"""Jobs whose draws are made in one go: 2,048, beyond which numpy gains no more."""
BLOCK = 1 << BLOCK_BITS
RECENT = 8
"""Blocks of uniforms that are kept: the jobs on their way are nearly always of the last few."""
MOST_COME = 2
"""Visits to which most jobs come; for later ones a draw by itself is cheaper than a block that few ask for."""
FEW = 8
"""Values of a block that are made one by one, before the whole block is: which takes as long as a dozen of them."""

FIRST, MORE = 4, 32
"""Attempts of these that are made at first, each by itself, which is faster for so few, and in the second lot: mostly
one of them fits."""

Values = dict[int, float] | list[float]
"""Values of a block of jobs by their place in it: some of them, or all."""


class Population:
    """The jobs of one type that come in from outside, in order of arrival.

    Their uniforms are made for all quantities of a block of jobs in one go, which is many times as fast. Which jobs
    they are is said when a run begins.

    Attributes
    ----------
    stream
        The replication's source of chance.
    entities
        Their 64-bit keys.
    """

    __slots__ = ("_filled", "_places", "_uniforms", "entities", "foresight", "stream")

    stream: Stream
    entities: NDArray[np.uint64]

    def __init__(self, foresight: Foresight | None = None) -> None:
        self.foresight = foresight or Foresight()
        self._filled: list[dict[int, Values]] = []
        self._places: dict[int, int] = {}
        self._uniforms: dict[tuple[int, int], NDArray[np.float64]] = {}

    def begin(self, stream: Stream, entities: NDArray[np.uint64]) -> None:
        """Let jobs with these keys come, by the chance of a replication; what was drawn before is forgotten."""
        self.stream, self.entities = stream, entities
        self._uniforms.clear()
        for table in self._filled:
            table.clear()
        self._filled.clear()

    def register(self, what: int) -> None:
        """Note the key of a quantity that will be drawn for these jobs."""
        self._places.setdefault(what, len(self._places))
        self._uniforms.clear()

    def fills(self, table: dict[int, Values]) -> None:
        """Note a table of values that are those of this run only."""
        self._filled.append(table)

    def uniforms(self, what: int, block: int, attempt: int) -> NDArray[np.float64]:
        """Return a quantity's uniforms for a block of jobs at their nth visit."""
        table = self._uniforms.get((block, attempt))
        if table is None:
            entities = self.entities[block << BLOCK_BITS : (block + 1) << BLOCK_BITS]
            whats = np.array(list(self._places), np.uint64)[:, np.newaxis]
            table = self.stream.uniforms(entities, whats, attempt)
            if len(self._uniforms) == RECENT:
                del self._uniforms[next(iter(self._uniforms))]
            self._uniforms[block, attempt] = table
        row: NDArray[np.float64] = table[self._places[what]]
        return row

    def uniform(self, entity: int, what: int, block: int, place: int, attempt: int) -> float:
        """Return a quantity's uniform for one job; many ask for those of first visits, few for those of later ones."""
        if attempt > 1 or self.foresight.has_foreseen:
            return self.stream.uniform(entity, what, attempt)
        return float(self.uniforms(what, block, attempt)[place])


class Draw:
    """One random quantity of a step or a job type.

    Parameters
    ----------
    population
        Jobs whose values are computed in blocks, with the source of chance.
    what
        Key of the quantity's name.
    distribution
        Its distribution; the uniform itself if absent.
    scale
        Factor on every value (working days to the calendar's seconds).

    Attributes
    ----------
    foreseen
        Values that were drawn ahead, of every run that was foreseen; nan where what was tried cannot be.
    """

    __slots__ = (
        "_inverse",
        "_inverse_of_one",
        "_population",
        "_tables",
        "constant",
        "distribution",
        "foreseen",
        "mean",
        "scale",
        "what",
    )

    def __init__(
        self, population: Population, what: int, distribution: AnyDistribution | None, scale: float = 1.0
    ) -> None:
        self._population = population
        self._tables: list[dict[int, Values]] = [{} for _ in range(MOST_COME)]
        self.what = what
        self.distribution = distribution
        self._inverse = None if distribution is None else distribution.inverse()
        self._inverse_of_one = None if distribution is None else distribution.inverse_of_one()
        self.foreseen: dict[Wish, list[float]] = {}
        self.scale = scale
        self.mean = 0.5 if distribution is None else distribution.mean * scale
        fixed = distribution is not None and distribution.std == 0
        self.constant = self.mean if fixed else None
        if not fixed:
            population.register(what)

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
        if self.foreseen and (values := self.foreseen.get((entity, attempt, None))) is not None:
            return values[self._population.foresight.place]
        if row < 0 or attempt > MOST_COME:
            return self._one(self._population.stream.uniform(entity, self.what, attempt))
        try:
            return self._tables[attempt - 1][row >> BLOCK_BITS][row & (BLOCK - 1)]
        except LookupError:
            return self._made(entity, row >> BLOCK_BITS, row & (BLOCK - 1), attempt)

    def _made(self, entity: int, block: int, place: int, attempt: int) -> float:
        """Return a value that was not asked for before: by itself while few of its block are asked for."""
        self._population.foresight.note(self, (entity, attempt, None))
        tables = self._tables[attempt - 1]
        few = tables.get(block)
        if few is None:
            few = tables[block] = {}
            self._population.fills(tables)
        if len(few) < FEW:
            value = few[place] = self._one(self._population.uniform(entity, self.what, block, place, attempt))
            return value
        values: list[float] = self.values(self._population.uniforms(self.what, block, attempt)).tolist()
        tables[block] = values
        return values[place]

    def beyond(self, entity: int, row: int, attempt: int, elapsed: float) -> float:
        """Return the value, known to exceed what has passed; another one if chance's own does not.

        Who goes on from a state with its own seed gets the values again that led to the state.
        """
        if self.constant is not None:
            return self.constant if self.constant > elapsed else elapsed + 1  # there is nothing to draw
        if self.distribution is None:
            return self.at(entity, row, attempt)
        if (values := self.foreseen.get((entity, attempt, elapsed))) is not None:
            value = values[self._population.foresight.place]
        else:
            value = self._first_beyond(entity, row, attempt, elapsed)
        return self._further_beyond(self.distribution, entity, attempt, elapsed) if isnan(value) else value

    def _first_beyond(self, entity: int, row: int, attempt: int, elapsed: float) -> float:
        """Return the value, or another one, that exceeds what has passed; nan if none of the first few does."""
        value = self.at(entity, row, attempt)
        if value > elapsed:
            return value
        self._population.foresight.note(self, (entity, attempt, elapsed))
        # Drawn anew until it fits: so it is the same value, whenever one asks between now and its end.
        for more in FURTHER[:FIRST].tolist():
            value = self._one(self._population.stream.uniform(entity, self.what, AGAIN + attempt + more))
            if value > elapsed:
                return value
        return nan

    def _further_beyond(self, distribution: AnyDistribution, entity: int, attempt: int, elapsed: float) -> float:
        """Return what exceeds what has passed, where the first few values that were drawn do not."""
        for some in (FURTHER[FIRST:MORE], FURTHER[MORE:]):
            uniforms = self._population.stream.uniforms(entity, self.what, AGAIN + attempt + some)
            values = self.values(uniforms)
            if len(fitting := values[values > elapsed]):
                return float(fitting[0])
        value = float(conditional(distribution, uniforms[-1], elapsed / self.scale)) * self.scale
        return max(value, elapsed + 1)

    def _one(self, uniform: float) -> float:
        return uniform if self._inverse_of_one is None else self._inverse_of_one(uniform) * self.scale

    def values(self, uniforms: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the values that belong to uniforms, of any shape."""
        return uniforms if self._inverse is None else self._inverse(uniforms) * self.scale
