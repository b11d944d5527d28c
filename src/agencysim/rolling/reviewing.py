"""A review: the planner plans from where the agency stands, and if it cannot, the agency goes on without it."""

from __future__ import annotations

import time
from dataclasses import replace
from typing import TYPE_CHECKING

from agencysim.errors import AgencySimError
from agencysim.language import ENGLISH, use
from agencysim.planner import plan, plan_difference, problem_of
from agencysim.rolling.result import Review, Status, Why

if TYPE_CHECKING:
    from agencysim.planner import Problem
    from agencysim.plans import Plan
    from agencysim.rolling.policy import Rolling
    from agencysim.scenario import Scenario
    from agencysim.state import State


class Reviewer:
    """Who plans an agency again and again, and knows what people know.

    Parameters
    ----------
    scenario
        The agency.
    policy
        How it is planned.
    """

    def __init__(self, scenario: Scenario, policy: Rolling) -> None:
        self.scenario, self.policy = scenario, policy
        self.known: Plan | None = None
        self.reviews: list[Review] = []

    def moments(self, start: int, end: int) -> list[int]:
        """Return the moments of the reviews from a moment on and before another."""
        axis, since = self.scenario.axis, max(start, self.scenario.axis.midnight(7 * self.policy.after))
        midnights = (axis.midnight(day) for day in range(axis.day_of(start), axis.day_of(end) + 1))
        daily = self.policy.review == "daily"
        return [time for time in midnights if since <= time < end and (daily or axis.date_of(time).weekday() == 0)]

    def plan_at(self, state: State) -> Plan | None:
        """Hold a review, and return the plan that is followed from then on; ``None`` if there is none."""
        began = time.monotonic()
        with use(ENGLISH):  # a log, and what a failing planner says in it, is the same in any language
            review = self._review(state)
        review = replace(review, seconds=time.monotonic() - began)
        self.reviews.append(review)
        self.known = review.plan
        return review.plan

    def _review(self, state: State) -> Review:
        tasks, known = 0, self._known_at(state.time)
        try:
            problem = problem_of(self.scenario, state, published=known)
            tasks = len(problem.tasks)
            if not tasks:
                return Review(state.time, "nothing")
            result = plan(problem, rounds=self.policy.rounds)
            if result.status == "stopped":  # by Ctrl-C, which the planner takes for an order to hand out what it has
                raise KeyboardInterrupt
        except Exception as error:  # whatever it is: the agency has to go on, and its people are told
            kind = "" if isinstance(error, AgencySimError) else f"{type(error).__name__}: "
            return self._fallback(state.time, tasks, "failed", f"{kind}{error}")
        if not result.plan.assignments:
            if not _works_somebody(problem):
                return Review(state.time, "closed", tasks, known)
            return self._fallback(state.time, tasks, "unplannable")
        now = state.time
        difference = None if known is None else plan_difference(known, result.plan, problem, since=now)
        status: Status = "optimal" if result.status == "optimal" else "feasible"
        return Review(now, status, tasks, result.plan, result.cost, difference)

    def _fallback(self, now: int, tasks: int, reason: Why, error: str = "") -> Review:
        known = self._known_at(now)
        return Review(now, "dispatch" if known is None else "previous", tasks, known, reason=reason, error=error)

    def _known_at(self, now: int) -> Plan | None:
        """Return the plan that people know, if there is anything left to do by it."""
        known = self.known
        if known is None or all(piece.end <= now for piece in known.assignments):
            return None
        return known


def _works_somebody(problem: Problem) -> bool:
    """Return whether anybody has a shift before the plan's end, other than one on a day off."""
    return any(day.rostered and day.shifts for person in problem.people for day in person.days)
