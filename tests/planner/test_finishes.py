"""How late jobs are, and how late they must be at least while their tasks are still being placed."""

import pytest
from small_plans import piece, plan
from small_problems import at, person, problem, task

from agencysim.planner.construct import construct
from agencysim.planner.construct.finishes import Finishes
from agencysim.planner.construct.kept import Kept
from agencysim.planner.cost import job_arrears
from agencysim.planner.instances import sized
from agencysim.planner.problem import After, Holding, Job, Outside
from agencysim.values import HOUR

DUE = at(0, 17)
MINUTE = HOUR // 60


def two_tasks(*people, due=DUE, weight=1.0, **of_b):
    """Return a job of two hours' work, then one of an hour, and its finishes where nothing is planned."""
    tasks = [task("a", 2, "draw"), task("b", 1, "draw", **{"after": (After(step="a"),), **of_b})]
    given = problem(people or [person("Ada", "draw")], tasks, jobs=(Job(id="J", due=due, weight=weight),))
    return given, Finishes(Kept(given, plan(given), ()))


def hour_of(given, slot):
    return (given.start + slot * given.grid) / HOUR


def test_a_task_has_to_end_as_long_before_the_date_as_what_follows_it_takes():
    given, finishes = two_tasks()
    a, b = given.tasks
    assert hour_of(given, finishes.latest(a, 0.0)) == 16
    assert hour_of(given, finishes.latest(b, 0.0)) == 17


@pytest.mark.parametrize(("weight", "hour"), [(1.0, 18), (2.0, 17)])
def test_it_may_end_later_by_the_hours_by_weight_that_there_may_be(weight, hour):
    given, finishes = two_tasks(weight=weight)
    assert hour_of(given, finishes.latest(given.tasks[0], 2.0)) == hour


def test_what_follows_takes_as_long_as_the_fastest_needs_and_what_must_pass_before_it():
    given, finishes = two_tasks(person("Ada", "draw"), person("Ben", Holding(skill="draw", level=2.0)))
    assert hour_of(given, finishes.latest(given.tasks[0], 0.0)) == 16.5
    given, finishes = two_tasks(after=(After(step="a", lag=2 * HOUR),))
    assert hour_of(given, finishes.latest(given.tasks[0], 0.0)) == 14
    given, finishes = two_tasks(outside=Outside(price=100.0, delay=HOUR // 2))
    assert hour_of(given, finishes.latest(given.tasks[0], 0.0)) == 16.5


def test_it_need_not_be_done_where_that_is_no_later_than_may_be():
    given, finishes = two_tasks(due=None)
    assert finishes.latest(given.tasks[0], 0.0) is None
    given, finishes = two_tasks(due=at(20, 17))
    assert finishes.latest(given.tasks[0], 0.0) is None
    given, finishes = two_tasks()
    undone = (given.end + HOUR - DUE + HOUR) / HOUR  # an hour is left: as late, and what is due of it
    assert finishes.latest(given.tasks[0], undone - 1) is not None
    assert finishes.latest(given.tasks[0], undone) is None


def test_a_job_is_as_late_at_least_as_what_is_placed_and_what_follows_make_it():
    given, finishes = two_tasks()
    made = Kept(given, plan(given, piece("a", "Ada", at(1, 9), at(1, 11)), left="b"), ())
    a, b = given.tasks
    assert finishes.least_lateness(made, a) == (at(1, 12) - DUE) / HOUR
    assert finishes.least_lateness(made, b) == (given.end + HOUR - DUE + HOUR) / HOUR


def test_what_ends_after_the_plan_says_no_more_than_that_the_rest_is_left():
    given, finishes = two_tasks()
    outside = piece("a", "", at(0, 8), given.end + 9 * HOUR, outside=True)
    made = Kept(given, plan(given, outside, left="b"), ())
    assert finishes.lateness(made, "J") == (given.end + HOUR - DUE + HOUR) / HOUR
    assert finishes.least_lateness(made, given.tasks[0]) == finishes.lateness(made, "J")


def test_what_another_firm_ends_after_the_plan_does_not_say_that_all_of_the_job_is_done():
    given = problem([person("Ada", "draw")], [task("a", 2, "draw"), task("b", 1, "draw")], jobs=(Job(id="J", due=DUE),))
    outside = piece("a", "", at(0, 8), given.end + 9 * HOUR, outside=True)
    made = Kept(given, plan(given, outside, left="b"), ())
    finishes = Finishes(made)
    assert finishes.least_lateness(made, given.tasks[0]) <= finishes.lateness(made, "J")


def test_another_firm_may_be_sooner_than_a_slot():
    given, finishes = two_tasks(outside=Outside(price=1.0, delay=5 * MINUTE))
    late = piece("a", "Ada", at(1, 8), at(1, 10)), piece("b", "", at(1, 10), at(1, 10) + 5 * MINUTE, outside=True)
    made = Kept(given, plan(given, *late), ())
    assert finishes.least_lateness(made, given.tasks[0]) == pytest.approx(finishes.lateness(made, "J"))


def test_a_job_without_weight_is_never_late_and_need_not_be_done():
    given, finishes = two_tasks(weight=0.0)
    assert [finishes.latest(given.tasks[0], hours) for hours in (1.0, 0.0, -1e-9)] == [None, None, None]


def test_less_than_no_hours_are_none():
    given, finishes = two_tasks()
    assert hour_of(given, finishes.latest(given.tasks[0], -1e-9)) == 16


@pytest.mark.parametrize("seed", range(1, 9))
def test_no_job_is_less_late_than_its_tasks_say_and_all_are_as_late_as_the_cost_says(seed):
    given = sized(12, 60, load=1.0, seed=seed)
    first = construct(given)
    made = Kept(given, first, ())
    finishes, cost = Finishes(made), job_arrears(given, first)
    for job in given.jobs:
        late = finishes.lateness(made, job.id)
        assert late >= max((finishes.least_lateness(made, task) for task in given.tasks_of[job.id]), default=0.0)
        begun = {name.step for name in made.pieces if name.job == job.id and name not in made.ends}
        if not begun and job.id in cost:
            assert late == pytest.approx(job.weight * cost[job.id])
