"""Answers as tables on the terminal."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.progress import BarColumn, Progress, TaskProgressColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from agencysim.figures import Figures
    from agencysim.figures.run import RoleFigures
    from agencysim.forecasting import Forecast
    from agencysim.scenario import Scenario


@contextmanager
def progress(what: str) -> Iterator[Callable[[float], None]]:
    """Show a progress bar on standard error, and yield what moves it (a share from 0 to 1)."""
    columns = (TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=1.0)
        yield lambda share: bar.update(task, completed=share)


def show_figures(scenario: Scenario, figures: Figures) -> None:
    """Print the figures of a run."""
    console = Console()
    console.print(_headline(scenario, figures))
    console.print(_job_types(scenario, figures))
    console.print(_load("People (hours for tasks, worked, of overtime)", _labels(scenario.roles), figures.roles))
    if figures.equipment:
        labels = _labels(scenario.equipment) | _labels(scenario.vehicles)
        console.print(_load("Equipment and vehicles (hours)", labels, figures.equipment))
    console.print(_stages(scenario, figures))
    console.print(_waiting(scenario, figures))
    console.print(_money(scenario, figures))


def _labels(models: Mapping[str, Any]) -> dict[str, str]:
    return {name: f"{name} {model.label}".strip() for name, model in models.items()}


def _table(title: str, first: str, *numbers: str) -> Table:
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold")
    table.add_column(first, no_wrap=True)
    for name in numbers:
        table.add_column(name, justify="right")
    return table


def _percent(share: float | None) -> str:
    return "-" if share is None else f"{share:.1%}"


def _days(days: float | None) -> str:
    return "-" if days is None else f"{days:.1f}"


def _headline(scenario: Scenario, figures: Figures) -> Table:
    table = _table(
        f"{scenario.name}: {figures.days / 7:.0f} weeks, seed {figures.seed}, {figures.policy}",
        "Figure",
        "Value",
    )
    wip, on_time = figures.work_in_progress, figures.on_time
    rows = [
        ("requests", f"{figures.requests:,}"),
        ("jobs done", f"{figures.done:,}"),
        ("quotes and pitches lost", f"{figures.lost:,}"),
        ("jobs that clients took elsewhere", f"{figures.abandoned:,}"),
        ("on time", f"{_percent(on_time.share)} of {on_time.due:,} due"),
        ("lead time, mean / median / 90 % (days)", " / ".join(_days(d) for d in _three(figures))),
        ("work in progress, mean / start / end", f"{wip.mean:.1f} / {wip.at_start:,} / {wip.at_end:,}"),
        ("overtime (hours)", f"{sum(role.overtime_hours for role in figures.roles.values()):,.0f}"),
    ]
    for row in rows:
        table.add_row(*row)
    return table


def _three(figures: Figures) -> tuple[float | None, float | None, float | None]:
    lead_time = figures.lead_time
    return lead_time.mean, lead_time.median, lead_time.p90


def _job_types(scenario: Scenario, figures: Figures) -> Table:
    table = _table("Job types", "job type", "done", "lead time (days)", "90 %", "due", "on time")
    labels = _labels(scenario.job_types)
    for name, on_time in figures.on_time_by_type.items():
        lead_time = figures.lead_time_by_type.get(name)
        days = (str(lead_time.jobs), _days(lead_time.mean), _days(lead_time.p90)) if lead_time else ("0", "-", "-")
        table.add_row(labels.get(name, name), *days, f"{on_time.due:,}", _percent(on_time.share))
    return table


def _load(title: str, labels: Mapping[str, str], figures: Mapping[str, RoleFigures]) -> Table:
    table = _table(title, "who", "no.", "hours", "worked", "busy", "overtime")
    for name, role in sorted(figures.items(), key=lambda item: -(item[1].utilisation or 0)):
        hours = (role.scheduled_hours, role.worked_hours)
        table.add_row(
            labels.get(name, name),
            str(role.count),
            *(f"{value:,.0f}" for value in hours),
            _percent(role.utilisation),
            f"{role.overtime_hours:,.0f}" if role.overtime_hours else "",
        )
    return table


def _stages(scenario: Scenario, figures: Figures) -> Table:
    table = _table("Lead time by stage", "stage", "days a job")
    labels = _labels(scenario.stages)
    for name, days in figures.stages.items():
        table.add_row(labels.get(name, name), _days(days))
    return table


def _waiting(scenario: Scenario, figures: Figures) -> Table:
    table = _table("What jobs waited for", "cause", "visits", "mean (h)", "share", "mean queue")
    labels = _labels(scenario.roles) | _labels(scenario.skills)
    for cause, wait in list(figures.waiting.items())[:12]:
        numbers = (
            f"{wait.visits:,}",
            f"{wait.mean_hours:.1f}",
            _percent(wait.share),
            f"{wait.mean_queue:.1f}",
        )
        table.add_row(labels.get(cause, cause), *numbers)
    return table


def _money(scenario: Scenario, figures: Figures) -> Table:
    table = _table("Money", "kind", scenario.currency)
    for name, amount in figures.money.model_dump().items():
        table.add_row(name.replace("_", " "), f"{amount:,.0f}")
    return table


def show_forecast(scenario: Scenario, found: Forecast) -> None:
    """Print a month to come."""
    title = f"{scenario.name}: {found.first:%Y-%m}, {found.replications} futures"
    table = _table(title, "figure", "mean", "± (95 %)", "8 of 10 between", "and")
    labels = _labels(scenario.roles)
    for name, estimate in found.figures.items():
        figure, _, role = name.partition(".")
        label = f"busy: {labels.get(role, role)}" if role else figure.replace("_", " ")
        share = figure in ("on_time", "busy")
        values = (estimate.mean, estimate.half_width, estimate.low, estimate.high)
        table.add_row(label, *(_percent(v) if share else "-" if v is None else f"{v:,.0f}" for v in values))
    Console().print(table)


def show_assumed(rows: Sequence[Mapping[str, Any]]) -> None:
    """Print the values that are only assumed."""
    table = Table(title=f"Assumed: {len(rows)} values", title_justify="left", title_style="bold")
    for name in ("path", "value", "source", "low", "high"):
        table.add_column(name, overflow="fold")
    for row in rows:
        cells = (row["path"], row["value"], row["source"], row["low"], row["high"])
        table.add_row(*("" if cell is None else str(cell) for cell in cells))
    Console().print(table)
