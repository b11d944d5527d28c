"""What a study asks: its options, and what is measured of each; enough to run any replication anywhere."""

from __future__ import annotations

import pickle
import zlib
from dataclasses import dataclass
from functools import lru_cache
from numbers import Real
from typing import TYPE_CHECKING, Any, NamedTuple

from agencysim.errors import AgencySimError
from agencysim.figures.queues import queues_by_cause
from agencysim.language import tr
from agencysim.metrics import measure
from agencysim.rolling import Rolling
from agencysim.sim import simulate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from agencysim.log import Log
    from agencysim.scenario import Scenario
    from agencysim.sim import Policy
    from agencysim.state import State

MOST_QUEUES = 100
"""Replications that tell their queues week by week: enough to see one grow, and not too much to keep."""


class Measured(NamedTuple):
    """What a replication sends back.

    Parameters
    ----------
    values
        A number for each metric; ``None`` where there was nothing to measure.
    queues
        For the first replications: `queues_by_cause`.
    """

    values: tuple[float | None, ...]
    queues: Mapping[str, list[float]] | None


@dataclass(frozen=True)
class Option:
    """One of the ways to run an agency that are compared.

    Parameters
    ----------
    scenario
        The agency, with the study's length of the run and warm-up.
    policy
        Which waiting task goes first, or how often the planner says who does what; the scenario's policy if absent.
    """

    scenario: Scenario
    policy: str | Policy | Rolling | None

    def log(self, seed: int, replication: int, state: State | None) -> Log:
        """Return the log of one run."""
        if isinstance(self.policy, Rolling):
            return self.policy.log(self.scenario, seed, replication, state)
        return simulate(self.scenario, seed, replication=replication, policy=self.policy, state=state)


@dataclass(frozen=True)
class Question:
    """What is measured, of what.

    Parameters
    ----------
    options
        By name; the first one is the base.
    metrics
        Names of what is measured, in order.
    own
        Those of them that are the user's own: functions of the log.
    seed, state
        Which chance all options meet, and where they begin.
    """

    options: Mapping[str, Option]
    metrics: tuple[str, ...]
    own: Mapping[str, Callable[[Log], float | None]]
    seed: int
    state: State | None

    def measure(self, name: str, replication: int) -> Measured:
        """Run one replication of an option, and return its numbers.

        Raises
        ------
        AgencySimError
            If it cannot be run, or a metric or policy of the user's own fails.
        """
        option = self.options[name]
        try:
            log = option.log(self.seed, replication, self.state)
            found = measure(log, [metric for metric in self.metrics if metric not in self.own])
            own = {metric: _number(metric, function(log)) for metric, function in self.own.items()}
        except Exception as error:  # a worker's errors have to survive the way back, and to say where they were made
            kind = "" if isinstance(error, AgencySimError) else f"{type(error).__name__}: "
            what = tr("{option}, replication {replication}", option=name, replication=replication)
            raise AgencySimError(f"{what}: {kind}{error}") from error
        values = found | own
        queues = _queues(log) if replication <= MOST_QUEUES else None
        return Measured(tuple(values[metric] for metric in self.metrics), queues)

    def packed(self) -> bytes:
        """Return the question as it is sent to workers.

        Raises
        ------
        AgencySimError
            If a function of the user's own cannot be sent.
        """
        try:
            return zlib.compress(pickle.dumps(self))
        except (pickle.PicklingError, AttributeError, TypeError) as error:
            raise AgencySimError(
                tr(
                    "a metric or policy of your own cannot be sent to other processes ({error}): define it at the top "
                    "of a module, or use one worker",
                    error=error,
                )
            ) from error


@lru_cache(maxsize=4)
def unpacked(sent: bytes) -> Question:
    """Return a question that was sent; each worker unpacks it once."""
    found: Question = pickle.loads(zlib.decompress(sent))  # of our own making, by way of the executor
    return found


def measure_sent(sent: bytes, option: str, replication: int) -> Measured:
    """Run one replication of a question that is sent along."""
    return unpacked(sent).measure(option, replication)


def _number(name: str, value: Any) -> float | None:
    """Return what a user's own metric found.

    Raises
    ------
    AgencySimError
        If it is no finite number, nor ``None``.
    """
    if value is None or (isinstance(value, Real) and value != value):
        return None
    if not isinstance(value, Real) or abs(value) == float("inf"):
        raise AgencySimError(
            tr(
                "the metric {name!r} gave {value!r:.60}: it has to give a finite number, or None",
                name=name,
                value=value,
            )
        )
    return float(value)


def _queues(log: Log) -> dict[str, list[float]]:
    """Return the weekly queues, to as many digits as tell a trend."""
    return {cause: [round(each, 4) for each in weekly] for cause, weekly in queues_by_cause(log).items()}
