"""Calendars and shifts as a scenario file writes them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Annotated, Any, Literal

from immutabledict import immutabledict
from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema, model_validator

from agencysim.calendars.dates import Day, each_day, parse_day_range
from agencysim.errors import Problem
from agencysim.language import tr
from agencysim.values import DAY, Frozen, Map, Period

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from pydantic import GetJsonSchemaHandler
    from pydantic_core import CoreSchema

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
OFF = "off"

_PERIODS_SCHEMA = {"type": "array", "items": {"type": "string", "examples": ["08:30-12:00"]}}
_PLAN_SCHEMA = {"anyOf": [{"type": "string", "examples": [OFF, "day", "08:30-12:00"]}, _PERIODS_SCHEMA]}


def in_order(periods: tuple[Period, ...]) -> tuple[Period, ...]:
    """Place the periods of a shift, which are listed in the order in which they are worked.

    One that begins before its predecessor ends belongs to the following day: after ``22:00-02:00``,
    ``03:00-06:00`` is the next morning's.

    Raises
    ------
    ValueError
        If the shift would last longer than 24 hours, as when periods overlap.
    """
    placed: list[Period] = []
    days_later = 0
    for period in periods:
        if placed and period.start + days_later < placed[-1].end:
            days_later += DAY
        placed.append(Period(period.start + days_later, period.end + days_later))
    if placed and placed[-1].end - placed[0].start > DAY:
        listed = ", ".join(str(period) for period in periods)
        raise ValueError(tr("the periods {listed} overlap, or last longer than 24 hours", listed=listed))
    return tuple(placed)


def _checked(periods: tuple[Period, ...]) -> tuple[Period, ...]:
    in_order(periods)
    return periods


def _read_plan(value: object) -> object:
    """Read a day's plan: a shift's name, ``off``, a period, or a list of periods."""
    if isinstance(value, str):
        if value == OFF:
            return ()
        return (Period.parse(value),) if ":" in value else value
    if isinstance(value, list | tuple):
        return _checked(tuple(Period.parse(part) for part in value))
    raise ValueError(
        tr("{value!r} is no plan of a day: write a shift, off, or periods such as [08:30-12:00]", value=value)
    )


DayPlan = Annotated[str | tuple[Period, ...], BeforeValidator(_read_plan), WithJsonSchema(_PLAN_SCHEMA)]
"""What a day's work is: the name of a shift, or periods; no periods mean a day off."""


def _weekday(text: str) -> int:
    if text not in WEEKDAYS:
        raise ValueError(
            tr(
                "{text!r} is no weekday: write {weekdays}, or mon-fri, or mon,wed",
                text=text,
                weekdays=", ".join(WEEKDAYS),
            )
        )
    return WEEKDAYS.index(text)


def weekdays_in(key: object) -> Iterator[str]:
    """Yield the weekdays that ``mon-fri``, ``sat,sun`` or ``fri-mon`` mean."""
    for part in str(key).lower().split(","):
        first, dash, last = (text.strip() for text in part.partition("-"))
        begins = _weekday(first)
        days_after = (_weekday(last) - begins) % 7 if dash else 0
        yield from (WEEKDAYS[(begins + count) % 7] for count in range(days_after + 1))


def _read_week(value: object) -> object:
    if not isinstance(value, Mapping):
        raise ValueError(tr("a week maps weekdays to plans: write mon-fri: day"))
    week: dict[str, object] = {}
    for key, plan in value.items():
        for weekday in weekdays_in(key):
            if week.get(weekday) is not None:
                raise ValueError(tr("{weekday} is given twice", weekday=weekday))
            week[weekday] = plan
    return {weekday: week.get(weekday) for weekday in WEEKDAYS}


def _read_exceptions(value: object) -> object:
    """Spread ranges over their days; where days are given twice, the shorter range holds."""
    if not isinstance(value, Mapping):
        raise ValueError(tr("exceptions map days to plans: write 2026-02-14: off"))
    ranges = [(*parse_day_range(key), plan) for key, plan in value.items()]
    ranges.sort(key=lambda entry: entry[0] - entry[1])
    return {day: plan for first, last, plan in ranges for day in each_day(first, last)}


def _plans_schema(key: str) -> dict[str, object]:
    return {"type": "object", "additionalProperties": _PLAN_SCHEMA, "examples": [{key: "day"}]}


Week = Annotated[
    Map[str, DayPlan | None],
    BeforeValidator(_read_week),
    WithJsonSchema(_plans_schema("mon-fri")),
]
Exceptions = Annotated[
    Map[Day, DayPlan],
    BeforeValidator(_read_exceptions),
    WithJsonSchema(_plans_schema("2026-02-14")),
]


class Shift(Frozen):
    """An entry of the catalogue of shifts; a bare list of periods will do.

    Parameters
    ----------
    periods
        The parts of the day that are worked, in that order; what lies between them is a break. One that
        begins before its predecessor ends belongs to the following day.
    label
        A name to show.
    """

    periods: Annotated[tuple[Period, ...], AfterValidator(_checked)]
    label: str = ""

    @model_validator(mode="before")
    @classmethod
    def _from_periods(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"periods": (value,)}
        return {"periods": value} if isinstance(value, list | tuple) else value

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe both ways of writing a shift to editors."""
        return {"anyOf": [_PERIODS_SCHEMA, {"type": "string"}, handler.resolve_ref_schema(handler(schema))]}


class CalendarChange(Frozen):
    """Another calendar that holds for some days.

    Parameters
    ----------
    from_
        The first day, written ``from``.
    until
        The last day; none if it holds from then on.
    calendar
        The name of the calendar that holds then.
    """

    from_: Day = Field(alias="from")
    until: Day | None = None
    calendar: str

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> CalendarChange:
        if self.until is not None and self.until < self.from_:
            raise ValueError(
                tr("the change ends on {until}, before it begins on {from_}", until=self.until, from_=self.from_)
            )
        return self

    def holds_on(self, day: date) -> bool:
        """Return whether the other calendar holds on that day."""
        return self.from_ <= day and (self.until is None or day <= self.until)


class CalendarSpec(Frozen):
    """A calendar as the scenario writes it: what it adds to the calendar that it is based on.

    On any day the first of these that says something decides: a dated change (the last one listed); an
    exception, the calendar's own before its base's; a public holiday or make-up workday; the week, the
    calendar's own before its base's. Without a base, days of which the week says nothing are off.

    Parameters
    ----------
    base
        The calendar that this one is derived from.
    country
        Whose public days hold: an ISO 3166 code such as ``CN``, with a subdivision such as ``DE-BY``.
    week
        The plan of each weekday, ``mon`` to ``sun``; none where the base decides.
    exceptions
        The plan of single days, such as company days and half days.
    public_holidays
        Whether public holidays are days off, with make-up workdays for them, or ordinary days. Without it, as
        in the base, and else off.
    changes
        Other calendars for some days.
    """

    base: str | None = None
    country: Annotated[str, Field(pattern=r"^[A-Z]{2}(-[A-Z0-9]{1,3})?$")] | None = None
    week: Week = Field(default_factory=lambda: immutabledict.fromkeys(WEEKDAYS))
    exceptions: Exceptions = immutabledict()
    public_holidays: Literal["off", "worked"] | None = None
    changes: tuple[CalendarChange, ...] = ()


BUILTIN_CALENDARS: Mapping[str, CalendarSpec] = {
    "always": CalendarSpec(week={"mon-sun": "00:00-24:00"}, public_holidays="worked"),
    "never": CalendarSpec(week={"mon-sun": OFF}),
}
"""The calendars that exist without being declared: round the clock, and never open."""


def problems(specs: Mapping[str, CalendarSpec], shifts: Mapping[str, Shift]) -> list[Problem]:
    """Return what is wrong with the calendars taken together, unknown names apart."""
    reserved = [
        Problem(tr("{name!r} is built in", name=name), tr("choose another name"), f"calendars.{name}")
        for name in specs
        if name in BUILTIN_CALENDARS
    ]
    if OFF in shifts:
        reserved.append(Problem(tr("'off' means a day without work"), tr("choose another name"), f"shifts.{OFF}"))
    return reserved + [problem for name in specs if (problem := _circle(name, specs))]


def _circle(name: str, specs: Mapping[str, CalendarSpec]) -> Problem | None:
    chain = [name]
    while (base := specs[chain[-1]].base) is not None and base in specs and base not in chain:
        chain.append(base)
    if base != name:
        return None
    what = tr("the calendar is based on itself: {name}", name=" -> ".join([*chain, name]))
    return Problem(what, tr("leave one base out"), f"calendars.{name}.base")
