"""Arrivals, as a pure function of their key.

Think of points scattered over time x rate, one to an hour and unit of rate on average. The plane is cut into
cells of one hour by one strip of rate 1 per hour. A cell holds Poisson(1) candidates, drawn from its own key.
Each candidate has its own time within the hour and its own height within the strip; it arrives if its
height is below the rate at its time. So the candidates do not depend on the rate: more demand is the same
arrivals and some more.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from agencysim.chance.keys import entity_key, joined, name_key
from agencysim.values import HOUR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from agencysim.chance.arrays import Floats, Ints, Keys
    from agencysim.chance.base import DistributionBase
    from agencysim.chance.uniform import Stream

    Rate = Callable[[Ints], Floats]

_CELLS = 1 << 18  # cells looked at together, for bounded memory
_GAPS = 1 << 16  # gaps drawn together at most
_COUNT, _TIME, _HEIGHT, _GAP = (name_key(f"arrivals/{what}") for what in ("count", "time", "height", "gap"))
_POISSON = np.cumsum([math.exp(-1) / math.factorial(n) for n in range(25)])


@dataclass(frozen=True, eq=False)
class Arrivals:
    """Arrivals in order of time.

    Parameters
    ----------
    times
        Seconds since the start, ascending.
    entities
        The 64-bit key of each arrival; the same arrival has the same key whatever else arrives.
    hours, strips, numbers
        The candidate's identity: the hour and the strip of its cell, and its number there.
    """

    times: Ints
    entities: Keys
    hours: Ints
    strips: Ints
    numbers: Ints

    def __len__(self) -> int:
        return self.times.size

    def _at(self, places: Ints) -> Arrivals:
        return Arrivals(
            self.times[places],
            self.entities[places],
            self.hours[places],
            self.strips[places],
            self.numbers[places],
        )


def _in_order(parts: list[Arrivals]) -> Arrivals:
    together = Arrivals(
        np.concatenate([part.times for part in parts]),
        np.concatenate([part.entities for part in parts]),
        np.concatenate([part.hours for part in parts]),
        np.concatenate([part.strips for part in parts]),
        np.concatenate([part.numbers for part in parts]),
    )
    return together._at(np.lexsort((together.numbers, together.strips, together.times)))


def poisson_arrivals(
    stream: Stream, name: str, rate: Rate, ceiling: float, horizon: int, *, since: int = 0
) -> Arrivals:
    """Return the arrivals of a Poisson process whose rate varies with time.

    Parameters
    ----------
    stream
        The replication's chance.
    name
        What arrives; processes of different names are independent.
    rate
        Arrivals per hour at each of an array of moments, in seconds since the start.
    ceiling
        An upper bound of the rate, per hour: it costs time to be generous and changes nothing else.
    horizon
        The arrivals before this moment, in seconds; a later one only appends.
    since
        Those of earlier hours are left out.

    Raises
    ------
    ValueError
        If the rate is negative or above the ceiling at a candidate's time.
    """
    strips = math.ceil(ceiling)
    return _in_order(
        [
            _accepted(_candidates(stream, name, hours, strips), stream, rate, ceiling, horizon)
            for hours in _spans(max(0, since) // HOUR, math.ceil(horizon / HOUR), strips)
        ]
    )


def _spans(first: int, hours: int, strips: int) -> Iterator[Ints]:
    """Cut the hours so that a part has a bounded number of cells; there is always one part."""
    step = max(1, _CELLS // max(1, strips))
    for start in range(first, max(first + 1, hours), step):
        yield np.arange(start, min(start + step, hours))


def _candidates(stream: Stream, name: str, hours: Ints, strips: int) -> Arrivals:
    hour, strip = (axis.ravel() for axis in np.meshgrid(hours, np.arange(strips), indexing="ij"))
    process = np.array([entity_key("arrivals", name)], dtype=np.uint64)
    cells = joined(joined(process, hour.astype(np.uint64)), strip.astype(np.uint64))
    counts = np.searchsorted(_POISSON, stream.uniforms(cells, _COUNT, 0))
    cell = np.repeat(np.arange(cells.size), counts)
    number = np.arange(cell.size) - np.repeat(np.cumsum(counts) - counts, counts)
    entities = joined(cells[cell], number.astype(np.uint64))
    times = hour[cell] * HOUR + (stream.uniforms(entities, _TIME, 0) * HOUR).astype(np.int64)
    return Arrivals(times, entities, hour[cell], strip[cell], number)


def _accepted(candidates: Arrivals, stream: Stream, rate: Rate, ceiling: float, horizon: int) -> Arrivals:
    candidates = candidates._at(np.flatnonzero(candidates.times < horizon))
    rates = np.asarray(rate(candidates.times))
    _check_rates(candidates.times, rates, ceiling)
    heights = candidates.strips + stream.uniforms(candidates.entities, _HEIGHT, 0)
    return candidates._at(np.flatnonzero(heights < rates))


def _check_rates(times: Ints, rates: Floats, ceiling: float) -> None:
    wrong = np.flatnonzero(~((rates >= 0) & (rates <= ceiling)))
    if wrong.size:
        raise ValueError(
            f"the rate at second {times[wrong[0]]} is {rates[wrong[0]]:g} per hour: "
            f"it must lie between 0 and the ceiling, {ceiling:g}"
        )


def renewal_arrivals(stream: Stream, name: str, gap: DistributionBase, horizon: int) -> Arrivals:
    """Return arrivals with independent gaps, the first one gap after the start.

    Parameters
    ----------
    stream
        The replication's chance.
    name
        What arrives; processes of different names are independent.
    gap
        The time between arrivals; moments are rounded down to seconds, without drift.
    horizon
        The arrivals before this moment, in seconds; a later one only appends.

    Raises
    ------
    ValueError
        If the gaps are no clock times, or are zero or negative on average.
    """
    if gap.unit != "time" or gap.mean <= 0:
        raise ValueError("gaps between arrivals must be lengths of clock time, more than 0 on average")
    process = np.array([entity_key("arrivals", name)], dtype=np.uint64)
    moments, keys = np.zeros(1), [process[:0]]
    while moments[-1] < horizon:
        expected = (horizon - moments[-1]) / gap.mean
        numbers = np.arange(moments.size - 1, moments.size + min(_GAPS, 16 + int(1.1 * expected)))
        keys.append(joined(process, numbers.astype(np.uint64)))
        gaps = gap.quantile(stream.uniforms(keys[-1], _GAP, 0))
        # Added up one by one in a fixed order, so that a longer horizon repeats a shorter one to the bit.
        moments = np.append(moments, np.cumsum(np.append(moments[-1], gaps))[1:])
    times = moments[1:].astype(np.int64)
    numbers = np.arange(np.count_nonzero(times < horizon))
    times, none = times[: numbers.size], np.zeros_like(numbers)
    return Arrivals(times, np.concatenate(keys)[: numbers.size], times // HOUR, none, numbers)
