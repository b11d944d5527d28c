"""Which of two plans is better: tier by tier, each with a share by which it may get worse for the sake of the next."""

from __future__ import annotations

import math
from typing import NamedTuple

Tiers = tuple[float, ...]
"""What a plan costs, tier by tier, in the order in which they count."""


class Yardstick(NamedTuple):
    """Says which of two plans is better, by what has been found so far.

    Of each tier there is an allowance: so much more than the least of it that has been found in a plan that is within
    the allowances of the tiers before. Within its allowance a tier counts for nothing, and the next one decides;
    beyond it less is better. Where the allowances leave nothing to choose, what is relaxed for nobody's sake is not
    relaxed: the last tier decides, then the one before it.

    For given allowances this is an order. They only change when a tier falls and those before it stay, which can go on
    for so long only: a search that takes what is better never comes back to a plan that it has left.

    Parameters
    ----------
    relax
        Share by which each tier may be above its least; where that is 0, tiers are compared as they are.
    least
        The least of each tier that has been found.
    """

    relax: float
    least: Tiers

    def most(self, tier: int) -> float:
        """Return the allowance of a tier."""
        return (1 + self.relax) * self.least[tier]

    def seeing(self, *plans: Tiers) -> Yardstick:
        """Return what it is after some more plans have been found."""
        after = self
        for tiers in plans:
            after = after._seeing(tiers)
        return after

    def _seeing(self, tiers: Tiers) -> Yardstick:
        for n, tier in enumerate(tiers):
            if tier < self.least[n]:  # the least of later tiers may have been found beyond the new allowance
                return self._replace(least=(*self.least[:n], *tiers[n:]))
            if tier > self.most(n):
                break
        return self

    def is_better(self, one: Tiers, other: Tiers) -> bool:
        """Return whether one plan is better than another one."""
        return self._key(one) < self._key(other)

    def gain(self, before: Tiers, after: Tiers, first: Tiers) -> float:
        """Return by what share the first tier in which two plans differ, beyond allowances, has become better.

        The share is of the geometric mean of what it was in the plan before and in the first one: an hour is worth more
        than a hundredth of the last hundred hours, but what is nearly gone is not worth all the time that there is.
        """
        for was, is_now, at_first in zip(*map(self._counted, (before, after, first)), strict=True):
            if was != is_now:
                return (was - is_now) / math.sqrt(was * max(was, at_first)) if was else 0.0
        return 0.0

    def _key(self, tiers: Tiers) -> tuple[Tiers, Tiers]:
        return self._counted(tiers), tiers[::-1]

    def _counted(self, tiers: Tiers) -> Tiers:
        """Return tiers as they count: within its allowance each but the last, which is for nothing else's sake."""
        *earlier, last = tiers
        return (*(max(tier, self.most(n)) for n, tier in enumerate(earlier)), last)
