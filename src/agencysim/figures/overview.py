"""All figures of a run together: how it went, for whom, and why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from agencysim.domain.fields import Map
from agencysim.figures.adequacy import Adequacy, adequacy, sentences
from agencysim.figures.base import Window, window_of
from agencysim.figures.conduct import cards, cards_by_role
from agencysim.figures.core import NOT_OURS, CoreFigures, Waiting, core_figures
from agencysim.figures.losses import LossFigures, losses
from agencysim.figures.money import Margins, margins
from agencysim.figures.monthly import Month, months
from agencysim.figures.presence import Attendance
from agencysim.figures.quality import Quality, quality
from agencysim.figures.receivables import Receivables, growth, receivables
from agencysim.figures.satisfaction import SatisfactionFigures, satisfaction
from agencysim.figures.working_time import WorkingTimeFigures, pay, working_time
from agencysim.values import Frozen

if TYPE_CHECKING:
    from agencysim.log import Log


OFTEN = 20
"""Visits from which on a mean waiting time is worth naming."""


class Growth(Frozen):
    """A client's revenue in the two halves of the time, and its growth; ``None`` if the first half brought nothing."""

    tier: str
    first: float
    second: float
    growth: float | None


class Figures(CoreFigures):
    """All figures of a run.

    Parameters
    ----------
    quality, quality_by_type, quality_by_tier
        Revisions, rework, scrap, waste, pitches, changes, payments, complaints.
    satisfaction
        Scores of the jobs.
    adequacy, staffing
        Who is overloaded and who idle, and the same in sentences.
    margins, receivables, growth
        Margin by job type, client and tier; what clients owe; how the revenue of each client grew over the whole run.
    cards
        Cards by role and colour.
    losses
        How losses are shared.
    working_time
        Overtime by the rules that are to be reported, and their breaches.
    months
        The calendar months, against the targets.
    """

    quality: Quality
    quality_by_type: Map[str, Quality]
    quality_by_tier: Map[str, Quality]
    satisfaction: SatisfactionFigures
    adequacy: Adequacy
    staffing: tuple[str, ...]
    margins: Margins
    receivables: Receivables
    growth: Map[str, Growth]
    cards: Map[str, Map[str, int]]
    losses: LossFigures
    working_time: WorkingTimeFigures
    months: Map[str, Month]


def kpis(log: Log, window: Window | None = None) -> Figures:
    """Return all figures of a run, or of a part of it.

    Parameters
    ----------
    log
        Log of the run.
    window
        The time that they are about; the run without its warm-up if absent.
    """
    window = window or window_of(log)
    load, issued, attendance = adequacy(log, window), cards(log, window), Attendance(log)
    core = core_figures(log, window, attendance)
    return Figures(
        **dict(core),
        quality=quality(log, window),
        quality_by_type=_quality_by(log, window, "job_type"),
        quality_by_tier=_quality_by(log, window, "tier"),
        satisfaction=satisfaction(log, window),
        adequacy=load,
        staffing=(*sentences(load), *dates_in_words(core, log.scenario.targets.on_time)),
        margins=margins(log, window, pay(log, window, attendance).model_dump()),
        receivables=receivables(log, window),
        growth={client: Growth(tier=t, first=a, second=b, growth=g) for client, t, a, b, g in growth(log).iter_rows()},
        cards=cards_by_role(issued),
        losses=losses(log, window),
        working_time=working_time(log, window, attendance),
        months=months(log, window, issued, attendance),
    )


def _quality_by(log: Log, window: Window, column: str) -> dict[str, Quality]:
    names = log.scenario.job_types if column == "job_type" else log.scenario.tiers
    parts = {name: log.jobs.filter(pl.col(column) == name) for name in names}
    return {name: quality(log, window, jobs) for name, jobs in parts.items() if jobs.height}


def dates_in_words(core: CoreFigures, target: float | None) -> tuple[str, ...]:
    """Say in English how many dates were held, and what jobs waited for longest."""
    on_time = core.on_time
    if on_time.share is None:
        return ("No date was due.",)
    wanted = "" if target is None else f", {target:.0%} wanted"
    held = f"{on_time.share:.0%} of {on_time.due:,} dates were held{wanted}"
    own = {cause: wait for cause, wait in core.waiting.items() if cause not in NOT_OURS and wait.mean_hours}
    often = {cause: wait for cause, wait in own.items() if wait.visits >= OFTEN} or own
    if not often:
        return (f"{held}.",)
    longest, most = max(often, key=lambda c: often[c].mean_hours), max(own, key=lambda c: own[c].share)
    waits = [f"longest for {_wait(longest, own[longest])}"]
    if most != longest:
        waits.append(f"most in all for {_wait(most, own[most])}")
    return (f"{held}; of what the agency has in its hands, jobs waited {', and '.join(waits)}.",)


def _wait(cause: str, wait: Waiting) -> str:
    return f"{cause.replace('_', ' ')} ({wait.mean_hours:,.1f} h on average, {wait.visits:,} times)"
