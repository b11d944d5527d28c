"""Who has the time to finish a task before the shift ends, by estimate."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.domain import EndOfShift
from agencysim.staff import bits

if TYPE_CHECKING:
    from agencysim.sim.floor import Floor
    from agencysim.sim.line import Line

ENDLESS = float("inf")


class SpareTime:
    """Tells what time people have left today, allowed overtime included; found once for an instant.

    Parameters
    ----------
    floor
        Where people work.
    """

    def __init__(self, floor: Floor) -> None:
        self.floor = floor
        self._left: dict[tuple[int, bool], float] = {}

    def forget(self) -> None:
        """Let the answers of an earlier instant go."""
        self._left.clear()

    def in_time(self, line: Line, number: int, can: int) -> int:
        """Return those who have, by estimate, the time to do a line's first task in one of its places."""
        if number >= len(line.step.levels):
            return can  # a machine has no shift to go home from
        found = 0
        for person in bits(can):
            if self.beyond(line, number, person) >= 0:
                found |= 1 << person
        return found

    def fits_site(self, line: Line) -> bool:
        """Return whether a line's first task can, by estimate, be done before its site closes.

        What is longer than the site is ever open may begin all the same, and goes on when the site opens again.
        """
        return self._beyond_on_site(line) >= 0

    def _beyond_on_site(self, line: Line) -> float:
        """Return the seconds that a site is open beyond what, by estimate, a line's first task takes there."""
        task = line.heap[0][4]
        step, site = task.step, task.step.site
        needed: float = min(max(0.0, step.expected - task.done) / step.shared_by, step.at_least)
        if site is None or needed > site.day_length:
            return ENDLESS
        arrives = self.floor.env._now + step.way_out
        left: int = site.work_between(arrives, site.shift_end(arrives))
        return left - needed

    def beyond(self, line: Line, number: int, person: int) -> float:
        """Return the seconds that somebody has beyond what, by estimate, a line's first task takes him."""
        step = line.step
        speed = step.levels[number].get(person, 1.0) * self.floor.paces.get(person, 1.0)
        left = max(0.0, step.expected - line.heap[0][4].done) / step.shared_by
        # Who comes again tomorrow anyway does not stay on today.
        overtime = step.overtime and step.rule is EndOfShift.NO_START
        return self._time_left(person, overtime) - step.lead - min(left / speed, step.at_least)

    def runs_out(self, line: Line, mask: int) -> int | None:
        """Return when the first of some people, or the site, no longer has the time for a line's first task."""
        floor, found = self.floor, set[int]()
        now = floor.env._now
        for number in range(len(line.step.levels)):
            for person in bits(mask & line.able[number]):
                if 0 <= (spare := self.beyond(line, number, person)) < ENDLESS:
                    found.add(floor.timing.plain_end(1 << person, now, int(spare) + 1))
        found |= self._site_runs_out(line)
        return min(found, default=None)

    def _site_runs_out(self, line: Line) -> set[int]:
        """Return when a site no longer has the time, if that is before it closes anyway."""
        step, spare = line.heap[0][4].step, self._beyond_on_site(line)
        if step.site is None or spare == ENDLESS:
            return set()
        arrives = self.floor.env._now + step.way_out
        too_late = int(spare) + 1
        if step.site.work_between(arrives, step.site.shift_end(arrives)) < too_late:
            return set()
        return {step.site.finish(arrives, too_late) - step.way_out}

    def _time_left(self, person: int, overtime: bool) -> float:
        key = (person, overtime)
        left = self._left.get(key)
        if left is None:
            left = self._left[key] = self._find_time_left(person, overtime)
        return left

    def _find_time_left(self, person: int, overtime: bool) -> float:
        floor = self.floor
        calendar, now = floor.calendars[person], floor.env._now
        if calendar is None:
            return ENDLESS
        ends = calendar.shift_end(now)
        regular = calendar.work_between(now, ends)
        roster = floor.staff.rosters[person]
        # Whose day ends with a meeting goes home after it.
        overtime = overtime and (roster is None or roster.shift_end(now) == ends)
        return regular + (floor.overtime_allowance(person, ends) if overtime else 0)
