"""Overload: whether a queue grows without end, so that there is no steady state."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from agencysim.arguments import check_whole
from agencysim.errors import AgencySimError
from agencysim.language import tr
from agencysim.statistics.estimates import Estimate, estimate
from agencysim.statistics.samples import bonferroni, check_level, series_of
from agencysim.statistics.words import figure, range_in_words, with_remark
from agencysim.values import LARGEST, Frozen

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

LEAST_WEEKS = 12
"""Weeks of which a trend can be told: three in the last quarter."""

Course = Literal["grows", "filling", "no growth seen", "unknown"]


class Growth(Frozen):
    """Whether a queue grew, by the second part of its weeks.

    Parameters
    ----------
    a_week
        Its growth a week, over replications.
    at_the_end
        The same of the last half of that part.
    change
        By how much the growth of that half is more than that of the half before.
    course
        *Grows*: it grew, still grew at the end, and no slower: without end, as far as the run can tell. *Filling*: it
        grew, but at the end no more for sure, or more slowly; a longer run would tell. *Unknown*: fewer than two
        replications.
    seasonal
        Whether the growth may be a season's, since less than two of them were run.
    """

    a_week: Estimate
    at_the_end: Estimate
    change: Estimate
    course: Course
    seasonal: bool

    def __str__(self) -> str:
        return self.in_words(tr("the queue"))

    def in_words(self, name: str) -> str:
        """Return what was found of a queue, which is named."""
        if self.course == "unknown":
            return tr("{name}: one replication cannot tell whether it grows", name=name)
        growth = tr(
            "{mean} a week ({interval}, n = {n})",
            mean=figure(self.a_week.mean, self.a_week.half_width),
            interval=range_in_words(self.a_week.lower, self.a_week.upper, self.a_week.level),
            n=self.a_week.n,
        )
        if self.course == "no growth seen":
            return tr("{name}: no growth is seen, {growth}", name=name, growth=growth)
        if self.course == "filling":
            return tr("{name}: grew by {growth}, but not surely at the end: run longer", name=name, growth=growth)
        if not self.seasonal:
            return tr("no steady state: {name} grows by {growth}", name=name, growth=growth)
        found = tr("perhaps no steady state: {name} grows by {growth}", name=name, growth=growth)
        return with_remark(found, tr("less than two seasons were run, so that it may be the season"))


def growth(weekly: ArrayLike, *, season: int | None = 52, level: float = 0.95, comparisons: int = 1) -> Growth:
    """Return whether a weekly figure grows without end.

    Only the second half of the weeks counts, since a backlog fills up at the beginning of every run. The growth of each
    replication is one figure, so that the interval over replications is right however the weeks of one depend on each
    other: the least-squares slope, or, where two seasons were run, the mean rise against the same week of the season
    before, in which the season cancels out. A backlog that still fills up grows ever more slowly: what is told to grow
    must have grown in the last half of that part too, and not significantly less than in the half before.

    Parameters
    ----------
    weekly
        A figure of each week, such as a mean queue; shape (replications, weeks).
    season
        After how many weeks demand repeats; ``None`` if it has no season.
    level
        In what share of studies the intervals are to hold.
    comparisons
        How many queues are judged together (Bonferroni).

    Raises
    ------
    AgencySimError
        If the series are no finite numbers, or of fewer than 12 weeks, or a parameter makes no sense.
    """
    check_level(level)
    check_whole("comparisons", comparisons, 1, LARGEST)
    values = series_of("weekly", weekly, (2,))
    if values.shape[1] < LEAST_WEEKS:
        raise AgencySimError(
            tr("weekly has {n} weeks, should have at least {least}: run longer", n=values.shape[1], least=LEAST_WEEKS)
        )
    if season is not None:
        check_whole("season", season, 2, LARGEST)
    whole, before, end = _growths(values, season)
    each = bonferroni(level, comparisons)
    found = {"a_week": estimate(whole, each), "at_the_end": estimate(end, each), "change": estimate(end - before, each)}
    seasonal = season is not None and values.shape[1] < 2 * season
    return Growth(**found, course=_course(**found), seasonal=seasonal)


def _growths(values: NDArray[np.float64], season: int | None) -> tuple[NDArray[np.float64], ...]:
    """Return each replication's growth a week in the second part, and in the two halves of that."""
    second = values.shape[1] // 2
    if season is not None and values.shape[1] >= 2 * season:
        rises = ((values[:, season:] - values[:, :-season]) / season)[:, -second:]
        half = rises.shape[1] // 2
        return rises.mean(axis=1), rises[:, :-half].mean(axis=1), rises[:, -half:].mean(axis=1)
    half = second // 2
    part = values[:, -second:]
    return _slopes(part), _slopes(part[:, :-half]), _slopes(part[:, -half:])


def _slopes(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the least-squares slope of each row against the number of the week."""
    week = np.arange(values.shape[1]) - (values.shape[1] - 1) / 2
    slopes: NDArray[np.float64] = values @ week / (week @ week)
    return slopes


def _course(a_week: Estimate, at_the_end: Estimate, change: Estimate) -> Course:
    if a_week.lower is None or at_the_end.lower is None or change.upper is None:
        return "unknown"
    if a_week.lower <= 0:
        return "no growth seen"
    return "grows" if at_the_end.lower > 0 and change.upper >= 0 else "filling"
