"""Pictures of where the time of jobs went: by stage, and by what they waited for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from agencysim.figures import core_figures, window_of
from agencysim.figures.core import NOT_OURS
from agencysim.figures.lead_time import time_in_stages as time_in_stages_of
from agencysim.language import tr, tr_n
from agencysim.pictures.names import Names
from agencysim.pictures.style import (
    ELSEWHERE, GREY, HATCH, PALE, WAITING, WORK, drawing, head, height_of, measures, nothing, rows, run_in_words,
)  # fmt: skip
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
    with drawing(ax, max(2.6, height_of(2 * table.height, 1.5))) as ax:
        head(ax, tr("Days that a finished job spent in each stage"), run_in_words(log, window))
        if not table.height:
            return nothing(ax, tr("no job came to a good end in this time"))
        parts = {
            "working": (tr("being worked on"), WORK, ""),
            "waiting": (tr("waiting for people, machines or material"), WAITING, ""),
            "elsewhere": (tr("with the client or others"), ELSEWHERE, HATCH),
        }
        before = np.zeros(table.height)
        for part, (name, colour, hatch) in parts.items():
            days = table[part].to_numpy()
            ax.barh(range(table.height), days, left=before, color=colour, edgecolor="white", linewidth=0, hatch=hatch, label=name)
            before = before + days
        for place, days in enumerate(before):
            ax.annotate(f"{days:.1f}", (days, place), xytext=(3, 0), textcoords="offset points", va="center", color=GREY)
        rows(ax, [Names(log.scenario).stage(stage) for stage in table["stage"]])
        ax.margins(x=0.08)
        ax.grid(axis="x", color=PALE, linewidth=0.5)
        ax.legend(loc="lower right")
        measures(ax, x=tr("days, mean of the jobs that were finished; nights and days off included"))
        return ax


def waiting_by_cause(
    log: Log, ax: Axes | None = None, *, window: Window | None = None, figures: CoreFigures | None = None
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
    """
    window = window or window_of(log)
    figures = figures or core_figures(log, window)
    bars = _waiting_bars(log, figures)
    with drawing(ax, height_of(len(bars), 1.5)) as ax:
        total = sum(days for _, days, _, _ in bars)
        head(ax, tr("Where the waiting went: {days:,.0f} days of jobs in all", days=total), run_in_words(log, window))
        if not total:
            return nothing(ax, tr("no job waited"))
        for ours, colour, hatch, name in (
            (True, WAITING, "", tr("the agency's own people and things")),
            (False, ELSEWHERE, HATCH, tr("the client, others, material")),
        ):
            part = [(place, days) for place, (_, days, is_ours, _) in enumerate(bars) if is_ours == ours]
            ax.barh(*_columns(part), color=colour, edgecolor="white", linewidth=0, hatch=hatch, height=0.75, label=name)
        for place, (_, days, _, share) in enumerate(bars):
            text = f"{days:,.0f} ({share:.1%})"
            ax.annotate(text, (days, place), xytext=(3, 0), textcoords="offset points", va="center", color=GREY, fontsize=7)
        rows(ax, [name for name, _, _, _ in bars])
        ax.margins(x=0.12)
        ax.grid(axis="x", color=PALE, linewidth=0.5)
        ax.legend(loc="lower right")
        measures(ax, x=tr("days that all jobs together waited (share of all waiting)"))
        return ax


def _columns(pairs: list[tuple[int, float]]) -> tuple[list[int], list[float]]:
    return [place for place, _ in pairs], [length for _, length in pairs]


def _waiting_bars(log: Log, figures: CoreFigures) -> list[tuple[str, float, bool, float]]:
    """Return name, days, whether it is the agency's own, and share; the causes beyond the longest together."""
    names = Names(log.scenario)
    causes = [
        (names.cause(cause), it.visits * it.mean_hours * HOUR / DAY, cause not in NOT_OURS, it.share)
        for cause, it in figures.waiting.items()
        if it.mean_hours
    ]
    own, others = causes[:MOST_CAUSES], causes[MOST_CAUSES:]
    if others:
        text = tr_n("{n} other cause", "{n} other causes", len(others))
        own.append((text, sum(days for _, days, _, _ in others), True, sum(share for *_, share in others)))
    return own
