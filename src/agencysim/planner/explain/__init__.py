"""Why a plan is as it is, what cannot be in time together, and what would help."""

from agencysim.planner.explain.causes import why

__all__ = ["why"]
