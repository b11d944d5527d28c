"""Where the work of a crew fits into the hours that all of them have free."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from agencysim.planner.timetable import between, lowest, nth, run

if TYPE_CHECKING:
    from agencysim.planner.timetable import Hours

Span = tuple[int, int]
"""The first slot of a piece of work, and the one after its last."""


class Work(NamedTuple):
    """What a task takes, in slots.

    Parameters
    ----------
    main
        The work itself.
    out, back
        Loading and the way there, and the way back, of each piece.
    least
        Least length of a piece that is not the last one; all of it where it cannot be split.
    site
        When the site is open.
    """

    main: int
    out: int
    back: int
    least: int
    site: Hours | None = None


class Fit(NamedTuple):
    """Pieces of work in order, and how much of it they get done."""

    spans: tuple[Span, ...]
    done: int

    @property
    def end(self) -> int:
        """The slot after the last one."""
        return self.spans[-1][1]


def fit(hours: Hours, work: Work, release: int, before: int) -> Fit:
    """Fit work into free hours as early as it can be.

    Parameters
    ----------
    hours
        When all who take part are free.
    work
        What it takes.
    release, before
        The slot in which it may begin, and the one by which it must have ended.
    """
    clear = hours.clear & between(release, before)
    starts = hours.open & clear
    spans, left = [], work.main
    while starts and left:
        start = lowest(starts)
        end = start + run(clear >> start)
        piece = _piece(hours.open, work, start, end, left)
        if piece is not None:
            spans.append(piece[:2])
            left -= piece[2]
        starts &= -1 << end
    return Fit(tuple(spans), work.main - left)


def _piece(opened: int, work: Work, start: int, end: int, left: int) -> tuple[int, int, int] | None:
    """Return the earliest piece between two slots with nothing else in between, and what it gets done."""
    if work.site is not None:
        return _piece_on_site(opened, work, start, end, left)
    free = opened & between(start, end)
    main = min(left, free.bit_count() - work.out - work.back)
    if main <= 0 or main < min(left, work.least):
        return None
    return start, nth(free, work.out + main + work.back), main


def _piece_on_site(opened: int, work: Work, start: int, end: int, left: int) -> tuple[int, int, int] | None:
    """Return the earliest piece between two slots whose main part begins and ends while the site is open."""
    assert work.site is not None
    free = opened & between(start, end)
    total = free.bit_count()
    arrivals = free & work.site.open
    while arrivals:
        begin = lowest(arrivals)
        arrivals &= arrivals - 1
        ahead = (free & between(start, begin)).bit_count()
        room = total - ahead - work.back
        if room <= 0:
            return None
        if ahead < work.out:
            continue
        rest = free & (-1 << begin)
        main = min(left, (rest & work.site.open & between(begin, nth(rest, room))).bit_count())
        if main < min(left, work.least):
            continue
        first = nth(free, ahead - work.out + 1) - 1 if work.out else begin
        done = nth(rest & work.site.open, main)
        after = rest & (-1 << done)
        last = nth(after, work.back) if work.back else done
        if _site_is_open_at_the_ends(free, work, begin, lowest(after) if work.back else done) and not (
            between(first, last) & ~work.site.clear
        ):
            return first, last, main
    return None


def _site_is_open_at_the_ends(free: int, work: Work, begin: int, back: int) -> bool:
    """Return whether the site is open when the way out ends, and right before the way back begins.

    A break may lie between the way and the work, in which the site has not opened yet or has closed.
    """
    assert work.site is not None
    arrival = (free & ((1 << begin) - 1)).bit_length() if work.out else begin
    return bool(work.site.open >> arrival & 1) and bool(work.site.open >> (back - 1) & 1)
