"""The twenty items of the report, each from the scenario, the experiment, or what the author has to say."""

from __future__ import annotations

import os
import platform
from dataclasses import dataclass, field
from importlib.metadata import version
from typing import TYPE_CHECKING

from agencysim.language import tr, tr_n
from agencysim.scenario import difference
from agencysim.stress import components, data
from agencysim.tables.base import Table

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agencysim.scenario import Scenario
    from agencysim.stress.experiment import Experiment

LIBRARIES = ("agencysim", "simpy", "numpy", "scipy", "polars", "ortools")
"""What results depend on, version by version."""


@dataclass(frozen=True)
class Item:
    """An item of the report.

    Parameters
    ----------
    number, title
        As the guideline has them.
    paragraphs, tables
        What there is to say.
    diagrams
        Routes as graphs in the language of Mermaid, by job type.
    is_missing
        Whether the author has to say something that the scenario does not tell yet.
    """

    number: str
    title: str
    paragraphs: tuple[str, ...] = ()
    tables: tuple[Table, ...] = ()
    diagrams: dict[str, str] = field(default_factory=dict)
    is_missing: bool = False


def items_of(experiment: Experiment) -> list[Item]:
    """Return the twenty items, in the language in use.

    Parameters
    ----------
    experiment
        What was studied, and how.
    """
    groups = (_objectives, _logic, _data, _experimentation, _implementation, _access)
    return [item for group in groups for item in group(experiment)]


def _told(number: str, title: str, text: str, where: str) -> Item:
    """Return an item that only the author can fill, or where to write it."""
    if text.strip():
        return Item(number, title, (text.strip(),))
    return Item(number, title, (tr("Not told: write it in the scenario, as {where}.", where=where),), is_missing=True)


def _objectives(done: Experiment) -> Iterator[Item]:
    notes = done.base.documentation
    purpose = notes.purpose or done.base.description
    yield _told("1.1", tr("Purpose of the model"), purpose, "documentation.purpose")
    outputs = Table("", (tr("figure"), tr("what it is")), list(done.outputs.items()), of_texts=True)
    asked = () if done.outputs else (tr("No figures were named: all that agencysim works out of a log."),)
    yield Item("1.2", tr("Model outputs"), asked, (outputs,) if done.outputs else ())
    aims = _told("1.3", tr("Aims of the experiments"), notes.aims, "documentation.aims")
    compared = tr("{base} is compared with: {others}.", base=done.base.name, others=", ".join(done.what_ifs))
    yield aims if not done.what_ifs else Item("1.3", aims.title, (*aims.paragraphs, compared), (), {}, aims.is_missing)


def _logic(done: Experiment) -> Iterator[Item]:
    base = done.base
    yield Item(
        "2.1",
        tr("Diagram of the base model"),
        (tr("Each kind of job goes through a graph of steps of its own."),),
        diagrams={components.label_of(base.job_types, name): components.mermaid(base, name) for name in base.job_types},
    )
    yield Item("2.2", tr("Logic of the base model"), tuple(components.logic(base)))
    yield Item("2.3", tr("Logic of the scenarios"), *_changes(done))
    yield Item("2.4", tr("Algorithms"), tuple(components.algorithms(base)))
    yield Item("2.5", tr("Components"), tuple(components.queues(base)), tuple(components.tables(base)))


def _changes(done: Experiment) -> tuple[tuple[str, ...], tuple[Table, ...]]:
    """Return in what the scenarios differ from the base."""
    if not done.what_ifs:
        return (tr("There is only the base model."),), ()
    tables = [
        Table(name, (tr("what"), tr("change")), [_path_and_values(str(each)) for each in difference(done.base, other)])
        for name, other in done.what_ifs.items()
    ]
    for table in tables:
        table.of_texts = True
    return (), tuple(tables)


def _path_and_values(change: str) -> tuple[str, str]:
    path, _, values = change.partition(": ")
    return path, values


def _data(done: Experiment) -> Iterator[Item]:
    notes = done.base.documentation
    yield Item("3.1", tr("Data sources"), (), (data.sources(done.base),))
    yield _told("3.2", tr("Pre-processing"), notes.pre_processing, "documentation.pre_processing")
    yield Item("3.3", tr("Input parameters"), (), (data.parameters(done.base),))
    yield Item("3.4", tr("Assumptions"), *data.assumptions(done.base))


def _experimentation(done: Experiment) -> Iterator[Item]:
    base = done.base
    warm_up = base.warm_up_weeks if done.warm_up_weeks is None else done.warm_up_weeks
    start = tr_n(
        "A run begins with an empty agency; its first week is left out of the figures.",
        "A run begins with an empty agency; its first {n} weeks are left out of the figures.",
        warm_up,
    )
    empty = tr("A run begins with an empty agency, and all of it counts.")
    yield Item("4.1", tr("Initialisation"), (start if warm_up else empty,))
    weeks = done.weeks or base.weeks
    text = tr_n(
        "{n} week, from {first}; time is counted in seconds.",
        "{n} weeks, from {first}; time is counted in seconds.",
        weeks,
        first=base.start.isoformat(),
    )
    yield Item("4.2", tr("Run length"), (text,))
    yield Item("4.3", tr("Estimation approach"), tuple(_estimation(done)))


def _estimation(done: Experiment) -> Iterator[str]:
    if done.stopped:
        yield tr("Replications were added until figures were known as well as wanted: {why}.", why=done.stopped)
    if done.replications is not None:
        yield tr_n(
            "{n} replication of each scenario.", "{n} independent replications of each scenario.", done.replications
        )
    yield tr(
        "Means have 95 % intervals by Student's t over replications. Scenarios share their random numbers, replication "
        "by replication, so that differences are those of pairs."
    )


def _implementation(done: Experiment) -> Iterator[Item]:
    versions = ", ".join(f"{name} {version(name)}" for name in LIBRARIES)
    python = tr("Python {python}, with {versions}.", python=platform.python_version(), versions=versions)
    yield Item("5.1", tr("Software"), (python,))
    sampling = tr(
        "Every random quantity is a function of the seed, the replication and what it belongs to (job, step, visit, "
        "purpose), by hashed keys and inverse distribution functions; it does not depend on when it is asked for. "
        "The seed is {seed}.",
        seed=done.seed,
    )
    yield Item("5.2", tr("Random sampling"), (sampling,))
    execution = tr(
        "Processes on SimPy's event list. All that happens at a moment is applied first, then waiting work is "
        "dispatched once; the order of simultaneous events has no influence. Replications may run in several "
        "processes: results do not depend on how many."
    )
    yield Item("5.3", tr("Model execution"), (execution,))
    machine = tr(
        "{system}, {machine}, {n} processors.",
        system=platform.system(),
        machine=platform.machine(),
        n=os.cpu_count() or 1,
    )
    yield Item("5.4", tr("System specification"), (machine,))


def _access(done: Experiment) -> Iterator[Item]:
    code = tr(
        "agencysim {version} is free software under the MIT licence. Scenario {name}, fingerprint {digest}.",
        version=version("agencysim"),
        name=done.base.name,
        digest=done.base.digest,
    )
    told = _told("6.1", tr("Sharing of the model"), done.base.documentation.sharing, "documentation.sharing")
    yield Item("6.1", told.title, (code, *told.paragraphs), (), {}, told.is_missing)


def about(scenario: Scenario) -> str:
    """Return the title of the report."""
    return tr("{name}: report by the STRESS-DES guideline", name=scenario.name)
