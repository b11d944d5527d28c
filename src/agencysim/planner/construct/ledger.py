"""What the limits on working time still leave to a person."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agencysim.planner.problem import Person
    from agencysim.planner.timetable import Timetable

NO_LIMIT = 10**9


class Ledger:
    """Hours and overtime of a person, those before the plan included, and the room that his limits leave.

    Parameters
    ----------
    timetable
        The grid, with its problem.
    person
        Whose.
    """

    def __init__(self, timetable: Timetable, person: Person) -> None:
        self._timetable = timetable
        self._limits = timetable.problem.limits
        self._first = timetable.problem.days[0].number
        self._last = timetable.problem.days[-1].number
        self._weeks = timetable.weeks
        self._ends = sorted(set(timetable.weeks))
        self._months = [timetable.month(day.number) for day in timetable.problem.days]
        self._hours: dict[int, int] = defaultdict(int)
        self._counted: dict[int, int] = defaultdict(int)
        self._overtime: dict[int, int] = defaultdict(int)
        self._month: dict[tuple[int, int], int] = defaultdict(int)
        self.worked: set[int] = set()
        for day in person.history:
            self._count(timetable.week(day.day), timetable.month(day.day), day.worked, day.overtime)
            if day.worked:
                self.worked.add(day.day)
        self._first_week = min([timetable.weeks[0], *(timetable.week(day.day) for day in person.history)])

    def copy(self) -> Ledger:
        """Return a ledger of its own with the same entries."""
        other = object.__new__(Ledger)
        other.__dict__.update(self.__dict__)
        for name in ("_hours", "_counted", "_overtime", "_month"):
            setattr(other, name, defaultdict(int, getattr(self, name)))
        other.worked = set(self.worked)
        return other

    def enter(self, index: int, worked: int, overtime: int) -> None:
        """Enter a day of the problem with its seconds of duty and of overtime; negative ones take back.

        Whether the day counts as worked is told by `worked` alone.
        """
        self._count(self._weeks[index], self._months[index], worked, overtime)

    def _count(self, week: int, month: tuple[int, int], worked: int, overtime: int) -> None:
        self._hours[week] += worked
        self._counted[week] += worked - (0 if self._limits.average_counts_overtime else overtime)
        self._overtime[week] += overtime
        self._month[month] += overtime

    def room(self, index: int, *, overtime: bool) -> int:
        """Return how many seconds more may be worked on a day of the problem, as overtime or not."""
        limits, week = self._limits, self._weeks[index]
        room = NO_LIMIT
        if limits.week_hours is not None:
            room = limits.week_hours - self._hours[week]
        if limits.average_hours is not None and (limits.average_counts_overtime or not overtime):
            room = min([room, *(self._room_on_average(end) for end in self._ends if end >= week)])
        if overtime and limits.overtime_week is not None:
            room = min(room, limits.overtime_week - self._overtime[week])
        if overtime and limits.overtime_month is not None:
            room = min(room, limits.overtime_month - self._month[self._months[index]])
        return max(0, room)

    def _room_on_average(self, end: int) -> int:
        weeks = min(self._limits.average_weeks, end - self._first_week + 1)
        counted = self._counted
        return (self._limits.average_hours or 0) * weeks - sum([counted[end - n] for n in range(weeks)])

    def may_work_on(self, index: int) -> bool:
        """Return whether days off and days in a row allow another day of work."""
        day, limits = self._first + index, self._limits
        if limits.days_in_row is not None and self._row(day) > limits.days_in_row:
            return False
        if limits.rest_days:
            for first in range(day - 6, min(day, self._last - 6) + 1):
                if sum(first + n in self.worked for n in range(7)) + (day not in self.worked) > 7 - limits.rest_days:
                    return False
        return True

    def _row(self, day: int) -> int:
        first = last = day
        while first - 1 in self.worked:
            first -= 1
        while last + 1 in self.worked:
            last += 1
        return last - first + 1
