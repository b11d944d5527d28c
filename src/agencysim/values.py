"""The small values that every model is made of: durations, times of day, periods."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Self, TypeVar

from immutabledict import immutabledict
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    PlainSerializer,
    SerializerFunctionWrapHandler,
    WithJsonSchema,
    WrapSerializer,
)
from pydantic_core import CoreSchema, core_schema

from agencysim.language import noted, tr

MINUTE = 60
HOUR = 3600
DAY = 86400
NOMINAL_WORKING_DAY = 8 * HOUR
"""Seconds that a *working day* counts where no calendar says how long its days are."""

_UNITS = {
    "s": 1,
    "sec": 1,
    "second": 1,
    "m": MINUTE,
    "min": MINUTE,
    "minute": MINUTE,
    "h": HOUR,
    "hour": HOUR,
    "d": DAY,
    "day": DAY,
    "w": 7 * DAY,
    "week": 7 * DAY,
}
_PART = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]+)")
_DURATION = re.compile(r"\s*(?:\d+(?:\.\d+)?\s*[a-z]+\s*)+")
_WORKING = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:working\s+days?|wd)\s*")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})")

DURATION_HINT = noted("write a duration such as 45m, 2h30m, 5 days or 3 working days")
ELAPSED_HINT = noted("write 45m, 2h30m or 5 days, not working days")


LARGEST = 10**12
"""No number of an agency is larger: what is, is a mistake, and would only end in the middle of a run."""

LONGEST_DURATION = 36525 * DAY
"""Seconds of a hundred years: nothing in an agency takes longer."""


def _make_exact(schema: Any, cls: type[BaseModel]) -> None:
    """Let the numbers and truth values of a model's schema be what they are, and whole numbers within bounds."""
    if isinstance(schema, list | tuple):
        for part in schema:
            _make_exact(part, cls)
    if not isinstance(schema, dict) or schema.get("cls", cls) is not cls:
        return
    if schema.get("type") in ("int", "float", "bool"):
        schema["strict"] = True
    if schema.get("type") == "int":
        if "le" not in schema and "lt" not in schema:
            schema["le"] = LARGEST
        if "ge" not in schema and "gt" not in schema:
            schema["ge"] = -LARGEST
    for part in schema.values():
        _make_exact(part, cls)


class Frozen(BaseModel):
    """The base of every model: immutable, hashable where its parts are, and strict about unknown keys and numbers.

    A number is a number and no text or truth value that could be read as one; a whole one is at most `LARGEST`, and
    one with a fraction is finite. What is read from a file has bounds of its own, such as those of `Number`: a sum over
    a run may be larger than anything that goes into it.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, allow_inf_nan=False, defer_build=True)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with some fields changed; what was worked out from the old ones is not taken along."""
        copied = super().model_copy(update=update, deep=deep)
        for name in copied.__dict__.keys() - type(self).model_fields.keys():
            del copied.__dict__[name]
        return copied

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Make all numbers of the model exact and bounded; those of models within it are already."""
        schema = handler(source)
        _make_exact(schema, cls)
        return schema


Number = Annotated[float, Field(ge=-LARGEST, le=LARGEST)]
"""A number that somebody states."""

Amount = Annotated[float, Field(ge=0, le=LARGEST)]
"""A number that somebody states, 0 or more."""

K = TypeVar("K")
V = TypeVar("V")


def _as_dict(value: Mapping[K, V], handler: SerializerFunctionWrapHandler) -> Any:
    return handler(dict(value))


def _unchangeable(value: Mapping[K, V]) -> Mapping[K, V]:
    return immutabledict(value)


Map = Annotated[Mapping[K, V], AfterValidator(_unchangeable), WrapSerializer(_as_dict)]
"""A mapping that cannot be changed."""


class TooLongError(ValueError):
    """A duration that is one, but an absurd one."""


@dataclass(frozen=True, order=True)
class Duration:
    """A length of time, as people write it.

    Parameters
    ----------
    seconds
        Its length to the microsecond; for working days nominal, at 8 hours a day, until a calendar says how
        long its days are.
    working
        Whether it was given in working days.
    """

    seconds: float
    working: bool = False

    @classmethod
    def parse(cls, text: object) -> Duration:
        """Read ``2h30m``, ``45 min``, ``5 days``, ``3 working days`` or ``0``.

        Raises
        ------
        ValueError
            If the text is no duration.
        """
        if isinstance(text, Duration):
            return text
        if text == 0 and not isinstance(text, bool):
            return cls(0)
        if not isinstance(text, str):
            raise ValueError(tr("{text!r} is no duration: {duration_hint}", text=text, duration_hint=tr(DURATION_HINT)))
        lowered = text.strip().lower()
        if lowered == "0":
            return cls(0)
        if match := _WORKING.fullmatch(lowered):
            return cls(_whole(float(match[1]) * NOMINAL_WORKING_DAY), working=True)
        if not _DURATION.fullmatch(lowered):
            raise ValueError(tr("{text!r} is no duration: {duration_hint}", text=text, duration_hint=tr(DURATION_HINT)))
        return cls(_whole(sum(_seconds(number, unit, text) for number, unit in _PART.findall(lowered))))

    def __str__(self) -> str:
        if self.working:
            days = self.seconds / NOMINAL_WORKING_DAY
            amount = f"{days:.12f}".rstrip("0").rstrip(".")
            return f"{amount} working day{'' if days == 1 else 's'}"
        return _text_of(self.seconds)

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> CoreSchema:
        """Let pydantic read a duration from text and write it back as text."""
        return core_schema.no_info_plain_validator_function(
            cls.parse, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: Any) -> dict[str, Any]:
        """Describe a duration to editors."""
        examples = ["2h30m", "3 working days"]
        return {"type": ["string", "integer"], "description": DURATION_HINT, "examples": examples}


def _without_working_days(duration: Duration) -> Duration:
    if duration.working:
        raise ValueError(
            tr("{duration} has no calendar here: {elapsed_hint}", duration=duration, elapsed_hint=tr(ELAPSED_HINT))
        )
    return duration


Elapsed = Annotated[Duration, AfterValidator(_without_working_days)]
"""A length of elapsed time, or of work, where no calendar says what a working day is."""


def _whole(seconds: float) -> float:
    """Return seconds to the microsecond, as an integer where they are whole."""
    if not seconds <= LONGEST_DURATION:
        raise TooLongError(
            tr("a duration of more than a hundred years is too long: nothing in an agency takes so long")
        )
    rounded = round(seconds, 6)
    return int(rounded) if rounded == int(rounded) else rounded


def _seconds(number: str, unit: str, text: object) -> float:
    size = _UNITS.get(unit) or _UNITS.get(unit.removesuffix("s"))
    if size is None:
        raise ValueError(
            tr(
                "{text!r} is no duration: unknown unit {unit!r}; {duration_hint}",
                text=text,
                unit=unit,
                duration_hint=tr(DURATION_HINT),
            )
        )
    return float(number) * size


def _text_of(seconds: float) -> str:
    if seconds % 1:
        return f"{seconds:.6f}".rstrip("0") + "s"
    left, text = int(seconds), ""
    for name, size in (("d", DAY), ("h", HOUR), ("m", MINUTE), ("s", 1)):
        count, left = divmod(left, size)
        text += f"{count}{name}" if count else ""
    return text or "0s"


def parse_clock(text: object) -> int:
    """Return the seconds after midnight of a time of day such as ``8:30`` or ``24:00``.

    Raises
    ------
    ValueError
        If it is no time of day.
    """
    match = _CLOCK.fullmatch(text.strip()) if isinstance(text, str) else None
    if match:
        hours, minutes = int(match[1]), int(match[2])
        if minutes < 60 and hours * 60 + minutes <= 24 * 60:
            return hours * HOUR + minutes * MINUTE
    raise ValueError(tr("{text!r} is no time of day: write it as 08:30", text=text))


def clock_text(seconds: int) -> str:
    """Return a time of day as ``08:30``."""
    return f"{seconds // HOUR:02d}:{seconds % HOUR // MINUTE:02d}"


@dataclass(frozen=True, order=True)
class Period:
    """A part of a day, such as ``08:30-12:00``; one that ends at or before its start runs past midnight.

    Parameters
    ----------
    start, end
        Seconds of local wall-clock time after the midnight with which the day begins; ``end`` may exceed
        24 hours.
    """

    start: int
    end: int

    @classmethod
    def parse(cls, text: object) -> Period:
        """Read ``08:30-12:00`` or, over midnight, ``22:00-06:00``.

        Raises
        ------
        ValueError
            If it is no period.
        """
        if isinstance(text, Period):
            return text
        parts = text.replace("–", "-").split("-") if isinstance(text, str) else []
        if len(parts) != 2:
            raise ValueError(tr("{text!r} is no period: write it as 08:30-12:00", text=text))
        start, end = parse_clock(parts[0]), parse_clock(parts[1])
        return cls(start, end if end > start else end + DAY)

    def __str__(self) -> str:
        end = self.end if self.end <= DAY else self.end - DAY
        return f"{clock_text(self.start)}-{clock_text(end)}"

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: Any) -> CoreSchema:
        """Let pydantic read a period from text and write it back as text."""
        return core_schema.no_info_plain_validator_function(
            cls.parse, serialization=core_schema.plain_serializer_function_ser_schema(str)
        )

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: Any) -> dict[str, Any]:
        """Describe a period to editors."""
        pattern = r"^\d{1,2}:\d{2}\s*[-–]\s*\d{1,2}:\d{2}$"
        return {"type": "string", "pattern": pattern, "examples": ["08:30-12:00"]}


ClockTime = Annotated[
    int,
    BeforeValidator(parse_clock),
    PlainSerializer(clock_text),
    WithJsonSchema({"type": "string", "pattern": r"^\d{1,2}:\d{2}$", "examples": ["08:30"]}),
]
"""A time of day: seconds after local midnight."""
