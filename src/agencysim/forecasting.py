"""What next month looks like: the figures of many futures that begin where the agency stands."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from agencysim.arguments import check_kind, check_whole
from agencysim.calendars.dates import Day
from agencysim.domain.fields import Map
from agencysim.figures import Window
from agencysim.language import tr
from agencysim.metrics import STANDARD, checked, measure
from agencysim.processes import processes
from agencysim.scenario import Scenario
from agencysim.sim import simulate
from agencysim.state import State
from agencysim.statistics import estimate
from agencysim.values import Frozen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Executor

MOST_REPLICATIONS = 1_000_000
MOST_WORKERS = 1_000


class Estimate(Frozen):
    """One figure over many futures.

    Parameters
    ----------
    replications
        In how many of them there was anything to measure.
    mean, half_width
        Its mean, and half the 95 % interval of the mean (Student's t); ``None`` with fewer than two.
    low, high
        Eight futures of ten lie between.
    """

    replications: int
    mean: float
    half_width: float | None
    low: float
    high: float


class Forecast(Frozen):
    """The figures of a month to come.

    Parameters
    ----------
    scenario, seed, replications
        What was run.
    first, last
        First and last day of the month.
    figures
        Estimates by name: requests, done, on_time, revenue, margin, overtime_hours, work_in_progress at its end, and
        ``busy.role`` for each role.
    """

    scenario: str
    seed: int
    replications: int
    first: Day
    last: Day
    figures: Map[str, Estimate]


def forecast(
    scenario: Scenario,
    state: State | None = None,
    *,
    replications: int = 20,
    seed: int = 1,
    workers: int = 1,
    progress: Callable[[float], None] | None = None,
) -> Forecast:
    """Forecast the next whole calendar month from where the agency stands, by its seasonal demand.

    Each future has chances of its own, drawn knowing how long what has begun has already taken; the state's own
    future is not among them.

    Parameters
    ----------
    scenario
        The agency.
    state
        Where it stands; empty at the scenario's start if absent.
    replications
        How many futures.
    seed
        Which chance they meet.
    workers
        Processes that share the work; the answer is the same for any number.
    progress
        Called now and then with the share that is done.

    Raises
    ------
    AgencySimError
        If the scenario or the state is none, or the replications or workers are too few or too many.
    StateError
        If the state does not fit the scenario.
    """
    check_kind("scenario", scenario, Scenario, tr("load it with agencysim.load"))
    if state is not None:
        check_kind("state", state, State, tr("read it with agencysim.State.read"))
    check_whole("replications", replications, 1, MOST_REPLICATIONS)
    check_whole("workers", workers, 1, MOST_WORKERS)
    first, following = _next_month(scenario, state)
    window = Window(scenario.axis.seconds(first), scenario.axis.seconds(following))
    one = partial(_measured, scenario, state, seed, window)
    found = []
    with _executor(workers) as executor:
        # The first replication is the state's own: its run may have led to the state.
        for done, measures in enumerate(_results(executor, one, range(1, replications + 1)), 1):
            found.append(measures)
            if progress:
                progress(done / replications)
    return Forecast(
        scenario=scenario.name,
        seed=seed,
        replications=replications,
        first=first,
        last=following - timedelta(days=1),
        figures={name: _estimate([m[name] for m in found if name in m]) for m in found for name in m},
    )


def _next_month(scenario: Scenario, state: State | None) -> tuple[date, date]:
    """Return the first days of the next month that has not begun, and of the one after it."""
    now = state.time if state else 0
    today = scenario.axis.date_of(now)
    begun = today.day > 1 or scenario.axis.seconds(today) < now
    first = _month_after(today) if begun else today
    return first, _month_after(first)


def _month_after(day: date) -> date:
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _executor(workers: int) -> AbstractContextManager[Executor | None]:
    return nullcontext() if workers == 1 else processes(workers)


def _results(
    executor: Executor | None, one: Callable[[int], dict[str, float]], numbers: Sequence[int]
) -> Iterator[dict[str, float]]:
    return map(one, numbers) if executor is None else executor.map(one, numbers)


def _measured(scenario: Scenario, state: State | None, seed: int, window: Window, replication: int) -> dict[str, float]:
    """Return the figures of one future by name, without those of which there were none."""
    log = simulate(scenario, seed, replication=replication, state=state, weeks=scenario.axis.day_of(window.until) / 7)
    found = measure(log, checked(STANDARD, [scenario]), window)
    return {name: value for name, value in found.items() if value is not None}


def _estimate(values: list[float]) -> Estimate:
    known = estimate(values)
    low, high = np.quantile(values, [0.1, 0.9]).tolist()
    return Estimate(replications=known.n, mean=known.mean, half_width=known.half_width, low=low, high=high)
