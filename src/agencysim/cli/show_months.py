"""The months of a run on the terminal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.cli.tables import labels_of, new_table, number, percent, rounded, words

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from rich.table import Table

    from agencysim.figures import Figures
    from agencysim.figures.monthly import Month
    from agencysim.scenario import Scenario

LATEST = 6
"""Whole months that tables with a column for each have room for."""


def month_tables(figures: Figures) -> Iterator[Table]:
    """Yield the months: work, quality and money, and against their targets."""
    days = "days from request to delivery"
    work = new_table(f"Months ({days})", "month", "requests", "done", "on time", "days", "busy", "overtime", "cards")
    rest = new_table("Months: quality and money", "month", "rounds", "at once", "rework", "happy", "revenue", "margin")
    for name, month in figures.months.items():
        title = f"{name}, {month.days:.3g} d" if month.partial else name
        work.add_row(title, *_work(month))
        rest.add_row(title, *_quality_and_money(month))
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
    table = new_table("Targets, month by month", "target", "should be", "months met", "of", "last month")
    whole = [month for month in figures.months.values() if not month.partial]
    for name, latest in (whole[-1].targets if whole else {}).items():
        met = [against for month in whole if (against := month.targets[name].met) is not None]
        write = percent if name in ("on_time", "first_pass") else number
        table.add_row(words(name), write(latest.target), str(sum(met)), str(len(met)), write(latest.value))
    return table


def dates_by_month(scenario: Scenario, figures: Figures) -> Table:
    """Return the dates held of each client tier and job type in the latest whole months."""
    labels = {"tier": labels_of(scenario.tiers), "job_type": labels_of(scenario.job_types)}
    shares = {(group.by, group.name, group.month): group.on_time.share for group in figures.job_groups}
    return by_month("Dates held, month by month", labels, figures, shares)


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
    table = new_table(title, "who", "in all", *(name[2:] for name in latest))
    rows = [(by, name, label) for by, names in labels.items() for name, label in names.items()] if latest else []
    for by, name, label in rows:
        values = [shares.get((by, name, month)) for month in (None, *latest)]
        if any(value is not None for value in values):
            table.add_row(label, *(rounded(value) for value in values))
    return table
