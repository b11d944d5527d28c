"""The run month by month, and against its targets."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from agencysim.domain.fields import Map
from agencysim.figures.base import Window, is_whole_month, months_of, window_of
from agencysim.figures.conduct import CardIssued, cards, is_in
from agencysim.figures.core import OnTime, core_figures
from agencysim.figures.lead_times import LeadTime
from agencysim.figures.presence import Attendance
from agencysim.figures.quality import Rate, quality
from agencysim.figures.receivables import receivables
from agencysim.figures.satisfaction import satisfaction
from agencysim.values import Frozen

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agencysim.domain import Targets
    from agencysim.log import Log

AT_MOST = ("overtime_hours", "receivable_days")
"""Targets that are not to be exceeded; all others are to be reached."""


class Against(Frozen):
    """A figure against its target.

    Parameters
    ----------
    target, value
        What it should be, and what it was; ``None`` if there was nothing to measure.
    met
        Whether the target was met.
    """

    target: float
    value: float | None
    met: bool | None


class Month(Frozen):
    """The figures of a calendar month, or of the part of it that lies in the run.

    Parameters
    ----------
    days
        Days that it covers.
    partial
        Whether that is only a part of the month; such a one is not held against targets.
    requests, done, lost, abandoned
        Jobs, as in the core figures.
    on_time, lead_time, delivery_time, stages
        Dates held, days from request to end and to the due milestone, and mean days in each stage.
    revision_rounds, first_pass, rework, scrap, layout_waste
        Quality of design and making; shares with their numbers.
    pitches
        Pitches won.
    utilisation, overtime_hours
        Of all people.
    cards
        Cards by colour.
    revenue, margin, bad_debt, receivable_days
        Money.
    complaints, mean_reply_hours, satisfaction
        What clients said.
    targets
        Against the scenario's targets, by their names.
    """

    days: float
    partial: bool
    requests: int
    done: int
    lost: int
    abandoned: int
    on_time: OnTime
    lead_time: LeadTime
    delivery_time: LeadTime
    stages: Map[str, float]
    revision_rounds: float | None
    first_pass: Rate
    rework: Rate
    scrap: Rate
    layout_waste: float | None
    pitches: Rate
    utilisation: float | None
    overtime_hours: float
    cards: Map[str, int]
    revenue: float
    margin: float
    bad_debt: float
    receivable_days: float | None
    complaints: int
    mean_reply_hours: float | None
    satisfaction: float | None
    targets: Map[str, Against]


def months(
    log: Log,
    window: Window | None = None,
    issued: Iterable[CardIssued] | None = None,
    attendance: Attendance | None = None,
) -> dict[str, Month]:
    """Return the calendar months of a run, named ``2026-03``; all together they are the run.

    Parameters
    ----------
    log
        Log of the run.
    window
        The time that they share out; the run without its warm-up if absent.
    issued, attendance
        The cards of the run, and who was there when, if they are known already.
    """
    whole = window or window_of(log)
    issued = cards(log, whole) if issued is None else issued
    attendance = attendance or Attendance(log)
    return {name: _month(log, month, issued, attendance) for name, month in months_of(log, whole).items()}


def _month(log: Log, month: Window, issued: Iterable[CardIssued], attendance: Attendance) -> Month:
    core, good, happy = core_figures(log, month, attendance), quality(log, month), satisfaction(log, month)
    hours = [(role.worked_hours, role.scheduled_hours + role.overtime_hours) for role in core.roles.values()]
    there = sum(scheduled for _, scheduled in hours)
    values = {
        "on_time": core.on_time.share,
        "first_pass": good.revisions.first_pass.share,
        "done": core.done,
        "revenue": core.money.revenue,
        "margin": core.money.margin,
        "overtime_hours": sum(role.overtime_hours for role in core.roles.values()),
        "satisfaction": happy.mean,
        "receivable_days": receivables(log, month).days,
    }
    whole = is_whole_month(log, month)
    return Month(
        **{name: getattr(core, name) for name in ("requests", "done", "lost", "abandoned")},
        days=month.days,
        partial=not whole,
        **{name: getattr(core, name) for name in ("on_time", "lead_time", "delivery_time", "stages")},
        **{name: getattr(good, name) for name in ("rework", "scrap", "pitches")},
        **{name: values[name] for name in ("revenue", "margin", "overtime_hours", "receivable_days", "satisfaction")},
        revision_rounds=good.revisions.mean,
        first_pass=good.revisions.first_pass,
        layout_waste=good.layout_waste.share,
        utilisation=sum(worked for worked, _ in hours) / there if there else None,
        cards=Counter(card.card.value for card in issued if is_in(card.time, month, log)),
        bad_debt=core.money.bad_debt,
        complaints=good.complaints.count,
        mean_reply_hours=good.complaints.mean_reply_hours,
        targets=dict(_compared(log.scenario.targets, values)) if whole else {},
    )


def _compared(targets: Targets, values: dict[str, float | None]) -> Iterable[tuple[str, Against]]:
    for name, value in values.items():
        target = getattr(targets, name)
        if target is not None:
            met = None if value is None else value <= target if name in AT_MOST else value >= target
            yield name, Against(target=target, value=value, met=met)
