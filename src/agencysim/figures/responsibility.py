"""Who answers for whose work: those who do it, those to whom they report, and the approvers of their departments."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING

import polars as pl

from agencysim.domain import Work
from agencysim.scenario.staffing import posts_of, skills_of

if TYPE_CHECKING:
    from collections.abc import Collection

    from agencysim.log import Log


class Responsibility:
    """Who works under whom in a run's agency.

    Parameters
    ----------
    log
        Log of the run.
    """

    def __init__(self, log: Log) -> None:
        self.log = log
        self.roles = log.scenario.roles
        self.departments = log.scenario.departments

    @cached_property
    def is_told(self) -> bool:
        """Whether the scenario says of anybody who is above them."""
        superiors = any(role.reports_to for role in self.roles.values())
        return superiors or any(department.approver for department in self.departments.values())

    def above(self, role: str) -> set[str]:
        """Return the roles above a role, up to the top: whom it reports to, and who approves for its department."""
        found: set[str] = set()
        waiting = [role]
        while waiting:
            spec = self.roles.get(waiting.pop())
            department = self.departments.get(spec.department or "") if spec else None
            chiefs = {spec.reports_to if spec else None, department.approver if department else None}
            new = {chief for chief in chiefs if chief} - found - {role}
            found |= new
            waiting += sorted(new)
        return found

    def answers_for(self, role: str, workers: Collection[str]) -> bool:
        """Return whether a role did some work itself, or is above one that did; `workers` are their roles.

        Where the scenario does not say who is above whom, or nobody knows whose work it was, it may be anybody's.
        """
        return not self.is_told or not workers or any(role == w or role in self.above(w) for w in workers)

    def arranges(self, role: str, workers: Collection[str]) -> bool:
        """Return whether a role is above some others, and so arranges their work; anybody may if nothing is said."""
        return not self.is_told or any(role in self.above(worker) for worker in workers)

    def workers(self, people: Collection[str], job_type: str, step: str) -> frozenset[str]:
        """Return the posts of those who did a step; if nobody has, of those who could."""
        if people:
            return frozenset(post for person in people for post in self._posts[person])
        spec = self.log.scenario.job_types[job_type].route[step]
        crew = spec.crew if isinstance(spec, Work) else ()
        return frozenset(post for place in crew for post in self._able.get(place.skill, ()))

    @cached_property
    def _posts(self) -> dict[str, tuple[str, ...]]:
        people = self.log.resources.filter(pl.col("kind") == "person").select("name", "group").iter_rows()
        return {name: posts_of(self.log.scenario, group) or (group,) for name, group in people}

    @cached_property
    def _able(self) -> dict[str, set[str]]:
        able: dict[str, set[str]] = defaultdict(set)
        for group in self.log.scenario.people:
            for skill in skills_of(self.log.scenario, group):
                able[skill] |= set(posts_of(self.log.scenario, group) or (group,))
        return able
