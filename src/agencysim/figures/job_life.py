"""The life of one job: what was done at it, by whom and when, and what it waited for."""

from __future__ import annotations

from difflib import get_close_matches
from typing import TYPE_CHECKING

import polars as pl

from agencysim.errors import AgencySimError
from agencysim.figures.base import promised, stages_of
from agencysim.values import Frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agencysim.log import Log


class Visit(Frozen):
    """A part of a visit to a step; moments are seconds since the scenario's start.

    Parameters
    ----------
    step, stage, attempt
        Where the job was, and for the how manieth time.
    kind
        ``work``, ``wait`` or ``stock``.
    status
        As in the log.
    people
        Who did it.
    ready, start, end
        When it could have begun, when it began, and when it ended; ``None`` if it did not in the run.
    """

    step: str
    stage: str
    attempt: int
    kind: str
    status: str
    people: tuple[str, ...]
    ready: int
    start: int | None
    end: int | None


class Reached(Frozen):
    """A milestone that a job reached, and when."""

    step: str
    time: int


class JobLife(Frozen):
    """The life of one job; moments are seconds since the scenario's start.

    Parameters
    ----------
    job, job_type, outcome
        Which it is, and how it ended; ``open`` if it did not in the run.
    arrived, ended
        When it came in and when it ended.
    due, due_reached
        The midnight with which the promised day ends, and when the promise was fulfilled.
    known_until
        The end of the run.
    visits
        In the order in which they became ready.
    milestones
        In the order in which they were reached.
    """

    job: str
    job_type: str
    outcome: str
    arrived: int
    ended: int | None
    due: int | None
    due_reached: int | None
    known_until: int
    visits: tuple[Visit, ...]
    milestones: tuple[Reached, ...]


def job_life(log: Log, job: str) -> JobLife:
    """Return the life of one job.

    Parameters
    ----------
    log
        Log of the run.
    job
        Its name, as in the log's jobs.

    Raises
    ------
    AgencySimError
        If the log has no such job.
    """
    found = log.jobs.filter(pl.col("job") == job)
    if not found.height:
        near = get_close_matches(job, log.jobs["job"].to_list(), 3, 0.5)
        names = (
            f"did you mean {' or '.join(near)}?"
            if near
            else f"it has {log.jobs.height:,} jobs, named in its jobs table"
        )
        raise AgencySimError(f"the log has no job {job!r}: {names}")
    row = found.row(0, named=True)
    has_date = job in set(promised(log))
    same = ("job", "job_type", "outcome", "arrived", "ended", "due_reached")
    milestones = log.milestones.filter(pl.col("job") == job).sort("time", maintain_order=True)
    return JobLife(
        **{name: row[name] for name in same},
        due=row["due"] if has_date else None,
        known_until=log.manifest.end,
        visits=tuple(_visits(log, job)),
        milestones=tuple(Reached(step=s, time=t) for s, t in milestones.select("step", "time").iter_rows()),
    )


def _visits(log: Log, job: str) -> Iterator[Visit]:
    tasks = log.tasks.filter(pl.col("job") == job).join(stages_of(log), on=["job_type", "step"], maintain_order="left")
    names = ("step", "stage", "attempt", "kind", "status", "people", "ready", "start", "end")
    for row in tasks.sort("ready", maintain_order=True).select(names).iter_rows(named=True):
        yield Visit(**row)
