"""The linked steps of a compiled route."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING, Any, NamedTuple

from agencysim.domain import EndOfShift

if TYPE_CHECKING:
    from agencysim.calendars import Calendar
    from agencysim.domain import Birth, Branch, Condition, JobType, Step
    from agencysim.sim.draws import Draw, Population
    from agencysim.sim.line import Line

EVERYONE = -1
"""The mask that leaves nobody out."""


class Need(NamedTuple):
    """A place that must be filled before a task can start.

    Parameters
    ----------
    capability
        What whoever fills it must have.
    number
        How many.
    only
        Mask of those who may.
    extra
        Mask of those who may though they lack the capability (stand-ins).
    shared
        Whether somebody who fills another place may fill it, too.
    """

    capability: int
    number: int
    only: int = EVERYONE
    extra: int = 0
    shared: bool = False


@dataclass(slots=True, eq=False)
class CompiledStep:
    """A step of a route with its place in it.

    Parameters
    ----------
    index
        Number of the step in the whole scenario.
    name, kind, job_type
        Its name, kind and route.
    position
        Its place in the route.
    spec
        The model that it was made from.
    next
        Step that follows, if the step does not choose itself; ``None`` ends the route.
    within
        The forks around it: (fork, number of the branch), outermost first.
    path
        Estimated elapsed seconds from its start to the due milestone.
    instant, begin, finish
        Whether it takes no time, and what happens when a job comes to it and, if it takes time, when that is over.
    """

    index: int
    name: str
    kind: str
    job_type: str
    position: int
    spec: Step
    next: CompiledStep | None = None
    within: tuple[tuple[str, int], ...] = ()
    path: float = 0.0
    instant: bool = False
    begin: Any = None
    finish: Any = None


@dataclass(slots=True, eq=False)
class WorkStep(CompiledStep):
    """A work step with its draws, needs and calendars.

    Its ways are those of doing it by name: speeds by place, people who share the work, and a factor on the content.
    It begins only if ``at_least`` so many seconds of work, or all that is left of it, still fit the day by estimate.
    """

    needs: tuple[Need, ...] = ()
    crew: int = 0
    line: Line = field(init=False)
    content: Draw = field(init=False)
    loading: Draw | None = None
    travel: Draw | None = None
    levels: tuple[dict[int, float], ...] = ()
    shared_by: int = 1
    rule: EndOfShift = EndOfShift.PAUSE
    site: Calendar | None = None
    gate: int = 0
    way_out: int = 0
    lead: float = 0.0
    expected: float = 0.0
    estimate: float = 0.0
    elapsed_ratio: float = 1.0
    at_least: float = 0.0
    overtime: bool = True
    same_as: WorkStep | None = None
    wait_for_same: bool = False
    remembers: bool = False
    outside: OutsideStep | None = None
    stand_ins: tuple[tuple[int, int, int], ...] = ()
    patience: tuple[int, ...] = ()
    teams: dict[str, int] = field(default_factory=dict)
    uneven: bool = False
    plain: bool = True
    ways: dict[str, tuple[tuple[dict[int, float], ...], int, float]] = field(default_factory=dict)
    escalates: bool = False


@dataclass(slots=True, eq=False)
class OutsideStep:
    """Another firm for a work step: price, delay, the calendar of the delay, and the wait before it is asked."""

    price: Draw
    delay: Draw
    calendar: Calendar | None
    after: int


@dataclass(slots=True, eq=False)
class WaitStep(CompiledStep):
    """A wait with its delay by client tier, the empty tier standing for all, and an estimate of elapsed time."""

    delays: dict[str, tuple[Draw, Calendar | None]] = field(default_factory=dict)
    elapsed: float = 0.0


class Way(NamedTuple):
    """A branch of a choice, and the step that it leads to; ``None`` is the end of the route."""

    branch: Branch
    to: CompiledStep | None


@dataclass(slots=True, eq=False)
class ChoiceStep(CompiledStep):
    """A choice with its ways out: those with a condition, those by chance, and what is left."""

    uniform: Draw = field(init=False)
    conditional: tuple[tuple[Condition, Way], ...] = ()
    by_chance: tuple[Way, ...] = ()
    otherwise: Way = field(init=False)
    _shares: dict[int, list[tuple[float, Way]]] = field(default_factory=dict)

    def shares_at(self, attempt: int) -> list[tuple[float, Way]]:
        """Return the ways by chance at the nth visit, each with the share below which it and those before it lie."""
        shares = self._shares.get(attempt)
        if shares is None:
            chances = accumulate(chance_at(way.branch, attempt) or 0.0 for way in self.by_chance)
            shares = self._shares[attempt] = list(zip(chances, self.by_chance, strict=True))
        return shares


@dataclass(slots=True, eq=False)
class ForkStep(CompiledStep):
    """A fork with the first steps of its branches, and the join."""

    branches: tuple[CompiledStep, ...] = ()
    join: CompiledStep = field(init=False)


@dataclass(slots=True, eq=False)
class StockStep(CompiledStep):
    """A stock step with the quantities that it takes, and the share that is lost beside them."""

    uses: tuple[tuple[str, Draw], ...] = ()
    waste: Draw | None = None


@dataclass(slots=True, eq=False)
class MilestoneStep(CompiledStep):
    """A milestone with the share of the price that is paid, by the client's credit, and its births with their draws."""

    is_due: bool = False
    ends_patience: bool = False
    sets_due: bool = False
    is_last_payment: bool = False
    earns: dict[str, float] = field(default_factory=dict)
    births: tuple[tuple[Birth, Draw], ...] = ()


@dataclass(eq=False)
class Route:
    """A job type, compiled.

    Parameters
    ----------
    name
        Job type.
    spec
        The model.
    population
        Its jobs from outside.
    steps
        Its steps by name, in order.
    draws
        The draws of the job itself by purpose (tier, client, value, lead time, ...).
    patience
        The draw of the client's patience by tier.
    length
        Number of its steps.
    """

    name: str
    spec: JobType
    population: Population
    steps: dict[str, CompiledStep] = field(default_factory=dict)
    draws: dict[str, Draw] = field(default_factory=dict)
    patience: dict[str, Draw] = field(default_factory=dict)
    length: int = 0

    @cached_property
    def first(self) -> CompiledStep:
        """The step at which a job begins."""
        return next(iter(self.steps.values()))


def chance_at(branch: Branch, attempt: int) -> float | None:
    """Return a branch's chance at the nth visit, if it has one."""
    if isinstance(branch.chance, tuple):
        return branch.chance[min(attempt, len(branch.chance)) - 1]
    return branch.chance
