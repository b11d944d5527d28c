"""A picture shows what the figures say."""

from __future__ import annotations

import polars as pl
import pytest
from drawn import OF_A_RUN, house, lengths, row_names, saved, shop, words
from matplotlib.colors import to_hex
from matplotlib.figure import Figure
from scripted import agency, run, work

import agencysim as ag
from agencysim import pictures
from agencysim.figures import Window, core_figures
from agencysim.figures.adequacy import adequacy
from agencysim.figures.monthly import months
from agencysim.figures.over_time import jobs_by_day, load_by_week, money_by_month, queues_by_week
from agencysim.figures.stages_and_lateness import lateness, time_in_stages
from agencysim.language import use
from agencysim.pictures import style


def near(values):
    return pytest.approx([float(value) for value in values])


def test_the_map_of_load_has_a_row_a_person_and_a_column_a_week():
    table = load_by_week(house())
    ax = pictures.load_by_week(house())
    people, weeks = table["person"].n_unique(), table["week"].n_unique()
    assert (people, weeks) == (60, 7)  # the run begins on a Thursday
    drawn = ax.collections[0].get_array()
    assert drawn.shape == (people, weeks)
    assert drawn.filled(-1).ravel().tolist() == table["load"].fill_null(-1).to_list()
    assert row_names(ax)[:2] == ["admin clerk 1", "admin clerk 2"]
    assert f"{adequacy(house()).utilisation:.0%} of their hours" in ax.get_title("left")


def test_departments_stand_beside_their_people():
    assert {"management", "creation", "production"} <= set(words(pictures.load_by_week(house())))


def test_overtime_has_a_bar_for_each_department_and_each_person_with_any():
    figures = core_figures(shop())
    ax = pictures.overtime(shop())
    hours = dict(zip(row_names(ax), lengths(ax.containers[0], across=True), strict=True))
    worked = {name.replace(".", " "): it.overtime_hours for name, it in figures.people.items() if it.overtime_hours}
    assert {name: hours[name] for name in worked} == worked
    departments = {name: it.overtime_hours for name, it in figures.departments.items() if it.overtime_hours}
    assert len(hours) == len(worked) + len(departments)
    assert {name: hours[name] for name in departments} == departments


def test_those_with_least_overtime_stand_together_if_the_page_is_full(monkeypatch):
    monkeypatch.setattr("agencysim.pictures.people.MOST_ROWS", 20)
    figures = core_figures(house())
    ax = pictures.overtime(house())
    names, hours = row_names(ax), lengths(ax.containers[0], across=True)
    assert len(names) <= 20
    assert "h or less each, together" in names[-1]
    departments = sum(it.overtime_hours for it in figures.departments.values())
    everybody = sum(it.overtime_hours for it in figures.people.values())
    assert sum(hours) == pytest.approx(departments + everybody)


def test_queues_are_lines_of_their_weeks():
    ax = pictures.queues_by_week(shop())
    table = queues_by_week(shop())
    drawn = {line.get_label(): list(line.get_ydata()) for line in ax.lines}
    assert drawn == {
        stage: table.filter(pl.col("stage") == stage)["waiting"].to_list()
        for stage in ("account", "design", "production", "installation", "payment")
    }


def test_short_queues_have_one_line_together():
    ax = pictures.queues_by_week(house())
    table = queues_by_week(house())
    assert len(ax.lines) == len(style.LINES)
    assert ax.lines[-1].get_label().endswith("other stages")
    assert sum(sum(line.get_ydata()) for line in ax.lines) == pytest.approx(table["waiting"].sum())


def test_jobs_in_the_house_are_a_line_and_the_late_ones_an_area():
    table = jobs_by_day(shop())
    ax = pictures.work_in_progress(shop())
    assert list(ax.lines[0].get_ydata()) == table["jobs"].to_list()
    assert ax.collections[0].get_datalim(ax.transData).y1 == table["late"].max()
    assert ax.get_title("left") == f"Jobs in the house: {table['jobs'][0]} at the start, {table['jobs'][-1]} at the end"


def test_stages_are_bars_of_work_waiting_and_time_elsewhere():
    table = time_in_stages(shop())
    ax = pictures.time_in_stages(shop())
    for bars, part in zip(ax.containers, ("working", "waiting", "elsewhere"), strict=True):
        assert lengths(bars, across=True) == near(table[part])
    assert row_names(ax) == table["stage"].to_list()


def test_waiting_is_a_bar_for_each_cause():
    waiting = {name: it for name, it in core_figures(shop()).waiting.items() if it.mean_hours}
    ax = pictures.waiting_by_cause(shop())
    days = [it.visits * it.mean_hours / 24 for it in waiting.values()]
    drawn = sorted((length for bars in ax.containers for length in lengths(bars, across=True)), reverse=True)
    assert drawn == near(days)
    assert row_names(ax)[:2] == ["the client", "others outside"]
    own = pictures.waiting_by_cause(shop(), own_only=True)
    assert row_names(own) == [
        name for name in row_names(ax) if name not in ("the client", "others outside", "material")
    ]


def test_causes_beyond_the_longest_stand_together(monkeypatch):
    monkeypatch.setattr("agencysim.pictures.lead_time.MOST_CAUSES", 3)
    causes = sum(it.mean_hours > 0 for it in core_figures(shop()).waiting.values())
    ax = pictures.waiting_by_cause(shop())
    assert row_names(ax)[3:] == [f"{causes - 3} other causes"]


def test_lateness_is_a_bar_for_each_day():
    table = lateness(shop())
    ax = pictures.lateness(shop())
    on_time, late = ax.containers[:2]
    assert lengths(on_time) == table.filter(pl.col("days") <= 0)["reached"].to_list()
    assert lengths(late) == table.filter(pl.col("days") > 0)["reached"].to_list()
    it = core_figures(shop()).on_time
    assert ax.get_title("left") == f"{it.kept} of {it.due} promised dates were held ({it.share:.0%})"


def test_what_is_not_ready_yet_has_an_empty_bar_on_top():
    log = run(promised("10d"))
    ax = pictures.lateness(log)
    *_, still_open = ax.containers
    assert sum(lengths(still_open)) == 1
    assert to_hex(still_open[0].get_facecolor()) == "#ffffff"


def promised(delay):
    """A job that is promised for the first day and rests for a while."""
    route = {"rest": {"kind": "wait", "delay": delay, "calendar": "always"}, "made": {"kind": "milestone"}}
    return agency(route, job={"due": "made", "promise": {"lead_time": "1 working day"}})


def test_months_are_bars_of_dates_held_against_the_target():
    ax = pictures.on_time_by_month(shop())
    shares = [month.on_time.share for month in months(shop()).values()]
    assert lengths(ax.containers[0]) == near(100 * share for share in shares)
    names = [label.get_text() for label in ax.get_xticklabels()]
    assert names == ["Jan\n2026\n(17 d)", "Feb", "Mar", "Apr\n(1 d)"]
    assert ax.lines[0].get_ydata()[0] == 100 * shop().scenario.targets.on_time


def test_money_is_bars_of_what_was_billed_and_spent_and_lines_of_what_is_left_and_owed():
    ax = pictures.money_by_month(shop())
    money = money_by_month(shop())
    billed, spent = ax.containers
    assert lengths(billed) == near(it.revenue / 1000 for it in money)
    assert lengths(spent) == near(it.costs / 1000 for it in money)
    left, owed = ax.lines[:2]
    assert list(left.get_ydata()) == near(it.margin / 1000 for it in money)
    assert list(owed.get_ydata()) == near(it.owed / 1000 for it in money)
    assert ax.get_ylabel() == "thousand CNY"
    with use("zh"):
        assert pictures.money_by_month(shop()).get_ylabel() == "万元"


def signs():
    """A job of two hours for Ann that another one keeps waiting for an hour."""
    route = {
        "make": work("ann", "1h"),
        "dry": {"kind": "wait", "delay": "2h", "calendar": "always"},
        "made": {"kind": "milestone"},
    }
    job = {"due": "made", "promise": {"lead_time": "1 working day"}}
    return run(agency(route, jobs=2, people={"ann": {}}, job=job))


def test_a_life_is_bars_of_waiting_work_and_time_elsewhere():
    log = signs()
    second = log.tasks.filter(pl.col("step") == "make").sort("start")["job"][1]
    ax = pictures.job_life(log, second)
    drawn = [
        (bar.get_y() + 0.35, 24 * bar.get_width(), to_hex(bar.get_facecolor())) for bar in ax.patches if bar.get_width()
    ]
    assert drawn == [
        (0, pytest.approx(9.5), style.WAITING.lower()),
        (0, pytest.approx(1), style.WORK.lower()),
        (1, pytest.approx(2), style.ELSEWHERE.lower()),
    ]
    assert row_names(ax) == ["make", "dry", "made"]
    assert "ann" in words(ax)
    assert "came in on 2026-01-05; promised for 2026-01-05, ready in time; done" in words(ax)


@pytest.mark.parametrize(
    ("delay", "fate"),
    [
        ("60h", "promised for 2026-01-05, ready 1.5 days late; done"),
        ("10d", "not ready; not yet done when the run ended"),
    ],
)
def test_a_life_says_whether_the_date_was_held(delay, fate):
    log = run(promised(delay))
    assert any(text.endswith(fate) for text in words(pictures.job_life(log, log.jobs["job"][0])))


@pytest.mark.parametrize("code", ["en", "zh"])
@pytest.mark.parametrize("log", [shop, house])
@pytest.mark.parametrize("name", OF_A_RUN)
def test_every_picture_is_drawn_in_every_language(name, log, code):
    with use(code):
        ax = getattr(pictures, name)(log())
        assert saved(ax).startswith(b"\x89PNG")
    has_chinese = any("\u4e00" <= letter <= "\u9fff" for letter in "".join(words(ax)))
    assert has_chinese == (code == "zh")


@pytest.mark.parametrize("code", ["en", "zh"])
@pytest.mark.parametrize("log", [shop, house])
def test_every_finished_job_can_be_drawn(log, code):
    jobs = log().jobs.filter(pl.col("outcome") == "done").group_by("job_type", maintain_order=True).first()
    with use(code):
        for job in jobs["job"]:
            saved(pictures.job_life(log(), job))


EMPTY = agency({"make": work("ann")}, jobs=0, people={"ann": {}})


@pytest.mark.parametrize("code", ["en", "zh"])
@pytest.mark.parametrize("name", [name for name in OF_A_RUN if name != "load_by_week"])
def test_a_run_without_jobs_has_nothing_to_show(name, code):
    with use(code):
        ax = getattr(pictures, name)(run(EMPTY))
        saved(ax)
    start = {"en": "Nothing to show: ", "zh": "无可显示内容："}[code]
    assert any(text.startswith(start) for text in words(ax))
    assert not ax.patches
    assert not ax.lines


def test_people_who_had_nothing_to_do_were_idle():
    assert pictures.load_by_week(run(EMPTY)).collections[0].get_array().tolist() == [[0.0]]


def test_an_agency_without_people_has_no_load():
    rest = {"rest": {"kind": "wait", "delay": "1h", "calendar": "always"}}
    assert "Nothing to show: nobody had hours in this time" in words(pictures.load_by_week(run(agency(rest))))


@pytest.mark.parametrize("name", OF_A_RUN)
def test_a_picture_is_drawn_where_it_is_asked_for(name):
    ax = Figure(figsize=(10, 8)).add_subplot(2, 2, 3)
    assert getattr(pictures, name)(shop(), ax) is ax
    with use("zh"):
        saved(getattr(pictures, name)(house(), Figure().add_subplot()))


@pytest.mark.parametrize("name", [name for name in OF_A_RUN if name not in ("on_time_by_month", "money_by_month")])
def test_a_picture_can_be_about_a_part_of_the_run(name):
    window = Window(21 * 86400, 35 * 86400)
    assert any("2026-01-22 to 2026-02-04" in text for text in words(getattr(pictures, name)(house(), window=window)))


@pytest.mark.parametrize("name", ["overtime", "waiting_by_cause", "on_time_by_month", "money_by_month"])
def test_figures_that_are_known_are_not_made_again(name, monkeypatch):
    figures = ag.kpis(shop())
    for place in ("people.core_figures", "lead_time.core_figures", "dates.months"):
        monkeypatch.setattr(f"agencysim.pictures.{place}", lambda *_: pytest.fail("made again"))
    monkeypatch.setattr("agencysim.figures.over_time.months", lambda *_: pytest.fail("made again"))
    getattr(pictures, name)(shop(), figures=figures)
