"""Small agencies with plans whose risk is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from scripted import agency, work

import agencysim as ag
from agencysim.plans import Assignment, Duty, Plan
from agencysim.values import DAY, HOUR

if TYPE_CHECKING:
    from agencysim.plan_risk import JobRisk, Risk
    from agencysim.scenario import Scenario
    from agencysim.state import State

MONDAY = "2026-03-02"
DAILY = ((8 * HOUR, 12 * HOUR), (13 * HOUR, 17 * HOUR))
J, K = "job-start.1", "job-start.2"
ANN = {"ann": {"skills": {"a": 1}, "wage": 10}}
TWO = {name: {"skills": {"a": 1}} for name in ("ann", "bob")}


def shop(route: dict[str, Any], people: dict[str, Any], **parts: Any) -> Scenario:
    """People work from 8 to 12 and from 13 to 17, Monday to Friday; jobs are there at the start."""
    calendars = {"day": {"week": {"mon-fri": ["08:00-12:00", "13:00-17:00"]}}, **parts.pop("calendars", {})}
    route = {**route, "done": {"kind": "milestone"}}
    job = {"due": "done"} | parts.pop("job", {})
    return agency(route, people=people, calendars=calendars, calendar="day", start=MONDAY, job=job, **parts)


def half_signed(make: Any = "2h") -> tuple[Scenario, State, Plan]:
    """Ann has had one of two jobs signed, and is about to have the other one; all is due at eleven."""
    route = {"sign": work("a", "1h"), "signed": {"kind": "milestone"}, "make": work("a", make)}
    scenario = shop(route, ANN, jobs=2, job={"promise": {"lead_time": "2 working days", "at": "signed"}})
    state = with_date(ag.state_at(ag.simulate(scenario, weeks=1), round(9.5 * HOUR)), 11)
    return scenario, state, plan(scenario, piece("make", "ann", 10, 12), piece("make", "ann", 13, 15, job=K))


def at_start(scenario: Scenario, due: float | None = None) -> State:
    """Return where it stands when it begins, its jobs due so many hours after Monday's midnight."""
    state = ag.state_at(ag.simulate(scenario, weeks=0), 0)
    return state if due is None else with_date(state, due)


def with_date(state: State, due: float) -> State:
    """Return a state with a date for its jobs, in hours from Monday's midnight."""
    jobs = (job.model_copy(update={"due": round(due * HOUR)}) for job in state.jobs)
    return state.model_copy(update={"jobs": tuple(jobs)})


def piece(step: str, people: str, start: float, end: float, *, job: str = J, **others: Any) -> Assignment:
    """Return planned work; hours count from Monday's midnight."""
    who = tuple(people.split())
    return Assignment(job=job, step=step, people=who, start=round(start * HOUR), end=round(end * HOUR), **others)


def duty(person: str, day: int = 0, **others: Any) -> Duty:
    """Return a usual day."""
    hours = tuple((start + day * DAY, end + day * DAY) for start, end in DAILY)
    return Duty(person=person, day=day, shift="day", hours=hours, **others)


def plan(scenario: Scenario, *pieces: Assignment, duties: tuple[Duty, ...] | None = None) -> Plan:
    """Return a plan of the week; everybody works his usual shifts unless duties are given."""
    if duties is None:
        duties = tuple(duty(name, day) for day in range(5) for name in scenario.people)
    return Plan(scenario=scenario.name, start=0, end=7 * DAY, assignments=pieces, duties=duties)


def job_of(risk: Risk, name: str = J) -> JobRisk:
    """Return what is told of a job."""
    return next(job for job in risk.jobs if job.job == name)
