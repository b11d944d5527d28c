"""The command line, as its users meet it."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SHOP = str(ROOT / "scenarios" / "small_sign_shop.yaml")
WHAT_IF = str(ROOT / "scenarios" / "what_if" / "one_more_designer.yaml")
AGENCY = str(ROOT / "scenarios" / "signage_agency.yaml")


def test_help_says_what_holds_if_nothing_is_said(agencysim):
    for command, default in (("simulate", "the scenario's own"), ("report", "report.html"), ("compare", "20")):
        _, out, _ = agencysim(command, "--help")
        told = " ".join(out.replace("│", " ").split())
        assert f"[default: {default}" in told


def test_help_teaches_and_loads_nothing_heavy():
    code = (
        "import sys; sys.argv = ['agencysim', '--help']\n"
        "from agencysim.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "heavy = {'simpy', 'numpy', 'polars', 'pydantic', 'scipy', 'matplotlib', 'ortools', 'openpyxl'}\n"
        "print(sorted(heavy & set(sys.modules)))"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert "agencysim new" in shown
    assert all(name in shown for name in ("check", "schema", "diff", "simulate"))
    assert shown.strip().endswith("[]")


def test_check_says_what_is_in_a_right_file(agencysim):
    code, out, _ = agencysim("check", SHOP, AGENCY)
    assert code == 0
    assert "small_sign_shop, 8 people" in out
    assert "signage_agency, 32 people" in out


def test_one_of_something_is_told_as_one(agencysim, tmp_path):
    file = tmp_path / "alone.yaml"
    job = "{demand: {at_start: 1}, route: {do: {kind: work, crew: ann, content: 1h}}}"
    file.write_text(
        "name: alone\nstart: 2026-01-05\nweeks: 2\nwarm_up_weeks: 1\npeople: {ann: {}}\n"
        f"job_types: {{job: {job}}}\n",
        encoding="utf-8",
    )
    _, checked, _ = agencysim("check", file)
    assert checked == f"{file}: ok: alone, 1 person, 1 job type with 1 step\n"
    _, shown, _ = agencysim("simulate", file, "--weeks", 1, "--ahead", 0)
    assert shown.startswith("Note: the run is no longer than its warm-up of 1 week, which is counted.\n")


def test_check_tells_every_problem_with_file_and_line_and_exits_2(agencysim, tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text(
        "name: bad\nstart: 2026-13-01\npeple: {}\njob_types: {a: {route: {b: {kind: wrk}}}}\n",
        encoding="utf-8",
    )
    code, out, err = agencysim("check", SHOP, bad)
    assert code == 2
    assert f"{bad}:2: start" in out
    assert f"{bad}:3: peple" in out
    assert "people" in out
    assert f"{bad}:4: job_types.a.route.b.kind" in out
    assert "Traceback" not in out + err


def test_check_lists_what_is_only_assumed(agencysim):
    code, out, _ = agencysim("check", "--provenance", "--json", SHOP)
    assert code == 0
    (answer,) = json.loads(out)
    assert answer["assumed"]
    assert {row["source"] for row in answer["assumed"]} <= {"assumed", "unstated"}


def test_schema_is_json(agencysim):
    code, out, _ = agencysim("schema")
    assert code == 0
    assert "$schema" in json.loads(out)


def test_diff_tells_paths_and_exits_1_if_there_are_any(agencysim):
    assert agencysim("diff", AGENCY, AGENCY)[:2] == (0, "")
    code, out, _ = agencysim("diff", AGENCY, WHAT_IF)
    assert code == 1
    assert "people.designer.count: 2 -> 3" in out
    rows = json.loads(agencysim("diff", "--json", AGENCY, WHAT_IF)[1])
    assert {"path": "people.designer.count", "before": 2, "after": 3} in rows


def test_new_makes_a_folder_that_checks_and_runs_and_is_never_overwritten(agencysim, tmp_path):
    folder = tmp_path / "shop"
    assert agencysim("new", folder)[0] == 0
    assert agencysim("check", folder / "scenario.yaml", folder / "what_if.yaml")[0] == 0
    assert agencysim("simulate", folder / "what_if.yaml", "--weeks", "1", "--json")[0] == 0
    (folder / "scenario.yaml").write_text("mine", encoding="utf-8")
    code, _, err = agencysim("new", folder)
    assert code == 2
    assert "there already" in err
    assert (folder / "scenario.yaml").read_text(encoding="utf-8") == "mine"


def test_simulate_prints_the_same_figures_for_the_same_seed_and_others_for_another(agencysim):
    runs = [agencysim("simulate", SHOP, "--weeks", "6", "--seed", seed, "--json")[1] for seed in (7, 7, 8)]
    assert runs[0] == runs[1] != runs[2]
    figures = json.loads(runs[0])
    assert figures["seed"] == 7
    assert figures["requests"] > 0
    assert {"on_time", "stages", "roles", "waiting", "work_in_progress", "money"} <= set(figures)


def test_simulate_shows_tables_and_a_progress_bar_apart(agencysim):
    code, out, err = agencysim("simulate", SHOP, "--weeks", "6")
    assert code == 0
    assert "on time" in out
    assert re.search(r"designer.*\d+\.\d%", out)
    assert "Simulating" in err
    assert "Simulating" not in out


def test_simulate_tells_months_quality_money_and_working_time(agencysim):
    code, out, _ = agencysim("simulate", SHOP, "--weeks", 14)
    assert code == 0
    titles = ("Months", "Job types", "Quality", "Money", "What jobs waited for", "By load the staffing is")
    assert [title for title in titles if title not in out] == []
    assert "2026-03" in out


def test_forecast_looks_ahead_from_the_end_of_a_run(agencysim, tmp_path):
    assert agencysim("simulate", SHOP, "--weeks", 6, "--out", tmp_path)[0] == 0
    arguments = ("forecast", SHOP, "--state", tmp_path / "end_state.json", "--replications", 2)
    code, out, err = agencysim(*arguments)
    assert (code, "2026-03, 2 futures" in out) == (0, True)
    assert "Looking ahead" in err
    first, second = (agencysim(*arguments, "--json")[1] for _ in range(2))
    assert first == second
    assert json.loads(first)["figures"]["requests"]["replications"] == 2


def test_simulate_writes_a_log_from_whose_end_another_run_goes_on(agencysim, tmp_path):
    out = tmp_path / "run"
    code, shown, _ = agencysim("simulate", SHOP, "--weeks", "6", "--out", out, "--csv")
    assert code == 0
    assert str(out) in shown
    assert {"tasks.parquet", "tasks.csv", "manifest.json", "figures.json", "end_state.json"} <= {
        path.name for path in out.iterdir()
    }
    code, printed, _ = agencysim("simulate", SHOP, "--weeks", "8", "--state", out / "end_state.json", "--json")
    assert code == 0
    assert json.loads(printed)["days"] == pytest.approx(14)
    assert json.loads(printed)["work_in_progress"]["at_start"] > 0


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["simulate", "nowhere.yaml"], "nowhere.yaml"),
        (["simulate", SHOP, "--policy", "magic"], "earliest_due"),
        (["simulate", SHOP, "--weeks", "-1"], "weeks"),
        (["simulate", SHOP, "--state", SHOP], "state"),
        (["simulate", SHOP, "--csv"], "--out"),
        (["simulate", SHOP, "--seed", "many"], "seed"),
        (["diff", SHOP, "nowhere.yaml"], "nowhere.yaml"),
        (["fly"], "fly"),
    ],
)
def test_a_mistake_is_told_in_words_and_exits_2(agencysim, arguments, says):
    code, out, err = agencysim(*arguments)
    assert code == 2
    assert says in err
    assert "Traceback" not in out + err


def test_check_gives_each_problem_name_by_name_as_json(agencysim, tmp_path):
    bad = tmp_path / "bad.yaml"
    bad.write_text("name: bad\nstart: 2026-01-05\npeple: {}\njob_types: {}\n", encoding="utf-8")
    code, out, _ = agencysim("check", "--json", SHOP, bad)
    right, wrong = json.loads(out)
    assert (code, right["ok"], wrong["ok"]) == (2, True, False)
    [problem] = wrong["problems"]
    assert problem.keys() == {"file", "line", "path", "what", "remedy"}
    assert (problem["file"], problem["line"], problem["path"]) == (str(bad), 3, "peple")
    assert "people" in problem["remedy"]


def test_the_package_lists_its_public_names():
    code = "import agencysim; print(set(agencysim.__all__) <= set(dir(agencysim)))"
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert shown.strip() == "True"
