"""Published problems are read and planned; small projects of our own have best values that are known."""

import itertools
import json
import re
from pathlib import Path

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


# -- small projects of our own, the best makespan of which is known ----------------------------------------------------


KNOWN = {"one_expert": 9, "all_rounder": 8, "pairs": 10, "crews_of_two_skills": 9}
"""The least makespan of each, proved in the file."""


def project(name):
    return Path(__file__).parent / "mspsp" / f"{name}.dzn"


@pytest.mark.parametrize(("name", "least"), KNOWN.items())
def test_the_least_makespan_is_that_of_exhaustive_search(name, least):
    assert least_makespan(read(project(name))) == least


@pytest.mark.parametrize(("name", "least"), KNOWN.items())
def test_the_least_makespan_is_reached_and_proven(name, least):
    found = answer(read(project(name)), 30.0)
    assert (found["value"], found["bound"], found["verified"]) == (least, least, True)


def least_makespan(given):
    """Return the least makespan: every order, each activity by every crew, as early as it can be then.

    Some such schedule is the best one: activities of one that are brought forward, in the order of their starts, end no
    later.
    """
    before = {n: [a for a, b in given.precedences if b == n] for n in range(len(given.durations))}
    return min(_ends(given, before, {}, {}))


def _ends(given, before, ends, busy):
    ready = [n for n in before if n not in ends and all(each in ends for each in before[n])]
    if not ready:
        yield max(ends.values())
    for n in ready:
        for crew in _crews(given, n):
            start = _start(given.durations[n], max((ends[each] for each in before[n]), default=0), crew, busy)
            span = (start, start + given.durations[n])
            yield from _ends(
                given, before, ends | {n: span[1]}, busy | {who: [*busy.get(who, []), span] for who in crew}
            )
        if given.durations[n] == 0:
            return  # what takes no time and nobody may as well come first


def _crews(given, n):
    """Return all crews that can do an activity, each of them by one of his skills."""
    wanted = [skill for skill, count in enumerate(given.needs[n]) for _ in range(count)]
    chosen = itertools.permutations(range(len(given.masters)), len(wanted))
    return {
        frozenset(crew) for crew in chosen if all(given.masters[who][k] for who, k in zip(crew, wanted, strict=True))
    }


def _start(duration, ready, crew, busy):
    """Return the earliest start at which a crew is free all the time."""
    taken = [span for who in crew for span in busy.get(who, [])]
    starts = sorted({ready, *(end for _, end in taken if end > ready)})
    return next(t for t in starts if all(t + duration <= first or t >= last for first, last in taken))


# -- the command -------------------------------------------------------------------------------------------------------


def test_the_command_prints_a_json_line_for_each_file(small, capsys):
    files = [str(small), str(project("all_rounder")), str(project("one_expert"))]
    assert main(["mspsp", *files, "--time", "20", "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(found["name"], found["value"]) for found in lines] == [("small", 8), ("all_rounder", 8), ("one_expert", 9)]
    assert all(set(found) == {"name", "value", "bound", "verified", "seconds"} for found in lines)


def test_the_command_tells_a_line_for_each_file(small, capsys):
    assert main(["mspsp", str(small), "--time", "20"]) == 0
    assert re.fullmatch(r"small: 8 \(bound 8\), verified, [\d.]+ s\n", capsys.readouterr().out)


def test_the_first_plan_is_taken_if_there_is_no_time(small):
    found = answer(read(small), 0.0)
    assert (found["bound"], found["verified"]) == (None, True)


def test_a_file_that_cannot_be_read_does_not_lose_the_others(small, tmp_path, capsys):
    broken = tmp_path / "other.dzn"
    broken.write_text("nActs = 3;", encoding="utf-8")
    picture = tmp_path / "picture.dzn"
    picture.write_bytes(b"\x89PNG\xff")
    files = [broken, small, tmp_path / "none.dzn", picture, project("all_rounder")]
    assert main(["mspsp", *map(str, files), "--json"]) == 2
    told = capsys.readouterr()
    assert [json.loads(line)["name"] for line in told.out.splitlines()] == ["small", "all_rounder"]
    for file in (broken, tmp_path / "none.dzn", picture):
        assert str(file) in told.err


@pytest.mark.parametrize("time", ["-1", "soon", "nan", "1e9"])
def test_a_time_that_is_none(small, time, capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["mspsp", str(small), f"--time={time}"])
    assert stopped.value.code == 2
    assert "is no time limit: give seconds from 0 to 86400" in capsys.readouterr().err


# -- what is wrong with a file -----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("dur = [0,4,3,5,0];", "", "dur is missing: give a list of nActs durations"),
        ("nActs = 5", "nActs = 0", "nActs is 0: give a whole number from 1 on"),
        ("[0,4,3,5,0]", "[0,4,3,0]", "dur has 4 durations: give one for each of the 5 activities"),
        ("[0,4,3,5,0]", "[0,4,-3,5,0]", "activity 3 takes -3: give 0 or more"),
        ("| 2,0, |", "|", "sreq has 4 rows: give one for each activity, 5 in all"),
        ("| 2,0, |", "| 2,0,1, |", "activity 3 has an unknown skill in sreq, number 3: there are 2"),
        ("| 2,0, |", "| 2, |", "activity 3 has 1 skills in sreq: give a value for each of the 2"),
        ("| 2,0, |", "| 3,0, |", "activity 3 needs 3 people of skill 1, which 2 have: give it fewer"),
        ("nResources = 2", "nResources = 3", "mastery has 2 rows: give one for each person, 3 in all"),
        ("[| true,false, | true,true |]", "[true,false,true,true]", "mastery is no table: write its rows between bars"),
        ("succ = [2,3,4,5,5,5]", "succ = [2,3,4,5,5]", "pred has 6 activities and succ 5: give pairs"),
        ("succ = [2,3,4,5,5,5]", "succ = [2,3,4,5,5,6]", "activity 6 in pred or succ is unknown: they are numbered"),
        ("succ = [2,3,4,5,5,5]", "succ = [2,3,4,5,5,1]", "activities are in a circle, 1 before 4 before 1: leave one"),
    ],
)
def test_what_is_wrong_is_told_with_what_would_be_right(small, right, wrong, told):
    assert right in SMALL
    small.write_text(SMALL.replace(right, wrong), encoding="utf-8")
    with pytest.raises(ValueError) as refused:
        read(small)
    assert f"{small}: {told}" in str(refused.value)


def test_all_that_is_wrong_is_told_at_once(small):
    text = SMALL.replace("nSkills = 2;", "").replace("[0,4,3,5,0]", "[0,4]").replace("5,5,5]", "5,5,1]")
    small.write_text(text, encoding="utf-8")
    with pytest.raises(ValueError) as refused:
        read(small)
    assert [line.removeprefix(f"{small}: ").split(":")[0] for line in str(refused.value).splitlines()] == [
        "nSkills is missing",
        "dur has 2 durations",
        "activities are in a circle, 1 before 4 before 1",
    ]
