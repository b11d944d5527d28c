"""The mean of replications has its n and its t interval; what is no sample is refused in words."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from agencysim import AgencySimError
from agencysim.language import use
from agencysim.statistics import estimate

NUMBERS = st.lists(st.floats(-1e6, 1e6).map(lambda x: round(x, 3)), min_size=2, max_size=30)


def test_an_interval_worked_out_by_hand():
    """Of 2, 4, 6 the mean is 4 and the variance (4 + 0 + 4) / 2 = 4; t(2) is 4.3027, so +- 4.3027 * 2 / sqrt(3)."""
    found = estimate([2, 4, 6])
    assert (found.n, found.mean, found.deviation, found.level) == (3, 4, 2, 0.95)
    assert found.half_width == pytest.approx(4.302653 * 2 / 3**0.5, rel=1e-6)
    assert (found.lower, found.upper) == (4 - found.half_width, 4 + found.half_width)


def test_a_published_interval():
    """Ten values in Law, Simulation Modeling and Analysis, section 4.5: the 90 % interval is 1.34 +- 0.24."""
    found = estimate([1.20, 1.50, 1.68, 1.89, 0.95, 1.49, 1.58, 1.55, 0.50, 1.09], level=0.9)
    assert found.mean == pytest.approx(1.34, abs=0.005)
    assert found.half_width == pytest.approx(0.24, abs=0.005)


@given(NUMBERS, st.sampled_from([0.8, 0.95, 0.99]))
def test_it_is_the_interval_of_scipy(values, level):
    found = estimate(values, level)
    if np.ptp(values) == 0:
        assert found.half_width == pytest.approx(0, abs=1e-6)
        return
    low, high = stats.ttest_1samp(values, 0).confidence_interval(level)
    assert (found.lower, found.upper) == pytest.approx((low, high), rel=1e-6, abs=1e-6)


@given(NUMBERS, st.floats(0.1, 100).map(lambda x: round(x, 2)), st.integers(-1000, 1000))
def test_another_unit_changes_nothing_but_the_numbers(values, scale, shift):
    one, other = estimate(values), estimate([scale * value + shift for value in values])
    assert other.mean == pytest.approx(scale * one.mean + shift, rel=1e-9, abs=1e-6)
    assert other.half_width == pytest.approx(scale * one.half_width, rel=1e-6, abs=1e-6)


def test_one_replication_has_no_interval():
    found = estimate([3.0])
    assert (found.n, found.mean, found.half_width, found.lower, found.upper) == (1, 3, None, None, None)
    assert str(found) == "3.000 (n = 1, no interval)"


def test_replications_in_which_nothing_was_measured_do_not_count():
    assert estimate([2, float("nan"), 4, 6]) == estimate([2, 4, 6])


def test_it_reads_as_a_number_with_the_digits_that_are_known():
    assert str(estimate([1200.0, 1400.0, 1600.0])) == "1,400 ± 497 (95 %, n = 3)"
    assert str(estimate([2, 4, 6], 0.9)) == "4.0 ± 3.4 (90 %, n = 3)"
    with use("zh"):
        assert str(estimate([3.0])) == "3.000（n = 1，无区间）"


@pytest.mark.parametrize(
    ("values", "level", "told"),
    [
        ([], 0.95, r"values is \[\], should be finite numbers"),
        ([1, float("inf")], 0.95, "should be finite numbers"),
        ([[1, 2], [3, 4]], 0.95, "should be finite numbers"),
        ("much", 0.95, "values is 'much', should be finite numbers"),
        ([float("nan")], 0.95, "values has no value: nothing was measured in any replication"),
        ([1, 2], 95, "level is 95, should be a number between 0 and 1"),
        ([1, 2], "high", "level is 'high'"),
        ([1, 2], True, "level is True"),
    ],
)
def test_what_is_no_sample_is_refused(values, level, told):
    with pytest.raises(AgencySimError, match=told):
        estimate(values, level)
