"""Changes to plain data, addressed by path: what a what-if says, in a file or in Python.

A path joins keys by dots; a list item is named by its index, or by its ``id`` or ``name``; a key with dots of
its own stands in brackets, as in ``calendars.company.exceptions[2026-02-10..2026-02-14]``. The value says:

- ``+1``, ``-2.5`` or ``+30m`` is added to, or taken from, the number or the duration that is there;
- ``x1.2``, ``×1.2`` or ``+20%`` scales it; of ``30m / 1h / 3h`` each of the three;
- ``null`` deletes it;
- ``=-2`` or ``=x1`` replaces it by what follows the ``=`` and would else be read as a change;
- anything else replaces it, a whole block by a whole block.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agencysim.errors import Problem, ScenarioError
from agencysim.language import tr
from agencysim.scenario.paths import ABSENT, Place, dotted, listed, nearest, parts_of
from agencysim.scenario.relative import Scale, Shift, change_in, changed
from agencysim.scenario.source import kind_of, scalar

Default = Callable[[Place], object]
"""What the model takes for granted at a place, or ``None``."""

_LONGEST_INDEX = 10  # digits


@dataclass(frozen=True)
class Edit:
    """One change, with its path looked up.

    Parameters
    ----------
    path
        As it was written.
    place
        Where that is.
    value
        What stands there afterwards; `ABSENT` if nothing.
    """

    path: str
    place: Place
    value: Any


def apply(data: Mapping[str, Any], changes: Mapping[str, Any], default: Default | None = None) -> dict[str, Any]:
    """Return the data with all changes made; the data themselves stay as they are.

    Parameters
    ----------
    data
        Plain data.
    changes
        New values by path. All paths and all relative changes refer to ``data``, whatever their order.
    default
        What the model takes for granted where the data are silent: relative changes start from there, and a
        block of which only the model knows may be changed in part.

    Raises
    ------
    ScenarioError
        With all changes that cannot be made, each with its path.
    """
    return carry_out(data, resolve(data, changes, default))


def resolve(data: Mapping[str, Any], changes: Mapping[str, Any], default: Default | None = None) -> tuple[Edit, ...]:
    """Look up the changes' paths and work out the new values; see `apply`.

    Raises
    ------
    ScenarioError
        With all changes that cannot be made, each with its path.
    """
    resolver = _Resolver(data, default or _nothing)
    edits, problems = [], []
    for path, value in changes.items():
        try:
            edits.append(resolver.edit(path, value))
        except _CannotChangeError as refusal:
            problems.append(Problem(refusal.what, refusal.remedy, str(path)))
    problems += [*_overlaps(edits), *_gaps(data, edits)]
    if problems:
        raise ScenarioError(problems)
    return tuple(edits)


def carry_out(data: Mapping[str, Any], edits: Sequence[Edit]) -> dict[str, Any]:
    """Return the data with the edits made; what they do not touch is shared with the data."""
    rebuilt: dict[str, Any] = _rebuilt(data, edits, 0)
    return rebuilt


class _CannotChangeError(Exception):
    """A change that cannot be made."""

    def __init__(self, what: str, remedy: str = "") -> None:
        super().__init__(what)
        self.what, self.remedy = what, remedy


class _Resolver:
    """Looks up paths in the data and, where they are silent, in what the model takes for granted."""

    def __init__(self, data: Mapping[str, Any], default: Default) -> None:
        self._data, self._default = data, default

    def edit(self, path: str, value: object) -> Edit:
        """Return a change as an edit."""
        if not isinstance(path, str):
            raise _CannotChangeError(tr("{path!r:.60} is no path: write it as text", path=path))
        place, holder = self._look_up(path)
        if value is None:
            if value_at(holder, place[-1]) is ABSENT:
                raise self._unknown(place, holder)
            return Edit(path, place, ABSENT)
        if not isinstance(value, str):
            return Edit(path, place, value)
        if value.startswith("="):
            return Edit(path, place, scalar(value[1:].strip()))
        change = change_in(value)
        return Edit(path, place, self._changed(place, holder, change) if change else value)

    def _changed(self, place: Place, holder: object, change: Scale | Shift) -> object:
        current = value_at(holder, place[-1])
        if current is ABSENT and (current := self._default(place)) is None:
            raise self._unknown(place, holder)
        try:
            return changed(current, change)
        except ValueError as error:
            raise _CannotChangeError(str(error)) from None

    def _look_up(self, path: str) -> tuple[Place, object]:
        """Return the place of a path, and the block or list that it is in."""
        place: Place = ()
        holder: object = self._data
        *parents, last = _parts(path)
        for part in parents:
            place = (*place, self._key(place, holder, part))
            holder = self._inside(place, holder)
        return (*place, self._key(place, holder, last)), holder

    def _key(self, place: Place, holder: object, part: str) -> str | int:
        """Return the key or index that a part of a path means."""
        if isinstance(holder, Mapping):
            return part
        if not isinstance(holder, list | tuple):
            what = tr("{place} is {holder}, with nothing inside", place=dotted(place), holder=kind_of(holder))
            raise _CannotChangeError(what, tr("shorten the path"))
        if part.isascii() and part.isdigit() and len(part) < _LONGEST_INDEX:
            return int(part)
        names = _item_names(holder)
        if part not in names:
            raise self._unknown((*place, part), holder)
        return names[part]

    def _inside(self, place: Place, holder: object) -> object:
        """Return what is at a place; nothing yet, but no mistake, where only the model has a block or an empty list."""
        found = value_at(holder, place[-1])
        if found is not ABSENT:
            return found
        default = self._default(place)
        if isinstance(default, Mapping):
            return {}
        if default == []:
            return []
        raise self._unknown(place, holder)

    def _unknown(self, place: Place, holder: object) -> _CannotChangeError:
        """Return the refusal of a place that is not there, with the nearest one that is."""
        *parent, part = place
        names = _names_in(holder) or _names_in(self._default(tuple(parent)))
        if meant := nearest(str(part), names):
            remedy = tr("did you mean {meant}?", meant=dotted((*parent, meant)))
        else:
            remedy = tr("known here: {names}", names=listed(names) or "nothing")
        return _CannotChangeError(tr("there is no {place}", place=dotted(place)), remedy)


def value_at(holder: object, key: str | int) -> Any:
    """Return what a block or list holds at a key or index; `ABSENT` if nothing."""
    if isinstance(holder, Mapping):
        return holder.get(key, ABSENT)
    if isinstance(holder, list | tuple) and isinstance(key, int) and 0 <= key < len(holder):
        return holder[key]
    return ABSENT


def _nothing(place: Place) -> None:
    """Take nothing for granted, where there is no model."""


def _parts(path: str) -> list[str]:
    try:
        return parts_of(path)
    except ValueError as error:
        raise _CannotChangeError(str(error)) from None


def _item_names(items: Sequence[object]) -> dict[str, int]:
    """Return the index of each list item that has an ``id`` or a ``name``."""
    blocks = [(index, item) for index, item in enumerate(items) if isinstance(item, Mapping)]
    names = [(item.get(key), index) for index, item in blocks for key in ("name", "id")]
    return {name: index for name, index in names if isinstance(name, str)}


def _names_in(holder: object) -> list[str]:
    if isinstance(holder, Mapping):
        return [str(key) for key in holder]
    items = holder if isinstance(holder, list | tuple) else ()
    return list(_item_names(items)) or ([f"0 to {len(items) - 1}"] if items else [])


def _overlaps(edits: Sequence[Edit]) -> Iterator[Problem]:
    """Find changes of which one lies within the other: what is meant would hang on their order."""
    first: dict[Place, str] = {}
    for edit in edits:
        if first.setdefault(edit.place, edit.path) != edit.path:
            yield Problem(tr("changes the same as {first}", first=first[edit.place]), tr("keep one of them"), edit.path)
    for edit in edits:
        parents = (edit.place[:length] for length in range(1, len(edit.place)))
        if outer := next((first[parent] for parent in parents if parent in first), None):
            yield Problem(
                tr("lies within {outer}, which is changed too", outer=outer),
                tr("say it in {outer}", outer=outer),
                edit.path,
            )


def _gaps(data: Mapping[str, Any], edits: Sequence[Edit]) -> Iterator[Problem]:
    """Find new list items that do not follow the last one."""
    added = [edit for edit in edits if isinstance(edit.place[-1], int) and _at(data, edit.place) is ABSENT]
    many = Counter(edit.place[:-1] for edit in added)
    for edit in added:
        *parent, index = edit.place
        items = _at(data, tuple(parent))
        length = 0 if items is ABSENT else len(items)
        if isinstance(index, int) and index >= length + many[tuple(parent)]:
            yield Problem(
                tr("{parent} has {length} items", parent=dotted(tuple(parent)), length=length),
                tr("a new one is number {length}", length=length),
                edit.path,
            )


def _at(data: object, place: Place) -> Any:
    for part in place:
        data = value_at(data, part)
    return data


def _rebuilt(holder: Any, edits: Sequence[Edit], depth: int) -> Any:
    """Return a copy of a block or list with the edits made; deletions last, so that indexes stay valid."""
    copy = dict(holder) if isinstance(holder, Mapping) else list(holder)
    for key, group in _by_key(edits, depth).items():
        value = group[0].value
        if len(group[0].place) > depth + 1:
            within = value_at(holder, key)
            if within is ABSENT:
                within = [] if isinstance(group[0].place[depth + 1], int) else {}
            value = _rebuilt(within, group, depth + 1)
        if isinstance(copy, list) and key == len(copy):
            copy.append(value)
        else:
            copy[key] = value
    return _without_absent(copy)


def _by_key(edits: Sequence[Edit], depth: int) -> dict[Any, list[Edit]]:
    """Group edits by their key at a depth; by rising index in a list, in the order given in a block."""
    groups: dict[Any, list[Edit]] = {}
    for edit in edits:
        groups.setdefault(edit.place[depth], []).append(edit)
    indexes = sorted(key for key in groups if isinstance(key, int))
    return {key: groups[key] for key in indexes} if indexes else groups


def _without_absent(holder: Any) -> Any:
    if isinstance(holder, dict):
        return {key: value for key, value in holder.items() if value is not ABSENT}
    return [value for value in holder if value is not ABSENT]
