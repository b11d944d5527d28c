"""Going on from a state: open jobs, absences, overtime and orders are put back where they stood."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agencysim.errors import StateError
from agencysim.sim.following import PlannedFloor
from agencysim.sim.handover import job_of, without_the_gone
from agencysim.sim.kernel import Journey
from agencysim.sim.planned_hours import planned_overtime
from agencysim.sim.route_steps import CompiledStep, ForkStep, StockStep, WaitStep, WorkStep
from agencysim.sim.steps import ask_for_material, end_of_wait, walk
from agencysim.sim.visits import Job, Task, Visit
from agencysim.state_fit import Names, problems, renamed

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agencysim.sim.floor import Floor
    from agencysim.sim.ground import Ground
    from agencysim.sim.run import Run
    from agencysim.state import JobState, State, VisitState


def checked(ground: Ground, state: State) -> State:
    """Return a state in the names of the scenario that goes on from it.

    Raises
    ------
    StateError
        If the state cannot be, or does not fit the scenario; all problems at once.
    """
    names = Names(ground.scenario, ground.staff)
    state = renamed(state, names)
    if found := problems(ground.scenario, ground.staff, state, names):
        raise StateError(found)
    return state


def open_keys(state: State) -> dict[str, list[int]]:
    """Return the keys of the open jobs of a state by job type."""
    found: dict[str, list[int]] = {}
    for job in state.jobs:
        found.setdefault(job.job_type, []).append(int(job.key, 16))
    return found


def restore(run: Run, state: State) -> State:
    """Put a run where a state, which was checked, says that the agency stands; return it without those who have gone.

    Tasks of people and things who have gone, since their group has fewer members in this scenario, are interrupted.
    """
    names = Names(run.scenario, run.staff)
    state = without_the_gone(run, state, names)
    _restore_absences(run, state, names.index)
    _restore_overtime(run, state, names.index)
    _restore_stock(run, state)
    run.restored = set(_taken_keys(run, state))
    for job_state in state.jobs:
        _restore_job(run, job_state, names)
    if isinstance(run.floor, PlannedFloor):
        run.floor.take_over(_running(run))
    return state


def _running(run: Run) -> list[Task]:
    """Return the tasks that somebody is at, in the order of the jobs."""
    visits = (visit for job in run.recorder.jobs for visit in job.open.values())
    return [visit for visit in visits if isinstance(visit, Task) and visit.start is not None and not visit.outside]


def _taken_keys(run: Run, state: State) -> Iterator[int]:
    """Yield the keys under which no job may come in any more, since one of its key or name is open."""
    yield from (int(job.key, 16) for job in state.jobs)
    names = {job.id for job in state.jobs}
    for kind, arrivals in run.coming.items():
        for label, key in zip(arrivals.labels, arrivals.keys.tolist(), strict=True):
            if f"{kind}-{label}" in names:
                yield key


def _restore_absences(run: Run, state: State, index: dict[str, int]) -> None:
    for away in state.away:
        resource = index[away.resource]
        run.floor.send_away(resource)
        run.expect_return(resource, away.until)


def _restore_overtime(run: Run, state: State, index: dict[str, int]) -> None:
    floor, now = run.floor, state.time
    planned = set(planned_overtime(run.staff, run.plan)) if run.plan else set()
    windows = {each[:3] for each in planned}
    for grant in sorted(state.overtime, key=lambda grant: grant.start):
        person = index[grant.person]
        run.overtime.note(person, grant.start, grant.until)
        if (person, grant.start, grant.until) in windows:
            run.planned_overtime.append((person, grant.start, grant.until))
            continue
        floor.timing.grants[person].append((grant.start, grant.until))
        if grant.until > now:
            floor.in_overtime |= 1 << person
            floor.duty |= 1 << person
            run.overtime.end_at(grant.until, 1 << person)


def _restore_stock(run: Run, state: State) -> None:
    for name, shelf_state in state.stock.items():
        shelf = run.stockroom.shelves[name]
        shelf.level, shelf.orders = shelf_state.level, shelf_state.orders
        for order in sorted(shelf_state.open, key=lambda order: order.number):
            run.stockroom.expect(name, order.number, order.quantity, order.ordered)


def _restore_job(run: Run, state: JobState, names: Names) -> None:
    job, route = job_of(run, state), run.routes[state.job_type]
    job.client, job.tier, job.team, job.credit = state.client, state.tier, state.team, state.credit
    job.about = state.about
    job.new_client, job.value, job.patience_over = state.new_client, state.value, state.patience_over
    job.due, job.first_due, job.due_reached = state.due, state.first_due, state.due_reached
    if state.births:
        job.births = dict(state.births)
    for name, count in state.visits.items():
        job.visits[route.steps[name].position] = count
    job.crews = {route.steps[name].index: names.mask(crew) for name, crew in state.crews.items()}
    run.clientele.know(job)
    run.recorder.jobs.append(job)
    visits = [_restore_visit(run, job, visit, names) for visit in state.open]
    Journey(run.env, _walk_on(run, job, visits, 0, None))
    run.expect_impatience(job)


def _restore_visit(run: Run, job: Job, state: VisitState, names: Names) -> Visit:
    step = job.route.steps[state.step]
    kind = Task if isinstance(step, WorkStep) else Visit
    visit = kind(job, step, state.attempt, state.ready)
    visit.began, visit.part, visit.start, visit.outside = state.since, state.part, state.start, state.outside
    job.open[step.position] = visit
    if isinstance(visit, Task):
        visit.done, visit.pace = state.done, state.pace or 1.0
        visit.restrained = names.mask(state.kept_for)
        _restore_task(run, visit, names.mask((*state.people, *state.units)))
    elif isinstance(step, WaitStep):
        # A delay that this scenario does not have is over at once.
        run.env.ticket_at(max(end_of_wait(run, visit), int(run.env.now)), visit)
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
