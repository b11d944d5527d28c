"""A run as an event log for process mining: cases are jobs, activities are steps, resources are people and things.

The tools of that field read CSV, or XES, the extensible event stream of IEEE standard 1849.
"""

from __future__ import annotations

import re
from datetime import datetime
from typing import TYPE_CHECKING, Any
from xml.sax.saxutils import quoteattr

import polars as pl

from agencysim.figures.base import stages_of
from agencysim.log import replace_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from agencysim.log import Log

TRANSITIONS = {"done": "complete", "outsourced": "complete", "interrupted": "suspend", "restarted": "ate_abort"}
"""What the end of a part is in the standard's life cycle of an activity, by the status of the part."""
GIVEN_UP = "ate_abort"
EXTENSIONS = {"concept": "Concept", "lifecycle": "Lifecycle", "time": "Time", "org": "Organizational"}
"""The standard's own extensions that are used: name by prefix."""
CLOCK = "%Y-%m-%dT%H:%M:%S%:z"
LATEST = 2**62
COLUMNS = (
    *("case", "activity", "attempt", "part", "resource", "ready", "start", "complete", "status", "kind", "stage"),
    *("job_type", "client", "tier"),
)
CASE_FACTS = {"job_type": "string", "client": "string", "tier": "string", "value": "float", "outcome": "string"}

_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 cannot hold."""


def event_log(log: Log) -> pl.DataFrame:
    """Return one row for each part of an activity and for each milestone, case by case and in order of time.

    Parameters
    ----------
    log
        Log of the run.

    Returns
    -------
    pl.DataFrame
        case (the job), activity (the step), attempt, part, resource (people and things, joined by ``;``), ready,
        start and complete (local times with their offset from UTC; empty where that has not happened), status, kind
        and stage of the step, job_type, client, tier.
    """
    tasks = log.tasks.with_columns(resource=pl.concat_list("people", "units").list.join(";"))
    facts = log.milestones.select(
        "job", "job_type", "step", "attempt", ready="time", start="time", end="time", resource=pl.lit("")
    ).with_columns(part=pl.lit(1), kind=pl.lit("milestone"), status=pl.lit("done"))
    columns = ["job", "job_type", "step", "attempt", "part", "resource", "ready", "start", "end", "status", "kind"]
    return (
        pl.concat([tasks.select(columns), facts.select(columns)], how="vertical_relaxed")
        .join(log.jobs.select("job", "client", "tier", "arrived"), on="job", how="left")
        .join(stages_of(log), on=["job_type", "step"], how="left")
        .sort("arrived", "job", "ready", pl.col("start").fill_null(LATEST), "step", "attempt", "part")
        .with_columns(_local(log, name) for name in ("ready", "start", "end"))
        .rename({"job": "case", "step": "activity", "end": "complete"})
        .select(COLUMNS)
    )


def _local(log: Log, column: str) -> pl.Expr:
    """Return moments as local times with their offset from UTC."""
    axis = log.scenario.axis
    origin = int(axis.moment(0).timestamp())
    moment = pl.from_epoch(pl.col(column) + origin, time_unit="s").dt.replace_time_zone("UTC")
    return moment.dt.convert_time_zone(axis.zone).dt.strftime(CLOCK).alias(column)


def write_csv(log: Log, path: Path) -> None:
    """Write the event log as CSV, whole or not at all.

    Raises
    ------
    AgencySimError
        If the file cannot be written.
    """
    replace_file(path, lambda temporary: event_log(log).write_csv(temporary))


def write_xes(log: Log, path: Path) -> None:
    """Write the event log as XES, whole or not at all.

    Each part of an activity is a ``schedule``, a ``start`` (``resume`` after it was stopped) and a ``complete``
    (``suspend`` or ``ate_abort`` where it was stopped); a milestone is a ``complete``.

    Raises
    ------
    AgencySimError
        If the file cannot be written.
    """

    def write(temporary: Path) -> None:
        with temporary.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(_xes(log))

    replace_file(path, write)


def _xes(log: Log) -> Iterator[str]:
    """Yield the lines of the document: the log's head, then a trace for each job."""
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<log xmlns="http://www.xes-standard.org/" xes.version="1849.2016" xes.features="">\n'
    for prefix, name in EXTENSIONS.items():
        yield f'<extension name="{name}" prefix="{prefix}" uri="http://www.xes-standard.org/{prefix}.xesext"/>\n'
    yield f'<global scope="trace">{_attribute("string", "concept:name", "")}</global>\n'
    yield f'<global scope="event">{_attribute("string", "concept:name", "")}'
    yield f"{_attribute('string', 'lifecycle:transition', 'complete')}"
    yield f"{_attribute('date', 'time:timestamp', '1970-01-01T00:00:00Z')}</global>\n"
    yield '<classifier name="Activity" keys="concept:name"/>\n'
    yield '<classifier name="Activity and transition" keys="concept:name lifecycle:transition"/>\n'
    yield _attribute("string", "concept:name", log.scenario.name) + "\n"
    yield _attribute("string", "lifecycle:model", "standard") + "\n"
    events = event_log(log).partition_by("case", as_dict=True, maintain_order=True)
    for job in log.jobs.iter_rows(named=True):
        yield "<trace>\n" + _attribute("string", "concept:name", job["job"])
        yield "".join(_attribute(kind, key, job[key]) for key, kind in CASE_FACTS.items()) + "\n"
        rows = events.get((job["job"],))
        yield from _events(() if rows is None else rows.iter_rows(named=True))
        yield "</trace>\n"
    yield "</log>\n"


def _events(rows: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """Yield the events of a job in order of time; those of one moment as they follow from each other."""
    found = [event for row in rows for event in _of_row(row)]
    found.sort(key=lambda event: event[0])
    for _, transition, moment, row in found:
        facts = [_attribute("string", "concept:name", row["activity"])]
        facts += [_attribute("string", "lifecycle:transition", transition)]
        facts += [_attribute("date", "time:timestamp", moment)]
        if row["resource"] and transition != "schedule":
            facts.append(_attribute("string", "org:resource", row["resource"]))
        facts += [_attribute("string", key, row[key]) for key in ("kind", "stage")]
        facts.append(_attribute("int", "attempt", row["attempt"]))
        yield f"<event>{''.join(facts)}</event>\n"


def _of_row(row: Mapping[str, Any]) -> Iterator[tuple[datetime, str, str, Mapping[str, Any]]]:
    steps = []
    if row["kind"] != "milestone":
        steps += [("schedule", row["ready"])] if row["part"] == 1 else []
        steps += [("start" if row["part"] == 1 else "resume", row["start"])]
    steps += [(TRANSITIONS.get(row["status"], GIVEN_UP), row["complete"])]
    for transition, moment in steps:
        if moment is not None:
            yield datetime.fromisoformat(moment), transition, moment, row


def _attribute(kind: str, key: str, value: object) -> str:
    text = _NOT_XML.sub("\ufffd", str(value))
    return f"<{kind} key={quoteattr(key)} value={quoteattr(text)}/>"
