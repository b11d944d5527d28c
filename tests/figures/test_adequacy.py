"""Who is overloaded, who is idle and for whom jobs wait, in agencies small enough to be reckoned by hand."""

from __future__ import annotations

from typing import Any

import pytest
from scripted import agency, at, away, run, work

from agencysim.figures.adequacy import Adequacy, Load, Verdict, adequacy, load_of
from agencysim.figures.base import Window

DAY = 86400
PEOPLE = {"designer": {"count": 2}, "fitter": {}}
HOUSE = {
    "departments": {"design": {"label": "设计部"}, "production": {}},
    "roles": {
        "designer": {"department": "design", "label": "设计员"},
        "fitter": {"department": "production", "skills": {"welding": 1}},
    },
    "people": PEOPLE,
    "overtime": {"policy": "never"},
}
MONDAY = {"weeks": 1 / 7}
"""Seven hours for everybody: 08:30 to 12:00 and 14:00 to 17:30."""


def of(route: dict[str, Any], *, jobs: int = 1, window: Window | None = None, **parts: Any) -> Adequacy:
    """How adequate the staffing is on Monday."""
    return adequacy(run(agency(route, jobs=jobs, **(HOUSE | parts)), **MONDAY), window)


class TestLoad:
    @pytest.mark.parametrize(
        ("utilisation", "load"),
        [
            (0.901, Load.OVERLOADED),
            (0.9, Load.BUSY),
            (0.801, Load.BUSY),
            (0.8, Load.HEALTHY),
            (0.7, Load.HEALTHY),
            (0.699, Load.LIGHT),
            (0.5, Load.LIGHT),
            (0.499, Load.IDLE),
        ],
    )
    def test_it_goes_by_utilisation(self, utilisation, load):
        assert load_of(utilisation, waiting=0.5, hours_share=0.5) == load

    @pytest.mark.parametrize(
        ("utilisation", "waiting", "load"),
        [(0.81, 0.41, Load.OVERLOADED), (0.81, 0.4, Load.BUSY), (0.8, 0.9, Load.HEALTHY)],
    )
    def test_a_busy_role_is_overloaded_when_more_than_twice_its_share_waits_for_it(self, utilisation, waiting, load):
        assert load_of(utilisation, waiting=waiting, hours_share=0.2) == load

    def test_who_is_not_there_is_overloaded_if_jobs_wait_for_him(self):
        assert load_of(None, waiting=0.1, hours_share=0) == Load.OVERLOADED
        assert load_of(None, waiting=0, hours_share=0) is None


class TestHours:
    def test_utilisation_and_idleness_are_shares_of_the_hours_there_were(self):
        it = of({"draw": work("designer", "7h"), "mend": work("welding", "1h")})
        designer, fitter = it.roles["designer"], it.roles["fitter"]
        assert (designer.people, designer.hours, designer.utilisation, designer.idle) == (2, 14, 0.5, 0.5)
        assert (fitter.people, fitter.hours, fitter.utilisation, fitter.load) == (1, 7, 0, Load.IDLE)
        assert (designer.hours_share, fitter.hours_share) == (14 / 21, 7 / 21)
        assert it.utilisation == 7 / 21

    def test_overtime_is_time_there_was(self):
        overtime = {"policy": "finish_task", "max_day": "3h"}
        it = of({"draw": work("fitter", "9h")}, overtime=overtime)
        fitter = it.roles["fitter"]
        assert (fitter.hours, fitter.overtime, fitter.utilisation) == (9, 2 / 9, 1)

    def test_departments_are_the_sums_of_their_roles(self):
        roles = HOUSE["roles"] | {"lead": {"department": "design"}}
        it = of({"draw": work("designer", "7h")}, roles=roles, people=PEOPLE | {"lead": {}})
        design = it.departments["design"]
        assert (design.people, design.hours, design.label) == (3, 21, "设计部")
        assert design.utilisation == 7 / 21

    def test_the_label_is_a_second_name(self):
        assert of({"draw": work("designer")}).roles["designer"].label == "设计员"


class TestWaiting:
    def test_a_task_waited_for_the_role_of_who_did_it(self):
        # Three drawings wait until 08:30, the third until 10:30, when the first is done.
        it = of({"draw": work("designer", "2h")}, jobs=3)
        assert (it.tasks, it.waiting_hours) == (3, 8.5 + 8.5 + 10.5)
        assert (it.roles["designer"].waiting, it.roles["fitter"].waiting) == (1, 0)

    def test_the_roles_of_a_crew_share_it_equally(self):
        it = of({"draw": work({"designer": 2, "fitter": 1}, "2h")})
        assert (it.roles["designer"].waiting, it.roles["fitter"].waiting) == (0.5, 0.5)
        assert (it.departments["design"].waiting, it.departments["production"].waiting) == (0.5, 0.5)

    def test_what_is_not_begun_waits_for_the_roles_that_could_do_it(self):
        # On Monday the fitter welds for all of his 7 hours; the second job waits the whole day, first of all for 8:30.
        it = of({"mend": work("welding", "7h")}, jobs=2)
        assert it.waiting_hours == 8.5 + 24
        assert it.roles["fitter"].waiting == 1
        roles = HOUSE["roles"] | {"smith": {"skills": {"welding": 1}}}
        people = PEOPLE | {"smith": {"leave": ["2026-01-05"]}}
        it = of({"mend": work("welding", "7h")}, jobs=2, roles=roles, people=people)
        assert it.roles["smith"].waiting == pytest.approx(12 / 32.5)
        assert it.roles["fitter"].waiting == pytest.approx((8.5 + 12) / 32.5)

    def test_posts_held_beside_the_first_count_with_the_first(self):
        people = {"fitter": {"also": ["designer"]}, "designer": {"leave": ["2026-01-05"]}}
        it = of({"draw": work("designer", "7h")}, jobs=2, people=people)
        assert it.roles["fitter"].waiting == pytest.approx((8.5 + 12) / 32.5)

    def test_what_another_firm_took_waited_for_those_who_could_do_it(self):
        firm = {"price": 1, "delay": "1h", "calendar": "always", "after": "10h"}
        it = of({"mend": work("welding", "7h", outsource=firm)}, jobs=2)
        assert it.waiting_hours == 8.5 + 10
        assert it.roles["fitter"].waiting == 1

    def test_what_only_another_firm_can_do_waits_for_nobody(self):
        firm = {"price": 1, "delay": "1h", "calendar": "always", "after": "10h"}
        it = of({"gild": work("gilding", outsource=firm)}, skills={"gilding": {}})
        assert (it.waiting_hours, set(it.roles)) == (0, {"designer", "fitter"})

    def test_an_impatient_client_waited_until_he_left(self):
        it = of({"mend": work("welding", "7h")}, jobs=2, tiers={"all": {"patience": "10h"}})
        assert it.waiting_hours == 8.5 + 10

    def test_work_that_was_stopped_waits_again(self, monkeypatch):
        away(monkeypatch, ("fitter", "mon 10:00", "mon 11:00"))
        assert of({"mend": work("fitter", "2h")}).waiting_hours == 8.5 + 1

    def test_clients_are_no_people(self):
        think = {"kind": "wait", "delay": "1h", "calendar": "always"}
        it = of({"think": think}, jobs=2)
        assert (it.tasks, it.waiting_hours, it.roles["fitter"].waiting) == (0, 0, None)

    def test_a_machine_that_works_alone_is_waited_for_alone(self):
        alone = {"kind": "work", "equipment": {"printer": 1}, "content": "2h"}
        it = of({"print": alone}, jobs=2, equipment={"printer": {"calendar": "day", "label": "喷绘机"}})
        assert (it.tasks, it.waiting_hours, it.roles["fitter"].waiting) == (2, 8.5 + 10.5, 0)
        printer = it.units["printer"]
        assert (printer.waiting, printer.people, printer.hours, printer.label) == (1, 1, 7, "喷绘机")
        assert printer.utilisation == pytest.approx(4 / 7)

    def test_the_roles_of_a_crew_share_it_with_what_they_use(self):
        route = {"mend": work("fitter", "2h", equipment={"welder": 1}, vehicles={"van": 1})}
        it = of(route, equipment={"welder": {}}, vehicles={"van": {"count": 2}})
        shares = [it.roles["fitter"].waiting, it.units["welder"].waiting, it.units["van"].waiting]
        assert shares == pytest.approx([1 / 3] * 3)
        assert it.waiting_hours == pytest.approx(8.5)

    def test_waiting_for_roles_without_a_department_is_waiting_too(self):
        roles = HOUSE["roles"] | {"freelancer": {}}
        it = of({"draw": work({"designer": 1, "freelancer": 1})}, roles=roles, people=PEOPLE | {"freelancer": {}})
        assert it.departments["design"].waiting == 0.5

    def test_a_window_has_its_part_of_it(self):
        log = run(agency({"draw": work("fitter", "2h")}, jobs=2, **HOUSE), **MONDAY)
        assert adequacy(log, Window(0, at("mon 09:30"))).tasks == 2
        assert adequacy(log, Window(at("mon 06:00"), at("mon 09:30"))).waiting_hours == 2.5 + 3.5
        assert adequacy(log, Window(at("mon 10:30"), DAY)).waiting_hours == 0
        then = run(agency({"draw": work("fitter"), "mend": work("fitter")}, **HOUSE), **MONDAY)
        assert adequacy(then, Window(0, at("mon 09:00"))).tasks == 1


class TestBottleneck:
    def test_it_is_the_role_waited_for_longest_of_those_that_are_busy(self):
        # The fitter works for 6 of 7 hours; most of the waiting is for the designers, who have little to do.
        route = {"draw": work("designer", "10m"), "mend": work("fitter", "2h")}
        it = of(route, jobs=3)
        assert it.roles["designer"].waiting > it.roles["fitter"].waiting > 0
        assert it.bottleneck == "fitter"

    def test_who_is_not_busy_is_none(self):
        assert of({"mend": work("fitter", "5h15m")}).bottleneck is None  # 75 % of 7 h
        assert of({"mend": work("fitter", "5h16m")}).bottleneck == "fitter"

    def test_it_may_be_a_machine(self):
        # The press presses for six of seven hours; both fitters take turns at it.
        press = {"kind": "work", "crew": "fitter", "equipment": {"press": 1}, "content": "2h"}
        people = PEOPLE | {"fitter": {"count": 2}}
        it = of({"press": press}, jobs=3, people=people, equipment={"press": {"calendar": "day"}})
        assert (it.bottleneck, it.units["press"].load) == ("press", Load.BUSY)
        assert it.units["press"].utilisation == pytest.approx(6 / 7)

    def test_where_nobody_waits_there_is_none(self):
        always = {"week": {"mon-sun": "00:00-24:00"}}
        it = of({"mend": work("fitter", "24h")}, calendars={"day": always})
        assert (it.roles["fitter"].utilisation, it.waiting_hours, it.bottleneck) == (1, 0, None)
        assert it.roles["fitter"].waiting is None

    def test_it_may_be_somebody_who_is_not_there(self):
        people = PEOPLE | {"fitter": {"leave": ["2026-01-05"]}}
        it = of({"mend": work("fitter")}, people=people)
        assert (it.roles["fitter"].utilisation, it.bottleneck) == (None, "fitter")


class TestVerdict:
    @pytest.mark.parametrize(
        ("route", "verdict"),
        [
            ({"mend": work({"designer": 2, "fitter": 1}, "5h")}, Verdict.ADEQUATE),
            ({"mend": work({"designer": 2, "fitter": 1}, "7h")}, Verdict.SHORT),
            ({"mend": work("fitter", "7h")}, Verdict.UNEVEN),
            ({"mend": work("fitter", "1h")}, Verdict.AMPLE),
            # One is busy, though people on the whole are idle.
            ({"draw": work("designer", "5m"), "mend": work("fitter", "5h39m")}, Verdict.ADEQUATE),
        ],
    )
    def test_it_goes_by_who_is_overloaded_and_who_is_idle(self, route, verdict):
        assert of(route).verdict == verdict

    def test_nothing_can_be_said_of_an_agency_of_nobody(self):
        think = {"kind": "wait", "delay": "1h", "calendar": "always"}
        it = adequacy(run(agency({"think": think}), **MONDAY))
        assert (it.verdict, it.utilisation, it.roles, it.bottleneck) == (Verdict.UNKNOWN, None, {}, None)


class TestAnyRun:
    def test_an_agency_without_roles_has_its_groups_and_no_departments(self):
        it = adequacy(run(agency({"draw": work("ann", "7h")}, people={"ann": {}}), **MONDAY))
        assert it.roles["ann"].utilisation == 1
        assert it.departments == {}

    def test_without_jobs_all_are_idle(self):
        it = of({"draw": work("designer")}, jobs=0)
        assert (it.utilisation, it.tasks, it.verdict) == (0, 0, Verdict.AMPLE)

    def test_figures_survive_json(self):
        it = of({"draw": work("designer", "7h")})
        assert Adequacy.model_validate_json(it.model_dump_json()) == it
