"""Handing a plan out, as planners do it on the command line."""

from __future__ import annotations

import pytest
from handout.handed import first, second
from icalendar import Calendar
from pypdf import PdfReader

from agencysim.planner.replanning import publish

FILES = "week.pdf, crews.pdf, people.png, crews.png, jobs.png, capacity.png, calendars/"


@pytest.fixture
def week(tmp_path):
    """A folder with a week's plan of which two versions have been published."""
    folder = tmp_path / "week"
    for known in (first(), second()):
        publish(folder, *known.planned, at=known.at)
    problem, plan = second().planned
    problem.write(folder / "problem.json")
    plan.write(folder / "plan.json")
    return folder


def events(folder, name):
    found = Calendar.from_ical((folder / "calendars" / f"{name}.ics").read_bytes()).walk("VEVENT")
    return {str(event["uid"]): (str(event["status"]), event["sequence"]) for event in found}


def text(file):
    return "".join("".join(page.extract_text().split()) for page in PdfReader(file).pages)


def test_a_plan_is_handed_out_in_its_folder_marked_against_the_version_before(agencysim, week):
    assert agencysim("handout", week) == (0, f"Written to {week}: {FILES}\n", "")
    assert "markediswhatisdifferentfromversion1" in text(week / "week.pdf")
    assert [status for status, _ in events(week, "person_cid").values()] == ["CANCELLED"]


def test_an_earlier_version_is_handed_out_elsewhere_in_another_language(agencysim, week, tmp_path):
    code, out, err = agencysim("handout", f"{week}@1", "--out", tmp_path / "zh", "--lang", "zh")
    assert (code, err) == (0, "")
    assert FILES in out
    assert "周计划" in text(tmp_path / "zh" / "week.pdf")
    assert "第1版" in text(tmp_path / "zh" / "week.pdf")
    assert [status for status, _ in events(tmp_path / "zh", "person_cid").values()] == ["CONFIRMED"]
    code, _, err = agencysim("handout", f"{week}@1")
    assert (code, err) == (2, "what is published is never changed: say where to write to with --out DIR\n")


def test_a_plan_that_is_mended_is_handed_out_and_calls_off_who_is_sick(agencysim, week):
    agencysim("handout", week)
    before = events(week, "person_ann")
    code, out, _ = agencysim("replan", week, "--absent", "ann=2026-03-02", "--time", 0, "--out", week, "--publish")
    assert code == 0
    assert f"Written to {week}: problem.json, plan.json, changes.txt, {FILES}\n" in out
    after = events(week, "person_ann")
    assert after.keys() >= before.keys()
    assert all(after[uid] != before[uid] and after[uid][1] > before[uid][1] for uid in before)
    assert "markediswhatisdifferentfromversion2" in text(week / "week.pdf")
