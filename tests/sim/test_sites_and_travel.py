"""Crews on their way to sites that are open when they are."""

from __future__ import annotations

import pytest
from scripted import agency, away, run, tasks, times, work

ANN = {"ann": {}}
ROUND = {"ann": {"calendar": "always"}}


def on_site(content: str, site: str | None = None, people: dict = ANN, **details) -> list:
    parts = {name: details.pop(name) for name in ("overtime", "weeks") if name in details}
    step = work("ann", content, **details) | ({"site": site} if site else {})
    return tasks(run(agency({"fit": step}, people=people, **parts)), "worked")


class TestSites:
    def test_content_counts_only_while_the_site_is_open(self):
        # Open from 10 to 15; Ann's lunch is from 12 to 14.
        assert on_site("3h", "noon") == [("fit", "ann", "mon 10:00", "mon 15:00", 10800)]
        assert on_site("3h1m", "noon") == [("fit", "ann", "mon 10:00", "tue 10:01", 10860)]

    def test_a_site_that_is_open_at_night_needs_people_who_are_there_at_night(self):
        assert on_site("1h", "mall") == [("fit", "", None, None, 0)]
        assert on_site("1h", "mall", ROUND) == [("fit", "ann", "mon 00:00", "mon 01:00", 3600)]

    def test_nobody_begins_when_the_site_closes(self):
        route = {"first": work("ann", "8h"), "fit": work("ann", "1h", site="mall")}
        log = run(agency(route, people=ROUND))
        # The site closes at the very end of the first task, and opens at 22:00.
        assert tasks(log)[1] == ("fit", "ann", "mon 22:00", "mon 23:00")

    def test_the_crew_is_held_while_the_site_is_closed(self):
        route = {"fit": work("ann", "4h", site="noon")}
        extra = {"small": {"demand": {"dates": ["2026-01-06"]}, "route": {"small": work("ann", "10m")}}}
        log = run(agency(route, people=ANN, job_types=extra))
        assert tasks(log) == [
            ("fit", "ann", "mon 10:00", "tue 11:00"),
            ("small", "ann", "tue 11:00", "tue 11:10"),
        ]

    @pytest.mark.parametrize(("content", "begins"), [("1h", "mon 14:00"), ("61m", "tue 10:00")])
    def test_what_must_not_be_begun_in_vain_must_fit_into_the_sites_hours(self, content, begins):
        # Free at 14:00, an hour before the site closes.
        route = {"first": work("ann", "3h30m"), "fit": work("ann", content, site="noon", end_of_shift="no_start")}
        assert tasks(run(agency(route, people=ANN)))[1][2] == begins

    def test_what_is_longer_than_the_site_is_ever_open_begins_all_the_same(self):
        people = {"ann": {"calendar": "always"}}
        details = {"end_of_shift": "no_start"}
        assert on_site("6h", "noon", people, **details) == [("fit", "ann", "mon 10:00", "tue 11:00", 21600)]


class TestTravel:
    def test_loading_the_way_out_and_the_way_back_take_time(self):
        assert on_site("2h", travel="30m", loading="15m") == [("fit", "ann", "mon 08:30", "mon 11:45", 3 * 3600 + 900)]

    def test_loading_alone_is_possible(self):
        assert on_site("2h", loading="15m") == [("fit", "ann", "mon 08:30", "mon 10:45", 8100)]

    def test_the_crew_leaves_so_as_to_arrive_as_the_site_opens(self):
        # 15 minutes for loading and 30 for the way: at 9:15, to be there at ten.
        assert on_site("1h", "noon", travel="30m", loading="15m") == [("fit", "ann", "mon 09:15", "mon 11:30", 8100)]

    def test_whoever_begins_work_too_late_for_that_leaves_at_once(self):
        people = {"ann": {"calendar": "noon"}}
        assert on_site("1h", "noon", people, travel="30m") == [("fit", "ann", "mon 10:00", "mon 12:00", 7200)]

    def test_who_is_there_too_early_waits_for_the_site(self):
        # An hour on the mean, but in truth half an hour or an hour and a half.
        way = {"kind": "discrete", "values": ["30m", "90m"], "weights": [1, 1]}
        step = work("ann", "1h", site="noon", travel=way)
        seen = {tasks(run(agency({"fit": step}, people=ANN), seed=seed))[0][2:] for seed in range(12)}
        # 09:00 out, 09:30 there, 10:00 to 11:00 on site; or there at 10:30.
        assert seen == {("mon 09:00", "mon 11:30"), ("mon 09:00", "mon 15:00")}

    def test_nobody_leaves_who_would_arrive_at_a_closed_site(self):
        route = {"first": work("ann", "4h30m"), "fit": work("ann", "1h", site="noon", travel="1h")}
        log = run(agency(route, people={"ann": {"calendar": "office"}}))
        # Free at 13:30: there by 14:30, half an hour before it closes. The rest is done the next day.
        assert tasks(log)[1] == ("fit", "ann", "mon 13:30", "tue 11:30")
        route["first"] = work("ann", "5h")
        log = run(agency(route, people={"ann": {"calendar": "office"}}))
        assert tasks(log)[1] == ("fit", "ann", "tue 09:00", "tue 12:00")


class TestTravelOverSeveralDays:
    def test_the_crew_comes_home_every_evening_and_goes_out_every_morning(self):
        # Monday: out by 9:00, back from 17:00: six hours on site. Tuesday: 9:00 to 11:00, back at 11:30.
        assert on_site("8h", travel="30m") == [("fit", "ann", "mon 08:30", "tue 11:30", 9 * 3600)]

    @pytest.mark.parametrize(("content", "end"), [("6h", "mon 17:30"), ("6h1m", "tue 09:31")])
    def test_a_task_that_fits_with_its_way_back_ends_today(self, content, end):
        assert on_site(content, travel="30m")[0][3] == end

    def test_the_way_back_may_be_overtime(self):
        log = run(agency({"fit": work("ann", "6h10m", travel="30m", end_of_shift="finish")}, people=ANN))
        assert tasks(log, "worked") == [("fit", "ann", "mon 08:30", "mon 17:40", 25800)]
        assert times(log, "overtime", "until") == [("mon 18:00",)]

    def test_nobody_works_overtime_on_a_closed_site(self):
        parts = {"overtime": {"policy": "finish_task"}}
        log = run(agency({"fit": work("ann", "7h30m", site="office", end_of_shift="finish")}, people=ANN, **parts))
        # The site closes at 17:00, half an hour before the shift does.
        assert tasks(log) == [("fit", "ann", "mon 09:00", "tue 10:30")]
        assert log.overtime.height == 0

    def test_overtime_ends_with_the_site(self):
        calendars = {"yard": {"week": {"mon-fri": "08:30-18:10"}}}
        step = work("ann", "9h", site="yard", end_of_shift="finish")
        log = run(agency({"fit": step}, people=ANN, calendars=calendars))
        # Forty minutes of overtime until the yard closes; the other eighty minutes are done tomorrow.
        assert tasks(log, "worked") == [("fit", "ann", "mon 08:30", "tue 09:50", 9 * 3600)]
        assert times(log, "overtime", "until") == [("mon 18:00",), ("mon 18:30",)]


class TestInterruptions:
    def test_travel_is_repeated_after_sickness(self, monkeypatch):
        away(monkeypatch, ("ann", "mon 10:00", "mon 14:00"))
        # Half an hour out, one of two hours done; then out again, the second hour, and back.
        assert on_site("2h", travel="30m") == [
            ("fit", "ann", "mon 08:30", "mon 10:00", 5400),
            ("fit", "ann", "mon 14:00", "mon 16:00", 7200),
        ]

    def test_who_falls_sick_on_the_way_out_has_done_nothing(self, monkeypatch):
        away(monkeypatch, ("ann", "mon 08:50", "mon 14:00"))
        assert on_site("2h", travel="30m") == [
            ("fit", "ann", "mon 08:30", "mon 08:50", 1200),
            ("fit", "ann", "mon 14:00", "mon 17:00", 10800),
        ]

    def test_who_falls_sick_on_the_way_back_has_done_it_all(self, monkeypatch):
        away(monkeypatch, ("ann", "mon 11:20", "mon 14:00"))
        step = work("ann", "2h", travel="30m")
        log = run(agency({"fit": step, "note": work("ben", "10m")}, people={"ann": {}, "ben": {}}))
        assert tasks(log, "worked", "status") == [
            ("fit", "ann", "mon 08:30", "mon 11:20", 10200, "done"),
            ("note", "ben", "mon 11:20", "mon 11:30", 600, "done"),
        ]


class TestSettingOut:
    """Nobody sets out late in the day for next to nothing, who would have to come again tomorrow."""

    def visit(self, first: str, content: str, **details) -> tuple:
        route = {"first": work("ann", first), "visit": work("ann", content, travel="10m", **details)}
        return tasks(run(agency(route, people={"ann": {}})))[1][2:]

    def test_with_time_for_a_quarter_of_an_hour_of_work_one_goes(self):
        # Two ways of ten minutes and a quarter of an hour fit into the last 35 minutes; the rest is for tomorrow.
        assert self.visit("6h25m", "2h") == ("mon 16:55", "tue 10:35")

    def test_with_less_one_goes_tomorrow(self):
        assert self.visit("6h26m", "2h") == ("tue 08:30", "tue 10:50")

    def test_short_work_is_done_on_the_day_if_it_fits(self):
        assert self.visit("6h35m", "5m") == ("mon 17:05", "mon 17:30")
        assert self.visit("6h36m", "5m") == ("tue 08:30", "tue 08:55")

    def test_overtime_is_not_reckoned_with(self):
        route = {"first": work("ann", "6h26m"), "visit": work("ann", "2h", travel="10m")}
        overtime = {"policy": "finish_task", "max_day": "3h", "max_month": "36h"}
        assert tasks(run(agency(route, people={"ann": {}}, overtime=overtime)))[1][2] == "tue 08:30"

    def test_the_site_must_be_open_for_as_long(self):
        # Open from 10:00 to 15:00: who leaves at 14:36 has 14 minutes there. On Tuesday lunch lies before the way back.
        assert self.visit("4h6m", "2h", site="noon") == ("tue 09:50", "tue 14:10")
        assert self.visit("4h5m", "2h", site="noon")[0] == "mon 14:35"

    def test_loading_alone_is_no_way(self):
        route = {"first": work("ann", "6h55m"), "load": work("ann", "1h", loading="3m")}
        assert tasks(run(agency(route, people={"ann": {}})))[1][2] == "mon 17:25"
