"""Whether the staffing is adequate: who and what is overloaded, who is idle, for whom and for what jobs wait."""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from typing import TYPE_CHECKING, Any, NamedTuple

import polars as pl

from agencysim.domain import Work
from agencysim.domain.fields import Map
from agencysim.figures.base import Window, days_in, window_of
from agencysim.figures.core import load_of_units
from agencysim.scenario.staffing import skills_of
from agencysim.values import HOUR, Frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from agencysim.log import Log

HEALTHY_FROM = 0.7
HEALTHY_UP_TO = 0.8
"""Published: a utilisation of 70 to 80 % is healthy."""
ALARMING_ABOVE = 0.9
"""Published: a utilisation above 90 % is alarming."""
IDLE_BELOW = 0.5
"""Utilisation below which people have too little to do (assumed)."""
WAITED_FOR = 2.0
"""A busy role is overloaded if its share of all waiting is above this multiple of its share of hours (assumed)."""
BOTTLENECK_ABOVE = 0.75
"""Utilisation above which waiting for a role is for want of its time, not of its presence (assumed)."""


class Load(StrEnum):
    """How much a role has to do."""

    OVERLOADED = "overloaded"
    """Above 90 %, or above 80 % with more than twice its share of the waiting; or nobody is there to be waited for."""
    BUSY = "busy"
    """Above 80 %."""
    HEALTHY = "healthy"
    """70 to 80 %."""
    LIGHT = "light"
    """Below 70 %."""
    IDLE = "idle"
    """Below 50 %."""


class Verdict(StrEnum):
    """Whether the staffing is adequate."""

    ADEQUATE = "adequate"
    SHORT = "short"
    """Some role is overloaded."""
    UNEVEN = "uneven"
    """Some role is overloaded while another is idle."""
    AMPLE = "ample"
    """No role is busy, and people on the whole are idle."""
    UNKNOWN = "unknown"
    """Nobody was there, or was needed."""


class Staffing(Frozen):
    """A role, a department or a kind of unit over the window.

    Parameters
    ----------
    label
        Its name in the agency's language.
    people
        How many there are, people or units.
    hours
        Hours scheduled and overtime granted; of units, the hours in which they can be used.
    hours_share
        The same over those of all people.
    utilisation, overtime, idle
        Hours worked, hours of overtime, and hours in which nothing was done, over those hours.
    waiting
        Share of all waiting for people and units that was for them; ``None`` if nothing waited.
    load
        How much they have to do; ``None`` if they were not there, and nothing waited for them.
    """

    label: str
    people: int
    hours: float
    hours_share: float | None
    utilisation: float | None
    overtime: float | None
    idle: float | None
    waiting: float | None
    load: Load | None


class Adequacy(Frozen):
    """Whether the staffing is adequate.

    Parameters
    ----------
    roles, departments, units
        Load and waiting of each; units are machines and vehicles by kind.
    utilisation
        Hours worked over hours scheduled and granted, of everybody; ``None`` if there were none.
    tasks, waiting_hours
        Visits to work (work that was taken up again counts again), and all their waiting in elapsed hours.
    bottleneck
        Role or kind of unit for which jobs waited longest among those busy enough to be the reason; ``None`` if there
        is none.
    verdict
        Whether the staffing is adequate.
    """

    roles: Map[str, Staffing]
    departments: Map[str, Staffing]
    units: Map[str, Staffing]
    utilisation: float | None
    tasks: int
    waiting_hours: float
    bottleneck: str | None
    verdict: Verdict


class _Hours(NamedTuple):
    """People, and seconds scheduled, worked and of overtime."""

    people: int = 0
    scheduled: int = 0
    worked: int = 0
    overtime: int = 0

    @property
    def available(self) -> int:
        return self.scheduled + self.overtime


class _Whole(NamedTuple):
    """What shares are shares of: the hours of everybody, and all waiting in seconds."""

    everybody: _Hours
    waiting: float


def adequacy(log: Log, window: Window | None = None) -> Adequacy:
    """Return whether the staffing is adequate, in numbers.

    Hours are those of the whole days of the window, as in the other figures. People count with their first post.

    Parameters
    ----------
    log
        Log of the run.
    window
        The time that it is about; the run without its warm-up if absent.
    """
    window = window or window_of(log)
    waits = _waits(log, window)
    waiting, for_units = _waiting(log, waits)
    all_waiting = sum(waiting.values()) + sum(for_units.values())
    hours = _hours(log, window, "role")
    everybody = _Hours(*(sum(column) for column in zip(*hours.values(), strict=True)))
    scenario = log.scenario
    whole = _Whole(everybody, all_waiting)
    roles = _staffing(hours, waiting, whole, scenario.roles)
    units = _staffing(_hours_of_units(log, window), for_units, whole, {**scenario.equipment, **scenario.vehicles})
    by_department = _waiting_by_department(log, waiting)
    utilisation = _share(everybody.worked, everybody.available)
    return Adequacy(
        roles=roles,
        departments=_staffing(_hours(log, window, "department"), by_department, whole, scenario.departments),
        units=units,
        utilisation=utilisation,
        tasks=waits.height,
        waiting_hours=all_waiting / HOUR,
        bottleneck=_bottleneck([*roles.items(), *units.items()]),
        verdict=_verdict(roles, utilisation),
    )


def _hours(log: Log, window: Window, by: str) -> dict[str, _Hours]:
    """Return the hours of people by role or department; those who have none are left out."""
    sums = days_in(log, window).group_by("resource").agg(pl.col("scheduled", "worked", "overtime").sum())
    people = log.resources.filter((pl.col("kind") == "person") & pl.col(by).is_not_null())
    table = people.join(sums, left_on="name", right_on="resource", how="left").group_by(by)
    totals = table.agg(pl.len(), pl.col("scheduled", "worked", "overtime").sum())
    return {name: _Hours(*numbers) for name, *numbers in sorted(totals.iter_rows())}


def _hours_of_units(log: Log, window: Window) -> dict[str, _Hours]:
    load = load_of_units(log, window)
    return {
        name: _Hours(unit.count, round(unit.scheduled_hours * HOUR), round(unit.worked_hours * HOUR))
        for name, unit in load.items()
    }


def _waits(log: Log, window: Window) -> pl.DataFrame:
    """Return every part of a visit to work that reaches into the window, and the seconds it waited there."""
    since, until = window
    begun = pl.coalesce("start", "end", pl.lit(until))  # an abandoned task waited until its end
    return log.tasks.filter(
        (pl.col("kind") == "work") & (pl.col("ready") < until) & (pl.col("end").is_null() | (pl.col("end") > since))
    ).select("job_type", "step", "people", seconds=begun.clip(since, until) - pl.col("ready").clip(since, until))


def _waiting(log: Log, waits: pl.DataFrame) -> tuple[dict[str, float], dict[str, float]]:
    """Return the seconds that tasks waited for each role, and for each kind of unit.

    A task waited for the roles of those who then did it and for the units that it needs, in equal shares; one that was
    not begun, or was given to another firm, for the roles that could do it; for nobody if the agency has none.
    """
    of_roles: dict[str, float] = defaultdict(float)
    of_units: dict[str, float] = defaultdict(float)
    role_of = dict(log.resources.filter(pl.col("kind") == "person").select("name", "role").iter_rows())
    able = _able(log)
    sums = waits.group_by("job_type", "step", "people", maintain_order=True).agg(pl.col("seconds").sum())
    for job_type, step, people, total in sums.iter_rows():
        spec = log.scenario.job_types[job_type].route[step]
        assert isinstance(spec, Work)
        roles = {role_of[person] for person in people}
        roles = roles or {role for place in spec.crew for role in able.get(place.skill, ())}
        units = (*spec.equipment, *spec.vehicles)
        share = total / max(1, len(roles) + len(units))
        for names, seconds in ((roles, of_roles), (units, of_units)):
            for name in names:
                seconds[name] += share
    return _without_zeros(of_roles), _without_zeros(of_units)


def _without_zeros(seconds: Mapping[str, float]) -> dict[str, float]:
    return {name: total for name, total in sorted(seconds.items()) if total}


def _able(log: Log) -> dict[str, set[str]]:
    """Return the first posts of those who can do what is asked for as a skill or by the name of a role."""
    first = dict(log.resources.filter(pl.col("kind") == "person").select("group", "role").iter_rows())
    able: dict[str, set[str]] = defaultdict(set)
    for group, role in first.items():
        for skill in skills_of(log.scenario, group):
            able[skill].add(role)
    return able


def _waiting_by_department(log: Log, waiting: Mapping[str, float]) -> dict[str, float]:
    seconds: dict[str, float] = defaultdict(float)
    for name, total in waiting.items():
        role = log.scenario.roles.get(name)
        if role and role.department:
            seconds[role.department] += total
    return seconds


def _staffing(
    hours: Mapping[str, _Hours], waiting: Mapping[str, float], whole: _Whole, models: Mapping[str, Any]
) -> dict[str, Staffing]:
    found = {}
    for name in sorted({*hours, *waiting}):
        own = hours.get(name, _Hours())
        utilisation = _share(own.worked, own.available)
        hours_share, share = (
            _share(own.available, whole.everybody.available),
            _share(waiting.get(name, 0.0), whole.waiting),
        )
        found[name] = Staffing(
            label=models[name].label if name in models else "",
            people=own.people,
            hours=own.available / HOUR,
            hours_share=hours_share,
            utilisation=utilisation,
            overtime=_share(own.overtime, own.available),
            idle=None if utilisation is None else max(0.0, 1 - utilisation),
            waiting=share,
            load=load_of(utilisation, share or 0.0, hours_share or 0.0),
        )
    return found


def _share(part: float, whole: float) -> float | None:
    return part / whole if whole else None


def load_of(utilisation: float | None, waiting: float, hours_share: float) -> Load | None:
    """Return how much somebody has to do.

    Parameters
    ----------
    utilisation
        Hours worked over hours there were; ``None`` if there were none.
    waiting, hours_share
        Shares of all waiting, and of everybody's hours.
    """
    if utilisation is None:
        return Load.OVERLOADED if waiting else None
    if utilisation > ALARMING_ABOVE or (utilisation > HEALTHY_UP_TO and waiting > WAITED_FOR * hours_share):
        return Load.OVERLOADED
    if utilisation > HEALTHY_UP_TO:
        return Load.BUSY
    if utilisation >= HEALTHY_FROM:
        return Load.HEALTHY
    return Load.LIGHT if utilisation >= IDLE_BELOW else Load.IDLE


def _bottleneck(parts: Iterable[tuple[str, Staffing]]) -> str | None:
    """Return the role or kind of unit waited for longest that is busy enough, or is not there at all."""
    scarce = [
        (it.waiting, name)
        for name, it in parts
        if it.waiting and (it.utilisation is None or it.utilisation > BOTTLENECK_ABOVE)
    ]
    return max(scarce, key=lambda pair: pair[0], default=(0.0, None))[1]


def _verdict(roles: Mapping[str, Staffing], utilisation: float | None) -> Verdict:
    loads = {it.load for it in roles.values()}
    if Load.OVERLOADED in loads:
        return Verdict.UNEVEN if Load.IDLE in loads else Verdict.SHORT
    if utilisation is None:
        return Verdict.UNKNOWN
    is_ample = utilisation < IDLE_BELOW and Load.BUSY not in loads
    return Verdict.AMPLE if is_ample else Verdict.ADEQUATE
