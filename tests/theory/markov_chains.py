"""Markov chains in continuous time, solved numerically, and the queueing systems that have no closed form."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Iterable, Iterator
from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple, TypeVar

import numpy as np
from scipy.sparse import csc_array, eye_array
from scipy.sparse.linalg import spsolve

if TYPE_CHECKING:
    from numpy.typing import NDArray

S = TypeVar("S", bound=Hashable)
Moves = Callable[[S], Iterable[tuple[S, float]]]
"""The states that follow a state, and the rates at which they do."""


def _generator(start: S, moves: Moves[S]) -> tuple[list[S], csc_array]:
    """Return the states within reach, the start first, and the transposed generator over them."""
    number, todo = {start: 0}, [start]
    rows: list[tuple[int, int, float]] = []
    for state in todo:
        for to, rate in moves(state):
            if to not in number:
                number[to] = len(todo)
                todo.append(to)
            here = number[state]
            rows += [(number[to], here, rate), (here, here, -rate)]
    into, out, rates = (np.array(column) for column in zip(*rows, strict=True))
    return todo, csc_array((rates, (into, out)), shape=(len(todo), len(todo)))


def stationary(start: S, moves: Moves[S]) -> dict[S, float]:
    """Return the long-run probability of each state within reach."""
    states, flow = _generator(start, moves)
    balance = flow.tolil()
    balance[0, :] = 1.0  # one equation of balance follows from the others; the chances add up to one
    wanted = np.zeros(len(states))
    wanted[0] = 1.0
    return dict(zip(states, spsolve(balance.tocsc(), wanted).tolist(), strict=True))


def distribution_at(time: float, start: S, moves: Moves[S]) -> dict[S, float]:
    """Return the probability of each state at a moment, by uniformisation (Jensen 1953)."""
    states, flow = _generator(start, moves)
    fastest = float(-flow.diagonal().min())
    step = eye_array(len(states)) + flow / fastest
    now: NDArray[np.float64] = np.zeros(len(states))
    now[0] = 1.0
    total, events = np.zeros(len(states)), fastest * time
    for n in range(int(events + 10 * math.sqrt(events) + 30)):
        total += math.exp(n * math.log(events) - events - math.lgamma(n + 1)) * now
        now = step @ now
    return dict(zip(states, total.tolist(), strict=True))


def mean(chances: dict[S, float], value: Callable[[S], float]) -> float:
    """Return the mean of a value over states."""
    return math.fsum(chance * value(state) for state, chance in chances.items())


def birth_and_death(births: Callable[[int], float], deaths: Callable[[int], float], most: int) -> Moves[int]:
    """Return the moves of a population of at most so many."""

    def moves(n: int) -> Iterator[tuple[int, float]]:
        if n < most:
            yield n + 1, births(n)
        if n:
            yield n - 1, deaths(n)

    return moves


def mmc(rate: float, service: float, servers: int, most: int = 300) -> Moves[int]:
    """Return the moves of M/M/c; of more than ``most`` customers the chance is negligible."""
    return birth_and_death(lambda _: rate, lambda n: min(n, servers) / service, most)


def erlang_a(rate: float, service: float, servers: int, patience: float) -> Moves[int]:
    """Return the moves of M/M/c+M, whose waiting customers have exponential patience (Palm 1957)."""
    return birth_and_death(lambda _: rate, lambda n: min(n, servers) / service + max(n - servers, 0) / patience, 200)


def machine_repair(machines: int, lifetime: float, repair: float, repairers: int) -> Moves[int]:
    """Return the moves of the number of broken machines."""
    return birth_and_death(lambda n: (machines - n) / lifetime, lambda n: min(n, repairers) / repair, machines)


def breakdowns(rate: float, service: float, lifetime: float, repair: float) -> Moves[tuple[int, bool]]:
    """Return the moves of M/M/1 whose machine breaks down, idle or not, and goes on after its repair.

    A state is the customers present, and whether the machine works (White and Christie 1958).
    """

    def moves(state: tuple[int, bool]) -> Iterator[tuple[tuple[int, bool], float]]:
        n, works = state
        if n < 300:
            yield (n + 1, works), rate
        yield (n, not works), 1 / lifetime if works else 1 / repair
        if works and n:
            yield (n - 1, works), 1 / service

    return moves


class Counter(NamedTuple):
    """Two specialists and an all-rounder, who serve types 0 and 1, and their common queue.

    A specialist who looks for work passes over those of the other type until he finds the first of his own.
    So the queue is some of one known type, and then some who were not looked at, each of them of type 0 or 1
    independently of all else.

    Parameters
    ----------
    busy
        Whether specialist 0, specialist 1 and the all-rounder are.
    known_type, known
        Type and number of those at the head of the queue who were passed over.
    unknown
        Number of those behind.
    """

    busy: tuple[bool, bool, bool] = (False, False, False)
    known_type: int = 0
    known: int = 0
    unknown: int = 0


class AllRounder:
    """Two specialists and an all-rounder; specialists are asked first, all-rounders take the first who waits.

    Parameters
    ----------
    rates
        Arrival rates of the two types.
    services
        Mean services of the two specialists and of the all-rounder.
    most
        Customers who can wait; more have a negligible chance.
    """

    def __init__(self, rates: tuple[float, float], services: tuple[float, float, float], most: int = 60) -> None:
        self.rates = rates
        self.services = services
        self.most = most
        self.share = tuple(rate / sum(rates) for rate in rates)

    @cached_property
    def chances(self) -> dict[Counter, float]:
        """The long-run probability of each state."""
        return stationary(Counter(), self.moves)

    def moves(self, state: Counter) -> Iterator[tuple[Counter, float]]:
        """Yield the states that follow, and their rates."""
        for kind in (0, 1):
            yield from self._arrival(state, kind)
            if state.busy[kind]:
                yield from self._specialist_ends(state, kind)
        if state.busy[2]:
            yield self._all_rounder_ends(state), 1 / self.services[2]

    def _arrival(self, state: Counter, kind: int) -> Iterator[tuple[Counter, float]]:
        rate = self.rates[kind]
        for server in (kind, 2):
            if not state.busy[server]:
                yield _with(state, server, busy=True), rate
                return
        if state.known + state.unknown >= self.most:
            return
        if all(state.busy):
            yield state._replace(unknown=state.unknown + 1), rate
        else:  # the other specialist is idle: all who wait are of this type
            yield state._replace(known_type=kind, known=state.known + 1), rate

    def _specialist_ends(self, state: Counter, kind: int) -> Iterator[tuple[Counter, float]]:
        rate = 1 / self.services[kind]
        if state.known and state.known_type == kind:
            yield _shorter(state), rate
            return
        chance, other = 1.0, 1 - kind
        for passed in range(state.unknown):
            known, unknown = state.known + passed, state.unknown - passed - 1
            yield _queue(state, other, known, unknown), rate * chance * self.share[kind]
            chance *= self.share[other]
        left = _queue(state, other, state.known + state.unknown, 0)
        yield _with(left, kind, busy=False), rate * chance

    @staticmethod
    def _all_rounder_ends(state: Counter) -> Counter:
        if state.known:
            return _shorter(state)
        if state.unknown:
            return state._replace(unknown=state.unknown - 1)
        return _with(state, 2, busy=False)

    def waits(self) -> tuple[float, float]:
        """Return the mean waits of the two types, by Little's law."""

        def waiting(kind: int) -> float:
            return mean(self.chances, lambda s: s.known * (s.known_type == kind) + s.unknown * self.share[kind])

        return waiting(0) / self.rates[0], waiting(1) / self.rates[1]

    def utilisation(self, server: int) -> float:
        """Return the share of time that a server works."""
        return mean(self.chances, lambda state: state.busy[server])


def _with(state: Counter, server: int, *, busy: bool) -> Counter:
    flags = list(state.busy)
    flags[server] = busy
    return state._replace(busy=(flags[0], flags[1], flags[2]))


def _queue(state: Counter, kind: int, known: int, unknown: int) -> Counter:
    return state._replace(known_type=kind if known else 0, known=known, unknown=unknown)


def _shorter(state: Counter) -> Counter:
    return _queue(state, state.known_type, state.known - 1, state.unknown)
