"""Making a first plan, without any solver."""

from agencysim.planner.construct.build import Construction, construct, explained

__all__ = ["Construction", "construct", "explained"]
