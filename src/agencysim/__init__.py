"""Simulation and staffing planner for advertising and signage agencies.

>>> import agencysim as ag
>>> scenario = ag.load("scenarios/small_sign_shop.yaml")  # doctest: +SKIP
>>> log = ag.simulate(scenario, seed=1, weeks=4)  # doctest: +SKIP
>>> ag.kpis(log).on_time.share  # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agencysim import handout, pictures
    from agencysim.errors import AgencySimError, PlanError, ScenarioError, ScenarioWarning, StateError, WorkbookError
    from agencysim.figures import Figures, kpis
    from agencysim.forecasting import Forecast, forecast
    from agencysim.log import Log
    from agencysim.plan_risk import Risk, risk
    from agencysim.planner import (
        Difference,
        Planned,
        Problem,
        Repair,
        Replanned,
        Result,
        Week,
        candidates,
        conflicts,
        cost_of,
        plan,
        plan_difference,
        problem_of,
        repairs,
        replan,
        verify,
        why,
    )
    from agencysim.plans import Plan
    from agencysim.rolling import Rolled, Rolling, roll
    from agencysim.scenario import Scenario, check, difference, load
    from agencysim.sim import simulate
    from agencysim.snapshot import state_at
    from agencysim.state import State
    from agencysim.study import Study, StudyResult, read_study, tornado
    from agencysim.workbook import read_workbook, write_workbook

__version__ = "0.1.0"

_HOME = {
    "AgencySimError": "errors",
    "Difference": "planner",
    "Figures": "figures",
    "Forecast": "forecasting",
    "Log": "log",
    "Plan": "plans",
    "PlanError": "errors",
    "Planned": "planner",
    "Problem": "planner",
    "Repair": "planner",
    "Replanned": "planner",
    "Result": "planner",
    "Risk": "plan_risk",
    "Rolled": "rolling",
    "Rolling": "rolling",
    "Scenario": "scenario",
    "ScenarioError": "errors",
    "ScenarioWarning": "errors",
    "State": "state",
    "StateError": "errors",
    "Study": "study",
    "StudyResult": "study",
    "Week": "planner",
    "WorkbookError": "errors",
    "candidates": "planner",
    "check": "scenario",
    "conflicts": "planner",
    "cost_of": "planner",
    "difference": "scenario",
    "forecast": "forecasting",
    "kpis": "figures",
    "load": "scenario",
    "plan": "planner",
    "plan_difference": "planner",
    "problem_of": "planner",
    "read_study": "study",
    "read_workbook": "workbook",
    "repairs": "planner",
    "replan": "planner",
    "risk": "plan_risk",
    "roll": "rolling",
    "simulate": "sim",
    "state_at": "snapshot",
    "tornado": "study",
    "verify": "planner",
    "why": "planner",
    "write_workbook": "workbook",
}

__all__ = [
    "AgencySimError",
    "Difference",
    "Figures",
    "Forecast",
    "Log",
    "Plan",
    "PlanError",
    "Planned",
    "Problem",
    "Repair",
    "Replanned",
    "Result",
    "Risk",
    "Rolled",
    "Rolling",
    "Scenario",
    "ScenarioError",
    "ScenarioWarning",
    "State",
    "StateError",
    "Study",
    "StudyResult",
    "Week",
    "WorkbookError",
    "candidates",
    "check",
    "conflicts",
    "cost_of",
    "difference",
    "forecast",
    "handout",
    "kpis",
    "load",
    "pictures",
    "plan",
    "plan_difference",
    "problem_of",
    "read_study",
    "read_workbook",
    "repairs",
    "replan",
    "risk",
    "roll",
    "simulate",
    "state_at",
    "tornado",
    "verify",
    "why",
    "write_workbook",
]


def __dir__() -> list[str]:
    """List the public names, those that are not imported yet included."""
    return sorted({*globals(), *__all__})


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for, so that ``agencysim --help`` stays quick."""
    if name in {"handout", "pictures"}:
        return import_module(f"agencysim.{name}")
    if name not in _HOME:
        raise AttributeError(f"module 'agencysim' has no attribute {name!r}")
    value = getattr(import_module(f"agencysim.{_HOME[name]}"), name)
    globals()[name] = value
    return value
