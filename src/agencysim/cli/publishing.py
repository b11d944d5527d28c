"""Telling where a plan was written, and keeping it as a version that people know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.cli.app import say
from agencysim.errors import AgencySimError
from agencysim.language import tr

if TYPE_CHECKING:
    from pathlib import Path

    from agencysim.planner import Problem
    from agencysim.plans import Plan


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
    """Tell what was written, and keep the plan as the next version if that is asked for."""
    from agencysim.planner.replanning import publish as keep

    version = keep(out, problem, plan) if publish else None
    if quiet:
        return
    say(tr("Written to {out}: {files}", out=out, files=files))
    if version is not None:
        said = {"number": version.number, "at": f"{version.published:%Y-%m-%d %H:%M}", "folder": version.folder}
        say(tr("Published as version {number} on {at}: {folder}", **said))
