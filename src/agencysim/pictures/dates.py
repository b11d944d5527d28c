"""Pictures of promised dates: how far jobs were from them, and what share was held."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from agencysim.figures import window_of
from agencysim.figures.monthly import months
from agencysim.figures.stages_and_lateness import FURTHEST
from agencysim.figures.stages_and_lateness import lateness as lateness_of
from agencysim.language import tr
from agencysim.pictures import style
from agencysim.pictures.time_axis import month_names

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

    from agencysim.figures import Figures, Window
    from agencysim.figures.monthly import Month
    from agencysim.log import Log


def lateness(log: Log, ax: Axes | None = None, *, window: Window | None = None) -> Axes:
    """Draw how many days before or after their promised dates jobs were ready.

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
    table = lateness_of(log, window)
    with style.drawing(ax) as ax:
        due = sum(table["reached"]) + sum(table["open"])
        if not due:
            style.head(ax, tr("How far from their promised dates jobs were ready"), style.run_in_words(log, window))
            return style.nothing(ax, tr("no job was due in this time"))
        held = sum(table.filter(pl.col("days") <= 0)["reached"])
        title = tr("{held:,} of {due:,} promised dates were held ({share:.0%})", held=held, due=due, share=held / due)
        style.head(ax, title, style.run_in_words(log, window))
        _lateness_bars(ax, table)
        ax.axvline(0.5, color=style.BLACK, linewidth=1)
        _days_from_the_date(ax, table)
        style.grid(ax, "y")
        ax.legend(loc="upper right")
        style.measures(ax, x=tr("days from the promised day (0) to the day on which it was ready"), y=tr("jobs due"))
        return ax


def _lateness_bars(ax: Axes, table: pl.DataFrame) -> None:
    on_time, late = table.filter(pl.col("days") <= 0), table.filter(pl.col("days") > 0)
    ax.bar(on_time["days"], on_time["reached"], 0.85, color=style.BLUE, label=tr("on time"))
    ax.bar(
        late["days"],
        late["reached"],
        0.85,
        color=style.BAD,
        hatch=style.HATCH,
        edgecolor="white",
        linewidth=0,
        label=tr("late"),
    )
    if late["open"].sum():
        name = tr("late, and not yet ready when the run ended")
        ax.bar(
            late["days"],
            late["open"],
            0.85,
            bottom=late["reached"],
            color="white",
            edgecolor=style.BAD,
            linewidth=0.8,
            label=name,
        )


def _days_from_the_date(ax: Axes, table: pl.DataFrame) -> None:
    first, last = min(-2, *table["days"]), max(2, *table["days"])
    step = 7 if last - first > 20 else 2 if last - first > 10 else 1
    places = [day for day in range(first, last + 1) if day % step == 0]
    ends = {-FURTHEST: f"≤ −{FURTHEST}", FURTHEST: f"≥ {FURTHEST}"}
    ax.set_xticks(places, [ends.get(day, f"{day:+d}".replace("-", "−") if day else "0") for day in places])
    ax.set_xlim(first - 0.7, last + 0.7)


def on_time_by_month(
    log: Log, ax: Axes | None = None, *, window: Window | None = None, figures: Figures | None = None
) -> Axes:
    """Draw what share of the promised dates of each calendar month was held, against the target if there is one.

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
    known: Mapping[str, Month] = figures.months if figures else months(log, window)
    with style.drawing(ax) as ax:
        style.head(ax, tr("Promised dates held, by month"), style.run_in_words(log, window))
        if not any(month.on_time.due for month in known.values()):
            return style.nothing(ax, tr("no job was due in this time"))
        shares = [month.on_time.share or 0.0 for month in known.values()]
        ax.bar(range(len(shares)), [100 * share for share in shares], 0.7, color=style.SKY)
        for place, month in enumerate(known.values()):
            _write_share(ax, place, month)
        parts = [month.days if month.partial else None for month in known.values()]
        ax.set_xticks(range(len(shares)), month_names((date.fromisoformat(f"{name}-01") for name in known), parts))
        ax.set_xlim(-0.6, max(len(shares), 4) - 0.4)
        ax.set_ylim(0, 100)
        _target(ax, log.scenario.targets.on_time)
        style.grid(ax, "y")
        style.measures(ax, x=tr("month of the promised date"), y=tr("dates held, in per cent"))
        return ax


def _write_share(ax: Axes, place: int, month: Month) -> None:
    it = month.on_time
    text = (
        tr("no date")
        if it.share is None
        else tr("{share:.0%}\n{held} of {due}", share=it.share, held=it.kept, due=it.due)
    )
    ax.annotate(text, (place, 0), xytext=(0, 4), textcoords="offset points", ha="center", va="bottom", fontsize=7)


def _target(ax: Axes, target: float | None) -> None:
    if target is not None:
        ax.axhline(100 * target, color=style.BLACK, linewidth=1, linestyle="--")
        text = tr("target {target:.0%}", target=target)
        style.margin_note(ax, text, 100 * target, 8)
