"""Two ways to run an agency, compared on the same chance."""

from __future__ import annotations

from math import ceil, log2
from typing import TYPE_CHECKING, Literal

import numpy as np

from agencysim.arguments import check_whole
from agencysim.errors import AgencySimError
from agencysim.language import tr
from agencysim.statistics.estimates import Estimate, estimate
from agencysim.statistics.needed import Advice, more_than, to_clear
from agencysim.statistics.samples import bonferroni, check_between, check_level, series_of
from agencysim.statistics.words import figure, range_in_words, with_remark
from agencysim.values import LARGEST, Frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

Good = Literal["more", "less"]
Verdict = Literal["better", "worse", "practically equal", "no evidence"]


class Comparison(Frozen):
    """What replications that met the same chance say of the difference of two means, the first less the second.

    Parameters
    ----------
    difference
        The mean difference; its level is higher than that of the whole where there are several comparisons.
    first, second
        Mean of each of the two, over the replications that both have.
    verdict
        Whether the first is better or worse than the second; where all differences are the same, only if they are
        enough for the sign test. *Practically equal*: the whole interval lies within the
        smallest difference that matters, so that a true difference does not matter. *No evidence*: neither is shown,
        which does not say that they are equal.
    correlation
        Of the two over replications; ``None`` where one does not vary.
    gain
        What common random numbers gained: how many times as many independent replications would have been needed,
        ``(Var(A) + Var(B)) / Var(A - B)``; ``None`` where the difference does not vary.
    advice
        How many more replications would tell; ``None`` if the verdict is known.
    level, comparisons
        At what level all of how many comparisons hold together (Bonferroni).
    """

    difference: Estimate
    first: float
    second: float
    verdict: Verdict
    correlation: float | None
    gain: float | None
    advice: Advice | None
    level: float
    comparisons: int

    def __str__(self) -> str:
        if self.difference.half_width is None:
            interval = tr("no interval")
        else:
            interval = range_in_words(self.difference.lower, self.difference.upper, self.difference.level)
        about = tr(
            "{verdict}: difference {mean} ({interval}, n = {n})",
            verdict=_in_words(self.verdict),
            mean=figure(self.difference.mean, self.difference.half_width),
            interval=interval,
            n=self.difference.n,
        )
        return about if self.advice is None else with_remark(about, self.advice)


def _in_words(verdict: Verdict) -> str:
    return {
        "better": tr("better"),
        "worse": tr("worse"),
        "practically equal": tr("practically equal"),
        "no evidence": tr("no evidence of a difference"),
    }[verdict]


def compare(
    first: ArrayLike,
    second: ArrayLike,
    *,
    good: Good,
    smallest: float | None = None,
    level: float = 0.95,
    comparisons: int = 1,
) -> Comparison:
    """Compare two ways to run an agency by their differences in each replication.

    A paired-t interval: with common random numbers the two are not independent, their differences from replication to
    replication are (Law, Simulation Modeling and Analysis, 5th ed. 2015, sections 10.2.1 and 11.2).

    Parameters
    ----------
    first, second
        One figure of each replication, in the same order, NaN where there was nothing to measure; shape
        (replications,). A replication counts if it has both.
    good
        Whether ``"more"`` is good or ``"less"``.
    smallest
        The smallest difference that matters; differences below it are told to be practically equal, even where they are
        known not to be 0.
    level
        In what share of studies all comparisons are to be right.
    comparisons
        How many comparisons are made together (Bonferroni).

    Raises
    ------
    AgencySimError
        If there is no replication that has both, or the two are not of the same length, or a parameter makes no sense.
    """
    _check(good, smallest, level, comparisons)
    a, b = _pairs(first, second)
    difference = estimate(a - b, bonferroni(level, comparisons))
    verdict = _verdict(difference, good, smallest)
    return Comparison(
        difference=difference,
        first=float(a.mean()),
        second=float(b.mean()),
        verdict=verdict,
        correlation=_correlation(a, b),
        gain=_gain(a, b),
        advice=_advice(difference, smallest) if verdict == "no evidence" else None,
        level=level,
        comparisons=comparisons,
    )


def compare_all(
    options: Mapping[str, ArrayLike],
    base: ArrayLike,
    *,
    good: Good,
    smallest: float | None = None,
    level: float = 0.95,
) -> dict[str, Comparison]:
    """Compare several options with one base, so that all comparisons hold together at a level (Bonferroni).

    Parameters
    ----------
    options
        One figure of each replication, by the option's name.
    base, good, smallest, level
        As those of `compare`; the base is the second of each comparison.
    """
    return {
        name: compare(values, base, good=good, smallest=smallest, level=level, comparisons=len(options))
        for name, values in options.items()
    }


def _check(good: str, smallest: float | None, level: float, comparisons: int) -> None:
    check_level(level)
    check_whole("comparisons", comparisons, 1, LARGEST)
    if smallest is not None:
        check_between("smallest", smallest, 0, LARGEST)
    if good not in ("more", "less"):
        raise AgencySimError(tr('good is {good!r:.60}, should be "more" or "less"', good=good))


def _pairs(first: ArrayLike, second: ArrayLike) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the replications that both have."""
    a, b = series_of("first", first, gaps=True), series_of("second", second, gaps=True)
    if len(a) != len(b):
        raise AgencySimError(
            tr(
                "the first has {first} replications and the second {second}: give the same replications of both",
                first=len(a),
                second=len(b),
            )
        )
    both = ~np.isnan(a - b)
    if not both.any():
        raise AgencySimError(tr("nothing can be compared: no replication has a value of both"))
    return a[both], b[both]


def _verdict(difference: Estimate, good: Good, smallest: float | None) -> Verdict:
    low, high = difference.lower, difference.upper
    if low is None or high is None:
        return "no evidence"
    if smallest is not None and -smallest <= low and high <= smallest:
        return "practically equal"
    if (low > 0 or high < 0) and (low < high or difference.n >= _enough_equal(difference.level)):
        return "better" if (low > 0) == (good == "more") else "worse"
    return "no evidence"


def _enough_equal(level: float) -> int:
    """Return how many differences that are all the same tell that two differ.

    They have no deviation, so that t says nothing of them; by the sign test n of one sign are due to chance with
    ``2^(1 - n)`` (Conover, Practical Nonparametric Statistics, 3rd ed. 1999, section 3.4).
    """
    return ceil(1 - log2(1 - level))


def _correlation(a: NDArray[np.float64], b: NDArray[np.float64]) -> float | None:
    if len(a) < 2 or not np.ptp(a) or not np.ptp(b):
        return None
    return float(np.corrcoef(a, b)[0, 1])


def _gain(a: NDArray[np.float64], b: NDArray[np.float64]) -> float | None:
    if len(a) < 2 or not np.ptp(a - b):
        return None
    return float((a.var(ddof=1) + b.var(ddof=1)) / (a - b).var(ddof=1))


def _advice(difference: Estimate, smallest: float | None) -> Advice:
    """Return what would tell sooner: that the two differ, or that they do not differ by what matters."""
    n, deviation, size = difference.n, difference.deviation, abs(difference.mean)
    if deviation is None:
        return Advice(aim="separate", n=n, more=None)
    separate = None
    if size:
        needed = to_clear(deviation, size, difference.level) if deviation else _enough_equal(difference.level)
        separate = more_than(n, needed)
    equal = None
    if smallest is not None and size < smallest:
        equal = more_than(n, to_clear(deviation, smallest - size, difference.level))
    if equal is not None and (separate is None or equal < separate):
        return Advice(aim="show equal", n=n, more=max(1, equal))
    return Advice(aim="separate", n=n, more=separate if separate is None else max(1, separate))
