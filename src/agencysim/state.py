"""The state of an agency at a moment: observed facts only, never a draw of what is to come."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Literal

from immutabledict import immutabledict
from pydantic import AfterValidator, Field, PrivateAttr

from agencysim.calendars.dates import Day
from agencysim.domain.fields import Map
from agencysim.errors import StateError
from agencysim.json_files import Saved, read
from agencysim.language import noted, tr
from agencysim.values import DAY, Frozen

if TYPE_CHECKING:
    from pathlib import Path

FARTHEST = 200 * 365 * DAY
"""How far a moment may be from the scenario's start, in seconds: more than the longest run and its calendars."""

_KEY = re.compile("[0-9a-f]{1,16}")
_ORDINAL = re.compile("[1-9][0-9]{0,5}")
REMEDY = noted("give a state that agencysim saved")


def _key(text: str) -> str:
    if not _KEY.fullmatch(text):
        raise ValueError(tr("is {text!r}, which is no key: write up to 16 of the digits 0-9 and a-f", text=text))
    return text


Moment = Annotated[int, Field(ge=-FARTHEST, le=FARTHEST)]
"""Seconds since the scenario's start; negative before it."""

Count = Annotated[int, Field(ge=0, le=1_000_000)]
"""How many there have been."""

Ordinal = Annotated[int, Field(ge=1, le=1_000_000)]
"""Which one, counted from 1."""

Quantity = Annotated[float, Field(ge=0, le=1e15)]
"""An amount of money, material or work."""

Name = Annotated[str, Field(min_length=1)]
"""What something is called."""

Key = Annotated[str, AfterValidator(_key)]
"""A key of chance in hexadecimal."""


class VisitState(Frozen):
    """A job at a step that is not done yet.

    Parameters
    ----------
    step, attempt, part
        Where, the how manieth visit, and the how manieth part of it (work may be stopped and taken up again).
    since
        When the visit began, in seconds.
    ready
        When its present part began to wait.
    start
        When its present part was begun; ``None`` while it waits.
    outside
        Whether another firm does it.
    people, units
        Who and what is at it.
    done
        Content done before the present part began, in seconds at speed 1 for one person.
    pace
        Content done in a second of the present part; ``None`` while it waits.
    kept_for
        People for whom it waits, and for nobody else.
    """

    step: Name
    attempt: Ordinal
    part: Ordinal = 1
    since: Moment
    ready: Moment
    start: Moment | None = None
    outside: bool = False
    people: tuple[Name, ...] = ()
    units: tuple[Name, ...] = ()
    done: Quantity = 0.0
    pace: Annotated[float, Field(ge=1e-6, le=1e9)] | None = None
    kept_for: tuple[Name, ...] = ()


class JobState(Frozen):
    """An open job: what it is, and where it stands.

    Parameters
    ----------
    id, key
        Its name, and the key of its chance in hexadecimal.
    job_type, client, tier, team, new_client, credit, about, parent
        What it is, for whom, and the job that brought it about.
    arrived, first_due, due, due_reached
        When it came in, when it was due by the first promise, is due now, and reached its milestone, in seconds.
    provisional
        Whether ``due`` is not agreed yet: the client is promised another date at the milestone that its type names.
    value
        Its price.
    patience_over
        Whether the client no longer goes elsewhere.
    visits
        How often it came to each step.
    crews
        Who did the steps whose people do a later one, too.
    births
        How many jobs of each type it has brought about.
    open
        The steps at which it stands.
    """

    id: Name
    key: Key
    job_type: Name
    client: str = ""
    tier: str = ""
    team: str = ""
    new_client: bool = False
    credit: str = ""
    about: str = ""
    parent: Name | None = None
    arrived: Moment
    first_due: Moment | None = None
    due: Moment | None = None
    provisional: bool = False
    due_reached: Moment | None = None
    value: Quantity = 0.0
    patience_over: bool = False
    visits: Map[str, Count] = immutabledict()
    crews: Map[str, tuple[Name, ...]] = immutabledict()
    births: Map[str, Count] = immutabledict()
    open: tuple[VisitState, ...] = ()

    @property
    def ordinal(self) -> int | None:
        """Which one it is of its type that its parent has brought about, from 1; ``None`` if its name does not tell."""
        start, _, number = self.id.rpartition(".")
        is_child = start == f"{self.parent}/{self.job_type}" and _ORDINAL.fullmatch(number)
        return int(number) if is_child else None


class Away(Frozen):
    """Somebody sick or something broken, and until when."""

    resource: Name
    start: Moment
    until: Moment
    kind: Literal["sick", "broken"]


class OvertimeGrant(Frozen):
    """Overtime that somebody was granted."""

    person: Name
    start: Moment
    until: Moment


class OpenOrder(Frozen):
    """Material that is on its way."""

    number: Ordinal
    quantity: Quantity
    ordered: Moment


class ShelfState(Frozen):
    """One material: what is there, how many orders there have been, and which are open."""

    level: Quantity
    orders: Count = 0
    open: tuple[OpenOrder, ...] = ()


class State(Saved):
    """Where everything stands at a moment, after all that happened at it.

    Parameters
    ----------
    scenario
        Name of the scenario.
    start
        First day of the scenario, from which moments are counted.
    time
        The moment, in seconds since the scenario's start.
    jobs
        Open jobs.
    away
        Sickness and breakdowns that are known and not over.
    overtime
        Overtime granted in this month and on the last days of the month before.
    stock
        Materials by name.
    """

    scenario: str
    start: Day
    time: Annotated[int, Field(ge=0, le=FARTHEST)]
    jobs: tuple[JobState, ...] = ()
    away: tuple[Away, ...] = ()
    overtime: tuple[OvertimeGrant, ...] = ()
    stock: Map[str, ShelfState] = immutabledict()
    _file: str = PrivateAttr("")

    def __eq__(self, other: object) -> bool:
        return isinstance(other, State) and self.__dict__ == other.__dict__

    @property
    def file(self) -> str:
        """The file from which it was read, to name it where the state does not fit; empty if there is none."""
        return self._file

    @classmethod
    def read(cls, path: str | Path) -> State:
        """Load a state that was saved.

        Raises
        ------
        StateError
            If the file holds no state; all its problems at once.
        """
        made = read(cls, path, StateError, REMEDY)
        made._file = str(path)
        return made
