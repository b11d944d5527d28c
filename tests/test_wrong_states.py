"""States that cannot be, or that are written wrongly: all of it is told, with the file, the place and the remedy."""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scripted import agency, at, run, work

from agencysim.errors import StateError
from agencysim.scenario import Scenario
from agencysim.sim import simulate
from agencysim.snapshot import state_at
from agencysim.state import State

ROUTE = {
    "brief": work("able", "30m"),
    "order": {"kind": "milestone", "births": [{"job_type": "care", "chance": 1}]},
    "split": {"kind": "fork", "branches": ["draw", "take"], "join": "merge"},
    "draw": work("able", "6h"),
    "ask": {"kind": "wait", "delay": "4h", "next": "check"},
    "check": work("able", same_people_as="draw") | {"next": "merge"},
    "take": {"kind": "stock", "uses": {"sheet": 50}},
    "permit": {"kind": "wait", "delay": "40h", "next": "merge"},
    "merge": {"kind": "join"},
    "print": work("able") | {"equipment": {"printer": 1}},
}
SHEET = {"stock": 1, "reorder_point": 5, "reorder_quantity": 60, "lead_time": "3 working days"}


@cache
def scenario() -> Scenario:
    return agency(
        ROUTE,
        people={"ann": {"skills": {"able": 1}}, "zoe": {"skills": {"care": 1}}},
        equipment={"printer": {}},
        materials={"sheet": SHEET},
        job_types={"care": {"route": {"look": work("care", "9h")}}},
    )


@cache
def saved() -> str:
    """At 10:00 a job is drawn by Ann while it waits for sheets; Zoe is at what it has brought about."""
    return state_at(run(scenario()), at("mon 10:00")).model_dump_json()


JOB = ("jobs", 0)
CARE = ("jobs", 1)
DRAW, TAKE = (*JOB, "open", 0), (*JOB, "open", 1)
SHELF = ("stock", "sheet")
ORDER = (*SHELF, "open", 0)
NOW = at("mon 10:00")
GRANT = {"person": "ann", "start": 0, "until": 1800}


def put(data: Any, place: tuple[Any, ...], value: Any) -> None:
    for part in place[:-1]:
        data = data[part]
    data[place[-1]] = value


def problems(path: Path, *changes: tuple[tuple[Any, ...], Any]) -> list[str]:
    """What is said of a file with a state in which some places are changed; nothing if it is gone on from."""
    data = json.loads(saved())
    for place, value in changes:
        put(data, place, value)
    path.write_text(json.dumps(data))
    refused = refusal(path)
    return [str(problem).removeprefix(f"{path}: ") for problem in refused.problems] if refused else []


def refusal(path: Path) -> StateError | None:
    """What is said of a file; nothing if it is gone on from, and the state at the end can be saved again."""
    try:
        state = State.read(path)
        log = simulate(scenario(), weeks=max(1, state.time / 604800), state=state)
    except StateError as error:
        return error
    again = state_at(log, log.manifest.end).model_dump_json()
    assert State.model_validate_json(again).model_dump_json() == again
    return None


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "state.json"


def visit(**facts: Any) -> dict[str, Any]:
    return {"attempt": 1, "since": at("mon 09:00"), "ready": at("mon 09:00"), **facts}


def test_the_state_that_is_changed_below_is_right(path):
    data = json.loads(saved())
    assert [(job["id"], [visit["step"] for visit in job["open"]]) for job in data["jobs"]] == [
        ("job-start.1", ["draw", "take"]),
        ("job-start.1/care.1", ["look"]),
    ]
    assert data["stock"]["sheet"]["open"] == [{"number": 1, "quantity": 60.0, "ordered": 0}]
    assert problems(path) == []


@pytest.mark.parametrize(
    ("place", "value", "told"),
    [
        ((*DRAW, "attempt"), 0, "jobs.0.open.0.attempt: is 0, should be at least 1"),
        ((*DRAW, "attempt"), "x", "jobs.0.open.0.attempt: is text 'x', should be a whole number"),
        ((*DRAW, "attempt"), 99, "job job-start.1 is at 'draw' at attempt 99, but its visits there are 1"),
        ((*JOB, "visits"), {}, "job job-start.1 is at 'draw' at attempt 1, but its visits there are 0"),
        ((*JOB, "visits", "brief"), -1_000_000_000_000, "jobs.0.visits.brief: is -1000000000000, should be at least 0"),
        ((*DRAW, "part"), 0, "jobs.0.open.0.part: is 0, should be at least 1"),
        ((*DRAW, "attemt"), 1, "'attemt' is unknown here (did you mean 'attempt'?"),
        ((*DRAW, "start"), None, "job job-start.1 waits at 'draw' without a start, but has 'people' 'ann'"),
        ((*DRAW, "start"), NOW + 1, "began it after the state's own moment: 'start' is 36001 s"),
        ((*DRAW, "ready"), at("mon 09:30"), "with 'start' 32400 s, before its 'ready' at 34200 s"),
        ((*DRAW, "since"), -5, "with 'since' -5 s, before it came in at 0 s"),
        ((*DRAW, "people"), [], "job job-start.1 has 'draw' running, but nobody is at it"),
        ((*DRAW, "people"), ["zoe"], "has 'zoe' at 'draw', who can do nothing there"),
        ((*DRAW, "people"), ["printer"], "job job-start.1 has 'printer' among the 'people'"),
        ((*DRAW, "units"), ["printer"], "has 'printer' at 'draw', who can do nothing there"),
        ((*DRAW, "people"), ["anne"], "has 'anne' at work, whom the scenario does not have"),
        ((*DRAW, "pace"), None, "job job-start.1 has 'draw' running, but at no pace"),
        ((*DRAW, "pace"), 0, "jobs.0.open.0.pace: is 0, should be at least 1e-06"),
        ((*DRAW, "outside"), True, "has 'draw' done by another firm, which the scenario does not foresee"),
        ((*DRAW, "step"), "split", "job job-start.1 cannot stand at 'split', which takes no time"),
        ((*TAKE, "people"), ["ann"], "has 'people' 'ann' at 'take', where nobody works"),
        ((*TAKE, "part"), 2, "job job-start.1 is at 'take' in part 2"),
        ((*JOB, "open"), [], "job job-start.1 is open but stands at no step"),
        ((*JOB, "open", 1), visit(step="draw"), "job job-start.1 stands 2 times at 'draw'"),
        ((*JOB, "open", 1), visit(step="ask"), "job job-start.1 stands at 'draw' and 'ask' at once"),
        ((*JOB, "open", 1), visit(step="print"), "job job-start.1 stands at 'draw' and 'print' at once"),
        ((*JOB, "arrived"), NOW + 1, "job job-start.1 has 'arrived' 36001 s, after the state's own moment 36000 s"),
        ((*JOB, "due_reached"), NOW + 1, "has 'due_reached' 36001 s, after the state's own moment"),
        ((*JOB, "due"), 1e30, "jobs.0.due: is 1e+30, should be a whole number"),
        ((*JOB, "due"), 10**12, "jobs.0.due: is 1000000000000, should be at most"),
        ((*JOB, "value"), -1, "jobs.0.value: is -1, should be at least 0"),
        ((*JOB, "value"), float("nan"), "jobs.0.value: is nan, should be a finite number"),
        ((*JOB, "new_client"), 1, "jobs.0.new_client: is 1, should be true or false"),
        ((*JOB, "key"), "XYZ", "jobs.0.key: is 'XYZ', which is no key: write up to 16 of the digits 0-9 and a-f"),
        ((*JOB, "tier"), "key", "job job-start.1 is of tier 'key', which the scenario does not have"),
        ((*JOB, "births"), {"care": 0}, "is care number 1 of job job-start.1, whose births say 0"),
        ((*JOB, "births"), {"care": 1, "x": 1}, "has brought about jobs of type 'x'"),
        ((*JOB, "crews"), {"draw": ["printer"]}, "job job-start.1 has 'printer' among the 'draw'"),
        ((*CARE, "id"), "my job", "job my job is no name for a care that job job-start.1 has brought about"),
        ((*CARE, "id"), "job-start.1", "job job-start.1 is there 2 times"),
        ((*CARE, "open", 0, "people"), ["ann"], "'ann' is at several tasks at once"),
        (("overtime",), [GRANT | {"until": -1}], "'ann' is in overtime from 0 s until -1 s"),
        (("overtime",), [GRANT | {"start": 2**62}], "overtime.0.start: is 4611686018427387904, should be at most"),
        (("overtime",), [GRANT | {"start": NOW + 1, "until": NOW + 9}], "'ann' is in overtime from 36001 s on, after"),
        (("overtime",), [GRANT, GRANT], "nobody can be in overtime twice at a time"),
        (("overtime",), [GRANT | {"person": "printer"}], "'printer' is in overtime, but is nobody of the scenario"),
        (
            ("away",),
            [{"resource": "zoe", "start": 0, "until": NOW + 9, "kind": "sick"}],
            "'zoe' is away and at work (take them off jobs.1.open.0, or off 'away')",
        ),
        (
            ("away",),
            [{"resource": "printer", "start": 0, "until": NOW + 9, "kind": "sick"}],
            "'printer' is sick (people are sick, things broken: 'broken')",
        ),
        (
            ("away",),
            [{"resource": "printer", "start": NOW + 1, "until": NOW, "kind": "broken"}],
            "'printer' is away until a moment that is past",
        ),
        ((*SHELF, "level"), -1, "stock.sheet.level: is -1, should be at least 0"),
        ((*SHELF, "orders"), 0, "'sheet' has an open order of number 1, but has been ordered 0 times"),
        ((*ORDER, "quantity"), 0, "'sheet' has an open order of nothing"),
        ((*ORDER, "ordered"), NOW + 1, "'sheet' is ordered at 36001 s, after the state's own moment 36000 s"),
        (("stock", "paint"), {"level": 1}, "'paint' is in stock, but is no material of the scenario"),
        (("start",), "2026-13-01", "start: '2026-13-01' is no day: write it as 2026-02-14"),
    ],
)
def test_what_cannot_be_is_told(path, place, value, told):
    found = problems(path, (place, value))
    assert any(told in problem for problem in found), found
    assert all("(" in problem or "should be" in problem or "write" in problem for problem in found), found


@pytest.mark.parametrize(
    ("visit", "told"),
    [
        ({"people": ["ann"]}, "job job-start.1 has 'make' done by another firm, and by 'ann' (it is either or)"),
        ({"start": None}, "job job-start.1 has 'make' done by another firm, but since when is not told"),
    ],
)
def test_what_cannot_be_of_a_task_of_another_firm_is_told(visit, told):
    outsourced = {"outsource": {"price": 9, "delay": "9h", "after": "0"}}
    given = agency({"make": work("able") | outsourced}, people={"ann": {"skills": {"able": 1}, "calendar": "late"}})
    state = state_at(run(given), at("mon 10:00"))
    assert state.jobs[0].open[0].outside
    raw = json.loads(state.model_dump_json())
    raw["jobs"][0]["open"][0] |= visit
    with pytest.raises(StateError, match=re.escape(told)):
        simulate(given, state=State.model_validate(raw))


def test_steps_of_parallel_branches_are_told_apart_from_those_of_one():
    """A fork in a branch of a fork: one step of each of three branches is right, two of one are not."""
    inner = {"x": work("able"), "y": {"kind": "wait", "delay": "9h", "next": "both"}, "both": {"kind": "join"}}
    inner["x"] |= {"next": "both"}
    route = {
        "split": {"kind": "fork", "branches": ["a", "twice"], "join": "merge"},
        "a": {"kind": "wait", "delay": "9h", "next": "merge"},
        "twice": {"kind": "fork", "branches": ["x", "y"], "join": "both"},
        **inner,
        "after": {"kind": "wait", "delay": "9h", "next": "merge"},
        "merge": {"kind": "join"},
    }
    forked = agency(route, people={"ann": {"skills": {"able": 1}, "calendar": "late"}})
    state = state_at(run(forked), at("mon 10:00"))
    assert [visit.step for visit in state.jobs[0].open] == ["a", "x", "y"]
    simulate(forked, state=state)
    raw = json.loads(state.model_dump_json())
    raw["jobs"][0]["open"][0]["step"] = "after"
    raw["jobs"][0]["visits"] |= {"after": 1}
    with pytest.raises(StateError, match=r"job job-start\.1 stands at 'after' and 'x' and 'y' at once"):
        simulate(forked, state=State.model_validate(raw))


def test_two_orders_of_one_number_are_told(path):
    order = {"number": 1, "quantity": 9, "ordered": 0}
    assert problems(path, ((*SHELF, "open"), [order, order])) == [
        "stock.sheet.open: 'sheet' has 2 open orders of number 1 (every order needs a number of its own)"
    ]


def test_two_jobs_of_one_key_are_told(path):
    (problem,) = problems(path, ((*JOB, "key"), "ab"), ((*CARE, "key"), "00ab"))
    assert problem.startswith("jobs.1.key: jobs job-start.1 and job-start.1/care.1 have the same key 00ab")


def test_all_is_told_at_once(path):
    away = [{"resource": "zo", "start": 0, "until": 1, "kind": "sick"}]
    found = problems(path, ((*DRAW, "attempt"), 7), ((*TAKE, "since"), -1), (("away",), away), ((*SHELF, "orders"), 0))
    places = [problem.partition(": ")[0] for problem in found]
    assert places == [
        "jobs.0.open.0.attempt",
        "jobs.0.open.1.since",
        "away.0.resource",
        "away.0.until",
        "stock.sheet.open.0.number",
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (b"", "state.json:1: is no JSON"),
        (b'{"scenario": "x",\n "time" 1}', "state.json:2: is no JSON"),
        (b"[]", "is a list, should be a block of names"),
        (b"\xff\xfe\xff", "state.json: is no text in UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"time": ' + b"9" * 5000 + b"}", "too long numbers"),
        (b'{"time": 1, "time": 2}', "'time' is given twice in one block"),
    ],
)
def test_a_file_that_holds_no_state_is_told(path, text, told):
    path.write_bytes(text)
    with pytest.raises(StateError) as caught:
        State.read(path)
    assert told in str(caught.value)


def test_a_new_job_may_bear_the_name_of_one_that_is_still_to_come():
    often = agency(ROUTE | {"take": work("able")}, people={"ann": {"skills": {"able": 1}}}, equipment={"printer": {}})
    demand = {"gap": "2h", "at_start": 0}
    raw = often.model_dump(by_alias=True, mode="json")
    raw["job_types"]["job"]["demand"] = demand
    raw["job_types"]["care"] = {"route": {"look": work("able")}}
    coming = Scenario.model_validate(raw)
    state = state_at(run(coming), at("mon 09:00"))
    (first, *_) = state.jobs
    later = first.model_copy(update={"id": "job-20", "key": "abc", "open": (), "visits": {}})
    waiting = {"step": "brief", "attempt": 1, "since": at("mon 09:00"), "ready": at("mon 09:00")}
    later = type(first).model_validate(later.model_dump() | {"open": [waiting], "visits": {"brief": 1}})
    log = simulate(coming, state=state.model_copy(update={"jobs": (*state.jobs, later)}))
    names = log.jobs["job"].to_list()
    assert len(names) == len(set(names))
    assert {"job-20", "job-20+"} <= set(names)


# -- anything may be wrong anywhere ------------------------------------------------------------------------------

WRONG = [0, -1, 3, 1e30, 2**62, 0.5, "", "x", None, float("nan"), [], {}, True]
"""What is put in the place of what is right."""


def places(data: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if place:
        yield place
    if isinstance(data, dict | list):
        for part in data if isinstance(data, dict) else range(len(data)):
            yield from places(data[part], (*place, part))


def spoil(data: Any, place: tuple[Any, ...], how: Any) -> None:
    """Take out, repeat or replace what is at a place, unless an earlier change has taken it away."""
    *above, last = place
    try:
        for part in above:
            data = data[part]
        if how == "without":
            del data[last]
        elif how == "twice" and isinstance(data, list):
            data.append(copy.deepcopy(data[last]))
        else:
            data[last] = copy.deepcopy(how)
    except (KeyError, IndexError, TypeError):
        return


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.data())
def test_a_spoilt_state_is_refused_by_name_or_gone_on_from(path, data):
    spoilt = json.loads(saved())
    where = st.sampled_from(list(places(spoilt)))
    for place, how in data.draw(
        st.lists(st.tuples(where, st.sampled_from([*WRONG, "without", "twice"])), min_size=1, max_size=3)
    ):
        spoil(spoilt, place, how)
    path.write_text(json.dumps(spoilt))
    if refused := refusal(path):
        assert all(problem.file == str(path) for problem in refused.problems)
        assert "Input" not in str(refused)
