"""The risk of a plan: what may come of it, by replaying it many times in the simulator."""

from agencysim.plan_risk.asking import REACTIONS, risk
from agencysim.plan_risk.result import (
    Amount,
    DayRisk,
    Driver,
    JobRisk,
    PersonRisk,
    Risk,
    Spread,
    SureDate,
    TaskRisk,
)

__all__ = [
    "REACTIONS",
    "Amount",
    "DayRisk",
    "Driver",
    "JobRisk",
    "PersonRisk",
    "Risk",
    "Spread",
    "SureDate",
    "TaskRisk",
    "risk",
]
