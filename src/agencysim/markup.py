"""Tables as HTML, all text escaped: how things show themselves in a notebook."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def table_html(title: str, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a table as HTML.

    Parameters
    ----------
    title
        Shown above it.
    columns
        Headings; the first column is of names, the others are of numbers.
    rows
        Cells as they are shown.
    """
    head = "".join(f'<th style="text-align:{_side(at)}">{escape(name)}</th>' for at, name in enumerate(columns))
    body = "".join(
        "<tr>" + "".join(f'<td style="text-align:{_side(at)}">{escape(c)}</td>' for at, c in enumerate(row)) + "</tr>"
        for row in rows
    )
    caption = f'<caption style="text-align:left"><b>{escape(title)}</b></caption>'
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def _side(column: int) -> str:
    return "right" if column else "left"
