"""Planning anew again and again, as a way to run an agency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from agencysim.arguments import check_whole
from agencysim.errors import AgencySimError
from agencysim.language import tr
from agencysim.sim.engine import LONGEST
from agencysim.values import DAY

if TYPE_CHECKING:
    from agencysim.log import Log
    from agencysim.scenario import Scenario
    from agencysim.state import State

Reviews = Literal["weekly", "daily"]
REVIEWS: tuple[Reviews, ...] = get_args(Reviews)
"""How often is planned: Mondays at midnight, or at every midnight."""

ROUNDS = 5
"""What is spent on a plan, unless told otherwise."""

ROUND = 4
"""Seconds that a round may take (on two cores, for the weeks of the largest agencies)."""

MOST_ROUNDS = {"weekly": 7 * DAY // ROUND, "daily": DAY // ROUND}
"""Rounds after which the next review would have begun."""


@dataclass(frozen=True)
class Rolling:
    """The planner as a policy: the week is planned at every review, and the plan is followed until the next one.

    Work that is not planned is done where it fits in between, by the scenario's dispatch policy.

    Parameters
    ----------
    review
        ``weekly``: a plan every Monday at 0:00. ``daily``: a plan every day at 0:00.
    rounds
        The planner's budget for a plan, as that of `agencysim.plan`: the same on any machine; 0 takes the first plan.
    after
        Weeks from the scenario's start in which the scenario's dispatch policy decides, before the first review: a
        warm-up, say, that all ways of planning have in common.

    Raises
    ------
    AgencySimError
        If there is no such review, the rounds or weeks are no whole numbers, or planning would take longer than until
        the next review.
    """

    review: Reviews = "weekly"
    rounds: int = ROUNDS
    after: int = 0

    def __post_init__(self) -> None:
        if self.review not in REVIEWS:
            known = ", ".join(REVIEWS)
            raise AgencySimError(tr("unknown review {given!r:.60}: choose {known}", given=self.review, known=known))
        most = MOST_ROUNDS[self.review]
        if isinstance(self.rounds, int) and self.rounds > most:
            raise AgencySimError(
                tr(
                    "planning with {rounds:,} rounds would take longer than until the next review: "
                    "give at most {most:,}",
                    rounds=self.rounds,
                    most=most,
                )
            )
        check_whole("rounds", self.rounds, 0, most)
        check_whole("after", self.after, 0, LONGEST)

    def __str__(self) -> str:
        after = f", after {self.after} weeks" if self.after else ""
        return f"rolling {self.review}, {self.rounds} rounds{after}"

    def log(self, scenario: Scenario, seed: int, replication: int, state: State | None) -> Log:
        """Return the log of one run of an agency of the scenario's own length, planned by this policy."""
        from agencysim.rolling.asking import roll

        how = {"review": self.review, "rounds": self.rounds, "after": self.after}
        return roll(scenario, seed=seed, replication=replication, state=state, **how).log  # type: ignore[arg-type]
