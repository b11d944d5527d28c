"""Jobs on their way, and the visits that they pay to steps."""

from __future__ import annotations

from math import ceil
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import simpy

from agencysim.staff import bits

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agencysim.journey import Leg
    from agencysim.sim.line import Line
    from agencysim.sim.route_steps import Route


class Job:
    """A client's request on its way through the route of its type.

    Parameters
    ----------
    id, key, row
        Its name, the key of its chance, and its place among the jobs of its type (-1 if born in the run).
    route
        The compiled route.
    arrived
        When it came in.
    order
        Its place among all jobs, the same whatever else happens at the same moment.
    parent
        Name of the job that brought it about.

    Attributes
    ----------
    tier, client, team, new_client, credit, about, value, weight, priority
        What kind of job it is, for whom, and how much it matters.
    due, first_due, due_reached
        Due date now and as first promised, and when the milestone was reached.
    visits, open
        How often it came to each step, and the visits that are not done, by the step's place in the route.
    crews, births
        Who did a step (mask by step), and how many jobs of a type it brought about.
    """

    tier = ""
    client = ""
    team = ""
    new_client = False
    credit = ""
    about = ""
    value = 0.0
    due: int | None = None
    first_due: int | None = None
    due_reached: int | None = None
    weight = 1.0
    priority = 0
    gone = False
    patience_over = False
    ended: int | None = None
    outcome = "open"
    crews: Mapping[int, int] = MappingProxyType({})
    births: Mapping[str, int] = MappingProxyType({})

    def __init__(
        self,
        id: str,
        key: int,
        row: int,
        route: Route,
        arrived: int,
        order: tuple[int, ...],
        parent: str | None = None,
    ) -> None:
        self.id = id
        self.key = key
        self.row = row
        self.route = route
        self.arrived = arrived
        self.order = order
        self.parent = parent
        self.visits = [0] * route.length
        self.open: dict[int, Visit] = {}

    def is_idle(self) -> bool:
        """Return whether it waits everywhere for people or material, and nobody is at it."""
        return all(visit.waits for visit in self.open.values())


class Visit(simpy.Event):
    """A job at a step that takes time: the event is triggered when the step is done.

    There are some hundred thousand of them in a year: what most do not need is kept in the class.

    Parameters
    ----------
    job, step, attempt
        Whose visit it is, where, and the how manieth.
    ready
        When its present part began to wait.

    Attributes
    ----------
    began
        When the visit began to wait, if it was stopped since and waits again.
    part
        The how manieth part of the work this is; more than one if it was stopped.
    start
        When the present part was begun.
    outside
        Whether another firm does it.
    """

    _ok = True
    _value = None
    began: int | None = None
    part = 1
    start: int | None = None
    outside = False

    def __init__(self, job: Job, step: Any, attempt: int, ready: int) -> None:
        self.callbacks = []
        self.job = job
        self.step = step
        self.attempt = attempt
        self.ready = ready

    @property
    def waits(self) -> bool:
        """Whether it waits for people or material, and nobody is at it."""
        return bool(self.step.kind == "stock")

    @property
    def since(self) -> int:
        """When the visit began."""
        return self.ready if self.began is None else self.began


class Task(Visit):
    """A visit to a work step.

    Attributes
    ----------
    done
        Content done in earlier parts, in seconds at speed 1 for one person.
    crew
        Mask of those who do it.
    pace
        Content done in a second of work.
    work
        Seconds of work of this part, if it is not stopped.
    legs
        Its legs if it has several (travel), else ``None``.
    line
        The line in which it waits, while it waits.
    ticket
        Number of its end in the event queue, to cancel it.
    ending
        What comes at its end, if that is not that it is done: a plan sets it aside then.
    restrained
        Mask of the people for whom it waits, and nobody else; 0 for anyone.
    content
        Content of this part.
    """

    done: float = 0.0
    crew: int = 0
    pace: float = 1.0
    work: int = 0
    legs: tuple[Leg, ...] | None = None
    line: Line | None = None
    ticket: int = 0
    ending: simpy.Event | None = None
    content: float = 0.0
    restrained: int = 0

    @property
    def waits(self) -> bool:
        """Whether it waits for its people and things."""
        return self.start is None

    @property
    def members(self) -> tuple[int, ...]:
        """Those who do it."""
        return bits(self.crew)

    def set_pace(self, pace: float) -> None:
        """Let those who do it go at a pace: content done in a second of work."""
        self.pace = pace
        self.work = ceil(self.content / pace) or 1
