"""What-if studies: scenarios side by side on the same chance, as often as it takes."""

from __future__ import annotations

from concurrent.futures import Executor
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

from agencysim.arguments import check_kind, check_whole
from agencysim.errors import AgencySimError
from agencysim.language import tr
from agencysim.metrics import STANDARD
from agencysim.study.asking import question_of, targets_of
from agencysim.study.course import Course, Memory, telling_what_is_kept
from agencysim.study.folder import Folder, opened
from agencysim.study.progress import Progress, Reporter
from agencysim.study.result import StudyResult
from agencysim.study.running import runner

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from agencysim.log import Log
    from agencysim.scenario import Scenario
    from agencysim.state import State
    from agencysim.statistics import Decision, Precision, Target
    from agencysim.study.asking import AnyPolicy

MOST_REPLICATIONS = 1_000_000
MOST_WORKERS = 1_000
CUSTOMARY = 20
"""Replications where neither their number nor a precision is asked for."""


class Study:
    """Ways to run an agency, to be compared on the same chance.

    Replication ``k`` of each is ``simulate(scenario, seed, replication=k)``, k from 1 on, so that all options meet the
    same clients, durations and sickness.

    Parameters
    ----------
    scenarios
        By name; the first one is the base that the others are compared with.
    policies
        Dispatch policies, by name or as functions, or the planner as a policy (`agencysim.Rolling`); with several, each
        scenario is run with each. The scenario's own if absent.
    replications
        How many of each; 20 if neither they nor a precision are given.
    precision
        Instead of a number: half the width of the interval to which figures are to be known, by metric, such as
        ``{"on_time": 0.01}``, or ``Target(half_width=0.02, relative=True)`` for a share of the mean; or a whole
        `Precision`. Replications are added until it is reached in every option.
    weeks, warm_up
        Weeks of a run, and how many of them the figures leave out; each scenario's own if absent.
    metrics
        What is measured: names of `agencysim.metrics`, paths into the figures such as ``roles.installer.utilisation``,
        and own ones as ``(name, function of the log)``.
    seed
        Which chance they meet.
    state
        Where the agency stands at the beginning; empty at the scenario's start if absent.
    folder
        Where finished replications are kept, so that a study that was interrupted goes on where it was; in memory if
        absent.

    Raises
    ------
    AgencySimError
        With everything that is wrong with it, before anything is run.
    """

    def __init__(
        self,
        scenarios: Mapping[str, Scenario],
        *,
        policies: AnyPolicy | Sequence[AnyPolicy] = (),
        replications: int | None = None,
        precision: Precision | Mapping[str, float | Target] | None = None,
        weeks: int | None = None,
        warm_up: int | None = None,
        metrics: Sequence[str | tuple[str, Callable[[Log], float | None]]] = STANDARD,
        seed: int = 1,
        state: State | None = None,
        folder: Path | str | None = None,
    ) -> None:
        self._question = question_of(scenarios, policies, weeks, warm_up, metrics, seed, state)
        self._precision = None
        if precision is not None:
            self._precision = targets_of(precision, self._question.metrics, list(self._question.options))
        if precision is not None and replications is not None:
            raise AgencySimError(tr("replications and precision are both given: give one of them"))
        self._replications = CUSTOMARY if replications is None else replications
        check_whole("replications", self._replications, 1, MOST_REPLICATIONS)
        if folder is not None and not isinstance(folder, str | Path):
            raise AgencySimError(tr("{path!r:.60} is no path of a folder", path=folder))
        self._folder = None if folder is None else Path(folder)
        self._memory = Memory(self._question)

    def run(
        self,
        executor: Executor | None = None,
        workers: int = 2,
        progress: Callable[[Progress], object] | None = None,
    ) -> StudyResult:
        """Run the replications that are not known yet, and return the result.

        Parameters
        ----------
        executor
            Where they are run: any of `concurrent.futures`, or that of a cluster (``client.get_executor()`` of Dask).
            The result is the same wherever and in whatever order they end.
        workers
            How many processes of its own where no executor is given; with 1 all is run in this one.
        progress
            Called now and then with how far it has come.

        Raises
        ------
        AgencySimError
            If a replication or a worker fails, or the folder cannot be used; what has ended by then is kept.
        KeyboardInterrupt
            After Ctrl-C, with what is kept.
        """
        return self._go(self._enough, executor, workers, progress)

    def extend(
        self,
        more: int,
        executor: Executor | None = None,
        workers: int = 2,
        progress: Callable[[Progress], object] | None = None,
    ) -> StudyResult:
        """Run so many replications of each option more than are known, and return the result of all.

        Parameters
        ----------
        more
            How many.
        executor, workers, progress
            As those of `run`.
        """
        check_whole("more", more, 1, MOST_REPLICATIONS)
        return self._go(lambda course: (course.to(course.complete + more), None), executor, workers, progress)

    def _enough(self, course: Course) -> tuple[int, Decision | None]:
        if self._precision is None:
            return course.to(self._replications), None
        decision = course.until(self._precision)
        return decision.replications, decision

    def _go(
        self,
        reach: Callable[[Course], tuple[int, Decision | None]],
        executor: Executor | None,
        workers: int,
        progress: Callable[[Progress], object] | None,
    ) -> StudyResult:
        if executor is not None:
            check_kind("executor", executor, Executor, tr("one of concurrent.futures, or that of a cluster"))
        check_whole("workers", workers, 1, MOST_WORKERS)
        question = self._question
        store: AbstractContextManager[Folder | Memory] = (
            nullcontext(self._memory) if self._folder is None else opened(self._folder, question)
        )
        with store as kept, telling_what_is_kept(kept):
            with runner(question, executor, workers) as run:
                reporter = Reporter(progress, kept.values, question.metrics)
                replications, decision = reach(Course(question, kept, run, reporter))
            kept.compact()
            return StudyResult.of(question, kept.values, replications, decision)
