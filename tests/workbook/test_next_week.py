"""The workbook of a plan is the next week's, once it tells what was really done."""

from datetime import timedelta

import pytest
from openpyxl import load_workbook
from sheets import SHOP, Book, shop, written

import agencysim as ag
from agencysim.domain import Work
from agencysim.planner.week import Week
from agencysim.values import DAY
from agencysim.workbook import Outcome, read_workbook, write_workbook


@pytest.fixture(scope="module")
def planned():
    scenario, state = shop()
    problem = ag.problem_of(scenario, state)
    return Outcome(problem, ag.plan(problem, time_limit=0))


@pytest.fixture(scope="module")
def file(planned):
    return written(planned)


@pytest.fixture
def book(tmp_path, file):
    return Book(tmp_path, file)


def rows_of(book, sheet):
    """Return the rows of a sheet by column."""
    heads, *rows = book.book[sheet].iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def test_the_plan_is_on_its_sheets(book, planned):
    plan = planned.result.plan
    assert len(rows_of(book, "schedule")) == len(plan.assignments)
    assert len(rows_of(book, "load")) == len(plan.duties)
    assert len(rows_of(book, "unassigned")) == len(plan.unplanned)
    assert all(row["reason"] for row in rows_of(book, "unassigned"))
    late = ag.cost_of(planned.problem, plan).lateness
    assert bool(rows_of(book, "late_reasons")) == bool(late)
    assert rows_of(book, "kpis")[0]["figure"] == "tasks planned"


def test_read_again_it_says_the_same_as_before_the_plan(book):
    found = book.read()
    assert (found.state, found.week) == (book.untouched, Week())


def test_the_schedule_that_was_there_is_the_one_that_changes_are_told_against(tmp_path, planned):
    scenario, state = shop()
    write_workbook(tmp_path / "a.xlsx", scenario, state, Week(), planned)
    before = read_workbook(tmp_path / "a.xlsx", scenario).schedule
    plan = planned.result.plan
    assert sorted(before, key=str) == sorted(plan.assignments, key=str)
    same = Outcome(planned.problem, planned.result, before)
    write_workbook(tmp_path / "b.xlsx", scenario, state, Week(), same)
    assert load_workbook(tmp_path / "b.xlsx")["changes"].max_row == 1
    first, *others = before
    moved = first.model_copy(update={"start": first.start + 900, "end": first.end + 900})
    write_workbook(
        tmp_path / "c.xlsx", scenario, state, Week(), Outcome(planned.problem, planned.result, (moved, *others))
    )
    changes = load_workbook(tmp_path / "c.xlsx")["changes"]
    assert [cell.value for cell in changes[2]][:4] == [first.job, first.step, first.attempt, "changed"]
    assert changes.max_row == 2


def test_what_was_done_as_planned_moves_the_state_to_the_next_week(book, planned):
    axis, first = planned.problem.axis, min(piece.end for piece in planned.result.plan.assignments)
    day = axis.midnight(axis.day_of(first) + 1)  # the evening of the first day on which something is done
    until = planned.problem.axis.moment(day).replace(tzinfo=None)
    told = 0
    for number, row in enumerate(rows_of(book, "actuals"), 2):
        if row["planned end"] <= until:
            book.put("actuals", number, start=row["planned start"], end=row["planned end"])
            told += 1
    book.put("about", 2, as_of=until)
    found = book.read()
    assert told
    assert found.state.time == day
    done = {(piece.job, piece.step) for piece in planned.result.plan.assignments if piece.end <= day}
    waiting = {(job.id, visit.step) for job in found.state.jobs for visit in job.open}
    assert not {each for each in done if each in waiting} - unfinished(planned, day)
    problem = ag.problem_of(found.scenario, found.state, week=found.week)
    assert ag.plan(problem, time_limit=0).plan.assignments
    ag.simulate(found.scenario, weeks=9, state=found.state)


def unfinished(planned, day):
    """Return tasks of which a piece is planned after a moment, and those to which the job comes back."""
    return {(piece.job, piece.step) for piece in planned.result.plan.assignments if piece.end > day}


def test_pieces_of_a_task_finish_it_only_with_the_last_one(book):
    types = book.scenario.job_types
    job = next(job for job in book.state.jobs if isinstance(types[job.job_type].route[job.open[0].step], Work))
    for n in range(book.book["actuals"].max_row, 1, -1):
        book.remove("actuals", n)
    step, ready = job.open[0].step, book.scenario.axis.moment(book.state.time).replace(tzinfo=None)
    first = {"start": ready + timedelta(hours=9), "end": ready + timedelta(hours=10)}
    book.put("about", 2, as_of=first["end"])
    book.add("actuals", job=job.id, step=step, people="designer.1", **first)
    book.add("actuals", job=job.id, step=step, people="designer.1")
    moved = next(each for each in book.read().state.jobs if each.id == job.id)
    assert [(visit.step, visit.part) for visit in moved.open] == [(step, 2)]


def test_what_cannot_have_been_done_is_told_by_its_row(book):
    row = book.add("actuals", job="banner-0", step="print", start=book.book["about"].cell(2, 3).value)
    ((path, what, _),) = book.problems()
    assert path == f"sheet actuals, row {row}, column job"
    assert "is no open job" in what


def test_overtime_that_is_only_planned_is_not_overtime_worked(book, planned):
    assert book.read().state.overtime == book.untouched.overtime
    extra = [duty for duty in planned.result.plan.duties if duty.overtime]
    assert len(rows_of(book, "overtime")) >= len(book.untouched.overtime) + len(extra)


def test_overtime_that_was_planned_counts_once_its_time_has_come(book, planned):
    end = planned.problem.axis.moment(planned.problem.end).replace(tzinfo=None)
    book.put("about", 2, as_of=end)
    assert len(book.read().state.overtime) == len(rows_of(book, "overtime"))


@pytest.fixture(scope="module")
def big_agency(tmp_path_factory):
    """Return a large agency in the middle of a week, and the workbook of its plan: a crew is on its way back."""
    scenario = ag.load(SHOP.with_name("signage_agency.yaml"))
    moment = scenario.axis.midnight(93) + 34_560
    state = ag.state_at(ag.simulate(scenario, weeks=14), moment)
    problem = ag.problem_of(scenario, state)
    path = tmp_path_factory.mktemp("plan") / "week.xlsx"
    write_workbook(path, scenario, state, Week(), Outcome(problem, ag.plan(problem, time_limit=0)))
    return scenario, state, path


@pytest.mark.parametrize("days", [3, 5])
def test_a_plan_copied_as_what_was_done_is_the_next_input_up_to_any_day(big_agency, tmp_path, days):
    scenario, state, path = big_agency
    book = load_workbook(path)
    page, until = book["actuals"], scenario.axis.moment(state.time + days * DAY).replace(tzinfo=None)
    column = {cell.value: cell.column for cell in page[1]}
    for row in range(2, page.max_row + 1):
        start, end = (page.cell(row, column[f"planned {name}"]).value for name in ("start", "end"))
        if start < until:
            page.cell(row, column["start"]).value = start
            page.cell(row, column["end"]).value = end if end and end <= until else None
    book["about"].cell(2, 3).value = until
    book.save(tmp_path / "next.xlsx")
    assert read_workbook(tmp_path / "next.xlsx", scenario).state.time == state.time + days * DAY


def test_begun_work_that_the_plan_takes_as_over_can_be_told_of(big_agency):
    scenario, state, path = big_agency
    heads, *rows = load_workbook(path)["actuals"].iter_rows(values_only=True)
    offered = {row[:2] for row in rows}
    visits = [(job.id, visit) for job in state.jobs for visit in job.open]
    begun = {(job, visit.step) for job, visit in visits if visit.start is not None and not visit.outside}
    assert begun <= offered
    first = dict(zip(heads, rows[0], strict=True))
    assert first["planned start"] <= scenario.axis.moment(state.time).replace(tzinfo=None)


def test_what_was_done_after_the_moment_of_the_workbook_is_refused(book):
    """A mistyped year would move the whole plan by a year."""
    job = book.state.jobs[0]
    now = book.book["about"].cell(2, 3).value
    row = book.add("actuals", job=job.id, step=job.open[0].step, start=now, end=now.replace(year=now.year + 1))
    ((path, what, _),) = book.problems()
    assert path == f"sheet actuals, row {row}, column end"
    assert "after the moment" in what
