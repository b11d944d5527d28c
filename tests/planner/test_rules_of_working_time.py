"""What each rule for working time means: at its edge, one step beyond, and just beside."""

import pytest
from small_plans import IN_SLOTS, SLOT, broken, duty, piece, plan, usual
from small_problems import HOURS, at, person, problem, shift, task

from agencysim.planner import Rule, verify
from agencysim.planner import plan as make
from agencysim.planner.problem import (
    Absence,
    Coverage,
    DayWorked,
    Holding,
    Limits,
    PersonDay,
    Reserve,
)
from agencysim.values import HOUR

BEGINS = at(0, 8)
"""When the first duty begins."""

WORKDAY = PersonDay(shifts=("day",))
DAY_OFF = PersonDay(shifts=("day",), rostered=False, pay="rest_day")


def ann_with(days=(WORKDAY,) * 2, *, history=(), **limits):
    """A problem with nothing to do, and limits on the working time of one person."""
    ann = person("ann", "design", days=days, history=history)
    return problem([ann], [], days=len(days), limits=Limits(**limits), settings=IN_SLOTS)


def working(given, *days, after=0):
    """Return the plan in which she works on some days, with overtime on the first one."""
    duties = [duty(given, "ann", day, after=after if day == days[0] else 0) for day in days]
    return plan(given, duties=tuple(duties))


# -- shift: one a day, one that he may be asked for, with overtime as it may be ----------------------------------------


def test_shift_at_its_edge():
    given = ann_with(overtime_late=HOUR)
    assert broken(given, working(given, 0, 1, after=HOUR)) == []


def test_shift_broken():
    given = ann_with(overtime_late=HOUR)
    made = working(given, 0, 1, after=HOUR + SLOT)
    assert broken(given, made) == [(Rule.SHIFT, "ann", "", BEGINS, 1)]


def test_shift_just_beside():
    # Another shift, for which he may be asked, whose night touches the next day's duty.
    night = shift(((26, 30), (30.5, 32)), 2)
    days = (PersonDay(shifts=("day", "night")),) * 2
    given = problem([person("ann", "design", days=days)], [], shifts={"day": shift(HOURS, 2), "night": night})
    made = plan(given, duties=(duty(given, "ann", 0, shift="night"), duty(given, "ann", 1)))
    assert broken(given, made) == []


@pytest.mark.parametrize(
    "change",
    [
        {"shift": "night"},
        {"hours": ((at(0, 8), at(0, 12)), (at(0, 13), at(0, 17.25)))},
        {"before": SLOT},
        {"after": SLOT - 60},
        {"rostered": False},
        {"pay": "holiday"},
    ],
)
def test_shift_that_is_not_as_it_may_be(change):
    given = ann_with()
    wrong = duty(given, "ann").model_copy(update=change)
    assert [(v.rule, v.who) for v in verify(given, plan(given, duties=(wrong,)))] == [(Rule.SHIFT, ("ann",))]


def test_shift_twice_on_a_day():
    given = ann_with()
    made = plan(given, duties=(*usual(given), duty(given, "ann", 1)))
    assert broken(given, made) == [(Rule.SHIFT, "ann", "", at(1, 8), 9 * HOUR)]


def test_shift_into_the_next_one():
    night = shift(((26, 32.25),), 2)
    days = (PersonDay(shifts=("day", "night")),) * 2
    given = problem([person("ann", "design", days=days)], [], shifts={"day": shift(HOURS, 2), "night": night})
    made = plan(given, duties=(duty(given, "ann", 0, shift="night"), duty(given, "ann", 1)))
    assert broken(given, made) == [(Rule.SHIFT, "ann", "", at(1, 8), SLOT)]


# -- daily rest: enough of it between two days of work -----------------------------------------------------------------


def test_daily_rest_at_its_edge():
    given = ann_with(daily_rest=15 * HOUR)
    assert broken(given, working(given, 0, 1)) == []


def test_daily_rest_broken():
    given = ann_with(daily_rest=15 * HOUR)
    made = working(given, 0, 1, after=SLOT)
    assert broken(given, made) == [(Rule.DAILY_REST, "ann", "", at(1, 8), SLOT)]


def test_daily_rest_just_beside():
    # There is no work on the day after.
    given = ann_with(daily_rest=15 * HOUR)
    assert broken(given, working(given, 0, after=SLOT)) == []


def test_daily_rest_after_the_last_day_before_the_plan():
    for end, beyond in ((-7 * HOUR, 0), (-7 * HOUR + SLOT, SLOT)):
        given = ann_with(history=(DayWorked(day=-1, worked=8 * HOUR, end=end),), daily_rest=15 * HOUR)
        expected = [(Rule.DAILY_REST, "ann", "", BEGINS, SLOT)] if beyond else []
        assert broken(given, working(given, 0, 1)) == expected


# -- rest days: enough of them in any seven ----------------------------------------------------------------------------

WEEK = (WORKDAY,) * 7


def worked(*days, hours=8.0, overtime=0.0):
    """Return days before the plan."""
    return tuple(DayWorked(day=n, worked=round(hours * HOUR), overtime=round(overtime * HOUR)) for n in days)


def test_rest_days_at_its_edge():
    given = ann_with(WEEK, rest_days=1)
    assert broken(given, working(given, *range(6))) == []


def test_rest_days_broken():
    given = ann_with(WEEK, rest_days=1)
    assert broken(given, working(given, *range(7))) == [(Rule.REST_DAYS, "ann", "", at(6, 0), 1)]


def test_rest_days_just_beside():
    # Seven days in which none was off lie before the plan.
    given = ann_with(WEEK, rest_days=1, history=worked(*range(-7, 0)))
    assert broken(given, working(given, 1, 2)) == []


@pytest.mark.parametrize("days", [1, 2, 7])
def test_rest_days_with_those_before_the_plan(days):
    given = ann_with((WORKDAY,) * days, rest_days=2, history=worked(*range(-5, 0)))
    assert broken(given, plan(given, duties=())) == []
    made = working(given, 0)
    # Day 0 is in the seven days up to day 0, and in those up to day 1.
    assert broken(given, made) == [(Rule.REST_DAYS, "ann", "", at(n, 0), 1) for n in range(min(days, 2))]


# -- days in a row: not too many ---------------------------------------------------------------------------------------


def test_days_in_row_at_its_edge():
    given = ann_with(WEEK, days_in_row=3)
    assert broken(given, working(given, 0, 1, 2, 4, 5, 6)) == []


def test_days_in_row_broken():
    given = ann_with(WEEK, days_in_row=3)
    assert broken(given, working(given, 0, 1, 2, 3, 5)) == [(Rule.DAYS_IN_ROW, "ann", "", at(3, 0), 1)]


def test_days_in_row_just_beside():
    # The row before the plan was too long already, and has come to its end.
    given = ann_with(WEEK, days_in_row=3, history=worked(*range(-5, 0)))
    assert broken(given, working(given, 1, 2, 3)) == []


def test_days_in_row_with_those_before_the_plan():
    given = ann_with(WEEK, days_in_row=3, history=worked(-3, -2, -1))
    assert broken(given, working(given, 0)) == [(Rule.DAYS_IN_ROW, "ann", "", at(0, 0), 1)]


# -- overtime on a day, in a week, in a month --------------------------------------------------------------------------


def test_overtime_day_at_its_edge():
    given = ann_with(overtime_day=HOUR)
    assert broken(given, working(given, 0, 1, after=HOUR)) == []


def test_overtime_day_broken():
    given = ann_with(overtime_day=HOUR)
    made = working(given, 0, 1, after=HOUR + SLOT)
    assert broken(given, made) == [(Rule.OVERTIME_DAY, "ann", "", BEGINS, SLOT)]


def test_overtime_day_just_beside():
    # A day off that is worked is paid as overtime, and still not too long a day.
    given = ann_with((WORKDAY, DAY_OFF), overtime_day=HOUR)
    assert broken(given, working(given, 0, 1, after=HOUR)) == []


def test_overtime_week_at_its_edge():
    given = ann_with((WORKDAY, DAY_OFF), overtime_week=9 * HOUR)
    assert broken(given, working(given, 0, 1, after=HOUR)) == []


def test_overtime_week_broken():
    given = ann_with((WORKDAY, DAY_OFF), overtime_week=9 * HOUR)
    made = working(given, 0, 1, after=HOUR + SLOT)
    assert broken(given, made) == [(Rule.OVERTIME_WEEK, "ann", "", 0, SLOT)]


def test_overtime_week_just_beside():
    # Sunday belongs to the week before.
    given = ann_with(overtime_week=HOUR, history=worked(-1, overtime=3))
    assert broken(given, working(given, 0, 1, after=HOUR)) == []


def on_wednesday(**limits):
    """The same from Wednesday on; what Monday and Tuesday had counts."""
    history = worked(-1, -2, overtime=0.5)
    given = ann_with(history=history, **limits)
    return given.model_copy(update={"first_day": given.first_day.replace(day=4)})


def test_overtime_week_with_days_before_the_plan():
    given = on_wednesday(overtime_week=2 * HOUR)
    for after, beyond in ((HOUR, 0), (HOUR + SLOT, SLOT)):
        expected = [(Rule.OVERTIME_WEEK, "ann", "", 0, SLOT)] if beyond else []
        assert broken(given, working(given, 0, 1, after=after)) == expected


def test_overtime_month_at_its_edge():
    # The plan begins on the second of March.
    given = ann_with(overtime_month=2 * HOUR, history=worked(-1, overtime=1))
    assert broken(given, working(given, 0, 1, after=HOUR)) == []


def test_overtime_month_broken():
    given = ann_with(overtime_month=2 * HOUR, history=worked(-1, overtime=1))
    made = working(given, 0, 1, after=HOUR + SLOT)
    assert broken(given, made) == [(Rule.OVERTIME_MONTH, "ann", "", 0, SLOT)]


def test_overtime_month_just_beside():
    # The day before yesterday was in February.
    given = ann_with(overtime_month=HOUR, history=worked(-2, overtime=3))
    assert broken(given, working(given, 0, 1, after=HOUR)) == []


def test_overtime_before_the_plan_is_not_its_fault():
    given = ann_with(overtime_month=HOUR, history=worked(-1, overtime=3))
    assert broken(given, working(given, 0, 1)) == []
    made = working(given, 0, 1, after=SLOT)
    assert broken(given, made) == [(Rule.OVERTIME_MONTH, "ann", "", 0, SLOT)]


# -- hours in a week, and a week on average ----------------------------------------------------------------------------


def test_week_hours_at_its_edge():
    given = ann_with(week_hours=17 * HOUR)
    assert broken(given, working(given, 0, 1, after=HOUR)) == []


def test_week_hours_broken():
    given = ann_with(week_hours=17 * HOUR)
    made = working(given, 0, 1, after=HOUR + SLOT)
    assert broken(given, made) == [(Rule.WEEK_HOURS, "ann", "", 0, SLOT)]


def test_week_hours_just_beside():
    # Sunday belongs to the week before.
    given = ann_with(week_hours=17 * HOUR, history=worked(-1))
    assert broken(given, working(given, 0, 1, after=HOUR)) == []


def test_week_hours_with_days_before_the_plan():
    given = on_wednesday(week_hours=33 * HOUR)
    for after, beyond in ((HOUR, 0), (HOUR + SLOT, SLOT)):
        expected = [(Rule.WEEK_HOURS, "ann", "", 0, SLOT)] if beyond else []
        assert broken(given, working(given, 0, 1, after=after)) == expected


def test_average_hours_at_its_edge():
    # 18 hours in the week before and 16 in this one.
    given = ann_with(average_hours=17 * HOUR, average_weeks=2, history=worked(-3, -2, hours=9))
    assert broken(given, working(given, 0, 1)) == []


def test_average_hours_broken():
    given = ann_with(average_hours=17 * HOUR, average_weeks=2, history=worked(-3, -2, hours=9))
    made = working(given, 0, 1, after=SLOT)
    assert broken(given, made) == [(Rule.AVERAGE_HOURS, "ann", "", 0, SLOT / 2)]


def test_average_hours_just_beside():
    # Three weeks ago is too long ago; and overtime may not count.
    given = ann_with(average_hours=16 * HOUR, average_weeks=2, history=worked(-15, hours=24) + worked(-1, hours=16))
    assert broken(given, working(given, 0, 1)) == []
    apart = ann_with(average_hours=16 * HOUR, average_counts_overtime=False)
    assert broken(apart, working(apart, 0, 1, after=HOUR)) == []


def test_average_hours_of_somebody_new():
    # There is no week before, so that this one is the average.
    given = ann_with(average_hours=16 * HOUR, average_weeks=4)
    assert broken(given, working(given, 0, 1)) == []
    made = working(given, 0, 1, after=SLOT)
    assert broken(given, made) == [(Rule.AVERAGE_HOURS, "ann", "", 0, SLOT)]


# -- coverage: enough are there of those who must always be ------------------------------------------------------------


def covered(start, end, people=1, *others, **ann):
    """Somebody must be there; Ann and Bob could be on either shift."""
    days = (PersonDay(shifts=("day", "early")),)
    both = [
        person("ann", ann.pop("skill", "reception"), days=days, **ann),
        person("bob", "reception", days=days),
        *others,
    ]
    shifts = {"day": shift(((8, 17),), 1), "early": shift(((7, 16),), 1)}
    window = (at(0, start), at(0, end))
    return problem(
        both, [], days=1, shifts=shifts, coverage=(Coverage(skill="reception", people=people, windows=(window,)),)
    )


def there(given, **shifts):
    return plan(given, duties=tuple(duty(given, name, shift=shift) for name, shift in shifts.items()))


def test_coverage_at_its_edge():
    given = covered(8, 17)
    assert broken(given, there(given, ann="day")) == []


def test_coverage_broken():
    given = covered(7.75, 17)
    assert broken(given, there(given, ann="day")) == [(Rule.COVERAGE, "", "", at(0, 7.75), 1)]
    one_short = covered(8, 17, 2)
    assert broken(one_short, there(one_short, ann="day")) == [(Rule.COVERAGE, "", "", at(0, 8), 1)]


def test_coverage_just_beside():
    # Nobody could be there at such hours; nor are there three at all.
    given = covered(5, 7)
    assert broken(given, there(given, ann="day")) == []
    three = covered(8, 16, 3)
    assert broken(three, there(three, ann="day", bob="day")) == []


def test_coverage_by_somebody_whose_certificate_ends():
    given = covered(8, 12, skill=Holding(skill="reception", until=at(0, 10)))
    assert broken(given, there(given, ann="day")) == [(Rule.COVERAGE, "", "", at(0, 10), 1)]
    assert broken(given, there(given, bob="day")) == []


def test_coverage_by_somebody_who_is_away():
    given = covered(8, 12, absences=(Absence(start=at(0, 9), end=at(0, 10)),))
    assert broken(given, there(given, ann="day")) == [(Rule.COVERAGE, "", "", at(0, 9), 1)]


def test_coverage_is_missing_once_whoever_comes_and_goes():
    # That somebody else could come at 8:00 is no second gap.
    given = covered(7, 16)
    assert broken(given, there(given)) == [(Rule.COVERAGE, "", "", at(0, 7), 1)]


# -- reserve: working time is kept free for rush work ------------------------------------------------------------------


def reserved(hours, *others, **more):
    """A quarter of the eight hours of those who design is kept free."""
    work = [task("design", hours, "design")]
    kept = (Reserve(skill="design", share=0.25),)
    return problem([person("ann", "design"), *others], work, reserve=kept, settings=IN_SLOTS, **more)


def test_reserve_at_its_edge():
    given = reserved(6)
    assert broken(given, plan(given, piece("design", "ann", at(0, 8), at(0, 15)))) == []


def test_reserve_broken():
    given = reserved(6.25)
    made = plan(given, piece("design", "ann", at(0, 8), at(0, 15.25)))
    assert broken(given, made) == [(Rule.RESERVE, "", "", 0, SLOT)]


def test_reserve_just_beside():
    # Overtime is not taken from it, and somebody else's hours count as well.
    given = reserved(7)
    evening = (duty(given, "ann", after=HOUR), duty(given, "ann", 1))
    pieces = (piece("design", "ann", at(0, 8), at(0, 15)), piece("design", "ann", at(0, 17), at(0, 18)))
    assert broken(given, plan(given, *pieces, duties=evening)) == []
    together = reserved(8, person("bob", "design"))
    assert broken(together, plan(together, piece("design", "ann", at(0, 8), at(0, 17)))) == []


def test_reserve_that_locked_work_takes_is_told_as_such():
    lock = piece("design", "ann", at(0, 8), at(0, 17), locked=True)
    given = reserved(8, locks=(lock,))
    assert [(v.rule, v.locked) for v in verify(given, plan(given, lock))] == [(Rule.RESERVE, True)]


def test_overtime_takes_nothing_from_a_reserve_that_frozen_work_takes():
    # What the planner adds in overtime is no choice of its own to break the rule: it makes a plan, and tells of it.
    given = reserved(8)
    more = given.model_copy(update={"tasks": (*given.tasks, task("more", 1, "design"))})
    frozen = piece("design", "ann", at(0, 8), at(0, 17))
    known = plan(given, frozen)
    asked = more.model_copy(update={"published": known, "frozen_until": at(0, 12)})
    evening = (duty(given, "ann", after=HOUR), duty(given, "ann", 1))
    made = plan(asked, frozen, piece("more", "ann", at(0, 17), at(0, 18)), duties=evening)
    assert [(v.rule, v.locked) for v in verify(asked, made)] == [(Rule.RESERVE, True)]
    assert [(v.rule, v.locked) for v in make(asked, time_limit=0).broken] == [(Rule.RESERVE, True)]
