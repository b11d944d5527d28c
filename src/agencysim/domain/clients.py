"""Clients: tiers, named clients, and the account teams that serve them."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from agencysim.chance import ElapsedDistribution, TimeDistribution
from agencysim.domain.fields import Factor, Names, Share
from agencysim.values import Frozen


class Tier(Frozen):
    """Clients who behave alike.

    Parameters
    ----------
    label
        Name in the agency's language.
    share
        Weight of the tier among all requests.
    accounts
        How many clients it has; requests are spread evenly over them.
    new_share
        Share of the requests that come from new clients.
    answer
        How long a client takes to answer, on ``calendar``.
    calendar
        The clients' working hours; the scenario's calendar if absent.
    patience
        Elapsed time after which a client who still waits takes the job elsewhere; without it, never.
    priority
        Added to the job type's priority; smaller goes first.
    weight
        How much a day of lateness weighs.
    value
        Factor on the price of a job.
    bad_debt
        Share of the jobs whose last payment never comes.
    """

    label: str = ""
    share: Factor = 1.0
    accounts: Annotated[int, Field(ge=1, le=1_000_000)] = 1
    new_share: Share = 0.0
    answer: TimeDistribution | None = None
    calendar: str | None = None
    patience: ElapsedDistribution | None = None
    priority: int = 0
    weight: Factor = 1.0
    value: Factor = 1.0
    bad_debt: Share = 0.0


class Credit(Frozen):
    """What the credit check of a new client may find, and the terms that follow from it.

    Parameters
    ----------
    label
        Name in the agency's language.
    share
        Weight among all new clients.
    deposit
        Share of the price that such a client pays at the first payment at least; the later ones are so much smaller.
    bad_debt
        Share of such jobs whose last payment never comes; the tier's if absent.
    """

    label: str = ""
    share: Factor = 1.0
    deposit: Share | None = None
    bad_debt: Share | None = None


class Client(Frozen):
    """A client known by name.

    Parameters
    ----------
    tier
        Tier that he belongs to; he takes the place of one of its accounts.
    team
        Account team that serves him.
    """

    tier: str
    team: str | None = None
    label: str = ""


class AccountTeam(Frozen):
    """People who serve their own clients while they are present.

    Parameters
    ----------
    people
        Members, as group or person (``account_executive.2``).
    share
        Weight of the team among the clients who are not given to a team by name.
    tiers
        Tiers that it serves; all if empty.
    """

    people: Names
    share: Factor = 1.0
    tiers: Names = ()
