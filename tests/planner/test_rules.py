"""What each rule for work means: it holds at its edge, is broken one step beyond, and leaves alone what is beside.

The rules for working time are in ``test_rules_of_working_time.py``.
"""

import pytest
import test_rules_of_working_time
from small_plans import SLOT, broken, duty, piece, plan, usual
from small_problems import HOURS, at, person, problem, shift, task

from agencysim.planner import Rule, verify
from agencysim.planner.problem import (
    Absence,
    After,
    Holding,
    Job,
    Mode,
    Outside,
    PersonDay,
    Place,
    Settings,
    Unit,
)
from agencysim.planner.rules import TEXTS
from agencysim.planner.verifier import CHECKS
from agencysim.plans import Plan, Unplanned
from agencysim.values import DAY, HOUR

ANN, BOB = person("ann", "design", "print"), person("bob", "design", "print")
DESIGN = task("design", 2, "design")
WORKS_8_TO_10 = piece("design", "ann", at(0, 8), at(0, 10))


def test_every_rule_has_a_text_a_check_and_three_tests():
    assert set(CHECKS) == set(Rule) == set(TEXTS)
    tests = {*globals(), *vars(test_rules_of_working_time)}
    wanted = {f"test_{rule}_{case}" for rule in Rule for case in ("at_its_edge", "broken", "just_beside")}
    assert wanted - tests == set()


# -- known: only what there is, within the time of the plan and on its grid --------------------------------------------


def evening(*tasks, **others):
    """A day that is planned up to midnight; the shift goes on for an hour."""
    ann = person("ann", "design", days=(PersonDay(shifts=("day",)),))
    return problem([ann], list(tasks) or [DESIGN], days=1, shifts={"day": shift(((20, 25),), 1)}, **others)


def test_known_at_its_edge():
    given = evening()
    assert broken(given, plan(given, piece("design", "ann", at(0, 22), DAY))) == []


def test_known_broken():
    given = evening()
    made = plan(given, piece("design", "ann", at(0, 22.25), DAY + SLOT))
    assert broken(given, made) == [(Rule.KNOWN, "", "design", at(0, 22.25), 1)]


def test_known_just_beside():
    # Locked work may be off the grid.
    lock = piece("design", "ann", at(0, 22) - 60, DAY - 60, locked=True)
    given = evening(locks=(lock,))
    assert broken(given, plan(given, lock)) == []


def test_known_off_the_grid():
    given = evening()
    made = plan(given, piece("design", "ann", at(0, 21) + 60, at(0, 23) + 60))
    assert broken(given, made) == [(Rule.KNOWN, "", "design", at(0, 21) + 60, 1)]


def test_known_before_the_plan():
    given = problem([ANN], [DESIGN], shifts={"day": shift(HOURS, 2)}).model_copy(update={"start": at(0, 8.25)})
    assert broken(given, plan(given, WORKS_8_TO_10)) == [(Rule.KNOWN, "", "design", at(0, 8), 1)]


@pytest.mark.parametrize(
    ("change", "rules"),
    [
        ({"step": "cook"}, [Rule.KNOWN, Rule.WORK_DONE]),  # and then the design is left out
        ({"people": ("eve",)}, [Rule.KNOWN]),
        ({"mode": "by night"}, [Rule.KNOWN]),
        ({"units": ("van",)}, [Rule.KNOWN]),
        ({"outside": True, "people": ()}, [Rule.KNOWN]),
    ],
)
def test_known_names(change, rules):
    given = problem([ANN], [DESIGN])
    made = plan(given, WORKS_8_TO_10.model_copy(update=change))
    assert [v.rule for v in verify(given, made)] == rules


def test_known_duties_and_what_is_listed_as_not_planned():
    given = problem([ANN], [DESIGN])
    stranger = duty(given, "ann").model_copy(update={"person": "eve"})
    third_day = duty(given, "ann").model_copy(update={"day": 2})
    made = plan(given, WORKS_8_TO_10, duties=(*usual(given), stranger, third_day), left="cook")
    assert broken(given, made) == [
        (Rule.KNOWN, "eve", "", at(0, 8), 1),
        (Rule.KNOWN, "ann", "", at(0, 8), 1),
        (Rule.KNOWN, "", "cook", None, 1),
    ]


def test_known_work_of_tentative_jobs():
    given = problem([ANN], [DESIGN], jobs=(Job(id="J", win_probability=0.5),))
    assert broken(given, plan(given, WORKS_8_TO_10)) == [(Rule.KNOWN, "", "design", at(0, 8), 1)]
    asked_for = given.model_copy(update={"settings": Settings(tentative=True)})
    assert broken(asked_for, plan(asked_for, WORKS_8_TO_10)) == []
    assert broken(given, plan(given)) == []


OUTSIDE = Outside(price=100.0, delay=4 * HOUR, calendar="office")
OFFICE = {"office": ((at(0, 9), at(0, 12)), (at(1, 9), at(1, 12)))}


def test_known_work_of_other_firms():
    # Four hours in their office, from 10:00: two today, two tomorrow.
    given = problem([ANN], [task("design", 2, "design", outside=OUTSIDE)], calendars=OFFICE)
    for start, end, rules in (
        (at(0, 10), at(1, 11), []),
        (at(0, 10), at(1, 11) + SLOT, [Rule.KNOWN]),
        (at(0, 10) - 60, at(1, 11) - 60, [Rule.KNOWN]),
        (at(0, 9) - SLOT, at(1, 10), []),
        (-SLOT, at(1, 10), [Rule.KNOWN, Rule.RELEASE]),
    ):
        assert [v.rule for v in verify(given, plan(given, piece("design", "", start, end, outside=True)))] == rules


def test_known_work_of_other_firms_begins_before_the_plan_ends():
    given = problem([ANN], [task("design", 2, "design", outside=Outside(price=1.0, delay=HOUR))])
    for start, rules in ((at(2, 0) - SLOT, []), (at(2, 0), [Rule.KNOWN])):
        made = plan(given, piece("design", "", start, start + HOUR, outside=True))
        assert [v.rule for v in verify(given, made)] == rules


# -- skill: whoever fills a place may do so ----------------------------------------------------------------------------


def certified(until):
    return problem([person("ann", Holding(skill="design", until=until), "print"), BOB], [DESIGN])


def test_skill_at_its_edge():
    given = certified(until=at(0, 10))
    assert broken(given, plan(given, WORKS_8_TO_10)) == []


def test_skill_broken():
    given = certified(until=at(0, 10) - SLOT)
    assert broken(given, plan(given, WORKS_8_TO_10)) == [(Rule.SKILL, "ann", "design", at(0, 8), 1)]


def test_skill_just_beside():
    # The certificate of another one has ended.
    given = certified(until=at(0, 8))
    assert broken(given, plan(given, piece("design", "bob", at(0, 8), at(0, 10)))) == []


def test_skill_of_those_who_are_asked_for():
    crew = (Place(skill="design", only=("bob",)),)
    given = problem([ANN, BOB], [task("design", 2, modes=(Mode(crew=crew, content=2 * HOUR),))])
    assert broken(given, plan(given, WORKS_8_TO_10)) == [(Rule.SKILL, "ann", "design", at(0, 8), 1)]


# -- crew: complete, and no more than that -----------------------------------------------------------------------------

PAIR = task("design", 2, modes=(Mode(crew=(Place(skill="design", count=2),), content=2 * HOUR),))
LEAD_WHO_ALSO_DRIVES = task(
    "design", 2, modes=(Mode(crew=(Place(skill="design", lead=True), Place(skill="print", shared=True)), content=7200),)
)


def test_crew_at_its_edge():
    given = problem([ANN, BOB], [PAIR])
    assert broken(given, plan(given, piece("design", "ann bob", at(0, 8), at(0, 10)))) == []


def test_crew_broken():
    given = problem([ANN, BOB], [PAIR])
    assert broken(given, plan(given, WORKS_8_TO_10)) == [(Rule.CREW, "", "design", at(0, 8), 1)]


def test_crew_just_beside():
    # One person fills two places, of which one may be shared.
    given = problem([ANN], [LEAD_WHO_ALSO_DRIVES])
    assert broken(given, plan(given, piece("design", "ann ann", at(0, 8), at(0, 10)))) == []


def test_crew_of_one_person_too_many():
    given = problem([ANN, BOB], [DESIGN])
    made = plan(given, piece("design", "ann bob", at(0, 8), at(0, 10)))
    assert broken(given, made) == [(Rule.CREW, "", "design", at(0, 8), 1)]


def test_crew_of_one_person_twice():
    given = problem([ANN], [PAIR])
    made = plan(given, piece("design", "ann ann", at(0, 8), at(0, 10)))
    assert broken(given, made) == [(Rule.CREW, "ann", "design", at(0, 8), 1)]


@pytest.mark.parametrize(("units", "is_right"), [("hp", True), ("", False), ("hp mimaki", False), ("van", False)])
def test_crew_with_its_machines(units, is_right):
    there = tuple(
        Unit(name=name, kind=kind) for name, kind in (("hp", "printer"), ("mimaki", "printer"), ("van", "van"))
    )
    given = problem([ANN], [task("print", 2, "print", units={"printer": 1})], units=there)
    made = plan(given, piece("print", "ann", at(0, 8), at(0, 10), units=tuple(units.split())))
    assert broken(given, made) == ([] if is_right else [(Rule.CREW, "", "print", at(0, 8), 1)])


# -- one place: nobody is at two things at a time ----------------------------------------------------------------------

TWO_TASKS = problem([ANN, BOB], [DESIGN, task("print", 2, "print")])


def test_one_place_at_its_edge():
    made = plan(TWO_TASKS, WORKS_8_TO_10, piece("print", "ann", at(0, 10), at(0, 12)))
    assert broken(TWO_TASKS, made) == []


def test_one_place_broken():
    made = plan(TWO_TASKS, WORKS_8_TO_10, piece("print", "ann", at(0, 9.75), at(0, 11.75)))
    assert broken(TWO_TASKS, made) == [(Rule.ONE_PLACE, "ann", "print design", at(0, 9.75), SLOT)]


def test_one_place_just_beside():
    made = plan(TWO_TASKS, WORKS_8_TO_10, piece("print", "bob", at(0, 9.75), at(0, 11.75)))
    assert broken(TWO_TASKS, made) == []


def test_one_place_on_the_way_back():
    away = task("print", 1, "print", travel=HOUR)
    given = problem([ANN], [DESIGN, away])
    made = plan(given, piece("print", "ann", at(0, 8), at(0, 11)), piece("design", "ann", at(0, 10), at(0, 12)))
    assert broken(given, made) == [(Rule.ONE_PLACE, "ann", "design print", at(0, 10), HOUR)]


# -- on duty: work begins and ends while its people are there, within one duty -----------------------------------------


def test_on_duty_at_its_edge():
    given = problem([ANN], [DESIGN])
    assert broken(given, plan(given, piece("design", "ann", at(0, 15), at(0, 17)))) == []


def test_on_duty_broken():
    # The last slot does no harm to the work, since only time on duty counts.
    given = problem([ANN], [DESIGN])
    made = plan(given, piece("design", "ann", at(0, 15), at(0, 17.25)))
    assert broken(given, made) == [(Rule.ON_DUTY, "ann", "design", at(0, 15), 1)]


def test_on_duty_just_beside():
    # The lunch break passes in between.
    given = problem([ANN], [DESIGN])
    assert broken(given, plan(given, piece("design", "ann", at(0, 11), at(0, 14)))) == []


def test_on_duty_over_night():
    given = problem([ANN], [DESIGN])
    made = plan(given, piece("design", "ann", at(0, 16), at(1, 9)))
    assert broken(given, made) == [(Rule.ON_DUTY, "ann", "design", at(0, 16), 1)]


def test_on_duty_but_in_a_meeting():
    given = problem([person("ann", "design", routines=((at(0, 9), at(0, 10)),))], [DESIGN])
    over_it = plan(given, piece("design", "ann", at(0, 8), at(0, 11)))
    into_it = plan(given, piece("design", "ann", at(0, 9.75), at(0, 13)))
    assert broken(given, over_it) == []
    assert broken(given, into_it) == [(Rule.ON_DUTY, "ann", "design", at(0, 9.75), 1)]


# -- leave: nobody works who is away -----------------------------------------------------------------------------------


def on_leave(start, end):
    return problem([person("ann", "design", absences=(Absence(start=start, end=end),)), BOB], [DESIGN])


def test_leave_at_its_edge():
    given = on_leave(at(0, 10), at(0, 12))
    assert broken(given, plan(given, WORKS_8_TO_10)) == []


def test_leave_broken():
    # Away for a slot in the middle, and so at it for a slot longer.
    given = on_leave(at(0, 9), at(0, 9.25))
    made = plan(given, piece("design", "ann", at(0, 8), at(0, 10.25)))
    assert broken(given, made) == [(Rule.LEAVE, "ann", "design", at(0, 8), SLOT)]


def test_leave_just_beside():
    given = on_leave(at(0, 0), at(2, 0))
    assert broken(given, plan(given, piece("design", "bob", at(0, 8), at(0, 10)))) == []


def test_leave_when_work_begins_is_no_matter_of_duty():
    given = on_leave(at(0, 8), at(0, 8.25))
    made = plan(given, piece("design", "ann", at(0, 8), at(0, 10.25)))
    assert broken(given, made) == [(Rule.LEAVE, "ann", "design", at(0, 8), SLOT)]


# -- work done: just as long as the work takes -------------------------------------------------------------------------


def test_work_done_at_its_edge():
    # An hour and 50 minutes at half the speed are 3 h 40 min, and take whole slots.
    slow = person("ann", Holding(skill="design", level=0.5))
    given = problem([slow], [task("design", 1 + 50 / 60, "design")])
    assert broken(given, plan(given, piece("design", "ann", at(0, 8), at(0, 11.75)))) == []


def test_work_done_broken():
    given = problem([ANN], [DESIGN])
    for end in (at(0, 9.75), at(0, 10.25)):
        made = plan(given, piece("design", "ann", at(0, 8), end))
        assert broken(given, made) == [(Rule.WORK_DONE, "", "design", at(0, 8), SLOT)]


def test_work_done_just_beside():
    # It is planned in part, and listed as such.
    given = problem([ANN], [DESIGN])
    assert broken(given, plan(given, piece("design", "ann", at(0, 8), at(0, 9.75)), left="design")) == []


def test_work_done_in_part_though_it_cannot_be_split():
    given = problem([ANN], [task("design", 2, "design", splittable=False)])
    made = plan(given, piece("design", "ann", at(0, 8), at(0, 9.75)), left="design")
    assert broken(given, made) == [(Rule.WORK_DONE, "", "design", at(0, 8), SLOT)]


def test_work_done_nowhere():
    given = problem([ANN], [DESIGN])
    assert broken(given, plan(given)) == [(Rule.WORK_DONE, "", "design", None, 1)]
    assert broken(given, plan(given, left="design")) == []


def test_work_done_to_its_end_and_listed_as_not_planned():
    given = problem([ANN], [DESIGN])
    made = plan(given, WORKS_8_TO_10, left="design")
    assert broken(given, made) == [(Rule.WORK_DONE, "", "design", at(0, 8), 1)]


def test_work_done_by_another_firm_and_here():
    given = problem([ANN], [task("design", 2, "design", outside=OUTSIDE)], calendars=OFFICE)
    there = piece("design", "", at(0, 10), at(1, 11), outside=True)
    for again in (WORKS_8_TO_10, there):
        made = plan(given, again, there)
        assert broken(given, made) == [(Rule.WORK_DONE, "", "design", again.start, 1)]


def test_work_done_shared_out_over_a_crew():
    pair = Mode(crew=(Place(skill="design", count=2),), content=4 * HOUR, per="person")
    given = problem([ANN, BOB], [task("design", 4, modes=(pair,))])
    assert broken(given, plan(given, piece("design", "ann bob", at(0, 8), at(0, 10)))) == []


# -- in one piece: what cannot be split, and no piece too short --------------------------------------------------------


def in_two(first_ends):
    """Two hours of design from 8:00, the second piece from 13:00 on."""
    rest = at(0, 13) + at(0, 10) - first_ends
    return piece("design", "ann", at(0, 8), first_ends), piece("design", "ann", at(0, 13), rest)


def test_in_one_piece_at_its_edge():
    given = problem([ANN], [DESIGN])
    assert broken(given, plan(given, *in_two(at(0, 8.5)))) == []


def test_in_one_piece_broken():
    given = problem([ANN], [DESIGN])
    made = plan(given, *in_two(at(0, 8.25)))
    assert broken(given, made) == [(Rule.IN_ONE_PIECE, "", "design", at(0, 8), SLOT)]


def test_in_one_piece_just_beside():
    # The last piece may be shorter.
    given = problem([ANN], [DESIGN])
    assert broken(given, plan(given, *in_two(at(0, 9.75)))) == []


def test_in_one_piece_what_cannot_be_split():
    given = problem([ANN], [task("design", 2, "design", splittable=False)])
    made = plan(given, *in_two(at(0, 9)))
    assert broken(given, made) == [(Rule.IN_ONE_PIECE, "", "design", at(0, 8), 1)]


# -- same people: all pieces of a task, and what belongs together ------------------------------------------------------


def test_same_people_at_its_edge():
    given = problem([ANN, BOB], [DESIGN])
    assert broken(given, plan(given, *in_two(at(0, 9)))) == []


def test_same_people_broken():
    given = problem([ANN, BOB], [DESIGN])
    first, second = in_two(at(0, 9))
    made = plan(given, first, second.model_copy(update={"people": ("bob",)}))
    assert broken(given, made) == [(Rule.SAME_PEOPLE, "", "design", at(0, 13), 1)]


def test_same_people_just_beside():
    # Another task of the job is not one that belongs together with it.
    made = plan(TWO_TASKS, WORKS_8_TO_10, piece("print", "bob", at(0, 10), at(0, 12)))
    assert broken(TWO_TASKS, made) == []


@pytest.mark.parametrize(
    ("skills", "only", "is_right"),
    [
        (("design", "print"), (), False),
        (("design",), (), True),  # she who did the design may not print
        (("design", "print"), ("bob",), True),  # somebody else is asked for
    ],
)
def test_same_people_as_in_another_task(skills, only, is_right):
    mode = Mode(crew=(Place(skill="print", only=only),), content=2 * HOUR)
    after = task("print", 2, modes=(mode,), same_people_as=After(step="design"))
    given = problem([person("ann", *skills), BOB], [DESIGN, after])
    made = plan(given, WORKS_8_TO_10, piece("print", "bob", at(0, 10), at(0, 12)))
    assert broken(given, made) == ([] if is_right else [(Rule.SAME_PEOPLE, "bob", "print", at(0, 10), 1)])


# -- order: what must come before is done, and lags have passed --------------------------------------------------------

DRIES = problem([ANN, BOB], [DESIGN, task("print", 2, "print", after=(After(step="design", lag=HOUR),))])


def test_order_at_its_edge():
    made = plan(DRIES, WORKS_8_TO_10, piece("print", "bob", at(0, 11), at(0, 14)))
    assert broken(DRIES, made) == []


def test_order_broken():
    made = plan(DRIES, WORKS_8_TO_10, piece("print", "bob", at(0, 10.75), at(0, 13.75)))
    assert broken(DRIES, made) == [(Rule.ORDER, "", "print", at(0, 10.75), SLOT)]


def test_order_just_beside():
    # The print of another job waits for its own design only.
    others = [task("print", 2, "print", job="K", after=(After(step="brief"),)), task("brief", 1, "design", job="K")]
    given = problem([ANN, BOB], [DESIGN, *others])
    brief = piece("brief", "bob", at(0, 8), at(0, 9), job="K")
    assert broken(given, plan(given, WORKS_8_TO_10, brief, piece("print", "bob", at(0, 9), at(0, 11), job="K"))) == []


def test_order_after_what_is_planned_in_part_only():
    made = plan(
        DRIES,
        piece("design", "ann", at(0, 8), at(0, 9)),
        piece("print", "bob", at(1, 8), at(1, 10)),
        left="design",
    )
    assert broken(DRIES, made) == [(Rule.ORDER, "", "print", at(1, 8), 1)]


def test_order_with_a_lag_in_office_hours():
    waits = task("print", 2, "print", after=(After(step="design", lag=3 * HOUR, calendar="office"),))
    given = problem([ANN, BOB], [DESIGN, waits], calendars=OFFICE)
    for start, rules in ((at(1, 10), []), (at(1, 9.75), [Rule.ORDER])):
        made = plan(given, WORKS_8_TO_10, piece("print", "bob", start, start + 2 * HOUR))
        assert [v.rule for v in verify(given, made)] == rules


def test_order_after_another_firm():
    steps = [task("design", 2, "design", outside=OUTSIDE), task("print", 1, "print", after=(After(step="design"),))]
    given = problem([ANN], steps, calendars=OFFICE)
    there = piece("design", "", at(0, 10), at(1, 11), outside=True)
    for start, rules in ((at(1, 11), []), (at(1, 10.75), [Rule.ORDER])):
        made = plan(given, there, piece("print", "ann", start, start + HOUR))
        assert [v.rule for v in verify(given, made)] == rules


# -- release: nothing begins before it can -----------------------------------------------------------------------------


def test_release_at_its_edge():
    given = problem([ANN], [task("design", 2, "design", release=at(0, 8))])
    assert broken(given, plan(given, WORKS_8_TO_10)) == []


def test_release_broken():
    given = problem([ANN], [task("design", 2, "design", release=at(0, 8.25))])
    assert broken(given, plan(given, WORKS_8_TO_10)) == [(Rule.RELEASE, "", "design", at(0, 8), SLOT)]


def test_release_just_beside():
    given = problem([ANN, BOB], [DESIGN, task("print", 2, "print", job="K", release=at(1, 8))])
    assert broken(given, plan(given, WORKS_8_TO_10, piece("print", "bob", at(1, 8), at(1, 10), job="K"))) == []


def test_release_to_another_firm():
    given = problem([ANN], [task("design", 2, "design", outside=OUTSIDE, release=at(0, 10.25))], calendars=OFFICE)
    made = plan(given, piece("design", "", at(0, 10), at(1, 11), outside=True))
    assert broken(given, made) == [(Rule.RELEASE, "", "design", at(0, 10), SLOT)]


# -- deadline: done by then, or nothing of it is planned ---------------------------------------------------------------


def due_by(deadline, *tasks, **others):
    return problem([ANN, BOB], list(tasks) or [DESIGN], jobs=(Job(id="J", deadline=deadline, **others),))


def test_deadline_at_its_edge():
    # An hour must pass after the last task.
    given = due_by(at(0, 11), tail=HOUR)
    assert broken(given, plan(given, WORKS_8_TO_10)) == []


def test_deadline_broken():
    given = due_by(at(0, 10.75), tail=HOUR)
    assert broken(given, plan(given, WORKS_8_TO_10)) == [(Rule.DEADLINE, "", "design", at(0, 8), SLOT)]


def test_deadline_just_beside():
    # Nothing of the job is planned; and a due date is no deadline.
    given = due_by(at(0, 9))
    assert broken(given, plan(given, left="design")) == []
    soft = problem([ANN], [DESIGN], jobs=(Job(id="J", due=at(0, 9)),))
    assert broken(soft, plan(soft, WORKS_8_TO_10)) == []


def test_deadline_that_locked_work_breaks_is_told_as_such():
    given = due_by(at(0, 9)).model_copy(update={"locks": (WORKS_8_TO_10,)})
    assert [(v.rule, v.locked) for v in verify(given, plan(given, WORKS_8_TO_10))] == [(Rule.DEADLINE, True)]


def test_deadline_of_a_job_that_is_planned_in_part():
    # The plan ends on Tuesday at midnight. What is left takes a slot at least, and can be done in time from then on.
    for deadline, beyond in ((at(2, 0) + SLOT, 0), (at(2, 0), SLOT), (at(1, 17), 7 * HOUR + SLOT)):
        given = due_by(deadline, DESIGN, task("print", 2, "print"))
        made = plan(given, WORKS_8_TO_10, left="print")
        assert broken(given, made) == ([(Rule.DEADLINE, "", "design", at(0, 8), beyond)] if beyond else [])


def test_deadline_of_what_comes_before_the_milestone_alone():
    given = due_by(at(0, 10), DESIGN, task("print", 2, "print", after_due=True))
    assert broken(given, plan(given, WORKS_8_TO_10, piece("print", "bob", at(1, 8), at(1, 10)))) == []
    assert broken(given, plan(given, WORKS_8_TO_10, left="print")) == []


# -- site: work there begins and ends while it is open -----------------------------------------------------------------


def on_site(opens, closes, hours=2.0):
    work = task("design", hours, "design", site="mall", travel=HOUR)
    return problem([ANN], [work], calendars={"mall": ((opens, closes),)})


def test_site_at_its_edge():
    # An hour there, two hours of work, an hour back.
    given = on_site(at(0, 9), at(0, 11))
    assert broken(given, plan(given, piece("design", "ann", at(0, 8), at(0, 12)))) == []


@pytest.mark.parametrize(("opens", "closes"), [(9.25, 11), (9, 10.75)])
def test_site_broken(opens, closes):
    given = on_site(at(0, opens), at(0, closes), hours=1.75)
    made = plan(given, piece("design", "ann", at(0, 8), at(0, 12)))
    assert broken(given, made) == [(Rule.SITE, "", "design", at(0, 8), 1)]


def test_site_just_beside():
    # It opens after lunch, which comes right after the way there.
    given = on_site(at(0, 13), at(0, 15))
    assert broken(given, plan(given, piece("design", "ann", at(0, 11), at(0, 16)))) == []
    # It closes at lunch, which comes right before the way back.
    given = on_site(at(0, 10), at(0, 12))
    assert broken(given, plan(given, piece("design", "ann", at(0, 9), at(0, 14)))) == []


def test_site_that_closes_in_between():
    work = task("design", 2, "design", site="mall")
    given = problem([ANN], [work], calendars={"mall": ((at(0, 8), at(0, 9)), (at(0, 10), at(0, 11)))})
    assert broken(given, plan(given, piece("design", "ann", at(0, 8), at(0, 11)))) == []


# -- units: used once at a time, and there when work begins and ends ---------------------------------------------------


def printers(*absences, hours=None, **others):
    units = (Unit(name="hp", kind="printer", absences=absences, hours=hours), Unit(name="mimaki", kind="printer"))
    work = [task(step, 2, "print", units={"printer": 1}) for step in ("print", "reprint")]
    return problem([ANN, BOB], work, units=units, **others)


def prints(start, unit="hp", *, first_ends=10.0):
    return (
        piece("print", "ann", at(0, 8), at(0, first_ends), units=("hp",)),
        piece("reprint", "bob", start, start + 2 * HOUR, units=(unit,)),
    )


def test_units_at_its_edge():
    given = printers(Absence(start=at(0, 12), end=at(0, 13), kind="service"))
    assert broken(given, plan(given, *prints(at(0, 10)))) == []


def test_units_broken():
    given = printers()
    made = plan(given, *prints(at(0, 9.75)))
    assert broken(given, made) == [(Rule.UNITS, "hp", "reprint print", at(0, 9.75), SLOT)]


def test_units_just_beside():
    given = printers()
    assert broken(given, plan(given, *prints(at(0, 9.75), "mimaki"))) == []


@pytest.mark.parametrize(("start", "end", "is_right"), [(9, 9.25, True), (8, 8.25, False), (10, 10.25, False)])
def test_units_in_service_when_work_begins_or_ends(start, end, is_right):
    # In between, work only waits for it.
    given = printers(Absence(start=at(0, start), end=at(0, end), kind="service"))
    made = plan(given, *prints(at(0, 13), first_ends=10.25))
    assert broken(given, made) == ([] if is_right else [(Rule.UNITS, "hp", "print", at(0, 8), 1)])


def test_units_outside_their_hours():
    given = printers(hours=((at(0, 8), at(0, 10)), (at(0, 13), at(0, 15))))
    assert broken(given, plan(given, *prints(at(0, 13)))) == []
    made = plan(given, *prints(at(0, 13), first_ends=10.25))
    assert broken(given, made) == [(Rule.UNITS, "hp", "print", at(0, 8), 1)]


# -- locked: stays as it is --------------------------------------------------------------------------------------------


def locked(*locks, people=(ANN, BOB)):
    return problem(list(people), [DESIGN], locks=locks)


def test_locked_at_its_edge():
    given = locked(WORKS_8_TO_10)
    assert broken(given, plan(given, WORKS_8_TO_10)) == []


def test_locked_broken():
    given = locked(WORKS_8_TO_10)
    made = plan(given, piece("design", "ann", at(0, 8.25), at(0, 10.25)))
    assert broken(given, made) == [(Rule.LOCKED, "", "design", at(0, 8), 1)]


def test_locked_just_beside():
    # The plan need not say that it is locked, nor name units in the same order.
    vans = tuple(Unit(name=name, kind="van") for name in ("van.1", "van.2"))
    work = task("design", 2, "design", units={"van": 2})
    lock = WORKS_8_TO_10.model_copy(update={"units": ("van.1", "van.2"), "locked": True})
    given = problem([ANN], [work], units=vans, locks=(lock,))
    made = plan(given, WORKS_8_TO_10.model_copy(update={"units": ("van.2", "van.1")}))
    assert broken(given, made) == []


def test_what_locked_work_breaks_is_told_as_such():
    given = locked(WORKS_8_TO_10, people=(person("ann", "print"),))
    assert [(v.rule, v.locked) for v in verify(given, plan(given, WORKS_8_TO_10))] == [(Rule.SKILL, True)]


def test_what_locked_work_breaks_with_other_work_is_to_be_mended():
    given = TWO_TASKS.model_copy(update={"locks": (WORKS_8_TO_10,)})
    made = plan(given, WORKS_8_TO_10, piece("print", "ann", at(0, 9), at(0, 11)))
    assert [(v.rule, v.locked) for v in verify(given, made)] == [(Rule.ONE_PLACE, False)]


# -- frozen: what begins before the plan may change stays as published -------------------------------------------------


def frozen(until, *published, people=(ANN, BOB), **others):
    given = problem(list(people), [DESIGN], **others)
    made = plan(given, *published, left="" if published else "design")
    return given.model_copy(update={"published": made, "frozen_until": until})


def test_frozen_at_its_edge():
    given = frozen(at(0, 8), WORKS_8_TO_10)
    assert broken(given, plan(given, piece("design", "bob", at(0, 13), at(0, 15)))) == []


def test_frozen_broken():
    given = frozen(at(0, 8) + SLOT, WORKS_8_TO_10)
    made = plan(given, piece("design", "bob", at(0, 13), at(0, 15)))
    assert broken(given, made) == [(Rule.FROZEN, "", "design", at(0, 8), 1)]


def test_frozen_just_beside():
    # It has been locked elsewhere in the meantime.
    lock = piece("design", "bob", at(0, 13), at(0, 15), locked=True)
    given = frozen(at(0, 9), WORKS_8_TO_10, locks=(lock,))
    assert broken(given, plan(given, lock)) == []


def test_frozen_for_new_work():
    given = frozen(at(0, 9))
    made = plan(given, piece("design", "ann", at(0, 8.75), at(0, 10.75)))
    assert broken(given, made) == [(Rule.FROZEN, "", "design", at(0, 8.75), 1)]
    assert broken(given, plan(given, piece("design", "ann", at(0, 9), at(0, 11)))) == []


def test_frozen_for_duties():
    days = (PersonDay(shifts=("day", "late")),) * 2
    shifts = {"day": shift(HOURS, 2), "late": shift(((13, 20),), 2)}
    given = frozen(at(0, 8.25), people=(person("ann", "design", days=days),), shifts=shifts)
    today, tomorrow = usual(given)
    for duties in ((tomorrow,), (duty(given, "ann", 0, shift="late"), tomorrow)):
        made = plan(given, duties=duties, left="design")
        assert broken(given, made) == [(Rule.FROZEN, "ann", "", at(0, 8), 1)]
    assert broken(given, plan(given, duties=(today,), left="design")) == []
    off_today = given.model_copy(update={"published": plan(given, duties=(tomorrow,), left="design")})
    made = plan(given, duties=(today,), left="design")
    assert broken(off_today, made) == [(Rule.FROZEN, "ann", "", at(0, 8), 1)]
    lock = piece("design", "ann", at(0, 8), at(0, 10), locked=True)
    needed = off_today.model_copy(update={"locks": (lock,)})
    assert broken(needed, plan(needed, lock, duties=(today,))) == []


def test_what_frozen_work_breaks_is_told_as_such():
    sick = person("ann", "design", absences=(Absence(start=at(0, 9), end=at(0, 9.25), kind="sick"),))
    given = frozen(at(0, 9), piece("design", "ann", at(0, 8), at(0, 10.25)), people=(sick,))
    assert [(v.rule, v.locked) for v in verify(given, given.published)] == [(Rule.LEAVE, True)]


# -- all rules together ------------------------------------------------------------------------------------------------


def test_all_that_is_broken_is_told():
    given = problem([person("ann", "print"), BOB], [DESIGN, task("print", 2, "print", release=at(0, 9))])
    made = Plan(
        scenario="small",
        start=0,
        end=2 * DAY,
        assignments=(WORKS_8_TO_10, piece("print", "ann", at(0, 8), at(0, 11))),
        unplanned=(Unplanned(job="J", step="cook"),),
    )
    assert [v.rule for v in verify(given, made)] == [
        Rule.KNOWN,
        Rule.SKILL,
        Rule.ONE_PLACE,
        Rule.ON_DUTY,
        Rule.ON_DUTY,
        Rule.WORK_DONE,
        Rule.WORK_DONE,
        Rule.WORK_DONE,
        Rule.WORK_DONE,
        Rule.RELEASE,
    ]
