"""Published plans are kept: numbered and dated, each in a folder of its own."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from agencysim.errors import AgencySimError
from agencysim.language import tr

if TYPE_CHECKING:
    from pathlib import Path

    from agencysim.planner.problem import Problem
    from agencysim.plans import Plan

PUBLISHED = "published"
"""The folder beside a plan in which its versions are kept."""

_NAME = re.compile(r"(\d+)_(\d{4}-[01]\d-[0-3]\dT[0-2]\d[0-5]\d[0-5]\d)")


class Version(NamedTuple):
    """A plan that has been published.

    Parameters
    ----------
    number
        Which one, counted from 1.
    published
        When, in local time.
    folder
        Where its ``problem.json`` and ``plan.json`` are.
    """

    number: int
    published: datetime
    folder: Path


def versions(folder: Path) -> list[Version]:
    """Return the versions that have been published in a folder, in order.

    Raises
    ------
    AgencySimError
        If one is named for a time that there is not.
    """
    place = folder / PUBLISHED
    names = ((each, _NAME.fullmatch(each.name)) for each in (place.iterdir() if place.is_dir() else ()))
    found = [Version(int(match[1]), _moment(match[2], each), each) for each, match in names if match]
    return sorted(found)


def _moment(text: str, place: Path) -> datetime:
    """Return the moment of a version, as the name of its folder tells it."""
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H%M%S").astimezone()
    except (ValueError, OverflowError) as error:
        raise AgencySimError(
            tr(
                "{path}: there is no time {text!r}: a version is named by its number and when it was published, "
                "as 001_2026-04-06T081500",
                path=place,
                text=text,
            )
        ) from error


def latest(folder: Path) -> Version | None:
    """Return the last version that has been published in a folder, if there is one."""
    return max(versions(folder), default=None)


def publish(folder: Path, problem: Problem, plan: Plan, at: datetime | None = None) -> Version:
    """Keep a plan as the next version of a folder; what has been published is never changed.

    Parameters
    ----------
    folder
        Where the plan is written.
    problem, plan
        What was planned, and the plan.
    at
        When it is published; now if absent.

    Raises
    ------
    AgencySimError
        If it cannot be written.
    """
    last = latest(folder)
    number = last.number + 1 if last else 1
    at = (at or datetime.now(UTC)).astimezone().replace(microsecond=0)
    place = folder / PUBLISHED / f"{number:03d}_{at:%Y-%m-%dT%H%M%S}"
    part = place.with_name(f".{place.name}.part")
    try:
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        problem.write(part / "problem.json")
        plan.write(part / "plan.json")
        part.replace(place)
    except OSError as error:
        raise AgencySimError(
            tr("{path}: cannot be written: {strerror}", path=place, strerror=error.strerror or error)
        ) from error
    return Version(number, at, place)
