"""Who could do a task: the people for each place, and the machines and vehicles."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from agencysim.planner.timetable import Hours, Timetable, between

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from agencysim.planner.construct.roster import Worker
    from agencysim.planner.problem import Holding, Mode, Place, Task, Unit


class Candidate(NamedTuple):
    """Somebody, or a unit, that could fill a place.

    Parameters
    ----------
    name
        Who or what.
    level
        Speed at it.
    valid
        Slots in which the skill is held; a piece of work lies within them.
    rank
        Whoever ranks lower is taken first among equals: those with few skills, own units.
    """

    name: str
    level: float
    valid: int
    rank: tuple[int, str]


class Seat(NamedTuple):
    """Places of a crew that the same candidates may fill, or units of a kind.

    Parameters
    ----------
    size
        How many are needed.
    shared
        Whether somebody with another place may fill it.
    candidates
        Who could.
    is_unit
        Whether it is one of units, and not of people.
    """

    size: int
    shared: bool
    candidates: list[Candidate]
    is_unit: bool = False


class Pool:
    """All candidates by skill and by kind of unit.

    Parameters
    ----------
    timetable
        The grid, with its problem.
    workers
        Everybody by name.
    """

    def __init__(self, timetable: Timetable, workers: Iterable[Worker]) -> None:
        self._timetable = timetable
        self._people: dict[str, list[Candidate]] = {}
        for worker in workers:
            person = worker.person
            rank = (len({h.skill for h in person.holdings}), person.name)
            taken: dict[str, int] = {}
            for holding in person.holdings:
                # The first that covers a piece of work counts: a later one only where no earlier one holds.
                valid = self._valid(holding) & ~taken.get(holding.skill, 0)
                taken[holding.skill] = taken.get(holding.skill, 0) | valid
                if valid:
                    candidate = Candidate(person.name, holding.level, valid, rank)
                    self._people.setdefault(holding.skill, []).append(candidate)
        for found in self._people.values():
            found.sort(key=lambda candidate: candidate.rank)
        self._fastest = {skill: max(c.level for c in found) for skill, found in self._people.items()}
        self.units = {unit.name: _unit_hours(timetable, unit) for unit in timetable.problem.units}
        self._kinds: dict[str, list[Unit]] = {}
        for unit in timetable.problem.units:
            self._kinds.setdefault(unit.kind, []).append(unit)

    def _valid(self, holding: Holding) -> int:
        times = self._timetable
        first = 0 if holding.since is None else times.up(holding.since)
        last = times.slots if holding.until is None else times.down(holding.until)
        return between(first, last)

    def people(self, skill: str) -> list[Candidate]:
        """Return who has a skill at any time, those with few others first."""
        return self._people.get(skill, [])

    def shortest(self, task: Task) -> int:
        """Return the least slots that a task takes, the way there and back included, whoever does it."""
        times, shortest = self._timetable, []
        for mode in task.modes:
            levels = (self._fastest.get(place.skill, 1.0) for place in mode.crew)
            shortest.append(mode.seconds(min(levels, default=1.0), times.grid) // times.grid)
        least = max(1, min(shortest)) + times.count(task.loading) + 2 * times.count(task.travel)
        return least if task.outside is None else min(least, max(1, task.outside.delay // times.grid))

    def for_place(self, place: Place, only: Collection[str] | None) -> list[Candidate]:
        """Return who may fill a place, of some people alone if they are given."""
        found = self.people(place.skill)
        for names in (place.only or None, only):
            if names is not None:
                found = [candidate for candidate in found if candidate.name in names]
        return found

    def of_kind(self, kind: str, *, hired: bool) -> list[Candidate]:
        """Return the units of a kind, hired ones only if asked for."""
        units = (unit for unit in self._kinds.get(kind, ()) if hired or not unit.hired)
        return sorted(
            (Candidate(u.name, 1.0, self._timetable.all, (int(u.hired), u.name)) for u in units),
            key=lambda candidate: candidate.rank,
        )

    def seats(self, mode: Mode, only: Iterable[Collection[str] | None], *, hired: bool) -> Iterator[Seat]:
        """Yield the places of a mode and then its units, each with who or what may fill it.

        Parameters
        ----------
        mode
            Which way of doing a task.
        only
            For each place of its crew: the people it is restricted to, or ``None``.
        hired
            Whether hired units may be used.
        """
        for place, names in zip(mode.crew, only, strict=True):
            yield Seat(place.count, place.shared, self.for_place(place, names))
        for kind, count in mode.units.items():
            yield Seat(count, shared=False, candidates=self.of_kind(kind, hired=hired), is_unit=True)


def _unit_hours(timetable: Timetable, unit: Unit) -> Hours:
    """Return when a unit can be used; it may pause while it is away, so long as work neither begins nor ends then."""
    always = [(timetable.start, timetable.problem.end)]
    there = timetable.hours(always if unit.hours is None else unit.hours)
    away = timetable.hours([(a.start, a.end) for a in unit.absences])
    return Hours(there.open & ~away.open & away.clear, there.clear & away.clear)
