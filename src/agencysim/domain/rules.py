"""Rules of the house: overtime, authority, dispatch, routines and the planner's assumptions."""

from __future__ import annotations

from typing import Annotated, Literal

from immutabledict import immutabledict
from pydantic import Field, model_validator

from agencysim.domain.fields import Factor, Map, Money, Names, Share
from agencysim.domain.resources import Recurring
from agencysim.language import tr
from agencysim.values import DAY, HOUR, MINUTE, Duration, Elapsed, Frozen

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


class OnDuty(Frozen):
    """People of whom some are always there, whether they have a task or not: reception, an installer on call.

    Parameters
    ----------
    skill
        What they must be able to do.
    people
        How many, as far as so many could be asked.
    calendar
        When.
    """

    skill: str
    people: Annotated[int, Field(ge=1, le=1000)] = 1
    calendar: str


class PlanningAssumptions(Frozen):
    """What an estimate takes for granted about work that is not done yet, and what a plan has to keep to.

    Parameters
    ----------
    quantile
        Quantile of contents and delays; the mean if absent.
    grid
        All that is planned begins and ends on multiples of this; estimates are rounded up to it.
    minimum_piece
        Least length of a piece of work that is split.
    days_off
        Whether people may be asked to work on days off.
    overtime_early
        Most overtime before a shift.
    rules
        Set of working-time rules whose limits a plan keeps, beside those of ``overtime``; the one that overtime is
        paid by if absent.
    coverage
        Who is always there.
    reserve
        Share of the hours of those with a skill that is kept free for rush work.
    unpopular
        Calendars whose hours are shared out fairly.
    overtime_first
        Whether hours of overtime count before money.
    postponed_hour
        Money that an hour of work is worth that is not left over for later.
    relax
        Share by which each tier of the cost may get worse for the sake of the next.
    """

    quantile: Annotated[float, Field(gt=0, lt=1)] | None = None
    grid: Elapsed = Duration(15 * MINUTE)
    minimum_piece: Elapsed = Duration(30 * MINUTE)
    days_off: bool = True
    overtime_early: Elapsed = Duration(0)
    rules: str | None = None
    coverage: tuple[OnDuty, ...] = ()
    reserve: Map[str, Share] = immutabledict()
    unpopular: Names = ()
    overtime_first: bool = False
    postponed_hour: Money = 20.0
    relax: Share = 0.0

    @model_validator(mode="after")
    def _grid_divides_a_day(self) -> PlanningAssumptions:
        if self.grid.seconds < MINUTE or DAY % self.grid.seconds:
            raise ValueError(tr("the grid must divide a day, and be at least a minute: 15m is usual"))
        return self
