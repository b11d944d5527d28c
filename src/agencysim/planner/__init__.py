"""The planner: the week's problem, its rules, and plans that respect them."""

from agencysim.planner.assumed import problem_of
from agencysim.planner.cost import Cost, cost_of
from agencysim.planner.explain import Conflict, Conflicts, Repair, Way, conflicts, repairs, why
from agencysim.planner.planned import Planned
from agencysim.planner.planning import plan
from agencysim.planner.problem import Problem
from agencysim.planner.replanning import Difference, Replanned, candidates, plan_difference, replan
from agencysim.planner.result import Incumbent, Result
from agencysim.planner.rules import Rule, Violation
from agencysim.planner.verifier import verify
from agencysim.planner.week import Week

__all__ = [
    "Conflict",
    "Conflicts",
    "Cost",
    "Difference",
    "Incumbent",
    "Planned",
    "Problem",
    "Repair",
    "Replanned",
    "Result",
    "Rule",
    "Violation",
    "Way",
    "Week",
    "candidates",
    "conflicts",
    "cost_of",
    "plan",
    "plan_difference",
    "problem_of",
    "repairs",
    "replan",
    "verify",
    "why",
]
