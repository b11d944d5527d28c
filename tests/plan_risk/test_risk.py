"""The risk of a plan: exact where nothing is by chance, and by theory where one thing is."""

from math import log, sqrt

import pytest
from risky_plans import ANN, DAILY, J, K, at_start, duty, half_signed, job_of, piece, plan, shop, with_date
from scripted import work

import agencysim as ag
from agencysim import AgencySimError, PlanError, Risk, risk
from agencysim.tables.risk import of_risk, risk_in_words
from agencysim.values import DAY, HOUR

MEAN = 2.0


def exponential(hours):
    return {"kind": "exponential", "mean": f"{hours}h"}


# -- nothing by chance ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("reaction", ["keep", "help", "overtime", "replan"])
@pytest.mark.parametrize(("due", "probability"), [(11, 1.0), (10, 0.0)])
def test_without_chance_a_date_holds_as_planned_or_not_at_all(reaction, due, probability):
    scenario = shop({"make": work("a", "3h")}, ANN)
    found = risk(
        plan(scenario, piece("make", "ann", 8, 11)),
        scenario,
        at_start(scenario, due),
        replications=3,
        reaction=reaction,
    )
    job = job_of(found)
    assert (job.probability, job.held, job.replications) == (probability, 3 * probability, 3)
    assert job.hours_late == 1 - probability
    assert [date.moment for date in job.dates] == [11 * HOUR] * 3
    assert job.planned_end == 11 * HOUR


def test_without_chance_no_band_has_a_width():
    scenario = shop({"make": work("a", "3h"), "pack": work("a", "1h")}, ANN)
    planned = plan(scenario, piece("make", "ann", 8, 11), piece("pack", "ann", 11, 12))
    found = risk(planned, scenario, at_start(scenario, 24), replications=4)
    for task in found.tasks:
        assert {task.start.low, task.start.median, task.start.high} == {task.planned_start}
        assert {task.end.low, task.end.median, task.end.high} == {task.planned_end}
        assert task.done == 1
    assert found.drivers == ()


def test_without_chance_overtime_and_hours_are_as_planned():
    scenario = shop({"make": work("a", "9h")}, ANN)
    duties = (duty("ann", after=HOUR), duty("ann", day=1))
    found = risk(
        plan(scenario, piece("make", "ann", 8, 18), duties=duties), scenario, at_start(scenario), replications=4
    )
    assert [(day.overtime.planned, day.overtime.mean, day.overtime.high) for day in found.days] == [
        (1, 1, 1),
        *[(0, 0, 0)] * 6,
    ]
    (ann,) = found.people
    assert (ann.hours.planned, ann.hours.mean, ann.hours.high) == (17, 17, 17)
    assert (ann.longest_day.planned, ann.longest_day.high) == (9, 9)
    assert (ann.overtime.planned, ann.overtime.mean, ann.beyond, ann.beyond_month) == (1, 1, 0, 0)


def test_days_and_months_beyond_the_limits_of_overtime_are_counted():
    rules = {"policy": "never", "max_day": "1h", "max_month": "3h"}
    scenario = shop({"make": work("a", "12h")}, ANN, overtime=rules)
    duties = (duty("ann", after=2 * HOUR), duty("ann", day=1, after=2 * HOUR), duty("ann", day=2, after=HOUR // 2))
    found = risk(plan(scenario, duties=duties), scenario, at_start(scenario), replications=2)
    assert (found.people[0].beyond, found.people[0].beyond_month) == (2, 1)


def test_what_is_not_done_within_the_replay_has_no_date():
    scenario = shop({"make": work("a", "60h")}, ANN)
    found = risk(plan(scenario), scenario, at_start(scenario, 48), replications=4)
    job = job_of(found)
    assert [(date.moment, date.latest) for date in job.dates] == [(None, None)] * 3
    assert (job.probability, job.hours_late, job.planned_end) == (0, 5 * 24, None)


def test_dates_after_the_replay_are_not_told_of_unless_it_lasts_longer():
    scenario = shop({"make": work("a", "3h")}, ANN)
    asked = plan(scenario, piece("make", "ann", 8, 11)), scenario, at_start(scenario, 192)
    assert risk(*asked, replications=1).jobs == ()
    assert job_of(risk(*asked, replications=1, until=9 * DAY)).probability == 1


# -- jobs that are not open any more -------------------------------------------------------------------------------


def test_jobs_with_work_to_come_that_are_not_open_are_named_and_left_out():
    scenario = shop({"make": work("a", "3h")}, ANN, jobs=3)
    first, second, third = (job.id for job in at_start(scenario).jobs)
    pieces = [piece("make", "ann", start, start + 3, job=job) for job, start in ((first, 8), (second, 13), (third, 33))]
    planned, state = plan(scenario, *pieces), at_start(scenario, 72)
    assert risk(planned, scenario, state, replications=1).not_open == ()
    without = state.model_copy(update={"jobs": state.jobs[2:]})
    found = risk(planned, scenario, without, replications=1)
    assert found.not_open == (first, second)
    assert {task.job for task in found.tasks} == {job.job for job in found.jobs} == {third}
    later = ag.state_at(ag.simulate(scenario, weeks=1), 12 * HOUR)
    assert first not in {job.id for job in later.jobs}  # its work is done, and none of it is to come
    assert risk(planned, scenario, later, replications=1).not_open == ()


# -- dates that are not agreed yet ---------------------------------------------------------------------------------


def test_a_date_is_provisional_until_the_client_has_signed():
    scenario, state, planned = half_signed()
    found = risk(planned, scenario, state, replications=3)
    assert [(job.job, job.agreed, job.probability) for job in found.open_jobs] == [(J, True, 0), (K, False, 0)]
    assert ([job.job for job in found.agreed_jobs], found.expected_late) == ([J], 1)
    assert ([job.job for job in found.provisional_jobs], found.provisional_late) == ([K], 1)


def test_a_date_that_is_promised_at_the_request_is_agreed():
    scenario = shop({"make": work("a", "3h")}, ANN, job={"promise": {"lead_time": "2 working days"}})
    assert job_of(risk(plan(scenario), scenario, at_start(scenario), replications=1)).agreed


def test_what_matters_matters_for_agreed_dates():
    scenario, state, planned = half_signed(exponential(MEAN))
    assert {driver.late_job for driver in risk(planned, scenario, state, replications=100).drivers} == {J}


def test_agreed_and_provisional_dates_are_told_apart_in_words():
    scenario, state, planned = half_signed()
    found = risk(planned, scenario, state, replications=3)
    dates, *_ = of_risk(scenario, found)
    assert [row[3] for row in dates.rows] == ["agreed", "provisional"]
    assert dates.parted_after == (0,)
    told = risk_in_words(scenario, found)
    assert told[0] == "Of 1 agreed dates to come, 0.0 are held on average, and 1.0 missed."
    assert told[2] == (
        "Not signed by their clients yet: 1; of their provisional dates 0 are over, and 1.0 more are missed on average."
    )
    over = risk(planned, scenario, with_date(state, 9), replications=3)
    dates, *_ = of_risk(scenario, over)
    assert [row[4] for row in dates.rows] == ["late already", "date is over"]
    assert risk_in_words(scenario, over)[:3] == [
        "No job has an agreed date in this time.",
        "Already late when the plan begins: 1.",
        "Not signed by their clients yet: 1; of their provisional dates 1 are over, and 0.0 more are "
        "missed on average.",
    ]


@pytest.mark.parametrize(
    ("probabilities", "held", "missed"),
    [
        ((1, 1, 1, 0.95), "3.9", "0.1"),
        ((1, 1, 1, 0.96), "4.0", "0.0"),
        ((0.75, 0.5, 0.5, 0.5), "2.2", "1.8"),
        ((0.05, 0, 0, 0), "0.0", "4.0"),
    ],
)
def test_dates_held_and_missed_add_up_as_they_are_told(probabilities, held, missed):
    scenario = shop({"make": work("a", "1h")}, ANN, jobs=4)
    found = risk(plan(scenario), scenario, at_start(scenario, 24), replications=1)
    changed = [job.model_copy(update={"probability": p}) for job, p in zip(found.jobs, probabilities, strict=True)]
    told = risk_in_words(scenario, found.model_copy(update={"jobs": tuple(changed)}))[0]
    assert told == f"Of 4 agreed dates to come, {held} are held on average, and {missed} missed."


# -- one thing by chance -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def one_task():
    """Ann makes one thing, from eight o'clock on, in two hours on average, by chance; it is due at eleven."""
    scenario = shop({"make": work("a", exponential(MEAN))}, ANN)
    return risk(plan(scenario, piece("make", "ann", 8, 10)), scenario, at_start(scenario, 11), replications=1000)


def test_the_probability_is_that_of_the_distribution(one_task):
    expected = 1 - 2.718281828459045 ** (-3 / MEAN)
    job = job_of(one_task)
    assert abs(job.probability - expected) < 4 * sqrt(expected * (1 - expected) / 1000)
    assert job.low < job.probability < job.high


def test_the_sure_date_is_the_quantile_of_the_distribution(one_task):
    for date in job_of(one_task).dates[:2]:  # until noon; later, lunch comes in between
        hours = -MEAN * log(1 - date.probability)
        work_done = hours if hours <= 4 else hours + 1
        slope = sqrt(date.probability * (1 - date.probability) / 1000) / ((1 - date.probability) / MEAN)
        assert abs(date.moment / HOUR - 8 - work_done) < 4 * slope
        assert date.earliest <= date.moment <= date.latest


def test_the_task_with_all_the_variance_matters_most():
    route = {"sketch": work("a", "1h"), "make": work("a", exponential(MEAN)), "pack": work("a", "1h")}
    scenario = shop(route, ANN)
    planned = plan(
        scenario, *(piece(s, "ann", a, b) for s, a, b in (("sketch", 8, 9), ("make", 9, 11), ("pack", 11, 12)))
    )
    found = risk(planned, scenario, at_start(scenario, 12), replications=200)
    first = found.drivers[0]
    assert (first.job, first.step, first.late_job) == (J, "make", J)
    assert first.cruciality > 0.8  # 1, but for futures in which nothing is late
    assert "sketch" not in {driver.step for driver in found.drivers}


def test_steps_of_which_the_same_is_told_share_a_row():
    route = {"make": work("a", exponential(MEAN)), "pack": work("a", "1h"), "load": work("a", "1h")}
    scenario = shop(route, ANN)
    planned = plan(scenario, *(piece(s, "ann", a, b) for s, a, b in (("make", 8, 10), ("pack", 10, 11))))
    found = risk(planned, scenario, at_start(scenario, 12), replications=100)
    make = found.drivers[0]
    again = [make.model_copy(update={"step": step, "attempt": 2}) for step in ("load", "make")]
    last = make.model_copy(update={"late_job": K})
    found = found.model_copy(update={"drivers": (*again, make, last)})
    *_, rows = of_risk(scenario, found)
    assert [row[:2] for row in rows.rows] == [
        (f"{J} make, load (second attempt)", "itself"),
        (f"{J} make", "itself"),
        (f"{J} make", K),
    ]
    told = risk_in_words(scenario, found)[-1]
    assert told.startswith(
        f"What matters most is {J} make, load (second attempt): one standard deviation longer makes {J} "
    )


def test_a_task_matters_for_the_job_that_waits_for_the_same_person():
    route = {"make": work("a", exponential(MEAN))}
    scenario = shop(route, ANN, jobs=2)
    planned = plan(scenario, piece("make", "ann", 8, 10), piece("make", "ann", 10, 12, job=K))
    found = risk(planned, scenario, at_start(scenario, 10), replications=300, reaction="keep")
    assert {(driver.job, driver.late_job) for driver in found.drivers} >= {(K, K)}
    (first,) = (driver for driver in found.drivers if driver.job == J)
    assert first.late_job == K or first.hours > 0


def test_a_task_that_has_already_taken_long_is_known_to_take_longer():
    """Content is 1 h or 9 h, evenly; after two hours of work it is 9 h."""
    content = {"kind": "discrete", "values": ["1h", "9h"], "weights": [1, 1]}
    scenario = shop({"make": work("a", content)}, ANN)
    planned = plan(scenario, piece("make", "ann", 8, 12))
    before = risk(planned, scenario, at_start(scenario, 24), replications=200)
    assert abs(job_of(before).probability - 0.5) < 4 * sqrt(0.25 / 200)
    seed = next(s for s in range(20) if _still_running(scenario, s))
    state = with_date(ag.state_at(ag.simulate(scenario, seed, weeks=1), 10 * HOUR), 24)
    after = job_of(risk(planned, scenario, state, replications=50))
    assert after.probability == 0
    assert {date.moment for date in after.dates} == {DAY + 9 * HOUR}


def _still_running(scenario, seed):
    return ag.simulate(scenario, seed, weeks=1).tasks["end"][0] > 11 * HOUR


def test_the_state_s_own_future_is_not_among_those_looked_at():
    scenario = shop({"make": work("a", exponential(MEAN))}, ANN)
    own = ag.simulate(scenario, 1, weeks=1).tasks["end"][0]
    found = risk(plan(scenario), scenario, at_start(scenario, 24), replications=20)
    task_ends = {date.moment for date in job_of(found).dates}
    assert own not in task_ends


# -- the same for any number of workers, and both ways as JSON -----------------------------------------------------


def test_any_number_of_workers_gives_the_same_bytes():
    scenario = shop({"make": work("a", exponential(MEAN))}, ANN, jobs=3)
    asked = plan(scenario, piece("make", "ann", 8, 10)), scenario, at_start(scenario, 11)
    shares = []
    one = risk(*asked, replications=12, progress=shares.append)
    two = risk(*asked, replications=12, workers=2)
    assert one.model_dump_json() == two.model_dump_json()
    assert (shares[-1], sorted(shares)) == (1, shares)


def test_it_can_be_saved_and_read(one_task, tmp_path):
    one_task.write(tmp_path / "risk.json")
    assert Risk.read(tmp_path / "risk.json") == one_task
    (tmp_path / "risk.json").write_text("{}", encoding="utf-8")
    with pytest.raises(PlanError, match="scenario"):
        Risk.read(tmp_path / "risk.json")


# -- what is refused -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("given", "told"),
    [
        ({"replications": 0}, "replications is 0, should be a whole number from 1"),
        ({"replications": 2.5}, "replications is 2.5"),
        ({"replications": True}, "replications is True"),
        ({"workers": 0}, "workers is 0"),
        ({"seed": -1}, "seed is -1"),
        ({"reaction": "pray"}, "unknown reaction 'pray': choose keep, help, overtime, replan"),
        ({"until": 0}, "until is 0"),
        ({"state": None}, "state is None, should be a State"),
        ({"plan": None}, "plan is None, should be a Plan"),
        ({"scenario": None}, "scenario is None, should be a Scenario"),
    ],
)
def test_nonsense_is_refused(given, told):
    scenario = shop({"make": work("a", "1h")}, ANN)
    asked = {"plan": plan(scenario), "scenario": scenario, "state": at_start(scenario)} | given
    with pytest.raises(AgencySimError, match=told):
        risk(**asked)


def test_a_plan_of_another_agency_or_time_is_refused():
    scenario = shop({"make": work("a", "1h")}, ANN)
    state = at_start(scenario)
    with pytest.raises(PlanError, match="the plan is of 'other', the scenario is 'scripted'"):
        risk(plan(scenario).model_copy(update={"scenario": "other"}), scenario, state)
    late = state.model_copy(update={"time": 7 * DAY})
    with pytest.raises(
        PlanError, match="the plan goes from 2026-03-02 00:00 to 2026-03-09 00:00, the state is of 2026-03-09"
    ):
        risk(plan(scenario), scenario, late)
    stranger = plan(scenario, piece("make", "eve", 8, 9), duties=(duty("adam"),))
    with pytest.raises(PlanError) as refused:
        risk(stranger, scenario, state)
    assert [str(problem).split(",")[0] for problem in refused.value.problems] == [
        "the plan has work for adam",
        "the plan has work for eve",
    ]
    with pytest.raises(PlanError, match="none of the jobs of the plan is open in the state"):
        risk(plan(scenario, piece("make", "ann", 8, 9, job="job-start.7")), scenario, state)


def test_a_plan_with_work_that_the_scenario_does_not_have_is_refused():
    scenario = shop({"make": work("a", "2h"), "signed": {"kind": "milestone"}}, ANN)
    planned = plan(
        scenario,
        piece("make", "ann", 8, 10, mode="by hand"),
        piece("paint", "ann", 10, 11),
        piece("signed", "ann", 11, 12),
    )
    with pytest.raises(PlanError) as refused:
        ag.risk(planned, scenario, at_start(scenario, 17), replications=2)
    assert [problem.what for problem in refused.value.problems] == [
        "the plan has make of job done by by hand, which is no way to do it",
        "the plan has work at paint of job, which is no work there",
        "the plan has work at signed of job, which is no work there",
    ]


def test_hours_of_a_day_are_eight():
    assert sum(end - start for start, end in DAILY) == 8 * HOUR
