"""Where the time of jobs went, and how far from their dates they were."""

from __future__ import annotations

import pytest
from hypothesis import given
from random_agencies import agencies, examples
from scripted import agency, run, work

from agencysim.figures import Window, core_figures, window_of
from agencysim.figures.stages_and_lateness import FURTHEST, late_hours, lateness, time_in_stages

HOUR = 1 / 24
PROMISE = {"due": "made", "promise": {"lead_time": "1 working day"}}


def test_the_days_of_a_stage_are_work_waiting_and_time_elsewhere():
    route = {
        "draw": work("ann", "1h", stage="design"),
        "answer": {"kind": "wait", "delay": "6h", "calendar": "always"},
        "make": work("bob", "2h", stage="production"),
    }
    log = run(agency(route, people={"ann": {}, "bob": {}}, stages={"design": {}, "production": {}}))
    assert time_in_stages(log).rows() == [
        ("design", pytest.approx(HOUR), pytest.approx(8.5 * HOUR), pytest.approx(6 * HOUR)),
        ("production", pytest.approx(2 * HOUR), 0.0, 0.0),
    ]


def test_without_finished_jobs_no_stage_has_days():
    assert time_in_stages(run(agency({"make": work("ann")}, jobs=0, people={"ann": {}}))).rows() == []


def resting(delay: str, weeks: int = 1):
    """A job promised for Monday night that is ready after a delay from Monday 00:00."""
    route = {"rest": {"kind": "wait", "delay": delay, "calendar": "always"}, "made": {"kind": "milestone"}}
    return run(agency(route, job=PROMISE, weeks=weeks))


@pytest.mark.parametrize(("delay", "days"), [("24h", 0), ("24h1s", 1), ("48h", 1), ("48h1s", 2), ("1s", 0)])
def test_the_promised_day_lasts_until_midnight(delay, days):
    assert [row for row in lateness(resting(delay)).rows() if any(row[1:])] == [(days, 1, 0)]


def test_every_day_between_has_a_row():
    assert lateness(resting("72h")).rows() == [(0, 0, 0), (1, 0, 0), (2, 1, 0)]


def test_what_is_not_ready_when_the_run_ends_is_open():
    assert lateness(resting("10d")).rows()[-1] == (6, 0, 1)


def test_days_far_off_count_together():
    assert lateness(resting("40d", weeks=6)).rows()[-1] == (FURTHEST, 1, 0)


def test_without_dates_there_is_nothing():
    assert lateness(run(agency({"make": work("ann")}, people={"ann": {}}))).rows() == []


@pytest.mark.parametrize(("delay", "late"), [("24h", 0), ("30h", 6), ("10d", 6 * 24)])
def test_hours_late_are_those_after_the_promised_day_up_to_the_end(delay, late):
    log = resting(delay)
    assert late_hours(log, window_of(log)) == late


def test_an_hour_late_of_an_important_job_counts_more():
    route = {"rest": {"kind": "wait", "delay": "30h", "calendar": "always"}, "made": {"kind": "milestone"}}
    key = {"share": 1, "weight": 3, "answer": "1h"}
    log = run(agency(route, job=PROMISE | {"weight": 2}, tiers={"key": key}))
    assert core_figures(log).late_hours == 6 * 2 * 3


def test_hours_late_of_days_add_up():
    log = resting("80h")
    days = [Window(24 * 3600 * day, 24 * 3600 * (day + 1)) for day in range(7)]
    assert [late_hours(log, day) for day in days] == [0, 24, 24, 8, 0, 0, 0]


@given(agencies())
@examples(15)
def test_they_agree_with_the_figures_of_the_run(scenario):
    log = run(scenario)
    core, table = core_figures(log), lateness(log)
    assert sum(table["reached"]) + sum(table["open"]) == core.on_time.due
    assert sum(reached for days, reached, _ in table.rows() if days <= 0) == core.on_time.kept
    stages = {stage: sum(days) for stage, *days in time_in_stages(log).rows()}
    assert stages == pytest.approx(dict(core.stages))
    assert (core.late_hours > 0) >= (core.on_time.kept < core.on_time.due)
