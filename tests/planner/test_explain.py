"""Why jobs are late, what cannot be together, what would help: numbers are reckoned again, ways out planned again."""

import pytest
from random_weeks import agency
from reckoning import check
from small_plans import piece as work_of
from small_plans import plan as by_hand
from small_problems import at, person, problem, task

from agencysim.errors import AgencySimError
from agencysim.planner import Problem, Rule, Way, conflicts, problem_of, repairs, verify, why
from agencysim.planner import plan as make
from agencysim.planner.construct import construct
from agencysim.planner.cost import cost_of, job_lateness
from agencysim.planner.explain.bounds import Bounds
from agencysim.planner.explain.capacity import Capacity
from agencysim.planner.explain.conflict import RULES
from agencysim.planner.instances import sized
from agencysim.planner.problem import Absence, After, DayWorked, Job, Limits, Outside, PersonDay, Settings, Unit
from agencysim.planner.reasons import sentence
from agencysim.planner.search.model import Model
from agencysim.planner.search.scene import Scene
from agencysim.planner.search.solving import Effort, solve
from agencysim.plans import Assignment, Reason, Unplanned, Why
from agencysim.sim import simulate
from agencysim.snapshot import state_at
from agencysim.tables.explained import of_reasons, of_repairs
from agencysim.tables.plan import of_plan
from agencysim.values import DAY, HOUR

NO_OVERTIME = Limits(overtime_late=0)


def told(given, job, plan=None, **others):
    """Return the kinds of reason for a job, once each has been reckoned again."""
    plan = plan or make(given, time_limit=0).plan
    found = why(given, plan, job, time_limit=0, **others)
    for reason in found:
        check(given, plan, job, reason)
        assert "{" not in sentence(given, reason)
    return {reason.why: reason for reason in found}


# -- on random problems ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(1, 13))
def test_all_that_is_late_or_not_planned_has_a_reason_whose_numbers_add_up(seed):
    given = sized(6 + seed % 4, 20 + 2 * seed, load=(0.8, 1.1, 1.6, 2.4)[seed % 4], seed=seed)
    plan = construct(given)
    late = job_lateness(given, plan)
    for job in sorted(given.job):
        found = told(given, job, plan)
        if job in late or any(each.job == job for each in plan.unplanned):
            assert set(found) - {Why.OVERTIME, Why.OUTSIDE, Why.HIRED}


@pytest.mark.parametrize("seed", range(6))
def test_agencies_of_every_kind_have_reasons_that_add_up(seed):
    for each in range(10 * seed, 10 * seed + 10):
        scenario = agency(each)
        state = state_at(simulate(scenario, weeks=1), 3 * DAY + 12 * HOUR)
        given = problem_of(scenario, state)
        plan = construct(given)
        for job in {*job_lateness(given, plan), *(u.job for u in plan.unplanned)}:
            assert set(told(given, job, plan)) - {Why.OVERTIME, Why.OUTSIDE, Why.HIRED}


@pytest.mark.parametrize("seed", range(1, 25))
def test_no_plan_is_below_the_bounds_or_above_the_capacity(seed):
    given = sized(6 + seed % 4, 20 + 2 * seed, load=(0.8, 1.1, 1.6, 2.4)[seed % 4], seed=seed)
    plan = construct(given)
    scene = Scene(given)
    bounds = Bounds(scene)
    capacity = Capacity(bounds)
    unplanned = {each.task for each in plan.unplanned}
    for name, pieces in plan.pieces().items():
        if name not in unplanned:
            assert scene.times.up(pieces[-1].end) >= bounds.end[name]
    locked = {piece.task for piece in given.locks}
    for first, last in ((0, 96), (96, 288), (40, 500), (0, scene.times.slots)):
        for name in (*given.person, *given.unit):
            busy = 0
            for piece in plan.of(name):
                span = scene.times.inside([(piece.start, piece.end)]) if piece.task not in locked else 0
                busy |= span & bounds.could(name) & ((1 << last) - (1 << first))
            if name in given.person:
                windows = [w for duty in plan.duties if duty.person == name for w in duty.windows]
                busy &= scene.times.inside(windows) & ~scene.times.inside(given.person[name].routines)
            assert busy.bit_count() <= capacity.of(name, first, last)
    assert {job for job in given.job if not bounds.can_be_in_time(job)} <= set(job_lateness(given, plan))


# -- one reason after the other --------------------------------------------------------------------------------------


def test_hours_against_hours_is_a_proof():
    work = [task("design", 10, "design", job=name) for name in "AB"]
    jobs = tuple(Job(id=name, due=at(1, 24)) for name in "AB")
    limits = Limits(overtime_late=HOUR)
    found = told(problem([person("ann", "design")], work, jobs=jobs, limits=limits), "B")
    shortage = found[Why.SHORTAGE]
    assert (shortage.needed, shortage.there, shortage.who) == (20.0, 18.0, ("ann",))
    assert (shortage.since, shortage.until) == (0, at(1, 24))


def test_limits_of_the_week_count():
    work = [task("design", 9, "design", job=name) for name in "AB"]
    jobs = tuple(Job(id=name, due=at(1, 24)) for name in "AB")
    limits = Limits(overtime_late=2 * HOUR, overtime_week=HOUR)
    given = problem([person("ann", "design")], work, jobs=jobs, limits=limits)
    found = told(given, "B") | told(given, "A")
    assert (found[Why.SHORTAGE].needed, found[Why.SHORTAGE].there) == (18.0, 17.0)


def test_what_the_job_takes_by_itself_is_a_proof():
    work = [task("a", 6, "design"), task("b", 6, "design", after=(After(step="a", lag=2 * HOUR),))]
    found = told(problem([person("ann", "design")], work, jobs=(Job(id="J", due=at(0, 24)),), limits=NO_OVERTIME), "J")
    assert found[Why.PATH].until == at(1, 15)
    assert found[Why.PATH].needed == 15.0


def test_a_date_before_the_plan():
    given = problem([person("ann", "design")], [task("a", 2, "design")], jobs=(Job(id="J", due=-3600),))
    found = told(given, "J")
    assert found[Why.OVERDUE].until == -3600
    assert found[Why.PATH].needed == 11.0
    assert Why.SLOW in found  # nothing else is in its way


def test_other_work_comes_first_and_a_limit_is_reached():
    work = [task("a", 8, "design", job="A"), task("b", 8, "design", job="B", splittable=False)]
    jobs = (Job(id="A", due=at(0, 17), weight=5), Job(id="B", due=at(0, 20)))
    limits = Limits(overtime_late=HOUR, overtime_day=0)
    found = told(problem([person("ann", "design")], work, jobs=jobs, limits=limits), "B")
    assert (found[Why.BUSY].needed, found[Why.BUSY].there) == (8.0, 8.0)
    assert {name.job for name in found[Why.BUSY].tasks} == {"A"}
    assert (found[Why.LIMIT].about, found[Why.LIMIT].who) == ("overtime_day", ("ann",))


def four_days(**limits):
    """Return a problem in which ann has worked on three days, and work that nobody else can do."""
    free = PersonDay(shifts=("day",), rostered=False, pay="rest_day")
    history = tuple(DayWorked(day=-n, worked=8 * HOUR, end=-n * DAY + 17 * HOUR) for n in (1, 2, 3))
    ann = person("ann", "x", days=(PersonDay(shifts=("day",)), free, PersonDay(shifts=("day",)), free), history=history)
    jobs = (Job(id="J", due=at(1, 24)),)
    return problem([ann], [task("a", 14, "x")], days=4, jobs=jobs, limits=Limits(overtime_late=0, **limits))


@pytest.mark.parametrize(
    ("limits", "rule", "least"),
    [({"days_in_row": 5}, "days_in_row", 5), ({"rest_days": 2}, "rest_days", 2)],
)
def test_a_day_on_which_somebody_has_to_rest(limits, rule, least):
    found = told(four_days(**limits), "J")
    reason = found[Why.LIMIT]
    assert (reason.about, reason.there, reason.needed, reason.who) == (rule, least, 8.0, ("ann",))


def test_a_day_on_which_somebody_could_come_is_no_rest():
    assert Why.LIMIT not in told(four_days(days_in_row=6, rest_days=1), "J")


@pytest.mark.parametrize(("rest", "lost"), [(13, None), (13.5, 0.5), (14.5, 1.5)])
def test_an_evening_that_is_too_near_to_the_next_morning(rest, lost):
    work = [task("a", 8, "x", job="A"), task("b", 9, "x", job="B", splittable=False)]
    jobs = (Job(id="A", due=at(0, 17), weight=5), Job(id="B", due=at(1, 8)))
    limits = Limits(overtime_late=2 * HOUR, daily_rest=round(rest * HOUR))
    given = problem([person("ann", "x")], work, jobs=jobs, limits=limits)
    known = by_hand(given, work_of("a", "ann", at(0, 8), at(0, 17), job="A"))
    known = known.model_copy(update={"unplanned": (Unplanned(job="B", step="b"),)})
    reason = told(given, "B", known).get(Why.LIMIT)
    assert (reason and reason.needed) == lost


def test_somebody_is_on_leave():
    away = (Absence(start=at(0, 0), end=at(0, 12)),)
    given = problem(
        [person("ann", "design", absences=away)], [task("a", 4, "design")], jobs=(Job(id="J", due=at(0, 12)),)
    )
    found = told(given, "J")
    assert (found[Why.AWAY].needed, found[Why.AWAY].who) == (4.0, ("ann",))


def test_a_site_opens_late():
    work = [task("a", 4, "fit", site="mall", splittable=False)]
    given = problem(
        [person("ann", "fit")],
        work,
        jobs=(Job(id="J", due=at(0, 12)),),
        calendars={"mall": ((at(0, 13), at(0, 17)),)},
    )
    found = told(given, "J")
    assert (found[Why.SITE].about, found[Why.SITE].there) == ("mall", 0.0)


def test_it_waits_for_what_dries_and_for_material():
    work = [task("a", 2, "x", release=at(0, 9)), task("b", 2, "x", after=(After(step="a", lag=4 * HOUR),))]
    given = problem([person("ann", "x")], work, jobs=(Job(id="J", due=at(0, 12)),))
    plan = construct(given)
    waits = [reason for reason in why(given, plan, "J", time_limit=0) if reason.why is Why.WAITING]
    assert [(each.about, each.since, each.until) for each in waits] == [
        ("", 0, at(0, 9)),
        ("a", at(0, 11), at(0, 15)),
    ]


def test_it_is_locked_late():
    lock = Assignment(job="J", step="a", people=("ann",), start=at(1, 8), end=at(1, 10), locked=True)
    given = problem([person("ann", "x")], [task("a", 2, "x")], jobs=(Job(id="J", due=at(0, 12)),), locks=(lock,))
    assert told(given, "J")[Why.LOCKED].until == at(1, 8)


def test_work_that_cannot_be_split_and_is_locked_in_part():
    lock = Assignment(job="J", step="a", people=("ann",), start=at(0, 8), end=at(0, 10), locked=True)
    given = problem([person("ann", "x")], [task("a", 5, "x", splittable=False)], locks=(lock,))
    reason = told(given, "J")[Why.LOCKED]
    assert (reason.needed, reason.there) == (5.0, 2.0)


def test_only_another_firm_could_do_it_and_nothing_is_gained_by_it():
    work = task("weld", 2, "weld", outside=Outside(price=300.0, delay=4 * HOUR))
    reason = told(problem([person("ann", "x")], [work]), "J")[Why.NOT_WORTH_IT]
    assert reason.there == 300.0


def test_a_plan_that_could_be_better():
    given = problem([person("ann", "x")], [task("a", 2, "x")], jobs=(Job(id="J", due=at(0, 12)),))
    plan = construct(given)
    piece = plan.assignments[0].model_copy(update={"start": at(1, 8), "end": at(1, 10)})
    reason = told(given, "J", plan.model_copy(update={"assignments": (piece,)}))[Why.UNUSED]
    assert reason.until == at(0, 10)


def test_time_that_is_never_enough_at_once_ends_when_the_work_begins():
    work = [task("a", 2, "x", release=at(0, 15) + HOUR // 2, splittable=False), task("b", 0.5, "x", job="K")]
    jobs = (Job(id="J", due=at(0, 17)), Job(id="K"))
    given = problem([person("ann", "x")], work, jobs=jobs, limits=NO_OVERTIME)
    half = at(1, 8) + HOUR // 2
    late = by_hand(given, work_of("b", "ann", half, at(1, 9), job="K"), work_of("a", "ann", at(1, 9), at(1, 11)))
    reason = told(given, "J", late)[Why.NEVER_FREE]
    assert (reason.since, reason.until) == (at(0, 15) + HOUR // 2, at(1, 9))


def test_what_it_costs():
    out = task("weld", 2, "weld", outside=Outside(price=300.0, delay=4 * HOUR))
    work = [out, task("a", 10, "x", units={"van": 1})]
    van = (Unit(name="v", kind="van", hired=True, cost_per_hour=10.0),)
    given = problem([person("ann", "x")], work, jobs=(Job(id="J", due=at(0, 20)),), units=van)
    found = told(given, "J")
    assert (found[Why.OVERTIME].needed, found[Why.OVERTIME].there) == (2.0, 60.0)
    assert found[Why.OUTSIDE].there == 300.0
    assert found[Why.HIRED].there == 110.0


def test_of_a_job_in_time_nothing_is_told():
    given = problem([person("ann", "x")], [task("a", 2, "x")], jobs=(Job(id="J", due=at(0, 12)),))
    assert why(given, construct(given), "J") == ()


def test_a_job_of_which_a_part_is_not_planned_is_at_least_so_late():
    given = problem([person("ann", "x")], [task("a", 30, "x")], jobs=(Job(id="J", due=at(0, 24)),))
    plan = construct(given)
    title = of_reasons(given, plan, "J", why(given, plan, "J", time_limit=0)).title
    assert title.startswith("J was promised for Mon 03-02 and comes at least ")


@pytest.mark.parametrize(("hours", "late"), [(9, "2.0 h late."), (30, "at least ")])
def test_a_date_that_is_not_agreed_yet_is_none_that_was_promised(hours, late):
    job = Job(id="J", due=at(0, 16), provisional=True)
    given = problem([person("ann", "x")], [task("a", hours, "x")], jobs=(job,))
    plan = construct(given)
    title = of_reasons(given, plan, "J", why(given, plan, "J", time_limit=0)).title
    assert title.startswith(f"J is not signed yet: its date is taken to be Mon 03-02 16:00, and it comes {late}")
    (table,) = (table for table in of_plan(given, plan, cost_of(given, plan)) if table.title == "What comes late")
    assert [row[2] for row in table.rows] == ["Mon 03-02 16:00 (provisional)"]


def test_what_is_told_of_two_waits_alike_is_told_once():
    given = problem([person("ann", "x")], [task("a", 2, "x")], jobs=(Job(id="J", due=at(0, 8)),))
    plan = construct(given)
    twice = [Reason(why=Why.LIMIT, about="overtime_day", there=2, since=n, who=("ann",)) for n in (0, 1)]
    assert len(of_reasons(given, plan, "J", twice).rows) == 1


# -- what cannot hold together ----------------------------------------------------------------------------------------


def can_hold(given, plan, jobs):
    """Return whether some jobs can be in time, all of the problem being looked at."""
    model = Model(Scene(given), plan, set(given.task), set(given.person))
    solved = solve(model, Effort(0, tiers=1, deterministic=30.0), promised=dict.fromkeys(jobs, 0))
    assert solved.plan is not None or solved.impossible
    return solved.plan is not None


WITHOUT = {
    Rule.OVERTIME_DAY: {"overtime_day": None},
    Rule.OVERTIME_WEEK: {"overtime_week": None},
    Rule.OVERTIME_MONTH: {"overtime_month": None},
    Rule.WEEK_HOURS: {"week_hours": None},
    Rule.AVERAGE_HOURS: {"average_hours": None},
    Rule.DAILY_REST: {"daily_rest": None},
    Rule.REST_DAYS: {"rest_days": 0},
    Rule.DAYS_IN_ROW: {"days_in_row": None},
}


def without(given, rule):
    if rule is Rule.COVERAGE:
        return given.model_copy(update={"coverage": ()})
    if rule is Rule.RESERVE:
        return given.model_copy(update={"reserve": ()})
    return given.model_copy(update={"limits": given.limits.model_copy(update=WITHOUT[rule])})


def confirm(given, plan, conflict):
    """Fail if a conflict is none, or not the smallest, by asking the planner's own model anew."""
    jobs = [conflict.job, *conflict.others]
    for rule in set(RULES) - set(conflict.rules):
        given = without(given, rule)
    assert not can_hold(given, plan, jobs)
    if conflict.status == "smallest":
        for name in jobs:
            assert can_hold(given, plan, [each for each in jobs if each != name])
        for rule in conflict.rules:
            assert can_hold(without(given, rule), plan, jobs)


@pytest.mark.parametrize("seed", [1, 3, 5])
def test_each_conflict_is_one_and_each_member_is_needed(seed):
    given = sized(6, 11, load=1.4, seed=seed)
    plan = make(given, rounds=1).plan
    found = conflicts(given, plan, time_limit=20)
    for conflict in found.found:
        confirm(given, plan, conflict)
    late = set(job_lateness(given, plan))
    assert {each.job for each in found.found} | set(found.possible) | set(found.unknown) == late


def crowded(**limits):
    """Two jobs of one person of which one must come late, unless he may work longer."""
    work = [task("a", 6, "x", job="A"), task("b", 6, "x", job="B"), task("c", 1, "y", job="C")]
    jobs = tuple(Job(id=name, due=at(0, 24)) for name in "ABC")
    limits.setdefault("overtime_late", 3 * HOUR)
    return problem([person("ann", "x"), person("bob", "y")], work, jobs=jobs, limits=Limits(**limits))


def test_two_jobs_and_a_limit():
    given = crowded(overtime_late=4 * HOUR, overtime_day=2 * HOUR)
    plan = make(given, rounds=2).plan
    (conflict,) = conflicts(given, plan, time_limit=20).found
    assert {conflict.job, *conflict.others} == {"A", "B"}
    assert conflict.rules == (Rule.OVERTIME_DAY,)
    assert conflict.status == "smallest"
    confirm(given, plan, conflict)
    reasons = why(given, plan, conflict.job)
    assert Why.SHORTAGE in {reason.why for reason in reasons}  # counting proves it, too, and comes first


def test_a_job_that_only_a_poor_plan_has_late():
    given = crowded(overtime_late=4 * HOUR)
    plan = make(given, rounds=2).plan
    piece = next(p for p in plan.assignments if p.job == "C")
    moved = piece.model_copy(update={"start": piece.start + 86400, "end": piece.end + 86400})
    poor = plan.model_copy(update={"assignments": (*(p for p in plan.assignments if p.job != "C"), moved)})
    assert conflicts(given, poor, job="C").possible == ("C",)
    assert Why.UNUSED in {reason.why for reason in why(given, poor, "C")}


@pytest.fixture
def nothing_is_solved(monkeypatch):
    """Let it fail if a conflict is looked for by solving models."""
    monkeypatch.setattr("agencysim.planner.explain.conflict._Search", None)


def late_without_need():
    """Return a problem of one job, and a plan that does it a day too late."""
    given = problem([person("ann", "x")], [task("a", 6, "x")], jobs=(Job(id="J", due=at(0, 24)),))
    return given, by_hand(given, work_of("a", "ann", at(1, 8), at(1, 15)))


@pytest.mark.usefixtures("nothing_is_solved")
def test_a_plan_that_holds_every_date_is_an_answer_at_once():
    given, _ = late_without_need()
    in_time = by_hand(given, work_of("a", "ann", at(0, 8), at(0, 15)))
    for plan in (in_time, None):  # without a plan, the first one
        found = conflicts(given, plan)
        assert (found.found, found.possible, found.unknown) == ((), (), ())


@pytest.mark.usefixtures("nothing_is_solved")
def test_what_the_first_plan_has_in_time_needs_no_search():
    given, late = late_without_need()
    assert conflicts(given, late, time_limit=0).possible == ("J",)


def test_a_first_plan_that_holds_a_date_by_having_another_job_late_tells_nothing():
    given = crowded(overtime_late=4 * HOUR, overtime_day=2 * HOUR)
    first = construct(given)
    (late,) = job_lateness(given, first)
    names = {"A": "B", "B": "A", "C": "C"}
    swapped = tuple(p.model_copy(update={"job": names[p.job], "step": names[p.job].lower()}) for p in first.assignments)
    other = first.model_copy(update={"assignments": swapped})
    assert set(job_lateness(given, other)) == {names[late]}
    assert conflicts(given, other, time_limit=20).possible == ()


# -- ways out ---------------------------------------------------------------------------------------------------------


def late_one(given, rounds=2):
    plan = make(given, rounds=rounds).plan
    (job,) = job_lateness(given, plan)
    return plan, job


def check_repair(given, repair, job):
    """Fail if a way out does not hold by the planner itself, or at another price."""
    assert job_lateness(repair.problem, repair.plan).get(job, 0) <= 0
    assert verify(repair.problem, repair.plan) == []
    promised = repair.problem.model_copy(
        update={"jobs": tuple(j.model_copy(update={"weight": 99.0}) if j.id == job else j for j in repair.problem.jobs)}
    )
    again = make(promised, rounds=3)
    assert job_lateness(promised, again.plan).get(job, 0) <= 0
    assert cost_of(repair.problem, again.plan).money == pytest.approx(
        cost_of(repair.problem, repair.plan).money, abs=1.0
    )


def test_ways_out_hold_at_their_price():
    given = crowded(overtime_late=2 * HOUR, overtime_day=2 * HOUR)
    plan, job = late_one(given)
    found = {repair.way: repair for repair in repairs(given, plan, job, rounds=2)}
    assert found[Way.OVERTIME].status == found[Way.PERSON].status == found[Way.LATER].status == "holds"
    assert found[Way.OVERTIME].overtime == 4.0 - cost_of(given, make(given, rounds=2).plan).overtime_hours
    assert found[Way.PERSON].price < found[Way.OVERTIME].price + 20 * 8
    assert found[Way.LATER].price in (0.0, None)
    for way in (Way.OVERTIME, Way.PERSON):
        assert not any(hours > 0 for _, hours in found[way].later)
        check_repair(given, found[way], job)


def test_what_is_put_first_makes_others_late():
    given = crowded(overtime_late=0)
    plan, job = late_one(given)
    (first,) = [each for each in repairs(given, plan, job, rounds=2) if each.way is Way.PUT_FIRST]
    other = "B" if job == "A" else "A"
    assert first.status == "holds"
    assert [name for name, _ in first.later] == [other]


def test_what_can_be_had_for_nothing_is_a_better_plan():
    given = crowded(overtime_late=4 * HOUR)
    plan = make(given, rounds=2).plan
    piece = next(p for p in plan.assignments if p.job == "C")
    moved = piece.model_copy(update={"start": piece.start + 86400, "end": piece.end + 86400})
    poor = plan.model_copy(update={"assignments": (*(p for p in plan.assignments if p.job != "C"), moved)})
    (found,) = repairs(given, poor, "C", rounds=2)
    assert (found.way, found.status, found.later) == (Way.PUT_FIRST, "holds", ())


def test_a_later_date_of_a_job_of_which_a_part_is_not_planned():
    given = crowded(overtime_late=0)
    plan, job = late_one(given)
    rest = tuple(p for p in plan.assignments if p.job != job)
    gone = plan.model_copy(update={"assignments": rest, "unplanned": (*plan.unplanned, left_out(job))})
    found = {each.way: each for each in repairs(given, gone, job, rounds=2)}
    assert found[Way.LATER].status == "holds"
    assert found[Way.LATER].until == at(1, 12)
    assert job_lateness(found[Way.LATER].problem, found[Way.LATER].plan).get(job, 0) == 0


def test_no_later_date_within_a_plan_that_is_too_short():
    given = problem([person("ann", "x")], [task("a", 30, "x")], jobs=(Job(id="J", due=at(0, 24)),))
    plan = make(given, rounds=2).plan
    (found,) = [each for each in repairs(given, plan, "J", rounds=2) if each.way is Way.LATER]
    assert (found.status, found.until) == ("cannot", None)


def left_out(job):
    return Unplanned(job=job, step=job.lower())


def test_cannot_is_told_only_if_it_is_proven():
    work = [task("a", 30, "x"), task("b", 1, "y", job="K")]
    jobs = (Job(id="J", due=at(0, 24)), Job(id="K", due=at(0, 24)))
    given = problem([person("ann", "x"), person("bob", "y")], work, jobs=jobs)
    plan = make(given, rounds=2).plan
    found = repairs(given, plan, "J", rounds=2)
    assert {each.status for each in found} == {"cannot"}
    assert found == repairs(given, plan, "J", rounds=2)


def test_of_a_large_problem_it_is_told_what_was_left_as_it_is(monkeypatch):
    monkeypatch.setattr("agencysim.planner.explain.conflict.SMALL", 0)
    work = [task("a", 8, "x"), task("b", 8, "x"), task("c", 1, "y", job="K")]
    jobs = (Job(id="J", due=at(0, 24)), Job(id="K", due=at(0, 24)))
    given = problem([person("ann", "x"), person("bob", "y")], work, jobs=jobs)
    plan = make(given, rounds=2).plan
    found = {each.way: each for each in repairs(given, plan, "J", rounds=2)}
    first = found[Way.PUT_FIRST]
    assert (first.status, first.around) == ("not_found", 2)
    told = {row[1] for row in of_repairs(given, plan, "J", [first]).rows}
    assert told == {"no, as long as all but 2 tasks around it stay as planned"}


def test_a_hired_van_and_another_firm():
    work = [
        task("a", 8, "x", job="A", units={"van": 1}),
        task("b", 8, "x", job="B", units={"van": 1}, outside=Outside(price=5000.0, delay=6 * HOUR)),
    ]
    jobs = tuple(Job(id=name, due=at(0, 17)) for name in "AB")
    van = (Unit(name="v", kind="van", cost_per_hour=10.0),)
    given = problem([person("ann", "x"), person("bob", "x")], work, jobs=jobs, units=van, limits=NO_OVERTIME)
    plan = construct(given, overtime=False)
    late = [job for job in job_lateness(given, plan) if job == "B"]
    assert late == ["B"]
    found = {each.way: each for each in repairs(given, plan, "B", rounds=2)}
    assert found[Way.UNIT].status == "holds"
    check_repair(given, found[Way.UNIT], "B")


def test_people_come_on_a_day_off():
    free = PersonDay(shifts=(), rostered=False, pay="rest_day")
    ann = person("ann", "x", days=(free, PersonDay(shifts=("day",))))
    given = problem([ann], [task("a", 6, "x")], jobs=(Job(id="J", due=at(0, 24)),), limits=NO_OVERTIME)
    plan = construct(given)
    found = {each.way: each for each in repairs(given, plan, "J", rounds=2)}
    assert (found[Way.DAYS_OFF].status, found[Way.DAYS_OFF].overtime) == ("holds", 8.0)


def test_by_another_date():
    given = crowded(overtime_late=0)
    plan, job = late_one(given)
    assert repairs(given, plan, job, by=given.end) == ()
    assert repairs(given, plan, job, by=at(0, 12), rounds=1)


@pytest.mark.parametrize(
    ("ask", "words"),
    [
        (lambda g, p: why(g, p, "JJ"), "did you mean J"),
        (lambda g, p: why(g, p, "zzz"), "1 job is planned"),
        (lambda g, p: why(g, p, "J", time_limit=-1), "time_limit"),
        (lambda g, p: why("x", p, "J"), "problem"),
        (lambda g, p: repairs(g, p, "J"), "has no date"),
        (lambda g, p: repairs(g, p, "J", rounds=0), "rounds"),
        (lambda g, p: conflicts(g, p, job="K"), "no job"),
        (lambda g, p: why(crowded(), p, "A"), "not one of this problem"),
    ],
)
def test_what_cannot_be_asked_is_refused_in_words(ask, words):
    given = problem([person("ann", "x")], [task("a", 2, "x")])
    with pytest.raises(AgencySimError, match=words):
        ask(given, construct(given))


def test_a_problem_of_nothing():
    given = Problem.model_validate(problem([], []).model_dump())
    assert conflicts(given).found == ()
    assert given.settings == Settings()
