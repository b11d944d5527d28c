"""What can go wrong, told in words that a user can act on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable


class AgencySimError(Exception):
    """A mistake of a user or of his files; the command line prints it without a traceback."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong in a user's file.

    Parameters
    ----------
    what
        What is wrong, naming the thing.
    remedy
        What would be right; empty if there is nothing to add.
    path
        Where in the file's structure: keys joined by dots, such as ``people.designer.count``.
    file, line
        The file, and the line counted from 1, where known.
    """

    what: str
    remedy: str = ""
    path: str = ""
    file: str = ""
    line: int | None = None

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line and self.file else self.file
        parts = [part for part in (place, self.path, self.what) if part]
        text = ": ".join(parts)
        return f"{text} ({self.remedy})" if self.remedy else text


class InvalidFileError(AgencySimError):
    """One or more problems in a user's file, all of them at once.

    Parameters
    ----------
    problems
        Every problem found, in the order of the file.
    """

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(problem) for problem in self.problems))


class ScenarioError(InvalidFileError):
    """A scenario file that cannot be used."""


class ScenarioWarning(UserWarning):
    """Something worth knowing about a scenario that can be used as it is."""


class StateError(InvalidFileError):
    """A saved state that cannot be used, or does not fit its scenario."""


class PlanError(InvalidFileError):
    """A planning problem or a plan that cannot be used."""


class WorkbookError(InvalidFileError):
    """A workbook that cannot be used."""


class HorizonError(AgencySimError):
    """A run or a question that would leave the calendars' expanded horizon."""
