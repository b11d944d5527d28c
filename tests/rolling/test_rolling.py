"""The planner inside the simulation: plan, follow, look where things stand, plan anew."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from unittest.mock import patch

import pytest
from hypothesis import given
from hypothesis import strategies as st
from logs import differences, joined, whole
from random_agencies import agencies, examples
from scripted import agency, at, away, tasks, work

import agencysim as ag
from agencysim.errors import AgencySimError

SHOP = Path(__file__).parents[2] / "scenarios" / "small_sign_shop.yaml"
WEEK = 7 * 86_400
TWO_WEEKS = 2
PLANNER = "agencysim.rolling.reviewing.plan"


@pytest.fixture(scope="module")
def shop():
    return ag.load(SHOP)


def fails(*_args, **_how):
    """A planner that finds nothing."""
    raise ZeroDivisionError("no plan today")


def eight_drawings(**parts):
    """Eight days' work for one who works six days a week."""
    return agency({"draw": work("ann", "7h")}, jobs=8, people={"ann": {}}, **parts)


def test_each_monday_what_is_left_is_planned_and_then_done_as_planned():
    rolled = ag.roll(eight_drawings(), TWO_WEEKS, rounds=0)
    days = ["mon", "tue", "wed", "thu", "fri", "sat", "mon+1", "tue+1"]
    assert tasks(rolled.log) == [("draw", "ann", f"{day} 08:30", f"{day} 17:30") for day in days]
    assert [(review.time, review.tasks) for review in rolled.reviews] == [(0, 8), (WEEK, 2)]
    assert [len(review.plan.assignments) for review in rolled.reviews] == [6, 2]
    assert [len(review.plan.unplanned) for review in rolled.reviews] == [2, 0]
    assert rolled.fallbacks == ()
    assert (rolled.log.manifest.start, rolled.log.manifest.end) == (0, 2 * WEEK)
    assert rolled.log.jobs["outcome"].to_list() == ["done"] * 8


def test_a_daily_review_plans_anew_by_what_has_happened(monkeypatch):
    away(monkeypatch, ("ann", "tue 08:30", "thu 00:00"))
    rolled = ag.roll(eight_drawings(), 1, review="daily", rounds=0)
    assert [review.time for review in rolled.reviews] == [day * 86_400 for day in range(7)]
    done = [day for _, _, _, day in tasks(rolled.log) if day]
    assert done == ["mon 17:30", "thu 17:30", "fri 17:30", "sat 17:30"]
    wednesday = rolled.reviews[2]
    assert wednesday.changes > 0
    assert min(piece.start for piece in wednesday.plan.assignments) >= at("thu 08:30")
    assert rolled.reviews[0].changes is None
    assert rolled.reviews[1].changes == 0


@examples(10)
@given(agencies(), st.integers(0, 2**20), st.sampled_from(["weekly", "daily"]))
def test_without_plans_parts_put_together_are_the_plain_run(scenario, seed, review):
    with patch(PLANNER, fails):
        rolled = ag.roll(scenario, seed=seed, review=review, rounds=0)
    plain = ag.simulate(scenario, seed)
    told = whole(rolled.log).pop("reviews")
    assert differences(whole(plain), whole(rolled.log) | {"reviews": plain.reviews}) == {}
    others = {"policy", "planning"}
    assert ag.kpis(rolled.log).model_dump(exclude=others) == ag.kpis(plain).model_dump(exclude=others)
    assert told.rows() == [each.row for each in rolled.reviews]
    assert {each.status for each in rolled.reviews} <= {"dispatch", "nothing"}


@pytest.mark.parametrize("review", ["weekly", "daily"])
def test_where_there_is_nothing_to_plan_the_run_is_the_plain_one(review):
    scenario = agency({"ask": {"kind": "wait", "delay": "9d", "calendar": "always"}}, jobs=3)
    rolled = ag.roll(scenario, TWO_WEEKS, review=review)
    plain = ag.simulate(scenario, weeks=2)
    assert {each.status for each in rolled.reviews} == {"nothing"}
    assert differences(whole(plain), whole(rolled.log) | {"reviews": plain.reviews}) == {}


def test_nothing_is_told_twice(shop):
    log = ag.roll(shop, 3, review="daily", rounds=0).log
    assert not log.tasks.select("job", "step", "attempt", "part").is_duplicated().any()
    assert not log.jobs["job"].is_duplicated().any()
    assert not log.milestones.select("job", "step", "attempt").is_duplicated().any()
    assert not log.days.select("resource", "day").is_duplicated().any()
    going_on = log.tasks.filter(log.tasks["end"].is_null())
    ended = log.jobs.filter(log.jobs["ended"].is_not_null())
    assert set(going_on["job"]).isdisjoint(ended["job"])
    whole_parts = log.tasks.filter(log.tasks["status"] == "done").group_by("job", "step", "attempt").len()
    assert whole_parts["len"].max() == 1
    crews = log.tasks["people"].list.len() + log.tasks["units"].list.len()
    assert log.days["worked"].sum() == (log.tasks["worked"] * crews).sum()
    assert log.days["overtime"].sum() == (log.overtime["until"] - log.overtime["start"]).sum()


def test_the_state_at_the_end_can_be_gone_on_from(shop):
    monday = shop.axis.seconds(date(2026, 1, 12))
    first = ag.roll(shop, monday / WEEK, rounds=0)
    second = ag.roll(shop, 3, rounds=0, state=ag.state_at(first.log, monday))
    both = ag.roll(shop, 3, rounds=0)
    assert both.reviews == first.reviews + second.reviews
    assert differences(whole(both.log), joined(first.log, second.log)) == {}
    assert ag.state_at(both.log, 3 * WEEK) == ag.state_at(second.log, 3 * WEEK)


def test_the_same_seed_gives_the_same_run(shop):
    calmer = shop.with_({f"job_types.{name}.demand.per_week": "x0.5" for name in shop.job_types})
    one, other = (ag.roll(calmer, 1, seed=3, review="daily", rounds=1) for _ in range(2))
    assert [review.status for review in one.reviews].count("feasible") > 1
    assert one.reviews == other.reviews
    assert differences(whole(one.log), whole(other.log)) == {}


def test_before_the_first_review_the_dispatch_policy_decides():
    scenario = eight_drawings(start="2026-01-08")  # a Thursday
    rolled = ag.roll(scenario, 1, rounds=0)
    assert [review.time for review in rolled.reviews] == [4 * 86_400]
    assert rolled.log.tasks["start"].min() == at("mon 08:30")  # that is Thursday there


def test_weeks_before_planning_begins_are_the_same_without_it(shop):
    rolled, plain = ag.roll(shop, 3, after=2, rounds=0), ag.simulate(shop, weeks=3)
    assert [review.time for review in rolled.reviews] == [shop.axis.seconds(date(2026, 1, 19))]  # a Monday
    early = [log.tasks.filter(log.tasks["end"] <= 2 * WEEK) for log in (rolled.log, plain)]
    assert early[0].equals(early[1])
    assert not rolled.log.tasks.equals(plain.tasks)


def test_a_planner_that_fails_leaves_the_agency_to_the_dispatch_policy_and_says_why():
    scenario = eight_drawings()
    with patch(PLANNER, fails):
        rolled = ag.roll(scenario, TWO_WEEKS)
    assert [review.status for review in rolled.reviews] == ["dispatch", "dispatch"]
    assert rolled.fallbacks == rolled.reviews
    first = rolled.reviews[0]
    assert (first.reason, first.error) == ("failed", "ZeroDivisionError: no plan today")
    assert rolled.log.reviews["reason"][0] == "failed: ZeroDivisionError: no plan today"
    plain = ag.simulate(scenario, weeks=2)
    assert differences(whole(plain), whole(rolled.log) | {"reviews": plain.reviews}) == {}


def test_a_review_that_fails_leaves_the_plan_before_in_force():
    scenario = eight_drawings()
    plans = iter([ag.plan])

    def once(problem, **how):
        return next(plans, fails)(problem, **how)

    with patch(PLANNER, once):
        daily = ag.roll(scenario, 1, review="daily", rounds=0)
    weekly = ag.roll(scenario, 1, rounds=0)
    assert [review.status for review in daily.reviews[1:]] == ["previous"] * 5 + ["dispatch"]  # it is over on Sunday
    assert all(review.plan == weekly.reviews[0].plan for review in daily.reviews[:-1])
    assert differences(whole(weekly.log), whole(daily.log) | {"reviews": weekly.log.reviews}) == {}
    assert ag.kpis(daily.log).planning.fallbacks == len(daily.fallbacks) == 6


def test_a_holiday_until_the_end_of_the_week_is_no_failure_of_the_planner():
    holidays = dict.fromkeys((f"2026-01-{day}" for day in range(12, 18)), "off")
    day = {"week": {"mon-sat": ["08:30-12:00", "14:00-17:30"]}, "exceptions": holidays}
    rolled = ag.roll(eight_drawings(calendars={"day": day}), 3, rounds=0)
    assert [(review.status, review.tasks) for review in rolled.reviews] == [
        ("feasible", 8),
        ("closed", 2),
        ("feasible", 2),
    ]
    assert rolled.fallbacks == ()
    planning = ag.kpis(rolled.log).planning
    assert (planning.reviews, planning.fallbacks) == (3, 0)


def test_what_cannot_be_planned_although_people_work_is_a_fallback():
    people = {"ann": {}, "ben": {"leave": ["2026-01-05..2026-01-11"]}}
    rolled = ag.roll(agency({"draw": work("ben", "7h")}, people=people), 1, rounds=0)
    (review,) = rolled.fallbacks
    assert (review.status, review.reason) == ("dispatch", "unplannable")


def test_ctrl_c_ends_the_run_and_not_only_a_search():
    def interrupted(problem, **how):
        return ag.plan(problem, **how).model_copy(update={"status": "stopped"})

    with patch(PLANNER, interrupted), pytest.raises(KeyboardInterrupt):
        ag.roll(eight_drawings(), 1, rounds=0)


def test_progress_comes_to_an_end():
    shares = []
    ag.roll(eight_drawings(), TWO_WEEKS, rounds=0, progress=shares.append)
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"review": "hourly"}, "unknown review 'hourly': choose weekly, daily"),
        ({"rounds": -1}, "rounds is -1, should be a whole number from 0 to 151200$"),
        ({"review": "daily", "rounds": True}, "rounds is True, should be a whole number from 0 to 21600$"),
        ({"rounds": 1.5}, "rounds is 1.5"),
        ({"review": "daily", "rounds": 30_000}, "would take longer than until the next review: give at most 21,600"),
        ({"after": -1}, "after is -1"),
        ({"seed": "one"}, "seed is 'one'"),
        ({"weeks": -1}, "a run of -1 weeks is not possible"),
        ({"state": 3}, "state is 3"),
    ],
)
def test_what_makes_no_sense_is_refused_in_words(how, told):
    with pytest.raises(AgencySimError, match=told):
        ag.roll(eight_drawings(), **how)


def test_a_run_cannot_end_before_it_begins():
    state = ag.state_at(ag.simulate(eight_drawings(), weeks=1), WEEK)
    told = (
        "the run would end on 2026-01-08 12:00, and the state is of 2026-01-12 00:00: give at least 2 weeks, "
        "which are counted from the scenario's start on 2026-01-05"
    )
    with pytest.raises(AgencySimError, match=told):
        ag.roll(eight_drawings(), 0.5, state=state)
    assert ag.roll(eight_drawings(), 2, rounds=0, state=state).reviews


def test_reviews_are_moments_of_the_agency_even_when_the_clocks_change():
    scenario = eight_drawings(start="2026-03-27", zone="Europe/Berlin")
    rolled = ag.roll(scenario, 1, review="daily", rounds=0)
    moments = [scenario.axis.moment(review.time) for review in rolled.reviews]
    assert {f"{each:%H:%M}" for each in moments} == {"00:00"}
    assert len(moments) == 7
