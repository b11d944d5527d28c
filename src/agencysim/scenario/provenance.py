"""Where a scenario's values come from, and what else they could be."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel

from agencysim.calendars import WEEKDAYS, weekdays_in
from agencysim.calendars.dates import parse_day_range
from agencysim.chance.base import DistributionBase
from agencysim.domain.resources import Recurring
from agencysim.language import tr
from agencysim.scenario.messages import Finding
from agencysim.scenario.paths import dotted, nearest, parts_of
from agencysim.values import Duration, Period, clock_text, parse_clock

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agencysim.scenario.model import Evidence, Scenario
    from agencysim.scenario.paths import Place

ASSUMED = "assumed"
UNSTATED = "unstated"
"""The source of a value of which the scenario says nothing."""

_OF_THE_RUN = ("weeks", "warm_up_weeks", "provenance")
"""What is decided for a run, and is no fact about an agency."""

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True)
class ValueWithSource:
    """A value of a scenario, and where it comes from.

    Parameters
    ----------
    path
        Where it stands; a distribution's parameter after the distribution, a single value in its place.
    value
        The value as a file would write it.
    source
        ``rule``, ``assumed``, a reference, or ``unstated``.
    low, high
        Plausible range, if one was given.
    note
        What else is said of it.
    """

    path: str
    value: float | str
    source: str
    low: float | str | None = None
    high: float | str | None = None
    note: str = ""


def evidence(scenario: Scenario) -> list[ValueWithSource]:
    """Return every number, duration and time that the scenario states, with its source.

    Defaults that it does not mention are not listed. Of several provenance entries for a value the longest
    path holds, and of equally long ones that with the fewest ``*``.
    """
    entries = sorted(_entries(scenario), key=lambda entry: entry.rank, reverse=True)
    return [_with_source(place, value, entries) for place, value in quantities(scenario)]


def assumed(scenario: Scenario) -> list[ValueWithSource]:
    """Return the values that are only assumed, or of which nobody has said where they come from."""
    return [row for row in evidence(scenario) if row.source in (ASSUMED, UNSTATED)]


def problems(scenario: Scenario) -> list[Finding]:
    """Return entries that cannot be meant: paths that are none, and ranges that end before they begin."""
    entries = scenario.provenance.items()
    return [finding for path, entry in entries for finding in _problems_of(path, entry, scenario)]


def unmatched(scenario: Scenario) -> list[str]:
    """Return the paths of the provenance at which the scenario states nothing.

    That is no mistake in itself: a what-if may have taken away what its base knows the source of.
    """
    return [entry.path for entry in _entries(scenario) if next(_matching(scenario, entry.parts), None) is None]


def quantities(scenario: Scenario) -> Iterator[tuple[Place, float | str]]:
    """Yield every number, duration and time that the scenario states, with its place."""
    for name in _stated(scenario):
        if name not in _OF_THE_RUN:
            yield from _leaves(getattr(scenario, name), (name,))


@dataclass(frozen=True)
class _Entry:
    """An entry of the provenance, with its path split."""

    path: str
    evidence: Evidence

    @cached_property
    def parts(self) -> tuple[str, ...]:
        return tuple(parts_of(self.path))

    @property
    def rank(self) -> tuple[int, int]:
        return len(self.parts), -self.path.count("*")

    def covers(self, place: Place) -> bool:
        """Return whether a place is at, or below, the entry's path."""
        pairs = zip(self.parts, place, strict=False)
        return len(self.parts) <= len(place) and all(_fits(part, str(key)) for part, key in pairs)


def _entries(scenario: Scenario) -> list[_Entry]:
    return [_Entry(path, entry) for path, entry in scenario.provenance.items() if not _flaw(path, scenario)]


def _with_source(place: Place, value: float | str, entries: Sequence[_Entry]) -> ValueWithSource:
    found = next((entry.evidence for entry in entries if entry.covers(place)), None)
    if found is None:
        return ValueWithSource(dotted(place), value, UNSTATED)
    return ValueWithSource(dotted(place), value, found.source, found.low, found.high, found.note)


class _Said(str):
    """A quantity that has been turned into text."""


def _leaves(value: Any, place: Place) -> Iterator[tuple[Place, float | str]]:
    if isinstance(value, Duration | _Said):
        yield place, str(value)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield place, value
    elif isinstance(value, tuple) and value and all(isinstance(item, Period) for item in value):
        yield place, ", ".join(map(str, value))
    else:
        for key, inside in _stated_in(value):
            yield from _leaves(inside, place if key is None else (*place, key))


def _stated_in(value: Any) -> Iterator[tuple[str | int | None, Any]]:
    """Yield what a value states, with its key; without a key if it stands for the whole value."""
    if isinstance(value, DistributionBase):
        yield from _parameters(value)
    elif isinstance(value, BaseModel):
        for name in _stated(value):
            inside = getattr(value, name)
            yield name, _Said(clock_text(inside)) if name == "at" and isinstance(value, Recurring) else inside
    else:
        yield from _items(value)


def _stated(model: BaseModel) -> list[str]:
    return [name for name in type(model).model_fields if name in model.model_fields_set]


def _items(value: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(value, Mapping):
        yield from ((str(key), inside) for key, inside in value.items())
    elif isinstance(value, tuple):
        yield from enumerate(value)


def _parameters(distribution: DistributionBase) -> Iterator[tuple[str | None, Any]]:
    """Yield the parameters under their names in files; a fixed value is the whole of it."""
    for name, said in distribution.model_dump(mode="json").items():
        if name != "kind":
            inside = tuple(map(_quantity, said)) if isinstance(said, list) else _quantity(said)
            yield None if name == "value" else name, inside


def _quantity(said: float | str) -> float | str:
    return _Said(said) if isinstance(said, str) else said


def _matching(value: Any, parts: tuple[str, ...]) -> Iterator[object]:
    """Yield what is at the parts of a path, whether written or taken for granted."""
    if not parts:
        yield value
        return
    for key, inside in _everything_in(value):
        if inside is not None and _fits(parts[0], str(key)):
            yield from _matching(inside, parts[1:])


def _everything_in(value: Any) -> Iterator[tuple[str | int | None, Any]]:
    if isinstance(value, DistributionBase):
        yield from _parameters(value)
    elif isinstance(value, BaseModel):
        yield from ((name, getattr(value, name)) for name in type(value).model_fields)
    else:
        yield from _items(value)


def _fits(part: str, key: str) -> bool:
    """Return whether a part of a path means a key; weekdays and days may be ranges, as in a file."""
    if part == key or part == "*":
        return True
    if "*" in part:
        return re.fullmatch(re.escape(part).replace(r"\*", ".*"), key) is not None
    try:
        if key in WEEKDAYS:
            return key in weekdays_in(part)
        if _DAY.fullmatch(key):
            first, last = parse_day_range(part)
            return str(first) <= key <= str(last)
    except ValueError:
        return False
    return False


def _problems_of(path: str, entry: Evidence, scenario: Scenario) -> Iterator[Finding]:
    place = ("provenance", path)
    if flaw := _flaw(path, scenario):
        yield Finding(place, *flaw)
    sizes = []
    for name, bound in (("low", entry.low), ("high", entry.high)):
        try:
            sizes += [] if bound is None else [_size(bound)]
        except ValueError as error:
            yield Finding((*place, name), str(error))
    if len(sizes) == 2:
        low, high = (f"{bound:g}" if isinstance(bound, float) else bound for bound in (entry.low, entry.high))
        if sizes[0][0] != sizes[1][0]:
            yield Finding(
                place,
                tr("the range from {low} to {high} is of two kinds", low=low, high=high),
                tr("give both bounds alike"),
            )
        elif sizes[0] > sizes[1]:
            yield Finding(
                place, tr("the range ends at {high}, before it begins at {low}", high=high, low=low), tr("swap them")
            )


def _size(bound: float | str) -> tuple[str, float]:
    """Return what kind of bound it is, and how large.

    Raises
    ------
    ValueError
        If it is text, and neither a duration nor a time of day.
    """
    if not isinstance(bound, str):
        return "number", bound
    if ":" in bound:
        return "time of day", parse_clock(bound)
    return "duration", Duration.parse(bound).seconds


def _flaw(path: str, scenario: Scenario) -> tuple[str, str] | None:
    """Return what is wrong with the path of an entry, and what would be right."""
    try:
        section = parts_of(path)[0]
    except ValueError as error:
        return str(error), ""
    known = [name for name in type(scenario).model_fields if name != "provenance"]
    if any(_fits(section, name) for name in known):
        return None
    meant = nearest(section, known)
    return tr("there is no section {section!r}", section=section), tr(
        "did you mean {meant!r}?", meant=meant
    ) if meant else ""
