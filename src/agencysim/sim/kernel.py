"""A SimPy environment whose clock is an integer and whose instants have two phases."""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING, Any

import simpy

if TYPE_CHECKING:
    from collections.abc import Callable, Generator


class Clockwork(simpy.Environment):
    """Applies everything that happens at a moment, and only then decides once.

    Parameters
    ----------
    start
        Moment at which the run begins, in seconds.
    decide
        Called at the end of every instant, when all its events have been applied.
    reverse
        Process simultaneous events in the opposite order: nothing that matters may depend on it.
    """

    _now: int
    _queue: list[Any]

    def __init__(self, start: int, decide: Callable[[], None], *, reverse: bool = False) -> None:
        super().__init__(initial_time=start)
        self._eid = count(0, -1) if reverse else count()
        self._decide = decide
        self._cancelled: set[int] = set()

    def at(self, moment: int, event: simpy.Event | None = None) -> simpy.Event:
        """Trigger an event at a moment that is not in the past, and return it."""
        if event is None:
            event = simpy.Event(self)
            event._ok, event._value = True, None
        heappush(self._queue, (moment, 1, next(self._eid), event))
        return event

    def ticket_at(self, moment: int, event: simpy.Event) -> int:
        """Trigger an event at a moment, and return a ticket with which that can be cancelled."""
        ticket = next(self._eid)
        heappush(self._queue, (moment, 1, ticket, event))
        return ticket

    def cancel(self, ticket: int) -> None:
        """Let an event that was to come not happen."""
        self._cancelled.add(ticket)

    def call_at(self, moment: int, action: Callable[..., object], *arguments: object) -> None:
        """Call a function with arguments when the moment comes."""
        heappush(self._queue, (moment, 1, next(self._eid), _Call(action, arguments)))

    def goes_on(self) -> bool:
        """Return whether more happens at this very moment."""
        return bool(self._queue) and self._queue[0][0] == self._now

    def run_until(self, end: int) -> None:
        """Run every instant up to and including ``end``."""
        queue, decide, cancelled = self._queue, self._decide, self._cancelled
        while queue and (now := queue[0][0]) <= end:
            self._now = now
            while True:
                _, _, ticket, event = heappop(queue)
                if cancelled and ticket in cancelled:
                    cancelled.remove(ticket)
                else:
                    callbacks = event.callbacks
                    event.callbacks = None  # processed, as SimPy marks it
                    for callback in callbacks:
                        callback(event)
                if not queue or queue[0][0] != now:
                    break
            decide()
        self._now = end


class Journey(simpy.Process):
    """A process that begins at once; a fault in it stops the run, since nothing could go on from there.

    Parameters
    ----------
    env
        Environment of the run.
    generator
        What it does; it may wait for events that are still to come, and for those only.
    """

    def __init__(self, env: Clockwork, generator: Generator[simpy.Event, Any, None]) -> None:
        self.env = env
        self.callbacks = []
        self._generator = generator
        self._resume(None)

    def _resume(self, event: simpy.Event | None) -> None:  # noqa: ARG002
        try:
            following = self._generator.send(None)
        except StopIteration:
            self._ok, self._value = True, None
            if self.callbacks:
                self.env.schedule(self)  # a fork waits for it
            else:
                self.callbacks = None  # type: ignore[assignment]  # as SimPy marks what is over
        else:
            assert following.callbacks is not None
            following.callbacks.append(self._resume)


class _Call:
    """A call to come, with as much of an event as the queue needs."""

    __slots__ = ("action", "arguments", "callbacks")
    _ok = True

    def __init__(self, action: Callable[..., object], arguments: tuple[object, ...]) -> None:
        self.action = action
        self.arguments = arguments
        self.callbacks: tuple[Callable[..., None], ...] | None = (_make,)


def _make(call: _Call) -> None:
    call.action(*call.arguments)
