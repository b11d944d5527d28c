"""When jobs come in: a pure function of the scenario and its chance."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agencysim.calendars import WEEKDAYS, DayType
from agencysim.chance import entity_key, poisson_arrivals, renewal_arrivals

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from agencysim.chance import Stream
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


def coming(name: str, demand: Demand | None, hours: Hours, stream: Stream, after: int, end: int) -> Coming:
    """Return the jobs of a type that come in after a moment, up to and including ``end``."""
    before = end + 1
    parts = []
    if demand is not None:
        if demand.at_start:
            parts.append(_numbered(name, "start", [0] * demand.at_start))
        if demand.dates:
            parts.append(_numbered(name, "date", _openings(demand, hours, before)))
        if demand.gap is not None:
            found = renewal_arrivals(stream, name, demand.gap, before)
            parts.append(Coming(found.times, found.entities, [str(n) for n in found.numbers.tolist()]))
        if demand.per_week:
            parts.append(_poisson(name, demand, hours, stream, after, before))
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


def _poisson(name: str, demand: Demand, hours: Hours, stream: Stream, after: int, end: int) -> Coming:
    calendar = hours.named(demand.calendar)
    open_week = hours.ordinary_week(demand.calendar) / 3600
    per_hour = demand.per_week / open_week if open_week else 0.0
    factors = _day_factors(demand, hours, end)
    starts, ends = calendar.boundaries()
    bounds = np.column_stack((starts, ends)).ravel()
    midnights = np.array([hours.scenario.axis.midnight(d) for d in range(len(factors) + 1)], np.int64)

    def rate(moments: NDArray[np.int64]) -> NDArray[np.float64]:
        is_open = np.searchsorted(bounds, moments, side="right") % 2 == 1
        day = np.searchsorted(midnights, moments, side="right") - 1
        return np.where(is_open, per_hour * factors[day], 0.0)

    found = poisson_arrivals(stream, name, rate, per_hour * float(factors.max(initial=0.0)), end, since=after + 1)
    rows = zip(found.hours.tolist(), found.strips.tolist(), found.numbers.tolist(), strict=True)
    return Coming(found.times, found.entities, [f"{hour}.{strip}.{number}" for hour, strip, number in rows])


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
