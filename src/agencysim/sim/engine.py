"""The one call that runs the simulator."""

from __future__ import annotations

import gc
import subprocess
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import lru_cache
from importlib.metadata import version
from math import isnan
from numbers import Real
from pathlib import Path
from typing import TYPE_CHECKING

from agencysim.chance import Stream
from agencysim.errors import AgencySimError
from agencysim.language import tr
from agencysim.log import Log, Manifest
from agencysim.scenario import Scenario
from agencysim.sim.ground import Ground
from agencysim.sim.policies import POLICIES, Policy
from agencysim.sim.restore import checked, open_keys, restore
from agencysim.sim.run import PromiseDate, Run
from agencysim.state import State
from agencysim.state_fit import Names, problems, renamed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from agencysim.errors import Problem
    from agencysim.plans import Plan
    from agencysim.sim.following import Reaction
    from agencysim.sim.policies import WaitingJob, WaitingStep


def simulate(
    scenario: Scenario,
    seed: int = 1,
    *,
    replication: int = 0,
    weeks: float | None = None,
    policy: str | Policy | None = None,
    reserve: bool | None = None,
    state: State | None = None,
    promise: PromiseDate | None = None,
    plan: Plan | None = None,
    reaction: Reaction = "keep",
    progress: Callable[[float], None] | None = None,
    reverse: bool = False,
) -> Log:
    """Let an agency work, and return the log of what happened.

    Parameters
    ----------
    scenario
        The agency.
    seed, replication
        Which chance it meets; the same two give the same log.
    weeks
        Length of the run from the scenario's start; the scenario's own length if absent.
    policy
        Which waiting task goes first, by name or as a callable; the scenario's if absent.
    reserve
        Whether the first waiting crew keeps the people that it can have; as the scenario says if absent.
    state
        Where the agency stands when the run begins, at the state's moment; empty at the scenario's start if absent.
    promise
        Gives due dates, called with a job and the moment, instead of the scenario's lead times.
    plan
        Who works when on what, such as the plan of ``agencysim.plan``: planned work is done at its times by its people,
        other work where it fits in between, by the policy.
    reaction
        What people do when reality departs from the plan. ``keep``: everybody keeps to his own work and its times;
        what was planned for somebody sick goes to others. ``help``: what is late goes to whoever is free for it, too,
        and who is early begins what is next. ``overtime``: that, and overtime is called as without a plan.
    progress
        Called now and then with the share of the run that is done.
    reverse
        Process simultaneous events in the opposite order: a check that nothing depends on it.

    Raises
    ------
    AgencySimError
        If the policy is unknown, or the run would end before it begins.
    StateError
        If the state does not fit the scenario.
    """
    check_arguments(scenario, seed, replication, state)
    end = end_of_run(scenario, weeks)
    futures = Futures(
        scenario, state, end, policy=policy, reserve=reserve, promise=promise, plan=plan, reaction=reaction
    )
    return futures.log_of(futures.run(seed, replication, progress=progress, reverse=reverse))


class Futures:
    """The runs of an agency from one moment to another: what chance has no part in is made once for all of them.

    Parameters
    ----------
    scenario, state, policy, reserve, promise, plan, reaction
        As in `simulate`.
    end
        When they end, in seconds.

    Raises
    ------
    AgencySimError
        If the policy is unknown, or they would end before they begin.
    StateError
        If the state does not fit the scenario.
    """

    def __init__(
        self,
        scenario: Scenario,
        state: State | None,
        end: int,
        *,
        policy: str | Policy | None = None,
        reserve: bool | None = None,
        promise: PromiseDate | None = None,
        plan: Plan | None = None,
        reaction: Reaction = "keep",
    ) -> None:
        start = 0 if state is None else state.time
        if end < start:
            raise AgencySimError(
                tr(
                    "the run would end at {end} s, before the state's moment {start} s: give more weeks",
                    end=end,
                    start=start,
                )
            )
        self.scenario = scenario
        self._policy, self._key = _policy(scenario, policy)
        self._reserve = scenario.dispatch.reserve if reserve is None else reserve
        self._promise, self._reaction = promise, reaction
        self._ground = Ground(scenario, -1 if state is None else start, end, plan)
        self._state = state and checked(self._ground, state)
        self._open_keys = open_keys(self._state) if self._state else {}

    def expect(self, seed: int, replications: Iterable[int]) -> None:
        """Prepare for some runs that come next, one after the other: together they take less time."""
        self._ground.foresight.expect(Stream(seed, replication) for replication in replications)

    def log(self, seed: int, replication: int) -> Log:
        """Return the log of one run; its tables have to be asked for before the next run begins."""
        return self.log_of(self.run(seed, replication))

    def log_of(self, run: Run) -> Log:
        """Return the log of one of these runs, of which the same holds as of `log`."""
        from agencysim.sim.tables import tables  # late: polars takes long to import, and most futures need no tables

        stamp = datetime.now(UTC).isoformat(timespec="seconds")
        manifest = Manifest(
            self.scenario.name,
            self.scenario.digest,
            run.stream.seed,
            run.stream.replication,
            self._policy,
            run.start,
            run.end,
            _version(),
            _commit(),
            stamp,
        )
        return Log(self.scenario, manifest, tables(run), run.state)

    def run(
        self,
        seed: int,
        replication: int,
        *,
        progress: Callable[[float], None] | None = None,
        reverse: bool = False,
    ) -> Run:
        """Return one run that has come to its end, to be looked at before the next one begins."""
        stream, ground = Stream(seed, replication), self._ground
        with _no_collections():
            run = Run(
                ground,
                stream,
                policy=self._key,
                reserve=self._reserve,
                promise=self._promise,
                reaction=self._reaction,
                open_keys=self._open_keys,
                reverse=reverse,
            )
            if self._state is not None:
                run.state = restore(run, self._state)
            run.feed()
            _run_in_parts(run, ground.start, ground.end, progress)
        return run


def wrong_with(scenario: Scenario, state: State) -> list[Problem]:
    """Return everything by which a state cannot be, or does not fit a scenario, by its place in the state.

    Parameters
    ----------
    scenario
        The agency.
    state
        Where it is said to stand.
    """
    ground = Ground(scenario, state.time, state.time)
    names = Names(scenario, ground.staff)
    return problems(scenario, ground.staff, renamed(state, names), names)


def fitted(scenario: Scenario, state: State) -> State:
    """Return a state in the names of a scenario, without those whom it does not have.

    Raises
    ------
    StateError
        If the state cannot be, or does not fit the scenario; all problems at once.
    """
    ground = Ground(scenario, state.time, state.time)
    state = checked(ground, state)
    run = Run(ground, Stream(1, 0), policy=_policy(scenario, None)[1], reserve=False, open_keys=open_keys(state))
    return restore(run, state)


def check_arguments(scenario: object, seed: object, replication: object, state: object) -> None:
    """Refuse what is none: types tell it to those who use a checker, and this to those who do not.

    Raises
    ------
    AgencySimError
        With the first thing that is none.
    """
    for name, given, wanted, remedy in (
        ("scenario", scenario, Scenario, tr("load it with agencysim.load")),
        ("state", state, State | None, tr("read it with agencysim.State.read")),
    ):
        if not isinstance(given, wanted):
            raise AgencySimError(
                tr(
                    "{name} is {given!r:.60}, should be a {capitalize}: {remedy}",
                    name=name,
                    given=given,
                    capitalize=name.capitalize(),
                    remedy=remedy,
                )
            )
    for name, given in (("seed", seed), ("replication", replication)):
        if not isinstance(given, int) or isinstance(given, bool) or not 0 <= given < MOST_SEEDS:
            raise AgencySimError(
                tr(
                    "{name} is {given!r:.60}, should be a whole number from 0 to {most_seeds}",
                    name=name,
                    given=given,
                    most_seeds=MOST_SEEDS - 1,
                )
            )


def end_of_run(scenario: Scenario, weeks: float | None) -> int:
    """Return when a run ends that takes so many weeks from the scenario's start.

    Raises
    ------
    AgencySimError
        If there is no such number of weeks.
    """
    if weeks is None:
        weeks = scenario.weeks
    if isinstance(weeks, bool) or not isinstance(weeks, int | float) or not 0 <= weeks <= LONGEST:
        raise AgencySimError(
            tr(
                "a run of {weeks!r:.60} weeks is not possible: give a number from 0 to {longest}",
                weeks=weeks,
                longest=LONGEST,
            )
        )
    whole_days, rest = divmod(weeks * 7, 1)
    return scenario.axis.midnight(int(whole_days)) + round(rest * 86400)


def _policy(scenario: Scenario, policy: str | Policy | None) -> tuple[str, Policy]:
    if policy is None:
        policy = scenario.dispatch.policy
    if callable(policy):
        return getattr(policy, "__name__", type(policy).__name__), _comparable(policy)
    if policy not in POLICIES:
        raise AgencySimError(
            tr(
                "unknown policy {policy!r}: choose {policies}, or give a function",
                policy=policy,
                policies=", ".join(POLICIES),
            )
        )
    return policy, POLICIES[policy]


def _comparable(policy: Policy) -> Policy:
    """Refuse keys of a caller's own policy by which nothing can be put in order."""

    def checked(job: WaitingJob, step: WaitingStep, now: int) -> float:
        key = policy(job, step, now)
        if not isinstance(key, Real) or isnan(key):
            raise AgencySimError(tr("the policy gave {key!r:.60} as a key: it has to give a number", key=key))
        return key

    return checked


def _run_in_parts(run: Run, start: int, end: int, progress: Callable[[float], None] | None) -> None:
    parts = 100 if progress else 1
    for part in range(1, parts + 1):
        run.env.run_until(start + (end - start) * part // parts)
        if progress:
            progress(part / parts)


MOST_SEEDS = 2**63
LONGEST = 5200
"""Weeks of the longest run: a hundred years."""


@contextmanager
def _no_collections() -> Iterator[None]:
    """Let the cyclic garbage collector rest: a run makes many objects that stay, which it would visit in vain.

    Measured: a tenth to a fifth of the time of a run; a run leaves no cycles behind that it would free.
    """
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            if not gc.get_freeze_count():
                # Lets what was made count as old at no cost; else the next object made would have all of it visited.
                gc.freeze()
                gc.unfreeze()
            gc.enable()


@lru_cache(maxsize=1)
def _version() -> str:
    return version("agencysim")


@lru_cache(maxsize=1)
def _commit() -> str:
    """Return the commit of the package's own working tree, or nothing for an installed package."""
    tree = Path(__file__).parents[3]
    if not (tree / ".git").exists():
        return ""
    try:
        call = ["git", "-C", str(tree), "rev-parse", "--short=12", "HEAD"]
        return subprocess.run(call, capture_output=True, text=True, timeout=5, check=True).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""
