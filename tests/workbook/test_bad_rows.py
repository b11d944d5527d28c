"""Everything that is wrong with a workbook is told at once: sheet, row, column, value, and what would be right."""

import random
from datetime import date, datetime

import pytest
from sheets import Book, shop

import agencysim as ag
from agencysim.language import use
from agencysim.planner import Week
from agencysim.workbook import read_workbook, write_workbook

FIRST_JOB = 2


def one_problem(book):
    (problem,) = book.problems()
    return " | ".join(problem)


def test_all_problems_of_all_sheets_are_told_at_once(tmp_path):
    book = Book(tmp_path)
    book.put("jobs", 2, due="soon", job_type="baner")
    book.add("leave", who="nobody", kind="leave", from_=date(2026, 3, 3))
    book.put("skills", 3, level="fast")
    assert len(book.problems()) == 4


@pytest.mark.parametrize(
    ("sheet", "change", "told"),
    [
        ("jobs", {"due": "soon"}, ["sheet jobs, row 2, column due", "'soon'", "a date"]),
        ("jobs", {"due": "2026-02-30"}, ["column due", "'2026-02-30'", "a date"]),
        ("jobs", {"due": date(1900, 1, 1)}, ["column due", "before the scenario begins"]),
        ("jobs", {"value": "much"}, ["column value", "'much'", "a number"]),
        ("jobs", {"value": -5}, ["column value", "-5", "at least 0"]),
        ("jobs", {"job type": "baner"}, ["column job type", "'baner'", "did you mean 'banner'?"]),
        ("jobs", {"job type": None}, ["column job type", "is empty"]),
        ("jobs", {"tier": "smal"}, ["column tier", "did you mean 'small'?"]),
        ("jobs", {"status": "confirmd"}, ["column status", "did you mean 'confirmed'?", "one of tentative, confirmed"]),
        ("jobs", {"win probability": 1.5}, ["column win probability", "1.5", "at most 1"]),
        ("jobs", {"visits": "print"}, ["column visits", "names with numbers"]),
        ("jobs", {"key": "xyz"}, ["column key", "'xyz'"]),
        ("jobs", {"value": "=1+1"}, ["column value", "=1+1", "formulas are not worked out"]),
        ("tasks", {"step": "prnt"}, ["sheet tasks, row 2, column step", "did you mean 'print'?"]),
        ("tasks", {"people": "designer.1, disigner.2"}, ["column people", "did you mean 'designer.2'?"]),
        ("tasks", {"attempt": 1.5}, ["column attempt", "a whole number"]),
        ("tasks", {"job": "banner-0"}, ["column job", "is no open job"]),
        ("skills", {"level": 100}, ["sheet skills, row 2, column level", "at most 10"]),
        ("people", {"calendar": "shopp"}, ["sheet people", "did you mean 'shop'?"]),
        ("about", {"first day": date(2025, 1, 1)}, ["sheet about, row 2, column first day", "2025-01-01"]),
        ("about", {"as of": datetime(2206, 3, 2)}, ["sheet about, row 2, column as of", "long after"]),
        ("about", {"as of": datetime(2025, 3, 2)}, ["sheet about, row 2, column as of", "before the scenario begins"]),
        ("stock", {"level": "full"}, ["sheet stock", "'full'", "a number"]),
        ("rules", {"rule": "overtime.most"}, ["sheet rules, row 2, column rule", "is not known"]),
    ],
)
def test_a_wrong_cell_is_told_with_its_place_its_value_and_a_remedy(tmp_path, sheet, change, told):
    book = Book(tmp_path)
    book.put(sheet, 2, **{name.replace(" ", "_"): value for name, value in change.items()})
    problems = [" | ".join(problem) for problem in book.problems()]
    assert any(all(part in problem for part in told) for problem in problems), problems


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"who": "designer.9"}, ["'designer.9'", "did you mean 'designer"]),
        ({"kind": "holiday"}, ["'holiday'", "one of leave, sick"]),
        ({"from": None}, ["column from", "is empty"]),
        ({"until": date(2026, 2, 1)}, ["column until", "ends before it begins"]),
        ({"kind": "shift wanted"}, ["column shift", "is empty"]),
        ({"kind": "shift wanted", "shift": "shop", "until": None}, ["column from", "holds for the whole plan"]),
        ({"kind": "shift wanted", "shift": "shop", "from": None}, ["column until", "holds for the whole plan"]),
        ({"kind": "service"}, ["column kind", "things broken or in service"]),
        ({"who": "printer_machine", "kind": "sick"}, ["column kind", "people are away"]),
    ],
)
def test_wrong_leave_is_told(tmp_path, row, told):
    book = Book(tmp_path)
    right = {"who": "designer.1", "kind": "leave", "from": date(2026, 3, 3), "until": date(2026, 3, 4)}
    book.add("leave", **{f"{name}_": value for name, value in (right | row).items()})
    problem = one_problem(book)
    assert all(part in problem for part in told), problem


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ({"job": "banner"}, ["column job", "is no open job"]),
        ({"step": "answer"}, ["column step", "is no work of"]),
        ({"start": datetime(2027, 1, 1)}, ["column start", "outside of any plan"]),
        ({"end": datetime(2026, 2, 23, 9)}, ["column end", "ends before it begins"]),
        ({"people": "somebody"}, ["column people", "'somebody' is unknown"]),
        ({"start": "9 o'clock"}, ["column start", "a date and a time"]),
    ],
)
def test_wrong_locks_are_told(tmp_path, row, told):
    book = Book(tmp_path)
    job = next(job for job in book.state.jobs if job.job_type == "banner")
    right = {"job": job.id, "step": "print", "people": "maker", "start": datetime(2026, 2, 24, 9)}
    book.add("locks", **(right | {"end": datetime(2026, 2, 24, 12)} | row))
    problems = [" | ".join(problem) for problem in book.problems()]
    assert any(all(part in problem for part in told) for problem in problems), problems


def test_a_row_that_is_there_twice_is_told(tmp_path):
    book = Book(tmp_path)
    first = book.state.jobs[0]
    book.put("jobs", 3, job=first.id)
    assert any("is there already, in row 2" in what for _, what, _ in book.problems())


def test_a_state_that_cannot_be_is_told_by_its_row(tmp_path):
    book = Book(tmp_path)
    waiting = next(n for n, job in enumerate(book.state.jobs) if job.open[0].start is None)
    row = book.row_of("tasks", job=book.state.jobs[waiting].id)
    book.put("tasks", row, people="designer.1", ready=datetime(2030, 1, 1))
    told = book.problems()
    assert told
    assert all(path.startswith(f"sheet tasks, row {row}") for path, _, _ in told), told


def test_a_job_that_stands_at_steps_without_rows_is_told(tmp_path):
    book = Book(tmp_path)
    job = book.state.jobs[0]
    book.put("jobs", 2, key=job.key)
    book.remove("tasks", 2)
    assert any(path.startswith("sheet jobs, row 2") and "no step" in what for path, what, _ in book.problems())


def test_a_missing_sheet_or_column_is_told(tmp_path):
    book = Book(tmp_path)
    del book.book["about"]
    assert "sheet about" in one_problem(book)
    book = Book(tmp_path)
    book.book["jobs"].delete_cols(1)
    assert any("there is no such column" in what for _, what, _ in book.problems())


def test_what_is_not_known_is_left_out_but_told(tmp_path):
    book = Book(tmp_path)
    book.book.create_sheet("my notes")["A1"] = "call the bank"
    book.book["jobs"].cell(1, 30).value = "priorty"
    found = book.read()
    assert found.state == book.untouched
    assert any("my notes" in note for note in found.notes)
    assert any("priorty" in note for note in found.notes)


def test_hidden_sheets_are_skipped(tmp_path):
    book = Book(tmp_path)
    book.book.create_sheet("Jobs (old)").sheet_state = "hidden"
    book.book["load"].sheet_state = "hidden"
    assert book.read().notes == ()


def test_empty_rows_do_not_matter(tmp_path):
    book = Book(tmp_path)
    book.book["jobs"].insert_rows(3, 2)
    book.book["tasks"].insert_rows(2)
    assert book.read().state == book.untouched


def test_problems_are_told_in_the_language_in_use_with_the_names_of_the_file(tmp_path):
    book = Book(tmp_path)
    book.put("jobs", 2, due="soon")
    with use("zh"):
        assert one_problem(book).startswith("工作表 jobs，第 2 行，due 列 | 现为 'soon' | 应为日期")
    book.book["jobs"].title = "订单"
    book.book["订单"].cell(1, book.columns("订单")["due"]).value = "交期"
    assert one_problem(book).startswith("sheet 订单, row 2, column 交期 | is 'soon' | should be a date")


def test_problems_are_told_in_the_order_of_the_sheets_and_their_rows(tmp_path):
    book = Book(tmp_path)
    book.add("locks", job="none", step="print", start=datetime(2026, 2, 24, 9), end=datetime(2026, 2, 24, 10))
    book.put("jobs", 9, client=None, key=None, tier=None)
    book.put("jobs", 3, due="soon")
    book.put("people", 4, wage="much")
    places = [path.rpartition(",")[0] for path, _, _ in book.problems()]
    assert places == ["sheet people, row 4", "sheet jobs, row 3", "sheet jobs, row 9", "sheet locks, row 2"]


def test_text_that_no_workbook_can_hold_is_told(tmp_path):
    scenario, state = shop()
    odd = state.jobs[0].model_copy(update={"client": "bell \a"})
    state = state.model_copy(update={"jobs": (odd,)})
    with pytest.raises(ag.AgencySimError, match=r"'bell .x07' cannot stand in a workbook"):
        write_workbook(tmp_path / "week.xlsx", scenario, state, Week())
    assert not (tmp_path / "week.xlsx").exists()


def test_what_is_no_workbook_is_told(tmp_path):
    scenario, _ = shop()
    (tmp_path / "week.xlsx").write_text("no zip")
    with pytest.raises(ag.AgencySimError, match="is no workbook"):
        read_workbook(tmp_path / "week.xlsx", scenario)
    with pytest.raises(ag.AgencySimError, match="cannot be read"):
        read_workbook(tmp_path / "none.xlsx", scenario)
    (tmp_path / "week").mkdir()
    (tmp_path / "week" / "jobs.csv").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(ag.AgencySimError):
        read_workbook(tmp_path / "week", scenario)


GARBAGE = [
    None,
    "",
    " ",
    "x",
    "=1",
    -1,
    0,
    1.5,
    1e300,
    True,
    date(2026, 3, 1),
    datetime(1999, 1, 1),
    "1,2",
    '"',
    "a=b",
    "a=b=c",
]


@pytest.mark.parametrize("seed", range(40))
def test_whatever_stands_in_a_workbook_is_read_or_told_but_nothing_breaks(tmp_path, seed):
    chance, book = random.Random(seed), Book(tmp_path)
    for _ in range(chance.randrange(1, 6)):
        page = chance.choice(book.book.worksheets)
        cell = page.cell(chance.randrange(1, page.max_row + 2), chance.randrange(1, page.max_column + 1))
        cell.value = chance.choice(GARBAGE)
    for path, what, _ in book.problems():
        assert path.startswith("sheet "), (path, what)


def test_a_job_that_is_there_twice_brings_no_other_problems(tmp_path):
    book = Book(tmp_path)
    row = book.row_of("tasks", job=book.state.jobs[0].id)
    for sheet, source in (("jobs", 2), ("tasks", row)):
        page = book.book[sheet]
        page.append([cell.value for cell in page[source]])
    assert [path.partition(",")[0] for path, _, _ in book.problems()] == ["sheet jobs", "sheet tasks"]


def test_somebody_who_is_at_two_tasks_is_told_with_their_jobs_and_steps(tmp_path):
    book = Book(tmp_path)
    visits = [(job, visit) for job in book.state.jobs for visit in job.open]
    (job, visit), *_ = [each for each in visits if each[1].people]
    (other, waiting), *_ = [each for each in visits if each[0] != job and each[1].people != visit.people]
    book.put("tasks", book.row_of("tasks", job=other.id), people=", ".join(visit.people))
    assert any(
        f"{job.id} {visit.step}" in what and f"{other.id} {waiting.step}" in what for _, what, _ in book.problems()
    )


@pytest.mark.parametrize("missing", ["due", "value"])
def test_a_new_job_needs_a_due_date_and_a_value(tmp_path, missing):
    book = Book(tmp_path)
    new = {"job": "N-1", "job_type": "banner", "client": "key.3", "due": date(2026, 3, 2), "value": 900}
    row = book.add("jobs", **{name: value for name, value in new.items() if name != missing})
    ((path, what, _),) = book.problems()
    assert (path, what) == (f"sheet jobs, row {row}, column {missing}", "is empty")


def test_a_workbook_of_another_scenario_is_told(tmp_path):
    book = Book(tmp_path)
    book.put("about", 2, scenario="another")
    (note,) = book.read().notes
    assert "column scenario" in note
    assert "'another'" in note


def test_a_tier_that_is_not_the_clients_is_told(tmp_path):
    book = Book(tmp_path)
    book.add("clients", client="Acme", tier="key")
    row = book.add("jobs", job="N", job_type="banner", client="Acme", tier="small", due=date(2026, 3, 2), value=9)
    found = book.read()
    assert found.state.jobs[-1].tier == "small"
    assert [note for note in found.notes if note.startswith(f"sheet jobs, row {row}, column tier: is small, but key")]


def test_a_workbook_is_written_and_read_by_a_path_in_letters_and_with_known_endings_only(tmp_path):
    scenario, state = shop()
    write_workbook(str(tmp_path / "week"), scenario, state, Week())
    assert read_workbook(str(tmp_path / "week"), scenario).state == state
    with pytest.raises(ag.AgencySimError, match=r"no workbook is written as .pdf .*end it in .xlsx"):
        write_workbook(tmp_path / "week.pdf", scenario, state, Week())
    assert not (tmp_path / "week.pdf").exists()
