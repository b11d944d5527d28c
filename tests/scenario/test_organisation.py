"""Names, people and hours fit together."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from agencysim.scenario import Scenario, check

BASE: dict[str, Any] = {
    "name": "s",
    "start": "2026-01-05",
    "calendar": "office",
    "calendars": {"office": {"week": {"mon-fri": "09:00-17:00"}}},
    "people": {"ann": {}},
}
WORK = {"kind": "work", "crew": "ann", "content": "1h"}


def agency(route: dict | None = None, job: dict | None = None, **sections) -> Scenario:
    job = {"route": route or {"do": WORK}, **(job or {})}
    return Scenario.model_validate({**BASE, "job_types": {"job": job}, **sections})


def problems(*arguments, **sections) -> list[tuple[str, str]]:
    return [(found.path, found.what) for found in check(agency(*arguments, **sections))]


def refusal(**sections) -> str:
    with pytest.raises(ValidationError) as refused:
        agency(**sections)
    return str(refused.value)


class TestNames:
    def test_a_machine_cannot_have_a_persons_name(self):
        found = problems(people={"ann": {}, "printer": {}}, equipment={"printer": {}})
        assert found == [("equipment.printer", "'printer' is the name of people.printer, too")]

    def test_a_vehicle_cannot_have_a_machines_name(self):
        found = problems(equipment={"lift": {}}, vehicles={"lift": {}})
        assert found == [("vehicles.lift", "'lift' is the name of equipment.lift, too")]

    def test_a_person_cannot_have_the_name_of_a_numbered_one(self):
        found = problems(people={"ann": {"count": 2}, "ann.2": {}})
        assert found == [("people[ann.2]", "'ann.2' is the name of people.ann, too")]
        assert problems(people={"ann": {"count": 2}, "ann.3": {}}) == []

    def test_an_agency_has_a_name(self):
        assert "at least 1 character" in refusal(name="")


class TestPeople:
    def test_nobody_stands_in_for_himself(self):
        roles = {"lead": {}, "deputy": {}}
        found = problems(roles=roles, stand_ins=[{"absent": "lead", "by": "deputy"}, {"absent": "lead", "by": "lead"}])
        assert found == [("stand_ins.1.by", "'lead' stands in for himself")]

    def test_roles_do_not_report_to_each_other_in_a_circle(self):
        roles = {"a": {"reports_to": "b"}, "b": {"reports_to": "c"}, "c": {"reports_to": "b"}, "d": {"reports_to": "a"}}
        assert problems(roles=roles) == [("roles.b.reports_to", "the role reports to itself: b -> c -> b")]

    def test_whoever_leaves_has_come(self):
        dates = {"hired_from": "2026-03-02", "employed_until": "2026-03-01"}
        assert "employed until 2026-03-01, before the first day 2026-03-02" in refusal(people={"ann": dates})
        agency(people={"ann": dates | {"employed_until": "2026-03-02"}})


class TestWorkingDays:
    """A working day needs a calendar that says how long it is."""

    DAYS = "2 working days"
    CLOCK = "is in working days, but goes by the clock"

    @pytest.mark.parametrize(
        ("place", "route", "sections"),
        [
            ("route.do.content", {"do": WORK | {"content": DAYS}}, {}),
            ("route.do.travel", {"do": WORK | {"travel": DAYS}}, {}),
            ("route.do.loading", {"do": WORK | {"loading": DAYS}}, {}),
            ("route.do.outsource.delay", {"do": WORK | {"outsource": {"price": 1, "delay": DAYS, "after": "1h"}}}, {}),
            ("route.dry.delay", {"dry": {"kind": "wait", "delay": DAYS}}, {}),
            ("promise.lead_time", None, {"job": {"promise": {"lead_time": DAYS}}}),
        ],
    )
    def test_where_the_clock_goes_round_there_are_none(self, place, route, sections):
        assert problems(route, calendar="always", **sections) == [(f"job_types.job.{place}", self.CLOCK)]
        assert problems(route, **sections) == []

    @pytest.mark.parametrize(
        ("place", "section"),
        [
            ("tiers.key.answer", {"tiers": {"key": {"answer": DAYS}}}),
            (
                "materials.ink.lead_time",
                {"materials": {"ink": {"stock": 1, "reorder_point": 0, "reorder_quantity": 1, "lead_time": DAYS}}},
            ),
            (
                "equipment.saw.breakdown.repair",
                {"equipment": {"saw": {"breakdown": {"every": "30 days", "repair": DAYS}}}},
            ),
        ],
    )
    def test_nor_have_suppliers_and_clients_any(self, place, section):
        assert problems(calendar="always", **section) == [(place, self.CLOCK)]
        [(name, things)] = section.items()
        assert problems(**section) == []
        if name != "equipment":
            own = {name: {key: one | {"calendar": "office"} for key, one in things.items()}}
            assert problems(calendar="always", **own) == []

    @pytest.mark.parametrize(
        "sections",
        [
            {"tiers": {"key": {"patience": DAYS}}},
            {"stand_ins": [{"absent": "ann", "by": "ann", "after": DAYS}]},
            {"overtime": {"max_day": DAYS}},
            {"equipment": {"saw": {"breakdown": {"every": DAYS, "repair": "1h"}}}},
            {"routines": {"meeting": {"who": "ann", "weekdays": "mon", "at": "09:00", "lasts": DAYS}}},
            {"job": {"demand": {"gap": DAYS}}},
            {"route": {"do": WORK | {"outsource": {"price": 1, "delay": "1h", "after": DAYS}}}},
            {"people": {"ann": {"hired_from": "2026-01-05", "ramp_up": {"lasts": DAYS, "speed": 0.5}}}},
        ],
    )
    def test_elapsed_time_is_not_in_working_days(self, sections):
        assert "not working days" in refusal(**sections)


class TestDemand:
    def test_a_gap_has_no_factors(self):
        assert "with a gap they mean nothing" in refusal(job={"demand": {"gap": "2h", "weekdays": {"mon": 2}}})

    def test_a_gap_goes_by_the_clock(self):
        assert "leave calendar out" in refusal(job={"demand": {"gap": "2h", "calendar": "office"}})
        agency(job={"demand": {"gap": "2h", "calendar": "office", "dates": ["2026-01-05"]}})  # dates open by it

    @pytest.mark.parametrize(
        "demand",
        [
            {"gap": "0.5s"},
            {"per_week": 1001, "weekdays": {"mon": 1000}},
            {"per_week": 1001, "months": [1000] * 12},
            {"per_week": 1001, "holiday": 1000},
            {"at_start": 1_000_001},
        ],
    )
    def test_more_requests_than_any_agency_has_are_a_mistake(self, demand):
        assert "1" in refusal(job={"demand": demand})

    def test_a_busy_agency_is_none(self):
        agency(job={"demand": {"per_week": 1000, "weekdays": {"mon": 100}, "months": [10] * 12}})
