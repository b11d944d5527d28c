"""The workbook as a planner uses it: written, filled in, planned, simulated."""

import json
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from agencysim.cli import main

SHOP = str(Path(__file__).parents[2] / "scenarios" / "small_sign_shop.yaml")


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """Write the example week once."""
    path = tmp_path_factory.mktemp("example") / "week.xlsx"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", ["agencysim", "workbook", SHOP, str(path), "--week", "2026-W09"])
        with pytest.raises(SystemExit):
            main()
    return path


def edited(example, folder, **cells):
    """Copy the example with some cells of its first jobs changed."""
    book = load_workbook(example)
    heads = {cell.value: cell.column for cell in book["jobs"][1]}
    for name, value in cells.items():
        book["jobs"].cell(2, heads[name]).value = value
    book.save(folder / "mine.xlsx")
    return folder / "mine.xlsx"


def test_an_example_week_is_written_and_planned_and_the_plan_is_the_next_weeks_workbook(agencysim, example, tmp_path):
    out = tmp_path / "plan"
    code, text, _ = agencysim("plan", SHOP, "--jobs", example, "--time", "0", "--out", out)
    assert code == 0
    assert "Who works when" in text
    files = ["problem.json", "plan.json", "scenario.json", "state.json", "week.xlsx", "history.png"]
    files += ["week.pdf", "crews.pdf"]
    files += ["people.png", "crews.png", "jobs.png", "capacity.png", "calendars/"]
    assert f"Written to {out}: {', '.join(files)}\n" in text
    assert sorted(file.name for file in out.iterdir()) == sorted(name.rstrip("/") for name in files)
    assert load_workbook(out / "week.xlsx")["schedule"].max_row > 1
    code, again, _ = agencysim("plan", SHOP, "--jobs", out / "week.xlsx", "--time", "0", "--out", tmp_path / "again")
    assert code == 0
    assert again.split("feasible: ")[0] == text.split("feasible: ")[0]  # then come seconds
    assert load_workbook(tmp_path / "again" / "week.xlsx")["changes"].max_row == 1
    assert agencysim("verify", out / "problem.json", out / "plan.json")[0] in (0, 1)


def test_text_files_do_as_well(agencysim, tmp_path):
    code, _, _ = agencysim("workbook", SHOP, tmp_path / "week", "--week", "2026-W05")
    assert code == 0
    assert (tmp_path / "week" / "jobs.csv").exists()
    assert agencysim("plan", SHOP, "--jobs", tmp_path / "week", "--time", "0", "--json")[0] == 0


def test_a_simulation_goes_on_from_a_workbook(agencysim, example):
    code, text, _ = agencysim("simulate", SHOP, "--state", example, "--weeks", "12", "--json")
    assert code == 0
    assert json.loads(text)


def test_a_simulation_tells_what_it_leaves_out(agencysim, example, tmp_path):
    mine = edited(example, tmp_path, deadline="firm")
    code, _, errors = agencysim("simulate", SHOP, "--state", mine, "--weeks", "12", "--json")
    assert code == 0
    assert "are for plans" in errors


def test_everything_that_is_wrong_is_told_and_nothing_is_written(agencysim, example, tmp_path):
    mine = edited(example, tmp_path, due="soon", value="much")
    code, out, errors = agencysim("plan", SHOP, "--jobs", mine, "--out", tmp_path / "plan")
    assert (code, out) == (2, "")
    assert f"{mine}: sheet jobs, row 2, column due: is 'soon'" in errors
    assert f"{mine}: sheet jobs, row 2, column value: is 'much'" in errors
    assert "Traceback" not in errors
    assert not (tmp_path / "plan").exists()


def test_a_workbook_in_chinese_is_written_and_read(agencysim, tmp_path):
    week = tmp_path / "week.xlsx"
    assert agencysim("workbook", SHOP, week, "--week", "2026-W05", "--lang", "zh")[0] == 0
    assert load_workbook(week).sheetnames[:3] == ["说明", "人员", "班组"]
    assert agencysim("plan", SHOP, "--jobs", week, "--time", "0", "--json", "--lang", "en")[0] == 0


def test_a_workbook_and_a_state_at_once_are_refused(agencysim, example):
    code, _, errors = agencysim("plan", SHOP, "--jobs", example, "--state", example)
    assert code == 2
    assert "leave --state out" in errors


def test_a_workbook_of_another_week_is_refused(agencysim, example):
    code, _, errors = agencysim("plan", SHOP, "--jobs", example, "--week", "2026-W20")
    assert code == 2
    assert "take a state of that week" in errors


def test_where_nothing_can_be_written_is_told(agencysim, tmp_path):
    code, _, errors = agencysim("workbook", SHOP, tmp_path / "none" / "week.xlsx", "--week", "2026-W03")
    assert code == 2
    assert "cannot be written" in errors


def test_the_state_of_a_larger_shop_is_written_in_the_names_of_this_one(agencysim, tmp_path):
    larger = tmp_path / "larger.yaml"
    larger.write_text(
        f"extends: {SHOP}\nname: larger\nchanges: {{people.maker.count: +1, people.designer.count: +1}}\n"
    )
    assert agencysim("simulate", larger, "--weeks", "8", "--ahead", "0", "--out", tmp_path / "run")[0] == 0
    state = tmp_path / "run" / "end_state.json"
    assert agencysim("workbook", SHOP, tmp_path / "week.xlsx", "--state", state)[0] == 0
    assert agencysim("plan", SHOP, "--jobs", tmp_path / "week.xlsx", "--time", "0", "--json")[0] == 0


def test_a_state_of_another_agency_is_refused(agencysim, example, tmp_path):
    other = Path(SHOP).with_name("campaign_agency.yaml")
    assert agencysim("simulate", other, "--weeks", "2", "--ahead", "0", "--out", tmp_path / "run")[0] == 0
    for command in ("plan", "workbook"):
        out = [tmp_path / "week.xlsx"] if command == "workbook" else []
        code, _, errors = agencysim(command, SHOP, *out, "--state", tmp_path / "run" / "end_state.json")
        assert code == 2
        assert "which the scenario does not have" in errors
    assert not (tmp_path / "week.xlsx").exists()
