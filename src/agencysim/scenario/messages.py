"""What pydantic complains of, in the words of the person who wrote the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agencysim.scenario.paths import Place, listed, nearest
from agencysim.scenario.source import kind_of

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from agencysim.scenario.shape import Shape

_LONGEST_VALUE = 40
_QUOTED = re.compile(r"'([^']*)'")

_WANTED = {
    "string_type": "text",
    "int_type": "a whole number",
    "int_parsing": "a whole number",
    "int_parsing_size": "a whole number of less digits",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "float_parsing": "a number",
    "finite_number": "a finite number",
    "bool_type": "true or false",
    "bool_parsing": "true or false",
    "dict_type": "a block of names",
    "mapping_type": "a block of names",
    "model_type": "a block of names",
    "model_attributes_type": "a block of names",
    "list_type": "a list",
    "tuple_type": "a list",
    "set_type": "a list",
    "frozen_set_type": "a list",
    "none_required": "empty",
    "date_type": "a date such as 2026-02-14",
    "date_parsing": "a date such as 2026-02-14",
    "date_from_datetime_parsing": "a date such as 2026-02-14",
    "date_from_datetime_inexact": "a date such as 2026-02-14",
}
"""What should stand where something of another type does."""

_LIMITS = {
    "greater_than": "more than {gt}",
    "greater_than_equal": "at least {ge}",
    "less_than": "less than {lt}",
    "less_than_equal": "at most {le}",
    "multiple_of": "a multiple of {multiple_of}",
}
"""What a number should be."""

_LENGTHS = {
    "too_short": "at least {min_length}",
    "too_long": "at most {max_length}",
    "string_too_short": "at least {min_length}",
    "string_too_long": "at most {max_length}",
}
"""How many items or letters there should be."""


@dataclass(frozen=True)
class Finding:
    """Something wrong at a place of the data.

    Parameters
    ----------
    place
        Where; the missing name included if one is missing.
    what, remedy
        What is wrong, and what would be right.
    """

    place: Place
    what: str
    remedy: str = ""


@dataclass(frozen=True)
class _Located:
    """An error at its place in the data, with the alternative of a union that it was found under."""

    place: Place
    error: ErrorDetails
    union: Place = ()
    alternative: str = ""


def findings(error: ValidationError, data: Any, shape: Shape) -> list[Finding]:
    """Say everything that a model refuses.

    Parameters
    ----------
    error
        The model's refusal of the data.
    data
        Plain data.
    shape
        What the model allows, to name it.
    """
    located = (_locate(each, data) for each in error.errors(include_url=False))
    return list(dict.fromkeys(_say(group, shape) for group in _groups(located)))


def _locate(error: ErrorDetails, data: Any) -> _Located:
    """Strip from an error's location what is not in the data: kinds, types, and what validators have added."""
    place: Place = ()
    union: Place = ()
    alternative = ""
    loc = [part for part in error["loc"] if part != "[key]"]
    missing = loc.pop() if error["type"] == "missing" else None
    whole = data
    for part in loc:
        if _is_in(part, data):
            place, data = (*place, part), data[part]
        elif isinstance(part, str) and not alternative:
            union, alternative = place, part
    if missing is not None and _exists(whole, place, missing):
        place = (*place, missing)
    return _Located(place, error, union, alternative)
