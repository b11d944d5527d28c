"""What those leave behind who are in a state, but not in the scenario that goes on from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.sim.route_steps import WorkStep
from agencysim.sim.timing import Timing
from agencysim.sim.visits import Job, Task

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agencysim.sim.run import Run
    from agencysim.state import JobState, State, VisitState
    from agencysim.state_fit import Names


def job_of(run: Run, state: JobState) -> Job:
    """Return an open job with its chance, but without its history."""
    key = int(state.key, 16)
    row = run.rows.get((state.job_type, key), -1)
    return Job(state.id, key, row, run.routes[state.job_type], state.arrived, (state.arrived, key), state.parent)


def without_the_gone(run: Run, state: State, names: Names) -> State:
    """Return a state without those who have gone; what they were at is interrupted, and waits for others.

    Parameters
    ----------
    run
        That is to go on.
    state
        In which everything fits but for those who have gone.
    names
        Who is who.
    """
    if all(name in names.index for name in _named(state)):
        return state
    jobs = [
        job.model_copy(
            update={
                "crews": {step: here for step, crew in job.crews.items() if (here := _here(crew, names))},
                "open": tuple(_without(run, state, names, job, visit) for visit in job.open),
            }
        )
        for job in state.jobs
    ]
    away = tuple(away for away in state.away if away.resource in names.index)
    overtime = tuple(grant for grant in state.overtime if grant.person in names.index)
    return state.model_copy(update={"jobs": tuple(jobs), "away": away, "overtime": overtime})


def _named(state: State) -> Iterator[str]:
    yield from (away.resource for away in state.away)
    yield from (grant.person for grant in state.overtime)
    for job in state.jobs:
        yield from (name for crew in job.crews.values() for name in crew)
        for visit in job.open:
            yield from (*visit.people, *visit.units, *visit.kept_for)


def _here(crew: Iterable[str], names: Names) -> tuple[str, ...]:
    return tuple(name for name in crew if name in names.index)


def _without(run: Run, state: State, names: Names, job: JobState, visit: VisitState) -> VisitState:
    crew = (*visit.people, *visit.units)
    if all(name in names.index for name in crew):
        return visit.model_copy(update={"kept_for": _here(visit.kept_for, names)})
    nobody: dict[str, object] = {"start": None, "people": (), "units": (), "pace": None, "kept_for": ()}
    done = _done(run, state, names, job, visit)
    return visit.model_copy(update={**nobody, "part": visit.part + 1, "ready": state.time, "done": done})


def _done(run: Run, state: State, names: Names, job: JobState, visit: VisitState) -> float:
    """Return the content done of a running task, with the hours of their colleagues for those who have gone."""
    here = {name: colleague for name in (*visit.people, *visit.units) if (colleague := names.colleague(name))}
    step = run.routes[job.job_type].steps[visit.step]
    if not here or visit.pace is None:
        return visit.done
    assert isinstance(step, WorkStep)
    task = Task(job_of(run, job), step, visit.attempt, visit.ready)
    task.start, task.done, task.crew = visit.start, visit.done, names.mask(here.values())
    task.content = run.floor.content_left(task)
    task.set_pace(visit.pace)
    timing = Timing(run.staff.calendars)
    for grant in sorted(state.overtime, key=lambda grant: grant.start):
        if grant.person in here:
            timing.grants[names.index[here[grant.person]]].append((grant.start, grant.until))
    task.legs = timing.legs_of(task)
    return visit.done + timing.least_work(task, state.time) * visit.pace
