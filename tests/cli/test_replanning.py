"""A plan that meets reality, as planners handle it on the command line."""

from __future__ import annotations

import json
import re
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

import agencysim as ag

ROOT = Path(__file__).parents[2]
SHOP = ROOT / "scenarios" / "small_sign_shop.yaml"


@pytest.fixture(scope="module")
def week(tmp_path_factory):
    """A folder with a week's plan that was published, and its workbook."""
    import sys

    from agencysim.cli import main

    folder = tmp_path_factory.mktemp("published") / "week"
    with pytest.MonkeyPatch.context() as patch:
        arguments = ["plan", SHOP, "--time", "0", "--out", folder, "--publish", "--json"]
        patch.setattr(sys, "argv", ["agencysim", *map(str, arguments)])
        with pytest.raises(SystemExit) as stopped:
            main()
    assert not stopped.value.code
    return folder


@pytest.fixture(scope="module")
def busy(week):
    """Who has most to do on Wednesday, and the days of the plan."""
    problem, plan = ag.Problem.read(week / "problem.json"), ag.Plan.read(week / "plan.json")
    wednesday = next(day for day in problem.days if day.date.weekday() == 2)
    load = {
        person.name: sum(p.end - p.start for p in plan.of(person.name) if wednesday.start <= p.start < wednesday.end)
        for person in problem.people
    }
    return max(load, key=lambda name: (load[name], name)), wednesday.date


def replanned(agencysim, week, busy, *more):
    who, day = busy
    absent = f"{who}={day}..{day + timedelta(days=1)}"
    return agencysim("replan", week, "--now", f"{day} 07:00", "--absent", absent, "--time", 0, *more)


def test_a_sick_call_on_wednesday_is_a_page_of_words(agencysim, week, busy, tmp_path):
    code, out, err = replanned(agencysim, week, busy, "--out", tmp_path / "new")
    assert code == 0
    for told in (
        "What changes from Wed",
        "All other work stays as it is.",
        "Person by person",
        "Working hours",
        ": sick",
    ):
        assert told in out
    assert re.search(r"after \d+\.\d s: \d+ tasks? changes?, [\d.]+ h late by weight", err)
    page = (tmp_path / "new" / "changes.txt").read_text(encoding="utf-8")
    assert page.rstrip() in out
    code, out, _ = agencysim("verify", tmp_path / "new" / "problem.json", tmp_path / "new" / "plan.json")
    assert (code, out) == (0, "No rule is broken.\n")


def test_only_answers_that_are_better_are_told(agencysim, week, busy):
    _, _, err = replanned(agencysim, week, busy)
    answers = [line.split(": ", 1)[1] for line in err.splitlines() if line.startswith("after ")]
    assert answers
    assert len(set(answers)) == len(answers)


def test_the_page_in_chinese(agencysim, week, busy):
    code, out, err = replanned(agencysim, week, busy, "--lang", "zh")
    assert code == 0
    assert "起的变动" in out
    assert "其余工作不变" in out
    assert "秒后" in err


def test_versions_and_what_differs_between_them(agencysim, week, busy, tmp_path):
    import shutil

    folder = shutil.copytree(week, tmp_path / "week")
    code, out, _ = replanned(agencysim, folder, busy, "--out", folder, "--publish")
    assert code == 0
    assert "Published as version 2 on " in out
    code, out, _ = agencysim("difference", f"{folder}@1", f"{folder}@2")
    assert code == 1
    assert "tasks are done by others" in out or "task is done by others" in out or "after the plan's end" in out
    code, out, _ = agencysim("difference", f"{folder}@2", folder, "--json")
    assert code == 0
    assert json.loads(out)["tasks"] == []
    code, _, err = agencysim("difference", f"{folder}@1", f"{folder}@3")
    assert code == 2
    assert re.search(r"there is no version 3; published are: 1 \(\d{4}-\d\d-\d\d \d\d:\d\d\), 2 \(", err)
    code, out, _ = agencysim("replan", folder, "--time", 0)  # the version published last, in which nothing is disturbed
    assert "Nothing changes" in out


def test_replanning_as_data(agencysim, week, busy):
    code, out, _ = replanned(agencysim, week, busy, "--json")
    found = json.loads(out)
    assert code == 0
    assert found["answers"][0]["ring"] == "first"
    assert found["difference"]["tasks"]
    assert found["result"]["plan"]["assignments"]


def test_a_workbook_that_tells_nothing_new_changes_nothing(agencysim, week):
    code, out, err = agencysim("replan", week, "--jobs", week / "week.xlsx", "--scenario", SHOP, "--time", 0)
    assert "Traceback" not in err
    assert code == 0
    assert "Nothing changes: everybody goes on as planned." in out


def told_until_noon(book):
    """Tell in a workbook that all was done as planned until noon of its first day, but for one that took longer.

    Return the job of that one, and the day.
    """
    rows = [{cell.column_letter: cell for cell in row} for row in book["actuals"].iter_rows(min_row=2)]
    titles = {cell.value: cell.column_letter for cell in book["actuals"][1]}

    def cell(row, title):
        return row[titles[title]]

    day = min(cell(row, "planned start").value for row in rows).date()
    noon = datetime.combine(day, time(12))
    done = [row for row in rows if cell(row, "planned end").value <= noon - timedelta(hours=1)]
    for row in done:
        cell(row, "start").value, cell(row, "end").value = (
            cell(row, "planned start").value,
            cell(row, "planned end").value,
        )
    late = max(done, key=lambda row: cell(row, "planned end").value)
    cell(late, "end").value = noon
    columns = {cell.value: cell.column_letter for cell in book["about"][1]}
    book["about"][columns["as of"] + "2"].value = noon
    return cell(late, "job").value, day


def test_an_edited_workbook_tells_what_was_really_done(agencysim, week, tmp_path):
    book = load_workbook(week / "week.xlsx")
    job, day = told_until_noon(book)
    book.save(tmp_path / "edited.xlsx")
    new, told = tmp_path / "new", ("--scenario", SHOP, "--time", 0)
    code, out, err = agencysim("replan", week, "--jobs", tmp_path / "edited.xlsx", *told, "--out", new)
    assert code == 0, err
    assert f"What changes from {day:%a %m-%d} 12:00 on" in out
    assert "week.xlsx" in out
    problem, plan = ag.Problem.read(new / "problem.json"), ag.Plan.read(new / "plan.json")
    assert problem.start == problem.axis.seconds(datetime.combine(day, time(12)))
    assert job in problem.job or job in {piece.job for piece in plan.assignments}
    code, out, _ = agencysim("verify", new / "problem.json", new / "plan.json")
    assert (code, out) == (0, "No rule is broken.\n")
    code, out, err = agencysim("replan", new, "--jobs", new / "week.xlsx", *told)  # what it wrote is read again
    assert code == 0, err
    assert "Nothing changes: everybody goes on as planned." in out


def test_who_is_away_stands_in_the_workbook_of_the_replanned_week(agencysim, week, busy, tmp_path):
    code, out, err = replanned(agencysim, week, busy, "--out", tmp_path, "--scenario", SHOP)
    assert code == 0, err
    assert "changes.txt, week.xlsx" in out
    assert busy[0] in {row[0] for row in load_workbook(tmp_path / "week.xlsx")["leave"].iter_rows(values_only=True)}


def test_candidates(agencysim, week):
    plan = ag.Plan.read(week / "plan.json")
    print_ = next(p for p in plan.assignments if p.step == "install")
    code, out, _ = agencysim("candidates", week, str(print_.task))
    assert f"install of {print_.job}" in out
    assert "planned for" in out
    assert code in (0, 1)
    code, again, _ = agencysim("candidates", week / "plan.json", f"{print_.job}/{print_.step}", "--json")
    assert len(json.loads(again)) == len(re.findall(r"^\d+\. ", out, re.MULTILINE))


def test_who_is_away_until_the_end_of_all_days(agencysim, week, busy):
    who, day = busy
    code, out, _ = agencysim(
        "replan", week, "--now", f"{day} 07:00", "--absent", f"{who}={day}..9999-12-31", "--time", 0
    )
    assert code == 0
    assert ": sick" in out


WRONG = [
    (("candidates", "{week}", "shop_sgn-1 print"), "there is no task"),
    (("candidates", "{week}/none", "x y"), "none: cannot be read"),
    (("difference", "{week}", "{week}@9"), "there is no version 9"),
    (("replan", "{week}", "--now", "Wednesday"), "'Wednesday' is no moment"),
    (("replan", "{week}", "--now", "2020-01-01"), "now is 2020-01-01 00:00: give a moment from"),
    (("replan", "{week}", "--absent", "designer.1"), "does not say who is away when"),
    (("replan", "{week}", "--absent", "desinger 1=2026-04-08"), "did you mean 'designer.1'?"),
    (("replan", "{week}", "--absent", "designer.1=2026-04-09..2026-04-08"), "it ends before it begins"),
    (
        ("replan", "{week}", "--absent", "designer.1=2026-05-08"),
        "is not in the time of the plan, which goes from 2026-04",
    ),
    (
        ("replan", "{week}", "--leave", "designer.1=2026-03-08"),
        "is not in the time of the plan, which goes from 2026-04",
    ),
    (("replan", "{week}", "--jobs", "{week}/week.xlsx"), "say of which one with --scenario"),
    (("replan", "{week}", "--publish"), "say where it is kept with --out DIR"),
    (("plan", str(SHOP), "--publish"), "say where it is kept with --out DIR"),
]


@pytest.mark.parametrize(("arguments", "told"), WRONG, ids=[" ".join(arguments)[:40] for arguments, _ in WRONG])
def test_mistakes_are_told_in_words(agencysim, week, arguments, told):
    code, _, err = agencysim(*(each.format(week=week) for each in arguments))
    assert code == 2
    assert told in err
    assert "Traceback" not in err
