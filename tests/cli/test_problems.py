"""Many problems of one kind are told in few lines; nothing is lost to those who read them by a program."""

import json
from pathlib import Path

import pytest

import agencysim as ag
from agencysim.cli.problems import MOST_OF_A_KIND, in_lines
from agencysim.errors import Problem
from agencysim.language import use

SCENARIOS = Path(__file__).parents[2] / "scenarios"


def wrong(n, remedy="use the other one"):
    return [Problem(f"thing {number} is wrong", remedy) for number in range(1, n + 1)]


def test_so_many_of_a_kind_are_told_one_by_one():
    problems = wrong(MOST_OF_A_KIND)
    assert [*in_lines(problems)] == [str(problem) for problem in problems]


def test_of_more_the_others_are_counted():
    problems = wrong(MOST_OF_A_KIND + 1234)
    *first, last = in_lines(problems)
    assert first == [str(problem) for problem in problems[:MOST_OF_A_KIND]]
    assert last == "and 1,234 more of the same kind (use the other one)"


def test_problems_that_something_else_would_put_right_are_another_kind():
    few = wrong(2, "write a number")
    lines = [*in_lines([*wrong(MOST_OF_A_KIND + 3), *few])]
    assert lines[MOST_OF_A_KIND:] == [*map(str, few), "and 3 more of the same kind (use the other one)"]


def test_without_a_remedy_those_of_which_the_same_is_wrong_are_of_a_kind():
    same = [Problem("should be a number", path=f"people.{number}") for number in range(MOST_OF_A_KIND + 3)]
    assert [*in_lines(same)][MOST_OF_A_KIND:] == ["and 3 more of the same kind (should be a number)"]
    other = [Problem(f"{name} is wrong") for name in ("lamp", "foil", "panel")]
    assert [*in_lines(other)] == [*map(str, other)]


def test_those_that_differ_in_names_alone_are_of_a_kind_and_others_with_the_same_remedy_are_not():
    steps = [Problem(f"job banner-{n}.0 is at step 'zzz'", "use the other one") for n in range(30)]
    lines = [*in_lines([*steps, Problem("job sign-7.0 is of type 'zeppelin'", "use the other one")])]
    assert len(lines) == MOST_OF_A_KIND + 2
    assert "zeppelin" in lines[-2]
    assert lines[-1] == "and 10 more of the same kind (use the other one)"


def test_of_many_kinds_a_few_each_are_told():
    letters = "abcdefghijklmnopqrstuvwxyz"
    problems = [Problem(f"{letter} is wrong at {n}") for letter in letters for n in range(9)]
    lines = [*in_lines(problems)]
    assert all(sum(line.startswith(f"{letter} is wrong") for line in lines) == 3 for letter in letters)


def test_it_is_told_in_chinese():
    with use("zh"):
        assert [*in_lines(wrong(MOST_OF_A_KIND + 3, "写一个数"))][-1] == "另有 3 个同类问题（写一个数）"


def test_a_file_with_many_problems_is_checked_in_few_lines_but_whole_as_json(agencysim, tmp_path):
    bad = tmp_path / "bad.yaml"
    lines = [f"  person_{number}: {{count: much}}" for number in range(50)]
    bad.write_text("\n".join(["name: bad", "start: 2026-01-05", "people:", *lines, "job_types: {}"]), encoding="utf-8")
    code, out, _ = agencysim("check", bad)
    assert code == 2
    assert len(out.splitlines()) < 50
    assert "and 30 more of the same kind (is text 'much'" in out
    [answer] = json.loads(agencysim("check", "--json", bad)[1])
    assert sum(problem["path"].endswith("count") for problem in answer["problems"]) == 50


def test_a_state_of_another_agency_is_refused_in_few_lines_though_all_of_it_is_known(agencysim, tmp_path):
    agency, shop = (SCENARIOS / f"{name}.yaml" for name in ("signage_agency", "small_sign_shop"))
    log = ag.simulate(ag.load(agency), weeks=3)
    state = ag.state_at(log, log.manifest.end)
    state.write(tmp_path / "state.json")
    code, _, err = agencysim("simulate", shop, "--state", tmp_path / "state.json", "--weeks", 4)
    told = [line for line in err.splitlines() if not line.startswith("Simulating")]
    assert code == 2
    assert len(told) < 40
    assert "more of the same kind (use a state of the same agency" in told[-1]
    with pytest.raises(ag.StateError) as refused:
        ag.simulate(ag.load(shop), weeks=4, state=state)
    assert len(refused.value.problems) > 100
