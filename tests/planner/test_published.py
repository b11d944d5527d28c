"""Published problems are read and planned: small projects of our own with known best values."""

import json

import pytest

from benchmarks.published import answer, as_problem, main, read

# Two people can weld, one of them also paints; three activities after a start that takes no time.
SMALL = """
% a project of our own
mint = 0; maxt = 20;
nActs = 5;
dur = [0,4,3,5,0];
nSkills = 2;
sreq = [| 0,0, | 1,0, | 2,0, | 0,1, | 0,0 |];
nResources = 2;
mastery = [| true,false, | true,true |];
nPrecs = 6;
pred = [1,1,1,2,3,4];
succ = [2,3,4,5,5,5];
nUnrels = 0; unpred = []; unsucc = [];
"""


@pytest.fixture
def small(tmp_path):
    path = tmp_path / "small.dzn"
    path.write_text(SMALL, encoding="utf-8")
    return path


def test_a_project_is_read(small):
    project = read(small)
    assert project.durations == [0, 4, 3, 5, 0]
    assert project.needs[2] == [2, 0]
    assert project.masters == [[True, False], [True, True]]
    assert [task.step for task in as_problem(project).tasks] == ["a2", "a3", "a4"]


def test_the_best_makespan_is_found_and_proven(small):
    # Welding by both (3) cannot be done beside the painting (5) by the second: 8, with the other welding (4) meanwhile.
    found = answer(read(small), 10.0)
    assert (found["value"], found["bound"], found["verified"]) == (8, 8, True)


def test_precedence_through_activities_that_take_no_time(tmp_path):
    path = tmp_path / "chain.dzn"
    text = SMALL.replace("dur = [0,4,3,5,0]", "dur = [2,0,3,5,1]").replace("[| 0,0, |", "[| 1,0, |")
    path.write_text(text.replace("| 0,0 |]", "| 1,0 |]"), encoding="utf-8")
    assert answer(read(path), 10.0)["value"] == 11


def test_the_command_prints_a_json_line_for_each_file(small, capsys):
    assert main(["mspsp", str(small), "--time", "5", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["value"] == 8


def test_what_is_no_project_is_told(tmp_path, capsys):
    path = tmp_path / "other.dzn"
    path.write_text("nActs = 3;", encoding="utf-8")
    assert main(["mspsp", str(path), str(tmp_path / "none.dzn")]) == 2
    assert "dur, nSkills" in capsys.readouterr().err
