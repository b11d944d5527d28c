"""Sickness, breakdowns, leave and service: what stops, what waits, and who goes on."""

from __future__ import annotations

from scripted import agency, away, run, tasks, times, work

from agencysim.hours import Hours

TWO = {"ann": {"skills": {"able": 1}}, "ben": {"skills": {"able": 1}}}


def test_the_rest_of_the_work_goes_to_whoever_is_free(monkeypatch):
    away(monkeypatch, ("ann", "mon 09:30", "tue 12:00"))
    log = run(agency({"make": work("able", "3h")}, people=TWO))
    assert tasks(log, "part", "worked", "done", "status") == [
        ("make", "ann", "mon 08:30", "mon 09:30", 1, 3600, 3600.0, "interrupted"),
        ("make", "ben", "mon 09:30", "mon 11:30", 2, 7200, 10800.0, "done"),
    ]
    assert times(log, "tasks", "ready") == [("mon 00:00",), ("mon 09:30",)]
    assert times(log, "absences", "resource", "start", "end", "kind") == [("ann", "mon 09:30", "tue 12:00", "sick")]


def test_where_the_step_says_so_it_waits_for_the_same_person(monkeypatch):
    away(monkeypatch, ("ann", "mon 09:30", "tue 08:30"))
    log = run(agency({"make": work("able", "3h", wait_for_same_people=True)}, people=TWO))
    assert tasks(log) == [
        ("make", "ann", "mon 08:30", "mon 09:30"),
        ("make", "ann", "tue 08:30", "tue 10:30"),
    ]


def test_a_slower_person_takes_longer_for_the_rest(monkeypatch):
    away(monkeypatch, ("ann", "mon 09:30", "tue 08:30"))
    staff = {"ann": {"skills": {"able": 1}}, "slow": {"skills": {"able": 0.5, "other": 1}}}
    log = run(agency({"make": work("able", "2h")}, people=staff))
    assert tasks(log)[1] == ("make", "slow", "mon 09:30", "mon 11:30")


def test_a_whole_crew_stops_when_one_of_it_falls_sick(monkeypatch):
    away(monkeypatch, ("ben", "mon 09:30", "mon 14:00"))
    staff = {"ann": {}, "ben": {}, "cat": {}}
    route = {"make": work(["ann", "ben"], "2h")}
    small = {"small": {"demand": {"at_start": 1}, "priority": 1, "route": {"small": work("ann", "1h")}}}
    log = run(agency(route, people=staff, job_types=small))
    assert tasks(log, "status") == [
        ("make", "ann ben", "mon 08:30", "mon 09:30", "interrupted"),
        ("small", "ann", "mon 09:30", "mon 10:30", "done"),
        ("make", "ann ben", "mon 14:00", "mon 15:00", "done"),
    ]


def test_work_that_ends_at_the_very_moment_of_sickness_is_done(monkeypatch):
    away(monkeypatch, ("ann", "mon 09:30", "mon 14:00"))
    log = run(agency({"make": work("ann", "1h")}, people={"ann": {}}))
    assert tasks(log, "status") == [("make", "ann", "mon 08:30", "mon 09:30", "done")]


def test_a_second_less_and_it_is_not(monkeypatch):
    away(monkeypatch, ("ann", "mon 09:29:59", "mon 14:00"))
    log = run(agency({"make": work("ann", "1h")}, people={"ann": {}}))
    assert tasks(log, "status") == [
        ("make", "ann", "mon 08:30", "mon 09:29:59", "interrupted"),
        ("make", "ann", "mon 14:00", "mon 14:00:01", "done"),
    ]


def test_the_end_that_became_stale_ends_nothing(monkeypatch):
    # The end that was due at 10:30 would fall into the second part, which ends at 11:30.
    away(monkeypatch, ("ann", "mon 09:30", "mon 10:00"), ("ann", "mon 11:00", "mon 11:15"))
    log = run(agency({"make": work("ann", "2h")}, people={"ann": {}}))
    assert tasks(log, "part", "status") == [
        ("make", "ann", "mon 08:30", "mon 09:30", 1, "interrupted"),
        ("make", "ann", "mon 10:00", "mon 11:00", 2, "done"),
    ]


def test_the_content_is_drawn_once_however_often_the_work_is_stopped(monkeypatch):
    content = {"kind": "exponential", "mean": "3h"}
    whole = run(agency({"make": work("ann", content)}, people={"ann": {}}), seed=7)
    away(monkeypatch, ("ann", "mon 09:00", "mon 09:10"), ("ann", "mon 09:20", "mon 10:00"))
    stopped = run(agency({"make": work("ann", content)}, people={"ann": {}}), seed=7)
    assert stopped.tasks.height == 3
    assert abs(stopped.tasks["worked"].sum() - whole.tasks["worked"].sum()) <= 1
    assert stopped.tasks["done"].max() == whole.tasks["done"].max()


def test_work_that_was_stopped_keeps_its_place_in_the_queue(monkeypatch):
    away(monkeypatch, ("ann", "mon 09:00", "mon 10:00"))
    log = run(agency({"make": work("ann", "1h")}, jobs=2, people={"ann": {}}))
    jobs = [row[-1] for row in tasks(log, "job")]
    assert jobs[0] == jobs[1] != jobs[2]


def test_restarted_work_loses_what_was_done_before_it_was_stopped_too(monkeypatch):
    away(monkeypatch, ("ann", "mon 10:30", "mon 14:00"))
    log = run(agency({"make": work("ann", "6h", end_of_shift="restart")}, people={"ann": {}}))
    assert tasks(log, "done", "status") == [
        ("make", "ann", "mon 08:30", "mon 10:30", 7200.0, "interrupted"),
        ("make", "ann", "mon 14:00", "mon 17:30", 0.0, "restarted"),
        ("make", "ann", "tue 08:30", "tue 16:30", 21600.0, "done"),
    ]


def test_whoever_is_sick_in_the_morning_begins_nothing(monkeypatch):
    away(monkeypatch, ("ann", "mon 08:30", "mon 10:00"))
    log = run(agency({"make": work("ann", "1h")}, people={"ann": {}}))
    assert tasks(log) == [("make", "ann", "mon 10:00", "mon 11:00")]


def test_sickness_in_overtime_stops_the_work_and_the_granted_hour_is_over(monkeypatch):
    away(monkeypatch, ("ann", "mon 17:45", "tue 08:30"))
    log = run(agency({"make": work("ann", "8h")}, people={"ann": {}}, overtime={"policy": "finish_task"}))
    assert tasks(log, "worked") == [
        ("make", "ann", "mon 08:30", "mon 17:45", 26100),
        ("make", "ann", "tue 08:30", "tue 09:15", 2700),
    ]


def test_two_spells_that_overlap_end_with_the_later_one(monkeypatch):
    away(monkeypatch, ("ann", "mon 09:00", "mon 11:00"), ("ann", "mon 10:00", "mon 10:30"))
    log = run(agency({"make": work("ann", "1h")}, people={"ann": {}}))
    assert tasks(log)[1] == ("make", "ann", "mon 11:00", "mon 11:30")


def test_a_machine_breaks_down_and_another_takes_the_work(monkeypatch):
    away(monkeypatch, ("saw.1", "mon 09:00", "mon 17:00"))
    route = {"cut": work("ann", "1h", equipment={"saw": 1})}
    log = run(agency(route, people={"ann": {}}, equipment={"saw": {"count": 2}}))
    assert tasks(log, "status") == [
        ("cut", "ann saw.1", "mon 08:30", "mon 09:00", "interrupted"),
        ("cut", "ann saw.2", "mon 09:00", "mon 09:30", "done"),
    ]


def test_breakdowns_come_by_the_clock_and_repairs_on_their_calendar():
    breakdown = {"every": "16h", "repair": "2h", "calendar": "office"}
    route = {"cut": work("ann", "3h", equipment={"saw": 1})}
    log = run(agency(route, people={"ann": {"calendar": "always"}}, equipment={"saw": {"breakdown": breakdown}}))
    assert times(log, "absences", "resource", "start", "end", "kind")[:2] == [
        ("saw", "mon 16:00", "tue 10:00", "broken"),
        ("saw", "wed 02:00", "wed 11:00", "broken"),
    ]


def test_sickness_begins_with_a_shift_and_lasts_for_working_time():
    sickness = {"spells_per_year": 200, "length": "1 working days"}
    log = run(agency({"make": work("ann", "1h")}, people={"ann": {}}, sickness=sickness, weeks=20), seed=3)
    spells = log.absences.select("start", "end").rows()
    hours = Hours(log.scenario, 30 * 7 * 86400).named("day")
    assert len(spells) > 20
    assert all(hours.is_open(start) for start, _ in spells)
    assert {hours.work_between(start, end) for start, end in spells} == {7 * 3600}


def test_planned_leave_pauses_work_like_a_weekend():
    log = run(agency({"make": work("ann", "8h")}, people={"ann": {"leave": ["2026-01-06..2026-01-07"]}}))
    assert tasks(log, "worked") == [("make", "ann", "mon 08:30", "thu 09:30", 28800)]


def test_a_routine_takes_people_out_of_their_work():
    routine = {"meeting": {"who": ["ann"], "weekdays": "mon", "at": "09:00", "lasts": "30m"}}
    log = run(agency({"make": work("ann", "1h")}, people={"ann": {}}, routines=routine))
    assert tasks(log) == [("make", "ann", "mon 08:30", "mon 10:00")]


def test_a_rota_takes_them_in_turn():
    routine = {"reception": {"who": ["ann"], "weekdays": "mon,tue,wed", "at": "08:30", "lasts": "1h", "rota": 1}}
    log = run(agency({"make": work("ann", "1h")}, people={"ann": {"count": 2}}, routines=routine))
    scheduled = log.days.filter(log.days["day"] < 3).select("resource", "day", "scheduled").rows()
    assert scheduled == [
        ("ann.1", 0, 21600),
        ("ann.1", 1, 25200),
        ("ann.1", 2, 21600),
        ("ann.2", 0, 25200),
        ("ann.2", 1, 21600),
        ("ann.2", 2, 25200),
    ]


def test_a_routine_keeps_its_time_of_day_when_the_clocks_change():
    # In Berlin, Sunday, 29 March 2026, has no hour from two to three: nine o'clock is eight hours after midnight.
    routine = {"meeting": {"who": ["ann"], "weekdays": "sun", "at": "09:00", "lasts": "30m"}}
    calendars = {"sunday": {"week": {"sun": "08:30-12:00"}}}
    place = {"zone": "Europe/Berlin", "start": "2026-03-29", "calendars": calendars}
    log = run(agency({"make": work("ann", "1h")}, people={"ann": {"calendar": "sunday"}}, routines=routine, **place))
    # Worked from 8:30 to 9:00, and from 9:30 to 10:00; elapsed since midnight, an hour less.
    assert log.tasks.select("start", "end").rows() == [(27000, 32400)]
