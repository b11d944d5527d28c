"""The names of a scenario's people, stages and things, in the language in use."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from agencysim.figures.core import CLIENT, MATERIAL, OUTSIDE
from agencysim.language import name_in_language, noted, tr, tr_n

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agencysim.scenario import Scenario


ROLLING = re.compile(r"rolling (weekly|daily), (\d+) rounds(?:, after (\d+) weeks)?")
"""How a log names planning anew again and again."""

WAYS = {"daily": noted("rolling daily, {rounds}"), "weekly": noted("rolling weekly, {rounds}")}
"""How often is planned."""


def policy_in_words(policy: str) -> str:
    """Return what the policy of a run is called: in words where it plans, else its name."""
    found = ROLLING.fullmatch(policy)
    if found is None:
        return policy
    review, rounds, after = found.groups()
    way = tr(WAYS[review], rounds=tr_n("{n} round", "{n} rounds", int(rounds)))
    if not after:
        return way
    return tr("{way}, after {weeks}", way=way, weeks=tr_n("{n} week", "{n} weeks", int(after)))


class Names:
    """Names as they are shown.

    Parameters
    ----------
    scenario
        The agency, whose labels they are.
    """

    def __init__(self, scenario: Scenario) -> None:
        self.scenario = scenario

    def person(self, name: str) -> str:
        """Return the name of a person, such as ``designer 2``."""
        group, number = (
            (name, "") if name in self.scenario.people else (name.rpartition(".")[0], name.rpartition(".")[2])
        )
        spec = self.scenario.people.get(group)
        role = self.scenario.roles.get(spec.role or group) if spec else None
        label = (spec.label if spec else "") or (role.label if role else "")
        return f"{name_in_language(group, label)} {number}".strip()

    def department(self, name: str | None) -> str:
        """Return the name of a department."""
        return tr("no department") if name is None else _named(self.scenario.departments, name)

    def stage(self, name: str) -> str:
        """Return the name of a stage."""
        return tr("other") if name == "other" else _named(self.scenario.stages, name)

    def job_type(self, name: str) -> str:
        """Return the name of a job type."""
        return _named(self.scenario.job_types, name)

    def step(self, job_type: str, name: str) -> str:
        """Return the name of a step of a route."""
        return _named(self.scenario.job_types[job_type].route, name)

    def cause(self, name: str) -> str:
        """Return what jobs wait for, in words: the client, others, material, or all that a task needs together."""
        apart = {CLIENT: tr("the client"), OUTSIDE: tr("others outside"), MATERIAL: tr("material")}
        return apart.get(name) or " + ".join(self._needed(part) for part in name.split(" + "))

    def _needed(self, name: str) -> str:
        agency = self.scenario
        kinds: tuple[Mapping[str, Any], ...] = (agency.skills, agency.roles, agency.equipment, agency.vehicles)
        return next((_named(kind, name) for kind in kinds if name in kind), name_in_language(name))


def _named(kinds: Mapping[str, Any], name: str) -> str:
    return name_in_language(name, kinds[name].label if name in kinds else "")
