"""The command that plans and simulates in turn."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from agencysim.cli.app import (
    AsJson,
    Language,
    ScenarioFile,
    app,
    load_scenario,
    read_state,
    say,
    say_if_all_is_warm_up,
    say_json,
    write_run,
)
from agencysim.language import tr

Weeks = Annotated[
    float | None, typer.Option(help="Weeks to run, from the scenario's start. \\[default: the scenario's own]")
]
StateFile = Annotated[
    Path | None, typer.Option(help="State to start from: the end_state.json of an earlier run, or a workbook.")
]
OutFolder = Annotated[
    Path | None, typer.Option(help="Folder for the log (Parquet), the figures, the state at the end, and the reviews.")
]


@app.command()
def roll(
    file: ScenarioFile,
    weeks: Weeks = None,
    seed: Annotated[
        int, typer.Option(help="Which chance the agency meets; the same seed gives the same run.", min=0)
    ] = 1,
    review: Annotated[
        str,
        typer.Option(help="How often it is planned: weekly (Mondays at 0:00), or daily (at 0:00)."),
    ] = "weekly",
    rounds: Annotated[
        int | None,
        typer.Option(
            help="How long the planner looks for a better plan, in rounds; 0 takes the first one. \\[default: 5]"
        ),
    ] = None,
    state: StateFile = None,
    out: OutFolder = None,
    lang: Language = None,  # noqa: ARG001  # spoken already
    as_json: AsJson = False,
) -> None:
    """Let an agency work by real plans, made anew again and again from where it stands; show figures and reviews."""
    from agencysim.cli.show import progress, show_figures, show_tables
    from agencysim.figures import kpis
    from agencysim.rolling import roll as plan_and_simulate
    from agencysim.rolling.policy import ROUNDS
    from agencysim.tables.rolling import of_reviews

    scenario = load_scenario(file, tell=True)
    scenario, start = read_state(state, scenario) if state else (scenario, None)
    with progress(tr("Planning and simulating {name}", name=scenario.name)) as advance:
        rolled = plan_and_simulate(
            scenario,
            weeks,
            seed=seed,
            review=review,  # type: ignore[arg-type]  # it is checked there
            rounds=ROUNDS if rounds is None else rounds,
            state=start,
            progress=advance,
        )
    figures = kpis(rolled.log)
    if out is not None:
        write_run(rolled.log, figures, out, csv=False)
        rolled.write_reviews(out / "reviews.json")
    if as_json:
        say_json(figures.model_dump(mode="json") | {"reviews": [each.in_short() for each in rolled.reviews]})
        return
    say_if_all_is_warm_up(rolled.log)
    show_figures(scenario, figures)
    show_tables([of_reviews(rolled)])
    if out is not None:
        say(tr("Written to {out}: log, figures.json, end_state.json, reviews.json", out=out))
