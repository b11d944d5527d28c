"""A YAML file as plain data that knows its lines, read without the surprises of YAML 1.1."""

from __future__ import annotations

import math
import os
import re
import stat
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import yaml

from agencysim.errors import Problem, ScenarioError
from agencysim.language import tr
from agencysim.scenario.paths import dotted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agencysim.scenario.paths import Place

CHANGES = "changes"
"""The block whose values may be relative: there, and only there, ``+1`` and ``-1`` are kept as text."""

_LARGEST_FILE = 5_000_000  # bytes; a large agency needs 200,000
_DEEPEST = 60
_MOST_NODES = 200_000  # with every alias written out
_MOST_DIGITS = 300

_CONSTANTS = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_INTEGER = re.compile(r"[-+]?[0-9]+")
_FLOAT = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?")
_SIGNED = re.compile(r"[-+].*", re.DOTALL)
_UNREADABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the one in C is ten times as fast


@dataclass(frozen=True)
class Source:
    """A file's content and where each part of it stands.

    Parameters
    ----------
    file
        The file, as it is named in messages.
    data
        Dictionaries with text keys, lists, text, numbers, booleans and ``None``; nobody may change them.
    """

    file: str
    data: dict[str, Any]
    _lines: Mapping[int, Mapping[str | int, int]] = field(repr=False)

    def line(self, place: Place) -> int:
        """Return the line, counted from 1, of a key or list item, or of its nearest parent that there is."""
        line, holder = 1, self.data
        for part in place:
            known = self._lines.get(id(holder), {})
            if part not in known:
                break
            line, holder = known[part], holder[part]  # type: ignore[index]
        return line


def read(path: str | Path) -> Source:
    """Read a YAML file safely; anything that is doubtful in it is refused.

    Scalars follow the core schema of YAML 1.2 with decimal numbers only: clock times, dates, ``no``, ``on``
    and ``0x1F`` are text. Directly under ``changes`` a number with a sign is text too, a relative change.
    Anywhere else ``-1`` is a number, and ``+1`` is refused, lest a change be taken for a value.

    Raises
    ------
    ScenarioError
        With each problem's line.
    """
    file = os.path.normpath(path)
    return parse(_text_of(Path(path), file), file)


def parse(text: str, file: str = "") -> Source:
    """Read YAML from a text; see `read`.

    Raises
    ------
    ScenarioError
        With each problem's line.
    """
    if unreadable := _UNREADABLE.search(text):
        line = text.count("\n", 0, unreadable.start()) + 1
        raise _refusal(file, tr("holds characters that no text file has"), tr("it may be a binary file"), line)
    builder = _Builder(file)
    try:
        builder.build(yaml.parse(text, _LOADER))
    except yaml.YAMLError as error:
        builder.stop(*_syntax(error), min(_line_of(error), len(text.splitlines()) or 1))
    return builder.finished()


def scalar(text: str) -> object:
    """Return what an unquoted word means: ``None``, a boolean, a decimal number, or itself."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if len(text) > _MOST_DIGITS:
        return text
    if _INTEGER.fullmatch(text):
        return int(text)
    if _FLOAT.fullmatch(text) and math.isfinite(number := float(text)):
        return number
    return text


def kind_of(value: object) -> str:
    """Return what plain data is, as people say it: ``a number``, ``text``, ``a list``."""
    if value is None:
        return tr("nothing")
    if isinstance(value, bool):
        return tr("true or false")
    block, list_, number = tr("a block of names"), tr("a list"), tr("a number")
    names = {Mapping: block, list: list_, tuple: list_, int: number, float: number}
    return next((name for type_, name in names.items() if isinstance(value, type_)), tr("text"))


def _refusal(file: str, what: str, remedy: str, line: int | None = None) -> ScenarioError:
    return ScenarioError([Problem(what, remedy, file=file, line=line)])


def _text_of(path: Path, file: str) -> str:
    try:
        _check_size(os.stat(path), file)  # noqa: PTH116 (pathlib's raises nothing else)
        with path.open("rb") as stream:
            content = stream.read(_LARGEST_FILE + 1)
    except FileNotFoundError:
        raise _refusal(file, tr("there is no such file"), tr("check the name and the folder")) from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _refusal(file, tr("cannot be read: {error}", error=reason), tr("name a file that you may read")) from None
    return _decoded(content, file)


def _check_size(status: os.stat_result, file: str) -> None:
    if stat.S_ISDIR(status.st_mode):
        raise _refusal(file, tr("is a folder"), tr("name a file in it"))
    if not stat.S_ISREG(status.st_mode):
        raise _refusal(file, tr("is no ordinary file"), tr("name a YAML file"))
    if status.st_size > _LARGEST_FILE:
        size = tr("is too large: {st_size:.1f} MB", st_size=status.st_size / 1000000.0)
        raise _refusal(file, size, tr("at most {largest_file:g} MB are read", largest_file=_LARGEST_FILE / 1000000.0))


def _decoded(content: bytes, file: str) -> str:
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        remedy = tr("save it as UTF-8; it may be a binary file")
        raise _refusal(file, tr("is not text in UTF-8"), remedy, line) from None


def _line_of(error: yaml.YAMLError) -> int:
    mark = getattr(error, "problem_mark", None)
    return int(mark.line) + 1 if mark else 1


def _syntax(error: yaml.YAMLError) -> tuple[str, str]:
    """Return what a parser complains of, and what is usually behind it."""
    problem = getattr(error, "problem", None) or tr("it cannot be understood")
    begun = getattr(error, "context_mark", None)
    context = (
        tr(", in what begins in line {line}", line=begun.line + 1) if begun and begun.line + 1 < _line_of(error) else ""
    )
    remedy = tr("check brackets, quotes and indentation here and just above; the file may have been cut off")
    if "start any token" in problem:
        remedy = tr("indent with spaces, not tabs; put text that begins with a special character in quotes")
    if "mapping values" in problem:
        remedy = tr("check the indentation; put text that holds a colon in quotes")
    return tr("is no YAML: {problem}{context}", problem=problem, context=context), remedy


@dataclass
class _Open:
    """A block or list whose end is still to come."""

    value: dict[str, Any] | list[Any]
    line: int
    anchor: str | None
    nodes_before: int
    lines: dict[str | int, int] = field(default_factory=dict)
    key: str | None = None
    height: int = 1


@dataclass(frozen=True)
class _Anchored:
    """Something that an alias can repeat."""

    value: Any
    line: int
    nodes: int
    height: int


_ENDED = (yaml.MappingEndEvent, yaml.SequenceEndEvent)


class _Builder:
    """Builds plain data from a parser's events, without recursion, watching the limits on the way."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._open: list[_Open] = []
        self._anchors: dict[str, _Anchored] = {}
        self._lines: dict[int, dict[str | int, int]] = {}
        self._nodes = 0
        self._documents: list[Any] = []
        self._problems: list[Problem] = []

    def build(self, events: Iterable[yaml.Event]) -> None:
        for event in events:
            self._line = event.start_mark.line + 1  # type: ignore[union-attr]
            if isinstance(event, yaml.ScalarEvent):
                self._take_scalar(event)
            elif isinstance(event, yaml.CollectionStartEvent):
                self._take_start(event)
            elif isinstance(event, _ENDED):
                self._take_end()
            elif isinstance(event, yaml.AliasEvent):
                self._take_alias(event)
            elif isinstance(event, yaml.DocumentStartEvent) and self._documents:
                self.stop(tr("holds more than one document"), tr("keep what comes before this '---' only"), self._line)

    def finished(self) -> Source:
        data = self._documents[0] if self._documents else None
        if data is None:
            self.stop(tr("is empty"), tr("write at least a name"), 1)
        if not isinstance(data, dict):
            self.stop(
                tr("holds {data}", data=kind_of(data)), tr("the file must be a block of names, such as 'name: ...'"), 1
            )
        if self._problems:
            raise ScenarioError(self._problems)
        return Source(self._file, data, self._lines)

    def stop(self, what: str, remedy: str, line: int) -> NoReturn:
        """Give up, telling everything found so far."""
        self._complain(what, remedy, line)
        raise ScenarioError(self._problems)

    def _complain(self, what: str, remedy: str, line: int) -> None:
        self._problems.append(Problem(what, remedy, dotted(_place(self._open)), self._file, line))

    def _take_scalar(self, event: yaml.ScalarEvent) -> None:
        self._check_tag(event)
        if self._awaits_key():
            self._take_key(event.value)
            return
        self._count(1)
        value = self._meaning(event.value) if event.implicit[0] else event.value
        if event.anchor:
            self._remember(event.anchor, _Anchored(value, self._line, 1, 0))
        self._add(value, self._line, 0)

    def _meaning(self, text: str) -> object:
        value = scalar(text)
        if isinstance(value, str) or not _SIGNED.fullmatch(text):
            return value
        if len(self._open) == 2 and self._open[0].key == CHANGES:
            return text
        if text.startswith("+"):
            remedy = tr("leave out the plus, or write the whole path under '{changes}'", changes=CHANGES)
            self._complain(tr("{text} is a change, not a value", text=text), remedy, self._line)
        return value

    def _take_key(self, key: str) -> None:
        top = self._open[-1]
        top.key = key
        first = top.lines.setdefault(key, self._line)
        if key in top.value:
            self._complain(
                tr("{key!r} is given twice, first in line {first}", key=key, first=first),
                tr("keep one of them"),
                self._line,
            )
        elif key == "<<":
            self._complain(tr("'<<' is not supported"), tr("write the block out, or repeat all of it"), self._line)
        elif not key:
            self._complain(tr("a name is missing"), tr("write it before the colon"), self._line)

    def _take_start(self, event: yaml.CollectionStartEvent) -> None:
        self._check_tag(event)
        if self._awaits_key():
            self.stop(
                tr("a block or list stands where a name should be"), tr("put text in braces in quotes"), self._line
            )
        self._count(1)
        self._check_depth(1)
        value: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._open.append(_Open(value, self._line, event.anchor, self._nodes - 1))

    def _take_end(self) -> None:
        done = self._open.pop()
        self._lines[id(done.value)] = done.lines
        if done.anchor:
            nodes = self._nodes - done.nodes_before
            self._remember(done.anchor, _Anchored(done.value, done.line, nodes, done.height))
        self._add(done.value, done.line, done.height)

    def _take_alias(self, event: yaml.AliasEvent) -> None:
        name = event.anchor
        if self._awaits_key():
            self.stop(tr("*{name} stands where a name should be", name=name), tr("write the name itself"), self._line)
        if any(block.anchor == name for block in self._open):
            self.stop(
                tr("*{name} stands within itself", name=name),
                tr("use it outside of &{name} only", name=name),
                self._line,
            )
        if name not in self._anchors:
            self.stop(
                tr("*{name} repeats nothing", name=name),
                tr("mark what it repeats with &{name} above", name=name),
                self._line,
            )
        found = self._anchors[name]
        self._count(found.nodes)
        self._check_depth(found.height)
        self._add(found.value, self._line, found.height)

    def _add(self, value: Any, line: int, height: int) -> None:
        if not self._open:
            self._documents.append(value)
            return
        top = self._open[-1]
        top.height = max(top.height, height + 1)
        if isinstance(top.value, list):
            top.lines[len(top.value)] = line
            top.value.append(value)
        elif top.key is not None:
            top.value[top.key] = value
            top.key = None

    def _awaits_key(self) -> bool:
        return bool(self._open) and isinstance(self._open[-1].value, dict) and self._open[-1].key is None

    def _remember(self, name: str, found: _Anchored) -> None:
        if name in self._anchors:
            first = self._anchors[name].line
            self._complain(
                tr("&{name} is given twice, first in line {first}", name=name, first=first),
                tr("use another name"),
                found.line,
            )
        self._anchors[name] = found

    def _check_tag(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.tag is not None:
            self._complain(tr("the tag {tag} is not supported", tag=event.tag), tr("leave it out"), self._line)

    def _check_depth(self, more: int) -> None:
        if len(self._open) + more > _DEEPEST:
            self.stop(tr("is nested too deeply"), tr("at most {deepest} levels are read", deepest=_DEEPEST), self._line)

    def _count(self, more: int) -> None:
        self._nodes += more
        if self._nodes > _MOST_NODES:
            remedy = tr("at most {most_nodes:,} are read, counting each repetition by *name", most_nodes=_MOST_NODES)
            self.stop(tr("holds too many values"), remedy, self._line)


def _place(blocks: list[_Open]) -> Place:
    parts = (block.key if isinstance(block.value, dict) else len(block.value) for block in blocks)
    return tuple(part for part in parts if part is not None)
