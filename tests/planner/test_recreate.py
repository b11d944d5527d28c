"""Ruin and recreate: jobs are taken out of a plan and put in again; what comes out is sound, and never worse."""

import random

import pytest

from agencysim.planner import cost_of, verify
from agencysim.planner.construct import construct
from agencysim.planner.construct.kept import Kept
from agencysim.planner.construct.recreate import Aim, recreated
from agencysim.planner.construct.roster import Allowance
from agencysim.planner.instances import sized
from agencysim.planner.planning import by_choice
from agencysim.planner.verifier.world import content


def tried(given, made, tries, left=lambda: 1.0, is_overtime=False):
    return recreated(given, made, random.Random(1), Aim(tries, is_overtime), left)


@pytest.mark.parametrize("seed", [1, 2, 3])
@pytest.mark.parametrize("is_overtime", [False, True])
def test_what_comes_out_is_sound_and_no_worse(seed, is_overtime):
    given = sized(12, 60, load=1.0, seed=seed)
    first = construct(given)
    made = tried(given, first, 15, is_overtime=is_overtime)
    assert by_choice(given, verify(given, made)) == []
    assert cost_of(given, made).lateness <= cost_of(given, first).lateness


def test_late_work_becomes_less():
    given = sized(12, 60, load=1.0, seed=2)
    first = construct(given)
    assert cost_of(given, tried(given, first, 30)).lateness < cost_of(given, first).lateness


def test_overtime_becomes_less_where_nothing_is_late():
    given = sized(12, 60, load=0.8, seed=7)
    first = construct(given)
    before, after = cost_of(given, first), cost_of(given, tried(given, first, 100, is_overtime=True))
    assert before.lateness == after.lateness == 0
    assert sum(after.overtime.values()) < sum(before.overtime.values())


def test_where_nobody_works_overtime_other_jobs_are_taken_out():
    given = sized(10, 40, load=0.6, seed=4)
    first = construct(given, overtime=False)
    made = tried(given, first, 10, is_overtime=True)
    assert cost_of(given, made).lateness <= cost_of(given, first).lateness


def test_the_same_chance_gives_the_same_plan():
    given = sized(10, 40, load=1.0, seed=4)
    first = construct(given)
    assert tried(given, first, 10) == tried(given, first, 10)


def test_what_is_locked_stays():
    given = sized(10, 40, load=1.0, seed=4)
    first = construct(given)
    held = first.assignments[:5]
    given = given.model_copy(update={"locks": tuple(piece.model_copy(update={"locked": True}) for piece in held)})
    made = tried(given, construct(given), 15)
    assert {content(piece) for piece in held} <= {content(piece) for piece in made.assignments}


def test_no_time_means_no_try():
    given = sized(10, 40, load=1.0, seed=4)
    first = construct(given)
    assert cost_of(given, tried(given, first, 10, left=lambda: 0.0)) == cost_of(given, first)


def could_be_in(made, name, shift):
    """Return the turns that somebody could have if he were put on another shift, where he has no work."""
    return made.roster.chances(made.roster.workers[name], Allowance(shift=shift), 0).turns


def test_what_is_asked_of_a_copy_is_not_answered_to_the_plan_itself():
    given = sized(12, 60, load=0.8, seed=7)
    first = construct(given)
    kept, alone = Kept(given, first, ()), Kept(given, first, ())
    for made in (kept, alone):
        made.take_out([task.id for task in given.tasks if task.id in made.pieces])
    name, turn, shift = next(
        (person.name, turn, shift)
        for person in given.people
        for turn in alone.roster.workers[person.name].turns.values()
        for shift in given.shifts
        if could_be_in(alone, person.name, shift)[turn.day] != turn
    )
    copied = kept.copy()
    copied.roster.own(name).occupy(kept.roster.hours_of(turn).clear)
    assert could_be_in(copied, name, shift)[turn.day] == turn
    assert could_be_in(kept, name, shift) == could_be_in(alone, name, shift)


def test_a_copy_leaves_the_plan_as_it_is():
    given = sized(12, 60, load=1.0, seed=2)
    first = construct(given)
    kept = Kept(given, first, ())
    before = kept.copy().plan()
    copied = kept.copy()
    tasks = [task for task in given.tasks if task.id in copied.pieces][::2]
    copied.take_out([task.id for task in tasks])
    for task in reversed(tasks):
        copied.put_anywhere(task)
    assert copied.plan().assignments != before.assignments
    assert kept.copy().plan() == before
