"""How long may be searched, and what may be spent on one model of it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agencysim.planner.search.solving import Effort

WORK = 0.5
"""What the model of a small problem may take of the solver's own measure of work, for each round that is left."""


class Budget:
    """How long may be searched: by the clock, or by rounds.

    Parameters
    ----------
    limit
        Seconds.
    rounds
        Rounds instead, if they are given.
    """

    def __init__(self, limit: float, rounds: int | None) -> None:
        self._limit = limit
        self._rounds = rounds
        self._began = time.monotonic()
        self._done = 0

    @property
    def seconds(self) -> float:
        """Seconds since the search began."""
        return time.monotonic() - self._began

    def count(self) -> None:
        """Note that a round is over."""
        self._done += 1

    def share(self) -> float:
        """Return how much of it is used up, 1 being all."""
        if self._rounds is not None:
            return min(1.0, self._done / self._rounds) if self._rounds else 1.0
        return min(1.0, self.seconds / self._limit) if self._limit else 1.0

    def effort(self, most: float, seed: int, tiers: int, later: float = float("inf")) -> Effort:
        """Return what may be spent on a model: so many seconds at most, or as much work by a measure of its own."""
        from agencysim.planner.search.solving import Effort  # OR-Tools, which a first plan need not wait for

        if self._rounds is not None:
            left = max(0, self._rounds - self._done)
            return Effort(float("inf"), seed, tiers, deterministic=min(most, WORK * left), later=later)
        return Effort(min(most, self._limit - self.seconds), seed, tiers, later=later)
