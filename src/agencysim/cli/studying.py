"""The commands for studies of what-ifs: comparing, studies from a file, sensitivity, and the report on a study."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from pathlib import Path  # typer reads it
from typing import TYPE_CHECKING, Annotated

import typer

from agencysim.cli.app import AsJson, Language, ScenarioFile, app, load_scenario, say
from agencysim.language import tr, tr_n

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from agencysim.scenario import Scenario
    from agencysim.statistics import Target
    from agencysim.study import Progress, Study, StudyResult, Tornado

Weeks = Annotated[int | None, typer.Option(help="Weeks of a run. \\[default: the scenario's]", min=1)]
WarmUp = Annotated[
    int | None, typer.Option(help="Weeks at the beginning that figures leave out. \\[default: the scenario's]", min=0)
]
Workers = Annotated[
    int, typer.Option(help="Processes that share the work; the answer is the same for any number.", min=1)
]
Seed = Annotated[int, typer.Option(help="Which chance all of them meet.", min=0)]
AsCsv = Annotated[bool, typer.Option("--csv", help="Print every replication's figures as CSV.")]
Out = Annotated[
    Path | None,
    typer.Option(
        help="Folder for what was found: result.json, values.csv, pictures, stress.md. Finished replications are kept "
        "there, so that a study that was interrupted goes on where it was.",
        metavar="DIR",
    ),
]


INTERRUPTED = 130
"""What shells take for Ctrl-C."""


@app.command()
def compare(
    base: ScenarioFile,
    what_ifs: Annotated[
        list[Path] | None, typer.Argument(help="What it is compared with.", metavar="[WHATIF]...")
    ] = None,
    weeks: Weeks = None,
    warm_up: WarmUp = None,
    metrics: Annotated[
        str | None,
        typer.Option(
            help="What is measured, separated by commas: on_time, overtime_hours, margin, busy, ... or paths such as "
            "roles.installer.utilisation.",
            metavar="NAME,...",
        ),
    ] = None,
    replications: Annotated[int | None, typer.Option(help="How often each is run. \\[default: 20]", min=1)] = None,
    precision: Annotated[
        str | None,
        typer.Option(
            help="Instead: half the width of intervals, as on_time=0.01,overtime_hours=5%; replications are added "
            "until all are as narrow.",
            metavar="NAME=WIDTH,...",
        ),
    ] = None,
    state: Annotated[
        Path | None, typer.Option(help="Where the agency stands at the beginning: a state file.", metavar="FILE")
    ] = None,
    workers: Workers = 2,
    seed: Seed = 1,
    out: Out = None,
    lang: Language = None,  # noqa: ARG001  # spoken already
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Compare what-ifs with a scenario: what is better, by how much, and how sure that is.

    All of them meet the same chance, replication by replication, so that small differences are seen with few of them.
    """
    from agencysim.metrics import STANDARD
    from agencysim.state import State
    from agencysim.study import Study

    study = Study(
        named([base, *(what_ifs or [])]),
        replications=replications,
        precision=None if precision is None else _targets(precision),
        weeks=weeks,
        warm_up=warm_up,
        metrics=STANDARD if metrics is None else _listed(metrics),
        seed=seed,
        state=None if state is None else State.read(state),
        folder=_replications_in(out),
    )
    _run(study, workers, out, as_json=as_json, as_csv=as_csv)


@app.command()
def study(
    file: Annotated[Path, typer.Argument(help="What is compared, measured, and how often, as YAML.", metavar="FILE")],
    workers: Workers = 2,
    out: Out = None,
    lang: Language = None,  # noqa: ARG001  # spoken already
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Run a study that is written down in a file: base, options, metrics, replications or precision.

    For example: base: scenario.yaml, options: {one more designer: {people.designer.count: "+1"}}, replications: 30.
    """
    from agencysim.study import read_study

    _run(read_study(file, folder=_replications_in(out)), workers, out, as_json=as_json, as_csv=as_csv)


@app.command()
def tornado(
    scenario: ScenarioFile,
    what_if: Annotated[
        Path | None, typer.Argument(help="Whose difference from the scenario is asked about.", metavar="[WHATIF]")
    ] = None,
    metric: Annotated[str, typer.Option(help="What is measured.")] = "on_time",
    values: Annotated[
        str | None,
        typer.Option(
            help="Which values are varied, as patterns separated by commas. \\[default: all that have a range]",
            metavar="PATH,...",
        ),
    ] = None,
    replications: Annotated[int, typer.Option(help="How often each end is run.", min=2)] = 10,
    weeks: Weeks = None,
    warm_up: WarmUp = None,
    workers: Workers = 2,
    seed: Seed = 1,
    out: Annotated[Path | None, typer.Option(help="Folder for tornado.png and tornado.json.", metavar="DIR")] = None,
    lang: Language = None,  # noqa: ARG001  # spoken already
    as_json: AsJson = False,
) -> None:
    """Find out what an answer hangs on: every value with a range is varied, one at a time, to both its ends.

    Ranges stand in the provenance of the scenario. With a what-if, it is told which values turn its answer round.
    """
    from agencysim.log import make_folder
    from agencysim.study import tornado as vary
    from agencysim.tables import of_tornado

    base = load_scenario(scenario)
    if out is not None:
        make_folder(out)  # before all runs, lest they were for nothing
    with _progress(tr("Varying values"), quiet=as_json) as progress:
        found = vary(
            base,
            None if what_if is None else load_scenario(what_if),
            metric=metric,
            paths=() if values is None else _listed(values),
            replications=replications,
            weeks=weeks,
            warm_up=warm_up,
            seed=seed,
            workers=workers,
            progress=progress,
        )
    if out is not None:
        _write_tornado(found, out)
    if as_json:
        say(found.to_json())
    else:
        _show([of_tornado(found)], found.notes)
        _tell_where(out, "tornado.json, tornado.png")


@app.command()
def stress(
    scenario: ScenarioFile,
    what_ifs: Annotated[
        list[Path] | None, typer.Argument(help="What it is compared with.", metavar="[WHATIF]...")
    ] = None,
    out: Annotated[
        Path | None, typer.Option(help="File to write: .md or .html. \\[default: Markdown, printed]", metavar="FILE")
    ] = None,
    lang: Language = None,  # noqa: ARG001  # spoken already
) -> None:
    """Write what others need to judge a simulation study and to do it again: the 20 items of STRESS-DES.

    What only the author can say stands in the scenario, below documentation; items that are not told yet are listed.
    """
    from agencysim.stress import Experiment, as_markdown, items_of, write_stress

    base, *others = named([scenario, *(what_ifs or [])]).items()
    experiment = Experiment(base[1], dict(others))
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


# -- what is asked -----------------------------------------------------------------------------------------------------


def named(files: Iterable[Path]) -> dict[str, Scenario]:
    """Return scenarios by their names; of two with one name, the second is called like its file.

    Raises
    ------
    AgencySimError
        If two cannot be told apart.
    """
    from agencysim.errors import AgencySimError

    found: dict[str, Scenario] = {}
    for file in files:
        scenario = load_scenario(file)
        name = scenario.name if scenario.name not in found else file.stem
        if name in found:
            raise AgencySimError(
                tr("{file}: {name!r} is compared already: give each scenario once", file=file, name=name)
            )
        found[name] = scenario
    return found


def _listed(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _targets(text: str) -> dict[str, Target]:
    """Return how well figures are to be known, from ``on_time=0.01,overtime_hours=5%``.

    Raises
    ------
    AgencySimError
        If it is written otherwise.
    """
    from agencysim.errors import AgencySimError
    from agencysim.study import target_of

    found = {}
    for each in _listed(text):
        name, sign, width = each.partition("=")
        if not sign:
            raise AgencySimError(
                tr("{each!r} does not say how narrow: write it as on_time=0.01 or on_time=5%", each=each)
            )
        found[name.strip()] = target_of(name.strip(), width)
    return found


def _replications_in(out: Path | None) -> Path | None:
    return None if out is None else out / "replications"


# -- running and showing -----------------------------------------------------------------------------------------------


@contextmanager
def _progress(what: str, *, quiet: bool) -> Iterator[Callable[[Progress], None]]:
    """Show how far a study has come, and what is known by then; in quiet only on a terminal.

    Whoever interrupts it (Ctrl-C) is told what is kept, and the command exits with 130.
    """
    from agencysim.cli.show import progress

    try:
        if quiet and not sys.stderr.isatty():
            yield lambda _: None
            return
        with progress(what) as advance:
            yield lambda now: advance(now.done / max(1, now.total), _reached(now))
    except KeyboardInterrupt as stopped:
        sys.stderr.write(f"{stopped}\n")
        raise typer.Exit(INTERRUPTED) from None


def _reached(now: Progress) -> str:
    """Return how many are done, how fast, what is left, and what is known of the first figure of each option."""
    told = [tr("{done} of {total}", done=now.done, total=now.total)]
    if now.rate:
        told.append(tr("{rate:.1f} a second", rate=now.rate))
    if now.seconds_left is not None:
        told.append(tr("{seconds:.0f} s left", seconds=now.seconds_left))
    for option, known in list(now.estimates().items())[:3]:
        name, value = next(((n, v) for n, v in known.items() if n == "on_time"), next(iter(known.items()), ("", None)))
        if value is not None and value.half_width is not None:
            told.append(f"{option}: {name} {value.mean:.4g} ± {value.half_width:.2g}")
    return ", ".join(told)


def _run(study: Study, workers: int, out: Path | None, *, as_json: bool, as_csv: bool) -> None:
    with _progress(tr("Comparing"), quiet=as_json or as_csv) as progress:
        found = study.run(workers=workers, progress=progress)
    files = "" if out is None else _write(found, out)
    if as_json:
        say(found.to_json())
    elif as_csv:
        say(found.values.write_csv().rstrip("\n"))
    else:
        _show_study(found)
        _tell_where(out, files)


def _show_study(found: StudyResult) -> None:
    from agencysim.tables import of_study, verdicts

    _show(of_study(found), [*verdicts(found), *found.notes])


def _show(tables: Iterable[object], notes: Iterable[str]) -> None:
    from agencysim.cli.show import show_tables
    from agencysim.tables import Table

    show_tables(table for table in tables if isinstance(table, Table))
    for note in notes:
        say(note)


def _tell_where(out: Path | None, files: str) -> None:
    if out is not None:
        say(tr("Written to {out}: {files}", out=out, files=files))


def _write(found: StudyResult, out: Path) -> str:
    """Write what a study found, and return the names of the files."""
    from agencysim import pictures
    from agencysim.log import write_text
    from agencysim.pictures.style import save
    from agencysim.stress import Experiment, write_stress

    write_text(out / "result.json", found.to_json() + "\n")
    write_text(out / "values.csv", found.values.write_csv())
    write_stress(Experiment.of(found), out / "stress.md")
    names = ["result.json", "values.csv", "stress.md"]
    for metric in found.metrics:
        if not found.metric(metric).good:
            continue
        draws = {"boxes": pictures.study_boxes}
        if len(found.options) > 1:
            draws["differences"] = pictures.study_differences
        for kind, draw in draws.items():
            names.append(f"{kind}_{metric.replace('.', '_')}.png")
            save(draw(found, metric), out / names[-1])
    return ", ".join(names)


def _write_tornado(found: Tornado, out: Path) -> None:
    from agencysim import pictures
    from agencysim.log import write_text
    from agencysim.pictures.style import save

    write_text(out / "tornado.json", found.to_json() + "\n")
    save(pictures.tornado(found), out / "tornado.png")
