"""Who stays on after his shift, for how long, and what it counts as."""

from __future__ import annotations

import pytest
from scripted import agency, run, tasks, times, work

ANN = {"ann": {}}


def rules(policy: str, **details) -> dict:
    return {"policy": policy, "granule": "30m", "max_day": "2h", "max_month": "36h"} | details


def made(content: object, overtime: dict, **parts) -> tuple:
    """When the one task of one person ends, and until when he was granted overtime."""
    seed = parts.pop("seed", 1)
    log = run(agency({"make": work("ann", content)}, people=ANN, overtime=overtime, **parts), seed=seed)
    return tasks(log)[0][3], times(log, "overtime", "start", "until")


class TestNever:
    def test_everybody_goes_home(self):
        assert made("7h10m", rules("never")) == ("tue 08:40", [])


class TestFinishTask:
    def test_a_task_that_can_be_finished_is_finished(self):
        assert made("7h10m", rules("finish_task")) == ("mon 17:40", [("mon 17:30", "mon 18:00")])

    def test_overtime_is_granted_in_granules(self):
        assert made("7h31m", rules("finish_task")) == ("mon 18:01", [("mon 17:30", "mon 18:30")])
        assert made("7h31m", rules("finish_task", granule="15m"))[1] == [("mon 17:30", "mon 18:15")]

    @pytest.mark.parametrize(
        ("content", "end", "granted"),
        [("9h", "mon 19:30", [("mon 17:30", "mon 19:30")]), ("9h1m", "tue 10:31", [])],
    )
    def test_the_days_limit_holds(self, content, end, granted):
        assert made(content, rules("finish_task")) == (end, granted)

    def test_a_limit_that_is_no_multiple_of_the_granule_is_not_reached(self):
        assert made("8h", rules("finish_task", max_day="50m")) == ("tue 09:30", [])
        assert made("7h30m", rules("finish_task", max_day="50m"))[1] == [("mon 17:30", "mon 18:00")]

    def test_the_months_limit_holds_over_its_days_and_ends_with_the_month(self):
        # Eight hours of work on Thursday 29, Friday 30 and Saturday 31 January, and on 2 and 3 February.
        dates = ["2026-01-29", "2026-01-30", "2026-01-31", "2026-02-02", "2026-02-03"]
        scenario = agency(
            {"make": work("ann", "8h")},
            people=ANN,
            overtime=rules("finish_task", max_month="2h"),
            start="2026-01-26",
            weeks=2,
            job={"demand": {"dates": dates}},
        )
        # On Saturday January's two hours are gone; Saturday's last hour delays Monday, which takes all of February's.
        assert times(run(scenario), "overtime", "start", "until") == [
            ("thu 17:30", "thu 18:30"),
            ("fri 17:30", "fri 18:30"),
            ("mon+1 17:30", "mon+1 19:30"),
        ]

    def test_the_estimate_decides_and_what_is_granted_is_not_taken_back(self):
        content = {"kind": "discrete", "values": ["7h5m", "8h55m"], "weights": [1, 1]}  # 8 hours by estimate
        seen = {
            (end, tuple(granted))
            for seed in range(12)
            for end, granted in [made(content, rules("finish_task"), seed=seed)]
        }
        granted = (("mon 17:30", "mon 18:30"),)
        # What takes longer than was thought pauses when the granted time is over: it is decided once.
        assert seen == {("mon 17:35", granted), ("tue 09:25", granted)}

    def test_a_step_may_forbid_it(self):
        log = run(agency({"make": work("ann", "7h10m", overtime=False)}, people=ANN, overtime=rules("finish_task")))
        assert tasks(log)[0][3] == "tue 08:40"

    def test_lunch_is_no_overtime(self):
        assert made("4h", rules("finish_task")) == ("mon 14:30", [])

    def test_whoever_has_nothing_to_do_goes_home(self):
        assert made("7h", rules("finish_task")) == ("mon 17:30", [])

    def test_a_crew_stays_only_if_all_may(self):
        route = {"first": work("ann", "8h"), "both": work(["ann", "ben"], "6h30m")}
        staff = {"ann": {}, "ben": {}}
        log = run(agency(route, people=staff, overtime=rules("finish_task", max_month="1h")))
        # Ann's hour of the month is gone on Monday.
        assert tasks(log) == [
            ("first", "ann", "mon 08:30", "mon 18:30"),
            ("both", "ann ben", "tue 08:30", "tue 17:00"),
        ]
        log = run(
            agency(
                route | {"both": work(["ann", "ben"], "7h30m")},
                people=staff,
                overtime=rules("finish_task", max_month="1h"),
            )
        )
        assert tasks(log)[1][3] == "wed 09:00"

    def test_a_crew_of_different_hours_counts_overtime_of_those_who_have_gone(self):
        staff = {"ann": {"calendar": "short"}, "ben": {}}
        log = run(agency({"make": work(["ann", "ben"], "6h")}, people=staff, overtime=rules("finish_task")))
        # By 16:00 five and a half hours are done.
        assert tasks(log)[0][3] == "mon 16:30"
        assert times(log, "overtime", "person", "start", "until") == [("ann", "mon 16:00", "mon 16:30")]


class TestHoldDates:
    PROMISE = {"promise": {"lead_time": "1h"}}  # due on Monday at midnight

    def test_a_job_that_would_be_late_is_finished(self):
        assert made("7h10m", rules("hold_dates"), job=self.PROMISE) == (
            "mon 17:40",
            [("mon 17:30", "mon 18:00")],
        )

    def test_a_job_that_has_time_is_not(self):
        late = {"promise": {"lead_time": "3 working days"}}
        assert made("7h10m", rules("hold_dates"), job=late) == ("tue 08:40", [])

    def test_a_job_without_a_date_is_not(self):
        assert made("7h10m", rules("hold_dates")) == ("tue 08:40", [])

    def test_as_much_as_is_allowed_is_used_even_if_it_does_not_suffice(self):
        assert made("9h1m", rules("hold_dates"), job=self.PROMISE) == (
            "tue 08:31",
            [("mon 17:30", "mon 19:30")],
        )

    @pytest.mark.parametrize(("following", "granted"), [("15h", []), ("15h1m", [("mon 18:00",)])])
    def test_what_follows_counts_by_its_estimate(self, following, granted):
        # Due on Tuesday at midnight: whoever goes home now is done at 9:00 tomorrow, counting in granules.
        route = {
            "make": work("ann", "7h20m"),
            "next": {"kind": "wait", "delay": following, "calendar": "always"},
            "done": {"kind": "milestone"},
        }
        job = {"promise": {"lead_time": "8h"}, "due": "done"}
        log = run(agency(route, people=ANN, overtime=rules("hold_dates"), job=job))
        assert times(log, "overtime", "until") == granted

    def test_after_the_milestone_there_is_no_hurry(self):
        route = {"done": {"kind": "milestone"}, "tidy": work("ann", "7h10m")}
        job = self.PROMISE | {"due": "done"}
        log = run(agency(route, people=ANN, overtime=rules("hold_dates"), job=job))
        assert log.overtime.height == 0


class TestPayClass:
    def test_overtime_after_a_rostered_day_is_workday_overtime(self):
        log = run(agency({"make": work("ann", "8h")}, people=ANN, overtime=rules("finish_task")))
        assert times(log, "overtime", "person", "start", "until", "day", "job", "step") == [
            ("ann", "mon 17:30", "mon 18:30", "workday", "job-start.1", "make")
        ]

    def test_overtime_on_a_statutory_holiday_is_holiday_overtime(self):
        # The first of May, on which this agency works all the same.
        calendars = {"day": {"week": {"mon-sun": "09:00-17:00"}, "public_holidays": "worked"}}
        scenario = agency(
            {"make": work("ann", "17h")},
            people=ANN,
            overtime=rules("finish_task"),
            calendars=calendars,
            country="CN",
            start="2026-04-30",
        )
        assert times(run(scenario), "overtime", "start", "day") == [("tue 17:00", "holiday")]

    def test_a_night_shifts_overtime_belongs_to_the_morning(self):
        calendars = {"night": {"week": {"mon-fri": "16:00-24:00"}}}
        scenario = agency(
            {"make": work("ann", "9h")},
            people={"ann": {"calendar": "night"}},
            overtime=rules("finish_task"),
            calendars=calendars,
        )
        log = run(scenario)
        assert tasks(log)[0][2:] == ("mon 16:00", "tue 01:00")
        assert log.days.select("day", "scheduled", "worked", "overtime").rows()[:2] == [
            (0, 28800, 28800, 0),
            (1, 28800, 3600, 3600),
        ]


def test_who_stayed_on_for_a_task_does_not_set_out_to_another():
    route = {"first": work("ann", "7h15m"), "visit": work("ann", "1h", travel="10m")}
    log = run(agency(route, people={"ann": {}}, overtime={"policy": "finish_task"}))
    assert tasks(log) == [("first", "ann", "mon 08:30", "mon 17:45"), ("visit", "ann", "tue 08:30", "tue 09:50")]
