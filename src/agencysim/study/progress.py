"""How far a study has come."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from agencysim.statistics import estimate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from agencysim.statistics import Estimate
    from agencysim.study.values import Values

EVERY = 0.2
"""Seconds between two reports."""


@dataclass(frozen=True)
class Progress:
    """How far a study has come.

    Parameters
    ----------
    done, total
        Replications that have ended, those of all options together, and how many there will be; where a precision is
        asked for, how many are expected now.
    rate
        Replications a second since this run began; ``None`` before the first one.
    seconds_left
        What is left, at that rate.
    """

    done: int
    total: int
    rate: float | None
    seconds_left: float | None
    _values: Mapping[str, Values] = field(repr=False)
    _metrics: tuple[str, ...] = field(repr=False)

    def estimates(self) -> dict[str, dict[str, Estimate]]:
        """Return what is known at present, by option and metric; without what was not measured yet."""
        found: dict[str, dict[str, Estimate]] = {}
        for option, values in self._values.items():
            columns = zip(self._metrics, values.rows(values.numbers).T, strict=True)
            found[option] = {name: estimate(known) for name, known in columns if not np.isnan(known).all()}
        return found


class Reporter:
    """Tells how far a study has come, but not too often.

    Parameters
    ----------
    tell
        Whom; nobody if absent.
    values, metrics
        What is known, by option.
    """

    def __init__(
        self, tell: Callable[[Progress], object] | None, values: Mapping[str, Values], metrics: tuple[str, ...]
    ) -> None:
        self._tell, self._values, self._metrics = tell, values, metrics
        self._began = self._told = time.perf_counter()
        self._known = 0

    def report(self, new: int, done: int, total: int) -> None:
        """Tell that so many more have ended, of so many that are known and so many that there will be."""
        self._known += new
        now = time.perf_counter()
        if self._tell is None or (now - self._told < EVERY and done < total):
            return
        self._told = now
        rate = self._known / (now - self._began) if self._known else None
        left = (total - done) / rate if rate else None
        self._tell(Progress(done, total, rate, left, self._values, self._metrics))
