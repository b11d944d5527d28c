"""A tier of the cost may get worse by a share for the sake of the next one."""

from __future__ import annotations

import random

import pytest
from small_problems import at, person, problem, task

from agencysim.planner import plan, verify
from agencysim.planner.comparing import Yardstick
from agencysim.planner.problem import Job, Limits, Settings
from agencysim.values import HOUR


def better(relax, one, other, *found):
    """Return whether one plan is better than another one, once some more have been found."""
    yardstick = Yardstick(relax, other).seeing(*found, one, other)
    return yardstick.is_better(one, other)


# -- which plan is better ----------------------------------------------------------------------------------------------


def test_without_a_share_plans_are_compared_tier_by_tier():
    assert better(0.0, (10.0, 50.0), (10.25, 40.0))
    assert better(0.0, (10.0, 40.0), (10.0, 50.0))
    assert not better(0.0, (10.0, 50.0), (10.0, 50.0))


def test_within_its_allowance_a_tier_leaves_it_to_the_next():
    assert better(0.1, (110.0, 40.0), (100.0, 50.0))
    assert not better(0.1, (100.0, 50.0), (110.0, 40.0))


def test_beyond_its_allowance_it_does_not():
    assert not better(0.1, (110.25, 0.0), (100.0, 50.0))


def test_the_allowance_is_that_of_the_least_ever_found():
    assert better(0.1, (108.0, 40.0), (105.0, 50.0))
    assert not better(0.1, (108.0, 40.0), (105.0, 50.0), (98.0, 90.0))  # 107.8 may be


def test_each_tier_has_an_allowance_for_the_sake_of_the_next_and_the_last_has_none():
    assert better(0.1, (110.0, 55.0, 3.0), (100.0, 50.0, 4.0))
    assert not better(0.1, (110.0, 55.25, 3.0), (100.0, 50.0, 4.0))
    assert not better(0.1, (100.0, 50.0, 4.25), (100.0, 50.0, 4.0))


def test_what_is_relaxed_for_nobodys_sake_is_not_relaxed():
    assert better(0.1, (100.0, 40.0), (110.0, 40.0))
    assert better(0.1, (110.0, 40.0, 4.0), (100.0, 42.0, 4.0))


def test_where_nothing_is_late_nothing_may_be():
    assert not better(0.5, (0.25, 0.0), (0.0, 5000.0))


@pytest.mark.parametrize("relax", [0.0, 0.1, 0.5])
def test_whoever_takes_what_is_better_never_comes_back(relax):
    chance = random.Random(1)
    plans = [tuple(float(chance.randrange(8, 16)) for _ in range(3)) for _ in range(60)]
    for _ in range(40):
        best = chance.choice(plans)
        yardstick, taken = Yardstick(relax, best), [best]
        for each in chance.choices(plans, k=400):
            yardstick = yardstick.seeing(each, best)
            if yardstick.is_better(each, best):
                best = each
                taken.append(best)
        assert len(set(taken)) == len(taken)
        assert best[0] <= (1 + relax) * min(each[0] for each in taken)


# -- plans -------------------------------------------------------------------------------------------------------------


def overdue(relax):
    """Nine hours of work of a job 200 hours late: in an hour of overtime, or 15 hours later without."""
    return problem(
        [person("ann", "print")],
        [task("print", 9, "print")],
        jobs=(Job(id="J", due=at(0, 17), tail=200 * HOUR),),
        limits=Limits(overtime_late=2 * HOUR),
        settings=Settings(relax=relax),
    )


def test_a_job_that_is_late_anyway_is_not_worth_overtime_if_it_may_be_a_little_later():
    strict, strictly_after, relaxed = (plan(overdue(relax), rounds=2) for relax in (0.0, 0.05, 0.1))
    assert (strict.cost.lateness, strict.cost.money, strict.status) == (201, 30, "optimal")
    assert (strictly_after.cost.lateness, strictly_after.cost.money) == (201, 30)  # 216 h are more than 5 % later
    assert (relaxed.cost.lateness, relaxed.cost.money) == (216, 0)


def test_nothing_is_called_optimal_then_and_the_bound_of_lateness_is_its_least():
    relaxed = plan(overdue(0.1), rounds=2)
    assert relaxed.status == "feasible"
    assert relaxed.bounds == (201, None, None, None)


def test_a_large_problem_is_planned_strictly_first_and_then_money_is_saved():
    given = overdue(0.1)
    ben, packing = person("ben", "pack"), [task(f"pack {n}", 0.25, "pack", job="K") for n in range(60)]
    given = given.model_copy(
        update={
            "people": (*given.people, ben),
            "tasks": (*given.tasks, *packing),
            "jobs": (*given.jobs, Job(id="K")),
        }
    )
    result = plan(given, rounds=12)
    assert verify(given, result.plan) == []
    *before, last = [each.tiers[:2] for each in result.history]
    assert before == sorted(before, reverse=True)
    assert before[-1] == (201, 30)
    assert last == (216, 0)


def test_a_gain_counts_for_less_the_less_there_was_to_gain():
    yardstick = Yardstick(0.0, (0.0, 40.0))
    first = (100.0, 50.0)
    assert yardstick.gain(first, (50.0, 90.0), first) == 0.5
    assert yardstick.gain((1.0, 50.0), (0.5, 50.0), first) == 0.05
    assert yardstick.gain((1.0, 50.0), (1.0, 40.0), first) == 0.2
    assert yardstick.gain((0.0, 60.0), (0.0, 60.0), first) == 0
