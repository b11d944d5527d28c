"""Going on from a state: open jobs, absences, overtime and orders are put back where they stood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from agencysim.errors import StateError
from agencysim.sim.kernel import Journey
from agencysim.sim.route_steps import CompiledStep, ForkStep, StockStep, WaitStep, WorkStep
from agencysim.sim.state_checks import problems
from agencysim.sim.steps import ask_for_material, end_of_wait, walk
from agencysim.sim.visits import Job, Task, Visit

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agencysim.sim.floor import Floor
    from agencysim.sim.run import Run
    from agencysim.state import JobState, State, VisitState


def restore(run: Run, state: State) -> None:
    """Put a run where a state says that the agency stands.

    Raises
    ------
    StateError
        If the state does not fit the scenario; all problems at once.
    """
    if found := problems(run, state):
        raise StateError(found)
    index = {name: i for i, name in enumerate(run.staff.names)}
    _restore_absences(run, state, index)
    _restore_overtime(run, state, index)
    _restore_stock(run, state)
    run.restored = {int(job.key, 16) for job in state.jobs}
    for job_state in state.jobs:
        _restore_job(run, job_state, index)


def _restore_absences(run: Run, state: State, index: dict[str, int]) -> None:
    for away in state.away:
        resource = index[away.resource]
        run.floor.send_away(resource)
        run.expect_return(resource, away.until)


def _restore_overtime(run: Run, state: State, index: dict[str, int]) -> None:
    floor, now = run.floor, state.time
    for grant in state.overtime:
        person = index[grant.person]
        floor.timing.grants[person].append((grant.start, grant.until))
        run.overtime.note(person, grant.start, grant.until)
        if grant.until > now:
            floor.in_overtime |= 1 << person
            floor.duty |= 1 << person
            run.overtime.end_at(grant.until, 1 << person)


def _restore_stock(run: Run, state: State) -> None:
    for name, shelf_state in state.stock.items():
        shelf = run.stockroom.shelves[name]
        shelf.level, shelf.orders = shelf_state.level, shelf_state.orders
        for order in shelf_state.open:
            run.stockroom.expect(name, order.number, order.quantity, order.ordered)


def _restore_job(run: Run, state: JobState, index: dict[str, int]) -> None:
    route = run.routes[state.job_type]
    key = int(state.key, 16)
    found = np.flatnonzero(run.coming[state.job_type].keys == np.uint64(key))
    row = int(found[0]) if len(found) else -1
    job = Job(state.id, key, row, route, state.arrived, (state.arrived, key), state.parent)
    job.client, job.tier, job.team, job.credit = state.client, state.tier, state.team, state.credit
    job.about = state.about
    job.new_client, job.value, job.patience_over = state.new_client, state.value, state.patience_over
    job.due, job.first_due, job.due_reached = state.due, state.first_due, state.due_reached
    job.births = dict(state.births)
    for name, count in state.visits.items():
        job.visits[route.steps[name].position] = count
    job.crews = {route.steps[name].index: _mask(crew, index) for name, crew in state.crews.items()}
    run.clientele.know(job)
    run.recorder.jobs.append(job)
    visits = [_restore_visit(run, job, visit, index) for visit in state.open]
    Journey(run.env, _walk_on(run, job, visits, 0, None))
    run.expect_impatience(job)


def _mask(names: Iterable[str], index: dict[str, int]) -> int:
    mask = 0
    for name in names:
        mask |= 1 << index[name]
    return mask


def _restore_visit(run: Run, job: Job, state: VisitState, index: dict[str, int]) -> Visit:
    step = job.route.steps[state.step]
    kind = Task if isinstance(step, WorkStep) else Visit
    visit = kind(job, step, state.attempt, state.ready)
    visit.began, visit.part, visit.start, visit.outside = state.since, state.part, state.start, state.outside
    job.open[step.position] = visit
    if isinstance(visit, Task):
        visit.done, visit.pace = state.done, state.pace or 1.0
        visit.restrained = _mask(state.kept_for, index)
        _restore_task(run, visit, _mask((*state.people, *state.units), index))
    elif isinstance(step, WaitStep):
        run.env.ticket_at(end_of_wait(run, visit), visit)
    elif isinstance(step, StockStep):
        ask_for_material(run, visit)
    return visit


def _restore_task(run: Run, task: Task, crew: int) -> None:
    if task.outside:
        assert task.start is not None
        run.env.ticket_at(run.end_outside(task, task.start), task)
    elif task.start is not None:
        _resume(run.floor, task, crew)
    else:
        run.floor.join(task)
        run.escalation.expect(task)


def _resume(floor: Floor, task: Task, crew: int) -> None:
    """Take up a task that a state says was running, at the pace that it says."""
    pace, timing = task.pace, floor.timing
    floor.take_up(task, crew)
    task.content = floor.content_left(task)
    task.set_pace(pace)
    task.legs = timing.legs_of(task)
    if timing.end_of(task) <= floor.env.now:
        _draw_again(floor, task)
    task.ticket = floor.env.ticket_at(timing.end_of(task), task)


def _draw_again(floor: Floor, task: Task) -> None:
    """Give a task, which by this run's chance would be over, a content that exceeds what was done."""
    done = task.done + floor.timing.least_work(task, int(floor.env.now)) * task.pace
    job, content = task.job, task.step.content
    task.content = content.beyond(job.key, job.row, task.attempt, done) - task.done
    task.set_pace(task.pace)
    task.legs = floor.timing.legs_of(task)


def _walk_on(run: Run, job: Job, visits: list[Visit], depth: int, stop: CompiledStep | None) -> Any:
    """Take a job on from the steps at which it stands, forks around them included."""
    if len(visits) == 1 and len(visits[0].step.within) == depth:
        yield visits[0]
        at = visits[0].step
        step = at.finish(run, at, visits[0])
    else:
        fork = job.route.steps[visits[0].step.within[depth][0]]
        assert isinstance(fork, ForkStep)
        branches: dict[int, list[Visit]] = {}
        for visit in visits:
            branches.setdefault(visit.step.within[depth][1], []).append(visit)
        walks = [_walk_on(run, job, part, depth + 1, fork.join) for part in branches.values()]
        yield run.env.all_of([Journey(run.env, one) for one in walks])
        step = fork.join.next
    yield from walk(run, job, step, stop)
