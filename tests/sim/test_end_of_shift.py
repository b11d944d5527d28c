"""What happens to running work when its people go home, and what is begun before they do."""

from __future__ import annotations

import pytest
from scripted import agency, away, run, tasks, times, work

ANN = {"ann": {}}
STAY = {"policy": "finish_task", "granule": "30m", "max_day": "1h", "max_month": "36h"}


def alone(content: str, rule: str, **parts) -> list:
    return tasks(
        run(agency({"make": work("ann", content, end_of_shift=rule)}, people=ANN, **parts)),
        "worked",
        "status",
    )


class TestPause:
    def test_work_pauses_over_lunch_night_and_sunday_as_one_row(self):
        # Six days of seven hours, and the rest on Monday.
        assert alone("43h", "pause", weeks=2) == [("make", "ann", "mon 08:30", "mon+1 09:30", 43 * 3600, "done")]

    @pytest.mark.parametrize(("content", "end"), [("7h", "mon 17:30"), ("7h1m", "tue 08:31")])
    def test_work_that_just_fits_is_done_today(self, content, end):
        assert alone(content, "pause")[0][3] == end

    def test_the_same_people_go_on_though_others_are_there(self):
        route = {"make": work("skilled", "8h")}
        staff = {
            "ann": {"skills": {"skilled": 1}},
            "eve": {"skills": {"skilled": 1, "other": 1}, "calendar": "late"},
        }
        assert tasks(run(agency(route, people=staff))) == [("make", "ann", "mon 08:30", "tue 09:30")]

    def test_a_night_shift_over_midnight_is_one_shift(self):
        calendars = {"night": {"week": {"mon-fri": ["22:00-02:00", "03:00-06:00"]}}}
        step = work("ann", "8h", end_of_shift="restart")
        log = run(agency({"make": step}, people={"ann": {"calendar": "night"}}, calendars=calendars))
        # Neither midnight nor the break end the shift; 06:00 does.
        assert tasks(log, "worked", "status")[0] == (
            "make",
            "ann",
            "mon 22:00",
            "tue 06:00",
            25200,
            "restarted",
        )


class TestFinish:
    @pytest.mark.parametrize(
        ("content", "end", "overtime"),
        [
            ("7h", "mon 17:30", []),
            ("7h1m", "mon 17:31", ["mon 18:00"]),
            ("7h30m", "mon 18:00", ["mon 18:00"]),
            ("7h31m", "mon 18:01", ["mon 18:00", "mon 18:30"]),
            (
                "10h",
                "mon 20:30",
                ["mon 18:00", "mon 18:30", "mon 19:00", "mon 19:30", "mon 20:00", "mon 20:30"],
            ),
        ],
    )
    def test_work_goes_on_granule_by_granule_until_it_is_done(self, content, end, overtime):
        log = run(agency({"make": work("ann", content, end_of_shift="finish")}, people=ANN))
        assert tasks(log)[0][2:] == ("mon 08:30", end)
        assert [row[0] for row in times(log, "overtime", "until")] == overtime

    def test_it_goes_home_for_lunch_all_the_same(self):
        assert alone("4h", "finish")[0][2:4] == ("mon 08:30", "mon 14:30")

    def test_what_is_granted_is_not_taken_back_but_who_is_done_goes_home(self):
        route = {"make": work("ann", "7h10m", end_of_shift="finish"), "file": work("ann", "1h")}
        log = run(agency(route, people=ANN))
        # The granule goes on until 18:00 and is paid; the next task begins the next morning all the same.
        assert tasks(log, "worked") == [
            ("make", "ann", "mon 08:30", "mon 17:40", 25800),
            ("file", "ann", "tue 08:30", "tue 09:30", 3600),
        ]
        days = log.days.select("day", "scheduled", "worked", "overtime").rows()[:2]
        assert days == [(0, 25200, 25800, 1800), (1, 25200, 3600, 0)]

    def test_one_who_finishes_does_not_begin_the_next_task_that_cannot_be_split(self):
        scenario = agency({"make": work("ann", "97m", end_of_shift="finish")}, people=ANN, jobs=20)
        overtime = times(run(scenario), "overtime", "start", "until")
        # 97 minutes five times a day are 8 h 5 min; the fifth begins at 16:58 and is done at 18:35.
        assert overtime[:3] == [
            ("mon 17:30", "mon 18:00"),
            ("mon 18:00", "mon 18:30"),
            ("mon 18:30", "mon 19:00"),
        ]
        assert overtime[3][0] == "tue 17:30"

    def test_who_comes_back_for_a_second_shift_works_in_it_whatever_was_granted_before(self):
        night = {"week": {"mon": "19:50-23:50", "tue": "00:05-04:00"}}
        route = {"make": work("ann", "4h5m", end_of_shift="finish"), "file": work("ann", "1h")}
        log = run(agency(route, people={"ann": {"calendar": "night"}}, calendars={"night": night}))
        assert tasks(log) == [
            ("make", "ann", "mon 19:50", "mon 23:55"),
            ("file", "ann", "tue 00:05", "tue 01:05"),
        ]

    def test_a_crew_of_different_shift_ends_stays_person_by_person(self):
        staff = {"ann": {"calendar": "short"}, "ben": {}}
        log = run(agency({"make": work(["ann", "ben"], "8h", end_of_shift="finish")}, people=staff))
        assert tasks(log) == [("make", "ann ben", "mon 08:30", "mon 18:30")]
        who = times(log, "overtime", "person", "start", "until")
        assert [row for row in who if row[0] == "ann"] == [
            ("ann", f"mon {a}", f"mon {b}")
            for a, b in (
                ("16:00", "16:30"),
                ("16:30", "17:00"),
                ("17:00", "17:30"),
                ("17:30", "18:00"),
                ("18:00", "18:30"),
            )
        ]
        assert [row for row in who if row[0] == "ben"] == [
            ("ben", "mon 17:30", "mon 18:00"),
            ("ben", "mon 18:00", "mon 18:30"),
        ]

    def test_nobody_stays_for_a_machine_that_closes_with_him(self):
        step = work("ann", "8h", end_of_shift="finish", equipment={"saw": 1})
        log = run(agency({"make": step}, people=ANN, equipment={"saw": {"calendar": "day"}}))
        assert tasks(log) == [("make", "ann saw", "mon 08:30", "tue 09:30")]
        assert log.overtime.height == 0


class TestRestart:
    def test_what_does_not_fit_is_lost_and_begins_anew(self):
        route = {"file": work("ann", "2h"), "make": work("ann", "6h", end_of_shift="restart")}
        assert tasks(run(agency(route, people=ANN)), "worked", "part", "status")[1:] == [
            ("make", "ann", "mon 10:30", "mon 17:30", 18000, 1, "restarted"),
            ("make", "ann", "tue 08:30", "tue 16:30", 21600, 2, "done"),
        ]

    def test_what_just_fits_is_done(self):
        assert alone("7h", "restart") == [("make", "ann", "mon 08:30", "mon 17:30", 25200, "done")]

    def test_someone_whose_shift_goes_on_takes_it_up_at_once(self):
        step = work("able", "8h", end_of_shift="restart")
        staff = {
            "ann": {"skills": {"able": 1}},
            "eve": {"skills": {"able": 1, "more": 1}, "calendar": "late"},
        }
        log = run(agency({"make": step}, people=staff))
        assert tasks(log, "status")[:2] == [
            ("make", "ann", "mon 08:30", "mon 17:30", "restarted"),
            ("make", "eve", "mon 17:30", "mon 22:00", "restarted"),
        ]


class TestNoStart:
    def second(self, first: str, second: str, **parts) -> tuple:
        staff = parts.pop("people", ANN)
        route = {"first": work("ann", first), "make": work("ann", second, end_of_shift="no_start")}
        return tasks(run(agency(route, people=staff, **parts)))[1][2:]

    def test_what_just_fits_is_begun(self):
        assert self.second("6h", "1h") == ("mon 16:30", "mon 17:30")

    def test_what_takes_a_minute_too_long_waits_for_tomorrow(self):
        assert self.second("6h", "61m") == ("tue 08:30", "tue 09:31")

    def test_lunch_is_not_the_end_of_the_shift(self):
        assert self.second("3h", "1h") == ("mon 11:30", "mon 14:30")

    @pytest.mark.parametrize(
        ("content", "times"), [("2h", ("mon 16:30", "mon 18:30")), ("121m", ("tue 08:30", "tue 10:31"))]
    )
    def test_allowed_overtime_counts(self, content, times):
        assert self.second("6h", content, overtime=STAY) == times

    def test_overtime_that_the_step_forbids_does_not_count(self):
        step = work("ann", "2h", end_of_shift="no_start", overtime=False)
        log = run(agency({"first": work("ann", "6h"), "make": step}, people=ANN, overtime=STAY))
        assert tasks(log)[1][2:] == ("tue 08:30", "tue 10:30")

    def test_a_slow_person_needs_the_time_that_he_needs(self):
        staff = {"ann": {"skills": {"craft": 0.5}}}
        route = {"first": work("ann", "6h"), "make": work("craft", "31m", end_of_shift="no_start")}
        assert tasks(run(agency(route, people=staff)))[1][2:] == ("tue 08:30", "tue 09:32")
        route["make"] = work("craft", "30m", end_of_shift="no_start")
        assert tasks(run(agency(route, people=staff)))[1][2:] == ("mon 16:30", "mon 17:30")

    def test_the_estimate_decides_and_not_what_it_takes_in_the_end(self):
        # By estimate an hour, in truth two minutes or nearly two hours: what is begun is then finished in overtime.
        content = {"kind": "discrete", "values": ["2m", "118m"], "weights": [1, 1]}
        route = {"first": work("ann", "6h"), "make": work("ann", content, end_of_shift="no_start")}
        seen = {tasks(run(agency(route, people=ANN), seed=seed))[1][2:] for seed in range(12)}
        assert seen == {("mon 16:30", "mon 16:32"), ("mon 16:30", "mon 18:28")}
        route["first"] = work("ann", "6h1m")
        seen = {tasks(run(agency(route, people=ANN), seed=seed))[1][2] for seed in range(12)}
        assert seen == {"tue 08:30"}

    def test_a_less_urgent_task_that_fits_goes_before(self):
        extra = {"small": {"demand": {"at_start": 1}, "priority": 1, "route": {"small": work("ann", "30m")}}}
        route = {"first": work("ann", "6h"), "make": work("ann", "2h", end_of_shift="no_start")}
        log = run(agency(route, people=ANN, job_types=extra, dispatch={"policy": "first_come"}))
        assert [row[::2] for row in tasks(log)] == [
            ("first", "mon 08:30"),
            ("small", "mon 16:30"),
            ("make", "tue 08:30"),
        ]

    def test_after_an_interruption_the_rest_is_estimated_from_what_was_done(self, monkeypatch):
        # Two hours were done of an estimated four; the rest of two hours fits from 15:30 on.
        away(monkeypatch, ("ann", "mon 10:30", "mon 15:30"))
        route = {"make": work("ann", "4h", end_of_shift="no_start")}
        assert tasks(run(agency(route, people=ANN)), "done") == [
            ("make", "ann", "mon 08:30", "mon 10:30", 7200.0),
            ("make", "ann", "mon 15:30", "mon 17:30", 14400.0),
        ]
        away(monkeypatch, ("ann", "mon 10:30", "mon 15:31"))
        assert tasks(run(agency(route, people=ANN)))[1][2:] == ("tue 08:30", "tue 10:30")

    @pytest.mark.parametrize(("content", "begins"), [("2h", "mon 08:30"), ("7h1m", None)])
    def test_what_never_fits_is_never_begun(self, content, begins):
        route = {"make": work("ann", content, end_of_shift="no_start")}
        assert tasks(run(agency(route, people=ANN)))[0][2] == begins


class TestDaysThatEndWithAMeeting:
    """The meeting from 16:30 to 17:30 is part of the shift: nobody stays on over it, or after it."""

    MEETING = {"meeting": {"who": ["ann"], "weekdays": "mon", "at": "16:30", "lasts": "1h"}}

    @pytest.mark.parametrize(
        ("rule", "rows"),
        [
            ("pause", [("mon 08:30", "tue 09:30", "done")]),
            ("finish", [("mon 08:30", "tue 09:30", "done")]),
            ("restart", [("mon 08:30", "mon 16:30", "restarted"), ("tue 08:30", "tue 17:30", "done")]),
        ],
    )
    def test_work_stops_for_the_day_as_the_meeting_begins(self, rule, rows):
        step = work("ann", "7h", end_of_shift=rule)
        log = run(agency({"make": step}, people=ANN, routines=self.MEETING, overtime=STAY))
        assert [row[2:] for row in tasks(log, "status")] == rows
        assert log.overtime.height == 0

    @pytest.mark.parametrize(("content", "start"), [("6h", "mon 08:30"), ("6h1m", "tue 08:30")])
    def test_what_must_not_be_begun_in_vain_must_fit_before_it(self, content, start):
        route = {"make": work("ann", content, end_of_shift="no_start")}
        log = run(agency(route, people=ANN, routines=self.MEETING, overtime=STAY))
        assert tasks(log)[0][2] == start


class TestLastDay:
    STAFF = {"ann": {"skills": {"able": 1}, "employed_until": "2026-01-05"}, "ben": {"skills": {"able": 1}}}

    def test_whoever_leaves_hands_over_what_is_not_done(self):
        log = run(agency({"make": work("able", "8h")}, people=self.STAFF))
        assert tasks(log, "status") == [
            ("make", "ann", "mon 08:30", "mon 17:30", "interrupted"),
            ("make", "ben", "tue 08:30", "tue 09:30", "done"),
        ]

    def test_but_not_before_the_overtime_is_over_for_which_he_stays(self):
        log = run(agency({"make": work("able", "8h")}, people=self.STAFF, overtime=STAY))
        assert tasks(log, "status") == [("make", "ann", "mon 08:30", "mon 18:30", "done")]
