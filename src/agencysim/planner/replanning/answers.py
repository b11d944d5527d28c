"""What replanning brings: answer after answer, and what is different in the last one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.planner.cost import Cost
from agencysim.planner.problem import Problem
from agencysim.planner.replanning.difference import Difference
from agencysim.planner.result import Result
from agencysim.values import Frozen

if TYPE_CHECKING:
    from agencysim.plans import Plan


class Answer(Frozen):
    """A plan that was the answer for a while.

    Parameters
    ----------
    seconds
        When it was there, in seconds since replanning began.
    ring
        What was allowed to change for it.
    cost
        What it costs.
    changes
        How many tasks of the published plan are planned otherwise.
    """

    seconds: float
    ring: str
    cost: Cost
    changes: int


class Replanned(Frozen):
    """What replanning brings.

    Parameters
    ----------
    problem
        What was planned: as things stand now, with the plan that people knew as the published one.
    result
        The new plan with its cost.
    answers
        The answers, one after the other.
    difference
        What is different from the plan that people knew.
    """

    problem: Problem
    result: Result
    answers: tuple[Answer, ...]
    difference: Difference

    @property
    def plan(self) -> Plan:
        """The new plan."""
        return self.result.plan
