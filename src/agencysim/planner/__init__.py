"""The planner: the week's problem, its rules, and plans that respect them."""

from agencysim.planner.problem import Problem
from agencysim.planner.rules import Rule, Violation

__all__ = ["Problem", "Rule", "Violation"]
