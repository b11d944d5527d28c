"""Replanning: a plan that has met reality, changed as little as can be, and what that changes."""

from agencysim.planner.replanning.answers import Answer, Replanned
from agencysim.planner.replanning.candidates import Candidate, candidates, task_named
from agencysim.planner.replanning.difference import Approval, Difference, overtime_to_approve, plan_difference
from agencysim.planner.replanning.replanning import replan
from agencysim.planner.replanning.versions import Version, latest, publish, versions

__all__ = [
    "Answer",
    "Approval",
    "Candidate",
    "Difference",
    "Replanned",
    "Version",
    "candidates",
    "latest",
    "overtime_to_approve",
    "plan_difference",
    "publish",
    "replan",
    "task_named",
    "versions",
]
