"""Where the warm-up of a run ends: MSER-5, and Welch's moving average to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agencysim.arguments import check_whole
from agencysim.errors import AgencySimError
from agencysim.language import tr
from agencysim.statistics.samples import series_of
from agencysim.statistics.words import with_remark
from agencysim.values import Frozen

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

BATCH = 5
"""Observations that MSER-5 takes together."""
LEAST_LEFT = 5
"""Batches that are never cut off, nor the last quarter: the criterion is by chance small where only a few are left."""


class WarmUp(Frozen):
    """How much of a series is to be passed over.

    Parameters
    ----------
    cut
        Observations at the beginning that belong to the warm-up.
    length
        Observations of the series.
    """

    cut: int
    length: int

    @property
    def too_short(self) -> bool:
        """Whether more than half of the series would be cut: it has then hardly settled, and the run is too short."""
        return 2 * self.cut > self.length

    def __str__(self) -> str:
        found = tr("warm-up: the first {cut} of {length} observations", cut=self.cut, length=self.length)
        warning = tr("that is more than half, so that the run is too short: run longer")
        return with_remark(found, warning) if self.too_short else found


def mser5(series: ArrayLike) -> WarmUp:
    """Return the warm-up of a series by MSER-5: the cut after which the mean is known best.

    The series is taken in batches of 5, and cut where the squared standard error of the rest's mean,
    ``sum((z - mean)^2) / m^2`` over the m batches left, is least (White, Cobb and Spratt, Proceedings of the 2000
    Winter Simulation Conference). A cut of more than half is no warm-up but a warning, and the last five batches
    are never cut off (Hoad, Robinson and Davies, Journal of the Operational Research Society 61, 2010); here the last
    quarter is not either, since settled series whose observations depend on each other would often be cut there.

    Parameters
    ----------
    series
        Observations at even distances, such as the jobs in the house each day: of one run, shape (observations,), or of
        several, shape (replications, observations), of which the mean is taken.

    Raises
    ------
    AgencySimError
        If they are no finite numbers, or fewer than 50.
    """
    values = _mean_series(series)
    if len(values) < 2 * LEAST_LEFT * BATCH:
        raise AgencySimError(
            tr(
                "series has {n} observations, should have at least {least}: run longer, or observe more often",
                n=len(values),
                least=2 * LEAST_LEFT * BATCH,
            )
        )
    batches = values[: len(values) // BATCH * BATCH].reshape(-1, BATCH).mean(axis=1)
    left = max(LEAST_LEFT, -(-len(batches) // 4))
    criterion = [_squared_error(batches[cut:]) for cut in range(len(batches) - left + 1)]
    return WarmUp(cut=BATCH * int(np.argmin(criterion)), length=len(values))


def welch(series: ArrayLike, window: int) -> NDArray[np.float64]:
    """Return Welch's moving average: the mean over replications, smoothed over a window around each observation.

    ``mean(y[i - w], ..., y[i + w])``; for the first w observations over as many before as there are (Welch in
    Lavenberg, Computer Performance Modeling Handbook, 1983; Law, Simulation Modeling and Analysis, 5th ed. 2015,
    section 9.5.1).

    Parameters
    ----------
    series
        As that of `mser5`.
    window
        How many observations on each side, w; at most a quarter of them.

    Returns
    -------
    NDArray
        Shape (observations - window,): the last w have no average.

    Raises
    ------
    AgencySimError
        If the series are no finite numbers, or the window is too wide.
    """
    values = _mean_series(series)
    check_whole("window", window, 0, len(values) // 4)
    before = np.concatenate([[0.0], np.cumsum(values)])
    place = np.arange(len(values) - window)
    reach = np.minimum(place, window)
    averages: NDArray[np.float64] = (before[place + reach + 1] - before[place - reach]) / (2 * reach + 1)
    return averages


def _mean_series(series: ArrayLike) -> NDArray[np.float64]:
    """Return the mean over replications of each observation."""
    values = np.atleast_2d(series_of("series", series, (1, 2)))
    mean: NDArray[np.float64] = values.mean(axis=0)
    return mean


def _squared_error(batches: NDArray[np.float64]) -> float:
    return float(np.var(batches) / len(batches))
