"""Scenario files: one on top of another, and checked against a model with the line of every problem."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from agencysim.errors import Problem, ScenarioError
from agencysim.language import tr
from agencysim.scenario.edits import Edit, carry_out, resolve
from agencysim.scenario.messages import Finding, findings
from agencysim.scenario.paths import ABSENT, Place, dotted, listed
from agencysim.scenario.shape import Shape
from agencysim.scenario.source import CHANGES, Source, kind_of, read

_EXTENDS = "extends"
_HEADINGS = ("name", "description")
_PROVENANCE = "provenance"
_OF_WHAT_IFS = (_EXTENDS, *_HEADINGS, CHANGES, _PROVENANCE)
_LONGEST_CHAIN = 20

T = TypeVar("T", bound=BaseModel)


@dataclass(frozen=True)
class _Layer:
    """What a file puts on top of the files before it.

    Parameters
    ----------
    source
        The file.
    edits
        Where it puts something, and where in the file that is written; of the first file, everything.
    """

    source: Source
    edits: tuple[tuple[Edit, Place], ...]


@dataclass(frozen=True)
class Layered:
    """Plain data, and the file and line that each part of them comes from.

    Parameters
    ----------
    data
        The data, to be left as they are.
    """

    data: dict[str, Any]
    _layers: tuple[_Layer, ...] = ()

    def whereabouts(self, place: Place) -> tuple[str, int | None]:
        """Return the file and line that a place comes from; of a change, its line in the what-if.

        A block in which something was changed is where the last change is: if it does not fit any more, then
        because of that.
        """
        for layer in reversed(self._layers):
            place = _before_deletions(place, layer.edits)
            if (origin := _origin(place, layer.edits)) is not None:
                return layer.source.file, layer.source.line(origin)
        return "", None

    def problem(self, place: Place, what: str, remedy: str = "") -> Problem:
        """Return a problem at a place, with the place's path, file and line."""
        file, line = self.whereabouts(place)
        return Problem(what, remedy, dotted(place), file, line)

    def refusal(self, found: Iterable[Finding]) -> ScenarioError:
        """Return the error that tells what was found, by file and line."""
        return ScenarioError(in_order(self.problem(each.place, each.what, each.remedy) for each in found))


def read_layers(path: str | Path, model: type[BaseModel] | None = None) -> Layered:
    """Read a scenario file, and the files that it extends.

    A file with ``extends: ../other.yaml`` (relative to itself) takes everything from the other one, except
    what it says under ``changes``, as `agencysim.scenario.edits` tells; it may have a ``name``, a
    ``description`` and more ``provenance`` of its own.

    Parameters
    ----------
    path
        The file.
    model
        The model that knows the values of what no file says, for changes of these.

    Raises
    ------
    ScenarioError
        With the file and line of each problem in the first file that has any.
    """
    *what_ifs, first = _chain(Path(path))
    layered = Layered(first.data, (_Layer(first, ((Edit("", (), first.data), ()),)),))
    for source in reversed(what_ifs):
        layered = _with_headings(_with_changes(layered, source, model), source)
    return layered


def validate(model: type[T], layered: Layered) -> T:
    """Return the data as a model.

    Raises
    ------
    ScenarioError
        With everything that the model refuses, by file and line.
    """
    made = attempt(model, layered.data)
    if isinstance(made, list):
        raise layered.refusal(made)
    return made


def attempt(model: type[T], data: dict[str, Any]) -> T | list[Finding]:
    """Return data as a model, or else everything that the model refuses."""
    try:
        return model.model_validate(data)
    except ValidationError as error:
        return list(findings(error, data, Shape(model, data)))


def in_order(problems: Iterator[Problem]) -> list[Problem]:
    """Sort problems by file and line."""
    return sorted(problems, key=lambda problem: (problem.file, problem.line or 0))


def _chain(path: Path) -> list[Source]:
    """Read a file and those that it extends, down to the one that extends none."""
    chain = [read(path)]
    paths = [path.resolve()]
    while _EXTENDS in chain[-1].data:
        _check_what_if(chain[-1])
        path = path.parent / chain[-1].data[_EXTENDS]
        source = _read_extended(path, chain[-1])
        if path.resolve() in paths:
            around = [each.file for each in chain[paths.index(path.resolve()) :]]
            what = tr("these files extend each other: {around}", around=" -> ".join([*around, around[0]]))
            raise _refusal(chain[-1], what, tr("one of them has to be whole by itself"))
        if len(chain) == _LONGEST_CHAIN:
            what = tr("more than {longest_chain} files stand on top of each other", longest_chain=_LONGEST_CHAIN)
            raise _refusal(chain[-1], what, tr("put some of their changes together"))
        chain.append(source)
        paths.append(path.resolve())
    return chain


def _read_extended(path: Path, source: Source) -> Source:
    """Read a file that another one extends, and put the blame on that one if there is nothing to read."""
    try:
        return read(path)
    except ScenarioError as error:
        if all(problem.line for problem in error.problems):
            raise
        [problem] = error.problems
        raise _refusal(
            source, tr("extends {file}: {what}", file=problem.file, what=problem.what), problem.remedy
        ) from None


def _refusal(source: Source, what: str, remedy: str) -> ScenarioError:
    return ScenarioError([Problem(what, remedy, _EXTENDS, source.file, source.line((_EXTENDS,)))])


def _check_what_if(source: Source) -> None:
    problems = in_order(_problems_of_what_if(source))
    if problems:
        raise ScenarioError(problems)


def _problems_of_what_if(source: Source) -> Iterator[Problem]:
    base, changes = source.data[_EXTENDS], source.data.get(CHANGES)
    if not isinstance(base, str):
        what = tr("is {base}, should be the name of a file", base=kind_of(base))
        yield Problem(what, "", _EXTENDS, source.file, source.line((_EXTENDS,)))
    if not isinstance(changes, Mapping | None):
        what = tr("is {changes}, should be a block of paths and values", changes=kind_of(changes))
        yield Problem(what, tr("such as 'people.designer.count: +1'"), CHANGES, source.file, source.line((CHANGES,)))
    for key in source.data:
        if key not in _OF_WHAT_IFS:
            remedy = tr(
                "write it under '{changes}'; allowed are {of_what_ifs}",
                changes=CHANGES,
                of_what_ifs=listed(_OF_WHAT_IFS),
            )
            what = tr("{key!r} cannot stand in a file that extends another", key=key)
            yield Problem(what, remedy, key, source.file, source.line((key,)))


def _with_changes(layered: Layered, source: Source, model: type[BaseModel] | None) -> Layered:
    default = Shape(model, layered.data).default if model else None
    try:
        edits = resolve(layered.data, source.data.get(CHANGES) or {}, default)
    except ScenarioError as error:
        placed = (replace(p, file=source.file, line=source.line((CHANGES, p.path))) for p in error.problems)
        raise ScenarioError(in_order(placed)) from None
    return _on_top(layered, source, [(edit, (CHANGES, edit.path)) for edit in edits])


def _with_headings(layered: Layered, source: Source) -> Layered:
    """Put on top what a what-if says of itself, and the sources that it adds."""
    data = source.data
    places: list[Place] = [(key,) for key in _HEADINGS if key in data]
    if isinstance(data.get(_PROVENANCE), Mapping) and isinstance(layered.data.get(_PROVENANCE, {}), Mapping):
        places += [(_PROVENANCE, key) for key in data[_PROVENANCE]]
    elif _PROVENANCE in data:
        places += [(_PROVENANCE,)]
    return _on_top(layered, source, [(Edit("", place, _at(data, place)), place) for place in places])


def _on_top(layered: Layered, source: Source, edits: list[tuple[Edit, Place]]) -> Layered:
    data = carry_out(layered.data, [edit for edit, _ in edits])
    return Layered(data, (*layered._layers, _Layer(source, tuple(edits))))


def _at(data: Any, place: Place) -> Any:
    for part in place:
        data = data[part]
    return data


def _before_deletions(place: Place, edits: tuple[tuple[Edit, Place], ...]) -> Place:
    """Return where something was before list items ahead of it were deleted."""
    gone = sorted(edit.place for edit, _ in edits if edit.value is ABSENT and isinstance(edit.place[-1], int))
    before: Place = ()
    for part in place:
        for deleted in gone:
            if deleted[:-1] == before and isinstance(part, int) and deleted[-1] <= part:  # type: ignore[operator]
                part += 1
        before = (*before, part)
    return before


def _origin(place: Place, edits: tuple[tuple[Edit, Place], ...]) -> Place | None:
    """Return where in a layer's file a place was written; ``None`` if the layer left it alone."""
    for edit, origin in edits:
        depth = len(edit.place)
        if place[:depth] == edit.place:
            return (*origin, *place[depth:])
    within = [origin for edit, origin in edits if place and edit.place[: len(place)] == place]
    return within[-1] if within else None
