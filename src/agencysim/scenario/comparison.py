"""What tells one scenario from another."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile, zip_longest
from typing import Any

from pydantic import BaseModel

from agencysim.chance.fields import KINDS, shortest
from agencysim.errors import AgencySimError
from agencysim.language import tr
from agencysim.scenario.paths import ABSENT, Place, dotted

_LONGEST_VALUE = 60


@dataclass(frozen=True)
class Change:
    """One difference.

    Parameters
    ----------
    place
        Where it is.
    before, after
        What is there in the one and in the other; `ABSENT` if nothing.
    """

    place: Place
    before: Any
    after: Any

    @property
    def path(self) -> str:
        """The place as a path, such as ``people.designer.count``."""
        return dotted(self.place)

    def __str__(self) -> str:
        return f"{self.path}: {_shown(self.before)} -> {_shown(self.after)}"


def difference(a: Mapping[str, Any] | BaseModel, b: Mapping[str, Any] | BaseModel) -> list[Change]:
    """List what differs between two scenarios or blocks of plain data: in the order of ``a``, then what only ``b`` has.

    A block, list item or value that only one of them has is one change, and so is a distribution that differs. Lists
    are compared item by item, from their first difference to their last.

    Raises
    ------
    AgencySimError
        If one of them is neither.
    """
    return list(_changes((), _plain(a), _plain(b)))


def _plain(value: Mapping[str, Any] | BaseModel) -> Mapping[str, Any]:
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True)
    if isinstance(value, Mapping):
        return value
    raise AgencySimError(tr("{value!r:.60} cannot be compared: give a scenario, or a mapping", value=value))


def _changes(place: Place, before: Any, after: Any) -> Iterator[Change]:
    if _is_distribution(before) or _is_distribution(after):
        if before != after:
            yield Change(place, _short(before), _short(after))
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in {**before, **after}:
            yield from _changes((*place, key), before.get(key, ABSENT), after.get(key, ABSENT))
    elif isinstance(before, list | tuple) and isinstance(after, list | tuple):
        yield from _list_changes(place, before, after)
    elif not _same(before, after):
        yield Change(place, before, after)


def _is_distribution(value: Any) -> bool:
    return isinstance(value, Mapping) and value.get("kind") in KINDS


def _short(value: Any) -> object:
    return shortest(value) if _is_distribution(value) else value


def _list_changes(place: Place, before: Sequence[Any], after: Sequence[Any]) -> Iterator[Change]:
    """Compare item by item what is left between the equal beginnings and the equal ends."""
    head = _equal_items(before, after)
    tail = _equal_items(before[head:][::-1], after[head:][::-1])
    left, right = before[head : len(before) - tail], after[head : len(after) - tail]
    for index, (one, other) in enumerate(zip_longest(left, right, fillvalue=ABSENT), head):
        yield from _changes((*place, index), one, other)


def _equal_items(before: Sequence[Any], after: Sequence[Any]) -> int:
    """Count the items at the beginning of two lists that are the same."""
    pairs = zip(before, after, strict=False)
    return sum(1 for _ in takewhile(lambda pair: not any(_changes((), *pair)), pairs))


def _same(before: object, after: object) -> bool:
    """Whether two values are one; true is not 1, though Python holds them equal."""
    return before == after and isinstance(before, bool) == isinstance(after, bool)


def _shown(value: object) -> str:
    text = repr(value) if isinstance(value, str) and not value.strip() else _flat(value)
    return text if len(text) <= _LONGEST_VALUE else text[: _LONGEST_VALUE - 3] + "..."


def _flat(value: object) -> str:
    """Return a value in one line, as YAML would have it."""
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{key}: {_flat(item)}" for key, item in value.items()) + "}"
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_flat, value)) + "]"
    words = {None: "null", True: "true", False: "false"}
    return words.get(value, str(value)) if value is None or isinstance(value, bool) else str(value)
