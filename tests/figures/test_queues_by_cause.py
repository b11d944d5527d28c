"""The weekly queue by what tasks need: told by hand, and as the figures of the whole run say."""

from __future__ import annotations

import pytest
from hypothesis import given
from random_agencies import agencies, examples
from scripted import agency, at, run, work

from agencysim.figures import Window, core_figures
from agencysim.figures.queues import queues_by_cause
from agencysim.statistics import growth

WEEK = 7 * 86400
PEOPLE = {"ann": {}, "bob": {}}


def test_a_queue_is_the_mean_number_of_tasks_that_could_have_begun():
    """Two jobs wait from midnight on, one until 08:30, one until 09:30; nothing waits for Bob in the first week."""
    route = {"make": work("ann"), "rest": {"kind": "wait", "delay": "7 days"}, "check": work("bob")}
    log = run(agency(route, jobs=2, people=PEOPLE, weeks=2))
    queues = queues_by_cause(log)
    assert queues["ann"] == ((at("mon 08:30") + at("mon 09:30")) / WEEK, 0)
    assert queues["bob"][0] == 0


def test_what_waits_for_nobody_is_there_with_zeros():
    job_types = {"never": {"demand": {"at_start": 0}, "route": {"check": work("bob")}}}
    route = {"make": work("ann")}
    assert queues_by_cause(run(agency(route, people=PEOPLE, weeks=3, job_types=job_types)))["bob"] == (0, 0, 0)


def test_weeks_that_are_cut_are_left_out():
    log = run(agency({"make": work("ann")}, people=PEOPLE, weeks=3))
    assert len(queues_by_cause(log, Window(at("wed 00:00"), at("tue+2 00:00")))["ann"]) == 1


@given(agencies())
@examples(15)
def test_they_add_up_to_the_queues_of_the_whole(scenario):
    log = run(scenario)
    monday = -scenario.start.weekday() % 7 * 86400
    weeks = (log.manifest.end - monday) // WEEK
    window = Window(monday, monday + weeks * WEEK)
    queues, waiting = queues_by_cause(log, window), core_figures(log, window).waiting
    for cause, queue in queues.items():
        assert len(queue) == weeks
        if cause in waiting:
            assert sum(queue) == pytest.approx(weeks * waiting[cause].mean_queue)
        else:
            assert not sum(queue)


def test_an_overloaded_agency_has_no_steady_state():
    """Ann has 42 hours a week: for 54 jobs of an hour the queue grows by 12 a week, for 21 it does not grow."""

    def course(per_week):
        job = {"demand": {"per_week": per_week, "calendar": "always"}}
        scenario = agency({"make": work("ann")}, people={"ann": {}}, weeks=24, job=job)
        return growth([queues_by_cause(run(scenario, replication=n))["ann"] for n in range(8)], season=None)

    busy = course(54)
    assert (busy.course, course(21).course) == ("grows", "no growth seen")
    standard_error = busy.a_week.half_width / 2.364624  # t(7)
    assert abs(busy.a_week.mean - 12) < 4 * standard_error
