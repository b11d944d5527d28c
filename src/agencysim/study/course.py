"""The course of a study: replications are run and kept until there are enough."""

from __future__ import annotations

from concurrent.futures import BrokenExecutor
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from agencysim.errors import AgencySimError
from agencysim.language import tr, tr_n
from agencysim.statistics import decide
from agencysim.study.values import Values

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from agencysim.statistics import Decision, Precision
    from agencysim.study.folder import Folder
    from agencysim.study.progress import Reporter
    from agencysim.study.question import Measured, Question
    from agencysim.study.running import Runner, Task


class Memory:
    """Keeps the replications of a study that has no folder.

    Parameters
    ----------
    question
        What the study asks.
    """

    path = None

    def __init__(self, question: Question) -> None:
        self.values = {name: Values(len(question.metrics)) for name in question.options}

    def append(self, ended: Sequence[tuple[Task, Measured]]) -> None:
        """Keep replications that have ended."""
        for (option, replication), measured in ended:
            self.values[option].put(replication, measured)

    @property
    def count(self) -> int:
        """How many replications are kept."""
        return sum(len(values.numbers) for values in self.values.values())

    def compact(self) -> None:
        """Do nothing: it is a table already."""


class Course:
    """Runs replications of all options and keeps them.

    Parameters
    ----------
    question
        What is measured.
    kept
        Where they are kept.
    run
        Runs replications, and yields those that have ended.
    reporter
        Tells how far it has come.
    """

    def __init__(
        self,
        question: Question,
        kept: Folder | Memory,
        run: Runner,
        reporter: Reporter,
    ) -> None:
        self._question, self._kept, self._run, self._reporter = question, kept, run, reporter
        self.values: Mapping[str, Values] = {name: kept.values[name] for name in question.options}

    @property
    def complete(self) -> int:
        """Up to what number the replications of all options are known."""
        return min(values.complete for values in self.values.values())

    def to(self, replications: int, expected: int = 0) -> int:
        """Run the first replications of each option, as far as they are not known, and return their number.

        Parameters
        ----------
        replications
            How many.
        expected
            How many there will be in the end, if more.
        """
        missing = {name: list(values.missing(replications)) for name, values in self.values.items()}
        left = sum(map(len, missing.values()))
        total = max(replications, expected) * len(missing)
        known = replications * len(missing) - left
        self._reporter.report(0, known, total)
        # The options take turns, so that an interrupted study knows as much of each.
        tasks = sorted((number, place, name) for place, name in enumerate(missing) for number in missing[name])
        for ended in self._run((name, number) for number, _, name in tasks):
            self._kept.append(ended)
            known += len(ended)
            self._reporter.report(len(ended), known, total)
        return replications

    def until(self, precision: Precision) -> Decision:
        """Run replications until all targets are reached, or the most are run.

        The decision is by the first ones in order, so that the rounds in which they are run do not matter.
        """
        replications = expected = max(precision.least, self.complete)
        while True:
            self.to(replications, expected)
            decision = decide(self._series(replications), precision)
            if decision.stop:
                return decision
            expected = replications + (decision.more or replications)
            replications = min(precision.most, expected, 2 * replications)  # few replications expect too much

    def _series(self, replications: int) -> dict[str, Any]:
        return {
            f"{option}: {name}": column
            for option, values in self.values.items()
            for name, column in zip(self._question.metrics, values.first(replications).T, strict=True)
        }


@contextmanager
def telling_what_is_kept(kept: Folder | Memory) -> Iterator[None]:
    """Say with whatever ends a study too early what of it is kept, and how it goes on.

    Raises
    ------
    AgencySimError
        If a replication, a worker or the folder failed.
    KeyboardInterrupt
        After Ctrl-C.
    """
    try:
        yield
    except KeyboardInterrupt:
        raise KeyboardInterrupt(tr("interrupted; {kept}", kept=_kept_in_words(kept))) from None
    except BrokenExecutor as error:
        told = tr("a worker ended before its work was done, perhaps for want of memory")
        raise AgencySimError(f"{told}; {_kept_in_words(kept)}") from error
    except AgencySimError as error:
        raise AgencySimError(f"{error}; {_kept_in_words(kept)}") from error
    except Exception as error:
        error.add_note(_kept_in_words(kept))
        raise


def _kept_in_words(kept: Folder | Memory) -> str:
    if kept.path is None:
        return tr_n(
            "{n} replication is kept until this program ends: give a folder to keep them for longer",
            "{n:,} replications are kept until this program ends: give a folder to keep them for longer",
            kept.count,
        )
    where = tr("in {folder}", folder=kept.path)
    return tr_n(
        "{n} replication is kept {where}: run the study again, and it goes on from there",
        "{n:,} replications are kept {where}: run the study again, and it goes on from there",
        kept.count,
        where=where,
    )
