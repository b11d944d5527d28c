"""What the commands about a plan are given: the plan by its path, moments, and who is away."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from pathlib import Path  # typer reads it
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from agencysim.language import LANGUAGES, joined, tr, use

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agencysim.planner import Problem
    from agencysim.planner.replanning import Version
    from agencysim.planner.week import Leave
    from agencysim.plans import Plan

FAR = 10 * 365 * 86_400
"""Seconds before or after a plan from which on no moment can be meant."""

PlanPath = Annotated[
    Path,
    typer.Argument(
        help="A plan.json with its problem.json beside it, the folder that plan --out wrote, or a version of it that "
        "was published, such as week@2.",
        metavar="PLAN",
    ),
]


class Planned(NamedTuple):
    """A plan with its problem, and where both were found."""

    problem: Problem
    plan: Plan
    folder: Path


def read_plan(path: Path, *, published: bool = False) -> Planned:
    """Return the plan that a path means.

    Parameters
    ----------
    path
        A plan, its folder, or the folder with the number of a version.
    published
        Whether the version that was published last is meant by a folder that has any.

    Raises
    ------
    AgencySimError
        If there is none, or its problem is not beside it.
    PlanError
        If what lies beside it is the problem of another plan.
    """
    from agencysim.errors import AgencySimError
    from agencysim.planner import Problem
    from agencysim.planner.replanning import latest
    from agencysim.planner.verifier import check_same
    from agencysim.plans import Plan

    place = path
    if not path.exists() and (match := re.fullmatch(r"(.+)@(\d+)", str(path))):
        place = _version(Path(match[1]), int(match[2])).folder
    if place.is_dir():
        last = latest(place) if published else None
        place = (last.folder if last else place) / "plan.json"
    plan, beside = Plan.read(place), place.with_name("problem.json")
    if not beside.exists():
        raise AgencySimError(
            tr(
                "{path}: its problem.json is not beside it: give the folder that agencysim plan --out has written",
                path=place,
            )
        )
    problem = Problem.read(beside)
    check_same(problem, plan)
    return Planned(problem, plan, path if path.is_dir() else place.parent)


def _version(folder: Path, number: int) -> Version:
    from agencysim.errors import AgencySimError
    from agencysim.planner.replanning import versions

    known = {version.number: version for version in versions(folder)}
    if number not in known:
        there = joined(f"{each.number} ({each.published:%Y-%m-%d %H:%M})" for each in known.values()) or tr(
            "none so far"
        )
        raise AgencySimError(
            tr(
                "{folder}: there is no version {number}; published are: {there}",
                folder=folder,
                number=number,
                there=there,
            )
        )
    return known[number]


def moment_of(problem: Problem, text: str) -> int:
    """Return the moment that is meant by a day, or a day and a time.

    Raises
    ------
    AgencySimError
        If it is neither, or years before or after the plan.
    """
    moment = problem.axis.seconds(_given(text))
    check_near(problem, moment, text)
    return moment


def check_near(problem: Problem, moment: int, text: str) -> None:
    """Refuse a moment, as a text told it, that is years before or after the plan.

    Raises
    ------
    AgencySimError
        If it is.
    """
    from agencysim.errors import AgencySimError

    if not problem.start - FAR <= moment <= problem.end + FAR:
        raise AgencySimError(
            tr(
                "{text!r} is far from the plan, which goes from {start:%Y-%m-%d %H:%M} to {end:%Y-%m-%d %H:%M}",
                text=text,
                start=problem.axis.moment(problem.start),
                end=problem.axis.moment(problem.end),
            )
        )


def _given(text: str) -> datetime:
    from agencysim.errors import AgencySimError

    try:
        return datetime.fromisoformat(text.strip())
    except ValueError as error:
        raise AgencySimError(
            tr("{text!r} is no moment: write a day, or a day and a time, as 2026-05-13 08:00", text=text)
        ) from error


def end_of(problem: Problem, text: str) -> int:
    """Return the moment at which a span ends: a day is meant to its end, and it may be as late as one likes."""
    text = text.strip()
    given = _given(text)
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text):
        last = min(given.date(), date.max - timedelta(days=1))  # no day comes after the last one
        return problem.axis.seconds(last + timedelta(days=1))
    return problem.axis.seconds(given)


def leave_of(problem: Problem, texts: list[str], kind: str) -> Iterator[Leave]:
    """Yield who is away when.

    Raises
    ------
    AgencySimError
        If it is not told as ``NAME=FROM..TO``, there is nobody of that name, or it has nothing to do with the plan.
    """
    from agencysim.errors import AgencySimError
    from agencysim.planner.week import Leave

    for text in texts:
        match = re.fullmatch(r"(.+?)=(.+?)(?:\.\.(.+))?", text)
        if match is None:
            raise AgencySimError(
                tr("{text!r} does not say who is away when: write it as installer.1=2026-05-13..2026-05-14", text=text)
            )
        start, end = moment_of(problem, match[2]), end_of(problem, match[3] or match[2])
        who = _name(problem, match[1].strip())
        if end <= start:
            raise AgencySimError(tr("{text!r}: it ends before it begins", text=text))
        if end <= problem.start or start >= problem.end:
            raise AgencySimError(
                tr(
                    "{text!r} is not in the time of the plan, which goes from {start:%Y-%m-%d %H:%M} to "
                    "{end:%Y-%m-%d %H:%M}: nothing would change for it",
                    text=text,
                    start=problem.axis.moment(problem.start),
                    end=problem.axis.moment(problem.end),
                )
            )
        yield Leave.model_validate({"who": who, "start": start, "end": end, "kind": kind})


def _name(problem: Problem, text: str) -> str:
    """Return who or what is meant, by its name or as it is shown in any language."""
    from agencysim.errors import AgencySimError
    from agencysim.planner.names import PlanNames
    from agencysim.scenario.paths import listed, nearest

    names, known = PlanNames(problem), {name: name for name in (*problem.person, *problem.unit)}
    for code in LANGUAGES:
        with use(code):
            shown = {names.person(name): name for name in problem.person}
            shown |= {names.unit(name): name for name in problem.unit}
        known = shown | known
    if text in known:
        return known[text]
    meant = nearest(text, known)
    remedy = tr("did you mean {meant!r}?", meant=known[meant]) if meant else listed([*problem.person, *problem.unit])
    raise AgencySimError(tr("there is nobody and nothing called {name!r} ({remedy})", name=text, remedy=remedy))
