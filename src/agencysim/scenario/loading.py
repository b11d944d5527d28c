"""From a scenario file to a scenario that can be used."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from agencysim.errors import ScenarioError
from agencysim.scenario.checks import check, findings, warnings_of
from agencysim.scenario.model import Scenario
from agencysim.scenario.reading import in_order, read_layers, validate

if TYPE_CHECKING:
    from agencysim.scenario.reading import Layered

__all__ = ["check", "load", "warnings_of"]

_HOLIDAYS = "holidays_file"


def load(path: str | Path) -> Scenario:
    """Read a scenario file, with the files that it extends, and check it.

    Raises
    ------
    ScenarioError
        With every problem, each with its file, line and path; what a scenario says is looked at only once it
        has the form of one.
    """
    layered = _with_holidays_found(read_layers(path, Scenario))
    scenario = validate(Scenario, layered)
    if found := findings(scenario):
        raise ScenarioError(in_order(layered.problem(each.place, each.what, each.remedy) for each in found))
    return scenario


def _with_holidays_found(layered: Layered) -> Layered:
    """Let the file of public days be found from anywhere: it is named relative to the file that names it."""
    named = layered.data.get(_HOLIDAYS)
    if not isinstance(named, str):
        return layered
    file, _ = layered.whereabouts((_HOLIDAYS,))
    return replace(layered, data={**layered.data, _HOLIDAYS: str(Path(file).resolve().parent / named)})
