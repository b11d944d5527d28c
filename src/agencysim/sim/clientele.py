"""The clients: for whom a job is, and what follows from that."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agencysim.scenario import Scenario
    from agencysim.sim.visits import Job


class Clientele:
    """Tiers, named clients and the account teams that serve them.

    Parameters
    ----------
    scenario
        Whose clients they are.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario
        self.tiers = dict(scenario.tiers)
        self._shares = {name: tier.share for name, tier in self.tiers.items()}
        self._credit = {name: credit.share for name, credit in scenario.credit.items()}
        self._named = {t: [name for name, client in scenario.clients.items() if client.tier == t] for t in self.tiers}
        self._known: dict[tuple[str, int], tuple[str, str]] = {}

    def choose(self, job: Job) -> None:
        """Find out for which client a new job is."""
        draws = job.route.draws
        at = (job.key, job.row, 1)
        job.tier = _pick(job.route.spec.tiers or self._shares, draws["tier"].at(*at))
        tier = self.tiers[job.tier]
        number = int(draws["client"].at(*at) * tier.accounts)
        job.client, job.team = self._known.get((job.tier, number)) or self._get_to_know(job.tier, number)
        job.new_client = draws["new"].at(*at) < tier.new_share
        if job.new_client and self._credit:
            job.credit = _pick(self._credit, draws["credit"].at(*at))

    def _get_to_know(self, tier: str, number: int) -> tuple[str, str]:
        """Return the name of a tier's client, and the team that serves it."""
        named = self._named[tier]
        name = named[number] if number < len(named) else f"{tier}.{number + 1}"
        known = self._known[tier, number] = name, self._team_of(name, tier, number)
        return known

    def _team_of(self, client: str, tier: str, number: int) -> str:
        """Return the team that serves a client: by name, or spread over the teams by their shares."""
        known = self.scenario.clients.get(client)
        if known and known.team:
            return known.team
        teams = {n: t.share for n, t in self.scenario.account_teams.items() if not t.tiers or tier in t.tiers}
        # The golden ratio spreads client numbers evenly, and adding a client moves no other.
        return _pick(teams, (number + 1) * 0.6180339887498949 % 1.0) if teams else ""

    def know(self, job: Job) -> None:
        """Give a job the weight and the priority that follow from its type and its tier."""
        spec = job.route.spec
        job.priority, job.weight = spec.priority, spec.weight
        if job.tier:
            tier = self.tiers[job.tier]
            job.priority += tier.priority
            job.weight *= tier.weight

    def price_factor(self, job: Job) -> float:
        """Return the factor of a job's tier on its price."""
        return self.tiers[job.tier].value if job.tier else 1.0

    def is_bad_debt(self, job: Job) -> bool:
        """Return whether a job's last payment never comes."""
        tier, credit = self.tiers.get(job.tier), self.scenario.credit.get(job.credit)
        risk = tier.bad_debt if tier else 0.0
        if credit and credit.bad_debt is not None:
            risk = credit.bad_debt
        return risk > 0 and job.route.draws["debt"].at(job.key, job.row, 1) < risk


def _pick(shares: Mapping[str, float], u: float) -> str:
    """Return the name at a place between 0 and 1 when all are lined up by their shares."""
    at = u * sum(shares.values())
    name = ""
    for name, share in shares.items():
        at -= share
        if at < 0:
            return str(name)
    return str(name)
