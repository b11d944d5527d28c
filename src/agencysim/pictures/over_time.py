"""Pictures of what changed as a run went on: queues, and jobs in the house."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import polars as pl

from agencysim.figures import window_of
from agencysim.figures.over_time import jobs_by_day
from agencysim.figures.over_time import queues_by_week as queues_by_week_of
from agencysim.language import tr
from agencysim.names import Names
from agencysim.pictures import style
from agencysim.pictures.time_axis import on_axis, show_dates

if TYPE_CHECKING:
    from datetime import date

    from matplotlib.axes import Axes

    from agencysim.figures import Window
    from agencysim.log import Log


def queues_by_week(log: Log, ax: Axes | None = None, *, window: Window | None = None) -> Axes:
    """Draw how many tasks of each stage waited for people and machines, on the mean over each week.

    The stages with the longest queues have lines of their own, the others one together.

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
    table = queues_by_week_of(log, window)
    with style.drawing(ax) as ax:
        style.head(ax, tr("Tasks that waited for people and machines, by stage"), style.run_in_words(log, window))
        if not table["waiting"].sum():
            return style.nothing(ax, tr("no task waited"))
        for (name, part), (colour, dashes) in zip(_queues(table, Names(log.scenario)), style.LINES, strict=False):
            middle = [(on_axis(log.scenario.axis, s) + on_axis(log.scenario.axis, u)) / 2 for s, u in _spans(part)]
            ax.plot(middle, part["waiting"], dashes, color=colour, linewidth=1.5, label=name)
        show_dates(ax, *_days(log, window))
        ax.set_ylim(bottom=0)
        style.grid(ax, "y")
        ax.legend(loc="upper left", bbox_to_anchor=(1.01, 1), borderaxespad=0, handlelength=2.8)
        style.measures(ax, y=tr("tasks ready and not begun, mean of the week"))
        return ax


def _spans(part: pl.DataFrame) -> list[tuple[int, int]]:
    return list(part.select("since", "until").iter_rows())


def _queues(table: pl.DataFrame, names: Names) -> list[tuple[str, pl.DataFrame]]:
    """Return the queues with their names, the longest first; those that have no line of their own together."""
    length = (pl.col("waiting") * (pl.col("until") - pl.col("since"))).sum()
    ordered = (
        table.group_by("stage", maintain_order=True).agg(length).sort("waiting", descending=True, maintain_order=True)
    )
    stages = ordered.filter(pl.col("waiting") > 0)["stage"].to_list()
    own = stages if len(stages) <= len(style.LINES) else stages[: len(style.LINES) - 1]
    found = [(names.stage(stage), table.filter(pl.col("stage") == stage)) for stage in own]
    if others := stages[len(own) :]:
        rest = table.filter(pl.col("stage").is_in(others))
        together = rest.group_by("since", "until", maintain_order=True).agg(pl.col("waiting").sum())
        found.append((tr("{n} other stages", n=len(others)), together))
    return found


def work_in_progress(log: Log, ax: Axes | None = None, *, window: Window | None = None) -> Axes:
    """Draw how many jobs were in the house each day, and how many of them were late.

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
    table = jobs_by_day(log, window)
    with style.drawing(ax) as ax:
        counts = table["jobs"].to_list()
        if not max(counts):
            style.head(ax, tr("Jobs in the house"), style.run_in_words(log, window))
            return style.nothing(ax, tr("no job was in the house"))
        title = tr("Jobs in the house: {first} at the start, {last} at the end", first=counts[0], last=counts[-1])
        style.head(ax, title, style.run_in_words(log, window))
        times = [on_axis(log.scenario.axis, moment) for moment in table["time"]]
        ax.step(times, counts, where="post", color=style.BLUE, linewidth=1.5, label=tr("all jobs"))
        late = tr("of them late: past the promised date, and not yet there")
        ax.fill_between(
            times,
            table["late"],
            step="post",
            facecolor=style.BAD,
            edgecolor="white",
            hatch=style.HATCH,
            linewidth=0,
            label=late,
        )
        show_dates(ax, *_days(log, window))
        ax.set_ylim(bottom=0, top=1.15 * max(counts))
        style.grid(ax, "y")
        ax.legend(loc="upper left", ncols=2, labelcolor=style.GREY)
        style.measures(ax, y=tr("jobs at midnight"))
        return ax


def _days(log: Log, window: Window) -> tuple[date, date]:
    """Return the window's first day, and the day after its last."""
    axis = log.scenario.axis
    return axis.date_of(window.since), axis.date_of(max(window.since, window.until - 1)) + timedelta(days=1)
