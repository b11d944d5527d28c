"""The one call that tells the risk of a plan."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING, Literal, get_args

from agencysim.arguments import check_kind, check_whole
from agencysim.domain import Work
from agencysim.errors import AgencySimError, PlanError, Problem
from agencysim.language import tr
from agencysim.plan_risk.gathering import risk_of
from agencysim.plan_risk.replaying import Replay
from agencysim.plans import Plan, foreign
from agencysim.processes import processes
from agencysim.scenario import Scenario
from agencysim.sim import fitted
from agencysim.staff import workforce
from agencysim.state import State
from agencysim.values import DAY

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from agencysim.plan_risk.outcome import Outcome
    from agencysim.plan_risk.result import Risk

HowToReact = Literal["keep", "help", "overtime", "replan"]
REACTIONS: tuple[HowToReact, ...] = get_args(HowToReact)
"""What people may do when reality departs from the plan."""

MOST_REPLICATIONS = 100_000
MOST_WORKERS = 1_000
MOST_SEEDS = 2**63 - 1
FEWEST, MOST = 5, 25
"""Futures that a process replays before it tells: many take less time each, few let a bar move and end together."""
COLLECTED = 5
"""Futures after which the garbage of runs is collected; in the caller's own process, which may hold much, by batch."""


def risk(
    plan: Plan,
    scenario: Scenario,
    state: State,
    *,
    replications: int = 500,
    reaction: HowToReact = "help",
    until: int | None = None,
    seed: int = 1,
    workers: int = 1,
    progress: Callable[[float], None] | None = None,
) -> Risk:
    """Tell what may come of a plan, by replaying it in many futures in which all varies that may.

    How long work takes, who falls sick, what clients answer and when, breakdowns, and new orders are by chance. What
    has begun goes on knowing how long it has taken already; the state's own future is not among those that are looked
    at. The answer is the same for any number of workers.

    Time grows with the replications, and with tasks times people of the plan; with ``replan``, by a first plan for
    every noon and future, some forty times as long. Memory grows with replications times tasks.

    Parameters
    ----------
    plan
        The plan.
    scenario
        The agency.
    state
        Where it stands: at the beginning of the plan, or since.
    replications
        How many futures.
    reaction
        What people do when reality departs from the plan. ``keep``: everybody keeps to his own work and its times;
        what was planned for somebody sick goes to others after half an hour. ``help``: what is late by half an hour
        goes to whoever is free for it, too, and who is early begins what is next. ``overtime``: that, and overtime is
        called as the scenario's rules say, beyond what is planned. ``replan``: help, and a new first plan every noon.
    until
        When the replay ends, in seconds since the scenario's start; with the plan if absent. Dates after it are not
        told of. After the plan, the scenario's policy says who does what.
    seed
        Which chance the futures meet.
    workers
        Processes that share the work.
    progress
        Called now and then with the share that is done.

    Raises
    ------
    AgencySimError
        If an argument is none of its kind.
    PlanError
        If the plan does not fit the scenario or the state; all problems at once.
    StateError
        If the state does not fit the scenario.
    """
    check_kind("plan", plan, Plan, tr("make one with agencysim.plan, or read it with agencysim.Plan.read"))
    check_kind("scenario", scenario, Scenario, tr("load it with agencysim.load"))
    check_kind("state", state, State, tr("read it with agencysim.State.read"))
    check_whole("replications", replications, 1, MOST_REPLICATIONS)
    check_whole("workers", workers, 1, MOST_WORKERS)
    check_whole("seed", seed, 0, MOST_SEEDS)
    if reaction not in REACTIONS:
        raise AgencySimError(
            tr("unknown reaction {reaction!r:.60}: choose {known}", reaction=reaction, known=", ".join(REACTIONS))
        )
    if until is not None:
        check_whole("until", until, state.time + 1, plan.end + 52 * 7 * DAY)
    if (wrong := foreign(plan, scenario.name, tr("give the scenario for which it was made"))) is not None:
        raise PlanError([wrong])  # before all that a state of its agency has otherwise than another one
    state = fitted(scenario, state)
    _check_fit(plan, scenario, state)
    replay = Replay(plan, scenario, state, plan.end if until is None else until, seed, reaction)
    found: list[Outcome] = []
    for some in _outcomes(replay, replications, workers):
        found += some
        if progress:
            progress(len(found) / replications)
    return risk_of(replay, found)


def _check_fit(plan: Plan, scenario: Scenario, state: State) -> None:
    """Refuse a plan that is of other people, another time or other jobs.

    Raises
    ------
    PlanError
        All that does not fit at once.
    """
    if found := list(_misfits(plan, scenario, state)):
        raise PlanError(found)


def _misfits(plan: Plan, scenario: Scenario, state: State) -> Iterator[Problem]:
    axis = scenario.axis
    if not plan.start - 7 * DAY <= state.time < plan.end:
        yield Problem(
            tr(
                "the plan goes from {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}, the state is of "
                "{now:%Y-%m-%d %H:%M}",
                start=axis.moment(plan.start),
                end=axis.moment(plan.end),
                now=axis.moment(state.time),
            ),
            tr("give the state from which it was made, or one while it lasts"),
        )
        return
    yield from _foreign_people(plan, scenario)
    yield from _foreign_work(plan, scenario, state)
    coming = plan.jobs_from(state.time)
    if coming and coming.isdisjoint(job.id for job in state.jobs):
        yield Problem(
            tr("none of the jobs of the plan is open in the state"), tr("give the state from which it was made")
        )


def _foreign_people(plan: Plan, scenario: Scenario) -> Iterator[Problem]:
    """Yield whom and what a plan has that the scenario does not have."""
    _, staff = workforce(scenario, plan.end)
    named = {name for piece in plan.assignments for name in (*piece.people, *piece.units)}
    named |= {duty.person for duty in plan.duties}
    for name in sorted(named - set(staff.names)):
        yield Problem(
            tr("the plan has work for {name}, whom the scenario does not have", name=name),
            tr("give the scenario for which it was made"),
        )


def _foreign_work(plan: Plan, scenario: Scenario, state: State) -> Iterator[Problem]:
    """Yield the work of a plan to which no job of its type comes, or that is done otherwise."""
    kinds = {job.id: job.job_type for job in state.jobs}
    steps = {(kinds[piece.job], piece.step, piece.mode) for piece in plan.assignments if piece.job in kinds}
    for job_type, name, mode in sorted(steps):
        step = scenario.job_types[job_type].route.get(name)
        if not isinstance(step, Work):
            yield Problem(
                tr("the plan has work at {step} of {job_type}, which is no work there", step=name, job_type=job_type),
                tr("give the scenario for which it was made"),
            )
        elif mode and mode not in step.alternatives:
            yield Problem(
                tr(
                    "the plan has {step} of {job_type} done by {mode}, which is no way to do it",
                    step=name,
                    job_type=job_type,
                    mode=mode,
                ),
                tr("give the scenario for which it was made"),
            )


def _outcomes(replay: Replay, replications: int, workers: int) -> Iterator[list[Outcome]]:
    """Yield what comes of futures in their order, some at a time.

    The first replication is the state's own, whose run may have led to it: the futures are those after it.
    """
    batches = list(_batches(replications, workers))
    if workers == 1:
        for batch in batches:
            yield _replay(replay, batch, MOST)
        return
    with processes(min(workers, len(batches)), _take, (replay,)) as pool:
        yield from pool.map(_replayed, batches)


def _batches(replications: int, workers: int) -> Iterator[range]:
    """Yield the numbers of the futures in batches: the first are small, and the last, so that all end together."""
    first = 1
    while (left := replications + 1 - first) > 0:
        most = MOST if first > FEWEST * workers else FEWEST
        size = min(left, max(FEWEST, min(most, left // (3 * workers))))
        yield range(first, first + size)
        first += size


def _replay(replay: Replay, numbers: Sequence[int], collected: int) -> list[Outcome]:
    """Return what comes of some futures; the garbage of so many runs is collected together."""
    replay.expect(numbers)
    found = []
    for number in numbers:
        found.append(replay.outcome(number))
        if not len(found) % collected:
            gc.collect()
    return found


_given: list[Replay] = []
"""What a process that helps has been given to replay."""


def _take(replay: Replay) -> None:
    """Let a process know what it is to replay, and prepare it once."""
    _given[:] = [replay]
    replay.prepare()
    gc.collect()
    gc.freeze()  # what stays need not be visited each time that the garbage of runs is collected
    gc.disable()  # it is collected when there is enough of it: runs end with cycles, and little else is made


def _replayed(numbers: Sequence[int]) -> list[Outcome]:
    return _replay(_given[0], numbers, COLLECTED)
