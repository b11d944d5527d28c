"""How long work and waiting are taken to last."""

from __future__ import annotations

from math import ceil
from typing import TYPE_CHECKING

from agencysim.hours import day_scale

if TYPE_CHECKING:
    from agencysim.chance import AnyDistribution
    from agencysim.hours import Hours
    from agencysim.scenario import Scenario


def expected(scenario: Scenario, hours: Hours, distribution: AnyDistribution | None, calendar: str | None) -> float:
    """Return what a quantity is taken to be: its quantile by the planning assumptions, or its mean.

    Parameters
    ----------
    scenario, hours
        The agency and its calendars.
    distribution
        Of the quantity; nothing counts as 0.
    calendar
        Whose working days count, if it is given in working days; the scenario's own if absent.
    """
    if distribution is None:
        return 0.0
    named = calendar or scenario.calendar
    scale = day_scale(distribution, None if named == "always" else hours.named(named))
    quantile = scenario.planning.quantile
    value = distribution.mean if quantile is None else float(distribution.quantile(quantile))
    return value * scale


def seconds(value: float) -> int:
    """Return whole seconds, begun ones included, but for what rounding of numbers has added."""
    return max(0, ceil(value - 1e-6))
