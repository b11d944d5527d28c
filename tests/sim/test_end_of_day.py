"""The end of a working day: meetings at its end, people who leave for good, crews with different hours."""

import pytest

from agencysim import simulate
from agencysim.scenario import Scenario

HOUR, DAY = 3600, 86400


def house(people, content="8h", **more):
    """One job at the start, Monday; the house works from 8 to 17 o'clock every day."""
    step = {"kind": "work", "crew": more.pop("crew", "make"), "content": content, **more.pop("step", {})}
    return Scenario.model_validate(
        {
            "name": "house",
            "start": "2026-01-05",
            "weeks": 1,
            "calendar": "house",
            "shifts": {"day": ["08:00-17:00"], "short": ["08:00-15:00"]},
            "calendars": {"house": {"week": {"mon-sun": "day"}}, "short": {"week": {"mon-sun": "short"}}},
            "people": people,
            "job_types": {
                "job": {"demand": {"at_start": 1}, "route": {"make": step}, **more.pop("job", {})},
            },
            **more,
        }
    )


def rows(scenario):
    return [
        (row["people"], row["start"] / HOUR, row["end"] / HOUR if row["end"] else None, row["status"])
        for row in simulate(scenario).tasks.iter_rows(named=True)
    ]


def test_a_meeting_at_the_end_of_the_shift_is_no_reason_for_overtime():
    meeting = {"tidy": {"weekdays": "mon-sun", "at": "16:30", "lasts": "30m", "who": "ann"}}
    people = {"ann": {"skills": {"make": 1}}}
    log = simulate(house(people, "9h", routines=meeting, overtime={"policy": "finish_task"}))
    assert log.overtime.height == 0
    assert log.tasks["end"].to_list() == [DAY + int(8.5 * HOUR)]
    without = simulate(house(people, "10h", overtime={"policy": "finish_task"}))
    assert without.overtime.select("start", "until").rows() == [(17 * HOUR, 18 * HOUR)]


def test_who_leaves_the_agency_hands_his_work_over():
    people = {
        "ann": {"skills": {"make": 1}, "employed_until": "2026-01-05"},
        "bob": {"skills": {"make": 1, "other": 1}},
    }
    assert rows(house(people, "12h")) == [
        (["ann"], 8, 17, "interrupted"),
        (["bob"], 32, 35, "done"),
    ]


@pytest.mark.parametrize("first", ["ann", "zed"])
def test_whether_a_crew_would_be_late_does_not_depend_on_names(first):
    people = {first: {"skills": {"one": 1}}, "bob": {"skills": {"two": 1}, "calendar": "short"}}
    scenario = house(
        people,
        "8h",
        crew=["one", "two"],
        overtime={"policy": "hold_dates"},
        job={"promise": {"lead_time": "9h"}},
    )
    assert [(start, end) for _, start, end, _ in rows(scenario)] == [(8, 16)]
    assert simulate(scenario).overtime["person"].to_list() == ["bob"]


def test_sickness_begins_with_the_first_shift_missed_never_in_the_middle_of_one():
    people = {"ann": {"count": 30, "skills": {"make": 1}}}
    sick = {"spells_per_year": 20, "length": "1 working day"}
    absences = simulate(house(people, sickness=sick), weeks=8).absences
    assert absences.height > 20
    assert set((absences["start"] % DAY / HOUR).to_list()) == {8.0}
