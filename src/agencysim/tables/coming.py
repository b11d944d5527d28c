"""A month to come, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.language import tr
from agencysim.metrics import metric, words
from agencysim.tables.base import Table, labels_of, number, percent

if TYPE_CHECKING:
    from agencysim.forecasting import Forecast
    from agencysim.scenario import Scenario


def of_forecast(scenario: Scenario, found: Forecast) -> Table:
    """Return the figures of a month to come; without an interval if there is one future only."""
    only_one = found.replications == 1
    futures = tr("one future") if only_one else tr("{n} futures", n=found.replications)
    spread = () if only_one else ("± (95 %)", tr("8 of 10 between"), tr("and"))
    title = f"{scenario.name}: {found.first:%Y-%m}, {futures}"
    table = Table(title, (tr("figure"), tr("value") if only_one else tr("mean"), *spread))
    labels = labels_of(scenario.roles)
    for name, estimate in found.figures.items():
        write = percent if metric(name).unit == "share" else number
        values = (estimate.mean, *(() if only_one else (estimate.half_width, estimate.low, estimate.high)))
        table.add(words(name, labels), *(write(value) for value in values))
    return table
