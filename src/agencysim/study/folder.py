"""The folder of a study: what it asks, its finished replications, and a lock while a process works at it.

``study.json`` says what the numbers depend on, ``scenarios/`` keeps the scenarios, ``journal`` has the replications
that ended last, and ``replications.parquet`` those before.
"""

from __future__ import annotations

import json
import os
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING, Any

import numpy as np
import polars as pl

from agencysim.errors import AgencySimError
from agencysim.language import tr
from agencysim.log import write_text
from agencysim.study import journal
from agencysim.study.identity import as_text, changes, identity
from agencysim.study.values import Values

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from agencysim.study.question import Measured, Question
    from agencysim.study.running import Task

COMPACT_AT = 10_000
"""Lines of a journal from which on they are put into the table."""


class Folder:
    """A study's folder that this process works at.

    Parameters
    ----------
    path
        Where it is.
    question
        What the study asks.
    """

    def __init__(self, path: Path, question: Question) -> None:
        self.path = path
        self._metrics = len(question.metrics)
        self._table = path / "replications.parquet"
        self._check(question)
        self.values: dict[str, Values] = {name: Values(self._metrics) for name in question.options}
        self._read_table()
        self._read_journal()
        self._journal = journal.Journal(path / "journal")

    def append(self, ended: Sequence[tuple[Task, Measured]]) -> None:
        """Keep replications that have ended.

        Raises
        ------
        AgencySimError
            If they cannot be written.
        """
        with _writing(self.path):
            self._journal.append(ended)
        for (option, replication), measured in ended:
            self._of(option).put(replication, measured)
        if self._journal.lines >= COMPACT_AT:
            self.compact()

    def compact(self) -> None:
        """Put the journal into the table; where that cannot be written, the journal stays, and nothing is lost."""
        part = self._table.with_name(".replications.part")
        try:
            pl.concat([self._frame(name, values) for name, values in self.values.items()]).write_parquet(part)
            with part.open("rb+") as file:
                os.fsync(file.fileno())
            part.replace(self._table)
            _sync(self.path)
        except (OSError, pl.exceptions.PolarsError):
            part.unlink(missing_ok=True)
            return
        self._journal.clear()

    def close(self) -> None:
        """End writing."""
        self._journal.close()

    @property
    def count(self) -> int:
        """How many replications are kept; an interruption may have come just after one was written."""
        self._read_journal()
        return sum(len(values.numbers) for values in self.values.values())

    def _read_journal(self) -> None:
        for (option, replication), measured in journal.read(self.path / "journal"):
            self._of(option).put(replication, measured)

    def _of(self, option: str) -> Values:
        return self.values.setdefault(option, Values(self._metrics))

    def _check(self, question: Question) -> None:
        """See that the folder is of the same study, or make it so if it is new."""
        asked, file, scenarios = identity(question), self.path / "study.json", self.path / "scenarios"
        scenarios.mkdir(exist_ok=True)
        known = _known(file)
        if known:
            found = list(changes(known, asked, lambda digest: _known(scenarios / f"{digest}.json"), question))
            if found:
                raise AgencySimError(
                    tr(
                        "{folder}: holds replications of another study: {changes}. Give another folder to keep both, "
                        "or delete this one.",
                        folder=self.path,
                        changes="; ".join(found),
                    )
                )
            asked["options"] = known["options"] | asked["options"]
        for option in question.options.values():
            kept = scenarios / f"{option.scenario.digest}.json"
            if not kept.exists():
                write_text(kept, option.scenario.model_dump_json(by_alias=True))
        if asked != known:
            write_text(file, as_text(asked))

    def _read_table(self) -> None:
        if not self._table.exists():
            return
        try:
            table = pl.read_parquet(self._table)
        except pl.exceptions.PolarsError as error:
            raise _damaged(self._table, error) from error
        for (option,), part in table.partition_by("option", as_dict=True, include_key=False).items():
            values, numbers = self._of(str(option)), part["replication"].to_numpy()
            values.put_all(numbers, part.drop("replication", "queues").to_numpy())
            told = part.filter(pl.col("queues").is_not_null())
            values.queues.update(
                (replication, json.loads(text))
                for replication, text in told.select("replication", "queues").iter_rows()
            )

    @staticmethod
    def _frame(option: str, values: Values) -> pl.DataFrame:
        numbers = values.numbers
        queues = [json.dumps(values.queues[n]) if n in values.queues else None for n in numbers.tolist()]
        columns: dict[str, Any] = {"option": np.full(len(numbers), option, object), "replication": numbers}
        columns |= {str(place): column for place, column in enumerate(values.rows(numbers).T)}
        schema: dict[str, Any] = {"option": pl.String, "replication": pl.Int64}
        schema |= {name: pl.Float64 for name in columns if name not in schema} | {"queues": pl.String}
        return pl.DataFrame(columns | {"queues": queues}, schema)


@contextmanager
def opened(path: Path, question: Question) -> Iterator[Folder]:
    """Give a study's folder to this process alone, made if need be.

    Raises
    ------
    AgencySimError
        If another process works at it, it cannot be written to, or holds another study.
    """
    with ExitStack() as stack:
        with _writing(path):
            path.mkdir(parents=True, exist_ok=True)
            stack.enter_context(_locked(path))
            folder = Folder(path, question)
        stack.callback(folder.close)
        yield folder


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    """Keep other processes out; the system gives the lock back however this process ends."""
    from filelock import FileLock, Timeout  # only studies that are kept need it

    lock = FileLock(path / "lock")
    try:
        lock.acquire(timeout=0)
    except Timeout as error:
        raise AgencySimError(
            tr("{folder}: another process is working at this study: wait for it, or give another folder", folder=path)
        ) from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    """Say in words that a folder cannot be written to."""
    try:
        yield
    except OSError as error:
        raise AgencySimError(
            tr("{folder}: cannot be written to: {strerror}", folder=path, strerror=error.strerror or error)
        ) from error


def _known(file: Path) -> Any:
    """Return what a file of ours says; ``None`` if there is none."""
    try:
        return json.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except ValueError as error:
        raise _damaged(file, error) from error


def _damaged(file: Path, error: Exception) -> AgencySimError:
    return AgencySimError(
        tr("{file}: is damaged ({error}): take it from a backup, or give another folder", file=file, error=error)
    )


def _sync(folder: Path) -> None:
    """Let a file's new name outlast a power failure, where folders can be synced."""
    if os.name == "posix":
        place = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(place)
        finally:
            os.close(place)
