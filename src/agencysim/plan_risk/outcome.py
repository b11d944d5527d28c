"""What came of a plan in one future: a fold over the log of its replay."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from agencysim.plans import TaskId

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agencysim.log import Log
    from agencysim.plans import Window

GONE = ("lost", "abandoned")
"""How a job ends that has no date any more."""


class JobEnd(NamedTuple):
    """What became of a job: its date, when it reached its milestone, and whether the client went elsewhere."""

    due: int | None
    reached: int | None
    gone: bool


@dataclass
class Outcome:
    """What came of a plan in one future.

    Parameters
    ----------
    jobs
        The jobs that were open when it began.
    visits
        When their visits to steps that take time began, and ended; ``None`` after the end of the replay.
    overtime
        Overtime by person: when, and until when.
    sick
        Sickness by person that began in the replay.
    """

    jobs: dict[str, JobEnd] = field(default_factory=dict)
    visits: dict[TaskId, tuple[int, int | None]] = field(default_factory=dict)
    overtime: list[tuple[str, int, int]] = field(default_factory=list)
    sick: list[tuple[str, int, int]] = field(default_factory=list)


def outcome_of(logs: Iterable[Log], jobs: frozenset[str]) -> Outcome:
    """Return what came of some jobs and of people's hours in logs that follow one another.

    Parameters
    ----------
    logs
        The parts of one replay.
    jobs
        The jobs that are looked at.
    """
    found = Outcome()
    for log in logs:
        _add_jobs(found, log, jobs)
        _add_visits(found, log, jobs)
        found.overtime += _rows(log, "overtime", "person", "start", "until")
        absences = _rows(log, "absences", "kind", "resource", "start", "end")
        found.sick += [(who, start, end) for kind, who, start, end in absences if kind == "sick"]
    return found


def _rows(log: Log, table: str, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Return some columns of a table row by row: of small tables this is faster than a query."""
    return zip(*(log.tables[table][column].to_list() for column in columns), strict=True)


def _add_jobs(found: Outcome, log: Log, jobs: frozenset[str]) -> None:
    for job, due, reached, outcome in _rows(log, "jobs", "job", "due", "due_reached", "outcome"):
        if job in jobs:
            found.jobs[job] = JobEnd(due, reached, outcome in GONE)


def _add_visits(found: Outcome, log: Log, jobs: frozenset[str]) -> None:
    """Note from when to when visits were: the parts of a task that was interrupted are one visit."""
    for job, step, attempt, start, end, status in _rows(
        log, "tasks", "job", "step", "attempt", "start", "end", "status"
    ):
        if job in jobs and start is not None:
            task = TaskId(job, step, attempt)
            first = found.visits[task][0] if task in found.visits else start
            found.visits[task] = (min(first, start), end if status in ("done", "outsourced") else None)


def seconds_in(windows: Iterable[Window], start: int, end: int) -> int:
    """Return for how many seconds of some stretches of time something lasts."""
    return sum(max(0, min(b, end) - max(a, start)) for a, b in windows)
