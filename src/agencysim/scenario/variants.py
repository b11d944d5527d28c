"""What-ifs of a scenario that is there already: changes by path to what it states."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any, get_args

from agencysim.chance import Distribution
from agencysim.scenario.edits import apply, value_at
from agencysim.scenario.paths import parts_of
from agencysim.scenario.relative import change_in
from agencysim.scenario.shape import Shape

if TYPE_CHECKING:
    from pydantic import BaseModel


def changed_data(model: BaseModel, changes: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a model states as plain data, with changes made.

    A relative change of a distribution, such as ``x1.2``, changes all its quantities.

    Parameters
    ----------
    model
        The model; relative changes of what it does not state start from its defaults.
    changes
        New values by path, as `agencysim.scenario.edits` tells.

    Raises
    ------
    ScenarioError
        With all changes that cannot be made, each with its path.
    """
    data = model.model_dump(mode="json", by_alias=True, exclude_unset=True)
    spread = {path: value for item in changes.items() for path, value in _spread(data, *item)}
    return apply(data, spread, Shape(type(model), data).default)


def _spread(data: Mapping[str, Any], path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield a change, or those of all quantities of the distribution that it is about."""
    is_relative = isinstance(path, str) and isinstance(value, str) and change_in(value)
    quantities = _quantities(_at(data, path)) if is_relative else []
    if quantities:
        yield from ((f"{path}.{quantity}", value) for quantity in quantities)
    else:
        yield path, value


def _at(data: Any, path: str) -> Any:
    try:
        parts = parts_of(path)
    except ValueError:
        return None
    for part in parts:
        data = value_at(data, int(part) if isinstance(data, list) and part.isdecimal() else part)
    return data


def _quantities(block: Any) -> list[str]:
    """Return the paths, within the block of a distribution, of what is a number or a length of time."""
    measured = _measured().get(str(block.get("kind")), ()) if isinstance(block, Mapping) else ()
    found = []
    for name in (name for name in measured if name in block):
        items = block[name]
        found += [f"{name}.{index}" for index in range(len(items))] if isinstance(items, list) else [name]
    return found


@cache
def _measured() -> dict[str, tuple[str, ...]]:
    """Return the names, as in files, of the quantities of each kind of distribution."""
    return {
        kind.model_fields["kind"].default: tuple(kind.model_fields[name].alias or name for name in kind.measured)
        for kind in get_args(Distribution)
    }
