"""Published scheduling problems, planned by our planner: ``python -m benchmarks.published mspsp FILE... --time 60``.

The multi-skill project scheduling problem (MSPSP): activities with precedence need numbers of people by skill, all of
them for the whole activity; everybody does one thing, by one of his skills, at a time; the end of the last activity is
to be as early as possible. Files are in the MiniZinc format of the instance library of Young, Feydy and Schutt (2017).

Such a project is one job of which everything is due at once, in one endless day: its lateness is the makespan.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import sys
from datetime import date
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from agencysim.planner import Problem, Result, plan, verify
from agencysim.planner.budget import LONGEST
from agencysim.planner.problem import (
    After,
    Holding,
    Job,
    Limits,
    Mode,
    Person,
    PersonDay,
    Place,
    ProblemDay,
    Settings,
    Shift,
    Task,
)
from agencysim.values import HOUR, MINUTE

if TYPE_CHECKING:
    from collections.abc import Iterator


class Project(NamedTuple):
    """A multi-skill project.

    Parameters
    ----------
    name
        Which one.
    durations
        Of each activity.
    needs
        By activity: how many people of each skill.
    masters
        By person: whether he has each skill.
    precedences
        Pairs of activities, the second after the first, counted from 0.
    """

    name: str
    durations: list[int]
    needs: list[list[int]]
    masters: list[list[bool]]
    precedences: list[tuple[int, int]]


WANTED = {
    "nActs": "the number of activities",
    "dur": "a list of nActs durations",
    "nSkills": "the number of skills",
    "sreq": "for each activity, how many people of each skill it needs",
    "nResources": "the number of people",
    "mastery": "for each person, whether he has each skill",
    "pred": "a list of activities, each of which comes before the one at its place in succ",
    "succ": "a list of activities, each of which comes after the one at its place in pred",
}
"""What a file must have."""

COUNTS = ("nActs", "nSkills", "nResources")


def read(path: Path) -> Project:
    """Read a file in the MiniZinc format.

    Raises
    ------
    ValueError
        If something is missing or wrong; all of it, a line each, with what would be right.
    """
    try:
        text = re.sub(r"%.*", "", path.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise ValueError(f"{path}: is no text in UTF-8") from error
    found = {name: _value(value) for name, value in re.findall(r"(\w+)\s*=\s*([^;]*);", text)}
    if faults := list(_faults(found)):
        raise ValueError("\n".join(f"{path}: {fault}" for fault in faults))
    return Project(
        path.stem,
        found["dur"],
        found["sreq"],
        found["mastery"],
        [(a - 1, b - 1) for a, b in zip(found["pred"], found["succ"], strict=True)],
    )


def _value(text: str) -> Any:
    """Return a number, a list of numbers or truth values, or a table of them."""
    text = text.strip()
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    return [_words(row) for row in text.split("|")[1:-1]] if "|" in text else _words(text)


def _words(text: str) -> list[int | bool]:
    words = re.findall(r"-?\d+|true|false", text)
    return [int(word) if word[-1].isdigit() else word == "true" for word in words]


# -- what is wrong with a file -----------------------------------------------------------------------------------------


def _faults(found: dict[str, Any]) -> Iterator[str]:
    for name, what in WANTED.items():
        if name not in found:
            yield f"{name} is missing: give {what}"
    for name in COUNTS:
        if name in found and not (isinstance(found[name], int) and found[name] >= 1):
            yield f"{name} is {found[name]}: give a whole number from 1 on"
            found.pop(name)  # nothing is measured by it
    yield from _wrong_durations(found)
    yield from _wrong_table(found, "sreq", "activity", "nActs")
    yield from _wrong_table(found, "mastery", "person", "nResources")
    yield from _too_few(found)
    yield from _wrong_order(found)


def _wrong_durations(found: dict[str, Any]) -> Iterator[str]:
    if not {"dur", "nActs"} <= found.keys():
        return
    given = found["dur"]
    if not isinstance(given, list) or len(given) != found["nActs"]:
        yield f"dur has {_length(given)} durations: give one for each of the {found['nActs']} activities"
        return
    for n, duration in enumerate(given, start=1):
        if isinstance(duration, list) or duration < 0:
            yield f"activity {n} takes {duration}: give 0 or more"


def _wrong_table(found: dict[str, Any], name: str, of: str, rows: str) -> Iterator[str]:
    """Tell a table that has not a row for each, and rows with more or fewer skills than there are."""
    if not {name, rows, "nSkills"} <= found.keys():
        return
    table = found[name] if isinstance(found[name], list) else []
    if len(table) != found[rows]:
        yield f"{name} has {len(table)} rows: give one for each {of}, {found[rows]} in all"
    for n, row in enumerate(table, start=1):
        if not isinstance(row, list):
            yield f"{name} is no table: write its rows between bars, as [| 1,0, | 0,1 |]"
            return
        if len(row) > found["nSkills"]:
            yield f"{of} {n} has an unknown skill in {name}, number {len(row)}: there are {found['nSkills']}"
        elif len(row) < found["nSkills"]:
            yield f"{of} {n} has {len(row)} skills in {name}: give a value for each of the {found['nSkills']}"


def _too_few(found: dict[str, Any]) -> Iterator[str]:
    """Tell activities that need more people of a skill than there are; of what is no table something was told."""
    needs, masters = found.get("sreq"), found.get("mastery")
    if not (_is_table(needs) and _is_table(masters)):
        return
    for n, row in enumerate(needs, start=1):
        for skill, need in enumerate(row):
            there = sum(skill < len(person) and bool(person[skill]) for person in masters)
            if need > there:
                yield f"activity {n} needs {need} people of skill {skill + 1}, which {there} have: give it fewer"


def _is_table(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(row, list) for row in value)


def _wrong_order(found: dict[str, Any]) -> Iterator[str]:
    if not {"pred", "succ", "nActs"} <= found.keys():
        return
    before, after = found["pred"], found["succ"]
    if _length(before) != _length(after):
        yield f"pred has {_length(before)} activities and succ {_length(after)}: give pairs"
        return
    unknown = sorted({each for each in (*before, *after) if not 1 <= each <= found["nActs"]})
    for each in unknown:
        yield f"activity {each} in pred or succ is unknown: they are numbered from 1 to {found['nActs']}"
    order: dict[int, set[int]] = {}
    for one, other in zip(before, after, strict=True):
        order.setdefault(other, set()).add(one)
    try:
        TopologicalSorter(order).prepare()
    except CycleError as error:
        circle = " before ".join(map(str, error.args[1]))
        yield f"activities are in a circle, {circle}: leave one of these pairs out of pred and succ"


def _length(value: Any) -> int:
    return len(value) if isinstance(value, list) else 1


# -- planning ----------------------------------------------------------------------------------------------------------


def as_problem(project: Project) -> Problem:
    """Return a project as a problem: a unit of its time is a minute."""
    horizon = (sum(project.durations) + 1) * MINUTE
    real = [n for n, duration in enumerate(project.durations) if duration > 0]
    before = {n: _real_before(project, n) for n in real}
    return Problem(
        scenario=project.name,
        first_day=date(2026, 1, 1),
        start=0,
        end=horizon,
        grid=MINUTE,
        days=(ProblemDay(number=0, date=date(2026, 1, 1), start=0, end=horizon),),
        shifts={"always": Shift(hours=(((0, horizon),),))},
        people=tuple(
            Person(
                name=f"r{n + 1}",
                holdings=tuple(Holding(skill=f"s{k + 1}") for k, has in enumerate(skills) if has),
                days=(PersonDay(shifts=("always",)),),
            )
            for n, skills in enumerate(project.masters)
        ),
        jobs=(Job(id="project", due=0),),
        tasks=tuple(_task(project, n, before[n]) for n in real),
        limits=Limits(overtime_late=0),
        settings=Settings(postponed_hour=0.0),
    )


def _real_before(project: Project, activity: int) -> list[int]:
    """Return the activities right before one that take any time."""
    found: dict[int, None] = {}
    waiting = [a for a, b in project.precedences if b == activity]
    for each in waiting:
        if project.durations[each] > 0:
            found[each] = None
        else:
            waiting += [a for a, b in project.precedences if b == each]
    return list(found)


def _task(project: Project, n: int, before: list[int]) -> Task:
    crew = tuple(Place(skill=f"s{k + 1}", count=count) for k, count in enumerate(project.needs[n]) if count)
    return Task(
        job="project",
        step=f"a{n + 1}",
        modes=(Mode(crew=crew, content=project.durations[n] * MINUTE),),
        splittable=False,
        after=tuple(After(step=f"a{each + 1}") for each in before),
    )


def answer(project: Project, seconds: float) -> dict[str, object]:
    """Plan a project, and return what is printed of it."""
    problem = as_problem(project)
    result = plan(problem, time_limit=seconds)
    violations = verify(problem, result.plan)
    return {
        "name": project.name,
        "value": makespan(result),
        "bound": None if not result.bounds or result.bounds[0] is None else round(result.bounds[0] * HOUR / MINUTE),
        "verified": not violations and not result.plan.unplanned,
        "seconds": round(result.seconds, 2),
    }


def makespan(result: Result) -> int | None:
    """Return when the last activity ends; ``None`` if not all are planned."""
    if result.plan.unplanned:
        return None
    return max(piece.end for piece in result.plan.assignments) // MINUTE


def _seconds(text: str) -> float:
    """Return a time limit."""
    try:
        seconds = float(text)
    except ValueError:
        seconds = -1.0
    if not 0 <= seconds <= LONGEST:
        raise argparse.ArgumentTypeError(f"{text} is no time limit: give seconds from 0 to {LONGEST}")
    return seconds


def main(arguments: list[str] | None = None) -> int:
    """Plan the files named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.published", description=__doc__)
    parser.add_argument("kind", choices=["mspsp"], help="what the files are")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--time", type=_seconds, default=60.0, help="seconds for each (default: 60)")
    parser.add_argument("--json", action="store_true", help="print one JSON object a line")
    given = parser.parse_args(arguments)
    status = 0
    for file in given.files:
        try:
            found = answer(read(file), given.time)
        except (OSError, ValueError) as error:
            print(error, file=sys.stderr)
            status = 2
            continue
        if given.json:
            print(json.dumps(found), flush=True)
        else:
            verified = "verified" if found["verified"] else "NOT VERIFIED"
            bound = "none" if found["bound"] is None else found["bound"]
            print(f"{found['name']}: {found['value']} (bound {bound}), {verified}, {found['seconds']} s", flush=True)
    return status


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # whoever reads a pipe has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
