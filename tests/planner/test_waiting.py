"""Where late work waits, who could do it sooner, and what that crew does meanwhile."""

import random
from collections import Counter, defaultdict

import pytest
from small_plans import piece, plan
from small_problems import at, person, problem, shift, task

from agencysim.planner import verify
from agencysim.planner.construct import construct
from agencysim.planner.construct.recreate import Aim, recreated
from agencysim.planner.construct.waiting import drawn_crew, drawn_wait
from agencysim.planner.cost import cost_of
from agencysim.planner.problem import After, Job, Mode, PersonDay, Place
from agencysim.planner.search.neighbourhoods import LATE, Neighbourhoods
from agencysim.planner.search.scene import Scene
from agencysim.planner.verifier.world import World
from agencysim.values import HOUR

DRAWS = 300


def test_a_task_waits_from_when_what_is_before_it_has_ended():
    given = problem([person("Ada", "draw")], [task("a", 2, "draw"), task("b", 1, "draw", after=(After(step="a"),))])
    made = plan(given, piece("a", "Ada", at(0, 8), at(0, 10)), piece("b", "Ada", at(1, 9), at(1, 10)))
    task_b = [given.tasks[1]]
    assert drawn_wait(given, task_b, made.pieces(), random.Random(1)) == (given.tasks[1], (at(0, 10), at(1, 9)))


@pytest.mark.parametrize(("due", "until"), [(at(0, 17), at(0, 17)), (at(0, 7), at(0, 8)), (None, at(2, 0))])
def test_a_task_that_is_not_planned_waits_until_its_job_is_due(due, until):
    jobs = (Job(id="J", due=due),)
    given = problem([person("Ada", "draw")], [task("a", 2, "draw", release=at(0, 8))], jobs=jobs)
    assert drawn_wait(given, given.tasks, plan(given, left="a").pieces(), random.Random(1))[1] == (at(0, 8), until)


def test_the_longer_a_task_waits_the_more_often_it_is_drawn():
    given = problem([person("Ada", "draw")], [task("a", 1, "draw"), task("b", 1, "draw")])
    pieces = plan(given, piece("a", "Ada", at(0, 8), at(0, 9)), piece("b", "Ada", at(1, 8), at(1, 9))).pieces()
    chance = random.Random(1)
    drawn = Counter(drawn_wait(given, given.tasks, pieces, chance)[0].step for _ in range(DRAWS))
    share = 9 / (9 + 33)  # eight and thirty-two hours, and one more for each
    off = (share * (1 - share) * DRAWS) ** 0.5
    assert abs(drawn["a"] - share * DRAWS) < 4 * off


def crew_of(*places, names=("Ada", "Ben", "Cy")):
    holdings = {"Ada": ("lead", "drive"), "Ben": ("install", "drive"), "Cy": ("install",)}
    given = problem(
        [person(name, *holdings[name]) for name in names],
        [task("install", 2, modes=(Mode(crew=tuple(places), content=2 * HOUR),))],
    )
    able = Scene(given).candidates
    return {tuple(drawn_crew(given.tasks[0], able, random.Random(n))) for n in range(40)}


def test_a_crew_has_somebody_in_every_place_and_nobody_twice():
    drawn = crew_of(Place(skill="lead"), Place(skill="install"), Place(skill="drive"))
    assert drawn == {("Ada", "Cy", "Ben"), ("Ada", "Ben")}


def test_whoever_is_drawn_already_fills_a_shared_place():
    drawn = crew_of(Place(skill="lead"), Place(skill="install"), Place(skill="drive", shared=True))
    assert drawn == {("Ada", "Ben"), ("Ada", "Cy")}


def test_where_too_few_can_there_are_fewer():
    assert crew_of(Place(skill="lead", count=3)) == {("Ada",)}


def night_job():
    """Return a job for the first night, and a plan in which it waits: the only two who could do it work by day.

    One of them does something that has nothing to do with it.
    """
    days = {"days": (PersonDay(shifts=("day", "night")),) * 3}
    crew = (Place(skill="install", count=2),)
    given = problem(
        [person("Ada", "install", "draw", **days), person("Ben", "install", **days), person("Cy", "draw", **days)],
        [
            task("install", 6, modes=(Mode(crew=crew, content=6 * HOUR),), site="night", splittable=False),
            task("draw", 3, "draw", job="K"),
        ],
        days=3,
        jobs=(Job(id="J", due=at(1, 6)), Job(id="K", due=at(2, 17))),
        shifts={"day": shift(((8, 12), (13, 17)), 3), "night": shift(((22, 30),), 3)},
        calendars={"night": tuple((at(d, 22), at(d, 30)) for d in range(3))},
    )
    return given, plan(given, piece("draw", "Ada", at(0, 8), at(0, 11), job="K"), left="install")


def test_a_neighbourhood_before_late_work_has_all_that_a_crew_does_on_a_day():
    given, made = night_job()
    around = Neighbourhoods(Scene(given), World(given, made), random.Random(1))
    drawn = [each for _ in range(60) if (each := around.draw(defaultdict(lambda: 2))).about == LATE]
    assert any(each.tasks == given.task.keys() for each in drawn)
    assert all({"Ada", "Ben"} <= each.people for each in drawn)


def test_a_crew_that_works_by_day_is_found_for_a_night():
    given, made = night_job()
    assert verify(given, made) == []
    better = recreated(given, made, random.Random(1), Aim(30), lambda: 1.0)
    assert verify(given, better) == []
    assert cost_of(given, better).lateness == 0 < cost_of(given, made).lateness


def test_where_nobody_could_do_it_in_the_usual_way_what_needs_the_same_skills_is_moved():
    ways = (
        Mode(crew=(Place(skill="weld"),), content=9 * HOUR),
        Mode(name="glued", crew=(Place(skill="glue"),), content=9 * HOUR),
    )
    given = problem([person("Ada", "glue")], [task("join", 9, modes=ways)], jobs=(Job(id="J", due=at(0, 18)),))
    first = construct(given)
    assert sum(cost_of(given, first).overtime.values()) > 0
    made = recreated(given, first, random.Random(1), Aim(30, is_overtime=True), lambda: 1.0)
    assert cost_of(given, made).tiers() <= cost_of(given, first).tiers()
