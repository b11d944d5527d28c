"""What was really done moves the state on, to where the agency then stands."""

import polars as pl
import pytest
from random_weeks import agency

import agencysim as ag
from agencysim.planner.actuals import Actual, moved_on
from agencysim.scenario import Scenario
from agencysim.values import DAY, HOUR

MOMENTS = [(0, 2 * DAY + 3 * HOUR), (round(34.5 * HOUR), 4 * DAY), (2 * DAY, 9 * DAY + 10 * HOUR)]


def told(log, start, end):
    """Return all that was done between two moments, as a planner would tell it."""
    rows = log.tasks.filter(pl.col("start").is_not_null() & (pl.col("start") <= end)).sort("start", "part")
    for row in rows.iter_rows(named=True):
        over = row["end"] is not None and row["end"] <= end
        if (row["end"] is not None and row["end"] <= start) or (row["kind"] != "work" and not over):
            continue
        yield Actual(
            job=row["job"],
            step=row["step"],
            attempt=row["attempt"],
            people=tuple(row["people"]),
            units=tuple(row["units"]),
            start=row["start"] if row["kind"] == "work" else None,
            end=row["end"] if over else None,
            finished=row["status"] != "interrupted",
            hours=row["done"] / HOUR if row["status"] == "interrupted" else None,
        )


@pytest.mark.parametrize(("start", "end"), MOMENTS)
@pytest.mark.parametrize("seed", range(40))
def test_a_simulated_week_told_as_it_was_gives_the_state_at_its_end(seed, start, end):
    scenario = agency(seed)
    log = ag.simulate(scenario, weeks=2)
    before, after = ag.state_at(log, start), ag.state_at(log, end)
    moved = moved_on(scenario, before, list(told(log, start, end)), end)
    assert moved.wrong == ()
    assert moved.assumed == ()
    assert in_order(moved.state) == in_order(after)


def in_order(state):
    """Return the jobs of a state, each with the steps at which it stands in order of their names."""
    return [job.model_copy(update={"open": sorted(job.open, key=lambda visit: visit.step)}) for job in state.jobs]


SIGNING = {
    "name": "signing",
    "start": "2026-03-02",
    "calendar": "day",
    "calendars": {"day": {"week": {"mon-fri": "08:00-16:00"}}},
    "people": {"ann": {"skills": {"draw": 1}}},
    "job_types": {
        "sign": {
            "demand": {"at_start": 1},
            "promise": {"lead_time": "3 working days", "at": "signed"},
            "route": {
                "quote": {"kind": "work", "crew": "draw", "content": "12h"},
                "signed": {"kind": "milestone"},
                "draw": {"kind": "work", "crew": "draw", "content": "40h"},
            },
        }
    },
}


def signed(**job):
    """Return Monday's job, known as some fields say, once it is told on Wednesday that its quote is done."""
    scenario = Scenario.model_validate(SIGNING)
    log = ag.simulate(scenario, weeks=1)
    before, now = ag.state_at(log, 0), 2 * DAY
    state = before.model_copy(update={"jobs": (before.jobs[0].model_copy(update=job),)})
    moved = moved_on(scenario, state, list(told(log, 0, now)), now)
    assert moved.wrong == ()
    return moved, ag.state_at(log, now).jobs


def test_who_signs_is_taken_to_be_promised_the_usual_date():
    moved, as_simulated = signed()
    (job,) = moved.state.jobs
    assert (job.due, job.provisional) == (5 * DAY, False)  # three working days from Tuesday noon
    assert moved.state.jobs == as_simulated
    (finding,) = moved.assumed
    assert finding.place == (0, "end")
    assert finding.what == "the client of job sign-start.1 is taken to have signed, and to be promised Fri 03-06"


def test_a_date_that_is_agreed_before_signing_stays():
    moved, _ = signed(due=4 * DAY, provisional=False)
    assert (moved.state.jobs[0].due, moved.assumed) == (4 * DAY, ())


# -- what is told in part, and what is wrong ---------------------------------------------------------------------------

SHOP = {
    "name": "shop",
    "start": "2026-03-02",
    "calendar": "day",
    "calendars": {"day": {"week": {"mon-fri": "08:00-16:00"}}},
    "people": {"ann": {"skills": {"draw": 2}}, "bob": {"count": 2, "skills": {"fit": 1}}},
    "job_types": {
        "sign": {
            "demand": {"at_start": 1},
            "value": 100,
            "due": "done",
            "route": {
                "draw": {"kind": "work", "crew": "draw", "content": "4h"},
                "answer": {"kind": "wait", "delay": "1d", "calendar": "always"},
                "fine": {"kind": "choice", "branches": [{"to": "draw", "chance": 0.4}, {"to": "fit"}]},
                "fit": {"kind": "work", "crew": {"fit": 2}, "content": "6h", "per": "person"},
                "done": {"kind": "milestone"},
                "bill": {"kind": "work", "crew": "draw", "content": "1h"},
            },
        }
    },
}
JOB = "sign-start.1"


def told_of(*actuals, at=DAY):
    scenario = Scenario.model_validate(SHOP)
    state = ag.state_at(ag.simulate(scenario, weeks=1), 0)
    waiting = state.jobs[0].open[0].model_copy(update={"start": None, "people": (), "pace": None})
    state = state.model_copy(update={"jobs": (state.jobs[0].model_copy(update={"open": (waiting,)}),)})
    return moved_on(scenario, state, [Actual(job=JOB, **actual) for actual in actuals], at)


def where(moved):
    return [visit.step for job in moved.state.jobs for visit in job.open]


def test_finished_work_lets_the_job_go_on():
    moved = told_of({"step": "draw", "people": ("ann",), "start": 9 * HOUR, "end": 11 * HOUR})
    (visit,) = moved.state.jobs[0].open
    assert (visit.step, visit.since, visit.ready, visit.start) == ("answer", 11 * HOUR, 11 * HOUR, None)


def test_begun_work_is_running_with_its_people_at_their_pace():
    (visit,) = told_of({"step": "draw", "people": ("ann",), "start": 9 * HOUR}).state.jobs[0].open
    assert (visit.start, visit.people, visit.pace, visit.done) == (9 * HOUR, ("ann",), 2.0, 0.0)


def test_people_who_share_content_do_it_together():
    begun = {"step": "fit", "people": ("bob.1", "bob.2"), "start": 2 * DAY}
    moved = told_of({"step": "draw", "start": 9 * HOUR, "end": 11 * HOUR}, begun, at=2 * DAY)
    assert moved.state.jobs[0].open[0].pace == 2.0


@pytest.mark.parametrize(("hours", "done"), [(3, 3 * HOUR), (None, 2 * HOUR * 2)])
def test_stopped_work_waits_with_what_was_done_as_told_or_as_its_time_tells(hours, done):
    stopped = {"step": "draw", "people": ("ann",), "start": 9 * HOUR, "end": 11 * HOUR, "finished": False}
    (visit,) = told_of({**stopped, "hours": hours}).state.jobs[0].open
    assert (visit.step, visit.part, visit.start, visit.people, visit.done) == ("draw", 2, None, (), done)


def test_later_work_tells_that_the_client_has_answered_and_which_way_it_went():
    drawn = {"step": "draw", "start": 9 * HOUR, "end": 11 * HOUR}
    assert where(told_of(drawn, {"step": "fit", "people": ("bob.1", "bob.2"), "start": 30 * HOUR}, at=2 * DAY)) == [
        "fit"
    ]
    again = told_of(drawn, {"step": "draw", "people": ("ann",), "start": 30 * HOUR}, at=2 * DAY)
    assert where(again) == ["draw"]
    assert again.state.jobs[0].open[0].attempt == 2
    assert again.assumed == ()


def test_where_nobody_says_which_way_it_went_the_likeliest_is_taken_and_told():
    drawn = {"step": "draw", "start": 9 * HOUR, "end": 11 * HOUR}
    moved = told_of(drawn, {"step": "answer", "end": 30 * HOUR}, at=2 * DAY)
    assert where(moved) == ["fit"]
    assert [finding.place for finding in moved.assumed] == [(1, "then")]
    assert where(told_of(drawn, {"step": "answer", "end": 30 * HOUR, "then": "draw"}, at=2 * DAY)) == ["draw"]


def test_a_job_whose_last_work_is_done_is_no_longer_open_and_its_milestone_has_its_moment():
    drawn = {"step": "draw", "start": 9 * HOUR, "end": 11 * HOUR}
    fitted = {"step": "fit", "start": 30 * HOUR, "end": 34 * HOUR}
    moved = told_of(drawn, fitted, at=2 * DAY)
    assert moved.state.jobs[0].due_reached == 34 * HOUR
    assert told_of(drawn, fitted, {"step": "bill", "start": 34 * HOUR, "end": 35 * HOUR}, at=2 * DAY).state.jobs == ()


def test_the_order_in_which_it_is_told_does_not_matter():
    drawn = {"step": "draw", "start": 9 * HOUR, "end": 11 * HOUR}
    fitted = {"step": "fit", "start": 30 * HOUR, "end": 34 * HOUR}
    assert told_of(fitted, drawn, at=2 * DAY).state == told_of(drawn, fitted, at=2 * DAY).state


def test_the_state_is_as_of_the_last_thing_that_was_done_at_least():
    assert told_of({"step": "draw", "start": 9 * HOUR, "end": 30 * HOUR}, at=DAY).state.time == 30 * HOUR


@pytest.mark.parametrize(
    ("actual", "place"),
    [
        ({"step": "draw", "start": 9 * HOUR, "end": 8 * HOUR}, "end"),
        ({"step": "draw", "start": -HOUR, "end": 8 * HOUR}, "start"),
        ({"step": "draw", "end": 8 * HOUR, "finished": False}, "start"),
        ({"step": "draw", "attempt": 2, "start": 9 * HOUR}, "attempt"),
        ({"step": "fit", "start": 9 * HOUR}, "step"),
    ],
)
def test_what_cannot_be_is_told_with_its_place(actual, place):
    moved = told_of(actual)
    assert [finding.place for finding in moved.wrong] == [(0, place)]
    assert where(moved) == ["draw"]


def test_a_wait_can_only_be_over():
    drawn = {"step": "draw", "start": 9 * HOUR, "end": 11 * HOUR}
    assert told_of(drawn, {"step": "answer", "start": 12 * HOUR}).wrong[0].place == (1, "end")


PERMIT = {
    **SHOP,
    "job_types": {
        "sign": {
            **SHOP["job_types"]["sign"],
            "route": {
                "papers": {"kind": "fork", "branches": ["permit_wait", "draw"], "join": "ready"},
                "permit_wait": {"kind": "wait", "delay": "3d", "calendar": "always", "next": "ready"},
                "draw": {"kind": "work", "crew": "draw", "content": "4h"},
                "answer": {"kind": "wait", "delay": "1d", "calendar": "always", "next": "ready"},
                "ready": {"kind": "join"},
                "fit": {"kind": "work", "crew": "fit", "content": "6h"},
                "done": {"kind": "milestone"},
            },
        }
    },
}


def fitted_after(**drawing):
    """Return what comes of it that a sign is fitted, its papers standing at a wait and at the drawing."""
    scenario = Scenario.model_validate(PERMIT)
    state = ag.state_at(ag.simulate(scenario, weeks=1), 0)
    visits = [
        visit.model_copy(update={"start": None, "people": (), "pace": None} | drawing)
        if visit.step == "draw"
        else visit
        for visit in state.jobs[0].open
    ]
    state = state.model_copy(update={"jobs": (state.jobs[0].model_copy(update={"open": tuple(visits)}),)})
    fitted = Actual(job=JOB, step="fit", people=("bob.1",), start=2 * DAY, end=2 * DAY + HOUR, finished=False)
    return moved_on(scenario, state, [fitted], 3 * DAY)


def test_later_work_tells_that_the_waits_of_all_branches_before_it_are_over():
    scenario = Scenario.model_validate(PERMIT)
    state = ag.state_at(ag.simulate(scenario, weeks=1), 0)
    drawn = Actual(job=JOB, step="draw", people=("ann",), start=8 * HOUR, end=10 * HOUR)
    both = moved_on(scenario, state, [drawn], DAY).state
    assert sorted(visit.step for visit in both.jobs[0].open) == ["answer", "permit_wait"]
    moved = moved_on(scenario, both, [Actual(job=JOB, step="fit", people=("bob.1",), start=2 * DAY)], 3 * DAY)
    assert (moved.wrong, moved.assumed, where(moved)) == ((), (), ["fit"])


def test_later_work_tells_that_begun_work_before_it_is_over_and_that_is_said():
    moved = fitted_after(start=0, people=("ann",), pace=2.0)
    assert (moved.wrong, where(moved)) == ((), ["fit"])
    assert [(finding.place, "'draw'" in finding.what) for finding in moved.assumed] == [((0, "step"), True)]


def test_work_before_it_that_nobody_has_begun_must_be_told_first():
    assert [finding.place for finding in fitted_after().wrong] == [(0, "step")]


def test_who_begins_other_work_has_left_what_he_was_at_and_that_is_said():
    two = {**SHOP, "job_types": {"sign": {**SHOP["job_types"]["sign"], "demand": {"at_start": 2}}}}
    scenario = Scenario.model_validate(two)
    state = ag.state_at(ag.simulate(scenario, weeks=1), 9 * HOUR)
    begun, other = sorted(state.jobs, key=lambda job: job.open[0].start is None)
    drawn = Actual(job=other.id, step="draw", people=("ann",), start=9 * HOUR + 1, end=11 * HOUR)
    moved = moved_on(scenario, state, [drawn], 11 * HOUR)
    (visit,) = next(job.open for job in moved.state.jobs if job.id == begun.id)
    assert (visit.step, visit.part, visit.people, visit.done) == ("draw", 2, (), 2 * (HOUR + 1))
    assert [finding.place for finding in moved.assumed] == [(0, "people")]
