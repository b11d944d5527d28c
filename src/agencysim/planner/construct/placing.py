"""Finding people, things and a time for one task."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from agencysim.planner.construct.fitting import Fit, Work, fit
from agencysim.planner.construct.roster import REGULAR, Allowance
from agencysim.planner.timetable import Hours, between, lowest, run, stretches

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from agencysim.planner.construct.crews import Candidate, Pool, Seat
    from agencysim.planner.construct.reserves import Reserves
    from agencysim.planner.construct.roster import Roster, Turn
    from agencysim.planner.problem import Mode, Task
    from agencysim.planner.timetable import Timetable
    from agencysim.plans import TaskId

    Turns = Mapping[str, Mapping[int, Turn]]

STARTS = 2
"""Begins of a crew that are compared, once one has been found that fits."""


class Placement(NamedTuple):
    """Where a task could be done.

    Parameters
    ----------
    mode
        In which way.
    people, units
        By whom, place by place, and with what.
    fit
        When.
    need
        Slots of work that it takes them.
    allowance, since
        What it was found with, and from which day of the problem on that is used.
    """

    mode: Mode
    people: tuple[str, ...]
    units: tuple[str, ...]
    fit: Fit
    need: int
    allowance: Allowance
    since: int

    @property
    def is_complete(self) -> bool:
        """Whether the task is done with it."""
        return self.fit.done == self.need


class Request(NamedTuple):
    """A task that is to be placed.

    Parameters
    ----------
    task
        Which one.
    release, before
        The slot in which it may begin, and the one by which it must have ended.
    only
        For each way of doing it: the people to whom each place is restricted, or ``None``.
    done
        Slots of its work that are planned already.
    whole
        Whether only what does it to its end counts.
    """

    task: Task
    release: int
    before: int
    only: tuple[tuple[Collection[str] | None, ...], ...]
    done: int = 0
    whole: bool = False


class Member(NamedTuple):
    """A candidate with the hours that are free, and the slots in which the shortest piece of the work could begin."""

    candidate: Candidate
    hours: Hours
    starts: int = 0


class Placer:
    """Finds places for tasks among what is planned so far.

    Parameters
    ----------
    timetable, roster, pool, reserves
        The grid, who is on duty, who can do what, and what is kept free.
    """

    def __init__(self, timetable: Timetable, roster: Roster, pool: Pool, reserves: Reserves) -> None:
        self._times = timetable
        self._roster = roster
        self._pool = pool
        self._reserves = reserves
        self.unit_busy = dict.fromkeys(pool.units, 0)
        self._works: dict[tuple[TaskId, str, float, int], Work] = {}

    def of(self, roster: Roster, reserves: Reserves) -> Placer:
        """Return the same for a copy of the roster and of what is kept free."""
        other = Placer(self._times, roster, self._pool, reserves)
        other.unit_busy, other._works = dict(self.unit_busy), self._works
        return other

    def find(self, request: Request, allowance: Allowance = REGULAR) -> Placement | None:
        """Return the placement that ends first, in the usual way if no other one ends earlier.

        Of work that cannot be done to its end, the most that can be.
        """
        best = None
        for mode, only in zip(request.task.modes, request.only, strict=True):
            found = self._in_mode(request, mode, only, allowance)
            best = better(best, found)
        return best

    def _in_mode(
        self, request: Request, mode: Mode, only: tuple[Collection[str] | None, ...], allowance: Allowance
    ) -> Placement | None:
        seats = list(self._pool.seats(mode, only, hired=allowance.hired))
        if any(len(seat.candidates) < seat.size and not seat.shared for seat in seats):
            return None
        search = _Search(self, request, mode, allowance)
        if not seats:
            return search.alone(self._times.site(""), (), ())
        if len(seats) == 1 and seats[0].size == 1 and not mode.units:
            return search.one_of(seats[0])
        return search.together(seats)

    # -- what the search asks ----------------------------------------------------------------------------------

    def hours_of(self, candidate: Candidate, allowance: Allowance, since: int) -> Hours:
        """Return when somebody is free, the skill held, or a unit."""
        ((_, hours),) = self.free((candidate,), allowance, since)
        return hours

    def free(
        self, candidates: Iterable[Candidate], allowance: Allowance, since: int
    ) -> Iterator[tuple[Candidate, Hours]]:
        """Yield some people or units with the hours in which they are free, and hold the skill."""
        workers, always, key = self._roster.workers, self._times.all, (allowance, since)
        for candidate in candidates:
            worker = workers.get(candidate.name)
            if worker is None:
                unit = self._pool.units[candidate.name]
                yield candidate, Hours(unit.open, unit.clear & ~self.unit_busy[candidate.name])
                continue
            hours = worker.known.get(key) or self._roster.free(worker, allowance, since)
            if candidate.valid != always:
                hours = Hours(hours.open, hours.clear & candidate.valid)
            yield candidate, hours

    def day_of(self, slot: int) -> int:
        """Return the place of the day in which a slot lies among the days of the problem."""
        return self._times.day_of(slot)

    def fit(self, turns: Turns, hours: Hours, work: Work, release: int, before: int) -> Fit:
        """Fit work into free hours, what is kept for rush work apart."""
        found = fit(hours, work, release, before)
        while found.spans and (full := self._reserves.exceeded(turns, hours.open, found.spans)):
            hours = Hours(hours.open, hours.clear & ~full)
            found = fit(hours, work, release, before)
        return found

    def turns(self, people: Iterable[str], allowance: Allowance, since: int) -> Turns:
        """Return the turns that people work, or could."""
        workers = {name: self._roster.workers[name] for name in people}
        if not allowance.changes_duties:
            return {name: worker.turns for name, worker in workers.items()}
        return {name: self._roster.chances(worker, allowance, since).turns for name, worker in workers.items()}

    def work(self, request: Request, mode: Mode, slowest: float) -> Work:
        """Return what a task takes a crew, in slots."""
        task, times = request.task, self._times
        key = (task.id, mode.name, slowest, request.done)
        if (known := self._works.get(key)) is not None:
            return known
        main = mode.seconds(slowest, times.grid) // times.grid - request.done
        least = times.count(times.problem.settings.minimum_piece) if task.splittable else main
        back = times.count(task.travel)
        site = times.site(task.site) if task.site else None
        known = self._works[key] = Work(main, times.count(task.loading) + back, back, max(1, least), site)
        return known


class _Search:
    """One way of doing a task, with what may be used for it."""

    def __init__(self, placer: Placer, request: Request, mode: Mode, allowance: Allowance) -> None:
        self.placer = placer
        self.request = request
        self.mode = mode
        self.allowance = allowance
        self.since = placer.day_of(request.release)
        self.whole = request.whole or not request.task.splittable
        self._mains: dict[float, int] = {}

    def alone(self, hours: Hours, members: tuple[Member, ...], people: tuple[str, ...]) -> Placement | None:
        """Return where a crew that is known can do it first."""
        return self._fit(hours, members, people, self.request.release, self.request.before)

    def _fit(
        self, hours: Hours, members: Sequence[Member], people: tuple[str, ...], release: int, before: int
    ) -> Placement | None:
        levels = (m.candidate.level for m in members if m.candidate.name in people)
        work = self.placer.work(self.request, self.mode, min(levels, default=1.0))
        if work.main <= 0:
            return None
        turns = self.placer.turns(dict.fromkeys(people), self.allowance, self.since)
        found = self.placer.fit(turns, hours, work, release, before)
        if not found.spans:
            return None
        units = tuple(m.candidate.name for m in members if m.candidate.name not in people)
        return Placement(self.mode, people, units, found, work.main, self.allowance, self.since)

    def one_of(self, seat: Seat) -> Placement | None:
        """Return where one person can do it first, whoever that is."""
        best: Placement | None = None
        release, before, whole = self.request.release, self.request.before, self.whole
        span = between(release, before)
        for candidate, hours in self.placer.free(seat.candidates, self.allowance, self.since):
            usable = hours.open & hours.clear & span
            if not usable or (whole and usable.bit_count() < self._main(candidate.level)):
                continue
            found = self._fit(hours, (Member(candidate, hours),), (candidate.name,), release, before)
            best = better(best, found)
            if best is not None and best.is_complete:  # only what ends earlier is worth more
                before, whole = best.fit.end - 1, True
                span = between(release, before)
        return best

    def _main(self, level: float) -> int:
        """Return how many slots of work the task takes at a speed."""
        if (known := self._mains.get(level)) is None:
            known = self._mains[level] = self.placer.work(self.request, self.mode, level).main
        return known

    def together(self, seats: list[Seat]) -> Placement | None:
        """Return where a crew can do it first, put together from those who are free when it begins."""
        fastest = max((c.level for seat in seats if not seat.is_unit for c in seat.candidates), default=1.0)
        members: list[list[Member]] = []
        for seat in seats:
            members.append(self._members(seat, fastest))
            if len(members[-1]) < (1 if seat.shared else seat.size):
                return None
        starts, comings = self._starts(seats, members)
        best: Placement | None = None
        tried = 0
        before = self.request.before
        while starts and tried < STARTS:
            start = lowest(starts)
            crew = _crew(seats, members, start)
            if crew is not None:
                found = self._fit(*crew, start, before)
                best = better(best, found)
                if best is not None and best.is_complete:
                    tried, before = tried + 1, best.fit.end - 1
            later = comings & starts & (-1 << (start + 1))
            starts = starts & (-1 << lowest(later)) if later else 0
        return best

    def _members(self, seat: Seat, fastest: float) -> list[Member]:
        """Return those for whom the shortest piece of a crew as fast as can be could begin somewhere, and where.

        That is where they are free, and the site is open, for long enough after it.
        """
        work = self.placer.work(self.request, self.mode, fastest)
        piece = min(work.main, work.least)
        least = max(1, work.out + piece + work.back)
        span = between(self.request.release, self.request.before)
        found = []
        for candidate, hours in self.placer.free(seat.candidates, self.allowance, self.since):
            opened, clear = hours
            starts = opened & span & stretches(clear, least)
            if starts:
                level = fastest if seat.is_unit else candidate.level
                starts &= self._in_time(opened & clear & span, self._main(level) if self.whole else piece, work)
            if starts:
                found.append(Member(candidate, hours, starts))
        return found

    def _in_time(self, usable: int, main: int, work: Work) -> int:
        """Return the slots from which on so much could be worked in usable ones, if all of the last were in a row."""
        if work.site is not None:
            usable &= work.site.open
        else:
            main += work.out + work.back
        return (1 << (usable.bit_length() - main + 1)) - 1 if usable.bit_count() >= main else 0

    def _starts(self, seats: list[Seat], members: list[list[Member]]) -> tuple[int, int]:
        """Return the slots in which enough are free for every seat, and those in which somebody becomes free."""
        starts, comings = -1 << self.request.release, 1 << self.request.release
        for seat, those in zip(seats, members, strict=True):
            enough = [0] * (1 if seat.shared else seat.size)
            for member in those:
                free = member.starts
                comings |= free & ~(free << 1)
                for n in range(len(enough) - 1, 0, -1):
                    enough[n] |= enough[n - 1] & free
                enough[0] |= free
            starts &= enough[-1]
        return starts & ((1 << max(0, self.request.before)) - 1), comings | (starts & ~(starts << 1))


def _crew(
    seats: list[Seat], members: list[list[Member]], start: int
) -> tuple[Hours, list[Member], tuple[str, ...]] | None:
    """Put a crew together from those who are free in a slot and stay free longest; scarce places are filled first."""
    at = 1 << start
    free = [[member for member in those if member.starts & at] for those in members]
    order = sorted(range(len(seats)), key=lambda n: (seats[n].shared, len(free[n]) - seats[n].size))
    chosen: dict[str, Member] = {}
    filled: list[list[str]] = [[] for _ in seats]
    for n in order:
        seat = seats[n]
        ranked = sorted(
            free[n],
            key=lambda m: (
                seat.shared and m.candidate.name not in chosen,
                -run(m.hours.clear >> start),
                m.candidate.rank,
            ),
        )
        for member in ranked:
            name = member.candidate.name
            if len(filled[n]) < seat.size and name not in filled[n] and (seat.shared or name not in chosen):
                filled[n].append(name)
                chosen[name] = _slower(chosen.get(name), member)
        if len(filled[n]) < seat.size:
            return None
    hours = Hours(-1, -1)
    for member in chosen.values():
        hours &= member.hours
    people = tuple(name for seat, names in zip(seats, filled, strict=True) for name in names if not seat.is_unit)
    return hours, list(chosen.values()), people


def _slower(one: Member | None, other: Member) -> Member:
    """Return the same person in the place in which he is slower, free only when he holds both skills."""
    if one is None:
        return other
    slower = min((one, other), key=lambda member: member.candidate.level)
    return slower._replace(hours=one.hours & other.hours)


def better(one: Placement | None, other: Placement | None) -> Placement | None:
    """Return the placement that gets the task done, and ends first; else the one that gets more done."""
    if one is None or other is None:
        return one or other
    return min(one, other, key=lambda placement: _merit(placement))


def _merit(placement: Placement) -> tuple[bool, float, int]:
    complete = placement.is_complete
    return not complete, 0.0 if complete else -placement.fit.done / placement.need, placement.fit.end
