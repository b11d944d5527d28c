"""What each number of a cost means, on problems so small that it is worked out by hand."""

import pytest
from small_plans import duty, piece, plan, usual
from small_problems import HOURS, at, person, problem, shift, task

from agencysim.planner import cost_of
from agencysim.planner.cost import Cost
from agencysim.planner.problem import Absence, DayWorked, Job, Mode, Outside, PersonDay, Place, Settings, Unit
from agencysim.values import HOUR

ANN, BOB = person("ann", "design", "print"), person("bob", "design", "print")
DESIGN = task("design", 2, "design")
WORKS_8_TO_10 = piece("design", "ann", at(0, 8), at(0, 10))


def test_a_plan_that_is_in_time_and_takes_no_more_than_it_has_costs_nothing():
    given = problem([ANN], [DESIGN], jobs=(Job(id="J", due=at(0, 10)),))
    assert cost_of(given, plan(given, WORKS_8_TO_10)) == Cost()


# -- tier 1: lateness, and what is not finished ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("job", "hours"),
    [
        ({"due": at(0, 11)}, 0),  # an hour early is worth nothing
        ({"due": at(0, 9.5)}, 0.5),
        ({"due": at(0, 9.5), "weight": 4.0}, 2),
        ({"due": at(0, 11), "tail": 3 * HOUR}, 2),  # it reaches its milestone at 13:00
        ({"deadline": at(0, 9)}, 1),  # without a date, the deadline is one
        ({"due": at(0, 9.5), "deadline": at(0, 8)}, 0.5),
        ({}, 0),
    ],
)
def test_tardiness(job, hours):
    given = problem([ANN], [DESIGN], jobs=(Job(id="J", **job),))
    assert cost_of(given, plan(given, WORKS_8_TO_10)).tardiness == hours


def test_a_job_is_as_late_as_its_last_task():
    given = problem([ANN], [DESIGN, task("print", 1, "print")], jobs=(Job(id="J", due=at(0, 9)),))
    made = plan(given, WORKS_8_TO_10, piece("print", "ann", at(0, 11), at(0, 12)))
    assert cost_of(given, made).tardiness == 3


def test_lateness_of_what_another_firm_does():
    work = task("design", 2, "design", outside=Outside(price=100.0, delay=4 * HOUR))
    given = problem([ANN], [work], jobs=(Job(id="J", due=at(0, 10)),))
    made = plan(given, piece("design", "", at(0, 8), at(0, 12), outside=True))
    assert cost_of(given, made).tardiness == 2


def test_what_is_not_planned_is_late_as_if_it_were_done_right_after_the_plan():
    # The plan ends at midnight of Tuesday; two hours of work and an hour that follows are left.
    given = problem([ANN], [DESIGN], jobs=(Job(id="J", due=at(1, 17), weight=2.0, tail=HOUR),))
    cost = cost_of(given, plan(given, left="design"))
    assert (cost.tardiness, cost.unfinished, cost.lateness) == (2 * 10, 2 * 2, 24)


def test_what_is_planned_in_part_counts_with_what_is_left():
    given = problem([ANN], [DESIGN], jobs=(Job(id="J", due=at(1, 17)),))
    made = plan(given, piece("design", "ann", at(0, 8), at(0, 9.5)), left="design")
    cost = cost_of(given, made)
    assert (cost.tardiness, cost.unfinished) == (7.5, 0.5)
    # Somebody twice as fast has done as much in half the time.
    quick = problem([person("ann", "design").model_copy(update={"holdings": (_fast(),)})], [DESIGN], jobs=given.jobs)
    made = plan(quick, piece("design", "ann", at(0, 8), at(0, 8.75)), left="design")
    assert cost_of(quick, made).unfinished == 0.5


def _fast():
    return person("eve", "design").holdings[0].model_copy(update={"level": 2.0})


@pytest.mark.parametrize(("due", "hours"), [(at(2, 0), 2), (at(2, 1), 0)])
def test_unfinished_is_what_was_due_by_the_end_of_the_plan(due, hours):
    given = problem([ANN], [DESIGN], jobs=(Job(id="J", due=due),))
    assert cost_of(given, plan(given, left="design")).unfinished == hours


def test_a_tentative_job_is_neither_late_nor_left_over():
    given = problem([ANN], [DESIGN], jobs=(Job(id="J", due=at(0, 10), win_probability=0.5),))
    assert cost_of(given, plan(given)) == Cost()


# -- tier 2: money -----------------------------------------------------------------------------------------------------


def test_overtime_by_the_kind_of_day():
    # Her wage is 20: half an hour before and an hour after at 1.5, eight hours and a half at 2, and eight hours at 3.
    days = (
        PersonDay(shifts=("day",)),
        PersonDay(shifts=("day",), rostered=False, pay="rest_day"),
        PersonDay(shifts=("day",), rostered=False, pay="holiday"),
    )
    given = problem([person("ann", "design", days=days)], [], days=3)
    duties = (
        duty(given, "ann", 0, before=HOUR // 2, after=HOUR),
        duty(given, "ann", 1, after=HOUR // 2),
        duty(given, "ann", 2),
    )
    cost = cost_of(given, plan(given, duties=duties))
    assert dict(cost.overtime) == {"workday": 45, "rest_day": 340, "holiday": 480}
    assert cost.overtime_hours == 1.5 + 8.5 + 8
    assert cost.money == 865


def test_overtime_at_other_rates():
    given = problem([ANN], [], settings=Settings(overtime_rates={"workday": 1.25}))
    made = plan(given, duties=(duty(given, "ann", after=2 * HOUR),))
    assert dict(cost_of(given, made).overtime) == {"workday": 50}


def test_a_shift_on_a_workday_costs_nothing_more():
    given = problem([ANN], [])
    assert cost_of(given, plan(given)).money == 0


def test_another_firm_costs_its_price():
    work = task("design", 2, "design", outside=Outside(price=100.0, delay=HOUR))
    given = problem([ANN], [work])
    cost = cost_of(given, plan(given, piece("design", "", at(0, 8), at(0, 9), outside=True)))
    assert (cost.outsourcing, cost.money) == (100, 100)


def test_own_and_hired_vehicles_cost_by_the_hour():
    # Both are away from eight to one, the break and the way included.
    vans = (
        Unit(name="own", kind="van", cost_per_hour=12),
        Unit(name="hired", kind="van", cost_per_hour=45, hired=True),
    )
    given = problem([ANN], [task("design", 2, "design", travel=HOUR, units={"van": 2})], units=vans)
    made = plan(given, piece("design", "ann", at(0, 9), at(0, 14), units=("own", "hired")))
    cost = cost_of(given, made)
    assert (cost.travel, cost.hire, cost.money) == (60, 225, 285)


def test_what_is_left_for_later_costs_hours_of_people():
    # Two hours of two people, at twenty an hour; nothing is due.
    pair = Mode(crew=(Place(skill="design", count=2),), content=2 * HOUR)
    given = problem([ANN, BOB], [task("design", 2, modes=(pair,))])
    cost = cost_of(given, plan(given, left="design"))
    assert (cost.lateness, cost.postponed, cost.money) == (0, 80, 80)
    dear = given.model_copy(update={"settings": Settings(postponed_hour=7.0)})
    assert cost_of(dear, plan(dear, left="design")).postponed == 28


def test_work_shared_out_over_a_crew_is_postponed_as_often_as_it_takes_hours():
    # Four hours of one person are two of two; whoever also drives is not a third one.
    crew = (Place(skill="design", count=2), Place(skill="print", shared=True))
    given = problem([ANN, BOB], [task("design", 4, modes=(Mode(crew=crew, content=4 * HOUR, per="person"),))])
    assert cost_of(given, plan(given, left="design")).postponed == 4 * 20


# -- tier 3: what people mind ------------------------------------------------------------------------------------------


def test_unfairness_is_the_squares_of_overtime():
    given = problem([ANN, BOB], [])
    together = (duty(given, "ann", after=2 * HOUR), duty(given, "bob"))
    shared = (duty(given, "ann", after=HOUR), duty(given, "bob", after=HOUR))
    assert cost_of(given, plan(given, duties=together)).unfairness == 4
    assert cost_of(given, plan(given, duties=shared)).unfairness == 2


def test_unfairness_counts_the_days_of_the_month_before_the_plan():
    # The plan begins on the second of March, a Monday: Sunday counts, Saturday was in February.
    history = (
        DayWorked(day=-2, worked=8 * HOUR, overtime=5 * HOUR),
        DayWorked(day=-1, worked=8 * HOUR, overtime=2 * HOUR),
    )
    given = problem([person("ann", "design", history=history)], [])
    assert cost_of(given, plan(given, duties=(duty(given, "ann", after=HOUR),))).unfairness == 3**2


def test_unfairness_counts_unpopular_shifts_of_four_weeks():
    history = tuple(DayWorked(day=day, worked=HOUR, unpopular=True) for day in (-29, -28, -1))
    ann = person("ann", "design", days=(PersonDay(shifts=("day", "late")),) * 2, history=history)
    shifts = {"day": shift(HOURS, 2), "late": shift(((13, 20),), 2).model_copy(update={"unpopular": True})}
    given = problem([ann], [], shifts=shifts)
    assert cost_of(given, plan(given)).unfairness == 2**2
    late = (duty(given, "ann", 0, shift="late"), duty(given, "ann", 1))
    assert cost_of(given, plan(given, duties=late)).unfairness == 3**2


def test_a_day_off_that_is_worked_is_unfair_by_all_its_hours():
    ann = person("ann", "design", days=(PersonDay(shifts=("day",), rostered=False, pay="rest_day"),) * 2)
    given = problem([ann], [])
    assert cost_of(given, plan(given, duties=(duty(given, "ann"),))).unfairness == 8**2


def test_wishes():
    shifts = {"day": shift(HOURS, 2), "late": shift(((13, 20),), 2)}
    days = (PersonDay(shifts=("day", "late")),) * 2
    for wants, against in (
        ({}, 0),
        ({"days_off_wanted": (1, 5)}, 1),
        ({"shifts_wanted": ("late",)}, 2),
        ({"shifts_wanted": ("late", "day")}, 0),
        ({"days_off_wanted": (0,), "shifts_wanted": ("late",)}, 3),
    ):
        given = problem([person("ann", "design", days=days, **wants)], [], shifts=shifts)
        assert cost_of(given, plan(given)).wishes == against


def test_idle_hours_lie_between_two_tasks_of_a_duty():
    given = problem([ANN], [DESIGN, task("print", 1, "print")])
    for start, idle in (
        (at(0, 10), 0),
        (at(0, 11), 1),
        (at(0, 13), 2),  # the break is not idle
        (at(0, 14), 3),
        (at(1, 14), 0),  # neither is the rest of the day, nor the morning after
    ):
        made = plan(given, WORKS_8_TO_10, piece("print", "ann", start, start + HOUR))
        assert cost_of(given, made).idle_hours == idle


def test_who_is_in_a_meeting_or_away_is_not_idle():
    ann = person(
        "ann",
        "design",
        "print",
        routines=((at(0, 10), at(0, 11)),),
        absences=(Absence(start=at(0, 11.5), end=at(0, 14)),),
    )
    given = problem([ann], [DESIGN, task("print", 1, "print")])
    made = plan(given, WORKS_8_TO_10, piece("print", "ann", at(0, 15), at(0, 16)))
    assert cost_of(given, made).idle_hours == 0.5 + 1


# -- tier 4: changes ---------------------------------------------------------------------------------------------------

TWO = [DESIGN, task("print", 1, "print"), task("mount", 1, "print")]
PRINTS = piece("print", "ann", at(0, 10), at(0, 11))


def changes(published, now, **others):
    """Return the changes of a problem of two people and three tasks, from one list of pieces to another."""
    given = problem([ANN, BOB], TWO, units=tuple(Unit(name=n, kind="van") for n in ("a", "b")))
    given = given.model_copy(update={"published": plan(given, *published), **others})
    return cost_of(given, plan(given, *now)).changes


@pytest.mark.parametrize(
    ("change", "count"),
    [
        ({}, 0),
        ({"locked": True}, 0),
        ({"units": ("b", "a")}, 0),
        ({"units": ("a",)}, 1),
        ({"people": ("bob",)}, 1),
        ({"start": at(0, 10.25), "end": at(0, 11.25)}, 1),
        ({"mode": "small"}, 1),
        ({"outside": True, "people": ()}, 1),
    ],
)
def test_changes_of_a_task(change, count):
    before = PRINTS.model_copy(update={"units": ("a", "b")})
    assert changes([WORKS_8_TO_10, before], [WORKS_8_TO_10, before.model_copy(update=change)]) == count


def test_a_task_that_is_dropped_is_changed_and_a_new_one_is_not():
    assert changes([WORKS_8_TO_10, PRINTS], [WORKS_8_TO_10]) == 1
    assert changes([WORKS_8_TO_10], [WORKS_8_TO_10, PRINTS]) == 0


def test_a_task_is_changed_once_however_many_pieces_it_has():
    pieces = [piece("design", "ann", at(0, 8), at(0, 9)), piece("design", "ann", at(1, 8), at(1, 9))]
    moved = [piece("design", "bob", at(0, 13), at(0, 14)), piece("design", "bob", at(1, 13), at(1, 14))]
    assert changes(pieces, moved) == 1
    assert changes(pieces, pieces[::-1]) == 0


def test_what_began_before_the_plan_is_not_changed_but_what_follows_of_it_is():
    first, second = piece("design", "ann", at(0, 8), at(0, 9)), piece("design", "ann", at(1, 8), at(1, 9))
    assert changes([first, second], [second], start=at(1, 0)) == 0
    later = second.model_copy(update={"start": at(1, 9), "end": at(1, 10)})
    assert changes([first, second], [later], start=at(1, 0)) == 1


def test_nothing_is_changed_without_a_published_plan():
    given = problem([ANN], [DESIGN])
    assert cost_of(given, plan(given, WORKS_8_TO_10)).changes == 0


# -- the tiers ---------------------------------------------------------------------------------------------------------

EVERYTHING = Cost(
    tardiness=1.0,
    unfinished=2.0,
    overtime={"workday": 10.0, "rest_day": 20.0},
    outsourcing=30.0,
    travel=40.0,
    hire=50.0,
    postponed=60.0,
    overtime_hours=7.0,
    unfairness=0.1,
    wishes=0.2,
    idle_hours=0.4,
    changes=9,
)


def test_tiers_are_lateness_money_people_and_changes():
    assert EVERYTHING.tiers() == (3.0, 210.0, 0.7, 9.0)


def test_hours_of_overtime_count_before_money_if_that_is_asked_for():
    assert EVERYTHING.tiers(overtime_first=True) == (3.0, 7.0, 210.0, 0.7, 9.0)
    # An hour less of overtime is then worth any money, and otherwise it is not.
    dear = EVERYTHING.model_copy(update={"overtime_hours": 6.0, "hire": 5000.0})
    assert dear.tiers(overtime_first=True) < EVERYTHING.tiers(overtime_first=True)
    assert dear.tiers() > EVERYTHING.tiers()


def test_a_tier_counts_only_where_those_before_it_are_equal():
    late = EVERYTHING.model_copy(update={"tardiness": 1.5, "hire": 0.0, "changes": 0})
    dear = EVERYTHING.model_copy(update={"hire": 51.0, "changes": 0})
    unfair = EVERYTHING.model_copy(update={"unfairness": 0.2, "changes": 0})
    changed = EVERYTHING.model_copy(update={"changes": 10})
    assert sorted([late, dear, unfair, changed, EVERYTHING], key=Cost.tiers) == [
        EVERYTHING,
        changed,
        unfair,
        dear,
        late,
    ]


def test_tiers_that_differ_by_rounding_alone_are_equal():
    assert Cost(unfairness=0.1, wishes=0.2).tiers() == Cost(unfairness=0.3).tiers()


def test_the_cost_of_a_plan_is_that_of_all_its_duties():
    given = problem([ANN, BOB], [])
    assert cost_of(given, plan(given, duties=usual(given))) == Cost()
