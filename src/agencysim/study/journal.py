"""The journal of a study: a line for each replication, written out as it ends, each with its own check.

A line is the CRC-32 of its text as eight hexadecimal digits, a space, and the text: a JSON list of the option, the
number of the replication, its numbers, and its queues. A line that was cut short, as by a power failure, fails its
check; it is as if it had never been written.
"""

from __future__ import annotations

import json
import os
import zlib
from typing import TYPE_CHECKING

from agencysim.study.question import Measured

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from agencysim.study.running import Task


def read(path: Path) -> Iterator[tuple[Task, Measured]]:
    """Yield the replications of a journal; nothing if there is none."""
    if not path.exists():
        return
    with path.open("rb") as file:
        for line in file:
            if (text := _checked(line)) is not None:
                option, replication, values, queues = json.loads(text)
                yield (option, replication), Measured(tuple(values), queues)


class Journal:
    """A journal that is written.

    Parameters
    ----------
    path
        Where it is; what was cut short at its end goes.
    """

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o644)
        self._size = _sound_size(path)
        self._cut()
        self.lines = 0

    def append(self, ended: Iterable[tuple[Task, Measured]]) -> None:
        """Write replications so that they outlast whatever happens then; all of them, or none.

        Raises
        ------
        OSError
            If they cannot be written.
        """
        lines = [_line(*task, measured) for task, measured in ended]
        data = b"".join(lines)
        try:
            written = 0
            while written < len(data):
                written += os.write(self._file, data[written:])
            os.fsync(self._file)
        except OSError:
            self._cut()
            raise
        self._size += len(data)
        self.lines += len(lines)

    def clear(self) -> None:
        """Empty the journal: all of it is kept elsewhere."""
        self._size = self.lines = 0
        self._cut()

    def close(self) -> None:
        """End writing."""
        os.close(self._file)

    def _cut(self) -> None:
        os.ftruncate(self._file, self._size)
        os.lseek(self._file, self._size, os.SEEK_SET)


def _line(option: str, replication: int, measured: Measured) -> bytes:
    text = json.dumps([option, replication, measured.values, measured.queues], ensure_ascii=False, allow_nan=False)
    data = text.encode()
    return b"%08x %s\n" % (zlib.crc32(data), data)


def _checked(line: bytes) -> bytes | None:
    """Return the text of a line, if it is whole."""
    check, _, text = line.rstrip(b"\n").partition(b" ")
    return text if line.endswith(b"\n") and check == b"%08x" % zlib.crc32(text) else None


def _sound_size(path: Path) -> int:
    """Return where the last whole line ends."""
    size = place = 0
    with path.open("rb") as file:
        for line in file:
            place += len(line)
            if _checked(line) is not None:
                size = place
    return size
