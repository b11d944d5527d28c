"""What it costs to put right, or to make again, what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from agencysim.domain import Meaning
from agencysim.figures.direct_costs import costs_of_visits
from agencysim.figures.loops import loops_of, visits_within

if TYPE_CHECKING:
    from agencysim.figures.base import Window
    from agencysim.log import Log

AGAIN = (Meaning.REWORK, Meaning.SCRAP, Meaning.ERROR_BUILT_IN, Meaning.DEFECT, Meaning.ALTERATION)
"""The decisions that lead to work which would otherwise not be done."""


def rework(log: Log, window: Window) -> float:
    """Return the wages and the material, in a window, of work that is done because something went wrong.

    That is all that a job's people do, and all the material taken, in the loops that decisions which tell of it
    begin; see `visits_within`. What lies in several such loops counts once.
    """
    loops = loops_of(log, AGAIN)
    if not loops.height:
        return 0.0
    costs = costs_of_visits(log, window, visits_within(log, loops))
    return float(costs.filter(pl.col("kind").is_in(["labour", "material"]))["amount"].sum())
