"""Writing all that is handed out of a plan."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from agencysim.handout.crew_page import crew_pages
from agencysim.handout.feeds import feeds
from agencysim.handout.history import before
from agencysim.handout.typeset import typeset
from agencysim.handout.week import sheet_of
from agencysim.log import make_folder, replace_file
from agencysim.pictures import gantt_by_crew, gantt_by_job, gantt_by_person, load_by_skill
from agencysim.pictures.style import save

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from agencysim.handout.feeds import Feed
    from agencysim.handout.history import Known
    from agencysim.planner.planned import Planned

CALENDARS = "calendars"
"""The folder of the calendar files."""

PICTURES = {
    "people.png": gantt_by_person,
    "crews.png": gantt_by_crew,
    "jobs.png": gantt_by_job,
    "capacity.png": load_by_skill,
}


def write_handout(history: Sequence[Known], folder: Path) -> list[str]:
    """Write the weekly sheet, the crews' pages, pictures, and a calendar for each person, crew, machine and vehicle.

    Texts are in the language in use.

    Parameters
    ----------
    history
        The plans that people have known, in order, and last the one that is handed out.
    folder
        Where they are written to.

    Returns
    -------
    What was written, as files and folders below the folder.

    Raises
    ------
    AgencySimError
        If something cannot be written.
    """
    known = history[-1]
    make_folder(folder / CALENDARS)
    pages = {"week.pdf": typeset("week", sheet_of(known, before(history)))}
    pages["crews.pdf"] = typeset("crews", crew_pages(known, before(history)))
    for name, content in pages.items():
        _write(folder / name, content)
    for feed, content in feeds(history).items():
        _write(folder / CALENDARS / file_of(feed), content)
    return [*pages, *_draw(known.planned, folder), f"{CALENDARS}/"]


def file_of(feed: Feed) -> str:
    """Return the file of a calendar: names may hold what no file's name can."""
    name = re.sub(r"[^\w.-]", "_", feed.name)
    return f"{feed.kind}_{name}.ics"


def _draw(planned: Planned, folder: Path) -> Iterator[str]:
    for name, draw in PICTURES.items():
        save(draw(planned), folder / name)
        yield name


def _write(path: Path, content: bytes) -> None:
    replace_file(path, lambda temporary: temporary.write_bytes(content))
