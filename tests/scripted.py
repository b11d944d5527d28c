"""Tiny scripted agencies, and their logs in words, so that a test states who did what from when to when."""

from __future__ import annotations

from typing import Any

import pytest

from agencysim.log import Log
from agencysim.scenario import Scenario
from agencysim.sim import simulate
from agencysim.sim.absences import Absence

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CALENDARS = {
    "day": {"week": {"mon-sat": ["08:30-12:00", "14:00-17:30"]}},
    "short": {"week": {"mon-sat": ["08:30-12:00", "14:00-16:00"]}},
    "late": {"week": {"mon-sat": "14:00-22:00"}},
    "office": {"week": {"mon-fri": "09:00-17:00"}},
    "mall": {"week": {"mon-sun": "22:00-08:00"}},
    "noon": {"week": {"mon-sat": "10:00-15:00"}},
}


def agency(route: dict[str, Any] | None = None, *, jobs: int = 1, **parts: Any) -> Scenario:
    """An agency that is open on Monday, 5 January 2026, from 08:30 to 12:00 and from 14:00 to 17:30.

    Parameters
    ----------
    route
        Steps of the one job type, ``job``, of which some are there at the start.
    jobs
        How many.
    parts
        Anything else that a scenario says.
    """
    raw: dict[str, Any] = {"name": "scripted", "start": "2026-01-05", "weeks": 1, "calendar": "day"}
    raw["calendars"] = CALENDARS | parts.pop("calendars", {})
    if route is not None:
        job = {"demand": {"at_start": jobs}, "route": route} | parts.pop("job", {})
        raw["job_types"] = {"job": job} | parts.pop("job_types", {})
    return Scenario.model_validate(raw | parts)


def work(crew: Any, content: str = "1h", **details: Any) -> dict[str, Any]:
    """A work step."""
    return {"kind": "work", "crew": crew, "content": content, **details}


def at(text: str) -> int:
    """Seconds of a moment of the first or, with ``+1``, a later week: ``mon 08:30``, ``tue+1 14:00:01``."""
    day, _, clock = text.partition(" ")
    name, _, week = day.partition("+")
    hours, minutes, *seconds = (int(part) for part in clock.split(":"))
    days = WEEKDAYS.index(name) + 7 * int(week or 0)
    return ((days * 24 + hours) * 60 + minutes) * 60 + sum(seconds)


def moment(seconds: int | None) -> str | None:
    """The moment in words."""
    if seconds is None:
        return None
    days, rest = divmod(seconds, 86400)
    weeks, day = divmod(days, 7)
    minutes, second = divmod(rest, 60)
    clock = f"{minutes // 60:02d}:{minutes % 60:02d}" + (f":{second:02d}" if second else "")
    return f"{WEEKDAYS[day]}{f'+{weeks}' if weeks else ''} {clock}"


def tasks(log: Log, *columns: str) -> list[tuple[Any, ...]]:
    """All rows of the tasks as (step, who, start, end) and the columns asked for, in order of start."""
    rows = log.tasks.sort("start", "job", "step", "part", nulls_last=True).iter_rows(named=True)
    return [
        (
            row["step"],
            " ".join(row["people"] + row["units"]),
            *(moment(row[name]) for name in ("start", "end")),
            *(row[column] for column in columns),
        )
        for row in rows
    ]


def times(log: Log, table: str, *columns: str) -> list[tuple[Any, ...]]:
    """Rows of a table with its moments in words."""
    clocks = {"time", "start", "end", "until", "due", "arrived", "ended", "due_reached", "first_due", "ready"}
    rows = log.tables[table].select(columns).iter_rows(named=True)
    return [tuple(moment(row[c]) if c in clocks else row[c] for c in columns) for row in rows]


def run(scenario: Scenario, **how: Any) -> Log:
    """One run."""
    return simulate(scenario, **how)


def away(patch: pytest.MonkeyPatch, *spells: tuple[str, str, str]) -> None:
    """Let somebody be sick, or something broken, from one moment to another."""

    def scripted(scenario: Any, staff: Any, hours: Any, stream: Any, end: int) -> list[Absence]:
        people = staff.people
        found = []
        for name, start, until in spells:
            resource = staff.names.index(name)
            kind = "sick" if resource < people else "broken"
            found.append(Absence(at(start), at(until), resource, kind))
        return sorted(spell for spell in found if spell.start <= end)

    patch.setattr("agencysim.sim.run.absences", scripted)
