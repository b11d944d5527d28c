"""The plans that people have known, up to the one that is handed out."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from agencysim.planner.planned import Planned
from agencysim.planner.problem import Problem
from agencysim.planner.replanning.versions import PUBLISHED, versions
from agencysim.plans import Plan

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path


class Known(NamedTuple):
    """A plan that people know, or are to know.

    Parameters
    ----------
    planned
        The plan with its problem.
    at
        When it was published; when it is handed out if it was not.
    number
        Which version it is; ``None`` if it was not published.
    """

    planned: Planned
    at: datetime
    number: int | None = None


def history_of(folder: Path, planned: Planned, at: datetime | None = None) -> list[Known]:
    """Return what was published in a folder before a plan, and last the plan itself.

    Parameters
    ----------
    folder
        Where the plan is, or the folder of one of its versions.
    planned
        The plan that is handed out.
    at
        When that is, if the plan was not published; now if absent.
    """
    if folder.parent.name == PUBLISHED:
        folder = folder.parent.parent
    known = []
    for version in versions(folder):
        plan = Plan.read(version.folder / "plan.json")
        problem = Problem.read(version.folder / "problem.json")
        known.append(Known(Planned(problem, plan), version.published, version.number))
    same = [place for place, each in enumerate(known) if each.planned.plan == planned.plan]
    if same:
        return known[: same[-1] + 1]
    return [*known, Known(planned, (at or datetime.now(UTC)).astimezone().replace(microsecond=0))]


def before(history: Sequence[Known]) -> Known | None:
    """Return the version that people know so far, if there is one."""
    return history[-2] if len(history) > 1 else None
