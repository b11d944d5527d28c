"""Quantiles lie between two of the values, and shares in Wilson's interval."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from agencysim import AgencySimError
from agencysim.language import use
from agencysim.statistics import quantile, share


def test_the_median_of_ten_lies_between_the_second_and_the_ninth():
    """P(B <= 1) = 11 / 1024 = 1.07 % is left out on each side; with P(B <= 2) = 56 / 1024 it would be 5.5 %."""
    found = quantile(range(1, 11), 0.5)
    assert (found.n, found.value, found.lower, found.upper) == (10, 5.5, 2, 9)


def test_the_order_of_replications_does_not_matter():
    assert quantile([3, 1, 10, 2, 5, 7, 9, 8, 6, 4], 0.5) == quantile(range(1, 11), 0.5)


@pytest.mark.parametrize(("n", "lower", "upper"), [(5, None, None), (6, 1, 6)])
def test_six_values_bound_a_median(n, lower, upper):
    """0.5^5 = 3.1 % on each side is too much, 0.5^6 = 1.6 % not."""
    found = quantile(range(1, n + 1), 0.5)
    assert (found.lower, found.upper) == (lower, upper)


@pytest.mark.parametrize(("n", "bounded"), [(35, False), (36, True)])
def test_a_quantile_of_90_percent_needs_36_values_to_be_bounded_above(n, bounded):
    """0.9^35 = 2.503 %, 0.9^36 = 2.253 %."""
    found = quantile(range(n), 0.9)
    assert (found.upper is not None) == bounded
    assert found.lower is not None
    assert ("to open" in str(found)) != bounded


@given(st.integers(6, 200), st.floats(0.05, 0.95), st.sampled_from([0.8, 0.95, 0.99]))
def test_the_level_is_kept_and_not_by_more_than_a_value(n, q, level):
    found = quantile(range(1, n + 1), q, level)
    binomial, left = stats.binom(n, q), (1 - level) / 2
    low, high = found.lower or 0, found.upper or n + 1
    assert binomial.cdf(low - 1) <= left + 1e-12
    assert binomial.sf(high - 1) <= left + 1e-12
    assert binomial.cdf(low) > left - 1e-12
    assert high == 1 or binomial.sf(high - 2) > left - 1e-12


@given(st.integers(6, 100), st.sampled_from([0.25, 0.5, 0.9]))
def test_it_is_the_interval_of_scipy(n, q):
    found = quantile(range(1, n + 1), q)
    low, high = stats.quantile_test(np.arange(1, n + 1), p=q).confidence_interval(0.95)
    assert (found.lower, found.upper) == tuple(None if np.isnan(end) else end for end in (low, high))


def test_a_published_interval_of_a_share():
    """Newcombe, Statistics in Medicine 17, 1998: 81 of 263 give 0.2553 to 0.3662, 0 of 20 give 0 to 0.1611."""
    assert (share(81, 263).lower, share(81, 263).upper) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert (share(0, 20).lower, share(0, 20).upper) == pytest.approx((0, 0.1611), abs=5e-5)


def test_a_share_worked_out_by_hand():
    """5 of 10, z = 1.96: middle 1/2; half 1.96 / 1.38416 * sqrt(0.025 + 0.0096) = 0.26341."""
    found = share(5, 10)
    assert found.value == 0.5
    assert (found.lower, found.upper) == pytest.approx((0.5 - 0.26341, 0.5 + 0.26341), abs=1e-4)


@given(st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))), st.sampled_from([0.9, 0.95]))
def test_it_is_wilsons_interval_of_scipy(counts, level):
    found = share(*counts, level)
    expected = stats.binomtest(*counts).proportion_ci(level, method="wilson")
    assert (found.lower, found.upper) == pytest.approx(expected, abs=1e-9)
    assert 0 <= found.lower <= found.value <= found.upper <= 1


def test_they_read_as_a_number_with_its_interval():
    assert str(share(5, 10)) == "0.50 (95 % interval 0.24 to 0.76, n = 10)"
    assert str(quantile(range(5), 0.5)) == "2.000 (95 % interval open to open, n = 5)"
    with use("zh"):
        assert str(share(5, 10)) == "0.50（95 % 区间 0.24 至 0.76，n = 10）"


@pytest.mark.parametrize(
    ("ask", "told"),
    [
        (lambda: quantile([1, 2], 90), "q is 90, should be a number between 0 and 1"),
        (lambda: quantile([], 0.5), "values is"),
        (lambda: share(3, 2), "kept is 3, should be a whole number from 0 to 2"),
        (lambda: share(0, 0), "n is 0, should be a whole number from 1"),
        (lambda: share(1, 2, 0), "level is 0"),
    ],
)
def test_what_makes_no_sense_is_refused(ask, told):
    with pytest.raises(AgencySimError, match=told):
        ask()
