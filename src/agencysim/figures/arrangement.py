"""Weeks that were badly arranged: overtime beside colleagues who stood idle."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from agencysim.figures.base import stages_of
from agencysim.scenario.staffing import calendar_of
from agencysim.staff import workforce

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agencysim.log import Log

IDLE_SHARE = 0.3
"""Share of their scheduled time above which the colleagues of somebody in overtime count as idle: assumed."""


def idle_beside_overtime(log: Log) -> pl.DataFrame:
    """Return the weeks and roles that were badly arranged, and the largest idle share beside somebody's overtime.

    Colleagues are those of the same role on the same shift: who works at other hours cannot take the work over.

    Returns
    -------
    pl.DataFrame
        week, role, share; in order of the week, the largest share first.
    """
    days = log.days.join(_sick_time(log), on=["resource", "day"], how="left").with_columns(
        pl.col("sick").fill_null(0), week=(pl.col("day") + log.scenario.start.weekday()) // 7
    )
    # What was worked in overtime was not worked in scheduled time.
    there = (pl.col("scheduled") - pl.col("sick")).clip(0)
    idle = (there - (pl.col("worked") - pl.col("overtime")).clip(0)).clip(0)
    sums = (
        days.with_columns(there=there, idle=idle)
        .join(log.resources.filter(pl.col("kind") == "person"), left_on="resource", right_on="name")
        .join(_shifts(log, days["day"].unique().sort().to_list()), on=["group", "day"])
        .group_by("week", "role", "shift", "resource")
        .agg(pl.col("there", "idle", "overtime").sum())
    )
    others = {name: pl.col(name).sum().over("week", "role", "shift") - pl.col(name) for name in ("there", "idle")}
    share = others["idle"] / others["there"]
    return (
        sums.with_columns(share=pl.when(others["there"] > 0).then(share))
        .filter((pl.col("overtime") > 0) & (pl.col("share") > IDLE_SHARE))
        .group_by("week", "role")
        .agg(pl.col("share").max())
        .sort("week", "share", "role", descending=[False, True, False])
    )


def _shifts(log: Log, days: list[int]) -> pl.DataFrame:
    """Return the name of the working hours of each group of people (``group``, ``day``, ``shift``)."""
    rows = []
    for group, spec in log.scenario.people.items():
        usual = calendar_of(log.scenario, group)
        for day in days:
            date = log.scenario.start + timedelta(days=day)
            changed = [change.calendar for change in spec.calendar_changes if change.holds_on(date)]
            rows.append((group, day, changed[-1] if changed else usual))
    return pl.DataFrame(rows, {"group": pl.String, "day": pl.Int64, "shift": pl.String}, orient="row")


def _sick_time(log: Log) -> pl.DataFrame:
    """Return the scheduled seconds of each person and day that sickness took: nobody is idle while sick."""
    axis = log.scenario.axis
    spells = list(log.absences.select("resource", "start", "end").iter_rows())
    spells += [(away.resource, away.start, away.until) for away in (log.initial.away if log.initial else ())]
    taken: Counter[tuple[str, int]] = Counter()
    staff = workforce(log.scenario, max(log.manifest.end, 1)).staff if spells else None
    calendars = dict(zip(staff.names, staff.calendars, strict=True)) if staff else {}
    for resource, start, end in spells:
        calendar = calendars[resource]
        start, end = max(start, log.manifest.start), min(end, log.manifest.end)
        for day in range(axis.day_of(start), axis.day_of(end) + 1) if start < end else ():
            begins, ends = max(start, axis.midnight(day)), min(end, axis.midnight(day + 1))
            taken[resource, day] += calendar.work_between(begins, ends) if calendar else max(0, ends - begins)
    rows = [(resource, day, seconds) for (resource, day), seconds in taken.items()]
    return pl.DataFrame(rows, {"resource": pl.String, "day": pl.Int64, "sick": pl.Int64}, orient="row")


def main_stages(log: Log) -> Mapping[tuple[int, str], tuple[str, ...]]:
    """Return the stages, mostly one, in which each role had most of its tasks, by week and role."""
    axis, weekday = log.scenario.axis, log.scenario.start.weekday()
    stage_of = {(job_type, step): stage for job_type, step, stage in stages_of(log).iter_rows()}
    roles = dict(log.resources.filter(pl.col("kind") == "person").select("name", "role").iter_rows())
    tasks = log.tasks.filter(pl.col("start").is_not_null() & (pl.col("people").list.len() > 0))
    found: dict[tuple[int, str], Counter[str]] = defaultdict(Counter)
    for job_type, step, people, start, end in tasks["job_type", "step", "people", "start", "end"].iter_rows():
        last = log.manifest.end if end is None else end
        weeks = [(axis.day_of(moment) + weekday) // 7 for moment in (start, max(start, last - 1))]
        for week in range(weeks[0], weeks[1] + 1):
            for person in people:
                found[week, roles[person]][stage_of[job_type, step]] += 1
    most = {at: max(stages.values()) for at, stages in found.items()}
    return {at: tuple(sorted(s for s, n in stages.items() if n == most[at])) for at, stages in found.items()}


def end_of_week(log: Log, week: int) -> int:
    """Return the midnight with which the Sunday of a week ends, in seconds."""
    return log.scenario.axis.midnight(7 * (week + 1) - log.scenario.start.weekday())
