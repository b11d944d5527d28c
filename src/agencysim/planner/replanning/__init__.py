"""Replanning: a plan that has met reality, changed as little as can be, and what that changes."""

from agencysim.planner.replanning.difference import Approval, Difference, plan_difference
from agencysim.planner.replanning.replanning import Answer, Replanned, replan

__all__ = ["Answer", "Approval", "Difference", "Replanned", "plan_difference", "replan"]
