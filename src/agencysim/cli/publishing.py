"""Handing a plan out: keeping it as a version that people know, and telling where everything was written."""

from __future__ import annotations

from pathlib import Path  # typer reads it
from typing import TYPE_CHECKING, Annotated

import typer

from agencysim.cli.app import Language, app, say
from agencysim.cli.plan_arguments import PlanPath, read_plan
from agencysim.errors import AgencySimError
from agencysim.language import tr

if TYPE_CHECKING:
    from agencysim.planner import Problem
    from agencysim.plans import Plan


Folder = Annotated[Path | None, typer.Option(help="Folder to write to. \\[default: the folder of the plan]")]


def check_kept(out: Path | None, *, publish: bool) -> None:
    """Check that a plan that people are to know is kept somewhere.

    Raises
    ------
    AgencySimError
        If it is not.
    """
    if publish and out is None:
        raise AgencySimError(tr("--publish says that people know the plan: say where it is kept with --out DIR"))


def tell_where(out: Path, files: str, problem: Problem, plan: Plan, *, publish: bool, quiet: bool) -> None:
    """Keep a plan as the next version if that is asked for, write what is handed out of it, and tell what was written.

    Parameters
    ----------
    out
        The folder.
    files
        What was written to it already.
    problem, plan
        What was planned, and the plan.
    publish
        Whether people are to know it.
    quiet
        Whether nothing is told.
    """
    from agencysim.handout import history_of, write_handout
    from agencysim.planner import Planned
    from agencysim.planner.replanning import publish as keep

    version = keep(out, problem, plan) if publish else None
    handed = write_handout(history_of(out, Planned(problem, plan)), out)
    if quiet:
        return
    say(tr("Written to {out}: {files}", out=out, files=", ".join([files, *handed])))
    if version is not None:
        said = {"number": version.number, "at": f"{version.published:%Y-%m-%d %H:%M}", "folder": version.folder}
        say(tr("Published as version {number} on {at}: {folder}", **said))


@app.command()
def handout(
    plan: PlanPath,
    out: Folder = None,
    lang: Language = None,  # noqa: ARG001  # spoken already
) -> None:
    """Write what is handed out of a plan: the weekly sheet, the crews' pages, calendars for phones, and pictures.

    What is different from the version that people knew before is marked. plan and replan write all of it, too; with
    this command it comes in another language, or of an earlier version.
    """
    from agencysim.handout import history_of, write_handout
    from agencysim.planner import Planned
    from agencysim.planner.replanning.versions import PUBLISHED

    known = read_plan(plan)
    if out is None and known.folder.parent.name == PUBLISHED:
        raise AgencySimError(tr("what is published is never changed: say where to write to with --out DIR"))
    place = out or known.folder
    files = write_handout(history_of(known.folder, Planned(known.problem, known.plan)), place)
    say(tr("Written to {out}: {files}", out=place, files=", ".join(files)))
