"""Answers as tables on the terminal."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from agencysim.cli.console import Output, unwrapped
from agencysim.cli.tables import labels_of, new_table, number, percent

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from agencysim.forecasting import Forecast
    from agencysim.scenario import Scenario


@contextmanager
def progress(what: str) -> Iterator[Callable[[float], None]]:
    """Show a progress bar on standard error, and yield what moves it (a share from 0 to 1)."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    bar = Progress(*columns, console=Console(stderr=True))
    task = bar.add_task(what, total=1.0)

    def advance(share: float) -> None:
        bar.start()  # only now: before, what is asked for may be refused
        bar.update(task, completed=share)

    try:
        yield advance
    finally:
        if bar.live.is_started:
            bar.stop()


def show_forecast(scenario: Scenario, found: Forecast) -> None:
    """Print a month to come."""
    only_one = found.replications == 1
    title = f"{scenario.name}: {found.first:%Y-%m}, {'one future' if only_one else f'{found.replications} futures'}"
    spread = () if only_one else ("± (95 %)", "8 of 10 between", "and")
    table = new_table(title, "figure", "value" if only_one else "mean", *spread)
    labels = labels_of(scenario.roles)
    for name, estimate in found.figures.items():
        figure, _, role = name.partition(".")
        label = f"busy: {labels.get(role, role)}" if role else figure.replace("_", " ")
        share = figure in ("on_time", "busy")
        values = (estimate.mean, *(() if only_one else (estimate.half_width, estimate.low, estimate.high)))
        table.add_row(label, *(percent(v) if share else number(v) for v in values))
    Output().print(table)


def show_assumed(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print the values that are only assumed."""
    table = Table(title=f"Assumed: {len(rows)} values", title_justify="left", title_style="bold")
    for name in ("path", "value", "source", "low", "high"):
        table.add_column(name, overflow="fold")
    for row in rows:
        cells = (row["path"], row["value"], row["source"], row["low"], row["high"])
        table.add_row(*("" if cell is None else str(cell) for cell in cells))
    unwrapped().print(table)
