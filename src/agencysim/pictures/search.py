"""A picture of a search for a plan: how the best one became better."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matplotlib.ticker import FuncFormatter, LogLocator, MaxNLocator, NullFormatter

from agencysim.language import tr
from agencysim.pictures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from agencysim.planner.result import Incumbent, Result

SHOWN = 2
"""Tiers that are shown: lateness, and what comes right after it."""

GAP = 0.13
"""Room above a tier for its name, as a share of the height."""

MONEY = 3
"""Place of money among the tiers, from the last one on."""

SOONEST = 0.01
"""Seconds from which on time is shown."""


def search_history(result: Result, ax: Axes | None = None) -> Axes:
    """Draw what the best plan cost as time went on, lateness above money, and what found each plan.

    Parameters
    ----------
    result
        What planning brought.
    ax
        Axes to draw on; those of a new figure if absent.
    """
    with style.drawing(ax, 4.2) as ax:
        style.head(ax, _title(result), result.in_words)
        if not result.history:
            return style.nothing(ax, tr("the search has no history"))
        ax.set_axis_off()
        ax.title.set_visible(True)
        for tier in range(SHOWN):
            panel = ax.inset_axes((0, (SHOWN - 1 - tier) / SHOWN, 1, (1 - GAP) / SHOWN))
            _draw(panel, result, tier)
            panel.tick_params(labelbottom=tier == SHOWN - 1)
        style.measures(panel, tr("seconds"))
        style.legend_below(panel, 5)
        return ax


def _title(result: Result) -> str:
    first = result.history[0].tiers if result.history else result.tiers
    return tr(
        "How the plan became better: late by {late:,.0f} h, then {late_now:,.0f} h; "
        "money {money:,.0f}, then {money_now:,.0f}",
        late=first[0],
        late_now=result.tiers[0],
        money=first[-MONEY],
        money_now=result.tiers[-MONEY],
    )


def _draw(ax: Axes, result: Result, tier: int) -> None:
    """Draw one tier of all plans that were the best for a while, and what no plan can be below."""
    ax.spines[["top", "right"]].set_visible(False)
    ax.tick_params(labelfontfamily=style.FAMILY, labelsize=7.5, length=2)
    seconds = [max(SOONEST, each.seconds) for each in result.history]
    costs = [each.tiers[tier] for each in result.history]
    end = max(result.seconds, seconds[-1]) * 1.1
    ax.step([*seconds, end], [*costs, costs[-1]], where="post", color=style.GREY, linewidth=1.2, zorder=1)
    found = [_finder(each) for each in result.history]
    for name, (colour, marker) in _finders().items():
        places = [place for place, finder in enumerate(found) if finder == name]
        if places:
            at, cost = [seconds[place] for place in places], [costs[place] for place in places]
            ax.plot(at, cost, marker, color=colour, markersize=4.5, label=name)
    bound = result.bounds[tier] if result.bounds else None
    if bound is not None:
        ax.axhline(bound, color=style.BLACK, linewidth=1, linestyle="--", label=tr("no plan can be below"))
    _show_costs(ax, min([*costs, *(() if bound is None else (bound,))]), max(costs))
    _show_seconds(ax, min(seconds) * 0.9, end)
    style.grid(ax, "y")
    name = result.tier_names[tier]
    ax.annotate(name, (0, 1), xytext=(0, 5), xycoords="axes fraction", textcoords="offset points", fontsize=8)


def _finders() -> dict[str, tuple[str, str]]:
    """Return what finds plans, in words, each with its colour and marker."""
    return {
        tr("first plan"): (style.BLACK, "s"),
        tr("late work first (squeaky wheel)"): (style.ORANGE, "^"),
        tr("model of the whole"): (style.GREEN, "D"),
        tr("models of neighbourhoods"): (style.BLUE, "o"),
    }


def _finder(found: Incumbent) -> str:
    first, squeaky, whole, around = _finders()
    return {"latest finish first": first, "squeaky wheel": squeaky, "whole model": whole}.get(found.by, around)


def _show_costs(ax: Axes, low: float, high: float) -> None:
    """Show what there is of a tier, from the least to the most, with room for the markers."""
    span = high - low
    ax.set_ylim(low - 0.08 * (span or 1), high + (0.12 * span or 1))
    ax.yaxis.set_major_locator(MaxNLocator(5))
    ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:,g}" if value >= 0 else ""))


def _show_seconds(ax: Axes, first: float, last: float) -> None:
    """Let time run on a scale of powers of ten, since most is found at the beginning."""
    ax.set_xscale("log")
    ax.set_xlim(first, last)
    ax.xaxis.set_major_locator(LogLocator(subs=(1.0, 3.0)))
    ax.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    ax.xaxis.set_minor_formatter(NullFormatter())
