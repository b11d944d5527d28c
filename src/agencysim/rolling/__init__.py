"""Rolling horizon: the real planner inside the simulation, review after review."""

from agencysim.rolling.asking import roll
from agencysim.rolling.joining import joined
from agencysim.rolling.parts import in_parts
from agencysim.rolling.policy import REVIEWS, Reviews, Rolling
from agencysim.rolling.result import Review, Rolled, Status

__all__ = ["REVIEWS", "Review", "Reviews", "Rolled", "Rolling", "Status", "in_parts", "joined", "roll"]
