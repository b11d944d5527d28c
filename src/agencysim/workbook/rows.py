"""Where an agency stands, and what a planner adds, as rows of the sheets."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agencysim.domain import Work
from agencysim.language import name_in_language
from agencysim.planner.assumed.standing import standing
from agencysim.planner.week import JobTerms
from agencysim.plans import TaskId
from agencysim.values import DAY

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from agencysim.planner import Problem
    from agencysim.planner.week import Week
    from agencysim.scenario import Scenario
    from agencysim.state import JobState, State
    from agencysim.workbook.outcome import Outcome
    from agencysim.workbook.scenario_sheets import Values

AHEAD = 8 * 7 * DAY
"""How far ahead leave that the scenario plans is told, in seconds."""


def state_rows(scenario: Scenario, state: State, week: Week) -> dict[str, list[Values]]:
    """Return where an agency stands, and what a planner adds, sheet by sheet."""
    return {
        "about": [{"scenario": state.scenario, "first day": state.start, "as of": state.time}],
        "leave": [*_away(state), *_planned_leave(scenario, state), *_leave(scenario, week)],
        "jobs": [_job(scenario, job, week.jobs.get(job.id, JobTerms())) for job in state.jobs],
        "tasks": [row for job in state.jobs for row in _tasks(scenario, job)],
        "locks": [
            {**piece.model_dump(exclude={"mode", "locked"}), "way": piece.mode, "outside": piece.outside or None}
            for piece in week.locks
        ],
        "overtime": [grant.model_dump() for grant in state.overtime],
        "stock": [
            {"material": name, "level": shelf.level, "orders": shelf.orders} for name, shelf in state.stock.items()
        ],
        "purchases": [
            {"material": name, **order.model_dump()} for name, shelf in state.stock.items() for order in shelf.open
        ],
    }


def _away(state: State) -> Iterator[Values]:
    for away in state.away:
        yield {"who": away.resource, "kind": away.kind, "from": away.start, "until": away.until}


def _planned_leave(scenario: Scenario, state: State) -> Iterator[Values]:
    """Yield the leave of the next weeks that the scenario plans, for the planner to see."""
    axis = scenario.axis
    for name, group in scenario.people.items():
        for days in group.leave:
            start, end = axis.seconds(days.first), axis.midnight((days.last - axis.start).days + 1)
            if end > state.time and start < state.time + AHEAD:
                names = [name] if group.count == 1 else [f"{name}.{number}" for number in range(1, group.count + 1)]
                yield from ({"who": each, "kind": "planned", "from": start, "until": end} for each in names)


def _leave(scenario: Scenario, week: Week) -> Iterator[Values]:
    axis = scenario.axis
    for leave in week.leave:
        yield {"who": leave.who, "kind": leave.kind, "from": leave.start, "until": leave.end}
    for wish in week.days_off:
        start, end = axis.seconds(wish.first), axis.midnight((wish.last - axis.start).days + 1)
        yield {"who": wish.person, "kind": "day off wanted", "from": start, "until": end}
    for wanted in week.shifts:
        yield {"who": wanted.person, "kind": "shift wanted", "shift": wanted.shift}


def _job(scenario: Scenario, job: JobState, terms: JobTerms) -> Values:
    stands = standing(scenario, job)
    told = job.model_dump(exclude={"id", "open"})
    return {
        **{name.replace("_", " "): value for name, value in told.items()},
        "job": job.id,
        "title": name_in_language(job.job_type, scenario.job_types[job.job_type].label),
        "provisional": job.provisional or None,
        "new client": job.new_client or None,
        "patience over": job.patience_over or None,
        "status": (terms.status or stands.status).replace("_", " "),
        "win probability": stands.win_probability if terms.win_probability is None else terms.win_probability,
        "deadline": terms.firm_date,
        "weight": terms.weight,
    }


def begun_rows(scenario: Scenario, state: State, outcome: Outcome) -> list[Values]:
    """Return the begun work that a plan takes as over, its crew being on its way back: that is told of, too."""
    plan = outcome.result.plan
    planned = {piece.task for piece in plan.assignments} | {each.task for each in plan.unplanned}
    return [
        {
            "job": job.id,
            "step": visit.step,
            "title": name_in_language(visit.step, scenario.job_types[job.job_type].route[visit.step].label),
            "client name": job.client,
            "attempt": visit.attempt,
            "people": visit.people,
            "units": visit.units,
            "planned start": visit.start,
            "planned end": _back(outcome.problem, visit.people),
        }
        for job in state.jobs
        for visit in job.open
        if visit.start is not None and not visit.outside and TaskId(job.id, visit.step, visit.attempt) not in planned
    ]


def _back(problem: Problem, people: Collection[str]) -> int:
    """Return when people are back who are under way when a plan begins: until then they have a fixed task."""
    ends = (
        end
        for name in people
        if name in problem.person
        for start, end in problem.person[name].routines
        if start <= problem.start < end
    )
    return max(ends, default=problem.start)


def _tasks(scenario: Scenario, job: JobState) -> Iterator[Values]:
    route = scenario.job_types[job.job_type].route
    for visit in job.open:
        told: dict[str, Any] = {name.replace("_", " "): value for name, value in visit.model_dump().items()}
        is_work = isinstance(route.get(visit.step), Work)
        yield {
            **told,
            "job": job.id,
            "title": name_in_language(visit.step, route[visit.step].label),
            "client name": job.client,
            "outside": visit.outside or None,
            "done": visit.done if is_work and visit.done else None,
        }
