"""How firm a job is, as far as its state tells."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from agencysim.domain import Choice, Meaning, Work
from agencysim.planner.assumed.choices import chance_of
from agencysim.scenario.routes import reached, ways_of

if TYPE_CHECKING:
    from agencysim.planner.week import Status
    from agencysim.scenario import Scenario
    from agencysim.state import JobState


class Standing(NamedTuple):
    """How firm a job is, and the chance that a tentative one becomes an order."""

    status: Status
    win_probability: float | None = None


def standing(scenario: Scenario, job: JobState) -> Standing:
    """Return how firm a job is, as its state tells: tentative before a pitch, else in progress or confirmed."""
    route = scenario.job_types[job.job_type].route
    for name in reached(ways_of(route), [visit.step for visit in job.open]):
        step = None if name is None or job.visits.get(name) else route[name]
        for branch in step.branches if isinstance(step, Choice) else ():
            if branch.means is Meaning.PITCH_WON:
                return Standing("tentative", chance_of(branch, 1) or 0.0)
    return Standing("in_progress" if _has_begun(scenario, job) else "confirmed")


def _has_begun(scenario: Scenario, job: JobState) -> bool:
    """Whether any work has been begun for a job."""
    route = scenario.job_types[job.job_type].route
    untouched = {visit.step for visit in job.open if visit.start is None and visit.part == 1 and visit.attempt == 1}
    return any(isinstance(route.get(step), Work) and step not in untouched for step in job.visits)
