"""How long work and waiting are taken to last."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

import numpy as np

from agencysim.chance import conditional
from agencysim.hours import day_scale

if TYPE_CHECKING:
    from agencysim.chance import AnyDistribution
    from agencysim.domain import Promise
    from agencysim.hours import Hours
    from agencysim.scenario import Scenario


SHARES = (np.arange(50) + 0.5) / 50
"""Shares of all values, the mean over which stands for the mean of what is left of a distribution."""


def expected(
    scenario: Scenario,
    hours: Hours,
    distribution: AnyDistribution | None,
    calendar: str | None,
    *,
    passed: float = 0.0,
) -> float:
    """Return what a quantity is taken to be: its quantile by the planning assumptions, or its mean.

    Of what has begun it is known that it is more than what has passed: an answer that is overdue is not taken to come
    at once.

    Parameters
    ----------
    scenario, hours
        The agency and its calendars.
    distribution
        Of the quantity; nothing counts as 0.
    calendar
        Whose working days count, if it is given in working days; the scenario's own if absent.
    passed
        How much of it has passed, in seconds.
    """
    if distribution is None:
        return 0.0
    named = calendar or scenario.calendar
    scale = day_scale(distribution, None if named == "always" else hours.named(named))
    quantile = scenario.planning.quantile
    if passed > 0:
        return float(conditional(distribution, SHARES if quantile is None else quantile, passed / scale).mean()) * scale
    value = distribution.mean if quantile is None else float(distribution.quantile(quantile))
    return value * scale


def date_promised(scenario: Scenario, hours: Hours, promise: Promise, signed: int) -> int:
    """Return the date that a client is taken to be promised at a moment: the end of the day after the usual lead time.

    Parameters
    ----------
    scenario, hours
        The agency and its calendars.
    promise
        How the date comes about.
    signed
        The moment.
    """
    return hours.promised(promise, signed, seconds(expected(scenario, hours, promise.lead_time, promise.calendar)))


def seconds(value: float) -> int:
    """Return whole seconds, begun ones included, but for what rounding of numbers has added."""
    return max(0, ceil(value - 1e-6))
