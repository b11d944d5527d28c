"""Two options are compared by their differences on the same chance, and it is told what would tell them apart."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from agencysim import AgencySimError
from agencysim.language import use
from agencysim.statistics import advise, compare, compare_all, estimate
from agencysim.statistics.needed import MOST, POWER, for_half_width, to_clear

A, B = [12.0, 14.5, 11.0, 13.5], [10.5, 13.0, 10.0, 11.5]
"""Differences 1.5, 1.5, 1, 2: mean 1.5, variance (0 + 0 + 0.25 + 0.25) / 3 = 1/6."""

pairs = st.lists(st.tuples(st.integers(-50, 50), st.integers(-50, 50)), min_size=3, max_size=20)


def test_a_comparison_worked_out_by_hand():
    found = compare(A, B, good="more")
    # t(3) is 3.18245 and the standard error sqrt(1/6 / 4) = 0.204124.
    assert found.difference.mean == 1.5
    assert found.difference.half_width == pytest.approx(3.182446 * (1 / 24) ** 0.5, rel=1e-6)
    assert (found.first, found.second, found.verdict, found.advice) == (12.75, 11.25, "better", None)
    # Var(A) = (0.5625 + 3.0625 + 3.0625 + 0.5625) / 3 = 7.25 / 3; Var(B) = (0.5625 + 3.0625 + 1.5625 + 0.0625) / 3.
    assert found.gain == pytest.approx((7.25 + 5.25) / 3 / (1 / 6))
    # Cov = (Var(A) + Var(B) - Var(A - B)) / 2 = (7.25 / 3 + 5.25 / 3 - 1 / 6) / 2 = 2.
    assert found.correlation == pytest.approx(2 / (7.25 * 5.25 / 9) ** 0.5)


def test_a_published_comparison():
    """Two inventory policies in Law, Simulation Modeling and Analysis, section 10.2.1: 4.98, 90 % from 1.65 to 8.31."""
    first = [126.97, 124.31, 126.68, 122.66, 127.23]
    second = [118.21, 120.22, 122.45, 122.68, 119.40]
    found = compare(first, second, good="less", level=0.9)
    assert found.difference.mean == pytest.approx(4.98, abs=0.005)
    assert (found.difference.lower, found.difference.upper) == pytest.approx((1.65, 8.31), abs=0.006)
    assert found.verdict == "worse"


@given(pairs)
def test_it_is_the_paired_interval_of_scipy(values):
    first, second = np.array(values, float).T
    found = compare(first, second, good="more").difference
    if np.ptp(first - second):
        low, high = stats.ttest_rel(first, second).confidence_interval(0.95)
        assert (found.lower, found.upper) == pytest.approx((low, high), rel=1e-6, abs=1e-6)


@given(pairs, st.floats(0.5, 50))
def test_a_comparison_the_other_way_round_says_the_opposite(values, smallest):
    first, second = np.array(values, float).T
    one, other = (compare(*pair, good="more", smallest=smallest) for pair in ((first, second), (second, first)))
    opposite = {"better": "worse", "worse": "better"}
    assert other.verdict == opposite.get(one.verdict, one.verdict)
    assert other.difference.mean == -one.difference.mean
    assert one.verdict == {"better": "worse", "worse": "better"}.get(
        (less := compare(first, second, good="less", smallest=smallest).verdict), less
    )


@pytest.mark.parametrize(
    ("differences", "smallest", "verdict"),
    [
        ([1, 2, 3], None, "no evidence"),  # 2 +- 4.303 * 0.577 = 2.48
        ([2, 3, 4], None, "better"),  # 3 +- 2.48
        ([-2, -3, -4], None, "worse"),
        ([-1, 0, 1], None, "no evidence"),  # 0 +- 2.48
        ([-1, 0, 1], 2.48, "no evidence"),  # the interval ends at 2.4841
        ([-1, 0, 1], 2.49, "practically equal"),
        ([2, 3, 4], 5.49, "practically equal"),  # known to differ, by less than what matters
        ([2, 3, 4], 5.48, "better"),
        ([5] * 3, None, "no evidence"),  # all the same: by the sign test 3 of one sign are due to chance with 25 %
        ([5] * 6, None, "better"),
        ([0, 0, 0], None, "no evidence"),
        ([0, 0, 0], 0.1, "practically equal"),
        ([7], None, "no evidence"),
    ],
)
def test_no_evidence_is_not_equality(differences, smallest, verdict):
    second = 10.0 * np.arange(len(differences))
    assert compare(second + differences, second, good="more", smallest=smallest).verdict == verdict


def test_several_comparisons_hold_together():
    """Bonferroni: each of five at 1 - 0.05 / 5 = 99 %; t(3) at 99.5 % is 5.84091."""
    found = compare_all({f"option {k}": A for k in range(5)}, B, good="more")
    assert list(found) == [f"option {k}" for k in range(5)]
    for one in found.values():
        assert (one.level, one.comparisons) == (0.95, 5)
        assert one.difference.level == pytest.approx(0.99)
        assert one.difference.half_width == pytest.approx(5.840909 / 24**0.5, rel=1e-6)


def test_only_replications_that_have_both_are_compared():
    nan = float("nan")
    found = compare([*A, nan, 5.0], [*B, 4.0, nan], good="more")
    assert (found.difference.n, found.first) == (4, 12.75)


def test_what_does_not_vary_has_no_correlation_and_no_gain():
    same = compare([1.0, 2.0, 3.0], [0.0, 1.0, 2.0], good="more")
    assert (same.correlation, same.gain) == (pytest.approx(1), None)
    fixed = compare([1.0, 2.0, 3.0], [1.0, 1.0, 1.0], good="more")
    assert (fixed.correlation, fixed.gain) == (None, 1)


def test_replications_needed_for_a_half_width_by_hand():
    """For s = 10 and +- 5: 2.1199 * 10 / sqrt(17) = 5.14 is too much, 2.1098 * 10 / sqrt(18) = 4.97 is not."""
    assert for_half_width(10, 5, 0.95) == 18
    assert for_half_width(0, 5, 0.95) == 2
    assert for_half_width(10, 1e-9, 0.95) is None


@given(st.floats(0.01, 20), st.floats(0.1, 10), st.sampled_from([0.9, 0.95, 0.99]))
def test_no_fewer_would_do(deviation, half_width, level):
    n = for_half_width(deviation, half_width, level)
    assert 2 <= n <= MOST

    def half(count):
        return stats.t.ppf((1 + level) / 2, count - 1) * deviation / count**0.5

    assert half(n) <= half_width * (1 + 1e-9)
    assert n == 2 or half(n - 1) > half_width * (1 - 1e-9)


def test_what_is_advised_separates_with_the_chance_that_is_told():
    """2,000 studies of as many replications as are advised for a true difference of 1 and deviation 3."""
    n = to_clear(3, 1, 0.95)
    differences = np.random.default_rng(1).normal(1, 3, (2000, n))
    half = stats.t.ppf(0.975, n - 1) * differences.std(axis=1, ddof=1) / n**0.5
    told = (differences.mean(axis=1) > half).mean()
    assert abs(told - POWER) < 4 * (POWER * (1 - POWER) / 2000) ** 0.5


def test_advice_says_how_many_more_would_tell():
    difference = np.tile([4.0, -2.0], 6)  # mean 1, variance 12 * 9 / 11: deviation 3.133
    found = compare(50 + difference, np.full(12, 50.0), good="more")
    needed = to_clear((12 * 9 / 11) ** 0.5, 1, 0.95)
    assert (found.advice.aim, found.advice.n, found.advice.more) == ("separate", 12, needed - 12)
    assert str(found.advice) == (
        f"12 replications cannot separate these two; about {needed - 12} more would "
        "(with a chance of 80%, if they differ as it seems)"
    )
    assert str(found).startswith("no evidence of a difference: difference 1.0 (95 % interval -1.0 to 3.0, n = 12); 12 ")
    with use("zh"):
        assert str(found.advice).startswith("12 次重复无法区分这两者；大约再运行")


def test_advice_is_for_what_is_told_sooner():
    """The mean difference is 1: the sooner it is told to be below 9 than to be other than 0."""
    difference = np.tile([16.0, -14.0], 3)
    found = compare(difference, np.zeros(6), good="more", smallest=9)
    deviation = (6 * 225 / 5) ** 0.5
    assert (found.advice.aim, found.advice.more) == ("show equal", to_clear(deviation, 8, 0.95) - 6)
    assert "more would show them practically equal" in str(found.advice)
    assert compare(difference, np.zeros(6), good="more", smallest=1.5).advice.aim == "separate"


def test_what_no_number_of_replications_tells_is_told():
    same = compare([1.0, 2.0], [1.0, 2.0], good="more")
    assert str(same.advice) == "2 replications cannot separate these two, and no number worth running would"
    assert str(compare([1.0], [2.0], good="more")) == (
        "no evidence of a difference: difference -1.000 (no interval, n = 1); "
        "one replication says nothing about chance: run ten or more"
    )


def test_advice_for_a_half_width():
    known = estimate([2, 4, 6])  # deviation 2
    assert advise(known, 1).more == for_half_width(2, 1, 0.95) - 3
    assert str(advise(known, 1)) == "about 15 more replications would reach ± 1.0"
    assert str(advise(known, 5)) == "± 5.0 is reached"
    assert str(advise(known, 1e-9)).endswith("is out of reach of any number of replications worth running")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"second": [1.0]}, "the first has 4 replications and the second 1: give the same replications of both"),
        ({"second": [float("nan")] * 4}, "no replication has a value of both"),
        ({"good": "high"}, 'good is \'high\', should be "more" or "less"'),
        ({"smallest": 0}, "smallest is 0, should be a number between 0 and"),
        ({"level": 1}, "level is 1, should be a number between 0 and 1"),
        ({"comparisons": 0}, "comparisons is 0, should be a whole number from 1"),
    ],
)
def test_what_cannot_be_compared_is_refused(arguments, told):
    with pytest.raises(AgencySimError, match=told):
        compare(A, **({"second": B, "good": "more"} | arguments))


def test_few_differences_that_are_all_the_same_tell_nothing_for_sure():
    assert compare([3.0, 5.0], [2.0, 4.0], good="more").verdict == "no evidence"
    five, six = (compare([3.0] * n, [2.0] * n, good="more") for n in (5, 6))  # 2^(1 - 6) is less than 5 %
    assert (five.verdict, five.advice.more) == ("no evidence", 1)
    assert (six.verdict, six.advice) == ("better", None)
