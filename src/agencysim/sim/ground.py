"""What runs stand on that chance has no part in: hours, people, compiled routes; made once for many runs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agencysim.sim.arrivals import Coming, Rate, coming
from agencysim.sim.draws import Population
from agencysim.sim.foresight import Foresight
from agencysim.sim.plan_book import PlanBook
from agencysim.sim.planned_hours import on_duty
from agencysim.sim.route_steps import WorkStep
from agencysim.sim.routes import RouteCompiler
from agencysim.sim.steps import give_actions
from agencysim.sim.turns import turns
from agencysim.staff import workforce
from agencysim.values import DAY

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from agencysim.chance import Stream
    from agencysim.plans import Plan
    from agencysim.scenario import Scenario

SLACK = 26 * 7 * DAY
"""How far calendars reach beyond the end of a run, so that dates promised at its end can be told."""


class Ground:
    """The agency as all runs over the same time find it.

    Only one run at a time can stand on it.

    Parameters
    ----------
    scenario
        The agency.
    after, end
        The runs are about what happens after a moment, up to and including another; -1 and later, in seconds.
    plan
        Who works when on what; nobody plans if absent.

    Attributes
    ----------
    staff
        The resources, with the hours of the plan.
    book
        What the plan says, if there is one.
    """

    def __init__(self, scenario: Scenario, after: int, end: int, plan: Plan | None = None) -> None:
        self.scenario, self.after, self.end, self.plan = scenario, after, end, plan
        self.start = start = max(0, after)
        planned = scenario.axis.midnight(scenario.weeks * 7)
        self.hours, self.staff = workforce(scenario, max(end, planned) + SLACK)
        self._compiler = RouteCompiler(scenario, self.staff, self.hours)
        self.foresight = Foresight()
        self._populations = {name: Population(self.foresight) for name in scenario.job_types}
        self._demands = {name: job_type.demand for name, job_type in scenario.job_types.items()}
        self._rates = {
            n: Rate(asked, self.hours, end) for n, asked in self._demands.items() if asked and asked.per_week
        }
        self.routes = self._compiler.compile(self._populations)
        self.levels, self.gates = self._compiler.levels, self._compiler.gates
        self.steps = [step for route in self.routes.values() for step in route.steps.values()]
        give_actions(self.steps)
        self.work = [step for step in self.steps if isinstance(step, WorkStep)]
        if plan is not None:
            self.staff = on_duty(scenario, self.staff, plan)
        self.book = plan and PlanBook(self.staff, plan)
        self.turns = turns(self.staff, self.gates, start, end)

    def begin(self, stream: Stream, open_keys: Mapping[str, Sequence[int]]) -> dict[str, Coming]:
        """Let everything be as it is before a run, and return the jobs that come in from outside in it.

        Parameters
        ----------
        stream
            The run's source of chance.
        open_keys
            Keys of the jobs that are there already, by job type.
        """
        self.foresight.begin(stream)
        for levels, first in zip(self.levels, self.staff.levels, strict=True):
            levels.clear()
            levels.update(first)
        found = coming(self._demands, self._rates, self.hours, stream, self.after, self.end)
        for name, those in found.items():
            here = np.array(open_keys.get(name, ()), np.uint64)
            self._populations[name].begin(stream, np.concatenate((those.keys, here)))
        return found
