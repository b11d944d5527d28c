"""Planning anew again and again, as a way to run an agency."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, get_args

from agencysim.arguments import check_whole
from agencysim.errors import AgencySimError
from agencysim.language import tr

if TYPE_CHECKING:
    from agencysim.log import Log
    from agencysim.scenario import Scenario
    from agencysim.state import State

Reviews = Literal["weekly", "daily"]
REVIEWS: tuple[Reviews, ...] = get_args(Reviews)
"""How often is planned: Mondays at midnight, or at every midnight."""

ROUNDS = 5
"""What is spent on a plan, unless told otherwise."""

MOST_ROUNDS = 10**6


@dataclass(frozen=True)
class Rolling:
    """The planner as a policy: the week is planned at every review, and the plan is followed until the next one.

    Work that is not planned is done where it fits in between, by the scenario's dispatch policy.

    Parameters
    ----------
    review
        ``weekly``: a plan every Monday at 0:00. ``daily``: that, and on other days at 0:00 the plan that people know is
        mended for what has become of it.
    rounds
        The planner's budget for a plan that is made or mended, as that of `agencysim.plan` and `agencysim.replan`: the
        same on any machine; 0 takes the first plan.

    Raises
    ------
    AgencySimError
        If there is no such review, or the rounds are no whole number.
    """

    review: Reviews = "weekly"
    rounds: int = ROUNDS

    def __post_init__(self) -> None:
        if self.review not in REVIEWS:
            known = ", ".join(REVIEWS)
            raise AgencySimError(tr("unknown review {given!r:.60}: choose {known}", given=self.review, known=known))
        check_whole("rounds", self.rounds, 0, MOST_ROUNDS)

    def __str__(self) -> str:
        return f"rolling {self.review}, {self.rounds} rounds"

    def log(self, scenario: Scenario, seed: int, replication: int, state: State | None) -> Log:
        """Return the log of one run of an agency of the scenario's own length, planned by this policy."""
        from agencysim.rolling.asking import roll

        how = {"review": self.review, "rounds": self.rounds}
        return roll(scenario, seed=seed, replication=replication, state=state, **how).log  # type: ignore[arg-type]
