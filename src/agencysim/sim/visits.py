"""Jobs on their way, and the visits that they pay to steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import simpy

if TYPE_CHECKING:
    from agencysim.sim.floor import ReadyClass
    from agencysim.sim.journey import Leg
    from agencysim.sim.routes import CompiledStep, Route, WorkStep


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
        Job that brought it about.
    """

    __slots__ = (
        "active",
        "arrived",
        "births",
        "client",
        "crews",
        "due",
        "due_reached",
        "first_due",
        "ended",
        "gone",
        "id",
        "key",
        "new_client",
        "open",
        "order",
        "outcome",
        "parent",
        "patience_over",
        "priority",
        "queued",
        "route",
        "row",
        "team",
        "tier",
        "value",
        "visits",
        "weight",
    )

    def __init__(
        self, id: str, key: int, row: int, route: Route, arrived: int, order: tuple[int, ...], parent: Job | None
    ) -> None:
        self.id = id
        self.key = key
        self.row = row
        self.route = route
        self.arrived = arrived
        self.order = order
        self.parent = parent.id if parent else None
        self.tier = ""
        self.client = ""
        self.new_client = False
        self.team = ""
        self.value = 0.0
        self.due: int | None = None
        self.first_due: int | None = None
        self.due_reached: int | None = None
        self.weight = 1.0
        self.priority = 0
        self.visits = [0] * len(route.steps)
        self.open: dict[int, Visit] = {}
        self.crews: dict[int, int] = {}
        self.births: dict[str, int] = {}
        self.active = 0
        self.queued = 0
        self.gone = False
        self.patience_over = False
        self.ended: int | None = None
        self.outcome = "open"


class Visit(simpy.Event):
    """A job at a step that takes time: the event is triggered when the step is done.

    Parameters
    ----------
    env
        Environment of the run.
    job, step, attempt
        Whose visit it is, where, and the how manieth.
    ready
        When it began to wait; the same as ``since`` until work is stopped and waits again.
    """

    part = 1
    start: int | None = None
    outside = False

    def __init__(self, env: Any, job: Job, step: CompiledStep, attempt: int, ready: int) -> None:
        # What simpy.Event.__init__ does, without its call: a year has some hundred thousand visits.
        self.env = env
        self.callbacks = []
        self._ok = True
        self._value = None
        self.job = job
        self.step = step
        self.attempt = attempt
        self.since = ready
        self.ready = ready


class Task(Visit):
    """A visit to a work step.

    Attributes
    ----------
    left
        Content still to do, in seconds at speed 1 for one person; ``None`` before anything was done.
    crew, members
        Those who do it, as a mask and as indices.
    pace
        Content done in a second of work.
    work
        Seconds of work of this part, if it is not stopped.
    legs
        Its legs if it has several (travel), else ``None``.
    place
        The class of tasks with which it waits, while it waits.
    ticket
        Number of its end in the event queue, to cancel it.
    restrained
        Mask of the people for whom it waits, and nobody else; 0 for anyone.
    content
        Content of this part.
    """

    step: WorkStep
    left: float | None = None
    crew: int = 0
    members: tuple[int, ...] = ()
    pace: float = 1.0
    work: int = 0
    legs: tuple[Leg, ...] | None = None
    place: ReadyClass | None = None
    ticket: int = 0
    content: float = 0.0
    restrained: int = 0
