"""How long a task takes in elapsed time: its legs, its people's hours and their overtime."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from agencysim.calendars import Calendar, finish_together, work_together
from agencysim.errors import HorizonError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Window = tuple[int, int]


class Leg(NamedTuple):
    """A stretch of a task: the way out, the work itself, the way back.

    Parameters
    ----------
    work
        Seconds that it takes while everybody is available.
    calendars
        Hours that must all be open, the site's included.
    site
        Hours of the site, in which overtime must lie, too.
    """

    work: int
    calendars: tuple[Calendar, ...]
    site: Calendar | None = None


class Way(NamedTuple):
    """The way to a site: seconds of loading and way out, and of the way back."""

    out: int
    back: int


def legs_on_site(
    start: int, work: int, way: Way, hours: tuple[Calendar, ...], site: Calendar | None, *, pauses: bool
) -> tuple[Leg, ...]:
    """Return the legs of a task that begins at a moment: the way out, the work, the way back.

    Parameters
    ----------
    start, work
        When it begins, and the seconds that the work takes.
    way, hours, site
        How far it is, the hours of all who take part, and those of the site.
    pauses
        Whether a crew that is not done by the end of its shift comes again: then it goes there and back every day.
    """
    main = Leg(work, (*hours, site) if site else hours, site)
    if not way.out:
        return (main,)
    legs = (Leg(way.out, hours), main, Leg(way.back, hours))
    if not pauses or not way.back or _in_one_shift(start, legs, hours):
        return legs
    days = tuple(commuting(calendar, way.back) for calendar in hours)
    return legs[0], Leg(work, (*days, site) if site else days, site), legs[2]


def _in_one_shift(start: int, legs: tuple[Leg, ...], hours: tuple[Calendar, ...]) -> bool:
    if not all(calendar.is_open(start) for calendar in hours):
        return False  # somebody has stayed on after the shift: what does not fit goes on tomorrow, with its own way
    try:
        return not hours or finish_all(legs, start, ()) <= min(calendar.shift_end(start) for calendar in hours)
    except HorizonError:
        return False


def finish(leg: Leg, start: int, windows: Sequence[Window]) -> int:
    """Return when a leg ends that begins at ``start``; overtime windows count beside the calendars."""
    at, left = start, leg.work
    for opens, closes in _on_site(windows, leg.site):
        if closes <= at:
            continue
        regular = work_in(leg.calendars, at, opens)
        if regular >= left:
            break
        left -= regular
        at = max(at, opens)
        if left <= closes - at:
            return at + left
        left -= closes - at
        at = closes
    return finish_together(leg.calendars, at, left) if leg.calendars else at + left


def worked(leg: Leg, start: int, end: int, windows: Sequence[Window]) -> int:
    """Return the seconds worked on a leg from ``start`` to ``end``."""
    spans = _on_site(windows, leg.site)
    extra = sum(max(0, min(closes, end) - max(opens, start)) for opens, closes in spans)
    return min(leg.work, work_in(leg.calendars, start, end) + extra)


def _on_site(windows: Sequence[Window], site: Calendar | None) -> Sequence[Window]:
    """Return the parts of overtime windows in which the site is open."""
    if site is None or not windows:
        return windows
    inside = []
    for opens, closes in windows:
        while opens < closes and site.work_between(opens, closes):
            opens = site.next_open(opens)
            inside.append((opens, min(closes, site.open_until(opens))))
            opens = inside[-1][1]
    return inside


def main_between(legs: Sequence[Leg], start: int, end: int) -> int:
    """Return the seconds of the main part of a task that fit between two moments, the ways there and back apart."""
    if len(legs) == 1:
        return work_in(legs[0].calendars, start, end)
    out, main, back = legs
    begins = min(end, finish(out, start, ()))
    low, high = begins, end
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if work_in(back.calendars, middle, end) >= back.work else (low, middle - 1)
    return work_in(main.calendars, begins, low)


def work_in(calendars: Sequence[Calendar], a: int, b: int) -> int:
    """Return the seconds between two moments during which all calendars are open; no calendar is always open."""
    if b <= a:
        return 0
    return work_together(calendars, a, b) if calendars else b - a


def finish_all(legs: Iterable[Leg], start: int, windows: Sequence[Window]) -> int:
    """Return when a sequence of legs ends."""
    for leg in legs:
        start = finish(leg, start, windows)
    return start


def progress(legs: Iterable[Leg], start: int, now: int, windows: Sequence[Window]) -> list[int]:
    """Return the seconds worked on each leg by now."""
    done = []
    for leg in legs:
        end = _end_by(leg, start, now, windows)
        done.append(worked(leg, start, end, windows))
        start = end
    return done


def _end_by(leg: Leg, start: int, now: int, windows: Sequence[Window]) -> int:
    """Return when a leg ends, or now if it does not end before."""
    if start >= now:
        return now
    try:
        return min(now, finish(leg, start, windows))
    except HorizonError:
        return now


def overtime_windows(hours: Sequence[Calendar | None], grants: Sequence[Sequence[Window]], start: int) -> list[Window]:
    """Return when everybody is there although not everybody's regular hours are open.

    Parameters
    ----------
    hours
        Regular hours of each who takes part; ``None`` is always.
    grants
        Overtime granted to each.
    start
        Earlier overtime does not count.
    """
    spans = sorted({(max(s, start), e) for granted in grants for s, e in granted if e > start})
    found: list[Window] = []
    for opens, closes in spans:
        at = max(opens, found[-1][1] if found else opens)
        while at < closes:
            until = min(closes, *(_until(h, g, at) for h, g in zip(hours, grants, strict=True)))
            if _all_there(hours, grants, at) and not all(h is None or h.is_open(at) for h in hours):
                if found and found[-1][1] == at:
                    found[-1] = (found[-1][0], until)
                else:
                    found.append((at, until))
            at = until
    return found


def _all_there(hours: Sequence[Calendar | None], grants: Sequence[Sequence[Window]], at: int) -> bool:
    return all(h is None or h.is_open(at) or any(s <= at < e for s, e in g) for h, g in zip(hours, grants, strict=True))


def _until(hours: Calendar | None, grants: Sequence[Window], at: int) -> int:
    """Return the next moment after ``at`` at which somebody's presence may change."""
    edges = [edge for window in grants for edge in window if edge > at]
    if hours is not None:
        with suppress(HorizonError):  # closed for good: nothing changes any more
            edges.append(hours.open_until(at) if hours.is_open(at) else hours.next_open(at))
    return min(edges, default=2**62)


def commuting(calendar: Calendar, travel: int) -> Calendar:
    """Return the hours that are left on site if every shift begins and ends with the way.

    The first and the last interval of each shift lose ``travel`` seconds.
    """
    starts, ends, shifts = calendar.starts.copy(), calendar.ends.copy(), calendar.shifts
    new_shift = np.append(True, shifts[1:] != shifts[:-1])[: len(starts)]
    starts[new_shift] += travel
    ends[np.append(new_shift[1:], True)[: len(ends)]] -= travel
    keep = starts < ends
    return Calendar(starts[keep], ends[keep], shifts[keep], calendar.horizon, calendar.day_length)
