"""Models saved as JSON, and read again with everything told that is wrong."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel

from agencysim.errors import AgencySimError, InvalidFileError, Problem
from agencysim.language import noted, tr
from agencysim.scenario.paths import dotted
from agencysim.scenario.reading import attempt
from agencysim.values import Frozen

T = TypeVar("T", bound=BaseModel)


class Saved(Frozen):
    """A model that is saved as JSON."""

    def write(self, path: str | Path) -> None:
        """Save it; an existing file is replaced whole or not at all.

        Raises
        ------
        AgencySimError
            If the file cannot be written.
        """
        write(self, path)


ANY_REMEDY = noted("give a file that agencysim saved")


def write(model: BaseModel, path: str | Path) -> None:
    """Save a model as JSON; an existing file is replaced whole or not at all.

    Raises
    ------
    AgencySimError
        If the file cannot be written.
    """
    path = Path(path)
    temporary = path.with_name(f".{path.name}.part")
    try:
        temporary.write_text(model.model_dump_json(indent=1), encoding="utf-8")
        temporary.replace(path)
    except OSError as error:
        raise AgencySimError(
            tr("{path}: cannot be written: {strerror}", path=path, strerror=error.strerror or error)
        ) from error


def read(model: type[T], path: str | Path, error: type[InvalidFileError], remedy: str = ANY_REMEDY) -> T:
    """Load a model that was saved.

    Parameters
    ----------
    model, path
        What it is, and where it is.
    error, remedy
        What is raised, and the remedy told, if the file holds no such thing.

    Raises
    ------
    InvalidFileError
        If the file holds no such thing; all its problems at once.
    """
    made = attempt(model, _parsed(Path(path), error, tr(remedy)))
    if isinstance(made, list):
        raise error(Problem(f.what, f.remedy or tr(remedy), dotted(f.place), str(path)) for f in made)
    return made


def _parsed(path: Path, refused: type[InvalidFileError], remedy: str) -> Any:
    """Return what a JSON file holds.

    Raises
    ------
    InvalidFileError
        If it cannot be read, is no JSON, or gives something twice.
    """
    twice: list[str] = []

    def block(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        twice.extend(name for name, count in Counter(name for name, _ in pairs).items() if count > 1)
        return dict(pairs)

    file = str(path)
    try:
        data = json.loads(path.read_bytes(), object_pairs_hook=block)
    except OSError as error:
        raise refused(
            [Problem(tr("cannot be read: {strerror}", strerror=error.strerror or error), file=file)]
        ) from error
    except json.JSONDecodeError as error:
        raise refused(
            [Problem(tr("is no JSON: {msg}", msg=error.msg), remedy, file=file, line=error.lineno)]
        ) from error
    except UnicodeDecodeError as error:
        raise refused([Problem(tr("is no text in UTF-8"), remedy, file=file)]) from error
    except (RecursionError, ValueError) as error:
        raise refused([Problem(tr("is nested too deeply, or has too long numbers"), remedy, file=file)]) from error
    if twice:
        raise refused(
            Problem(tr("{name!r} is given twice in one block", name=name), tr("give it once"), file=file)
            for name in twice
        )
    return data
