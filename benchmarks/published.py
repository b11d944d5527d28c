"""Published scheduling problems, planned by our planner: ``python -m benchmarks.published mspsp FILE... --time 60``.

The multi-skill project scheduling problem (MSPSP): activities with precedence need numbers of people by skill, all of
them for the whole activity; everybody does one thing, by one of his skills, at a time; the end of the last activity is
to be as early as possible. Files are in the MiniZinc format of the instance library of Young, Feydy and Schutt (2017).

Such a project is one job of which everything is due at once, in one endless day: its lateness is the makespan.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from agencysim.planner import Problem, Result, plan, verify
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


def read(path: Path) -> Project:
    """Read a file in the MiniZinc format.

    Raises
    ------
    ValueError
        If something is missing, or has another size than the file itself says.
    """
    text = re.sub(r"%.*", "", path.read_text(encoding="utf-8"))
    found = {name: _value(value) for name, value in re.findall(r"(\w+)\s*=\s*([^;]*);", text)}
    wanted = ("nActs", "dur", "nSkills", "sreq", "nResources", "mastery", "pred", "succ")
    if missing := [name for name in wanted if name not in found]:
        raise ValueError(f"{path}: {', '.join(missing)} not found: it is no multi-skill project in MiniZinc's format")
    project = Project(
        path.stem,
        found["dur"],
        _rows(found["sreq"], found["nSkills"]),
        _rows(found["mastery"], found["nSkills"]),
        [(a - 1, b - 1) for a, b in zip(found["pred"], found["succ"], strict=True)],
    )
    sizes = (len(project.durations), len(project.needs), len(project.masters))
    if sizes != (found["nActs"], found["nActs"], found["nResources"]):
        raise ValueError(f"{path}: durations, needs and people are {sizes}, not as many as the file says")
    return project


def _value(text: str) -> Any:
    """Return a number, or a list of numbers or truth values."""
    text = text.strip()
    if re.fullmatch(r"-?\d+", text):
        return int(text)
    return [int(word) if word[-1].isdigit() else word == "true" for word in re.findall(r"-?\d+|true|false", text)]


def _rows(values: list[Any], width: int) -> list[list[Any]]:
    return [values[n : n + width] for n in range(0, len(values), width)]


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


def main(arguments: list[str] | None = None) -> int:
    """Plan the files named on the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.published", description=__doc__)
    parser.add_argument("kind", choices=["mspsp"], help="what the files are")
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--time", type=float, default=60.0, help="seconds for each (default: 60)")
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
    sys.exit(main())
