"""The risk of a plan on the command line: from plan --out to tables, sentences and pictures."""

import json
import sys
from pathlib import Path

import pytest

from agencysim import Plan, Problem, Risk, State
from agencysim.values import DAY

SHOP = Path(__file__).parents[2] / "scenarios" / "small_sign_shop.yaml"


@pytest.fixture(scope="module")
def week(tmp_path_factory):
    """A folder with a week's plan."""
    from agencysim.cli import main

    folder = tmp_path_factory.mktemp("risk") / "week"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["agencysim", "plan", str(SHOP), "--time", "0", "--out", str(folder), "--json"])
        with pytest.raises(SystemExit) as stopped:
            main()
    assert not stopped.value.code
    return folder


def test_it_tells_dates_overtime_and_what_matters_and_writes_pictures(agencysim, week, tmp_path):
    code, out, err = agencysim("risk", week, "--replications", 20, "--out", tmp_path / "risk")
    assert code == 0
    for told in ("Which dates hold: 20 futures", "Hours of overtime, by day", "The least sure is", "risk.json"):
        assert told in out
    assert "Replaying the plan" in err
    found = Risk.read(tmp_path / "risk" / "risk.json")
    assert (found.replications, found.reaction, found.seed) == (20, "help", 1)
    for jobs in (found.agreed_jobs, found.provisional_jobs):
        shares = [job.probability for job in jobs]
        assert shares == sorted(shares)
    assert f"Of {len(found.agreed_jobs)} agreed dates to come" in out
    assert len(found.agreed_jobs) + len(found.provisional_jobs) == len(found.open_jobs)
    for name in ("dates.png", "spread.png"):
        assert (tmp_path / "risk" / name).read_bytes().startswith(b"\x89PNG")


def test_it_is_json_for_scripts_and_the_same_for_two_workers(agencysim, week):
    one = agencysim("risk", week, "--replications", 6, "--reaction", "keep", "--seed", 3, "--json")
    two = agencysim("risk", week, "--replications", 6, "--reaction", "keep", "--seed", 3, "--json", "--workers", 2)
    assert one[0] == 0
    assert one[1] == two[1]
    assert Risk.model_validate_json(json.dumps(json.loads(one[1]))).reaction == "keep"


def test_it_speaks_chinese(agencysim, week):
    code, out, _ = agencysim("risk", week, "--replications", 5, "--lang", "zh")
    assert code == 0
    assert "哪些交期守得住" in out
    assert "最没把握的是" in out


def test_the_agency_and_its_state_can_be_given(agencysim, week, tmp_path):
    bare = tmp_path / "bare"
    bare.mkdir()
    for name in ("plan.json", "problem.json"):
        (bare / name).write_bytes((week / name).read_bytes())
    code, _, err = agencysim("risk", bare)
    assert code == 2
    assert "give --scenario --state" in err
    code, out, _ = agencysim(
        "risk", bare, "--scenario", SHOP, "--state", week / "state.json", "--replications", 2, "--json"
    )
    assert code == 0
    assert json.loads(out)["replications"] == 2


def test_a_published_version_is_told_of_by_what_its_week_was_planned_from(agencysim, week, tmp_path):
    own = tmp_path / "week"
    version = own / "published" / "001_2026-04-05T180000"
    version.mkdir(parents=True)
    for name in ("plan.json", "problem.json"):
        (version / name).write_bytes((week / name).read_bytes())
    for name in ("scenario.json", "state.json"):
        (own / name).write_bytes((week / name).read_bytes())
    code, out, err = agencysim("risk", f"{own}@1", "--replications", 2, "--json")
    assert (code, err.splitlines()[1:]) == (0, [])
    assert out == agencysim("risk", week, "--replications", 2, "--json")[1]


def test_a_plan_that_was_replanned_is_told_of_from_the_state_of_its_week_which_is_said(agencysim, week, tmp_path):
    problem = Problem.read(week / "problem.json")
    day = f"{problem.axis.date_of(problem.start + 2 * DAY)} 07:00"
    assert agencysim("replan", week, "--now", day, "--time", 0, "--out", tmp_path)[0] == 0
    for name in ("scenario.json", "state.json"):
        (tmp_path / name).write_bytes((week / name).read_bytes())
    told = f"{tmp_path}: note: the futures begin on {problem.axis.moment(problem.start):%Y-%m-%d %H:%M}, where the week"
    code, out, err = agencysim("risk", tmp_path, "--replications", 2, "--json")
    assert (code, json.loads(out)["start"]) == (0, problem.start)
    assert told in err
    code, _, err = agencysim("risk", tmp_path, "--replications", 2, "--json", "--state", tmp_path / "state.json")
    assert (code, "note" in err) == (0, False)
    assert "replan" in agencysim("risk", "--help")[1]


def test_jobs_of_the_plan_that_are_not_open_are_told(agencysim, week, tmp_path):
    plan, state = Plan.read(week / "plan.json"), State.read(week / "state.json")
    gone = max(plan.assignments, key=lambda piece: piece.start).job
    lacking = state.model_copy(update={"jobs": tuple(job for job in state.jobs if job.id != gone)})
    asked = ("risk", week, "--replications", 2, "--json", "--state", tmp_path / "state.json")
    lacking.write(tmp_path / "state.json")
    code, out, err = agencysim(*asked)
    assert (code, json.loads(out)["not_open"]) == (0, [gone])
    assert f"{week}: note: not open in the state, and what is planned for them left out: {gone}; give the state" in err
    now = state.time + DAY // 2
    assert now > plan.start
    lacking.model_copy(update={"time": now}).write(tmp_path / "state.json")
    code, out, err = agencysim(*asked)
    assert (code, json.loads(out)["not_open"]) == (0, [gone])
    assert f"{week}: note: not open any more, and what is planned for them left out: {gone}\n" in err
    state.write(tmp_path / "state.json")
    code, out, err = agencysim(*asked)
    assert (json.loads(out)["not_open"], "note" in err) == ([], False)


def test_a_plan_of_another_agency_is_told_in_one_line(agencysim, week):
    code, _, err = agencysim("risk", week, "--scenario", SHOP.with_name("signage_agency.yaml"))
    assert code == 2
    assert err.splitlines()[-1] == (
        "the plan is of 'small_sign_shop', the scenario is 'signage_agency' (give the scenario for which it was made)"
    )
    assert "state.json" not in err


def test_mistakes_are_told_in_words(agencysim, week, tmp_path):
    assert agencysim("risk", week, "--reaction", "pray")[::2] == (
        2,
        "unknown reaction 'pray': choose keep, help, overtime, replan\n",
    )
    other = tmp_path / "other"
    other.mkdir()
    for name in ("plan.json", "problem.json", "state.json"):
        (other / name).write_bytes((week / name).read_bytes())
    (other / "scenario.json").write_text("{", encoding="utf-8")
    code, _, err = agencysim("risk", other)
    assert code == 2
    assert "is no scenario that agencysim saved" in err
    assert "Traceback" not in err
