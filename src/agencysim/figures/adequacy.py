"""Whether the staffing is adequate: who is overloaded, who is idle, for whom jobs wait; in numbers and in words."""

from __future__ import annotations

from collections import defaultdict
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from agencysim.domain import Work
from agencysim.domain.fields import Map
from agencysim.figures.base import Window, days_in, window_of
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
    """A role or a department over the window.

    Parameters
    ----------
    label
        Its name in the agency's language.
    people
        How many there are.
    hours
        Hours scheduled and overtime granted.
    hours_share
        Share of those of everybody.
    utilisation, overtime, idle
        Hours worked, hours of overtime, and hours in which nothing was done, over those hours.
    waiting
        Share of all waiting for people that was for them; ``None`` if nothing waited.
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
    roles, departments
        Load and waiting of each.
    utilisation
        Hours worked over hours scheduled and granted, of everybody; ``None`` if there were none.
    tasks, waiting_hours
        Visits to work of people (work that was taken up again counts again), and all their waiting in elapsed hours.
    bottleneck
        Role for which jobs waited longest among those busy enough to be the reason; ``None`` if there is none.
    verdict
        Whether the staffing is adequate.
    """

    roles: Map[str, Staffing]
    departments: Map[str, Staffing]
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


def adequacy(log: Log, window: Window | None = None) -> Adequacy:
    """Return whether the staffing is adequate, in numbers; `sentences` says it in words.

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
    waiting = _waiting_by_role(log, waits)
    hours = _hours(log, window, "role")
    everybody = _Hours(*(sum(column) for column in zip(*hours.values(), strict=True)))
    labels = {name: role.label for name, role in log.scenario.roles.items()}
    roles = _staffing(hours, waiting, everybody, labels)
    labels = {name: department.label for name, department in log.scenario.departments.items()}
    by_department = _waiting_by_department(log, waiting)
    return Adequacy(
        roles=roles,
        departments=_staffing(
            _hours(log, window, "department"), by_department, everybody, labels, sum(waiting.values())
        ),
        utilisation=_share(everybody.worked, everybody.available),
        tasks=waits.height,
        waiting_hours=sum(waiting.values()) / HOUR,
        bottleneck=_bottleneck(roles),
        verdict=_verdict(roles, _share(everybody.worked, everybody.available)),
    )


def _hours(log: Log, window: Window, by: str) -> dict[str, _Hours]:
    """Return the hours of people by role or department; those who have none are left out."""
    sums = days_in(log, window).group_by("resource").agg(pl.col("scheduled", "worked", "overtime").sum())
    people = log.resources.filter((pl.col("kind") == "person") & pl.col(by).is_not_null())
    table = people.join(sums, left_on="name", right_on="resource", how="left").group_by(by)
    totals = table.agg(pl.len(), pl.col("scheduled", "worked", "overtime").sum())
    return {name: _Hours(*numbers) for name, *numbers in sorted(totals.iter_rows())}


def _waits(log: Log, window: Window) -> pl.DataFrame:
    """Return every part of a visit to work of people that reaches into the window, and the seconds it waited there."""
    since, until = window
    crewed = [
        (name, step)
        for name, job_type in log.scenario.job_types.items()
        for step, spec in job_type.route.items()
        if isinstance(spec, Work) and spec.crew
    ]
    steps = pl.DataFrame(crewed, schema={"job_type": pl.String, "step": pl.String}, orient="row")
    begun = pl.coalesce("start", "end", pl.lit(until))  # an abandoned task waited until its end
    return (
        log.tasks.join(steps, on=["job_type", "step"], how="semi")
        .filter((pl.col("ready") < until) & (pl.col("end").is_null() | (pl.col("end") > since)))
        .select("job_type", "step", "people", seconds=begun.clip(since, until) - pl.col("ready").clip(since, until))
    )


def _waiting_by_role(log: Log, waits: pl.DataFrame) -> dict[str, float]:
    """Return the seconds that tasks waited for each role.

    A task waited for the roles of those who then did it, in equal shares; one that was not begun, or was given to
    another firm, for the roles that could do it; for nobody if the agency has none.
    """
    seconds: dict[str, float] = defaultdict(float)
    role_of = dict(log.resources.filter(pl.col("kind") == "person").select("name", "role").iter_rows())
    begun = pl.col("people").list.len() > 0
    for people, total in (
        waits.filter(begun).group_by("people", maintain_order=True).agg(pl.col("seconds").sum()).iter_rows()
    ):
        _share_out(seconds, total, {role_of[person] for person in people})
    able = _able(log)
    others = waits.filter(~begun).group_by("job_type", "step", maintain_order=True).agg(pl.col("seconds").sum())
    for job_type, step, total in others.iter_rows():
        spec = log.scenario.job_types[job_type].route[step]
        crew = spec.crew if isinstance(spec, Work) else ()
        _share_out(seconds, total, {role for place in crew for role in able.get(place.skill, ())})
    return {name: total for name, total in sorted(seconds.items()) if total}


def _share_out(seconds: dict[str, float], total: int, roles: Iterable[str]) -> None:
    """Let some roles share waiting equally."""
    names = sorted(roles)
    for name in names:
        seconds[name] += total / len(names)


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
    hours: Mapping[str, _Hours],
    waiting: Mapping[str, float],
    everybody: _Hours,
    labels: Mapping[str, str],
    all_waiting: float | None = None,
) -> dict[str, Staffing]:
    total = sum(waiting.values()) if all_waiting is None else all_waiting
    found = {}
    for name in sorted({*hours, *waiting}):
        own = hours.get(name, _Hours())
        utilisation = _share(own.worked, own.available)
        hours_share, share = _share(own.available, everybody.available), _share(waiting.get(name, 0.0), total)
        found[name] = Staffing(
            label=labels.get(name, ""),
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


def _bottleneck(roles: Mapping[str, Staffing]) -> str | None:
    """Return the role waited for longest that is busy enough, or is not there at all."""
    scarce = [
        name
        for name, it in roles.items()
        if it.waiting and (it.utilisation is None or it.utilisation > BOTTLENECK_ABOVE)
    ]
    return max(scarce, key=lambda name: roles[name].waiting or 0.0, default=None)


def _verdict(roles: Mapping[str, Staffing], utilisation: float | None) -> Verdict:
    loads = {it.load for it in roles.values()}
    if Load.OVERLOADED in loads:
        return Verdict.UNEVEN if Load.IDLE in loads else Verdict.SHORT
    if utilisation is None:
        return Verdict.UNKNOWN
    is_ample = utilisation < IDLE_BELOW and Load.BUSY not in loads
    return Verdict.AMPLE if is_ample else Verdict.ADEQUATE


def sentences(it: Adequacy) -> tuple[str, ...]:
    """Say in English how busy people are, what the bottleneck is, and whether the staffing is adequate.

    Roles that are busy or overloaded are named, those waited for longest first, then the departments (without any,
    the roles) that have little to do.
    """
    return tuple(text for text in (_who_is_busy(it), _what_is_scarce(it), _whether_adequate(it)) if text)


def _who_is_busy(it: Adequacy) -> str:
    busy = [(name, role) for name, role in it.roles.items() if role.load in (Load.OVERLOADED, Load.BUSY)]
    busy.sort(key=lambda pair: -(pair[1].waiting or 0.0))
    parts = [f"{_named(name, role)}: {_load_and_waiting(role)}" for name, role in busy]
    for name, part in (it.departments or it.roles).items():
        if part.load in (Load.IDLE, Load.LIGHT):
            who = _words(name) if it.departments else _named(name, part)
            parts.append(f"{who} idle {_percent(part.idle)}")
    return "; ".join(parts)


def _load_and_waiting(role: Staffing) -> str:
    load = "nobody there" if role.utilisation is None else f"{_percent(role.utilisation)} busy"
    return f"{load}, {_percent(role.waiting)} of all waiting" if role.waiting else load


def _what_is_scarce(it: Adequacy) -> str:
    if it.bottleneck is None:
        return "There is no bottleneck."
    role = it.roles[it.bottleneck]
    return f"By load and waiting the bottleneck is {_named(it.bottleneck, role)}: {_load_and_waiting(role)}."


def _whether_adequate(it: Adequacy) -> str:
    overloaded = [_named(name, role) for name, role in it.roles.items() if role.load == Load.OVERLOADED]
    idle = sum(role.load == Load.IDLE for role in it.roles.values())
    says = {
        Verdict.ADEQUATE: "By load the staffing is adequate",
        Verdict.SHORT: "By load the staffing is not adequate",
        Verdict.UNEVEN: "By load the staffing is not adequate, and uneven",
        Verdict.AMPLE: "By load the staffing is more than adequate",
        Verdict.UNKNOWN: "Whether the staffing is adequate cannot be said: nobody was there, and nothing waited",
    }[it.verdict]
    if it.verdict == Verdict.UNKNOWN:
        return f"{says}."
    numbers = [f"{len(overloaded) or 'none'} of {len(it.roles)} roles overloaded", f"{idle or 'none'} idle"]
    if overloaded:
        numbers[0] += f" ({', '.join(overloaded)})"
    if it.utilisation is not None:
        numbers.append(f"people worked {_percent(it.utilisation)} of their hours")
    if it.tasks:
        numbers.append(f"a task waited {it.waiting_hours / it.tasks:.1f} h for people on average")
    return f"{says}: {', '.join(numbers)}."


def _named(name: str, it: Staffing) -> str:
    """Return the name of a role in words, in the plural if several hold it."""
    words = _words(name)
    return words if it.people <= 1 or words.endswith("s") else f"{words}s"


def _words(name: str) -> str:
    return name.replace("_", " ")


def _percent(share: float | None) -> str:
    return f"{100 * (share or 0.0):.0f} %"
