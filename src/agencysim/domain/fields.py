"""Field types that the models of the domain share."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import (
    BeforeValidator,
    Field,
    GetJsonSchemaHandler,
    model_validator,
)

from agencysim.calendars import weekdays_in
from agencysim.calendars.dates import Day, parse_day_range
from agencysim.language import tr
from agencysim.values import Amount, Frozen, Map

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

__all__ = ["DateRange", "Factor", "Map", "Money", "Names", "Share", "WeekdayFactors", "Weekdays"]


def _as_tuple(value: object) -> object:
    return (value,) if isinstance(value, str) else value


Names = Annotated[tuple[str, ...], BeforeValidator(_as_tuple, json_schema_input_type=str | list[str])]
"""One name or a list of names."""


def _expand_weekdays(value: object) -> object:
    parts = _as_tuple(value)
    if isinstance(parts, list | tuple):
        return tuple(weekday for part in parts for weekday in weekdays_in(part))
    return value


Weekdays = Annotated[tuple[str, ...], BeforeValidator(_expand_weekdays, json_schema_input_type=str | list[str])]
"""Days of the week, written ``mon-sat`` or ``mon,wed``."""


def _factors_by_weekday(value: object) -> object:
    if not isinstance(value, Mapping):
        return value
    return dict(_weekday_items(value))


def _weekday_items(value: Mapping[Any, Any]) -> Iterator[tuple[str, Any]]:
    for days, factor in value.items():
        for weekday in weekdays_in(days):
            yield weekday, factor


Share = Annotated[float, Field(ge=0, le=1)]
"""A share or a probability, between 0 and 1."""

Money = Amount
"""An amount in the scenario's currency."""

Factor = Amount
"""A multiplier; 1 changes nothing."""

WeekdayFactors = Annotated[Map[str, Factor], BeforeValidator(_factors_by_weekday)]
"""A multiplier for each weekday, keys written ``mon-fri`` or ``sat``."""


class DateRange(Frozen):
    """Days from a first to a last; written ``2026-02-10..2026-02-14``, or as one day.

    Parameters
    ----------
    first, last
        Both included.
    """

    first: Day
    last: Day

    @model_validator(mode="before")
    @classmethod
    def _from_text(cls, value: Any) -> Any:
        if isinstance(value, str):
            first, last = parse_day_range(value)
            return {"first": first, "last": last}
        return value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe both ways of writing a range to editors."""
        text = {"type": "string", "examples": ["2026-02-10..2026-02-14"]}
        return {"anyOf": [text, handler.resolve_ref_schema(handler(schema))]}

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> DateRange:
        if self.last < self.first:
            raise ValueError(
                tr("the days end on {last}, before they begin on {first}", last=self.last, first=self.first)
            )
        return self
