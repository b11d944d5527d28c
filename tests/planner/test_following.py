"""The simulator follows a plan, and means the same by it as the planner."""

from collections import Counter

import polars as pl
import pytest
from random_weeks import agency
from scripted import agency as scripted_agency
from scripted import work

import agencysim as ag
from agencysim.planner import problem_of, verify
from agencysim.planner.construct import construct
from agencysim.plans import Assignment, Duty, Plan
from agencysim.values import DAY, HOUR

MOMENTS = {"Monday": 0, "Tuesday at half past ten": round(34.5 * HOUR), "Wednesday": 2 * DAY}


def planned_week(scenario, moment):
    """Return the problem, the plan and the simulated week of an agency as it stands at a moment."""
    state = ag.state_at(ag.simulate(scenario, weeks=moment / (7 * DAY)), moment)
    problem = problem_of(scenario, state)
    plan = construct(problem)
    return problem, plan, ag.simulate(scenario, weeks=2, state=state, plan=plan)


def done_in(log, plan):
    """Return the pieces of work of each task as they were done from the start of the plan on."""
    rows = log.tasks.filter((pl.col("kind") == "work") & pl.col("start").is_not_null())
    found = {}
    for row in rows.sort("part").iter_rows(named=True):
        if row["end"] is None or row["end"] > plan.start:
            start = max(row["start"], plan.start)
            piece = (start, row["end"], set(row["people"]), set(row["units"]), row["status"] == "outsourced")
            found.setdefault((row["job"], row["step"], row["attempt"]), []).append(piece)
    return found


def as_planned(plan):
    return {
        task: [(p.start, p.end, set(p.crew), set(p.units), p.outside) for p in pieces]
        for task, pieces in plan.pieces().items()
    }


SEEN = Counter()


@pytest.mark.xdist_group("following")
@pytest.mark.parametrize("moment", MOMENTS)
@pytest.mark.parametrize("first", range(0, 120, 20))
def test_without_chance_the_simulated_week_is_the_planned_week_to_the_second(first, moment):
    for seed in range(first, first + 20):
        problem, plan, log = planned_week(agency(seed), MOMENTS[moment])
        assert [v for v in verify(problem, plan) if not v.locked and v.rule != "coverage"] == []
        done = done_in(log, plan)
        for task, pieces in as_planned(plan).items():
            assert done.get(task, [])[: len(pieces)] == pieces, (seed, task)
        _see(problem, plan)


def _see(problem, plan):
    """Count what the plans are about, so that no feature is left out unseen."""
    for piece in plan.assignments:
        task = problem.task[piece.task]
        SEEN["outside"] += piece.outside
        SEEN["another way"] += bool(piece.mode)
        SEEN["going on"] += piece.locked
        SEEN["travel"] += bool(task.travel and not piece.outside)
        SEEN["site"] += bool(task.site)
        SEEN["crew"] += len(piece.crew) > 1
        SEEN["two places"] += len(piece.people) > len(piece.crew)
        SEEN["same people"] += task.same_people_as is not None
        SEEN["units"] += len(piece.units) > 1
        SEEN["again"] += piece.attempt > 1
    SEEN["split"] += sum(len(pieces) > 1 for pieces in plan.pieces().values())
    SEEN["in part"] += sum(each.task in plan.pieces() for each in plan.unplanned)
    for duty in plan.duties:
        SEEN["overtime after"] += bool(duty.after)
        SEEN["overtime before"] += bool(duty.before)
        SEEN["day off"] += not duty.rostered
        SEEN["night"] += duty.shift == "night"


@pytest.mark.xdist_group("following")
def test_the_random_weeks_have_every_feature():
    if not SEEN:
        pytest.skip("the weeks were not planned in this process")
    few = {what: count for what, count in SEEN.items() if count < 3}
    assert not few, SEEN


# -- what the plan does not know -------------------------------------------------------------------------------

MONDAY = "2026-03-02"


def shop(route, people, **others):
    calendars = {"day": {"week": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}}}
    return scripted_agency(route, people=people, calendars=calendars, calendar="day", start=MONDAY, **others)


def test_planned_overtime_is_worked_and_paid_as_planned():
    scenario = shop({"make": work("a", "9h")}, {"ann": {"skills": {"a": 1}}})
    hours = ((8 * HOUR, 12 * HOUR), (13 * HOUR, 17 * HOUR))
    plan = Plan(
        scenario="x",
        start=0,
        end=7 * DAY,
        assignments=(Assignment(job="job-start.1", step="make", people=("ann",), start=8 * HOUR, end=18 * HOUR),),
        duties=(Duty(person="ann", day=0, shift="day", hours=hours, after=HOUR),),
    )
    log = ag.simulate(scenario, weeks=1, plan=plan)
    assert log.tasks.select("start", "end").rows() == [(8 * HOUR, 18 * HOUR)]
    assert log.overtime.select("person", "start", "until", "day").rows() == [("ann", 17 * HOUR, 18 * HOUR, "workday")]
