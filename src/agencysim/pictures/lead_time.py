"""Pictures of where the time of jobs went: by stage, and by what they waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import polars as pl

from agencysim.figures import core_figures, window_of
from agencysim.figures.core import NOT_OURS
from agencysim.figures.stages_and_lateness import time_in_stages as time_in_stages_of
from agencysim.language import tr, tr_n
from agencysim.names import Names
from agencysim.pictures import style
from agencysim.values import DAY, HOUR

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from agencysim.figures import CoreFigures, Window
    from agencysim.log import Log

MOST_CAUSES = 20
"""Causes that have bars of their own."""


def time_in_stages(log: Log, ax: Axes | None = None, *, window: Window | None = None) -> Axes:
    """Draw how many days a finished job spent in each stage, and what part of them was work and what was waiting.

    Parameters
    ----------
    log
        Log of the run.
    ax
        Axes to draw on; those of a new figure if absent.
    window
        The time that it is about; the run without its warm-up if absent.
    """
    window = window or window_of(log)
    table = time_in_stages_of(log, window)
    with style.drawing(ax, max(2.6, style.height_of(2 * table.height, 1.5))) as ax:
        style.head(ax, tr("Days that a finished job spent in each stage"), style.run_in_words(log, window))
        if not table.height:
            return style.nothing(ax, tr("no job came to a good end in this time"))
        _draw_stages(ax, table)
        style.rows(ax, [Names(log.scenario).stage(stage) for stage in table["stage"]])
        ax.margins(x=0.08)
        style.grid(ax, "x")
        style.measures(ax, x=tr("days, mean of the jobs that were finished; nights and days off included"))
        style.legend_below(ax, 3)
        return ax


def _draw_stages(ax: Axes, table: pl.DataFrame) -> None:
    rows, before = range(table.height), pl.zeros(table.height, eager=True)
    for part, name, colour, hatch in (
        ("working", tr("being worked on"), style.WORK, ""),
        ("waiting", tr("waiting for people, machines or material"), style.WAITING, ""),
        ("elsewhere", tr("with the client or others"), style.ELSEWHERE, style.HATCH),
    ):
        ax.barh(rows, table[part], 0.8, before, color=colour, edgecolor="white", linewidth=0, hatch=hatch, label=name)
        before = before + table[part]
    for row, days in enumerate(before):
        style.beside(ax, f"{days:.1f}", days, row)


def waiting_by_cause(
    log: Log,
    ax: Axes | None = None,
    *,
    window: Window | None = None,
    figures: CoreFigures | None = None,
    own_only: bool = False,
) -> Axes:
    """Draw for what jobs waited, and for how long in all.

    What is not the agency's own (the client, others, material) has hatched bars.

    Parameters
    ----------
    log
        Log of the run.
    ax
        Axes to draw on; those of a new figure if absent.
    window
        The time that it is about; the run without its warm-up if absent.
    figures
        The figures of that time, if they are known already.
    own_only
        Leave out what is not the agency's own: it is often so long that all else looks short.
    """
    window = window or window_of(log)
    bars = _waiting_bars(log, figures or core_figures(log, window), own_only=own_only)
    with style.drawing(ax, style.height_of(len(bars), 1.5)) as ax:
        total = sum(bar.days for bar in bars)
        title = tr("Where the waiting went: {days:,.0f} days of jobs in all", days=total)
        if own_only:
            title = tr("Waiting within the agency: {days:,.0f} days of jobs", days=total)
        style.head(ax, title, style.run_in_words(log, window))
        if not total:
            return style.nothing(ax, tr("no job waited"))
        _draw_waiting(ax, bars)
        style.rows(ax, [bar.name for bar in bars])
        ax.margins(x=0.12)
        style.grid(ax, "x")
        if not own_only:
            ax.legend(loc="lower right")
        style.measures(ax, x=tr("days that all jobs together waited (share of all waiting)"))
        return ax


class _Waiting(NamedTuple):
    """A bar: a cause, the days that jobs waited for it, their share, and whether it is the agency's own."""

    name: str
    days: float
    share: float
    is_own: bool


def _draw_waiting(ax: Axes, bars: list[_Waiting]) -> None:
    for is_own, colour, hatch, name in (
        (True, style.WAITING, "", tr("the agency's own people and things")),
        (False, style.ELSEWHERE, style.HATCH, tr("the client, others, material")),
    ):
        rows = [row for row, bar in enumerate(bars) if bar.is_own == is_own]
        if rows:
            days = [bars[row].days for row in rows]
            ax.barh(rows, days, 0.75, color=colour, edgecolor="white", linewidth=0, hatch=hatch, label=name)
    for row, bar in enumerate(bars):
        style.beside(ax, f"{bar.days:,.0f} ({bar.share:.1%})", bar.days, row)


def _waiting_bars(log: Log, figures: CoreFigures, *, own_only: bool) -> list[_Waiting]:
    """Return the causes, the longest waiting first; those beyond the longest together."""
    names = Names(log.scenario)
    causes = [
        _Waiting(names.cause(cause), it.visits * it.mean_hours * HOUR / DAY, it.share, cause not in NOT_OURS)
        for cause, it in figures.waiting.items()
        if it.mean_hours and not (own_only and cause in NOT_OURS)
    ]
    own, others = causes[:MOST_CAUSES], causes[MOST_CAUSES:]
    if others:
        text = tr_n("{n} other cause", "{n} other causes", len(others))
        own.append(_Waiting(text, sum(it.days for it in others), sum(it.share for it in others), is_own=True))
    return own
