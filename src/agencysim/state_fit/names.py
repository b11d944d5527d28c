"""The people and things of a state, by the names that they have in the scenario that goes on from it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agencysim.scenario import Scenario
    from agencysim.staff import Staff
    from agencysim.state import JobState, State, VisitState


class Names:
    """Tells who of a state is who in a scenario.

    The only member of a group is called as the group is, ``printer``, and the first of several ``printer.1``: they
    are the same one. Members whom a group has no longer have gone.

    Parameters
    ----------
    scenario, staff
        That goes on, and its resources.
    """

    def __init__(self, scenario: Scenario, staff: Staff) -> None:
        self.index = {name: number for number, name in enumerate(staff.names)}
        self._people = staff.people
        self._groups = {*scenario.people, *scenario.equipment, *scenario.vehicles}

    def of(self, name: str) -> str:
        """Return the name that somebody or something has here; of whom there is not, the name as it is."""
        group, number = self._member(name)
        if name in self.index or number != 1:
            return name
        return next((one for one in (group, f"{group}.1") if one in self.index), name)

    def has_gone(self, name: str) -> bool:
        """Return whether this was a member of a group that has fewer now."""
        group, number = self._member(name)
        return self.of(name) not in self.index and group in self._groups and number > 0

    def is_person(self, name: str) -> bool:
        """Return whether this is a person here, not a machine or vehicle."""
        return self.index.get(name, self._people) < self._people

    def colleague(self, name: str) -> str | None:
        """Return somebody here of the same group, whose hours tell those of somebody who has gone."""
        return next((one for one in (name, self.of(f"{self._member(name)[0]}.1")) if one in self.index), None)

    def mask(self, names: Iterable[str]) -> int:
        """Return those who are here as a mask."""
        mask = 0
        for name in names:
            if name in self.index:
                mask |= 1 << self.index[name]
        return mask

    def _member(self, name: str) -> tuple[str, int]:
        """Return the group and the number in it that a name tells; 0 if it tells none."""
        if name in self._groups:
            return name, 1
        group, _, number = name.rpartition(".")
        return group, int(number) if number.isascii() and number.isdigit() and len(number) < 7 else 0


def renamed(state: State, names: Names) -> State:
    """Return a state in which everybody has the name of the scenario."""
    away = (a.model_copy(update={"resource": names.of(a.resource)}) for a in state.away)
    overtime = (g.model_copy(update={"person": names.of(g.person)}) for g in state.overtime)
    jobs = tuple(_renamed_job(job, names) for job in state.jobs)
    return state.model_copy(update={"jobs": jobs, "away": tuple(away), "overtime": tuple(overtime)})


def _renamed_job(job: JobState, names: Names) -> JobState:
    crews = {step: _all_of(crew, names) for step, crew in job.crews.items()}
    visits = tuple(_renamed_visit(visit, names) for visit in job.open)
    return job.model_copy(update={"crews": crews, "open": visits})


def _renamed_visit(visit: VisitState, names: Names) -> VisitState:
    kinds = {"people": visit.people, "units": visit.units, "kept_for": visit.kept_for}
    return visit.model_copy(update={kind: _all_of(those, names) for kind, those in kinds.items()})


def _all_of(those: Iterable[str], names: Names) -> tuple[str, ...]:
    return tuple(names.of(name) for name in those)
