"""Pictures of a run, of a plan, and of the search for it; Matplotlib is loaded when the first one is drawn.

>>> import agencysim as ag
>>> log = ag.simulate(ag.load("scenarios/small_sign_shop.yaml"), weeks=8)  # doctest: +SKIP
>>> ag.pictures.load_by_week(log).figure.savefig("load.png")  # doctest: +SKIP
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agencysim.pictures.capacity import load_by_skill
    from agencysim.pictures.dates import lateness, on_time_by_month
    from agencysim.pictures.gantt import gantt_by_crew, gantt_by_job, gantt_by_person
    from agencysim.pictures.job import job_life
    from agencysim.pictures.lead_time import time_in_stages, waiting_by_cause
    from agencysim.pictures.money import money_by_month
    from agencysim.pictures.over_time import queues_by_week, work_in_progress
    from agencysim.pictures.people import load_by_week, overtime
    from agencysim.pictures.risk import date_probabilities, gantt_with_spread
    from agencysim.pictures.search import search_history
    from agencysim.pictures.settling import warm_up
    from agencysim.pictures.study import study_boxes, study_differences, tornado

_HOME = {
    "load_by_skill": "capacity",
    "date_probabilities": "risk",
    "gantt_by_crew": "gantt",
    "gantt_by_job": "gantt",
    "gantt_by_person": "gantt",
    "gantt_with_spread": "risk",
    "job_life": "job",
    "lateness": "dates",
    "load_by_week": "people",
    "money_by_month": "money",
    "on_time_by_month": "dates",
    "overtime": "people",
    "queues_by_week": "over_time",
    "search_history": "search",
    "study_boxes": "study",
    "study_differences": "study",
    "time_in_stages": "lead_time",
    "tornado": "study",
    "waiting_by_cause": "lead_time",
    "warm_up": "settling",
    "work_in_progress": "over_time",
}

__all__ = [
    "date_probabilities",
    "gantt_by_crew",
    "gantt_by_job",
    "gantt_by_person",
    "gantt_with_spread",
    "job_life",
    "lateness",
    "load_by_skill",
    "load_by_week",
    "money_by_month",
    "on_time_by_month",
    "overtime",
    "queues_by_week",
    "search_history",
    "study_boxes",
    "study_differences",
    "time_in_stages",
    "tornado",
    "waiting_by_cause",
    "warm_up",
    "work_in_progress",
]


def __dir__() -> list[str]:
    """List the pictures, those that were not drawn yet included."""
    return sorted({*globals(), *__all__})


def __getattr__(name: str) -> Any:
    """Import what is asked for when it is asked for."""
    if name not in _HOME:
        raise AttributeError(f"module 'agencysim.pictures' has no attribute {name!r}")
    value = getattr(import_module(f"agencysim.pictures.{_HOME[name]}"), name)
    globals()[name] = value
    return value
