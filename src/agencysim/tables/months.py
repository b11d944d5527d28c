"""The months of a run as tables."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.language import tr
from agencysim.tables.base import Table, labels_of, number, percent, rounded

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from agencysim.figures import Figures
    from agencysim.figures.monthly import Month
    from agencysim.scenario import Scenario

LATEST = 6
"""Whole months that tables with a column for each have room for."""


def month_tables(figures: Figures) -> Iterator[Table]:
    """Yield the months: work, quality and money, and against their targets."""
    work = Table(
        tr("Months (days from request to delivery)"),
        (tr("month"), tr("requests"), tr("done"), tr("on time"), tr("days"), tr("busy"), tr("overtime"), tr("cards")),
    )
    rest = Table(
        tr("Months: quality and money"),
        (tr("month"), tr("rounds"), tr("at once"), tr("rework"), tr("happy"), tr("revenue"), tr("margin")),
    )
    for name, month in figures.months.items():
        title = tr("{month}, {days:.3g} d", month=name, days=month.days) if month.partial else name
        work.add(title, *_work(month))
        rest.add(title, *_quality_and_money(month))
    yield from (work, rest, _targets(figures))


def _work(month: Month) -> Iterator[str]:
    yield from (number(month.requests), number(month.done), percent(month.on_time.share))
    yield from (number(month.delivery_time.mean, 1), percent(month.utilisation))
    yield from (number(month.overtime_hours), number(sum(month.cards.values())))


def _quality_and_money(month: Month) -> Iterator[str]:
    yield number(month.revision_rounds, 2)
    yield from (percent(share) for share in (month.first_pass.share, month.rework.share))
    yield from (number(month.satisfaction, 1), number(month.revenue), number(month.margin))


def _targets(figures: Figures) -> Table:
    columns = (tr("target"), tr("should be"), tr("months met"), tr("of"), tr("last month"))
    table = Table(tr("Targets, month by month"), columns)
    names = {
        "on_time": tr("on time"),
        "first_pass": tr("first pass"),
        "rework": tr("rework"),
        "overtime_hours": tr("overtime hours"),
        "utilisation": tr("busy"),
        "satisfaction": tr("satisfaction"),
        "receivable_days": tr("receivable days"),
        "revenue": tr("revenue"),
        "margin": tr("margin"),
    }
    whole = [month for month in figures.months.values() if not month.partial]
    for name, latest in (whole[-1].targets if whole else {}).items():
        met = [against for month in whole if (against := month.targets[name].met) is not None]
        write = percent if name in ("on_time", "first_pass") else number
        told = names.get(name, name.replace("_", " "))
        table.add(told, write(latest.target), str(sum(met)), str(len(met)), write(latest.value))
    return table


def dates_by_month(scenario: Scenario, figures: Figures) -> Table:
    """Return the dates held of each client tier and job type in the latest whole months."""
    labels = {"tier": labels_of(scenario.tiers), "job_type": labels_of(scenario.job_types)}
    shares = {(group.by, group.name, group.month): group.on_time.share for group in figures.job_groups}
    return by_month(tr("Dates held, month by month"), labels, figures, shares)


def by_month(
    title: str,
    labels: Mapping[str, Mapping[str, str]],
    figures: Figures,
    shares: Mapping[tuple[str, str, str | None], float | None],
) -> Table:
    """Return a share of some groups over the whole time, and in each of its latest whole months.

    Parameters
    ----------
    title
        What it is.
    labels
        The rows: by kind of group, the names to show.
    figures
        Whose months they are.
    shares
        What to show, by kind of group, name and month (``None`` is the whole time).
    """
    latest = [name for name, month in figures.months.items() if not month.partial][-LATEST:]
    table = Table(title, (tr("who"), tr("in all"), *(name[2:] for name in latest)))
    rows = [(by, name, label) for by, names in labels.items() for name, label in names.items()] if latest else []
    for by, name, label in rows:
        values = [shares.get((by, name, month)) for month in (None, *latest)]
        if any(value is not None for value in values):
            table.add(label, *(rounded(value) for value in values))
    return table
