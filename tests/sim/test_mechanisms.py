"""What each mechanism of a real agency does when it is turned off, and which way it pulls when it is turned up."""

from __future__ import annotations

from statistics import mean
from typing import Any

import polars as pl
import pytest
from scripted import agency, work

from agencysim.log import Log
from agencysim.scenario import Scenario
from agencysim.sim import simulate

SEEDS = range(6)
LONG = {"kind": "exponential", "mean": "80m"}


def house(**changes: Any) -> Scenario:
    """Account, design and making, each with people of its own; designs are revised, drawings wrong, signs made anew."""
    route = {
        "brief": work("account", LONG),
        "draw": work("designer", LONG),
        "opinion": {"kind": "choice", "branches": [{"to": "draw", "chance": 0.3, "means": "revision"}, {"to": "take"}]},
        "take": {"kind": "stock", "uses": {"sheet": 1}, "waste": 0.1},
        "check": work("maker", "10m"),
        "right": {
            "kind": "choice",
            "branches": [{"to": "draw", "chance": 0.1, "means": "error_caught"}, {"to": "make"}],
        },
        "make": work("maker", LONG),
        "quality": {
            "kind": "choice",
            "branches": [{"to": "make", "chance": 0.2, "means": "rework", "found_by": "crew"}, {"to": "done"}],
        },
        "done": {"kind": "milestone", "earns": 1},
    }
    sheet = {"stock": 5, "reorder_point": 3, "reorder_quantity": 10, "lead_time": "5h", "price": 10}
    scenario = agency(
        route,
        weeks=12,
        roles={name: {"wage": 10} for name in ("account", "designer", "maker")},
        people={"account": {"count": 2}, "designer": {"count": 2}, "maker": {"count": 3}},
        materials={"sheet": sheet},
        job={"demand": {"per_week": 26}, "value": 100, "due": "done", "promise": {"lead_time": "2 working days"}},
    )
    return scenario.with_(changes) if changes else scenario


def chance(choice: str, value: float) -> dict[str, float]:
    return {f"job_types.job.route.{choice}.branches.0.chance": value}


def decided(log: Log, means: str) -> int:
    return log.decisions.filter(pl.col("means") == means).height


def waiting_for(log: Log, step: str) -> float:
    rows = log.tasks.filter((pl.col("step") == step) & pl.col("start").is_not_null())
    return float((rows["start"] - rows["ready"]).mean())


@pytest.mark.parametrize(
    ("choice", "means"), [("opinion", "revision"), ("right", "error_caught"), ("quality", "rework")]
)
def test_what_never_happens_is_never_in_the_log_and_leaves_everything_before_it_alone(choice, means):
    base, without = simulate(house()), simulate(house(**chance(choice, 0)))
    assert decided(base, means) > 20
    assert decided(without, means) == 0
    assert without.tasks.filter(pl.col("step") == "brief").equals(base.tasks.filter(pl.col("step") == "brief"))


@pytest.mark.parametrize(("choice", "step"), [("opinion", "draw"), ("right", "draw"), ("quality", "make")])
def test_the_more_often_it_happens_the_more_work_there_is(choice, step):
    hours = []
    for value in (0, 0.1, 0.3):
        logs = [simulate(house(**chance(choice, value)), seed) for seed in SEEDS]
        hours.append(mean(log.tasks.filter(pl.col("step") == step)["worked"].sum() for log in logs))
    assert hours[0] < hours[1] < hours[2]


def test_without_waste_nothing_is_wasted_and_with_it_a_tenth_beside_what_is_used():
    taken, wasted = (simulate(house()).stock.filter(event=event)["quantity"].sum() for event in ("taken", "wasted"))
    assert wasted == pytest.approx(taken / 11)
    assert "wasted" not in simulate(house(**{"job_types.job.route.take.waste": 0})).stock["event"]


def test_one_more_designer_means_less_waiting_for_design_on_average():
    base, more = house(), house(**{"people.designer.count": "+1"})
    assert mean(waiting_for(simulate(more, seed), "draw") for seed in SEEDS) < 0.8 * mean(
        waiting_for(simulate(base, seed), "draw") for seed in SEEDS
    )


@pytest.mark.parametrize("change", ["people.designer.count", "people.maker.count"])
@pytest.mark.parametrize("seed", [1, 2])
def test_where_account_people_have_no_work_downstream_nothing_of_theirs_changes_by_a_single_row(change, seed):
    base, more = (simulate(scenario, seed) for scenario in (house(), house(**{change: "+1"})))
    for log in (base, more):
        assert log.tasks.filter(pl.col("step") == "brief").height > 200
    assert more.tasks.filter(pl.col("step") == "brief").equals(base.tasks.filter(pl.col("step") == "brief"))
    assert not more.tasks.equals(base.tasks)


def test_more_people_hold_more_dates_on_average():
    def share(scenario: Scenario) -> float:
        done = pl.col("outcome") == "done"
        jobs = [simulate(scenario, seed).jobs.filter(done) for seed in SEEDS]
        return mean(float((j["due_reached"] <= j["due"]).mean()) for j in jobs)

    assert share(house()) < share(house(**{"people.designer.count": "+1", "people.maker.count": "+1"}))
