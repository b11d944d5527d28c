"""Promised dates, and what tiers and clients mean for a job."""

from __future__ import annotations

import pytest
from scripted import agency, at, moment, run, times

from agencysim.errors import HorizonError
from agencysim.figures.receivables import ledger, receivables

DONE = {"done": {"kind": "milestone"}}


def later(delay: str, **more) -> dict:
    """A route that reaches its milestone after a while."""
    return {"pass": {"kind": "wait", "delay": delay, "calendar": "always"}, **DONE, **more}


class TestPromises:
    @pytest.mark.parametrize(
        ("lead_time", "due"),
        [
            ("1h", "tue 00:00"),
            ("7h", "tue 00:00"),
            ("7h1s", "wed 00:00"),
            ("1 working days", "tue 00:00"),
            ("2 working days", "wed 00:00"),
            ("7 working days", "tue+1 00:00"),
        ],
    )
    def test_a_date_is_the_end_of_the_promised_day(self, lead_time, due):
        log = run(agency(DONE, job={"promise": {"lead_time": lead_time}}))
        assert times(log, "jobs", "due", "first_due") == [(due, due)]

    @pytest.mark.parametrize(("lead_time", "due"), [("24h", "tue 00:00"), ("24h1s", "wed 00:00")])
    def test_midnight_is_the_end_of_its_day_and_not_of_the_next(self, lead_time, due):
        log = run(agency(DONE, job={"promise": {"lead_time": lead_time, "calendar": "always"}}))
        assert times(log, "jobs", "due") == [(due,)]

    def test_without_a_promise_there_is_no_date(self):
        assert times(run(agency(DONE)), "jobs", "due", "due_reached") == [(None, "mon 00:00")]

    def test_a_date_promised_at_a_milestone_replaces_the_first_one(self):
        route = later("30h", end={"kind": "wait", "delay": "5h", "calendar": "always"})
        log = run(agency(route, job={"promise": {"lead_time": "1h", "at": "done"}}))
        assert times(log, "jobs", "first_due", "due") == [("tue 00:00", "wed 00:00")]
        assert times(log, "milestones", "time", "due") == [("tue 06:00", "wed 00:00")]

    def test_the_milestone_that_the_date_is_about_is_noted_when_it_is_first_reached(self):
        loop = {"again": {"kind": "choice", "branches": [{"to": "pass", "chance": [1, 0]}, {"to": "end"}]}}
        log = run(agency(later("5h", **loop), job={"due": "done"}))
        assert times(log, "jobs", "due_reached", "ended") == [("mon 05:00", "mon 10:00")]

    def test_without_such_a_milestone_the_end_of_the_job_counts(self):
        assert times(run(agency(later("5h"))), "jobs", "due_reached") == [("mon 05:00",)]

    def test_dates_may_come_from_elsewhere(self):
        log = run(agency(later("5h")), promise=lambda job, now: now + at("wed 00:00"))
        assert times(log, "jobs", "due") == [("wed 00:00",)]

    def test_a_date_may_be_years_ahead(self):
        log = run(agency(DONE, job={"promise": {"lead_time": "900 working days"}}))
        # Six days a week: 150 weeks, the last of them up to Saturday.
        assert log.jobs["due"].item() == 150 * 7 * 86400 - 86400

    def test_a_date_that_never_comes_is_an_error_and_not_a_silent_stop(self):
        ends = {"base": "office", "changes": [{"from": "2026-02-01", "calendar": "never"}]}
        promise = {"lead_time": "900 working days", "calendar": "ends"}
        with pytest.raises(HorizonError):
            run(agency(DONE, calendars={"ends": ends}, job={"promise": promise}))

    def test_working_days_are_those_of_the_calendar_named(self):
        promise = {"lead_time": "2 working days", "calendar": "office"}
        assert times(run(agency(DONE, job={"promise": promise})), "jobs", "due") == [("wed 00:00",)]


class TestClients:
    def test_jobs_fall_to_tiers_by_their_shares(self):
        log = run(agency(DONE, jobs=3000, tiers={"key": {"share": 1}, "small": {"share": 3}}))
        share = (log.jobs["tier"] == "key").mean()
        assert abs(share - 0.25) < 4 * (0.25 * 0.75 / 3000) ** 0.5

    def test_a_job_type_may_have_shares_of_its_own(self):
        log = run(agency(DONE, jobs=50, job={"tiers": {"small": 1}}, tiers={"key": {"share": 9}, "small": {}}))
        assert set(log.jobs["tier"]) == {"small"}

    def test_named_clients_take_the_place_of_some_accounts(self):
        tiers, clients = {"any": {"accounts": 4}}, {"acme": {"tier": "any"}}
        log = run(agency(DONE, jobs=2000, tiers=tiers, clients=clients))
        counts = dict(log.jobs["client"].value_counts().iter_rows())
        assert set(counts) == {"acme", "any.2", "any.3", "any.4"}
        assert max(abs(count - 500) for count in counts.values()) < 4 * (2000 * 0.25 * 0.75) ** 0.5

    def test_the_tier_changes_the_price_of_a_job(self):
        log = run(agency(DONE, job={"value": 200}, tiers={"key": {"value": 1.5}}))
        assert log.jobs["value"].to_list() == [300.0]

    def test_new_clients_come_with_their_share(self):
        log = run(agency(DONE, jobs=3000, tiers={"any": {"new_share": 0.3}}))
        assert abs(log.jobs["new_client"].mean() - 0.3) < 4 * (0.3 * 0.7 / 3000) ** 0.5


class TestBadDebt:
    ROUTE = {"deposit": {"kind": "milestone", "earns": 0.5}, "balance": {"kind": "milestone", "earns": 0.5}}

    @pytest.mark.parametrize(("share", "kind"), [(0.0, "revenue"), (1.0, "bad debt")])
    def test_only_the_last_payment_may_never_come(self, share, kind):
        log = run(agency(self.ROUTE, job={"value": 100}, tiers={"any": {"bad_debt": share}}))
        rows = dict(log.money.select("of", "kind").iter_rows())
        assert rows == {"deposit": "revenue", "balance": kind}

    def test_it_comes_with_its_share(self):
        log = run(agency(self.ROUTE, jobs=2000, job={"value": 100}, tiers={"any": {"bad_debt": 0.1}}))
        share = (log.money["kind"] == "bad debt").sum() / 2000
        assert abs(share - 0.1) < 4 * (0.1 * 0.9 / 2000) ** 0.5


class TestCredit:
    ROUTE = {
        "ask": {
            "kind": "choice",
            "branches": [{"to": "end", "when": {"fact": "credit", "among": ["bad"]}}, {"to": "deposit"}],
        },
        "deposit": {"kind": "milestone", "earns": 0.4},
        "bill": {"kind": "milestone", "bills": 0.6},
        "middle": {"kind": "milestone", "earns": 0.45},
        "balance": {"kind": "milestone", "earns": 0.15},
    }
    NEW = {"any": {"new_share": 1.0}}

    def payments(self, credit: dict, **parts) -> list:
        log = run(agency(self.ROUTE, job={"value": 100}, tiers=self.NEW, credit=credit, **parts))
        return [(of, kind, round(amount, 6)) for of, kind, amount in log.money.select("of", "kind", "amount").rows()]

    def test_the_check_of_a_new_client_may_end_in_a_refusal(self):
        assert self.payments({"bad": {}}) == []

    def test_without_other_terms_the_contract_holds(self):
        assert self.payments({"good": {}}) == [
            ("balance", "revenue", 15),
            ("deposit", "revenue", 40),
            ("middle", "revenue", 45),
        ]

    def test_a_larger_deposit_makes_the_later_payments_smaller(self):
        assert self.payments({"doubtful": {"deposit": 0.7}}) == [
            ("balance", "revenue", 7.5),
            ("deposit", "revenue", 70),
            ("middle", "revenue", 22.5),
        ]

    def test_a_smaller_one_than_the_contract_asks_for_changes_nothing(self):
        assert self.payments({"doubtful": {"deposit": 0.3}}) == self.payments({"good": {}})

    def test_who_pays_all_in_advance_owes_nothing(self):
        assert self.payments({"doubtful": {"deposit": 1.0, "bad_debt": 1.0}}) == [("deposit", "revenue", 100)]

    def test_the_risk_of_bad_debt_is_that_of_the_credit_and_else_the_tiers(self):
        assert self.payments({"doubtful": {"bad_debt": 1.0}})[0] == ("balance", "bad debt", 15)
        risky = {"any": {"new_share": 1.0, "bad_debt": 1.0}}
        for credit, kind in (({"good": {"bad_debt": 0}}, "revenue"), ({"good": {}}, "bad debt"), ({}, "bad debt")):
            log = run(agency(self.ROUTE, job={"value": 100}, tiers=risky, credit=credit))
            assert dict(log.money.select("of", "kind").rows())["balance"] == kind

    def test_what_is_owed_is_what_the_terms_leave(self):
        log = run(agency(self.ROUTE, job={"value": 100}, tiers=self.NEW, credit={"doubtful": {"deposit": 0.7}}))
        assert receivables(log).at_end == 0
        assert ledger(log)["billed"].to_list() == pytest.approx([70, 30, 0, 0])

    def test_only_new_clients_are_checked(self):
        log = run(agency(self.ROUTE, tiers={"any": {}}, credit={"bad": {}}))
        assert log.jobs.select("credit", "outcome").rows() == [("", "done")]

    def test_grades_come_with_their_shares(self):
        log = run(agency(self.ROUTE, jobs=2000, tiers=self.NEW, credit={"good": {"share": 3}, "bad": {}}))
        share = (log.jobs["credit"] == "bad").mean()
        assert abs(share - 0.25) < 4 * (0.25 * 0.75 / 2000) ** 0.5


def test_moments_are_told_in_words():
    assert [moment(at(text)) for text in ("mon 00:00", "sun+2 23:59:59")] == ["mon 00:00", "sun+2 23:59:59"]
