"""Arrivals come at the rate that was asked for, and more of them never moves one of the others."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from agencysim.chance import (
    Arrivals,
    Discrete,
    Exponential,
    Fixed,
    Gamma,
    Process,
    Stream,
    arrivals_of_all,
    poisson_arrivals,
    renewal_arrivals,
)
from agencysim.values import DAY, HOUR

WEEK = 7 * DAY
STREAM = Stream(20)


def steady(per_hour: float):
    return lambda times: np.full(times.shape, per_hour)


def office_hours(times):
    """Four an hour from 8 to 18 o'clock, half of one an hour otherwise."""
    hour = times % DAY // HOUR
    return np.where((hour >= 8) & (hour < 18), 4.0, 0.5)


def rows(arrivals: Arrivals) -> list[tuple[int, ...]]:
    columns = (arrivals.times, arrivals.entities, arrivals.hours, arrivals.strips, arrivals.numbers)
    return [tuple(row) for row in zip(*(column.tolist() for column in columns), strict=True)]


def test_arrivals_never_change_between_versions():
    first = rows(poisson_arrivals(Stream(1), "banners", steady(1), ceiling=1, horizon=DAY))[0]
    assert first == (512, 2899217825445109989, 0, 0, 0)


def test_arrivals_are_columns_in_order_of_time():
    found = poisson_arrivals(STREAM, "banners", office_hours, ceiling=4, horizon=WEEK)
    assert found.times.dtype == found.hours.dtype == found.strips.dtype == found.numbers.dtype == np.int64
    assert found.entities.dtype == np.uint64
    order = [(time, hour, strip, number) for time, _, hour, strip, number in rows(found)]
    assert order == sorted(set(order))
    assert (found.times // HOUR == found.hours).all()
    assert len(found) == len(set(found.entities.tolist())) > 0
    assert found.times[0] >= 0
    assert found.times[-1] < WEEK


def test_counts_hour_by_hour_are_poisson_with_the_rate_of_the_hour():
    days = 4000
    found = poisson_arrivals(STREAM, "banners", office_hours, ceiling=4, horizon=days * DAY)
    counts = np.bincount(found.hours, minlength=days * 24).reshape(days, 24)
    for hour in range(24):
        rate = 4.0 if 8 <= hour < 18 else 0.5
        assert abs(counts[:, hour].mean() - rate) < 4.5 * np.sqrt(rate / days)
        dispersion = counts[:, hour].var(ddof=1) / rate
        # The variance of a Poisson sample's variance is (rate + 2 rate²) / n, nearly.
        assert abs(dispersion - 1) < 4.5 * np.sqrt((1 / rate + 2) / days)


def test_a_rate_that_changes_within_the_hour_is_followed_within_the_hour():
    def first_half(times):
        return np.where(times % HOUR < HOUR // 2, 6.0, 0.0)

    found = poisson_arrivals(STREAM, "banners", first_half, ceiling=6, horizon=1000 * HOUR)
    assert (found.times % HOUR < HOUR // 2).all()
    assert abs(len(found) - 3000) < 4.5 * np.sqrt(3000)
    assert stats.kstest(found.times % HOUR / (HOUR // 2), "uniform").pvalue > 1e-4


def test_gaps_at_a_steady_rate_are_exponential_and_without_memory():
    found = poisson_arrivals(STREAM, "banners", steady(0.7), ceiling=1, horizon=20_000 * HOUR)
    gaps = np.diff(found.times) / HOUR
    assert stats.kstest(gaps, "expon", args=(0, 1 / 0.7)).pvalue > 1e-4
    assert abs(np.corrcoef(gaps[:-1], gaps[1:])[0, 1]) < 4.5 / np.sqrt(gaps.size)


@settings(max_examples=30)
@given(st.floats(0, 5), st.floats(0, 5), st.integers(0, 1000))
def test_more_demand_is_the_same_arrivals_and_some_more(one, other, seed):
    low, high = sorted((one, other))
    few, many = (
        set(rows(poisson_arrivals(Stream(seed), "banners", steady(rate), ceiling=5, horizon=WEEK)))
        for rate in (low, high)
    )
    assert few <= many


def test_a_fifth_more_demand_keeps_every_arrival_and_adds_a_fifth():
    few = poisson_arrivals(STREAM, "banners", office_hours, 4, 52 * WEEK)
    many = poisson_arrivals(STREAM, "banners", lambda t: 1.2 * office_hours(t), 4.8, 52 * WEEK)
    assert set(rows(few)) < set(rows(many))
    added = len(many) - len(few)
    assert abs(added - 0.2 * 47 * 364) < 4.5 * np.sqrt(0.2 * 47 * 364)


@pytest.mark.parametrize("ceiling", [4.5, 5, 17, 100])
def test_the_ceiling_changes_nothing(ceiling):
    tight = poisson_arrivals(STREAM, "banners", office_hours, 4, WEEK)
    assert rows(poisson_arrivals(STREAM, "banners", office_hours, ceiling, WEEK)) == rows(tight)


@pytest.mark.parametrize("horizon", [0, 1, HOUR, 5 * HOUR + 1234, 3 * DAY])
def test_a_longer_horizon_only_appends(horizon):
    short = rows(poisson_arrivals(STREAM, "banners", office_hours, 4, horizon))
    longer = rows(poisson_arrivals(STREAM, "banners", office_hours, 4, WEEK))
    assert short == [row for row in longer if row[0] < horizon]


def test_how_the_work_is_cut_up_changes_nothing(monkeypatch):
    at_once = rows(poisson_arrivals(STREAM, "banners", office_hours, 4, WEEK))
    monkeypatch.setattr("agencysim.chance.arrivals._CELLS", 10)
    assert rows(poisson_arrivals(STREAM, "banners", office_hours, 4, WEEK)) == at_once


@pytest.mark.parametrize("cells", [10, 700, 1 << 18])
def test_what_arrives_does_not_depend_on_what_else_does(monkeypatch, cells):
    monkeypatch.setattr("agencysim.chance.arrivals._CELLS", cells)
    asked = [("banners", office_hours, 4), ("none", steady(0), 0), ("signs", steady(0.3), 0.3), ("rare", steady(0), 2)]
    together = arrivals_of_all(STREAM, [Process(*each) for each in asked], WEEK, since=2 * DAY)
    alone = [poisson_arrivals(STREAM, *each, WEEK, since=2 * DAY) for each in asked]
    assert [rows(each) for each in together] == [rows(each) for each in alone]
    assert [len(each) > 0 for each in together] == [True, False, True, False]
    assert arrivals_of_all(STREAM, [], WEEK) == []


def test_what_arrives_depends_on_seed_replication_and_name_alone():
    def times(stream, name):
        return poisson_arrivals(stream, name, office_hours, 4, WEEK).times.tolist()

    here = times(Stream(1), "banners")
    assert times(Stream(1), "banners") == here
    others = (times(Stream(2), "banners"), times(Stream(1, 1), "banners"), times(Stream(1), "signs"))
    assert here not in others


def test_an_arrival_has_the_same_key_in_every_replication():
    candidates = [
        {(row[2:]): row[1] for row in rows(poisson_arrivals(Stream(seed), "banners", steady(3), 3, WEEK))}
        for seed in (1, 2)
    ]
    shared = candidates[0].keys() & candidates[1].keys()
    assert len(shared) > 50
    assert all(candidates[0][candidate] == candidates[1][candidate] for candidate in shared)


def test_processes_of_different_names_are_independent():
    counts = [
        np.bincount(poisson_arrivals(STREAM, name, steady(2), 2, 5000 * HOUR).hours, minlength=5000)
        for name in ("banners", "signs")
    ]
    assert abs(np.corrcoef(*counts)[0, 1]) < 4.5 / np.sqrt(5000)


def test_hours_are_independent_of_each_other():
    counts = np.bincount(poisson_arrivals(STREAM, "banners", steady(2), 2, 5000 * HOUR).hours, minlength=5000)
    for lag in (1, 2, 24, 168):
        assert abs(np.corrcoef(counts[:-lag], counts[lag:])[0, 1]) < 4.5 / np.sqrt(5000)


def test_an_antithetic_twin_gets_little_where_the_other_gets_much():
    plain, mirrored = (
        np.bincount(poisson_arrivals(Stream(1, 0, twin), "signs", steady(1), 1, 2000 * HOUR).hours, minlength=2000)
        for twin in (False, True)
    )
    assert np.corrcoef(plain, mirrored)[0, 1] < -0.5
    assert abs(mirrored.mean() - 1) < 4.5 / np.sqrt(2000)


@pytest.mark.parametrize("ceiling", [0, 3])
def test_without_demand_nothing_arrives(ceiling):
    assert len(poisson_arrivals(STREAM, "banners", steady(0), ceiling, WEEK)) == 0


@pytest.mark.parametrize(("rate", "said"), [(3.01, "3.01 per hour"), (-0.1, "-0.1 per hour"), (float("nan"), "nan")])
def test_a_rate_outside_its_bounds_is_refused(rate, said):
    with pytest.raises(ValueError, match=f"{said}.* must lie between 0 and the ceiling, 3$"):
        poisson_arrivals(STREAM, "banners", steady(rate), ceiling=3, horizon=WEEK)


def test_fixed_gaps_give_exact_arrivals():
    found = renewal_arrivals(STREAM, "truck", Fixed(value="1h30m"), horizon=6 * HOUR)
    assert found.times.tolist() == [5400, 10800, 16200]
    assert found.hours.tolist() == [1, 3, 4]
    assert found.numbers.tolist() == [0, 1, 2]
    assert found.strips.tolist() == [0, 0, 0]


def test_fractions_of_a_second_are_kept_until_the_end():
    found = renewal_arrivals(STREAM, "truck", Fixed(value="0.75s"), horizon=4)
    assert found.times.tolist() == [0, 1, 2, 3, 3]


def test_gaps_of_a_renewal_process_are_drawn_from_their_distribution():
    gap = Gamma(mean="2h", cv=0.5)
    gaps = np.diff(renewal_arrivals(STREAM, "truck", gap, horizon=20_000 * HOUR).times)
    assert stats.kstest(gaps, stats.gamma(4, scale=1800).cdf).pvalue > 1e-4
    assert abs(np.corrcoef(gaps[:-1], gaps[1:])[0, 1]) < 4.5 / np.sqrt(gaps.size)


@pytest.mark.parametrize("horizon", [0, 1, HOUR, 30 * HOUR, 400 * HOUR])
def test_a_longer_horizon_only_appends_renewals(horizon):
    gap = Exponential(mean="20m")
    longer = rows(renewal_arrivals(STREAM, "truck", gap, 1000 * HOUR))
    assert rows(renewal_arrivals(STREAM, "truck", gap, horizon)) == [row for row in longer if row[0] < horizon]


@pytest.mark.parametrize(("gap", "horizon"), [(Exponential(mean="20m"), WEEK), (Fixed(value="0.1s"), 1000)])
def test_drawing_renewals_in_small_lots_changes_nothing(monkeypatch, gap, horizon):
    at_once = rows(renewal_arrivals(STREAM, "truck", gap, horizon))
    monkeypatch.setattr("agencysim.chance.arrivals._GAPS", 7)
    assert rows(renewal_arrivals(STREAM, "truck", gap, horizon)) == at_once


def test_several_may_arrive_at_once():
    pairs = Discrete(values=("0s", "1h"), weights=(1, 1))
    found = renewal_arrivals(STREAM, "truck", pairs, WEEK)
    assert (np.diff(found.times) % HOUR == 0).all()
    assert (np.diff(found.times) == 0).any()
    assert len(set(found.entities.tolist())) == len(found)


@pytest.mark.parametrize("gap", [Fixed(value=5), Fixed(value="1 working day"), Fixed(value="0s")], ids=repr)
def test_gaps_must_be_lengths_of_time(gap):
    with pytest.raises(ValueError, match="lengths of clock time, more than 0"):
        renewal_arrivals(STREAM, "truck", gap, WEEK)
