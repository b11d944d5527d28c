"""Pictures of studies: options side by side, their differences from the base, and what an answer hangs on."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from agencysim.language import tr, tr_n
from agencysim.pictures import style

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from agencysim.statistics import Estimate
    from agencysim.study import Bar, StudyResult, Tornado

MOST_BARS = 25
"""Values that have a bar of their own in a tornado."""
COLOURS = {"better": style.GREEN, "worse": style.VERMILION}
"""Of what is told by an interval; all else is grey."""


def study_boxes(result: StudyResult, metric: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw how a figure varied over the replications of each option, with its mean and the interval of the mean.

    Parameters
    ----------
    result
        What a study found.
    metric
        Which figure; the first one of which more or less is better if absent.
    ax
        Axes to draw on; those of a new figure if absent.
    """
    name = _metric_of(result, metric)
    known = [option for option in result.options if name in result.estimates[option]]
    with style.drawing(ax, 1.4 + 0.42 * max(2, len(known))) as ax:
        style.head(ax, _called(result, name), _about(result))
        if not known:
            return style.nothing(ax, tr("it was never measured"))
        scale = _scale(result, name)
        place = result.metrics.index(name)
        rows = [result.rows[option][:, place] for option in known]
        columns = [row[~np.isnan(row)] * scale for row in rows]
        ax.boxplot(
            columns,
            positions=range(len(known)),
            orientation="horizontal",
            widths=0.6,
            flierprops={"markersize": 3, "markeredgecolor": style.GREY},
            medianprops={"color": style.BLACK},
        )
        for row, option in enumerate(known):
            _interval(ax, result.estimates[option][name], row, scale, style.BLUE)
        values = np.concatenate(columns)
        if result.metric(name).unit == "share" and values.min() >= 0 and values.max() <= scale:
            _end_at_shares(ax)
        style.rows(ax, known)
        style.grid(ax, "x")
        style.measures(ax, x=tr("box: half of the replications; dot and line: mean with its 95 % interval"))
        return ax


def study_differences(result: StudyResult, metric: str | None = None, ax: Axes | None = None) -> Axes:
    """Draw by how much each option is above the base, with intervals that hold together at 95 %.

    Parameters
    ----------
    result
        What a study found.
    metric
        Which figure; the first one of which more or less is better if absent.
    ax
        Axes to draw on; those of a new figure if absent.
    """
    name = _metric_of(result, metric)
    known = [option for option in result.options[1:] if name in result.differences[option]]
    with style.drawing(ax, 1.4 + 0.36 * max(2, len(known))) as ax:
        title = tr("{metric}: difference from {base}", metric=_called(result, name), base=result.base)
        style.head(ax, title, _about(result))
        if not known:
            return style.nothing(ax, tr("there is nothing to compare it with"))
        ax.axvline(0, color=style.BLACK, linewidth=0.8)
        for row, option in enumerate(known):
            judged = result.comparisons[option].get(name)
            colour = COLOURS.get(judged.verdict, style.GREY) if judged else style.GREY
            _interval(ax, result.differences[option][name], row, _scale(result, name), colour)
        style.rows(ax, known)
        ax.margins(x=0.1)
        style.grid(ax, "x")
        style.measures(ax, x=tr("mean of paired differences; green is better, red is worse, grey is not known"))
        return ax


def tornado(found: Tornado, ax: Axes | None = None) -> Axes:
    """Draw what an answer hangs on: how far it moves with each value at the ends of its range, the most first.

    Parameters
    ----------
    found
        The answer, and what was varied.
    ax
        Axes to draw on; those of a new figure if absent.
    """
    bars = [bar for bar in found.bars if bar.swing or bar.flips][:MOST_BARS]
    with style.drawing(ax, style.height_of(2 * len(bars), 1.6)) as ax:
        called = _called(found.result, found.metric)
        title = tr("What the answer hangs on: {metric}", metric=called)
        others = len(found.bars) - len(bars)
        about = _about(found.result)
        if others:
            about += tr_n("; {n} other value moves it less", "; {n} other values move it less, or not", others)
        style.head(ax, title, f"{found.what_if}, {about}" if found.what_if else about)
        scale = _scale(found.result, found.metric)
        if not bars:
            return style.nothing(ax, tr("no value moves it"))
        ax.axvline(0, color=style.BLACK, linewidth=0.8)
        for row, bar in enumerate(bars):
            _draw_bar(ax, bar, row, scale)
        style.rows(ax, [f"{bar.path}{' *' if bar.flips else ''}" for bar in bars])
        ax.margins(x=0.15)
        style.grid(ax, "x")
        text = tr("change of the answer with one value at the low or high end of its range; lines are intervals")
        style.measures(ax, x=text + (tr("; * turns it round") if any(bar.flips for bar in bars) else ""))
        style.legend_below(ax, 2)
        return ax


def _draw_bar(ax: Axes, bar: Bar, row: int, scale: float) -> None:
    ends = (
        (bar.at_low, bar.low, style.SKY, tr("low end"), -0.19),
        (bar.at_high, bar.high, style.ORANGE, tr("high end"), 0.19),
    )
    for known, value, colour, label, shift in ends:
        if known is None:
            continue
        ax.barh(row + shift, known.mean * scale, 0.36, color=colour, label=label if row == 0 else None)
        half = (known.half_width or 0.0) * scale
        ax.plot([known.mean * scale - half, known.mean * scale + half], [row + shift] * 2, color=style.GREY, lw=0.8)
        at = known.mean * scale + (half if known.mean >= 0 else -half)
        text = value if isinstance(value, str) else f"{value:g}"
        ax.annotate(
            text,
            (at, row + shift),
            xytext=(3 if known.mean >= 0 else -3, 0),
            textcoords="offset points",
            ha="left" if known.mean >= 0 else "right",
            va="center",
            color=style.GREY,
            fontsize=5.5,
        )


def _interval(ax: Axes, known: Estimate, row: int, scale: float, colour: str) -> None:
    half = (known.half_width or 0.0) * scale
    ax.errorbar(known.mean * scale, row, xerr=half, fmt="o", color=colour, markersize=4, capsize=3, linewidth=1.4)


def _end_at_shares(ax: Axes) -> None:
    """Let the axis end at 0 and 100 %, where an interval of few replications may go beyond."""
    low, high = ax.get_xlim()
    ax.set_xlim(max(0.0, low), min(100.0, high))


def _metric_of(result: StudyResult, metric: str | None) -> str:
    """Return the metric that is drawn.

    Raises
    ------
    AgencySimError
        If it was not measured.
    """
    from agencysim.errors import AgencySimError

    if metric is None:
        return next((name for name in result.metrics if result.metric(name).good), result.metrics[0])
    if metric not in result.metrics:
        known = ", ".join(result.metrics)
        raise AgencySimError(tr("{metric!r} was not measured: choose from {known}", metric=metric, known=known))
    return metric


def _called(result: StudyResult, name: str) -> str:
    """Return what a metric is called, with its unit."""
    called = result.called(name)
    return f"{called}, %" if _scale(result, name) > 1 else called


def _scale(result: StudyResult, name: str) -> float:
    return 100.0 if result.metric(name).unit == "share" else 1.0


def _about(result: StudyResult) -> str:
    weeks = next(iter(result.question.options.values())).scenario.weeks
    return tr_n(
        "{n} replication of {weeks} weeks, seed {seed}",
        "{n:,} replications of {weeks} weeks, seed {seed}",
        result.replications,
        weeks=weeks,
        seed=result.question.seed,
    )
