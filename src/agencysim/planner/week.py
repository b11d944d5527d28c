"""What a planner adds for a week: leave, wishes, fixed work, and how firm the jobs are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from immutabledict import immutabledict
from pydantic import Field, model_validator

from agencysim.domain.fields import DateRange, Map, Share
from agencysim.language import tr
from agencysim.plans import Assignment
from agencysim.values import Amount, Frozen

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

Status = Literal["tentative", "confirmed", "released", "in_progress", "done"]
"""How firm a job is: not won yet, won, given free for work, begun, or done but for what follows, such as payment."""

FIRM: tuple[Status, ...] = ("confirmed", "released", "in_progress")
"""All of a job of such a status is planned, what follows a pitch included."""


class Leave(Frozen):
    """When somebody or something will not be there.

    Parameters
    ----------
    who
        A person, machine or vehicle.
    start, end
        From when until when, in seconds since the scenario's start.
    kind
        ``leave`` or ``sick``; of a machine or vehicle ``service`` or ``broken``.
    """

    who: Annotated[str, Field(min_length=1)]
    start: int
    end: int
    kind: Literal["leave", "sick", "service", "broken"] = "leave"

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Leave:
        if self.end <= self.start:
            raise ValueError(tr("{who} would be back before being away", who=self.who))
        return self


class DaysOffWanted(DateRange):
    """Days on which somebody would rather not work."""

    person: Annotated[str, Field(min_length=1)]


class ShiftWanted(Frozen):
    """A shift that somebody would rather work than others."""

    person: Annotated[str, Field(min_length=1)]
    shift: Annotated[str, Field(min_length=1)]


class JobTerms(Frozen):
    """What is agreed about a job, where it differs from what its state tells.

    Parameters
    ----------
    status
        How firm it is; as its state tells if absent.
    win_probability
        Chance that it becomes an order, as long as it is tentative.
    firm_date
        Whether it is done by its due date, or nothing of it is planned; it is agreed then, even if the state calls it
        provisional. Only plans know of it: a state that says so, too, holds for runs and for the risk of a plan.
    weight
        How much an hour of lateness weighs; as its type and its client's tier say if absent.
    """

    status: Status | None = None
    win_probability: Share | None = None
    firm_date: bool = False
    weight: Amount | None = None


class Week(Frozen):
    """What a planner knows of a week, and the state of the agency does not tell.

    Parameters
    ----------
    leave
        Absences to come, beside those that the scenario plans.
    days_off, shifts
        Wishes.
    locks
        Work that is fixed.
    jobs
        What is agreed about jobs, by their names.
    """

    leave: tuple[Leave, ...] = ()
    days_off: tuple[DaysOffWanted, ...] = ()
    shifts: tuple[ShiftWanted, ...] = ()
    locks: tuple[Assignment, ...] = ()
    jobs: Map[str, JobTerms] = immutabledict()

    def days_off_of(self, person: str) -> Iterator[tuple[date, date]]:
        """Yield the days on which somebody would rather not work: the first and the last one of each stretch."""
        return ((wish.first, wish.last) for wish in self.days_off if wish.person == person)

    def shifts_of(self, person: str) -> tuple[str, ...]:
        """Return the shifts that somebody would rather work."""
        return tuple(wish.shift for wish in self.shifts if wish.person == person)

    def leave_of(self, who: str) -> Iterator[Leave]:
        """Yield when somebody or something will not be there."""
        return (leave for leave in self.leave if leave.who == who)
