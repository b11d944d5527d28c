"""Planning a week and checking a plan, as planners do it on the command line."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from datetime import date
from io import StringIO
from pathlib import Path
from unittest.mock import ANY

import pytest
from rich.console import Console

import agencysim as ag
from agencysim.planner.instances import sized
from agencysim.planner.problem import Settings
from agencysim.tables.plan import of_search

ROOT = Path(__file__).parents[2]
SHOP = ROOT / "scenarios" / "small_sign_shop.yaml"


@pytest.fixture(scope="module")
def state(tmp_path_factory):
    """Where the shop stands on Thursday, 12 February."""
    log = ag.simulate(ag.load(SHOP), weeks=6)
    file = tmp_path_factory.mktemp("state") / "state.json"
    ag.state_at(log, 6 * 7 * 86400).write(file)
    return file


@pytest.fixture(scope="module")
def planned(state, tmp_path_factory):
    """A folder with the plan of the rest of that week."""
    problem = ag.problem_of(ag.load(SHOP), ag.State.read(state))
    folder = tmp_path_factory.mktemp("planned")
    problem.write(folder / "problem.json")
    ag.plan(problem, time_limit=0).plan.write(folder / "plan.json")
    return folder


# -- what a plan looks like --------------------------------------------------------------------------------------------


def test_the_week_after_a_simulated_quarter(agencysim):
    code, out, err = agencysim("plan", SHOP, "--time", 0)
    assert code == 0
    assert re.search(r"small_sign_shop: plan from 2026-04-06 00:00 to\s+2026-04-12", out)
    for told in ("tasks planned", "Who works when", "Tue 04-07", "jobs that come late", "not planned, or only in part"):
        assert told in out
    assert "Mon 04-06, day off" in out  # whoever works then is in overtime all day
    assert "Traceback" not in err


def test_the_rest_of_the_week_of_a_state(agencysim, state):
    code, out, _ = agencysim("plan", SHOP, "--state", state, "--time", 0)
    assert code == 0
    assert "from 2026-02-12 00:00 to" in out
    heading = next(line for line in out.splitlines() if "person" in line)
    assert re.findall(r"[A-Z][a-z]{2} \d\d-\d\d", heading) == ["Thu 02-12", "Fri 02-13", "Sat 02-14", "Sun 02-15"]


def test_work_is_told_by_day_and_crew_with_client_and_vehicle(agencysim, state):
    _, out, _ = agencysim("plan", SHOP, "--state", state, "--time", 0)
    rows = [line for line in out.splitlines() if "installer 1, installer 2" in line]
    assert rows
    assert all(re.search(r"\d\d:\d\d-\d\d:\d\d .* install +│ van", row) for row in rows)


def test_what_is_due_by_the_end_of_a_day_is_due_that_day(agencysim, tmp_path):
    shop = ag.load(SHOP)
    monday = 13 * 7 * 86400
    state = ag.state_at(ag.simulate(shop, weeks=13), monday)
    held = tuple(job.model_copy(update={"provisional": False}) for job in state.jobs)  # so that some comes late
    state.model_copy(update={"jobs": held}).write(tmp_path / "state.json")
    _, out, _ = agencysim("plan", SHOP, "--state", tmp_path / "state.json", "--time", 0)
    late = out.split("What comes late")[1].split("What is not planned")[0]
    dates = re.findall(r"│ (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \d\d-\d\d *│", late)
    assert dates
    assert "00:00" not in late


@pytest.mark.parametrize("weeks", [1, 2, 4])
def test_so_many_weeks(agencysim, state, weeks):
    code, out, _ = agencysim("plan", SHOP, "--state", state, "--weeks", weeks, "--time", 0, "--json")
    assert code == 0
    assert json.loads(out)["plan"]["end"] == (6 * 7 + 4 + 7 * (weeks - 1)) * 86400  # up to a Sunday's midnight


def test_the_same_seed_gives_the_same_plan(agencysim):
    plans = [json.loads(agencysim("plan", SHOP, "--time", 0, "--seed", seed, "--json")[1])["plan"] for seed in (2, 2)]
    assert plans[0] == plans[1]


def test_a_week_that_is_asked_for_by_its_number_or_by_its_monday(agencysim):
    plans = [
        json.loads(agencysim("plan", SHOP, "--week", week, "--time", 0, "--json")[1])["plan"]
        for week in ("2026-W07", "2026W7", "2026-02-09")
    ]
    assert plans[0]["start"] == 39 * 86400
    assert plans[0] == plans[1] == plans[2]


def test_a_week_starts_on_its_monday_whatever_day_of_it_is_given(agencysim):
    _, out, _ = agencysim("plan", SHOP, "--week", "2026-02-12", "--time", 0, "--json")
    assert json.loads(out)["plan"]["start"] == 39 * 86400


def test_in_chinese(agencysim, state):
    code, out, _ = agencysim("plan", SHOP, "--state", state, "--time", 0, "--lang", "zh")
    assert code == 0
    for told in ("已排任务", "谁在何时上班", "周四 02-12", "安装员 1"):
        assert told in out
    assert not [line for line in out.splitlines() if "h of work" in line or "tasks planned" in line]


# -- how good a plan is ------------------------------------------------------------------------------------------------


def test_it_is_told_how_the_search_ended_and_what_each_tier_costs(agencysim, state):
    _, out, _ = agencysim("plan", SHOP, "--state", state, "--time", 0)
    told = out.split("feasible: the best plan found in ")[1].splitlines()
    assert re.fullmatch(r"\d+\.\d s *", told[0])
    rows = [[cell.strip() for cell in line.strip("│ ").split("│")] for line in told if line.startswith("│")]
    assert [row[0] for row in rows] == [
        "1 lateness and unfinished work by weight, in hours",
        "2 money (CNY)",
        "3 what people mind, in points",
        "4 changes against the published plan",
    ]
    assert all(re.fullmatch(r"[\d,]+\.\d", row[1]) and row[2] == "no bound" for row in rows)


def test_the_amounts_of_money_add_up_to_its_tier(agencysim, state):
    _, out, _ = agencysim("plan", SHOP, "--state", state, "--time", 0)
    rows = [[cell.strip() for cell in line.strip("│ ").split("│")] for line in out.splitlines() if line.startswith("│")]
    value = {row[0]: float(row[1].replace(",", "")) for row in rows if row[0].endswith("(CNY)")}
    total = value.pop("2 money (CNY)")
    assert value["price of work left for later (CNY)"] > 0
    assert sum(value.values()) == pytest.approx(total, abs=0.5 * len(value))


def test_bounds_are_told_where_they_are_known():
    given = sized(6, 4, load=0.6, seed=9)
    result = ag.plan(given, rounds=2)
    table = of_search(given, result)
    assert table.title.startswith("optimal: lateness and money can be no lower, after ")
    assert [row[1:] for row in table.rows] == [("0.0", "0.0"), ("0.0", "0.0"), (ANY, "no bound"), ("0.0", "no bound")]


def test_hours_of_overtime_have_a_tier_of_their_own_if_they_come_before_money():
    given = sized(6, 4, seed=9).model_copy(update={"settings": Settings(overtime_first=True)})
    rows = of_search(given, ag.plan(given, time_limit=0)).rows
    assert [row[0] for row in rows][1:3] == ["2 overtime, in hours", "3 money (CNY)"]


def test_json_has_the_tiers_beside_their_bounds(agencysim, state):
    found = json.loads(agencysim("plan", SHOP, "--state", state, "--time", 0, "--json")[1])
    assert found["tiers"] == found["history"][-1]["tiers"]
    assert found["bounds"] == [None] * 4
    assert found["seconds"] > 0


def test_out_draws_how_the_plan_became_better(agencysim, state, tmp_path):
    assert agencysim("plan", SHOP, "--state", state, "--time", 0, "--out", tmp_path)[0] == 0
    assert (tmp_path / "history.png").read_bytes().startswith(b"\x89PNG")


# -- while it searches -------------------------------------------------------------------------------------------------


@pytest.fixture
def terminal(monkeypatch):
    """A terminal of 40 columns in place of standard error."""
    shown = StringIO()
    monkeypatch.setattr(
        "agencysim.cli.show.Console", lambda stderr: Console(file=shown, force_terminal=True, width=40, height=10)
    )
    return shown


def test_a_narrow_terminal_tells_in_one_line_what_the_best_plan_costs(agencysim, state, terminal):
    agencysim("plan", SHOP, "--state", state, "--time", 1)
    lines = re.sub(r"\x1b\[[^a-zA-Z]*[a-zA-Z]", "", terminal.getvalue()).replace("\r", "\n").splitlines()
    told = [line for line in lines if line.startswith("late ")]
    assert told
    assert re.match(r"late [\d,.]+ h, [\d,]+ CNY", told[0])
    assert max(map(len, lines)) <= 40


def test_whoever_reads_the_errors_through_a_pipe_is_not_told_of_each_plan(agencysim, state):
    assert "late " not in agencysim("plan", SHOP, "--state", state, "--time", 1)[2]


# -- for other programs ------------------------------------------------------------------------------------------------


def test_json_can_be_piped(state):
    command = [sys.executable, "-c", "from agencysim.cli import main; main()", "plan", SHOP, "--state", state]
    done = subprocess.run([*command, "--time", "0", "--json"], capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    assert found["status"] == "feasible"
    assert {"plan", "cost", "bounds", "broken", "history", "seconds"} <= set(found)


def test_out_writes_what_verify_reads(agencysim, state, tmp_path):
    code, out, _ = agencysim("plan", SHOP, "--state", state, "--time", 0, "--out", tmp_path / "new" / "week")
    assert code == 0
    assert "problem.json, plan.json" in out
    files = [tmp_path / "new" / "week" / name for name in ("problem.json", "plan.json")]
    assert agencysim("verify", *files) == (0, "No rule is broken.\n", "")


def test_out_leaves_json_alone(agencysim, state, tmp_path):
    _, out, _ = agencysim("plan", SHOP, "--state", state, "--time", 0, "--out", tmp_path, "--json")
    assert json.loads(out)["plan"] == json.loads((tmp_path / "plan.json").read_text())


def test_what_is_published_and_frozen_stays(agencysim, state, planned, tmp_path):
    known = ag.Plan.read(planned / "plan.json")
    until = ag.load(SHOP).axis.seconds(date(2026, 2, 14))
    options = ("--published", planned / "plan.json", "--frozen", "2026-02-14", "--out", tmp_path, "--json")
    assert agencysim("plan", SHOP, "--state", state, "--time", 2, *options)[0] == 0
    made = ag.Plan.read(tmp_path / "plan.json")
    early = [piece for piece in known.assignments if piece.start < until]
    assert early
    assert [piece for piece in made.assignments if piece.start < until] == early


@pytest.mark.parametrize(
    ("options", "told"),
    [(("--frozen", "2026-02-14"), "--published"), (("--published", "PLAN", "--frozen", "soon"), "no day 'soon'")],
)
def test_what_cannot_be_frozen(agencysim, state, planned, options, told):
    options = [planned / "plan.json" if option == "PLAN" else option for option in options]
    code, _, err = agencysim("plan", SHOP, "--state", state, "--time", 0, *options)
    assert code == 2
    assert told in err


def test_a_published_plan_of_another_agency_is_refused(agencysim, state, planned, tmp_path):
    other = changed(planned, tmp_path, lambda plan: plan.update(scenario="elsewhere"))
    told = "the plan is of 'elsewhere', the scenario is 'small_sign_shop' (as published, give a plan of this agency)\n"
    assert agencysim("plan", SHOP, "--state", state, "--time", 0, "--published", other) == (2, "", told)


def test_a_folder_that_cannot_be_made_is_told(agencysim, state, tmp_path):
    (tmp_path / "file").touch()
    code, _, err = agencysim("plan", SHOP, "--state", state, "--time", 0, "--out", tmp_path / "file" / "x")
    assert code == 2
    assert err.splitlines()[-1] == f"{tmp_path / 'file' / 'x'}: cannot be written: Not a directory"


# -- what is refused ---------------------------------------------------------------------------------------------------

AFTER = (
    "week {} is after the scenario, which goes from 2026-01-01 to 2026-12-30: give an earlier week, raise its weeks, "
    "or give a state of that week with --state"
)


@pytest.mark.parametrize(
    ("week", "told"),
    [
        ("2026-W54", "there is no week '2026-W54': write it as 2026-W49"),
        ("2026-W00", "there is no week '2026-W00': write it as 2026-W49"),
        ("next", "there is no week 'next': write it as 2026-W49"),
        ("2026-02-30", "there is no week '2026-02-30': write it as 2026-W49"),
        ("2025-W40", "week 2025-W40 is before the scenario's start 2026-01-01"),
        ("2126-W10", AFTER.format("2126-W10")),
        ("2027-W01", AFTER.format("2027-W01")),
    ],
)
def test_weeks_that_there_are_not(agencysim, week, told):
    assert agencysim("plan", SHOP, "--week", week, "--time", 0) == (2, "", f"{told}\n")


def test_a_state_of_another_week(agencysim, state):
    code, _, err = agencysim("plan", SHOP, "--state", state, "--week", "2026-W20", "--time", 0)
    assert code == 2
    assert err.startswith("the state is of 2026-02-12: it can be planned for the week of 2026-05-11 only from")


def test_a_state_on_the_weekend_before_the_week(agencysim, tmp_path):
    shop = ag.load(SHOP)
    saturday = 37 * 86400
    ag.state_at(ag.simulate(shop, weeks=37 / 7), saturday).write(tmp_path / "state.json")
    code, out, _ = agencysim("plan", SHOP, "--state", tmp_path / "state.json", "--week", "2026-W07", "--time", 0)
    assert code == 0
    assert re.search(r"from 2026-02-07 00:00 to\s+2026-02-15", out)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--weeks", 5), "--weeks"),
        (("--weeks", 0), "--weeks"),
        (("--time", -1), "--time"),
        (("--time", 1e9), "time_limit"),
        (("--workers", 0), "--workers"),
        (("--seed", 2**70), "seed"),
    ],
)
def test_wrong_numbers(agencysim, state, arguments, told):
    code, out, err = agencysim("plan", SHOP, "--state", state, "--time", 0, *arguments)
    assert (code, out) == (2, "")
    assert told in err


def test_what_is_no_state(agencysim, planned):
    code, out, err = agencysim("plan", SHOP, "--state", planned / "plan.json", "--time", 0)
    assert (code, out) == (2, "")
    assert "'assignments' is unknown here" in err


# -- checking a plan ---------------------------------------------------------------------------------------------------


def changed(folder: Path, tmp_path: Path, change) -> Path:
    plan = json.loads((folder / "plan.json").read_text())
    change(plan)
    file = tmp_path / "plan.json"
    file.write_text(json.dumps(plan), encoding="utf-8")
    return file


def test_a_plan_that_breaks_rules_is_told_line_by_line_and_exits_with_1(agencysim, planned, tmp_path):
    plan = changed(planned, tmp_path, lambda plan: plan["duties"].pop())
    code, out, _ = agencysim("verify", planned / "problem.json", plan)
    assert code == 1
    *lines, last = out.splitlines()
    assert any(line.startswith("on_duty: ") and line.endswith("is not there when it begins or ends") for line in lines)
    assert all(re.match(r"[a-z_]+: .+", line) for line in lines)
    assert re.fullmatch(r"\d+ rules? (is|are) broken", last)


def test_what_is_broken_as_json(agencysim, planned, tmp_path):
    plan = changed(planned, tmp_path, lambda plan: plan["assignments"].pop())
    code, out, _ = agencysim("verify", planned / "problem.json", plan, "--json")
    assert code == 1
    (violation,) = json.loads(out)["violations"]
    assert violation["rule"] == "work_done"
    assert json.loads(out)["cost"]["tardiness"] >= 0


def test_a_plan_that_is_none(agencysim, planned, tmp_path):
    plan = changed(planned, tmp_path, lambda plan: plan["assignments"][0].update(start=5, end=5))
    code, out, err = agencysim("verify", planned / "problem.json", plan)
    assert (code, out) == (2, "")
    assert "is planned to end at 5, not after it begins" in err


BESIDE = "(give the problem for which it was made, such as the problem.json beside it)"


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_of_a_plan_of_another_agency_only_that_is_told(agencysim, planned, tmp_path, options):
    plan = changed(planned, tmp_path, lambda plan: plan.update(scenario="elsewhere"))
    told = f"the plan is of 'elsewhere', the scenario is 'small_sign_shop' {BESIDE}\n"
    assert agencysim("verify", planned / "problem.json", plan, *options) == (2, "", told)


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [(46, 53, "from 2026-02-16 00:00 to 2026-02-23 00:00"), (42, 53, "from 2026-02-12 00:00 to 2026-02-23 00:00")],
)
def test_of_a_plan_of_another_week_only_that_is_told(agencysim, planned, tmp_path, start, end, told):
    plan = changed(planned, tmp_path, lambda plan: plan.update(start=start * 86400, end=end * 86400))
    asked = "what was to be planned from 2026-02-12 00:00 to 2026-02-16 00:00"
    assert agencysim("verify", planned / "problem.json", plan) == (2, "", f"the plan goes {told}, {asked} {BESIDE}\n")


def test_files_in_the_wrong_order(agencysim, planned):
    code, _, err = agencysim("verify", planned / "plan.json", planned / "problem.json")
    assert code == 2
    assert "'assignments' is unknown here" in err
    assert "Traceback" not in err


def test_verify_in_chinese(agencysim, planned):
    code, out, _ = agencysim("verify", planned / "problem.json", planned / "plan.json", "--lang", "zh")
    assert code == 0
    assert re.search("[\u4e00-\u9fff]", out)
