"""How long running tasks take: their legs, their people's hours and their overtime."""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from agencysim.domain import EndOfShift
from agencysim.errors import HorizonError
from agencysim.journey import (
    Leg,
    Way,
    Window,
    finish,
    finish_all,
    legs_on_site,
    overtime_windows,
    progress,
    work_in,
    worked,
)
from agencysim.staff import bits

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from agencysim.calendars import Calendar
    from agencysim.sim.route_steps import WorkStep
    from agencysim.sim.visits import Task

WITHOUT_END = 2**60
"""More work than fits any calendar."""


class Timing:
    """Turns the work of running tasks into elapsed time.

    Parameters
    ----------
    calendars
        Hours by resource; ``None`` is round the clock.

    Attributes
    ----------
    grants
        Overtime granted, by resource.
    """

    def __init__(self, calendars: Sequence[Calendar | None]) -> None:
        self.calendars = calendars
        self.grants: list[list[Window]] = [[] for _ in calendars]

    def plain_end(self, crew: int, now: int, work: int) -> int:
        """Return when work ends that a crew begins now, without travel, site and overtime."""
        if not crew & (crew - 1):
            calendar = self.calendars[crew.bit_length() - 1]
            if calendar is None:
                return now + work
            try:
                return calendar.finish(now, work)
            except HorizonError:
                return calendar.horizon + 1
        hours = self._hours(bits(crew))
        return _finish((Leg(work, hours),), now, ()) if hours else now + work

    def _hours(self, members: Iterable[int]) -> tuple[Calendar, ...]:
        """Return the different calendars of a crew, in an order that is always the same."""
        return tuple(dict.fromkeys(c for m in members if (c := self.calendars[m]) is not None))

    def legs_of(self, task: Task) -> tuple[Leg, ...]:
        """Return the legs of a running task: loading and way out, the work, the way back."""
        step, job = task.step, task.job
        hours = self._hours(task.members)
        if step.plain:
            return (Leg(task.work, hours),)
        draw = (job.key, job.row, task.attempt)
        travel = round(step.travel.at(*draw)) if step.travel else 0
        out = travel + (round(step.loading.at(*draw)) if step.loading else 0)
        pauses = step.rule is EndOfShift.PAUSE
        return legs_on_site(_start(task), task.work, Way(out, travel), hours, step.site, pauses=pauses)

    def estimated_end(self, step: WorkStep, crew: int, now: int, work: int) -> int:
        """Return when a crew that begins a step now would be done, if the work takes so long and the way the mean."""
        back = round(step.travel.mean) if step.travel else 0
        way = Way(back + (round(step.loading.mean) if step.loading else 0), back)
        hours = self._hours(bits(crew))
        pauses = step.rule is EndOfShift.PAUSE
        return _finish(legs_on_site(now, work, way, hours, step.site, pauses=pauses), now, ())

    def windows(self, task: Task, until: int = WITHOUT_END) -> list[Window]:
        """Return when the crew of a running task is there in overtime, as far as that begins before a moment."""
        start = _start(task)
        grants = [_between(self.grants[m], start, until) for m in task.members]
        if not any(grants):
            return []
        return overtime_windows([self.calendars[m] for m in task.members], grants, start)

    def end_of(self, task: Task) -> int:
        """Return when a running task ends, by all that is known now."""
        return _finish(task.legs or self.legs_of(task), _start(task), self.windows(task))

    def done_by(self, task: Task, now: int) -> list[int]:
        """Return the seconds worked by now on each leg of the present part of a running task."""
        return progress(task.legs or self.legs_of(task), _start(task), now, self.windows(task, now))

    def work_by(self, task: Task, now: int) -> int:
        """Return the seconds worked by now on the present part of a running task."""
        if task.step.plain and not self.windows(task, now):
            return min(task.work, work_in(self._hours(bits(task.crew)), _start(task), now))
        return sum(self.done_by(task, now))

    def least_work(self, task: Task, now: int) -> int:
        """Return the seconds worked by now, the way apart, on a task that is not over, whatever its content."""
        legs, windows, start = task.legs or self.legs_of(task), self.windows(task, now), _start(task)
        if len(legs) == 1:
            (main,) = legs
        else:
            start, main = finish(legs[0], start, windows), legs[1]
        return worked(main._replace(work=WITHOUT_END), start, now, windows)


def _between(grants: list[Window], start: int, until: int) -> list[Window]:
    """Return the overtime that reaches beyond ``start`` and begins before ``until``; grants are in order."""
    first = bisect_left(grants, (start, 0))
    if first and grants[first - 1][1] > start:
        first -= 1
    return grants[first : bisect_left(grants, (until, 0))]


def _start(task: Task) -> int:
    assert task.start is not None
    return task.start


def _finish(legs: Sequence[Leg], start: int, windows: Sequence[Window]) -> int:
    """Return when legs end; what would end beyond the horizon ends after any moment of the run."""
    try:
        return finish_all(legs, start, windows)
    except HorizonError:
        return max(calendar.horizon for leg in legs for calendar in leg.calendars) + 1
