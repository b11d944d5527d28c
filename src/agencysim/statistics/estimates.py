"""The mean of replications, which never lacks its n and its interval."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agencysim.language import tr
from agencysim.statistics.samples import check_level, sample_of, t_point
from agencysim.statistics.words import figure, percent
from agencysim.values import Frozen

if TYPE_CHECKING:
    from numpy.typing import ArrayLike


class Estimate(Frozen):
    """A mean over replications, and how well it is known.

    Parameters
    ----------
    n
        In how many replications there was something to measure.
    mean
        Its mean.
    deviation
        The standard deviation of a replication; ``None`` with fewer than two.
    half_width
        Half the width of the interval of the mean; ``None`` with fewer than two.
    level
        In what share of studies the interval holds the true mean.
    """

    n: int
    mean: float
    deviation: float | None
    half_width: float | None
    level: float

    @property
    def lower(self) -> float | None:
        """Where the interval begins."""
        return None if self.half_width is None else self.mean - self.half_width

    @property
    def upper(self) -> float | None:
        """Where the interval ends."""
        return None if self.half_width is None else self.mean + self.half_width

    def __str__(self) -> str:
        if self.half_width is None:
            return tr("{mean} (n = {n}, no interval)", mean=figure(self.mean), n=self.n)
        mean, half = figure(self.mean, self.half_width), figure(self.half_width, self.half_width)
        return f"{mean} ± {half} ({percent(self.level)}, n = {self.n})"


def estimate(values: ArrayLike, level: float = 0.95) -> Estimate:
    """Return the mean of independent replications with its t interval.

    The interval is ``mean ± t(n - 1) s / sqrt(n)`` (Student 1908; Law, Simulation Modeling and Analysis, 5th ed. 2015,
    section 4.5). It is exact for normal values; a figure that is itself a mean or a sum over many jobs is nearly so.
    Of few and skewed values it holds the mean less often than its level says.

    Parameters
    ----------
    values
        One figure of each replication, NaN where there was nothing to measure; shape (replications,).
    level
        In what share of studies the interval is to hold the true mean.

    Raises
    ------
    AgencySimError
        If there is no value, or one is infinite, or the level is none.
    """
    check_level(level)
    sample = sample_of("values", values)
    n, mean = sample.size, float(np.mean(sample))
    if n < 2:
        return Estimate(n=n, mean=mean, deviation=None, half_width=None, level=level)
    deviation = float(np.std(sample, ddof=1))
    half_width = t_point(n, level) * deviation / n**0.5
    return Estimate(n=n, mean=mean, deviation=deviation, half_width=half_width, level=level)
