"""Rules of the house: overtime, authority, dispatch, routines and the planner's assumptions."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from agencysim.domain.fields import Factor, Money, Names
from agencysim.domain.resources import Recurring
from agencysim.language import tr
from agencysim.values import HOUR, MINUTE, Duration, Elapsed, Frozen

Authority = Money
"""The largest value that a role may sign."""


class OvertimeRates(Frozen):
    """Pay for overtime as a multiple of the wage, by the kind of day.

    The defaults are those of China's Labour Law, article 44.
    """

    workday: Factor = 1.5
    rest_day: Factor = 2.0
    holiday: Factor = 3.0


class Overtime(Frozen):
    """When people stay on after their shift.

    Parameters
    ----------
    policy
        ``never``; ``finish_task``: stay if, by estimate, the running task can be finished; ``hold_dates``:
        stay on tasks of jobs that, by estimate, would otherwise be late.
    granule
        Overtime is granted in multiples of this.
    max_day, max_month
        Most overtime a person a day, and a calendar month.
    rates
        What it pays.
    """

    policy: Literal["never", "finish_task", "hold_dates"] = "never"
    granule: Elapsed = Duration(30 * MINUTE)
    max_day: Elapsed = Duration(3 * HOUR)
    max_month: Elapsed = Duration(36 * HOUR)
    rates: OvertimeRates = OvertimeRates()

    @model_validator(mode="after")
    def _granule_counts(self) -> Overtime:
        if self.granule.seconds < 1:
            raise ValueError(tr("granule must be longer than nothing: 30m is usual"))
        return self


class Dispatch(Frozen):
    """Which waiting task goes first.

    Parameters
    ----------
    policy
        ``first_come``, ``earliest_due``, ``least_slack`` or ``weighted_tardiness``; the priority class comes
        before it.
    reserve
        Whether the first waiting crew keeps the people it can have, so that small jobs do not overtake it for
        ever.
    """

    policy: Literal["first_come", "earliest_due", "least_slack", "weighted_tardiness"] = "first_come"
    reserve: bool = False


class Routine(Recurring):
    """Work that is no job but takes people: meetings, reports, checks, training.

    Parameters
    ----------
    who
        Departments, roles, groups or persons.
    rota
        How many of them each time, in turn; all of them if 0.
    """

    label: str = ""
    who: Names
    rota: Annotated[int, Field(ge=0)] = 0


class PlanningAssumptions(Frozen):
    """What an estimate takes for granted about work that is not done yet.

    Parameters
    ----------
    quantile
        Quantile of contents and delays; the mean if absent.
    """

    quantile: Annotated[float, Field(gt=0, lt=1)] | None = None
