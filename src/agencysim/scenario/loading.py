"""From a scenario file to a scenario that can be used."""

from __future__ import annotations

import warnings
from collections.abc import Collection, Mapping
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agencysim.errors import AgencySimError, ScenarioWarning
from agencysim.language import tr
from agencysim.scenario.checks import check, findings, warnings_of
from agencysim.scenario.model import Scenario
from agencysim.scenario.reading import attempt, read_layers

if TYPE_CHECKING:
    from agencysim.scenario.messages import Finding
    from agencysim.scenario.paths import Place
    from agencysim.scenario.reading import Layered

__all__ = ["check", "load", "warnings_of"]

_HOLIDAYS = "holidays_file"


def load(path: str | Path) -> Scenario:
    """Read a scenario file, with the files that it extends, and check it.

    Raises
    ------
    ScenarioError
        With every problem, each with its file, line and path. What has not the form of what it should be is left out
        when it is asked whether the rest fits together.

    Warns
    -----
    ScenarioWarning
        Of what is worth knowing about a scenario that can be used all the same.
    """
    if not isinstance(path, str | Path):
        raise AgencySimError(tr("{path!r:.60} is no path of a scenario file", path=path))
    layered = _with_holidays_found(read_layers(path, Scenario))
    scenario = attempt(Scenario, layered.data)
    if isinstance(scenario, list):
        raise layered.refusal([*scenario, *_wrong_with_the_rest(layered.data, scenario)])
    if found := findings(scenario):
        raise layered.refusal(found)
    for note in warnings_of(scenario):
        warnings.warn(f"{path}: {note}", ScenarioWarning, stacklevel=2)
    return scenario


def _wrong_with_the_rest(data: dict[str, Any], refused: list[Finding]) -> list[Finding]:
    """Return what is wrong beyond its form with what is not refused, as far as that makes a scenario."""
    left_out = {place: _at(data, place) for finding in refused if (place := _part_of(data, finding.place))}
    rest = {name: _without(section, name, left_out) for name, section in data.items() if (name,) not in left_out}
    scenario = attempt(Scenario, rest)
    return [] if isinstance(scenario, list) else findings(scenario, left_out)


def _at(data: Mapping[str, Any], place: Place) -> object:
    section = data.get(str(place[0]))
    return section[place[1]] if len(place) > 1 else section  # type: ignore[index]


def _part_of(data: dict[str, Any], place: Place) -> Place:
    """Return the part that falls away with a place: a thing with a name of its own, or else a whole section."""
    section = data.get(str(place[0])) if place else None
    return place[:2] if isinstance(section, Mapping) and len(place) > 1 and place[1] in section else place[:1]


def _without(section: object, name: str, left_out: Collection[Place]) -> object:
    if not isinstance(section, Mapping):
        return section
    return {key: value for key, value in section.items() if (name, key) not in left_out}


def _with_holidays_found(layered: Layered) -> Layered:
    """Let the file of public days be found from anywhere: it is named relative to the file that names it."""
    named = layered.data.get(_HOLIDAYS)
    if not isinstance(named, str):
        return layered
    file, _ = layered.whereabouts((_HOLIDAYS,))
    return replace(layered, data={**layered.data, _HOLIDAYS: str(Path(file).resolve().parent / named)})
