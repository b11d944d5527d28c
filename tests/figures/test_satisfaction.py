"""Scores of jobs small enough to be reckoned by hand: 100 less what went wrong."""

from __future__ import annotations

from typing import Any

import pytest
from scripted import agency, at, run

from agencysim.figures.base import Window
from agencysim.figures.satisfaction import Score, days_begun, satisfaction, scores
from agencysim.log import Log

HOUR, DAY = 3600, 86400
DONE = {"kind": "milestone"}


def wait(delay: str = "1h", **details: Any) -> dict[str, Any]:
    return {"kind": "wait", "delay": delay, "calendar": "always", **details}


def again(times: int, to: str, means: str) -> dict[str, Any]:
    """A choice that leads back some times, and then to the end."""
    back = {"to": to, "means": means, "when": {"fact": "attempt", "below": times + 0.5}}
    return {"kind": "choice", "branches": [back, {"to": "done"}]}


def looped(times: int, means: str) -> dict[str, Any]:
    return {"do": wait(), "verdict": again(times, "do", means), "done": DONE}


def order(route: dict[str, Any], **parts: Any) -> Log:
    """A run of one job that is about its milestone ``done``."""
    job = {"due": "done"} | parts.pop("job", {})
    return run(agency(route, job=job, **parts))


def complained(reply: dict[str, Any], number: int = 1, **details: Any) -> Log:
    """A run of one order that is done at 1 o'clock, and of complaints about it."""
    born = DONE | {"births": [{"job_type": "complaint"}] * number}
    complaint = {"nature": "complaint", "due": "replied", "route": reply | {"replied": DONE}, **details}
    return order({"do": wait(), "done": born}, job_types={"complaint": complaint})


def promised(lead_time: str) -> dict[str, Any]:
    return {"promise": {"lead_time": lead_time, "calendar": "always"}}


def only(log: Log, *columns: str, window: Window | None = None) -> tuple[Any, ...]:
    """Values of the one job that has a score."""
    (row,) = scores(log, window).select(columns).iter_rows()
    return row


class TestScores:
    def test_a_job_with_which_nothing_went_wrong_has_100(self):
        log = order({"do": wait(), "done": DONE}, job=promised("1d"))
        assert scores(log).columns == [
            *("job", "job_type", "client", "tier", "score"),
            *("lateness", "revisions", "defects", "complaints", "replies"),
        ]
        assert only(log, "score", "lateness", "revisions", "defects", "complaints", "replies") == (100, 0, 0, 0, 0, 0)

    @pytest.mark.parametrize(
        ("takes", "points"), [("24h", 0), ("24h1s", 4), ("48h", 4), ("48h1s", 8)], ids=lambda value: str(value)
    )
    def test_each_day_begun_after_the_promised_one_costs_points(self, takes, points):
        log = order({"do": wait(takes), "done": DONE}, job=promised("1h"))
        assert only(log, "lateness", "score") == (points, 100 - points)

    def test_days_are_those_of_the_calendar_though_a_clock_changes(self):
        # On Sunday, 29 March 2026, the day has 23 hours in Berlin; on Monday at 00:30 a second day has begun.
        log = order({"do": wait("47h30m"), "done": DONE}, job=promised("1h"), start="2026-03-28", zone="Europe/Berlin")
        assert only(log, "lateness") == (8,)
        axis = log.scenario.axis
        assert [days_begun(axis, 24 * HOUR, hours * HOUR) for hours in (24, 25, 47, 48)] == [0, 1, 1, 2]

    def test_without_a_promise_nothing_is_late(self):
        assert only(order({"do": wait("100h"), "done": DONE}), "score") == (100,)

    def test_a_date_that_was_never_promised_is_not_kept_late(self):
        # The date is promised at a milestone that this job never comes to.
        promise = {"promise": {"lead_time": "1h", "calendar": "always", "at": "signed"}}
        skip = {"kind": "choice", "branches": [{"to": "done"}, {"to": "signed", "chance": 0}]}
        log = order({"do": wait("100h"), "skip": skip, "signed": DONE, "done": DONE}, job=promise)
        assert only(log, "lateness") == (0,)

    @pytest.mark.parametrize(("rounds", "points"), [(0, 0), (1, 0), (2, 3), (4, 9)])
    def test_rounds_of_revision_cost_points_beyond_those_that_are_free(self, rounds, points):
        assert only(order(looped(rounds, "revision")), "revisions", "score") == (points, 100 - points)

    @pytest.mark.parametrize("means", ["defect", "alteration"])
    def test_each_defect_and_each_alteration_costs_points(self, means):
        assert only(order(looped(2, means)), "defects", "score") == (16, 84)

    def test_other_meanings_cost_nothing(self):
        assert only(order(looped(3, "rework")), "score") == (100,)

    def test_each_complaint_costs_points(self):
        assert only(complained({"reply": wait()}, number=2), "complaints", "replies", "score") == (30, 0, 70)

    @pytest.mark.parametrize(("reply", "points"), [("23h", 0), ("23h1s", 5), ("47h1s", 10)])
    def test_each_day_begun_after_the_reply_was_due_costs_points(self, reply, points):
        # The complaint comes in on Monday at 1, to be replied to on that day.
        log = complained({"reply": wait(reply)}, **promised("1h"))
        assert only(log, "replies", "score") == (points, 85 - points)

    def test_other_jobs_that_it_brings_about_are_no_complaints(self):
        call = {"nature": "maintenance", "route": {"do": wait()}}
        born = DONE | {"births": [{"job_type": "call"}]}
        log = order({"do": wait(), "done": born}, job_types={"call": call})
        assert scores(log)["score"].to_list() == [100, 100]

    def test_a_score_is_never_below_0(self):
        assert only(order(looped(13, "defect")), "defects", "score") == (104, 0)

    def test_the_scenario_says_what_weighs_how_much(self):
        points = {"rounds_free": 0, "round": 1.5}
        assert only(order(looped(2, "revision"), satisfaction=points), "score") == (97,)


class TestWindow:
    def test_a_job_counts_where_it_reached_its_milestone(self):
        log = order({"do": wait(), "done": DONE, "rest": wait("9h")})
        counted = [scores(log, Window(*window)).height for window in ((0, HOUR), (HOUR, DAY), (0, HOUR - 1))]
        assert counted == [1, 0, 0]

    def test_complaints_count_that_had_come_in_by_the_end(self):
        born = {"kind": "milestone", "births": [{"job_type": "complaint"}]}
        complaint = {"nature": "complaint", "route": {"reply": wait()}}
        log = order({"do": wait(), "done": DONE, "rest": wait(), "used": born}, job_types={"complaint": complaint})
        assert only(log, "complaints", window=Window(0, 2 * HOUR - 1)) == (0,)
        assert only(log, "complaints", window=Window(0, 2 * HOUR)) == (15,)

    def test_defects_count_that_had_been_found_by_the_end(self):
        found = {"kind": "choice", "branches": [{"to": "end", "means": "defect"}]}
        log = order({"do": wait(), "done": DONE, "rest": wait(), "look": found})
        assert only(log, "defects", window=Window(0, 2 * HOUR - 1)) == (0,)
        assert only(log, "defects", window=Window(0, 2 * HOUR)) == (8,)

    def test_a_reply_that_is_still_to_come_is_late_until_now(self):
        log = complained({"reply": wait("100h")}, **promised("1h"))
        assert only(log, "replies", window=Window(0, at("tue 00:00"))) == (0,)
        assert only(log, "replies", window=Window(0, at("wed 12:00"))) == (10,)

    def test_a_complaint_that_ended_without_a_reply_grows_no_later(self):
        ended = {"wait": wait("30h"), "stop": {"kind": "choice", "branches": [{"to": "end"}]}}
        log = complained(ended, **promised("1h"))
        assert only(log, "replies", window=Window(0, at("sat 00:00"))) == (5,)

    def test_unfinished_and_lost_jobs_have_no_score(self):
        assert scores(run(agency({"do": wait(), "done": DONE}, job={"due": "done"}), weeks=0.5 / 168)).height == 0
        lost = {"stop": {"kind": "choice", "branches": [{"to": "end"}, {"to": "done", "chance": 0}]}, "done": DONE}
        assert scores(order(lost)).height == 0


class TestFigures:
    def test_means_are_told_by_type_tier_and_client(self):
        def kind(route: dict[str, Any], **details: Any) -> dict[str, Any]:
            return {"demand": {"at_start": 1}, "due": "done", "route": route, **details}

        good, poor = kind(looped(0, "defect")), kind(looped(2, "defect"), nature="maintenance")
        scenario = agency(job_types={"good": good, "poor": poor}, tiers={"key": {}}, clients={"bank": {"tier": "key"}})
        figures = satisfaction(run(scenario))
        assert (figures.jobs, figures.mean) == (2, 92)
        assert figures.by_type == {"good": Score(jobs=1, mean=100), "poor": Score(jobs=1, mean=84)}
        assert figures.by_tier == {"key": Score(jobs=2, mean=92)}
        assert figures.by_client == {"bank": Score(jobs=2, mean=92)}
        assert figures.lost == {"lateness": 0, "revisions": 0, "defects": 8, "complaints": 0, "replies": 0}

    def test_complaints_have_no_score_of_their_own(self):
        assert satisfaction(complained({"reply": wait()})).by_type.keys() == {"job"}

    def test_jobs_can_be_chosen(self):
        log = run(agency(looped(1, "defect"), jobs=2, job={"due": "done"}))
        assert satisfaction(log, None, log.jobs.head(1)).jobs == 1

    def test_without_tiers_there_are_no_tiers(self):
        figures = satisfaction(order(looped(0, "defect")))
        assert (figures.mean, figures.by_tier, figures.by_client) == (100, {}, {})

    def test_a_run_without_jobs_has_no_mean(self):
        figures = satisfaction(run(agency(looped(0, "defect"), jobs=0)))
        assert (figures.jobs, figures.mean, figures.lost) == (0, None, {})

    def test_figures_survive_json(self):
        figures = satisfaction(order(looped(3, "revision")))
        assert type(figures).model_validate_json(figures.model_dump_json()) == figures
