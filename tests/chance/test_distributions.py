"""A distribution has the mean, spread and quantiles that were asked for; its two functions are inverse."""

from __future__ import annotations

import math
import sys
from subprocess import run

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from agencysim.chance import (
    Discrete,
    Empirical,
    Exponential,
    Fixed,
    Gamma,
    Lognormal,
    Pert,
    Stream,
    Triangular,
    Uniform,
    Weibull,
    conditional,
)
from agencysim.chance.base import DistributionBase

CONTINUOUS = [
    (Uniform(low=2, high=5), stats.uniform(2, 3)),
    (Triangular(low=1, mode=2, high=6), stats.triang(0.2, 1, 5)),
    (Triangular(low=1, mode=1, high=6), stats.triang(0, 1, 5)),
    (Triangular(low=1, mode=6, high=6), stats.triang(1, 1, 5)),
    (Pert(low=1, mode=2, high=6), stats.beta(1.8, 4.2, 1, 5)),
    (Pert(low=1, mode=1, high=6), stats.beta(1, 5, 1, 5)),
    (Exponential(mean=3), stats.expon(scale=3)),
    (Gamma(mean=3, cv=0.5), stats.gamma(4, scale=0.75)),
    (Gamma(mean=3, cv=2), stats.gamma(0.25, scale=12)),
    (Lognormal(mean=3, cv=0.8), stats.lognorm(math.sqrt(math.log(1.64)), scale=3 / math.sqrt(1.64))),
    (Lognormal(median=2, p90=8), stats.lognorm(math.log(4) / stats.norm.ppf(0.9), scale=2)),
    (Weibull(median=math.log(2) ** (1 / 1.5), p90=math.log(10) ** (1 / 1.5)), stats.weibull_min(1.5)),
    (
        Weibull(mean=math.gamma(3), cv=math.sqrt(math.gamma(5) / math.gamma(3) ** 2 - 1)),
        stats.weibull_min(0.5),
    ),
]
LISTED = [
    Discrete(values=(3, 1, 2), weights=(1, 2, 5)),
    Discrete(values=(3, 1, 2, 7), weights=(1, 0, 5, 0)),
    Empirical(values=(4, 1, 1, 9)),
]
CONSTANT = [
    Fixed(value=3),
    Uniform(low=3, high=3),
    Triangular(low=3, mode=3, high=3),
    Pert(low=3, mode=3, high=3),
    Gamma(mean=3, cv=0),
    Lognormal(mean=3, cv=0),
    Lognormal(median=3, p90=3),
    Weibull(mean=3, cv=0),
    Weibull(median=3, p90=3),
    Discrete(values=(3,), weights=(2,)),
    Empirical(values=(3, 3)),
]
SHARES = np.array([1e-6, 0.01, 0.1, 0.3, 0.5, 0.77, 0.9, 0.99, 1 - 1e-6])


def name(value: object) -> str:
    return repr(value) if isinstance(value, DistributionBase) else ""


@pytest.mark.parametrize("each", [*(mine for mine, _ in CONTINUOUS), *LISTED, *CONSTANT], ids=name)
def test_a_quantile_made_by_itself_is_to_the_bit_the_one_made_among_many(each):
    one = each.inverse_of_one()
    shares = np.concatenate([SHARES, Stream(3).uniforms(7, 1, np.arange(500))])
    assert [one(u) for u in shares.tolist()] == each.quantile(shares).tolist()


@pytest.mark.parametrize(("mine", "theirs"), CONTINUOUS, ids=name)
def test_quantiles_and_shares_are_those_of_the_textbook(mine, theirs):
    assert mine.quantile(SHARES) == pytest.approx(theirs.ppf(SHARES), rel=1e-9)
    x = np.linspace(-1, 12, 53)
    assert mine.cdf(x) == pytest.approx(theirs.cdf(x), rel=1e-9, abs=1e-15)


@pytest.mark.parametrize(("mine", "theirs"), CONTINUOUS, ids=name)
def test_mean_and_spread_are_those_of_the_textbook(mine, theirs):
    assert mine.mean == pytest.approx(theirs.mean(), rel=1e-9)
    assert mine.std == pytest.approx(theirs.std(), rel=1e-9)


def integral_over_shares(function) -> float:
    """Integrate over u in (0, 1), with u = ndtr(z): the ends, where quantiles run away, are far out in z."""
    z, step = np.linspace(-8, 8, 40_001, retstep=True)
    return float(np.sum(function(stats.norm.cdf(z)) * stats.norm.pdf(z)) * step)


@pytest.mark.parametrize("mine", [mine for mine, _ in CONTINUOUS] + LISTED, ids=name)
def test_mean_and_spread_are_those_of_the_quantiles(mine):
    mean = integral_over_shares(mine.quantile)
    square = integral_over_shares(lambda u: (mine.quantile(u) - mean) ** 2)
    assert mean == pytest.approx(mine.mean, rel=1e-3)
    assert math.sqrt(square) == pytest.approx(mine.std, rel=1e-3)


@pytest.mark.parametrize("mine", [mine for mine, _ in CONTINUOUS], ids=name)
@given(u=st.floats(1e-9, 1 - 1e-9))
def test_a_quantile_has_its_share_below_it(mine, u):
    assert mine.cdf(mine.quantile(u)) == pytest.approx(u, rel=1e-6)


@pytest.mark.parametrize("mine", [mine for mine, _ in CONTINUOUS], ids=name)
def test_the_value_at_a_values_share_is_the_value(mine):
    x = mine.quantile(np.linspace(0.05, 0.95, 19))
    assert mine.quantile(mine.cdf(x)) == pytest.approx(x, rel=1e-9)


@pytest.mark.parametrize("mine", [mine for mine, _ in CONTINUOUS] + LISTED + CONSTANT, ids=name)
def test_quantiles_rise_and_keep_any_shape(mine):
    u = np.linspace(0.001, 0.999, 600).reshape(20, 30)
    values = mine.quantile(u)
    assert values.shape == (20, 30)
    assert (np.diff(values.ravel()) >= 0).all()
    assert mine.quantile(0.4).shape == ()
    assert mine.cdf(u).shape == (20, 30)
    assert mine.quantile([]).shape == (0,)


@pytest.mark.parametrize("mine", [mine for mine, _ in CONTINUOUS] + LISTED, ids=name)
def test_a_sample_has_the_mean_that_was_asked_for(mine):
    n = 10_000
    u = Stream(11).uniforms(np.arange(n, dtype=np.uint64), 1, 0)
    assert abs(mine.quantile(u).mean() - mine.mean) < 4 * mine.std / math.sqrt(n)


@pytest.mark.parametrize("mine", CONSTANT, ids=name)
def test_without_spread_every_value_is_the_mean(mine):
    assert (mine.mean, mine.std) == (3, 0)
    assert mine.quantile(SHARES).tolist() == [3] * SHARES.size
    assert mine.cdf([2.999, 3, 3.001]).tolist() == [0, 1, 1]


@pytest.mark.parametrize("family", [Gamma, Lognormal, Weibull])
@pytest.mark.parametrize("cv", [0.01, 0.3, 1, 2.5, 10])
def test_mean_and_cv_are_what_was_said(family, cv):
    mine = family(mean="2h", cv=cv)
    assert mine.mean == pytest.approx(7200)
    assert mine.std == pytest.approx(7200 * cv)


@pytest.mark.parametrize("family", [Lognormal, Weibull])
@pytest.mark.parametrize("p90", ["2h30m", "8h", "80h"])
def test_median_and_p90_are_what_was_said(family, p90):
    mine = family(median="2h", p90=p90)
    assert mine.quantile(0.5) == pytest.approx(7200)
    assert mine.quantile(0.9) == pytest.approx(family(median=p90, p90=p90).mean)
    assert mine.mean == pytest.approx(integral_over_shares(mine.quantile), rel=1e-2)


def test_a_lognormal_may_be_given_by_median_and_cv():
    mine = Lognormal(median=4, cv=1.5)
    assert mine.quantile(0.5) == pytest.approx(4)
    assert mine.std / mine.mean == pytest.approx(1.5)


@pytest.mark.parametrize("p90", [3, 4, 5, 6.8])
def test_a_lognormal_may_be_given_by_mean_and_p90_meaning_the_less_spread_one(p90):
    mine = Lognormal(mean=3, p90=p90)
    assert mine.mean == pytest.approx(3)
    assert mine.quantile(0.9) == pytest.approx(p90)
    assert math.log(p90 / float(mine.quantile(0.5))) <= stats.norm.ppf(0.9) ** 2 * (1 + 1e-9)


def test_a_pert_has_the_classical_mean_and_a_mode_where_it_was_said():
    mine = Pert(low="30m", mode="1h", high="3h")
    assert mine.mean == (1800 + 4 * 3600 + 10800) / 6
    density = np.diff(mine.cdf(np.arange(1800, 10801, 60)))
    assert 1800 + 60 * int(np.argmax(density)) in (3540, 3600)


def test_weights_are_chances_in_any_scale_and_order():
    mine = Discrete(values=(30, 10, 20), weights=(10, 20, 70))
    assert mine.quantile([0.1, 0.2, 0.200001, 0.9, 0.900001]).tolist() == [10, 10, 20, 20, 30]
    assert mine.cdf([9, 10, 19, 20, 30]) == pytest.approx([0, 0.2, 0.2, 0.9, 1])


def test_a_value_without_weight_never_comes():
    mine = Discrete(values=(1, 2, 3, 4), weights=(0, 1, 1, 0))
    assert set(mine.quantile([1e-300, 0.25, 0.5, 0.75, 1 - 2**-53])) == {2, 3}


def test_an_empirical_distribution_repeats_what_was_seen():
    seen = ("1h", "5h", "2h", "2h")
    mine = Empirical(values=seen)
    assert mine.quantile([0.1, 0.25, 0.26, 0.75, 0.76]).tolist() == [3600, 3600, 7200, 7200, 18000]
    assert mine.mean == np.mean([1, 5, 2, 2]) * 3600
    assert mine.std == pytest.approx(np.std([1, 5, 2, 2]) * 3600)


@pytest.mark.parametrize("family", [Empirical, Discrete])
def test_a_changed_copy_draws_from_its_own_values(family):
    mine = family.model_validate(
        {"kind": family.__name__.lower(), "values": [1, 2]} | ({"weights": [1, 1]} if family is Discrete else {})
    )
    assert mine.quantile(0.9) == 2
    assert mine.model_copy(update={"values": (1.0, 5.0)}).quantile(0.9) == 5
    assert mine.quantile(0.9) == 2


@given(
    mean=st.floats(0.01, 1e6),
    cv=st.floats(0.02, 5),
    u=st.floats(1e-6, 1 - 1e-6),
    factor=st.sampled_from([2, 16]),
)
def test_twice_the_mean_is_twice_every_value(mean, cv, u, factor):
    for family in (Gamma, Lognormal, Weibull):
        once, more = family(mean=mean, cv=cv), family(mean=mean * factor, cv=cv)
        assert more.quantile(u) == pytest.approx(factor * once.quantile(u))


def test_working_days_are_nominal_seconds_of_their_own_unit():
    mine = Uniform(low="1 working day", high="3 working days")
    assert mine.unit == "working days"
    assert mine.quantile(0.5) == 2 * 8 * 3600


@pytest.mark.parametrize(("mine", "theirs"), CONTINUOUS, ids=name)
def test_given_what_has_passed_the_rest_is_drawn_from_the_tail(mine, theirs):
    elapsed = float(theirs.ppf(0.6))
    u = np.linspace(0.01, 0.99, 25)
    values = conditional(mine, u, elapsed)
    assert (values >= elapsed).all()
    assert (theirs.cdf(values) - 0.6) / 0.4 == pytest.approx(u, abs=1e-9)


@given(u=st.floats(0.001, 0.999), elapsed=st.floats(0, 30))
def test_the_exponential_has_no_memory(u, elapsed):
    mine = Exponential(mean=3)
    assert conditional(mine, u, elapsed) - elapsed == pytest.approx(mine.quantile(u), rel=1e-6)


@pytest.mark.parametrize("mine", [mine for mine, _ in CONTINUOUS], ids=name)
def test_when_nothing_has_passed_nothing_is_known(mine):
    assert conditional(mine, SHARES, 0.0) == pytest.approx(mine.quantile(SHARES))


@pytest.mark.parametrize("mine", [mine for mine, _ in CONTINUOUS] + LISTED + CONSTANT, ids=name)
@given(u=st.floats(1e-9, 1 - 1e-9), elapsed=st.one_of(st.floats(0, 12), st.floats(12, 1e9)))
def test_what_has_passed_is_never_taken_back_and_never_endless(mine, u, elapsed):
    value = conditional(mine, u, elapsed)
    assert elapsed <= value < math.inf


def test_a_listed_value_that_has_passed_is_out():
    mine = Discrete(values=(1, 2, 3), weights=(1, 1, 2))
    assert conditional(mine, [0.1, 0.33, 0.34, 0.9], 1).tolist() == [2, 2, 3, 3]


def test_beyond_the_last_value_it_is_due_any_moment():
    assert conditional(Uniform(low=1, high=2), 0.5, 7) == 7
    assert conditional(Fixed(value=3), 0.5, [2, 3, 4]).tolist() == [3, 3, 4]


def test_elapsed_times_may_differ():
    mine = Uniform(low=0, high=10)
    assert conditional(mine, [0.5, 0.5, 0.5], [0, 5, 8]) == pytest.approx([5, 7.5, 9])


def test_scenarios_that_need_no_special_function_do_not_import_scipy():
    program = (
        "import sys; from agencysim.chance import *; "
        "Exponential(mean=3).quantile(.5), Weibull(mean=3, cv=.5).quantile(.5), Lognormal(mean=3, cv=1).std, "
        "Pert(low=1, mode=2, high=3).std; sys.exit(any(m.startswith('scipy') for m in sys.modules))"
    )
    assert run([sys.executable, "-c", program], check=False).returncode == 0
