"""Interpolated quantiles are those that solving gives, to the last share that a float can say."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.special import betaincinv

from agencysim.chance.beta import beta_quantile, beta_quantile_of_one

TAILS = 2.0 ** -np.arange(2, 54)
SHARES = np.concatenate([TAILS, np.linspace(0.001, 0.999, 997), 1 - TAILS])


@given(st.floats(1, 5))
def test_quantiles_are_exact_to_a_hundred_billionth_of_the_range(a):
    assert beta_quantile(a, 6 - a, SHARES) == pytest.approx(betaincinv(a, 6 - a, SHARES), rel=1e-10, abs=1e-11)


@given(st.floats(1, 5))
def test_a_higher_share_never_has_a_lower_quantile(a):
    found = beta_quantile(a, 6 - a, np.sort(SHARES))
    assert (np.diff(found) >= 0).all()
    assert found[0] >= 0
    assert found[-1] <= 1


@given(st.floats(1, 5), st.floats(2**-53, 1 - 2**-53))
def test_a_quantile_asked_for_alone_is_the_one_asked_for_among_others(a, u):
    assert beta_quantile(a, 6 - a, np.array([u]))[0] == beta_quantile(a, 6 - a, np.array([0.3, u, 0.7] * 5))[1]


@given(st.floats(1, 5), st.floats(2**-53, 1 - 2**-53))
def test_a_quantile_by_itself_is_to_the_bit_the_one_among_others(a, u):
    assert beta_quantile_of_one(a, 6 - a, u) == beta_quantile(a, 6 - a, np.array([0.3, u, 0.7] * 5))[1]
