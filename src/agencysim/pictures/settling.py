"""A picture of how a run settles: Welch's plot, with the warm-up that MSER-5 finds."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agencysim.language import tr
from agencysim.pictures import style
from agencysim.statistics import mser5, welch

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import ArrayLike

SMOOTHED = 20
"""Of how many parts of a series the moving average takes one on each side."""


def warm_up(series: ArrayLike, ax: Axes | None = None, *, what: str = "") -> Axes:
    """Draw the mean of replications over time, Welch's moving average of it, and where MSER-5 ends the warm-up.

    Parameters
    ----------
    series
        Observations at even distances, such as the jobs in the house each day: of one run, shape (observations,), or of
        several, shape (replications, observations).
    ax
        Axes to draw on; those of a new figure if absent.
    what
        What was observed, in words.

    Raises
    ------
    AgencySimError
        If they are no finite numbers, or fewer than 50.
    """
    found = mser5(series)
    mean = welch(series, 0)
    window = max(1, found.length // SMOOTHED)
    with style.drawing(ax) as ax:
        style.head(ax, what or tr("A figure over time"), str(found))
        numbers = np.arange(1, found.length + 1)
        ax.plot(numbers, mean, color=style.PALE, linewidth=1, label=tr("mean of the replications"))
        smooth = welch(series, window)
        label = tr("Welch's moving average over {n} on each side", n=window)
        ax.plot(numbers[: len(smooth)], smooth, color=style.BLUE, linewidth=1.5, label=label)
        ends = tr("end of the warm-up by MSER-5: {cut}", cut=found.cut)
        colour = style.BAD if found.too_short else style.BLACK
        ax.axvline(found.cut + 0.5, color=colour, linestyle="--", linewidth=1, label=ends)
        ax.set_xlim(0, found.length + 1)
        ax.set_ylim(bottom=min(0.0, float(mean.min())))
        style.grid(ax, "y")
        style.measures(ax, x=tr("observation"))
        style.legend_below(ax, 3)
        return ax
