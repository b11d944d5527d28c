"""The life of a job is what the log says of it."""

from __future__ import annotations

import pytest
from scripted import agency, at, run, work

from agencysim.errors import AgencySimError
from agencysim.figures.job_life import Reached, Visit, job_life


def signs():
    """Two jobs of an hour for Ann, made known when they are done."""
    job = {"due": "made", "promise": {"lead_time": "1 working day"}}
    route = {"make": work("ann", stage="shop"), "made": {"kind": "milestone"}}
    return run(agency(route, jobs=2, people={"ann": {}}, stages={"shop": {}}, job=job))


def test_a_life_tells_waiting_work_people_and_dates():
    log = signs()
    second = log.tasks.sort("start")["job"][1]
    life = job_life(log, second)
    make = {"step": "make", "stage": "shop", "attempt": 1, "kind": "work", "status": "done", "people": ("ann",)}
    assert life.visits == (Visit(**make, ready=0, start=at("mon 09:30"), end=at("mon 10:30")),)
    assert life.milestones == (Reached(step="made", time=at("mon 10:30")),)
    assert (life.arrived, life.ended, life.due, life.due_reached) == (
        0,
        at("mon 10:30"),
        at("tue 00:00"),
        at("mon 10:30"),
    )
    assert life.outcome == "done"


def test_what_was_not_begun_has_no_beginning_and_no_end():
    life = job_life(
        log := run(agency({"make": work("ann")}, people={"ann": {"hired_from": "2026-02-01"}}, weeks=1)),
        log.jobs["job"][0],
    )
    assert [(visit.status, visit.start, visit.end) for visit in life.visits] == [("waiting", None, None)]
    assert (life.ended, life.due, life.outcome) == (None, None, "open")


def test_a_job_that_was_not_is_asked_back():
    log = signs()
    name = log.jobs["job"][0]
    with pytest.raises(AgencySimError, match=f"no job '{name}x': did you mean {name}"):
        job_life(log, f"{name}x")
    with pytest.raises(AgencySimError, match="no job '?': it has 2 jobs, named in its jobs table".replace("?", r"\?")):
        job_life(log, "?")
