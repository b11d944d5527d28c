"""The commands of planners: plan a week, and check a plan."""

from __future__ import annotations

import re
from datetime import date, timedelta
from pathlib import Path  # typer reads it
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from agencysim.cli.app import AsJson, Language, ScenarioFile, app, load_scenario, read_state, say, say_json, tell_notes
from agencysim.language import tr, tr_n

if TYPE_CHECKING:
    from agencysim.planner import Cost, Problem, Result, Week
    from agencysim.plans import Assignment, Plan
    from agencysim.scenario import Scenario
    from agencysim.state import State

QUARTER = 13
"""Weeks that are simulated before the week that is planned, if no state is given."""

_WEEK = re.compile(r"(\d{4})-?W(\d{1,2})")


StateFile = Annotated[
    Path | None,
    typer.Option(
        help="Where the agency stands: the end_state.json of a run, or a workbook. "
        "\\[default: after a simulated quarter]"
    ),
]
WeekName = Annotated[
    str | None,
    typer.Option(help="Which week, such as 2026-W49. \\[default: the week of the state]", metavar="YEAR-Wnn"),
]


@app.command()
def plan(
    file: ScenarioFile,
    jobs: Annotated[
        Path | None,
        typer.Option(
            help="Workbook of the week, or folder of its CSV files: jobs, people, leave, fixed work.",
            metavar="WORKBOOK",
        ),
    ] = None,
    state: StateFile = None,
    week: WeekName = None,
    weeks: Annotated[int, typer.Option(help="How many weeks.", min=1, max=4)] = 1,
    limit: Annotated[
        float, typer.Option("--time", help="Seconds to look for a better plan; 0 takes the first one.", min=0)
    ] = 60.0,
    workers: Annotated[int, typer.Option(help="Processes that look for a better plan.", min=1)] = 1,
    seed: Annotated[int, typer.Option(help="Chance of the search, and of the simulated quarter.", min=0)] = 1,
    tentative: Annotated[
        bool, typer.Option("--tentative", help="Plan what depends on a pitch that is not decided, too.")
    ] = False,
    published: Annotated[
        Path | None,
        typer.Option(help="The plan that people know, such as an earlier plan.json: as little as can be differs."),
    ] = None,
    frozen: Annotated[
        str | None,
        typer.Option(help="With --published: what begins before this day stays as it is.", metavar="YEAR-MM-DD"),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            help="Folder for problem.json, plan.json, scenario.json, state.json, week.xlsx, history.png, and all that "
            "is handed out."
        ),
    ] = None,
    publish: Annotated[
        bool, typer.Option("--publish", help="With --out: keep the plan as the next version that people know.")
    ] = False,
    lang: Language = None,  # noqa: ARG001  # spoken already
    as_json: AsJson = False,
) -> None:
    """Plan a week: who works when, on which job, with which vehicle.

    The open jobs are those of a workbook, of a state, or of the week after a simulated quarter. Prints the roster, the
    work by day and crew, what comes late, and what could not be planned and why. With --out, the workbook of the plan
    is the next week's, once it tells what was really done.
    """
    from agencysim.cli.publishing import check_kept, tell_where
    from agencysim.cli.show import progress, show_tables
    from agencysim.planner import plan as look_for
    from agencysim.planner import problem_of
    from agencysim.tables.plan import of_plan, of_search

    check_kept(out, publish=publish)
    asked = _asked(load_scenario(file, tell=True), jobs, state, week, seed)
    scenario = asked.scenario
    known, until = _published(scenario, published, frozen)
    problem = problem_of(
        scenario,
        asked.state,
        week=asked.week,
        weeks=weeks,
        tentative=tentative,
        published=known,
        frozen_until=until,
    )
    with progress(tr("Planning {name}", name=scenario.name)) as advance:
        found = look_for(
            problem,
            time_limit=limit,
            workers=workers,
            seed=seed,
            progress=lambda share, cost: advance(share, _in_short(cost, problem.currency)),
        )
        advance(1.0)  # it may have ended before its time, when nothing better was to be expected
    if out is not None:
        _write(asked, problem, found, out)
    if as_json:
        say_json(_as_json(problem, found))
    else:
        show_tables([*of_plan(problem, found.plan, found.cost), of_search(problem, found)])
        for violation in found.broken:
            say(tr("Note: {detail} ({rule})", detail=violation.detail, rule=violation.rule.text))
    if out is not None:
        files = "problem.json, plan.json, scenario.json, state.json, week.xlsx, history.png"
        tell_where(out, files, problem, found.plan, publish=publish, quiet=as_json)


def _in_short(cost: Cost, currency: str) -> str:
    """Return what the best plan so far costs, in a line that a narrow terminal has room for."""
    return tr(
        "late {late:,.1f} h, {money:,.0f} {currency}, overtime {overtime:,.1f} h",
        late=cost.lateness,
        money=cost.money,
        currency=currency or tr("money"),
        overtime=cost.overtime_hours,
    )


def _published(scenario: Scenario, file: Path | None, frozen: str | None) -> tuple[Plan | None, int | None]:
    """Return the plan that people know, and the moment until which it stays as it is."""
    from agencysim.errors import AgencySimError
    from agencysim.plans import Plan

    if file is None:
        if frozen is not None:
            raise AgencySimError(tr("--frozen says until when a plan stays: give the plan with --published"))
        return None, None
    try:
        until = None if frozen is None else scenario.axis.seconds(date.fromisoformat(frozen))
    except ValueError as error:
        raise AgencySimError(tr("there is no day {day!r}: write it as 2026-12-01", day=frozen)) from error
    return Plan.read(file), until


class _Asked(NamedTuple):
    """What is to be planned, and the schedule that there was before."""

    scenario: Scenario
    state: State
    week: Week
    schedule: tuple[Assignment, ...] = ()


def _asked(scenario: Scenario, jobs: Path | None, state: Path | None, week: str | None, seed: int) -> _Asked:
    """Return what is to be planned: as a workbook says, or where the agency stands by itself."""
    from agencysim.errors import AgencySimError
    from agencysim.planner import Week
    from agencysim.workbook import read_workbook

    if jobs is None:
        return _Asked(*_where(scenario, state, week, seed), Week())
    if state is not None:
        raise AgencySimError(tr("--jobs says where the agency stands, too: leave --state out"))
    contents = read_workbook(jobs, scenario)
    tell_notes(jobs, contents.notes)
    _check_week(scenario, contents.state, week)
    return _Asked(contents.scenario, contents.state, contents.week, contents.schedule)


def _where(scenario: Scenario, state: Path | None, week: str | None, seed: int) -> tuple[Scenario, State]:
    """Return where the agency stands when the week begins: as a file says, or after a simulated quarter."""
    from agencysim.sim import fitted

    if state is not None:
        scenario, found = read_state(state, scenario)
        _check_week(scenario, found, week)
        return scenario, fitted(scenario, found)
    return scenario, _simulated(scenario, week, seed)


def _check_week(scenario: Scenario, state: State, week: str | None) -> None:
    """Refuse a week that is not the one of a state, or the next one on a weekend."""
    from agencysim.errors import AgencySimError

    monday, first = None if week is None else _monday(week), scenario.axis.date_of(state.time)
    if monday is not None and not monday - timedelta(days=2) <= first < monday + timedelta(days=7):
        raise AgencySimError(
            tr(
                "the state is of {first}: it can be planned for the week of {monday} only from the Saturday before "
                "it on: take a state of that week",
                first=first,
                monday=monday,
            )
        )


def _simulated(scenario: Scenario, week: str | None, seed: int) -> State:
    """Return where the agency stands when a week begins, or after a quarter, if it is simulated until then."""
    from agencysim.cli.show import progress
    from agencysim.errors import AgencySimError
    from agencysim.sim import simulate
    from agencysim.snapshot import state_at

    if week is None:
        monday = scenario.start + timedelta(weeks=QUARTER)
        monday += timedelta(days=-monday.weekday() % 7)
    else:
        monday = _monday(week)
    if monday < scenario.start:
        raise AgencySimError(tr("week {week} is before the scenario's start {start}", week=week, start=scenario.start))
    last = scenario.start + timedelta(weeks=scenario.weeks)
    if week is not None and monday >= last:
        raise AgencySimError(
            tr(
                "week {week} is after the scenario, which goes from {start} to {last}: give an earlier week, raise its "
                "weeks, or give a state of that week with --state",
                week=week,
                start=scenario.start,
                last=last - timedelta(days=1),
            )
        )
    moment = scenario.axis.seconds(monday)
    with progress(tr("Simulating {name} until {monday}", name=scenario.name, monday=monday)) as advance:
        log = simulate(scenario, seed, weeks=(monday - scenario.start).days / 7, progress=advance)
    return state_at(log, moment)


def _monday(week: str) -> date:
    from agencysim.errors import AgencySimError

    match = _WEEK.fullmatch(week)
    try:
        day = date.fromisocalendar(int(match[1]), int(match[2]), 1) if match else date.fromisoformat(week)
    except ValueError as error:
        raise AgencySimError(tr("there is no week {week!r}: write it as 2026-W49", week=week)) from error
    return day - timedelta(days=day.weekday())


def _write(asked: _Asked, problem: Problem, found: Result, out: Path) -> None:
    from agencysim.json_files import write
    from agencysim.log import make_folder
    from agencysim.pictures import search_history
    from agencysim.pictures.style import save
    from agencysim.workbook import Outcome, write_workbook

    make_folder(out)
    problem.write(out / "problem.json")
    found.plan.write(out / "plan.json")
    write(asked.scenario, out / "scenario.json")
    asked.state.write(out / "state.json")
    outcome = Outcome(problem, found, asked.schedule)
    write_workbook(out / "week.xlsx", asked.scenario, asked.state, asked.week, outcome)
    save(search_history(found), out / "history.png")


def _as_json(problem: Problem, found: Result) -> dict[str, object]:
    from agencysim.planner.replanning import overtime_to_approve

    approvals = [each.model_dump(mode="json") for each in overtime_to_approve(problem, found.plan)]
    return found.model_dump(mode="json") | {"tiers": found.tiers, "approvals": approvals}


@app.command()
def workbook(
    file: ScenarioFile,
    out: Annotated[
        Path, typer.Argument(help="What to write: an .xlsx file, or a folder for CSV files.", metavar="OUT.xlsx")
    ],
    state: StateFile = None,
    week: WeekName = None,
    seed: Annotated[int, typer.Option(help="Chance of the simulated quarter.", min=0)] = 1,
    lang: Language = None,  # noqa: ARG001  # spoken already
) -> None:
    """Write the workbook of a week to be planned: people, jobs, leave and all else, to be filled in.

    Plan it with plan --jobs. It shows where the agency stands by a state, or in the week after a simulated quarter.
    """
    from agencysim.planner import Week
    from agencysim.workbook import write_workbook

    scenario = load_scenario(file, tell=True)
    write_workbook(out, *_where(scenario, state, week, seed), Week())
    say(tr("Written to {page}", page=out))


@app.command()
def verify(
    problem: Annotated[Path, typer.Argument(help="What was to be planned: plan --out wrote it.", metavar="PROBLEM")],
    plan: Annotated[Path, typer.Argument(help="The plan to be checked.", metavar="PLAN")],
    lang: Language = None,  # noqa: ARG001  # spoken already
    as_json: AsJson = False,
) -> None:
    """Check a plan against every rule, whoever made it, and work out anew what it costs.

    Exits with 0 if it breaks nothing, with 1 if it does.
    """
    from agencysim.planner import Problem as Asked
    from agencysim.planner import cost_of
    from agencysim.planner import verify as check
    from agencysim.plans import Plan

    asked, made = Asked.read(problem), Plan.read(plan)
    found, cost = check(asked, made), cost_of(asked, made)
    if as_json:
        say_json({"violations": [v.model_dump(mode="json") for v in found], "cost": cost.model_dump(mode="json")})
    else:
        for violation in found:
            say(f"{violation.rule}: {violation.detail}")
        say(tr_n("{n} rule is broken", "{n} rules are broken", len(found)) if found else tr("No rule is broken."))
    if found:
        raise typer.Exit(1)
