"""A picture of money: what was earned and spent by month, and what clients owed."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from agencysim.figures import window_of
from agencysim.figures.over_time import money_by_month as money_by_month_of
from agencysim.language import language, tr
from agencysim.pictures import style
from agencysim.pictures.time_axis import month_names

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matplotlib.axes import Axes

    from agencysim.figures import Figures, Window
    from agencysim.figures.over_time import MoneyOfMonth
    from agencysim.log import Log

SHORT = 1e5
"""Amounts from which money is counted in thousands."""


def money_by_month(
    log: Log, ax: Axes | None = None, *, window: Window | None = None, figures: Figures | None = None
) -> Axes:
    """Draw what was billed and spent in each calendar month, what was left, and what clients owed at its end.

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
    months = money_by_month_of(log, window, figures.months if figures else None)
    with style.drawing(ax) as ax:
        if not any(it.revenue or it.costs or it.owed for it in months):
            style.head(ax, tr("Money by month"), style.run_in_words(log, window))
            return style.nothing(ax, tr("no money was billed or spent in this time"))
        size, unit = _unit(max(max(it.revenue, it.costs, it.owed) for it in months), log.scenario.currency)
        billed, left = (sum(getattr(it, name) for it in months) / size for name in ("revenue", "margin"))
        text = tr(
            "Money by month: of {billed:,.0f} {unit} billed, {left:,.0f} are left", billed=billed, left=left, unit=unit
        )
        style.head(ax, text, style.run_in_words(log, window))
        _bars(ax, months, size)
        _lines(ax, months, size)
        ax.axhline(0, color=style.BLACK, linewidth=0.6)
        ax.set_xticks(range(len(months)), month_names((it.month for it in months), (it.days for it in months)))
        ax.set_xlim(-0.6, max(len(months), 4) - 0.4)
        style.grid(ax, "y")
        style.measures(ax, y=unit)
        style.legend_below(ax, 4)
        return ax


def _bars(ax: Axes, months: Sequence[MoneyOfMonth], size: float) -> None:
    places = range(len(months))
    ax.bar([p - 0.2 for p in places], [it.revenue / size for it in months], 0.38, color=style.BLUE, label=tr("billed"))
    costs = [it.costs / size for it in months]
    look: dict[str, Any] = {"color": style.ORANGE, "hatch": style.HATCH, "edgecolor": "white", "linewidth": 0}
    ax.bar([p + 0.2 for p in places], costs, 0.38, label=tr("spent"), **look)


def _lines(ax: Axes, months: Sequence[MoneyOfMonth], size: float) -> None:
    look: dict[str, Any] = {"markeredgecolor": "white", "markersize": 6}
    left = [it.margin / size for it in months]
    ax.plot(left, "-o", color=style.GREEN, label=tr("left: billed less spent"), **look)
    owed = [it.owed / size for it in months]
    ax.plot(owed, "--D", color=style.VERMILION, label=tr("owed by clients at the month's end"), **look)


def _unit(largest: float, currency: str) -> tuple[float, str]:
    """Return what money is counted in, so that numbers stay short, and its name; Chinese counts in ten thousands."""
    name = tr("CNY") if currency == "CNY" else currency
    if largest < SHORT:
        return 1.0, name
    return (1e4, f"万{name}") if language() == "zh" else (1e3, f"thousand {name}")
