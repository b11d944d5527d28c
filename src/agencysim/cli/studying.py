"""The commands for studies of what-ifs."""

from __future__ import annotations

from pathlib import Path  # noqa: TC003  # typer reads it
from typing import Annotated

import typer

from agencysim.cli.app import Language, ScenarioFile, app, load_scenario, say
from agencysim.language import tr, tr_n


@app.command()
def stress(
    scenario: ScenarioFile,
    what_ifs: Annotated[
        list[Path] | None, typer.Argument(help="What it is compared with.", metavar="[WHATIF]...")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="File to write: .md or .html. [default: Markdown, printed]", metavar="FILE")
    ] = None,
    lang: Language = None,  # noqa: ARG001  # spoken already
) -> None:
    """Write what others need to judge a simulation study and to do it again: the 20 items of STRESS-DES.

    What only the author can say stands in the scenario, below documentation; items that are not told yet are listed.
    """
    from agencysim.stress import Experiment, as_markdown, items_of, write_stress

    others = [load_scenario(file) for file in what_ifs or []]
    experiment = Experiment(load_scenario(scenario, tell=True), {each.name: each for each in others})
    if out is None:
        say(as_markdown(experiment).rstrip("\n"))
        return
    write_stress(experiment, out)
    say(tr("Written to {page}", page=out))
    missing = [f"{item.number} {item.title}" for item in items_of(experiment) if item.is_missing]
    if missing:
        say(
            tr_n(
                "{n} item is not told: {which}",
                "{n} items are not told: {which}",
                len(missing),
                which="; ".join(missing),
            )
        )
