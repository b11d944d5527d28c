"""Logs on disk: whole or not at all, and the same when they are read."""

from __future__ import annotations

import json
import pickle

import polars as pl
import pytest
from scripted import agency, at, run, work

from agencysim.errors import AgencySimError
from agencysim.log import TABLES, Log
from agencysim.sim import simulate
from agencysim.snapshot import state_at

SCENARIO = agency(
    {
        "cut": work({"ann": 2}, {"kind": "exponential", "mean": "2h"}, equipment={"saw": 1}),
        "ask": {"kind": "wait", "on": "client"},
        "good": {"kind": "choice", "branches": [{"to": "cut", "chance": 0.4}, {"to": "paid"}]},
        "paid": {"kind": "milestone", "earns": 1.0},
    },
    jobs=6,
    people={"ann": {"count": 2, "sickness": {"spells_per_year": 90, "length": "1 working days"}}},
    equipment={"saw": {}},
    tiers={"any": {"answer": "3h"}},
    overtime={"policy": "finish_task"},
    job={"value": 500},
)


@pytest.fixture(scope="module")
def log() -> Log:
    return run(SCENARIO)


def equal(one: Log, other: Log) -> bool:
    return all(one.tables[name].equals(other.tables[name]) for name in TABLES)


def test_a_log_read_is_the_log_written(log, tmp_path):
    log.write(tmp_path / "out")
    back = Log.read(tmp_path / "out")
    assert equal(log, back)
    assert back.manifest == log.manifest
    assert back.scenario == log.scenario
    assert back.initial is None


def test_a_log_read_can_be_gone_on_from(log, tmp_path):
    log.write(tmp_path)
    back = Log.read(tmp_path)
    state = state_at(back, at("tue 10:00"))
    assert state == state_at(log, at("tue 10:00"))
    then = simulate(back.scenario, state=state)
    then.write(tmp_path / "then")
    again = Log.read(tmp_path / "then")
    assert again.initial == state
    assert equal(then, again)


def test_the_manifest_says_what_the_run_was(log, tmp_path):
    log.write(tmp_path)
    said = json.loads((tmp_path / "manifest.json").read_text())
    assert said["digest"] == SCENARIO.digest
    assert {key: said[key] for key in ("scenario", "seed", "replication", "policy", "start", "end")} == {
        "scenario": "scripted",
        "seed": 1,
        "replication": 0,
        "policy": "first_come",
        "start": 0,
        "end": 604800,
    }
    assert said["version"]
    assert said["made"].endswith("+00:00")


def test_csv_has_the_same_rows_with_lists_as_words(log, tmp_path):
    log.write(tmp_path, csv=True)
    tasks = pl.read_csv(tmp_path / "tasks.csv")
    assert tasks.height == log.tasks.height
    assert tasks["people"].drop_nulls()[0] == "ann.1 ann.2"
    assert tasks["end"].drop_nulls().to_list() == log.tasks["end"].drop_nulls().to_list()
    assert {path.stem for path in tmp_path.glob("*.csv")} == set(TABLES)


def test_nothing_but_whole_files_is_left(log, tmp_path):
    log.write(tmp_path)
    assert not [path.name for path in tmp_path.iterdir() if path.name.endswith(".part")]


def test_writing_again_replaces(log, tmp_path):
    simulate(SCENARIO, seed=2).write(tmp_path)
    log.write(tmp_path)
    assert equal(Log.read(tmp_path), log)


def test_a_log_without_a_state_written_over_one_with_a_state_has_none(log, tmp_path):
    simulate(SCENARIO, state=state_at(log, at("tue 10:00"))).write(tmp_path)
    log.write(tmp_path)
    assert Log.read(tmp_path).initial is None


def test_a_folder_that_holds_no_log_is_refused(tmp_path):
    with pytest.raises(AgencySimError, match="holds no whole log of a run"):
        Log.read(tmp_path)


@pytest.mark.parametrize("name", ["tasks.parquet", "manifest.json", "scenario.json"])
def test_half_a_log_is_refused(log, tmp_path, name):
    log.write(tmp_path)
    path = tmp_path / name
    path.write_bytes(path.read_bytes()[:50])
    with pytest.raises(AgencySimError, match="holds no whole log of a run"):
        Log.read(tmp_path)


def test_a_folder_that_cannot_be_written_to_is_an_error_in_words(log, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(AgencySimError, match="cannot be written to"):
        log.write(tmp_path / "file")


def test_a_log_can_be_sent_to_another_process(log):
    assert equal(pickle.loads(pickle.dumps(log)), log)


def test_tables_are_made_when_they_are_asked_for_and_only_once(log):
    assert log.tables["tasks"] is log.tasks
    assert list(log.tables) == list(TABLES)
    assert len(log.tables) == len(TABLES)


def test_people_and_machines_are_told_with_what_they_cost():
    scenario = agency(
        {"cut": work("cutter")},
        departments={"shop": {}},
        roles={"cutter": {"department": "shop", "wage": 40}},
        people={"cutter": {"count": 2}, "old": {"role": "cutter", "wage": 55}},
        equipment={"saw": {"cost_per_hour": 7}},
        vehicles={"van": {"cost_per_hour": 12}},
    )
    assert run(scenario).resources.rows() == [
        ("cutter.1", "person", "cutter", "cutter", "shop", 40.0),
        ("cutter.2", "person", "cutter", "cutter", "shop", 40.0),
        ("old", "person", "old", "cutter", "shop", 55.0),
        ("saw", "equipment", "saw", None, None, 7.0),
        ("van", "vehicle", "van", None, None, 12.0),
    ]


def test_a_log_says_what_it_is(log):
    assert repr(log) == f"<Log of 'scripted', seed 1, replication 0: 6 jobs, {log.tasks.height} tasks>"
