"""The mean of one long run, by the means of its batches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agencysim.arguments import check_whole
from agencysim.errors import AgencySimError
from agencysim.language import tr
from agencysim.statistics.estimates import Estimate, estimate
from agencysim.statistics.samples import series_of
from agencysim.statistics.words import with_remark
from agencysim.values import Frozen

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

SUSPICION = 1.645
"""Standard deviations from which on a correlation is held to be one: 5 % of independent batches seem so (one-sided)."""


class BatchMeans(Frozen):
    """The mean of one long run.

    Parameters
    ----------
    estimate
        The mean over the batches, whose number is its n.
    size
        Observations in each batch.
    dropped
        Observations at the beginning that fill no batch.
    correlation
        Of each batch with the next (lag 1); ``None`` if they do not vary.
    correlated
        Whether it is larger than chance would let it be: the batches are then too short, and the interval too narrow.
        Few batches show a strong correlation only: that none is seen is no proof that there is none.
    """

    estimate: Estimate
    size: int
    dropped: int
    correlation: float | None
    correlated: bool

    def __str__(self) -> str:
        found = tr("{estimate} in batches of {size}", estimate=self.estimate, size=self.size)
        warning = tr("batches depend on each other, so that the interval is too narrow: run longer")
        return with_remark(found, warning) if self.correlated else found


def batch_means(series: ArrayLike, batches: int = 20, level: float = 0.95) -> BatchMeans:
    """Return the mean of one long run, with the t interval of the means of its batches.

    Long batches hardly depend on each other, and are nearly normal; 10 to 30 of them are enough (Schmeiser, Operations
    Research 30, 1982). Whether they depend is judged by von Neumann's ratio, ``1 - sum((y[i] - y[i + 1])^2) /
    (2 sum((y[i] - mean)^2))``, of variance ``(b - 2) / (b^2 - 1)`` where they do not (Fishman, Principles of Discrete
    Event Simulation, 1978). Where replications are cheap, several runs tell more surely.

    Parameters
    ----------
    series
        Observations of one run after its warm-up; shape (observations,).
    batches
        How many batches are made of it.
    level
        In what share of studies the interval is to hold the true mean.

    Raises
    ------
    AgencySimError
        If they are no finite numbers, or fewer than the batches, or these are fewer than 3.
    """
    values = series_of("series", series)
    check_whole("batches", batches, 3, 1000)
    size = len(values) // batches
    if not size:
        raise AgencySimError(
            tr("series has {n} observations, too few for {batches} batches: run longer", n=len(values), batches=batches)
        )
    dropped = len(values) - size * batches
    means = values[dropped:].reshape(batches, size).mean(axis=1)
    correlation = _lag_1(means)
    spread = ((batches - 2) / (batches**2 - 1)) ** 0.5
    return BatchMeans(
        estimate=estimate(means, level),
        size=size,
        dropped=dropped,
        correlation=correlation,
        correlated=correlation is not None and correlation > SUSPICION * spread,
    )


def _lag_1(means: NDArray[np.float64]) -> float | None:
    squares = float(((means - means.mean()) ** 2).sum())
    return 1 - float((np.diff(means) ** 2).sum()) / (2 * squares) if np.ptp(means) else None
