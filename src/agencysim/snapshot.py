"""The state at any moment of a log: a fold over its rows."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any, TypeVar

import polars as pl
from pydantic import ValidationError

from agencysim.arguments import check_kind
from agencysim.domain import Work
from agencysim.errors import AgencySimError
from agencysim.language import tr
from agencysim.log import Log
from agencysim.state import Away, JobState, OpenOrder, OvertimeGrant, ShelfState, State, VisitState
from agencysim.values import DAY

if TYPE_CHECKING:
    from collections.abc import Mapping

T = TypeVar("T")

OVERTIME_MEMORY = 33 * DAY
"""How far back overtime is kept in any case: it counts by the calendar month."""


def state_at(log: Log, time: int) -> State:
    """Return where everything stood at a moment, after all that happened at it.

    Parameters
    ----------
    log
        Log of a run.
    time
        Moment in seconds since the scenario's start, within the run.

    Raises
    ------
    AgencySimError
        If it is no log, does not cover the moment, or holds a number that is too large for a state.
    """
    check_kind("log", log, Log, tr("make one with agencysim.simulate, or read it with agencysim.Log.read"))
    manifest = log.manifest
    if not isinstance(time, int) or isinstance(time, bool) or not manifest.start <= time <= manifest.end:
        covered = f"from {manifest.start} s to {manifest.end} s"
        raise AgencySimError(f"the log goes {covered}, and has no state at {time!r} s")
    try:
        return _state(log, time)
    except ValidationError as error:
        places = {".".join(map(str, each["loc"])): each["input"] for each in error.errors(include_url=False)}
        told = ", ".join(f"{place} is {value}" for place, value in places.items())
        raise AgencySimError(
            f"the run has come to what no state can hold: {told} (see to the scenario's numbers)"
        ) from error


def _state(log: Log, time: int) -> State:
    manifest = log.manifest
    jobs = _jobs(log, time)
    begun = [visit.start for job in jobs for visit in job.open if visit.start is not None]
    return State(
        scenario=manifest.scenario,
        start=log.scenario.start,
        time=time,
        jobs=jobs,
        away=_away(log, time),
        overtime=_overtime(log, time, min([time - OVERTIME_MEMORY, *begun])),
        stock=_stock(log, time),
    )


def _jobs(log: Log, time: int) -> tuple[JobState, ...]:
    here = log.jobs.filter((pl.col("arrived") <= time) & (pl.col("ended").is_null() | (pl.col("ended") > time)))
    tasks = log.tasks.filter((pl.col("ready") <= time) & pl.col("job").is_in(here["job"].implode()))
    by_job: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in tasks.iter_rows(named=True):
        by_job[row["job"]].append(row)
    visits = _visits(log, time)
    due, reached = _promises(log, time), _reached(log, time)
    births = _births(log, time)
    before = {job.id: job for job in log.initial.jobs} if log.initial else {}
    return tuple(
        _job(
            log,
            row,
            by_job[row["job"]],
            visits[row["job"]],
            due,
            reached,
            births,
            before.get(row["job"]),
            time,
        )
        for row in here.iter_rows(named=True)
    )


def _job(
    log: Log,
    row: dict[str, Any],
    tasks: list[dict[str, Any]],
    visits: dict[str, int],
    due: dict[str, int],
    reached: set[tuple[str, str]],
    births: dict[str, dict[str, int]],
    before: JobState | None,
    time: int,
) -> JobState:
    name = row["job"]
    spec = log.scenario.job_types[row["job_type"]]
    counts = dict(before.visits) if before else {}
    counts |= visits
    over = (before.patience_over if before else False) or (name, spec.patience_until) in reached
    date = due.get(name, before.due if before else row["first_due"])
    done = row["due_reached"] if row["due_reached"] is not None and row["due_reached"] <= time else None
    return JobState(
        id=name,
        key=row["key"],
        job_type=row["job_type"],
        client=row["client"],
        tier=row["tier"],
        team=row["team"],
        new_client=row["new_client"],
        credit=row["credit"],
        about=row["about"],
        parent=row["parent"],
        arrived=row["arrived"],
        first_due=row["first_due"],
        due=date,
        provisional=date is not None
        and done is None
        and not spec.has_agreed_date(counts)
        and (before is None or before.provisional),  # a planner may have agreed on it earlier
        due_reached=done,
        value=row["value"],
        patience_over=over,
        visits=_in_order(counts),
        crews=_in_order(_crews(spec.route, tasks, before, time)),
        births=_in_order({**(before.births if before else {}), **births.get(name, {})}),
        open=_open(spec.route, tasks, before, time),
    )


def _in_order(found: Mapping[str, T]) -> dict[str, T]:
    """Sort by name, so that a state is the same to the byte however it was come to."""
    return dict(sorted(found.items()))


def _visits(log: Log, time: int) -> dict[str, dict[str, int]]:
    """Return how often each job came to each step, by the log's own rows."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for table, moment in ((log.tasks, "ready"), (log.decisions, "time"), (log.milestones, "time")):
        counted = table.filter(pl.col(moment) <= time).group_by("job", "step").agg(pl.col("attempt").max())
        for job, step, attempt in counted.iter_rows():
            found[job][step] = attempt
    return found


def _promises(log: Log, time: int) -> dict[str, int]:
    """Return the due dates that milestones have set."""
    rows = log.milestones.filter((pl.col("time") <= time) & pl.col("due").is_not_null()).sort("time")
    return dict(rows.select("job", "due").iter_rows())


def _reached(log: Log, time: int) -> set[tuple[str, str]]:
    return set(log.milestones.filter(pl.col("time") <= time).select("job", "step").iter_rows())


def _births(log: Log, time: int) -> dict[str, dict[str, int]]:
    """Return how many jobs of each type every job has brought about, told by the children's names."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    children = log.jobs.filter((pl.col("arrived") <= time) & pl.col("parent").is_not_null())
    for name, parent, kind in children.select("job", "parent", "job_type").iter_rows():
        ordinal = int(name.rpartition(".")[2])
        found[parent][kind] = max(ordinal, found[parent].get(kind, 0))
    return found


def _crews(route: Any, tasks: list[dict[str, Any]], before: JobState | None, time: int) -> dict[str, tuple[str, ...]]:
    """Return who last did each step whose people do a later one, too."""
    wanted = {s.same_people_as for s in route.values() if isinstance(s, Work) and s.same_people_as}
    found = dict(before.crews) if before else {}
    done = [t for t in tasks if t["step"] in wanted and t["status"] == "done" and t["end"] <= time]
    for task in sorted(done, key=lambda t: int(t["end"])):
        found[task["step"]] = tuple(task["people"])
    return found


def _open(route: Any, tasks: list[dict[str, Any]], before: JobState | None, time: int) -> tuple[VisitState, ...]:
    earlier = {(v.step, v.attempt): v for v in before.open} if before else {}
    parts = {(t["step"], t["attempt"], t["part"]): t for t in tasks}
    return tuple(
        _visit(route, task, parts, earlier.get((task["step"], task["attempt"])), time)
        for task in tasks
        if task["end"] is None or task["end"] > time
    )


def _visit(
    route: Any,
    task: dict[str, Any],
    parts: dict[tuple[str, int, int], dict[str, Any]],
    carried: VisitState | None,
    time: int,
) -> VisitState:
    step, attempt, part = task["step"], task["attempt"], task["part"]
    spec = route[step]
    since: int = task["ready"]
    done, kept_for = 0.0, tuple[str, ...]()
    first = parts.get((step, attempt, 1))
    if carried is not None:
        since = carried.since
        if carried.part == part:
            done, kept_for = carried.done, carried.kept_for
    elif first is not None:
        since = first["ready"]
    previous = parts.get((step, attempt, part - 1))
    if previous is not None:
        done = previous["done"]
        if spec.kind == "work" and spec.wait_for_same_people and previous["status"] == "interrupted":
            kept_for = tuple(previous["people"])
    lasting = spec.kind == "work" and task["start"] is not None and task["start"] <= time
    outside = lasting and task["status"] in ("outsourced", "outside")
    return VisitState(
        step=step,
        attempt=attempt,
        part=part,
        since=since,
        ready=task["ready"],
        start=task["start"] if lasting else None,
        outside=outside,
        people=tuple(task["people"]) if lasting else (),
        units=tuple(task["units"]) if lasting else (),
        done=done,
        pace=task["pace"] if lasting else None,
        kept_for=kept_for,
    )


def _away(log: Log, time: int) -> tuple[Away, ...]:
    rows = log.absences.filter((pl.col("start") <= time) & (pl.col("end") > time))
    found = [Away(resource=r, start=a, until=b, kind=kind) for r, a, b, kind in rows.iter_rows()]
    earlier = log.initial.away if log.initial else ()
    there = (*(a for a in earlier if a.until > time), *found)
    return tuple(sorted(there, key=lambda a: (a.start, a.resource, a.until)))


def _overtime(log: Log, time: int, since: int) -> tuple[OvertimeGrant, ...]:
    """Return the overtime that still matters: for the month's limit, and for tasks begun since then."""
    rows = log.overtime.filter((pl.col("start") <= time) & (pl.col("until") > since))
    found = [
        OvertimeGrant(person=p, start=a, until=b) for p, a, b in rows.select("person", "start", "until").iter_rows()
    ]
    earlier = log.initial.overtime if log.initial else ()
    return tuple(sorted((*(g for g in earlier if g.until > since), *found), key=lambda g: (g.start, g.person)))


def _stock(log: Log, time: int) -> dict[str, ShelfState]:
    before = log.initial.stock if log.initial else {}
    found = {}
    for name, material in log.scenario.materials.items():
        shelf = before.get(name) or ShelfState(level=material.stock)
        level, orders = shelf.level, shelf.orders
        waiting = {order.number: order for order in shelf.open}
        rows = log.stock.filter((pl.col("material") == name) & (pl.col("time") <= time))
        for moment, event, quantity, reference in rows.select("time", "event", "quantity", "reference").iter_rows():
            if event == "ordered":
                orders = int(reference)
                waiting[orders] = OpenOrder(number=orders, quantity=quantity, ordered=moment)
            elif event == "delivered":
                level += quantity
                del waiting[int(reference)]
            elif event == "taken":
                level -= quantity
        found[name] = ShelfState(level=level, orders=orders, open=tuple(waiting.values()))
    return found
