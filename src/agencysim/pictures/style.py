"""How all pictures look: colours, font, sizes; nothing of it outlasts the drawing of a picture."""

from __future__ import annotations

from contextlib import contextmanager
from functools import cache, partial
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from matplotlib import font_manager, rc_context
from matplotlib.figure import Figure

from agencysim.language import tr
from agencysim.log import replace_file

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from matplotlib.axes import Axes

    from agencysim.figures import Window
    from agencysim.log import Log

FONT = Path(__file__).parent / "fonts" / "agencysim_sans.otf"
FAMILY = ["Agencysim Sans", "DejaVu Sans"]
"""The font that is shipped, for Chinese and Latin; what it lacks comes from the one that Matplotlib brings."""

# Okabe and Ito's colours, which everybody can tell apart (https://jfly.uni-koeln.de/color/).
BLACK, ORANGE, SKY, GREEN = "#000000", "#E69F00", "#56B4E9", "#009E73"
YELLOW, BLUE, VERMILION, PURPLE = "#F0E442", "#0072B2", "#D55E00", "#CC79A7"
GREY, PALE = "#666666", "#D9D9D9"
WORK, WAITING, ELSEWHERE, BAD = BLUE, ORANGE, SKY, VERMILION
"""One meaning, one colour, in every picture."""
HATCH = "////"
"""What is told apart from its neighbour on a grey print, where their colours look alike."""
LINES: Sequence[tuple[str, str]] = (
    (BLUE, "-"), (VERMILION, "--"), (GREEN, "-."), (PURPLE, ":"), (ORANGE, "-"), (SKY, "--"), (BLACK, ":"),
)  # fmt: skip
"""Colours and dashes of lines, so that a grey print tells them apart too."""

WIDTH = 7.4
"""Inches: an A4 page between its margins."""
TALLEST = 10.4
"""Inches: an A4 page between its margins."""
ROW = 0.135
"""Inches of a row in a picture of many rows."""

LETTER = 0.75
"""The size of letters that fill the height of a row."""

_RC = {
    "font.family": FAMILY,
    "font.size": 8,
    "axes.titlesize": 11,
    "axes.labelsize": 8,
    "xtick.labelsize": 7.5,
    "ytick.labelsize": 7.5,
    "legend.fontsize": 7.5,
    "legend.frameon": False,
    "figure.dpi": 110,
    "savefig.dpi": 110,
    "hatch.linewidth": 0.5,
    "axes.axisbelow": True,
}


class Shown(Figure):
    """A figure that shows itself in a notebook, whatever its settings."""

    def _repr_png_(self) -> bytes:
        file = BytesIO()
        self.savefig(file, format="png")
        return file.getvalue()


@cache
def _know_the_font() -> None:
    font_manager.fontManager.addfont(FONT)


@contextmanager
def drawing(ax: Axes | None, height: float = 3.6, width: float = WIDTH) -> Iterator[Axes]:
    """Give axes to draw on in the style of all pictures, and put back Matplotlib's own settings afterwards.

    Parameters
    ----------
    ax
        Axes of the caller; those of a new figure, without pyplot, if absent.
    height, width
        Size of a new figure in inches.
    """
    _know_the_font()
    with rc_context(_RC):  # type: ignore[arg-type]
        if ax is None:
            ax = Shown(figsize=(width, height), layout="constrained").add_subplot()
        ax.spines[["top", "right"]].set_visible(False)
        ax.tick_params(labelfontfamily=FAMILY, labelsize=7.5, length=2)
        yield ax


def save(ax: Axes, path: Path) -> None:
    """Save the picture that some axes belong to as PNG, whole or not at all.

    Raises
    ------
    AgencySimError
        If it cannot be written.
    """
    figure = ax.get_figure(root=True)
    assert figure is not None
    replace_file(path, partial(figure.savefig, format="png"))


def height_of(rows: int, around: float = 1.3) -> float:
    """Return the height in inches of a picture with so many rows, and of what is around them."""
    return min(TALLEST, around + ROW * max(rows, 4))


def head(ax: Axes, title: str, about: str) -> None:
    """Write over a picture what is seen, and in smaller letters what it is about."""
    ax.set_title(title, loc="left", fontfamily=FAMILY, fontsize=11, pad=17)
    ax.annotate(
        about, (0, 1), xytext=(0, 5), xycoords="axes fraction", textcoords="offset points", color=GREY, fontsize=7.5
    )


def measures(ax: Axes, x: str = "", y: str = "") -> None:
    """Name the axes with their units."""
    ax.set_xlabel(x, fontfamily=FAMILY, fontsize=8)
    ax.set_ylabel(y, fontfamily=FAMILY, fontsize=8)


def run_in_words(log: Log, window: Window) -> str:
    """Return what a picture is about: scenario, dates and seed."""
    axis = log.scenario.axis
    return tr(
        "{scenario}, {first:%Y-%m-%d} to {last:%Y-%m-%d}, seed {seed}",
        scenario=log.manifest.scenario,
        first=axis.date_of(window.since),
        last=axis.date_of(max(window.since, window.until - 1)),
        seed=log.manifest.seed,
    )


def beside(ax: Axes, text: str, x: float, row: float) -> None:
    """Write a number, or a few words, beside the end of a bar."""
    ax.annotate(text, (x, row), xytext=(3, 0), textcoords="offset points", va="center", color=GREY, fontsize=7)


def margin_note(ax: Axes, text: str, row: float, size: float = 7) -> None:
    """Write words on the right of the axes, at a row."""
    where = ("axes fraction", "data")
    ax.annotate(text, (1.01, row), xycoords=where, va="center", color=GREY, fontsize=size)


def grid(ax: Axes, axis: Literal["x", "y"]) -> None:
    """Draw pale lines at the marks of an axis."""
    ax.grid(axis=axis, color=PALE, linewidth=0.5)


def nothing(ax: Axes, why: str) -> Axes:
    """Say that there is nothing to show, and why."""
    ax.set_xticks([])
    ax.set_yticks([])
    ax.spines[:].set_visible(False)
    text = tr("Nothing to show: {why}", why=why)
    ax.text(0.5, 0.5, text, transform=ax.transAxes, ha="center", va="center", color=GREY, fontsize=9, wrap=True)
    return ax


def rows(ax: Axes, names: Sequence[str]) -> None:
    """Name the rows of a picture, the first on top; in letters that are as small as many rows need."""
    ax.set_yticks(range(len(names)), names)
    ax.set_ylim(len(names) - 0.4, -0.6)
    points = 72 * _inches_high(ax) / max(1, len(names))
    ax.tick_params(axis="y", length=0, labelsize=min(7.5, LETTER * points))


def legend_below(ax: Axes, columns: int) -> None:
    """Put the legend under everything else, where it hides nothing.

    Parameters
    ----------
    ax
        The axes, alone in their figure or beside others.
    columns
        Names beside each other.
    """
    names, texts = ax.get_legend_handles_labels()
    below = -(30 / 72) / _inches_high(ax)
    ax.legend(names, texts, loc="upper left", bbox_to_anchor=(0, below), ncols=columns, borderaxespad=0)


def _inches_high(ax: Axes) -> float:
    figure = ax.get_figure(root=True)
    assert figure is not None
    return max(1.0, float(figure.get_size_inches()[1]) * ax.get_position().height)
