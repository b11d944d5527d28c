"""Who is on duty when, and the overtime and days off that could still be used, within all limits."""

from __future__ import annotations

from copy import copy
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, NamedTuple

from agencysim.planner.construct.ledger import Ledger
from agencysim.planner.timetable import Hours, Timetable, between
from agencysim.plans import Duty

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from agencysim.planner.problem import Person, Problem
    from agencysim.plans import Window


class Turn(NamedTuple):
    """A duty as it is being planned: the day's place among the days of the problem, shift and overtime."""

    day: int
    shift: str
    before: int = 0
    after: int = 0


class Allowance(NamedTuple):
    """What may be used to place work.

    Parameters
    ----------
    overtime, days_off
        Whether overtime, and work on days off, may be used.
    shift
        A shift that people may be put on instead of theirs, on days on which they have no work yet.
    hired
        Whether hired machines and vehicles may be used.
    """

    overtime: bool = False
    days_off: bool = False
    shift: str = ""
    hired: bool = False

    @property
    def changes_duties(self) -> bool:
        """Tell whether it lets people work other hours than they are on the roster for."""
        return self.overtime or self.days_off or bool(self.shift)


REGULAR = Allowance()


class Chances(NamedTuple):
    """What somebody could work: a turn a day with all its overtime, and the hours that follow."""

    turns: dict[int, Turn]
    hours: Hours


@dataclass(slots=True)
class Worker:
    """A person, his turns, and what he is busy with.

    Parameters
    ----------
    person, ledger
        Who, and what his limits leave.
    away
        Slots in which he cannot be within a piece of work.
    pausing
        Slots in which he does not work, though he may be within a piece.
    turns
        What he works, by day.
    busy
        Slots that his pieces of work take.
    pinned
        Days on which he keeps his shift.
    base
        When he is there by his turns.
    chances, known
        What has been asked before: what he could work, and when he would be free then.
    remembered
        What he could work with turns that he, or a copy of him, has had: plans are tried out that go back and forth.
    """

    person: Person
    ledger: Ledger
    away: int
    pausing: int
    turns: dict[int, Turn] = field(default_factory=dict)
    busy: int = 0
    pinned: set[int] = field(default_factory=set)
    base: Hours = field(default=Hours(0, 0))
    chances: dict[tuple[Allowance, int], Chances] = field(default_factory=dict)
    known: dict[tuple[Allowance, int], Hours] = field(default_factory=dict)
    remembered: dict[object, Chances] = field(default_factory=dict)

    def occupy(self, slots: int) -> None:
        """Make him busy."""
        self.busy |= slots
        self.forget(turns=False)

    def release(self, slots: int) -> None:
        """Give slots back that he was busy in."""
        self.busy &= ~slots
        self.forget(turns=False)

    def forget(self, *, turns: bool) -> None:
        """Let go what has been asked before, since he has other work, or other turns.

        It is not cleared but left to the copies of him that share it, of whom it still holds.
        """
        self.known = {}
        # Whether a day may have another shift depends on whether he has work then.
        self.chances = {} if turns else {key: known for key, known in self.chances.items() if not key[0].shift}


class Roster:
    """The duties of everybody, as they are being planned.

    It begins with the shift that each rostered day has anyway, or the published one, as far as limits allow.

    Parameters
    ----------
    timetable
        The grid, with its problem.
    duties
        Duties that people begin with instead: they have these, and no others.
    """

    def __init__(self, timetable: Timetable, duties: Collection[Duty] = ()) -> None:
        self.timetable = timetable
        self.problem: Problem = timetable.problem
        self._shared: set[str] = set()
        self._hours: dict[Turn, Hours] = {}
        self._lengths: dict[tuple[int, str], int] = {}
        self._last_ends = {
            person.name: max((day.end for day in person.history if day.end is not None), default=-(10**12))
            for person in self.problem.people
        }
        self.workers = {person.name: self._worker(person) for person in self.problem.people}
        published = self.problem.published.duties if self.problem.published else ()
        known = {(d.person, self.problem.day_index.get(d.day)): d.shift for d in (*published, *duties)}
        told = {duty.person for duty in duties}
        for worker in self.workers.values():
            for index, day in enumerate(worker.person.days):
                usual = day.shifts[0] if day.shifts and day.rostered and worker.person.name not in told else ""
                shift = known.get((worker.person.name, index), "" if self.is_frozen(index, usual) else usual)
                if shift in day.shifts:
                    self.add(worker, Turn(index, shift))
            self._settle(worker)

    def copy(self) -> Roster:
        """Return the same once more; people are shared until either is to change them."""
        other = copy(self)
        other.workers = dict(self.workers)
        self._shared, other._shared = set(self.workers), set(self.workers)
        return other

    def own(self, name: str) -> Worker:
        """Return somebody who may be changed, and whom no copy of the roster has any more."""
        if name in self._shared:
            self._shared.remove(name)
            worker = self.workers[name]
            self.workers[name] = replace(
                worker, ledger=worker.ledger.copy(), turns=dict(worker.turns), pinned=set(worker.pinned)
            )
        return self.workers[name]

    def _worker(self, person: Person) -> Worker:
        times = self.timetable
        routines = times.inside(person.routines)
        ragged = times.touched(person.routines) & ~routines
        away = times.touched((a.start, a.end) for a in person.absences)
        return Worker(person, Ledger(times, person), away | ragged, routines)

    def is_frozen(self, day: int, shift: str) -> bool:
        """Return whether a shift would begin before the published plan may change."""
        problem = self.problem
        if problem.published is None or problem.frozen_until is None or not shift:
            return False
        hours = problem.shifts[shift].hours[day]
        return bool(hours) and problem.start <= hours[0][0] < problem.frozen_until

    # -- turns -------------------------------------------------------------------------------------------------

    def windows(self, turn: Turn) -> tuple[Window, ...]:
        """Return when somebody is there on a turn, overtime included."""
        hours = list(self.problem.shifts[turn.shift].hours[turn.day])
        hours[0] = (hours[0][0] - turn.before, hours[0][1])
        hours[-1] = (hours[-1][0], hours[-1][1] + turn.after)
        return tuple(hours)

    def hours_of(self, turn: Turn) -> Hours:
        """Return the hours of a turn, overtime included."""
        known = self._hours.get(turn)
        if known is None:
            windows, times = self.windows(turn), self.timetable
            hours = times.hours(windows)
            span = between(times.up(windows[0][0]), times.down(windows[-1][1]))
            known = self._hours[turn] = Hours(hours.open, hours.clear & span)
        return known

    def bounds(self, turn: Turn) -> Window:
        """Return the first and the last moment of a turn, overtime included."""
        hours = self.problem.shifts[turn.shift].hours[turn.day]
        return hours[0][0] - turn.before, hours[-1][1] + turn.after

    def length(self, turn: Turn) -> int:
        """Return the seconds of a turn's shift, without overtime."""
        key = turn[:2]
        if (known := self._lengths.get(key)) is None:
            hours = self.problem.shifts[turn.shift].hours[turn.day]
            known = self._lengths[key] = sum(end - start for start, end in hours)
        return known

    def add(self, worker: Worker, turn: Turn) -> bool:
        """Put a turn on the roster if all limits allow it, and say whether they do."""
        if not self.problem.shifts[turn.shift].hours[turn.day]:
            return False
        if not self._may_have(worker.turns, worker.ledger, worker.person, turn):
            return False
        self._enter(worker.turns, worker.ledger, worker.person, turn)
        return True

    def _may_have(self, turns: dict[int, Turn], ledger: Ledger, person: Person, turn: Turn) -> bool:
        rostered = person.days[turn.day].rostered
        return (
            ledger.may_work_on(turn.day)
            and self.length(turn) <= ledger.room(turn.day, overtime=not rostered)
            and self._rests(turns, person, turn)
        )

    def _enter(self, turns: dict[int, Turn], ledger: Ledger, person: Person, turn: Turn) -> None:
        old = turns.get(turn.day)
        rostered = person.days[turn.day].rostered
        worked = overtime = 0
        for each, sign in ((old, -1), (turn, 1)):
            if each is not None:
                extra, own = each.before + each.after, self.length(each)
                worked += sign * (own + extra)
                overtime += sign * (extra if rostered else own + extra)
        ledger.enter(turn.day, worked, overtime)
        turns[turn.day] = turn
        ledger.worked.add(self.problem.days[turn.day].number)

    def take_back(self, worker: Worker, day: int) -> None:
        """Take a turn off the roster."""
        turn = worker.turns.pop(day)
        extra, own = turn.before + turn.after, self.length(turn)
        overtime = extra if worker.person.days[day].rostered else own + extra
        worker.ledger.enter(day, -(own + extra), -overtime)
        worker.ledger.worked.discard(self.problem.days[day].number)

    def _gap(self) -> int:
        """Return the least time between two turns; two that touch could not be told apart."""
        return max(self.problem.limits.daily_rest or 0, self.problem.grid)

    def _rests(self, turns: dict[int, Turn], person: Person, turn: Turn) -> bool:
        start, end = self.bounds(turn)
        before, after = self._neighbours(turns, person, turn.day)
        has_begun = start < self.problem.start  # how little rest there was before is no longer to be helped
        return (has_begun or start - before >= self._gap()) and after - end >= self._gap()

    def _neighbours(self, turns: dict[int, Turn], person: Person, day: int) -> Window:
        """Return when the turn before a day ends and the one after it begins."""
        before = next((turns[d] for d in range(day - 1, -1, -1) if d in turns), None)
        after = next((turns[d] for d in range(day + 1, len(self.problem.days)) if d in turns), None)
        last = self.bounds(before)[1] if before else self._last_ends[person.name]
        return last, self.bounds(after)[0] if after else 10**12

    def _settle(self, worker: Worker) -> None:
        """Bring what follows from a person's turns up to date."""
        worker.base = self._hours_of(worker, worker.turns)
        worker.forget(turns=True)

    def _hours_of(self, worker: Worker, turns: dict[int, Turn]) -> Hours:
        opened = clear = 0
        for turn in turns.values():
            hours = self.hours_of(turn)
            opened |= hours.open
            clear |= hours.clear
        return Hours(opened & ~worker.away & ~worker.pausing, clear & ~worker.away)

    # -- what could be worked ----------------------------------------------------------------------------------

    def free(self, worker: Worker, allowance: Allowance, since: int) -> Hours:
        """Return when somebody has nothing to do and is, or could be, on duty.

        Parameters
        ----------
        worker, allowance
            Who, and what may be used.
        since
            First day of the problem on which it may be used.
        """
        key = (allowance, since)
        known = worker.known.get(key)
        if known is None:
            changes = allowance.changes_duties
            hours = self.chances(worker, allowance, since).hours if changes else worker.base
            known = worker.known[key] = Hours(hours.open, hours.clear & ~worker.busy)
        return known

    def chances(self, worker: Worker, allowance: Allowance, since: int) -> Chances:
        """Return the turns that somebody could work, all of them together within his limits."""
        key = (allowance, since)
        known = worker.chances.get(key)
        if known is None:
            kept = self._kept_days(worker) if allowance.shift else ()
            state = (key, frozenset(worker.turns.values()), kept)
            known = worker.remembered.get(state)
            if known is None:
                known = worker.remembered[state] = self._chances(worker, allowance, since, kept)
            worker.chances[key] = known
        return known

    def _kept_days(self, worker: Worker) -> tuple[int, ...]:
        """Return the days on which somebody keeps his shift, since he has work or because of something else."""
        return tuple(d for d, turn in worker.turns.items() if d in worker.pinned or self.is_busy(worker, turn))

    def _chances(self, worker: Worker, allowance: Allowance, since: int, kept: Collection[int]) -> Chances:
        turns, ledger = dict(worker.turns), worker.ledger.copy()
        for day in range(since, len(self.problem.days)):
            if day not in kept:
                self._try_shift(worker.person, turns, ledger, day, allowance)
            if allowance.overtime and day in turns:
                self._stretch(worker.person, turns, ledger, day)
        return Chances(turns, self._hours_of(worker, turns))

    def _try_shift(
        self, person: Person, turns: dict[int, Turn], ledger: Ledger, day: int, allowance: Allowance
    ) -> None:
        there, old = person.days[day], turns.get(day)
        shift = allowance.shift if allowance.shift in there.shifts else ""
        if old is None:
            shift = shift or (there.shifts[0] if allowance.days_off and there.shifts else "")
            if not shift or not (allowance.shift if there.rostered else allowance.days_off):
                return
        elif not shift or old.shift == shift:
            return
        turn = Turn(day, shift)
        hours = self.problem.shifts[shift].hours[day]
        if not hours or hours[0][0] < self.problem.start or self.is_frozen(day, shift):
            return
        if old is not None:
            if not self._rests(turns, person, turn) or self.length(turn) > self.length(old):
                return
            self._enter(turns, ledger, person, turn)
        elif self._may_have(turns, ledger, person, turn):
            self._enter(turns, ledger, person, turn)

    def is_busy(self, worker: Worker, turn: Turn) -> bool:
        """Return whether somebody has work in a turn."""
        return bool(worker.busy & self.hours_of(turn).clear)

    def _stretch(self, person: Person, turns: dict[int, Turn], ledger: Ledger, day: int) -> None:
        """Give a turn all the overtime that limits leave."""
        turn, limits, granule = turns[day], self.problem.limits, self.problem.settings.overtime_granule
        start, end = self.bounds(turn)
        before, after = self._neighbours(turns, person, day)
        room = min(
            ledger.room(day, overtime=True),
            (10**9 if limits.overtime_day is None else limits.overtime_day) - turn.before - turn.after,
        )
        late = min(limits.overtime_late - turn.after, room, after - self._gap() - end)
        late = max(0, late) // granule * granule
        early = min(limits.overtime_early - turn.before, room - late, start - self._gap() - before)
        early = max(0, early) // granule * granule if start > self.problem.start else 0
        if late or early:
            self._enter(turns, ledger, person, Turn(day, turn.shift, turn.before + early, turn.after + late))

    # -- taking ------------------------------------------------------------------------------------------------

    def take(self, worker: Worker, first: int, last: int, chances: Chances | None) -> None:
        """Make somebody busy from one slot up to another, with the overtime that this takes.

        Parameters
        ----------
        worker
            Who.
        first, last
            The slots.
        chances
            What it was found with, if it needs more than the roster.
        """
        worker.occupy(between(first, last))
        if chances is None:
            return
        turn = next(t for t in chances.turns.values() if self.hours_of(t).clear >> first & 1)
        old = worker.turns.get(turn.day)
        least = self._least(turn, old, self.timetable.moment(first), self.timetable.moment(last))
        if least != old:
            self._enter(worker.turns, worker.ledger, worker.person, least)
            self._settle(worker)

    def _least(self, turn: Turn, old: Turn | None, start: int, end: int) -> Turn:
        """Return a turn with no more overtime than it has, or a stretch of time needs."""
        granule = self.problem.settings.overtime_granule
        plain = old if old is not None and old.shift == turn.shift else Turn(turn.day, turn.shift)
        opens, closes = self.bounds(Turn(turn.day, turn.shift))
        before, after = (-(-max(0, by) // granule) * granule for by in (opens - start, end - closes))
        return plain._replace(before=max(plain.before, before), after=max(plain.after, after))

    def require(self, worker: Worker, start: int, end: int, others: Collection[Window] = ()) -> None:
        """Put somebody on duty for a stretch of time that is fixed, as far as limits allow.

        Where that takes another turn, it also covers those of some other stretches that the one before did.
        """
        if any(self._covers(turn, (start, end)) for turn in worker.turns.values()):
            return
        for turn in self._ways_to_cover(worker, start, end, others):
            old = worker.turns.get(turn.day)
            if old is not None:
                self.take_back(worker, turn.day)
            if self._fits_overtime(turn) and self.add(worker, turn):
                self._settle(worker)
                return
            if old is not None:
                self._enter(worker.turns, worker.ledger, worker.person, old)

    def _covers(self, turn: Turn, stretch: Window) -> bool:
        """Return whether a stretch of time begins and ends while somebody is there on a turn."""
        windows, (start, end) = self.windows(turn), stretch
        return any(a <= start < b for a, b in windows) and any(a < end <= b for a, b in windows)

    def _ways_to_cover(self, worker: Worker, start: int, end: int, others: Collection[Window]) -> Iterator[Turn]:
        """Yield turns that span a stretch of time, those first that begin and end with none of it in a break."""
        found = []
        for index, day in enumerate(worker.person.days):
            old = worker.turns.get(index)
            kept = old.shift if index in worker.pinned and old is not None else None
            held = [(start, end), *(each for each in others if old is not None and self._covers(old, each))]
            first, last = min(a for a, _ in held), max(b for _, b in held)
            for shift in day.shifts:
                if self.problem.shifts[shift].hours[index] and kept in (None, shift):
                    turn = self._least(Turn(index, shift), old, first, last)
                    missed = sum(not self._covers(turn, each) for each in held)
                    found.append((missed, turn.before + turn.after, not day.rostered, turn))
        yield from (turn for *_, turn in sorted(found))

    def _fits_overtime(self, turn: Turn) -> bool:
        limits = self.problem.limits
        day = limits.overtime_day
        return (
            turn.before <= limits.overtime_early
            and turn.after <= limits.overtime_late
            and (day is None or turn.before + turn.after <= day)
        )

    def settle_all(self) -> None:
        """Bring what follows from turns up to date for everybody."""
        for worker in self.workers.values():
            self._settle(worker)

    def trim(self, worker: Worker, spans: Iterable[Window]) -> None:
        """Take back the overtime and the days off that no piece of work needs."""
        spans = list(spans)
        for turn in list(worker.turns.values()):
            opens, closes = self.bounds(turn)
            mine = [(start, end) for start, end in spans if opens <= start and end <= closes]
            if not mine and not worker.person.days[turn.day].rostered and turn.day not in worker.pinned:
                self.take_back(worker, turn.day)
                continue
            first, last = min((s for s, _ in mine), default=closes), max((e for _, e in mine), default=opens)
            plain = Turn(turn.day, turn.shift)
            least = self._least(plain, plain, first, last) if mine else plain
            if least != turn:
                self._enter(worker.turns, worker.ledger, worker.person, least)
        self._settle(worker)

    # -- the outcome -------------------------------------------------------------------------------------------

    def duties(self) -> Iterator[Duty]:
        """Yield all duties."""
        for worker in self.workers.values():
            for turn in sorted(worker.turns.values()):
                day = worker.person.days[turn.day]
                yield Duty(
                    person=worker.person.name,
                    day=self.problem.days[turn.day].number,
                    shift=turn.shift,
                    hours=self.problem.shifts[turn.shift].hours[turn.day],
                    before=turn.before,
                    after=turn.after,
                    rostered=day.rostered,
                    pay=day.pay,
                )
