"""Answers as tables on the terminal."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from rich.cells import cell_len
from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table as Drawn
from rich.text import Text

from agencysim.cli.console import Output, unwrapped
from agencysim.tables import headline, of_forecast, of_run

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from rich.console import JustifyMethod, RenderableType

    from agencysim.figures import Figures
    from agencysim.forecasting import Forecast
    from agencysim.scenario import Scenario
    from agencysim.tables import Table


class Advance(Protocol):
    """Moves a progress bar."""

    def __call__(self, share: float, reached: str = "") -> None:
        """Show a share from 0 to 1, and what has been reached."""


class _Bar(Progress):
    """A progress bar, and on a terminal a line below it of what has been reached, cut where the terminal ends."""

    reached = ""

    def get_renderables(self) -> Iterator[RenderableType]:
        """Yield the bar, and the line."""
        yield from super().get_renderables()
        if self.reached and self.console.is_terminal and not self.finished:
            yield Text(self.reached, style="dim", no_wrap=True, overflow="ellipsis")


@contextmanager
def progress(what: str) -> Iterator[Advance]:
    """Show a progress bar on standard error, and yield what moves it.

    It takes a share from 0 to 1 and, if there is more to tell, what has been reached.
    """
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    bar = _Bar(*columns, console=Console(stderr=True))
    task = bar.add_task(what, total=1.0)

    def advance(share: float, reached: str = "") -> None:
        bar.start()  # only now: before, what is asked for may be refused
        bar.reached = reached
        bar.update(task, completed=share)

    try:
        yield advance
    finally:
        if bar.live.is_started:
            bar.reached = ""
            bar.stop()


@contextmanager
def waiting(what: str) -> Iterator[None]:
    """Show on standard error that something is being done whose length nobody knows."""
    with Console(stderr=True).status(what):
        yield


def show_figures(scenario: Scenario, figures: Figures) -> None:
    """Print the figures of a run."""
    output = Output()
    output.print(_drawn(headline(figures)))
    for sentence in figures.staffing:
        output.print(sentence, style="bold", highlight=False)
    for tables in of_run(scenario, figures).values():
        for table in tables:
            output.print(_drawn(table))


def show_forecast(scenario: Scenario, found: Forecast) -> None:
    """Print a month to come."""
    Output().print(_drawn(of_forecast(scenario, found)))


def show_tables(tables: Iterable[Table]) -> None:
    """Print tables one after the other, whole if something else than a terminal reads them."""
    output = unwrapped()
    for table in tables:
        output.print(_drawn(table))


def _drawn(table: Table) -> Drawn:
    """Return a table as it is drawn on a terminal."""
    drawn = Drawn(title=escape(table.title), title_justify="left", title_style="bold", header_style="bold")
    first, *numbers = table.columns
    drawn.add_column(escape(first), overflow="fold")
    for name in numbers:
        justify: JustifyMethod = "left" if table.of_texts else "right"
        drawn.add_column(escape(name), justify=justify, min_width=cell_len(name))
    for place, row in enumerate(table.rows):
        drawn.add_row(*(escape(cell) for cell in row), end_section=place in table.parted_after)
    return drawn


def show_assumed(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print the values that are only assumed."""
    table = Drawn(title=f"Assumed: {len(rows)} values", title_justify="left", title_style="bold")
    for name in ("path", "value", "source", "low", "high"):
        table.add_column(name, overflow="fold")
    for row in rows:
        cells = (row["path"], row["value"], row["source"], row["low"], row["high"])
        table.add_row(*("" if cell is None else str(cell) for cell in cells))
    unwrapped().print(table)
