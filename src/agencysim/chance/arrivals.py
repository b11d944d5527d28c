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
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agencysim.chance.keys import entity_key, joined, name_key
from agencysim.values import HOUR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

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

    def _at(self, places: Ints | slice) -> Arrivals:
        return Arrivals(
            self.times[places],
            self.entities[places],
            self.hours[places],
            self.strips[places],
            self.numbers[places],
        )


class Process(NamedTuple):
    """A Poisson process whose rate varies with time.

    Parameters
    ----------
    name
        What arrives; processes of different names are independent.
    rate
        Arrivals per hour at each of an array of moments, in seconds since the start.
    ceiling
        An upper bound of the rate, per hour: it costs time to be generous and changes nothing else.
    """

    name: str
    rate: Rate
    ceiling: float


def poisson_arrivals(
    stream: Stream, name: str, rate: Rate, ceiling: float, horizon: int, *, since: int = 0
) -> Arrivals:
    """Return the arrivals of one Poisson process: what `arrivals_of_all` gives for it among others.

    Parameters
    ----------
    stream, horizon, since
        As there.
    name, rate, ceiling
        The process, as in `Process`.

    Raises
    ------
    ValueError
        If the rate is negative or above the ceiling at a candidate's time.
    """
    (found,) = arrivals_of_all(stream, [Process(name, rate, ceiling)], horizon, since=since)
    return found


def arrivals_of_all(stream: Stream, processes: Sequence[Process], horizon: int, *, since: int = 0) -> list[Arrivals]:
    """Return the arrivals of some Poisson processes; many are drawn in nearly the time of one.

    Parameters
    ----------
    stream
        The replication's chance.
    processes
        What arrives.
    horizon
        The arrivals before this moment, in seconds; a later one only appends.
    since
        Those of earlier hours are left out.

    Raises
    ------
    ValueError
        If a rate is negative or above its ceiling at a candidate's time.
    """
    lots = _lots(processes, max(0, since) // HOUR, math.ceil(horizon / HOUR))
    found = [_accepted(_candidates(stream, processes, lot), stream, processes, horizon) for lot in lots]
    if not found:
        return [_nothing() for _ in processes]
    of = np.concatenate([each for each, _ in found])
    all_of_them = _joined([arrivals for _, arrivals in found])
    order = np.lexsort((all_of_them.numbers, all_of_them.strips, all_of_them.times, of))
    ends = np.cumsum(np.bincount(of, minlength=len(processes))).tolist()
    in_order = all_of_them._at(order)
    return [in_order._at(slice(start, end)) for start, end in zip([0, *ends], ends, strict=False)]


def _nothing() -> Arrivals:
    none = np.empty(0, np.int64)
    return Arrivals(none, np.empty(0, np.uint64), none, none, none)


def _joined(parts: list[Arrivals]) -> Arrivals:
    return Arrivals(
        np.concatenate([part.times for part in parts]),
        np.concatenate([part.entities for part in parts]),
        np.concatenate([part.hours for part in parts]),
        np.concatenate([part.strips for part in parts]),
        np.concatenate([part.numbers for part in parts]),
    )


class _Cells(NamedTuple):
    """The cells of some hours of one process, given by its place among all."""

    process: int
    hours: Ints
    strips: int

    @property
    def number(self) -> int:
        """How many they are."""
        return self.hours.size * self.strips


def _lots(processes: Sequence[Process], first: int, hours: int) -> Iterator[list[_Cells]]:
    """Put cells together that are looked at in one go; they are bounded in number, and so is memory."""
    lot: list[_Cells] = []
    for place, process in enumerate(processes):
        strips = math.ceil(process.ceiling)
        for some in _spans(first, hours, strips) if strips else ():
            cells = _Cells(place, some, strips)
            if lot and sum(each.number for each in lot) + cells.number > _CELLS:
                yield lot
                lot = []
            lot.append(cells)
    if lot:
        yield lot


def _spans(first: int, hours: int, strips: int) -> Iterator[Ints]:
    """Cut the hours so that a part has a bounded number of cells."""
    step = max(1, _CELLS // strips)
    for start in range(first, hours, step):
        yield np.arange(start, min(start + step, hours))


def _candidates(stream: Stream, processes: Sequence[Process], lot: list[_Cells]) -> tuple[Ints, Arrivals]:
    """Return the candidates in some cells, and of which process each is, in order of the processes."""
    of = np.repeat([each.process for each in lot], [each.number for each in lot])
    hour = np.concatenate([np.repeat(each.hours, each.strips) for each in lot])
    strip = np.concatenate([np.tile(np.arange(each.strips), each.hours.size) for each in lot])
    keys = np.array([entity_key("arrivals", process.name) for process in processes], dtype=np.uint64)
    cells = joined(joined(keys[of], hour.astype(np.uint64)), strip.astype(np.uint64))
    counts = np.searchsorted(_POISSON, stream.uniforms(cells, _COUNT, 0))
    cell = np.repeat(np.arange(cells.size), counts)
    number = np.arange(cell.size) - np.repeat(np.cumsum(counts) - counts, counts)
    entities = joined(cells[cell], number.astype(np.uint64))
    times = hour[cell] * HOUR + (stream.uniforms(entities, _TIME, 0) * HOUR).astype(np.int64)
    return of[cell], Arrivals(times, entities, hour[cell], strip[cell], number)


def _accepted(
    candidates: tuple[Ints, Arrivals], stream: Stream, processes: Sequence[Process], horizon: int
) -> tuple[Ints, Arrivals]:
    """Return the candidates that arrive, and of which process each is."""
    of, arrivals = candidates
    early = np.flatnonzero(arrivals.times < horizon)
    of, arrivals = of[early], arrivals._at(early)
    rates = [_rates(processes[n], arrivals.times[of == n]) for n in np.unique(of).tolist()]
    heights = arrivals.strips + stream.uniforms(arrivals.entities, _HEIGHT, 0)
    come = np.flatnonzero(heights < np.concatenate([np.empty(0), *rates]))
    return of[come], arrivals._at(come)


def _rates(process: Process, times: Ints) -> Floats:
    """Return the rate at some moments.

    Raises
    ------
    ValueError
        If one is negative or above the ceiling.
    """
    rates: Floats = np.asarray(process.rate(times), dtype=np.float64)
    wrong = np.flatnonzero(~((rates >= 0) & (rates <= process.ceiling)))
    if wrong.size:
        raise ValueError(
            f"the rate at second {times[wrong[0]]} is {rates[wrong[0]]:g} per hour: "
            f"it must lie between 0 and the ceiling, {process.ceiling:g}"
        )
    return rates


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
