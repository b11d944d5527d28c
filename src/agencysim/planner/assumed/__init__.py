"""The problem that a scenario and the state of its agency make, by what is assumed about what is not known yet."""

from agencysim.planner.assumed.problem import problem_of

__all__ = ["problem_of"]
