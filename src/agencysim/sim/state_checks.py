"""Whether a state fits the scenario that is to go on from it."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from agencysim.errors import Problem
from agencysim.sim.route_steps import StockStep, WaitStep, WorkStep

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agencysim.sim.run import Run
    from agencysim.state import JobState, State, VisitState

REMEDY = "use a state of the same agency, or one saved from a run of this scenario"


def problems(run: Run, state: State) -> list[Problem]:
    """Return everything that does not fit."""
    found = [*_unknown(run, state)] or [*_impossible(run, state)]
    return [Problem(what, REMEDY) for what in found]


def _unknown(run: Run, state: State) -> Iterator[str]:
    """Yield what a state names that the scenario does not have."""
    start, names = run.scenario.start, set(run.staff.names)
    if state.start != start:
        yield f"the state counts its moments from {state.start}, the scenario from {start}"
    for job in state.jobs:
        yield from _unknown_of_job(run, job, names)
    for who in sorted({a.resource for a in state.away} | {o.person for o in state.overtime}):
        if who not in names:
            yield f"{who!r} is away or in overtime, but the scenario does not have them"
    for material in sorted(set(state.stock) - set(run.stockroom.shelves)):
        yield f"{material!r} is in stock, but is no material of the scenario"


def _unknown_of_job(run: Run, job: JobState, names: set[str]) -> Iterator[str]:
    route = run.routes.get(job.job_type)
    if route is None:
        yield f"job {job.id} is of type {job.job_type!r}, which the scenario does not have"
        return
    steps = {visit.step for visit in job.open} | set(job.visits) | set(job.crews)
    for step in sorted(steps - set(route.steps)):
        yield f"job {job.id} is at {step!r}, which is no step of {job.job_type}"
    people = {p for visit in job.open for p in (*visit.people, *visit.units, *visit.kept_for)}
    for name in sorted((people | {p for crew in job.crews.values() for p in crew}) - names):
        yield f"job {job.id} has {name!r} at work, whom the scenario does not have"
    if job.tier and job.tier not in run.clientele.tiers:
        yield f"job {job.id} is of tier {job.tier!r}, which the scenario does not have"
    if job.credit and job.credit not in run.scenario.credit:
        yield f"job {job.id} has credit {job.credit!r}, which the scenario does not have"
    for kind in sorted(set(job.births) - set(run.routes)):
        yield f"job {job.id} has brought about jobs of type {kind!r}, which the scenario does not have"


def _impossible(run: Run, state: State) -> Iterator[str]:
    """Yield what cannot be, whatever the scenario."""
    for name, count in Counter(job.id for job in state.jobs).items():
        if count > 1:
            yield f"job {name} is there {count} times"
    for job in state.jobs:
        if not job.open:
            yield f"job {job.id} is open but stands at no step"
        for visit in job.open:
            yield from (f"job {job.id} {what}" for what in _impossible_visit(run, job, visit, state.time))
    busy = Counter(p for job in state.jobs for v in job.open for p in (*v.people, *v.units))
    for name, count in busy.items():
        if count > 1:
            yield f"{name!r} is at {count} tasks at once"
    for away in state.away:
        if away.resource in busy:
            yield f"{away.resource!r} is away and at work"
        if away.until <= state.time:
            yield f"{away.resource!r} is away until a moment that is past"


def _impossible_visit(run: Run, job: JobState, visit: VisitState, now: int) -> Iterator[str]:
    step = run.routes[job.job_type].steps[visit.step]
    if not isinstance(step, WorkStep | WaitStep | StockStep):
        yield f"cannot stand at {visit.step!r}, which takes no time"
    if max(visit.since, visit.ready, visit.start or 0) > now:
        yield f"came to {visit.step!r} or began it after the state's own moment"
    if visit.start is not None and not visit.outside and not (visit.people or visit.units):
        yield f"has {visit.step!r} running, but nobody is at it"
    if visit.outside and (not isinstance(step, WorkStep) or step.outside is None):
        yield f"has {visit.step!r} done by another firm, which the scenario does not foresee"
