"""Paths into plain data, such as ``people.designer.count``, and the nearest known name."""

from __future__ import annotations

import re
from difflib import get_close_matches
from enum import Enum
from typing import TYPE_CHECKING, Final

from agencysim.language import joined, tr

if TYPE_CHECKING:
    from collections.abc import Collection

Place = tuple[str | int, ...]
"""Where something is in plain data: the keys and list indexes that lead to it."""

_PART = re.compile(r"\[([^\]]+)\]|([^.\[\]]+)")
_PATH = re.compile(r"(?:\[[^\]]+\]|[^.\[\]]+)(?:\[[^\]]+\]|\.[^.\[\]]+|\.\[[^\]]+\])*")
_SPECIAL = re.compile(r"[.\[\]]")
_MOST_NAMES = 12  # of those known, to be listed in a message


class Absent(Enum):
    """The one value that says that there is nothing at a place."""

    ABSENT = "absent"

    def __str__(self) -> str:
        return "absent"


ABSENT: Final = Absent.ABSENT


def dotted(place: Place) -> str:
    """Write a place as a path; a key with a dot of its own stands in brackets: ``exceptions[1.5]``."""
    text = ""
    for part in map(str, place):
        if _SPECIAL.search(part):
            text += f"[{part}]"
        else:
            text += f".{part}" if text else part
    return text


def parts_of(path: str) -> list[str]:
    """Split a path at its dots and brackets.

    Raises
    ------
    ValueError
        If it is no path.
    """
    if not _PATH.fullmatch(path):
        raise ValueError(tr("{path!r} is no path: join names by dots, such as people.designer.count", path=path))
    return [quoted or plain for quoted, plain in _PART.findall(path)]


def nearest(name: str, known: Collection[str]) -> str | None:
    """Return the known name that was probably meant."""
    exact = {each.lower(): each for each in known}
    match = get_close_matches(name.lower(), exact, n=1, cutoff=0.6)
    return exact[match[0]] if match else None


def listed(names: Collection[str]) -> str:
    """Return names as a list, the first dozen of them."""
    shown = list(names)[:_MOST_NAMES]
    more = len(names) - len(shown)
    return joined(shown) + (tr(" and {more} more", more=more) if more else "")
