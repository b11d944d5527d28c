"""Making a first plan, without any solver."""

from agencysim.planner.construct.build import Construction, construct

__all__ = ["Construction", "construct"]
