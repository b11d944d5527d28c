"""Laws that hold in every run, checked on the tables of its log and on calendars expanded anew."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import Any

import polars as pl

from agencysim.hours import Hours
from agencysim.log import Log
from agencysim.scenario.routes import followers
from agencysim.staff import compile_staff


def broken_laws(log: Log) -> list[str]:
    """Every law that a log breaks, in words; none if all is well."""
    laws = (_littles_law, _utilisation_law, _nobody_overworks, _nobody_is_in_two_places, _work_lies_in_hours)
    laws += (
        _units_suffice,
        _times_are_in_order,
        _routes_are_followed,
        _material_adds_up,
        _every_part_follows_its_predecessor,
    )
    return [problem for law in laws for problem in law(log)]


def _littles_law(log: Log) -> list[str]:
    """Time-average number in the house is arrival rate times mean time in the house: L = lambda W.

    The left side is counted from where jobs stand, the right side from when they came and went; both add up over
    the run to job seconds, so that no edge is left out.
    """
    start, end = log.manifest.start, log.manifest.end
    stays = log.jobs.select(pl.col("arrived").clip(start, end), pl.col("ended").fill_null(end).clip(start, end))
    sojourn = (stays["ended"] - stays["arrived"]).sum()
    visits = log.tasks.select("job", pl.col("ready").clip(start, end), pl.col("end").fill_null(end).clip(start, end))
    counted, at, job = 0, 0, None
    for name, ready, ends in visits.sort("job", "ready").iter_rows():
        at = ready if name != job else max(at, ready)
        counted, at, job = counted + max(0, ends - at), max(at, ends), name
    return [] if counted == sojourn else [f"Little's law: {counted} job seconds at steps, {sojourn} of sojourn"]


def _by_resource(tasks: pl.DataFrame) -> pl.DataFrame:
    who = pl.concat_list("people", "units").alias("resource")
    return tasks.with_columns(who).explode("resource").filter(pl.col("resource").is_not_null())


def _utilisation_law(log: Log) -> list[str]:
    """What each resource worked by days is what its tasks say; only where a log does not begin with a state."""
    if log.initial is not None:
        return []
    tasks = dict(_by_resource(log.tasks).group_by("resource").agg(pl.col("worked").sum()).iter_rows())
    days = dict(log.days.group_by("resource").agg(pl.col("worked").sum()).iter_rows())
    return [
        f"utilisation law: {name} worked {days.get(name, 0)} s by days but {tasks.get(name, 0)} s by tasks"
        for name in log.resources["name"]
        if tasks.get(name, 0) != days.get(name, 0)
    ]


def _nobody_overworks(log: Log) -> list[str]:
    over = log.days.filter(pl.col("worked") > pl.col("scheduled") + pl.col("overtime"))
    return [f"worked more than scheduled and granted: {row}" for row in over.iter_rows()]


def _nobody_is_in_two_places(log: Log) -> list[str]:
    found = []
    busy = _by_resource(log.tasks).sort("resource", "start")
    for one, other in pairwise(busy.select("resource", "start", "end", "job", "step").rows()):
        if one[0] == other[0] and (one[2] is None or one[2] > other[1]):
            found.append(f"in two places at once: {one} and {other}")
    return found


def _work_lies_in_hours(log: Log) -> list[str]:
    """Nobody works longer than his hours and his overtime between start and end allow, nor while sick."""
    scenario, end = log.scenario, log.manifest.end
    staff = compile_staff(scenario, Hours(scenario, scenario.axis.midnight(scenario.weeks * 7 + 400)))
    calendars = dict(zip(staff.names, staff.calendars, strict=True))
    granted: dict[str, list[tuple[int, int]]] = defaultdict(list)
    earlier = [(g.person, g.start, g.until) for g in log.initial.overtime] if log.initial else []
    for name, start, until in [*log.overtime.select("person", "start", "until").iter_rows(), *earlier]:
        granted[name].append((start, until))
    away: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for name, start, until, _ in log.absences.iter_rows():
        away[name].append((start, until))
    found = []
    rows = _by_resource(log.tasks).select("resource", "start", "end", "worked", "step", "job")
    for name, start, ended, worked, *what in rows.iter_rows():
        until = end if ended is None else ended
        calendar = calendars[name]
        regular = until - start if calendar is None else calendar.work_between(start, until)
        extra = sum(max(0, min(b, until) - max(a, start)) for a, b in granted[name])
        if worked > regular + extra:
            found.append(f"{name} worked {worked} s on {what}, but was there for {regular} + {extra} s")
        if calendar is not None and not calendar.is_open(start) and not any(a <= start < b for a, b in granted[name]):
            found.append(f"{name} began {what} at {start} s, outside the hours")
        if any(a < until and start < b for a, b in away[name]):
            found.append(f"{name} was away during {what} from {start} s to {until} s")
    return found


def _units_suffice(log: Log) -> list[str]:
    """Every running task has what its step asks for."""
    found = []
    for row in log.tasks.filter((pl.col("kind") == "work") & (pl.col("people").list.len() > 0)).iter_rows(named=True):
        spec: Any = log.scenario.job_types[row["job_type"]].route[row["step"]]
        crew = sum(place.count for place in spec.crew)
        units = sum(spec.equipment.values()) + sum(spec.vehicles.values())
        if (len(row["people"]), len(row["units"])) != (crew, units):
            found.append(f"{row['job']} at {row['step']} had {row['people']} and {row['units']}")
    return found


def _times_are_in_order(log: Log) -> list[str]:
    """No task is ready before the job arrived, none begins before it is ready, none outlasts its job."""
    tasks = log.tasks.join(log.jobs.select("job", "arrived", "ended"), on="job")
    wrong = tasks.filter(
        (pl.col("ready") < pl.col("arrived"))
        | (pl.col("start") < pl.col("ready"))
        | (pl.col("end") < pl.col("start"))
        | (pl.coalesce("end", "ready") > pl.col("ended"))
        | (pl.col("ended").is_not_null() & pl.col("end").is_null())
    )
    return [f"out of order: {row}" for row in wrong.iter_rows()]


def _routes_are_followed(log: Log) -> list[str]:
    """Every visit begins as the job comes in, or as a visit ends from which the route leads here."""
    before = {name: _comes_after(job_type.route) for name, job_type in log.scenario.job_types.items()}
    ended: dict[tuple[str, int], set[str]] = defaultdict(set)
    for job, step, end in log.tasks.select("job", "step", "end").iter_rows():
        ended[job, end].add(step)
    arrived = dict(log.jobs.select("job", "arrived").iter_rows())
    begun = log.tasks.filter((pl.col("part") == 1) & (pl.col("ready") > log.manifest.start))
    found = []
    for job, kind, step, ready in begun.select("job", "job_type", "step", "ready").iter_rows():
        possible = before[kind][step]
        if not (possible & ended[job, ready] or ("" in possible and ready == arrived[job])):
            found.append(f"{job} came to {step} at {ready} s from nowhere")
    return found


def _comes_after(route: Any) -> dict[str, set[str]]:
    """For each step that takes time, those from which a job may come to it; the empty name is the beginning."""
    found: dict[str, set[str]] = defaultdict(set)
    lasting = [name for name, step in route.items() if step.kind in ("work", "wait", "stock")]
    for origin, first in [("", [next(iter(route))]), *((name, _following(route, name)) for name in lasting)]:
        waiting, seen = list(first), set[str]()
        while waiting:
            name = waiting.pop()
            if name in lasting:
                found[name].add(origin)
            elif name not in seen:
                seen.add(name)
                waiting += _following(route, name)
    return found


def _following(route: Any, name: str) -> list[str]:
    step = route[name]
    if step.kind == "fork":
        return list(step.branches)
    names = [branch.to for branch in step.branches] if step.kind == "choice" else [followers(route)[name]]
    return [name for name in names if name in route]


def _material_adds_up(log: Log) -> list[str]:
    found = []
    for name, material in log.scenario.materials.items():
        level = log.initial.stock[name].level if log.initial else material.stock
        rows = log.stock.filter(pl.col("material") == name)
        for event, quantity in rows.select("event", "quantity").iter_rows():
            level += {"taken": -quantity, "delivered": quantity, "ordered": 0.0, "wasted": 0.0}[event]
            if level < -1e-9:
                found.append(f"{name} falls to {level}")
    return found


def _every_part_follows_its_predecessor(log: Log) -> list[str]:
    """A stopped task waits again from the moment at which it was stopped, and never loses what was done."""
    found = []
    by_visit = log.tasks.filter(pl.col("kind") == "work").sort("job", "step", "attempt", "part")
    columns = by_visit.select("job", "step", "attempt", "part", "ready", "end", "status", "done").rows()
    for one, other in pairwise(columns):
        if one[:3] == other[:3]:
            if other[3] != one[3] + 1 or other[4] != one[5] or one[6] not in ("interrupted", "restarted"):
                found.append(f"parts do not follow each other: {one} and {other}")
            if other[6] != "restarted" and other[7] < one[7]:
                found.append(f"work that was done is lost: {one} and {other}")
        elif one[6] in ("interrupted", "restarted"):
            found.append(f"stopped and forgotten: {one}")
    return found
