"""What it costs to put right, or to make again, what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from agencysim.domain import Meaning
from agencysim.figures.base import once_for_a_log
from agencysim.figures.direct_costs import VISIT, costs_of_visits
from agencysim.figures.loops import loops_of, visits_within

if TYPE_CHECKING:
    from agencysim.figures.base import Window
    from agencysim.log import Log

AGAIN = (Meaning.REWORK, Meaning.SCRAP, Meaning.ERROR_BUILT_IN, Meaning.DEFECT, Meaning.ALTERATION)
"""The decisions that lead to work which would otherwise not be done."""


@once_for_a_log
def visits_again(log: Log) -> pl.DataFrame:
    """Return the visits (job, step, attempt) that are there because something went wrong; see `visits_within`."""
    return visits_within(log, loops_of(log, AGAIN)).select(VISIT).unique()


def rework(log: Log, window: Window) -> float:
    """Return the wages and the material, in a window, of work that is done because something went wrong.

    That is all that a job's people do, and all the material taken, in the loops that decisions which tell of it
    begin; see `visits_within`. What lies in several such loops counts once.
    """
    visits = visits_again(log)
    if not visits.height:
        return 0.0
    costs = costs_of_visits(log, window, visits)
    return float(costs.filter(pl.col("kind").is_in(["labour", "material"]))["amount"].sum())
