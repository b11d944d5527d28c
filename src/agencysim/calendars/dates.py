"""Days and ranges of days as people write them: ``2026-02-14`` and ``2026-02-10..2026-02-14``."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Annotated

from pydantic import BeforeValidator, WithJsonSchema

from agencysim.language import tr

ONE_DAY = timedelta(days=1)
_LONGEST_RANGE = 3660  # ten years: a longer one is a slip of the pen, and would fill the memory
_SCHEMA = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$", "examples": ["2026-02-14"]}


def parse_day(value: object) -> date:
    """Read a day such as ``2026-02-14``.

    Raises
    ------
    ValueError
        If it is no day of the calendar.
    """
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        return datetime.strptime(str(value).strip(), "%Y-%m-%d").date()
    except ValueError:
        raise ValueError(tr("{value!r} is no day: write it as 2026-02-14", value=value)) from None


def parse_day_range(value: object) -> tuple[date, date]:
    """Read a day or, as ``2026-02-10..2026-02-14``, the first and last day of a range.

    Raises
    ------
    ValueError
        If it is neither, ends before it begins, or is longer than ten years.
    """
    first, dots, last = value.partition("..") if isinstance(value, str) else (value, "", "")
    begins = parse_day(first)
    ends = parse_day(last) if dots else begins
    if ends < begins:
        raise ValueError(tr("the days {value!r} end before they begin", value=value))
    if (ends - begins).days > _LONGEST_RANGE:
        raise ValueError(tr("the days {value!r} are more than ten years", value=value))
    return begins, ends


def each_day(first: date, last: date) -> tuple[date, ...]:
    """Return the days from the first to the last, both included."""
    return tuple(first + timedelta(days=count) for count in range((last - first).days + 1))


def parse_days(value: object) -> tuple[date, ...]:
    """Read a day, a range, or a list of both, in order and each day once.

    Raises
    ------
    ValueError
        If a part is neither a day nor a range.
    """
    parts = value if isinstance(value, list | tuple) else (value,)
    return tuple(sorted({day for part in parts for day in each_day(*parse_day_range(part))}))


Day = Annotated[date, BeforeValidator(parse_day), WithJsonSchema(_SCHEMA)]
"""A day of the calendar."""

Days = Annotated[tuple[date, ...], BeforeValidator(parse_days)]
"""Days given singly, as ranges, or as a list of both."""
