"""When to stop: replications are added until every figure is known as well as is asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from agencysim.arguments import check_whole
from agencysim.errors import AgencySimError
from agencysim.language import tr, tr_n
from agencysim.statistics.estimates import Estimate, estimate
from agencysim.statistics.needed import for_half_width
from agencysim.statistics.samples import bonferroni, check_between, series_of
from agencysim.statistics.words import figure
from agencysim.values import LARGEST, Frozen, Map

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import ArrayLike, NDArray

Reason = Literal["all reached", "most reached", "not yet"]


class Target(Frozen):
    """How well a figure is to be known.

    Parameters
    ----------
    half_width
        Half the width of its interval that is asked for: in the figure's unit, or as a share of its mean.
    relative
        Whether it is a share of the mean.
    """

    half_width: float
    relative: bool = False


class Precision(Frozen):
    """How well figures are to be known, all at once, and between which numbers of replications.

    Parameters
    ----------
    targets
        The target of each figure by its name.
    level
        In what share of studies all intervals together are to hold the true means (Bonferroni).
    least, most
        Replications that are run at least, and at most. Where they are few the deviation may by luck seem
        small, so that one stops too soon: the intervals then hold less often than their level says.
    """

    targets: Map[str, Target]
    level: float = 0.95
    least: int = 10
    most: int = 1000

    def model_post_init(self, _: object, /) -> None:
        """Refuse what makes no sense."""
        check_between("level", self.level, 0, 1)
        check_whole("most", self.most, 2, LARGEST)
        check_whole("least", self.least, 2, self.most)
        if not self.targets:
            raise AgencySimError(tr("targets are none: give at least one figure and its half width"))
        for name, target in self.targets.items():
            check_between(f"targets.{name}.half_width", target.half_width, 0, LARGEST)

    @property
    def level_of_each(self) -> float:
        """The level of each figure's interval."""
        return bonferroni(self.level, len(self.targets))


class Decision(Frozen):
    """Whether to stop, and why.

    Parameters
    ----------
    stop
        Whether to.
    reason
        Since all targets are reached, since the most replications are reached, or not yet.
    replications
        How many count, in their order: those beyond are left out, so that it does not matter how many were run at the
        same time.
    last
        The figure that was reached last, or that is the farthest from its target; ``None`` if all were with the least
        number of replications.
    missed
        Figures whose target is not reached.
    more
        About how many more replications are expected; 0 if it stops, ``None`` if too few were measured to tell.
    estimates
        Each figure over the replications that count; without those that were never measured.
    """

    stop: bool
    reason: Reason
    replications: int
    last: str | None
    missed: tuple[str, ...]
    more: int | None
    estimates: Map[str, Estimate]

    def __str__(self) -> str:
        name = (self.last or "").replace("_", " ")
        if self.reason == "all reached":
            done = tr_n(
                "{n} replication reached all targets", "{n} replications reached all targets", self.replications
            )
            return done if self.last is None else tr("{done}, the last one that of {name}", done=done, name=name)
        if self.reason == "most reached":
            missed = ", ".join(self._known(missed) for missed in self.missed)
            return tr("stopped after {n} replications, the most allowed: {missed}", n=self.replications, missed=missed)
        if self.more is None:
            return tr("{n} replications are too few to tell how many {name} takes", n=self.replications, name=name)
        return tr("{n} replications, about {more} more for {name}", n=self.replications, more=self.more, name=name)

    def _known(self, name: str) -> str:
        words, known = name.replace("_", " "), self.estimates.get(name)
        if known is None or known.half_width is None:
            return tr("{name} has no interval", name=words)
        half_width = figure(known.half_width, known.half_width)
        return tr("{name} is known to ± {half_width}", name=words, half_width=half_width)


class _Course(NamedTuple):
    """A figure's half width over its target after each replication, up to the most; infinite where not known."""

    ratio: NDArray[np.float64]

    @property
    def reached(self) -> NDArray[np.bool_]:
        return self.ratio <= 1


def decide(results: Mapping[str, ArrayLike], precision: Precision) -> Decision:
    """Decide whether replications are enough, by the first ones that are, in the order of their numbers.

    Replications are looked at one after the other, from the least number on, until the half widths of all figures are
    as small as is asked for: the sequential procedure of Chow and Robbins (Annals of Mathematical Statistics 36, 1965;
    Law, Simulation Modeling and Analysis, 5th ed. 2015, section 9.4.1). The decision is a function of these
    replications alone, whatever was run beyond them.

    Parameters
    ----------
    results
        The figures of all replications from the first one on, NaN where there was nothing to measure; shape
        (replications,) each. All that have targets; others are left out.
    precision
        What is asked for.

    Raises
    ------
    AgencySimError
        If a figure with a target is missing, or the figures are of different numbers of replications.
    """
    series = _series(results, precision)
    run = len(next(iter(series.values())))
    courses = {
        name: _course(values[: precision.most], precision.targets[name], precision.level_of_each)
        for name, values in series.items()
    }
    all_reached = np.logical_and.reduce([course.reached for course in courses.values()])
    stops = np.flatnonzero(all_reached[precision.least - 1 :])
    if stops.size:
        count = int(stops[0]) + precision.least
        return _decision(series, precision, count, "all reached", last=_last(courses, precision.least, count))
    count = min(run, precision.most)
    farthest = max(courses, key=lambda name: float(courses[name].ratio[count - 1]))
    missed = tuple(name for name, course in courses.items() if not course.reached[count - 1])
    reason: Reason = "most reached" if count == precision.most else "not yet"
    return _decision(series, precision, count, reason, last=farthest, missed=missed)


def _series(results: Mapping[str, ArrayLike], precision: Precision) -> dict[str, NDArray[np.float64]]:
    if missing := [name for name in precision.targets if name not in results]:
        raise AgencySimError(
            tr("no results of {names}, which have targets: measure them", names=", ".join(map(repr, missing)))
        )
    series = {name: series_of(name, results[name], gaps=True) for name in precision.targets}
    if len({len(values) for values in series.values()}) > 1:
        counts = ", ".join(f"{name}: {len(values)}" for name, values in series.items())
        raise AgencySimError(
            tr(
                "the figures are of different numbers of replications ({counts}): give NaN where nothing was measured",
                counts=counts,
            )
        )
    return series


def _course(values: NDArray[np.float64], target: Target, level: float) -> _Course:
    """Return how near its target a figure was after each replication, each value a function of those before only."""
    from scipy.special import stdtrit

    measured = ~np.isnan(values)
    n = np.cumsum(measured)
    # Sums are of what lies beyond the first value, lest large numbers that differ little lose their digits.
    shift = values[measured][0] if measured.any() else 0.0
    beyond = np.where(measured, values - shift, 0.0)
    total, squares = np.cumsum(beyond), np.cumsum(beyond**2)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total / n
        variance = np.maximum(0.0, squares - total * mean) / (n - 1)
        half_width = stdtrit(n - 1, (1 + level) / 2) * np.sqrt(variance / n)
        wanted = target.half_width * (np.abs(mean + shift) if target.relative else 1.0)
        ratio = np.where(half_width == 0, 0.0, half_width / wanted)
    return _Course(np.where((n >= 2) & ~np.isnan(ratio), ratio, np.inf))


def _last(courses: Mapping[str, _Course], least: int, count: int) -> str | None:
    """Return the figure whose target was the last to be missed before all were reached."""
    if count == least:
        return None
    return max(courses, key=lambda name: float(courses[name].ratio[count - 2]))


def _decision(
    series: Mapping[str, NDArray[np.float64]],
    precision: Precision,
    count: int,
    reason: Reason,
    *,
    last: str | None,
    missed: tuple[str, ...] = (),
) -> Decision:
    known = {name: values[:count] for name, values in series.items() if not np.isnan(values[:count]).all()}
    estimates = {name: estimate(values, precision.level_of_each) for name, values in known.items()}
    return Decision(
        stop=reason != "not yet",
        reason=reason,
        replications=count,
        last=last,
        missed=missed,
        more=_more(estimates, precision, count) if reason == "not yet" else 0,
        estimates=estimates,
    )


def _more(estimates: Mapping[str, Estimate], precision: Precision, count: int) -> int | None:
    """Return how many more replications are expected: what the slowest figure takes, and no more than are allowed."""
    needed = [precision.least]
    for name, target in precision.targets.items():
        known = estimates.get(name)
        if known is None or known.deviation is None:
            return None
        half_width = target.half_width * (abs(known.mean) if target.relative else 1.0)
        of_those = for_half_width(known.deviation, half_width, known.level)
        # Where a figure is not measured in every replication, it takes more of them.
        needed.append(precision.most if of_those is None else -(-of_those * count // known.n))
    return max(1, min(precision.most, max(needed)) - count)
