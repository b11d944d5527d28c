"""What the statistics are given: results of replications, checked; and the points of the distributions they use."""

from __future__ import annotations

from numbers import Real
from typing import TYPE_CHECKING

import numpy as np

from agencysim.errors import AgencySimError
from agencysim.language import tr

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

# SciPy is imported by the functions that need it: it takes long.


def series_of(
    name: str, given: ArrayLike, dimensions: tuple[int, ...] = (1,), *, gaps: bool = False
) -> NDArray[np.float64]:
    """Return numbers as an array, and refuse what is none.

    Parameters
    ----------
    name
        What they are called where they are refused.
    given
        The numbers.
    dimensions
        How many dimensions they may have; a second one is of replications, the first of the two.
    gaps
        Whether some may be missing (NaN).

    Raises
    ------
    AgencySimError
        If they are no finite numbers, none at all, or of another shape.
    """
    try:
        values = np.asarray(given, float)
    except (TypeError, ValueError):
        values = np.array([])
    bad = np.isinf(values) if gaps else ~np.isfinite(values)
    if values.ndim not in dimensions or not values.size or bad.any():
        shape = tr("a row of finite numbers for each replication") if 2 in dimensions else tr("finite numbers")
        raise AgencySimError(tr("{name} is {given!r:.60}, should be {shape}", name=name, given=given, shape=shape))
    return values


def sample_of(name: str, given: ArrayLike) -> NDArray[np.float64]:
    """Return what replications measured, without those in which there was nothing to measure (NaN).

    Raises
    ------
    AgencySimError
        If nothing was measured at all.
    """
    values = series_of(name, given, gaps=True)
    measured = values[~np.isnan(values)]
    if not measured.size:
        raise AgencySimError(tr("{name} has no value: nothing was measured in any replication", name=name))
    return measured


def check_level(level: float) -> None:
    """Refuse what is no confidence level.

    Raises
    ------
    AgencySimError
        If it is not between 0 and 1.
    """
    check_between("level", level, 0, 1)


def check_between(name: str, given: float, low: float, high: float) -> None:
    """Refuse what is no number between two others, both excluded.

    Raises
    ------
    AgencySimError
        If it is none.
    """
    if isinstance(given, bool) or not isinstance(given, Real) or not low < given < high:
        raise AgencySimError(
            tr(
                "{name} is {given!r:.60}, should be a number between {low:g} and {high:g}",
                name=name,
                given=given,
                low=low,
                high=high,
            )
        )


def bonferroni(level: float, statements: int) -> float:
    """Return the level of each of several statements that are all true at a level together.

    Bonferroni's inequality: the chance that any of k statements is wrong is at most the sum of their chances, whether
    or not they depend on each other (Law, Simulation Modeling and Analysis, 5th ed. 2015, section 9.7).
    """
    return 1 - (1 - level) / statements


def t_point(n: int, level: float) -> float:
    """Return how many standard errors of a mean of n values half an interval of a level is wide (Student 1908)."""
    from scipy.special import stdtrit

    return float(stdtrit(n - 1, (1 + level) / 2))


def normal_point(level: float) -> float:
    """Return how many standard deviations half a central interval of the normal distribution is wide."""
    from scipy.special import ndtri

    return float(ndtri((1 + level) / 2))
