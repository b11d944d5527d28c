"""What a job does at a step: one short function for each kind."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable
from typing import TYPE_CHECKING, Any

from agencysim.chance import child_key
from agencysim.sim.route_steps import (
    ChoiceStep,
    CompiledStep,
    ForkStep,
    MilestoneStep,
    StockStep,
    WaitStep,
    WorkStep,
    chance_at,
)
from agencysim.sim.visits import Job, Task, Visit

if TYPE_CHECKING:
    from agencysim.domain import Condition
    from agencysim.sim.run import Run

Process = Generator[Any, Any, "CompiledStep | None"]
HOUR = 3600.0


def walk(run: Run, job: Job, step: CompiledStep | None, stop: CompiledStep | None = None) -> Process:
    """Take a job from step to step until the route, or the branch of it that ends at ``stop``, ends."""
    while step is not None and step is not stop and not job.gone:
        if step.instant:
            step = step.action(run, job, step)
        else:
            step = yield from step.action(run, job, step)
    if stop is None and not job.gone:
        run.finish(job)
    return None


def work(run: Run, job: Job, step: WorkStep) -> Process:
    """Wait for a crew and its things, and do the work."""
    floor, visits, position = run.floor, job.visits, step.position
    attempt = visits[position] = visits[position] + 1
    task = job.open[position] = Task(job, step, attempt, run.env._now)
    floor.join(task)
    if step.escalates:
        run.expect_escalation(task)
    yield task
    floor.ended(task)
    del job.open[position]
    return step.next


def finish_work(run: Run, task: Task) -> Process:
    """Go on when work is done that a state says was waiting or running."""
    yield task
    run.floor.ended(task)
    step: WorkStep = task.step
    del task.job.open[step.position]
    return step.next


def wait(run: Run, job: Job, step: WaitStep) -> Process:
    """Let a delay pass on the calendar that it belongs to."""
    visit = Visit(job, step, _visited(job, step), run.env._now)
    job.open[step.position] = visit
    run.env.ticket_at(end_of_wait(run, visit), visit)
    return (yield from finish_wait(run, visit))


def finish_wait(run: Run, visit: Visit) -> Process:
    """Go on when a delay has passed."""
    job = visit.job
    step: WaitStep = visit.step
    yield visit
    row = (visit.ready, visit.ready, run.env._now, 0, 0.0, None, 0, "done")
    run.recorder.tasks += (job, step, visit.attempt, 1, *row)
    del job.open[step.position]
    return step.next


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
    to = _chosen(run, job, step, attempt)
    run.recorder.decisions.append((job, step, attempt, run.env._now, to))
    return to


def _chosen(run: Run, job: Job, step: ChoiceStep, attempt: int) -> CompiledStep | None:
    for when, to in step.conditional:
        if _holds(run, job, when, attempt):
            return to
    if step.by_chance:
        u, below = step.uniform.at(job.key, job.row, attempt), 0.0
        for branch, to in step.by_chance:
            below += chance_at(branch, attempt) or 0.0
            if u < below:
                return to
    return step.otherwise


def _holds(run: Run, job: Job, when: Condition, attempt: int) -> bool:
    if when.fact == "new_client":
        return job.new_client
    if when.fact in ("tier", "client"):
        return getattr(job, when.fact) in (when.among or ())
    if when.above_authority is not None:
        return job.value > run.scenario.authority[when.above_authority]
    number = _number(run, job, when.fact, attempt)
    return (when.above is None or number > when.above) and (when.below is None or number < when.below)


def _number(run: Run, job: Job, fact: str, attempt: int) -> float:
    if fact == "attempt":
        return attempt
    if fact == "lateness":
        return float("-inf") if job.due is None else (run.env._now - job.due) / HOUR
    return job.value


def fork(run: Run, job: Job, step: ForkStep) -> Process:
    """Walk all branches at once, and go on from the join when the last has ended."""
    _visited(job, step)
    branches = [run.env.process(walk(run, job, first, step.join)) for first in step.branches]
    yield run.env.all_of(branches)
    return step.join.next


def stock(run: Run, job: Job, step: StockStep) -> Process:
    """Take material from stock, waiting while it is short."""
    visit = Visit(job, step, _visited(job, step), run.env._now)
    job.open[step.position] = visit
    return (yield from take(run, visit))


def take(run: Run, visit: Visit) -> Process:
    """Wait for material, take it, and go on."""
    job, step = visit.job, visit.step
    assert isinstance(step, StockStep)
    uses = {name: max(0.0, draw.at(job.key, job.row, visit.attempt)) for name, draw in step.uses}
    run.stockroom.ask(visit, uses)
    yield visit
    row = (visit.ready, run.env._now, run.env._now, 0, 0.0, None, 0, "done")
    run.recorder.tasks += (job, step, visit.attempt, 1, *row)
    del job.open[step.position]
    return step.next


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
    for kind, chance, draw in step.births:
        if draw.at(job.key, job.row, attempt) < chance:
            run.bear(job, kind)
    return step.next


def _book(run: Run, job: Job, step: MilestoneStep, now: int) -> None:
    spec: Any = step.spec
    if spec.earns:
        amount = spec.earns * job.value
        bad = step.is_last_payment and run.clientele.is_bad_debt(job)
        run.recorder.money.append((now, "bad debt" if bad else "revenue", job, step.name, amount))
    if spec.costs:
        run.recorder.money.append((now, "expense", job, step.name, -spec.costs))


def child(job: Job, kind: str) -> tuple[str, int]:
    """Return the name and the key of the next job of a type that a job brings about."""
    ordinal = job.births.get(kind, 0) + 1
    job.births = {**job.births, kind: ordinal}
    return f"{job.id}/{kind}.{ordinal}", child_key(job.key, kind, ordinal)


def _visited(job: Job, step: CompiledStep) -> int:
    visits = job.visits
    attempt = visits[step.position] = visits[step.position] + 1
    return attempt


INSTANT: dict[str, Callable[[Any, Job, Any], CompiledStep | None]] = {
    "choice": choice,
    "milestone": milestone,
}
"""Step kinds that take no time."""

LASTING: dict[str, Callable[[Any, Job, Any], Process]] = {
    "work": work,
    "wait": wait,
    "fork": fork,
    "stock": stock,
}
"""Step kinds that may take time; a join needs no action, since the fork goes on from it."""


def give_actions(steps: Iterable[CompiledStep]) -> None:
    """Let every step know what it does."""
    for step in steps:
        step.instant = step.kind in INSTANT
        step.action = INSTANT.get(step.kind) or LASTING.get(step.kind)
