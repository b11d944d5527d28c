"""What a planner adds for a week is in the problem that is planned."""

from datetime import date

import pytest

import agencysim as ag
from agencysim.planner import problem_of
from agencysim.planner.assumed.standing import standing
from agencysim.planner.week import DaysOffWanted, JobTerms, Leave, ShiftWanted, Week
from agencysim.plans import Assignment
from agencysim.scenario import Scenario
from agencysim.values import DAY, HOUR

AGENCY = {
    "name": "shop",
    "start": "2026-03-02",
    "weeks": 4,
    "calendar": "day",
    "calendars": {"day": {"week": {"mon-fri": "08:00-16:00"}}},
    "people": {"ann": {"skills": {"draw": 1}}, "bob": {"skills": {"fit": 1}}},
    "vehicles": {"van": {}},
    "tiers": {"key": {"weight": 2}},
    "job_types": {
        "sign": {
            "demand": {"at_start": 1},
            "due": "done",
            "promise": {"lead_time": "4d", "calendar": "always"},
            "route": {
                "draw": {"kind": "work", "crew": "draw", "content": "4h"},
                "fit": {"kind": "work", "crew": "fit", "content": "6h", "vehicles": {"van": 1}},
                "done": {"kind": "milestone"},
            },
        },
        "pitch": {
            "demand": {"at_start": 1},
            "route": {
                "idea": {"kind": "work", "crew": "draw", "content": "2h"},
                "choice": {
                    "kind": "choice",
                    "branches": [{"to": "make", "chance": 0.3, "means": "pitch_won"}, {"to": "end"}],
                },
                "make": {"kind": "work", "crew": "fit", "content": "2h"},
            },
        },
    },
}
SIGN, PITCH = "sign-start.1", "pitch-start.1"


@pytest.fixture(scope="module")
def shop():
    scenario = Scenario.model_validate(AGENCY)
    return scenario, ag.state_at(ag.simulate(scenario, weeks=1), 0)


def planned(shop, **week):
    return problem_of(*shop, week=Week(**week))


def agreed(shop, job, **terms):
    return planned(shop, jobs={job: JobTerms(**terms)})


def test_leave_sickness_and_service_are_absences(shop):
    week = {
        "leave": (
            Leave(who="ann", start=DAY, end=2 * DAY),
            Leave(who="bob", start=DAY, end=2 * DAY, kind="sick"),
            Leave(who="van", start=DAY, end=2 * DAY, kind="service"),
        )
    }
    problem = planned(shop, **week)
    assert [(a.start, a.end, a.kind) for a in problem.person["ann"].absences] == [(DAY, 2 * DAY, "leave")]
    assert [a.kind for a in problem.person["bob"].absences] == ["sick"]
    assert [a.kind for a in problem.unit["van"].absences] == ["service"]


def test_leave_of_other_weeks_is_no_matter(shop):
    problem = planned(shop, leave=(Leave(who="ann", start=8 * DAY, end=9 * DAY),))
    assert problem.person["ann"].absences == ()


def test_wishes_are_those_of_the_person(shop):
    off = DaysOffWanted(person="ann", first=date(2026, 3, 5), last=date(2026, 3, 20))
    problem = planned(shop, days_off=(off,), shifts=(ShiftWanted(person="bob", shift="day"),))
    assert problem.person["ann"].days_off_wanted == (3, 4, 5, 6)
    assert problem.person["bob"].shifts_wanted == ("day",)
    assert problem.person["bob"].days_off_wanted == ()


def test_fixed_work_is_in_the_problem_and_stays_in_the_plan(shop):
    lock = Assignment(
        job=SIGN,
        step="fit",
        people=("bob",),
        units=("van",),
        start=2 * DAY + 8 * HOUR,
        end=2 * DAY + 14 * HOUR,
        locked=True,
    )
    problem = planned(shop, locks=(lock,))
    assert lock in problem.locks
    assert lock in ag.plan(problem, time_limit=0).plan.assignments


def test_fixed_work_of_running_tasks_takes_the_place_of_going_on(shop):
    scenario, _ = shop
    state = ag.state_at(ag.simulate(scenario, weeks=1), 9 * HOUR)
    (running,) = problem_of(scenario, state).locks
    lock = running.model_copy(update={"end": running.end + HOUR})
    assert problem_of(scenario, state, week=Week(locks=(lock,))).locks == (lock,)


def test_fixed_work_that_is_over_or_of_a_later_week_is_no_matter(shop):
    later = Assignment(job=SIGN, step="fit", people=("bob",), start=8 * DAY, end=8 * DAY + HOUR, locked=True)
    assert later not in planned(shop, locks=(later,)).locks


def test_fixed_work_that_is_not_to_be_planned_is_refused(shop):
    lock = Assignment(job=PITCH, step="make", people=("bob",), start=8 * HOUR, end=10 * HOUR, locked=True)
    with pytest.raises(ag.PlanError, match=r"pitch-start\.1 make is fixed, but is not to be planned"):
        planned(shop, locks=(lock,))


def test_a_firm_date_is_a_deadline(shop):
    job = agreed(shop, SIGN, firm_date=True).job[SIGN]
    assert job.deadline == job.due == 4 * DAY
    assert planned(shop).job[SIGN].deadline is None


def test_a_weight_that_is_agreed_holds_instead_of_the_types(shop):
    assert planned(shop).job[SIGN].weight == 2
    assert agreed(shop, SIGN, weight=5).job[SIGN].weight == 5


def steps_of(problem, job):
    return [task.step for task in problem.tasks if task.job == job]


def test_what_follows_a_pitch_is_planned_once_the_job_is_confirmed(shop):
    assert steps_of(planned(shop), PITCH) == ["idea"]
    for status in ("confirmed", "released", "in_progress"):
        problem = agreed(shop, PITCH, status=status)
        assert steps_of(problem, PITCH) == ["idea", "make"]
        assert problem.job[PITCH].win_probability is None


def test_a_tentative_job_is_not_planned_unless_asked_for(shop):
    week = Week(jobs={SIGN: JobTerms(status="tentative", win_probability=0.4)})
    problem = problem_of(*shop, week=week)
    assert problem.job[SIGN].win_probability == 0.4
    assert not any(problem.is_wanted(task) for task in problem.tasks if task.job == SIGN)
    problem = problem_of(*shop, week=week, tentative=True)
    assert all(problem.is_wanted(task) for task in problem.tasks if task.job == SIGN)


def test_nothing_more_is_planned_of_a_job_that_is_done(shop):
    assert SIGN not in agreed(shop, SIGN, status="done").job


def test_a_state_tells_how_firm_a_job_is(shop):
    scenario, before = shop
    untouched = [
        job.model_copy(update={"open": tuple(v.model_copy(update={"start": None}) for v in job.open)})
        for job in before.jobs
    ]
    assert {job.job_type: standing(scenario, job) for job in untouched} == {
        "sign": ("confirmed", None),
        "pitch": ("tentative", 0.3),
    }
    later = ag.state_at(ag.simulate(scenario, weeks=1), 11 * HOUR)
    assert [standing(scenario, job).status for job in later.jobs] == ["in_progress"]
