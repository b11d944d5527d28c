"""Going on from the state of what is in a scenario in which there are more of a group, or fewer."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from random_agencies import agencies, examples
from scripted import agency, at, away, moment, run, tasks, work

from agencysim.errors import StateError
from agencysim.figures import kpis
from agencysim.log import Log
from agencysim.scenario import Scenario
from agencysim.sim import simulate
from agencysim.snapshot import state_at

ABLE = {"skills": {"able": 1}}


def shop(people: int = 1, printers: int = 1, *, jobs: int = 1, route: dict[str, Any] | None = None) -> Scenario:
    """Some who can do everything, and their printers."""
    return agency(
        route or {"print": work("able", "6h") | {"equipment": {"printer": 1}}},
        jobs=jobs,
        people={"ann": ABLE | {"count": people}},
        equipment={"printer": {"count": printers}},
    )


def going_on(base: Scenario, what_if: Scenario, text: str = "mon 10:00") -> Log:
    return simulate(what_if, state=state_at(run(base), at(text)))


def test_the_only_one_of_a_group_is_the_first_of_several():
    rows = tasks(going_on(shop(jobs=2), shop(2, 2, jobs=2)))
    assert rows == [
        ("print", "ann.1 printer.1", "mon 08:30", "mon 16:30"),
        ("print", "ann.2 printer.2", "mon 10:00", "tue 09:00"),
    ]


def test_the_first_of_several_is_the_only_one_of_a_group():
    assert tasks(going_on(shop(2, 2), shop())) == [("print", "ann printer", "mon 08:30", "mon 16:30")]


def test_the_names_of_a_what_if_are_those_of_its_states_too():
    log = going_on(shop(), shop(2, 2))
    (job,) = state_at(log, at("mon 11:00")).jobs
    assert (job.open[0].people, job.open[0].units) == (("ann.1",), ("printer.1",))
    assert tasks(simulate(shop(), state=state_at(log, at("mon 11:00")))) == tasks(run(shop()))


def test_who_was_sick_is_sick_under_the_new_name(monkeypatch):
    away(monkeypatch, ("ann", "mon 08:30", "tue 14:00"))
    state = state_at(run(shop()), at("mon 10:00"))
    away(monkeypatch)
    log = simulate(shop(2), state=state)
    assert [a.resource for a in log.initial.away] == ["ann.1"]
    assert tasks(log)[0][:3] == ("print", "ann.2 printer", "mon 10:00")
    assert kpis(log)


def test_a_task_of_somebody_who_has_gone_is_interrupted_and_keeps_what_was_done():
    """Two began at 08:30; Ann, who remains, does the rest of the other job (4 h 30 min of 6 h) after her own."""
    rows = tasks(going_on(shop(2, 2, jobs=2), shop(jobs=2)), "part", "done")
    assert rows == [
        ("print", "ann printer", "mon 08:30", "mon 16:30", 1, 6 * 3600.0),
        ("print", "ann printer", "mon 16:30", "tue 12:00", 2, 6 * 3600.0),
    ]


def test_a_task_whose_machine_has_gone_waits_for_another():
    rows = tasks(going_on(shop(2, 2, jobs=2), shop(2, 1, jobs=2)), "part")
    assert rows[0] == ("print", "ann.1 printer", "mon 08:30", "mon 16:30", 1)
    assert rows[1][1:3] == ("ann.1 printer", "mon 16:30")


def test_what_was_done_in_overtime_by_somebody_who_has_gone_is_done():
    parts = {"overtime": {"policy": "finish_task"}}
    base, less = (
        agency({"make": work("able", "9h")}, jobs=2, people={"ann": ABLE | {"count": n}}, **parts) for n in (2, 1)
    )
    state = state_at(run(base), at("mon 18:00"))
    assert [(g.person, moment(g.until)) for g in state.overtime] == [("ann.1", "mon 19:30"), ("ann.2", "mon 19:30")]
    (_, other) = simulate(less, state=state).initial.jobs
    assert (other.open[0].done, other.open[0].part, other.open[0].start) == (7.5 * 3600, 2, None)


def test_those_who_have_gone_are_away_no_longer_and_nothing_waits_for_them(monkeypatch):
    route = {"draw": work("able", "1h"), "check": work("able", "1h", same_people_as="draw")}
    away(monkeypatch, ("ann.2", "mon 09:30", "fri 08:30"))
    state = state_at(run(shop(2, route=route, jobs=2)), at("mon 10:00"))
    away(monkeypatch)
    log = simulate(shop(route=route, jobs=2), state=state)
    assert log.initial.away == ()
    assert [dict(job.crews) for job in log.initial.jobs] == [{"draw": ("ann",)}, {}]
    assert tasks(log) == [
        ("check", "ann", "mon 09:30", "mon 10:30"),
        ("check", "ann", "mon 10:30", "mon 11:30"),
    ]


def test_a_group_of_which_nobody_is_left_leaves_its_tasks_as_they_were_begun():
    boss = {"people": {"ann": ABLE, "bob": ABLE}}
    base = agency({"make": work("able", "6h")}, jobs=2, **boss)
    less = agency({"make": work("able", "6h")}, jobs=2, people={"ann": ABLE, "bob": ABLE | {"count": 0}})
    (_, other) = simulate(less, state=state_at(run(base), at("mon 10:00"))).initial.jobs
    assert (other.open[0].part, other.open[0].start, other.open[0].done) == (2, None, 0)


def test_a_wait_that_the_what_if_does_not_have_is_over_at_once():
    def shop_with(answer: dict[str, str]) -> Scenario:
        route = {"ask": {"kind": "wait", "on": "client"}, "make": work("able")}
        tiers = {"key": {"share": 1, "accounts": 1} | answer}
        return agency(route, people={"ann": ABLE}, tiers=tiers)

    log = going_on(shop_with({"answer": "30h"}), shop_with({}))
    assert tasks(log)[0][:1] + tasks(log)[0][3:] == ("ask", "mon 10:00")


def test_somebody_of_no_group_of_the_what_if_is_told():
    other = agency(
        {"print": work("able", "6h") | {"equipment": {"printer": 1}}}, people={"eve": ABLE}, equipment={"printer": {}}
    )
    with pytest.raises(StateError, match=r"jobs\.0\.open\.0\.people: job job-start\.1 has 'ann' at work, whom the"):
        going_on(shop(), other)


def test_states_are_the_same_to_the_byte_however_they_were_come_to(monkeypatch):
    away(monkeypatch, ("printer", "mon 09:00", "tue 09:00"), ("ann", "mon 09:30", "tue 14:00"))
    route = {name: {"kind": "milestone"} for name in "zyxwvu"} | {"print": work("able", "6h"), "wait": work("able")}
    base = shop(jobs=3, route=route)
    log = run(base)
    half = simulate(base, state=state_at(log, at("mon 10:00")))
    for text in ("mon 10:00", "tue 08:00", "wed 10:00"):
        assert state_at(half, at(text)).model_dump_json() == state_at(log, at(text)).model_dump_json()
    assert list(state_at(log, at("mon 10:00")).jobs[0].visits) == ["print", *"uvwxyz"]


def with_counts(scenario: Scenario, counts: dict[str, int]) -> Scenario:
    raw = scenario.model_dump(by_alias=True, mode="json")
    for section in ("people", "equipment", "vehicles"):
        for name, group in raw[section].items():
            group["count"] = counts.get(name, group["count"])
    return Scenario.model_validate(raw)


GROUPS = ("ann", "ben", "cat", "dan", "printer", "van")


@examples(25)
@given(agencies(), st.floats(0.05, 0.9), st.fixed_dictionaries(dict.fromkeys(GROUPS, st.integers(1, 3))))
def test_any_state_can_be_gone_on_from_with_more_and_fewer_in_every_group(scenario, share, counts):
    log = run(scenario)
    state = state_at(log, int(share * log.manifest.end))
    what_if = with_counts(scenario, counts)
    then = simulate(what_if, state=state)
    staff = set(then.resources["name"])
    assert then.initial is not None
    assert {job.id for job in then.initial.jobs} == {job.id for job in state.jobs}
    assert staff.issuperset(name for names in then.tasks["people"] for name in names)
    for one, other in combinations([v for job in then.initial.jobs for v in job.open], 2):
        assert not set(one.people + one.units) & set(other.people + other.units)
    end = state_at(then, then.manifest.end)
    assert simulate(what_if, weeks=4, state=end).manifest.start == end.time
    assert kpis(then)
