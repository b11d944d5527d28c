"""What a job does at a step: one short function for each kind."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import TYPE_CHECKING, Any

from simpy import Event

from agencysim.chance import child_key
from agencysim.scenario.conditions import holds
from agencysim.sim.kernel import Journey
from agencysim.sim.route_steps import (
    ChoiceStep,
    CompiledStep,
    ForkStep,
    MilestoneStep,
    StockStep,
    WaitStep,
    WorkStep,
)
from agencysim.sim.visits import Job, Task, Visit

if TYPE_CHECKING:
    from agencysim.domain import Condition
    from agencysim.sim.route_steps import Way
    from agencysim.sim.run import Run

Process = Generator[Event, Any, None]


def walk(run: Run, job: Job, step: CompiledStep | None, stop: CompiledStep | None = None) -> Process:
    """Take a job from step to step until the route, or the branch of it that ends at ``stop``, ends."""
    while step is not None and step is not stop and not job.gone:
        if step.instant:
            step = step.begin(run, job, step)
        else:
            visit = step.begin(run, job, step)
            yield visit
            step = step.finish(run, step, visit)
    if stop is None and not job.gone:
        run.finish(job)


def work(run: Run, job: Job, step: WorkStep) -> Task:
    """Wait for a crew and its things, which do the work."""
    visits, position = job.visits, step.position
    attempt = visits[position] = visits[position] + 1
    task = job.open[position] = Task(job, step, attempt, run.env._now)
    run.floor.join(task)
    if step.escalates:
        run.escalation.expect(task)
    return task


def finish_work(run: Run, step: WorkStep, task: Task) -> CompiledStep | None:
    """Note the work that is done, and let the crew go."""
    run.floor.ended(task)
    del task.job.open[step.position]
    return step.next


def wait(run: Run, job: Job, step: WaitStep) -> Visit:
    """Let a delay pass on the calendar that it belongs to."""
    visit = _visit(run, job, step)
    run.env.ticket_at(end_of_wait(run, visit), visit)
    return visit


def finish_wait(run: Run, step: WaitStep, visit: Visit) -> CompiledStep | None:
    """Note a delay that has passed."""
    return _note(run, step, visit, visit.ready)


def end_of_wait(run: Run, visit: Visit) -> int:
    """Return when a delay that began when the visit was ready is over."""
    job, step = visit.job, visit.step
    assert isinstance(step, WaitStep)
    chosen = step.delays.get(job.tier) or step.delays.get("")
    if chosen is None:
        return visit.ready
    return run.end_of_delay(*chosen, (job.key, job.row, visit.attempt), visit.ready)


def choice(run: Run, job: Job, step: ChoiceStep) -> CompiledStep | None:
    """Take the first branch whose condition holds, or else one by chance."""
    attempt = _visited(job, step)
    way = _chosen(run, job, step, attempt)
    run.recorder.decisions.append((job, step, attempt, run.env._now, way))
    return way.to


def _chosen(run: Run, job: Job, step: ChoiceStep, attempt: int) -> Way:
    for when, way in step.conditional:
        if _holds(run, job, when, attempt):
            return way
    if step.by_chance:
        u = step.uniform.at(job.key, job.row, attempt)
        for below, way in step.shares_at(attempt):
            if u < below:
                return way
    return step.otherwise


def _holds(run: Run, job: Job, when: Condition, attempt: int) -> bool:
    steps, visits = job.route.steps, job.visits
    return holds(
        when,
        job,
        attempt=attempt,
        now=run.env._now,
        passed=lambda name: visits[steps[name].position] > 0,
        authority=run.scenario.authority,
    )


def fork(run: Run, job: Job, step: ForkStep) -> Event:
    """Walk all branches at once."""
    _visited(job, step)
    return run.env.all_of([Journey(run.env, walk(run, job, first, step.join)) for first in step.branches])


def join(run: Run, step: ForkStep, _: Event) -> CompiledStep | None:  # noqa: ARG001
    """Go on from the join when the last branch has ended."""
    return step.join.next


def stock(run: Run, job: Job, step: StockStep) -> Visit:
    """Wait for material while it is short, and take it from stock."""
    visit = _visit(run, job, step)
    ask_for_material(run, visit)
    return visit


def ask_for_material(run: Run, visit: Visit) -> None:
    """Let a visit wait for all that it takes."""
    job, step = visit.job, visit.step
    at = (job.key, job.row, visit.attempt)
    uses = {name: max(0.0, draw.at(*at)) for name, draw in step.uses}
    run.stockroom.ask(visit, uses, max(0.0, step.waste.at(*at)) if step.waste else 0.0)


def finish_stock(run: Run, step: StockStep, visit: Visit) -> CompiledStep | None:
    """Note material that was taken."""
    return _note(run, step, visit, run.env._now)


def milestone(run: Run, job: Job, step: MilestoneStep) -> CompiledStep | None:
    """Note a fact with its date, its money and the jobs that it brings about."""
    attempt, now = _visited(job, step), run.env._now
    if step.sets_due:
        run.promise(job, now)
    run.recorder.milestones.append((job, step, attempt, now, job.due if step.sets_due else None))
    if step.is_due and job.due_reached is None:
        job.due_reached = now
    if step.ends_patience:
        job.patience_over = True
    _book(run, job, step, now)
    for birth, draw in step.births:
        if birth.when and not _holds(run, job, birth.when, attempt):
            continue
        if draw.at(job.key, job.row, attempt) < birth.chance:
            run.bear(job, birth)
    return step.next


def _book(run: Run, job: Job, step: MilestoneStep, now: int) -> None:
    spec: Any = step.spec
    if share := step.earns[job.credit]:
        amount = share * job.value
        bad = step.is_last_payment and run.clientele.is_bad_debt(job)
        run.recorder.money.append((now, "bad debt" if bad else "revenue", job, step.name, amount))
    if spec.costs:
        run.recorder.money.append((now, "expense", job, step.name, -spec.costs))


def child(job: Job, kind: str) -> tuple[str, int]:
    """Return the name and the key of the next job of a type that a job brings about."""
    ordinal = job.births.get(kind, 0) + 1
    job.births = {**job.births, kind: ordinal}
    return f"{job.id}/{kind}.{ordinal}", child_key(job.key, kind, ordinal)


def _visit(run: Run, job: Job, step: CompiledStep) -> Visit:
    visit = job.open[step.position] = Visit(job, step, _visited(job, step), run.env._now)
    return visit


def _visited(job: Job, step: CompiledStep) -> int:
    visits = job.visits
    attempt = visits[step.position] = visits[step.position] + 1
    return attempt


def _note(run: Run, step: CompiledStep, visit: Visit, start: int) -> CompiledStep | None:
    """Note that a visit without own people is over; return the step that follows."""
    job = visit.job
    run.recorder.tasks += (job, step, visit.attempt, 1, visit.ready, start, run.env._now, 0, 0.0, None, 0, "done")
    del job.open[step.position]
    return step.next


INSTANT: dict[str, Callable[[Any, Job, Any], CompiledStep | None]] = {
    "choice": choice,
    "milestone": milestone,
}
"""Step kinds that take no time: what happens there, returning the step that follows."""

LASTING: dict[str, tuple[Callable[[Any, Job, Any], Event], Callable[[Any, Any, Any], CompiledStep | None]]] = {
    "work": (work, finish_work),
    "wait": (wait, finish_wait),
    "fork": (fork, join),
    "stock": (stock, finish_stock),
}
"""Step kinds that may take time: what begins there, returning the event of its end, and what follows from that.

A join needs no action of its own, since the fork goes on from it.
"""


def give_actions(steps: Iterable[CompiledStep]) -> None:
    """Let every step know what it does."""
    for step in steps:
        step.instant = step.kind in INSTANT
        if step.instant:
            step.begin = INSTANT[step.kind]
        elif step.kind in LASTING:
            step.begin, step.finish = LASTING[step.kind]
