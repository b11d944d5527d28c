"""Tables for people, wherever they are shown, and how numbers are written in them."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from agencysim.language import name_in_language, tr
from agencysim.markup import table_html

if TYPE_CHECKING:
    from collections.abc import Mapping


class Topic(StrEnum):
    """What tables are about, in the order in which they are shown."""

    DATES = "dates"
    FLOW = "flow"
    PEOPLE = "people"
    MONEY = "money"
    QUALITY = "quality"


@dataclass
class Table:
    """A table of texts: a column of names, and columns of numbers.

    Parameters
    ----------
    title
        What it shows.
    columns
        Headings; the first one is of names.
    rows
        Cells as they are shown; a row may be shorter than there are columns.
    parted_after
        Rows after which a line parts the table.
    of_texts
        Whether the other columns hold texts, and not numbers.
    """

    title: str
    columns: tuple[str, ...]
    rows: list[tuple[str, ...]] = field(default_factory=list)
    parted_after: tuple[int, ...] = ()
    of_texts: bool = False

    def add(self, *cells: str) -> None:
        """Add a row."""
        self.rows.append(cells)

    def __str__(self) -> str:
        """Return the table as text: names to the left, numbers to the right."""
        from rich.cells import cell_len, set_cell_size

        rows = [self.columns, *self.rows]
        widths = [max(cell_len(row[at]) for row in rows if at < len(row)) for at in range(len(self.columns))]

        def padded(at: int, cell: str) -> str:
            whole = set_cell_size(cell, widths[at])
            return whole if at == 0 or self.of_texts else " " * (widths[at] - cell_len(cell)) + cell

        lines = ["  ".join(padded(at, cell) for at, cell in enumerate(row)).rstrip() for row in rows]
        return "\n".join([self.title, *lines])

    def markdown(self) -> str:
        """Return it as Markdown, its title in bold: the first column to the left, figures to the right."""
        rule = ("---", *["---:"] * (len(self.columns) - 1))
        lines = [f"| {' | '.join(row)} |" for row in (self.columns, rule, *self.rows)]
        return f"**{self.title}**\n\n" + "\n".join(lines)

    def _repr_html_(self) -> str:
        """Show the table in a notebook."""
        return table_html(self.title, self.columns, self.rows)


def labels_of(models: Mapping[str, Any]) -> dict[str, str]:
    """Return the names of things as they are shown in the language in use."""
    return {name: name_in_language(name, model.label) for name, model in models.items()}


def percent(share: float | None) -> str:
    """Write a share."""
    return "-" if share is None else f"{share:.1%}"


def number(value: float | None, digits: int = 0) -> str:
    """Write a number with thousands apart."""
    return "-" if value is None else f"{value:,.{digits}f}"


def rounded(share: float | None) -> str:
    """Write a share without decimals, where there is little room."""
    return "-" if share is None else f"{share:.0%}"


def length_of(days: float) -> str:
    """Write the length of a run: in weeks, or in days if it is short."""
    if days >= SHORT:
        return tr("{weeks:.3g} weeks", weeks=days / 7)
    return tr("1 day") if days == 1 else tr("{days:.3g} days", days=days)


SHORT = 14
"""Days up to which the length of a run is told in days."""
