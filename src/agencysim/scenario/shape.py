"""What a model allows at a place: the names, the kinds, and what it takes for granted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Any

from pydantic.json_schema import GenerateJsonSchema

from agencysim.values import Duration, Period

if TYPE_CHECKING:
    from pydantic import BaseModel

    from agencysim.scenario.paths import Place

Node = Mapping[str, Any]
"""A part of a JSON Schema."""


class Shape:
    """A model's JSON Schema, walked along plain data, whose ``kind`` decides between alternatives.

    Parameters
    ----------
    model
        The model of the whole data.
    data
        Plain data that are meant to fit it.
    """

    def __init__(self, model: type[BaseModel], data: Any) -> None:
        self._schema = _schema_of(model)
        self._data = data

    def names(self, place: Place) -> list[str]:
        """Return the names that the block at a place may have, or nothing if it may have any."""
        nodes = [node for node in self._nodes(place) if "properties" in node]
        return list(dict.fromkeys(name for node in nodes for name in node["properties"]))

    def kinds(self, place: Place) -> list[str]:
        """Return the kinds that the block at a place may be of."""
        unions = [node for node, _ in self._before_choice(place) if "discriminator" in node]
        return [kind for node in unions for kind in node["discriminator"].get("mapping", ())]

    def default(self, place: Place) -> object:
        """Return what stands at a place if nothing is written there, as plain data; ``None`` if nothing."""
        *parent, last = place
        owners = [node for node in self._nodes(tuple(parent)) if last in node.get("properties", ())]
        for owner in owners:
            node = owner["properties"][last]
            if "default" in node:
                return node["default"]
        return None

    def _nodes(self, place: Place) -> list[Node]:
        return [each for node, value in self._before_choice(place) for each in self._choices(node, value)]

    def _before_choice(self, place: Place) -> list[tuple[Node, Any]]:
        """Return all that the schema says of a place, and the data there."""
        found: list[tuple[Node, Any]] = [(self._schema, self._data)]
        for part in place:
            found = [
                (child, _inside(value, part))
                for node, value in found
                for each in self._choices(node, value)
                for child in _children(each, part)
            ]
        return [(each, value) for node, value in found for each in self._resolved(node)]

    def _resolved(self, node: Node) -> Iterator[Node]:
        """Follow references, and look into alternatives without choosing one."""
        yield node
        if "$ref" in node:
            yield from self._resolved(self._schema["$defs"][node["$ref"].rpartition("/")[2]])
        for each in (*node.get("anyOf", ()), *node.get("allOf", ())):
            yield from self._resolved(each)

    def _choices(self, node: Node, value: Any) -> Iterator[Node]:
        """Follow references, and alternatives as far as the data's kind decides between them."""
        for each in self._resolved(node):
            yield each
            for alternative in self._alternatives(each, value):
                yield from self._choices(alternative, value)

    def _alternatives(self, node: Node, value: Any) -> list[Node]:
        by_kind = node.get("discriminator", {}).get("mapping", {})
        kind = value.get(node["discriminator"]["propertyName"]) if by_kind and isinstance(value, Mapping) else None
        if isinstance(kind, str) and kind in by_kind:
            return [{"$ref": by_kind[kind]}]
        return list(node.get("oneOf", ()))


def _children(node: Node, part: str | int) -> Iterator[Node]:
    """Yield what a schema says of a key or of a list item."""
    if isinstance(part, int):
        items = node.get("prefixItems", ())
        yield from ([items[part]] if part < len(items) else [node["items"]] if _is_node(node.get("items")) else [])
    elif part in node.get("properties", ()):
        yield node["properties"][part]
    elif _is_node(node.get("additionalProperties")):
        yield node["additionalProperties"]


def _is_node(value: object) -> bool:
    return isinstance(value, Mapping)


def _inside(value: Any, part: str | int) -> Any:
    if isinstance(value, Mapping):
        return value.get(part)
    if isinstance(value, list) and isinstance(part, int) and part < len(value):
        return value[part]
    return None


class SchemaWithDefaults(GenerateJsonSchema):
    """A JSON Schema that states all defaults, as a file would write them."""

    def encode_default(self, dft: Any) -> Any:
        """Return a default as plain data."""
        if isinstance(dft, Duration | Period):
            return str(dft)
        return super().encode_default(dict(dft) if isinstance(dft, Mapping) else dft)


@cache
def _schema_of(model: type[BaseModel]) -> dict[str, Any]:
    return model.model_json_schema(schema_generator=SchemaWithDefaults)
