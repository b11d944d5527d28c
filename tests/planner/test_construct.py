"""The first plan: it never breaks a rule, plans what can be planned, and says why the rest is not."""

import pytest
from small_problems import HOURS, at, person, problem, shift, task

from agencysim.planner import Rule, cost_of, verify
from agencysim.planner.construct import construct
from agencysim.planner.instances import SIZES, instance, sized
from agencysim.planner.problem import (
    Absence,
    After,
    Coverage,
    Holding,
    Job,
    Limits,
    Mode,
    Outside,
    PersonDay,
    Place,
    Reserve,
    Settings,
    Unit,
)
from agencysim.planner.reasons import sentence
from agencysim.plans import Assignment, Reason, Why
from agencysim.values import HOUR

DAY_SHIFT = (PersonDay(shifts=("day",)),)


def spans(plan, step):
    """Return begin and end of each piece of a step, as days and hours."""
    return [(divmod(p.start / HOUR, 24), divmod(p.end / HOUR, 24)) for p in plan.assignments if p.step == step]


def reasons(plan):
    return {each.step: each.reasons[0].why for each in plan.unplanned}


def planned(given):
    """Return the plan of a problem, once the verifier has accepted it."""
    plan = construct(given)
    assert verify(given, plan) == []
    return plan


@pytest.mark.parametrize("load", [0.85, 1.1, 1.4])
@pytest.mark.parametrize("size", ["S", "M"])
def test_no_rule_is_broken_and_all_work_is_planned_or_explained(size, load):
    for seed in range(1, 9):
        given = instance(size, load, seed)
        plan = planned(given)
        done = {p.task for p in plan.assignments} | {u.task for u in plan.unplanned}
        assert done == {t.id for t in given.tasks}
        assert all(each.reasons for each in plan.unplanned)


def test_three_times_the_work_that_fits():
    for seed in range(1, 6):
        given = instance("S", 3.0, seed)
        assert len(planned(given).unplanned) > len(given.tasks) / 4


@pytest.mark.parametrize("seed", range(1, 4))
def test_odd_sizes(seed):
    for people, tasks in ((6, 0), (6, 1), (7, 90), (15, 30)):
        planned(sized(people, tasks, seed=seed))


def test_nobody_at_work():
    plan = planned(problem([], [task("print", 2, "print")]))
    assert reasons(plan) == {"print": Why.NOBODY_CAN}


def test_an_empty_week():
    plan = planned(problem([person("ann", "design")], []))
    assert not plan.assignments
    assert len(plan.duties) == 2


def test_one_person_works_through_the_lunch_break():
    plan = planned(problem([person("ann", "design")], [task("design", 6, "design")]))
    assert spans(plan, "design") == [((0, 8), (0, 15))]


def test_a_task_that_can_be_split_goes_on_the_next_day():
    plan = planned(problem([person("ann", "design")], [task("design", 10, "design")]))
    assert spans(plan, "design") == [((0, 8), (0, 17)), ((1, 8), (1, 10))]


def test_the_faster_one_is_taken_if_that_ends_earlier():
    fast = person("bob", Holding(skill="design", level=2.0))
    plan = planned(problem([person("ann", "design"), fast], [task("design", 4, "design")]))
    assert [p.people for p in plan.assignments] == [("bob",)]


def test_a_crew_is_complete_and_together():
    people = [person("ann", "install"), person("bob", "install", absences=(Absence(start=at(0, 0), end=at(0, 13)),))]
    work = task("install", 2, modes=(Mode(crew=(Place(skill="install", count=2),), content=2 * HOUR),))
    assert spans(planned(problem(people, [work])), "install") == [((0, 13), (0, 15))]


def test_the_lead_also_drives():
    crew = (Place(skill="lead", lead=True), Place(skill="drive", shared=True))
    work = task("install", 2, modes=(Mode(crew=crew, content=2 * HOUR),))
    plan = planned(problem([person("ann", "lead", "drive")], [work]))
    assert plan.assignments[0].people == ("ann", "ann")


def test_lags_pass_on_their_calendar():
    steps = [
        task("print", 2, "print", splittable=False),
        task("mount", 1, "print", after=(After(step="print", lag=2 * HOUR, calendar="office"),)),
    ]
    given = problem(
        [person("ann", "print")], steps, calendars={"office": ((at(0, 9), at(0, 11)), (at(1, 9), at(1, 17)))}
    )
    assert spans(planned(given), "mount") == [((1, 10), (1, 11))]


def test_the_way_out_ends_when_the_site_opens():
    work = task("install", 2, "install", site="mall", travel=HOUR, loading=HOUR, splittable=False)
    given = problem([person("ann", "install")], [work], calendars={"mall": ((at(0, 14), at(0, 20)),)})
    plan = construct(given)
    # Two hours of loading and way, then work from 14:00 to 16:00, and an hour home: from before lunch to 17:00.
    assert verify(given, plan) == []
    assert spans(plan, "install") == [((0, 11), (0, 17))]


def test_overtime_only_for_work_that_would_be_late():
    late, later = Job(id="J", due=at(0, 18)), Job(id="K", due=at(1, 17))
    work = [task("design", 9, "design"), task("design", 7, "design", job="K")]
    plan = planned(problem([person("ann", "design")], work, jobs=(late, later)))
    assert [(d.day, d.after // HOUR) for d in plan.duties] == [(0, 1), (1, 0)]


def test_overtime_stays_within_the_limits():
    for limits in (
        Limits(overtime_day=HOUR // 2),
        Limits(overtime_week=HOUR // 2),
        Limits(overtime_month=HOUR // 2),
        Limits(week_hours=8 * HOUR + HOUR // 2),
        Limits(daily_rest=14 * HOUR + HOUR // 2),
    ):
        given = problem(
            [person("ann", "design")], [task("design", 9, "design")], jobs=(Job(id="J", due=at(0, 20)),), limits=limits
        )
        assert max(duty.after for duty in planned(given).duties) == HOUR // 2, limits


def test_a_day_off_is_worked_only_for_what_would_be_late():
    days = (PersonDay(shifts=("day",)), PersonDay(shifts=("day",), rostered=False, pay="rest_day"))
    for due, worked in ((at(1, 17), [0, 1]), (None, [0])):
        work = problem(
            [person("ann", "design", days=days)],
            [task("design", 14, "design")],
            jobs=(Job(id="J", due=due),),
        )
        assert [duty.day for duty in planned(work).duties] == worked


def test_someone_is_put_on_the_night_shift_for_a_site_that_is_open_at_night():
    shifts = {"day": shift(HOURS, 2), "night": shift(((22, 26), (27, 30)), 2)}
    ann = person("ann", "install", days=(PersonDay(shifts=("day", "night")),) * 2)
    work = task("install", 3, "install", site="mall", splittable=False)
    given = problem([ann], [work], shifts=shifts, calendars={"mall": ((at(0, 22), at(1, 6)),)})
    assert spans(planned(given), "install") == [((0, 22), (1, 1))]


def test_another_firm_does_what_would_be_late():
    work = task("print", 12, "print", outside=Outside(price=500.0, delay=4 * HOUR))
    plan = planned(problem([person("ann", "print")], [work], jobs=(Job(id="J", due=at(0, 18)),)))
    assert [p.outside for p in plan.assignments] == [True]


def test_a_job_with_a_deadline_is_done_by_then_or_not_at_all():
    steps = [task("design", 6, "design"), task("print", 6, "design", after=(After(step="design"),))]
    for deadline, left in ((at(1, 17), []), (at(0, 23), ["design", "print"])):
        plan = planned(problem([person("ann", "design")], steps, jobs=(Job(id="J", deadline=deadline),)))
        assert [each.step for each in plan.unplanned] == left


def test_what_is_locked_stays_and_what_it_breaks_is_told_as_such():
    lock = Assignment(job="J", step="design", people=("ann",), start=at(0, 10), end=at(0, 12), locked=True)
    work = [task("design", 2, "design"), task("print", 3, "design", job="K")]
    plan = planned(problem([person("ann", "design")], work, locks=(lock,)))
    assert spans(plan, "design") == [((0, 10), (0, 12))]
    assert spans(plan, "print") == [((0, 8), (0, 10)), ((0, 13), (0, 14))]
    unable = problem([person("ann", "print")], work, locks=(lock,))
    violations = verify(unable, construct(unable))
    assert [(v.rule, v.locked) for v in violations] == [(Rule.SKILL, True)]


def test_what_is_left_of_locked_work_is_done_by_the_same_people():
    lock = Assignment(job="J", step="design", people=("ann",), start=at(0, 10), end=at(0, 12), locked=True)
    given = problem([person("ann", "design"), person("bob", "design")], [task("design", 5, "design")], locks=(lock,))
    plan = planned(given)
    assert {p.people for p in plan.assignments} == {("ann",)}
    assert spans(plan, "design") == [((0, 10), (0, 12)), ((0, 13), (0, 16))]


@pytest.mark.parametrize("load", [0.6, 0.85, 1.1])
def test_what_is_published_and_frozen_stays_when_there_is_more_to_do(load):
    for seed in range(1, 6):
        given = sized(9, 40, load=load, seed=seed)
        first = planned(given)
        known = tuple(p for p in first.assignments if int(p.job[1:]) % 4)  # the other jobs are new
        published = first.model_copy(update={"assignments": known})
        planned(given.model_copy(update={"published": published, "frozen_until": at(2, 0)}))


def test_frozen_overtime_stays_overtime_of_the_same_shift():
    shifts = {"day": shift(HOURS, 2), "late": shift(((12, 20),), 2)}
    ann = person("ann", "design", days=(PersonDay(shifts=("day", "late")),) * 2)
    given = problem([ann], [task("design", 9, "design")], jobs=(Job(id="J", due=at(0, 18)),), shifts=shifts)
    first = planned(given)
    again = planned(given.model_copy(update={"published": first, "frozen_until": at(1, 0)}))
    assert [(d.shift, d.after) for d in again.duties if d.day == 0] == [("day", HOUR)]


def test_nobody_is_put_on_another_shift_before_the_plan_may_change():
    # Bob, who had the late shift, falls sick; tomorrow Ann can take his place, and today nobody.
    shifts = {"day": shift(HOURS, 2), "late": shift(((13, 20),), 2)}
    days = (PersonDay(shifts=("day", "late")),) * 2
    people = [person(name, "lead", days=days) for name in ("ann", "bob")]
    evenings = tuple((at(day, 18), at(day, 20)) for day in (0, 1))
    given = problem(people, [], shifts=shifts, coverage=(Coverage(skill="lead", windows=evenings),))
    published = planned(given)
    sick = published.duties[next(n for n, d in enumerate(published.duties) if d.shift == "late")].person
    absent = (Absence(start=0, end=at(2, 0), kind="sick"),)
    left = tuple(p.model_copy(update={"absences": absent}) if p.name == sick else p for p in people)
    now = given.model_copy(update={"people": left, "published": published, "frozen_until": at(1, 0)})
    plan = construct(now)
    other = {d.day: d.shift for d in plan.duties if d.person != sick}
    assert other == {0: "day", 1: "late"}
    assert [(v.rule, v.at) for v in verify(now, plan)] == [(Rule.COVERAGE, at(0, 18))]


def test_nothing_new_begins_before_the_plan_may_change():
    given = problem([person("ann", "design")], [task("design", 2, "design")])
    published = planned(given).model_copy(update={"assignments": ()})
    again = planned(given.model_copy(update={"published": published, "frozen_until": at(0, 9)}))
    assert spans(again, "design") == [((0, 9), (0, 11))]


def test_someone_covers_the_evening():
    shifts = {"day": shift(HOURS, 2), "late": shift(((13, 20),), 2)}
    people = [person(name, "lead", days=(PersonDay(shifts=("day", "late")),) * 2) for name in ("ann", "bob")]
    given = problem(people, [], shifts=shifts, coverage=(Coverage(skill="lead", windows=((at(0, 18), at(0, 20)),)),))
    assert sorted(d.shift for d in planned(given).duties if d.day == 0) == ["day", "late"]


def test_a_reserve_is_kept_free_every_day():
    given = problem(
        [person("ann", "design")], [task("design", 20, "design")], reserve=(Reserve(skill="design", share=0.5),)
    )
    plan = planned(given)
    assert spans(plan, "design") == [((0, 8), (0, 12)), ((1, 8), (1, 12))]


def test_tentative_jobs_are_planned_only_if_asked_for():
    jobs = (Job(id="J", win_probability=0.5),)
    for tentative, count in ((False, 0), (True, 1)):
        settings = Settings(tentative=tentative)
        plan = planned(problem([person("ann", "design")], [task("design", 1, "design")], jobs=jobs, settings=settings))
        assert len(plan.assignments) == count


@pytest.mark.parametrize(
    ("why", "work", "others"),
    [
        (Why.NOBODY_CAN, task("x", 1, "weld"), {}),
        (Why.NOBODY_CAN, task("x", 1, modes=(Mode(crew=(Place(skill="print", count=2),), content=HOUR),)), {}),
        (Why.NO_UNIT, task("x", 1, "print", units={"van": 1}), {}),
        (Why.NEVER_TOGETHER, task("x", 1, "print", site="mall"), {"calendars": {"mall": ((at(0, 20), at(0, 22)),)}}),
        (Why.NEVER_TOGETHER, task("x", 30, "print"), {}),
        (Why.TOO_LONG, task("x", 13, "print", splittable=False), {}),
        (Why.NOT_RELEASED, task("x", 1, "print", release=at(2, 8)), {}),
        (Why.WITHHELD, task("x", 1, "print"), {"jobs": (Job(id="J", win_probability=0.1),)}),
        (Why.DEADLINE, task("x", 6, "print"), {"jobs": (Job(id="J", deadline=at(0, 12)),)}),
    ],
)
def test_the_first_reason_that_can_be_counted(why, work, others):
    plan = construct(problem([person("ann", "print")], [work], limits=Limits(overtime_late=2 * HOUR), **others))
    assert reasons(plan) == {"x": why}


def test_work_that_others_take_is_a_matter_of_capacity():
    work = [task("design", 16, "design", job="A"), task("design", 4, "design", job="B", splittable=False)]
    plan = planned(problem([person("ann", "design")], work, limits=Limits(overtime_late=0)))
    reason = plan.unplanned[0].reasons[0]
    assert (reason.why, reason.about, reason.needed, reason.there) == (Why.CAPACITY, "design", 4.0, 0.0)


def test_what_would_not_be_late_is_not_worth_overtime_and_that_is_told():
    def left(due, late):
        jobs = (Job(id="A", due=at(0, 17)), Job(id="B", due=due))
        work = [task("design", 16, "design", job="A"), task("design", 2, "design", job="B")]
        plan = construct(problem([person("ann", "design")], work, jobs=jobs, limits=Limits(overtime_late=late)))
        return {(u.job, r.why, r.there) for u in plan.unplanned for r in u.reasons}

    assert left(at(9, 17), HOUR) == {("B", Why.NOT_URGENT, 0.0)}
    assert left(at(9, 17), 0) == {("B", Why.CAPACITY, 0.0)}  # there is no overtime that could be spent


def test_people_who_are_free_but_not_at_the_same_time():
    work = [
        task("go", 3, "drive", "fit", job="A", splittable=False),
        task("drive", 4, "drive", job="B", release=at(0, 8), splittable=False),
        task("fit", 4, "fit", job="C", release=at(0, 13), splittable=False),
    ]
    people = [person("ann", "drive", days=DAY_SHIFT), person("bob", "fit", days=DAY_SHIFT)]
    jobs = (Job(id="A"), Job(id="B", due=at(0, 12)), Job(id="C", due=at(0, 17)))
    plan = planned(problem(people, work, days=1, jobs=jobs, limits=Limits(overtime_late=0)))
    reason = plan.unplanned[0].reasons[0]  # she has four hours left in the afternoon, and he in the morning
    assert (reason.why, reason.about, reason.needed, reason.there) == (Why.CAPACITY, "", 3.0, 0.0)


def test_only_time_after_what_comes_before_is_counted_as_left():
    work = [task("design", 12, "design"), task("print", 6, "print", after=(After(step="design"),), splittable=False)]
    plan = planned(problem([person("ann", "design"), person("bob", "print")], work, limits=Limits(overtime_late=0)))
    reason = plan.unplanned[0].reasons[0]
    assert (reason.why, reason.needed, reason.there) == (Why.NEVER_TOGETHER, 6.0, 4.0)


def test_a_hired_van_only_for_what_would_be_late():
    vans = (Unit(name="own", kind="van"), Unit(name="hired", kind="van", hired=True))
    work = [task("go", 6, "drive", job=name, units={"van": 1}, splittable=False) for name in ("A", "B")]
    people = [person("ann", "drive"), person("bob", "drive")]
    for due, units in ((at(0, 17), {"own", "hired"}), (at(1, 17), {"own"})):
        jobs = tuple(Job(id=name, due=due) for name in ("A", "B"))
        plan = planned(problem(people, work, units=vans, jobs=jobs))
        assert {unit for p in plan.assignments for unit in p.units} == units


@pytest.mark.parametrize("size", ["S", "M"])
def test_instances_are_not_trivial(size):
    for seed in range(1, 6):
        given = instance(size, 0.85, seed)
        assert (len(given.people), len(given.tasks)) == SIZES[size]
        first, best = cost_of(given, construct(given, overtime=False)), cost_of(given, construct(given))
        assert first.lateness > best.lateness > 0  # earliest due date is late, and overtime helps
        assert given == instance(size, 0.85, seed)


def test_instances_have_every_feature():
    given = instance("M", 0.85, 1)
    tasks, jobs = given.tasks, given.jobs
    assert any(task.outside for task in tasks)
    assert any(len(task.modes) > 1 for task in tasks)
    assert any(task.same_people_as for task in tasks)
    assert any(task.site for task in tasks)
    assert any(after.lag and after.calendar for task in tasks for after in task.after)
    assert any(after.lag and not after.calendar for task in tasks for after in task.after)
    assert any(task.release for task in tasks)
    assert any(place.only for task in tasks for mode in task.modes for place in mode.crew)
    assert any(place.shared for task in tasks for mode in task.modes for place in mode.crew)
    assert any(not task.splittable for task in tasks)
    assert any(mode.per == "person" for task in tasks for mode in task.modes)
    assert any(job.deadline for job in jobs)
    assert any(job.win_probability for job in jobs)
    assert any(job.tail for job in jobs)
    assert given.locks
    assert given.coverage
    assert given.reserve
    assert any(unit.hired for unit in given.units)
    assert any(unit.absences for unit in given.units)
    assert any(person.absences for person in given.people)
    assert any(holding.until for person in given.people for holding in person.holdings)
    assert all(person.history for person in given.people)
    assert any(person.days_off_wanted for person in given.people)


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        (Reason(why=Why.CAPACITY, about="wiring", needed=2, there=0.5), "wiring: 2 h of work, and 0.5 h left"),
        (
            Reason(why=Why.CAPACITY, about="wiring", needed=2, there=9),
            "wiring: 2 h of work; 9 h are left, but never enough of them at one time",
        ),
        (
            Reason(why=Why.CAPACITY, needed=2, there=1),
            "2 h of work, and at most 1 h are left in which all whom it takes are free",
        ),
        (
            Reason(why=Why.NOT_URGENT, needed=2, there=9),
            "2 h of work, and at no time is a whole crew free for so long",
        ),
        (Reason(why=Why.NOT_RELEASED, until=at(1, 9)), "it can begin only on Tue 03-03 09:00"),
    ],
)
def test_reasons_are_told_so_that_their_numbers_add_up(reason, told):
    assert sentence(problem([], []), reason) == told


def test_a_reserve_is_a_share_of_the_shift_that_is_worked_and_not_of_the_usual_one():
    # Of 8 hours by day 7.2 may be taken, of 6 by night 5.4.
    night = shift(((22, 28),), 2)
    ann = person("ann", "fit", days=(PersonDay(shifts=("day", "night")),) * 2)
    given = problem(
        [ann],
        [task("fit", 6, "fit", site="street")],
        shifts={"day": shift(HOURS, 2), "night": night},
        calendars={"street": night.hours[0]},
        reserve=(Reserve(skill="fit", share=0.1),),
    )
    assert sum(piece.end - piece.start for piece in planned(given).assignments) <= 5.4 * HOUR


EVENING, MORNING = (
    Assignment(job="J", step=step, people=("Ada",), start=at(0, a), end=at(0, b), locked=True)
    for step, a, b in (("evening", 16, 18), ("morning", 8, 10))
)


@pytest.mark.parametrize("locks", [(EVENING,), (EVENING, MORNING), (MORNING, EVENING)])
def test_whoever_has_locked_work_is_on_duty_for_all_of_it_where_one_shift_holds_it(locks):
    """The late shift has its break when the evening's work ends; an hour of overtime after the day shift has not."""
    given = problem(
        [person("Ada", "draw", days=(PersonDay(shifts=("late", "day")),) * 2)],
        [task(lock.step, 2, "draw") for lock in locks],
        shifts={"day": shift(HOURS, 2), "late": shift(((13, 17), (18, 22)), 2)},
        limits=Limits(overtime_late=HOUR),
        locks=locks,
    )
    made = construct(given)
    assert verify(given, made) == []
    assert next((duty.day, duty.shift, duty.overtime) for duty in made.duties) == (0, "day", HOUR)
