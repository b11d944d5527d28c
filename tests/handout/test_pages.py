"""The sheet and the crews' pages: what stands in them, and that it can be read in the PDF."""

from __future__ import annotations

from io import BytesIO

import pytest
from handed import CUT_LEFT, DRAW, first, out, planned, second
from planner.small_plans import piece
from planner.small_problems import at
from pypdf import PdfReader

from agencysim.handout import Known
from agencysim.handout.crew_page import crew_pages
from agencysim.handout.typeset import typeset
from agencysim.handout.week import MOST, parts_of, sheet_of
from agencysim.language import use
from agencysim.planner.problem import Absence


def bands(sheet):
    return {band["title"]: {row["name"]: row for row in band["rows"]} for band in sheet["weeks"][0]["bands"]}


def entries(cell):
    return [(entry["time"], entry["step"], entry["mark"]) for entry in cell["entries"]] if cell else []


def words(pdf):
    """Return the words of each page; letters in heavy print come one by one, so blanks do not count."""
    return ["".join(page.extract_text().split()) for page in PdfReader(BytesIO(pdf)).pages]


def test_columns_are_days_with_their_kind():
    days = sheet_of(first())["weeks"][0]["days"]
    assert [(day["day"], day["type"], day["off"]) for day in days] == [
        ("Mon 03-02", "workday", False),
        ("Tue 03-03", "workday", False),
    ]


def test_a_crew_is_a_row_with_its_lead_members_and_vehicle():
    row = bands(sheet_of(first()))["Crews"]["Crew of ann"]
    assert row["lines"] == ["★ ann (lead)", "bob", "van"]
    assert entries(row["cells"][0]) == [("10:00–15:00", "install", "")]
    assert row["cells"][0]["entries"][0] == {
        "time": "10:00–15:00", "step": "install", "hours": "4 h", "job": "S1", "client": "Rose & Co",
        "place": "at <12 High> Street *5", "others": "", "mark": "",
    }  # fmt: skip


def test_a_person_is_a_row_with_his_hours_against_their_limits():
    row = bands(sheet_of(second()))["People"]["ann"]
    assert row["cells"][0]["duty"] == "08:00–18:00 overtime 1 h"
    # The hour of Sunday is of this month, but of the week before; a limit that is reached is told by more than colour.
    assert [(line["text"], line["full"]) for line in row["hours"]] == [
        ("duty 17 h", False),
        ("work 4 h", False),
        ("overtime:", False),
        ("– week 1 h", False),
        ("! – month 2 of 2 h", True),
    ]
    assert bands(sheet_of(first()))["People"]["ann"]["hours"][-1] == {"text": "– month 1 of 2 h", "full": False}


def test_leave_and_service_are_strips():
    found = bands(sheet_of(first()))
    assert [cell and cell["duty"] for cell in found["Away"]["bob"]["cells"]] == [None, "on leave 12:00–24:00"]
    service = found["Machines and vehicles away"]["van"]["cells"]
    assert [cell and cell["duty"] for cell in service] == [None, "in service 08:00–10:00"]


def test_what_a_version_changes_is_marked_in_the_cells_of_all_whom_it_concerns():
    found = bands(sheet_of(second(), first()))
    assert entries(found["Crews"]["Crew of ann"]["cells"][0]) == [("11:00–16:00", "install", "new")]
    assert entries(found["People"]["bob"]["cells"][0]) == [("11:00–16:00", "install", "new")]
    assert entries(found["People"]["cid"]["cells"][0]) == [("08:00–10:00", "draw", "gone")]
    changed = {name: [bool(c and c["changed"]) for c in row["cells"]] for name, row in found["People"].items()}
    assert changed == {"ann": [True, False], "bob": [True, False], "cid": [True, False]}
    assert found["People"]["ann"]["cells"][0]["duty"].startswith("▲ ")


def test_without_a_version_before_nothing_is_marked():
    rows = bands(sheet_of(second()))["People"].values()
    assert not any(cell and cell["changed"] for row in rows for cell in row["cells"])


def test_a_crew_that_no_longer_goes_out_is_still_told():
    known = Known(planned(DRAW, left=CUT_LEFT), second().at, 2)
    row = bands(sheet_of(known, first()))["Crews"]["Crew of ann"]
    assert entries(row["cells"][0]) == [("10:00–15:00", "install", "gone")]


def test_what_other_firms_do_is_a_row_too():
    cut = piece("cut", "", at(0, 8), at(1, 12), job="S2", outside=True)
    row = bands(sheet_of(Known(planned(out(), DRAW, cut), first().at)))["Other firms"]["another firm"]
    assert [entries(cell) for cell in row["cells"]] == [[("08:00–Tue 03-03 12:00", "cut", "")], []]


def test_if_it_rains_the_crew_has_work_in_the_house_that_is_ready():
    assert bands(sheet_of(first()))["If it rains"]["Crew of ann"]["cells"][0]["duty"] == "cut S2 small.7"
    problem = first().planned.problem
    dry = problem.model_copy(update={"tasks": tuple(t.model_copy(update={"weather": False}) for t in problem.tasks)})
    assert "If it rains" not in bands(sheet_of(Known(first().planned._replace(problem=dry), first().at)))


def test_nothing_stands_by_that_is_done_before_or_that_others_are_needed_for():
    cut = piece("cut", "bob", at(0, 8), at(0, 10), job="S2")
    draw_left = tuple(each.model_copy(update={"step": "draw"}) for each in CUT_LEFT)
    known = Known(planned(out(), cut, left=draw_left), first().at, 1)
    assert bands(sheet_of(known))["If it rains"]["Crew of ann"]["cells"][0]["duty"] == "nothing that is ready"


def test_what_is_not_planned_and_what_is_to_be_approved_are_lists():
    unplanned, approvals = sheet_of(second(), first())["lists"]
    assert unplanned["alert"]
    assert unplanned["title"].startswith("! 2 tasks")
    assert [row[:5] for row in unplanned["rows"]] == [
        ["S2", "small.7", "cut", "2 h", "Tue 03-03"],
        ["S2", "small.7", "draw", "2 h", "Tue 03-03"],
    ]
    assert approvals["rows"] == [["boss", "ann", "overtime", "Mon 03-02 17:00–18:00 (1 h)", ""]]


def test_leave_that_is_new_since_a_version_is_to_be_approved():
    known = second()
    people = [
        person.model_copy(update={"absences": (Absence(start=at(1, 0), end=at(2, 0)),)})
        if person.name == "ann"
        else person
        for person in known.planned.problem.people
    ]
    problem = known.planned.problem.model_copy(update={"people": tuple(people)})
    known = known._replace(planned=known.planned._replace(problem=problem))
    rows = sheet_of(known, first())["lists"][1]["rows"]
    assert ["boss", "ann", "leave", "Tue 03-03 00:00–Wed 03-04 00:00", ""] in rows


def test_a_row_of_many_pieces_goes_on_in_another_row():
    cell = {"duty": "08:00–17:00", "changed": False, "entries": list(range(2 * MOST + 1))}
    parts = parts_of({"name": "ann", "lines": ["x"], "hours": ["y"], "cells": [cell, None]})
    assert [part["name"] for part in parts] == ["ann", "ann (continued)", "ann (continued)"]
    assert [each for part in parts for each in part["cells"][0]["entries"]] == list(range(2 * MOST + 1))
    assert [part["hours"] for part in parts] == [["y"], [], []]


def test_a_crew_has_a_page_a_day_with_its_stops_in_order():
    (page,) = crew_pages(first())["pages"]
    assert (page["crew"], page["day"], page["units"]) == ("Crew of ann", "2026-03-02 Mon, workday", "van")
    assert [member["name"] for member in page["members"]] == ["★ ann (lead)", "bob"]
    assert page["rain"] == "cut S2 small.7"
    (stop,) = page["stops"]
    facts = dict(stop["facts"])
    assert facts["way"] == "load and leave 10:00, there 10:30, off 14:30, back 15:00"
    assert facts["hours"] == "3 h at work, 4 h in all"
    assert (facts["client"], facts["task"], facts["with"]) == ("Rose & Co", "install", "van")


def test_a_stop_that_has_changed_is_marked():
    assert [page["stops"][0]["mark"] for page in crew_pages(second(), first())["pages"]] == [True]


@pytest.mark.parametrize(("code", "said"), [("en", "Weekplan"), ("zh", "周计划")])
def test_the_sheet_is_a_pdf_in_landscape_in_which_every_word_can_be_read(code, said):
    with use(code):
        pdf = typeset("week", sheet_of(second(), first()))
    page = PdfReader(BytesIO(pdf)).pages[0]
    assert [round(float(side)) for side in page.mediabox[2:]] == [842, 595]
    (text,) = words(pdf)
    for word in (said, "<12High>Street*5", "Rose&Co", "11:00–16:00", "S2", "boss"):
        assert word in text


@pytest.mark.parametrize(("code", "said"), [("en", "acceptedby"), ("zh", "验收人")])
def test_a_crew_s_page_has_lines_for_what_only_they_know(code, said):
    with use(code):
        (text,) = words(typeset("crews", crew_pages(first())))
    assert said in text
    assert "<12High>Street*5" in text


def test_a_plan_in_which_nobody_goes_out_says_so():
    with use("zh"):
        (text,) = words(typeset("crews", crew_pages(Known(planned(DRAW), first().at))))
    assert "没有外出班组" in text
