"""A queue that grows without end is told from one that fills up at the beginning, and from a season."""

from __future__ import annotations

import numpy as np
import pytest

from agencysim import AgencySimError
from agencysim.language import use
from agencysim.statistics import growth

WEEKS = np.arange(104.0)


def runs(course, noise=1.0, replications=10, seed=1):
    """Replications of a course, each with a noise of its own."""
    rng = np.random.default_rng(seed)
    return np.asarray(course) + noise * rng.normal(size=(replications, len(course)))


def test_slopes_by_hand():
    """Only the last 6 of 12 weeks count. Slopes of 1 and 3 a week: 2 +- t(1) * sqrt(2) / sqrt(2) = 12.7062."""
    week = np.arange(12.0)
    jump = np.where(week < 6, 50.0, 0.0)
    found = growth([jump + week, jump + 3 * week], season=None)
    assert found.a_week.mean == pytest.approx(2)
    assert found.a_week.half_width == pytest.approx(12.7062, abs=1e-4)
    assert found.at_the_end.mean == pytest.approx(2)
    assert found.change.mean == pytest.approx(0, abs=1e-12)


def test_a_slope_is_that_of_least_squares():
    """Of 0, 0, 0, 0, 0, 7: sum (w - 2.5) y / sum (w - 2.5)^2 = 2.5 * 7 / 17.5 = 1."""
    found = growth([[0.0] * 11 + [7.0]] * 2, season=None)
    assert found.a_week.mean == pytest.approx(1)
    # The last three: 1 * 7 / 2 = 3.5 a week; the three before 0.
    assert (found.at_the_end.mean, found.change.mean) == pytest.approx((3.5, 3.5))


def test_a_season_cancels_out_against_the_season_before():
    """With a season of 6 weeks, of 12 the last 6 rise by 3, or 0.5 a week, in each week alike."""
    season = np.array([0.0, 5, 9, 9, 5, 0])
    found = growth([np.concatenate([season, season + 3])] * 2, season=6)
    assert (found.a_week.mean, found.at_the_end.mean, found.change.mean) == pytest.approx((0.5, 0.5, 0))
    assert not found.seasonal


@pytest.mark.parametrize(
    ("course", "told"),
    [
        (np.full(104, 20.0), "no growth seen"),
        (0.3 * WEEKS, "grows"),
        (40 * (1 - np.exp(-WEEKS / 8)), "no growth seen"),  # filled within the first half
        (40 * (1 - np.exp(-WEEKS / 60)), "filling"),  # still fills up at the end, ever more slowly
        (40 - 0.3 * WEEKS, "no growth seen"),
        (np.where(WEEKS < 30, WEEKS, 30.0), "no growth seen"),
    ],
)
def test_only_what_still_grows_at_the_end_grows(course, told):
    assert growth(runs(course), season=None).course == told


@pytest.mark.parametrize(("slope", "told"), [(0.0, "no growth seen"), (0.3, "grows")])
def test_a_season_is_no_growth_and_hides_none(slope, told):
    """The year begins with the low season: the second half of any half year may rise."""
    season = 10 - 10 * np.cos(2 * np.pi * WEEKS / 52)
    course = 30 + season + slope * WEEKS
    assert growth(runs(course)).course == told
    assert not growth(runs(course)).seasonal


def test_less_than_two_seasons_cannot_tell_growth_from_a_season():
    found = growth(runs(10 - 10 * np.cos(2 * np.pi * WEEKS[:16] / 52)))
    assert (found.course, found.seasonal) == ("grows", True)
    assert str(found).endswith("; less than two seasons were run, so that it may be the season")


def test_an_overloaded_queue_wanders_and_is_told_all_the_same():
    """A random walk that is driven up by 0.5 a week with steps of 1, against one that is held at 0."""
    steps = np.random.default_rng(5).normal(size=(10, 104))
    assert growth(np.cumsum(0.5 + steps, axis=1), season=None).course == "grows"
    held = np.zeros_like(steps)
    for week in range(1, 104):
        held[:, week] = np.maximum(0, held[:, week - 1] + steps[:, week] - 0.5)
    assert growth(held, season=None).course == "no growth seen"


def test_false_alarms_are_rarer_than_the_level_allows():
    """A queue that stands still is told to grow in at most 2.5 % of 1,000 studies: one side of 5 %."""
    rng = np.random.default_rng(7)
    alarms = np.mean([growth(rng.normal(size=(8, 24)), season=None).course == "grows" for _ in range(1000)])
    assert alarms < 0.025 + 4 * (0.025 * 0.975 / 1000) ** 0.5


def test_several_queues_are_judged_together():
    found = growth(runs(0.3 * WEEKS), season=None, comparisons=5)
    assert found.a_week.level == pytest.approx(0.99)


def test_it_reads_as_a_sentence():
    noise = np.tile([1.0, -1.0], 52)
    found = growth([0.3 * WEEKS + noise, 0.5 * WEEKS - noise, 0.4 * WEEKS], season=None)
    assert found.in_words("the queue for installers") == (
        "no steady state: the queue for installers grows by 0.40 a week (95 % interval 0.15 to 0.65, n = 3)"
    )
    assert str(growth(runs(np.full(104, 20.0)), season=None)).startswith("the queue: no growth is seen, ")
    filling = growth(runs(40 * (1 - np.exp(-WEEKS / 60))), season=None)
    assert str(filling).startswith("the queue: grew by 0.")
    assert str(filling).endswith("but not surely at the end: run longer")
    with use("zh"):
        assert (
            found.in_words("安装工的队列")
            == "没有稳态：安装工的队列不断增长，每周 0.40（95 % 区间 0.15 至 0.65，n = 3）"
        )


def test_one_replication_cannot_tell():
    found = growth([0.3 * WEEKS], season=None)
    assert (found.course, found.a_week.half_width) == ("unknown", None)
    assert str(found) == "the queue: one replication cannot tell whether it grows"


@pytest.mark.parametrize(
    ("weekly", "arguments", "told"),
    [
        (np.zeros((3, 11)), {}, "weekly has 11 weeks, should have at least 12: run longer"),
        (np.zeros(104), {}, "should be a row of finite numbers for each replication"),
        (np.zeros((3, 20)), {"season": 0}, "season is 0, should be a whole number from 2"),
        (np.zeros((3, 20)), {"comparisons": 0}, "comparisons is 0"),
        (np.zeros((3, 20)), {"level": 2}, "level is 2"),
    ],
)
def test_what_makes_no_sense_is_refused(weekly, arguments, told):
    with pytest.raises(AgencySimError, match=told):
        growth(weekly, **arguments)
