"""Next month: many futures of one state, with intervals, and the same for any number of workers."""

from datetime import date

import pytest
from scripted import agency, work

from agencysim import AgencySimError, forecast, kpis, simulate, state_at
from agencysim.figures import Window

DEMAND = {"per_week": 20, "calendar": "always", "months": [0, 0, 1, *[0] * 9]}


@pytest.fixture(scope="module")
def shop():
    """Ann is asked for signs in March only; the scenario begins on Monday, 5 January 2026."""
    job = {"demand": DEMAND, "promise": {"lead_time": "2 days", "calendar": "always"}}
    return agency({"make": work("ann", {"kind": "exponential", "mean": "1h"})}, people={"ann": {}}, weeks=16, job=job)


@pytest.mark.parametrize(("day", "first"), [(0, "2026-02-01"), (27, "2026-02-01"), (28, "2026-03-01")])
def test_the_next_month_is_the_first_that_has_not_begun(shop, day, first):
    state = state_at(simulate(shop, weeks=day / 7), day * 86400)
    assert forecast(shop, state, replications=1).first == date.fromisoformat(first)


def test_it_follows_the_season(shop):
    february = forecast(shop, replications=3)
    assert (february.figures["requests"].mean, february.last) == (0, date(2026, 2, 28))
    state = state_at(simulate(shop, weeks=6), 6 * 604800)
    march = forecast(shop, state, replications=30)
    expected = 20 * 31 / 7
    assert abs(march.figures["requests"].mean - expected) < 4 * (expected / 30) ** 0.5


def test_estimates_are_those_of_the_single_futures(shop):
    state = state_at(simulate(shop, weeks=6), 6 * 604800)
    found = forecast(shop, state, replications=3)
    window = Window(shop.axis.seconds(found.first), shop.axis.seconds(date(2026, 4, 1)))
    logs = [simulate(shop, 1, replication=n, state=state, weeks=86 / 7) for n in (1, 2, 3)]
    requests = [kpis(log, window).requests for log in logs]
    estimate = found.figures["requests"]
    assert estimate.mean == pytest.approx(sum(requests) / 3)
    # The 97.5 % point of Student's t with two degrees of freedom is 4.3027.
    deviation = (sum((r - estimate.mean) ** 2 for r in requests) / 2) ** 0.5
    assert estimate.half_width == pytest.approx(4.30265 * deviation / 3**0.5, rel=1e-5)
    assert min(requests) <= estimate.low <= estimate.high <= max(requests)


def test_what_could_not_be_measured_has_no_estimate(shop):
    assert "on_time" not in forecast(shop, replications=2).figures


def test_one_future_has_no_interval(shop):
    assert forecast(shop, replications=1).figures["requests"].half_width is None


def test_any_number_of_workers_gives_the_same(shop):
    assert forecast(shop, replications=4, workers=2) == forecast(shop, replications=4)


def test_there_must_be_a_future_and_a_worker(shop):
    for wrong in ({"replications": 0}, {"workers": 0}):
        with pytest.raises(AgencySimError, match="should be a whole number from 1"):
            forecast(shop, **wrong)
