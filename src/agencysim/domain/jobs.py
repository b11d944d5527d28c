"""Job types: what clients ask for, how often, and the route that each job takes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from immutabledict import immutabledict
from pydantic import Field, model_validator

from agencysim.calendars.dates import Day
from agencysim.chance import ElapsedDistribution, NumberDistribution, TimeDistribution
from agencysim.domain.fields import Factor, Map, Share, WeekdayFactors
from agencysim.domain.steps import Milestone, Step
from agencysim.language import tr
from agencysim.values import DAY, Frozen

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from agencysim.domain.clients import Credit


MOST_A_WEEK = 1_000_000
"""No agency has more requests: what comes more often would only exhaust the memory."""
WEEK = 7 * DAY


class Demand(Frozen):
    """When jobs of a type come in.

    Parameters
    ----------
    per_week
        Mean number in an ordinary week with all factors 1.
    weekdays, months
        Factors on the rate, by weekday and by month (January first); they shape the year and do not add up to
        anything.
    holiday
        Factor on public holidays.
    calendar
        Hours in which requests come; the scenario's calendar if absent.
    gap
        Instead of ``per_week``: time from one request to the next, of any distribution.
    dates
        Requests that come on given days, as the day's working hours begin.
    at_start
        Jobs that are there when the run begins.
    """

    per_week: Annotated[float, Field(ge=0, le=MOST_A_WEEK)] = 0.0
    weekdays: WeekdayFactors = immutabledict()
    months: tuple[Factor, ...] = ()
    holiday: Factor = 0.0
    calendar: str | None = None
    gap: ElapsedDistribution | None = None
    dates: tuple[Day, ...] = ()
    at_start: Annotated[int, Field(ge=0, le=MOST_A_WEEK)] = 0

    @model_validator(mode="after")
    def _is_one_process(self) -> Demand:
        if self.gap is not None and self.per_week:
            raise ValueError(tr("give per_week or gap, not both"))
        if self.gap is not None and self.gap.mean * MOST_A_WEEK < WEEK:
            raise ValueError(
                tr("requests come more than {most_a_week:,} times a week: give a longer gap", most_a_week=MOST_A_WEEK)
            )
        if self.gap is not None and (self.weekdays or self.months or self.holiday):
            raise ValueError(
                tr("weekdays, months and holiday shape per_week; with a gap they mean nothing: leave them out")
            )
        if self.gap is not None and self.calendar is not None and not self.dates:
            raise ValueError(tr("a gap is elapsed time, so that requests come round the clock: leave calendar out"))
        if len(self.months) not in (0, 12):
            raise ValueError(tr("months has {months} factors; give 12, January first", months=len(self.months)))
        peak = (
            self.per_week * max(self.months, default=1.0) * max((*self.weekdays.values(), 1.0)) * max(self.holiday, 1.0)
        )
        if peak > MOST_A_WEEK:
            raise ValueError(
                tr(
                    "up to {peak:,.0f} requests a week come at the peak: at most {most_a_week:,} can",
                    peak=peak,
                    most_a_week=MOST_A_WEEK,
                )
            )
        return self


class Promise(Frozen):
    """How the date that a client is promised comes about.

    Parameters
    ----------
    lead_time
        Time from the request, or from ``at``, to the promised date.
    calendar
        Calendar that it is counted on; the scenario's if absent.
    at
        Milestone at which the date is promised; until then it is counted from the request.
    """

    lead_time: TimeDistribution
    calendar: str | None = None
    at: str | None = None


class Penalty(Frozen):
    """What the client takes off the price of a job that is late.

    Parameters
    ----------
    per_day
        Share of the value for each day begun.
    most
        Largest share.
    """

    per_day: Share
    most: Share = 1.0


class JobType(Frozen):
    """A kind of job.

    Parameters
    ----------
    label
        Name in the agency's language.
    nature
        ``order``, ``maintenance``, or ``complaint`` about an earlier job.
    demand
        When such jobs come in; only from other jobs if absent.
    route
        Steps by name; a job begins at the first.
    due
        Milestone that the promised date is about; the end of the job if absent.
    promise
        How the date is promised; no due date if absent.
    value
        Price of a job in money, before the tier's factor.
    priority
        Class of urgency; smaller goes first, whatever the policy.
    weight
        How much a day of lateness weighs.
    tiers
        Weights of the client tiers among these jobs, if not the tiers' own shares.
    patience_until
        Milestone after which the client no longer goes elsewhere; the end if absent.
    penalty
        What lateness costs; nothing if absent.
    """

    label: str = ""
    nature: Literal["order", "maintenance", "complaint"] = "order"
    demand: Demand | None = None
    route: Annotated[Map[str, Step], Field(min_length=1)]
    due: str | None = None
    promise: Promise | None = None
    value: NumberDistribution | None = None
    priority: int = 0
    weight: Factor = 1.0
    tiers: Map[str, Factor] = immutabledict()
    patience_until: str | None = None
    penalty: Penalty | None = None

    def has_agreed_date(self, visits: Mapping[str, int]) -> bool:
        """Return whether a job's date is agreed: it is provisional until the milestone at which it is promised.

        Parameters
        ----------
        visits
            How often the job came to each step.
        """
        return self.promise is None or self.promise.at is None or bool(visits.get(self.promise.at))

    def payment(self, milestone: str, credit: Credit | None = None) -> tuple[float, float]:
        """Return the shares of the price that are due and that are paid at a milestone of the route.

        Parameters
        ----------
        milestone
            Which one.
        credit
            The client's credit: if it asks for a larger deposit than the route's first payment, that payment is as
            large, and whatever is due or paid at the other milestones is so much smaller.
        """
        spec = self.route[milestone]
        assert isinstance(spec, Milestone)
        first, share = next(self._payments, (milestone, 1.0))
        if credit is None or credit.deposit is None or credit.deposit <= share:
            return spec.bills, spec.earns
        factor = credit.deposit / share if milestone == first else (1 - credit.deposit) / (1 - share)
        return factor * spec.bills, factor * spec.earns

    @property
    def _payments(self) -> Iterator[tuple[str, float]]:
        return ((n, step.earns) for n, step in self.route.items() if isinstance(step, Milestone) and step.earns)
