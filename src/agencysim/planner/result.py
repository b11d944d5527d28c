"""What planning brings: a plan, what it costs, and how good it is known to be."""

from __future__ import annotations

from typing import Literal

from agencysim.language import tr
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

    @property
    def tiers(self) -> tuple[float, ...]:
        """The cost of the plan, tier by tier, as bounds and history have it."""
        return self.cost.tiers(overtime_first=self._overtime_comes_first)

    @property
    def tier_names(self) -> tuple[str, ...]:
        """What each tier counts, in words."""
        overtime = (tr("overtime, in hours"),) if self._overtime_comes_first else ()
        return (
            tr("lateness and unfinished work by weight, in hours"),
            *overtime,
            tr("money"),
            tr("what people mind, in points"),
            tr("changes against the published plan"),
        )

    @property
    def in_words(self) -> str:
        """How the search ended, and after how long."""
        texts = {
            "optimal": tr("optimal: lateness and money can be no lower, after {seconds:.1f} s", seconds=self.seconds),
            "feasible": tr("feasible: the best plan found in {seconds:.1f} s", seconds=self.seconds),
            "stopped": tr("stopped: the best plan of the {seconds:.1f} s until then", seconds=self.seconds),
        }
        return texts[self.status]

    @property
    def _overtime_comes_first(self) -> bool:
        return len(self.bounds) > len(self.cost.tiers())
