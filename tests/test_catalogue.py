"""The catalogue of Chinese texts has all that the code shows, nothing else, and with the same places for values."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from string import Formatter

import pytest
from babel.messages.catalog import Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

SOURCE = Path(__file__).parents[1] / "src" / "agencysim"
KEYWORDS = {"tr": None, "tr_n": (1, 2), "noted": None}
UPDATE = "run python tools/update_texts.py, and translate what is new"


@cache
def texts_of_the_code() -> dict[str | tuple[str, ...], str]:
    """Every text that is shown, or the pair of a text for one and for many, with the place where it was found."""
    found = extract_from_dir(str(SOURCE), keywords=KEYWORDS, comment_tags=())
    return {text: f"{file}:{line}" for file, line, text, _, _ in found}


@cache
def catalogue() -> list[Message]:
    with (SOURCE / "texts" / "zh.po").open("rb") as file:
        return [message for message in read_po(file, locale="zh", abort_invalid=True) if message.id]


def forms(text: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (text,) if isinstance(text, str) else tuple(text)


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_texts_were_found():
    texts = texts_of_the_code()
    assert "milestone" in texts
    assert ("{n} other cause", "{n} other causes") in texts


def test_every_text_is_in_the_catalogue():
    known = {message.id if isinstance(message.id, str) else tuple(message.id) for message in catalogue()}
    missing = [f"{place}: {text!r}" for text, place in texts_of_the_code().items() if text not in known]
    assert not missing, UPDATE


def test_the_catalogue_has_no_text_that_is_not_used_any_more():
    used = set(texts_of_the_code())
    unused = [
        message.id
        for message in catalogue()
        if (message.id if isinstance(message.id, str) else tuple(message.id)) not in used
    ]
    assert not unused, UPDATE


@pytest.mark.parametrize("message", catalogue(), ids=lambda message: forms(message.id)[0][:40])
def test_a_text_is_translated_for_good_with_the_same_places(message):
    assert not message.fuzzy
    assert all(forms(message.string))
    for text in forms(message.string):
        assert places(text) == places(forms(message.id)[-1])
