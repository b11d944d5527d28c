"""One future of a plan: the simulator follows it, or it is made anew every noon."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from agencysim.plan_risk.outcome import Outcome
from agencysim.sim import Futures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agencysim.log import Log
    from agencysim.plans import Plan
    from agencysim.scenario import Scenario
    from agencysim.sim import Reaction
    from agencysim.state import State

NOON = time(12)
"""When a plan is made anew, if it is."""


@dataclass(frozen=True)
class Replay:
    """A plan that is to be replayed.

    Parameters
    ----------
    plan, scenario, state
        The plan, and where who follows it stands.
    end
        Until when, in seconds.
    seed
        Which chance the futures meet.
    reaction
        What people do when reality departs from the plan.
    """

    plan: Plan
    scenario: Scenario
    state: State
    end: int
    seed: int
    reaction: Reaction | Literal["replan"]

    def prepare(self) -> None:
        """Make what all futures have in common; else that is made with the first one."""
        self._first  # noqa: B018  # it is kept

    def expect(self, replications: Sequence[int]) -> None:
        """Prepare for the futures that come next."""
        self._first.expect(self.seed, replications)

    def outcome(self, replication: int) -> Outcome:
        """Return what comes of the plan in one future."""
        found = Outcome()
        if self._noons:
            self._plan_anew(found, replication)
        else:
            found.add(self._first.run(self.seed, replication), self._jobs)
        return found

    @cached_property
    def _jobs(self) -> frozenset[str]:
        return frozenset(job.id for job in self.state.jobs)

    @cached_property
    def _noons(self) -> list[int]:
        return noons(self.plan, self.scenario, self.state.time, self.end) if self.reaction == "replan" else []

    @cached_property
    def _first(self) -> Futures:
        """The futures from the state on, until all is over or the plan is made anew."""
        return self._following(self.state, self.plan, min([*self._noons, self.end]))

    def _following(self, state: State, plan: Plan, end: int) -> Futures:
        reaction: Reaction = "help" if self.reaction == "replan" else self.reaction
        return Futures(self.scenario, state, end, plan=plan, reaction=reaction)

    def _plan_anew(self, found: Outcome, replication: int) -> None:
        """Note what comes of a future in parts, each of which follows a plan of its own."""
        from agencysim.planner import plan as look_for  # late: what does not plan begins sooner without it
        from agencysim.planner import problem_of
        from agencysim.rolling import in_parts

        def live(state: State | None, end: int) -> Log:
            futures = self._first
            if state is not None:
                plan = look_for(problem_of(self.scenario, state), time_limit=0).plan
                futures = self._following(state, plan, end)
            run = futures.run(self.seed, replication)
            found.add(run, self._jobs)
            return futures.log_of(run)

        for _ in in_parts([*self._noons, self.end], live):
            pass  # what came of each part is noted as it is lived


def noons(plan: Plan, scenario: Scenario, after: int, end: int) -> list[int]:
    """Return the noons after a moment and before another of the days on which somebody works by a plan."""
    axis = scenario.axis
    days = sorted({axis.day_of(start) for duty in plan.duties for start, _ in duty.windows})
    found = (axis.seconds(datetime.combine(axis.date_of(axis.midnight(day)), NOON)) for day in days)
    return [noon for noon in found if after < noon < end]
