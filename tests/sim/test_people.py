"""Who takes a task: the same people, the client's team, stand-ins, those with the fewest skills, newcomers."""

from __future__ import annotations

import pytest
from scripted import agency, away, run, tasks, work

ABLE = {"ann": {"skills": {"able": 1}}, "ben": {"skills": {"able": 1}}}


class TestChoosing:
    def test_all_rounders_stay_free(self):
        staff = {"all": {"skills": {"a": 1, "b": 1}}, "only": {"skills": {"a": 1}}}
        route = {"make": work("a", "1h")}
        other = {"other": {"demand": {"at_start": 1}, "route": {"other": work("b", "1h")}}}
        assert tasks(run(agency(route, people=staff, job_types=other))) == [
            ("make", "only", "mon 08:30", "mon 09:30"),
            ("other", "all", "mon 08:30", "mon 09:30"),
        ]

    def test_among_equals_the_first_by_name_is_taken(self):
        assert tasks(run(agency({"make": work("able")}, people=ABLE)))[0][1] == "ann"

    def test_a_role_can_be_asked_for_by_name_and_two_posts_can_be_held(self):
        roles = {"lead": {"skills": {"sign": 1}}, "drafter": {"skills": {"draw": 1}}}
        route = {"draw": work("draw"), "sign": work("sign"), "check": work("lead")}
        staff = {"drafter": {}, "acting": {"role": "drafter", "also": ["lead"]}}
        assert [row[:2] for row in tasks(run(agency(route, people=staff, roles=roles)))] == [
            ("draw", "drafter"),
            ("sign", "acting"),
            ("check", "acting"),
        ]


class TestSamePeople:
    def route(self, **check) -> dict:
        return {"draw": work("able", "1h"), "check": work("able", "1h", same_people_as="draw", **check)}

    def test_whoever_drew_checks_though_another_is_free(self):
        extra = {
            "quick": {
                "demand": {"dates": ["2026-01-05"]},
                "priority": -1,
                "route": {"quick": work("ann", "10m")},
            }
        }
        log = run(agency(self.route(), people=ABLE, job_types=extra))
        # The quick job takes Ann from the start; so Ben draws, and it is Ben who checks.
        assert tasks(log) == [
            ("draw", "ben", "mon 08:30", "mon 09:30"),
            ("quick", "ann", "mon 08:30", "mon 08:40"),
            ("check", "ben", "mon 09:30", "mon 10:30"),
        ]

    def test_it_waits_for_him_while_he_is_busy_or_sick(self, monkeypatch):
        away(monkeypatch, ("ann", "mon 09:30", "tue 08:30"))
        log = run(agency(self.route(), people=ABLE))
        assert tasks(log)[1] == ("check", "ann", "tue 08:30", "tue 09:30")

    def test_whoever_never_comes_back_is_not_waited_for(self):
        staff = {
            "ann": {"skills": {"able": 1}, "employed_until": "2026-01-05"},
            "ben": {"skills": {"able": 1}},
        }
        route = {"draw": work("able", "7h"), "check": work("able", "1h", same_people_as="draw")}
        assert tasks(run(agency(route, people=staff))) == [
            ("draw", "ann", "mon 08:30", "mon 17:30"),
            ("check", "ben", "tue 08:30", "tue 09:30"),
        ]

    def test_the_last_visit_counts(self, monkeypatch):
        route = self.route()
        route["good"] = {"kind": "choice", "branches": [{"to": "draw", "chance": [1, 0]}, {"to": "end"}]}
        away(monkeypatch, ("ann", "mon 10:30", "tue 08:30"))
        assert [row[1] for row in tasks(run(agency(route, people=ABLE)))] == ["ann", "ann", "ben", "ben"]

    def test_a_crew_is_kept_place_by_place(self):
        staff = {"ann": {"skills": {"a": 1}}, "bob": {"skills": {"b": 1}}, "bea": {"skills": {"b": 1}}}
        route = {"draw": work("b", "1h"), "build": work(["a", "b"], "1h", same_people_as="draw")}
        extra = {
            "quick": {
                "demand": {"dates": ["2026-01-05"]},
                "priority": -1,
                "route": {"quick": work("bea", "10m")},
            }
        }
        log = run(agency(route, people=staff, job_types=extra))
        assert ("build", "ann bob", "mon 09:30", "mon 10:30") in tasks(log)


class TestAccountTeams:
    TEAMS = {"account_teams": {"red": {"people": ["ann"]}}, "tiers": {"any": {}}}

    def test_the_clients_team_serves_him_though_others_are_free(self):
        log = run(agency({"brief": work("able")}, jobs=2, people=ABLE, **self.TEAMS))
        assert tasks(log) == [
            ("brief", "ann", "mon 08:30", "mon 09:30"),
            ("brief", "ann", "mon 09:30", "mon 10:30"),
        ]

    def test_without_a_team_anyone_does(self):
        log = run(agency({"brief": work("able")}, jobs=2, people=ABLE))
        assert [row[1] for row in tasks(log)] == ["ann", "ben"]

    def test_steps_that_no_team_can_do_are_for_anyone(self):
        staff = {**ABLE, "cat": {"skills": {"craft": 1}}}
        log = run(agency({"make": work("craft")}, people=staff, **self.TEAMS))
        assert [row[1] for row in tasks(log)] == ["cat"]

    def test_while_the_team_is_sick_others_serve(self, monkeypatch):
        away(monkeypatch, ("ann", "mon 09:00", "mon 11:00"))
        log = run(agency({"brief": work("able")}, jobs=3, people=ABLE, **self.TEAMS))
        # Ann's client is taken over, and so is the next one; she is back at eleven for nobody.
        assert tasks(log, "status") == [
            ("brief", "ann", "mon 08:30", "mon 09:00", "interrupted"),
            ("brief", "ben", "mon 09:00", "mon 09:30", "done"),
            ("brief", "ben", "mon 09:30", "mon 10:30", "done"),
            ("brief", "ben", "mon 10:30", "mon 11:30", "done"),
        ]

    @pytest.mark.parametrize(
        ("leave", "who", "start"),
        [("2026-01-05", "ann", "tue 08:30"), ("2026-01-05..2026-01-06", "ben", "mon 08:30")],
    )
    def test_a_day_is_waited_for_and_a_longer_leave_is_not(self, leave, who, start):
        staff = {"ann": {"skills": {"able": 1}, "leave": [leave]}, "ben": {"skills": {"able": 1}}}
        log = run(agency({"brief": work("able")}, people=staff, **self.TEAMS))
        assert tasks(log)[0][1:3] == (who, start)

    def test_a_team_member_who_is_back_serves_again(self, monkeypatch):
        away(monkeypatch, ("ann", "mon 08:30", "mon 10:00"))
        log = run(agency({"brief": work("able", "2h")}, jobs=2, people=ABLE, **self.TEAMS))
        assert tasks(log) == [
            ("brief", "ben", "mon 08:30", "mon 10:30"),
            ("brief", "ann", "mon 10:00", "mon 12:00"),
        ]

    def test_named_clients_have_their_team_and_the_others_are_spread(self):
        teams = {"red": {"people": ["ann"], "share": 1}, "blue": {"people": ["ben"], "share": 1}}
        tiers = {"any": {"accounts": 40}}
        clients = {"acme": {"tier": "any", "team": "blue"}}
        parts = {"account_teams": teams, "tiers": tiers, "clients": clients}
        log = run(agency({"brief": work("able")}, jobs=400, people=ABLE, **parts))
        assert set(log.jobs.filter(log.jobs["client"] == "acme")["team"]) == {"blue"}
        shares = log.jobs.group_by("client").first()["team"].value_counts()
        assert min(shares["count"]) >= 18  # of 40 clients
        assert log.jobs.group_by("client").n_unique()["team"].max() == 1

    def test_a_team_serves_only_its_tiers(self):
        teams = {
            "red": {"people": ["ann"], "tiers": ["key"]},
            "blue": {"people": ["ben"], "tiers": ["small"]},
        }
        log = run(
            agency(
                {"brief": work("able")},
                jobs=30,
                people=ABLE,
                account_teams=teams,
                tiers={"key": {}, "small": {}},
            )
        )
        assert set(log.jobs.select("tier", "team").rows()) == {("key", "red"), ("small", "blue")}


class TestStandIns:
    ROLES = {"boss": {"skills": {"sign": 1}}, "deputy": {}}
    ROUTE = {"sign": work("sign", "30m")}

    def signed(self, after: str, patch, *spells, people: dict | None = None) -> tuple:
        if spells:
            away(patch, *spells)
        staff = people or {"boss": {}, "deputy": {}}
        stand_ins = [{"absent": "boss", "by": "deputy", "after": after}]
        return tasks(run(agency(self.ROUTE, people=staff, roles=self.ROLES, stand_ins=stand_ins)))[0][1:]

    def test_while_the_boss_is_there_nobody_signs_for_him(self, monkeypatch):
        assert self.signed("0", monkeypatch) == ("boss", "mon 08:30", "mon 09:00")

    def test_when_he_is_sick_the_deputy_signs_at_once(self, monkeypatch):
        assert self.signed("0", monkeypatch, ("boss", "mon 08:30", "wed 08:30")) == (
            "deputy",
            "mon 08:30",
            "mon 09:00",
        )

    def test_or_when_it_has_waited_long_enough(self, monkeypatch):
        spell = ("boss", "mon 08:30", "wed 08:30")
        assert self.signed("10h", monkeypatch, spell) == ("deputy", "mon 10:00", "mon 10:30")

    def test_a_boss_who_comes_back_first_signs_himself(self, monkeypatch):
        spell = ("boss", "mon 08:30", "mon 09:59")
        assert self.signed("10h", monkeypatch, spell) == ("boss", "mon 09:59", "mon 10:29")

    def test_a_boss_who_is_only_busy_is_waited_for(self, monkeypatch):
        stand_ins = [{"absent": "boss", "by": "deputy"}]
        busy = {"busy": {"demand": {"at_start": 1}, "priority": -1, "route": {"busy": work("boss", "5h")}}}
        log = run(
            agency(
                self.ROUTE,
                people={"boss": {}, "deputy": {}},
                roles=self.ROLES,
                stand_ins=stand_ins,
                job_types=busy,
            )
        )
        assert tasks(log)[1][1:3] == ("boss", "mon 15:30")

    def test_long_leave_counts_as_absence(self, monkeypatch):
        people = {"boss": {"leave": ["2026-01-05..2026-01-07"]}, "deputy": {}}
        assert self.signed("0", monkeypatch, people=people)[0] == "deputy"

    def test_after_an_interruption_the_rest_waits_as_long_again(self, monkeypatch):
        assert self.signed("0", monkeypatch, ("boss", "mon 08:45", "wed 08:30")) == (
            "boss",
            "mon 08:30",
            "mon 08:45",
        )
        away(monkeypatch, ("boss", "mon 08:45", "wed 08:30"))
        stand_ins = [{"absent": "boss", "by": "deputy", "after": "2h"}]
        staff = {"boss": {}, "deputy": {}}
        log = run(agency(self.ROUTE, people=staff, roles=self.ROLES, stand_ins=stand_ins))
        assert tasks(log)[1][1:] == ("deputy", "mon 10:45", "mon 11:00")

    def test_two_may_stand_in_one_after_the_other(self, monkeypatch):
        roles = {**self.ROLES, "clerk": {}}
        stand_ins = [
            {"absent": "boss", "by": "deputy", "after": "11h"},
            {"absent": "boss", "by": "clerk", "after": "9h"},
        ]
        away(monkeypatch, ("boss", "mon 08:30", "wed 08:30"))
        staff = {"boss": {}, "deputy": {}, "clerk": {}}
        log = run(agency(self.ROUTE, people=staff, roles=roles, stand_ins=stand_ins))
        assert tasks(log)[0][1:3] == ("clerk", "mon 09:00")
        away(monkeypatch, ("boss", "mon 08:30", "wed 08:30"), ("clerk", "mon 08:30", "wed 08:30"))
        log = run(agency(self.ROUTE, people=staff, roles=roles, stand_ins=stand_ins))
        assert tasks(log)[0][1:3] == ("deputy", "mon 11:00")


class TestDatedChanges:
    CLIMB = {"skills": {"climb": {"certificate": True}}}

    def begun(self, person: dict, route: dict | None = None, **parts) -> list:
        return [
            row[1:4]
            for row in tasks(run(agency(route or {"up": work("climb", "1h")}, people={"ann": person}, **parts)))
        ]

    def test_without_a_certificate_nobody_climbs(self):
        assert self.begun({"skills": {"climb": 1}}, **self.CLIMB) == [("", None, None)]

    @pytest.mark.parametrize(
        ("last", "done"),
        [
            ("2026-01-05", [("ann", "mon 08:30", "mon 09:30")]),
            ("2026-01-04", [("", None, None)]),
            ("9999-12-31", [("ann", "mon 08:30", "mon 09:30")]),
        ],
    )
    def test_the_last_valid_day_counts(self, last, done):
        assert self.begun({"skills": {"climb": 1}, "certificates": {"climb": last}}, **self.CLIMB) == done

    def test_what_was_begun_in_time_is_left_to_others_when_the_certificate_ends(self):
        people = {
            "ann": {"skills": {"climb": 1}, "certificates": {"climb": "2026-01-05"}},
            "ben": {"skills": {"climb": 1}, "certificates": {"climb": "2026-12-31"}, "hired_from": "2026-01-07"},
        }
        log = run(agency({"up": work("climb", "8h")}, people=people, **self.CLIMB))
        assert tasks(log, "status") == [
            ("up", "ann", "mon 08:30", "tue 00:00", "interrupted"),
            ("up", "ben", "wed 08:30", "wed 09:30", "done"),
        ]

    def test_who_is_lent_leaves_what_he_had_begun_and_takes_it_up_again(self):
        person = {
            "skills": {"draw": 1},
            "lent": [{"first": "2026-01-06", "last": "2026-01-06", "skills": {"paint": 1}}],
        }
        assert self.begun(person, {"make": work("draw", "8h")}) == [
            ("ann", "mon 08:30", "tue 00:00"),
            ("ann", "wed 08:30", "wed 09:30"),
        ]

    def test_one_who_is_lent_to_do_what_he_can_anyway_goes_on(self):
        person = {
            "skills": {"draw": 1, "paint": 1},
            "lent": [{"first": "2026-01-06", "last": "2026-01-06", "skills": {"draw": 1}}],
        }
        assert self.begun(person, {"make": work("draw", "8h")}) == [("ann", "mon 08:30", "tue 09:30")]

    def test_a_certificate_that_ends_while_lent_is_not_there_afterwards(self):
        person = {
            "skills": {"climb": 1},
            "certificates": {"climb": "2026-01-06"},
            "lent": [{"first": "2026-01-06", "last": "2026-01-07", "skills": {"paint": 1}}],
        }
        route = {"wait": {"kind": "wait", "delay": "30h", "calendar": "always"}, "up": work("climb", "1h")}
        assert self.begun(person, route, **self.CLIMB)[1:] == [("", None, None)]

    @pytest.mark.parametrize(("first", "start"), [("2026-01-06", "tue 08:30"), ("2026-01-05", "mon 08:30")])
    def test_a_newcomer_works_from_his_first_day(self, first, start):
        assert self.begun({"hired_from": first}, {"make": work("ann")})[0][1] == start

    def test_whoever_leaves_works_through_his_last_day(self):
        route = {"make": work("ann", "7h"), "more": work("ann", "1h")}
        assert self.begun({"employed_until": "2026-01-05"}, route) == [
            ("ann", "mon 08:30", "mon 17:30"),
            ("", None, None),
        ]

    def test_a_newcomer_is_slower_at_first(self):
        person = {"hired_from": "2026-01-05", "ramp_up": {"lasts": "1 day", "speed": 0.5}}
        route = {"make": work("ann", "3h"), "more": work("ann", "1h")}
        # Six hours for three on Monday; the next task, begun on Monday, is slow to its end; Tuesday is normal.
        route["last"] = work("ann", "1h")
        assert self.begun(person, route) == [
            ("ann", "mon 08:30", "mon 16:30"),
            ("ann", "mon 16:30", "tue 09:30"),
            ("ann", "tue 09:30", "tue 10:30"),
        ]

    def test_a_start_that_takes_no_time_changes_nothing(self):
        person = {"hired_from": "2026-01-06", "ramp_up": {"lasts": "0", "speed": 2.0}}
        assert self.begun(person, {"make": work("ann", "1h")}) == [("ann", "tue 08:30", "tue 09:30")]

    def test_someone_lent_out_is_not_there(self):
        person = {"lent": [{"first": "2026-01-05", "last": "2026-01-06"}]}
        assert self.begun(person, {"make": work("ann")}) == [("ann", "wed 08:30", "wed 09:30")]

    def test_someone_lent_to_others_does_their_work_at_his_speed_for_it(self):
        person = {
            "skills": {"draw": 1},
            "lent": [{"first": "2026-01-06", "last": "2026-01-06", "skills": {"paint": 0.5}}],
        }
        route = {"paint": work("paint", "1h"), "draw": work("draw", "1h")}
        assert self.begun(person, route) == [
            ("ann", "tue 08:30", "tue 10:30"),
            ("ann", "wed 08:30", "wed 09:30"),
        ]

    def test_each_time_someone_is_lent_has_its_own_speed_and_his_own_comes_back(self):
        days = [("2026-01-06", 0.5), ("2026-01-07", 0.25)]
        person = {
            "skills": {"paint": 2},
            "lent": [{"first": day, "last": day, "skills": {"paint": level}} for day, level in days],
        }
        assert self.begun(person, {"one": work("paint", "2h")})[0] == ("ann", "mon 08:30", "mon 09:30")
        after = {"calendar": "always", "kind": "wait", "delay": "24h"}
        assert self.begun(person, {"wait": after, "one": work("paint", "2h")})[1:] == [
            ("ann", "tue 08:30", "tue 14:30"),
        ]
        assert self.begun(person, {"wait": after | {"delay": "48h"}, "one": work("paint")})[1:] == [
            ("ann", "wed 08:30", "wed 14:30"),
        ]
        assert self.begun(person, {"wait": after | {"delay": "72h"}, "one": work("paint", "2h")})[1:] == [
            ("ann", "thu 08:30", "thu 09:30"),
        ]

    def test_other_hours_hold_for_a_time(self):
        person = {"calendar_changes": [{"from": "2026-01-06", "until": "2026-01-06", "calendar": "late"}]}
        assert self.begun(person, {"make": work("ann", "9h")}) == [("ann", "mon 08:30", "tue 16:00")]
