"""The format of scenario files as JSON Schema, for editors that complete and check while one writes."""

from __future__ import annotations

import inspect
import re
from typing import TYPE_CHECKING, Any

from agencysim.scenario.model import Scenario
from agencysim.scenario.shape import SchemaWithDefaults

if TYPE_CHECKING:
    from pydantic import BaseModel
    from pydantic.json_schema import JsonSchemaValue
    from pydantic_core import core_schema

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_PARAMETERS = re.compile(r"Parameters\n-+\n(.*?)(?:\n\n[^\n]+\n-+\n|\Z)", re.DOTALL)
_ENTRY = re.compile(r"^(\S[^\n]*)\n((?:[ \t]+[^\n]*\n?|\n)+)", re.MULTILINE)


def json_schema() -> dict[str, Any]:
    """Return the JSON Schema of scenario files: of whole ones, and of those that extend another one."""
    scenario = Scenario.model_json_schema(schema_generator=_DescribedSchema)
    definitions = scenario.pop("$defs")
    return {
        "$schema": _DIALECT,
        "title": "Scenario of agencysim",
        "if": {"required": ["extends"]},
        "then": {"$ref": "#/$defs/WhatIf"},
        "else": {"$ref": "#/$defs/Scenario"},
        "$defs": {**definitions, "Scenario": scenario, "WhatIf": _what_if(scenario)},
    }


def _what_if(scenario: JsonSchemaValue) -> dict[str, Any]:
    own = {key: scenario["properties"][key] for key in ("name", "description", "provenance")}
    extends = {"type": "string", "description": "Scenario file that this one changes, relative to this file."}
    changes = {
        "type": "object",
        "description": "New values by path; +1, -30m, x1.2 and +20% change the number that is there.",
        "examples": [{"people.designer.count": "+1"}],
    }
    return {
        "type": "object",
        "description": "A scenario told by what differs from another one.",
        "properties": {"extends": extends, **own, "changes": changes},
        "required": ["extends"],
        "additionalProperties": False,
    }


class _DescribedSchema(SchemaWithDefaults):
    """A JSON Schema whose properties are described by what the models' docstrings say of them."""

    def model_schema(self, schema: core_schema.ModelSchema) -> JsonSchemaValue:
        described = super().model_schema(schema)
        model: type[BaseModel] = schema["cls"]
        described["description"] = inspect.cleandoc(model.__doc__ or "").partition("\n\n")[0]
        texts = _texts(model)
        for name, node in described.get("properties", {}).items():
            if name in texts:
                node["description"] = _joined(texts[name], node.get("description", ""))
        return described


def _joined(text: str, hint: str) -> str:
    """Put what a field is before how to write its type."""
    return f"{text} {hint[0].upper()}{hint[1:]}." if hint else text


def _texts(model: type[BaseModel]) -> dict[str, str]:
    """Return what a model's docstring, and those of its bases, say of each field."""
    found: dict[str, str] = {}
    for base in reversed(model.__mro__):
        section = _PARAMETERS.search(inspect.cleandoc(base.__doc__ or ""))
        for names, text in _ENTRY.findall(section[1] + "\n" if section else ""):
            found.update((name.strip(), " ".join(text.split())) for name in names.split(","))
    return found
