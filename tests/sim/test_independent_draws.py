"""Chance belongs to things: what is added or left out elsewhere does not move it."""

from __future__ import annotations

from typing import Any

import polars as pl
from scripted import agency, work

from agencysim.chance import Stream
from agencysim.log import Log
from agencysim.sim import simulate
from agencysim.sim.ground import Ground
from agencysim.sim.run import Run

EXP = {"kind": "exponential", "mean": "2h"}
STAFF = {
    "ann": {
        "count": 3,
        "sickness": {"spells_per_year": 30, "length": "1 working days / 2 working days / 9 working days"},
    }
}
ROUTE = {
    "draw": work("ann", EXP),
    "ask": {"kind": "wait", "on": "client"},
    "good": {"kind": "choice", "branches": [{"to": "draw", "chance": 0.3}, {"to": "end"}]},
}
PARTS: dict[str, Any] = {
    "people": STAFF,
    "weeks": 8,
    "tiers": {"key": {"answer": EXP, "accounts": 5}, "small": {"answer": EXP, "share": 2}},
}
JOB = {"demand": {"per_week": 15}, "value": {"kind": "gamma", "mean": 900, "cv": 1}}


def life(log: Log, kind: str = "job") -> dict[str, set[tuple[Any, ...]]]:
    """Everything that chance decides about the jobs of a type and about people, whoever worked on them when."""
    jobs = log.jobs.filter(pl.col("job_type") == kind)
    tasks = log.tasks.filter((pl.col("job_type") == kind) & (pl.col("status") == "done"))
    contents = tasks.filter(pl.col("kind") == "work").select("job", "step", "attempt", "done")
    return {
        "jobs": set(jobs.select("job", "arrived", "client", "tier", "new_client", "value").iter_rows()),
        "contents": set(contents.iter_rows()),
        "choices": set(
            log.decisions.filter(pl.col("job_type") == kind).select("job", "step", "attempt", "to").iter_rows()
        ),
        "absences": set(log.absences.iter_rows()),
    }


def agree(one: dict[str, set[tuple[Any, ...]]], other: dict[str, set[tuple[Any, ...]]]) -> bool:
    """Whether two runs tell the same of what happened in both: queues differ, and so does what got done in time."""
    keys = dict.fromkeys(("contents", "choices"), 3)
    for name, size in keys.items():
        first = {row[:size]: row[size:] for row in one[name]}
        then = {row[:size]: row[size:] for row in other[name]}
        common = set(first) & set(then)
        if len(common) < 20 or any(first[key] != then[key] for key in common):
            return False
    return one["jobs"] <= other["jobs"] and one["absences"] <= other["absences"]


def base(**changes: Any) -> Log:
    parts = PARTS | {"job": JOB} | changes
    return simulate(agency(parts.pop("route", ROUTE), **parts), seed=5)


def test_a_person_who_is_never_needed_moves_nothing():
    assert agree(life(base()), life(base(people=STAFF | {"zoe": {"count": 2, "sickness": STAFF["ann"]["sickness"]}})))


def test_one_more_of_a_group_moves_nothing_else():
    assert agree(life(base()), life(base(people={"ann": STAFF["ann"] | {"count": 4}})))


def test_another_step_moves_nothing_else():
    longer = {"brief": work("ann", EXP), **ROUTE}
    assert agree(life(base()), life(base(route=longer)))


def test_another_job_type_moves_nothing_else():
    other = {"aaa": {"demand": {"per_week": 5}, "route": {"draw": work("ann", EXP)}}}
    assert agree(life(base()), life(base(job_types=other)))


def test_another_machine_and_its_breakdowns_move_nothing_else():
    saws = {"saw": {"count": 2, "breakdown": {"every": {"kind": "exponential", "mean": "40h"}, "repair": "3h"}}}
    assert agree(life(base()), life(base(equipment=saws)))


def test_a_fifth_more_demand_is_the_same_jobs_and_some_more():
    plain, more = life(base()), life(base(job=JOB | {"demand": {"per_week": 18}}))
    assert agree(plain, more)
    assert len(more["jobs"]) > len(plain["jobs"])


def test_a_longer_run_begins_like_a_shorter_one():
    short = simulate(agency(ROUTE, **PARTS, job=JOB), seed=5, weeks=3)
    assert agree(life(short), life(base()))


def test_other_seeds_and_replications_are_other_chances():
    scenario = agency(ROUTE, **PARTS, job=JOB)
    runs = [life(simulate(scenario, seed, replication=n)) for seed, n in ((5, 0), (6, 0), (5, 1))]
    values = [{row[-1] for row in one["jobs"]} for one in runs]
    assert not values[0] & values[1]
    assert not values[0] & values[2]


def test_the_same_seed_and_replication_give_the_same_log():
    scenario = agency(ROUTE, **PARTS, job=JOB)
    one, other = simulate(scenario, 5, replication=3), simulate(scenario, 5, replication=3)
    assert all(one.tables[name].equals(other.tables[name]) for name in one.tables)


def test_an_antithetic_run_draws_what_is_left_of_one():
    scenario = agency(ROUTE, **PARTS, job={"demand": {"at_start": 40}})
    draws = []
    for antithetic in (False, True):
        made = Run(Ground(scenario, -1, 0), Stream(5, 0, antithetic), policy=lambda job, step, now: now, reserve=False)
        step = made.routes["job"].steps["good"]
        keys = made.coming["job"].keys.tolist()
        draws.append([step.uniform.at(key, row, attempt) for row, key in enumerate(keys) for attempt in (1, 2, 3)])
    assert [1.0 - u for u in draws[0]] == draws[1]


def test_a_draw_asked_for_alone_is_the_draw_asked_for_among_thousands():
    scenario = agency(ROUTE, **PARTS, job={"demand": {"at_start": 3000}})
    made = Run(Ground(scenario, -1, 0), Stream(5), policy=lambda job, step, now: now, reserve=False)
    content = made.routes["job"].steps["draw"].content
    keys = made.coming["job"].keys.tolist()
    for attempt in (1, 2, 3):
        assert [content.at(keys[row], row, attempt) for row in (0, 2047, 2048, 2999)] == [
            content.at(keys[row], -1, attempt) for row in (0, 2047, 2048, 2999)
        ]
