"""What a job does at each kind of step, with exact times."""

from __future__ import annotations

import pytest
from scripted import agency, at, moment, run, tasks, times, work


class TestWork:
    def test_one_person_works_through_the_content_and_has_lunch(self):
        log = run(agency({"design": work("ann", "4h")}, people={"ann": {}}))
        assert tasks(log, "worked", "status") == [("design", "ann", "mon 08:30", "mon 14:30", 4 * 3600, "done")]

    def test_the_second_job_waits_for_the_first(self):
        log = run(agency({"design": work("ann", "1h")}, jobs=2, people={"ann": {}}))
        assert tasks(log) == [
            ("design", "ann", "mon 08:30", "mon 09:30"),
            ("design", "ann", "mon 09:30", "mon 10:30"),
        ]
        assert set(times(log, "tasks", "ready")) == {("mon 00:00",)}

    def test_two_people_of_a_group_work_at_the_same_time(self):
        log = run(agency({"design": work("ann", "1h")}, jobs=2, people={"ann": {"count": 2}}))
        assert tasks(log) == [
            ("design", "ann.1", "mon 08:30", "mon 09:30"),
            ("design", "ann.2", "mon 08:30", "mon 09:30"),
        ]

    @pytest.mark.parametrize(("content", "end"), [("3h30m", "mon 12:00"), ("3h31m", "mon 14:01")])
    def test_work_that_ends_with_the_morning_does_not_touch_the_afternoon(self, content, end):
        log = run(agency({"design": work("ann", content)}, people={"ann": {}}))
        assert tasks(log) == [("design", "ann", "mon 08:30", end)]

    def test_a_fraction_of_a_second_is_a_second_more(self):
        log = run(agency({"design": work("ann", "10.2s")}, people={"ann": {}}))
        assert tasks(log) == [("design", "ann", "mon 08:30", "mon 08:30:11")]

    def test_work_of_no_content_takes_a_second(self):
        log = run(agency({"design": work("ann", "0")}, people={"ann": {}}))
        assert tasks(log) == [("design", "ann", "mon 08:30", "mon 08:30:01")]


class TestCrews:
    STAFF = {"lead": {"skills": {"fit": 1}}, "fitter": {"count": 2, "skills": {"fit": 1}}, "driver": {}}

    def test_roles_are_filled_in_the_order_listed(self):
        log = run(agency({"install": work({"lead": 1, "fit": 2, "driver": 1})}, people=self.STAFF))
        assert tasks(log) == [("install", "driver fitter.1 fitter.2 lead", "mon 08:30", "mon 09:30")]

    def test_whoever_fills_a_place_is_not_there_for_the_next(self):
        # The lead comes first in the list: of the two fitters only one is left for two places.
        staff = {"lead": {"skills": {"fit": 1}}, "fitter": {"skills": {"fit": 1}}}
        log = run(agency({"install": work({"lead": 1, "fit": 2})}, people=staff))
        assert tasks(log, "status") == [("install", "", None, None, "waiting")]

    def test_a_crew_waits_until_all_are_free(self):
        route = {"alone": work("fit", "1h"), "together": work({"fit": 2}, "1h")}
        staff = {"fitter": {"count": 2, "skills": {"fit": 1}}}
        extra = {"small": {"demand": {"at_start": 1}, "priority": -1, "route": {"small": work("fit", "90m")}}}
        log = run(agency(route, people=staff, job_types=extra))
        assert tasks(log) == [
            ("alone", "fitter.2", "mon 08:30", "mon 09:30"),
            ("small", "fitter.1", "mon 08:30", "mon 10:00"),
            ("together", "fitter.1 fitter.2", "mon 10:00", "mon 11:00"),
        ]

    def test_content_per_person_is_shared_out_and_content_by_the_clock_is_not(self):
        route = {"sort": work({"ann": 3}, "3h", per="person"), "watch": work({"ann": 3}, "1h", per="clock")}
        log = run(agency(route, people={"ann": {"count": 3}}))
        assert tasks(log) == [
            ("sort", "ann.1 ann.2 ann.3", "mon 08:30", "mon 09:30"),
            ("watch", "ann.1 ann.2 ann.3", "mon 09:30", "mon 10:30"),
        ]

    @pytest.mark.parametrize(
        ("level", "end"), [(1.2, "mon 09:20"), (1.0, "mon 09:30"), (0.5, "mon 10:30"), (2.0, "mon 09:00")]
    )
    def test_a_level_is_a_speed(self, level, end):
        log = run(agency({"design": work("draw", "1h")}, people={"ann": {"skills": {"draw": level}}}))
        assert tasks(log, "pace") == [("design", "ann", "mon 08:30", end, level)]

    def test_the_slowest_sets_the_pace(self):
        staff = {"ann": {"skills": {"a": 2.0}}, "ben": {"skills": {"b": 0.5}}}
        log = run(agency({"build": work(["a", "b"], "1h")}, people=staff))
        assert tasks(log, "done", "pace") == [("build", "ann ben", "mon 08:30", "mon 10:30", 3600.0, 0.5)]

    def test_only_the_level_at_the_skill_that_is_asked_for_counts(self):
        staff = {"ann": {"skills": {"a": 2.0, "b": 0.25}}, "ben": {"skills": {"b": 1.0}}}
        log = run(agency({"build": work(["a", "b"], "1h")}, people=staff))
        assert tasks(log) == [("build", "ben ann", "mon 08:30", "mon 09:30")]

    def test_a_crew_of_different_hours_works_only_while_all_are_there(self):
        staff = {"ann": {}, "ben": {"calendar": "noon"}}
        log = run(agency({"build": work(["ann", "ben"], "3h30m")}, people=staff))
        # Together from 10 to 12, from 14 to 15, and again from 10.
        assert tasks(log, "worked") == [("build", "ann ben", "mon 10:00", "tue 10:30", 12600)]


class TestEquipment:
    def test_a_machine_is_held_with_its_operator(self):
        route = {"print": work("ann", "1h", equipment={"printer": 1})}
        log = run(agency(route, jobs=2, people={"ann": {"count": 2}}, equipment={"printer": {}}))
        assert tasks(log) == [
            ("print", "ann.1 printer", "mon 08:30", "mon 09:30"),
            ("print", "ann.1 printer", "mon 09:30", "mon 10:30"),
        ]

    def test_a_machine_alone_works_round_the_clock(self):
        route = {"cure": {"kind": "work", "crew": [], "equipment": {"oven": 1}, "content": "10h"}}
        log = run(agency(route, equipment={"oven": {}}))
        assert tasks(log) == [("cure", "oven", "mon 00:00", "mon 10:00")]

    def test_several_units_and_a_van_are_held_together(self):
        route = {"haul": work("ann", "1h", equipment={"ladder": 2}, vehicles={"van": 1})}
        units = {"equipment": {"ladder": {"count": 3}}, "vehicles": {"van": {"count": 2}}}
        log = run(agency(route, jobs=2, people={"ann": {"count": 2}}, **units))
        assert tasks(log) == [
            ("haul", "ann.1 ladder.1 ladder.2 van.1", "mon 08:30", "mon 09:30"),
            ("haul", "ann.1 ladder.1 ladder.2 van.1", "mon 09:30", "mon 10:30"),
        ]

    def test_a_machine_with_hours_stops_the_work_outside_them(self):
        route = {"cut": work("ann", "4h", equipment={"saw": 1})}
        log = run(agency(route, people={"ann": {}}, equipment={"saw": {"calendar": "noon"}}))
        assert tasks(log) == [("cut", "ann saw", "mon 10:00", "tue 11:00")]

    def test_maintenance_interrupts_the_work_but_not_the_hold(self):
        service = [{"weekdays": "mon", "at": "10:00", "lasts": "30m"}]
        log = run(
            agency(
                {"cut": work("ann", "2h", equipment={"saw": 1})},
                people={"ann": {}},
                equipment={"saw": {"maintenance": service}},
            )
        )
        assert tasks(log, "worked") == [("cut", "ann saw", "mon 08:30", "mon 11:00", 7200)]


class TestWait:
    @pytest.mark.parametrize(
        ("calendar", "delay", "end"),
        [
            ("always", "20h", "mon 20:00"),
            ("office", "8h", "mon 17:00"),
            ("office", "9h", "tue 10:00"),
            ("office", "2 working days", "tue 17:00"),
            (None, "7h", "mon 17:30"),
            (None, "1 working days", "mon 17:30"),
        ],
    )
    def test_a_delay_passes_on_its_calendar(self, calendar, delay, end):
        step = {"kind": "wait", "delay": delay} | ({"calendar": calendar} if calendar else {})
        assert tasks(run(agency({"dry": step})), "kind") == [("dry", "", "mon 00:00", end, "wait")]

    def test_the_client_answers_on_his_tiers_calendar(self):
        tiers = {"slow": {"answer": "3h", "calendar": "late"}}
        log = run(agency({"ask": {"kind": "wait", "on": "client"}}, tiers=tiers))
        assert tasks(log) == [("ask", "", "mon 00:00", "mon 17:00")]

    def test_a_client_whose_tier_says_nothing_answers_at_once(self):
        log = run(agency({"ask": {"kind": "wait", "on": "client"}}, tiers={"quick": {}}))
        assert tasks(log) == [("ask", "", "mon 00:00", "mon 00:00")]

    def test_a_wait_takes_nobody(self):
        route = {"ask": {"kind": "wait", "delay": "9h", "calendar": "always"}, "draw": work("ann", "1h")}
        log = run(agency(route, jobs=2, people={"ann": {}}))
        assert [row[2:] for row in tasks(log)] == [
            ("mon 00:00", "mon 09:00"),
            ("mon 00:00", "mon 09:00"),
            ("mon 09:00", "mon 10:00"),
            ("mon 10:00", "mon 11:00"),
        ]


def choose(*branches: dict) -> dict:
    return {"kind": "choice", "branches": list(branches)}


class TestChoice:
    ENDS = {"yes": {"kind": "milestone", "next": "end"}, "no": {"kind": "milestone"}}

    def route(self, *branches: dict) -> dict:
        return {"which": choose(*branches), **self.ENDS}

    def decided(self, *branches: dict, **parts) -> str:
        return run(agency(self.route(*branches), **parts)).decisions["to"][0]

    def test_a_certain_branch_is_taken_and_an_impossible_one_is_not(self):
        assert self.decided({"to": "yes", "chance": 1}, {"to": "no"}) == "yes"
        assert self.decided({"to": "yes", "chance": 0}, {"to": "no"}) == "no"

    def test_what_a_way_means_stands_in_the_log(self):
        tags = {"means": "rework", "found_by": "crew", "caused_by": "maker"}
        parts = {"roles": {"maker": {}}, "people": {"maker": {}}}
        log = run(agency(self.route({"to": "yes", "chance": 1, **tags}, {"to": "no"}), **parts))
        assert log.decisions.select("to", *tags).rows() == [("yes", "rework", "crew", "maker")]

    def test_by_chance_shares_come_out_as_given(self):
        log = run(agency(self.route({"to": "yes", "chance": 0.3}, {"to": "no"}), jobs=4000))
        share = (log.decisions["to"] == "yes").mean()
        assert abs(share - 0.3) < 4 * (0.3 * 0.7 / 4000) ** 0.5

    def test_each_attempt_has_its_own_chance_and_the_last_one_stays(self):
        route = {
            "fix": work("ann", "10m"),
            "good": choose({"to": "fix", "chance": [1, 1, 1, 0]}, {"to": "end"}),
        }
        log = run(agency(route, people={"ann": {}}))
        assert log.tasks["attempt"].to_list() == [1, 2, 3, 4]
        assert log.decisions["to"].to_list() == ["fix", "fix", "fix", "end"]

    @pytest.mark.parametrize(("value", "to"), [(100, "no"), (101, "yes")])
    def test_by_the_value_above_a_number(self, value, to):
        when = {"fact": "value", "above": 100}
        assert self.decided({"to": "yes", "when": when}, {"to": "no"}, job={"value": value}) == to

    @pytest.mark.parametrize(("value", "to"), [(99, "yes"), (100, "no")])
    def test_by_the_value_below_a_number(self, value, to):
        when = {"fact": "value", "below": 100}
        assert self.decided({"to": "yes", "when": when}, {"to": "no"}, job={"value": value}) == to

    @pytest.mark.parametrize(("value", "to"), [(5000, "no"), (5001, "yes")])
    def test_by_the_authority_of_a_role(self, value, to):
        when = {"above_authority": "lead"}
        parts = {"authority": {"lead": 5000}, "roles": {"lead": {}}, "job": {"value": value}}
        assert self.decided({"to": "yes", "when": when}, {"to": "no"}, **parts) == to

    def test_by_the_tier_and_by_the_client(self):
        tiers, clients = {"key": {}}, {"acme": {"tier": "key"}}
        by_tier = {"to": "yes", "when": {"fact": "tier", "among": ["key"]}}
        by_client = {"to": "yes", "when": {"fact": "client", "among": ["acme"]}}
        assert self.decided(by_tier, {"to": "no"}, tiers=tiers, clients=clients) == "yes"
        assert self.decided(by_client, {"to": "no"}, tiers=tiers, clients=clients) == "yes"
        assert self.decided(by_client, {"to": "no"}, tiers=tiers) == "no"

    @pytest.mark.parametrize(("share", "to"), [(1.0, "yes"), (0.0, "no")])
    def test_by_whether_the_client_is_new(self, share, to):
        branch = {"to": "yes", "when": {"fact": "new_client"}}
        assert self.decided(branch, {"to": "no"}, tiers={"any": {"new_share": share}}) == to

    @pytest.mark.parametrize(("limit", "to"), [(-1.0, "no"), (-1.001, "yes")])
    def test_by_the_hours_past_the_due_date(self, limit, to):
        # Due on Monday at midnight; the choice is made at 23:00, one hour before.
        route = {"pass": {"kind": "wait", "delay": "23h", "calendar": "always"}}
        route |= self.route({"to": "yes", "when": {"fact": "lateness", "above": limit}}, {"to": "no"})
        log = run(agency(route, job={"promise": {"lead_time": "1h"}}))
        assert log.decisions["to"].to_list() == [to]

    def test_the_first_condition_that_holds_goes_before_chance(self):
        branches = [{"to": "no", "chance": 1.0}, {"to": "yes", "when": {"fact": "attempt", "below": 2}}]
        assert self.decided(*branches) == "yes"

    def test_chances_that_add_up_to_one_but_for_rounding_leave_nothing_out(self):
        thirds = [{"to": "yes", "chance": 0.1}] * 9 + [{"to": "no", "chance": 0.1}]
        log = run(agency(self.route(*thirds), jobs=500))
        assert set(log.decisions["to"]) == {"yes", "no"}


class TestForks:
    def test_the_job_goes_on_when_the_last_branch_has_ended(self):
        route = {
            "split": {"kind": "fork", "branches": ["art", "permit"], "join": "meet"},
            "art": work("ann", "1h", next="meet"),
            "permit": {"kind": "wait", "delay": "11h", "calendar": "always", "next": "meet"},
            "meet": {"kind": "join"},
            "build": work("ann", "1h"),
        }
        log = run(agency(route, people={"ann": {}}))
        assert tasks(log) == [
            ("permit", "", "mon 00:00", "mon 11:00"),
            ("art", "ann", "mon 08:30", "mon 09:30"),
            ("build", "ann", "mon 11:00", "mon 12:00"),
        ]

    def test_branches_may_be_of_different_lengths_and_forked_again(self):
        route = {
            "split": {"kind": "fork", "branches": ["art", "parts"], "join": "meet"},
            "art": work("ann", "30m"),
            "proof": work("ann", "30m", next="meet"),
            "parts": {"kind": "fork", "branches": ["frame", "light", "wire"], "join": "whole"},
            "frame": work("ben", "2h", next="whole"),
            "light": work("cat", "1h", next="whole"),
            "wire": {"kind": "milestone", "next": "whole"},
            "whole": {"kind": "join"},
            "test": work("ben", "15m", next="meet"),
            "meet": {"kind": "join"},
            "ship": work("ann", "15m"),
        }
        log = run(agency(route, people={"ann": {}, "ben": {}, "cat": {}}))
        assert tasks(log) == [
            ("art", "ann", "mon 08:30", "mon 09:00"),
            ("frame", "ben", "mon 08:30", "mon 10:30"),
            ("light", "cat", "mon 08:30", "mon 09:30"),
            ("proof", "ann", "mon 09:00", "mon 09:30"),
            ("test", "ben", "mon 10:30", "mon 10:45"),
            ("ship", "ann", "mon 10:45", "mon 11:00"),
        ]

    def test_a_loop_inside_a_branch_keeps_the_other_branch_waiting(self):
        route = {
            "split": {"kind": "fork", "branches": ["art", "quick"], "join": "meet"},
            "art": work("ann", "30m"),
            "fine": choose({"to": "art", "chance": [1, 1, 0]}, {"to": "meet"}),
            "quick": work("ben", "30m", next="meet"),
            "meet": {"kind": "join"},
            "ship": work("ben", "30m"),
        }
        log = run(agency(route, people={"ann": {}, "ben": {}}))
        assert [row[0::2] for row in tasks(log)] == [
            ("art", "mon 08:30"),
            ("quick", "mon 08:30"),
            ("art", "mon 09:00"),
            ("art", "mon 09:30"),
            ("ship", "mon 10:00"),
        ]

    def test_a_fork_can_be_passed_again(self):
        route = {
            "split": {"kind": "fork", "branches": ["one", "two"], "join": "meet"},
            "one": work("ann", "30m", next="meet"),
            "two": work("ben", "10m", next="meet"),
            "meet": {"kind": "join"},
            "again": choose({"to": "split", "chance": [1, 0]}, {"to": "end"}),
        }
        log = run(agency(route, people={"ann": {}, "ben": {}}))
        assert tasks(log, "attempt") == [
            ("one", "ann", "mon 08:30", "mon 09:00", 1),
            ("two", "ben", "mon 08:30", "mon 08:40", 1),
            ("one", "ann", "mon 09:00", "mon 09:30", 2),
            ("two", "ben", "mon 09:00", "mon 09:10", 2),
        ]


class TestStock:
    def test_a_share_is_wasted_beside_what_is_used(self):
        shelf = {"stock": 10, "reorder_point": 0, "reorder_quantity": 5, "lead_time": "1h"}
        route = {"take": {"kind": "stock", "uses": {"sheet": 4}, "waste": 0.25}}
        log = run(agency(route, materials={"sheet": shelf}))
        assert log.stock.select("event", "quantity").rows() == [("taken", 5.0), ("wasted", 1.0)]

    SHEET = {"reorder_point": 2, "reorder_quantity": 5, "lead_time": "3h", "calendar": "always", "price": 10}

    def stock(self, uses: float, jobs: int = 1, **details) -> list:
        sheet = self.SHEET | details
        route = {"take": {"kind": "stock", "uses": {"sheet": uses}}}
        return run(agency(route, jobs=jobs, materials={"sheet": sheet}))

    @pytest.mark.parametrize(
        ("stock", "events"),
        [
            (5, [("mon 00:00", "taken", 2.0)]),
            (
                4,
                [("mon 00:00", "taken", 2.0), ("mon 00:00", "ordered", 5.0), ("mon 03:00", "delivered", 5.0)],
            ),
        ],
    )
    def test_material_is_ordered_when_it_falls_to_the_reorder_point(self, stock, events):
        assert times(self.stock(2, stock=stock), "stock", "time", "event", "quantity") == events

    def test_an_order_costs_money_when_it_is_placed(self):
        log = self.stock(2, stock=4)
        assert times(log, "money", "time", "kind", "of", "amount") == [("mon 00:00", "material", "sheet", -50.0)]

    def test_a_shortage_makes_the_job_wait_for_the_delivery(self):
        log = self.stock(4, stock=3)
        assert tasks(log, "ready") == [("take", "", "mon 03:00", "mon 03:00", 0)]
        # What is short is ordered beyond the reorder point, in whole lots.
        assert times(log, "stock", "time", "event", "quantity") == [
            ("mon 00:00", "ordered", 5.0),
            ("mon 03:00", "delivered", 5.0),
            ("mon 03:00", "taken", 4.0),
        ]

    def test_an_order_is_large_enough_for_all_that_wait(self):
        log = self.stock(4, stock=0, jobs=3)
        assert times(log, "stock", "time", "event", "quantity")[0] == ("mon 00:00", "ordered", 15.0)

    def test_nobody_takes_what_an_earlier_one_waits_for(self):
        small = {
            "demand": {"dates": ["2026-01-05"]},
            "route": {"small": {"kind": "stock", "uses": {"sheet": 1}}},
        }
        sheet = self.SHEET | {"stock": 3, "lead_time": "12h"}
        large = {"large": {"kind": "stock", "uses": {"sheet": 4}}}
        log = run(agency(large, materials={"sheet": sheet}, job_types={"small": small}))
        assert tasks(log) == [
            ("large", "", "mon 12:00", "mon 12:00"),
            ("small", "", "mon 12:00", "mon 12:00"),
        ]

    def test_another_material_is_not_held_back(self):
        wire = self.SHEET | {"stock": 9}
        small = {
            "demand": {"dates": ["2026-01-05"]},
            "route": {"small": {"kind": "stock", "uses": {"wire": 1}}},
        }
        sheet = self.SHEET | {"stock": 0, "lead_time": "12h"}
        large = {"large": {"kind": "stock", "uses": {"sheet": 4}}}
        log = run(agency(large, materials={"sheet": sheet, "wire": wire}, job_types={"small": small}))
        assert [row[::2] for row in tasks(log)] == [("small", "mon 08:30"), ("large", "mon 12:00")]

    def test_the_suppliers_working_days_count(self):
        log = self.stock(2, stock=4, lead_time="2 working days", calendar="office")
        assert times(log, "stock", "time", "event")[-1] == ("tue 17:00", "delivered")

    def test_several_materials_are_taken_together_or_not_at_all(self):
        materials = {"sheet": self.SHEET | {"stock": 9}, "wire": self.SHEET | {"stock": 0}}
        route = {"take": {"kind": "stock", "uses": {"sheet": 1, "wire": 1}}}
        log = run(agency(route, materials=materials))
        taken = [row[:2] for row in times(log, "stock", "time", "material", "event") if row[2] == "taken"]
        assert taken == [("mon 03:00", "sheet"), ("mon 03:00", "wire")]


class TestMilestones:
    def test_money_comes_and_goes_at_a_milestone(self):
        route = {
            "wait": {"kind": "wait", "delay": "1h", "calendar": "always"},
            "signed": {"kind": "milestone", "earns": 0.4, "costs": 25},
            "paid": {"kind": "milestone", "earns": 0.6},
        }
        log = run(agency(route, job={"value": 1000}))
        assert times(log, "money", "time", "kind", "of", "amount") == [
            ("mon 01:00", "expense", "signed", -25.0),
            ("mon 01:00", "revenue", "paid", 600.0),
            ("mon 01:00", "revenue", "signed", 400.0),
        ]
        assert times(log, "milestones", "step", "time") == [("signed", "mon 01:00"), ("paid", "mon 01:00")]

    def test_a_job_is_born_for_the_same_client_and_lives_its_own_life(self):
        route = {
            "draw": work("ann", "1h"),
            "done": {"kind": "milestone", "births": [{"job_type": "care"}]},
            "file": work("ann", "1h"),
        }
        care = {"route": {"look": work("ben", "30m")}, "priority": 3}
        clients = {"tiers": {"key": {}}, "clients": {"acme": {"tier": "key"}}}
        log = run(agency(route, people={"ann": {}, "ben": {}}, job_types={"care": care}, **clients))
        assert log.jobs.select("job", "client", "tier", "parent").rows() == [
            ("job-start.1", "acme", "key", None),
            ("job-start.1/care.1", "acme", "key", "job-start.1"),
        ]
        assert tasks(log, "job") == [
            ("draw", "ann", "mon 08:30", "mon 09:30", "job-start.1"),
            ("file", "ann", "mon 09:30", "mon 10:30", "job-start.1"),
            ("look", "ben", "mon 09:30", "mon 10:00", "job-start.1/care.1"),
        ]

    def test_children_of_one_kind_are_numbered(self):
        route = {
            "draw": work("ann", "1h"),
            "done": {"kind": "milestone", "births": [{"job_type": "care"}, {"job_type": "care"}]},
            "again": choose({"to": "draw", "chance": [1, 0]}, {"to": "end"}),
        }
        log = run(agency(route, people={"ann": {}}, job_types={"care": {"route": {"end": {"kind": "milestone"}}}}))
        born = log.jobs.filter(log.jobs["parent"].is_not_null())
        assert born["job"].to_list() == [f"job-start.1/care.{n}" for n in (1, 2, 3, 4)]

    def test_births_come_with_their_chance(self):
        route = {"done": {"kind": "milestone", "births": [{"job_type": "care", "chance": 0.25}]}}
        log = run(agency(route, jobs=2000, job_types={"care": {"route": {"end": {"kind": "milestone"}}}}))
        share = (log.jobs.height - 2000) / 2000
        assert abs(share - 0.25) < 4 * (0.25 * 0.75 / 2000) ** 0.5

    def test_a_birth_may_hang_on_what_the_job_went_through_and_say_what_the_new_one_is_about(self):
        births = [
            {"job_type": "complaint", "when": {"fact": "passed", "among": ["mend", "patch"]}, "about": "paint"},
            {"job_type": "complaint", "when": {"fact": "passed", "among": ["patch"]}, "about": "glue"},
        ]
        route = {
            "look": choose({"to": "mend", "when": {"fact": "value", "above": 5}}, {"to": "patch"}),
            "mend": {"kind": "milestone", "next": "done"},
            "patch": {"kind": "milestone"},
            "done": {"kind": "milestone", "births": births},
        }
        asks = choose({"to": "glued", "when": {"fact": "about", "among": ["glue"]}}, {"to": "painted"})
        about = {"asks": asks, "glued": {"kind": "milestone", "next": "end"}, "painted": {"kind": "milestone"}}
        log = run(agency(route, job={"value": 9}, job_types={"complaint": {"route": about}}))
        assert log.jobs["about"].to_list() == ["", "paint"]
        assert log.milestones["step"].to_list() == ["mend", "done", "painted"]
        log = run(agency(route, job={"value": 1}, job_types={"complaint": {"route": about}}))
        assert sorted(log.jobs["about"].to_list()) == ["", "glue", "paint"]
        assert sorted(log.milestones["step"].to_list()) == ["done", "glued", "painted", "patch"]


class TestTheEnd:
    def test_work_in_progress_appears_once_and_flagged(self):
        route = {"draw": work("ann", "30h"), "file": work("ann", "1h")}
        log = run(agency(route, jobs=2, people={"ann": {}}), weeks=1 / 7)
        assert sorted(tasks(log, "status", "worked")) == [
            ("draw", "", None, None, "waiting", 0),
            ("draw", "ann", "mon 08:30", None, "running", 7 * 3600),
        ]

    def test_what_never_ends_goes_on_beyond_every_horizon(self):
        log = run(agency({"draw": work("ann", "9000h")}, people={"ann": {}}))
        assert tasks(log, "status") == [("draw", "ann", "mon 08:30", None, "running")]

    def test_the_last_moment_belongs_to_the_run(self):
        log = run(agency({"draw": work("ann", "1h")}, people={"ann": {}}), weeks=at("mon 09:30") / 604800)
        assert tasks(log, "status") == [("draw", "ann", "mon 08:30", "mon 09:30", "done")]
        assert moment(log.manifest.end) == "mon 09:30"

    def test_jobs_by_date_come_as_the_day_opens(self):
        log = run(agency({"draw": work("ann", "1h")}, people={"ann": {}}, job={"demand": {"dates": ["2026-01-07"]}}))
        assert tasks(log, "job") == [("draw", "ann", "wed 08:30", "wed 09:30", "job-date.1")]
