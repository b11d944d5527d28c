"""The commands that explain a plan: why jobs are late, what cannot be in time together, and what would help."""

from __future__ import annotations

from typing import Annotated

import typer

from agencysim.cli.app import AsJson, Language, app, say, say_json
from agencysim.cli.plan_arguments import PlanPath, check_near, end_of, read_plan
from agencysim.language import tr

JobName = Annotated[str, typer.Argument(help="Which job, as the plan names it.", metavar="JOB")]


@app.command()
def why(
    plan: PlanPath,
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

    problem, made, _ = read_plan(plan)
    found = ask(problem, made, job, time_limit=limit)
    if as_json:
        say_json([reason.model_dump(mode="json") for reason in found])
        return
    _show(of_reasons(problem, made, job, found))


@app.command()
def conflicts(
    plan: PlanPath,
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

    problem, made, _ = read_plan(plan)
    with waiting(tr("Looking for what cannot be in time together")):
        found = ask(problem, made, time_limit=limit)
    if as_json:
        say_json(found.model_dump(mode="json"))
        return
    _show(of_conflicts(problem, made, found))


@app.command()
def repairs(
    plan: PlanPath,
    job: JobName,
    by: Annotated[
        str | None,
        typer.Option(help="By the end of which day, or by which moment, instead of by its date.", metavar="MOMENT"),
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

    problem, made, _ = read_plan(plan)
    moment = None if by is None else end_of(problem, by)
    if by is not None and moment is not None:
        check_near(problem, moment, by)
    with waiting(tr("Looking for ways out for {job}", job=job)):
        found = ask(problem, made, job, by=moment, time_limit=limit, seed=seed)
    if as_json:
        say_json([repair.model_dump(mode="json") for repair in found])
        return
    _show(of_repairs(problem, made, job, found, by=moment))


def _show(table: object) -> None:
    """Show a table, or its title if there is nothing in it."""
    from agencysim.cli.show import show_tables
    from agencysim.tables import Table

    assert isinstance(table, Table)
    if table.rows:
        show_tables([table])
    else:
        say(table.title)
