"""The command for the risk of a plan."""

from __future__ import annotations

from pathlib import Path  # typer reads it
from typing import TYPE_CHECKING, Annotated

import typer

from agencysim.cli.app import AsJson, Language, app, load_scenario, read_state, say, say_json, tell_notes
from agencysim.cli.plan_arguments import PlanPath, read_plan
from agencysim.errors import AgencySimError
from agencysim.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agencysim.plan_risk import Risk
    from agencysim.planner import Problem
    from agencysim.plans import Plan
    from agencysim.scenario import Scenario
    from agencysim.state import State

SCENARIO, STATE = "scenario.json", "state.json"
"""What plan --out writes beside a plan: the agency, and where it stood."""

ScenarioOption = Annotated[
    Path | None, typer.Option(help="The scenario of the agency. \\[default: the one beside the plan]")
]


@app.command()
def risk(
    plan: PlanPath,
    scenario: ScenarioOption = None,
    state: Annotated[
        Path | None,
        typer.Option(
            help="Where the agency stands: a saved state, or a workbook. \\[default: the one beside the plan, from "
            "which the week was first planned]"
        ),
    ] = None,
    replications: Annotated[int, typer.Option(help="How many futures to look at.", min=1)] = 500,
    reaction: Annotated[
        str,
        typer.Option(
            help="What people do when it comes otherwise than planned: keep (to their own work and its times), help "
            "(who is free takes over what is late, and begins early), overtime (help, and call overtime), replan "
            "(a new first plan every noon, some forty times as long)."
        ),
    ] = "help",
    seed: Annotated[int, typer.Option(help="Which chances they meet.", min=0)] = 1,
    workers: Annotated[int, typer.Option(help="Processes that share the work.", min=1)] = 1,
    out: Annotated[Path | None, typer.Option(help="Folder for risk.json, dates.png and spread.png.")] = None,
    lang: Language = None,  # noqa: ARG001  # spoken already
    as_json: AsJson = False,
) -> None:
    """Tell what may come of a plan: which dates hold, how surely, at how much overtime, and which tasks decide.

    The plan is replayed in many futures: work takes longer or shorter, people fall sick, clients answer late, machines
    break, rush jobs come in. The futures of a plan that replan has changed begin where the week was first planned from,
    too, and know nothing of what has come up since: give where the agency stands now with --state.
    """
    from agencysim.cli.show import progress, show_tables
    from agencysim.log import make_folder
    from agencysim.plan_risk import risk as look_ahead
    from agencysim.tables.risk import of_risk, risk_in_words

    known = read_plan(plan)
    agency, where = _agency(known.folder, scenario, state)
    if state is None and _was_replanned(known.problem, where):
        tell_notes(plan, [_begins_with_the_week(agency, where)])
    if out is not None:
        make_folder(out)  # before the replay, which would be lost if it cannot be
    with progress(tr("Replaying the plan")) as advance:
        found = look_ahead(
            known.plan,
            agency,
            where,
            replications=replications,
            reaction=reaction,  # type: ignore[arg-type]  # it is checked there
            seed=seed,
            workers=workers,
            progress=advance,
        )
    tell_notes(plan, _jobs_left_out(known.plan, found))
    if out is not None:
        _write(agency, found, out)
    if as_json:
        say_json(found.model_dump(mode="json"))
        return
    show_tables(of_risk(agency, found))
    for sentence in risk_in_words(agency, found):
        say(sentence)
    if out is not None:
        say(tr("Written to {out}: {files}", out=out, files="risk.json, dates.png, spread.png"))


def _was_replanned(problem: Problem, where: State) -> bool:
    """Return whether a plan changes one that people knew, as of a moment after the state."""
    return problem.published is not None and (problem.frozen_until or 0) > where.time


def _begins_with_the_week(agency: Scenario, where: State) -> str:
    return tr(
        "the futures begin on {moment:%Y-%m-%d %H:%M}, where the week was first planned from, and know nothing of what "
        "has come up since, such as who is sick: give where the agency stands now with --state",
        moment=agency.axis.moment(where.time),
    )


def _jobs_left_out(plan: Plan, found: Risk) -> Iterator[str]:
    """Yield whose planned work falls away: as must be once a plan has begun, before that something may be wrong."""
    from agencysim.scenario.paths import listed

    if not found.not_open:
        return
    jobs = listed(found.not_open)
    if found.start > plan.start:
        yield tr("not open any more, and what is planned for them left out: {jobs}", jobs=jobs)
    else:
        yield tr(
            "not open in the state, and what is planned for them left out: {jobs}; give the state from which the plan "
            "was made, or one since",
            jobs=jobs,
        )


def _agency(folder: Path, scenario: Path | None, state: Path | None) -> tuple[Scenario, State]:
    """Return the agency of a plan, and where it stands, as given or as it lies beside the plan.

    Beside a version that was published lies what its week was planned from, in the folder of the week.

    Raises
    ------
    AgencySimError
        If something is missing, or is none.
    """
    from agencysim.planner.replanning.versions import PUBLISHED

    if folder.parent.name == PUBLISHED:
        folder = folder.parent.parent
    lacking = [
        option
        for option, given, beside in (("--scenario", scenario, SCENARIO), ("--state", state, STATE))
        if given is None and not (folder / beside).exists()
    ]
    if lacking:
        raise AgencySimError(
            tr(
                "{folder} does not hold the agency and where it stood, as agencysim plan --out writes them: "
                "give {options}",
                folder=folder,
                options=" ".join(lacking),
            )
        )
    agency = _saved(folder / SCENARIO) if scenario is None else load_scenario(scenario)
    return read_state(folder / STATE if state is None else state, agency)


def _saved(path: Path) -> Scenario:
    from agencysim.scenario import Scenario

    try:
        return Scenario.model_validate_json(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise AgencySimError(
            tr("{path}: is no scenario that agencysim saved ({error})", path=path, error=error)
        ) from error


def _write(agency: Scenario, found: Risk, out: Path) -> None:
    from agencysim.pictures import date_probabilities, gantt_with_spread
    from agencysim.pictures.style import save

    found.write(out / "risk.json")
    save(date_probabilities(agency, found), out / "dates.png")
    save(gantt_with_spread(agency, found), out / "spread.png")
