"""Intervals against published values, and against what they promise."""

import numpy as np
import pytest

from agencysim.plan_risk.statistics import mean_and_half_width, order_statistic, quantile_interval, wilson


def test_wilson_s_interval_is_the_published_one():
    # R. G. Newcombe, Two-sided confidence intervals for the single proportion, Statistics in Medicine 17, 1998.
    for held, n, low, high in (
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ):
        assert wilson(held, n) == pytest.approx((low, high), abs=6e-5)


def test_of_nothing_nothing_is_known():
    assert wilson(0, 0) == (0, 1)


def test_an_order_statistic_is_the_smallest_value_that_a_share_does_not_exceed():
    values = np.arange(1, 11)
    assert [order_statistic(values, share) for share in (0.05, 0.1, 0.5, 0.9, 0.91, 1)] == [1, 1, 5, 9, 10, 10]


@pytest.mark.parametrize(("n", "share"), [(50, 0.8), (500, 0.9), (500, 0.95), (30, 0.5)])
def test_the_interval_of_a_quantile_covers_it(n, share):
    first, last = quantile_interval(n, share)
    uniforms = np.sort(np.random.default_rng(1).random((4000, n)), axis=1)
    above = np.ones(4000, bool) if last is None else uniforms[:, last] >= share
    covered = np.mean((uniforms[:, first] <= share) & above)
    assert covered > 0.95 - 4 * (0.95 * 0.05 / 4000) ** 0.5


def test_too_few_values_have_no_upper_bound_of_a_high_quantile():
    assert quantile_interval(10, 0.95)[1] is None


def test_one_value_has_no_spread():
    assert mean_and_half_width(np.array([3.0])) == (3.0, None)
