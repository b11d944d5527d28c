"""The log of a run: its only output, as tables."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from agencysim.errors import AgencySimError
from agencysim.language import tr

if TYPE_CHECKING:
    import polars as pl

    from agencysim.scenario import Scenario
    from agencysim.state import State

TABLES = (
    "tasks",
    "jobs",
    "decisions",
    "milestones",
    "overtime",
    "absences",
    "stock",
    "money",
    "resources",
    "days",
    "reviews",
)

FELL_BACK = ("previous", "dispatch")
"""Status of reviews that brought no plan although there was something to plan."""


class Tables(Mapping[str, "pl.DataFrame"]):
    """Tables that are made when they are first asked for.

    Parameters
    ----------
    makers
        What makes each table, by name.
    """

    def __init__(self, makers: Mapping[str, Callable[[], pl.DataFrame]]) -> None:
        self._makers = dict(makers)
        self._made: dict[str, pl.DataFrame] = {}

    def __getitem__(self, name: str) -> pl.DataFrame:
        if name not in self._made:
            self._made[name] = self._makers[name]()
        return self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._makers)

    def __len__(self) -> int:
        return len(self._makers)

    def __reduce__(self) -> tuple[Any, ...]:
        return _whole, (dict(self.items()),)


def _whole(tables: dict[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return tables that were sent from another process."""
    return tables


@dataclass(frozen=True)
class Manifest:
    """What a run was.

    Parameters
    ----------
    scenario, digest
        Name and fingerprint of the scenario.
    seed, replication, policy
        What else decides what happens.
    start, end
        Moments in seconds between which it ran.
    version
        Version of agencysim.
    commit
        Commit of the working tree, where there is one.
    made
        When it was run, in UTC.
    """

    scenario: str
    digest: str
    seed: int
    replication: int
    policy: str
    start: int
    end: int
    version: str = ""
    commit: str = ""
    made: str = ""


@dataclass(frozen=True)
class Log:
    """What happened, one row for each thing that did; moments are seconds since the scenario's start.

    Parameters
    ----------
    scenario
        The agency.
    manifest
        What the run was.
    tables
        The tables by name:

        ``tasks``: one row for each part of a visit to a step that takes time: job, job_type, step, kind, attempt,
        part, people, units, ready, start, end, worked (seconds), done (content done in all parts so far, in
        seconds at speed 1; for work in progress, in the parts before), pace (content done in a second), status
        (``done``, ``interrupted``, ``restarted``, ``outsourced``, ``abandoned``, or, unfinished at the end of
        the run, ``waiting``, ``running``, ``outside``); ``jobs``; ``decisions`` (what choices led to); ``milestones``;
        ``overtime`` (granted); ``absences``; ``stock``; ``money`` (what is earned is positive, wages apart);
        ``resources`` (people, equipment, vehicles); ``days`` (scheduled, worked and overtime seconds of each
        resource on each day); ``reviews`` (when the planner was asked, what came of it, and how many tasks the new
        plan had otherwise than the one that people knew).
    initial
        State from which the run went on.
    """

    scenario: Scenario
    manifest: Manifest
    tables: Mapping[str, pl.DataFrame] = field(repr=False)
    initial: State | None = None

    @property
    def tasks(self) -> pl.DataFrame:
        """Parts of visits to steps that take time."""
        return self.tables["tasks"]

    @property
    def jobs(self) -> pl.DataFrame:
        """Jobs."""
        return self.tables["jobs"]

    @property
    def decisions(self) -> pl.DataFrame:
        """What choices led to."""
        return self.tables["decisions"]

    @property
    def milestones(self) -> pl.DataFrame:
        """Facts with their dates."""
        return self.tables["milestones"]

    @property
    def overtime(self) -> pl.DataFrame:
        """Overtime granted."""
        return self.tables["overtime"]

    @property
    def absences(self) -> pl.DataFrame:
        """Sickness and breakdowns that began."""
        return self.tables["absences"]

    @property
    def stock(self) -> pl.DataFrame:
        """Material taken, ordered and delivered."""
        return self.tables["stock"]

    @property
    def money(self) -> pl.DataFrame:
        """Amounts earned and spent, wages apart."""
        return self.tables["money"]

    @property
    def resources(self) -> pl.DataFrame:
        """People, equipment and vehicles."""
        return self.tables["resources"]

    @property
    def days(self) -> pl.DataFrame:
        """Scheduled time, work and overtime of each resource on each day."""
        return self.tables["days"]

    @property
    def reviews(self) -> pl.DataFrame:
        """What came of asking the planner, where the agency works by plans."""
        return self.tables["reviews"]

    def __repr__(self) -> str:
        m = self.manifest
        rows = f"{len(self.jobs):,} jobs, {len(self.tasks):,} tasks"
        return f"<Log of {m.scenario!r}, seed {m.seed}, replication {m.replication}: {rows}>"

    def _repr_html_(self) -> str:
        """Show in a notebook what was run, and how long its tables are."""
        from agencysim.language import tr
        from agencysim.markup import table_html

        m = self.manifest
        title = tr("Log of {scenario}, seed {seed}, replication {replication}", **asdict(m))
        rows = [(name, f"{table.height:,}", ", ".join(table.columns)) for name, table in self.tables.items()]
        return table_html(title, (tr("table"), tr("rows"), tr("columns")), rows)

    def write(self, folder: Path | str, *, csv: bool = False) -> None:
        """Write the tables and the manifest to a folder, each file whole or not at all.

        Parameters
        ----------
        folder
            Made if need be.
        csv
            Write CSV (lists joined by spaces) beside Parquet.

        Raises
        ------
        AgencySimError
            If the folder cannot be written to.
        """
        folder = _folder(folder)
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name, table in self.tables.items():
                _replace(folder / f"{name}.parquet", lambda path, t=table: t.write_parquet(path))
                if csv:
                    _replace(folder / f"{name}.csv", lambda path, t=table: _flat(t).write_csv(path))
                else:
                    (folder / f"{name}.csv").unlink(missing_ok=True)  # of an earlier run
            texts = {"manifest.json": json.dumps(asdict(self.manifest), indent=2)}
            texts["scenario.json"] = self.scenario.model_dump_json(by_alias=True, indent=1)
            if self.initial is not None:
                texts["start_state.json"] = self.initial.model_dump_json()
            for name, text in texts.items():
                write_text(folder / name, text)
            if self.initial is None:
                (folder / "start_state.json").unlink(missing_ok=True)
        except OSError as error:
            raise AgencySimError(
                tr("{folder}: cannot be written to: {strerror}", folder=folder, strerror=error.strerror or error)
            ) from error

    @classmethod
    def read(cls, folder: Path | str) -> Log:
        """Read a log that was written.

        Raises
        ------
        AgencySimError
            If the folder does not hold a whole log.
        """
        import polars as pl

        from agencysim.scenario import Scenario
        from agencysim.state import State

        folder = _folder(folder)
        try:
            manifest = Manifest(**json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
            scenario = Scenario.model_validate_json((folder / "scenario.json").read_text(encoding="utf-8"))
            tables = {name: pl.read_parquet(folder / f"{name}.parquet") for name in TABLES}
            initial = folder / "start_state.json"
            state = State.model_validate_json(initial.read_text(encoding="utf-8")) if initial.exists() else None
        except (OSError, ValueError, TypeError, pl.exceptions.PolarsError) as error:
            raise AgencySimError(
                tr("{folder}: holds no whole log of a run: {error}", folder=folder, error=error)
            ) from error
        return cls(scenario, manifest, tables, state)


def _folder(path: object) -> Path:
    """Return a path as one, or refuse what is none."""
    if not isinstance(path, str | Path):
        raise AgencySimError(tr("{path!r:.60} is no path of a folder", path=path))
    return Path(path)


def write_text(path: Path, text: str) -> None:
    """Write a text file whole, or not at all."""
    _replace(path, lambda temporary: temporary.write_text(text, encoding="utf-8"))


def replace_file(path: Path, write: Callable[[Path], object]) -> None:
    """Let a file be written whole, or not at all.

    Raises
    ------
    AgencySimError
        If it cannot be written.
    """
    try:
        _replace(path, write)
    except OSError as error:
        raise AgencySimError(
            tr("{path}: cannot be written: {strerror}", path=path, strerror=error.strerror or error)
        ) from error


def make_folder(folder: Path) -> None:
    """Make a folder to write to, with those above it, if it is not there.

    Raises
    ------
    AgencySimError
        If it cannot be made.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise AgencySimError(
            tr("{path}: cannot be written: {strerror}", path=folder, strerror=error.strerror or error)
        ) from error


def _replace(path: Path, write: Any) -> None:
    """Write to a temporary file beside the path, then put it in its place."""
    temporary = path.with_name(f".{path.name}.part")
    write(temporary)
    temporary.replace(path)


def _flat(table: pl.DataFrame) -> pl.DataFrame:
    """Return a table whose lists are texts, as CSV needs them."""
    import polars as pl
    import polars.selectors as cs

    return table.with_columns(cs.by_dtype(pl.List(pl.String)).list.join(" "))
