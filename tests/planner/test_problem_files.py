"""Problems and plans as files: nothing is lost in them, and all that is wrong is told at once, with its place."""

import copy
import json
import random
from functools import cache
from pathlib import Path

import pytest
from small_problems import at, person, problem, task

import agencysim as ag
from agencysim.errors import AgencySimError, PlanError
from agencysim.planner import Problem, cost_of, plan, problem_of, verify
from agencysim.planner.construct import construct
from agencysim.planner.instances import instance, sized
from agencysim.planner.problem import After, Job, Mode, Outside, Place, Unit
from agencysim.planner.problem_checks import faults
from agencysim.plans import Assignment, Plan
from agencysim.tables.plan import of_plan
from agencysim.values import HOUR

SCENARIOS = Path(__file__).parents[2] / "scenarios"

# -- nothing is lost ---------------------------------------------------------------------------------------------------


def same_after_saving(made, kind, folder):
    file = folder / "file.json"
    made.write(file)
    return kind.read(file) == made


@pytest.mark.parametrize("size", ["S", "M", "L"])
def test_instances_and_their_plans_come_back_as_they_were(size, tmp_path):
    given = instance(size)
    assert same_after_saving(given, Problem, tmp_path)
    assert same_after_saving(construct(given), Plan, tmp_path)


@pytest.mark.parametrize("name", ["small_sign_shop", "signage_agency"])
def test_weeks_of_shipped_agencies_and_their_plans_come_back_as_they_were(name, tmp_path):
    scenario = ag.load(SCENARIOS / f"{name}.yaml")
    moment = 5 * 7 * 86400
    given = problem_of(scenario, ag.state_at(ag.simulate(scenario, weeks=5), moment))
    assert given.tasks
    made = construct(given)
    assert same_after_saving(given, Problem, tmp_path)
    assert same_after_saving(made, Plan, tmp_path)
    given.write(tmp_path / "file.json")
    read = Problem.read(tmp_path / "file.json")
    assert construct(read) == made
    assert cost_of(read, made) == cost_of(given, made)


def test_a_published_plan_and_locks_are_saved_with_the_problem(tmp_path):
    given = instance("S")
    made = construct(given)
    again = given.model_copy(update={"published": made, "frozen_until": at(2, 0), "locks": made.assignments[:2]})
    assert same_after_saving(again, Problem, tmp_path)


def test_what_is_saved_replaces_what_was_there_and_leaves_nothing_behind(tmp_path):
    file = tmp_path / "problem.json"
    file.write_text("old", encoding="utf-8")
    instance("S").write(file)
    assert [each.name for each in tmp_path.iterdir()] == ["problem.json"]
    assert Problem.read(file) == instance("S")


# -- files that hold no problem ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", [Problem, Plan])
@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is no JSON"),
        (b"{", "is no JSON"),
        (b'["\xe9"]', "is no text in UTF-8"),
        (b"[" * 100_000, "is nested too deeply"),
        (b'{"start": 1, "start": 2}', "'start' is given twice in one block (give it once)"),
        (b"{}", "'scenario' is missing"),
        (b"[]", ""),
        (b'"plan"', ""),
    ],
)
def test_files_that_hold_none(tmp_path, kind, content, told):
    file = tmp_path / "file.json"
    file.write_bytes(content)
    with pytest.raises(PlanError) as refused:
        kind.read(file)
    assert told in str(refused.value)
    assert all(str(file) in line for line in str(refused.value).splitlines())


def test_a_file_that_is_not_there(tmp_path):
    with pytest.raises(PlanError, match=r"none\.json: cannot be read: No such file"):
        Problem.read(tmp_path / "none.json")


def test_all_fields_that_are_wrong_are_told_with_their_places(tmp_path):
    data = json.loads(instance("S").model_dump_json())
    data["grid"] = 0
    data["peeple"] = []
    data["people"][1]["wage"] = -1
    data["tasks"][2]["modes"][0]["per"] = "week"
    del data["tasks"][3]["step"]
    file = tmp_path / "problem.json"
    file.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(PlanError) as refused:
        Problem.read(file)
    assert {each.path for each in refused.value.problems} == {
        "grid",
        "peeple",
        "people.1.wage",
        "tasks.2.modes.0.per",
        "tasks.3.step",
    }


# -- problems that contradict themselves -------------------------------------------------------------------------------

ANN = person("ann", "design")
DESIGN = task("design", 2, "design")


def wrong(people=(ANN,), tasks=(DESIGN,), **others):
    """Return what is wrong with a problem: where, and what."""
    after = others.pop("then", None)
    given = problem(list(people), list(tasks), **others)
    return list(faults(given if after is None else given.model_copy(update=after)))


def with_crew(*places, **others):
    return task("design", 2, modes=(Mode(crew=places, content=HOUR, **others),))


TWICE = "there is more than one {!r}: each needs a name of its own"


@pytest.mark.parametrize(
    ("found", "place", "what"),
    [
        (wrong(people=(ANN, ANN)), "people", TWICE.format("ann")),
        (wrong(units=(Unit(name="van", kind="van"),) * 2), "units", TWICE.format("van")),
        (wrong(units=(Unit(name="ann", kind="van"),)), "people and units", TWICE.format("ann")),
        (wrong(jobs=(Job(id="J"), Job(id="J"))), "jobs", TWICE.format("J")),
        (wrong(tasks=(DESIGN, DESIGN)), "tasks", TWICE.format("J design")),
        (wrong(then={"end": 0, "days": ()}), "end", "the plan would end before it begins"),
        (wrong(then={"days": ()}), "days", "there is no day to plan"),
        (wrong(then={"grid": 7 * 60}), "grid", "the span of the plan is no multiple of the grid"),
        (wrong(then={"zone": "Mars/Base"}), "zone", "'Mars/Base' is no time zone: write an IANA name such as Asia/"),
        (wrong(then={"days": problem([], []).days[::-1]}), "days", "day 0 does not follow the day before it"),
        (
            wrong(then={"days": tuple(d.model_copy(update={"number": d.number + 1}) for d in problem([], []).days)}),
            "days",
            "day 1 is not 2026-03-02",
        ),
        (
            wrong(shifts={"day": problem([], [], days=3).shifts["day"]}),
            "shifts.day.hours",
            "it has 3 days, and the problem 2",
        ),
        (
            wrong(shifts={"day": {"hours": [[[at(0, 8), at(0, 12)], [at(0, 12), at(0, 17)]], []]}}),
            "shifts.day.hours",
            "its stretches of time are empty, overlap or touch, or are not in order",
        ),
        (wrong(people=(person("ann", days=()),)), "people.0.days", "it has 0 days, and the problem 2"),
        (wrong(people=(person("ann", days=({"shifts": ["late"]}, {})),)), "people.0.days", "there is no 'late'"),
        (wrong(people=(person("ann", days=({"shifts": [""]}, {})),)), "people.0.days", "there is no ''"),
        (wrong(people=(person("ann", routines=((5, 5),)),)), "people.0.routines", "its stretches of time are empty"),
        (wrong(units=(Unit(name="van", kind="van", hours=((9, 4),)),)), "units.0.hours", "its stretches of time"),
        (wrong(calendars={"mall": ((5, 9), (7, 10))}), "calendars.mall", "its stretches of time are empty, overlap"),
        (wrong(tasks=(DESIGN,), jobs=(Job(id="K"),)), "tasks.0.job", "there is no job 'J'"),
        (
            wrong(tasks=(task("design", 1, "design", after=(After(step="brief"),)),)),
            "tasks.0",
            "there is no task J brief",
        ),
        (
            wrong(tasks=(task("design", 1, "design", same_people_as=After(step="x", attempt=2)),)),
            "tasks.0",
            "there is no task J x (2)",
        ),
        (wrong(tasks=(task("design", 1, "design", site="mall"),)), "tasks.0", "there is no 'mall'"),
        (
            wrong(tasks=(task("design", 1, "design", outside=Outside(price=1, delay=HOUR, calendar="firm")),)),
            "tasks.0",
            "there is no 'firm'",
        ),
        (
            wrong(tasks=(DESIGN, task("print", 1, "print", after=(After(step="design", lag=9, calendar="clients"),)))),
            "tasks.1",
            "there is no 'clients'",
        ),
        (wrong(tasks=(with_crew(Place(skill="design", only=("bob",))),)), "tasks.0", "there is no 'bob'"),
        (wrong(tasks=(with_crew(),)), "tasks.0", "nobody and nothing does it"),
        (
            wrong(tasks=(task("design", 1, modes=DESIGN.modes * 2),)),
            "tasks.0.modes",
            "two ways of doing it have the same name",
        ),
        (
            wrong(
                tasks=(
                    task("a", 1, "design", after=(After(step="b"),)),
                    task("b", 1, "design", after=(After(step="a"),)),
                )
            ),
            "job J",
            "would have to wait for itself",
        ),
        (
            wrong(locks=(Assignment(job="J", step="x", people=("bob",), units=("van",), start=0, end=9),)),
            "locks.0",
            "there is no task J x",
        ),
        (
            wrong(locks=(Assignment(job="J", step="design", people=("bob",), start=0, end=9),)),
            "locks.0.people",
            "there is no 'bob'",
        ),
        (
            wrong(locks=(Assignment(job="J", step="design", units=("van",), start=0, end=9),)),
            "locks.0.units",
            "there is no 'van'",
        ),
    ],
)
def test_what_contradicts_itself_is_told_with_its_place(found, place, what):
    assert [text for path, text in found if path == place and what in text], found


def test_a_right_problem_has_no_faults():
    assert wrong() == []
    assert list(faults(instance("L"))) == []


def test_all_faults_are_told_at_once_with_file_and_place(tmp_path):
    given = problem([ANN, ANN], [task("design", 1, "design", site="mall"), task("print", 1, "print", job="K")])
    given = given.model_copy(update={"jobs": given.jobs[:1], "grid": 7 * 60})
    file = tmp_path / "problem.json"
    given.write(file)
    with pytest.raises(PlanError) as refused:
        Problem.read(file)
    assert [(each.file, each.path) for each in refused.value.problems] == [
        (str(file), place) for place in ("people", "grid", "tasks.0", "tasks.1.job")
    ]


def test_planning_refuses_what_contradicts_itself():
    with pytest.raises(PlanError, match="more than one 'ann'"):
        plan(problem([ANN, ANN], [DESIGN]), time_limit=0)


# -- any file --------------------------------------------------------------------------------------------------------

VALUES = (None, 0, 1, -1, 7, "", "x", "day", [], {}, [[0, 1]], 86400, 10**9, -(10**9), 10**15, 1.5, True, "install")


@cache
def small():
    return json.loads(sized(6, 12, seed=3).model_dump_json())


def places(data, path=()):
    """Yield the way to everything in a file."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in pairs:
        yield (*path, key)
        yield from places(value, (*path, key))


def spoilt(chance):
    """Return a problem's data in which something is another value, missing or there twice."""
    data = copy.deepcopy(small())
    *way, last = chance.choice(list(places(small())))
    block = data
    for key in way:
        block = block[key]
    if isinstance(block, list) and chance.random() < 0.3:
        block.append(block[last])
    elif chance.random() < 0.3:
        del block[last]
    else:
        block[last] = chance.choice(VALUES)
    return data


@pytest.mark.parametrize("seed", range(8))
def test_any_file_is_refused_in_words_or_planned(seed, tmp_path):
    chance, file, outcomes = random.Random(seed), tmp_path / "problem.json", set()
    for _ in range(40):
        file.write_text(json.dumps(spoilt(chance)), encoding="utf-8")
        try:
            given = Problem.read(file)
        except AgencySimError:
            outcomes.add("refused")
            continue
        result = plan(given, time_limit=0)
        assert all(v.locked or v.rule == "coverage" for v in verify(given, result.plan))
        assert of_plan(given, result.plan, result.cost)
        outcomes.add("planned")
    assert outcomes == {"refused", "planned"}
