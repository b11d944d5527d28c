"""What every model of a problem needs to know, worked out once: hours, pauses, candidates, days of work."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, NamedTuple

from agencysim.planner.construct.crews import Pool
from agencysim.planner.construct.ledger import Ledger
from agencysim.planner.construct.roster import Roster, Turn
from agencysim.planner.timetable import Timetable, between, lowest, run
from agencysim.plans import TaskId

if TYPE_CHECKING:
    from agencysim.planner.construct.crews import Candidate
    from agencysim.planner.problem import Mode, Place, Problem, Task

Slots = tuple[int, int]
"""A stretch of slots: its first, and the one after its last."""


class ShiftOption(NamedTuple):
    """A shift that somebody may work on a day, with as much overtime as there may ever be.

    Parameters
    ----------
    shift
        Which one.
    first, last
        Slots of the shift itself; both may lie before the plan.
    start, end
        Its bounds in seconds.
    length, regular
        Its seconds of work, and the slots in which he works, meetings and absences left out.
    early, late
        Most granules of overtime before and after it.
    pauses
        Stretches in which he does not work, though a piece of work may span them.
    blocks
        Stretches that no piece of work may touch.
    """

    shift: str
    first: int
    last: int
    start: int
    end: int
    length: int
    regular: int
    early: int
    late: int
    pauses: tuple[Slots, ...]
    blocks: tuple[Slots, ...]


class Scene:
    """A problem as models see it.

    Parameters
    ----------
    problem
        What is to be planned.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.times = Timetable(problem)
        self.roster = Roster(self.times)
        self.pool = Pool(self.times, self.roster.workers.values())
        self.granule = problem.settings.overtime_granule
        self._options: dict[tuple[str, int], tuple[ShiftOption, ...]] = {}
        self._unit_hours: dict[str, tuple[tuple[Slots, ...], tuple[Slots, ...]]] = {}

    def ledger(self, person: str) -> Ledger:
        """Return what a person has worked before the plan."""
        return Ledger(self.times, self.problem.person[person])

    # -- people ------------------------------------------------------------------------------------------------

    def options(self, person: str, day: int) -> tuple[ShiftOption, ...]:
        """Return the shifts that somebody may be asked to work on a day."""
        key = (person, day)
        if key not in self._options:
            shifts = self.problem.person[person].days[day].shifts
            there = (shift for shift in shifts if self.problem.shifts[shift].hours[day])
            self._options[key] = tuple(self._option(person, day, shift) for shift in there)
        return self._options[key]

    def _option(self, person: str, day: int, shift: str) -> ShiftOption:
        times, limits, worker = self.times, self.problem.limits, self.roster.workers[person]
        plain = Turn(day, shift)
        start, end = self.roster.bounds(plain)
        early = limits.overtime_early // self.granule if start > self.problem.start else 0
        late = limits.overtime_late // self.granule
        widest = Turn(day, shift, early * self.granule, late * self.granule)
        hours = self.roster.hours_of(widest)
        opened, clear = hours.open & ~worker.away & ~worker.pausing, hours.clear & ~worker.away
        opens, closes = self.roster.bounds(widest)
        span = between(times.up(opens), times.down(closes))
        return ShiftOption(
            shift,
            -((self.problem.start - start) // times.grid),
            min(times.slots, (end - self.problem.start) // times.grid),
            start,
            end,
            self.roster.length(plain),
            (times.inside(self.problem.shifts[shift].hours[day]) & ~worker.away & ~worker.pausing).bit_count(),
            early,
            late,
            stretches_of(span & clear & ~opened),
            stretches_of(span & ~clear),
        )

    # -- units -------------------------------------------------------------------------------------------------

    def unit_closed(self, unit: str) -> tuple[tuple[Slots, ...], tuple[Slots, ...]]:
        """Return when a unit cannot be used: pauses that work may span, and stretches that it may not touch."""
        if unit not in self._unit_hours:
            hours = self.pool.units[unit]
            closed = self.times.all & ~hours.open
            self._unit_hours[unit] = stretches_of(closed & hours.clear), stretches_of(self.times.all & ~hours.clear)
        return self._unit_hours[unit]

    # -- tasks -------------------------------------------------------------------------------------------------

    def candidates(self, place: Place) -> list[Candidate]:
        """Return who has the skill for a place at any time, those who are not asked for included."""
        return self.pool.people(place.skill)

    def slots(self, mode: Mode, level: float) -> int:
        """Return how many slots a way of doing a task takes at a speed."""
        return mode.seconds(level, self.times.grid) // self.times.grid

    @cached_property
    def changeable(self) -> dict[TaskId, Task]:
        """The wanted tasks of which something is left to decide: not locked or frozen, unless a part of them is."""
        held = {piece.task for piece in (*self.problem.locks, *self.problem.frozen)}
        wanted = (task for task in self.problem.tasks if self.problem.is_wanted(task))
        return {task.id: task for task in wanted if task.id not in held or task.splittable}

    @cached_property
    def bounds(self) -> dict[TaskId, int]:
        """The first slot in which each task can begin, by its release and what must come before it at top speed."""
        found: dict[TaskId, int] = {}

        def earliest(task: Task) -> int:
            if task.id not in found:
                ready = max(task.release, self.problem.start)
                found[task.id] = self.times.slots  # tasks in a circle are refused before
                for after in task.after:
                    before = self.problem.task.get(TaskId(task.job, after.step, after.attempt))
                    if before is not None:
                        end = self.times.moment(earliest(before) + self.pool.shortest(before))
                        may = self.times.may_begin(after, end)
                        ready = max(ready, self.problem.end if may is None else may)
                found[task.id] = min(self.times.slots, self.times.up(ready))
            return found[task.id]

        for task in self.problem.tasks:
            earliest(task)
        return found


def stretches_of(mask: int) -> tuple[Slots, ...]:
    """Return the stretches of slots of a mask, in order."""
    found = []
    while mask:
        start = lowest(mask)
        length = run(mask >> start)
        found.append((start, start + length))
        mask &= -1 << (start + length)
    return tuple(found)
