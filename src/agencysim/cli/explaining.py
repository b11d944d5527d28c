"""The commands that explain a plan: why jobs are late, what cannot be in time together, and what would help."""

from __future__ import annotations

from pathlib import Path  # typer reads it
from typing import TYPE_CHECKING, Annotated

import typer

from agencysim.cli.app import AsJson, Language, app, say, say_json
from agencysim.language import tr

if TYPE_CHECKING:
    from agencysim.planner import Problem
    from agencysim.plans import Plan

PlanFile = Annotated[
    Path,
    typer.Argument(help="Folder that plan --out wrote, or a plan in it; problem.json lies beside.", metavar="PLAN"),
]
JobName = Annotated[str, typer.Argument(help="Which job, as the plan names it.", metavar="JOB")]


@app.command()
def why(
    plan: PlanFile,
    job: JobName,
    limit: Annotated[
        float, typer.Option("--time", help="Seconds to look for a conflict, if counting proves nothing.", min=0)
    ] = 5.0,
    lang: Language = None,  # noqa: ARG001  # spoken already
    as_json: AsJson = False,
) -> None:
    """Tell why a job is late, not planned, or expensive.

    What holds of every plan comes first, and is told as proven; then what the job waits for in this one, by time.
    """
    from agencysim.planner import why as ask
    from agencysim.tables.explained import of_reasons

    problem, made = _read(plan)
    found = ask(problem, made, job, time_limit=limit)
    if as_json:
        say_json([reason.model_dump(mode="json") for reason in found])
        return
    _show(of_reasons(problem, made, job, found))


@app.command()
def conflicts(
    plan: PlanFile,
    limit: Annotated[float, typer.Option("--time", help="Seconds for all late jobs together.", min=0)] = 30.0,
    lang: Language = None,  # noqa: ARG001  # spoken already
    as_json: AsJson = False,
) -> None:
    """Tell of each late job which others it cannot be in time with, and which rules keep it from it.

    Each set is proven by planning, and made as small as can be: without any one of its members the rest can hold.
    """
    from agencysim.cli.show import waiting
    from agencysim.planner import conflicts as ask
    from agencysim.tables.explained import of_conflicts

    problem, made = _read(plan)
    with waiting(tr("Looking for what cannot be in time together")):
        found = ask(problem, made, time_limit=limit)
    if as_json:
        say_json(found.model_dump(mode="json"))
        return
    _show(of_conflicts(problem, made, found))


@app.command()
def repairs(
    plan: PlanFile,
    job: JobName,
    by: Annotated[
        str | None, typer.Option(help="By the end of which day, instead of by its date.", metavar="YEAR-MM-DD")
    ] = None,
    limit: Annotated[float, typer.Option("--time", help="Seconds for all ways out together.", min=1)] = 30.0,
    seed: Annotated[int, typer.Option(help="Chance of the search.", min=0)] = 1,
    lang: Language = None,  # noqa: ARG001  # spoken already
    as_json: AsJson = False,
) -> None:
    """Look for what would hold a job's date, and tell what it costs.

    Tries more overtime, people lent, vehicles hired, other firms and a later date; each is planned before it is told.
    """
    from agencysim.cli.show import waiting
    from agencysim.planner import repairs as ask
    from agencysim.tables.explained import of_repairs

    problem, made = _read(plan)
    moment = None if by is None else _end_of(problem, by)
    with waiting(tr("Looking for ways out for {job}", job=job)):
        found = ask(problem, made, job, by=moment, time_limit=limit, seed=seed)
    if as_json:
        say_json([repair.model_dump(mode="json") for repair in found])
        return
    _show(of_repairs(problem, made, job, found))


def _show(table: object) -> None:
    """Show a table, or its title if there is nothing in it."""
    from agencysim.cli.show import show_tables
    from agencysim.tables import Table

    assert isinstance(table, Table)
    if table.rows:
        show_tables([table])
    else:
        say(table.title)


def _read(path: Path) -> tuple[Problem, Plan]:
    """Return a plan with the problem that lies beside it.

    Raises
    ------
    AgencySimError
        If one of them is not there, or is none.
    """
    from agencysim.errors import AgencySimError
    from agencysim.planner import Problem
    from agencysim.plans import Plan

    file = path / "plan.json" if path.is_dir() else path
    made = Plan.read(file)
    beside = file.with_name("problem.json")
    if not beside.exists():
        raise AgencySimError(
            tr(
                "{path}: its problem.json is not beside it: give the folder that agencysim plan --out has written",
                path=file,
            )
        )
    return Problem.read(beside), made


def _end_of(problem: Problem, day: str) -> int:
    """Return the last moment of a day."""
    from datetime import date, timedelta

    from agencysim.errors import AgencySimError

    try:
        return problem.axis.seconds(date.fromisoformat(day) + timedelta(days=1))
    except (ValueError, OverflowError) as error:
        raise AgencySimError(tr("there is no day {day!r}: write it as 2026-12-01", day=day)) from error
