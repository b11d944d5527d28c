"""Dates on the axis of time."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import zip_longest
from typing import TYPE_CHECKING

from matplotlib.dates import date2num

from agencysim.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matplotlib.axes import Axes

    from agencysim.calendars.axis import TimeAxis

MONTHLY_FROM = 100
"""Days from which the axis shows months; below, it shows days."""
MOST_MONTHS, MOST_DAYS = 18, 8
"""Marks that are shown at most."""


def month_in_words(month: int) -> str:
    """Return the short name of a month of the year."""
    names = (
        tr("Jan"), tr("Feb"), tr("Mar"), tr("Apr"), tr("May"), tr("Jun"),
        tr("Jul"), tr("Aug"), tr("Sep"), tr("Oct"), tr("Nov"), tr("Dec"),
    )  # fmt: skip
    return names[month - 1]


def day_in_words(day: date) -> str:
    """Return a day of the year."""
    return tr("{day} {month}", day=day.day, month=month_in_words(day.month))


def month_names(months: Iterable[date], days: Iterable[float | None] = ()) -> list[str]:
    """Return the names of months, with the year under the first and under each January.

    Parameters
    ----------
    months
        Their first days.
    days
        How many days each has, where that is only a part of it.
    """
    names = []
    for place, (month, part) in enumerate(zip_longest(months, days)):
        name = month_in_words(month.month)
        name += f"\n{month.year}" if place == 0 or month.month == 1 else ""
        names.append(name if part is None else tr("{month}\n({days:.0f} d)", month=name, days=part))
    return names


def on_axis(axis: TimeAxis, seconds: int) -> float:
    """Return where a moment lies on the axis of time, in days of local time."""
    return day_on_axis(axis.moment(seconds).replace(tzinfo=None))


def day_on_axis(day: date) -> float:
    """Return where the beginning of a day, or a local moment, lies on the axis of time."""
    return float(date2num(day))  # type: ignore[no-untyped-call]


def show_dates(ax: Axes, first: date, until: date) -> None:
    """Mark months, or days if the time is short, between two days on the axis of time.

    Parameters
    ----------
    ax
        The axes, whose x are days as Matplotlib counts them.
    first, until
        The first day, and the one after the last.
    """
    length = (until - first).days
    marks = _months(first, until) if length > MONTHLY_FROM else _days(first, until)
    names = month_names(marks) if length > MONTHLY_FROM else [day_in_words(day) for day in marks]
    ax.set_xticks([day_on_axis(day) for day in marks], names)
    ax.set_xlim(day_on_axis(first), day_on_axis(until))


def _months(first: date, until: date) -> list[date]:
    start = first if first.day == 1 else (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    found = []
    while start <= until:
        found.append(start)
        start = (start + timedelta(days=32)).replace(day=1)
    return found[:: -(-len(found) // MOST_MONTHS) or 1]


def _days(first: date, until: date) -> list[date]:
    length = (until - first).days
    if length <= MOST_DAYS:
        return [first + timedelta(days=n) for n in range(length + 1)]
    monday = first + timedelta(days=-first.weekday() % 7)
    mondays = [monday + timedelta(days=7 * n) for n in range((until - monday).days // 7 + 1)]
    return mondays[:: -(-len(mondays) // MOST_DAYS) or 1]
