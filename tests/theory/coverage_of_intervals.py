"""How often intervals hold what is true: small studies, repeated, of chance that is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from scipy import stats

from agencysim.statistics import Precision, Target, batch_means, compare, decide, estimate, quantile, share

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

LEVEL = 0.95

Study = Callable[[np.random.Generator], bool] if TYPE_CHECKING else object
"""Makes one small study, and says whether its interval holds what is true."""


class Coverage(NamedTuple):
    """A kind of study.

    Parameters
    ----------
    interval, data
        What is looked at, and what it is made of.
    study
        Makes one study.
    exact
        How often the interval holds, if that can be worked out; ``None`` if it cannot.
    reason
        Why this is not the level, where it is not.
    """

    interval: str
    data: str
    study: Study
    exact: float | None = LEVEL
    reason: str = ""


def held(kind: Coverage, studies: int, seed: int) -> float:
    """Return in what share of so many studies the interval held what is true."""
    rng = np.random.default_rng(seed)
    return float(np.mean([kind.study(rng) for _ in range(studies)]))


def within(lower: float | None, truth: float, upper: float | None) -> bool:
    """Return whether an interval holds a value; an end that is open holds all."""
    return (lower is None or lower <= truth) and (upper is None or truth <= upper)


def _mean(draw: Callable[[np.random.Generator], NDArray[np.float64]], truth: float) -> Study:
    def study(rng: np.random.Generator) -> bool:
        found = estimate(draw(rng))
        return within(found.lower, truth, found.upper)

    return study


def _paired(rng: np.random.Generator) -> bool:
    """Two figures with a correlation of 0.8 and a true difference of 1."""
    common = rng.normal(size=10) * 2
    found = compare(11 + common + rng.normal(size=10), 10 + common + rng.normal(size=10), good="more").difference
    return within(found.lower, 1.0, found.upper)


def _quantile(q: float, n: int) -> Study:
    def study(rng: np.random.Generator) -> bool:
        found = quantile(rng.exponential(size=n), q)
        return within(found.lower, -np.log(1 - q), found.upper)

    return study


def exact_of_quantile(q: float, n: int) -> float:
    """Return how often a quantile lies between the two values that enclose it: a sum of binomial chances."""
    found = quantile(range(1, n + 1), q)
    low, high = found.lower or 0, found.upper or n + 1
    return float(stats.binom(n, q).cdf(high - 1) - stats.binom(n, q).cdf(low - 1))


def _share(p: float, n: int) -> Study:
    def study(rng: np.random.Generator) -> bool:
        found = share(int(rng.binomial(n, p)), n)
        return within(found.lower, p, found.upper)

    return study


def exact_of_share(p: float, n: int) -> float:
    """Return how often Wilson's interval holds a share: the chance of the counts whose intervals do."""
    intervals = ((k, share(k, n)) for k in range(n + 1))
    return float(sum(stats.binom(n, p).pmf(k) for k, found in intervals if within(found.lower, p, found.upper)))


def _batches(correlation: float, length: int) -> Study:
    """A series of mean 0 in which each value takes over a share of the one before (AR 1), from its steady state on."""

    def study(rng: np.random.Generator) -> bool:
        values = rng.normal(size=length)
        values[0] /= (1 - correlation**2) ** 0.5
        for k in range(1, length if correlation else 0):
            values[k] += correlation * values[k - 1]
        found = batch_means(values).estimate
        return within(found.lower, 0.0, found.upper)

    return study


def _sequential(least: int) -> Study:
    """Normal values of mean 10 and deviation 1, until the mean is known to 3 %: 45 replications or so."""
    precision = Precision(targets={"x": Target(half_width=0.03, relative=True)}, least=least)

    def study(rng: np.random.Generator) -> bool:
        found = decide({"x": rng.normal(10, 1, 200)}, precision).estimates["x"]
        return within(found.lower, 10.0, found.upper)

    return study


def _pooled(rng: np.random.Generator) -> bool:
    """Wilson's interval, used wrongly: 100 jobs of one run, whose chances to be on time share the luck of the run."""
    luck = rng.beta(18, 2)  # 90 % on the mean
    found = share(int(rng.binomial(100, luck)), 100)
    return within(found.lower, 0.9, found.upper)


FEW = "few and skewed values: the deviation is most often too small, and goes with the mean"
DISCRETE = "values are discrete: the level is kept at the least"
COUNTS = "counts are discrete: near the level on the mean over all shares, not for each"
SHORT = "batches of 25 values depend on each other, which 20 batches show in one study of four only"

KINDS = (
    Coverage("t", "10 normal values", _mean(lambda rng: rng.normal(size=10), 0.0)),
    Coverage("t", "10 means of 50 exponential values", _mean(lambda rng: rng.gamma(50, 1 / 50, 10), 1.0)),
    Coverage("t", "10 exponential values", _mean(lambda rng: rng.exponential(size=10), 1.0), None, FEW),
    Coverage("t", "40 exponential values", _mean(lambda rng: rng.exponential(size=40), 1.0), None, FEW),
    Coverage("t of paired differences", "10 pairs of normal values", _paired),
    Coverage("median", "40 exponential values", _quantile(0.5, 40), exact_of_quantile(0.5, 40), DISCRETE),
    Coverage("90 % quantile", "40 exponential values", _quantile(0.9, 40), exact_of_quantile(0.9, 40), DISCRETE),
    Coverage("90 % quantile", "100 exponential values", _quantile(0.9, 100), exact_of_quantile(0.9, 100), DISCRETE),
    Coverage("Wilson", "20 replications, share 50 %", _share(0.5, 20), exact_of_share(0.5, 20), COUNTS),
    Coverage("Wilson", "20 replications, share 90 %", _share(0.9, 20), exact_of_share(0.9, 20), COUNTS),
    Coverage("Wilson", "50 replications, share 80 %", _share(0.8, 50), exact_of_share(0.8, 50), COUNTS),
    Coverage("Wilson, used wrongly", "100 jobs of one run with its luck in common", _pooled, None, "jobs depend"),
    Coverage("batch means", "20 batches of 25 independent values", _batches(0.0, 500)),
    Coverage("batch means", "20 batches of 100 values, correlation 0.7", _batches(0.7, 2000)),
    Coverage("batch means", "20 batches of 25 values, correlation 0.9", _batches(0.9, 500), None, SHORT),
    Coverage("t, stopped at ± 3 %", "at least 10 normal values", _sequential(10), None, "stops where s seems small"),
    Coverage("t, stopped at ± 3 %", "at least 2 normal values", _sequential(2), None, "stops where s seems small"),
)
