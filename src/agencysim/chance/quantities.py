"""What the parameters of a distribution are: plain numbers or lengths of time, all of one unit."""

from __future__ import annotations

import math
from reprlib import repr as shortened
from typing import Annotated, Literal

from pydantic import PlainSerializer, PlainValidator, WithJsonSchema

from agencysim.language import noted, tr
from agencysim.values import DURATION_HINT, LARGEST, Duration, TooLongError

Unit = Literal["number", "time", "working days"]


def read_quantity(value: object) -> float | Duration:
    """Read a number such as ``200``, or a duration such as ``2h30m``.

    Raises
    ------
    ValueError
        If it is neither, not finite, or a number in quotes other than ``0``, which is a duration, too.
    """
    if isinstance(value, str) and number_in(value):
        raise ValueError(tr("is text {value!r}, should be a number: write it without quotes", value=value))
    if isinstance(value, bool):
        raise _no_quantity(value)
    if isinstance(value, int | float | str) and (number := number_in(value)) is not None:
        if abs(number) > LARGEST:
            raise ValueError(
                tr("{number:g} is too large: at most {largest:g} makes sense", number=number, largest=LARGEST)
            )
        return number
    try:
        return Duration.parse(value)
    except TooLongError:
        raise
    except ValueError:
        raise _no_quantity(value) from None


def _no_quantity(value: object) -> ValueError:
    return ValueError(
        tr(
            "{shortened} is neither a number nor a duration: {duration_hint}",
            shortened=shortened(value),
            duration_hint=tr(DURATION_HINT),
        )
    )


def number_in(value: float | str) -> float | None:
    """Return the finite number that a value is or, as text, reads as; ``None`` if it is none."""
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


Quantity = Annotated[
    float | Duration,
    PlainValidator(read_quantity),
    PlainSerializer(lambda value: str(value) if isinstance(value, Duration) else value),
    WithJsonSchema(
        {
            "type": ["number", "string"],
            "description": f"a number, or a duration: {DURATION_HINT}",
        }
    ),
]
"""A parameter that carries the distribution's unit."""


def size_of(quantity: float | Duration) -> float:
    """Return a quantity as a number: seconds of a duration, nominal ones of working days."""
    return float(quantity.seconds if isinstance(quantity, Duration) else quantity)


def text_of(quantity: float | Duration) -> str:
    """Return a quantity as people write it."""
    return str(quantity) if isinstance(quantity, Duration) else f"{quantity:g}"


def unit_of(quantities: tuple[float | Duration, ...]) -> Unit:
    """Return the unit that quantities share; a zero goes with every unit.

    Raises
    ------
    ValueError
        If they mix units.
    """
    units = {_own_unit(quantity) for quantity in quantities if size_of(quantity)}
    if len(units) > 1:
        said = ", ".join(text_of(quantity) for quantity in quantities)
        raise ValueError(
            tr(
                "{said} mix {plurals}: give all numbers, all clock times such as 2h30m, or all working days",
                said=said,
                plurals=tr(" and ").join(sorted(tr(_PLURALS[unit]) for unit in units)),
            )
        )
    # All zero: whatever was said with a unit decides, and the names happen to sort by how much they say.
    return units.pop() if units else max(map(_own_unit, quantities), default="number")


_PLURALS: dict[Unit, str] = {
    "number": noted("plain numbers"),
    "time": noted("clock times"),
    "working days": noted("working days"),
}


def _own_unit(quantity: float | Duration) -> Unit:
    if not isinstance(quantity, Duration):
        return "number"
    return "working days" if quantity.working else "time"
