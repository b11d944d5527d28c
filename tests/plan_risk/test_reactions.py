"""What people do when it comes otherwise than planned, each by its exact log."""

import polars as pl
import pytest
from risky_plans import ANN, TWO, J, K, at_start, duty, job_of, piece, plan, shop
from scripted import away, work

import agencysim as ag
from agencysim import risk
from agencysim.plan_risk.replaying import Replay, noons
from agencysim.values import DAY, HOUR


def followed(scenario, planned, reaction, due=None):
    """Return the work of a run that follows a plan as (job, who, from, to), in hours from Monday's midnight."""
    log = ag.simulate(scenario, weeks=1, state=at_start(scenario, due), plan=planned, reaction=reaction)
    rows = log.tasks.filter(pl.col("start").is_not_null() & (pl.col("kind") == "work")).sort("start", "job")
    return [
        (job.rpartition(".")[2], " ".join(people), start / HOUR, end / HOUR)
        for job, people, start, end in rows.select("job", "people", "start", "end").iter_rows()
    ]


def test_who_keeps_to_the_plan_begins_nothing_early_and_leaves_what_is_late_to_whose_it_is():
    """Ann's first work takes 4 h instead of 2; Bob, who has nothing to do, does not take over her second."""
    scenario = shop({"make": work("a", "4h")}, TWO, jobs=2)
    planned = plan(scenario, piece("make", "ann", 8, 10), piece("make", "ann", 10, 12, job=K))
    assert followed(scenario, planned, "keep") == [("1", "ann", 8, 12), ("2", "ann", 13, 17)]


def test_who_helps_takes_over_what_is_late_by_half_an_hour():
    scenario = shop({"make": work("a", "4h")}, TWO, jobs=2)
    planned = plan(scenario, piece("make", "ann", 8, 10), piece("make", "ann", 10, 12, job=K))
    assert followed(scenario, planned, "help") == [("1", "ann", 8, 12), ("2", "bob", 10.5, 15.5)]


def test_who_helps_does_so_only_if_he_has_the_time():
    scenario = shop({"make": work("a", "4h")}, TWO, jobs=3)
    mine = piece("make", "bob", 13, 17, job="job-start.3")
    planned = plan(scenario, piece("make", "ann", 8, 10), piece("make", "ann", 10, 12, job=K), mine)
    done = followed(scenario, planned, "help")
    assert ("2", "ann", 13, 17) in done  # Bob begins his own early instead
    assert done[1] == ("3", "bob", 8, 12)


def test_who_is_early_begins_what_is_next():
    scenario = shop({"make": work("a", "1h")}, ANN, jobs=2)
    planned = plan(scenario, piece("make", "ann", 8, 10), piece("make", "ann", 10, 12, job=K))
    assert followed(scenario, planned, "keep") == [("1", "ann", 8, 9), ("2", "ann", 10, 11)]
    assert followed(scenario, planned, "help") == [("1", "ann", 8, 9), ("2", "ann", 9, 10)]


def test_unplanned_work_that_fits_comes_before_what_could_begin_early():
    scenario = shop({"make": work("a", "1h")}, ANN, jobs=2)
    planned = plan(scenario, piece("make", "ann", 9, 10, job=K))
    assert followed(scenario, planned, "help") == [("1", "ann", 8, 9), ("2", "ann", 9, 10)]


@pytest.mark.parametrize(("open_from", "begins"), [("08:00", 8), ("09:00", 8.5), ("10:00", 9.5)])
def test_what_is_done_on_a_site_begins_early_where_the_site_is_open_on_arrival(open_from, begins):
    """The way takes half an hour."""
    sites = {"street": {"week": {"mon-fri": [f"{open_from}-18:00"]}}}
    scenario = shop({"make": work("a", "1h", site="street", travel="30m")}, ANN, calendars=sites)
    planned = plan(scenario, piece("make", "ann", 10, 12))
    assert followed(scenario, planned, "help") == [("1", "ann", begins, begins + 2)]


def test_what_is_planned_in_several_pieces_begins_early_too():
    scenario = shop({"make": work("a", "5h")}, ANN)
    planned = plan(scenario, piece("make", "ann", 10, 12), piece("make", "ann", 14, 17))
    assert followed(scenario, planned, "help") == [("1", "ann", 8, 12), ("1", "ann", 13, 14)]


def test_what_has_to_be_done_in_a_day_begins_early_only_if_it_would_be():
    scenario = shop({"make": work("a", "3h", end_of_shift="no_start")}, {"ann": {"skills": {"a": 1}}}, jobs=3)
    pieces = (piece("make", "ann", 8, 11), piece("make", "ann", 13, 16, job=K))
    planned = plan(scenario, *pieces, piece("make", "ann", 32, 35, job="job-start.3"))
    assert followed(scenario, planned, "help") == [("1", "ann", 8, 11), ("2", "ann", 11, 15), ("3", "ann", 32, 35)]


def test_overtime_is_called_for_a_date_only_if_that_is_the_reaction():
    rules = {"policy": "hold_dates", "max_day": "3h"}
    scenario = shop({"make": work("a", "9h")}, ANN, overtime=rules)
    planned = plan(scenario, piece("make", "ann", 8, 17))
    assert followed(scenario, planned, "help", 20) == [("1", "ann", 8, 33)]
    assert followed(scenario, planned, "overtime", 20) == [("1", "ann", 8, 18)]


@pytest.mark.parametrize(("reaction", "second"), [("help", (13.5, 32.5)), ("replan", (13, 17))])
def test_it_is_planned_anew_at_noon(monkeypatch, reaction, second):
    """Ann falls sick at eleven; planned anew, Bob is to do her work at once, and not after half an hour."""
    away(monkeypatch, ("ann", "mon 11:00", "fri 08:00"))
    scenario = shop({"make": work("a", "4h")}, TWO, jobs=2)
    planned = plan(scenario, piece("make", "ann", 8, 12), piece("make", "ann", 13, 17, job=K))
    visits = Replay(planned, scenario, at_start(scenario, 41), planned.end, 1, reaction).outcome(1).visits
    made = {task.job: (start / HOUR, end / HOUR) for task, (start, end) in visits.items()}
    assert made == {J: (8, 12), K: second}


def test_noons_are_those_of_the_days_on_which_somebody_works():
    scenario = shop({"make": work("a", "4h")}, ANN)
    planned = plan(scenario, duties=(duty("ann"), duty("ann", day=2), duty("ann", day=3)))
    assert noons(planned, scenario, 0, 3 * DAY) == [12 * HOUR, 2 * DAY + 12 * HOUR]
    assert noons(planned, scenario, 12 * HOUR, 3 * DAY) == [2 * DAY + 12 * HOUR]


def test_a_replay_in_parts_is_one_replay():
    """Planned anew or not, the hours of overtime and the sickness are each counted once."""
    scenario = shop({"make": work("a", "9h")}, ANN)
    duties = (duty("ann", after=HOUR), *(duty("ann", day=day) for day in range(1, 5)))
    planned = plan(scenario, piece("make", "ann", 8, 18), duties=duties)
    found = {r: risk(planned, scenario, at_start(scenario, 24), replications=1, reaction=r) for r in ("keep", "replan")}
    assert job_of(found["keep"]).probability == 1
    assert found["replan"].days[0].overtime.mean <= 1


@pytest.mark.parametrize("reaction", ["keep", "help", "overtime"])
def test_looking_only_where_something_changed_finds_what_looking_everywhere_finds(monkeypatch, reaction):
    from agencysim.sim.following import PlannedFloor

    scenario = ag.load("scenarios/small_sign_shop.yaml")
    state = ag.state_at(ag.simulate(scenario, weeks=6), 42 * DAY)
    planned = ag.plan(ag.problem_of(scenario, state), time_limit=0).plan
    replay = Replay(planned, scenario, state, planned.end, 1, reaction)
    quick = [replay.outcome(n) for n in range(1, 6)]
    dispatch = PlannedFloor.dispatch

    def everywhere(floor):
        floor._loosened = (1 << len(floor.staff.names)) - 1
        floor.to_see |= floor.waiting
        floor._joined.update(dict.fromkeys(floor._expected))
        dispatch(floor)

    monkeypatch.setattr(PlannedFloor, "dispatch", everywhere)
    assert [replay.outcome(n) for n in range(1, 6)] == quick


@pytest.mark.parametrize("speed", [0.5, 1.0])
def test_who_was_new_when_the_plan_begins_is_as_fast_as_he_is_by_then(speed):
    ann = {"ann": {"skills": {"a": 1}, "hired_from": "2026-02-23", "ramp_up": {"lasts": "3 weeks", "speed": speed}}}
    scenario = shop({"make": work("a", "2h")}, ann, jobs=1)
    state = at_start(scenario, due=17)
    risk = ag.risk(plan(scenario, piece("make", "ann", 8, 8 + 2 / speed)), scenario, state, replications=1)
    assert risk.tasks[0].end.median == (8 + 2 / speed) * HOUR


def test_who_is_fast_begins_what_he_has_time_for_once_the_slow_one_no_longer_counts():
    people = {"fast": {"skills": {"a": 1}}, "slow": {"skills": {"a": 0.5}}}
    scenario = shop({"make": work("a", "2h")}, people, jobs=3)
    planned = plan(scenario, piece("make", "slow", 9, 12), piece("make", "fast", 11, 13, job=K))
    assert ("3", "fast", 9.0, 11.0) in followed(scenario, planned, "keep")


def test_a_step_that_the_scenario_does_not_have_is_never_to_come():
    scenario = shop({"make": work("a", "2h")}, ANN, jobs=2)
    planned = plan(scenario, piece("paint", "ann", 9, 10), piece("make", "ann", 10, 12, job=K))
    assert followed(scenario, planned, "keep") == [("1", "ann", 8.0, 10.0), ("2", "ann", 10.0, 12.0)]
