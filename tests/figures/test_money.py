"""What was earned and spent, in runs that are small enough to be reckoned by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given
from random_agencies import agencies, examples
from scripted import agency, at, run, work

from agencysim.figures.base import Window, window_of
from agencysim.figures.money import Money, job_margins, margins, money
from agencysim.snapshot import state_at

if TYPE_CHECKING:
    from agencysim.log import Log

DAY = 86400
WEEK = 420
"""Wages of a maker for a week of 42 hours."""
MAKER: dict[str, Any] = {"roles": {"maker": {"wage": 10}}, "people": {"maker": {}}}
ABSENT: dict[str, Any] = {"maker": {}, "absentee": {"calendar": "sundays"}}
SUNDAYS = {"sundays": {"week": {"sun": "22:00-23:00"}}}
DIRECT = {"material", "outsourcing", "expenses", "penalties", "bad_debt", "revenue"}


def shop(route: dict[str, Any] | None = None, **parts: Any) -> Log:
    """A run of a shop with one maker at 10 an hour."""
    return run(agency(route, **(MAKER | ({} if route else {"job_types": {}}) | parts)))


def money_of(route: dict[str, Any] | None = None, window: Window | None = None, **parts: Any) -> Money:
    return money(shop(route, **parts), window)


def way(to: str, means: str | None = None, below: float | None = None) -> dict[str, Any]:
    """A way out of a choice; with a number, only on the visits before."""
    return {"to": to, "means": means} | ({"when": {"fact": "attempt", "below": below}} if below else {})


def choice(*ways: dict[str, Any], **details: Any) -> dict[str, Any]:
    return {"kind": "choice", "branches": list(ways), **details}


def wait(delay: str) -> dict[str, Any]:
    return {"kind": "wait", "delay": delay, "calendar": "always"}


class TestKinds:
    def test_wages_are_paid_by_the_roster_with_meetings_and_leave(self):
        meeting = {"talk": {"weekdays": "mon", "at": "08:30", "lasts": "1h", "who": "maker"}}
        away = {"maker": {"leave": ["2026-01-10"]}}
        assert money_of().wages == WEEK
        assert money_of({"do": work("maker")}, routines=meeting, people=away).wages == WEEK

    def test_nobody_earns_nothing(self):
        nothing = money(run(agency(job_types={})))
        assert set(nothing.model_dump().values()) == {0.0}

    def test_overtime_is_paid_by_the_kind_of_day(self):
        log = shop()
        rows = [("maker", 0, 3600, "workday"), ("maker", DAY, DAY + 7200, "rest_day"), ("maker", 0, 1800, "holiday")]
        granted = pl.DataFrame(rows, ["person", "start", "until", "day"], orient="row")
        found = money(replace(log, tables={**log.tables, "overtime": granted}))
        assert (found.overtime_workday, found.overtime_rest_day, found.overtime_holiday) == (15, 40, 15)
        assert found.overtime_pay == 70
        assert found.margin == -WEEK - 70

    def test_overtime_belongs_to_the_window_in_which_it_begins(self):
        rules = {"policy": "finish_task"}
        log = shop({"do": work("maker", "9h")}, overtime=rules)
        assert log.overtime["start"].to_list() == [at("mon 17:30")]
        assert money(log, Window(0, at("mon 17:30"))).overtime_pay == 30
        assert money(log, Window(at("mon 17:30"), 7 * DAY)).overtime_pay == 0

    def test_pay_by_other_rules_comes_in_as_a_value(self):
        pay = {"workday": 1.0, "rest_day": 2.0, "holiday": 4.0, "plain": 8.0}
        found = money(shop(), overtime=pay)
        assert (found.overtime_workday, found.overtime_rest_day, found.overtime_holiday) == (1, 2, 4)
        assert (found.overtime_pay, found.margin) == (15, -WEEK - 15)

    def test_material_costs_when_it_is_used_and_cash_when_it_is_bought(self):
        sheet = {"stock": 10, "reorder_point": 5, "reorder_quantity": 20, "lead_time": "1h", "price": 2}
        route = {"sheets": {"kind": "stock", "uses": {"sheet": 5}, "waste": 0.2}}
        found = money_of(route, materials={"sheet": sheet})
        assert found.material == pytest.approx(12)
        assert found.waste == pytest.approx(2)
        assert found.purchases == 40
        assert found.margin == pytest.approx(-WEEK - 12)

    def test_no_waste_costs_nothing(self):
        sheet = {"stock": 10, "reorder_point": 0, "reorder_quantity": 20, "lead_time": "1h", "price": 2}
        found = money_of({"sheets": {"kind": "stock", "uses": {"sheet": 5}}}, materials={"sheet": sheet})
        assert (found.material, found.waste, found.purchases) == (10, 0, 0)

    def test_other_firms_and_expenses_are_paid(self):
        other = {"price": 70, "delay": "1h", "after": "1h"}
        route = {"given": work("absentee", outsource=other), "over": {"kind": "milestone", "costs": 5}}
        found = money_of(route, jobs=2, people=ABSENT, calendars=SUNDAYS)
        assert (found.outsourcing, found.expenses) == (140, 10)
        assert found.margin == -WEEK - 150

    def test_hired_units_machines_and_vehicles_are_told_apart(self):
        units = {"equipment": {"press": 1, "tent": 1}, "vehicles": {"van": 1, "lift": 1}}
        found = money_of(
            {"do": work("maker", "2h", **units)},
            equipment={"press": {"cost_per_hour": 5}, "tent": {"cost_per_hour": 1, "hired": True}},
            vehicles={"van": {"cost_per_hour": 30}, "lift": {"cost_per_hour": 100, "hired": True}},
        )
        assert (found.equipment, found.hire, found.travel) == (10, 202, 60)
        assert found.margin == -WEEK - 272

    def test_a_task_that_the_window_cuts_counts_with_its_share(self):
        # From 08:30 to 15:30 are 7 h, of which 5 h are worked.
        details = {"equipment": {"press": {"cost_per_hour": 7}}}
        log = shop({"do": work("maker", "5h", equipment={"press": 1})}, **details)
        first, second = (money(log, w).equipment for w in (Window(0, at("mon 12:00")), Window(at("mon 12:00"), DAY)))
        assert (first, second) == pytest.approx((35 / 2, 35 / 2))

    def test_running_work_counts_up_to_the_end_of_the_run(self):
        scenario = agency(
            {"do": work("maker", "5h", equipment={"press": 1})}, **MAKER, equipment={"press": {"cost_per_hour": 7}}
        )
        assert money(run(scenario, weeks=0.5 / 7)).equipment == pytest.approx(7 * 3.5)


class TestPenalties:
    def penalty(self, lasts: str, window: Window | None = None, **parts: Any) -> float:
        return money(self.late(lasts, **parts), window).penalties

    def late(self, lasts: str, **parts: Any) -> Log:
        """A job of 100, due at the end of Monday and delivered after a time."""
        job = {
            "value": 100,
            "due": "delivered",
            "promise": {"lead_time": "1h", "calendar": "always"},
            "penalty": {"per_day": 0.1, "most": 0.25},
        }
        route = {"make": wait(lasts), "delivered": {"kind": "milestone"}, "later": wait("30h")}
        return shop(route, job=job | parts.pop("job", {}), **parts)

    @pytest.mark.parametrize(
        ("lasts", "share"), [("1h", 0), ("24h", 0), ("24h1s", 0.1), ("48h", 0.1), ("48h1s", 0.2), ("72h1s", 0.25)]
    )
    def test_each_day_begun_after_the_due_date_costs_a_share_up_to_the_most(self, lasts, share):
        assert self.penalty(lasts) == pytest.approx(100 * share)

    def test_it_reduces_the_margin(self):
        assert money(self.late("25h")).margin == -WEEK - 10

    def test_an_open_job_is_charged_for_the_days_so_far(self):
        # The run ends with Sunday, the job is due with Monday.
        assert self.penalty("20 days", job={"penalty": {"per_day": 0.01}}) == pytest.approx(6)

    def test_each_window_is_charged_for_its_own_days(self):
        log = self.late("60h", job={"penalty": {"per_day": 0.1}})
        days = [money(log, Window(day * DAY, (day + 1) * DAY)).penalties for day in range(5)]
        assert days == pytest.approx([0, 10, 10, 0, 0])

    def test_it_lapses_when_the_client_takes_the_job_elsewhere(self):
        patience = {"any": {"patience": "60h"}}
        route = {"make": work("absentee")}
        job = {"value": 100, "promise": {"lead_time": "1h", "calendar": "always"}, "penalty": {"per_day": 0.1}}
        log = shop(route, job=job, tiers=patience, people=ABSENT, calendars=SUNDAYS)
        assert log.jobs["outcome"].to_list() == ["abandoned"]
        assert money(log).penalties == 0
        days = [money(log, Window(day * DAY, (day + 1) * DAY)).penalties for day in range(4)]
        assert days == pytest.approx([0, 10, -10, 0])

    def test_what_was_never_promised_has_no_penalty(self):
        job = {"promise": {"lead_time": "1h", "calendar": "always", "at": "delivered"}}
        assert self.penalty("20 days", job=job) == 0

    def test_without_the_rule_lateness_is_free(self):
        assert self.penalty("90h", job={"penalty": None}) == 0


class TestRework:
    def test_work_done_again_costs_wages(self):
        check = choice(way("make", "rework", 2.5), way("pack"))
        found = money_of({"make": work("maker", "2h"), "check": check, "pack": work("maker")})
        assert found.rework == 40
        assert (found.wages, found.margin) == (WEEK, -WEEK)

    @pytest.mark.parametrize("means", ["rework", "scrap", "error_built_in", "defect", "alteration"])
    def test_these_decisions_lead_to_it(self, means):
        assert money_of({"do": work("maker"), "check": choice(way("do", means, 1.5), way("end"))}).rework == 10

    @pytest.mark.parametrize("means", ["revision", "sent_back", "error_caught", "change", None])
    def test_others_do_not(self, means):
        assert money_of({"do": work("maker"), "check": choice(way("do", means, 1.5), way("end"))}).rework == 0

    def test_without_a_chance_of_it_there_is_none(self):
        check = choice({"to": "do", "chance": 0.0, "means": "rework"}, way("end"))
        assert money_of({"do": work("maker"), "check": check}, jobs=5).rework == 0

    def test_material_taken_again_counts(self):
        sheet = {"stock": 50, "reorder_point": 0, "reorder_quantity": 20, "lead_time": "1h", "price": 3}
        route = {
            "sheets": {"kind": "stock", "uses": {"sheet": 4}, "waste": 0.5},
            "make": work("maker", "1h"),
            "check": choice(way("sheets", "scrap", 1.5), way("end")),
        }
        found = money_of(route, materials={"sheet": sheet})
        assert found.rework == 10 + 18
        assert found.material == 36

    def test_what_lies_in_two_loops_counts_once(self):
        route = {
            "make": work("maker", "1h"),
            "check": choice(way("make", "rework", 2.5), way("look")),
            "look": choice(way("make", "defect", 1.5), way("end")),
        }
        # Made, made twice again, then a defect: made once more.
        assert money_of(route).rework == 30

    def test_a_way_that_does_not_come_back_costs_its_first_work(self):
        route = {
            "make": work("maker", "1h"),
            "look": choice(way("mend", "defect", 1.5), way("end")),
            "mend": work("maker", "2h"),
            "collect": work("maker", "3h"),
        }
        assert money_of(route).rework == 20

    def test_parallel_branches_are_no_part_of_it(self):
        route = {
            "split": {"kind": "fork", "branches": ["make", "file"], "join": "merge"},
            "make": work("maker", "1h"),
            "check": choice(way("make", "rework", 1.5), way("merge")),
            "file": wait("10h") | {"next": "papers"},
            "papers": work("clerk", "30m") | {"next": "merge"},
            "merge": {"kind": "join"},
        }
        people = {"roles": {"maker": {"wage": 10}, "clerk": {"wage": 90}}, "people": {"maker": {}, "clerk": {}}}
        # The papers are there at 10:00, between the check at 09:30 and the one at 10:30.
        assert money_of(route, **people).rework == 10

    def test_it_counts_when_it_is_done(self):
        route = {"make": work("maker", "2h"), "check": choice(way("make", "rework", 1.5), way("end"))}
        log = shop(route)
        assert money(log, Window(0, at("mon 10:30"))).rework == 0
        # The second time from 10:30 to 12:00 and, after lunch, for half an hour: 4 h elapsed, of which 1 is inside.
        assert money(log, Window(at("mon 10:30"), at("mon 11:30"))).rework == pytest.approx(20 / 4)
        assert money(log, Window(at("mon 10:30"), DAY)).rework == 20


TYPES: dict[str, Any] = {
    "big": {
        "demand": {"at_start": 1},
        "value": 500,
        "route": {"make": work({"maker": 2}, "3h"), "paid": {"kind": "milestone", "earns": 1, "costs": 20}},
    },
    "small": {
        "demand": {"at_start": 2},
        "value": 50,
        "route": {
            "print": work("maker", "1h", equipment={"press": 1}),
            "paid": {"kind": "milestone", "earns": 1},
        },
    },
}
PARTS: dict[str, Any] = {
    "job_types": TYPES,
    "people": {"maker": {"count": 2}},
    "equipment": {"press": {"cost_per_hour": 5}},
}


@pytest.fixture(scope="module")
def log():
    return shop(**PARTS)


class TestMargins:
    def test_jobs_bear_what_they_cost_directly(self, log):
        columns = ["job_type", "value", "revenue", "labour", "units", "expenses", "margin"]
        rows = sorted(job_margins(log).select(columns).iter_rows())
        assert rows == [
            ("big", 500, 500, 60, 0, 20, 420),
            ("small", 50, 50, 10, 5, 0, 35),
            ("small", 50, 50, 10, 5, 0, 35),
        ]

    def test_job_types_sum_up_their_jobs(self, log):
        found = margins(log)
        small = found.by_type["small"]
        assert (small.jobs, small.revenue, small.labour, small.units) == (2, 100, 20, 10)
        assert (small.margin, small.share) == (70, 0.7)
        assert (found.total.jobs, found.total.margin) == (3, 490)

    def test_wages_that_no_job_bears_are_told(self, log):
        found = margins(log)
        assert found.unallocated == 2 * WEEK - 80
        assert found.total.margin - found.unallocated == money(log).margin

    def test_without_tiers_there_are_neither_tiers_nor_clients(self, log):
        assert (margins(log).by_tier, margins(log).by_client) == ({}, {})

    def test_clients_and_tiers_have_margins_of_their_own(self):
        found = margins(shop(**PARTS, tiers={"key": {}}, clients={"bank": {"tier": "key"}}))
        assert set(found.by_client) == {"bank"}
        assert found.by_client["bank"] == found.by_tier["key"] == found.total

    def test_overtime_costs_jobs_the_plain_wage(self):
        log = shop({"do": work("maker", "8h")}, overtime={"policy": "finish_task"})
        assert log.overtime.height
        found = margins(log)
        assert found.total.labour == 80
        assert found.unallocated == WEEK + 15 - 80
        assert found.total.share is None

    def test_a_run_of_no_jobs_has_no_margins(self):
        found = margins(run(agency(job_types={})))
        assert (found.total.jobs, found.total.margin, found.unallocated, found.by_type) == (0, 0, 0, {})

    def test_jobs_that_come_after_the_window_are_left_out(self):
        log = shop({"do": work("maker")}, job={"demand": {"dates": ["2026-01-08"]}})
        assert [job_margins(log, Window(0, at(end))).height for end in ("thu 08:29", "thu 08:31")] == [0, 1]

    def test_jobs_that_had_ended_before_the_window_are_left_out(self, log):
        later = Window(at("tue 00:00"), at("wed 00:00"))
        assert job_margins(log, later).height == 0
        assert margins(log, later).unallocated == 2 * 70


def wealthy(scenario: Any) -> Any:
    """The same agency, where everything has its price, bills go before payments, and lateness is punished."""
    raw = scenario.model_dump(mode="json", by_alias=True, exclude_none=True)
    for name, group in raw["people"].items():
        group["wage"] = 10 + len(name)
    raw["equipment"]["printer"]["cost_per_hour"] = 5
    raw["vehicles"]["van"] |= {"cost_per_hour": 7, "hired": True}
    job = raw["job_types"]["job"]
    job["penalty"] = {"per_day": 0.05, "most": 0.2}
    job["route"]["order"]["bills"] = 0.2
    for branch in job["route"]["good"]["branches"]:
        if branch["to"] == "print":
            branch["means"] = "rework"
    return type(scenario).model_validate(raw)


@examples(12)
@given(scenario=agencies())
def test_what_jobs_cost_and_earn_is_what_the_window_tells(scenario):
    log = run(wealthy(scenario))
    whole = window_of(log)
    for window in (whole, Window(whole.since + 5 * DAY, whole.until - 4 * DAY)):
        told, jobs = money(log, window), job_margins(log, window)
        for kind in DIRECT:
            assert jobs[kind].sum() == pytest.approx(getattr(told, kind), abs=1e-6)
        assert jobs["units"].sum() == pytest.approx(told.hire + told.equipment + told.travel)
        found = margins(log, window)
        assert found.total.margin - found.unallocated == pytest.approx(told.margin)
        assert 0 <= told.rework <= jobs["labour"].sum() + told.material + 1e-6
        assert told.waste <= told.material


@examples(8)
@given(scenario=agencies())
def test_windows_side_by_side_add_up(scenario):
    log = run(wealthy(scenario))
    since, until = window_of(log)
    cut = since + 8 * DAY
    whole, *parts = (money(log, w) for w in (Window(since, until), Window(since, cut), Window(cut, until)))
    for kind in Money.model_fields:
        assert sum(getattr(part, kind) for part in parts) == pytest.approx(getattr(whole, kind), abs=1e-3), kind


@examples(5)
@given(scenario=agencies())
def test_a_run_that_goes_on_from_a_state_has_the_money_of_the_rest(scenario):
    rich = wealthy(scenario)
    cut = 8 * DAY
    log = run(rich)
    rest = run(rich, state=state_at(log, cut))
    late = Window(cut, log.manifest.end)
    before, after = money(log, late), money(rest, late)
    for kind in set(Money.model_fields) - {"rework"}:  # decisions before the state are forgotten
        assert getattr(after, kind) == pytest.approx(getattr(before, kind), abs=1e-6), kind
