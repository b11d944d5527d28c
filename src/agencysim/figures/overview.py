"""All figures of a run together: how it went, for whom, and why."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

import polars as pl

from agencysim.domain.fields import Map
from agencysim.figures.adequacy import Adequacy, adequacy
from agencysim.figures.base import Window, window_of
from agencysim.figures.conduct import cards, cards_by_role
from agencysim.figures.core import CoreFigures, core_figures
from agencysim.figures.groups import JobGroup, StaffGroup, job_groups, staff_groups
from agencysim.figures.losses import LossFigures, losses
from agencysim.figures.money import Margins, margins
from agencysim.figures.monthly import Month, months
from agencysim.figures.presence import Attendance
from agencysim.figures.quality import Quality, quality
from agencysim.figures.receivables import Receivables, growth, receivables
from agencysim.figures.satisfaction import SatisfactionFigures, satisfaction
from agencysim.figures.words import in_words
from agencysim.figures.working_time import WorkingTimeFigures, pay, working_time
from agencysim.values import Frozen

if TYPE_CHECKING:
    from agencysim.log import Log
    from agencysim.scenario import Scenario


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
        Who is overloaded and who idle; and in sentences what limits the agency, and whether its dates are held.
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
    job_groups, staff_groups
        By client tier and job type, and by department, role and person: over the whole time, and month by month.
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
    job_groups: tuple[JobGroup, ...]
    staff_groups: tuple[StaffGroup, ...]

    def _repr_html_(self) -> str:
        """Show the first figures and the sentences in a notebook."""
        from agencysim.tables import headline  # the one thing that figures know of how they are shown

        said = "".join(f"<li>{escape(sentence)}</li>" for sentence in self.staffing)
        return f"{headline(self)._repr_html_()}<ul>{said}</ul>"


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
        staffing=in_words(load, core, log.scenario.targets.on_time, _labels(log.scenario)),
        margins=margins(log, window, pay(log, window, attendance).model_dump()),
        receivables=receivables(log, window),
        growth={client: Growth(tier=t, first=a, second=b, growth=g) for client, t, a, b, g in growth(log).iter_rows()},
        cards=cards_by_role(issued),
        losses=losses(log, window),
        working_time=working_time(log, window, attendance),
        months=months(log, window, issued, attendance),
        job_groups=job_groups(log, window, issued),
        staff_groups=staff_groups(log, window, issued),
    )


def _labels(agency: Scenario) -> dict[str, str]:
    """Return the labels of whatever sentences name."""
    kinds = (agency.skills, agency.departments, agency.equipment, agency.vehicles, agency.roles)
    return {name: model.label for kind in kinds for name, model in kind.items()}


def _quality_by(log: Log, window: Window, column: str) -> dict[str, Quality]:
    names = log.scenario.job_types if column == "job_type" else log.scenario.tiers
    parts = {name: log.jobs.filter(pl.col(column) == name) for name in names}
    return {name: quality(log, window, jobs) for name, jobs in parts.items() if jobs.height}
