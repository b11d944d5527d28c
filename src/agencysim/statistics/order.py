"""Quantiles and shares over replications, with intervals that assume nothing of how figures are spread."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agencysim.arguments import check_whole
from agencysim.language import tr
from agencysim.statistics.samples import check_between, check_level, normal_point, sample_of
from agencysim.statistics.words import figure, range_in_words
from agencysim.values import LARGEST, Frozen

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class Interval(Frozen):
    """A quantile or a share over replications, with its interval.

    Parameters
    ----------
    n
        How many replications it is of.
    value
        The estimate.
    lower, upper
        Where the interval begins and ends; ``None`` where too few replications bound it.
    level
        In what share of studies the interval holds the true value, at least or nearly.
    """

    n: int
    value: float
    lower: float | None
    upper: float | None
    level: float

    def __str__(self) -> str:
        width = self.upper - self.lower if self.lower is not None and self.upper is not None else None
        interval = range_in_words(self.lower, self.upper, self.level)
        value = figure(self.value, width and width / 2)
        return tr("{value} ({interval}, n = {n})", value=value, interval=interval, n=self.n)


def quantile(values: ArrayLike, q: float, level: float = 0.95) -> Interval:
    """Return a quantile of independent replications, with an interval between two of the values.

    The number of values below the true quantile is binomial, so that the l-th and the u-th smallest value enclose it
    with the chance ``P(l <= B <= u - 1)``, however the values are spread (Conover, Practical Nonparametric Statistics,
    3rd ed. 1999, section 3.2). Each end is left open by less than half of what the level leaves; since values are
    discrete, the interval holds the quantile more often than its level says, and needs some 40 replications for a 90 %
    quantile. Not for the jobs of one run, which depend on each other: take the quantile of each run, and its mean.

    Parameters
    ----------
    values
        One figure of each replication, NaN where there was nothing to measure; shape (replications,).
    q
        Which quantile, between 0 and 1.
    level
        In what share of studies the interval is to hold the true quantile, at least.

    Raises
    ------
    AgencySimError
        If there is no value, or one is infinite, or a parameter makes no sense.
    """
    from scipy.special import bdtr

    check_between("q", q, 0, 1)
    check_level(level)
    sample = np.sort(sample_of("values", values))
    n = sample.size
    below = bdtr(np.arange(n), n, q)  # P(B <= k) for k from 0 to n - 1
    left = (1 - level) / 2
    low = int(np.searchsorted(below, left, side="right"))  # the largest l with P(B <= l - 1) <= left
    high = int(np.searchsorted(below, 1 - left, side="left")) + 1  # the least u with P(B >= u) <= left
    return Interval(
        n=n,
        value=float(np.quantile(sample, q)),
        lower=float(sample[low - 1]) if low >= 1 else None,
        upper=float(sample[high - 1]) if high <= n else None,
        level=level,
    )


def share(kept: int, n: int, level: float = 0.95) -> Interval:
    """Return the share of replications in which something happened, with Wilson's interval.

    Wilson (Journal of the American Statistical Association 22, 1927); by Brown, Cai and DasGupta (Statistical Science
    16, 2001) the one to take for few of them: it holds on the mean over all shares what its level says, for a certain
    share and n a little more or less.

    It is right for **one event in each replication**: whether the order of the exhibition was on time, whether the year
    ended with a loss. It is wrong for a **share that pools many jobs of one run**, such as jobs on time: they wait in
    the same queues and depend on each other, so that a run of 500 jobs tells less than 500 independent ones, and
    Wilson's interval would be far too narrow. There the share of each replication is one figure, and `estimate` gives
    the interval of its mean.

    Parameters
    ----------
    kept
        In how many replications it happened.
    n
        How many replications there are.
    level
        In what share of studies the interval is to hold the true share.

    Raises
    ------
    AgencySimError
        If the counts or the level make no sense.
    """
    check_whole("n", n, 1, LARGEST)
    check_whole("kept", kept, 0, n)
    check_level(level)
    z, p = normal_point(level), kept / n
    middle = (p + z * z / (2 * n)) / (1 + z * z / n)
    half = z / (1 + z * z / n) * (p * (1 - p) / n + z * z / (4 * n * n)) ** 0.5
    # At the ends the formula gives 0 and 1 but for rounding.
    lower = 0.0 if kept == 0 else middle - half
    upper = 1.0 if kept == n else middle + half
    return Interval(n=n, value=p, lower=lower, upper=upper, level=level)
