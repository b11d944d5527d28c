"""What a plan costs, tier by tier."""

from __future__ import annotations

from immutabledict import immutabledict

from agencysim.domain.fields import Map
from agencysim.plan import PayClass
from agencysim.values import Frozen


class Cost(Frozen):
    """The cost of a plan; a tier counts only where those before it are equal, but for the share that may be relaxed.

    Parameters
    ----------
    tardiness
        Hours of lateness by weight, those of jobs that are not finished included (tier 1).
    unfinished
        Hours of work that is not planned though its job is due by the end of the plan, by weight (tier 1).
    overtime
        Money for overtime by the kind of day (tier 2, with all money).
    outsourcing, travel, hire
        Money for other firms, for the use of own units, and for hired ones.
    postponed
        Money that work left over for later is worth.
    overtime_hours
        Hours of overtime; they come before money if the problem's settings say so.
    unfairness
        Squares of everybody's overtime hours in the month and unpopular shifts, summed up (tier 3, with what follows).
    wishes
        Duties against what people wanted.
    idle_hours
        Hours between two tasks of a person in one duty in which he has nothing to do.
    changes
        Assignments that differ from the published plan (tier 4).
    """

    tardiness: float = 0.0
    unfinished: float = 0.0
    overtime: Map[PayClass, float] = immutabledict()
    outsourcing: float = 0.0
    travel: float = 0.0
    hire: float = 0.0
    postponed: float = 0.0
    overtime_hours: float = 0.0
    unfairness: float = 0.0
    wishes: float = 0.0
    idle_hours: float = 0.0
    changes: int = 0

    @property
    def lateness(self) -> float:
        """Tier 1: lateness and what is not finished."""
        return self.tardiness + self.unfinished

    @property
    def money(self) -> float:
        """Tier 2: money."""
        return sum(self.overtime.values()) + self.outsourcing + self.travel + self.hire + self.postponed

    @property
    def people(self) -> float:
        """Tier 3: what people mind."""
        return self.unfairness + self.wishes + self.idle_hours

    def tiers(self, *, overtime_first: bool = False) -> tuple[float, ...]:
        """Return the tiers in the order in which they count, rounded so that equal ones are equal."""
        second = (self.overtime_hours, self.money) if overtime_first else (self.money,)
        return tuple(round(tier, 6) for tier in (self.lateness, *second, self.people, float(self.changes)))
