"""Intervals of shares and quantiles over independent futures."""

from __future__ import annotations

from math import ceil, sqrt
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

Z = 1.959963984540054
"""The 97.5 % point of the normal distribution."""


def wilson(held: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a probability by so many successes of n (E. B. Wilson, JASA 22, 1927, p. 209)."""
    if not n:
        return 0.0, 1.0
    share, z2 = held / n, Z * Z
    middle = (share + z2 / (2 * n)) / (1 + z2 / n)
    half = Z * sqrt(share * (1 - share) / n + z2 / (4 * n * n)) / (1 + z2 / n)
    return (0.0 if held == 0 else middle - half), (1.0 if held == n else middle + half)


def order_statistic(ordered: NDArray[np.generic], share: float) -> int:
    """Return the smallest of some values, in order, that at least a share of them do not exceed."""
    return ordered[max(0, ceil(share * len(ordered) - 1e-9) - 1)].item()  # type: ignore[no-any-return]


def quantile_interval(n: int, share: float) -> tuple[int, int | None]:
    """Return the places of the order statistics between which a quantile lies with 95 % probability, from 0.

    The number of values below a quantile is binomial (H. A. David, Order Statistics, section 2.5); the last place is
    ``None`` if there are too few values for an upper bound.
    """
    from scipy.special import bdtr  # late: it takes long to import

    below = bdtr(np.arange(n + 1), n, share)  # of at most so many
    first = int(np.searchsorted(below, 0.025, side="right"))
    last = int(np.searchsorted(below, 0.975))
    return max(0, first - 1), last if last < n else None


def mean_and_half_width(values: NDArray[np.float64]) -> tuple[float, float | None]:
    """Return a mean, and half its 95 % interval (Student's t); ``None`` with one value."""
    from scipy.special import stdtrit

    n = len(values)
    half = float(stdtrit(n - 1, 0.975) * np.std(values, ddof=1) / sqrt(n)) if n > 1 else None
    return float(np.mean(values)), half
