"""Nothing is lost between an agency with its week and the workbook that tells of them."""

import csv
from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_agencies import agencies, examples
from weeks import a_week

import agencysim as ag
from agencysim.language import use
from agencysim.planner.week import Week
from agencysim.state import State
from agencysim.workbook import read_workbook, write_workbook

SCENARIOS = Path(__file__).parents[2] / "scenarios"
FILES = {"workbook": "week.xlsx", "text files": "week"}


def there_and_back(folder, scenario, state, week, *, file, lang="en"):
    with use(lang):
        write_workbook(folder / file, scenario, state, week)
        return read_workbook(folder / file, scenario)


@cache
def shipped(name):
    """Return a shipped scenario, and where it stands in its ninth week."""
    scenario = ag.load(SCENARIOS / f"{name}.yaml")
    log = ag.simulate(scenario, weeks=9)
    return scenario, ag.state_at(log, log.manifest.end - 123_457)


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("file", FILES.values(), ids=FILES)
@pytest.mark.parametrize("name", ["small_sign_shop", "signage_agency", "campaign_agency"])
def test_the_state_of_a_shipped_scenario_comes_back_as_it_was(tmp_path, name, file, lang):
    scenario, state = shipped(name)
    found = there_and_back(tmp_path, scenario, state, Week(), file=file, lang=lang)
    assert found.state == state
    assert found.scenario == scenario
    assert found.week == Week()
    assert found.notes == ()


@pytest.mark.parametrize("seed", range(24))
def test_an_agency_its_state_and_a_planners_week_come_back_as_they_were(tmp_path, seed):
    scenario, state, week = a_week(seed)
    file, lang = list(FILES.values())[seed % 2], ["en", "zh"][seed // 2 % 2]
    found = there_and_back(tmp_path, scenario, state, week, file=file, lang=lang)
    assert found.state == state
    assert found.scenario == scenario
    assert found.week == week


@examples(40)
@given(agencies(), st.floats(0, 1))
def test_any_state_of_any_agency_comes_back_as_it_was(scenario, share):
    log = ag.simulate(scenario)
    state = ag.state_at(log, round(log.manifest.end * share))
    with TemporaryDirectory() as folder:
        found = there_and_back(Path(folder), scenario, state, Week(), file="week.xlsx")
    assert found.state == state
    assert found.scenario == scenario
    assert found.week == Week()


def test_a_workbook_in_one_language_is_read_in_the_other(tmp_path):
    scenario, state, week = a_week(1)
    with use("zh"):
        write_workbook(tmp_path / "week.xlsx", scenario, state, week)
    assert read_workbook(tmp_path / "week.xlsx", scenario)[:3] == (scenario, state, week)


def test_a_moment_that_the_clocks_show_twice_is_told_with_its_offset(tmp_path):
    scenario, _, _ = a_week(0)
    summer = scenario.model_copy(update={"zone": "Europe/Berlin", "start": date(2026, 10, 19)})
    for half in (0, 1):
        moment = summer.axis.midnight(6) + (2 + half) * 3600 + 1800  # half past two, before and after the change
        state = State(scenario=summer.name, start=summer.start, time=moment)
        assert there_and_back(tmp_path, summer, state, Week(), file="week.xlsx").state == state


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk"])
@pytest.mark.parametrize("separator", [",", ";"])
def test_text_files_are_read_in_any_usual_form(tmp_path, encoding, separator):
    scenario, state, week = a_week(4)
    with use("zh"):
        write_workbook(tmp_path / "week", scenario, state, week)
    for file in (tmp_path / "week").iterdir():
        with file.open(encoding="utf-8-sig", newline="") as source:
            rows = list(csv.reader(source))
        with file.open("w", encoding=encoding, newline="") as target:
            csv.writer(target, delimiter=separator).writerows(rows)
    assert read_workbook(tmp_path / "week", scenario)[:3] == (scenario, state, week)


def test_user_text_that_looks_like_a_formula_comes_back_as_text(tmp_path):
    scenario, state, _ = a_week(0)
    odd = ["=1+1", "+1", "-x", "@me", "'=1", "a, b", 'c "d"', "1; 2", "007", "'quoted'"]
    jobs = [
        state.jobs[0].model_copy(
            update={"id": f"{text} {n}", "client": text, "key": f"{n + 1:x}", "open": state.jobs[0].open}
        )
        for n, text in enumerate(odd)
    ]
    jobs = [job.model_copy(update={"open": tuple(nobody(visit) for visit in job.open)}) for job in jobs]
    state = state.model_copy(update={"jobs": tuple(jobs)})
    for file in FILES.values():
        assert there_and_back(tmp_path, scenario, state, Week(), file=file).state == state


def nobody(visit):
    return visit.model_copy(update={"people": (), "units": (), "start": None, "pace": None, "outside": False})
