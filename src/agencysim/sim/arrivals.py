"""When jobs come in: a pure function of the scenario and its chance."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agencysim.calendars import WEEKDAYS, DayType
from agencysim.chance import Process, arrivals_of_all, entity_key, renewal_arrivals

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from agencysim.chance import Arrivals, Stream
    from agencysim.domain import Demand
    from agencysim.hours import Hours


class Coming(NamedTuple):
    """The jobs of one type that come in from outside, in order.

    Parameters
    ----------
    times
        When, in seconds.
    keys
        Key of each one's chance.
    labels
        What tells each one from the others of its type.
    """

    times: NDArray[np.int64]
    keys: NDArray[np.uint64]
    labels: list[str]


def coming(
    demands: Mapping[str, Demand | None], rates: Mapping[str, Rate], hours: Hours, stream: Stream, after: int, end: int
) -> dict[str, Coming]:
    """Return the jobs that come in after a moment, up to and including ``end``, by type.

    Parameters
    ----------
    demands, rates
        What is asked for of each type, and how often by the week, if it is.
    hours, stream
        The agency's hours, and chance.
    after, end
        The span.
    """
    before = end + 1
    processes = [Process(name, rate.at, rate.ceiling) for name, rate in rates.items()]
    by_rate = dict(zip(rates, arrivals_of_all(stream, processes, before, since=after + 1), strict=True))
    found = {}
    for name, demand in demands.items():
        parts = _without_rate(name, demand, hours, stream, before) if demand else []
        if name in by_rate:
            parts.append(_labelled(by_rate[name]))
        found[name] = _together(parts, after)
    return found


def _without_rate(name: str, demand: Demand, hours: Hours, stream: Stream, end: int) -> list[Coming]:
    """Return the jobs of a type that come at the start, on given days, and with gaps between them."""
    parts = []
    if demand.at_start:
        parts.append(_numbered(name, "start", [0] * demand.at_start))
    if demand.dates:
        parts.append(_numbered(name, "date", _openings(demand, hours, end)))
    if demand.gap is not None:
        found = renewal_arrivals(stream, name, demand.gap, end)
        parts.append(Coming(found.times, found.entities, [str(n) for n in found.numbers.tolist()]))
    return parts


def _labelled(found: Arrivals) -> Coming:
    rows = zip(found.hours.tolist(), found.strips.tolist(), found.numbers.tolist(), strict=True)
    return Coming(found.times, found.entities, [f"{hour}.{strip}.{number}" for hour, strip, number in rows])


def _together(parts: list[Coming], after: int) -> Coming:
    """Return jobs of one type in order, those left out that come by a moment."""
    if not parts:
        return Coming(np.empty(0, np.int64), np.empty(0, np.uint64), [])
    times, keys = (np.concatenate([part[i] for part in parts]) for i in (0, 1))
    labels = [label for part in parts for label in part.labels]
    order = np.lexsort((keys, times))
    order = order[times[order] > after]
    return Coming(times[order], keys[order], [labels[i] for i in order.tolist()])


def _numbered(name: str, kind: str, times: list[int]) -> Coming:
    keys = [entity_key("job", name, kind, number) for number in range(1, len(times) + 1)]
    labels = [f"{kind}.{number}" for number in range(1, len(times) + 1)]
    return Coming(np.array(times, np.int64), np.array(keys, np.uint64), labels)


def _openings(demand: Demand, hours: Hours, end: int) -> list[int]:
    """Return the first open moment on or after each given day."""
    calendar, axis = hours.named(demand.calendar), hours.scenario.axis
    midnights = [axis.seconds(day) for day in sorted(demand.dates)]
    return [t for m in midnights if 0 <= m < end and (t := calendar.next_open(m)) < end]


class Rate:
    """How many jobs of a type come in an hour on average, at any moment before an end.

    Parameters
    ----------
    demand, hours
        What is asked for, and when it can be.
    end
        Up to and including which moment it is known.
    """

    def __init__(self, demand: Demand, hours: Hours, end: int) -> None:
        open_week = hours.ordinary_week(demand.calendar) / 3600
        self._per_hour = demand.per_week / open_week if open_week else 0.0
        self._factors = _day_factors(demand, hours, end + 1)
        self._bounds = np.column_stack(hours.named(demand.calendar).boundaries()).ravel()
        days = range(len(self._factors) + 1)
        self._midnights = np.array([hours.scenario.axis.midnight(day) for day in days], np.int64)
        self.ceiling = self._per_hour * float(self._factors.max(initial=0.0))

    def at(self, moments: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the rate at some moments."""
        is_open = np.searchsorted(self._bounds, moments, side="right") % 2 == 1
        day = np.searchsorted(self._midnights, moments, side="right") - 1
        return np.where(is_open, self._per_hour * self._factors[day], 0.0)


def _day_factors(demand: Demand, hours: Hours, end: int) -> NDArray[np.float64]:
    """Return the factor on the rate for each day of the run."""
    axis, factors, day = hours.scenario.axis, [], 0
    while axis.midnight(day) < end:
        date = axis.start + timedelta(days=day)
        factor = demand.weekdays.get(WEEKDAYS[date.weekday()], 1.0)
        factor *= demand.months[date.month - 1] if demand.months else 1.0
        if hours.days.of(date) is DayType.HOLIDAY:
            factor *= demand.holiday
        factors.append(factor)
        day += 1
    return np.array(factors, np.float64)
