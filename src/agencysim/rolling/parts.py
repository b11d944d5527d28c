"""A run in parts: something is decided between them, such as a new plan."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.snapshot import state_at

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from agencysim.log import Log
    from agencysim.state import State


def in_parts(ends: Iterable[int], live: Callable[[State | None, int], Log]) -> Iterator[Log]:
    """Yield the logs of the parts of a run, each of which goes on where the one before it ended.

    Parameters
    ----------
    ends
        When the parts end, in seconds.
    live
        Lets the agency work from a state, ``None`` for the first part, to a moment.
    """
    log: Log | None = None
    for end in ends:
        log = live(None if log is None else state_at(log, log.manifest.end), end)
        yield log
