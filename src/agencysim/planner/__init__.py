"""The planner: the week's problem, its rules, and plans that respect them."""

from agencysim.planner.cost import Cost, cost_of
from agencysim.planner.problem import Problem
from agencysim.planner.rules import Rule, Violation
from agencysim.planner.verify import verify

__all__ = ["Cost", "Problem", "Rule", "Violation", "cost_of", "verify"]
