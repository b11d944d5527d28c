"""The report as Markdown and as an HTML page."""

from __future__ import annotations

from importlib.resources import files
from typing import TYPE_CHECKING

from agencysim.errors import AgencySimError
from agencysim.language import language, tr
from agencysim.log import replace_file
from agencysim.stress.items import about, items_of

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from agencysim.stress.experiment import Experiment
    from agencysim.stress.items import Item
    from agencysim.tables.base import Table


def write_stress(experiment: Experiment, path: Path) -> None:
    """Write the report in the language in use, whole or not at all: ``.md`` is Markdown, ``.html`` a page.

    Parameters
    ----------
    experiment
        What was studied, and how.
    path
        The file.

    Raises
    ------
    AgencySimError
        If the file's name ends otherwise, or it cannot be written.
    """
    makers = {".md": as_markdown, ".html": as_html}
    make = makers.get(path.suffix.lower())
    if make is None:
        raise AgencySimError(tr("{path}: the report is written as .md or .html: end the file's name so", path=path))
    text = make(experiment)
    replace_file(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))


def groups() -> dict[str, str]:
    """Return the sections of the guideline by their numbers."""
    return {
        "1": tr("Objectives"),
        "2": tr("Logic"),
        "3": tr("Data"),
        "4": tr("Experimentation"),
        "5": tr("Implementation"),
        "6": tr("Code access"),
    }


def as_markdown(experiment: Experiment) -> str:
    """Return the report as Markdown; routes are graphs in the language of Mermaid."""
    lines, last, titles = [f"# {about(experiment.base)}"], "", groups()
    for item in items_of(experiment):
        if item.number[0] != last:
            last = item.number[0]
            lines.append(f"## {last}. {titles[last]}")
        lines += [f"### {item.number} {item.title}", *_blocks(item)]
    return "\n\n".join(lines) + "\n"


def _blocks(item: Item) -> Iterator[str]:
    yield from (_plain(text) for text in item.paragraphs)
    for name, graph in item.diagrams.items():
        yield f"**{_plain(name)}**"
        yield f"```mermaid\n{graph}\n```"
    for table in item.tables:
        if table.title:
            yield f"**{_plain(table.title)}**"
        yield _table(table)


def _table(table: Table) -> str:
    rule = ["---", *["---" if table.of_texts else "---:" for _ in table.columns[1:]]]
    rows = [row + ("",) * (len(table.columns) - len(row)) for row in table.rows]
    return "\n".join(f"| {' | '.join(_plain(cell) for cell in row)} |" for row in (table.columns, rule, *rows))


def _plain(text: str) -> str:
    """Return a text in which nothing is taken for a mark of Markdown."""
    for sign in ("\\", "|", "*", "_", "`", "<"):
        text = text.replace(sign, "\\" + sign)
    return text.replace("\n", " ")


def as_html(experiment: Experiment) -> str:
    """Return the report as a page that needs nothing else."""
    from jinja2 import Environment, StrictUndefined

    template = (files("agencysim") / "pages" / "stress.html.j2").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    return environment.from_string(template).render(
        language=language(), title=about(experiment.base), groups=groups(), items=items_of(experiment)
    )
