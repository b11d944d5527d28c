"""Tables of public days as files write them, for countries and years of which a library knows too little."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, cast

import yaml
from pydantic import TypeAdapter, ValidationError, model_validator

from agencysim.calendars.dates import Days
from agencysim.errors import InvalidFileError, Problem
from agencysim.language import noted, tr
from agencysim.values import Frozen

_LARGEST_FILE = 1_000_000  # bytes; a country needs about 500 a year
_DEEPEST = 8  # country, year, block and list of days make five


class HolidayBlock(Frozen):
    """Days off that belong together.

    Parameters
    ----------
    name
        The holiday's name in the country's language.
    off
        All days off, weekend days in between included.
    statutory
        Those of them that are holidays by law, paid threefold in China; without it, all.
    """

    name: str
    off: Days
    statutory: Days | None = None

    @model_validator(mode="after")
    def _statutory_days_are_off(self) -> HolidayBlock:
        if working := set(self.statutory or ()) - set(self.off):
            raise ValueError(tr("{working} is statutory but not off", working=min(working)))
        return self


class PublicYear(Frozen):
    """The public days of one year.

    Parameters
    ----------
    source
        Who published them, and when.
    holidays
        The blocks of days off.
    make_up
        Weekend days that are worked in return.
    """

    source: str = ""
    holidays: tuple[HolidayBlock, ...] = ()
    make_up: Days = ()

    @model_validator(mode="after")
    def _days_mean_one_thing(self) -> PublicYear:
        off = [day for block in self.holidays for day in block.off]
        twice = [day for day in off if off.count(day) > 1] + [day for day in self.make_up if day in off]
        if twice:
            raise ValueError(tr("{twice} is given twice", twice=twice[0]))
        return self


PublicTable = Mapping[str, Mapping[int, PublicYear]]
"""Public days by country and year."""


def load_public_table(path: Path) -> PublicTable:
    """Read a table of public days from a YAML file: country, year, days.

    Raises
    ------
    InvalidFileError
        If it cannot be read, with every problem found.
    """
    try:
        return _table().validate_python(_read(path))
    except ValidationError as error:
        found = error.errors(include_input=False, include_url=False)
        raise InvalidFileError(_problem(cast("dict[str, Any]", one), path) for one in found) from None


@cache
def own_public_table() -> PublicTable:
    """Return the package's own checked table."""
    return load_public_table(Path(__file__).with_name("public_days.yaml"))


@cache
def _table() -> TypeAdapter[PublicTable]:
    return TypeAdapter(dict[str, dict[int, PublicYear]])


_WORDS = {
    "int_parsing": noted("is no year: write it as 2026"),
    "dict_type": noted("should be a block of years, such as 2026: {holidays: [...]}"),
    "model_type": noted("should be a block: a year with holidays and make_up, a holiday with name and off"),
    "tuple_type": noted("should be a list"),
    "string_type": noted("should be text"),
    "missing": noted("is missing"),
    "extra_forbidden": noted(
        "is not known here: a year has source, holidays and make_up, a holiday name, off and statutory"
    ),
}


def _problem(error: dict[str, Any], path: Path) -> Problem:
    where = ".".join(str(part) for part in error["loc"] if part != "[key]")
    known = _WORDS.get(error["type"])
    what = tr(known) if known else error["msg"].removeprefix("Value error, ")
    return Problem(what, path=where, file=str(path))


def _read(path: Path) -> object:
    """Read YAML in which every scalar is text, so that the country ``NO`` is not false."""
    try:
        if path.stat().st_size > _LARGEST_FILE:
            raise ValueError(tr("the file is too large for a table of public days"))
        text = path.read_text(encoding="utf-8-sig")
        _check_structure(text)
        return yaml.load(text, _TextLoader)
    except (OSError, ValueError, yaml.YAMLError) as error:
        raise InvalidFileError([Problem(tr("cannot be read: {error}", error=error), file=str(path))]) from None


def _check_structure(text: str) -> None:
    """Refuse what could fill the memory or the stack while it is read."""
    depth = 0
    for event in yaml.parse(text, yaml.CBaseLoader):
        depth += isinstance(event, yaml.CollectionStartEvent) - isinstance(event, yaml.CollectionEndEvent)
        if depth > _DEEPEST:
            raise ValueError(tr("it is nested too deeply for a table of public days"))
        if isinstance(event, yaml.AliasEvent):
            raise ValueError(tr("aliases are not read in a table of public days"))


class _TextLoader(yaml.CBaseLoader):
    """A YAML reader that refuses equal keys, of which the last would win silently."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise ValueError(
                    tr("{key} is given twice in line {line} and following", key=key, line=node.start_mark.line + 1)
                )
        return cast("dict[Any, Any]", super().construct_mapping(node, deep))
