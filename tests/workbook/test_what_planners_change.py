"""What a planner writes into a workbook, and what comes of it."""

from datetime import date, datetime

import pytest
from openpyxl import load_workbook
from sheets import SHOP, Book

import agencysim as ag
from agencysim.planner.week import DaysOffWanted, JobTerms, Leave, ShiftWanted
from agencysim.workbook.scenario_sheets import scenario_rows


@pytest.fixture
def book(tmp_path):
    return Book(tmp_path)


def moment(book, *when):
    return book.scenario.axis.seconds(datetime(*when))


# -- jobs ----------------------------------------------------------------------------------------------------------


def test_a_new_job_stands_at_the_start_of_its_route(book):
    book.add("jobs", job="N-1", job_type="banner", client="key.3", due=date(2026, 3, 2), value=900)
    job = book.read().state.jobs[-1]
    assert (job.id, job.job_type, job.client, job.tier, job.value) == ("N-1", "banner", "key.3", "key", 900)
    assert job.due == job.first_due == moment(book, 2026, 3, 3)  # a date means its end
    assert [(visit.step, visit.attempt, visit.start) for visit in job.open] == [("request", 1, None)]
    assert job.arrived == book.state.time


def test_a_new_job_is_planned_and_simulated(book):
    book.add("jobs", job="N-1", job_type="banner", client="key.3", due=date(2026, 3, 2), value=900)
    found = book.read()
    problem = ag.problem_of(found.scenario, found.state, week=found.week)
    assert "N-1" in problem.job
    log = ag.simulate(found.scenario, weeks=12, state=found.state)
    assert "N-1" in set(log.tasks["job"])


def test_new_jobs_have_a_chance_of_their_own_that_their_names_tell(book):
    for name in ("N-1", "N-2"):
        book.add("jobs", job=name, job_type="banner", client="key.3", due=date(2026, 3, 2), value=900)
    first, second = book.read().state.jobs[-2:]
    assert first.key != second.key
    assert book.read().state.jobs[-2].key == first.key


def test_a_new_job_of_an_unknown_client_needs_a_tier(book):
    row = book.add("jobs", job="N-1", job_type="banner", client="Acme", due=date(2026, 3, 2), value=900)
    ((path, what, remedy),) = book.problems()
    assert (path, what) == (f"sheet jobs, row {row}, column client", "'Acme' is no known client")
    assert "give a tier" in remedy
    book.put("jobs", row, tier="small")
    assert book.read().state.jobs[-1].tier == "small"


def test_a_new_client_of_the_sheet_of_clients_is_known(book):
    book.add("clients", client="Acme", tier="key")
    book.add("jobs", job="N-1", job_type="banner", client="Acme", due=date(2026, 3, 2), value=900)
    found = book.read()
    assert found.state.jobs[-1].tier == "key"
    assert found.scenario.clients["Acme"].tier == "key"


def test_a_new_job_may_stand_at_a_later_step(book):
    book.add("jobs", job="N-1", job_type="banner", client="key.3", due=date(2026, 3, 2), value=900)
    book.add("tasks", job="N-1", step="print")
    job = book.read().state.jobs[-1]
    assert [(visit.step, visit.attempt) for visit in job.open] == [("print", 1)]
    assert job.visits == {"print": 1}


def test_a_closed_job_is_left_out_with_a_note(book):
    first = book.state.jobs[0].id
    book.put("jobs", 2, status="closed")
    found = book.read()
    assert first not in {job.id for job in found.state.jobs}
    assert any(first in note for note in found.notes)


def test_what_is_agreed_about_a_job_is_kept_apart_from_its_state(book):
    first = book.state.jobs[0].id
    book.put("jobs", 2, status="released", deadline="firm", weight=3)
    found = book.read()
    assert found.week.jobs == {first: JobTerms(status="released", firm_date=True, weight=3)}
    assert found.state == book.untouched


def row_with_a_date_to_come(book):
    """Return the row of a job that is not ready yet, and its name."""
    place = next(at for at, job in enumerate(book.state.jobs) if job.due is not None and job.due_reached is None)
    return place + 2, book.state.jobs[place].id


@pytest.mark.parametrize("status", ["confirmed", "released", "in progress"])
def test_the_column_says_whether_a_date_is_agreed_whatever_the_status(book, status):
    row, name = row_with_a_date_to_come(book)
    for told, provisional in (("yes", True), ("no", False)):
        book.put("jobs", row, status=status, provisional=told)
        found = book.read()
        problem = ag.problem_of(found.scenario, found.state, week=found.week)
        assert problem.job[name].provisional == provisional
        assert next(job for job in found.state.jobs if job.id == name).provisional == provisional


def test_a_firm_date_is_agreed_for_the_plan_and_for_its_risk(book):
    row, name = row_with_a_date_to_come(book)
    book.put("jobs", row, provisional="yes", deadline="firm")
    found = book.read()
    assert any("column provisional: the date is firm, and so taken to be agreed" in note for note in found.notes)
    problem = ag.problem_of(found.scenario, found.state, week=found.week)
    risk = ag.risk(ag.plan(problem, time_limit=0).plan, found.scenario, found.state, replications=1)
    agreed = {job.job: job.agreed for job in risk.jobs if job.job in problem.job}
    assert agreed[name]
    assert agreed == {job: not problem.job[job].provisional for job in agreed}


def test_a_later_date_is_the_jobs_date(book):
    book.put("jobs", 2, due=datetime(2026, 3, 5, 12))
    assert book.read().state.jobs[0].due == moment(book, 2026, 3, 5, 12)


# -- leave and wishes ------------------------------------------------------------------------------------------------


def test_leave_and_wishes_are_read(book):
    book.add("leave", who="designer.1", kind="leave", from_=date(2026, 2, 24), until=date(2026, 2, 25))
    book.add("leave", who="designer.2", kind="day off wanted", from_=date(2026, 2, 27))
    book.add("leave", who="maker", kind="shift wanted", shift="shop")
    book.add(
        "leave",
        who="printer_machine",
        kind="service",
        from_=datetime(2026, 2, 26, 8),
        until=datetime(2026, 2, 26, 9, 30),
    )
    week = book.read().week
    assert week.leave == (
        Leave(who="designer.1", start=moment(book, 2026, 2, 24), end=moment(book, 2026, 2, 26)),
        Leave(
            who="printer_machine",
            start=moment(book, 2026, 2, 26, 8),
            end=moment(book, 2026, 2, 26, 9, 30),
            kind="service",
        ),
    )
    friday = date(2026, 2, 27)
    assert week.days_off == (DaysOffWanted(person="designer.2", first=friday, last=friday),)
    assert week.shifts == (ShiftWanted(person="maker", shift="shop"),)


def test_who_is_sick_now_is_so_in_the_state_and_who_will_be_in_the_week(book):
    today = book.scenario.axis.date_of(book.state.time)
    book.add("leave", who="designer.1", kind="sick", from_=today, until=date(2026, 2, 25))
    book.add("leave", who="designer.2", kind="sick", from_=date(2026, 2, 26))
    found = book.read()
    assert [away.resource for away in found.state.away] == ["designer.1"]
    assert [leave.who for leave in found.week.leave] == ["designer.2"]


# -- the scenario ----------------------------------------------------------------------------------------------------


def test_a_rule_that_is_changed_holds_in_the_scenario(book):
    book.put("rules", book.row_of("rules", rule="overtime.max_day"), value="90m")
    book.put("rules", book.row_of("rules", rule="planning.quantile"), value=0.7)
    found = book.read().scenario
    assert str(found.overtime.max_day) == "1h30m"
    assert found.planning.quantile == 0.7


def test_a_wrong_rule_is_told_by_its_row(book):
    row = book.row_of("rules", rule="overtime.max_day")
    book.put("rules", row, value="late")
    ((path, what, _),) = book.problems()
    assert path == f"sheet rules, row {row}, column value"
    assert "late" in what


def test_what_is_changed_for_all_of_a_group_holds(book):
    for name in ("designer.1", "designer.2"):
        book.put("people", book.row_of("people", person=name), wage=71)
    assert book.read().scenario.people["designer"].wage == 71


def test_what_is_changed_for_one_of_a_group_only_is_refused(book):
    book.put("people", book.row_of("people", person="designer.1"), wage=71)
    problems = book.problems()
    assert problems
    assert all("alike" in remedy for _, _, remedy in problems)


def test_a_skill_that_one_of_a_group_has_learned_is_refused_and_one_that_all_have_holds(book):
    row = book.add("skills", person="designer.1", skill="checking", level=0.8)
    ((path, what, _),) = book.problems()
    assert (path, what) == (f"sheet skills, row {row}, column person", "would hold for designer.2, too")
    book.add("skills", person="designer.2", skill="checking", level=0.8)
    assert book.read().scenario.people["designer"].skills["checking"] == 0.8


def test_the_hours_of_a_calendar_may_be_changed(book):
    row = book.row_of("calendars", calendar="shop")
    book.put("calendars", row, fri="08:00-12:00", sat="off")
    week = book.read().scenario.calendars["shop"].week
    assert [str(period) for period in week["fri"]] == ["08:00-12:00"]


@pytest.mark.parametrize(
    "hours", ["08：00－12：00，13：00—17：30", "08:00–12:00、13:00~17:30", "8:00-12:00, 13:00-17:30"]
)
def test_hours_may_be_written_with_chinese_signs(book, hours):
    book.put("calendars", book.row_of("calendars", calendar="shop"), fri=hours)
    week = book.read().scenario.calendars["shop"].week
    assert [str(period) for period in week["fri"]] == ["08:00-12:00", "13:00-17:30"]


def test_hours_that_end_before_they_begin_are_refused_but_nights_are_not(book):
    row = book.row_of("calendars", calendar="shop")
    book.put("calendars", row, fri="12:00-11:00")
    ((path, what, _),) = book.problems()
    assert path == f"sheet calendars, row {row}, column fri"
    assert "12:00-11:00 ends before it begins" in what
    book.put("calendars", row, fri="22:00-06:00")
    assert book.problems() == []


def test_what_the_row_of_a_calendar_says_holds_when_the_one_it_is_based_on_is_changed(tmp_path):
    scenario = ag.load(SHOP.with_name("signage_agency.yaml"))
    state = ag.state_at(ag.simulate(scenario, weeks=1), 0)
    path = tmp_path / "week.xlsx"
    ag.write_workbook(path, scenario, state, ag.Week())
    file = load_workbook(path)
    heads, *rows = file["calendars"].iter_rows()
    sat = [cell.value for cell in heads].index("sat")
    company = next(row for row in rows if row[0].value == "company")
    company[sat].value = "09:00-10:00"
    file.save(path)
    said = {row[0].value: [cell.value or "" for cell in row[1:]] for row in rows}
    changed, *_, notes = ag.read_workbook(path, scenario)
    holds = {row["calendar"]: list(row.values())[1:] for row in scenario_rows(changed)["calendars"]}
    assert holds == said
    assert [note for note in notes if "keeps the hours that stand here" in note]


def test_sheets_that_are_missing_are_told(book):
    del book.book["people"]
    found = book.read()
    assert found.scenario == book.scenario
    assert [note for note in found.notes if note.startswith("sheets that are not there: people;")]


def test_a_person_who_is_taken_out_is_told_to_be_there_still(book):
    book.remove("people", book.row_of("people", person="designer.2"))
    found = book.read()
    assert found.scenario == book.scenario
    assert any("designer.2" in note for note in found.notes)
