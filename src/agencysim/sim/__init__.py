"""The simulator: a scenario and a seed go in, a log comes out."""

from agencysim.sim.policies import POLICIES, Policy
from agencysim.sim.engine import simulate

__all__ = ["POLICIES", "Policy", "simulate"]
