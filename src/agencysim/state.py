"""The state of an agency at a moment: observed facts only, never a draw of what is to come."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from immutabledict import immutabledict
from pydantic import Field, ValidationError

from agencysim.calendars.dates import Day
from agencysim.domain.fields import Map
from agencysim.errors import AgencySimError, Problem, StateError
from agencysim.values import Frozen

if TYPE_CHECKING:
    from pathlib import Path


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

    step: str
    attempt: int
    part: int = 1
    since: int
    ready: int
    start: int | None = None
    outside: bool = False
    people: tuple[str, ...] = ()
    units: tuple[str, ...] = ()
    done: float = 0.0
    pace: Annotated[float, Field(gt=0)] | None = None
    kept_for: tuple[str, ...] = ()


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

    id: str
    key: Annotated[str, Field(pattern="^[0-9a-f]{1,16}$")]
    job_type: str
    client: str = ""
    tier: str = ""
    team: str = ""
    new_client: bool = False
    credit: str = ""
    about: str = ""
    parent: str | None = None
    arrived: int
    first_due: int | None = None
    due: int | None = None
    due_reached: int | None = None
    value: float = 0.0
    patience_over: bool = False
    visits: Map[str, int] = immutabledict()
    crews: Map[str, tuple[str, ...]] = immutabledict()
    births: Map[str, int] = immutabledict()
    open: tuple[VisitState, ...] = ()


class Away(Frozen):
    """Somebody sick or something broken, and until when."""

    resource: str
    start: int
    until: int
    kind: str


class OvertimeGrant(Frozen):
    """Overtime that somebody was granted."""

    person: str
    start: int
    until: int


class OpenOrder(Frozen):
    """Material that is on its way."""

    number: int
    quantity: float
    ordered: int


class ShelfState(Frozen):
    """One material: what is there, how many orders there have been, and which are open."""

    level: float
    orders: int = 0
    open: tuple[OpenOrder, ...] = ()


class State(Frozen):
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
    time: Annotated[int, Field(ge=0)]
    jobs: tuple[JobState, ...] = ()
    away: tuple[Away, ...] = ()
    overtime: tuple[OvertimeGrant, ...] = ()
    stock: Map[str, ShelfState] = immutabledict()

    def write(self, path: Path) -> None:
        """Save the state as JSON; an existing file is replaced whole or not at all.

        Raises
        ------
        AgencySimError
            If the file cannot be written.
        """
        temporary = path.with_name(f".{path.name}.part")
        try:
            temporary.write_text(self.model_dump_json(indent=1), encoding="utf-8")
            temporary.replace(path)
        except OSError as error:
            raise AgencySimError(f"{path}: cannot be written: {error.strerror or error}") from error

    @classmethod
    def read(cls, path: Path) -> State:
        """Load a state that was saved.

        Raises
        ------
        StateError
            If the file holds no state; all its problems at once.
        """
        try:
            return cls.model_validate_json(path.read_bytes())
        except OSError as error:
            problem = Problem(f"cannot be read: {error.strerror or error}", file=str(path))
            raise StateError([problem]) from error
        except ValidationError as error:
            problems = [
                Problem(
                    found["msg"].removeprefix("Value error, "),
                    "give a state that agencysim saved",
                    ".".join(str(part) for part in found["loc"]),
                    str(path),
                )
                for found in error.errors(include_url=False)
            ]
            raise StateError(problems) from error
