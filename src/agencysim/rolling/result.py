"""What a rolling horizon brings: one log, and what was planned at each review."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from agencysim.log import FELL_BACK, replace_file

if TYPE_CHECKING:
    from pathlib import Path

    from agencysim.log import Log
    from agencysim.planner import Cost, Difference
    from agencysim.plans import Plan

Status = Literal["optimal", "feasible", "previous", "dispatch", "nothing", "closed"]
"""The plan of the review is proven to be best, or the best one found; instead the rest of the previous plan is
followed, or the dispatch policy, since there is none; there is nothing to plan; nobody works in that week, as on
holidays, and nothing is so urgent that somebody should come in."""

Why = Literal["", "failed", "unplannable"]
"""Why a review brought no plan: the planner failed, or none of the tasks could be planned; empty if neither is so."""

ALTERED = ("reassigned", "moved", "otherwise", "dropped")
"""Kinds of changes that people notice who know the plan before: not what is new, nor what is done."""


@dataclass(frozen=True)
class Review:
    """What was planned at a review.

    Parameters
    ----------
    time
        When, in seconds since the scenario's start.
    status
        What came of it.
    tasks
        How many tasks were to be planned.
    plan
        The plan that is followed from then on; ``None`` where the dispatch policy decides.
    cost
        What a plan that was made at the review costs.
    difference
        What it has otherwise than the plan that people knew, where that went on.
    reason
        Why the review brought no plan.
    error
        With what the planner failed, in English; empty if it did not.
    seconds
        How long planning took: no part of what is compared, or written.
    """

    time: int
    status: Status
    tasks: int = 0
    plan: Plan | None = None
    cost: Cost | None = None
    difference: Difference | None = None
    reason: Why = ""
    error: str = ""
    seconds: float = field(default=0.0, compare=False)

    @property
    def fell_back(self) -> bool:
        """Whether the planner brought no plan although there was something to plan."""
        return self.status in FELL_BACK

    @property
    def changes(self) -> int | None:
        """How many tasks of the plan that people knew are planned otherwise; ``None`` where there was no such plan."""
        if self.difference is None:
            return None
        return sum(change.kind in ALTERED for change in self.difference.tasks)

    @property
    def row(self) -> tuple[int, Status, int, int | None, str]:
        """What the log says of it."""
        reason = ": ".join(filter(None, (self.reason, self.error)))
        return self.time, self.status, self.tasks, self.changes, reason

    def in_short(self) -> dict[str, Any]:
        """Return it as plain data, without the plan; the same for the same seed, in any language."""
        return {
            "time": self.time,
            "status": self.status,
            "reason": self.reason,
            "error": self.error,
            "tasks": self.tasks,
            "changes": self.changes,
            "cost": None if self.cost is None else self.cost.model_dump(mode="json"),
        }

    def as_data(self) -> dict[str, Any]:
        """Return it as plain data, the plan and what it has otherwise included; the same for the same seed."""
        parts = {"difference": self.difference, "plan": self.plan}
        return self.in_short() | {name: part and part.model_dump(mode="json") for name, part in parts.items()}


@dataclass(frozen=True)
class Rolled:
    """What came of planning again and again.

    Parameters
    ----------
    log
        What happened from the beginning to the end, as of any other run.
    reviews
        What was planned, in order of time.
    """

    log: Log
    reviews: tuple[Review, ...]

    @property
    def fallbacks(self) -> tuple[Review, ...]:
        """The reviews that brought no plan although there was something to plan."""
        return tuple(review for review in self.reviews if review.fell_back)

    def write_reviews(self, path: Path) -> None:
        """Save the reviews with their plans as JSON; an existing file is replaced whole or not at all.

        Raises
        ------
        AgencySimError
            If the file cannot be written.
        """
        text = json.dumps([review.as_data() for review in self.reviews], ensure_ascii=False, indent=1)
        replace_file(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))
