"""Tables on the terminal, and how numbers are written in them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table

if TYPE_CHECKING:
    from collections.abc import Mapping


def labels_of(models: Mapping[str, Any]) -> dict[str, str]:
    """Return names with their labels in the agency's language behind them."""
    return {name: f"{name} {model.label}".strip() for name, model in models.items()}


def new_table(title: str, first: str, *numbers: str) -> Table:
    """Return a table with a column of names and columns of numbers."""
    table = Table(title=title, title_justify="left", title_style="bold", header_style="bold")
    table.add_column(first, overflow="fold")
    for name in numbers:
        table.add_column(name, justify="right", min_width=len(name))
    return table


def words(name: str) -> str:
    """Write a name as words."""
    return name.replace("_", " ")


def percent(share: float | None) -> str:
    """Write a share."""
    return "-" if share is None else f"{share:.1%}"


def number(value: float | None, digits: int = 0) -> str:
    """Write a number with thousands apart."""
    return "-" if value is None else f"{value:,.{digits}f}"


def rounded(share: float | None) -> str:
    """Write a share without decimals, where there is little room."""
    return "-" if share is None else f"{share:.0%}"
