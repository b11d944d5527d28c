"""What an agency is made of: frozen models that scenario files, the simulator and the planner share."""

from agencysim.domain.clients import AccountTeam, Client, Tier
from agencysim.domain.jobs import Demand, JobType, Promise
from agencysim.domain.people import Department, LentSpell, PeopleGroup, RampUp, Role, Sickness, Skill, StandIn
from agencysim.domain.resources import Breakdown, Equipment, Maintenance, Material
from agencysim.domain.rules import Authority, Dispatch, Overtime, PlanningAssumptions, Routine
from agencysim.domain.steps import (
    Birth,
    Branch,
    Choice,
    Condition,
    CrewRole,
    EndOfShift,
    Fork,
    Join,
    Milestone,
    Outsource,
    Step,
    Stock,
    Wait,
    Work,
)

__all__ = [
    "AccountTeam",
    "Authority",
    "Birth",
    "Branch",
    "Breakdown",
    "Choice",
    "Client",
    "Condition",
    "CrewRole",
    "Demand",
    "Department",
    "Dispatch",
    "EndOfShift",
    "Equipment",
    "Fork",
    "JobType",
    "Join",
    "LentSpell",
    "Maintenance",
    "Material",
    "Milestone",
    "Outsource",
    "Overtime",
    "PeopleGroup",
    "PlanningAssumptions",
    "Promise",
    "RampUp",
    "Role",
    "Routine",
    "Sickness",
    "Skill",
    "StandIn",
    "Step",
    "Stock",
    "Tier",
    "Wait",
    "Work",
]
