"""The simulator: a scenario and a seed go in, a log comes out."""

from agencysim.sim.engine import Futures, fitted, simulate, wrong_with
from agencysim.sim.following import Reaction
from agencysim.sim.policies import POLICIES, Policy

__all__ = ["POLICIES", "Futures", "Policy", "Reaction", "fitted", "simulate", "wrong_with"]
