"""When anything opens or closes: the turns of a run."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agencysim.calendars import Calendar
    from agencysim.calendars.calendar import IntArray
    from agencysim.staff import Staff


class Turn(NamedTuple):
    """A moment at which calendars open or close; masks of resources, gates as indices in a mask of their own.

    A day is done when nothing but a routine may follow; a shift ends where the roster says so.
    """

    time: int
    opens: int
    closes: int
    day_done: int
    shift_ends: int
    gates_open: int
    gates_close: int


def turns(staff: Staff, gates: Sequence[Calendar], start: int, end: int) -> list[Turn]:
    """Return the moments in ``(start, end]`` at which anything opens or closes, in order.

    A shift ends where the roster says so: a meeting at its end is no reason to stay on after work.
    """
    table: dict[int, list[int]] = defaultdict(lambda: [0, 0, 0, 0, 0, 0])
    masks: dict[tuple[Calendar, Calendar | None], int] = defaultdict(int)
    for index, (calendar, roster) in enumerate(zip(staff.calendars, staff.rosters, strict=True)):
        if calendar is not None:
            masks[calendar, None if staff.planned >> index & 1 else roster] |= 1 << index
    for (calendar, roster), mask in masks.items():
        _mark(table, calendar.starts, 0, mask, start, end)
        _mark(table, calendar.ends, 1, mask, start, end)
        last = _shift_ends(calendar)
        _mark(table, last, 2, mask, start, end)
        _mark(table, last if roster is None else np.intersect1d(last, _shift_ends(roster)), 3, mask, start, end)
    for index, calendar in enumerate(gates):
        _mark(table, calendar.starts, 4, 1 << index, start, end)
        _mark(table, calendar.ends, 5, 1 << index, start, end)
    return [Turn(time, *table[time]) for time in sorted(table)]


def _shift_ends(calendar: Calendar) -> IntArray:
    """Return the moments at which shifts end, breaks left out."""
    return np.array(calendar.shift_bounds[1], np.int64)


def _mark(
    table: dict[int, list[int]],
    moments: IntArray,
    column: int,
    mask: int,
    start: int,
    end: int,
) -> None:
    for moment in moments[(moments > start) & (moments <= end)].tolist():
        table[moment][column] |= mask
