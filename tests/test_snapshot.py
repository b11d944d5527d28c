"""The state at any moment of a log, and runs that go on from one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from logs import differences, joined, whole
from random_agencies import agencies, examples
from scripted import agency, at, away, moment, run, tasks, work

from agencysim.errors import AgencySimError, StateError
from agencysim.log import Log
from agencysim.scenario import Scenario
from agencysim.sim import simulate
from agencysim.snapshot import state_at
from agencysim.state import State


def a_moment(log: Log, share: float, *, eventful: bool) -> int:
    """Some moment of a run; an eventful one is a moment at which something happens."""
    if not eventful:
        return int(share * log.manifest.end)
    columns = (
        log.tasks["ready"],
        log.tasks["end"],
        log.absences["start"],
        log.overtime["start"],
        log.overtime["until"],
    )
    moments = sorted({t for column in columns for t in column.drop_nulls() if t <= log.manifest.end})
    return moments[int(share * (len(moments) - 1))] if moments else 0


@examples(60)
@given(agencies(), st.integers(0, 2**20), st.floats(0, 1), st.booleans())
def test_a_run_is_its_first_part_and_what_goes_on_from_there(scenario, seed, share, eventful):
    log = simulate(scenario, seed)
    time = a_moment(log, share, eventful=eventful)
    first = simulate(scenario, seed, weeks=time / 604800)
    assert first.manifest.end == time
    state = state_at(log, time)
    assert state_at(first, time) == state
    saved = State.model_validate_json(state.model_dump_json())
    then = simulate(scenario, seed, state=saved)
    assert differences(whole(log), joined(first, then)) == {}


@examples(15)
@given(agencies(), st.integers(0, 2**20), st.floats(0, 0.5), st.floats(0.5, 1))
def test_states_can_be_taken_from_runs_that_began_with_a_state(scenario, seed, one, other):
    log = simulate(scenario, seed)
    early, late = (int(share * log.manifest.end) for share in (one, other))
    then = simulate(scenario, seed, state=state_at(log, early))
    assert state_at(then, late) == state_at(log, late)


@examples(15)
@given(agencies(), st.integers(0, 2**20), st.floats(0.1, 1))
def test_with_another_seed_what_has_begun_takes_longer_than_it_has_taken(scenario, seed, share):
    log = simulate(scenario, seed)
    time = int(share * log.manifest.end)
    state = state_at(log, time)
    other = simulate(scenario, seed + 1, state=state)
    assert other.jobs.filter(other.jobs["arrived"] <= time)["job"].to_list() == [job.id for job in state.jobs]
    ends = other.tasks["end"].drop_nulls()
    assert ends.min() is None or ends.min() >= time
    begun = {(job.id, visit.step, visit.attempt) for job in state.jobs for visit in job.open if visit.start is not None}
    for row in other.tasks.filter(other.tasks["start"] < time).iter_rows(named=True):
        if row["kind"] == "work":
            assert (row["job"], row["step"], row["attempt"]) in begun
            assert row["end"] is None or row["end"] > time


def test_what_happens_at_the_very_moment_of_the_cut_belongs_to_the_first_part(monkeypatch):
    away(monkeypatch, ("ann", "mon 10:00", "mon 11:00"))
    job = {"demand": {"gap": "2h"}}
    scenario = agency({"draw": work("ann", "90m")}, people={"ann": {"calendar": "always"}}, job=job)
    first = run(scenario, weeks=at("mon 10:00") / 604800)
    assert first.jobs.height == 5
    assert first.absences.height == 1
    then = simulate(scenario, state=state_at(first, at("mon 10:00")))
    assert then.jobs["job"].to_list()[0] == "job-4"
    assert then.absences.height == 0
    assert differences(whole(run(scenario)), joined(first, then)) == {}


@pytest.mark.parametrize("provisional", [True, False])
def test_a_date_on_which_a_planner_has_agreed_before_its_time_stays_agreed(provisional):
    route = {"quote": work("ann"), "ask": {"kind": "wait", "delay": "2d"}, "signed": {"kind": "milestone"}}
    job = {"promise": {"lead_time": "5 working days", "at": "signed"}}
    begun = state_at(run(agency(route, job=job)), 0)
    assert begun.jobs[0].provisional
    told = begun.model_copy(update={"jobs": (begun.jobs[0].model_copy(update={"provisional": provisional}),)})
    then = state_at(simulate(agency(route, job=job), state=told), at("tue 10:00"))
    assert then.jobs[0].provisional == provisional


ROUTE = {
    "draw": work("able", "6h"),
    "ask": {"kind": "wait", "delay": "4h", "calendar": "always"},
    "check": work("able", "1h", same_people_as="draw"),
}
STAFF = {"ann": {"skills": {"able": 1}}, "ben": {"skills": {"able": 1}, "calendar": "late"}}


def open_visit(state: State) -> dict:
    ((visit,),) = [job.open for job in state.jobs]
    return visit.model_dump(exclude_defaults=True)


def test_a_state_tells_where_everything_stands(monkeypatch):
    away(monkeypatch, ("ann", "mon 10:30", "tue 08:30"))
    log = run(agency(ROUTE, people=STAFF))
    before, sick, waiting = (state_at(log, at(text)) for text in ("mon 10:00", "mon 11:00", "tue 01:00"))
    assert open_visit(before) == {
        "step": "draw",
        "attempt": 1,
        "since": 0,
        "ready": 0,
        "start": at("mon 08:30"),
        "people": ("ann",),
        "pace": 1.0,
    }
    assert before.away == ()
    assert open_visit(sick) == {
        "step": "draw",
        "attempt": 1,
        "part": 2,
        "since": 0,
        "ready": at("mon 10:30"),
        "done": 7200.0,
    }
    assert [(a.resource, moment(a.until), a.kind) for a in sick.away] == [("ann", "tue 08:30", "sick")]
    # Ben did the rest by 18:00; the client thinks until 22:00; Ben, who drew last, checks on Tuesday.
    assert dict(waiting.jobs[0].crews) == {"draw": ("ben",)}
    assert open_visit(waiting)["step"] == "check"
    assert dict(waiting.jobs[0].visits) == {"draw": 1, "ask": 1, "check": 1}


def test_material_and_orders_are_in_the_state():
    sheet = {"stock": 3, "reorder_point": 2, "reorder_quantity": 5, "lead_time": "20h", "calendar": "always"}
    log = run(agency({"take": {"kind": "stock", "uses": {"sheet": 2}}}, materials={"sheet": sheet}))
    early, late = (state_at(log, at(text)).stock["sheet"] for text in ("mon 10:00", "mon 20:00"))
    assert (early.level, early.orders, [(o.number, o.quantity, o.ordered) for o in early.open]) == (
        1.0,
        1,
        [(1, 5.0, 0)],
    )
    assert (late.level, late.orders, late.open) == (6.0, 1, ())


def test_overtime_of_the_month_is_in_the_state():
    scenario = agency(
        {"make": work("ann", "8h")}, people={"ann": {}}, overtime={"policy": "finish_task", "max_month": "1h"}
    )
    log = run(scenario)
    state = state_at(log, at("mon 18:00"))
    assert [(g.person, moment(g.start), moment(g.until)) for g in state.overtime] == [("ann", "mon 17:30", "mon 18:30")]
    assert tasks(simulate(scenario, state=state)) == [("make", "ann", "mon 08:30", "mon 18:30")]


def test_a_state_holds_no_draw_that_is_still_to_come():
    contents = {"kind": "lognormal", "median": "4h", "p90": "20h"}
    scenario = agency({"make": work("ann", contents)}, people={"ann": {}})
    states = {state_at(run(scenario, seed=seed), at("mon 08:31")).model_dump_json() for seed in range(8)}
    assert len(states) == 1


@pytest.mark.parametrize("time", [-1, 604801])
def test_a_log_has_no_state_outside_itself(time):
    log = run(agency({"make": work("ann")}, people={"ann": {}}))
    with pytest.raises(AgencySimError, match=f"the log goes from 0 s to 604800 s, and has no state at {time} s"):
        state_at(log, time)


def test_a_log_that_began_with_a_state_has_none_before_it():
    scenario = agency({"make": work("ann")}, people={"ann": {}})
    then = simulate(scenario, state=state_at(run(scenario), at("mon 09:00")))
    with pytest.raises(AgencySimError, match="the log goes from 32400 s"):
        state_at(then, 0)


class TestWrongStates:
    SCENARIO = agency(ROUTE, people=STAFF)

    def refused(self, state: State, scenario: Scenario | None = None) -> str:
        with pytest.raises(StateError) as caught:
            simulate(scenario or self.SCENARIO, state=state)
        return str(caught.value)

    def state(self, text: str = "mon 10:00") -> State:
        return state_at(run(self.SCENARIO), at(text))

    def test_of_another_agency(self):
        other = agency({"paint": work("zoe")}, people={"zoe": {}})
        problems = self.refused(self.state(), other)
        assert "job job-start.1 is at 'draw', which is no step of job" in problems
        assert "has 'ann' at work, whom the scenario does not have" in problems

    def test_of_a_job_type_that_there_is_not(self):
        other = agency(people=STAFF, job_types={"sign": {"route": ROUTE}})
        assert "is of type 'job', which the scenario does not have" in self.refused(self.state(), other)

    def test_of_another_first_day(self):
        other = agency(ROUTE, people=STAFF, start="2026-01-12")
        assert "2026-01-05" in self.refused(self.state(), other)

    def test_that_is_later_than_the_run(self):
        with pytest.raises(AgencySimError, match="the run would end"):
            simulate(self.SCENARIO, weeks=0.01, state=self.state())

    def changed(self, **visit) -> State:
        state = self.state()
        (job,) = state.jobs
        opened = (job.open[0].model_copy(update=visit),)
        return state.model_copy(update={"jobs": (job.model_copy(update={"open": opened}),)})

    def test_with_somebody_in_two_places(self):
        state = self.state()
        (job,) = state.jobs
        twin = job.model_copy(update={"id": "job-start.2", "key": "ff"})
        state = state.model_copy(update={"jobs": (job, twin)})
        assert "'ann' is at several tasks at once" in self.refused(state)

    def test_with_a_task_that_nobody_does(self):
        assert "running, but nobody is at it" in self.refused(self.changed(people=()))

    def test_with_a_task_that_begins_later(self):
        assert "after the state's own moment" in self.refused(self.changed(start=at("tue 08:30")))

    def test_with_a_running_task_of_somebody_sick(self):
        state = self.state()
        sick = {"resource": "ann", "start": 0, "until": at("tue 08:30"), "kind": "sick"}
        state = State.model_validate(state.model_dump() | {"away": [sick]})
        assert "'ann' is away and at work" in self.refused(state)


def test_a_what_if_can_start_from_the_state_of_what_is():
    scenario = agency(ROUTE, jobs=3, people=STAFF)
    state = state_at(run(scenario), at("mon 10:00"))
    more = agency(ROUTE, jobs=3, people={**STAFF, "cat": {"skills": {"able": 1}}}, name="one more")
    rows = tasks(simulate(more, state=state))
    assert ("draw", "cat", "mon 10:00", "mon 18:00") not in rows
    assert next(row for row in rows if row[1] == "cat")[2] == "mon 10:00"


def test_a_state_is_saved_and_loaded(tmp_path):
    state = state_at(run(agency(ROUTE, people=STAFF)), at("mon 10:00"))
    state.write(tmp_path / "state.json")
    assert State.read(tmp_path / "state.json") == state
    assert [path.name for path in tmp_path.iterdir()] == ["state.json"]


def test_a_file_that_holds_no_state_is_refused_with_all_its_problems(tmp_path):
    path = tmp_path / "state.json"
    path.write_text('{"scenario": "x", "time": -4, "jobs": [{"id": 3}]}')
    with pytest.raises(StateError) as caught:
        State.read(path)
    assert {problem.path for problem in caught.value.problems} >= {"time", "start", "jobs.0.id", "jobs.0.key"}
    assert all(problem.file == str(path) for problem in caught.value.problems)


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(StateError, match="cannot be read"):
        State.read(tmp_path / "nothing.json")
