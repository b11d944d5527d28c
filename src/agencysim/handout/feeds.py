"""Calendar files (iCalendar, RFC 5545): one for each person, crew, and machine or vehicle."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Literal, NamedTuple

from icalendar import Calendar as CalendarFile
from icalendar import Event as CalendarEntry

from agencysim.handout.words import Words
from agencysim.language import tr
from agencysim.planner.planned import blocks, crews_of
from agencysim.planner.verifier.world import World

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from agencysim.handout.history import Known
    from agencysim.planner.problem import Problem
    from agencysim.plans import Assignment, TaskId, Window

Kind = Literal["person", "crew", "unit"]

YEAR = timedelta(days=366)
"""How long before and after a plan a file tells of changes of the clock."""

SINCE = datetime(2020, 1, 1, tzinfo=UTC)
"""Moment from which the seconds of a sequence number count, so that it fits into 31 bits for decades."""


class Feed(NamedTuple):
    """Whose calendar it is: of a person, of the crew of a lead, of a machine or vehicle."""

    kind: Kind
    name: str


class Block(NamedTuple):
    """A stretch of work without a break, as it is told."""

    start: int
    end: int
    summary: str
    place: str
    scope: str
    is_tentative: bool


class Event(NamedTuple):
    """A block with the moment of the version in which it changed last, and whether it was taken out in it."""

    block: Block
    changed: datetime
    is_cancelled: bool = False


Events = dict[tuple["TaskId", int], Event]
"""The events of a calendar: by task, and by the number of the block of it."""


def feeds(history: Sequence[Known]) -> dict[Feed, bytes]:
    """Return the calendars of the last one of some plans, each as an iCalendar file.

    An event keeps its UID from version to version. What has changed has a higher sequence number; what a version has
    taken out is cancelled, and stays; what was over when a version began stays as it was.

    Parameters
    ----------
    history
        The plans that people have known, in order, and last the one that is handed out.
    """
    found: dict[Feed, Events] = defaultdict(dict)
    for known in history:
        told = _told(known)
        for feed in found.keys() | told.keys():
            _go_on(found[feed], told.get(feed, {}), known)
    problem = history[-1].planned.problem
    return {feed: _file(problem, feed, found[feed]) for feed in sorted(found)}


# -- what a plan tells -------------------------------------------------------------------------------------------------


def _told(known: Known) -> dict[Feed, dict[TaskId, list[Block]]]:
    """Return the blocks of a plan in order of time, by calendar and task."""
    problem, plan = known.planned
    world, words = World(problem, plan), Words(problem)
    crew_of = {id(piece): crew.lead for crew in crews_of(problem, plan) for piece in crew.pieces}
    found: dict[Feed, dict[TaskId, list[Block]]] = defaultdict(lambda: defaultdict(list))
    for piece in sorted(plan.assignments, key=lambda piece: (piece.start, piece.end)):
        parts = [_block(words, piece, window) for window in blocks(world, piece)]
        for feed in _feeds_of(piece, crew_of.get(id(piece))):
            whole = [_block(words, piece, (piece.start, piece.end))]
            found[feed][piece.task] += whole if feed.kind == "unit" else parts
    return found


def _feeds_of(piece: Assignment, lead: str | None) -> Iterator[Feed]:
    yield from (Feed("person", name) for name in piece.crew)
    yield from (Feed("unit", name) for name in dict.fromkeys(piece.units))
    if lead is not None:
        yield Feed("crew", lead)


def _block(words: Words, piece: Assignment, window: Window) -> Block:
    job = words.problem.job.get(piece.job)
    is_tentative = job is not None and job.win_probability is not None
    return Block(*window, words.summary(piece), words.place(piece), words.scope(piece), is_tentative)


# -- what has changed --------------------------------------------------------------------------------------------------


def _go_on(events: Events, told: Mapping[TaskId, Sequence[Block]], known: Known) -> None:
    """Bring the events of a calendar up to what a version tells."""
    start = known.planned.plan.start
    over = {key for key, event in events.items() if event.block.end <= start and not event.is_cancelled}
    now: dict[tuple[TaskId, int], Block] = {}
    for task, parts in told.items():
        numbers = (number for number in range(len(over) + len(parts)) if (task, number) not in over)
        now |= {(task, number): block for number, block in zip(numbers, parts, strict=False)}
    for key, event in events.items():
        if key not in now and key not in over and not event.is_cancelled:
            events[key] = Event(event.block, known.at, is_cancelled=True)
    for key, block in now.items():
        if key not in events or events[key].is_cancelled or events[key].block != block:
            events[key] = Event(block, known.at)


# -- files -------------------------------------------------------------------------------------------------------------


def _file(problem: Problem, feed: Feed, events: Events) -> bytes:
    file = CalendarFile()
    words = Words(problem)
    name = {"person": words.person, "crew": words.crew, "unit": words.unit}[feed.kind](feed.name)
    for key, value in (("prodid", "-//agencysim//plan//"), ("version", "2.0"), ("method", "PUBLISH"), ("name", name)):
        file.add(key, value)
    file.add("x-wr-calname", name)
    for (task, number), event in sorted(events.items(), key=lambda each: (each[1].block.start, each[0])):
        file.add_component(_entry(problem, event, f"{'-'.join(map(str, task))}-{number + 1}-{feed.kind}-{feed.name}"))
    first, last = problem.axis.date_of(problem.start), problem.axis.date_of(problem.end)
    file.add_missing_timezones(first - YEAR, last + YEAR)
    return bytes(file.to_ical())


def _entry(problem: Problem, event: Event, name: str) -> CalendarEntry:
    block, changed, entry = event.block, event.changed.astimezone(UTC), CalendarEntry()
    entry.add("uid", f"{name}@{problem.scenario}")
    entry.add("dtstamp", changed)
    entry.add("last-modified", changed)
    # Not a count: a task that comes again in another folder's plans must not fall behind what phones have seen of it.
    entry.add("sequence", int((changed - SINCE).total_seconds()))
    entry.add("dtstart", problem.axis.moment(block.start))
    entry.add("dtend", problem.axis.moment(block.end))
    cancelled = tr("Cancelled: {what}", what=block.summary)
    entry.add("summary", cancelled if event.is_cancelled else block.summary)
    entry.add("location", block.place)
    entry.add("description", block.scope)
    entry.add("status", "CANCELLED" if event.is_cancelled else "TENTATIVE" if block.is_tentative else "CONFIRMED")
    return entry
