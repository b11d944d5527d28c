"""Processes that help: fresh ones, and a clear error where a script would start itself again and again."""

from __future__ import annotations

import multiprocessing
import os
import pickle
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import TYPE_CHECKING, Any

from agencysim.errors import AgencySimError
from agencysim.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@contextmanager
def processes(
    count: int, initializer: Callable[..., object] | None = None, arguments: tuple[Any, ...] = ()
) -> Iterator[ProcessPoolExecutor]:
    """Give a pool of processes, which ends with the context; what has not begun by then is given up.

    They are started afresh: a forked process may wait for ever for a lock that a thread of the first one held.

    Parameters
    ----------
    count
        How many.
    initializer, arguments
        What each calls first, and with what.

    Raises
    ------
    AgencySimError
        If a process ends before its work does, or a script without a guard would start itself again.
    """
    if getattr(multiprocessing.current_process(), "_inheriting", False):  # as multiprocessing itself finds out
        raise AgencySimError(_no_guard())
    with TemporaryDirectory(prefix="agencysim_") as folder:
        first = Path(folder) / "first"
        first.write_bytes(pickle.dumps((initializer, arguments)))
        with _pool(count, first) as pool:
            yield pool


@contextmanager
def _pool(count: int, first: Path) -> Iterator[ProcessPoolExecutor]:
    pool = ProcessPoolExecutor(count, multiprocessing.get_context("spawn"), _begin, (first,))
    try:
        yield pool
    except BrokenProcessPool as error:
        told = tr("a process ended before its work was done, for want of memory, or since")
        raise AgencySimError(f"{told} {_no_guard()}") from error
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def _begin(first: Path) -> None:
    """Do what comes first; a file tells it, since whoever writes much to a process that is dying waits for ever."""
    Thread(target=_end_with_the_first, daemon=True).start()
    function, arguments = pickle.loads(first.read_bytes())  # of our own making
    if function is not None:
        function(*arguments)


def _end_with_the_first() -> None:
    """End when the process that started this one has, even if it was killed: nobody else would."""
    first = multiprocessing.parent_process()
    if first is not None:
        first.join()
        os._exit(1)


def _no_guard() -> str:
    return tr('a script that uses several workers has to do so below `if __name__ == "__main__":`')
