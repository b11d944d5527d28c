"""Write docs/scenario_reference.md from the models: python tools/make_reference.py."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from agencysim.scenario import json_schema

TARGET = Path(__file__).parents[1] / "docs" / "scenario_reference.md"
HEAD = """# Scenario reference

Everything that a scenario file can say, made from the models themselves by `python tools/make_reference.py`. As
a schema, for editors that complete and check while one writes, the same is printed by `agencysim schema`. How
the parts play together is told in [How it works](how_it_works.md); [the small sign
shop](../scenarios/small_sign_shop.yaml) is a whole example.

Durations read `45m`, `2h30m`, `5 days` or `3 working days`. Where a distribution stands, one value will do
(always the same), or three with slashes (`30m / 1h / 3h`: low, likeliest, high), or a block that says its kind.
A name in *italics* is one of the blocks below.
"""
ORDER = ("Scenario", "WhatIf")


def reference() -> str:
    """Return the page."""
    schema = json_schema()
    models = {name: model for name, model in schema["$defs"].items() if "properties" in model}
    names = [*ORDER, *sorted(set(models) - set(ORDER))]
    return HEAD + "".join(_section(name, models[name]) for name in names)


def _section(name: str, model: dict[str, Any]) -> str:
    rows = [
        f"| `{field}` | {_type(spec)} | {_default(field, spec, model)} | {_text(spec.get('description', ''))} |\n"
        for field, spec in model["properties"].items()
    ]
    lead = _text(model.get("description", ""))
    return f"\n## {name}\n\n{lead}\n\n| Name | What | Default | |\n|---|---|---|---|\n{''.join(rows)}"


def _type(spec: dict[str, Any]) -> str:
    if "$ref" in spec:
        name = spec["$ref"].rpartition("/")[2]
        return f"[*{name}*](#{name.lower()})"
    if "const" in spec:
        return f"`{spec['const']}`"
    if "enum" in spec:
        return " or ".join(f"`{value}`" for value in spec["enum"])
    for key in ("anyOf", "oneOf"):
        if key in spec:
            kinds = dict.fromkeys(_type(each) for each in spec[key] if each.get("type") != "null")
            return ", or ".join(kinds)
    kind = spec.get("type", "anything")
    if kind == "object":
        inner = spec.get("additionalProperties")
        return f"by name: {_type(inner)}" if isinstance(inner, dict) else "block"
    if kind == "array":
        return f"list of {_type(spec['items'])}" if isinstance(spec.get("items"), dict) else "list"
    if isinstance(kind, list):
        return " or ".join(_WORDS.get(each, each) for each in kind)
    return _WORDS.get(kind, kind) + _bounds(spec)


_WORDS = {"string": "text", "integer": "whole number", "number": "number", "boolean": "`true` or `false`"}


def _bounds(spec: dict[str, Any]) -> str:
    low = spec.get("minimum", spec.get("exclusiveMinimum"))
    high = spec.get("maximum", spec.get("exclusiveMaximum"))
    told = [f"from {low:g}"] if low is not None and low > -1e12 else []
    told += [f"to {high:g}"] if high is not None and high < 1e12 else []
    return f" {' '.join(told)}" if told else ""


def _default(field: str, spec: dict[str, Any], model: dict[str, Any]) -> str:
    if field in model.get("required", ()):
        return "**needed**"
    value = spec.get("default")
    if value in (None, "", [], {}):
        return ""
    text = {True: "true", False: "false"}.get(value, value) if isinstance(value, bool) else value
    return f"`{text}`" if not isinstance(text, dict | list) else "as its own"


def _text(text: str) -> str:
    return re.sub(r"\s+", " ", text.replace("``", "`").replace("|", "\\|")).strip()


if __name__ == "__main__":
    TARGET.write_text(reference(), encoding="utf-8")
