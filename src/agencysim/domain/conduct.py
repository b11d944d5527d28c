"""Rules of conduct, and what clients think: cards, shared losses, satisfaction and monthly targets."""

from __future__ import annotations

from enum import StrEnum

from immutabledict import immutabledict

from agencysim.domain.fields import Factor, Map, Money, Names, Share
from agencysim.domain.steps import FoundBy
from agencysim.values import Frozen, Number


class Failing(StrEnum):
    """What a role can be given a card for."""

    CHANGE_NOT_REPORTED = "change_not_reported"
    """A change in assigned work was not reported in time."""
    OVERDUE = "overdue"
    """Assigned work went over its deadline."""
    UNFINISHED = "unfinished"
    """Assigned work was not finished."""
    DOCUMENTS_MISHANDLED = "documents_mishandled"
    NOT_ARCHIVED = "not_archived"
    POOR_COMMUNICATION = "poor_communication"
    BADLY_ARRANGED = "badly_arranged"
    """Work and rest were badly arranged: people wasted, or work delayed."""


class Card(StrEnum):
    """What a failing brings, the mildest first."""

    WARNING = "warning"
    BLUE = "blue"
    YELLOW = "yellow"
    RED = "red"


class Discipline(Frozen):
    """What a role answers for.

    Parameters
    ----------
    stages
        Stages whose work is assigned to it; all if empty.
    cards
        Card for each failing; none for what is not named.
    """

    stages: Names = ()
    cards: Map[Failing, Card] = immutabledict()


class Losses(Frozen):
    """How a loss is shared by those who caused it; what they do not bear, the company does.

    Parameters
    ----------
    unchecked
        Share of the loss that the makers bear if they built an upstream error without checking the drawing.
    unchecked_repair
        Share of the repair that they bear then.
    own
        Multiple of the waste that the makers bear for a mistake of their own, by who reported it.
    """

    unchecked: Factor = 0.5
    unchecked_repair: Factor = 1.0
    own: Map[FoundBy, Factor] = immutabledict(
        {FoundBy.CREW: 1 / 3, FoundBy.OTHER: 0.5, FoundBy.COMPANY: 5.0, FoundBy.CLIENT: 0.0}
    )


class Satisfaction(Frozen):
    """How satisfied a client is with a job: 100 less what went wrong, and never less than 0.

    Parameters
    ----------
    day_late
        Points for each day begun after the promised one.
    rounds_free, round
        Rounds of revision that nobody minds, and points for each further one.
    defect
        Points for each defect at acceptance, and each time the finished item had to be altered.
    complaint
        Points for each complaint.
    reply_day
        Points for each day begun after the date by which a complaint was to be replied to.
    """

    day_late: Factor = 4.0
    rounds_free: Factor = 1.0
    round: Factor = 3.0
    defect: Factor = 8.0
    complaint: Factor = 15.0
    reply_day: Factor = 5.0


class Targets(Frozen):
    """What a month should bring; what is not given is not compared.

    Parameters
    ----------
    on_time, first_pass
        Share of the dates held, and of the designs approved without a revision.
    done
        Jobs done.
    revenue, margin
        Money.
    overtime_hours
        At most.
    satisfaction
        Mean score, 0 to 100.
    receivable_days
        At most.
    """

    on_time: Share | None = None
    first_pass: Share | None = None
    done: Factor | None = None
    revenue: Money | None = None
    margin: Number | None = None
    overtime_hours: Factor | None = None
    satisfaction: Factor | None = None
    receivable_days: Factor | None = None
