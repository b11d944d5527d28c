"""A route as a graph of steps: what follows what, and which branches of which forks are around a step."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING

from agencysim.domain.steps import END, Choice, Fork, Meaning

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from agencysim.domain import Step

    Route = Mapping[str, Step]
    """The steps of a job type by name; a job begins at the first."""

    Ways = Mapping[str, tuple[str | None, ...]]
    """The steps that can follow each step; ``None`` is the end of the route."""


def followers(route: Route) -> Mapping[str, str | None]:
    """Return what follows each step if it does not choose itself: its ``next``, or the route's next one.

    ``None`` is the end of the route.
    """
    behind = islice((*route, None), 1, None)
    return {
        name: after if step.next is None else _or_end(step.next)
        for (name, step), after in zip(route.items(), behind, strict=True)
    }


def weather_stops(route: Route) -> frozenset[str]:
    """Return the steps that are begun only if the weather allows: where a choice leads to if it does not forbid."""
    found: set[str] = set()
    for step in route.values():
        if isinstance(step, Choice) and any(branch.means is Meaning.WEATHER for branch in step.branches):
            found |= {branch.to for branch in step.branches if branch.means is not Meaning.WEATHER}
    return frozenset(found)


def successors(route: Route, name: str) -> tuple[str | None, ...]:
    """Return all steps that can follow a step; ``None`` is the end of the route.

    What follows a fork are the first steps of its branches; the join that they end at goes on from there.
    """
    return ways_of(route)[name]


def ways_of(route: Route) -> Ways:
    """Return the successors of every step."""
    after = followers(route)
    return {name: _ways_from(step, after[name]) for name, step in route.items()}


def _ways_from(step: Step, after: str | None) -> tuple[str | None, ...]:
    if isinstance(step, Choice):
        return tuple(_or_end(branch.to) for branch in step.branches)
    if isinstance(step, Fork):
        return step.branches
    return (after,)


def reached(ways: Ways, start: Iterable[str | None], stops: Collection[str | None] = ()) -> list[str | None]:
    """Return what is reached from some steps, these included, without entering others.

    Parameters
    ----------
    ways
        What follows what.
    start
        Where to begin.
    stops
        Where not to go; nothing beyond them is reached through them.
    """
    found: dict[str | None, None] = {}
    waiting = list(start)
    for name in waiting:
        if name not in found and name not in stops:
            found[name] = None
            waiting.extend(ways.get(name, ()) if name is not None else ())
    return list(found)


def route_order(route: Route) -> list[str]:
    """Return the steps that a job can come to, in the order in which it can come to them first."""
    return [name for name in reached(ways_of(route), [next(iter(route))]) if name is not None]


def forks_of(route: Route) -> Mapping[str, Fork]:
    """Return the forks of a route by name."""
    return {name: step for name, step in route.items() if isinstance(step, Fork)}


def branch_of(route: Route) -> Mapping[str, tuple[tuple[str, int], ...]]:
    """Return the forks around each step, outermost first: (fork, number of the branch, from 0).

    Neither a fork nor its join is within the fork.
    """
    ways = ways_of(route)
    around: dict[str, list[tuple[int, tuple[str, int]]]] = {name: [] for name in route}
    for fork, step in forks_of(route).items():
        for number, first in enumerate(step.branches):
            within = reached(ways, [first], {step.join})
            for name in within:
                if name in around:
                    around[name].append((-len(within), (fork, number)))  # the branch of an outer fork is longer
    return {name: tuple(branch for _, branch in sorted(branches)) for name, branches in around.items()}


def _or_end(name: str) -> str | None:
    return None if name == END else name
