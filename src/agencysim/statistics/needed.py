"""How many replications a question takes, judged by those that there are."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING, Literal

from agencysim.language import tr, tr_n
from agencysim.statistics.samples import t_point
from agencysim.statistics.words import figure
from agencysim.values import Frozen

if TYPE_CHECKING:
    from collections.abc import Callable

    from agencysim.statistics.estimates import Estimate

MOST = 1_000_000
"""Replications that nobody would run: what takes more is told to be out of reach."""

POWER = 0.8
"""The chance with which the replications that are advised are to give an answer; four of five is customary."""

Aim = Literal["separate", "show equal", "half width"]


class Advice(Frozen):
    """How many more replications would answer a question.

    Parameters
    ----------
    aim
        The question: to separate two means, to show that they are practically equal, or to know one to a half width.
    n
        How many replications there are.
    more
        About how many more it would take, if deviation and difference are what they seem; ``None`` if that is out of
        reach, or cannot be judged by fewer than two.
    half_width
        The half width that is wanted, if that is the question.
    """

    aim: Aim
    n: int
    more: int | None
    half_width: float | None = None

    def __str__(self) -> str:
        if self.n < 2:
            return tr("one replication says nothing about chance: run ten or more")
        if self.aim == "half width":
            return self._of_half_width()
        if self.more is None:
            return tr("{n} replications cannot separate these two, and no number worth running would", n=self.n)
        found = (
            tr("{n} replications cannot separate these two; about {more} more would", n=self.n, more=self.more)
            if self.aim == "separate"
            else tr(
                "{n} replications cannot separate these two; about {more} more would show them practically equal",
                n=self.n,
                more=self.more,
            )
        )
        return tr("{found} (with a chance of {power:.0%}, if they differ as it seems)", found=found, power=POWER)

    def _of_half_width(self) -> str:
        assert self.half_width is not None
        wanted = figure(self.half_width, self.half_width)
        if self.more is None:
            return tr("± {wanted} is out of reach of any number of replications worth running", wanted=wanted)
        if self.more == 0:
            return tr("± {wanted} is reached", wanted=wanted)
        return tr_n(
            "about {n} more replication would reach ± {wanted}",
            "about {n} more replications would reach ± {wanted}",
            self.more,
            wanted=wanted,
        )


def for_half_width(deviation: float, half_width: float, level: float) -> int | None:
    """Return how many replications give a mean to a half width.

    That is the least n with ``t(n - 1) s / sqrt(n) <= half width`` (Law, Simulation Modeling and Analysis, 5th ed.
    2015, section 9.4.1); ``None`` if that is out of reach.
    """
    return _least(lambda n: t_point(n, level) * deviation <= half_width * n**0.5)


def to_clear(deviation: float, distance: float, level: float) -> int | None:
    """Return how many replications make it likely that an interval ends before it reaches a bound.

    That is the least n with ``(t(n - 1; level) + t(n - 1; power)) s / sqrt(n) <= distance``: the interval of a mean
    that lies at that distance from the bound clears it with the chance `POWER` (Snedecor and Cochran, Statistical
    Methods, 8th ed. 1989, on the size of samples, with t for the normal points). ``None`` if that is out of reach.
    """
    one_sided = 2 * POWER - 1  # the level of the two-sided interval with the same point
    return _least(lambda n: (t_point(n, level) + t_point(n, one_sided)) * deviation <= distance * n**0.5)


def advise(known: Estimate, half_width: float) -> Advice:
    """Return how many more replications would give a mean to a half width."""
    needed = None
    if known.deviation is not None:
        needed = for_half_width(known.deviation, half_width, known.level)
    return Advice(aim="half width", n=known.n, more=more_than(known.n, needed), half_width=half_width)


def more_than(n: int, needed: int | None) -> int | None:
    """Return how many are needed beyond those that there are."""
    return None if needed is None else max(0, needed - n)


def _least(holds: Callable[[int], bool]) -> int | None:
    """Return the least number of replications for which something holds that holds for all larger ones."""
    numbers = range(2, MOST + 1)
    place = bisect_left(numbers, True, key=holds)
    return numbers[place] if place < len(numbers) else None
