"""Studies that are written down: a file says what is compared, what is measured, and how often."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field

from agencysim.domain.fields import Map
from agencysim.errors import AgencySimError
from agencysim.language import tr
from agencysim.metrics import STANDARD
from agencysim.rolling.policy import ROUNDS, Reviews, Rolling
from agencysim.scenario import load
from agencysim.scenario.reading import read_layers, validate
from agencysim.sim.engine import LONGEST
from agencysim.statistics import Target
from agencysim.study.study import Study
from agencysim.values import Frozen

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agencysim.scenario import Scenario


class Plans(Frozen):
    """The planner as a policy, as a study file says it.

    Parameters
    ----------
    review, rounds, after
        As in `Rolling`.
    """

    review: Reviews
    rounds: Annotated[int, Field(ge=0)] = ROUNDS
    after: Annotated[int, Field(ge=0, le=LONGEST)] = 0

    def policy(self) -> Rolling:
        """Return the policy."""
        return Rolling(self.review, self.rounds, self.after)


class StudyFile(Frozen):
    """What a study file says.

    Parameters
    ----------
    name, description
        What it is about.
    base
        The scenario file that the others are compared with, relative to this one.
    options
        By name: a scenario or what-if file, or changes of the base by path, in quotes where they begin with a plus.
    metrics
        What is measured.
    replications
        How often each option is run.
    precision
        Instead: half the width of the interval of each figure, in its unit, or as a share of its mean such as ``5%``.
    weeks, warm_up
        Weeks of a run, and how many of them the figures leave out; each scenario's own if absent.
    seed
        Which chance all options meet.
    policies
        Dispatch policies with each of which each option is run; the planner is one, as ``{review: daily}``.
    """

    name: str = ""
    description: str = ""
    base: Annotated[str, Field(min_length=1)]
    options: Map[str, str | Map[str, Any]] = Field(default_factory=dict)
    metrics: tuple[str, ...] = STANDARD
    replications: int | None = None
    precision: Map[str, float | str] | None = None
    weeks: int | None = None
    warm_up: int | None = None
    seed: int = 1
    policies: tuple[str | Plans, ...] = ()


def read_study(path: Path | str, *, folder: Path | None = None, replications: int | None = None) -> Study:
    """Read a study file.

    Parameters
    ----------
    path
        The file.
    folder
        Where finished replications are kept; in memory if absent.
    replications
        How often each option is run, instead of what the file says.

    Raises
    ------
    ScenarioError
        With everything that is wrong with the file, with its line, or with a scenario that it names.
    AgencySimError
        If what it asks for makes no sense.
    """
    file = Path(path)
    asked = validate(StudyFile, read_layers(file))
    base = load(file.parent / asked.base)
    scenarios = {base.name: base}
    for name, option in asked.options.items():
        if name in scenarios:
            raise AgencySimError(tr("{path}: {name!r} is the name of the base, too", path=file, name=name))
        scenarios[name] = _option(base, file.parent, name, option)
    return Study(
        scenarios,
        policies=[each.policy() if isinstance(each, Plans) else each for each in asked.policies],
        replications=replications or asked.replications,
        precision=None if replications or asked.precision is None else _precision(asked.precision),
        weeks=asked.weeks,
        warm_up=asked.warm_up,
        metrics=asked.metrics,
        seed=asked.seed,
        folder=folder,
    )


def _precision(asked: Mapping[str, float | str]) -> dict[str, Target]:
    return {name: target_of(name, text) for name, text in asked.items()}


def _option(base: Scenario, folder: Path, name: str, option: str | Mapping[str, Any]) -> Scenario:
    return load(folder / option) if isinstance(option, str) else base.with_(option, name=name)


def target_of(metric: str, text: float | str) -> Target:
    """Return how well a metric is to be known, from a number in its unit, or a share of its mean such as ``5%``.

    Raises
    ------
    AgencySimError
        If it is neither.
    """
    share = isinstance(text, str) and text.strip().endswith("%")
    try:
        number = float(text.strip().removesuffix("%")) if isinstance(text, str) else float(text)
    except ValueError:
        number = 0.0
    if not 0 < number < float("inf"):
        raise AgencySimError(
            tr(
                "the precision of {metric} is {text!r}: write half the width of its interval, such as 0.01, or 5%",
                metric=metric,
                text=text,
            )
        )
    return Target(half_width=number / 100, relative=True) if share else Target(half_width=number)
