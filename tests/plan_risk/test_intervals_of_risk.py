"""The sure dates of a job as order statistics: which value, and that the interval covers the quantile."""

import numpy as np
import pytest

from agencysim.plan_risk.gathering import NEVER, _sure, _within


def test_it_is_the_smallest_value_that_a_share_does_not_exceed():
    values = np.arange(1, 11)
    assert [_within(values, part) for part in (0.05, 0.1, 0.5, 0.9, 0.91, 1)] == [1, 1, 5, 9, 10, 10]


@pytest.mark.parametrize(("n", "probability"), [(50, 0.8), (500, 0.9), (500, 0.95)])
def test_the_interval_covers_the_moment_as_often_as_it_says(n, probability):
    rounds, random = 1000, np.random.default_rng(1)
    covered = 0
    for _ in range(rounds):
        found = _sure(np.sort(random.integers(0, 10**6, n)), probability)
        covered += found.earliest <= probability * 10**6 and (found.latest or NEVER) >= probability * 10**6
    assert covered / rounds > 0.95 - 4 * (0.95 * 0.05 / rounds) ** 0.5


def test_what_is_never_in_some_futures_has_a_moment_only_as_far_as_that_is_known():
    moments = np.array([*range(1, 91), *[NEVER] * 10])
    found = _sure(moments, 0.9)
    assert (found.moment, found.latest) == (90, None)
    assert found.earliest < 90
    assert _sure(moments, 0.95).moment is None
