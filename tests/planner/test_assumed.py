"""From an agency and where it stands to the problem of its week: what every kind of step and of state becomes.

The agencies are scripted: open from Monday, 5 January 2026, from 08:30 to 12:00 and from 14:00 to 17:30.
"""

from datetime import date

import pytest
from scripted import agency, at, away, work

import agencysim as ag
from agencysim.errors import AgencySimError, StateError
from agencysim.planner import problem_of, verify
from agencysim.planner.construct import construct
from agencysim.planner.problem import After, Lag
from agencysim.planner.week import JobTerms
from agencysim.plans import Assignment, TaskId
from agencysim.values import DAY, HOUR, MINUTE

ANN = {"ann": {"skills": {"make": 1}}}
MINUTES_15 = 15 * MINUTE


def stand(scenario, moment="mon 00:00"):
    """Return where an agency stands at a moment of a run."""
    return ag.state_at(ag.simulate(scenario, weeks=(at(moment) + DAY) / (7 * DAY)), at(moment))


def assumed(scenario, moment="mon 00:00", **how):
    return problem_of(scenario, stand(scenario, moment), **how)


def shop(route, **parts):
    parts.setdefault("people", ANN)
    return agency(route, **parts)


def of_steps(problem):
    """Return the tasks by step and attempt."""
    return {(task.step, task.attempt) if task.attempt > 1 else task.step: task for task in problem.tasks}


def lag(hours, calendar=""):
    return Lag(seconds=round(hours * HOUR), calendar=calendar)


# -- steps -------------------------------------------------------------------------------------------------------------


def test_work_follows_work():
    tasks = of_steps(assumed(shop({"draw": work("make", "2h"), "print": work("make", "90m")})))
    assert [task.modes[0].content for task in tasks.values()] == [2 * HOUR, 90 * MINUTE]
    assert tasks["draw"].after == ()
    assert tasks["print"].after == (After(step="draw"),)


def test_a_wait_between_two_tasks_must_pass_on_its_calendar():
    def after(**wait):
        route = {"draw": work("make"), "ask": {"kind": "wait", **wait}, "print": work("make")}
        return of_steps(assumed(shop(route)))["print"].after

    assert after(delay="5h", calendar="always") == (After(step="draw", lag=5 * HOUR),)
    assert after(delay="5h", calendar="office") == (After(step="draw", lag=5 * HOUR, calendar="office"),)
    assert after(delay="5h") == (After(step="draw", lag=5 * HOUR, calendar="day"),)  # the agency's own
    assert after(delay="2 working days", calendar="office")[0].lag == 16 * HOUR  # of eight hours


def test_several_waits_in_a_row_pass_one_after_the_other():
    route = {
        "draw": work("make"),
        "ask": {"kind": "wait", "delay": "2h", "calendar": "office"},
        "permit": {"kind": "wait", "delay": "3h", "calendar": "always"},
        "deliver": {"kind": "wait", "delay": "4h", "calendar": "noon"},
        "print": work("make"),
    }
    (after,) = of_steps(assumed(shop(route)))["print"].after
    assert after.lags == (lag(2, "office"), lag(3), lag(4, "noon"))


def test_a_client_answers_as_his_tier_does():
    route = {"draw": work("make"), "ask": {"kind": "wait", "on": "client"}, "print": work("make")}
    tiers = {"key": {"answer": "4h", "calendar": "office"}}
    (after,) = of_steps(assumed(shop(route, tiers=tiers)))["print"].after
    assert after.lags == (lag(4, "office"),)


def test_before_the_first_task_a_wait_is_a_release():
    route = {
        "ask": {"kind": "wait", "delay": "3h", "calendar": "office"},
        "dry": {"kind": "wait", "delay": "1h", "calendar": "always"},
        "draw": work("make"),
    }
    task = of_steps(assumed(shop(route)))["draw"]
    assert (task.release, task.after) == (at("mon 13:00"), ())  # three hours from 09:00 on, and one


def test_branches_of_a_fork_begin_together_and_what_follows_waits_for_all():
    route = {
        "draw": work("make"),
        "part": {"kind": "fork", "branches": ["print", "build", "permit"], "join": "meet"},
        "print": work("make") | {"next": "meet"},
        "build": work("make"),
        "dry": {"kind": "wait", "delay": "2h", "calendar": "always", "next": "meet"},
        "permit": {"kind": "wait", "delay": "9h", "calendar": "office", "next": "meet"},
        "meet": {"kind": "join"},
        "fit": work("make"),
    }
    tasks = of_steps(assumed(shop(route)))
    assert tasks["print"].after == tasks["build"].after == (After(step="draw"),)
    assert tasks["fit"].after == (
        After(step="print"),
        After(step="build", lag=2 * HOUR),
        After(step="draw", lag=9 * HOUR, calendar="office"),
    )


def test_the_branch_whose_condition_holds_is_taken():
    route = {
        "big": {
            "kind": "choice",
            "branches": [{"to": "draw", "when": {"fact": "value", "above": 50}}, {"to": "print"}],
        },
        "draw": work("make"),
        "print": work("make"),
    }
    for value, steps in ((100, {"draw", "print"}), (10, {"print"})):
        assert set(of_steps(assumed(shop(route, job={"value": value, "demand": {"at_start": 1}})))) == steps


@pytest.mark.parametrize(
    ("chance", "steps"), [(0.4, {"print"}), (0.6, {"fix", "print"}), ([0.9, 0.1], {"fix", "print"})]
)
def test_the_likeliest_branch_is_taken(chance, steps):
    route = {
        "see": work("make"),
        "look": {"kind": "choice", "branches": [{"to": "fix", "chance": chance}, {"to": "print"}]},
        "fix": work("make"),
        "print": work("make"),
    }
    assert set(of_steps(assumed(shop(route)))) == {"see", *steps}


def test_a_loop_goes_round_as_long_as_that_is_likeliest():
    route = {
        "draw": work("make"),
        "show": {"kind": "choice", "branches": [{"to": "draw", "chance": [0.8, 0.6, 0.3]}, {"to": "print"}]},
        "print": work("make"),
    }
    tasks = of_steps(assumed(shop(route)))
    assert list(tasks) == ["draw", ("draw", 2), ("draw", 3), "print"]
    assert tasks["draw", 3].after == (After(step="draw", attempt=2),)
    assert tasks["print"].after == (After(step="draw", attempt=3),)


def test_a_loop_that_most_likely_never_ends_ends_after_six_more_rounds():
    route = {
        "draw": work("make", "15m"),
        "show": {"kind": "choice", "branches": [{"to": "draw", "chance": 0.9}, {"to": "print"}]},
        "print": work("make"),
    }
    assert [task.attempt for task in assumed(shop(route)).tasks] == [1, *range(2, 8)]


PITCH = {
    "pitch": work("make"),
    "ask": {"kind": "wait", "delay": "2h", "calendar": "always"},
    "won": {
        "kind": "choice",
        "branches": [{"to": "build", "chance": 0.3, "means": "pitch_won"}, {"to": "end", "means": "pitch_lost"}],
    },
    "build": work("make", "3h"),
}


def test_what_depends_on_a_pitch_is_planned_only_if_that_is_asked_for():
    problem = assumed(shop(PITCH))
    assert set(of_steps(problem)) == {"pitch"}
    assert problem.jobs[0].win_probability is None

    problem = assumed(shop(PITCH), tentative=True)
    assert set(of_steps(problem)) == {"pitch", "build"}
    assert problem.jobs[0].win_probability == 0.3
    assert {piece.step for piece in construct(problem).assignments} == {"pitch", "build"}


def test_a_job_whose_pitch_is_being_decided_is_tentative():
    problem = assumed(shop(PITCH), "mon 10:00")  # the pitch was over at 09:30
    assert set(of_steps(problem)) == {"build"}
    assert problem.jobs[0].win_probability == 0.3
    assert construct(problem).assignments == ()


def test_what_is_not_short_now_is_taken_to_be_there():
    material = {"sheet": {"stock": 9, "reorder_point": 1, "reorder_quantity": 9, "lead_time": "9 working days"}}
    route = {"draw": work("make"), "take": {"kind": "stock", "uses": {"sheet": 90}}, "print": work("make")}
    assert of_steps(assumed(shop(route, materials=material)))["print"].after == (After(step="draw"),)


def test_places_units_site_and_way_are_those_of_the_step():
    crew = [{"skill": "make", "lead": True}, {"skill": "carry", "count": 2}, {"skill": "drive", "shared": True}]
    step = work(crew, "6h", per="person", vehicles={"van": 1}, site="mall", travel="20m", loading="10m")
    people = {"ann": {"skills": {"make": 1, "drive": 1}}, "bob": {"count": 2, "skills": {"carry": 1}}}
    problem = assumed(shop({"fit": step}, people=people, vehicles={"van": {}}))
    (task,) = problem.tasks
    (mode,) = task.modes
    assert [(p.skill, p.count, p.lead, p.shared) for p in mode.crew] == [
        ("make", 1, True, False),
        ("carry", 2, False, False),
        ("drive", 1, False, True),
    ]
    assert (mode.content, mode.per, mode.size, dict(mode.units)) == (6 * HOUR, "person", 3, {"van": 1})
    assert (task.site, task.travel, task.loading) == ("mall", 20 * MINUTE, 10 * MINUTE)
    assert problem.calendars["mall"][0] == (0, at("mon 08:00"))


@pytest.mark.parametrize(("rule", "splittable"), [("pause", True), ("finish", False), ("no_start", False)])
def test_only_work_that_pauses_is_split(rule, splittable):
    (task,) = assumed(shop({"draw": work("make", end_of_shift=rule)})).tasks
    assert task.splittable == splittable


def test_other_ways_of_doing_it_have_their_own_crew_and_content():
    other = {"alone": {"crew": "make", "slower": 1.5}}
    people = {"ann": {"count": 2, "skills": {"make": 1}}}
    (task,) = assumed(shop({"draw": work({"make": 2}, "2h", alternatives=other)}, people=people)).tasks
    assert [(mode.name, mode.size, mode.content) for mode in task.modes] == [("", 2, 2 * HOUR), ("alone", 1, 3 * HOUR)]


def test_another_firm_takes_its_time_on_its_own_calendar():
    out = {"price": 80, "delay": "1 working day", "calendar": "office", "after": "20 days"}
    (task,) = assumed(shop({"draw": work("make", outsource=out)})).tasks
    assert task.outside
    assert (task.outside.price, task.outside.delay, task.outside.calendar) == (80, 8 * HOUR, "office")


def test_the_same_people_do_what_belongs_together():
    route = {"draw": work("make"), "print": work("make"), "check": work("make", same_people_as="draw")}
    assert of_steps(assumed(shop(route)))["check"].same_people_as == After(step="draw")


def test_what_begins_only_after_the_plan_is_left_out_and_counts_as_a_tail():
    route = {
        "draw": work("make", "2h"),
        "permit": {"kind": "wait", "delay": "10 days", "calendar": "always"},
        "print": work("make", "3h"),
        "done": {"kind": "milestone"},
    }
    problem = assumed(shop(route, job={"demand": {"at_start": 1}, "due": "done"}))
    assert set(of_steps(problem)) == {"draw"}
    # Drawn by Monday, 10:30; the permit is there on Thursday of the next week at 10:30, and the print at 15:30.
    assert problem.jobs[0].tail == at("thu+1 15:30") - at("mon 10:30")


def test_what_comes_after_the_milestone_does_not_count_for_its_date():
    route = {"draw": work("make"), "done": {"kind": "milestone"}, "file": work("make")}
    problem = assumed(shop(route, job={"demand": {"at_start": 1}, "due": "done"}))
    assert {task.step: task.after_due for task in problem.tasks} == {"draw": False, "file": True}


def test_dates_and_weights_are_those_of_job_and_client():
    parts = {
        "tiers": {"key": {"weight": 3}},
        "job": {
            "demand": {"at_start": 1},
            "due": "done",
            "promise": {"lead_time": "2 days", "calendar": "always"},
            "weight": 2,
            "value": 700,
        },
    }
    (job,) = assumed(shop({"draw": work("make"), "done": {"kind": "milestone"}}, **parts)).jobs
    assert (job.due, job.deadline, job.weight, job.value) == (at("wed 00:00"), None, 6, 700)


# -- estimates ---------------------------------------------------------------------------------------------------------


SIGNING = {
    "quote": work("make", "2h"),
    "ask": {"kind": "wait", "delay": "3 working days", "calendar": "office"},
    "signed": {"kind": "milestone"},
    "print": work("make", "2h"),
}


def signed_later(**terms):
    """Return the date on Monday of a job whose client has still to sign, and whether it is provisional."""
    promise = {"lead_time": "5 working days", "calendar": "office", "at": "signed"}
    scenario = shop(SIGNING, job={"promise": promise})
    week = ag.Week(jobs={"job-start.1": JobTerms(**terms)})
    (job,) = assumed(scenario, week=week).jobs
    return job.due, job.provisional


def test_a_provisional_date_is_taken_to_be_what_it_will_be_when_the_client_has_signed():
    assert signed_later() == (at("fri+1 00:00"), True)  # signed on Thursday, 10:30, and five working days after that


@pytest.mark.parametrize("status", ["confirmed", "released", "in_progress"])
def test_how_firm_a_job_is_says_nothing_of_its_date(status):
    assert signed_later(status=status) == signed_later()


def test_a_date_that_the_planner_holds_to_is_no_provisional_one():
    assert signed_later(firm_date=True) == (at("sat 00:00"), False)  # five working days after the request


def test_the_mean_is_assumed_or_the_quantile_that_is_asked_for():
    route = {"draw": work("make", {"kind": "uniform", "low": "1h", "high": "3h"})}
    for planning, hours in (({}, 2), ({"quantile": 0.9}, 2.8), ({"quantile": 0.5}, 2)):
        (task,) = assumed(shop(route, planning=planning)).tasks
        assert task.modes[0].content == pytest.approx(hours * HOUR, abs=1)


def test_the_quantile_holds_for_waits_travel_and_other_firms_too():
    spread = {"kind": "uniform", "low": "1h", "high": "3h"}
    out = {"price": 80, "delay": spread, "calendar": "always", "after": "20 days"}
    route = {
        "draw": work("make", travel=spread, outsource=out),
        "ask": {"kind": "wait", "delay": spread, "calendar": "always"},
        "print": work("make"),
    }
    tasks = of_steps(assumed(shop(route, planning={"quantile": 0.75})))
    long = round(2.5 * HOUR)
    assert (tasks["draw"].travel, tasks["draw"].outside.delay, tasks["print"].after[0].lag) == (long, long, long)


SPREAD = {"kind": "uniform", "low": "1h", "high": "9h"}


def test_an_answer_that_is_overdue_is_not_taken_to_come_at_once():
    route = {"draw": work("make"), "ask": {"kind": "wait", "delay": "20h", "calendar": "always"}, "print": work("make")}
    state = stand(shop(route), "mon 15:30")  # it has been waited for since 09:30
    for quantile, answer in ((None, "mon 17:00"), (0.9, "mon 18:12")):  # between six and nine hours, evenly
        planning = {} if quantile is None else {"quantile": quantile}
        spread = route | {"ask": route["ask"] | {"delay": SPREAD}}
        (task,) = problem_of(shop(spread, planning=planning), state).tasks
        assert task.release == pytest.approx(at(answer), abs=60)


def test_of_running_work_it_is_known_that_it_takes_longer_than_it_has_taken():
    state = stand(shop({"draw": work("make", "9h")}), "mon 10:30")
    (task,) = problem_of(shop({"draw": work("make", SPREAD)}), state).tasks
    assert task.modes[0].content == pytest.approx(3.5 * HOUR, abs=60)  # between two and nine hours in all

    state = stand(shop({"draw": work("make", "9h")}), "tue 09:30")  # of which all but an hour is done
    (task,) = problem_of(shop({"draw": work("make", "2h")}), state).tasks
    assert task.modes[0].content == MINUTES_15  # longer than it can take: it is done any moment


# -- where it stands ---------------------------------------------------------------------------------------------------


def test_a_wait_that_has_begun_ends_when_it_would():
    route = {"draw": work("make"), "ask": {"kind": "wait", "delay": "5h", "calendar": "office"}, "print": work("make")}
    (task,) = assumed(shop(route), "mon 11:00").tasks
    assert (task.step, task.release, task.after) == ("print", at("mon 14:30"), ())  # it waits since 09:30


def test_an_answer_that_should_have_come_is_taken_to_come_now():
    route = {"draw": work("make"), "ask": {"kind": "wait", "delay": "5h", "calendar": "always"}, "print": work("make")}
    state = stand(shop(route), "mon 12:00")
    slower = shop(route).with_({"job_types.job.route.ask.delay": "1h"})
    (task,) = problem_of(slower, state).tasks
    assert task.release == at("mon 12:00")


def test_running_work_goes_on_with_its_people_and_what_is_left_of_it():
    people = {"ann": {"count": 2, "skills": {"make": 1}}}
    out = {"price": 80, "delay": "1h", "calendar": "always", "after": "20 days"}
    route = {"draw": work("make", "9h", outsource=out, alternatives={"slow": {"crew": "make", "slower": 2}})}
    problem = assumed(shop(route, people=people), "mon 10:30")
    (task,) = problem.tasks
    (mode,) = task.modes  # another way, and another firm, are out of the question now
    assert (mode.content, mode.crew[0].only, task.outside) == (7 * HOUR, ("ann.1",), None)
    assert problem.locks == ()  # it does not end on this shift
    assert [(p.people, p.start, p.end) for p in construct(problem).assignments] == [
        (("ann.1",), at("mon 10:30"), at("mon 17:30")),
        (("ann.1",), at("tue 08:30"), at("tue 10:30")),
    ]


def test_running_work_that_ends_in_this_shift_is_locked():
    problem = assumed(shop({"draw": work("make", "3h")}), "mon 10:30")
    assert problem.locks == (
        Assignment(
            job="job-start.1",
            step="draw",
            people=("ann",),
            start=at("mon 10:30"),
            end=at("mon 11:30"),
            locked=True,
        ),
    )


def test_nobody_is_locked_who_is_off_duty_just_now():
    assert assumed(shop({"draw": work("make", "4h")}), "mon 13:00").locks == ()


def test_a_crew_on_its_way_has_so_much_of_it_behind_it():
    step = work("make", "2h", travel="1h", loading="30m", vehicles={"van": 1})
    (task,) = assumed(shop({"fit": step}, vehicles={"van": {}}), "mon 09:30").tasks
    assert (task.way_done, task.modes[0].content) == (HOUR, 2 * HOUR)


def test_whoever_is_on_the_way_back_is_there_again_when_it_is_over():
    step = work("make", "1h", travel="1h", vehicles={"van": 1})
    problem = assumed(shop({"fit": step, "file": work("make")}, vehicles={"van": {}}), "mon 11:00")
    (task,) = problem.tasks  # the fitting itself was over at 10:30
    assert (task.step, task.release) == ("file", at("mon 11:30"))
    assert problem.person["ann"].routines == ((at("mon 11:00"), at("mon 11:30")),)
    (absence,) = problem.unit["van"].absences
    assert (absence.kind, absence.end) == ("under_way", at("mon 11:30"))


@pytest.mark.parametrize(("kept", "only"), [(False, ()), (True, ("ann.1",))])
def test_interrupted_work_is_done_by_anybody_or_kept_for_those_who_began_it(monkeypatch, kept, only):
    away(monkeypatch, ("ann.1", "mon 10:30", "wed 00:00"), ("ann.2", "mon 08:30", "tue 00:00"))
    people = {"ann": {"count": 2, "skills": {"make": 1}}}
    (task,) = assumed(shop({"draw": work("make", "5h", wait_for_same_people=kept)}, people=people), "mon 10:30").tasks
    assert (task.modes[0].content, task.modes[0].crew[0].only) == (3 * HOUR, only)


def test_what_somebody_was_at_who_is_no_longer_there_waits_for_others():
    two = shop({"draw": work("make", "5h")}, people={"ann": {"count": 2, "skills": {"make": 1}}}, jobs=2)
    state = stand(two, "mon 10:30")
    one = two.with_({"people.ann.count": 1})  # ann.1 is ann then, and ann.2 has gone
    problem = problem_of(one, state)
    assert [(t.modes[0].content, t.modes[0].crew[0].only) for t in problem.tasks] == [
        (3 * HOUR, ("ann",)),
        (3 * HOUR, ()),
    ]
    assert verify(problem, construct(problem)) == []


def test_a_state_of_another_agency_is_refused_with_everything_that_does_not_fit():
    state = stand(shop({"draw": work("make", "5h")}), "mon 10:30")
    other = agency({"cut": work("bend")}, people={"bob": {"skills": {"bend": 1}}})
    with pytest.raises(StateError) as refused:
        problem_of(other, state)
    assert {problem.path for problem in refused.value.problems} == {
        "jobs.0.open.0.people",
        "jobs.0.open.0.step",
        "jobs.0.visits.draw",
    }


def test_a_stand_in_who_is_at_work_goes_on(monkeypatch):
    away(monkeypatch, ("ann", "mon 08:30", "wed 00:00"))
    people = {"ann": {"skills": {"make": 1}}, "bob": {"skills": {"carry": 1}}}
    stand_ins = [{"absent": "ann", "by": "bob", "after": "1h"}]
    problem = assumed(shop({"draw": work("make", "5h")}, people=people, stand_ins=stand_ins), "mon 10:30")
    (lock,) = problem.locks  # he began at 08:30
    assert (lock.people, lock.end) == (("bob",), at("mon 15:30"))
    assert verify(problem, construct(problem)) == []


def test_stand_ins_act_while_all_are_away_whom_they_act_for():
    lead = {"count": 2, "skills": {"make": 1}}
    people = {"ann": {"skills": {"make": 1}, "leave": ["2026-01-05..2026-01-06"]}, "bob": {"skills": {"carry": 1}}}
    stand_ins = [{"absent": "ann", "by": "bob"}]
    problem = assumed(shop({"draw": work("make", "9h")}, people=people, stand_ins=stand_ins))
    (acting,) = (holding for holding in problem.person["bob"].holdings if holding.skill == "make")
    assert (acting.since, acting.until) == (at("mon 00:00"), at("wed 00:00"))
    assert {piece.people for piece in construct(problem).assignments} == {("bob",)}

    people["ann"] |= lead
    people["ann"]["leave"] = []
    problem = assumed(shop({"draw": work("make", "9h")}, people=people, stand_ins=stand_ins))
    assert "make" not in {holding.skill for holding in problem.person["bob"].holdings}


def test_whoever_is_sick_is_absent_until_he_is_back(monkeypatch):
    away(monkeypatch, ("ann", "mon 10:30", "wed 00:00"))
    (absence,) = assumed(shop({"draw": work("make", "5h")}), "mon 11:00").person["ann"].absences
    assert (absence.kind, absence.start, absence.end) == ("sick", at("mon 10:30"), at("wed 00:00"))


def test_a_broken_machine_is_absent_until_it_is_repaired(monkeypatch):
    away(monkeypatch, ("printer", "mon 10:30", "wed 00:00"))
    scenario = shop({"print": work("make", "5h") | {"equipment": {"printer": 1}}}, equipment={"printer": {}})
    (absence,) = assumed(scenario, "mon 11:00").unit["printer"].absences
    assert (absence.kind, absence.end) == ("broken", at("wed 00:00"))


def test_those_who_did_it_before_do_what_belongs_to_it():
    people = {"ann": {"count": 2, "skills": {"make": 1}}}
    route = {
        "draw": work("make"),
        "ask": {"kind": "wait", "delay": "5h", "calendar": "always"},
        "check": work("make", same_people_as="draw"),
    }
    (task,) = assumed(shop(route, people=people), "mon 11:00").tasks
    assert (task.same_people_as, task.modes[0].crew[0].only) == (None, ("ann.1",))


def test_what_another_firm_does_is_back_when_it_is_taken_to_be():
    out = {"price": 80, "delay": "6h", "calendar": "office", "after": "1h"}
    route = {"cut": work("weld", outsource=out), "print": work("make")}
    people = ANN | {"bob": {"skills": {"weld": 1}, "leave": ["2026-01-05..2026-01-09"]}}
    state = stand(shop(route, people=people), "mon 10:00")
    (visit,) = state.jobs[0].open
    assert visit.outside
    (task,) = problem_of(shop(route, people=people), state).tasks
    assert (task.step, task.release) == ("print", at("mon 15:00"))  # six hours of the office, from 01:00 on


def test_material_that_is_short_is_there_when_what_was_ordered_comes():
    material = {"sheet": {"stock": 1, "reorder_point": 1, "reorder_quantity": 99, "lead_time": "20h"}}
    route = {"take": {"kind": "stock", "uses": {"sheet": 9}}, "print": work("make")}
    scenario = shop(route, materials={"sheet": material["sheet"] | {"calendar": "always"}})
    (task,) = assumed(scenario, "mon 11:00").tasks
    assert (task.step, task.release) == ("print", at("mon 20:00"))


def test_a_job_on_two_branches_goes_on_on_both():
    route = {
        "part": {"kind": "fork", "branches": ["print", "permit"], "join": "meet"},
        "print": work("make", "2h") | {"next": "meet"},
        "permit": {"kind": "wait", "delay": "20h", "calendar": "always", "next": "meet"},
        "meet": {"kind": "join"},
        "fit": work("make"),
    }
    tasks = of_steps(assumed(shop(route), "mon 09:00"))
    assert set(tasks) == {"print", "fit"}
    assert (tasks["fit"].after, tasks["fit"].release) == ((After(step="print"),), at("mon 20:00"))


def test_visits_count_on_from_those_that_there_have_been():
    route = {
        "draw": work("make"),
        "show": {"kind": "wait", "delay": "3h", "calendar": "always"},
        "ok": {"kind": "choice", "branches": [{"to": "draw", "when": {"fact": "attempt", "below": 3}}, {"to": "end"}]},
    }
    problem = assumed(shop(route), "mon 10:00")  # shown for the first time
    assert [task.id for task in problem.tasks] == [TaskId("job-start.1", "draw", n) for n in (2, 3)]


# -- people ------------------------------------------------------------------------------------------------------------


def of_person(name="ann", moment="mon 00:00", *, step="make", people=None, weeks=1, **parts):
    scenario = shop({"draw": work(step)}, people=people or ANN, **parts)
    return assumed(scenario, moment, weeks=weeks).person[name]


def test_account_teams_serve_their_clients():
    teams = {"one": {"people": ["ann.1"]}, "two": {"people": ["ann.2"]}}
    people = {"ann": {"count": 2, "skills": {"make": 1}}}
    scenario = shop({"draw": work("make")}, people=people, account_teams=teams, tiers={"key": {"accounts": 9}}, jobs=6)
    state = stand(scenario)
    problem = problem_of(scenario, state)
    wanted = {job.id: teams[job.team]["people"] for job in state.jobs}
    assert {task.job: list(task.modes[0].crew[0].only) for task in problem.tasks} == wanted
    assert len({tuple(names) for names in wanted.values()}) == 2


def test_leave_is_an_absence():
    person = of_person(people={"ann": {"skills": {"make": 1}, "leave": ["2026-01-07..2026-01-08"]}})
    (absence,) = person.absences
    assert (absence.kind, absence.start, absence.end) == ("leave", at("wed 00:00"), at("fri 00:00"))


def test_a_certificate_holds_up_to_its_last_day():
    people = {"ann": {"skills": {"make": 1, "high": 1}, "certificates": {"high": "2026-01-07"}}}
    person = of_person(people=people, skills={"make": {}, "high": {"certificate": True}})
    assert {h.skill: (h.since, h.until) for h in person.holdings if h.skill != "ann"} == {
        "make": (None, None),
        "high": (None, at("thu 00:00")),
    }


def test_whoever_is_lent_does_other_work_meanwhile():
    spell = {"first": "2026-01-07", "last": "2026-01-08", "skills": {"x": 2}}
    people = {"ann": {"skills": {"make": 1}, "lent": [spell]}}
    person = of_person(people=people, skills={"make": {}, "x": {}})
    wed, fri = at("wed 00:00"), at("fri 00:00")
    assert [(h.since, h.until) for h in person.holdings if h.skill == "make"] == [(None, wed), (fri, None)]
    assert [(h.since, h.until, h.level) for h in person.holdings if h.skill == "x"] == [(wed, fri, 2)]


def test_newcomers_are_slower_at_first():
    new = {"skills": {"make": 2}, "hired_from": "2026-01-05", "ramp_up": {"lasts": "2 days", "speed": 0.5}}
    person = of_person(people={"ann": new})
    wed = at("wed 00:00")
    assert [(h.level, h.since, h.until) for h in person.holdings if h.skill == "make"] == [
        (1, None, wed),
        (2, wed, None),
    ]


def test_nobody_is_asked_before_he_is_hired_or_after_he_has_left():
    people = {"ann": {"skills": {"make": 1}, "hired_from": "2026-01-07", "employed_until": "2026-01-08"}}
    days = of_person(people=people, planning={"days_off": True}).days
    assert [bool(day.shifts) for day in days] == [False, False, True, True, False, False, False]


def test_people_work_their_shift_or_one_that_they_may_be_asked_for():
    person = of_person(
        people={"ann": {"skills": {"make": 1}, "may_work": ["late"]}}, overtime={"policy": "finish_task"}
    )
    assert person.days[0].shifts == ("day", "late")
    assert person.days[0].rostered
    assert person.days[6].shifts == ("day", "late")  # on Sunday they could be, as overtime
    assert not person.days[6].rostered


def test_days_off_are_not_asked_for_if_the_agency_does_not_or_has_no_overtime():
    for parts in ({"planning": {"days_off": False}, "overtime": {"policy": "finish_task"}}, {}):
        assert of_person(**parts).days[6].shifts == ()


def test_another_calendar_for_a_time_is_another_shift():
    change = {"calendar": "late", "from": "2026-01-07", "until": "2026-01-08"}
    days = of_person(people={"ann": {"skills": {"make": 1}, "calendar_changes": [change]}}).days
    assert [day.shifts[:1] for day in days[:6]] == [("day",), ("day",), ("late",), ("late",), ("day",), ("day",)]


def test_holidays_and_rest_days_have_their_own_pay():
    scenario = shop(
        {"draw": work("make")},
        start="2026-04-27",
        country="CN",
        overtime={"policy": "finish_task"},
        calendars={"day": {"country": "CN", "week": {"mon-sat": ["08:30-12:00", "14:00-17:30"]}}},
    )
    days = problem_of(scenario, stand(scenario)).person["ann"].days
    assert [day.pay for day in days] == ["workday"] * 4 + ["holiday"] * 2 + ["rest_day"]  # 1 and 2 May are holidays
    assert [day.rostered for day in days] == [True] * 4 + [False] * 3


NIGHT = {"night": {"week": {"mon-thu": ["22:00-02:00", "02:30-06:00"]}}}


def test_a_night_shift_that_goes_on_belongs_to_the_day_before():
    problem = assumed(
        shop({"draw": work("make")}, people={"ann": {"skills": {"make": 1}, "calendar": "night"}}, calendars=NIGHT),
        "tue 01:00",
    )
    assert [day.date for day in problem.days][:2] == [date(2026, 1, 5), date(2026, 1, 6)]
    assert problem.shifts["night"].hours[0] == (
        (at("mon 22:00"), at("tue 02:00")),
        (at("tue 02:30"), at("tue 06:00")),
    )
    assert problem.person["ann"].days[0].shifts == ("night",)  # nobody is sent to another one in the middle of it
    assert construct(problem).duties[0].day == 0


def test_without_a_night_shift_the_plan_begins_with_its_own_day():
    assert assumed(shop({"draw": work("make")}), "tue 01:00").days[0].date == date(2026, 1, 6)


def test_days_worked_and_overtime_before_the_plan_are_its_history():
    overtime = {"policy": "finish_task", "max_day": "3h"}
    scenario = shop({"draw": work("make", "8h")}, overtime=overtime)
    history = assumed(scenario, "wed 00:00").person["ann"].history
    assert [(day.day, day.worked, day.overtime, day.end) for day in history] == [
        (0, 8 * HOUR, HOUR, at("mon 18:30")),
        (1, 7 * HOUR, 0, at("tue 17:30")),
    ]


def test_unpopular_shifts_are_told_with_the_history_and_the_catalogue():
    people = {"ann": {"skills": {"make": 1}, "calendar": "late", "may_work": ["day"]}}
    scenario = shop({"draw": work("make", "8h")}, people=people, planning={"unpopular": ["late"]})
    problem = assumed(scenario, "tue 00:00")
    assert {name: shift.unpopular for name, shift in problem.shifts.items()} == {"day": False, "late": True}
    assert [day.unpopular for day in problem.person["ann"].history] == [True]


def test_routines_take_people_from_their_tasks():
    meeting = {"meeting": {"who": ["ann"], "weekdays": "mon-fri", "at": "08:30", "lasts": "30m"}}
    person = of_person(routines=meeting)
    assert person.routines[:2] == ((at("mon 08:30"), at("mon 09:00")), (at("tue 08:30"), at("tue 09:00")))


# -- what a plan keeps to ----------------------------------------------------------------------------------------------


def limits(**parts):
    return assumed(shop({"draw": work("make")}, **parts)).limits


def test_limits_are_those_of_the_overtime_policy():
    found = limits(
        overtime={"policy": "finish_task", "max_day": "2h", "max_month": "20h"}, planning={"overtime_early": "1h"}
    )
    assert (found.overtime_early, found.overtime_late, found.overtime_day, found.overtime_month) == (
        HOUR,
        2 * HOUR,
        2 * HOUR,
        20 * HOUR,
    )
    assert (found.daily_rest, found.average_hours, found.rest_days) == (None, None, 0)


def test_without_overtime_there_is_none():
    found = limits(overtime={"policy": "never"}, planning={"overtime_early": "1h"})
    assert (found.overtime_early, found.overtime_late) == (0, 0)


def test_limits_are_those_of_the_set_of_rules_that_is_named():
    found = limits(overtime={"policy": "finish_task", "max_day": "4h", "max_month": "50h"}, planning={"rules": "eu"})
    assert (found.daily_rest, found.rest_days) == (11 * HOUR, 1)  # 35 hours without work are a day off
    assert (found.average_hours, found.average_weeks, found.average_counts_overtime) == (48 * HOUR, 17, True)

    found = limits(
        overtime={"policy": "finish_task", "max_day": "4h", "max_month": "50h"}, working_time={"overtime_from": "china"}
    )
    assert (found.overtime_day, found.overtime_month) == (3 * HOUR, 36 * HOUR)  # the smaller one of the two
    assert (found.average_hours, found.average_counts_overtime) == (44 * HOUR, False)


def test_coverage_is_told_as_hours_of_its_calendar():
    (cover,) = assumed(
        shop({"draw": work("make")}, planning={"coverage": [{"skill": "make", "people": 1, "calendar": "office"}]})
    ).coverage
    assert (cover.skill, cover.people) == ("make", 1)
    assert cover.windows[0] == (at("mon 09:00"), at("mon 17:00"))
    assert len(cover.windows) == 5


def test_a_reserve_is_kept_of_those_with_the_skill():
    (reserve,) = assumed(shop({"draw": work("make")}, planning={"reserve": {"make": 0.25}})).reserve
    assert (reserve.skill, reserve.share) == ("make", 0.25)


def test_settings_are_those_of_the_agency():
    planning = {"minimum_piece": "1h", "overtime_first": True, "postponed_hour": 9, "relax": 0.1, "grid": "30m"}
    overtime = {"policy": "finish_task", "granule": "1h", "rates": {"workday": 1.2, "rest_day": 1.8, "holiday": 2.5}}
    problem = assumed(shop({"draw": work("make")}, planning=planning, overtime=overtime))
    settings = problem.settings
    assert (problem.grid, settings.minimum_piece, settings.overtime_granule) == (30 * MINUTE, HOUR, HOUR)
    assert (settings.overtime_first, settings.postponed_hour, settings.relax) == (True, 9, 0.1)
    assert dict(settings.overtime_rates) == {"workday": 1.2, "rest_day": 1.8, "holiday": 2.5}


# -- which week --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("moment", "weeks", "start", "end"),
    [
        ("mon 00:00", 1, "mon 00:00", "mon+1 00:00"),
        ("mon 00:00", 4, "mon 00:00", "mon+4 00:00"),
        ("wed 10:07", 1, "wed 10:15", "mon+1 00:00"),  # from the next quarter of an hour on
        ("fri 23:59", 1, "sat 00:00", "mon+2 00:00"),
        ("sat 09:00", 1, "sat 09:00", "mon+2 00:00"),  # of a weekend the week that follows is planned
        ("sun 23:45", 2, "sun 23:45", "mon+3 00:00"),
    ],
)
def test_the_span_of_a_plan(moment, weeks, start, end):
    problem = assumed(shop({"draw": work("make", "2h")}, weeks=6), moment, weeks=weeks)
    assert (problem.start, problem.end) == (at(start), at(end))


@pytest.mark.parametrize("weeks", [0, 5, 1.5, "1"])
def test_other_than_one_to_four_weeks_are_refused(weeks):
    with pytest.raises(AgencySimError, match="give 1 to 4"):
        assumed(shop({"draw": work("make")}), weeks=weeks)


def test_whatever_is_assumed_can_be_planned():
    route = {"draw": work("make", "5h"), "ask": {"kind": "wait", "delay": "9h"}, "print": work("make", "5h")}
    problem = assumed(shop(route, jobs=4), "tue 09:05")
    assert verify(problem, construct(problem)) == []
    assert problem.grid == MINUTES_15


@pytest.mark.parametrize(
    "call",
    [
        lambda: ag.verify(None, None),
        lambda: ag.problem_of(None, None),
        lambda: ag.plan(None),
    ],
)
def test_what_is_none_is_refused_in_words(call):
    with pytest.raises(ag.AgencySimError, match="should be a"):
        call()
