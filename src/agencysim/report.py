"""A run as one page: figures in words, pictures and tables, in a file that needs nothing else."""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from importlib.resources import files
from io import BytesIO
from typing import TYPE_CHECKING

import polars as pl

from agencysim import pictures
from agencysim.figures import kpis
from agencysim.language import ENGLISH, language, tr
from agencysim.log import replace_file
from agencysim.tables import Topic, headline, of_run

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from matplotlib.axes import Axes

    from agencysim.figures import Figures
    from agencysim.log import Log
    from agencysim.tables import Table

DOTS = 170
"""Dots an inch of the pictures: sharp on paper, and a page of one to two megabytes."""


@dataclass(frozen=True)
class Picture:
    """A picture within a page.

    Parameters
    ----------
    says
        What is seen, for those who cannot see it.
    png
        The picture itself, in base 64.
    """

    says: str
    png: str


@dataclass(frozen=True)
class Section:
    """A part of the page: pictures first, then the numbers."""

    title: str
    pictures: list[Picture]
    tables: list[Table]


def write_report(log: Log, path: Path) -> None:
    """Write a run as one HTML page in the language in use, whole or not at all.

    Parameters
    ----------
    log
        Log of the run.
    path
        The file.

    Raises
    ------
    AgencySimError
        If the file cannot be written.
    """
    page = page_of(log)
    replace_file(path, lambda temporary: temporary.write_text(page, encoding="utf-8"))


def page_of(log: Log) -> str:
    """Return a run as one HTML page in the language in use, all text escaped and with nothing from elsewhere.

    Parameters
    ----------
    log
        Log of the run.
    """
    from jinja2 import Environment, StrictUndefined

    from agencysim.pictures.style import FONT

    figures = kpis(log)
    template = (files("agencysim") / "pages" / "run.html.j2").read_text(encoding="utf-8")
    environment = Environment(autoescape=True, undefined=StrictUndefined)
    first, m = headline(figures), log.manifest
    return environment.from_string(template).render(
        language=language(),
        # A page in Chinese can be read where no Chinese font is installed.
        font="" if language() == ENGLISH else b64encode(FONT.read_bytes()).decode("ascii"),
        title=first.title,
        about=log.scenario.description.strip(),
        first=first,
        sentences=figures.staffing,
        sections=_sections(log, figures),
        made=tr(
            "Made by agencysim {version} from the run of {made}: scenario {scenario} ({digest}), seed {seed}.",
            version=m.version,
            made=m.made[:10],
            scenario=m.scenario,
            digest=m.digest,
            seed=m.seed,
        ),
    )


def _sections(log: Log, figures: Figures) -> list[Section]:
    """Return the parts of the page, one for each topic."""
    tables, titles = of_run(log.scenario, figures), _titles()
    return [
        Section(titles[topic], [_drawn(axes) for axes in _pictures(topic, log, figures)], tables[topic])
        for topic in Topic
    ]


def _titles() -> dict[Topic, str]:
    return {
        Topic.DATES: tr("Dates"),
        Topic.FLOW: tr("Flow"),
        Topic.PEOPLE: tr("People and things"),
        Topic.MONEY: tr("Money and clients"),
        Topic.QUALITY: tr("Quality and rules"),
    }


def _pictures(topic: Topic, log: Log, figures: Figures) -> Iterator[Axes]:
    if topic is Topic.DATES:
        yield pictures.on_time_by_month(log, figures=figures)
        yield pictures.lateness(log)
    elif topic is Topic.FLOW:
        yield pictures.work_in_progress(log)
        yield pictures.queues_by_week(log)
        yield pictures.time_in_stages(log)
        yield pictures.waiting_by_cause(log, figures=figures, own_only=True)
        yield from _latest_job(log)
    elif topic is Topic.PEOPLE:
        yield pictures.load_by_week(log)
        yield pictures.overtime(log, figures=figures)
    elif topic is Topic.MONEY:
        yield pictures.money_by_month(log, figures=figures)


def _latest_job(log: Log) -> Iterator[Axes]:
    """Draw the life of the finished job that was latest, if any was late."""
    late = log.jobs.filter(pl.col("due_reached") > pl.col("due")).with_columns(by=pl.col("due_reached") - pl.col("due"))
    for job in late.sort("by", "job", descending=[True, False])["job"].head(1):
        yield pictures.job_life(log, job)


def _drawn(axes: Axes) -> Picture:
    figure, file = axes.get_figure(root=True), BytesIO()
    assert figure is not None
    figure.savefig(file, format="png", dpi=DOTS)
    return Picture(axes.get_title("left") or axes.get_title(), b64encode(file.getvalue()).decode("ascii"))
