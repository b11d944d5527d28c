"""What planning brings: a plan, what it costs, and how good it is known to be."""

from __future__ import annotations

from typing import Literal

from agencysim.planner.cost import Cost
from agencysim.planner.rules import Violation
from agencysim.plans import Plan
from agencysim.values import Frozen

Status = Literal["optimal", "feasible", "stopped"]
"""Proven to be best, found within the time, or found before somebody stopped the search."""


class Incumbent(Frozen):
    """A plan that was the best one for a while.

    Parameters
    ----------
    seconds
        When it was found, in seconds since planning began.
    tiers
        Its cost, tier by tier.
    by
        What found it.
    """

    seconds: float
    tiers: tuple[float, ...]
    by: str = ""


class Result(Frozen):
    """The answer of the planner.

    Parameters
    ----------
    status
        How the search ended.
    plan
        The best plan; the verifier has accepted it.
    cost
        What it costs.
    bounds
        For each tier, a cost that no plan can be below; ``None`` where no bound is known.
    broken
        What nobody can help: what locked and frozen work breaks, and cover for which there is nobody.
    history
        The best plans, one after the other.
    seconds
        How long it took.
    """

    status: Status
    plan: Plan
    cost: Cost
    bounds: tuple[float | None, ...] = ()
    broken: tuple[Violation, ...] = ()
    history: tuple[Incumbent, ...] = ()
    seconds: float = 0.0
