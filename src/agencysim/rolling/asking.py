"""The one call that plans and simulates in turn."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from agencysim.errors import AgencySimError
from agencysim.language import tr
from agencysim.rolling.joining import joined
from agencysim.rolling.parts import in_parts
from agencysim.rolling.policy import ROUNDS, Rolling
from agencysim.rolling.result import Rolled
from agencysim.rolling.reviewing import Reviewer
from agencysim.sim import Futures
from agencysim.sim.engine import check_arguments, end_of_run
from agencysim.sim.tables import reviews
from agencysim.values import DAY

if TYPE_CHECKING:
    from collections.abc import Callable

    from agencysim.log import Log
    from agencysim.rolling.policy import Reviews
    from agencysim.scenario import Scenario
    from agencysim.state import State


def roll(
    scenario: Scenario,
    weeks: float | None = None,
    *,
    seed: int = 1,
    replication: int = 0,
    review: Reviews = "weekly",
    rounds: int = ROUNDS,
    after: int = 0,
    state: State | None = None,
    progress: Callable[[float], None] | None = None,
) -> Rolled:
    """Let an agency work by plans that are made anew again and again, each from where things stand by then.

    Until the first review, and where the planner brings no plan and there is none before it that goes on, the
    scenario's dispatch policy decides. A plan is followed as by ``simulate(..., reaction="help")``: who is free takes
    over what is late. The result is the same on any machine.

    Parameters
    ----------
    scenario
        The agency.
    weeks
        Length of the run from the scenario's start; the scenario's own length if absent.
    seed, replication
        Which chance it meets: the same as in `simulate`.
    review, rounds, after
        How often is planned, how long the planner looks for something better, and when it begins: as in `Rolling`.
    state
        Where the agency stands when the run begins, at the state's moment; empty at the scenario's start if absent.
    progress
        Called now and then with the share of the run that is done.

    Raises
    ------
    AgencySimError
        If an argument is none of its kind, or the run would end before it begins.
    StateError
        If the state does not fit the scenario.
    """
    policy = Rolling(review, rounds, after)
    check_arguments(scenario, seed, replication, state)
    end = end_of_run(scenario, weeks)
    start, reviewer = 0 if state is None else state.time, Reviewer(scenario, policy)
    if end < start:
        raise AgencySimError(_too_short(scenario, end, start))

    def live(stands: State | None, until: int) -> Log:
        begin = state if stands is None else stands
        plan = reviewer.plan_at(begin) if begin is not None and begin.time in moments else None
        log = Futures(scenario, begin, until, plan=plan, reaction="help").log(seed, replication)
        if progress and end > start:
            progress((until - start) / (end - start))
        return replace(log, tables=dict(log.tables.items()))  # made now, so that the run need not be kept

    moments = reviewer.moments(start, end)
    ends = [moment for moment in moments if state is None or moment > start]
    log = joined(list(in_parts([*ends, end], live)))
    tables = dict(log.tables) | {"reviews": reviews([each.row for each in reviewer.reviews])}
    manifest = replace(log.manifest, policy=str(policy))
    return Rolled(replace(log, manifest=manifest, tables=tables), tuple(reviewer.reviews))


def _too_short(scenario: Scenario, end: int, start: int) -> str:
    """Return why a run from a state is none, and how long it would have to be."""
    return tr(
        "the run would end on {end:%Y-%m-%d %H:%M}, and the state is of {start:%Y-%m-%d %H:%M}: give at least {weeks} "
        "weeks, which are counted from the scenario's start on {first:%Y-%m-%d}",
        end=scenario.axis.moment(end),
        start=scenario.axis.moment(start),
        weeks=start // (7 * DAY) + 1,
        first=scenario.start,
    )
