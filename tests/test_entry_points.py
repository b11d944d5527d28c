"""What Python users give by mistake is told in words."""

from __future__ import annotations

import pytest
from scripted import agency, work

import agencysim as ag

PLAIN = agency({"draw": work("ann")}, people={"ann": {}})


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"seed": -1}, "seed is -1, should be a whole number from 0"),
        ({"seed": "a"}, "seed is 'a'"),
        ({"seed": 1.5}, "seed is 1.5"),
        ({"seed": True}, "seed is True"),
        ({"replication": 2**64}, "replication is 18446744073709551616"),
        ({"weeks": "3"}, "a run of '3' weeks is not possible"),
        ({"weeks": float("nan")}, "a run of nan weeks is not possible"),
        ({"weeks": -1}, "a run of -1 weeks is not possible"),
        ({"policy": 3}, "unknown policy 3: choose first_come"),
        ({"policy": "fastest"}, "unknown policy 'fastest': choose first_come"),
        ({"policy": lambda job, step, now: float("nan")}, "the policy gave nan as a key: it has to give a number"),
        ({"policy": lambda job, step, now: "soon"}, "the policy gave 'soon' as a key"),
        ({"state": "end_state.json"}, "should be a State: read it with agencysim.State.read"),
    ],
)
def test_an_argument_of_a_run_that_makes_no_sense(arguments, told):
    with pytest.raises(ag.AgencySimError) as refused:
        ag.simulate(PLAIN, **arguments)
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"state": "end_state.json"}, "state is 'end_state.json', should be a State: read it with"),
        ({"replications": 0}, "replications is 0, should be a whole number from 1 to"),
        ({"replications": "2"}, "replications is '2'"),
        ({"replications": 1.5}, "replications is 1.5"),
        ({"replications": True}, "replications is True"),
        ({"workers": 0}, "workers is 0"),
        ({"workers": "all"}, "workers is 'all'"),
        ({"seed": -1}, "seed is -1"),
    ],
)
def test_an_argument_of_a_forecast_that_makes_no_sense(arguments, told):
    with pytest.raises(ag.AgencySimError) as refused:
        ag.forecast(PLAIN, **arguments)
    assert told in str(refused.value)


def test_a_forecast_is_of_a_scenario():
    with pytest.raises(ag.AgencySimError, match=r"scenario is 3, should be a Scenario: load it with agencysim\.load"):
        ag.forecast(3)


@pytest.mark.parametrize("time", [1.5, True, "noon", float("nan"), None])
def test_a_state_is_that_of_a_moment_of_the_run(time):
    with pytest.raises(ag.AgencySimError) as refused:
        ag.state_at(ag.simulate(PLAIN), time)
    assert str(refused.value) == f"the log goes from 0 s to 604800 s, and has no state at {time!r} s"


def test_a_state_is_that_of_a_log():
    with pytest.raises(ag.AgencySimError, match="log is 'run', should be a Log: make one with"):
        ag.state_at("run", 0)


def test_a_run_is_of_a_scenario():
    with pytest.raises(ag.AgencySimError, match=r"load it with agencysim\.load"):
        ag.simulate("scenarios/shop.yaml")


def test_what_is_loaded_is_a_path():
    with pytest.raises(ag.AgencySimError, match="3 is no path of a scenario file"):
        ag.load(3)


def test_a_path_of_a_change_is_text():
    with pytest.raises(ag.ScenarioError, match="2 is no path: write it as text"):
        PLAIN.with_({2: 3})


def test_what_is_compared_are_scenarios():
    with pytest.raises(ag.AgencySimError, match="3 cannot be compared: give a scenario, or a mapping"):
        ag.difference(PLAIN, 3)


def test_a_log_is_written_to_and_read_from_a_folder_by_path_or_by_name(tmp_path):
    log, folder = ag.simulate(PLAIN), tmp_path / "run"
    log.write(str(folder))
    assert ag.Log.read(folder).manifest == log.manifest
    for use in (log.write, ag.Log.read):
        with pytest.raises(ag.AgencySimError, match="3 is no path of a folder"):
            use(3)


def test_changes_are_a_mapping():
    with pytest.raises(ag.ScenarioError, match="no mapping"):
        PLAIN.with_(["people.ann.count"])


def test_a_folder_without_a_run_is_no_log(tmp_path):
    with pytest.raises(ag.AgencySimError, match="holds no whole log of a run"):
        ag.Log.read(str(tmp_path))


def test_what_is_worth_knowing_of_a_scenario_is_a_warning(tmp_path):
    file = tmp_path / "later.yaml"
    file.write_text("name: later\nstart: 2040-01-02\ncountry: CN\njob_types: {j: {route: {a: {kind: milestone}}}}\n")
    with pytest.warns(ag.ScenarioWarning, match="no public holidays are known for CN in 2040"):
        ag.load(file)
