"""What can stand in a cell: how it is written, and what is understood when it is read."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any, ClassVar

from agencysim.language import language, noted, tr
from agencysim.scenario.paths import nearest

if TYPE_CHECKING:
    from collections.abc import Mapping

    from agencysim.calendars import TimeAxis

Cell = str | int | float | datetime | date | None
"""What stands in a cell; text files have text only."""

EXACT = 1e15
"""Whole numbers up to here are told to their last digit in any program."""

FIRST_DATE = date(1901, 1, 1)
"""Workbooks know no days before 1900, and number those of its first weeks differently."""

SEPARATORS = ",，、;；"
_SPECIAL = re.compile(rf'[{SEPARATORS}"=+]|^\s|\s$')
_DATE = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?(?:[T ]+(\d{1,2}):(\d{2})(?::(\d{2}))?)?")


@dataclass(frozen=True)
class Kind:
    """A kind of cells; text, if it is no other."""

    words: ClassVar[str] = noted("text")
    """What should stand there, in English."""

    def write(self, value: Any, axis: TimeAxis) -> Cell:
        """Return a value as a cell; nothing is an empty one."""
        return None if value is None else self._write(value, axis)

    def read(self, cell: Any, axis: TimeAxis) -> Any:
        """Return what a cell means.

        Raises
        ------
        ValueError
            If it is none of the kind.
        """
        return self._read(cell, axis)

    def _write(self, value: Any, _axis: TimeAxis) -> Cell:
        return str(value) or None

    def _read(self, cell: Any, _axis: TimeAxis) -> Any:
        return text_of(cell)


TEXT = Kind()
"""Any text."""


@dataclass(frozen=True)
class Number(Kind):
    """A number."""

    words: ClassVar[str] = noted("a number")

    def _write(self, value: Any, _axis: TimeAxis) -> Cell:
        number: int | float = int(value) if float(value).is_integer() and abs(value) < EXACT else value
        return number

    def _read(self, cell: Any, _axis: TimeAxis) -> float:
        if isinstance(cell, bool | date):
            raise ValueError
        number = float(cell.strip().replace(" ", "")) if isinstance(cell, str) else float(cell)
        if not abs(number) < float("inf"):
            raise ValueError
        return number


@dataclass(frozen=True)
class Whole(Number):
    """A whole number."""

    words: ClassVar[str] = noted("a whole number")

    def _read(self, cell: Any, axis: TimeAxis) -> int:
        number = super()._read(cell, axis)
        if not number.is_integer():
            raise ValueError
        return int(number)


@dataclass(frozen=True)
class Choice(Kind):
    """One of some words, which have Chinese names.

    Parameters
    ----------
    chinese
        The Chinese name of each.
    """

    chinese: Mapping[str, str]
    means: Mapping[str, Any] | None = None

    words: ClassVar[str] = noted("one of the choices")

    def shown(self) -> list[str]:
        """Return the choices in the language in use."""
        return [self._shown(name) for name in self.chinese]

    def _shown(self, name: str) -> str:
        return self.chinese[name] if language() == "zh" else name

    def _write(self, value: Any, _axis: TimeAxis) -> Cell:
        names = {meaning: name for name, meaning in self.means.items()} if self.means else {n: n for n in self.chinese}
        return self._shown(names[value])

    def _read(self, cell: Any, _axis: TimeAxis) -> Any:
        text = {True: "yes", False: "no"}[cell] if isinstance(cell, bool) else text_of(cell).lower().replace("_", " ")
        for name, chinese in self.chinese.items():
            if text in (name, chinese):
                return self.means[name] if self.means else name
        shown = self.shown()
        meant = nearest(text, shown)
        guess = [tr("did you mean {meant!r}?", meant=meant)] if meant else []
        raise ValueError(" ".join([*guess, tr("one of {choices}", choices=", ".join(shown))]))


@dataclass(frozen=True)
class Day(Kind):
    """A day."""

    words: ClassVar[str] = noted("a date such as 2026-02-14")

    def _write(self, value: Any, _axis: TimeAxis) -> Cell:
        day: date = value
        return day if day >= FIRST_DATE else day.isoformat()

    def _read(self, cell: Any, _axis: TimeAxis) -> date:
        return _moment(cell).date()


@dataclass(frozen=True)
class Moment(Kind):
    """A moment, in seconds since the scenario's start; a date alone means its beginning."""

    words: ClassVar[str] = noted("a date and a time such as 2026-02-14 08:30")

    def _write(self, value: Any, axis: TimeAxis) -> Cell:
        aware = axis.moment(value)
        local = aware.replace(tzinfo=None, fold=0)
        # What the clocks show twice, or workbooks cannot say, is told with its offset.
        return local if local.date() >= FIRST_DATE and axis.seconds(local) == value else aware.isoformat(sep=" ")

    def _read(self, cell: Any, axis: TimeAxis) -> int:
        return axis.seconds(_moment(cell))


@dataclass(frozen=True)
class Until(Kind):
    """A moment by which something ends; a date alone means its end."""

    words: ClassVar[str] = noted("a date, up to whose end it goes, or a date and a time such as 2026-02-14 17:30")

    def _write(self, value: Any, axis: TimeAxis) -> Cell:
        if axis.midnight(axis.day_of(value)) == value:
            return Day().write(axis.date_of(value) - timedelta(days=1), axis)
        return Moment().write(value, axis)

    def _read(self, cell: Any, axis: TimeAxis) -> int:
        moment = _moment(cell)
        if moment.tzinfo is None and moment.time() == time():
            return axis.midnight((moment.date() - axis.start).days + 1)
        return axis.seconds(moment)


@dataclass(frozen=True)
class Names(Kind):
    """Names, with commas between them."""

    words: ClassVar[str] = noted("names with commas between them")

    def _write(self, value: Any, _axis: TimeAxis) -> Cell:
        return ", ".join(map(_quoted, value)) or None

    def _read(self, cell: Any, _axis: TimeAxis) -> tuple[str, ...]:
        return tuple(_plain(part) for part in _split(text_of(cell), SEPARATORS))


@dataclass(frozen=True)
class Counts(Kind):
    """Names with numbers, such as ``design=2, print=1``."""

    words: ClassVar[str] = noted("names with numbers such as design=2, print=1")

    def _write(self, value: Any, _axis: TimeAxis) -> Cell:
        return ", ".join(f"{_quoted(name)}={count}" for name, count in value.items()) or None

    def _read(self, cell: Any, _axis: TimeAxis) -> dict[str, int]:
        return {name: int(count) for name, count in _pairs(text_of(cell))}


@dataclass(frozen=True)
class Crews(Kind):
    """Steps with people, such as ``design=ann+ben``."""

    words: ClassVar[str] = noted("steps with people such as design=ann+ben")

    def _write(self, value: Any, _axis: TimeAxis) -> Cell:
        return ", ".join(f"{_quoted(step)}={'+'.join(map(_quoted, people))}" for step, people in value.items()) or None

    def _read(self, cell: Any, _axis: TimeAxis) -> dict[str, tuple[str, ...]]:
        return {step: tuple(map(_plain, _split(people, "+"))) for step, people in _pairs(text_of(cell))}


YES_NO = Choice({"yes": "是", "no": "否"}, {"yes": True, "no": False})


@dataclass(frozen=True)
class Setting(Kind):
    """A number, a text, or yes or no."""

    words: ClassVar[str] = noted("a number, a text, yes or no")

    def _write(self, value: Any, axis: TimeAxis) -> Cell:
        cell: Cell = YES_NO.write(value, axis) if isinstance(value, bool) else value
        return cell

    def _read(self, cell: Any, axis: TimeAxis) -> Any:
        for kind in (YES_NO, Number()):
            try:
                return kind.read(cell, axis)
            except ValueError:
                continue
        return text_of(cell)


def text_of(cell: Any) -> str:
    """Return a cell as text; names that a workbook has taken for numbers are names all the same."""
    if isinstance(cell, float) and cell.is_integer():
        cell = int(cell)
    return str(cell).strip()


def _moment(cell: Any) -> datetime:
    """Return the date and time of a cell, or of a text, with its offset if it has one."""
    if isinstance(cell, datetime):
        return (cell + timedelta(microseconds=500_000)).replace(microsecond=0)  # workbooks count fractions of a day
    if isinstance(cell, date):
        return datetime.combine(cell, time())
    if not isinstance(cell, str):
        raise ValueError
    match = _DATE.fullmatch(cell.strip())
    if not match:
        aware = datetime.fromisoformat(cell.strip())
        if aware.tzinfo is None:
            raise ValueError
        return aware
    year, month, day, hour, minute, second = (int(part or 0) for part in match.groups())
    return datetime(year, month, day, hour, minute, second)


def _quoted(name: str) -> str:
    doubled = name.replace('"', '""')
    return f'"{doubled}"' if _SPECIAL.search(name) or not name else name


def _split(text: str, separators: str) -> list[str]:
    """Split a text, but not within quotation marks.

    Raises
    ------
    ValueError
        If a quotation is not closed, or there is nothing between two separators.
    """
    parts, quoted = [""], False
    for character in text:
        quoted ^= character == '"'
        if character in separators and not quoted:
            parts.append("")
        else:
            parts[-1] += character
    if quoted or (text and not all(part.strip() for part in parts)):
        raise ValueError
    return [part.strip() for part in parts if part.strip()]


def _plain(part: str) -> str:
    return part[1:-1].replace('""', '"') if part.startswith('"') else part


def _pairs(text: str) -> list[tuple[str, str]]:
    """Return names with what stands behind their equals signs."""
    pairs = [_split(part, "=") for part in _split(text, SEPARATORS)]
    return [(_plain(name), value) for name, value in pairs]
