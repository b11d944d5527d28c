"""The problem of a week: people, tasks and limits as plain data, with all that a plan has to respect.

Moments are seconds since the scenario's start; all that a planner chooses lies on a grid. Nothing in it is by chance:
what is not known yet has been assumed when the problem was made.
"""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Literal

from immutabledict import immutabledict
from pydantic import Field

from agencysim.calendars import TimeAxis
from agencysim.calendars.dates import Day
from agencysim.domain.fields import Map, Money, Names, Share
from agencysim.errors import PlanError
from agencysim.json_files import Saved, read
from agencysim.plans import Assignment, PayClass, Plan, Seconds, TaskId, Window
from agencysim.state import Moment
from agencysim.values import HOUR, MINUTE, Amount, Frozen

if TYPE_CHECKING:
    from pathlib import Path

Windows = tuple[Window, ...]
"""Stretches of time in order, that do not overlap or touch."""

DayNumber = Annotated[int, Field(ge=-73_000, le=73_000)]
"""A day, counted from the scenario's start."""


class ProblemDay(Frozen):
    """A local day on which a duty can begin.

    Parameters
    ----------
    number
        Days since the scenario's start.
    date
        Which day it is.
    start, end
        Its midnights.
    """

    number: DayNumber
    date: Day
    start: Moment
    end: Moment


class Shift(Frozen):
    """A shift of the catalogue.

    Parameters
    ----------
    label
        Name in the agency's language.
    hours
        For each day of the problem: the hours that it has if it begins on that day, breaks left out.
    unpopular
        Whether it is to be shared out fairly.
    """

    label: str = ""
    hours: tuple[Windows, ...]
    unpopular: bool = False


class Holding(Frozen):
    """A skill that somebody has for a time.

    Parameters
    ----------
    skill
        What.
    level
        Speed at it.
    since, until
        From when and until when (a certificate that ends, a spell of being lent); always if absent.
    """

    skill: str
    level: Annotated[float, Field(gt=0, le=100)] = 1.0
    since: Moment | None = None
    until: Moment | None = None

    def covers(self, start: int, end: int) -> bool:
        """Return whether it holds for a whole stretch of time."""
        return (self.since is None or self.since <= start) and (self.until is None or end <= self.until)


class PersonDay(Frozen):
    """What somebody may be asked to work on a day.

    Parameters
    ----------
    shifts
        The shifts to choose from, the usual one first; none if he cannot be asked.
    rostered
        Whether he works one of them anyway; else it is work on a day off, and all of it overtime.
    pay
        The kind of day by which overtime is paid.
    """

    shifts: Names = ()
    rostered: bool = True
    pay: PayClass = "workday"


class Absence(Frozen):
    """When somebody or something is not there.

    Parameters
    ----------
    start, end
        From when until when.
    kind
        ``leave``, ``sick``, ``lent``; of a unit ``service``, ``broken``, or ``under_way`` with a crew that comes back.
    """

    start: Moment
    end: Moment
    kind: Literal["leave", "sick", "lent", "service", "broken", "under_way"] = "leave"


class DayWorked(Frozen):
    """A day before the plan.

    Parameters
    ----------
    day
        Which day, counted from the scenario's start; negative before it.
    worked, overtime
        Seconds of duty, overtime included, and seconds of overtime.
    end
        When the duty ended.
    unpopular
        Whether the shift was one that is to be shared out.
    """

    day: DayNumber
    worked: Seconds
    overtime: Seconds = 0
    end: Moment | None = None
    unpopular: bool = False


class Person(Frozen):
    """Somebody who can be planned.

    Parameters
    ----------
    name, label, group, department
        Who he is.
    approver
        Role that approves his overtime and leave; empty if nobody has to.
    wage
        Money an hour.
    holdings
        What he can do.
    days
        For each day of the problem: what he may be asked to work.
    absences
        Leave, sickness and spells elsewhere.
    routines
        Meetings, rounds and the like: he is on duty, but does no task.
    history
        Days worked before the plan, as far back as any limit asks.
    days_off_wanted
        Days, counted from the scenario's start, on which he would rather not work.
    shifts_wanted
        Shifts that he would rather work than others.
    """

    name: Annotated[str, Field(min_length=1)]
    label: str = ""
    group: str = ""
    department: str = ""
    approver: str = ""
    wage: Money = 0.0
    holdings: tuple[Holding, ...] = ()
    days: tuple[PersonDay, ...]
    absences: tuple[Absence, ...] = ()
    routines: Windows = ()
    history: tuple[DayWorked, ...] = ()
    days_off_wanted: tuple[int, ...] = ()
    shifts_wanted: Names = ()

    def level(self, skill: str, start: int, end: int) -> float | None:
        """Return the speed at which he can do something for a whole stretch of time; ``None`` if he may not."""
        return next((h.level for h in self.holdings if h.skill == skill and h.covers(start, end)), None)


class Unit(Frozen):
    """A machine or a vehicle.

    Parameters
    ----------
    name, kind, label
        Which one, and what it is.
    hours
        When it can be used; always if absent.
    absences
        Service, repair, and days away.
    cost_per_hour
        Money for each hour of use.
    hired
        Whether it is hired, and not the agency's own.
    """

    name: Annotated[str, Field(min_length=1)]
    kind: str
    label: str = ""
    hours: Windows | None = None
    absences: tuple[Absence, ...] = ()
    cost_per_hour: Money = 0.0
    hired: bool = False


class Place(Frozen):
    """A place in a crew.

    Parameters
    ----------
    skill
        What whoever fills it must be able to do.
    count
        How many are needed.
    lead
        Whether he leads the crew.
    shared
        Whether somebody who has another place in the crew may fill it, too (the lead who also drives).
    only
        Those who may fill it; anybody with the skill if empty.
    """

    skill: str
    count: Annotated[int, Field(ge=1, le=1000)] = 1
    lead: bool = False
    shared: bool = False
    only: Names = ()


class Mode(Frozen):
    """One way of doing a task.

    Parameters
    ----------
    name
        Empty for the usual way.
    crew
        Its places, in order.
    content
        Seconds at speed 1: on the clock, or of one person.
    per
        ``clock``: the content passes on the clock; ``person``: it is shared out over the crew.
    units
        Machines and vehicles by kind, held for the whole task.
    """

    name: str = ""
    crew: tuple[Place, ...] = ()
    content: Seconds
    per: Literal["clock", "person"] = "clock"
    units: Map[str, Annotated[int, Field(ge=1)]] = immutabledict()

    @property
    def places(self) -> tuple[Place, ...]:
        """A place for each who is to be named, in order."""
        return tuple(place for place in self.crew for _ in range(place.count))

    @property
    def size(self) -> int:
        """Over how many people work in person-time is shared out; whoever only fills a second place does not count."""
        return max(1, sum(place.count for place in self.crew if not place.shared))

    def seconds(self, slowest: float, grid: int) -> int:
        """Return how long the content takes whose slowest member has a speed, on the grid.

        The slowest sets the pace; what is left over takes a whole step of the grid.
        """
        pace = slowest * (self.size if self.per == "person" else 1)
        return max(grid, _ceil(self.content / pace, grid))


def _ceil(seconds: float, grid: int) -> int:
    """Return the least multiple of the grid that is not less, but for what rounding of numbers has added."""
    return -int(-(seconds - 1e-6) // grid) * grid


class Outside(Frozen):
    """Another firm that can do a task.

    Parameters
    ----------
    price
        Money for it.
    delay
        Seconds until it is done, on ``calendar``.
    calendar
        The other firm's hours; round the clock if empty.
    """

    price: Money
    delay: Seconds
    calendar: str = ""


class Lag(Frozen):
    """Time that must pass: the client's answer, drying.

    Parameters
    ----------
    seconds
        How long, on ``calendar``.
    calendar
        Hours in which it passes; round the clock if empty.
    """

    seconds: Seconds
    calendar: str = ""


class After(Frozen):
    """Something of the same job that must be done before.

    Parameters
    ----------
    step, attempt
        Which task.
    lag
        Seconds that must pass after it, on ``calendar``: the client's answer, drying.
    calendar
        Hours in which they pass; round the clock if empty.
    then
        More time that must pass, one after the other.
    """

    step: str
    attempt: Annotated[int, Field(ge=1)] = 1
    lag: Seconds = 0
    calendar: str = ""
    then: tuple[Lag, ...] = ()

    @property
    def lags(self) -> tuple[Lag, ...]:
        """All that must pass, in order."""
        return (Lag(seconds=self.lag, calendar=self.calendar), *self.then)


class Task(Frozen):
    """Work that is to be planned: a visit of a job to a step.

    Parameters
    ----------
    job, step, attempt
        Which one.
    label, stage
        What it is called, and to which stage it belongs.
    modes
        The ways in which it can be done, the usual one first; what was done before has been taken off.
    outside
        Another firm that can do it instead.
    splittable
        Whether it may be done in several pieces on different days, by the same people; else in one piece within one
        duty of each, breaks apart.
    site
        Calendar that says when the site is open; round the clock if empty.
    place
        Where it is done, to be told.
    loading, travel
        Seconds before the work (loading, and the way out); the way back takes ``travel`` again. They belong to each
        piece.
    way_done
        Seconds of loading and way out that whoever is at it when the plan begins has behind him.
    release
        Moment before which it cannot begin.
    after
        What must be done before it.
    same_people_as
        Task of the same job whose people do this one too, as far as they can.
    after_due
        Whether it comes after the milestone that the job's date is about, so that its end does not count for it.
    weather
        Whether the weather can stop it, to be told.
    """

    job: str
    step: str
    attempt: Annotated[int, Field(ge=1)] = 1
    label: str = ""
    stage: str = ""
    modes: Annotated[tuple[Mode, ...], Field(min_length=1)]
    outside: Outside | None = None
    splittable: bool = True
    site: str = ""
    place: str = ""
    loading: Seconds = 0
    travel: Seconds = 0
    way_done: Seconds = 0
    release: Moment = 0
    after: tuple[After, ...] = ()
    same_people_as: After | None = None
    after_due: bool = False
    weather: bool = False

    @cached_property
    def id(self) -> TaskId:
        """Which task it is."""
        return TaskId(self.job, self.step, self.attempt)

    def mode(self, name: str) -> Mode | None:
        """Return a way of doing it, if there is one of that name."""
        return next((mode for mode in self.modes if mode.name == name), None)


class Job(Frozen):
    """An order with the tasks that are planned for it.

    Parameters
    ----------
    id, job_type, label, client
        Which one.
    due
        When it should reach its milestone; no date if absent.
    provisional
        Whether that is not agreed yet: the date is what it is taken to be once the client has signed.
    deadline
        When it must: it is done by then, or nothing of it is planned.
    weight
        How much an hour of lateness weighs.
    tail
        Seconds that must pass after the last of its tasks that its date is about before it reaches its milestone.
    value
        Its price.
    win_probability
        Chance that a tentative job becomes one; it is planned only if that is asked for. Absent for an order.
    """

    id: Annotated[str, Field(min_length=1)]
    job_type: str = ""
    label: str = ""
    client: str = ""
    due: Moment | None = None
    provisional: bool = False
    deadline: Moment | None = None
    weight: Amount = 1.0
    tail: Seconds = 0
    value: Money = 0.0
    win_probability: Share | None = None


class Limits(Frozen):
    """Limits on working time; one that is absent does not exist.

    Parameters
    ----------
    overtime_early, overtime_late
        Most overtime before and after a shift, in seconds.
    overtime_day, overtime_week, overtime_month
        Most overtime a day (work on a day off apart), a week from Monday, and a calendar month.
    week_hours
        Longest week from Monday, overtime included, in seconds.
    average_hours, average_weeks
        Longest week on average over so many weeks, the present one included, in seconds.
    average_counts_overtime
        Whether overtime counts in that average.
    daily_rest
        Least time between two duties, in seconds.
    rest_days
        Days without duty in any seven.
    days_in_row
        Most days with duty in a row.
    """

    overtime_early: Seconds = 0
    overtime_late: Seconds = 3 * HOUR
    overtime_day: Seconds | None = None
    overtime_week: Seconds | None = None
    overtime_month: Seconds | None = None
    week_hours: Seconds | None = None
    average_hours: Seconds | None = None
    average_weeks: Annotated[int, Field(ge=1, le=52)] = 1
    average_counts_overtime: bool = True
    daily_rest: Seconds | None = None
    rest_days: Annotated[int, Field(ge=0, le=6)] = 0
    days_in_row: Annotated[int, Field(ge=1)] | None = None


class Coverage(Frozen):
    """People who must be on duty, whether they have a task or not (reception, an installer on call).

    Parameters
    ----------
    skill
        What they must be able to do.
    people
        How many, as far as there are so many who could be on duty at all.
    windows
        When.
    """

    skill: str
    people: Annotated[int, Field(ge=1)] = 1
    windows: Windows


class Reserve(Frozen):
    """Working time that is kept free for rush work.

    Parameters
    ----------
    skill
        Of those who can do this.
    share
        Share of their hours on each day, overtime apart, that no task may take.
    """

    skill: str
    share: Share


class Settings(Frozen):
    """What a good plan is, and what may be planned.

    Parameters
    ----------
    minimum_piece
        Least length of a piece of a task that is split, in seconds; the last one may be shorter.
    overtime_granule
        Overtime comes in multiples of this, in seconds.
    overtime_rates
        Pay for overtime as a multiple of the wage, by the kind of day.
    overtime_first
        Whether hours of overtime count before money.
    tentative
        Whether tentative jobs are planned, too.
    postponed_hour
        Money that an hour of work is worth that is not left over for later; so hours that are paid anyway are used.
    relax
        Share by which each tier of the cost may get worse for the sake of the next.
    changed_task
        Money that it has to save to plan a task, or somebody's shift of a day, otherwise than published.
    """

    minimum_piece: Seconds = 30 * MINUTE
    overtime_granule: Annotated[int, Field(ge=1)] = 30 * MINUTE
    overtime_rates: Map[PayClass, Amount] = immutabledict({"workday": 1.5, "rest_day": 2.0, "holiday": 3.0})
    overtime_first: bool = False
    tentative: bool = False
    postponed_hour: Amount = 20.0
    relax: Share = 0.0
    changed_task: Amount = 0.0


class Problem(Saved):
    """Everything that a plan depends on.

    Parameters
    ----------
    scenario, currency
        Of which agency, and what its money is.
    labels
        What its departments, skills and roles are called in the agency's language.
    first_day, zone
        The day from whose local midnight moments are counted, and the time zone: for those who show them.
    start, end
        The span that is planned: nothing begins before or ends after it.
    grid
        All that is planned lies on multiples of this, in seconds from ``start``.
    days
        The days on which a duty can begin, in order; the first may have begun before ``start``.
    shifts
        The catalogue.
    people, units, jobs, tasks
        Who and what is there, and what is to be done.
    calendars
        Hours of sites, clients and other firms by name; they reach beyond the end of the plan.
    limits, coverage, reserve, settings
        What a plan must respect, and what makes it good.
    locks
        Work that is fixed: it is in the plan as it is here, whatever it breaks.
    published
        The plan that is known to people, if there is one.
    frozen_until
        Until this moment what begins stays as published.
    """

    scenario: str
    currency: str = ""
    labels: Map[str, str] = immutabledict()
    first_day: Day
    zone: str = "UTC"
    start: Moment
    end: Moment
    grid: Annotated[int, Field(ge=1)] = 15 * MINUTE
    days: tuple[ProblemDay, ...]
    shifts: Map[str, Shift]
    people: tuple[Person, ...]
    units: tuple[Unit, ...] = ()
    jobs: tuple[Job, ...] = ()
    tasks: tuple[Task, ...] = ()
    calendars: Map[str, Windows] = immutabledict()
    limits: Limits = Limits()
    coverage: tuple[Coverage, ...] = ()
    reserve: tuple[Reserve, ...] = ()
    settings: Settings = Settings()
    locks: tuple[Assignment, ...] = ()
    published: Plan | None = None
    frozen_until: Moment | None = None

    @cached_property
    def axis(self) -> TimeAxis:
        """Dates and times of its moments."""
        return TimeAxis(self.first_day, self.zone)

    @cached_property
    def job(self) -> dict[str, Job]:
        """Jobs by name."""
        return {job.id: job for job in self.jobs}

    @cached_property
    def task(self) -> dict[TaskId, Task]:
        """Tasks by what they are."""
        return {task.id: task for task in self.tasks}

    @cached_property
    def tasks_of(self) -> dict[str, list[Task]]:
        """The tasks of each job that has any, in order."""
        found: dict[str, list[Task]] = {}
        for task in self.tasks:
            found.setdefault(task.job, []).append(task)
        return found

    @cached_property
    def person(self) -> dict[str, Person]:
        """People by name."""
        return {person.name: person for person in self.people}

    @cached_property
    def unit(self) -> dict[str, Unit]:
        """Units by name."""
        return {unit.name: unit for unit in self.units}

    @cached_property
    def frozen(self) -> tuple[Assignment, ...]:
        """Published work that begins before the plan may change."""
        if self.published is None or self.frozen_until is None:
            return ()
        pieces = (piece for piece in self.published.assignments if piece.task in self.task)
        return tuple(piece for piece in pieces if self.start <= piece.start < self.frozen_until)

    @cached_property
    def day_index(self) -> dict[int, int]:
        """Place of each day among the days of the problem, by its number."""
        return {day.number: index for index, day in enumerate(self.days)}

    @classmethod
    def read(cls, path: str | Path) -> Problem:
        """Load a problem that was saved.

        Raises
        ------
        PlanError
            If the file holds no problem, or one that contradicts itself; everything that is wrong at once.
        """
        from agencysim.planner.problem_checks import check

        problem = read(cls, path, PlanError)
        check(problem, str(path))
        return problem

    def is_wanted(self, task: Task) -> bool:
        """Return whether a task is to be planned, and does not belong to a job that is only tentative."""
        return self.settings.tentative or self.job[task.job].win_probability is None
