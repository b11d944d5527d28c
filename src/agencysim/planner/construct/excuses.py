"""Why work is not planned: the first reason that can be counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.planner.construct.roster import Allowance
from agencysim.planner.timetable import Hours, at_least, lowest, run
from agencysim.plans import Reason, TaskId, Why
from agencysim.values import HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agencysim.planner.construct.build import Construction
    from agencysim.planner.construct.crews import Candidate, Seat
    from agencysim.planner.problem import Mode, Task

EVERYTHING = Allowance(overtime=True, days_off=True, hired=True)
WITHOUT_OVERTIME = Allowance(hired=True)


def excuses(made: Construction) -> dict[TaskId, tuple[Reason, ...]]:
    """Return every task that is not planned to its end, with the reason why."""
    return {task.id: (next(_reasons(made, task)),) for task in made.urgency.order() if task.id not in made.ends}


def _reasons(made: Construction, task: Task) -> Iterator[Reason]:
    """Yield what keeps a task from being planned, what can be proven by counting first."""
    if not made.problem.is_wanted(task):
        yield Reason(why=Why.WITHHELD)
    begun = made.begun.get(task.id)
    mode = task.modes[0]
    if begun is not None and not task.splittable:
        yield Reason(why=Why.LOCKED, needed=_h(made, _slots(made, mode)), there=_h(made, begun.done))
    only = [None for _ in mode.crew]
    seats = list(made.pool.seats(mode, only, hired=True))
    too_few = list(_too_few(made, mode, seats))
    if too_few and task.outside is not None and not made.may_use_overtime(task):
        yield Reason(why=Why.NOT_WORTH_IT, about=too_few[0].about, there=task.outside.price)
    yield from too_few
    yield from _before(made, task)
    release = made.timetable.up(made.ready(task) or made.problem.start)
    yield from _never_enough(made, task, seats, release)
    job = made.problem.job[task.job]
    if job.deadline is not None and task.id not in made.pieces:
        yield Reason(why=Why.DEADLINE, until=job.deadline)
    yield _taken(made, task, mode, seats, release)


def _too_few(made: Construction, mode: Mode, seats: list[Seat]) -> Iterator[Reason]:
    for place, seat in zip(mode.crew, seats, strict=False):
        there = len({candidate.name for candidate in seat.candidates})
        if there < (1 if seat.shared else seat.size):
            yield Reason(why=Why.NOBODY_CAN, about=place.skill, needed=place.count, there=there)
    for kind, count in mode.units.items():
        there = len(made.pool.of_kind(kind, hired=True))
        if there < count:
            yield Reason(why=Why.NO_UNIT, about=kind, needed=count, there=there)
    if not seats or len({c.name for seat in seats for c in seat.candidates}) >= _heads(seats):
        return
    there = len({c.name for seat in seats for c in seat.candidates})
    yield Reason(why=Why.NOBODY_CAN, about=mode.crew[0].skill, needed=_heads(seats), there=there)


def _heads(seats: list[Seat]) -> int:
    return sum(seat.size for seat in seats if not seat.shared)


def _before(made: Construction, task: Task) -> Iterator[Reason]:
    for after in task.after:
        name = TaskId(task.job, after.step, after.attempt)
        if name not in made.ends:
            yield Reason(why=Why.PREDECESSOR, about=after.step)
        else:
            may = made.timetable.may_begin(after, made.ends[name])
            if may is None or may >= made.problem.end:
                yield Reason(why=Why.NOT_RELEASED, until=may)
    if task.release >= made.problem.end:
        yield Reason(why=Why.NOT_RELEASED, until=task.release)


def _never_enough(made: Construction, task: Task, seats: list[Seat], release: int) -> Iterator[Reason]:
    """Count the hours in which all could be there, whatever else they do, against those that it takes."""
    grid = made.problem.grid
    site = made.timetable.site(task.site)
    hours = Hours(site.open & (-1 << release), -1)
    for seat in seats:
        opened = clear = 0
        for candidate in seat.candidates:
            could = _could(made, candidate)
            opened |= could.open
            clear |= could.clear
        hours &= Hours(opened, clear)
    fastest = max((c.level for seat in seats for c in seat.candidates), default=1.0)
    needed = min(mode.seconds(fastest, grid) for mode in task.modes) // grid
    there = (hours.open & made.timetable.all).bit_count()
    if there < needed:
        about = task.place or (task.modes[0].crew[0].skill if task.modes[0].crew else "")
        yield Reason(why=Why.NEVER_TOGETHER, about=about, needed=_h(made, needed), there=_h(made, there))
    if not task.splittable:
        longest = _longest(hours.open, hours.clear & made.timetable.all)
        if longest < needed:
            yield Reason(why=Why.TOO_LONG, needed=_h(made, needed), there=_h(made, longest))


def _could(made: Construction, candidate: Candidate) -> Hours:
    if candidate.name in made.pool.units:
        return made.pool.units[candidate.name]
    hours = made.roster.chances(made.roster.workers[candidate.name], EVERYTHING, 0).hours
    return Hours(hours.open, hours.clear & candidate.valid)


def _longest(opened: int, clear: int) -> int:
    """Return how many slots of work the best stretch without interruption holds."""
    best = 0
    while clear:
        start = lowest(clear)
        length = run(clear >> start)
        best = max(best, (opened >> start & ((1 << length) - 1)).bit_count())
        clear &= -1 << (start + length)
    return best


def _taken(made: Construction, task: Task, mode: Mode, seats: list[Seat], release: int) -> Reason:
    """Return the seat for which least time is left, with the hours that it needs and those that are left.

    What would not be late is worth no overtime; that is told where there is some. Where every seat has time enough, the
    longest time is told for which all are free together.
    """
    names = [place.skill for place in mode.crew] + list(mode.units)
    if not names:
        return Reason(why=Why.CAPACITY, about=task.place, needed=_h(made, _slots(made, mode)), there=0.0)
    why, least = Why.CAPACITY, _least_left(made, names, seats, release, EVERYTHING)
    if not made.may_use_overtime(task):
        regular = _least_left(made, names, seats, release, WITHOUT_OVERTIME)
        why, least = (Why.NOT_URGENT, regular) if regular[0] < least[0] else (why, least)
    _, name, count, left = least
    needed = _slots(made, mode)
    if left >= needed * count:
        allowance = EVERYTHING if why is Why.CAPACITY else WITHOUT_OVERTIME
        for site, length in (("", needed + _way(made, task)), (task.site, needed)):
            together = _together(made, task, site, seats, release, allowance)
            if together < length:
                return Reason(why=why, needed=_h(made, length), there=_h(made, together))
        if len(seats) > 1:  # the same people are wanted in several places
            return Reason(why=why, needed=_h(made, needed), there=_h(made, together))
    return Reason(why=why, about=name, needed=_h(made, _slots(made, mode) * count), there=_h(made, left))


def _least_left(
    made: Construction, names: list[str], seats: list[Seat], release: int, allowance: Allowance
) -> tuple[float, str, int, int]:
    """Return the seat with least time left for each who fills it: that time, its name, how many fill it, and all."""
    rooms = []
    for name, seat in zip(names, seats, strict=True):
        left = 0
        for candidate in {c.name: c for c in seat.candidates}.values():
            hours = made.placer.hours_of(candidate, allowance, 0)
            left += (hours.open & hours.clear & (-1 << release) & made.timetable.all).bit_count()
        rooms.append((left / max(1, seat.size), name, seat.size, left))
    return min(rooms)


def _way(made: Construction, task: Task) -> int:
    return made.timetable.count(task.loading) + 2 * made.timetable.count(task.travel)


def _together(made: Construction, task: Task, site: str, seats: list[Seat], release: int, allowance: Allowance) -> int:
    """Return for how many slots enough for every seat are free: in one stretch, or in all if the work can be split."""
    hours = Hours(made.timetable.site(site).open & (-1 << release), made.timetable.all)
    for seat in seats:
        free = [made.placer.hours_of(candidate, allowance, 0) for candidate in seat.candidates]
        size = 1 if seat.shared else seat.size
        hours &= Hours(at_least(size, [h.open for h in free]), at_least(size, [h.clear for h in free]))
    opened = hours.open & made.timetable.all
    return opened.bit_count() if task.splittable else _longest(opened, hours.clear)


def _slots(made: Construction, mode: Mode) -> int:
    return mode.seconds(1.0, made.problem.grid) // made.problem.grid


def _h(made: Construction, slots: int) -> float:
    return round(slots * made.problem.grid / HOUR, 2)
