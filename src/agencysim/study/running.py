"""Replications on an executor: always enough of them under way, and each handed on as it ends."""

from __future__ import annotations

import signal
from concurrent.futures import FIRST_COMPLETED, wait
from contextlib import contextmanager
from itertools import islice
from typing import TYPE_CHECKING

from agencysim.processes import processes
from agencysim.study.question import Measured, Question, measure_sent, unpacked

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from concurrent.futures import Executor, Future

    Runner = Callable[[Iterable["Task"]], Iterator[list[tuple["Task", Measured]]]]
    """Runs replications, and yields those that have ended, in whatever order they do."""

UNDER_WAY = 200
"""Replications handed to a user's own executor at a time, which may have many workers."""

Task = tuple[str, int]
"""A replication: of which option, and its number."""


@contextmanager
def runner(question: Question, executor: Executor | None, workers: int) -> Iterator[Runner]:
    """Give what runs replications.

    Parameters
    ----------
    question
        What is measured.
    executor
        Where they are run; processes of its own if absent, or this one for one worker.
    workers
        How many processes of its own.
    """
    if executor is None and workers == 1:
        yield lambda tasks: ([(task, question.measure(*task))] for task in tasks)
        return
    sent = question.packed()
    if executor is not None:
        yield lambda tasks: _ended(lambda task: executor.submit(measure_sent, sent, *task), tasks, UNDER_WAY)
        return
    with processes(workers, _begin, (sent,)) as pool:
        yield lambda tasks: _ended(lambda task: pool.submit(_measure_here, *task), tasks, 3 * workers)


def _ended(
    submit: Callable[[Task], Future[Measured]], tasks: Iterable[Task], most: int
) -> Iterator[list[tuple[Task, Measured]]]:
    """Yield replications as they end, those of one moment together; when one fails, first those that have ended."""
    coming = iter(tasks)
    pending = {submit(task): task for task in islice(coming, most)}
    try:
        while pending:
            done, _ = wait(pending, return_when=FIRST_COMPLETED)
            ended = {future: pending.pop(future) for future in done}
            failed = [future for future in ended if future.exception() is not None]
            yield [(task, future.result()) for future, task in ended.items() if future not in failed]
            for future in failed:
                future.result()
            pending |= {submit(task): task for task in islice(coming, len(ended))}
    finally:
        for future in pending:
            future.cancel()


_HERE: list[Question] = []
"""The question of a worker of our own, which is told it once."""


def _begin(sent: bytes) -> None:
    """Make a worker ready: it leaves Ctrl-C to the process that started it, which tells what is kept."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _HERE[:] = [unpacked(sent)]


def _measure_here(option: str, replication: int) -> Measured:
    return _HERE[0].measure(option, replication)
