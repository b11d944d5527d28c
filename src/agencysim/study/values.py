"""The numbers of an option's replications, as a table of doubles that grows."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from agencysim.study.question import Measured


class Values:
    """What is known of an option; replications are numbered from 1.

    Parameters
    ----------
    metrics
        How many metrics are measured.
    """

    def __init__(self, metrics: int) -> None:
        self._table = np.full((64, metrics), np.nan)
        self._known = np.zeros(64, bool)
        self.queues: dict[int, Mapping[str, list[float]]] = {}

    def put(self, replication: int, measured: Measured) -> None:
        """Take a replication."""
        row = np.array([measured.values], float)  # None becomes NaN
        self.put_all(np.array([replication]), row)
        if measured.queues is not None:
            self.queues[replication] = measured.queues

    def put_all(self, replications: NDArray[np.int64], rows: NDArray[np.float64]) -> None:
        """Take many replications; shapes (n,) and (n, metrics)."""
        if not len(replications):
            return
        self._make_room(int(replications.max()))
        self._table[replications - 1] = rows
        self._known[replications - 1] = True

    def _make_room(self, replications: int) -> None:
        size = len(self._known)
        if replications > size:
            more = max(replications, 2 * size) - size
            self._table = np.vstack([self._table, np.full((more, self._table.shape[1]), np.nan)])
            self._known = np.append(self._known, np.zeros(more, bool))

    def missing(self, replications: int) -> Iterator[int]:
        """Yield the numbers up to a number that are not known."""
        self._make_room(replications)
        for place in np.flatnonzero(~self._known[:replications]):
            yield int(place) + 1

    @property
    def complete(self) -> int:
        """Up to what number all replications are known."""
        gaps = np.flatnonzero(~self._known)
        return int(gaps[0]) if gaps.size else len(self._known)

    @property
    def numbers(self) -> NDArray[np.int64]:
        """The numbers of the replications that are known."""
        return np.flatnonzero(self._known) + 1

    def rows(self, replications: NDArray[np.int64]) -> NDArray[np.float64]:
        """Return the numbers of some replications; shape (n, metrics), NaN where there was nothing to measure."""
        return self._table[replications - 1]

    def first(self, replications: int) -> NDArray[np.float64]:
        """Return the numbers of the first replications; shape (replications, metrics)."""
        return self._table[:replications]
