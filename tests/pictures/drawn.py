"""Runs to draw, and what was drawn of them."""

from __future__ import annotations

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import agencysim as ag

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.container import BarContainer

    from agencysim.log import Log

SCENARIOS = Path(__file__).parents[2] / "scenarios"
OF_A_PLAN = ("gantt_by_person", "gantt_by_crew", "gantt_by_job", "load_by_skill", "search_history")
OF_STUDIES = ("study_boxes", "study_differences", "tornado", "warm_up", "date_probabilities", "gantt_with_spread")
OF_A_RUN = [name for name in ag.pictures.__all__ if name not in ("job_life", *OF_A_PLAN, *OF_STUDIES)]


@cache
def shop() -> Log:
    """Thirteen weeks of the small sign shop; its warm-up and two whole months are among them."""
    return ag.simulate(ag.load(SCENARIOS / "small_sign_shop.yaml"), seed=1, weeks=13)


@cache
def house() -> Log:
    """Six weeks of an agency of 60, from the start."""
    scenario = ag.load(SCENARIOS / "campaign_agency.yaml")
    return ag.simulate(scenario.model_copy(update={"warm_up_weeks": 0}), seed=1, weeks=6)


def saved(ax: Axes) -> bytes:
    """The picture as it is saved; a glyph that is missing would raise its warning here."""
    file = BytesIO()
    ax.get_figure(root=True).savefig(file, format="png")
    return file.getvalue()


def lengths(container: BarContainer, *, across: bool = False) -> list[float]:
    """Heights of bars, or their widths."""
    return [float(bar.get_width() if across else bar.get_height()) for bar in container]


def row_names(ax: Axes) -> list[str]:
    return [label.get_text() for label in ax.get_yticklabels()]


def words(ax: Axes) -> list[str]:
    """Everything that is written in a picture."""
    axes: list[Any] = ax.get_figure(root=True).axes
    return [text.get_text() for one in axes for text in one.findobj(lambda artist: hasattr(artist, "get_text"))]
