"""Who else could do a task, and what that would change: each is a plan that the verifier has accepted."""

import pytest
from small_plans import piece, plan
from small_problems import at, person, problem, task

import agencysim as ag
from agencysim.planner import candidates, cost_of, verify
from agencysim.planner.construct import construct
from agencysim.planner.instances import sized
from agencysim.planner.problem import After, Holding, Mode, Outside, Place
from agencysim.plans import TaskId
from agencysim.tables.candidates import candidate_in_words
from agencysim.values import DAY, HOUR


def who_and_when(found):
    return [(" ".join(each.pieces[0].people), each.pieces[0].start, each.pieces[-1].end) for each in found]


def test_others_at_their_first_free_time_and_the_same_at_another():
    people = [person("ann", "print"), person("ben", "print"), person("eve", "pack")]
    given = problem(people, [task("a", 2, "print"), task("b", 4, "print", job="K")])
    known = plan(given, piece("a", "ann", at(0, 8), at(0, 10)), piece("b", "ben", at(0, 8), at(0, 12), job="K"))
    assert who_and_when(candidates(given, known, "J a")) == [("ben", at(0, 13), at(0, 15))]
    assert who_and_when(candidates(given, known, TaskId("K", "b"))) == [
        ("ann", at(0, 10), at(0, 15)),
    ]


def test_a_crew_with_one_other():
    crew = Mode(crew=(Place(skill="lead"), Place(skill="fit")), content=2 * HOUR)
    people = [person("ann", "lead"), person("bob", "lead"), person("cid", "fit"), person("dan", "fit")]
    given = problem(people, [task("install", 2, modes=(crew,))])
    known = plan(given, piece("install", "ann cid", at(0, 8), at(0, 10)))
    assert {who for who, *_ in who_and_when(candidates(given, known, "J install"))} == {"bob cid", "ann dan"}


def test_the_same_people_with_their_places_changed_are_nobody_else():
    crew = Mode(crew=(Place(skill="lead"), Place(skill="fit")), content=2 * HOUR)
    given = problem([person("ann", "lead", "fit"), person("bob", "lead", "fit")], [task("install", 2, modes=(crew,))])
    known = plan(given, piece("install", "ann bob", at(0, 8), at(0, 10)))
    assert candidates(given, known, "J install") == ()


def test_what_follows_moves_only_if_it_has_to():
    people = [person("ann", "print"), person("ben", Holding(skill="print", level=0.5)), person("eve", "pack")]
    work = [task("a", 2, "print"), task("b", 1, "pack", after=(After(step="a"),))]
    given = problem(people, work)
    known = plan(given, piece("a", "ann", at(0, 8), at(0, 10)), piece("b", "eve", at(0, 10), at(0, 11)))
    (slower,) = candidates(given, known, "J a")
    assert who_and_when([slower]) == [("ben", at(0, 8), at(0, 12))]
    assert slower.also_moved == (TaskId("J", "b"),)
    (later,) = candidates(given, known, "J b") or (None,)
    assert later is None or later.also_moved == ()


def test_another_firm_is_a_candidate_with_its_price():
    given = problem([person("ann", "print")], [task("a", 2, "print", outside=Outside(price=70, delay=DAY))])
    known = plan(given, piece("a", "ann", at(0, 8), at(0, 10)))
    (found,) = candidates(given, known, "J a")
    assert found.pieces[0].outside
    assert found.change[:2] == (0, 70)


def test_the_price_that_a_change_has_in_the_search_is_not_told_as_money():
    given = problem([person("ann", "print"), person("ben", "print")], [task("a", 2, "print")])
    known = plan(given, piece("a", "ann", at(0, 8), at(0, 10)))
    told = {"published": known, "settings": given.settings.model_copy(update={"changed_task": 50.0})}
    published = given.model_copy(update=told)
    (first, *_) = candidates(published, known, "J a")
    assert first.change[1] == 50.0
    assert candidate_in_words(published, first) == ("ben, Mon 03-02 08:00-10:00; +1 changes against the published plan")


def test_what_is_not_planned_may_have_candidates():
    people = [person("ann", "print"), person("ben", "print")]
    given = problem(people, [task("a", 2, "print")])
    known = plan(given, left="a")
    assert {who for who, *_ in who_and_when(candidates(given, known, "J a"))} == {"ann", "ben"}


@pytest.mark.parametrize("seed", range(1, 9))
def test_every_candidate_is_verified_and_costs_what_it_says(seed):
    given = sized(8, 24 + seed, load=0.85, seed=seed)
    known = construct(given)
    before = cost_of(given, known).tiers()
    held = {p.task for p in given.locks}
    for each in given.tasks[seed % 3 :: 6]:
        if each.id in held:
            continue
        for found in candidates(given, known, each.id, most=4):
            assert [v for v in verify(given, found.plan) if v not in verify(given, known)] == []
            assert found.cost == cost_of(given, found.plan)
            after = found.cost.tiers()
            assert found.change == tuple(round(b - a, 6) for a, b in zip(before, after, strict=True))
            others = {p.task for p in known.assignments} - {each.id, *found.also_moved}
            mine = [p for p in found.plan.assignments if p.task in others]
            assert sorted(mine, key=str) == sorted((p for p in known.assignments if p.task in others), key=str)


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("J prnt", "there are J print"),
        ("K print", "did you mean 'J print'?"),
        ("something else", "write job and step"),
    ],
)
def test_a_task_that_there_is_not_is_told_with_the_nearest_name(name, told):
    given = problem([person("ann", "print")], [task("print", 2, "print")])
    with pytest.raises(ag.AgencySimError) as error:
        candidates(given, construct(given), name)
    assert told in str(error.value)


def test_fixed_work_has_no_candidates():
    lock = piece("print", "ann", at(0, 8), at(0, 10))
    given = problem([person("ann", "print"), person("ben", "print")], [task("print", 2, "print")], locks=(lock,))
    with pytest.raises(ag.AgencySimError, match="fixed"):
        candidates(given, construct(given), "J print")


def test_the_plan_of_another_agency_has_no_candidates():
    given = problem([person("ann", "print"), person("ben", "print")], [task("print", 2, "print")])
    foreign = construct(given).model_copy(update={"scenario": "another"})
    with pytest.raises(ag.PlanError, match="the plan is of 'another', the scenario is 'small'"):
        candidates(given, foreign, "J print")
