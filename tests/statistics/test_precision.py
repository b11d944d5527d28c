"""Replications stop when every figure is known as well as is asked for, whoever ran how many at once."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agencysim import AgencySimError
from agencysim.language import use
from agencysim.statistics import Precision, Target, decide, estimate
from agencysim.statistics.needed import for_half_width


def asked(least=2, most=100, **half_widths):
    return Precision(targets={name: Target(half_width=w) for name, w in half_widths.items()}, least=least, most=most)


def test_a_stop_worked_out_by_hand():
    """Half widths of 0, 2, 1, 1, 1: after two 12.706 * 1.414 / 1.414 = 12.71, three 4.303 * 1 / 1.732 = 2.48, four
    3.182 * 0.8165 / 2 = 1.30, five 2.776 * 0.7071 / 2.236 = 0.88.
    """
    values = [0.0, 2.0, 1.0, 1.0, 1.0, 1.0]
    stops = {w: decide({"x": values}, asked(x=w)).replications for w in (12.8, 12.7, 2.49, 2.48, 1.30, 1.29, 0.88)}
    assert stops == {12.8: 2, 12.7: 3, 2.49: 3, 2.48: 4, 1.30: 4, 1.29: 5, 0.88: 5}
    found = decide({"x": values}, asked(x=0.88))
    assert (found.stop, found.reason, found.last, found.missed, found.more) == (True, "all reached", "x", (), 0)
    assert found.estimates["x"] == estimate(values[:5])


def test_it_goes_on_and_tells_how_many_more_are_expected():
    values = [0.0, 2.0, 1.0, 1.0]
    found = decide({"x": values}, asked(x=0.5))
    assert (found.stop, found.reason, found.missed) == (False, "not yet", ("x",))
    assert found.more == for_half_width((2 / 3) ** 0.5, 0.5, 0.95) - 4
    assert str(found) == f"4 replications, about {found.more} more for x"


def test_a_share_of_the_mean_may_be_asked_for():
    values = 100 + np.array([0.0, 2.0, 1.0, 1.0])  # half width 1.2992 of a mean of 101: 1.2863 %
    for share, stop in ((0.01287, True), (0.01286, False)):
        precision = Precision(targets={"x": Target(half_width=share, relative=True)}, least=4)
        assert decide({"x": values}, precision).stop == stop


def test_all_figures_together_have_the_level():
    """Bonferroni: two figures at 97.5 % each, where t(3) is 4.1765: 4.1765 * 0.8165 / 2 = 1.705."""
    values = [0.0, 2.0, 1.0, 1.0]
    for width, stop in ((1.706, True), (1.704, False)):
        assert decide({"x": values, "y": values}, asked(4, 100, x=width, y=9)).stop == stop
    assert decide({"x": values, "y": values}, asked(4, 100, x=9, y=9)).estimates["x"].level == pytest.approx(0.975)


def test_the_figure_that_was_last_is_told():
    slow, quick = [0.0, 2.0, 1.0, 1.0, 1.0], [0.0, 0.1, 0.0, 0.1, 0.0]
    found = decide({"on_time": quick, "lead_time": slow}, asked(on_time=1.5, lead_time=1.75))
    assert (found.replications, found.last) == (4, "lead_time")
    assert str(found) == "4 replications reached all targets, the last one that of lead time"
    at_once = decide({"x": quick}, asked(4, x=1))
    assert (at_once.replications, at_once.last, str(at_once)) == (4, None, "4 replications reached all targets")


def test_it_stops_at_the_most_and_tells_what_is_not_known():
    found = decide({"x": [0.0, 2.0, 1.0, 1.0, 9.0], "y": [1.0] * 5}, asked(2, 4, x=0.5, y=1))
    assert (found.stop, found.reason, found.replications, found.missed) == (True, "most reached", 4, ("x",))
    assert str(found) == "stopped after 4 replications, the most allowed: x is known to ± 1.7"
    with use("zh"):
        assert str(found) == "在 4 次重复后停止，这是允许的最多次数：x 的精度为 ± 1.7"


def test_no_more_are_expected_than_are_allowed():
    assert decide({"x": [0.0, 2.0]}, asked(2, 7, x=0.001)).more == 5
    assert decide({"x": [1.0, 1.0]}, asked(10, 70, x=0.001)).more == 8


def test_what_is_measured_in_few_replications_counts_with_those():
    nan = float("nan")
    values = [0.0, nan, 2.0, nan, 1.0, nan, 1.0, nan]
    found = decide({"x": values}, asked(x=1.30))
    assert (found.replications, found.estimates["x"].n) == (7, 4)
    expected = -(-for_half_width((2 / 3) ** 0.5, 0.5, 0.95) * 8 // 4) - 8
    assert decide({"x": values}, asked(x=0.5)).more == expected


def test_what_was_hardly_measured_gives_no_expectation():
    nan = float("nan")
    for values in ([nan, nan, nan], [nan, 1.0, nan]):
        found = decide({"x": values, "y": [1.0, 1.0, 1.0]}, asked(x=1, y=1))
        assert (found.stop, found.more, found.last) == (False, None, "x")
        assert str(found) == "3 replications are too few to tell how many x takes"
    never = decide({"x": [nan, nan]}, asked(2, 2, x=1))
    assert str(never) == "stopped after 2 replications, the most allowed: x has no interval"


@settings(max_examples=25)
@given(st.integers(0, 10**6), st.integers(2, 12), st.floats(0.2, 3), st.integers(0, 60))
def test_the_decision_is_the_same_whatever_was_run_beyond_it(seed, least, half_width, beyond):
    """One after the other, or many at once: the first replications that are enough are the same."""
    rng = np.random.default_rng(seed)
    results = {name: rng.lognormal(size=60).round(4) * 1000**k for k, name in enumerate("ab")}
    precision = asked(least, 50, a=half_width, b=1000 * half_width)

    def first(k):
        return decide({name: values[:k] for name, values in results.items()}, precision)

    one_by_one = next(found for k in range(1, 61) if (found := first(k)).stop)
    assert first(min(60, one_by_one.replications + beyond)) == one_by_one
    assert all(not first(k).stop for k in range(1, one_by_one.replications))
    if one_by_one.reason == "all reached":
        for name, known in one_by_one.estimates.items():
            assert known.half_width <= precision.targets[name].half_width * (1 + 1e-9)


def test_large_numbers_that_differ_little_keep_their_digits():
    values = 1e9 + np.array([0.0, 2.0, 1.0, 1.0])
    assert decide({"x": values}, asked(4, x=1.30)).stop
    assert not decide({"x": values}, asked(4, x=1.29)).stop


@pytest.mark.parametrize(
    ("results", "told"),
    [
        ({}, "no results of 'x', which have targets"),
        ({"x": [1.0, 2.0], "y": [1.0]}, r"different numbers of replications \(x: 2, y: 1\)"),
        ({"x": [float("inf")], "y": [1.0]}, "x is .inf., should be finite numbers"),
    ],
)
def test_results_that_make_no_sense_are_refused(results, told):
    precision = asked(x=1, y=1) if "y" in results else asked(x=1)
    with pytest.raises(AgencySimError, match=told):
        decide(results, precision)


@pytest.mark.parametrize(
    ("asked_for", "told"),
    [
        ({"targets": {}}, "targets are none"),
        ({"level": 95}, "level is 95"),
        ({"least": 1}, "least is 1, should be a whole number from 2 to 1000"),
        ({"least": 50, "most": 20}, "least is 50, should be a whole number from 2 to 20"),
        (
            {"targets": {"x": Target(half_width=0)}},
            r"targets.x.half_width is 0(\.0)?, should be a number between 0 and",
        ),
    ],
)
def test_a_precision_that_makes_no_sense_is_refused(asked_for, told):
    with pytest.raises(AgencySimError, match=told):
        Precision(**({"targets": {"x": Target(half_width=1)}} | asked_for))
