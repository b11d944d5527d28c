"""What a plan means: who is there when by its duties, and how much of each task its pieces get done."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from agencysim.calendars import Calendar
from agencysim.errors import HorizonError
from agencysim.journey import Leg, finish, work_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agencysim.planner.problem import After, Mode, Person, Problem, Task
    from agencysim.plans import Assignment, Duty, Plan, TaskId, Window

FAR = 400 * 86400
"""Seconds beyond the end of a plan up to which calendars are looked at."""


class Progress(NamedTuple):
    """What a piece gets done.

    Parameters
    ----------
    begins, ends
        When the work itself begins, the way out being behind, and when it ends, the way back being ahead.
    main
        Seconds of work in between.
    """

    begins: int
    ends: int
    main: int


class World:
    """A problem and a plan for it, with what follows from both.

    Names that the problem does not know are left out here; that they are wrong is told by a check of its own.

    Parameters
    ----------
    problem, plan
        What was asked, and what was answered.
    like
        The world of another plan for the same problem: what does not depend on what differs is taken over from it.
    """

    def __init__(self, problem: Problem, plan: Plan, like: World | None = None) -> None:
        self.problem = problem
        self.plan = plan
        self.horizon = problem.end + FAR
        self.shift = min([0, problem.start, *(day.start for day in problem.days)]) - 7 * 86400
        self.assignments = {task: found for task, found in plan.pieces().items() if task in problem.task}
        inside = {task: [piece for piece in found if not piece.outside] for task, found in self.assignments.items()}
        self.pieces = {task: found for task, found in inside.items() if found}
        self.outside = {p.task: p for p in plan.assignments if p.outside and p.task in problem.task}
        self.duties: dict[str, list[Duty]] = defaultdict(list)
        for duty in sorted(plan.duties, key=lambda duty: (duty.start, duty.end)):
            if duty.person in problem.person and duty.day in problem.day_index:
                self.duties[duty.person].append(duty)
        self.locked = {content(piece) for piece in (*problem.locks, *problem.frozen)}
        self.unplanned = {each.task for each in plan.unplanned}
        self._calendars: dict[str, Calendar] = {}
        self._progress: dict[tuple[object, ...], Progress] = {}
        self._there: dict[tuple[str, str], list[Window]] = {}
        if like is not None:
            self._take_over(like)

    def _take_over(self, like: World) -> None:
        """Take over the hours of all whose duties are the same, and what their work gets done."""
        assert like.problem is self.problem
        people = self.problem.person.keys()
        others = {name for name in people if self.duties[name] != like.duties[name]}
        changed = others | {f"duty {name}" for name in others}
        self._calendars = {key: found for key, found in like._calendars.items() if key not in changed}
        known_there = like._there.items()
        self._there = {key: there for key, there in known_there if key[0] == "possible" or key[1] not in others}
        for piece in self.plan.assignments:
            known = like._progress.get(content(piece))
            if known is not None and others.isdisjoint(piece.people):
                self._progress[content(piece)] = known

    def is_locked(self, *pieces: Assignment) -> bool:
        """Return whether all pieces are locked, or published and frozen."""
        return all(content(piece) in self.locked for piece in pieces)

    # -- time --------------------------------------------------------------------------------------------------

    def calendar_of(self, windows: Iterable[Window]) -> Calendar:
        """Return windows as a calendar; its moments are shifted, since calendars have none before 0."""
        return Calendar.from_intervals(
            [(a - self.shift, b - self.shift) for a, b in windows], self.horizon - self.shift
        )

    def hours(self, name: str) -> Calendar:
        """Return when a person, by his duties, or a unit can take part in work."""
        known = self._calendars.get(name)
        if known is None:
            known = self._calendars[name] = self._hours(name)
        return known

    def _hours(self, name: str) -> Calendar:
        person = self.problem.person.get(name)
        if person is not None:
            return self.duty_hours(name).minus(self.calendar_of((a.start, a.end) for a in person.absences))
        unit = self.problem.unit[name]
        always = [(self.shift, self.horizon)]
        there = self.calendar_of(always if unit.hours is None else unit.hours)
        return there.minus(self.calendar_of((a.start, a.end) for a in unit.absences))

    def duty_hours(self, name: str) -> Calendar:
        """Return when a person can take part in work by his duties, whether he is away or not."""
        key = f"duty {name}"
        if key not in self._calendars:
            there = self.calendar_of(w for duty in self.duties[name] for w in duty.windows)
            self._calendars[key] = there.minus(self.calendar_of(self.problem.person[name].routines))
        return self._calendars[key]

    def named(self, name: str) -> Calendar | None:
        """Return the hours of a site, a client or another firm; ``None`` is round the clock."""
        if not name:
            return None
        key = f"calendar {name}"
        if key not in self._calendars:
            self._calendars[key] = self.calendar_of(self.problem.calendars.get(name, ()))
        return self._calendars[key]

    def passed(self, name: str, start: int, seconds: int) -> int | None:
        """Return when seconds have passed on a calendar since a moment; ``None`` if that is not known."""
        calendar = self.named(name)
        if calendar is None:
            return start + seconds
        try:
            return calendar.finish(start - self.shift, seconds) + self.shift
        except HorizonError:
            return None

    # -- work --------------------------------------------------------------------------------------------------

    def members(self, piece: Assignment) -> list[str]:
        """Return the known people and units of a piece, each once."""
        known = self.problem.person.keys() | self.problem.unit.keys()
        return [name for name in (*piece.crew, *dict.fromkeys(piece.units)) if name in known]

    def common(self, piece: Assignment) -> tuple[Calendar, ...]:
        """Return the hours of all who take part in a piece."""
        return tuple(self.hours(name) for name in self.members(piece))

    def progress(self, task: Task, piece: Assignment) -> Progress:
        """Return what a piece gets done between its way out and its way back."""
        key = content(piece)
        if key not in self._progress:
            self._progress[key] = self._progress_of(task, piece)
        return self._progress[key]

    def _progress_of(self, task: Task, piece: Assignment) -> Progress:
        common, start, end = self.common(piece), piece.start - self.shift, piece.end - self.shift
        grid = self.problem.grid
        done = task.way_done if piece.start == self.problem.start and self.is_locked(piece) else 0
        out = max(0, _up(task.loading, grid) + _up(task.travel, grid) - done)
        begins, ends = self._after(common, start, end, out), self._before(common, start, end, _up(task.travel, grid))
        if work_in(common, begins, ends):  # a break next to the way is over, or has not begun, when work is done
            begins, ends = self._after(common, begins, end, 1) - 1, self._before(common, start, ends, 1) + 1
        site = self.named(task.site)
        at_site = (*common, site) if site is not None else common
        return Progress(begins + self.shift, ends + self.shift, work_in(at_site, begins, ends))

    def _after(self, common: Sequence[Calendar], start: int, end: int, seconds: int) -> int:
        """Return when the first seconds of common time are over."""
        if not seconds:
            return start
        try:
            return min(end, finish(Leg(seconds, tuple(common)), start, ()))
        except HorizonError:
            return end

    def _before(self, common: Sequence[Calendar], start: int, end: int, seconds: int) -> int:
        """Return the last moment after which so many seconds of common time follow."""
        low, high = start, end
        while seconds and low < high:
            middle = (low + high + 1) // 2
            low, high = (middle, high) if work_in(common, middle, end) >= seconds else (low, middle - 1)
        return low if seconds else end

    def slowest(self, mode: Mode, piece: Assignment) -> float:
        """Return the speed of the slowest, each in his place; 1 where nobody is or somebody may not."""
        levels = []
        for place, name in zip(mode.places, piece.people, strict=False):
            person = self.problem.person.get(name)
            levels.append((person and person.level(place.skill, piece.start, piece.end)) or 1.0)
        return min(levels, default=1.0)

    def need(self, task: Task, piece: Assignment) -> int | None:
        """Return the seconds that a task takes those who do a piece of it; ``None`` if its mode is unknown."""
        mode = task.mode(piece.mode)
        return None if mode is None else mode.seconds(self.slowest(mode, piece), self.problem.grid)

    @cached_property
    def done(self) -> dict[TaskId, int]:
        """Seconds of work that the pieces of each task get done together."""
        return {
            name: sum(self.progress(self.problem.task[name], piece).main for piece in pieces)
            for name, pieces in self.pieces.items()
        }

    def is_done(self, name: TaskId) -> bool:
        """Return whether a task is planned to its end."""
        if name in self.outside:
            return True
        if name not in self.pieces or name in self.unplanned:
            return False
        need = self.need(self.problem.task[name], self.pieces[name][0])
        return need is not None and self.done[name] >= need

    def ends(self, name: TaskId) -> int | None:
        """Return when a task ends, if anything of it is planned."""
        if name in self.outside:
            return self.outside[name].end
        pieces = self.pieces.get(name)
        return max(piece.end for piece in pieces) if pieces else None

    def may_begin(self, task: Task, after: After) -> int | None:
        """Return when a task may begin after another one; ``None`` if that one is not done."""
        before = type(task.id)(task.job, after.step, after.attempt)
        end = self.ends(before)
        if end is None or not self.is_done(before):
            return None
        may: int | None = end
        for lag in after.lags:
            may = None if may is None else self.passed(lag.calendar, may, lag.seconds)
        return may

    def duty_at(self, person: str, moment: int) -> Duty | None:
        """Return the duty of a person that a moment lies in."""
        return next((duty for duty in self.duties[person] if duty.start <= moment < duty.end), None)

    def overlapping(self, pieces: Iterable[Assignment]) -> list[tuple[Assignment, Assignment]]:
        """Return the pairs of pieces that overlap, each piece with the one that ends last before it."""
        found, last = [], None
        for piece in sorted(pieces, key=lambda piece: (piece.start, piece.end)):
            if last is not None and piece.start < last.end:
                found.append((last, piece))
            if last is None or piece.end > last.end:
                last = piece
        return found

    @cached_property
    def _by_member(self) -> dict[str, list[Assignment]]:
        found: dict[str, list[Assignment]] = defaultdict(list)
        for pieces in self.pieces.values():
            for piece in pieces:
                for name in self.members(piece):
                    found[name].append(piece)
        return found

    def of(self, name: str) -> list[Assignment]:
        """Return the pieces in which a person or a unit takes part."""
        return self._by_member[name]

    def presence(self, person: Person) -> list[Window]:
        """Return when a person is on duty, meetings included."""
        windows = (window for duty in self.duties[person.name] for window in duty.windows)
        return self._without_absences("presence", person, windows)

    def possible(self, person: Person) -> list[Window]:
        """Return when a person could be on duty, if he were asked for the right shift."""
        problem = self.problem
        hours = (problem.shifts[name].hours[i] for i, day in enumerate(person.days) for name in day.shifts)
        return self._without_absences("possible", person, (window for windows in hours for window in windows))

    def _without_absences(self, what: str, person: Person, windows: Iterable[Window]) -> list[Window]:
        key = (what, person.name)
        if key not in self._there:
            away = self.calendar_of((a.start, a.end) for a in person.absences)
            there = self.calendar_of(windows).minus(away)
            spans = zip(there.starts, there.ends, strict=True)
            self._there[key] = [(int(a) + self.shift, int(b) + self.shift) for a, b in spans]
        return self._there[key]

    def rests(self, person: Person) -> list[tuple[int, int]]:
        """Return the end of each duty and the start of the next one, from the last duty before the plan on."""
        ends = [day.end for day in person.history if day.end is not None]
        first = [(max(ends), max(ends))] if ends else []
        spans = [*first, *((duty.start, duty.end) for duty in self.duties[person.name])]
        return [(before[1], after[0]) for before, after in pairwise(spans)]


def content(piece: Assignment) -> tuple[object, ...]:
    """Return what makes up a piece: two with the same are the same, whether locked or not."""
    return (piece.task, piece.mode, piece.people, frozenset(piece.units), piece.start, piece.end, piece.outside)


def _up(seconds: int, grid: int) -> int:
    return -(-seconds // grid) * grid
