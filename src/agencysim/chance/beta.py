"""Quantiles of beta distributions by interpolation: twenty times as fast as solving for each."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from agencysim.chance.arrays import Floats

_PER_UNIT = 8
"""Nodes in a unit of log-odds: the error stays below 1e-11 of the range, less than a microsecond in a day."""
_FAR = 38
"""Log-odds beyond which no share lies that a float can say, but for those nearest to 0."""


def beta_quantile(a: float, b: float, u: Floats) -> Floats:
    """Return the values below which shares of a beta distribution lie.

    Between nodes evenly spaced in log-odds of the share, where quantiles are smooth, they follow the quintic that has
    the exact values, slopes and bends of both neighbours (Hermite).

    Parameters
    ----------
    a, b
        Shapes of the distribution.
    u
        Shares in the open interval (0, 1), of any shape.
    """
    place = (np.log(u) - np.log1p(-u) + _FAR) * _PER_UNIT
    node = np.minimum(np.maximum(place, 0).astype(np.intp), 2 * _FAR * _PER_UNIT - 1)
    beyond = place - node
    *others, value = _quintics(a, b)[:, node]
    for coefficient in others[1:]:
        others[0] = others[0] * beyond + coefficient
    quantiles: Floats = np.clip(others[0] * beyond + value, 0.0, 1.0)
    return quantiles


def beta_quantile_of_one(a: float, b: float, u: float) -> float:
    """Return one quantile: what `beta_quantile` gives, to the bit, ten times as fast for so few.

    Parameters
    ----------
    a, b
        Shapes of the distribution.
    u
        A share in the open interval (0, 1).
    """
    # Logarithms are numpy's, whose last bit need not be that of the math module.
    place = (float(np.log(u)) - float(np.log1p(-u)) + _FAR) * _PER_UNIT
    node = min(int(max(place, 0.0)), 2 * _FAR * _PER_UNIT - 1)
    beyond = place - node
    quantile = 0.0
    for coefficient in _quintics(a, b)[:, node].tolist():
        quantile = quantile * beyond + coefficient
    return min(max(quantile, 0.0), 1.0)


@lru_cache(maxsize=4096)
def _quintics(a: float, b: float) -> Floats:
    """Return the coefficients, that of the fifth power first, of the quintic that begins at each node."""
    from scipy.special import betaincinv, betaln, expit, xlogy  # late: it takes long to import

    odds = np.arange(-_FAR * _PER_UNIT, _FAR * _PER_UNIT + 1) / _PER_UNIT
    shares, rest = expit(odds), expit(-odds)
    low, high = odds < 0, odds >= 0
    values, left = np.empty_like(odds), np.empty_like(odds)
    values[low], left[high] = betaincinv(a, b, shares[low]), betaincinv(b, a, rest[high])  # exact where they are small
    values[high], left[low] = 1 - left[high], 1 - values[low]
    density = np.exp(xlogy(a - 1, values) + xlogy(b - 1, left) - betaln(a, b))
    slopes = shares * rest / density
    bends = slopes * (rest - shares - slopes * ((a - 1) / values - (b - 1) / left)) / _PER_UNIT**2
    return _hermite(values, slopes / _PER_UNIT, bends)


def _hermite(values: Floats, slopes: Floats, bends: Floats) -> Floats:
    """Return the coefficients of the quintics that join nodes one apart with given values and derivatives."""
    rise = np.diff(values)
    value, (slope, end_slope), (bend, end_bend) = values[:-1], (slopes[:-1], slopes[1:]), (bends[:-1], bends[1:])
    third = 10 * rise - 6 * slope - 4 * end_slope - 1.5 * bend + 0.5 * end_bend
    fourth = -15 * rise + 8 * slope + 7 * end_slope + 1.5 * bend - end_bend
    fifth = 6 * rise - 3 * slope - 3 * end_slope - 0.5 * bend + 0.5 * end_bend
    return np.array([fifth, fourth, third, bend / 2, slope, value])
