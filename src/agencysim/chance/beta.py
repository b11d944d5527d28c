"""Quantiles of beta distributions by interpolation: twenty times as fast as solving for each."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from agencysim.chance.arrays import Floats

_PER_UNIT = 12
"""Nodes in a unit of log-odds: the error stays below a hundred-millionth of the range, a millisecond in a day."""
_FAR = 38
"""Log-odds beyond which no share lies that a float between 0 and 1 can say, but for those nearest to 0."""


def beta_quantile(a: float, b: float, u: Floats) -> Floats:
    """Return the values below which shares of a beta distribution lie.

    Between nodes evenly spaced in log-odds of the share, where quantiles are smooth, they follow the cubic that has
    the exact values and slopes of both neighbours (Hermite).

    Parameters
    ----------
    a, b
        Shapes of the distribution.
    u
        Shares in the open interval (0, 1), of any shape.
    """
    place = ((np.log(u) - np.log1p(-u)) + _FAR) * _PER_UNIT
    node = np.clip(place.astype(np.intp), 0, 2 * _FAR * _PER_UNIT - 1)
    beyond = place - node
    zeroth, first, second, third = _cubics(a, b)
    cubic: Floats = zeroth[node] + beyond * (first[node] + beyond * (second[node] + beyond * third[node]))
    return np.clip(cubic, 0.0, 1.0)


@lru_cache(maxsize=4096)
def _cubics(a: float, b: float) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the coefficients of the cubic that begins at each node."""
    from scipy.special import betaincinv, betaln, expit, xlogy  # late: it takes long to import

    odds = np.arange(-_FAR * _PER_UNIT, _FAR * _PER_UNIT + 1) / _PER_UNIT
    shares, rest = expit(odds), expit(-odds)
    values, left = betaincinv(a, b, shares), betaincinv(b, a, rest)
    values = np.where(odds < 0, values, 1 - left)  # each is exact where its share is small
    density = np.exp(xlogy(a - 1, values) + xlogy(b - 1, left) - betaln(a, b))
    slopes = shares * rest / density / _PER_UNIT
    rise = np.diff(values)
    here, there = slopes[:-1], slopes[1:]
    return values[:-1], here, 3 * rise - 2 * here - there, here + there - 2 * rise
