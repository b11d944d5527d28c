"""The language of texts: English texts are the keys, and a catalogue says what they are in another language.

>>> from agencysim.language import tr, use
>>> tr("{n} of {total} jobs on time", n=9, total=10)
'9 of 10 jobs on time'
>>> with use("zh"):
...     tr("{n} of {total} jobs on time", n=9, total=10)
'10 个任务中有 9 个按时完成'
"""

from __future__ import annotations

import os
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from gettext import c2py
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from agencysim.errors import AgencySimError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

ENGLISH = "en"
LANGUAGES = {ENGLISH: "English", "zh": "中文"}
"""The languages that texts can be shown in, by their codes, in their own words."""

_LANGUAGE = ContextVar("language", default=ENGLISH)


def language() -> str:
    """Return the code of the language in use."""
    return _LANGUAGE.get()


@contextmanager
def use(code: str) -> Iterator[None]:
    """Show texts in a language while the context lasts.

    Parameters
    ----------
    code
        ``en`` or ``zh``.

    Raises
    ------
    AgencySimError
        If texts are not available in it.
    """
    before = _LANGUAGE.get()
    speak(code)
    try:
        yield
    finally:
        _LANGUAGE.set(before)


def speak(code: str) -> None:
    """Show texts in a language from here on.

    Raises
    ------
    AgencySimError
        If texts are not available in it.
    """
    if code not in LANGUAGES:
        known = " or ".join(f"{one} ({name})" for one, name in LANGUAGES.items())
        raise AgencySimError(f"{code!r} is no language of the texts: write {known}")
    _LANGUAGE.set(code)


def from_locale(environment: Mapping[str, str] | None = None) -> str:
    """Return the language of the user's locale, English if it is none of those available.

    Parameters
    ----------
    environment
        Where ``LC_ALL``, ``LC_MESSAGES`` and ``LANG`` are looked for, in this order, such as ``LANG=zh_CN.UTF-8``;
        the variables of the process if absent.
    """
    variables = os.environ if environment is None else environment
    locale = next((variables[name] for name in ("LC_ALL", "LC_MESSAGES", "LANG") if variables.get(name)), "")
    code = locale.replace("-", "_").partition("_")[0].partition(".")[0].lower()
    return code if code in LANGUAGES else ENGLISH


def tr(text: str, /, **values: Any) -> str:
    """Return a text in the language in use, with its values.

    Parameters
    ----------
    text
        The English text, with named places such as ``{share:.0%}``.
    values
        What stands in the places.
    """
    if (code := language()) != ENGLISH:
        text = _catalogue(code).get(text, (text,))[0]
    return text.format(**values) if values else text


def noted(text: str) -> str:
    """Return a text as it is, noted for the catalogues: one of a table, that `tr` translates when it is shown."""
    return text


def tr_n(one: str, many: str, n: float, /, **values: Any) -> str:
    """Return a text that depends on a number, in the language in use; ``{n}`` stands for the number.

    Parameters
    ----------
    one, many
        The English text for one, and for any other number.
    n
        The number.
    values
        What else stands in places.
    """
    text = one if n == 1 else many
    if (code := language()) != ENGLISH:
        forms = _catalogue(code).get(one, ())
        text = forms[_plural(code)(int(n))] if forms else text
    return text.format(n=n, **values)


LISTED = noted(", ")
APART = noted("; ")
"""What stands between the members of a list, and between parts of a sentence that have commas of their own."""


def joined(names: Iterable[str], between: str = LISTED) -> str:
    """Return names as a list, as the language in use writes one: a, b or 甲、乙.

    Parameters
    ----------
    names
        The names; empty ones are left out.
    between
        What stands between them: `LISTED` or `APART`.
    """
    return tr(between).join(filter(None, names))


def name_in_language(name: str, label: str = "") -> str:
    """Return the name of a thing of a scenario as it is shown: its label, or else its name in words.

    A label with Chinese characters is not shown in English texts.

    Parameters
    ----------
    name
        The name by which the scenario knows it.
    label
        Its name in the agency's language; empty if it has none.
    """
    is_chinese = any("\u4e00" <= character <= "\u9fff" for character in label)
    if label and not (is_chinese and language() == ENGLISH):
        return label
    return name.replace("_", " ")


@cache
def _read(code: str) -> Any:
    """Return the catalogue of a language as Babel reads it."""
    from babel.messages.pofile import read_po  # only those who need another language wait for it

    with (files("agencysim") / "texts" / f"{code}.po").open("rb") as file:
        return read_po(file, locale=code)


@cache
def _catalogue(code: str) -> dict[str, tuple[str, ...]]:
    """Return the forms of each text, by its English singular."""
    found = {}
    for message in _read(code):
        forms = message.string if isinstance(message.string, (tuple, list)) else (message.string,)
        if message.id and all(forms):
            key = message.id[0] if isinstance(message.id, (tuple, list)) else message.id
            found[key] = tuple(forms)
    return found


@cache
def _plural(code: str) -> Callable[[int], int]:
    """Return the rule that says which form belongs to a number."""
    return c2py(str(_read(code).plural_expr))
