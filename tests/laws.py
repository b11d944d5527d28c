"""Laws that hold in every run, checked on the tables of its log and on calendars expanded anew."""

from __future__ import annotations

from collections import defaultdict
from itertools import pairwise
from typing import Any

import polars as pl

from agencysim.log import Log
from agencysim.sim.staff import Hours, compile_staff


def broken_laws(log: Log) -> list[str]:
    """Every law that a log breaks, in words; none if all is well."""
    laws = (_littles_law, _utilisation_law, _nobody_overworks, _nobody_is_in_two_places, _work_lies_in_hours)
    laws += (_units_suffice, _routes_are_followed, _material_adds_up, _every_part_follows_its_predecessor)
    return [problem for law in laws for problem in law(log)]


def _littles_law(log: Log) -> list[str]:
    """Jobs in the house, added up over time, are the jobs' times in the house: by jobs and by steps."""
    start, end = log.manifest.start, log.manifest.end
    found = []
    for what, table, comes, goes in (
        ("jobs", log.jobs, "arrived", "ended"),
        ("visits", log.tasks, "ready", "end"),
    ):
        stays = table.select(
            pl.col(comes).clip(start, end).alias("comes"),
            pl.col(goes).fill_null(end).clip(start, end).alias("goes"),
        )
        sojourn = (stays["goes"] - stays["comes"]).sum()
        changes: dict[int, int] = defaultdict(int)
        for comes_at, goes_at in stays.iter_rows():
            changes[comes_at] += 1
            changes[goes_at] -= 1
        inside, area = 0, 0
        for (moment, change), (following, _) in pairwise([*sorted(changes.items()), (end, 0)]):
            inside += change
            area += inside * (following - moment)
        if area != sojourn or inside:
            found.append(f"Little's law: {area} job seconds of {what} in the house, but {sojourn} of sojourn")
    return found


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


def _routes_are_followed(log: Log) -> list[str]:
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


def _material_adds_up(log: Log) -> list[str]:
    found = []
    for name, material in log.scenario.materials.items():
        level = log.initial.stock[name].level if log.initial else material.stock
        for _, _, event, quantity, _ in log.stock.filter(pl.col("material") == name).iter_rows():
            level += {"taken": -quantity, "delivered": quantity, "ordered": 0.0}[event]
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
