"""What the risk of a plan is: what may come of its dates, its days, its people and its tasks, as data."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from agencysim.calendars import TimeAxis
from agencysim.calendars.dates import Day
from agencysim.errors import PlanError
from agencysim.json_files import Saved, read
from agencysim.language import noted
from agencysim.plans import TaskId
from agencysim.state import Moment, Name
from agencysim.values import Frozen

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

REMEDY = noted("give a risk.json that agencysim risk --out has written")

Probability = Annotated[float, Field(ge=0, le=1)]
"""A share of futures."""


class Spread(Frozen):
    """A moment over the futures; ``None`` is one after the end of the replay.

    Parameters
    ----------
    low, median, high
        Before these it lies in one, five and nine futures of ten.
    """

    low: Moment | None
    median: Moment | None
    high: Moment | None


class SureDate(Frozen):
    """The moment by which a job is done with some probability.

    Parameters
    ----------
    probability
        How surely.
    moment
        By when; ``None`` if not before the end of the replay.
    earliest, latest
        The 95 % interval of the moment, by order statistics; ``None`` as above.
    """

    probability: Probability
    moment: Moment | None
    earliest: Moment | None
    latest: Moment | None


class Amount(Frozen):
    """Hours over the futures.

    Parameters
    ----------
    planned
        As the plan says.
    mean, half_width
        Their mean, and half its 95 % interval (Student's t); ``None`` with one future.
    low, high
        Eight futures of ten lie between.
    """

    planned: float
    mean: float
    half_width: float | None
    low: float
    high: float


class JobRisk(Frozen):
    """Whether a job holds its date: the one that is known when the replay begins.

    Parameters
    ----------
    job, job_type, client
        Which one.
    due
        Its date.
    agreed
        Whether it is agreed. If not, the client has not signed yet: it is provisional, counted from his request.
    planned_end
        When the last of its planned work ends; ``None`` if nothing of it is planned.
    replications
        Futures in which it was not lost or withdrawn by the client: of these it is told.
    held
        In how many of them it held its date.
    probability, low, high
        The share of them, and its 95 % interval (Wilson, 1927); 1 of no futures.
    moved
        The share of them in which the client agrees to another date, such as when he signs, which does not count here.
    hours_late
        By how many hours it was late on average, at least: what is not done at the end of the replay is late till then.
    dates
        When it is done with 80, 90 and 95 % probability.
    """

    job: str
    job_type: str
    client: str = ""
    due: Moment
    agreed: bool
    planned_end: Moment | None
    replications: int
    held: int
    probability: Probability
    low: Probability
    high: Probability
    moved: Probability
    hours_late: float
    dates: tuple[SureDate, ...]


class TaskRisk(Frozen):
    """When a planned task is done.

    Parameters
    ----------
    job, job_type, step, attempt
        Which one.
    planned_start, planned_end
        As planned.
    start, end
        As it comes.
    done
        The share of futures in which it was done before the end of the replay.
    """

    job: str
    job_type: str
    step: str
    attempt: int
    planned_start: Moment
    planned_end: Moment
    start: Spread
    end: Spread
    done: Probability

    @property
    def task(self) -> TaskId:
        """Which task."""
        return TaskId(self.job, self.step, self.attempt)


class DayRisk(Frozen):
    """The overtime of everybody on a day, counted from the scenario's start."""

    day: int
    overtime: Amount


class PersonRisk(Frozen):
    """How much a person is asked for.

    Parameters
    ----------
    person
        Who.
    hours
        Hours at work in the whole replay, overtime included.
    longest_day
        Hours of the longest day.
    overtime
        Hours of overtime in the whole replay.
    beyond
        Days on which overtime exceeds the agency's limit a day, on average.
    beyond_month
        The share of futures in which it exceeds the limit of a calendar month, what was worked before included.
    """

    person: str
    hours: Amount
    longest_day: Amount
    overtime: Amount
    beyond: float
    beyond_month: Probability


class Driver(Frozen):
    """A visit of a job to a step whose length decides on how late a job is.

    Parameters
    ----------
    job, job_type, step, attempt
        The visit: work, or waiting for a client or a supplier.
    late_job
        The job that is late: its own, or one that needs the same people or things afterwards.
    cruciality
        The rank correlation of its length with the lateness of that job (Williams, 1992).
    hours
        By how many hours that job is later if it takes one standard deviation longer.
    """

    job: str
    job_type: str
    step: str
    attempt: int
    late_job: str
    cruciality: Annotated[float, Field(ge=-1, le=1)]
    hours: float

    @property
    def task(self) -> TaskId:
        """Which visit."""
        return TaskId(self.job, self.step, self.attempt)


class Risk(Saved):
    """What may come of a plan.

    Parameters
    ----------
    scenario, first_day, zone
        The agency, the day from which moments are counted, and the zone of its clocks.
    seed, replications, reaction
        How the plan was replayed.
    start, end
        From when until when.
    jobs
        The open jobs whose date is not after the end; the least sure first, then those whose date is provisional,
        those whose date is over already last.
    not_open
        Jobs with work to come that are not open when the replay begins, so that it is left out: over meanwhile, or not
        of the state.
    tasks
        What is planned, in order.
    days
        The days of the replay.
    people
        Everybody, in the scenario's order.
    drivers
        What matters most for lateness, first what costs most.
    """

    scenario: str
    first_day: Day
    zone: str
    seed: int
    replications: int
    reaction: str
    start: Moment
    end: Moment
    jobs: tuple[JobRisk, ...] = ()
    not_open: tuple[Name, ...] = ()
    tasks: tuple[TaskRisk, ...] = ()
    days: tuple[DayRisk, ...] = ()
    people: tuple[PersonRisk, ...] = ()
    drivers: tuple[Driver, ...] = ()

    @cached_property
    def axis(self) -> TimeAxis:
        """Dates and times of its moments."""
        return TimeAxis(self.first_day, self.zone)

    @cached_property
    def open_jobs(self) -> tuple[JobRisk, ...]:
        """Jobs whose date is still to come when the replay begins."""
        return tuple(job for job in self.jobs if job.due > self.start)

    @cached_property
    def agreed_jobs(self) -> tuple[JobRisk, ...]:
        """Jobs whose date is agreed, and still to come when the replay begins."""
        return tuple(job for job in self.open_jobs if job.agreed)

    @cached_property
    def provisional_jobs(self) -> tuple[JobRisk, ...]:
        """Jobs whose date is still to come, and provisional, since the client has not signed yet."""
        return tuple(job for job in self.open_jobs if not job.agreed)

    @property
    def expected_late(self) -> float:
        """How many of the jobs whose date is agreed and still to come will be late, on average."""
        return late_of(self.agreed_jobs)

    @property
    def provisional_late(self) -> float:
        """How many of the jobs whose date is provisional and still to come will be after it, on average."""
        return late_of(self.provisional_jobs)

    @classmethod
    def read(cls, path: str | Path) -> Risk:
        """Load one that was saved.

        Raises
        ------
        PlanError
            If the file holds none; all its problems at once.
        """
        return read(cls, path, PlanError, REMEDY)


def late_of(jobs: Iterable[JobRisk]) -> float:
    """Return how many of some jobs will be late, on average."""
    return sum(1.0 - job.probability for job in jobs)
