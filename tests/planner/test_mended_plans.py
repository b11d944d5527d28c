"""What happens to a plan when somebody is sick, or something is new: as little as can be, and no rule is broken."""

import random
from datetime import datetime

import pytest
from mended import disturbance, pieces_of, sick, two_who_print
from small_plans import duty, piece, plan, usual
from small_problems import at, person, problem, task

import agencysim as ag
from agencysim.planner import Rule, cost_of, replan, verify
from agencysim.planner import plan as make
from agencysim.planner.construct import construct
from agencysim.planner.instances import sized
from agencysim.planner.problem import Absence, After, Coverage, Job, Limits, Mode, Outside, PersonDay, Place, Unit
from agencysim.planner.replanning import latest, plan_difference, publish, versions
from agencysim.planner.replanning.moment import as_of
from agencysim.planner.replanning.repair import repaired
from agencysim.planner.replanning.rings import Rings
from agencysim.planner.replanning.standing import standing
from agencysim.planner.search.merging import merged
from agencysim.planner.search.model import Model
from agencysim.planner.search.promises import keep_to
from agencysim.planner.search.scene import Scene
from agencysim.planner.search.solving import Effort, solve
from agencysim.planner.verifier.world import content
from agencysim.plans import Assignment, TaskId
from agencysim.values import DAY, HOUR

# -- small cases, to the second ----------------------------------------------------------------------------------------


def test_nothing_disturbed_nothing_changes():
    given, known = two_who_print()
    found = replan(given, known, at(0, 9))
    assert found.plan == known
    assert found.difference.is_empty
    assert [answer.changes for answer in found.answers] == [0]


def test_the_work_of_somebody_sick_is_done_by_another_at_its_time():
    given, known = two_who_print()
    found = replan(given, known, at(0, 12), absent=[sick("ann", at(1, 0), at(2, 0))])
    assert pieces_of(found.plan, "a") == [("ann", at(0, 8), at(0, 10))]
    assert pieces_of(found.plan, "b") == [("ben", at(1, 8), at(1, 10))]
    assert pieces_of(found.plan, "c") == [("ben", at(1, 10), at(1, 11))]
    assert [(change.task.step, change.kind, change.is_moved) for change in found.difference.tasks] == [
        ("b", "reassigned", False)
    ]
    assert [(d.person, d.day, d.after) for d in found.difference.duties] == [("ann", 1, None)]


def test_what_is_left_of_begun_work_is_done_by_another():
    people = [person("ann", "print"), person("ben", "print")]
    given = problem(people, [task("a", 3, "print")])
    known = plan(given, piece("a", "ann", at(0, 8), at(0, 11)))
    found = replan(given, known, at(0, 9), absent=[sick("ann", at(0, 9), at(2, 0))])
    assert found.problem.task[TaskId("J", "a")].modes[0].content == 2 * HOUR
    assert pieces_of(found.plan, "a") == [("ben", at(0, 9), at(0, 11))]
    assert verify(found.problem, found.plan) == []


def test_what_has_begun_stays_to_the_second():
    given, known = two_who_print()
    found = replan(given, known, at(0, 9), absent=[sick("ben", at(0, 9), at(2, 0))])
    assert pieces_of(found.plan, "a") == [("ann", at(0, 8), at(0, 10))]
    assert [each.task.step for each in found.plan.unplanned] == ["c"]
    assert [change.kind for change in found.difference.tasks] == ["dropped"]


def test_what_follows_stays_if_it_can():
    people = [person("ann", "print"), person("ben", "print"), person("eve", "pack")]
    work = [task("a", 2, "print"), task("b", 1, "pack", after=(After(step="a"),))]
    given = problem(people, work)
    known = plan(given, piece("a", "ann", at(1, 8), at(1, 10)), piece("b", "eve", at(1, 14), at(1, 15)))
    found = replan(given, known, at(0, 8), absent=[sick("ann", at(1, 0), at(2, 0))])
    assert pieces_of(found.plan, "a") == [("ben", at(1, 8), at(1, 10))]
    assert pieces_of(found.plan, "b") == [("eve", at(1, 14), at(1, 15))]


def test_what_follows_is_moved_if_it_has_to_be():
    people = [person("ann", "print"), person("eve", "pack")]
    work = [task("a", 2, "print"), task("b", 1, "pack", after=(After(step="a"),))]
    given = problem(people, work)
    known = plan(given, piece("a", "ann", at(0, 8), at(0, 10)), piece("b", "eve", at(0, 10), at(0, 11)))
    found = replan(given, known, at(0, 8), absent=[sick("ann", at(0, 8), at(0, 24))])
    assert pieces_of(found.plan, "a") == [("ann", at(1, 8), at(1, 10))]
    assert pieces_of(found.plan, "b") == [("eve", at(1, 10), at(1, 11))]


def test_only_the_place_of_the_absent_is_filled_anew():
    crew = Mode(crew=(Place(skill="lead"), Place(skill="fit")), content=2 * HOUR)
    people = [person("ann", "lead"), person("bob", "lead"), person("cid", "fit"), person("dan", "fit")]
    given = problem(people, [task("install", 2, modes=(crew,))])
    known = plan(given, piece("install", "ann cid", at(1, 10), at(1, 12)))
    found = replan(given, known, at(0, 8), absent=[sick("ann", at(1, 0), at(2, 0))])
    assert pieces_of(found.plan, "install") == [("bob cid", at(1, 10), at(1, 12))]


def test_a_broken_van_is_replaced():
    van = (Unit(name="van.1", kind="van"), Unit(name="van.2", kind="van"))
    given = problem([person("ann", "drive")], [task("deliver", 2, "drive", units={"van": 1})], units=van)
    known = plan(given, piece("deliver", "ann", at(1, 8), at(1, 10), units=("van.1",)))
    found = replan(given, known, at(0, 8), absent=[sick("van.1", at(0, 8), at(2, 0), kind="broken")])
    assert [p.units for p in found.plan.assignments] == [("van.2",)]
    assert [change.kind for change in found.difference.tasks] == ["otherwise"]


def test_a_rush_job_finds_its_place_and_all_else_stays():
    given, known = two_who_print()
    rush = Job(id="rush", due=at(0, 17))
    found = replan(given, known, at(0, 9), jobs=[rush], tasks=[task("print", 3, "print", job="rush")])
    assert pieces_of(found.plan, "print") == [("ben", at(0, 9), at(0, 12))]
    assert [(change.task.job, change.kind) for change in found.difference.tasks] == [("rush", "added")]
    assert found.result.cost.lateness == 0


def test_locks_stay_and_what_is_in_their_way_moves():
    given, known = two_who_print()
    lock = piece("c", "ben", at(1, 8), at(1, 9))
    found = replan(given, known, at(0, 9), locks=[lock])
    assert pieces_of(found.plan, "c") == [("ben", at(1, 8), at(1, 9))]
    assert verify(found.problem, found.plan) == []


def test_the_frozen_window_stays():
    given, known = two_who_print()
    rush = Job(id="rush", due=at(0, 17))
    work = [task("print", 3, "print", job="rush")]
    found = replan(given, known, at(0, 9), jobs=[rush], tasks=work, frozen_until=at(1, 0), time_limit=1)
    assert pieces_of(found.plan, "print")[0][1] >= at(1, 0)


def test_an_hour_of_overtime_is_told_to_its_approver():
    people = [person("ann", "print"), person("ben", "print", approver="chief")]
    given = problem(
        people,
        [task("a", 8, "print"), task("b", 2, "print")],
        jobs=(Job(id="J", due=at(1, 24)),),
        limits=Limits(overtime_late=3 * HOUR),
    )
    known = plan(
        given,
        piece("a", "ben", at(1, 8), at(1, 17)),
        piece("b", "ann", at(1, 8), at(1, 10)),
    )
    found = replan(given, known, at(1, 8), absent=[sick("ann", at(1, 8), at(2, 0))], frozen_until=at(1, 8))
    assert pieces_of(found.plan, "b") == [("ben", at(1, 17), at(1, 19))]
    assert [(each.approver, each.person, each.kind, each.seconds) for each in found.difference.approvals] == [
        ("chief", "ben", "overtime", 2 * HOUR)
    ]
    assert [(each.person, each.before, each.after) for each in found.difference.overtime] == [("ben", 0, 2 * HOUR)]


def approved(old, new):
    """Return for which overtime in a duty somebody is asked who knows another one, as hours of the day."""
    ann = person("ann", "print", approver="chief")
    given = problem([ann], [], limits=Limits(overtime_early=2 * HOUR))
    before, after = (plan(given, duties=(duty(given, "ann", 0, **each),)) for each in (old, new))
    found = plan_difference(before, after, given).approvals
    assert all(each.seconds == each.end - each.start for each in found)
    return [(each.start / HOUR, each.end / HOUR) for each in found]


def test_overtime_that_is_new_or_longer_or_at_another_time_is_asked_for():
    assert approved({}, {"after": HOUR}) == [(17, 18)]
    assert approved({"after": HOUR}, {"after": 2 * HOUR}) == [(17, 19)]
    assert approved({"after": HOUR}, {"before": HOUR}) == [(7, 8)]
    assert approved({"after": HOUR}, {"before": HOUR, "after": HOUR}) == [(7, 8)]
    assert approved({"after": 2 * HOUR}, {"after": HOUR}) == []
    assert approved({"after": HOUR}, {"after": HOUR}) == []


def test_overtime_that_moves_to_another_day_is_asked_for():
    ann = person("ann", "print", approver="chief")
    given = problem([ann], [])
    before = plan(given, duties=(duty(given, "ann", 0, after=HOUR), duty(given, "ann", 1)))
    after = plan(given, duties=(duty(given, "ann", 0), duty(given, "ann", 1, after=HOUR)))
    found = plan_difference(before, after, given)
    assert [(each.person, each.start, each.end) for each in found.approvals] == [("ann", at(1, 17), at(1, 18))]
    assert found.overtime == ()  # all in all it is as much as before


def test_a_day_off_that_is_worked_is_asked_for_without_its_break():
    free = PersonDay(shifts=("day",), rostered=False, pay="rest_day")
    given = problem([person("ann", "print", days=(free, free))], [])
    found = plan_difference(plan(given), plan(given, duties=(duty(given, "ann", 1),)), given)
    assert [(each.start, each.end, each.seconds) for each in found.approvals] == [(at(1, 8), at(1, 17), 8 * HOUR)]


def test_overtime_on_days_on_which_nothing_changes_counts():
    ann = person("ann", "print", days=(PersonDay(shifts=("day",)),) * 3)
    given = problem([ann], [task("a", 2, "print")], days=3)
    first, second, third = (duty(given, "ann", day, after=day * HOUR) for day in range(3))
    old = plan(given, duties=(first, second, third))
    new = plan(given, duties=(first, second, third.model_copy(update={"after": 3 * HOUR})))
    (change,) = plan_difference(old, new).overtime
    assert (change.person, change.before, change.after) == ("ann", 3 * HOUR, 4 * HOUR)
    (change,) = plan_difference(old, new, since=at(2, 0)).overtime  # what is over is no longer of interest
    assert (change.before, change.after) == (2 * HOUR, 3 * HOUR)


def test_leave_is_to_be_approved_and_sickness_is_not():
    given, known = two_who_print()
    for kind, asked in (("leave", ["leave"]), ("sick", [])):
        found = replan(given, known, at(0, 12), absent=[sick("ben", at(1, 14), at(1, 17), kind)])
        assert [each.kind for each in found.difference.approvals] == asked


def test_work_that_goes_on_when_the_problem_begins_is_called_off_if_somebody_is_away():
    only = Mode(crew=(Place(skill="print", only=("ann",)),), content=2 * HOUR)
    lock = piece("a", "ann", at(0, 8), at(0, 10), locked=True)
    given = problem([person("ann", "print"), person("ben", "print")], [task("a", 2, modes=(only,))], locks=(lock,))
    given = given.model_copy(update={"start": at(0, 8)})
    found = replan(given, plan(given, lock), absent=[sick("ann", at(0, 8), at(2, 0))])
    assert pieces_of(found.plan, "a") == [("ben", at(0, 8), at(0, 10))]
    assert verify(found.problem, found.plan) == []


def test_what_was_to_be_done_before_the_problem_begins_and_is_not_done_finds_a_place():
    people = [person("ann", "print"), person("ben", "pack")]
    given = problem(people, [task("a", 3, "print"), task("b", 1, "pack")])
    known = plan(given, piece("a", "ann", at(0, 8), at(0, 11)), piece("b", "ben", at(0, 8), at(0, 9)))
    under_way = task("a", 1, modes=(Mode(crew=(Place(skill="print", only=("ann",)),), content=HOUR),))
    at_ten = problem(people, [under_way, task("b", 1, "pack")]).model_copy(update={"start": at(0, 10)})
    found = replan(at_ten, known, rounds=0)
    assert pieces_of(found.plan, "a") == [("ann", at(0, 10), at(0, 11))]  # she goes on
    assert pieces_of(found.plan, "b") == [("ben", at(0, 10), at(0, 11))]  # he has not begun
    assert found.plan.unplanned == ()


def test_work_that_only_the_absent_was_asked_for_is_open_to_others():
    only = Mode(crew=(Place(skill="print", only=("ann",)),), content=2 * HOUR)
    given = problem([person("ann", "print"), person("ben", "print")], [task("a", 2, modes=(only,))])
    known = plan(given, piece("a", "ann", at(1, 8), at(1, 10)))
    found = replan(given, known, at(0, 8), absent=[sick("ann", at(1, 0), at(2, 0))])
    assert pieces_of(found.plan, "a") == [("ben", at(1, 8), at(1, 10))]


def test_what_another_firm_does_stays_though_it_ends_after_the_plan():
    given = problem(
        [person("ann", "print")],
        [task("a", 2, "print", outside=Outside(price=10, delay=2 * DAY)), task("b", 1, "print")],
    )
    known = plan(
        given,
        Assignment(job="J", step="a", start=at(1, 8), end=at(3, 8), outside=True),
        piece("b", "ann", at(1, 8), at(1, 9)),
    )
    found = replan(given, known, at(0, 9))
    assert found.plan == known


def test_a_disturbed_job_that_was_late_before_may_become_earlier():
    given = problem(
        [person("ann", "print"), person("ben", "print")],
        [task("a", 2, "print"), *(task(f"x{n}", 0.25, "print", job="filler") for n in range(20))],
        jobs=(Job(id="J", due=at(0, 12)), Job(id="filler")),
    )
    quarters = [piece(f"x{n}", "ben", at(1, 8 + n / 4), at(1, 8.25 + n / 4), job="filler") for n in range(16)]
    known = plan(
        given,
        piece("a", "ann", at(1, 14), at(1, 16)),
        *quarters,
        *(piece(f"x{n + 16}", "ben", at(1, 13 + n / 4), at(1, 13.25 + n / 4), job="filler") for n in range(4)),
    )
    assert verify(given, known) == []
    found = replan(given, known, at(0, 8), absent=[sick("ann", at(1, 0), at(2, 0))], rounds=12)
    assert pieces_of(found.plan, "a")[0][2] <= at(0, 12)


# -- many problems -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("seed", range(1, 25))
def test_a_repaired_plan_breaks_nothing_and_keeps_what_has_begun(seed):
    given = sized(6 + seed % 4, 15 + 2 * seed, load=(0.6, 0.85, 1.1)[seed % 3], seed=seed)
    known = construct(given)
    now, leave = disturbance(given, known, seed)
    found = replan(given, known, now, absent=[leave], time_limit=0)
    assert [v for v in verify(found.problem, found.plan) if not v.locked and v.rule is not Rule.COVERAGE] == []
    after = {content(p) for p in found.plan.assignments}
    rest = {t.id for t in given.tasks if found.problem.task[t.id] != t}  # others go on with those that have begun
    for p in known.assignments:
        if p.start < now and p.task not in rest:
            assert content(p) in after
    assert not [
        p
        for p in found.plan.assignments
        if leave.who in p.crew and max(now, p.start) < leave.end and leave.start < p.end
    ]
    assert {p.task for p in found.plan.assignments} | {u.task for u in found.plan.unplanned} >= set(given.task)


@pytest.mark.parametrize("seed", range(1, 13))
def test_a_plan_that_nothing_disturbs_stays_as_it_is(seed):
    given = sized(6 + seed % 4, 15 + 3 * seed, load=(0.6, 0.85, 1.1)[seed % 3], seed=seed)
    known = construct(given)
    found = replan(given, known, given.start + (seed % 4) * DAY + 10 * HOUR, time_limit=0)
    assert found.plan.assignments == known.assignments
    assert found.plan.duties == known.duties
    assert found.difference.is_empty


@pytest.mark.parametrize("seed", [1, 2, 4, 5])
def test_later_answers_are_better_and_break_nothing(seed):
    given = sized(8, 40, load=0.85, seed=seed)
    known = make(given, time_limit=0).plan
    now, leave = disturbance(given, known, seed)
    told = []
    found = replan(given, known, now, absent=[leave], rounds=2, progress=told.append)
    assert tuple(told) == found.answers
    assert len(told) > 1
    tiers = [answer.cost.tiers() for answer in told]
    assert tiers == sorted(tiers, reverse=True)
    assert [v for v in verify(found.problem, found.plan) if not v.locked and v.rule is not Rule.COVERAGE] == []
    assert found.result.cost == cost_of(found.problem, found.plan)


def test_replanning_a_replanned_plan_goes_on_from_there():
    given = sized(8, 30, load=0.85, seed=3)
    known = construct(given)
    now, leave = disturbance(given, known, 3)
    once = replan(given, known, now, absent=[leave], time_limit=0)
    again = replan(once.problem, once.plan, now + 4 * HOUR, time_limit=0)
    assert again.difference.is_empty


# -- the price on changes ----------------------------------------------------------------------------------------------


def test_a_shift_that_is_not_as_published_is_a_change():
    given, known = two_who_print()
    asked = given.model_copy(update={"published": known})
    without = known.model_copy(update={"duties": known.duties[1:]})
    assert cost_of(asked, known).stability == 0
    assert (cost_of(asked, without).changes, cost_of(asked, without).changed_shifts) == (0, 1)
    priced = asked.model_copy(update={"settings": asked.settings.model_copy(update={"changed_task": 5.0})})
    assert cost_of(priced, without).money == cost_of(asked, without).money + 5


def test_a_model_keeps_to_the_changes_that_it_is_allowed():
    given = sized(8, 40, load=0.85, seed=4)
    known = construct(given)
    asked = as_of(given, known, given.start + DAY + 7 * HOUR)
    scene = Scene(asked)
    rings = Rings(scene, known, random.Random(1))
    part = rings.part(next(tasks for job in given.job if (tasks := rings.of_job(job))), None, 12)
    for most in (0, 2):
        model = Model(scene, known, part.tasks, part.people)
        keep_to(model, most)
        solved = solve(model, Effort(0, tiers=1, deterministic=1.0))
        assert solved.plan is not None
        made = merged(known, solved.plan, part)
        assert cost_of(asked, made).changes <= most
        assert {each.task for each in made.unplanned} <= {each.task for each in known.unplanned}


# -- what stands -------------------------------------------------------------------------------------------------------


def test_a_plan_stands_with_the_usual_duties_of_those_whom_it_does_not_know():
    given, known = two_who_print()
    more = given.model_copy(update={"people": (*given.people, person("new", "print"))})
    assert standing(more, known).duties == tuple(sorted(usual(more), key=lambda d: (d.start, d.person)))


def test_who_had_nothing_to_do_is_not_called_in_before_now():
    given, known = two_who_print()
    more = given.model_copy(update={"people": (*given.people, person("eve", "cut"))})
    found = replan(more, known, at(1, 7), absent=[sick("ann", at(1, 0), at(2, 0))], time_limit=0)
    assert {(change.task.step, change.kind) for change in found.difference.tasks} == {("b", "reassigned")}
    assert "eve" not in {duty.person for duty in found.plan.duties}
    assert replan(more, known, at(1, 7), time_limit=0).plan == known


def test_who_had_nothing_to_do_comes_if_there_is_work():
    given, known = two_who_print()
    more = given.model_copy(update={"people": (*given.people, person("eve", "print"))})
    away = [sick(name, at(1, 0), at(2, 0)) for name in ("ann", "ben")]
    found = replan(more, known, at(0, 12), absent=away, time_limit=0)
    assert pieces_of(found.plan, "b") == [("eve", at(1, 8), at(1, 10))]
    assert [(duty.person, duty.day) for duty in found.plan.duties if duty.person == "eve"] == [("eve", 1)]


def test_of_two_in_each_others_way_the_less_urgent_one_moves():
    given = problem(
        [person("ann", "print")],
        [task("a", 2, "print", job="soon"), task("b", 2, "print", job="later")],
        jobs=(Job(id="soon", due=at(0, 12)), Job(id="later", due=at(1, 12))),
    )
    known = plan(
        given,
        piece("a", "ann", at(0, 8), at(0, 10), job="soon"),
        piece("b", "ann", at(0, 9), at(0, 11), job="later"),
    )
    made, moved = repaired(as_of(given, known, given.start), known)
    assert {name.job for name in moved} == {"later"}
    assert pieces_of(made, "a") == [("ann", at(0, 8), at(0, 10))]
    assert pieces_of(made, "b") == [("ann", at(0, 10), at(0, 12))]


def test_a_job_that_cannot_be_done_by_its_deadline_any_more_is_taken_out_whole():
    given = problem(
        [person("ann", "print"), person("eve", "pack")],
        [task("a", 2, "print"), task("b", 1, "pack", after=(After(step="a"),))],
        jobs=(Job(id="J", due=at(0, 17), deadline=at(0, 17)),),
    )
    known = plan(given, piece("a", "ann", at(0, 14), at(0, 16)), piece("b", "eve", at(0, 16), at(0, 17)))
    found = replan(given, known, at(0, 9), absent=[sick("ann", at(0, 9), at(2, 0))], time_limit=1)
    assert found.plan.assignments == ()
    assert {each.task.step for each in found.plan.unplanned} == {"a", "b"}
    assert verify(found.problem, found.plan) == []


def test_cover_for_which_there_is_nobody_any_more_is_told():
    given, known = two_who_print()
    given = given.model_copy(update={"coverage": (Coverage(skill="pack", people=1, windows=((at(1, 9), at(1, 12)),)),)})
    found = replan(given, known, at(0, 9), absent=[sick("ben", at(1, 0), at(2, 0))])
    assert [v for v in found.result.broken if v.rule is not Rule.COVERAGE] == []


# -- wrong arguments ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"now": -5}, "now is"),
        ({"now": at(7, 0)}, "now is 2026-03-09 00:00: give a moment from 2026-03-02 00:00 on"),
        ({"now": "today"}, "now is 'today'"),
        ({"time_limit": -1}, "time_limit is -1"),
        ({"workers": 0}, "workers is 0"),
        ({"absent": [sick("anne", 0, 5)]}, "there is nobody and nothing called 'anne' (did you mean 'ann'?)"),
        ({"tasks": [task("x", 1, "print", job="none")]}, "there is no job 'none'"),
    ],
)
def test_wrong_arguments_are_told(given, told):
    problem_, known = two_who_print()
    with pytest.raises(ag.AgencySimError) as error:
        replan(problem_, known, **given)
    assert told in str(error.value)


def test_the_plan_of_another_agency_is_refused():
    given, known = two_who_print()
    with pytest.raises(ag.PlanError, match="the plan is of 'another', the scenario is 'small'"):
        replan(given, known.model_copy(update={"scenario": "another"}))


# -- versions ----------------------------------------------------------------------------------------------------------


def test_published_versions_are_kept_numbered_and_dated(tmp_path):
    given, known = two_who_print()
    assert latest(tmp_path) is None
    first = publish(tmp_path, given, known, datetime(2026, 3, 2, 8, 0).astimezone())
    second = publish(tmp_path, given, known.model_copy(update={"assignments": ()}))
    assert [version.number for version in versions(tmp_path)] == [1, 2]
    assert latest(tmp_path) == second
    assert first.published == datetime(2026, 3, 2, 8, 0).astimezone()
    assert ag.Plan.read(first.folder / "plan.json") == known
    (tmp_path / "published" / "notes").mkdir()  # whatever else lies there is nobody's concern
    assert len(versions(tmp_path)) == 2


def test_two_plans_of_the_same_content_differ_in_nothing():
    given, known = two_who_print()
    assert plan_difference(known, known, given).is_empty


def test_absences_of_the_problem_are_no_new_leave():
    given, known = two_who_print()
    away = given.people[0].model_copy(update={"absences": (Absence(start=at(1, 14), end=at(1, 15)),)})
    given = given.model_copy(update={"people": (away, given.people[1])})
    assert plan_difference(known, known, given, before=given).approvals == ()
