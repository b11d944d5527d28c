"""Seeing to it that those are on duty who must always be there."""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import TYPE_CHECKING

from agencysim.planner.construct.roster import Turn
from agencysim.planner.timetable import lowest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agencysim.planner.construct.roster import Roster, Worker
    from agencysim.planner.problem import Coverage


def cover(roster: Roster) -> None:
    """Change shifts, or call people in on days off, until enough are there; as far as that is possible."""
    posts = [_Post(roster, each) for each in roster.problem.coverage]
    hopeless = 0
    while gaps := reduce(or_, _missing(posts), 0) & ~hopeless:
        gap = lowest(gaps)
        if not _close(roster, posts, gap):
            hopeless |= 1 << gap
    _pin(roster)


def _pin(roster: Roster) -> None:
    """Let those who cover something, and those whose days are published for good, keep their shifts."""
    problem, times = roster.problem, roster.timetable
    until = problem.frozen_until or problem.start
    for worker in roster.workers.values():
        skills = {holding.skill for holding in worker.person.holdings}
        windows = times.inside(w for each in problem.coverage if each.skill in skills for w in each.windows)
        for turn in worker.turns.values():
            start, _ = roster.bounds(turn)
            if start < until or roster.hours_of(turn).open & windows:
                worker.pinned.add(turn.day)


class _Post:
    """People of whom some must be there, and how many there could be, slot by slot."""

    def __init__(self, roster: Roster, each: Coverage) -> None:
        self.roster = roster
        self.people = each.people
        self.windows = roster.timetable.touched(each.windows)
        able = [w for w in roster.workers.values() if any(h.skill == each.skill for h in w.person.holdings)]
        self.able = {worker.person.name: _holds(roster, worker, each) for worker in able}
        self.could = _at_least((_could(roster, worker) & self.able[worker.person.name] for worker in able), each.people)

    def missing(self) -> list[int]:
        """Return the slots in which one, two, ... are missing."""
        workers = self.roster.workers
        there = _at_least((_there(self.roster, workers[name]) & held for name, held in self.able.items()), self.people)
        return [self.could[n] & ~there[n] & self.windows for n in range(self.people)]


def _missing(posts: Iterable[_Post]) -> list[int]:
    return [mask for post in posts for mask in post.missing()]


def _total(masks: list[int]) -> int:
    return sum(mask.bit_count() for mask in masks)


def _at_least(masks: Iterable[int], people: int) -> list[int]:
    """Return for 1, 2, ... people the slots in which so many are there."""
    found = [0] * people
    for mask in masks:
        for n in range(people - 1, 0, -1):
            found[n] |= found[n - 1] & mask
        found[0] |= mask
    return found


def _holds(roster: Roster, worker: Worker, each: Coverage) -> int:
    times, mask = roster.timetable, 0
    for holding in worker.person.holdings:
        if holding.skill == each.skill:
            start = times.start if holding.since is None else holding.since
            end = times.problem.end if holding.until is None else holding.until
            mask |= times.inside([(start, end)])
    return mask


def _there(roster: Roster, worker: Worker) -> int:
    mask = 0
    for turn in worker.turns.values():
        mask |= roster.hours_of(turn).open
    return mask & ~worker.away


def _could(roster: Roster, worker: Worker) -> int:
    mask = 0
    for index, day in enumerate(worker.person.days):
        for shift in day.shifts:
            if roster.problem.shifts[shift].hours[index]:
                mask |= roster.hours_of(Turn(index, shift)).open
    return mask & ~worker.away


def _close(roster: Roster, posts: list[_Post], gap: int) -> bool:
    """Make the one change that leaves least missing; say whether one helps."""
    before = _total(_missing(posts))
    best: tuple[int, bool, str, int] | None = None
    chosen: Turn | None = None
    for worker, turn in _changes(roster, posts, gap):
        old = worker.turns.get(turn.day)
        if _change(roster, worker, turn):
            left = _total(_missing(posts))
            key = (left, not worker.person.days[turn.day].rostered, worker.person.name, turn.day)
            if left < before and (best is None or key < best):
                best, chosen = key, turn
            roster.take_back(worker, turn.day)
        if old is not None:
            roster.add(worker, old)
    if best is None or chosen is None:
        return False
    worker = roster.workers[best[2]]
    return _change(roster, worker, chosen)


def _change(roster: Roster, worker: Worker, turn: Turn) -> bool:
    if turn.day in worker.turns:
        roster.take_back(worker, turn.day)
    return roster.add(worker, turn)


def _changes(roster: Roster, posts: list[_Post], gap: int) -> Iterator[tuple[Worker, Turn]]:
    """Yield the other turns with which somebody would be there in a slot."""
    able = {name for post in posts for name in post.able}
    for worker in (roster.workers[name] for name in sorted(able)):
        for index, day in enumerate(worker.person.days):
            for shift in day.shifts:
                now = worker.turns.get(index)
                turn = Turn(index, shift)
                hours = roster.problem.shifts[shift].hours[index]
                if roster.is_frozen(index, shift) or (now is not None and roster.is_frozen(index, now.shift)):
                    continue
                if hours and (now is None or now.shift != shift) and roster.hours_of(turn).open >> gap & 1:
                    yield worker, turn
