"""Equipment, vehicles and material."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from agencysim.chance import ElapsedDistribution, TimeDistribution
from agencysim.domain.fields import DateRange, Money, Weekdays
from agencysim.language import tr
from agencysim.values import LARGEST, MINUTE, Amount, ClockTime, Elapsed, Frozen


class Recurring(Frozen):
    """Something that happens again and again at a time of day.

    Parameters
    ----------
    weekdays
        Days of the week; empty if it goes by the month.
    month_days
        Days of the month (31 means the last).
    at
        Local time at which it starts.
    lasts
        How long it takes.
    """

    weekdays: Weekdays = ()
    month_days: tuple[Annotated[int, Field(ge=1, le=31)], ...] = ()
    at: ClockTime
    lasts: Elapsed

    @model_validator(mode="after")
    def _says_when(self) -> Recurring:
        if not self.weekdays and not self.month_days:
            raise ValueError(tr("it never happens: give weekdays such as mon-sat, or month_days such as [1, 15]"))
        return self


class Maintenance(Recurring):
    """Planned service, during which a unit cannot be used."""


class Breakdown(Frozen):
    """Unplanned failures of a unit.

    Parameters
    ----------
    every
        Elapsed time from the end of a repair to the next failure.
    repair
        Length of a repair on ``calendar``.
    calendar
        Working hours of whoever repairs it; the scenario's calendar if absent.
    """

    every: ElapsedDistribution
    repair: TimeDistribution
    calendar: str | None = None

    @model_validator(mode="after")
    def _not_all_the_time(self) -> Breakdown:
        if self.every.mean < MINUTE:
            raise ValueError(tr("it breaks down all the time: give a minute or more between two failures"))
        return self


class Equipment(Frozen):
    """Machines or vehicles that are alike and stand in for each other.

    Parameters
    ----------
    label
        Name in the agency's language.
    count
        How many there are.
    calendar
        When they may be used; round the clock if absent.
    away
        Days on which they are not there.
    maintenance, breakdown
        Planned service and failures.
    cost_per_hour
        Money for each hour of use (hire, energy, fuel).
    hired
        Whether it is hired when it is used, not the agency's own.
    """

    label: str = ""
    count: Annotated[int, Field(ge=0, le=100_000)] = 1
    calendar: str | None = None
    away: tuple[DateRange, ...] = ()
    maintenance: tuple[Maintenance, ...] = ()
    breakdown: Breakdown | None = None
    cost_per_hour: Money = 0.0
    hired: bool = False


class Material(Frozen):
    """Something that is consumed and ordered again.

    Parameters
    ----------
    label, unit
        Name, and what one of it is (m2, piece).
    stock
        Quantity at the start.
    reorder_point, reorder_quantity
        When stock and orders together fall to the point, the quantity is ordered.
    lead_time
        The supplier's time to deliver, on ``calendar``.
    calendar
        The supplier's working days; the scenario's calendar if absent.
    price
        Money for one unit.
    """

    label: str = ""
    unit: str = ""
    stock: Amount
    reorder_point: Amount
    reorder_quantity: Annotated[float, Field(gt=0, le=LARGEST)]
    lead_time: TimeDistribution
    calendar: str | None = None
    price: Money = 0.0
