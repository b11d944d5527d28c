"""Revisions, pitches, rework, errors, changes and complaints of runs small enough to be reckoned by hand."""

from __future__ import annotations

from typing import Any

import pytest
from scripted import agency, at, away, run, work

from agencysim.figures.base import Window, window_of
from agencysim.figures.quality import Quality, Rate, quality
from agencysim.snapshot import state_at

HOUR, DAY = 3600, 86400
NOTHING = Rate(count=0, of=0, share=None)
PEOPLE = {"people": {"ann": {}}}


def way(to: str, means: str | None = None, **details: Any) -> dict[str, Any]:
    return {"to": to, "means": means, **details}


def choice(*ways: dict[str, Any]) -> dict[str, Any]:
    return {"kind": "choice", "branches": list(ways)}


def times_of(number: int, to: str, means: str) -> dict[str, Any]:
    """A way that is taken on the first visits, and never again."""
    return way(to, means, when={"fact": "attempt", "below": number + 0.5})


def wait(delay: str = "1h", **details: Any) -> dict[str, Any]:
    return {"kind": "wait", "delay": delay, "calendar": "always", **details}


def revised(rounds: int) -> dict[str, Any]:
    """An hour of design, and an hour more for each revision; as clients who never sleep want it."""
    opinion = choice(times_of(rounds, "draw", "revision"), way("end"))
    return {"draw": wait(), "opinion": opinion}


def types(**routes: dict[str, Any]) -> dict[str, Any]:
    return {name: {"demand": {"at_start": 1}, "route": route} for name, route in routes.items()}


def figures_of(route: dict[str, Any], window: Window | None = None, **parts: Any) -> Quality:
    return quality(run(agency(route, **(PEOPLE | parts))), window)


def going(number: int, means: str, **parts: Any) -> Quality:
    """The figures of one job that goes a way on its first visits to a choice, and then another one."""
    return figures_of({"do": wait(), "verdict": choice(times_of(number, "do", means), way("end"))}, **parts)


class TestRevisions:
    def test_designs_are_counted_by_their_rounds(self):
        log = run(agency(job_types=types(none=revised(0), one=revised(1), two=revised(2), four=revised(4))))
        revisions = quality(log).revisions
        assert (revisions.designs, revisions.mean) == (4, 7 / 4)
        assert revisions.rounds == {"0": 1, "1": 1, "2": 1, "3+": 1}
        assert revisions.first_pass == Rate(count=1, of=4, share=0.25)

    def test_perfect_clients_approve_at_first_sight(self):
        opinion = choice(way("draw", "revision", chance=0), way("end"))
        revisions = figures_of({"draw": wait(), "opinion": opinion}, jobs=3).revisions
        assert (revisions.designs, revisions.mean, revisions.first_pass.share) == (3, 0, 1)

    def test_a_design_ends_in_the_window_in_which_the_last_opinion_falls(self):
        log = run(agency(revised(2)))  # opinions at 1, 2 and 3 o'clock
        assert quality(log, Window(0, 2 * HOUR)).revisions.designs == 0
        assert quality(log, Window(2 * HOUR, 3 * HOUR)).revisions.mean == 2
        assert quality(log, Window(3 * HOUR, 4 * HOUR)).revisions.designs == 0

    def test_a_design_that_is_taken_up_again_later_has_ended_by_then(self):
        again = choice(times_of(1, "draw", "error_caught"), way("end"))
        route = {"draw": wait(), "opinion": choice(times_of(1, "draw", "revision"), way("build"))}
        log = run(agency(route | {"build": wait(), "check": again}))  # opinions at 1, 2 and 4 o'clock
        assert quality(log, Window(0, 3 * HOUR)).revisions.mean == 1
        assert quality(log, Window(3 * HOUR, DAY)).revisions.mean == 1

    def test_jobs_that_no_choice_asks_for_revisions_have_no_design(self):
        revisions = figures_of({"draw": wait(), "opinion": choice(way("end"))}).revisions
        assert (revisions.designs, revisions.mean, revisions.first_pass) == (0, None, NOTHING)

    def test_a_run_that_goes_on_tells_only_of_designs_of_which_it_saw_all(self):
        begun, scenario = (
            at("mon 01:30"),
            agency(job_types=types(two=revised(2), one={"rest": wait("2h"), **revised(1)})),
        )
        then = run(scenario, state=state_at(run(scenario), begun))
        revisions = quality(then).revisions
        assert (revisions.designs, revisions.mean) == (1, 1)


class TestRates:
    @pytest.mark.parametrize(
        ("figure", "means"),
        [
            ("sent_back", "sent_back"),
            ("rework", "rework"),
            ("scrap", "scrap"),
            ("alterations", "alteration"),
            ("defects", "defect"),
            ("site_not_ready", "site_not_ready"),
            ("weather", "weather"),
            ("escalations", "escalation"),
            ("payments_late", "payment_late"),
            ("payments_irregular", "payment_irregular"),
        ],
    )
    def test_it_is_counted_by_the_visits_to_the_choices_that_can_mean_it(self, figure, means):
        assert getattr(going(2, means), figure) == Rate(count=2, of=3, share=2 / 3)
        assert getattr(going(0, means), figure) == Rate(count=0, of=1, share=0)
        other = "scrap" if means == "rework" else "rework"
        assert getattr(going(2, other), figure) == NOTHING

    def test_a_decision_belongs_to_the_window_at_whose_end_it_falls(self):
        log = run(agency({"do": wait(), "verdict": choice(times_of(1, "do", "rework"), way("end"))}))
        assert quality(log, Window(HOUR - 1, HOUR)).rework == Rate(count=1, of=1, share=1)
        assert quality(log, Window(HOUR, 2 * HOUR)).rework == Rate(count=0, of=1, share=0)

    def test_what_happens_as_a_run_begins_belongs_to_it(self):
        figures = figures_of({"verdict": choice(times_of(1, "do", "rework"), way("end")), "do": wait(next="verdict")})
        assert figures.rework == Rate(count=1, of=2, share=0.5)

    def test_pitches_are_won_or_lost(self):
        won, lost = ({"pitch": choice(way("end", f"pitch_{how}"))} for how in ("won", "lost"))
        assert quality(run(agency(job_types=types(a=won, b=lost, c=lost)))).pitches == Rate(count=1, of=3, share=1 / 3)

    def test_errors_are_caught_or_built_in(self):
        caught, built_in = ({"check": choice(way("end", f"error_{how}"))} for how in ("caught", "built_in"))
        figures = quality(run(agency(job_types=types(a=caught, b=caught, c=caught, d=built_in))))
        assert figures.errors_caught == Rate(count=3, of=4, share=0.75)


class TestQuotes:
    PAID = {"kind": "milestone", "earns": 0.5}

    def quoted(self, *, won: bool, **details: Any) -> dict[str, Any]:
        route = {
            "offer": wait(),
            "decision": choice(way("contract" if won else "end")),
            "contract": self.PAID,
            "do": wait("2h"),
            "paid": self.PAID,
        }
        return {"demand": {"at_start": 1}, "due": "paid", "route": route, **details}

    def test_won_is_what_reaches_its_first_milestone_that_earns(self):
        log = run(agency(job_types={"a": self.quoted(won=True), "b": self.quoted(won=False)}))
        assert quality(log, Window(0, HOUR)).quotes == Rate(count=1, of=2, share=0.5)
        assert quality(log, Window(HOUR, DAY)).quotes == NOTHING

    def test_a_milestone_that_earns_nothing_wins_nothing(self):
        quote = self.quoted(won=False)
        quote["route"] = {"told": {"kind": "milestone"}, **quote["route"]}
        assert quality(run(agency(job_types={"a": quote}))).quotes == Rate(count=0, of=1, share=0)

    def test_maintenance_is_no_quote(self):
        assert quality(run(agency(job_types={"a": self.quoted(won=True, nature="maintenance")}))).quotes == NOTHING

    def test_what_is_lost_after_the_contract_was_won_before(self):
        lost = self.quoted(won=True) | {"route": {"contract": self.PAID, "do": wait(), "stop": choice(way("end"))}}
        lost["route"]["paid"] = {"kind": "milestone"}
        scenario = agency(job_types={"a": {**lost, "due": "paid"}})
        log = run(scenario)
        assert log.jobs["outcome"].to_list() == ["lost"]
        assert quality(log).quotes == Rate(count=1, of=1, share=1)
        then = run(scenario, state=state_at(log, HOUR // 2))
        assert then.jobs["outcome"].to_list() == ["lost"]
        assert quality(then).quotes == NOTHING

    def test_what_a_client_took_elsewhere_is_neither_won_nor_lost(self):
        parts = {"people": {"ann": {}}, "tiers": {"all": {"patience": "2h"}}}
        assert figures_of({"quote": work("ann"), "contract": self.PAID}, **parts).quotes == NOTHING


class TestLayoutWaste:
    MATERIAL = {"stock": 100, "reorder_point": 0, "reorder_quantity": 10, "lead_time": "1d"}
    ROUTE = {"take": {"kind": "stock", "uses": {"sheet": 8, "film": 2}, "waste": 0.25}}

    def test_it_is_told_in_money_where_there_are_prices(self):
        materials = {"sheet": self.MATERIAL | {"price": 10}, "film": self.MATERIAL}
        waste = figures_of(self.ROUTE, materials=materials).layout_waste
        assert (waste.taken, waste.wasted, waste.priced) == (100, 20, True)
        assert waste.share == 0.2

    def test_it_is_told_in_units_where_there_are_none(self):
        waste = figures_of(self.ROUTE, materials={"sheet": self.MATERIAL, "film": self.MATERIAL}).layout_waste
        assert (waste.taken, waste.wasted, waste.priced) == (12.5, 2.5, False)

    def test_nothing_taken_is_no_share(self):
        assert figures_of(revised(0)).layout_waste.share is None

    def test_it_counts_where_the_jobs_and_the_window_are(self):
        log = run(agency(self.ROUTE, jobs=2, materials={"sheet": self.MATERIAL, "film": self.MATERIAL}))
        assert quality(log, None, log.jobs.head(1)).layout_waste.taken == 12.5
        assert quality(log, Window(1, DAY)).layout_waste.taken == 0


class TestWeather:
    ROUTE = {"look": choice(times_of(2, "rain", "weather"), way("end")), "rain": wait("12h", next="look")}

    def test_days_are_lost_until_the_way_that_it_leads_to_is_over(self):
        assert figures_of(self.ROUTE).weather_days == 1
        assert figures_of(self.ROUTE).weather == Rate(count=2, of=3, share=2 / 3)

    def test_each_window_has_its_part_of_them(self):
        log = run(agency(self.ROUTE))
        parts = [quality(log, Window(a * HOUR, b * HOUR)).weather_days for a, b in ((0, 6), (6, 18), (18, 48))]
        assert parts == [0.25, 0.5, 0.25]

    def test_a_run_that_ends_in_the_rain_has_lost_the_days_until_then(self):
        assert quality(run(agency(self.ROUTE), weeks=0.25 / 7)).weather_days == 0.25


class TestChanges:
    ROUTE = {
        "plan": work("ann"),
        "mind": choice(times_of(1, "report", "change"), way("end")),
        "other": work("ann"),
        "report": work("ann", "1h", next="mind"),
    }

    def test_they_are_reported_when_the_step_that_they_lead_to_is_done(self):
        # Told at 09:30, reported at 10:30, of ann's time on Monday.
        changes = figures_of(self.ROUTE).changes
        assert changes.rate == Rate(count=1, of=2, share=0.5)
        assert (changes.reported, changes.mean_hours) == (1, 1)

    def test_time_counts_on_the_roster_of_whoever_reports(self):
        # The planning of two jobs takes ann until 10:30. The first change, told at 09:30, is reported by 11:30; the
        # second, told at 10:30, by 14:30, with the lunch from 12 to 14 between.
        changes = figures_of(self.ROUTE, jobs=2).changes
        assert changes.reported == 2
        assert changes.mean_hours == pytest.approx((2 + 2) / 2)

    def test_those_not_reported_yet_have_no_time(self):
        log = run(agency(self.ROUTE, **PEOPLE))
        changes = quality(log, Window(0, at("mon 10:29"))).changes
        assert (changes.rate.count, changes.reported, changes.mean_hours) == (1, 0, None)

    def test_without_people_the_house_calendar_counts(self):
        route = self.ROUTE | {"report": {"kind": "wait", "delay": "1h", "calendar": "always", "next": "mind"}}
        plan = work("ann", "3h")  # until 11:30
        assert figures_of(route | {"plan": plan}).changes.mean_hours == 0.5

    def test_an_interrupted_report_counts_until_its_last_part(self, monkeypatch):
        away(monkeypatch, ("ann", "mon 10:00", "mon 14:00"))
        assert figures_of(self.ROUTE).changes.mean_hours == 2 + 0.5 + 0.5


def with_complaint(route: dict[str, Any], **details: Any) -> dict[str, Any]:
    """One order that is delivered at 1 o'clock, and a complaint about it."""
    order = {"do": wait(), "delivered": {"kind": "milestone", "births": [{"job_type": "complaint"}]}}
    complaint = {"nature": "complaint", "due": "replied", "route": route, **details}
    return {"job_types": {"order": types(order=order)["order"], "complaint": complaint}}


REPLY = {"reply": wait("30h"), "replied": {"kind": "milestone"}}


class TestComplaints:
    def test_they_come_in_and_are_replied_to(self):
        figures = quality(run(agency(**with_complaint(REPLY))))
        assert figures.complaints.count == 1
        assert figures.complaints.mean_reply_hours == 30
        assert figures.complaints.in_time == NOTHING

    @pytest.mark.parametrize(("lead_time", "kept"), [("1d", 1), ("1h", 0)])
    def test_they_are_in_time_until_the_end_of_the_promised_day(self, lead_time, kept):
        # It comes in on Monday at 1 and is replied to on Tuesday at 7.
        promise = {"lead_time": lead_time, "calendar": "always"}
        log = run(agency(**with_complaint(REPLY, promise=promise)))
        assert quality(log).complaints.in_time == Rate(count=kept, of=1, share=kept)
        assert quality(log).complaints.overdue == 0
        assert quality(log, Window(0, at("tue 06:00"))).complaints.overdue == 1 - kept

    def test_those_that_ended_without_a_reply_or_have_no_date_are_not_overdue(self):
        hour = {"lead_time": "1h", "calendar": "always"}
        stop = {
            "reply": wait("30h"),
            "stop": choice(way("end"), way("replied", chance=0)),
            "replied": {"kind": "milestone"},
        }
        log = run(agency(**with_complaint(stop, promise=hour)))
        overdue = [quality(log, Window(0, at(when))).complaints.overdue for when in ("tue 06:59", "tue 07:00")]
        assert overdue == [1, 0]
        unsigned = {"signed": {"kind": "milestone"}, **stop, "reply": wait("60h")}
        route = {"skip": choice(way("reply"), way("signed", chance=0)), **unsigned}
        log = run(agency(**with_complaint(route, promise=hour | {"at": "signed"})))
        assert quality(log, Window(0, at("wed 00:00"))).complaints.overdue == 0

    def test_one_replied_to_is_not_overdue_though_it_goes_on(self):
        promise = {"lead_time": "1h", "calendar": "always"}
        log = run(agency(**with_complaint(REPLY | {"survey": wait("60h")}, promise=promise)))
        assert quality(log, Window(0, at("wed 00:00"))).complaints.overdue == 0

    def test_each_event_belongs_to_its_window(self):
        log = run(agency(**with_complaint(REPLY)))
        first, then = (quality(log, window).complaints for window in (Window(0, DAY), Window(DAY, 2 * DAY)))
        assert (first.count, first.mean_reply_hours) == (1, None)
        assert (then.count, then.mean_reply_hours) == (0, 30)

    def test_they_are_told_by_whose_fault_they_are_and_whether_they_are_serious(self):
        ways = choice(way("replied", "fault", caused_by="designer"))
        route = {"grave": choice(way("whose", "serious")), "whose": ways, "replied": {"kind": "milestone"}}
        log = run(agency(**with_complaint(route), roles={"designer": {}}, people={"designer": {}}))
        assert quality(log).complaints.by_role == {"designer": 1}
        assert quality(log).complaints.serious == 1
        without = {"whose": choice(way("replied", "fault")), "replied": {"kind": "milestone"}}
        assert quality(run(agency(**with_complaint(without)))).complaints.by_role == {"unknown": 1}

    def test_those_about_jobs_count_with_the_jobs(self):
        log = run(agency(**with_complaint(REPLY)))
        orders = log.jobs.filter(job_type="order")
        assert quality(log, None, orders).complaints.count == 1
        assert quality(log, None, orders.clear()).complaints.count == 0

    def test_maintenance_calls_are_counted_as_they_come_in(self):
        call = {"nature": "maintenance", "demand": {"at_start": 2}, "route": {"mend": wait()}}
        log = run(agency(job_types={"call": call}))
        assert quality(log).maintenance_calls == 2
        assert quality(log, Window(1, DAY)).maintenance_calls == 0
        assert quality(run(log.scenario, state=state_at(log, 0))).maintenance_calls == 0


class TestAnyRun:
    def test_choices_without_meanings_do_not_count(self):
        figures = figures_of({"do": wait(), "verdict": choice(way("do", chance=0.5), way("end"))})
        rates = {name for name, value in figures if isinstance(value, Rate) and value.of}
        assert rates == set()

    def test_a_run_without_jobs_has_nothing_to_tell(self):
        figures = quality(run(agency(revised(1), jobs=0)))
        assert figures.revisions.mean is None
        assert (figures.quotes, figures.weather_days, figures.changes.mean_hours) == (NOTHING, 0, None)

    def test_jobs_can_be_looked_at_by_type_and_tier(self):
        log = run(agency(job_types=types(none=revised(0), two=revised(2)), tiers={"all": {}}))
        by_type = {name: quality(log, None, log.jobs.filter(job_type=name)).revisions.mean for name in ("none", "two")}
        assert by_type == {"none": 0, "two": 2}
        assert quality(log, None, log.jobs.filter(tier="all")) == quality(log, window_of(log))

    def test_figures_survive_json(self):
        figures = going(2, "rework")
        assert Quality.model_validate_json(figures.model_dump_json()) == figures
