"""What changed as a run went on: told by hand for small runs, and as the figures of the whole run say."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from random_agencies import agencies, examples
from scripted import agency, at, run, work

from agencysim.figures import Window, core_figures
from agencysim.figures.adequacy import adequacy
from agencysim.figures.monthly import months
from agencysim.figures.over_time import jobs_by_day, load_by_week, money_by_month, queues_by_week
from agencysim.values import HOUR

PEOPLE = {"ann": {}, "bob": {"calendar": "office"}}
WEEK = 7 * 86400


def test_load_is_hours_worked_of_hours_there():
    table = load_by_week(run(agency({"make": work("ann", "4h12m")}, people=PEOPLE, weeks=2)))
    assert table.rows() == [
        ("ann", None, date(2026, 1, 5), 42.0, 4.2, 0.1),
        ("ann", None, date(2026, 1, 12), 42.0, 0.0, 0.0),
        ("bob", None, date(2026, 1, 5), 40.0, 0.0, 0.0),
        ("bob", None, date(2026, 1, 12), 40.0, 0.0, 0.0),
    ]


def test_overtime_is_among_the_hours_there():
    log = run(agency({"make": work("ann", "8h", end_of_shift="finish")}, people={"ann": {}}))
    assert log.days["overtime"].sum() == 1 * HOUR
    assert load_by_week(log).select("hours", "worked").rows() == [(43.0, 8.0)]


def test_people_without_hours_have_no_load():
    people = {"ann": {"leave": ["2026-01-05..2026-01-11"]}}
    assert load_by_week(run(agency({"make": work("ann")}, people=people)))["load"].to_list() == [None]


def test_people_stand_by_department_in_the_order_of_the_scenario():
    departments = {"studio": {}, "office": {}}
    roles = {"clerk": {"department": "office"}, "artist": {"department": "studio"}}
    people = {"clerk": {}, "artist": {}, "guest": {}}
    table = load_by_week(run(agency({"make": work("guest")}, people=people, roles=roles, departments=departments)))
    assert table.select("person", "department").rows() == [("artist", "studio"), ("clerk", "office"), ("guest", None)]


def test_a_queue_is_the_mean_number_of_tasks_that_could_have_begun():
    """The second of two jobs of an hour waits for one hour of the week."""
    log = run(agency({"make": work("ann", stage="shop")}, jobs=2, people={"ann": {}}, stages={"shop": {}}, weeks=2))
    ready = log.tasks["ready"].to_list()
    assert ready == [0, 0]
    waited = at("mon 08:30") + at("mon 09:30")
    assert queues_by_week(log).rows() == [("shop", 0, WEEK, waited / WEEK), ("shop", WEEK, 2 * WEEK, 0.0)]


def test_weeks_begin_on_mondays_and_end_with_the_window():
    log = run(agency({"make": work("ann")}, people={"ann": {}}, weeks=2))
    window = Window(at("wed 00:00"), at("tue+1 00:00"))
    spans = queues_by_week(log, window).select("since", "until").rows()
    assert spans == [(at("wed 00:00"), WEEK), (WEEK, at("tue+1 00:00"))]


def test_a_job_is_in_the_house_from_its_arrival_to_its_end_and_late_in_between():
    job = {"due": "made", "promise": {"lead_time": "1 working day"}}
    route = {"rest": {"kind": "wait", "delay": "60h", "calendar": "always"}, "made": {"kind": "milestone"}}
    log = run(agency(route, job=job))
    assert log.jobs["due"].item() == at("tue 00:00")
    assert log.jobs["ended"].item() == at("wed 12:00")
    rows = jobs_by_day(log).rows()
    assert rows[:4] == [(0, 1, 0), (at("tue 00:00"), 1, 0), (at("wed 00:00"), 1, 1), (at("thu 00:00"), 0, 0)]
    assert rows[-1] == (log.manifest.end, 0, 0)


def test_money_of_a_month_is_that_of_the_month():
    dates = [f"2026-{month:02d}-{day:02d}" for month in (1, 2, 3) for day in (6, 16)]
    route = {
        "make": work("ann"),
        "paid": {"kind": "milestone", "earns": 0.5},
        "billed": {"kind": "milestone", "bills": 0.5},
    }
    log = run(agency(route, weeks=10, people={"ann": {}}, job={"demand": {"dates": dates}, "value": 100}))
    january, february, _ = money_by_month(log)
    assert (january.days, february.days) == (27, None)
    figures = months(log)["2026-02"]
    assert february.month == date(2026, 2, 1)
    assert (february.revenue, february.paid_in, february.owed) == (200, 100, 200)
    assert (february.costs, february.margin) == (200 - figures.margin, figures.margin)


@given(agencies())
@examples(15)
def test_what_is_told_by_time_adds_up_to_what_is_told_of_the_whole(scenario):
    log = run(scenario)
    core = core_figures(log)
    days = jobs_by_day(log)["jobs"]
    assert (days[0], days[-1]) == (core.work_in_progress.at_start, core.work_in_progress.at_end)
    load = load_by_week(log)
    assert load["worked"].sum() == pytest.approx(sum(it.worked_hours for it in core.people.values()))
    assert load["hours"].sum() == pytest.approx(
        sum(it.scheduled_hours + it.overtime_hours for it in core.people.values())
    )
    queues = queues_by_week(log)
    waited = queues.select((pl.col("waiting") * (pl.col("until") - pl.col("since"))).sum()).item() / HOUR
    assert waited >= adequacy(log).waiting_hours - 1e-6  # beside it, what machines alone do
