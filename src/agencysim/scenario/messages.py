"""What pydantic complains of, in the words of the person who wrote the file."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from agencysim.language import noted, tr
from agencysim.scenario.paths import Place, listed, nearest
from agencysim.scenario.source import kind_of

if TYPE_CHECKING:
    from pydantic import ValidationError
    from pydantic_core import ErrorDetails

    from agencysim.scenario.shape import Shape

MOST_TOLD = 1000
"""So many wrong places of one file are told; nobody reads more, and looking for what was meant takes time."""
_LONGEST_VALUE = 40
_FEW = 10  # names, to be listed beside the one that was probably meant
_QUOTED = re.compile(r"'([^']*)'")

_WANTED = {
    "string_type": noted("text"),
    "int_type": noted("a whole number"),
    "int_parsing": noted("a whole number"),
    "int_parsing_size": noted("a whole number of less digits"),
    "int_from_float": noted("a whole number"),
    "float_type": noted("a number"),
    "float_parsing": noted("a number"),
    "finite_number": noted("a finite number"),
    "bool_type": noted("true or false"),
    "bool_parsing": noted("true or false"),
    "dict_type": noted("a block of names"),
    "mapping_type": noted("a block of names"),
    "model_type": noted("a block of names"),
    "model_attributes_type": noted("a block of names"),
    "list_type": noted("a list"),
    "tuple_type": noted("a list"),
    "set_type": noted("a list"),
    "frozen_set_type": noted("a list"),
    "none_required": noted("empty"),
    "date_type": noted("a date such as 2026-02-14"),
    "date_parsing": noted("a date such as 2026-02-14"),
    "date_from_datetime_parsing": noted("a date such as 2026-02-14"),
    "date_from_datetime_inexact": noted("a date such as 2026-02-14"),
}
"""What should stand where something of another type does."""

_LIMITS = {
    "greater_than": noted("more than {gt}"),
    "greater_than_equal": noted("at least {ge}"),
    "less_than": noted("less than {lt}"),
    "less_than_equal": noted("at most {le}"),
    "multiple_of": noted("a multiple of {multiple_of}"),
}
"""What a number should be."""

_LENGTHS = {
    "too_short": noted("at least {min_length}"),
    "too_long": noted("at most {max_length}"),
    "string_too_short": noted("at least {min_length}"),
    "string_too_long": noted("at most {max_length}"),
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
    """An error at its place in the data, with the alternatives that its location names, and where."""

    place: Place
    error: ErrorDetails
    alternatives: tuple[tuple[Place, str], ...]


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
    errors = [each for each in error.errors(include_url=False) if not _is_echo(each)]
    located = [_locate(each, data) for each in errors[:MOST_TOLD]]
    told = list(dict.fromkeys(_say(group, shape) for group in _groups(located, 0)))
    if (more := len(errors) - MOST_TOLD) > 0:
        told.append(Finding((), tr("{more:,} more places are wrong", more=more), tr("mend these first")))
    return told


def _is_echo(error: ErrorDetails) -> bool:
    """Whether a list is called too short only because items of it are wrong."""
    context = error.get("ctx", {})
    return error["type"] == "too_short" and len(error["input"]) >= context["min_length"]


def _locate(error: ErrorDetails, data: Any) -> _Located:
    """Strip from an error's location what is not in the data: kinds, types, what validators have added."""
    is_missing = error["type"] == "missing"
    place: Place = ()
    alternatives: list[tuple[Place, str]] = []
    for part in error["loc"][:-1] if is_missing else error["loc"]:
        if _is_in(data, part):
            place, data = (*place, part), data[part]
        elif isinstance(part, str):
            alternatives.append((place, part))
    if is_missing and isinstance(data, Mapping):
        place = (*place, error["loc"][-1])
    return _Located(place, error, tuple(alternatives))


def _is_in(data: Any, part: str | int) -> bool:
    """Whether a part of a location is in the data, and not the kind that a union adds."""
    if isinstance(data, Mapping):
        return part in data and data.get("kind") != part
    return isinstance(data, list) and isinstance(part, int) and part < len(data)


def _groups(located: Iterable[_Located], level: int) -> Iterator[list[_Located]]:
    """Group the errors that are one mistake, where one of several alternatives was meant."""
    unions: dict[Place, list[_Located]] = {}
    for each in located:
        if len(each.alternatives) > level:
            unions.setdefault(each.alternatives[level][0], []).append(each)
        else:
            yield [each]
    for group in unions.values():
        yield from _meant(group, level)


def _meant(group: list[_Located], level: int) -> Iterator[list[_Located]]:
    """Keep the errors of the alternative that fits best: those that are deeper, or not about the type."""
    deepest = max(len(each.place) for each in group)
    closest = {each.alternatives[level] for each in group if len(each.place) == deepest}
    if len(closest) == 1:
        yield from _groups((each for each in group if each.alternatives[level] in closest), level + 1)
        return
    remaining = [each for each in group if len(each.place) == deepest]
    remaining = [each for each in remaining if each.error["type"] not in _WANTED] or remaining
    for place in dict.fromkeys(each.place for each in remaining):
        yield [each for each in remaining if each.place == place]


def _say(group: Sequence[_Located], shape: Shape) -> Finding:
    first = group[0]
    types = [each.error["type"] for each in group]
    if all(type_ in _WANTED for type_ in types):
        wanted = tr(", or ").join(dict.fromkeys(tr(_WANTED[type_]) for type_ in types))
        return Finding(
            first.place, tr("is {input}, should be {wanted}", input=shown(first.error["input"]), wanted=wanted)
        )
    return _say_one(first.place, first.error, shape)


def _say_one(place: Place, error: ErrorDetails, shape: Shape) -> Finding:
    type_, given, context = error["type"], error["input"], error.get("ctx", {})
    match type_:
        case "missing":
            return Finding(
                place, tr("{loc!r} is missing", loc=error["loc"][-1]), tr("write '{loc}: ...'", loc=error["loc"][-1])
            )
        case "extra_forbidden":
            return _unknown_name(place, shape)
        case "literal_error" | "enum":
            return _unknown_choice(place, given, _QUOTED.findall(context["expected"]))
        case "union_tag_invalid":
            tag = _unquoted(context["discriminator"])
            return _unknown_choice((*place, tag), given[tag], _QUOTED.findall(context["expected_tags"]))
        case "union_tag_not_found":
            return _no_tag(place, given, _unquoted(context["discriminator"]), shape)
        case "string_pattern_mismatch":
            what = tr("is {given}, which has not the form {pattern}", given=shown(given), pattern=context["pattern"])
            return Finding(place, what)
        case "value_error" | "assertion_error":
            return Finding(place, str(context["error"]))
    if type_ in _LIMITS:
        return Finding(
            place, tr("is {given}, should be {context}", given=shown(given), context=_filled(_LIMITS[type_], context))
        )
    if type_ in _LENGTHS:
        unit = tr("letters") if isinstance(given, str) else tr("items")
        return Finding(
            place,
            tr(
                "has {given} {unit}, should have {context}",
                given=len(given),
                unit=unit,
                context=_filled(_LENGTHS[type_], context),
            ),
        )
    return Finding(place, error["msg"].removeprefix("Input "))


def _unknown_name(place: Place, shape: Shape) -> Finding:
    *parent, name = place
    known = shape.names(tuple(parent))
    return Finding(place, tr("{name!r} is unknown here", name=name), _advice(str(name), known))


def _unknown_choice(place: Place, given: object, choices: Sequence[str]) -> Finding:
    return Finding(
        place, tr("is {given}, which is none of the choices", given=shown(given)), _advice(str(given), choices)
    )


def _no_tag(place: Place, given: object, tag: str, shape: Shape) -> Finding:
    kinds = tr("one of {place}", place=listed(shape.kinds(place)))
    if not isinstance(given, Mapping):
        return Finding(
            place,
            tr("is {given}, should be a block of names", given=shown(given)),
            tr("with a {tag}, {kinds}", tag=tag, kinds=kinds),
        )
    return Finding((*place, tag), tr("{tag!r} is missing", tag=tag), kinds)


def _advice(name: str, known: Sequence[str]) -> str:
    """Name the nearest known name; and all of them, unless they are too many and one is near."""
    meant = nearest(name, known)
    guess = [tr("did you mean {meant!r}?", meant=meant)] if meant else []
    rest = [tr("known here: {known}", known=listed(known))] if known and not (meant and len(known) > _FEW) else []
    return " ".join(guess + rest)


def _filled(text: str, context: Mapping[str, Any]) -> str:
    numbers = {name: f"{value:g}" for name, value in context.items() if isinstance(value, int | float)}
    return tr(text, **numbers)


def _unquoted(text: str) -> str:
    return text.strip("'")


def shown(value: object) -> str:
    """Return a value as a message quotes it: ``2.5``, ``text 'three'``, ``a list``."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return f"{value}"
    if not isinstance(value, str):
        return kind_of(value)
    return (
        tr("text {value!r}", value=value)
        if len(value) <= _LONGEST_VALUE
        else tr("text '{value}...'", value=value[:_LONGEST_VALUE])
    )
