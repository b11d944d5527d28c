"""The hours in which machines and vehicles can be used, and their load over them."""

from __future__ import annotations

import pytest
from scripted import agency, run, work

from agencysim.figures import core_figures

DRIVE = work({"driver": 1, "fitter": 1}, "2h", vehicles={"van": 1})
PEOPLE = {"driver": {}, "fitter": {"calendar": "late"}}


def van(route=None, vehicle=None, *, jobs: int = 1, weeks: float = 1 / 7, **parts):
    """The van's load on Monday; the driver is there from 08:30 to 12:00 and 14:00 to 17:30, the fitter from 14:00."""
    scenario = agency(
        route or {"drive": DRIVE}, jobs=jobs, vehicles={"van": vehicle or {}}, **{"people": PEOPLE} | parts
    )
    return core_figures(run(scenario, weeks=weeks)).equipment["van"]


def test_a_van_can_be_used_while_its_whole_crew_is_there():
    found = van()
    assert (found.scheduled_hours, found.worked_hours) == (3.5, 2)
    assert found.utilisation == pytest.approx(2 / 3.5)


def test_any_crew_that_uses_it_will_do():
    alone = work("driver", "1h", vehicles={"van": 1})
    assert van({"drive": DRIVE, "fetch": alone}).scheduled_hours == 7


def test_any_holder_of_a_skill_will_do():
    people = {"driver": {}, "second": {"calendar": "late", "skills": {"driver": 1}}}
    assert van({"drive": work("driver", vehicles={"van": 1})}, people=people).scheduled_hours == 3.5 + 8


def test_each_of_several_has_those_hours():
    assert van(vehicle={"count": 2}).scheduled_hours == 7


def test_leave_and_maintenance_take_from_them():
    assert van(people=PEOPLE | {"driver": {"leave": ["2026-01-05"]}}, weeks=2 / 7).scheduled_hours == 3.5
    service = {"maintenance": [{"weekdays": "mon", "at": "13:00", "lasts": "2h"}]}
    assert van(vehicle=service).scheduled_hours == 2.5


def test_overtime_adds_to_them():
    overtime = {"policy": "finish_task", "max_day": "3h"}
    route = {"drive": work("driver", "8h", vehicles={"van": 1}, end_of_shift="finish")}
    found = van(route, overtime=overtime)
    assert (found.scheduled_hours, found.worked_hours, found.utilisation) == (8, 8, 1)


def test_its_own_hours_go_before_those_of_people():
    assert van(vehicle={"calendar": "office"}).scheduled_hours == 8
    assert van(vehicle={"calendar": "always"}).scheduled_hours == 24


def test_what_works_alone_can_be_used_all_the_time():
    assert van({"drive": {"kind": "work", "vehicles": {"van": 1}, "content": "2h"}}).scheduled_hours == 24


def test_what_nobody_uses_is_there_all_the_time():
    assert van({"draw": work("driver")}).scheduled_hours == 24
