"""Days from request to end, to delivery, and from the promise of a date to delivery."""

from __future__ import annotations

import pytest
from scripted import agency, at, run, work

from agencysim.figures import Window, core_figures
from agencysim.snapshot import state_at

HOUR = 1 / 24


def night(hours: int) -> dict:
    return {"kind": "wait", "delay": f"{hours}h", "calendar": "always"}


def figures(promise_at: str | None = "signed", until: int | None = None, **parts):
    """A job is quoted for 6 hours, signed, made for 10, delivered, and paid for after 24 more."""
    promise = {"lead_time": "5 working days"} | ({"at": promise_at} if promise_at else {})
    route = {
        "quote": night(6),
        "signed": {"kind": "milestone"},
        "make": night(10),
        "delivered": {"kind": "milestone"},
        "term": night(24),
        "paid": {"kind": "milestone", "earns": 1},
    }
    log = run(agency(route, job={"promise": promise, "due": "delivered"}, **parts))
    return core_figures(log, None if until is None else Window(0, until))


def test_each_span_has_its_own_begin_and_end():
    found = figures()
    assert found.lead_time.mean == pytest.approx(40 * HOUR)
    assert found.delivery_time.mean == pytest.approx(16 * HOUR)
    assert found.promise_time.mean == pytest.approx(10 * HOUR)
    assert found.promise_time.jobs == found.delivery_time.jobs == found.lead_time.jobs == 1


def test_a_date_that_is_promised_at_once_is_promised_with_the_request():
    assert figures(promise_at=None).promise_time.mean == pytest.approx(16 * HOUR)


def test_what_was_promised_nothing_has_no_time_since_a_promise():
    log = run(agency({"make": night(10)}))
    found = core_figures(log)
    assert (found.delivery_time.jobs, found.promise_time.jobs, found.promise_time.mean) == (1, 0, None)


def test_a_window_has_the_spans_that_are_over_in_it():
    found = figures(until=at("mon 16:00"))
    assert (found.delivery_time.jobs, found.promise_time.jobs, found.lead_time.jobs) == (1, 1, 0)
    found = figures(until=at("mon 15:59:59"))
    assert (found.delivery_time.jobs, found.lead_time.jobs) == (0, 0)


def test_they_are_told_by_job_type_and_by_tier():
    found = figures(
        tiers={"small": {"share": 1}}, job_types={"other": {"demand": {"at_start": 1}, "route": {"n": night(5)}}}
    )
    assert {name: time.mean for name, time in found.delivery_time_by_type.items()} == {
        "job": pytest.approx(16 * HOUR),
        "other": pytest.approx(5 * HOUR),
    }
    assert list(found.promise_time_by_type) == ["job"]
    assert found.lead_time_by_tier["small"].jobs == 2


def test_the_spread_is_that_of_the_jobs():
    log = run(agency({"make": work("ann", "1h")}, jobs=3, people={"ann": {}}))
    # They are done at 09:30, 10:30 and 11:30.
    found = core_figures(log).lead_time
    hours = [24 * days for days in (found.p10, found.median, found.p90, found.mean)]
    assert hours == pytest.approx([9.7, 10.5, 11.3, 10.5])


def test_a_run_that_goes_on_does_not_know_promises_of_before():
    promise = {"lead_time": "5 working days", "at": "signed"}
    route = {"signed": {"kind": "milestone"}, "make": night(10), "delivered": {"kind": "milestone"}}
    scenario = agency(route, job={"promise": promise, "due": "delivered"})
    first = run(scenario, weeks=1 / 28)
    then = core_figures(run(scenario, state=state_at(first, first.manifest.end)))
    assert (then.delivery_time.jobs, then.promise_time.jobs) == (1, 0)
