"""An instant has two phases: all that happens is applied, and then it is decided once."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from logs import differences, whole
from random_agencies import agencies, examples
from scripted import agency, run, tasks, work

from agencysim.sim import simulate


@examples(40)
@given(agencies(), st.integers(0, 2**20))
def test_the_order_of_simultaneous_events_changes_nothing(scenario, seed):
    forwards, backwards = (whole(simulate(scenario, seed, reverse=way)) for way in (False, True))
    assert differences(forwards, backwards) == {}


def test_the_more_urgent_of_two_tasks_that_are_ready_at_one_moment_goes_first():
    wait = {"kind": "wait", "delay": "10h", "calendar": "always"}
    types = {
        name: {
            "demand": {"at_start": 1},
            "priority": priority,
            "route": {"pass": wait, name: work("ann", "1h")},
        }
        for name, priority in (("plain", 0), ("urgent", -1))
    }
    for reverse in (False, True):
        log = run(agency(people={"ann": {}}, job_types=types), reverse=reverse)
        assert [row[::2] for row in tasks(log) if row[1]] == [("urgent", "mon 10:00"), ("plain", "mon 11:00")]


def test_whoever_gets_his_material_now_stands_in_the_same_queue_as_whoever_was_waiting():
    # The urgent job gets its sheet at 10:00, as Ann gets free and another job has been waiting for her.
    sheet = {"stock": 0, "reorder_point": 0, "reorder_quantity": 5, "lead_time": "10h", "calendar": "always"}
    types = {
        "block": {"demand": {"at_start": 1}, "priority": -9, "route": {"block": work("ann", "90m")}},
        "plain": {"demand": {"at_start": 1}, "route": {"plain": work("ann", "1h")}},
        "urgent": {
            "demand": {"at_start": 1},
            "priority": -1,
            "route": {"take": {"kind": "stock", "uses": {"sheet": 1}}, "urgent": work("ann", "1h")},
        },
    }
    for reverse in (False, True):
        log = run(agency(people={"ann": {}}, job_types=types, materials={"sheet": sheet}), reverse=reverse)
        assert [row[::2] for row in tasks(log) if row[1]] == [
            ("block", "mon 08:30"),
            ("urgent", "mon 10:00"),
            ("plain", "mon 11:00"),
        ]


def test_progress_is_told_and_changes_nothing():
    scenario = agency({"make": work("ann", {"kind": "exponential", "mean": "5h"})}, jobs=9, people={"ann": {}})
    told: list[float] = []
    watched = simulate(scenario, progress=told.append)
    assert told[-1] == 1.0
    assert told == sorted(told)
    assert differences(whole(simulate(scenario)), whole(watched)) == {}
