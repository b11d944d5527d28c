"""The simulator: a scenario and a seed go in, a log comes out."""

from agencysim.sim.engine import Futures, fitted, simulate, wrong_with
from agencysim.sim.following import Reaction
from agencysim.sim.policies import POLICIES, Policy
from agencysim.sim.tables import visits_of

__all__ = ["POLICIES", "Futures", "Policy", "Reaction", "fitted", "simulate", "visits_of", "wrong_with"]
