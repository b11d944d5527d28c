"""CP-SAT models mean what the rules mean: their plans pass the verifier, and cost what the model says."""

import os
import subprocess
import sys

import pytest
from small_problems import HOURS, at, person, problem, shift, task

from agencysim.planner import Cost, Rule, Violation, cost_of, verify
from agencysim.planner import plan as make
from agencysim.planner.budget import Budget
from agencysim.planner.construct import construct
from agencysim.planner.instances import sized
from agencysim.planner.planning import _Search, accepted, is_worse
from agencysim.planner.problem import (
    Absence,
    After,
    Coverage,
    DayWorked,
    Holding,
    Job,
    Limits,
    Mode,
    Outside,
    PersonDay,
    Place,
    Reserve,
    Unit,
)
from agencysim.planner.search.constraints import CONSTRAINTS, working_time
from agencysim.planner.search.model import Model
from agencysim.planner.search.objective import CENTS, MONEY
from agencysim.planner.search.scene import Scene
from agencysim.planner.search.solving import Effort, solve
from agencysim.planner.verifier import CHECKS
from agencysim.plans import Assignment, Plan, TaskId, Unplanned
from agencysim.values import HOUR


def whole(given, work=30.0, tiers=2, start=None):
    """Return what comes out of the whole model of a problem, once the verifier has accepted it.

    How much the solver may work is told by a measure of its own, so that a slow machine finds the same.
    """
    base = start or construct(given)
    model = Model(Scene(given), base, [t.id for t in given.tasks], [p.name for p in given.people])
    solved = solve(model, Effort(0, tiers=tiers, deterministic=work))
    assert solved.plan is not None
    assert [v for v in verify(given, solved.plan) if not v.locked] == []
    return solved


def test_every_rule_is_a_constraint_and_a_check():
    assert set(CONSTRAINTS) == set(CHECKS) == set(Rule)


@pytest.mark.parametrize("seed", range(1, 17))
def test_random_small_problems_are_solved_verified_and_cost_what_the_model_says(seed):
    given = sized(6, 4 + seed % 5, load=(0.6, 0.85, 1.2)[seed % 3], seed=seed)
    first = construct(given)
    solved = whole(given, work=1.5, start=first)
    cost = cost_of(given, solved.plan)
    if solved.proven >= 1:
        assert cost.lateness <= cost_of(given, first).lateness + 1e-6
    # Of what is not proven, overtime that nothing needs has been trimmed: it may cost less than the model says.
    for n, (tier, unit) in enumerate(((cost.lateness, 100 * HOUR), (cost.money, MONEY))[: len(solved.values)]):
        assert tier <= solved.values[n] / unit + 0.01
        if solved.proven > n:
            assert tier == pytest.approx(solved.values[n] / unit, abs=0.01)
    assert {p.task for p in solved.plan.assignments} | {u.task for u in solved.plan.unplanned} == {
        t.id for t in given.tasks
    }


def test_a_plan_that_earliest_due_date_does_not_find():
    # The urgent job's design takes an hour of ann, who alone can print for the other one; ben is slower but free.
    people = [person("ann", "design", "print"), person("ben", Holding(skill="design", level=0.5))]
    work = [task("design", 2, "design", job="A"), task("print", 8, "print", job="B")]
    jobs = (Job(id="A", due=at(0, 12)), Job(id="B", due=at(0, 17)))
    given = problem(people, work, jobs=jobs)
    assert whole(given).values == (0, 0)


def test_shifts_are_chosen_so_that_no_overtime_is_needed():
    shifts = {"day": shift(HOURS, 2), "late": shift(((13, 21),), 2)}
    ann = person("ann", "install", days=(PersonDay(shifts=("day", "late")),) * 2)
    given = problem(
        [ann],
        [task("install", 4, "install", site="mall", splittable=False)],
        shifts=shifts,
        calendars={"mall": ((at(0, 17), at(0, 21)),)},
        jobs=(Job(id="J", due=at(0, 21)),),
    )
    solved = whole(given)
    assert solved.values == (0, 0)
    assert [duty.shift for duty in solved.plan.duties if duty.day == 0] == ["late"]


HALF = Assignment(job="J", step="t", people=("ann",), start=at(0, 10), end=at(0, 14), locked=True)

BROKEN = {
    Rule.KNOWN: {
        "tasks": [task("print", 2, "print", site="mall", splittable=False)],
        "calendars": {"mall": ((at(0, 9), at(0, 10)),)},
    },
    Rule.SKILL: {"people": [person("ann", Holding(skill="print", until=at(0, 9)))]},
    Rule.CREW: {"tasks": [task("print", 2, modes=(Mode(crew=(Place(skill="print", count=2),), content=2 * HOUR),))]},
    Rule.ONE_PLACE: {"tasks": [task("a", 6, "print"), task("b", 6, "print")], "limits": Limits(overtime_late=0)},
    Rule.ON_DUTY: {"tasks": [task("print", 10, "print", splittable=False)], "limits": Limits(overtime_late=HOUR)},
    Rule.SHIFT: {
        "people": [person("ann", "print", days=(PersonDay(shifts=("day", "late")),) * 2)],
        "tasks": [task("print", 12, "print")],
        "shifts": {"day": shift(HOURS, 2), "late": shift(((18, 23),), 2)},
        "jobs": (Job(id="J", due=at(0, 23)),),
        "limits": Limits(overtime_late=0),
    },
    Rule.LEAVE: {"people": [person("ann", "print", absences=(Absence(start=at(0, 8), end=at(0, 16)),))]},
    Rule.WORK_DONE: {"tasks": [task("print", 20, "print")], "limits": Limits(overtime_late=0)},
    Rule.IN_ONE_PIECE: {"tasks": [task("print", 10, "print", splittable=False)], "limits": Limits(overtime_late=0)},
    Rule.SAME_PEOPLE: {
        "people": [person("ann", "print"), person("ben", "print", days=(PersonDay(shifts=("day",)), PersonDay()))],
        "tasks": [
            task("a", 4, "print", modes=(Mode(crew=(Place(skill="print", only=("ben",)),), content=4 * HOUR),)),
            task("b", 8, "print", same_people_as=After(step="a"), after=(After(step="a"),)),
        ],
    },
    Rule.ORDER: {
        "people": [
            person("ann", "print", absences=(Absence(start=at(0, 8), end=at(0, 15)),)),
            person("ben", "pack"),
        ],
        "tasks": [task("a", 2, "print"), task("b", 2, "pack", after=(After(step="a"),))],
    },
    Rule.RELEASE: {
        "tasks": [task("weld", 2, "weld", release=at(0, 10), outside=Outside(price=50, delay=4 * HOUR))],
    },
    Rule.DEADLINE: {
        "tasks": [task("a", 6, "print"), task("b", 6, "print", after=(After(step="a"),))],
        "jobs": (Job(id="J", due=at(0, 17), deadline=at(0, 17)),),
        "limits": Limits(overtime_late=0),
    },
    Rule.SITE: {
        "tasks": [task("print", 2, "print", site="mall")],
        "calendars": {"mall": ((at(0, 16), at(0, 20)),)},
        "limits": Limits(overtime_late=0),
    },
    Rule.UNITS: {
        "people": [person("ann", "print"), person("ben", "print")],
        "tasks": [task("a", 6, "print", units={"press": 1}), task("b", 6, "print", units={"press": 1})],
        "units": (Unit(name="press", kind="press"),),
        "limits": Limits(overtime_late=0),
    },
    Rule.DAILY_REST: {
        "tasks": [task("print", 18, "print")],
        "limits": Limits(overtime_late=3 * HOUR, daily_rest=15 * HOUR),
    },
    Rule.DAYS_IN_ROW: {"tasks": [task("print", 12, "print")], "limits": Limits(days_in_row=1)},
    Rule.OVERTIME_DAY: {
        "tasks": [task("print", 11, "print")],
        "limits": Limits(overtime_late=3 * HOUR, overtime_day=HOUR),
    },
    Rule.OVERTIME_WEEK: {"tasks": [task("print", 11, "print")], "limits": Limits(overtime_week=HOUR)},
    Rule.OVERTIME_MONTH: {"tasks": [task("print", 11, "print")], "limits": Limits(overtime_month=HOUR)},
    Rule.WEEK_HOURS: {"tasks": [task("print", 11, "print")], "limits": Limits(week_hours=17 * HOUR)},
    Rule.AVERAGE_HOURS: {"tasks": [task("print", 11, "print")], "limits": Limits(average_hours=17 * HOUR)},
    Rule.RESERVE: {"reserve": (Reserve(skill="print", share=0.9),)},
    Rule.LOCKED: {
        "people": [person("ann", "x", absences=(Absence(start=at(0, 14), end=at(1, 12)),)), person("ben", "x")],
        "tasks": [task("t", 5, "x")],
        "locks": (HALF,),
        "jobs": (Job(id="J", due=at(0, 17)),),
    },
    Rule.FROZEN: {"published": Plan(scenario="small", start=0, end=at(2, 0)), "frozen_until": at(0, 12)},
}
"""For each rule a problem of which the best plan would be better without it."""


def without(rule, given, monkeypatch, people=None):
    """Return what the best plan breaks if a model lacks a constraint; everything if there is none at all."""
    monkeypatch.setitem(CONSTRAINTS, rule, lambda model: None)
    solved = solve(model_of(given, people), Effort(0, deterministic=30.0))
    return {v.rule for v in verify(given, solved.plan)} if solved.plan is not None else set(Rule)


def model_of(given, people=None):
    """Return the model of all tasks, in which only some people's duties are free if they are named."""
    names = [p.name for p in given.people] if people is None else people
    return Model(Scene(given), construct(given), [t.id for t in given.tasks], names)


@pytest.mark.parametrize("rule", BROKEN)
def test_without_a_constraint_its_rule_is_broken_or_the_cost_too_low(rule, monkeypatch):
    spec = {
        "people": [person("ann", "print")],
        "tasks": [task("print", 6, "print")],
        "jobs": (Job(id="J", due=at(0, 12)),),
    }
    spec |= BROKEN[rule]
    spec.setdefault("limits", Limits(overtime_late=3 * HOUR))
    given = problem(spec.pop("people"), spec.pop("tasks"), **spec)
    assert whole(given).proven == 2
    assert without(rule, given, monkeypatch) != set()


def test_after_a_night_there_is_rest_before_the_day_after_the_next(monkeypatch):
    # The night ends on Tuesday at 6, Tuesday is a day off, and the duty of Wednesday begins 26 hours later.
    nights, off = shift(((22, 30),), 3), PersonDay(shifts=("day",), rostered=False)
    ann = person("ann", "fit", "draw", days=(PersonDay(shifts=("night",)), off, PersonDay(shifts=("day",))))
    given = problem(
        [ann],
        [task("fit", 8, "fit", site="street", job="A"), task("draw", 8, "draw", job="B")],
        days=3,
        shifts={"day": shift(HOURS, 3), "night": nights},
        calendars={"street": nights.hours[0]},
        limits=Limits(daily_rest=28 * HOUR),
        jobs=(Job(id="A", due=at(1, 6)), Job(id="B", due=at(2, 17))),
    )
    assert len({duty.day for duty in whole(given).plan.duties}) == 1
    assert without(Rule.DAILY_REST, given, monkeypatch) == {Rule.DAILY_REST}


def test_a_day_off_is_owed_for_the_days_worked_before_the_plan(monkeypatch):
    six = tuple(DayWorked(day=day, worked=8 * HOUR) for day in range(-6, 0))
    given = problem(
        [person("ann", "print", history=six)],
        [task("print", 2, "print")],
        limits=Limits(rest_days=1),
        jobs=(Job(id="J", due=at(0, 12)),),
    )
    assert [duty.day for duty in whole(given).plan.duties] == [1]
    assert without(Rule.REST_DAYS, given, monkeypatch) == {Rule.REST_DAYS}


def reception(*others):
    """Return a morning at the reception, and a job for which ben is better there in the late shift."""
    ben = person("ben", "fit", "reception", days=(PersonDay(shifts=("day", "late")),) * 2)
    return problem(
        [ben, *others],
        [task("fit", 4, "fit", site="mall", splittable=False)],
        shifts={"day": shift(HOURS, 2), "late": shift(((13, 21),), 2)},
        calendars={"mall": ((at(0, 17), at(0, 21)),)},
        coverage=(Coverage(skill="reception", windows=((at(0, 9), at(0, 11)),)),),
        jobs=(Job(id="J", due=at(0, 21)),),
    )


def shift_of_ben(given):
    solved = solve(model_of(given, ["ben"]), Effort(0, deterministic=30.0))
    assert verify(given, solved.plan) == []
    return next(duty.shift for duty in solved.plan.duties if (duty.person, duty.day) == ("ben", 0))


def test_who_is_not_in_the_neighbourhood_counts_for_the_cover(monkeypatch):
    given = reception(person("ann", "reception"))
    assert shift_of_ben(given) == "late"
    there = working_time._is_there
    monkeypatch.setattr(working_time, "_is_there", lambda model, name, slot: name != "ann" and there(model, name, slot))
    assert construct(given).duties != ()
    assert shift_of_ben(given) == "day"


def test_who_is_not_in_the_neighbourhood_counts_only_while_he_is_there(monkeypatch):
    given = reception(person("ann", "reception", absences=(Absence(start=at(0, 8), end=at(0, 10)),)))
    assert shift_of_ben(given) == "day"
    assert without(Rule.COVERAGE, given, monkeypatch, ["ben"]) == {Rule.COVERAGE}


def evening(*others, hours=9):
    """Return an evening hour at the reception in which ben could be there in his late shift, and work until then."""
    ben = person("ben", "draw", "reception", days=(PersonDay(shifts=("day", "late")), PersonDay()))
    return problem(
        [ben, *others],
        [task("draw", hours, "draw", splittable=True)],
        shifts={"day": shift(HOURS, 2), "late": shift(((13, 21),), 2)},
        coverage=(Coverage(skill="reception", windows=((at(0, 17), at(0, 18)),)),),
        limits=Limits(overtime_late=2 * HOUR),
        jobs=(Job(id="J", due=at(0, 18)),),
    )


def test_whoever_works_overtime_covers_what_he_would_in_a_later_shift():
    given = evening()
    solved = whole(given)
    assert solved.values == (0, 30 * MONEY)
    assert [(duty.shift, duty.after) for duty in solved.plan.duties] == [("day", HOUR)]


def test_overtime_is_kept_for_the_cover_though_no_work_needs_it():
    # In the late shift his work would be late, and it is done by noon.
    given = evening(hours=4).model_copy(update={"jobs": (Job(id="J", due=at(0, 12)),)})
    assert [(duty.shift, duty.after) for duty in whole(given).plan.duties] == [("day", HOUR)]


def test_work_goes_on_in_overtime_that_covers_something_already():
    given = evening()
    (ben,) = construct(given).duties
    day = ben.model_copy(update={"shift": "day", "hours": given.shifts["day"].hours[0], "after": HOUR})
    start = Plan(scenario="small", start=0, end=at(2, 0), duties=(day,), unplanned=(Unplanned(job="J", step="draw"),))
    assert whole(given, start=start).values[0] == 0


def test_nobody_is_kept_where_nobody_could_be_in_a_shift():
    # Ann covers the hour by chance, in overtime; she has no later shift.
    ann = person("ann", "reception", "draw", days=(PersonDay(shifts=("day",)), PersonDay()))
    given = evening().model_copy(update={"people": (ann,)})
    start = construct(given)
    assert start.duties[0].after == HOUR
    free = given.model_copy(update={"jobs": (Job(id="J"),), "tasks": (task("draw", 8, "draw"),)})
    assert whole(free, start=start.model_copy(update={"assignments": ()})).plan.duties[0].after == 0


def test_what_is_locked_stays():
    given = sized(8, 20, seed=14)
    assert given.locks
    solved = whole(given, work=6.0, tiers=1)
    for lock in given.locks:
        assert any((p.task, p.start, p.people) == (lock.task, lock.start, lock.people) for p in solved.plan.assignments)


@pytest.mark.parametrize(
    ("hours", "splittable", "left"), [(3, False, []), (3, True, []), (5, True, [(at(0, 14), at(0, 16))])]
)
def test_locked_work_counts_without_the_break_in_it(hours, splittable, left):
    # From 10 to 14 with an hour of lunch: three hours of work.
    work = task("t", hours, "x", splittable=splittable)
    given = problem([person("ann", "x"), person("ben", "x")], [work], locks=(HALF,), jobs=(Job(id="J", due=at(0, 15)),))
    solved = whole(given)
    assert verify(given, solved.plan) == []
    assert [(p.start, p.end) for p in solved.plan.assignments if p.start >= HALF.end] == left
    result = make(given, rounds=3)
    assert verify(given, result.plan) == []
    assert result.status == "optimal"


def test_work_that_is_locked_at_another_firm_stays_there():
    out = Outside(price=100.0, delay=4 * HOUR)
    lock = Assignment(job="J", step="t", start=at(0, 8), end=at(0, 12), outside=True, locked=True)
    given = problem(
        [person("ann", "x")],
        [task("t", 3, "x", outside=out), task("u", 2, "x", after=(After(step="t"),))],
        locks=(lock,),
        jobs=(Job(id="J", due=at(0, 15)),),
    )
    result = make(given, rounds=3)
    assert verify(given, result.plan) == []
    assert [(p.step, p.start) for p in result.plan.assignments] == [("t", at(0, 8)), ("u", at(0, 13))]


def test_no_plan_is_below_the_bounds():
    for seed in (2, 5):
        given = sized(6, 5, seed=seed)
        short, longer = make(given, rounds=1), make(given, rounds=4)
        tiers = longer.cost.tiers()
        for result in (short, longer):
            assert all(bound is None or bound <= tiers[n] + 0.01 for n, bound in enumerate(result.bounds))
        if longer.status == "optimal":
            assert tiers[:2] == pytest.approx(longer.bounds[:2], abs=0.01)


def test_planning_finds_more_than_the_first_plan_and_says_what_it_did():
    given = sized(6, 8, seed=2)
    first = cost_of(given, construct(given))
    result = make(given, rounds=3)
    assert result.cost == cost_of(given, result.plan)
    assert result.cost.tiers() < first.tiers()
    assert len(result.history) > 2
    assert [h.tiers for h in result.history] == sorted((h.tiers for h in result.history), reverse=True)
    assert result.plan.unplanned
    assert all(each.reasons for each in result.plan.unplanned)


def test_the_same_rounds_give_the_same_plan():
    given = sized(8, 62, seed=3)
    assert make(given, rounds=2, seed=5).plan == make(given, rounds=2, seed=5).plan


def test_neighbourhoods_are_the_same_in_every_process():
    code = """
import random
from collections import defaultdict
from agencysim.planner.construct import construct
from agencysim.planner.instances import sized
from agencysim.planner.search.neighbourhoods import Neighbourhoods
from agencysim.planner.search.scene import Scene
from agencysim.planner.verifier.world import World
given = sized(8, 62, seed=3)
drawn = Neighbourhoods(Scene(given), World(given, construct(given)), random.Random(1)).draw(defaultdict(lambda: 12))
print(sorted(drawn.tasks), sorted(drawn.people))
"""
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": hashes}, capture_output=True, check=True
        ).stdout
        for hashes in ("1", "2", "3")
    ]
    assert runs[0]
    assert len(set(runs)) == 1


def test_two_workers_plan_a_larger_problem():
    given = sized(12, 62, seed=4)
    first = cost_of(given, construct(given))
    result = make(given, rounds=3, workers=2)
    assert [v for v in verify(given, result.plan) if not v.locked] == []
    assert result.cost.tiers() < first.tiers()


def test_what_a_machine_leaves_is_told_by_the_way_in_which_it_is_done():
    # Forty-eight of fifty hours the quick way are all but four hundredths of the sixty that it usually takes.
    ways = (Mode(units={"oven": 1}, content=60 * HOUR), Mode(name="quick", units={"oven": 1}, content=50 * HOUR))
    cure = task("cure", 60, modes=ways)
    due = (Job(id="J", due=at(0, 12)),)
    given = problem([person("ann", "print")], [cure], jobs=due, units=(Unit(name="oven.1", kind="oven"),))
    solved = whole(given)
    late, left = 36 * HOUR, 2.4 * HOUR
    assert solved.values[0] == CENTS * (late + 2 * left)
    assert solved.proven >= 1
    assert cost_of(given, solved.plan).unfinished == 2.4


def test_an_outside_firm_is_used_if_that_is_the_only_way_to_be_in_time():
    work = task("print", 12, "print", outside=Outside(price=500.0, delay=4 * HOUR))
    given = problem([person("ann", "print")], [work], jobs=(Job(id="J", due=at(0, 12)),))
    solved = whole(given)
    assert solved.values == (0, 500 * MONEY)


def test_work_goes_on_after_a_site_was_closed_in_between():
    # Open from 10 to 12:30 and from 14 on: with lunch from 12 to 13 three hours are done from 10 to 15.
    given = problem(
        [person("ann", "fit")],
        [task("fit", 3, "fit", site="mall", splittable=False)],
        calendars={"mall": ((at(0, 10), at(0, 12.5)), (at(0, 14), at(0, 20)))},
        jobs=(Job(id="J", due=at(0, 10)),),
    )
    solved = whole(given)
    assert [(p.start, p.end) for p in solved.plan.assignments] == [(at(0, 10), at(0, 15))]
    assert solved.values[0] == 100 * 5 * HOUR


def test_there_is_no_overtime_after_a_shift_that_was_over_before_the_plan():
    given = problem(
        [person("ann", "print")],
        [task("print", 1, "print", splittable=False)],
        jobs=(Job(id="J", due=at(0, 20)),),
        limits=Limits(overtime_late=2 * HOUR),
    ).model_copy(update={"start": at(0, 20)})
    assert [p.start for p in whole(given).plan.assignments] == [at(1, 8)]


# -- what locks break, and cover that takes more than one change ----------------------------------------------------


def test_days_off_are_staggered_so_that_somebody_is_always_there():
    people = [person(name, "reception", days=(PersonDay(shifts=("day",)),) * 7) for name in ("ann", "ben")]
    mornings = tuple((at(day, 8), at(day, 12)) for day in range(7))
    given = problem(
        people,
        [task("call", 20, "reception")],
        days=7,
        limits=Limits(rest_days=1),
        coverage=(Coverage(skill="reception", windows=mornings),),
        jobs=(Job(id="J", due=at(3, 0)),),
    )
    assert verify(given, make(given, time_limit=0).plan) == []
    assert verify(given, make(given, rounds=2).plan) == []


def lock(who, day, first, last):
    return Assignment(job="J", step="t", people=(who,), start=at(day, first), end=at(day, last), locked=True)


@pytest.mark.parametrize(
    ("work", "locks", "rule"),
    [
        (task("t", 8, "x"), (lock("ann", 0, 8, 9), lock("ben", 1, 8, 9)), Rule.SAME_PEOPLE),
        (task("t", 0.5, "x"), (lock("ann", 0, 8 + 7 / 60, 8 + 20 / 60),), Rule.WORK_DONE),
        (task("t", 3, "x"), (lock("ann", 0, 8, 9.5), lock("ann", 0, 9, 10)), Rule.ONE_PLACE),
    ],
)
@pytest.mark.parametrize("rounds", [0, 2])
def test_there_is_always_a_plan_and_what_locks_break_is_told(work, locks, rule, rounds):
    given = problem([person("ann", "x"), person("ben", "x")], [work], locks=locks)
    result = make(given, rounds=rounds)
    assert {v.rule for v in result.broken} == {rule}
    assert set(locks) <= set(result.plan.assignments)


LOCKED = TaskId("J", "t")
OTHER = TaskId("J", "u")


def breaks(rule=Rule.WORK_DONE, task=LOCKED, by=3600.0, who=()):
    return Violation(rule=rule, tasks=() if rule is Rule.COVERAGE else (task,), who=who, by=by, detail="")


@pytest.mark.parametrize(
    ("later", "best", "worse"),
    [
        ([], [], False),
        ([], [breaks()], False),
        ([breaks()], [breaks()], False),
        ([breaks()], [], True),
        ([breaks(by=1800.0)], [breaks()], False),
        ([breaks(by=4500.0)], [breaks()], True),
        ([breaks(task=OTHER)], [breaks()], True),
        ([breaks(Rule.SAME_PEOPLE)], [breaks()], True),
        ([breaks(Rule.ONE_PLACE, who=("ben",))], [breaks(Rule.ONE_PLACE, who=("ann",))], True),
        ([breaks(), breaks(task=OTHER)], [breaks()], True),
        ([breaks(Rule.COVERAGE, by=1), breaks(Rule.COVERAGE, by=1)], [breaks(Rule.COVERAGE, by=2)], False),
        ([breaks(Rule.COVERAGE, by=2), breaks(Rule.COVERAGE, by=1)], [breaks(Rule.COVERAGE, by=2)], True),
    ],
)
def test_a_later_plan_never_breaks_more_around_locks_than_the_best_so_far(later, best, worse):
    assert is_worse(later, best) == worse


def test_a_cheaper_plan_that_breaks_more_around_locks_is_not_taken():
    given = problem([person("ann", "x")], [task("t", 3, "x"), task("u", 1, "x")], locks=(lock("ann", 0, 8, 9),))
    search = _Search(given, Budget(0, None), 1, 1, None)
    first = accepted(given, construct(given))
    search._begin_with(first._replace(cost=Cost(tardiness=100.0)))
    moved = first.plan.assignments[0].model_copy(update={"start": at(0, 8), "end": at(0, 8.5)})
    worse = first.plan.model_copy(update={"assignments": (moved, *first.plan.assignments[1:])})
    assert not search._try(worse, "late")
    assert search._try(first.plan, "late")


def test_where_nothing_may_be_planned_the_first_plan_is_returned():
    given = sized(12, 90, seed=1)
    maybe = tuple(job.model_copy(update={"win_probability": 0.4}) for job in given.jobs)
    result = make(given.model_copy(update={"jobs": maybe, "locks": ()}), rounds=10)
    assert result.plan.assignments == ()


def test_nothing_is_called_optimal_where_locked_work_breaks_a_rule():
    lock = Assignment(job="J", step="t", people=("ann",), start=at(0, 18), end=at(0, 20), locked=True)
    given = problem([person("ann", "draw")], [task("t", 2, "draw")], locks=(lock,), limits=Limits(overtime_late=0))
    result = make(given, rounds=10)
    assert {violation.locked for violation in result.broken} == {True}
    assert (result.status, set(result.bounds)) == ("feasible", {None})
