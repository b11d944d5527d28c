"""The commands: each reads what it is given, calls the library, and shows the answer."""

from __future__ import annotations

import json
import sys
import warnings
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from agencysim.language import tr, tr_n

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agencysim.figures import Figures
    from agencysim.forecasting import Forecast
    from agencysim.log import Log
    from agencysim.scenario import Scenario
    from agencysim.state import State

app = typer.Typer(
    name="agencysim",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help=(
        "Simulate an advertising or signage agency, and try out its staffing.\n\n"
        "A scenario is a YAML file that says who works there, when, with what, and what clients ask for. "
        "Begin with [bold]agencysim new my_agency[/bold], then [bold]agencysim simulate my_agency/scenario.yaml[/bold]."
    ),
)

FUTURES = 10
"""Futures from which the month after a run is forecast, unless told otherwise: a few seconds' work."""

ScenarioFile = Annotated[Path, typer.Argument(help="Scenario file, or a what-if that extends one.", metavar="SCENARIO")]


def _speak(code: str | None) -> str | None:
    """Show everything from here on in a language, if one is asked for."""
    from agencysim.language import speak

    if code is not None:
        speak(code)
    return code


Language = Annotated[
    str | None,
    typer.Option("--lang", help="Language: en or zh. \\[default: that of the locale]", callback=_speak, is_eager=True),
]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for pipes and scripts.")]


def say(text: str) -> None:
    """Print a line of the answer."""
    sys.stdout.write(f"{text}\n")


def say_json(value: object) -> None:
    """Print the answer as JSON."""
    say(json.dumps(value, indent=2, ensure_ascii=False, default=str))


def load_scenario(file: Path, *, tell: bool = False) -> Scenario:
    """Load a scenario; tell what is worth knowing about it on standard error, if asked to."""
    from agencysim.opportunity import notes_on
    from agencysim.scenario import load

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # the same is told here
        scenario = load(file)
    tell_notes(file, notes_on(scenario) if tell else ())
    return scenario


def read_state(path: Path, scenario: Scenario) -> tuple[Scenario, State]:
    """Return an agency and where it stands: as a saved state or a workbook says, which may change the scenario, too."""
    from agencysim.planner import Week
    from agencysim.state import State
    from agencysim.workbook import is_workbook, read_workbook

    if not is_workbook(path):
        return scenario, State.read(path)
    contents = read_workbook(path, scenario)
    tell_notes(path, contents.notes)
    if contents.week != Week():
        tell_notes(
            path, [tr("leave, wishes, fixed work and what is agreed about jobs are for plans, and left out here")]
        )
    return contents.scenario, contents.state


def tell_notes(file: Path, notes: Iterable[str]) -> None:
    """Tell what is worth knowing about a file on standard error."""
    for note in notes:
        sys.stderr.write(tr("{file}: note: {note}", file=file, note=note) + "\n")


@app.command()
def check(
    files: Annotated[list[Path], typer.Argument(help="Scenario files.", metavar="FILE...")],
    provenance: Annotated[
        bool,
        typer.Option("--provenance", help="List the values that are only assumed, with their plausible range."),
    ] = False,
    lang: Language = None,  # noqa: ARG001  # spoken already
    as_json: AsJson = False,
) -> None:
    """Say whether scenario files are right, and if not, everything that is wrong with them.

    Exits with 0 if all are right, with 2 if any is not.
    """
    from agencysim.errors import ScenarioError
    from agencysim.opportunity import notes_on
    from agencysim.scenario import assumed

    answers: list[dict[str, object]] = []
    for file in files:
        answer: dict[str, object] = {"file": str(file), "ok": True}
        try:
            scenario = load_scenario(file)
            answer |= _summary(scenario) | {"warnings": notes_on(scenario)}
            if provenance:
                answer["assumed"] = [asdict(row) for row in assumed(scenario)]
        except ScenarioError as error:
            answer |= {"ok": False, "problems": error.problems}
        answers.append(answer)
    if as_json:
        say_json([answer | _plain_problems(answer) for answer in answers])
    else:
        for answer in answers:
            _show_check(answer)
    if not all(answer["ok"] for answer in answers):
        raise typer.Exit(2)


def _plain_problems(answer: dict[str, object]) -> dict[str, object]:
    """Return the problems of an answer as JSON has them, name by name."""
    if "problems" not in answer:
        return {}
    return {"problems": [asdict(problem) for problem in answer["problems"]]}  # type: ignore[attr-defined]


def _summary(scenario: Scenario) -> dict[str, object]:
    return {
        "name": scenario.name,
        "people": sum(group.count for group in scenario.people.values()),
        "job_types": len(scenario.job_types),
        "steps": sum(len(job_type.route) for job_type in scenario.job_types.values()),
    }


def _show_check(answer: dict[str, object]) -> None:
    from agencysim.cli.problems import in_lines
    from agencysim.cli.show import show_assumed

    if not answer["ok"]:
        for line in in_lines(answer["problems"]):  # type: ignore[arg-type]
            say(line)
        return
    counted = {
        "people": tr_n("{n} person", "{n} people", answer["people"]),  # type: ignore[arg-type]
        "job_types": tr_n("{n} job type", "{n} job types", answer["job_types"]),  # type: ignore[arg-type]
        "steps": tr_n("{n} step", "{n} steps", answer["steps"]),  # type: ignore[arg-type]
    }
    say(tr("{file}: ok: {name}, {people}, {job_types} with {steps}", **answer | counted))
    for warning in answer["warnings"]:  # type: ignore[attr-defined]
        say(tr("{file}: note: {note}", file=answer["file"], note=warning))
    if "assumed" in answer:
        show_assumed(answer["assumed"])  # type: ignore[arg-type]


@app.command()
def schema() -> None:
    """Print the JSON Schema of scenario files, for editors that complete and check YAML as you type."""
    from agencysim.scenario import json_schema

    say_json(json_schema())


@app.command()
def diff(
    a: Annotated[Path, typer.Argument(help="A scenario file.", metavar="A")],
    b: Annotated[Path, typer.Argument(help="Another one.", metavar="B")],
    as_json: AsJson = False,
) -> None:
    """Say in what two scenarios differ, path by path.

    Exits with 0 if they are the same, with 1 if they differ.
    """
    from agencysim.scenario import difference

    changes = difference(load_scenario(a), load_scenario(b))
    if as_json:
        say_json([{"path": c.path, "before": c.before, "after": c.after} for c in changes])
    else:
        for change in changes:
            say(str(change))
    if changes:
        raise typer.Exit(1)


@app.command()
def new(
    folder: Annotated[Path, typer.Argument(help="Folder to make; it must not hold a scenario yet.", metavar="DIR")],
) -> None:
    """Make a folder with a small sign shop to start from: a scenario, a what-if, and the schema for your editor."""
    from agencysim.cli.template import make_project

    for path in make_project(folder):
        say(f"made {path}")
    say(f"\nNext: agencysim simulate {folder / 'scenario.yaml'}")


@app.command()
def simulate(
    file: ScenarioFile,
    weeks: Annotated[
        float | None,
        typer.Option(help="Weeks to run, from the scenario's start. \\[default: the scenario's own]"),
    ] = None,
    seed: Annotated[
        int, typer.Option(help="Which chance the agency meets; the same seed gives the same run.", min=0)
    ] = 1,
    policy: Annotated[
        str | None,
        typer.Option(
            help="Which waiting task goes first: first_come, earliest_due, least_slack or weighted_tardiness. "
            "\\[default: the scenario's own]"
        ),
    ] = None,
    state: Annotated[
        Path | None,
        typer.Option(help="State to start from: the end_state.json of an earlier run, or a workbook."),
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="Folder for the log (Parquet), the figures and the state at the end.")
    ] = None,
    csv: Annotated[bool, typer.Option("--csv", help="With --out: write the log as CSV, too.")] = False,
    ahead: Annotated[
        int | None,
        typer.Option(
            help="Futures from which the month after the run is forecast. \\[default: 10, none with --json]", min=0
        ),
    ] = None,
    lang: Language = None,  # noqa: ARG001  # spoken already
    as_json: AsJson = False,
) -> None:
    """Let an agency work for a year (or as long as you like), and show its figures."""
    from agencysim.cli.show import progress, show_figures, show_forecast
    from agencysim.errors import AgencySimError
    from agencysim.figures import kpis
    from agencysim.sim import simulate as run

    if csv and out is None:
        raise AgencySimError(tr("--csv says how to write the log: say where with --out DIR"))
    scenario = load_scenario(file, tell=True)
    scenario, start = read_state(state, scenario) if state else (scenario, None)
    with progress(tr("Simulating {name}", name=scenario.name)) as advance:
        log = run(scenario, seed, weeks=weeks, policy=policy, state=start, progress=advance)
    figures = kpis(log)
    if out is not None:
        write_run(log, figures, out, csv=csv)
    futures = ahead if ahead is not None else 0 if as_json else FUTURES
    coming = _look_ahead(log, futures) if futures else None
    if as_json:
        next_month = {"next_month": coming.model_dump(mode="json")} if coming else {}
        say_json(figures.model_dump(mode="json") | next_month)
    else:
        say_if_all_is_warm_up(log)
        show_figures(scenario, figures)
        if coming:
            show_forecast(scenario, coming)
        if out is not None:
            say(tr("Written to {out}: log, figures.json, end_state.json", out=out))


def say_if_all_is_warm_up(log: Log) -> None:
    """Print a note if a run is so short that its figures cannot leave out its warm-up."""
    scenario = log.scenario
    if log.manifest.end <= scenario.axis.midnight(7 * scenario.warm_up_weeks):
        weeks_counted = tr_n("{n} week", "{n} weeks", scenario.warm_up_weeks)
        say(tr("Note: the run is no longer than its warm-up of {weeks}, which is counted.", weeks=weeks_counted))


def _look_ahead(log: Log, replications: int) -> Forecast:
    from agencysim.cli.show import progress
    from agencysim.forecasting import forecast
    from agencysim.snapshot import state_at

    end, seed = state_at(log, log.manifest.end), log.manifest.seed
    with progress(tr("Looking ahead")) as advance:
        return forecast(log.scenario, end, replications=replications, seed=seed, progress=advance)


def write_run(log: Log, figures: Figures, out: Path, *, csv: bool) -> None:
    """Write a log, its figures and the state at its end to a folder, which is made if need be."""
    from agencysim.log import write_text
    from agencysim.snapshot import state_at

    end: State = state_at(log, log.manifest.end)
    log.write(out, csv=csv)
    end.write(out / "end_state.json")
    write_text(out / "figures.json", figures.model_dump_json(indent=2))


@app.command()
def forecast(
    file: ScenarioFile,
    state: Annotated[
        Path | None,
        typer.Option(
            help="Where the agency stands: the end_state.json of a run, or a workbook. \\[default: empty, at the start]"
        ),
    ] = None,
    replications: Annotated[int, typer.Option(help="How many futures to look at.", min=1)] = 20,
    seed: Annotated[int, typer.Option(help="Which chances they meet.", min=0)] = 1,
    workers: Annotated[int, typer.Option(help="Processes that share the work.", min=1)] = 1,
    lang: Language = None,  # noqa: ARG001  # spoken already
    as_json: AsJson = False,
) -> None:
    """Forecast the next whole month from where the agency stands: its figures over many futures, with intervals."""
    from agencysim.cli.show import progress, show_forecast
    from agencysim.forecasting import forecast as look_ahead

    scenario = load_scenario(file, tell=True)
    scenario, start = read_state(state, scenario) if state else (scenario, None)
    with progress(tr("Looking ahead at {name}", name=scenario.name)) as advance:
        found = look_ahead(scenario, start, replications=replications, seed=seed, workers=workers, progress=advance)
    if as_json:
        say_json(found.model_dump(mode="json"))
    else:
        show_forecast(scenario, found)


@app.command()
def report(
    run: Annotated[Path, typer.Argument(help="Folder of a run: simulate --out wrote it.", metavar="RUN_DIR")],
    out: Annotated[Path | None, typer.Option(help="The page. \\[default: report.html in the folder]")] = None,
    lang: Language = None,  # noqa: ARG001  # spoken already
) -> None:
    """Write a run as one page with pictures and tables, to be read in any browser, or printed."""
    from agencysim.cli.show import waiting
    from agencysim.log import Log
    from agencysim.report import write_report

    log, page = Log.read(run), out or run / "report.html"
    with waiting(tr("Drawing the report")):
        write_report(log, page)
    say(tr("Written to {page}", page=page))


@app.command()
def export(
    run: Annotated[Path, typer.Argument(help="Folder of a run: simulate --out wrote it.", metavar="RUN_DIR")],
    file: Annotated[Path, typer.Argument(help="What to write: a .csv or a .xes file.", metavar="FILE")],
) -> None:
    """Write a run as an event log (case, activity, resource, start, complete) for process-mining tools."""
    from agencysim.errors import AgencySimError
    from agencysim.event_log import write_csv, write_xes
    from agencysim.log import Log

    writers = {".csv": write_csv, ".xes": write_xes}
    write = writers.get(file.suffix.lower())
    if write is None:
        raise AgencySimError(tr("{file}: an event log is written as .csv or .xes: end the file's name so", file=file))
    log = Log.read(run)
    write(log, file)
    say(tr_n("Written to {file}: {n:,} case", "Written to {file}: {n:,} cases", log.jobs.height, file=file))


@app.callback(invoke_without_command=True)
def _version(
    version: Annotated[bool, typer.Option("--version", help="Print the version.", is_eager=True)] = False,
) -> None:
    if version:
        from agencysim import __version__

        say(f"agencysim {__version__}")
        raise typer.Exit
