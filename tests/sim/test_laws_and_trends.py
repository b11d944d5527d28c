"""Laws of every run, extremes and trends."""

from __future__ import annotations

from statistics import mean
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from laws import broken_laws
from random_agencies import agencies, examples
from scripted import agency, work

from agencysim.log import Log
from agencysim.sim import simulate
from agencysim.snapshot import state_at


@examples(60)
@given(agencies(), st.integers(0, 2**20))
def test_every_run_keeps_the_laws(scenario, seed):
    assert broken_laws(simulate(scenario, seed)) == []


@examples(15)
@given(agencies(), st.integers(0, 2**20), st.floats(0.1, 0.9))
def test_so_does_a_run_that_goes_on_from_a_state_with_another_chance(scenario, seed, share):
    time = int(share * scenario.weeks * 604800)
    state = state_at(simulate(scenario, seed), time)
    assert broken_laws(simulate(scenario, seed + 1, state=state)) == []


EXP = {"kind": "exponential", "mean": "90m"}
TWO_STEPS = {
    "draw": work("ann", EXP),
    "ask": {"kind": "wait", "delay": EXP, "calendar": "always"},
    "make": work("ben", EXP),
}


def shop(people: int, route: dict[str, Any] = TWO_STEPS, **parts: Any) -> Any:
    staff = {name: {"count": people, "calendar": "always"} for name in ("ann", "ben")}
    return agency(
        route, people=staff, job={"demand": {"per_week": 150, "calendar": "always"}}, **({"weeks": 4} | parts)
    )


def lead_time(log: Log) -> float:
    done = log.jobs.filter(pl.col("outcome") == "done")
    return float((done["ended"] - done["arrived"]).mean())


def test_with_enormous_staff_nobody_waits():
    log = simulate(shop(400))
    work_rows = log.tasks.filter((pl.col("kind") == "work") & pl.col("start").is_not_null())
    assert work_rows.height > 1000
    assert (work_rows["start"] - work_rows["ready"]).max() == 0


def test_without_chance_and_without_queues_the_lead_time_is_the_sum_of_durations():
    route = {
        "draw": work("ann", "2h"),
        "ask": {"kind": "wait", "delay": "5h", "calendar": "always"},
        "split": {"kind": "fork", "branches": ["one", "two"], "join": "meet"},
        "one": work("ben", "30m", next="meet"),
        "two": work("ben", "40m"),
        "three": work("ann", "50m", next="meet"),
        "meet": {"kind": "join"},
        "make": work({"ben": 2}, "1h", per="person"),
    }
    log = simulate(shop(400, route))
    done = log.jobs.filter(pl.col("outcome") == "done")
    assert set(done["ended"] - done["arrived"]) == {(120 + 300 + 90 + 30) * 60}


@pytest.mark.parametrize("policy", ["first_come", "earliest_due", "least_slack", "weighted_tardiness"])
def test_more_staff_is_not_later_on_average(policy):
    averages = [mean(lead_time(simulate(shop(n), seed, policy=policy)) for seed in range(3)) for n in (2, 3, 6)]
    assert averages[0] > averages[1] > averages[2]


def test_more_work_makes_longer_queues():
    slow = {
        "draw": work("ann", {"kind": "exponential", "mean": "2h"}),
        **{k: v for k, v in TWO_STEPS.items() if k != "draw"},
    }
    assert lead_time(simulate(shop(2))) < lead_time(simulate(shop(2, slow)))


def test_more_overtime_is_earlier_and_restarting_is_later():
    def average(**parts: Any) -> float:
        rule = parts.pop("rule", "pause")
        route = {"make": work("ann", {"kind": "gamma", "mean": "3h", "cv": 0.5}, end_of_shift=rule)}
        job = {"demand": {"per_week": 26, "calendar": "day"}}
        scenario = agency(route, people={"ann": {"count": 2}}, job=job, weeks=12, **parts)
        return mean(lead_time(simulate(scenario, seed)) for seed in range(3))

    plain = average()
    assert average(overtime={"policy": "finish_task"}) < plain
    assert average(rule="finish") < plain < average(rule="restart")


def test_a_scenario_without_people_or_jobs_runs():
    empty = agency({"end": {"kind": "milestone"}}, job={"demand": None})
    log = simulate(empty)
    assert all(log.tables[name].height == 0 for name in log.tables)
    assert broken_laws(log) == []


def test_a_run_of_no_length_has_what_was_there_at_the_start():
    log = simulate(agency({"make": work("ann")}, jobs=3, people={"ann": {"calendar": "always"}}), weeks=0)
    assert log.tasks["status"].to_list().count("running") == 1
    assert log.tasks.height == 3
