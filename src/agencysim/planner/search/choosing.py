"""Where is looked next for a better plan, and how: whatever has gained most of late, the more often."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from agencysim.planner.search.neighbourhoods import CHEAPER, LATE, RECREATE

if TYPE_CHECKING:
    import random

    from agencysim.planner.search.neighbourhoods import Neighbourhood, Neighbourhoods

PROVEN = 2
"""Tiers that have to be proven for a plan to be called optimal: lateness and money."""

FIRST_SIZE, SMALLEST, LARGEST = 18, 8, 60
"""Tasks of a neighbourhood."""

FIRST_SIZE_LATE = 30
"""Tasks of the first neighbourhood around late work: lateness is proven soon, money is not."""

TRIES = {RECREATE: 200, CHEAPER: 300}
"""Times that work is taken out and put in again, at a time: some seconds of a large problem."""

MODELS = "models"
"""What looks for something better beside ruin and recreate."""

NEWS, LEAST = 0.2, 0.1
"""How much the last gain counts for how often a way of looking is chosen, and how often each is at least."""


class Choice:
    """Chooses what is looked at next, for a model or for ruin and recreate, by what each has gained of late.

    Parameters
    ----------
    chance
        Where draws come from.
    """

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        self._worth = dict.fromkeys((MODELS, RECREATE, CHEAPER), 0.1)
        self._sizes = defaultdict(lambda: FIRST_SIZE, {LATE: FIRST_SIZE_LATE})

    def draw(self, around: Neighbourhoods, *, recreates: bool, is_paid: bool, spare: float = 0.0) -> Neighbourhood:
        """Draw what is looked at next.

        Parameters
        ----------
        around
            What there is to be drawn from.
        recreates
            Whether jobs may be taken out and put in again.
        is_paid
            Whether overtime is paid, so that it can be about that.
        spare
            Hours of lateness by weight that there may be more for the sake of overtime.
        """
        ways = [MODELS]
        if recreates:
            ways += [RECREATE, CHEAPER] if is_paid else [RECREATE]
        worth = sum(self._worth[way] for way in ways) or 1.0
        free = 1 - LEAST * len(ways)
        way = self._chance.choices(ways, [LEAST + free * self._worth[way] / worth for way in ways])[0]
        return around.draw(self._sizes) if way == MODELS else around.everything(way, TRIES[way], spare)

    def learn(self, where: Neighbourhood, gain: float, proven: int) -> None:
        """Learn what looking somewhere has brought.

        Parameters
        ----------
        where
            What was looked at.
        gain
            By what share the plan has become better.
        proven
            How many tiers of a model are proven to be as low as they can be.
        """
        way = where.about if where.recreate else MODELS
        self._worth[way] += (gain - self._worth[way]) * NEWS
        if way == MODELS:
            self._resize(where.about, proven)

    def _resize(self, about: str, proven: int) -> None:
        """Let the next neighbourhood of a kind have more tasks if this one was solved to the end, else fewer."""
        is_whole = proven >= (1 if about == LATE else PROVEN)
        self._sizes[about] = max(SMALLEST, min(LARGEST, self._sizes[about] + (1 if is_whole else -2)))
