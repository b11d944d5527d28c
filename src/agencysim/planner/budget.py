"""How long may be looked for something better: by the clock, or by rounds, which are the same on any machine."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from agencysim.arguments import check_whole
from agencysim.errors import AgencySimError
from agencysim.language import tr
from agencysim.values import HOUR

if TYPE_CHECKING:
    from agencysim.planner.search.solving import Effort

LONGEST = 24 * HOUR
"""Longest time limit, in seconds."""

WORK = 0.5
"""What a model may take of the solver's own measure of work, for each round that is left."""


class Budget:
    """How long may be searched.

    Parameters
    ----------
    time_limit
        Seconds.
    rounds
        Rounds instead, if they are given: then seconds decide nothing.

    Raises
    ------
    AgencySimError
        If one of them is no such number, or too many.
    """

    def __init__(self, time_limit: float, rounds: int | None) -> None:
        self._began = time.monotonic()
        self._rounds = rounds
        self._done = 0
        if isinstance(time_limit, bool) or not isinstance(time_limit, int | float) or not 0 <= time_limit <= LONGEST:
            raise AgencySimError(
                tr("time_limit is {given!r:.60}: give seconds from 0 to {most}", given=time_limit, most=LONGEST)
            )
        if rounds is not None:
            check_whole("rounds", rounds, 0, 10**9)
        self._all = time_limit if rounds is None else rounds

    @property
    def seconds(self) -> float:
        """Seconds since the search began."""
        return time.monotonic() - self._began

    @property
    def used(self) -> float:
        """What is used up of it, in seconds or in rounds."""
        return self.seconds if self._rounds is None else self._done

    @property
    def left(self) -> float:
        """What is left of it, in seconds or in rounds."""
        return max(0.0, self._all - self.used)

    @property
    def is_over(self) -> bool:
        """Whether nothing is left of it."""
        return self.used >= self._all

    def count(self) -> None:
        """Note that a round is over."""
        self._done += 1

    def share(self) -> float:
        """Return how much of it is used up, 1 being all."""
        return min(1.0, self.used / self._all) if self._all else 1.0

    def effort(self, most: float, seed: int, tiers: int, later: float = float("inf")) -> Effort:
        """Return what may be spent on a model: so many seconds at most, or as much work by a measure of its own."""
        from agencysim.planner.search.solving import Effort

        if self._rounds is not None:
            return Effort(float("inf"), seed, tiers, deterministic=min(most, WORK * self.left), later=later)
        return Effort(min(most, self.left), seed, tiers, later=later)
