"""Asking why a job is late and what would help it, on the command line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import agencysim as ag
from agencysim.planner.cost import job_lateness

ROOT = Path(__file__).parents[2]
SHOP = ROOT / "scenarios" / "small_sign_shop.yaml"


@pytest.fixture(scope="module")
def week(tmp_path_factory):
    """A folder with a plan in which jobs come late, since all clients hold to their dates, and one of them."""
    shop = ag.load(SHOP)
    moment = shop.axis.seconds(shop.start) + 13 * 7 * 86400
    state = ag.state_at(ag.simulate(shop, weeks=13), moment)
    held = tuple(job.model_copy(update={"provisional": False}) for job in state.jobs)
    problem = ag.problem_of(shop, state.model_copy(update={"jobs": held}))
    plan = ag.plan(problem, time_limit=0).plan
    folder = tmp_path_factory.mktemp("week")
    problem.write(folder / "problem.json")
    plan.write(folder / "plan.json")
    return folder, max(job_lateness(problem, plan), key=job_lateness(problem, plan).get)


def test_why_a_job_is_late(agencysim, week):
    folder, job = week
    code, out, err = agencysim("why", folder, job, "--time", 0)
    assert code == 0
    assert f"{job} was promised for" in out
    assert "h late." in out
    assert not err


def test_why_in_chinese_and_by_the_file(agencysim, week):
    folder, job = week
    _, out, _ = agencysim("why", folder / "plan.json", job, "--time", 0, "--lang", "zh")
    assert "延误" in out
    assert "{" not in out


def test_why_as_json(agencysim, week):
    folder, job = week
    _, out, _ = agencysim("why", folder, job, "--time", 0, "--json")
    reasons = json.loads(out)
    assert reasons
    assert all(reason["why"] for reason in reasons)


def test_what_cannot_be_in_time_together(agencysim, week):
    folder, job = week
    code, out, err = agencysim("conflicts", folder, "--time", 0)
    assert (code, err) == (0, "")
    assert "What cannot be in time together" in out
    assert "it cannot be in time (proven)" not in out  # why it cannot by itself is told
    assert job in out
    _, out, _ = agencysim("conflicts", folder, "--time", 0, "--json")
    found = json.loads(out)
    assert job in {*(each["job"] for each in found["found"]), *found["possible"], *found["unknown"]}
    _, out, _ = agencysim("conflicts", folder, "--time", 0, "--lang", "zh")
    assert "不能同时按期的订单" in out


def test_ways_out(agencysim, week):
    folder, job = week
    code, out, _ = agencysim("repairs", folder, job, "--time", 2)
    assert code == 0
    assert "way out" in out
    _, out, _ = agencysim("repairs", folder, job, "--time", 2, "--by", "2027-01-31", "--json")
    assert json.loads(out) == []


def test_the_title_of_ways_out_tells_of_the_moment_that_is_asked_for(agencysim, week):
    folder, job = week
    _, out, _ = agencysim("repairs", folder, job, "--by", "2027-01-31")
    assert out == f"{job} is in time for Sun 01-31.\n"
    _, out, _ = agencysim("repairs", folder, job, "--by", "2026-01-31", "--time", 1)
    assert re.search(rf"{job} comes [\d,.]+ h after Sat 01-31\.", out)


def test_a_job_in_time_needs_none(agencysim, week):
    folder, _ = week
    problem, plan = ag.Problem.read(folder / "problem.json"), ag.Plan.read(folder / "plan.json")
    late = {*job_lateness(problem, plan), *(each.job for each in plan.unplanned)}
    fine = next(job.id for job in problem.jobs if job.id not in late and job.due is not None)
    code, out, _ = agencysim("repairs", folder, fine)
    assert (code, out.count("\n")) == (0, 1)
    assert "is in time for" in out


@pytest.mark.parametrize("command", ["why", "repairs"])
def test_a_job_that_there_is_not(agencysim, week, command):
    folder, job = week
    code, _, err = agencysim(command, folder, job[:-1])
    assert code == 2
    assert "did you mean" in err
    assert job in err


def test_a_plan_without_its_problem(agencysim, week, tmp_path):
    folder, job = week
    (tmp_path / "plan.json").write_bytes((folder / "plan.json").read_bytes())
    code, _, err = agencysim("why", tmp_path, job)
    assert code == 2
    assert "problem.json" in err


def test_no_plan_and_no_such_day(agencysim, week, tmp_path):
    code, _, err = agencysim("why", tmp_path, "J")
    assert (code, "plan.json" in err) == (2, True)
    code, _, err = agencysim("repairs", week[0], week[1], "--by", "tomorrow")
    assert (code, "'tomorrow' is no moment" in err) == (2, True)
