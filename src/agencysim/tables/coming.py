"""A month to come, as a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.language import tr
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
    names = {
        "requests": tr("requests"),
        "done": tr("done"),
        "on_time": tr("on time"),
        "revenue": tr("revenue"),
        "margin": tr("margin"),
        "overtime_hours": tr("overtime hours"),
        "work_in_progress": tr("work in progress"),
    }
    labels = labels_of(scenario.roles)
    for name, estimate in found.figures.items():
        figure, _, role = name.partition(".")
        label = tr("busy: {who}", who=labels.get(role, role)) if role else names.get(figure, figure.replace("_", " "))
        write = percent if figure in ("on_time", "busy") else number
        values = (estimate.mean, *(() if only_one else (estimate.half_width, estimate.low, estimate.high)))
        table.add(label, *(write(value) for value in values))
    return table
