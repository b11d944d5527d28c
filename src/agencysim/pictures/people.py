"""Pictures of people: how busy they were, and their overtime."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import numpy as np

from agencysim.figures import core_figures, window_of
from agencysim.figures.over_time import load_by_week as load_by_week_of
from agencysim.language import tr
from agencysim.names import Names
from agencysim.pictures import style
from agencysim.pictures.time_axis import day_on_axis, show_dates

if TYPE_CHECKING:
    import polars as pl
    from matplotlib.axes import Axes

    from agencysim.figures import CoreFigures, Window
    from agencysim.log import Log

MOST_ROWS = round((style.TALLEST - 1.4) / style.ROW)
"""Rows that fit on a page."""


def load_by_week(log: Log, ax: Axes | None = None, *, window: Window | None = None) -> Axes:
    """Draw how busy each person was in each week, as a map: the darker, the busier; hatched is no hours at all.

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
    table = load_by_week_of(log, window)
    people = table["person"].unique(maintain_order=True).to_list()
    with style.drawing(ax, style.height_of(len(people), 2.0)) as ax:
        hours, worked = (float(table[name].sum()) for name in ("hours", "worked"))
        if not hours:
            style.head(ax, tr("How busy people were, week by week"), style.run_in_words(log, window))
            return style.nothing(ax, tr("nobody had hours in this time"))
        text = tr("How busy people were, week by week: {share:.0%} of their hours in all", share=worked / hours)
        style.head(ax, text, style.run_in_words(log, window))
        _map(ax, table, people)
        names = Names(log.scenario)
        style.rows(ax, [names.person(person) for person in people])
        _departments(ax, table, names)
        return ax


def _map(ax: Axes, table: pl.DataFrame, people: list[str]) -> None:
    weeks = table["week"].unique().sort().to_list()
    loads = table["load"].to_numpy().astype(float).reshape(len(people), len(weeks))
    edges = [day_on_axis(week) for week in [*weeks, weeks[-1] + timedelta(days=7)]]
    lines = np.arange(len(people) + 1) - 0.5
    mesh = ax.pcolormesh(
        edges, lines, np.ma.masked_invalid(loads), cmap="cividis_r", vmin=0, vmax=1, edgecolors="white", linewidth=0.2
    )
    show_dates(ax, weeks[0], weeks[-1] + timedelta(days=7))
    ax.spines[:].set_visible(False)
    ax.patch.set(hatch="xxxxx", edgecolor=style.PALE)  # what has no colour, since nobody was to be there
    figure = ax.get_figure(root=True)
    assert figure is not None
    bar = figure.colorbar(
        mesh, ax=ax, location="bottom", aspect=50, pad=0.02, shrink=0.6, format=lambda x, _: f"{x:.0%}"
    )
    bar.outline.set_visible(False)
    bar.set_label(tr("hours worked, of those scheduled and of overtime; hatched: no hours that week"))


def _departments(ax: Axes, table: pl.DataFrame, names: Names) -> None:
    """Write each department beside its people, with a line between departments."""
    people = table.unique("person", maintain_order=True)
    found = people["department"].to_list()
    starts = [place for place, name in enumerate(found) if place == 0 or name != found[place - 1]]
    if found == [None] * len(found):
        return
    for first, end in zip(starts, [*starts[1:], len(found)], strict=True):
        if first:
            ax.axhline(first - 0.5, color=style.BLACK, linewidth=0.6)
        style.margin_note(ax, names.department(found[first]), (first + end - 1) / 2, 8)


def overtime(
    log: Log, ax: Axes | None = None, *, window: Window | None = None, figures: CoreFigures | None = None
) -> Axes:
    """Draw the hours of overtime of each department and, under it, of each of its people who worked any.

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
    bars = _overtime_bars(log, figures)
    with style.drawing(ax, style.height_of(len(bars))) as ax:
        total = sum(role.overtime_hours for role in figures.roles.values())
        title = tr("Overtime of departments and people: {hours:,.0f} h in all", hours=total)
        style.head(ax, title, style.run_in_words(log, window))
        if not bars:
            return style.nothing(ax, tr("nobody worked overtime"))
        places = range(len(bars))
        colours = [style.BLUE if is_department else style.SKY for _, _, is_department in bars]
        drawn = ax.barh(places, [hours for _, hours, _ in bars], color=colours, height=0.75)
        ax.bar_label(drawn, [f"{hours:,.0f}" for _, hours, _ in bars], padding=2, fontsize=7, color=style.GREY)
        style.rows(ax, [name for name, _, _ in bars])
        for label, (_, _, is_department) in zip(ax.get_yticklabels(), bars, strict=True):
            label.set_color(style.BLACK if is_department else style.GREY)
        style.grid(ax, "x")
        style.measures(ax, x=tr("hours of overtime granted; dark: a whole department"))
        return ax


def _overtime_bars(log: Log, figures: CoreFigures) -> list[tuple[str, float, bool]]:
    """Return name, hours and whether it is a department, the departments with most overtime first."""
    names, department_of = Names(log.scenario), dict(log.resources.select("name", "department").iter_rows())
    departments = sorted(figures.departments, key=lambda name: -figures.departments[name].overtime_hours)
    bars: list[tuple[str, float, bool]] = []
    for department in [*departments, None]:
        people = [(n, it.overtime_hours) for n, it in figures.people.items() if department_of.get(n) == department]
        people = sorted(((n, hours) for n, hours in people if hours), key=lambda pair: -pair[1])
        if people and department is not None:
            bars.append((names.department(department), figures.departments[department].overtime_hours, True))
        bars += [(names.person(name), hours, False) for name, hours in people]
    return _that_fit(bars)


def _that_fit(bars: list[tuple[str, float, bool]]) -> list[tuple[str, float, bool]]:
    """Leave out the people with least overtime, and say so, if there are more rows than fit on a page."""
    if len(bars) <= MOST_ROWS:
        return bars
    people = sorted((hours for _, hours, is_department in bars if not is_department), reverse=True)
    room = MOST_ROWS - 1 - sum(is_department for _, _, is_department in bars)
    least = people[max(0, room - 1)]
    kept = [bar for bar in bars if bar[2] or bar[1] > least]
    left_out = [bar[1] for bar in bars if not bar[2] and bar[1] <= least]
    text = tr("{n} people with {hours:,.1f} h or less each, together", n=len(left_out), hours=least)
    return [*kept, (text, sum(left_out), False)]
