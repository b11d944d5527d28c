"""Nobody knows what chance has not revealed: a draw that is changed changes nothing before it shows."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any
from unittest.mock import patch

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from logs import differences, whole
from random_agencies import agencies, examples
from scripted import agency, at, away, run, tasks, times, work

from agencysim.chance import name_key
from agencysim.log import Log
from agencysim.scenario import Scenario
from agencysim.sim import simulate
from agencysim.sim.draws import Draw


def another_draw(visit: dict[str, Any], key: int, factor: float) -> AbstractContextManager[Any]:
    """Let the content of one task, or the delay of one wait, be longer or shorter than it was."""
    purpose = "content" if visit["kind"] == "work" else "delay"
    what = name_key(f"{visit['job_type']}/{visit['step']}/{purpose}")
    drawn = Draw.at

    def at(self: Draw, entity: int, row: int, attempt: int) -> float:
        value = drawn(self, entity, row, attempt)
        return value * factor if (self.what, entity, attempt) == (what, key, visit["attempt"]) else value

    return patch.object(Draw, "at", at)


def end_of(log: Log, visit: dict[str, Any]) -> int:
    """When a visit is over, or the moment after the run."""
    same = [pl.col(name) == visit[name] for name in ("job", "step", "attempt")]
    ends = log.tasks.filter(*same, pl.col("status") == "done")["end"]
    return ends[0] if len(ends) else log.manifest.end + 1


def what_shows_too_early(scenario: Scenario, seed: int, log: Log, visit: dict[str, Any], factor: float) -> Any:
    """Rows that differ, before it shows, between a run and one in which a visit takes longer or shorter."""
    key = int(log.jobs.filter(pl.col("job") == visit["job"])["key"][0], 16)
    with another_draw(visit, key, factor):
        changed = simulate(scenario, seed)
        # The first of the two ends reveals the difference.
        until = (min(end_of(log, visit), end_of(changed, visit)) - 1) / 604800
        with_other = whole(simulate(scenario, seed, weeks=until))
    return differences(whole(simulate(scenario, seed, weeks=until)), with_other)


@examples(60)
@given(agencies(), st.integers(0, 2**20), st.floats(0, 1), st.sampled_from([0.4, 1.3, 3.0]), st.booleans())
def test_an_unrevealed_draw_changes_no_earlier_row_of_the_log(scenario, seed, which, factor, long_work):
    log = simulate(scenario, seed)
    stopped_or_done = pl.col("status").is_in(["done", "interrupted", "restarted"])
    visits = log.tasks.filter((pl.col("kind") != "stock") & stopped_or_done)
    # Most can be learned from work over which the end of a shift came.
    paused = visits.filter((pl.col("kind") == "work") & (pl.col("end") - pl.col("start") > pl.col("worked")))
    visits = paused if long_work and paused.height else visits
    if visits.height:
        visit = visits.row(int(which * (visits.height - 1)), named=True)
        assert what_shows_too_early(scenario, seed, log, visit, factor) == {}


@pytest.mark.parametrize("reserve", [True, False])
@pytest.mark.parametrize("rule", ["pause", "finish", "restart", "no_start"])
@pytest.mark.parametrize("overtime", ["never", "finish_task", "hold_dates"])
def test_nor_does_it_for_any_rule_and_policy_where_shifts_end_and_people_fall_sick(
    overtime, rule, reserve, monkeypatch
):
    away(monkeypatch, ("ann", "mon 10:30", "mon 14:30"), ("ben", "tue 11:00", "tue 14:00"))
    content = {"kind": "uniform", "low": "1h", "high": "6h"}
    scenario = agency(
        {"make": work("ann", content, end_of_shift=rule), "fit": work(["ann", "ben"], content, end_of_shift=rule)},
        jobs=3,
        people={"ann": {}, "ben": {"calendar": "noon"}},
        overtime={"policy": overtime},
        dispatch={"reserve": reserve, "policy": "least_slack"},
        job={"promise": {"lead_time": "7h"}},
    )
    log = simulate(scenario, 3)
    for visit in log.tasks.filter((pl.col("part") == 1) & pl.col("start").is_not_null()).iter_rows(named=True):
        for factor in (0.6, 1.5):
            assert what_shows_too_early(scenario, 3, log, visit, factor) == {}


@pytest.mark.parametrize("rule", ["pause", "finish", "restart", "no_start"])
@pytest.mark.parametrize("policy", ["never", "finish_task", "hold_dates"])
def test_until_a_content_shows_nobody_acts_on_it(rule, policy):
    # Of the two contents, one is done at 8:50; whether it is the other shows only then.
    content = {"kind": "discrete", "values": ["20m", "6h"], "weights": [1, 1]}
    scenario = agency(
        {"make": work("ann", content, end_of_shift=rule)},
        people={"ann": {}},
        overtime={"policy": policy},
        job={"promise": {"lead_time": "1h"}},
    )
    ends = {tasks(run(scenario, seed=seed))[0][3] for seed in range(12)}
    assert ends == {"mon 08:50", "mon 16:30"}
    early = [run(scenario, seed=seed, weeks=(at("mon 08:50") - 1) / 604800) for seed in range(12)]
    assert {tuple(tasks(log, "status", "worked")) for log in early} == {
        (("make", "ann", "mon 08:30", None, "running", 1199),)
    }


def test_overtime_is_granted_by_the_estimate_and_by_what_was_done_so_far():
    # By estimate 8 h 47 min, whatever it takes in truth: at 17:30 an hour and three quarters of it are left.
    contents = {"kind": "discrete", "values": ["20m", "6h", "20h"], "weights": [1, 1, 1]}
    overtime = {"policy": "finish_task", "max_day": "2h"}
    scenario = agency({"make": work("ann", contents)}, people={"ann": {}}, overtime=overtime)
    logs = [run(scenario, seed=seed) for seed in range(12)]
    assert {tasks(log)[0][3] for log in logs} == {"mon 08:50", "mon 16:30", "wed 12:00"}
    monday = [times(log, "overtime", "start", "until")[:1] for log in logs if tasks(log)[0][3] == "wed 12:00"]
    assert monday == [[("mon 17:30", "mon 19:30")]] * len(monday)
