"""What clients are billed, pay and owe, in runs that are small enough to be reckoned by hand."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from random_agencies import agencies, examples
from scripted import agency, run

from agencysim.figures.base import Window, window_of
from agencysim.figures.money import money
from agencysim.figures.receivables import Receivables, growth, receivables, revenue_by_milestone
from agencysim.snapshot import state_at

if TYPE_CHECKING:
    from agencysim.log import Log

DAY = 86400
ALL = Window(0, 7 * DAY)
NEVER = {"tiers": {"any": {"bad_debt": 1.0}}}


def wait(days: float) -> dict[str, Any]:
    return {"kind": "wait", "delay": f"{days * 24:g}h", "calendar": "always"}


def stone(**money: float) -> dict[str, Any]:
    return {"kind": "milestone", **money}


def selling(route: dict[str, Any], **parts: Any) -> Log:
    """A run of a job of 100 that passes milestones."""
    return run(agency(route, job={"value": 100}, **parts))


def billed_then_paid(days: float, **parts: Any) -> Log:
    """Half is a deposit after a day; the rest is billed after two, and paid some days later."""
    route = {
        "draw": wait(1),
        "ordered": stone(earns=0.5),
        "make": wait(1),
        "delivered": stone(bills=0.5),
        "term": wait(days),
        "paid": stone(earns=0.5),
    }
    return selling(route, **parts)


def by_day(log: Log, kind: str) -> list[float]:
    return [getattr(money(log, Window(day * DAY, (day + 1) * DAY)), kind) for day in range(7)]


class TestRevenue:
    def test_counts_when_it_is_billed_and_cash_when_it_is_paid(self):
        log = billed_then_paid(3)
        # What happens at a midnight belongs to the day that ends with it.
        assert by_day(log, "revenue") == pytest.approx([50, 50, 0, 0, 0, 0, 0])
        assert by_day(log, "paid_in") == pytest.approx([50, 0, 0, 0, 50, 0, 0])

    def test_without_bills_it_is_cash(self):
        log = selling({"ordered": stone(earns=0.4), "make": wait(2), "paid": stone(earns=0.6)})
        assert by_day(log, "revenue") == by_day(log, "paid_in") == pytest.approx([40, 60, 0, 0, 0, 0, 0])

    def test_a_deposit_without_a_bill_does_not_pay_later_bills(self):
        found = money(billed_then_paid(20))
        assert (found.revenue, found.paid_in) == (100, 50)

    def test_a_bill_pays_for_all_that_comes_later(self):
        route = {
            "ordered": stone(bills=1),
            "a": wait(1),
            "first": stone(earns=0.7),
            "b": wait(1),
            "rest": stone(earns=0.3),
        }
        assert by_day(selling(route), "revenue") == pytest.approx([100, 0, 0, 0, 0, 0, 0])

    def test_what_is_paid_beyond_the_bills_is_billed_when_it_is_paid(self):
        route = {"ordered": stone(bills=0.6), "a": wait(2), "paid": stone(earns=1)}
        assert by_day(selling(route), "revenue") == pytest.approx([60, 40, 0, 0, 0, 0, 0])

    def test_a_milestone_that_bills_and_earns_is_billed_and_paid_at_once(self):
        log = selling({"paid": stone(bills=1, earns=1)})
        assert (money(log).revenue, receivables(log).at_end) == (100, 0)

    def test_is_told_by_the_milestone_at_which_it_was_billed(self):
        rows = revenue_by_milestone(billed_then_paid(3)).drop("job_type").rows()
        assert rows == [("ordered", 50, 50, 0), ("delivered", 50, 0, 0), ("paid", 0, 50, 0)]

    def test_milestones_that_no_job_reached_have_none(self):
        rows = revenue_by_milestone(billed_then_paid(20), Window(0, DAY)).drop("job_type").rows()
        assert rows == [("ordered", 50, 50, 0), ("delivered", 0, 0, 0), ("paid", 0, 0, 0)]


class TestBadDebt:
    def test_reduces_the_margin_when_it_is_written_off(self):
        log = billed_then_paid(3, **NEVER)
        assert by_day(log, "bad_debt") == pytest.approx([0, 0, 0, 0, 50, 0, 0])
        assert by_day(log, "margin") == pytest.approx([50, 50, 0, 0, -50, 0, 0])
        assert receivables(log).written_off == 50

    def test_that_was_not_billed_is_billed_and_written_off_at_once(self):
        log = selling({"ordered": stone(earns=0.4), "make": wait(2), "paid": stone(earns=0.6)}, **NEVER)
        found = money(log)
        assert (found.revenue, found.paid_in, found.bad_debt, found.margin) == (100, 40, 60, 40)


class TestReceivables:
    def test_are_open_from_the_bill_to_the_payment(self):
        log = billed_then_paid(3)
        found = receivables(log)
        assert (found.at_start, found.at_end) == (0, 0)
        assert found.mean == pytest.approx(50 * 3 / 7)

    def test_are_told_at_both_ends_of_a_window(self):
        found = receivables(billed_then_paid(3), Window(3 * DAY, 4 * DAY))
        assert (found.at_start, found.at_end, found.mean) == (50, 50, 50)
        assert (found.days, found.days_to_pay) == (None, None)

    def test_a_moment_belongs_to_the_window_that_ends_with_it(self):
        log = billed_then_paid(3)
        before, after = (receivables(log, w) for w in (Window(DAY, 2 * DAY), Window(2 * DAY, 3 * DAY)))
        assert (before.at_start, before.at_end, before.mean) == (0, 50, 0)
        assert (after.at_start, after.at_end, after.mean) == (50, 50, 50)

    def test_days_sales_outstanding_are_receivables_over_revenue_a_day(self):
        assert receivables(billed_then_paid(3)).days == pytest.approx((50 * 3 / 7) / (100 / 7))

    def test_days_to_pay_are_weighted_by_money(self):
        # 50 at once, 50 after three days.
        assert receivables(billed_then_paid(3)).days_to_pay == pytest.approx(1.5)

    def test_what_was_billed_first_is_paid_first(self):
        route = {
            "one": stone(bills=0.25),
            "a": wait(1),
            "two": stone(bills=0.75),
            "b": wait(1),
            "half": stone(earns=0.5),
            "c": wait(1),
            "rest": stone(earns=0.5),
        }
        # 25 after 2 days and 25 after 1 day; then 50 after 2 days.
        found = receivables(selling(route))
        assert found.days_to_pay == pytest.approx((25 * 2 + 25 * 1 + 50 * 2) / 100)
        assert receivables(selling(route), Window(0, 2 * DAY)).days_to_pay == pytest.approx((25 * 2 + 25) / 50)

    def test_shares_that_make_up_the_price_leave_nothing_open(self):
        route = {"one": stone(bills=0.1), "two": stone(bills=0.2), "paid": stone(earns=0.3)}
        found = receivables(run(agency(route, job={"value": 1})))
        assert (found.at_end, found.mean) == (0, 0)

    def test_without_bills_nobody_owes_anything(self):
        found = receivables(selling({"make": wait(2), "paid": stone(earns=1)}, jobs=3))
        assert found == Receivables(at_start=0, at_end=0, mean=0, days=0, days_to_pay=0, written_off=0)

    def test_grow_if_nobody_ever_pays(self):
        demand = {"gap": {"kind": "fixed", "value": "24h"}}
        route = {"delivered": stone(bills=1)}
        log = run(agency(route, job={"value": 100, "demand": demand}))
        ends = [receivables(log, Window(day * DAY, (day + 1) * DAY)).at_end for day in range(1, 7)]
        assert all(later == earlier + 100 for earlier, later in pairwise(ends))
        assert receivables(log).days_to_pay is None

    def test_a_run_of_no_jobs_has_none(self):
        found = receivables(run(agency(job_types={})))
        assert found == Receivables(at_start=0, at_end=0, mean=0, days=None, days_to_pay=None, written_off=0)

    def test_a_run_that_goes_on_knows_what_was_open(self):
        log = billed_then_paid(3)
        rest = run(log.scenario, state=state_at(log, 3 * DAY))
        found = receivables(rest)
        assert (found.at_start, found.at_end, found.mean) == (50, 0, pytest.approx(50 * 2 / 4))
        # The day of the bill is not known any more.
        assert found.days_to_pay is None
        assert (money(rest).revenue, money(rest).paid_in) == (0, 50)


class TestGrowth:
    def test_compares_the_halves_of_the_run(self):
        route = {"one": stone(bills=0.4), "a": wait(4), "two": stone(bills=0.6)}
        clients = {"tiers": {"key": {}}, "clients": {"bank": {"tier": "key"}}}
        rows = growth(selling(route, **clients)).rows()
        assert rows == [("bank", "key", 40, 60, pytest.approx(0.5))]

    def test_what_happens_in_the_middle_belongs_to_the_first_half(self):
        route = {"a": wait(3.5), "one": stone(bills=1), "b": {**wait(0), "delay": "1s"}, "two": stone(bills=2)}
        rows = growth(selling(route, tiers={"key": {}})).rows()
        assert rows == [("key.1", "key", 100, 200, pytest.approx(1.0))]

    def test_a_new_client_has_no_growth(self):
        rows = growth(selling({"a": wait(4), "one": stone(bills=1)}, tiers={"key": {}})).rows()
        assert rows == [("key.1", "key", 0, 100, None)]

    def test_the_warm_up_is_left_out(self):
        route = {"one": stone(bills=0.4), "a": wait(8), "two": stone(bills=0.6)}
        log = selling(route, tiers={"key": {}}, weeks=2, warm_up_weeks=1)
        assert growth(log).rows() == [("key.1", "key", pytest.approx(60), 0, -1)]

    def test_clients_without_a_name_are_left_out(self):
        assert growth(selling({"one": stone(bills=1)})).height == 0


def billing(scenario: Any) -> Any:
    """The same agency, where orders are billed before they are paid."""
    raw = scenario.model_dump(mode="json", by_alias=True, exclude_none=True)
    raw["job_types"]["job"]["route"]["order"]["bills"] = 0.8
    return type(scenario).model_validate(raw)


@examples(10)
@given(scenario=agencies())
def test_what_is_owed_changes_by_what_is_billed_paid_and_written_off(scenario):
    log = run(billing(scenario))
    whole = window_of(log)
    for window in (whole, Window(whole.since + 5 * DAY, whole.until - 4 * DAY)):
        owed, told = receivables(log, window), money(log, window)
        change = told.revenue - told.paid_in - told.bad_debt
        assert owed.at_end - owed.at_start == pytest.approx(change, abs=1e-3)
        assert min(owed.at_start, owed.at_end, owed.mean) >= 0


@examples(6)
@given(scenario=agencies())
def test_the_halves_of_the_run_make_up_its_revenue(scenario):
    log = run(billing(scenario))
    table = growth(log)
    assert table["first"].sum() + table["second"].sum() == pytest.approx(money(log).revenue)


@examples(6)
@given(scenario=agencies())
def test_milestones_make_up_the_revenue(scenario):
    log = run(billing(scenario))
    table, told = revenue_by_milestone(log), money(log)
    sums = [table[name].sum() for name in ("revenue", "paid_in", "bad_debt")]
    assert sums == pytest.approx([told.revenue, told.paid_in, told.bad_debt], abs=1e-3)
