"""What each resource was scheduled for and did on each day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from agencysim.sim.journey import work_in
from agencysim.sim.recording import TASK_WIDTH
from agencysim.sim.staff import bits

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from agencysim.sim.run import Run



def days(run: Run) -> pl.DataFrame:
    """Return scheduled, worked and overtime seconds by resource and local day, where there were any."""
    start, end = run.start, run.end
    axis = run.scenario.axis
    first, last = axis.day_of(start), axis.day_of(max(start, end - 1))
    edges = np.array([axis.midnight(day) for day in range(first, last + 2)], np.int64).clip(start, end)
    scheduled = np.array([_scheduled(calendar, edges) for calendar in run.staff.calendars], np.int64)
    shape = (len(run.staff.names), last - first + 1)
    worked, overtime = _worked(run, edges, shape), _overtime(run, edges, shape)
    resource, day = np.nonzero(scheduled.reshape(shape) + worked + overtime)
    return pl.DataFrame(
        {
            "resource": pl.Series(run.staff.names, dtype=pl.String).gather(resource),
            "day": day + first,
            "scheduled": scheduled.reshape(shape)[resource, day],
            "worked": worked[resource, day],
            "overtime": overtime[resource, day],
        }
    )


def _scheduled(calendar: object, edges: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the open seconds between consecutive moments."""
    if calendar is None:
        return np.diff(edges)
    starts, ends = calendar.starts, calendar.ends  # type: ignore[attr-defined]
    done = np.append(0, np.cumsum(ends - starts))
    here = np.searchsorted(starts, edges, side="right")
    inside = np.where(here > 0, np.maximum(ends[here - 1] - edges, 0), 0) if len(starts) else 0
    total: NDArray[np.int64] = np.diff(done[here] - inside)
    return total


def _worked(run: Run, edges: NDArray[np.int64], shape: tuple[int, int]) -> NDArray[np.int64]:
    worked = np.zeros(shape, np.int64)
    rows = list(_stretches(run))
    if not rows:
        return worked
    begin, finish, seconds, masks = zip(*rows, strict=True)
    from_day = np.searchsorted(edges, begin, side="right") - 1
    to_day = np.searchsorted(edges, finish, side="left") - 1
    for index in np.flatnonzero((from_day == to_day) & (from_day >= 0)).tolist():
        for resource in bits(masks[index]):
            worked[resource, from_day[index]] += seconds[index]
    for index in np.flatnonzero((from_day != to_day) | (from_day < 0)).tolist():
        shares = _by_day(run, rows[index], edges, max(0, from_day[index]), to_day[index])
        for resource in bits(masks[index]):
            worked[resource, max(0, from_day[index]) : to_day[index] + 1] += shares
    return worked


def _stretches(run: Run) -> Iterator[tuple[int, int, int, int]]:
    """Yield begin, end, seconds worked and who, for all work done in the run."""
    rows = run.recorder.tasks
    columns = (rows[place::TASK_WIDTH] for place in (5, 6, 7, 9))
    yield from (row for row in zip(*columns, strict=True) if row[3])
    for job in run.recorder.jobs:
        for visit in job.open.values():
            if visit.start is not None and not visit.outside and (crew := getattr(visit, "crew", 0)):
                yield visit.start, run.end, run.floor.work_by(visit, run.end), crew


def _by_day(
    run: Run, row: tuple[int, int, int, int], edges: NDArray[np.int64], first: int, last: int
) -> NDArray[np.int64]:
    """Spread the work of one stretch over its days, as its people's common hours and overtime lie."""
    begin, finish, seconds, mask = row
    members = list(bits(mask))
    hours = tuple({c for m in members if (c := run.staff.calendars[m]) is not None})
    grants = run.floor.grants[members[0]]

    def done(a: int, b: int) -> int:
        extra = sum(max(0, min(e, b) - max(s, a)) for s, e in grants) if hours else 0
        return work_in(hours, a, b) + extra

    moments = [max(begin, int(edges[first])), *edges[first + 1 : last + 1].tolist(), finish]
    parts = [done(a, b) for a, b in zip(moments, moments[1:], strict=False)]
    before = done(begin, moments[0]) if begin < moments[0] else 0
    total = sum(parts) + before
    if total != seconds and total:
        parts = [round(part * seconds / total) for part in parts]
        parts[-1] += 0 if before else seconds - sum(parts)
    return np.array(parts, np.int64)


def _overtime(run: Run, edges: NDArray[np.int64], shape: tuple[int, int]) -> NDArray[np.int64]:
    overtime = np.zeros(shape, np.int64)
    for person, start, until, *_ in run.recorder.overtime:
        day = int(np.searchsorted(edges, start, side="right")) - 1
        overtime[person, min(day, shape[1] - 1)] += min(until, run.end) - start
    return overtime
