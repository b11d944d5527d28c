"""Why a plan is as it is, what cannot be in time together, and what would help."""

from agencysim.planner.explain.causes import reasons_of, why
from agencysim.planner.explain.conflict import Conflict, Conflicts, conflicts
from agencysim.planner.explain.measures import Way
from agencysim.planner.explain.ways_out import Repair, due_by, repairs

__all__ = ["Conflict", "Conflicts", "Repair", "Way", "conflicts", "due_by", "reasons_of", "repairs", "why"]
