"""Who is served first: policies, priorities, reservation; and whose patience or turn is over."""

from __future__ import annotations

import pytest
from scripted import agency, at, away, run, tasks, times, work

from agencysim.errors import AgencySimError
from agencysim.sim import simulate

ANN = {"ann": {}}


def kind(route: dict, **details) -> dict:
    return {"demand": {"at_start": 1}, "route": route} | details


class TestPolicies:
    def order(self, policy: str, first: dict, second: dict) -> list[str]:
        """Which of two jobs goes first when Ann is free at 9:30, both having waited since midnight or later."""
        block = kind({"block": work("ann", "1h")}, priority=-9)
        types = {"block": block, "first": kind(**first), "second": kind(**second)}
        log = run(agency(people=ANN, job_types=types), policy=policy)
        return [row[0] for row in tasks(log)[1:]]

    def due(self, name: str, content: str, lead: str, **details) -> dict:
        promise = {"lead_time": lead, "calendar": "always"}
        return {"route": {name: work("ann", content)}, "promise": promise} | details

    def test_first_come(self):
        wait = {"kind": "wait", "delay": "1h", "calendar": "always"}
        late = {"route": {"a wait": wait, "late": work("ann")}}
        early = {"route": {"early": work("ann")}}
        block = kind({"block": work("ann", "1h")}, priority=-9)
        log = run(agency(people=ANN, job_types={"block": block, "first": kind(**late), "second": kind(**early)}))
        assert [row[0] for row in tasks(log) if row[1]] == ["block", "early", "late"]

    def test_earliest_due_date(self):
        long, short = self.due("long", "5h", "3 days"), self.due("short", "1h", "2 days")
        assert self.order("earliest_due", long, short) == ["short", "long"]

    def test_least_slack_counts_the_work_that_is_still_to_do(self):
        # Both are due on the same day; the long one must begin earlier.
        long, short = self.due("long", "5h", "3 days"), self.due("short", "1h", "3 days")
        assert self.order("least_slack", short, long) == ["long", "short"]

    def test_weighted_tardiness_puts_the_important_job_first(self):
        plain, key = self.due("plain", "1h", "5 days"), self.due("key", "1h", "5 days", weight=4)
        assert self.order("weighted_tardiness", plain, key) == ["key", "plain"]

    @pytest.mark.parametrize("policy", ["earliest_due", "least_slack", "weighted_tardiness"])
    def test_what_has_no_date_comes_last(self, policy):
        free, dated = {"route": {"free": work("ann")}}, self.due("dated", "1h", "90 days")
        assert self.order(policy, free, dated) == ["dated", "free"]

    @pytest.mark.parametrize("policy", ["first_come", "earliest_due", "least_slack", "weighted_tardiness"])
    def test_the_priority_class_comes_before_any_policy(self, policy):
        tight, class_ = self.due("tight", "1h", "1 day"), self.due("class", "1h", "50 days", priority=-1)
        assert self.order(policy, tight, class_) == ["class", "tight"]

    def test_the_tier_adds_to_the_priority(self):
        types = {
            name: kind({name: work("ann")}, tiers={tier: 1}) for name, tier in (("plain", "small"), ("key", "big"))
        }
        types["block"] = kind({"block": work("ann")}, priority=-9)
        log = run(agency(people=ANN, job_types=types, tiers={"small": {}, "big": {"priority": -1}}))
        assert [row[0] for row in tasks(log)] == ["block", "key", "plain"]

    def test_a_policy_may_be_a_function_of_ones_own(self):
        types = {name: kind(**self.due(name, "1h", f"{days} days")) for name, days in (("soon", 2), ("later", 9))}
        log = run(agency(people=ANN, job_types=types), policy=lambda job, step, now: -job.due)
        assert [row[0] for row in tasks(log)] == ["later", "soon"]

    def test_an_unknown_policy_is_refused_with_those_there_are(self):
        with pytest.raises(AgencySimError, match="unknown policy 'fastest': choose first_come, earliest_due"):
            simulate(agency({"make": work("ann")}, people=ANN), policy="fastest")

    def test_a_task_that_cannot_start_is_passed_over(self):
        types = {
            "pair": kind({"pair": work({"ann": 2})}, priority=-1),
            "single": kind({"single": work("ann")}),
        }
        log = run(agency(people={"ann": {}}, job_types=types))
        assert tasks(log) == [("single", "ann", "mon 08:30", "mon 09:30"), ("pair", "", None, None)]


class TestReservation:
    STAFF = {"ann": {"count": 2}}

    @pytest.mark.parametrize(("reserve", "start"), [(False, "mon 14:00"), (True, "mon 09:00")])
    def test_a_large_crew_is_not_overtaken_for_ever_by_small_jobs(self, reserve, start):
        types = {
            "half": kind({"half": work("ann", "30m")}, priority=-2),
            "pair": kind({"pair": work({"ann": 2}, "1h")}, priority=-1),
            "small": kind({"small": work("ann", "1h")}, demand={"at_start": 6}),
        }
        log = run(agency(people=self.STAFF, job_types=types), reserve=reserve)
        # Without it small jobs begin at 8:30, 9:00, 9:30 and so on; the two are free together at noon.
        assert [row[2] for row in tasks(log) if row[0] == "pair"] == [start]

    def test_the_scenario_says_whether_crews_reserve(self):
        types = {
            "half": kind({"half": work("ann", "30m")}, priority=-2),
            "pair": kind({"pair": work({"ann": 2}, "1h")}, priority=-1),
            "small": kind({"small": work("ann", "1h")}, demand={"at_start": 6}),
        }
        log = run(agency(people=self.STAFF, job_types=types, dispatch={"reserve": True}))
        assert ("pair", "ann.1 ann.2", "mon 09:00", "mon 10:00") in tasks(log)

    def test_only_the_first_waiting_crew_reserves(self):
        types = {
            "block": kind({"block": work("ben", "2h")}, priority=-9),
            "pair": kind({"pair": work(["ann", "ben"], "1h")}, priority=-2),
            "other": kind({"other": work(["cat", "ben"], "1h")}, priority=-1),
            "small": kind({"small": work("ann", "10m")}),
            "tiny": kind({"tiny": work("cat", "10m")}),
        }
        log = run(agency(people={"ann": {}, "ben": {}, "cat": {}}, job_types=types), reserve=True)
        assert tasks(log) == [
            ("block", "ben", "mon 08:30", "mon 10:30"),
            ("tiny", "cat", "mon 08:30", "mon 08:40"),
            ("pair", "ann ben", "mon 10:30", "mon 11:30"),
            ("other", "ben cat", "mon 11:30", "mon 14:30"),
            ("small", "ann", "mon 11:30", "mon 11:40"),
        ]

    def test_nobody_is_kept_for_a_site_that_is_closed(self):
        types = {
            "pair": kind({"pair": work({"ann": 2}, "1h", site="noon")}, priority=-1),
            "small": kind({"small": work("ann", "1h")}),
        }
        log = run(agency(people=self.STAFF, job_types=types), reserve=True)
        assert tasks(log) == [
            ("small", "ann.1", "mon 08:30", "mon 09:30"),
            ("pair", "ann.1 ann.2", "mon 10:00", "mon 11:00"),
        ]

    def test_nobody_is_kept_for_someone_who_is_not_in_today(self):
        staff = {"ann": {}, "ben": {"leave": ["2026-01-05"]}}
        types = {
            "pair": kind({"pair": work(["ann", "ben"])}, priority=-1),
            "small": kind({"small": work("ann")}),
        }
        log = run(agency(people=staff, job_types=types), reserve=True)
        assert tasks(log) == [
            ("small", "ann", "mon 08:30", "mon 09:30"),
            ("pair", "ann ben", "tue 08:30", "tue 09:30"),
        ]

    def test_nobody_is_kept_when_it_is_too_late_for_the_crew_to_begin(self):
        types = {
            "block": kind({"block": work("ben", "6h")}, priority=-9),
            "pair": kind({"pair": work(["ann", "ben"], "2h", end_of_shift="no_start")}, priority=-1),
            "small": kind({"small": work("ann", "30m")}),
        }
        log = run(agency(people={"ann": {}, "ben": {}}, job_types=types), reserve=True)
        # Until 15:30 the pair could begin if Ben were free; a second later it is too late.
        assert tasks(log) == [
            ("block", "ben", "mon 08:30", "mon 16:30"),
            ("small", "ann", "mon 15:30:01", "mon 16:00:01"),
            ("pair", "ann ben", "tue 08:30", "tue 10:30"),
        ]

    def test_when_the_crews_client_leaves_its_people_are_free_at_once(self):
        types = {
            "block": kind({"block": work("ben", "6h")}, priority=-9, tiers={"calm": 1}),
            "pair": kind({"pair": work(["ann", "ben"], "1h")}, priority=-1, tiers={"hasty": 1}),
            "small": kind({"small": work("ann", "30m")}, tiers={"calm": 1}),
        }
        tiers = {"calm": {}, "hasty": {"patience": "10h"}}
        log = run(agency(people={"ann": {}, "ben": {}}, job_types=types, tiers=tiers), reserve=True)
        assert tasks(log, "status") == [
            ("block", "ben", "mon 08:30", "mon 16:30", "done"),
            ("small", "ann", "mon 10:00", "mon 10:30", "done"),
            ("pair", "", None, "mon 10:00", "abandoned"),
        ]


class TestPatience:
    def left(self, route: dict, patience: str, people: dict = ANN, jobs: int = 1, **parts) -> list:
        scenario = agency(route, jobs=jobs, people=people, tiers={"any": {"patience": patience}}, **parts)
        return times(run(scenario), "jobs", "outcome", "ended")

    def test_whoever_has_waited_too_long_leaves(self):
        assert sorted(self.left({"make": work("ann", "1h")}, "9h", jobs=2)) == [
            ("abandoned", "mon 09:00"),
            ("done", "mon 09:30"),
        ]

    @pytest.mark.parametrize(("patience", "outcome"), [("510m", "done"), ("509m", "abandoned")])
    def test_a_task_that_begins_at_that_very_moment_is_in_time(self, patience, outcome):
        assert self.left({"make": work("ann", "1h")}, patience)[0][0] == outcome

    def test_while_something_runs_nobody_leaves(self):
        route = {"make": work("ann", "2h"), "ask": {"kind": "wait", "delay": "1h", "calendar": "always"}}
        route["more"] = work("ann", "10m")
        # Patience is over at nine, while it is being made; then the client himself thinks; then Ann is free at once.
        assert self.left(route, "9h") == [("done", "mon 11:40")]

    def test_but_as_soon_as_nothing_runs_and_he_must_wait_again(self):
        route = {"make": work("ann", "2h"), "more": work("ben", "10m")}
        assert self.left(route, "9h", people={"ann": {}, "ben": {"calendar": "late"}}) == [("abandoned", "mon 10:30")]

    def test_waiting_for_material_is_waiting(self):
        sheet = {
            "stock": 0,
            "reorder_point": 0,
            "reorder_quantity": 1,
            "lead_time": "10h",
            "calendar": "always",
        }
        route = {"take": {"kind": "stock", "uses": {"sheet": 1}}}
        assert self.left(route, "9h", materials={"sheet": sheet}) == [("abandoned", "mon 09:00")]

    def test_what_one_who_left_would_have_taken_goes_to_the_next(self):
        sheet = {
            "stock": 2,
            "reorder_point": 0,
            "reorder_quantity": 8,
            "lead_time": "40h",
            "calendar": "always",
        }
        large, small = ({"take": {"kind": "stock", "uses": {"sheet": n}}} for n in (5, 1))
        types = {
            "large": kind(large, tiers={"hasty": 1}),
            "small": kind(small, tiers={"calm": 1}, demand={"dates": ["2026-01-05"]}),
        }
        tiers = {"hasty": {"patience": "9h"}, "calm": {}}
        log = run(agency(job_types=types, materials={"sheet": sheet}, tiers=tiers))
        assert times(log, "jobs", "job_type", "outcome", "ended") == [
            ("large", "abandoned", "mon 09:00"),
            ("small", "done", "mon 09:00"),
        ]

    def test_in_a_fork_every_branch_must_be_waiting(self):
        route = {
            "split": {"kind": "fork", "branches": ["one", "two"], "join": "meet"},
            "one": work("ann", "2h", next="meet"),
            "two": work("ben", "1h", next="meet"),
            "meet": {"kind": "join"},
        }
        people = {"ann": {}, "ben": {"calendar": "late"}}
        # Nothing has begun by eight; or one branch runs, and when it is done the other still waits.
        assert self.left(route, "8h", people=people) == [("abandoned", "mon 08:00")]
        assert self.left(route, "9h", people=people) == [("abandoned", "mon 10:30")]

    def test_after_the_milestone_nobody_leaves(self):
        route = {"make": work("ann", "1h"), "signed": {"kind": "milestone"}, "more": work("ben", "10m")}
        people = {"ann": {}, "ben": {"calendar": "late"}}
        assert self.left(route, "9h", people=people, job={"patience_until": "signed"}) == [("done", "mon 14:10")]

    def test_a_tier_without_patience_to_lose_waits_for_ever(self):
        log = run(
            agency(
                {"make": work("nobody")},
                people={"ann": {"skills": {"nobody": 1}, "hired_from": "2027-01-01"}},
                tiers={"any": {}},
            )
        )
        assert log.jobs["outcome"].to_list() == ["open"]


class TestOutsourcing:
    def given(self, after: str, jobs: int = 1, **parts) -> list:
        out = {"price": 70, "delay": "3h", "calendar": "always", "after": after}
        log = run(agency({"make": work("ann", "2h", outsource=out)}, jobs=jobs, people=ANN, **parts))
        return tasks(log, "status"), times(log, "money", "time", "kind", "of", "amount")

    def test_a_step_that_waits_too_long_is_given_away(self):
        assert self.given("9h", jobs=2) == (
            [
                ("make", "ann", "mon 08:30", "mon 10:30", "done"),
                ("make", "", "mon 09:00", "mon 12:00", "outsourced"),
            ],
            [("mon 09:00", "outsourcing", "make", -70.0)],
        )

    @pytest.mark.parametrize(("after", "who"), [("510m", "ann"), ("509m", "")])
    def test_whoever_gets_free_at_that_very_moment_does_it(self, after, who):
        assert self.given(after)[0][0][1] == who

    def test_without_any_wait_it_is_given_away_unless_somebody_is_free(self):
        assert self.given("0") == (
            [("make", "", "mon 00:00", "mon 03:00", "outsourced")],
            [("mon 00:00", "outsourcing", "make", -70.0)],
        )
        assert self.given("0", job={"demand": {"dates": ["2026-01-05"]}})[0] == [
            ("make", "ann", "mon 08:30", "mon 10:30", "done")
        ]

    def test_the_other_firm_keeps_its_own_hours(self):
        out = {"price": 70, "delay": "9h", "calendar": "office", "after": "1h"}
        log = run(agency({"make": work("ann", "2h", outsource=out)}, people=ANN))
        assert tasks(log) == [("make", "", "mon 01:00", "tue 10:00")]

    def test_what_was_begun_here_is_not_given_away(self, monkeypatch):
        away(monkeypatch, ("ann", "mon 09:00", "wed 08:30"))
        out = {"price": 70, "delay": "1h", "after": "9h"}
        log = run(agency({"make": work("ann", "2h", outsource=out)}, people=ANN))
        assert tasks(log)[1] == ("make", "ann", "wed 08:30", "wed 10:00")

    def test_what_was_given_away_may_come_again_while_others_wait(self):
        # Both visits are equally urgent, and nobody is in: the first one must not have left anything in the line.
        route = {
            "make": work("ann", outsource={"price": 70, "delay": "1h", "calendar": "always", "after": "1h"}),
            "again": {"kind": "choice", "branches": [{"to": "make", "chance": [1, 0]}, {"to": "end"}]},
        }
        job = {"promise": {"lead_time": "9 days", "calendar": "always"}}
        log = run(agency(route, jobs=2, people=ANN, job=job), policy="earliest_due")
        first, second = ("make", "", "mon 01:00", "mon 02:00"), ("make", "", "mon 03:00", "mon 04:00")
        assert tasks(log) == [first, first, second, second]


def test_moments_in_words_are_read_back():
    assert at("tue+1 14:00:01") == (8 * 24 + 14) * 3600 + 1
