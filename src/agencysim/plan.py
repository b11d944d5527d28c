"""A plan: who does which task when, as data that can be followed and checked."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, model_validator

from agencysim.values import Frozen


class Assignment(Frozen):
    """A task, or a piece of it, with its people and things.

    Parameters
    ----------
    job, step, attempt
        The task.
    people, units
        Who does it, and with what.
    start, end
        Planned begin and end, in seconds since the scenario's start.
    locked
        Whether it may not be moved.
    """

    job: str
    step: str
    attempt: Annotated[int, Field(ge=1)] = 1
    people: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    start: int
    end: int
    locked: bool = False

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Assignment:
        if self.end <= self.start:
            raise ValueError(f"{self.job} {self.step} is planned to end at {self.end}, not after it begins")
        return self


class Duty(Frozen):
    """A person's working time on a day, overtime included.

    Parameters
    ----------
    person, shift
        Who, and which shift of the catalogue; an empty shift is a day off.
    day
        Days since the scenario's start.
    overtime
        Planned overtime in seconds.
    """

    person: str
    day: int
    shift: str = ""
    overtime: Annotated[int, Field(ge=0)] = 0


class Plan(Frozen):
    """What is planned from a moment on.

    Parameters
    ----------
    scenario
        Name of the scenario.
    start, end
        The span that is planned, in seconds since the scenario's start.
    assignments, duties
        The work and the working time.
    """

    scenario: str
    start: int
    end: int
    assignments: tuple[Assignment, ...] = ()
    duties: tuple[Duty, ...] = ()
