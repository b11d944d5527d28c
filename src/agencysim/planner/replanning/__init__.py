"""Replanning: a plan that has met reality, changed as little as can be, and what that changes."""

from agencysim.planner.replanning.candidates import Candidate, candidates, task_named
from agencysim.planner.replanning.difference import Difference, plan_difference
from agencysim.planner.replanning.replanning import Answer, Replanned, replan
from agencysim.planner.replanning.versions import Version, latest, publish, versions

__all__ = [
    "Answer",
    "Candidate",
    "Difference",
    "Replanned",
    "Version",
    "candidates",
    "latest",
    "plan_difference",
    "publish",
    "replan",
    "task_named",
    "versions",
]
