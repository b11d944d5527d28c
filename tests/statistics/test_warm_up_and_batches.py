"""Where the warm-up ends, and what one long run is worth."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.signal import lfilter

from agencysim import AgencySimError
from agencysim.language import use
from agencysim.statistics import batch_means, estimate, mser5, welch

SETTLED = np.tile([9.0, 11.0], 40)


def test_the_cut_is_where_the_mean_is_known_best():
    """Ten batches of 5, worked out by hand: means 0, 4, then 9 and 11 in turn, eight of them.

    The criterion is sum of squares / m^2. Cut none: mean 8.4, squares 70.56 + 19.36 + 4 * 0.36 + 4 * 6.76 = 118.4,
    / 100 = 1.18. One: mean 84 / 9 = 9.33, squares 28.44 + 4 * 0.111 + 4 * 2.78 = 40, / 81 = 0.49. Two: 8 / 64 = 0.125.
    Three: mean 71 / 7, squares 4 * 0.735 + 3 * 1.306 = 6.86, / 49 = 0.14. Four: 6 / 36 = 0.167.
    """
    found = mser5(np.repeat([0.0, 4.0, 9.0, 11.0, 9.0, 11.0, 9.0, 11.0, 9.0, 11.0], 5))
    assert (found.cut, found.length, found.too_short) == (10, 50, False)
    assert str(found) == "warm-up: the first 10 of 50 observations"


def test_observations_count_in_batches_of_five():
    """A single outlier of 1,000 at the beginning takes its batch along, and the last three make no batch."""
    assert mser5([1000.0, *SETTLED, 10.0, 10.0]).cut == 5


def test_what_is_settled_from_the_start_is_not_cut():
    assert mser5(np.full(60, 7.0)).cut == 0
    assert mser5(np.repeat(SETTLED[:20], 5)).cut == 0


def test_a_series_that_never_settles_is_too_short():
    found = mser5(np.arange(100.0))
    assert (found.cut, found.too_short) == (75, True)
    assert str(found).endswith("that is more than half, so that the run is too short: run longer")
    with use("zh"):
        assert str(found) == "预热：100 个观测中的前 75 个；超过一半，说明运行太短：请延长运行"


def test_the_end_of_a_settled_series_is_not_taken_for_its_beginning():
    """The last 25 of 200 observations vary by chance less than those before: no reason to cut all but those."""
    assert mser5(np.concatenate([np.repeat(np.tile([9.0, 11.0], 18), 5)[:175], np.full(25, 10.0)])).cut == 0


def test_settled_runs_are_seldom_told_to_be_too_short():
    """Of 300 series in which each value takes over 0.7 of the one before, at most a few."""
    rng = np.random.default_rng(2)
    alarms = [mser5(lfilter([1], [1, -0.7], rng.normal(size=465))[100:]).too_short for _ in range(300)]
    assert np.mean(alarms) < 0.03


def test_several_runs_are_taken_together():
    """Rises of 3 and 5 days in two runs, of opposite noise: their mean is settled after the rise."""
    rise = np.concatenate([np.linspace(0, 10, 20), np.full(80, 10.0)])
    noise = np.tile([4.0, -4.0, -4.0, 4.0, 0.0], 20)
    assert mser5([rise + noise, rise - noise]) == mser5(rise)


@given(st.lists(st.integers(0, 20), min_size=50, max_size=80), st.integers(1, 9), st.integers(-5, 5))
def test_another_unit_does_not_move_the_cut(values, scale, shift):
    def criterion(cut):
        rest = np.array(values[: len(values) // 5 * 5], float).reshape(-1, 5).mean(axis=1)[cut // 5 :]
        return rest.var() / len(rest)

    one, other = mser5(values).cut, mser5(scale * np.array(values) + shift).cut
    assert one == other or criterion(one) == pytest.approx(criterion(other), abs=1e-9)


def test_a_moving_average_by_hand():
    """With w = 1: 1; (1 + 2 + 6) / 3; (2 + 6 + 4) / 3; the last has no neighbour."""
    assert welch([1.0, 2.0, 6.0, 4.0], 1).tolist() == pytest.approx([1, 3, 4])
    assert welch([1.0, 2.0, 6.0, 4.0], 0).tolist() == [1, 2, 6, 4]
    # w = 2 of nine: the first alone, the second over 3, the others over 5.
    assert welch([5.0, 0, 10, 0, 0, 5, 0, 0, 0], 2).tolist() == pytest.approx([5, 5, 3, 3, 3, 1, 1])


def test_a_moving_average_is_over_replications_first():
    assert welch([[1.0, 2.0, 6.0, 4.0], [3.0, 4.0, 8.0, 6.0]], 1).tolist() == pytest.approx([2, 4, 5])


def test_batches_by_hand():
    """Of 1, then 1 2 | 5 6 | 3 4, the first observation fills no batch: means 1.5, 5.5, 3.5, deviation 2."""
    found = batch_means([100.0, 1, 2, 5, 6, 3, 4], 3)
    assert (found.size, found.dropped) == (2, 1)
    assert found.estimate == estimate([1.5, 5.5, 3.5])
    # 1 - (4^2 + 2^2) / (2 * (2^2 + 2^2 + 0)) = 1 - 20 / 16.
    assert found.correlation == pytest.approx(-0.25)
    assert not found.correlated
    assert str(found) == "3.5 ± 5.0 (95 %, n = 3) in batches of 2"


def test_batches_that_depend_on_each_other_are_told():
    """Of 0 to 9: 1 - 9 / (2 * 82.5) = 0.945, against 1.645 sqrt(8 / 99) = 0.468."""
    found = batch_means(np.arange(10.0), 10)
    assert found.correlation == pytest.approx(1 - 9 / 165)
    assert found.correlated
    assert str(found).endswith("; batches depend on each other, so that the interval is too narrow: run longer")


def test_independent_batches_are_suspected_in_one_of_twenty_studies():
    rng = np.random.default_rng(3)
    suspected = np.mean([batch_means(rng.normal(size=200), 20).correlated for _ in range(2000)])
    assert abs(suspected - 0.05) < 4 * (0.05 * 0.95 / 2000) ** 0.5


def test_a_run_that_does_not_vary_has_no_correlation():
    found = batch_means([2.0] * 12, 4)
    assert (found.correlation, found.correlated, found.estimate.half_width) == (None, False, 0)


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda: mser5(range(49)), "series has 49 observations, should have at least 50: run longer"),
        (lambda: mser5([[1.0, 2.0], [3.0]]), "should be a row of finite numbers for each replication"),
        (lambda: mser5([1.0, float("nan")]), "should be a row of finite numbers"),
        (lambda: mser5(np.zeros((2, 2, 2))), "should be a row of finite numbers"),
        (lambda: welch(range(8), 3), "window is 3, should be a whole number from 0 to 2"),
        (lambda: batch_means(range(8), 2), "batches is 2, should be a whole number from 3"),
        (lambda: batch_means(range(8), 9), "series has 8 observations, too few for 9 batches: run longer"),
    ],
)
def test_what_is_too_little_is_refused(ask, told):
    with pytest.raises(AgencySimError, match=told):
        ask()
