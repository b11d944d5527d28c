"""A plan: who works when, and does which task when, as data that can be followed and checked."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Literal, NamedTuple

from pydantic import Field, model_validator

from agencysim.errors import PlanError, Problem
from agencysim.json_files import Saved, read
from agencysim.language import tr
from agencysim.values import DAY, Frozen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

Window = tuple[int, int]
"""A stretch of time: its first second, and the first one after it, since the scenario's start."""

Seconds = Annotated[int, Field(ge=0, le=200 * 365 * DAY)]
"""A length of time in seconds."""

PayClass = Literal["workday", "rest_day", "holiday"]
"""The kind of day by which overtime is paid."""


class TaskId(NamedTuple):
    """One visit of a job to a step."""

    job: str
    step: str
    attempt: int = 1

    def __str__(self) -> str:
        return f"{self.job} {self.step}" + (f" ({self.attempt})" if self.attempt > 1 else "")


class Assignment(Frozen):
    """A task, or a piece of it, with its people and things.

    Work on it goes on while all of them are there; breaks and closed sites in between only pass. The way out and the
    way back belong to it.

    Parameters
    ----------
    job, step, attempt
        The task.
    mode
        Which way of doing it, by name; empty for the usual one.
    people
        Who does it, in the order of the places of its crew; whoever fills two places is named twice.
    units
        With which machines and vehicles.
    start, end
        Planned begin and end, in seconds since the scenario's start.
    outside
        Whether another firm does it; then it has no people and no units.
    locked
        Whether it may not be moved.
    """

    job: str
    step: str
    attempt: Annotated[int, Field(ge=1)] = 1
    mode: str = ""
    people: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    start: int
    end: int
    outside: bool = False
    locked: bool = False

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Assignment:
        if self.end <= self.start:
            raise ValueError(
                tr(
                    "{job} {step} is planned to end at {end}, not after it begins",
                    job=self.job,
                    step=self.step,
                    end=self.end,
                )
            )
        return self

    @property
    def task(self) -> TaskId:
        """The task of which it is a piece."""
        return TaskId(self.job, self.step, self.attempt)

    @property
    def crew(self) -> tuple[str, ...]:
        """Its people, each named once."""
        return tuple(dict.fromkeys(self.people))


class Duty(Frozen):
    """A person's working time on a day.

    Parameters
    ----------
    person, day
        Who, and on which day, counted from the scenario's start; a night shift is of the day on which it begins.
    shift
        The shift of the catalogue.
    hours
        Its hours, breaks left out, in order.
    before, after
        Overtime before its first and after its last hour, in seconds.
    rostered
        Whether the shift itself is ordinary working time; else its hours are overtime, too.
    pay
        The kind of day by which overtime is paid.
    """

    person: str
    day: int
    shift: str
    hours: Annotated[tuple[Window, ...], Field(min_length=1)]
    before: Seconds = 0
    after: Seconds = 0
    rostered: bool = True
    pay: PayClass = "workday"

    @property
    def start(self) -> int:
        """When it begins, overtime included."""
        return self.hours[0][0] - self.before

    @property
    def end(self) -> int:
        """When it ends, overtime included."""
        return self.hours[-1][1] + self.after

    @property
    def length(self) -> int:
        """Seconds of the shift itself, without overtime."""
        return sum(end - start for start, end in self.hours)

    @property
    def overtime(self) -> int:
        """Seconds that are paid as overtime."""
        return self.before + self.after + (0 if self.rostered else self.length)

    @property
    def windows(self) -> tuple[Window, ...]:
        """When the person is there, overtime included, in order."""
        hours = list(self.hours)
        hours[0] = (hours[0][0] - self.before, hours[0][1])
        hours[-1] = (hours[-1][0], hours[-1][1] + self.after)
        return tuple(hours)


class Why(StrEnum):
    """Why something is not planned, or not in time."""

    NOBODY_CAN = "nobody_can"
    """Fewer people have the skill, or may do it, than it needs."""
    NO_UNIT = "no_unit"
    """There are fewer machines or vehicles of a kind than it needs."""
    NEVER_TOGETHER = "never_together"
    """Its people, things and site are never available together."""
    TOO_LONG = "too_long"
    """It cannot be split, and is longer than any stretch in which it could be done."""
    NOT_RELEASED = "not_released"
    """It can begin only after the end of the plan."""
    PREDECESSOR = "predecessor"
    """Something that must come before it is not planned, or ends too late."""
    CAPACITY = "capacity"
    """Those who could do it are taken by other work."""
    NOT_URGENT = "not_urgent"
    """Those who could do it have no regular time left, and it would not be late for want of overtime."""
    DEADLINE = "deadline"
    """It cannot be done by its deadline."""
    WITHHELD = "withheld"
    """Its job is only tentative, or some of the job's work is not planned, so that nothing of it is."""
    NOT_WORTH_IT = "not_worth_it"
    """Only another firm could do it, and it would not be late without it."""
    OVERDUE = "overdue"
    """Its date was before the plan begins."""
    PATH = "path"
    """What is left of its job takes so long, even if nothing else is in the way."""
    SHORTAGE = "shortage"
    """More work has to be done in a time than those who can do it could work then."""
    CONFLICT = "conflict"
    """Its job and others cannot all be in time, while some rules hold."""
    WAITING = "waiting"
    """It waits for an answer, for material, or until something has dried."""
    BUSY = "busy"
    """Those who could do it, or what it takes, are at other work meanwhile."""
    AWAY = "away"
    """Somebody who could do it is on leave, sick or lent, or something that it takes is away."""
    LIMIT = "limit"
    """Those who could do it may not work longer."""
    SITE = "site"
    """The site is not open long enough before."""
    LOCKED = "locked"
    """It is locked where it is, or a part of it is, and it cannot be split."""
    NEVER_FREE = "never_free"
    """Whom and what it takes has time enough, but never all together."""
    TAIL = "tail"
    """So much comes after the last task that is planned."""
    UNUSED = "unused"
    """Nothing is in its way: it could be done earlier, and the plan be better."""
    SLOW = "slow"
    """It takes so long as it is planned."""
    OVERTIME = "overtime"
    """It is done in overtime."""
    OUTSIDE = "outside"
    """Another firm does it."""
    HIRED = "hired"
    """It takes hired machines or vehicles."""


class Reason(Frozen):
    """One reason, with what it is about and its numbers.

    Parameters
    ----------
    why
        Which kind of reason.
    about
        The skill, kind of unit, site, step or rule that it is about.
    needed, there
        What is needed and what is there: people, units, hours or money, as the kind of reason counts.
    since, until
        The moments from which and by which it counts.
    task
        The task that it holds for, if it is not told by what it belongs to.
    who
        The people or units that are counted.
    tasks
        The tasks that are counted.
    """

    why: Why
    about: str = ""
    needed: float | None = None
    there: float | None = None
    since: int | None = None
    until: int | None = None
    task: TaskId | None = None
    who: tuple[str, ...] = ()
    tasks: tuple[TaskId, ...] = ()


class Unplanned(Frozen):
    """A task that is not planned, or only in part, and why."""

    job: str
    step: str
    attempt: Annotated[int, Field(ge=1)] = 1
    reasons: tuple[Reason, ...] = ()

    @property
    def task(self) -> TaskId:
        """Which task."""
        return TaskId(self.job, self.step, self.attempt)


class Plan(Saved):
    """What is planned from a moment on.

    Parameters
    ----------
    scenario
        Name of the scenario.
    start, end
        The span that is planned, in seconds since the scenario's start.
    assignments, duties
        The work and the working time, in order of time.
    unplanned
        What could not be planned.
    """

    scenario: str
    start: int
    end: int
    assignments: tuple[Assignment, ...] = ()
    duties: tuple[Duty, ...] = ()
    unplanned: tuple[Unplanned, ...] = ()

    @classmethod
    def read(cls, path: str | Path) -> Plan:
        """Load a plan that was saved.

        Raises
        ------
        PlanError
            If the file holds no plan; all its problems at once.
        """
        return read(cls, path, PlanError)

    def pieces(self) -> dict[TaskId, list[Assignment]]:
        """Return the pieces of each task in order of time."""
        found: dict[TaskId, list[Assignment]] = {}
        for piece in sorted(self.assignments, key=lambda piece: (piece.start, piece.end)):
            found.setdefault(piece.task, []).append(piece)
        return found

    def jobs_from(self, moment: int) -> frozenset[str]:
        """Return the jobs with work that is planned to begin at a moment, or after it."""
        return frozenset(piece.job for piece in self.assignments if piece.start >= moment)

    def of(self, name: str) -> Iterator[Assignment]:
        """Yield what a person does, or what is done with a unit."""
        return (piece for piece in self.assignments if name in piece.people or name in piece.units)


def foreign(plan: Plan, scenario: str, remedy: str) -> Problem | None:
    """Return what is wrong with a plan that is of another agency than a scenario of some name; ``None`` if it is not.

    Parameters
    ----------
    plan, scenario
        The plan, and the name of the scenario.
    remedy
        What should be given instead.
    """
    if plan.scenario == scenario:
        return None
    return Problem(
        tr("the plan is of {plan!r}, the scenario is {scenario!r}", plan=plan.scenario, scenario=scenario), remedy
    )
