"""Values that runs are likely to ask for, drawn for several replications in one go."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from agencysim.chance import Stream
    from agencysim.sim.draws import Draw

AGAIN = 1 << 31
"""Added to the number of a visit where what was drawn for it cannot be: no job comes to a step that often."""
FURTHER = np.arange(256) << 20
"""Added for the further attempts to draw something that can be."""
TRIED = 16
"""Attempts to draw something that can be that are foreseen; mostly one of them does."""
TRIES: list[int] = [0, *(AGAIN + FURTHER[: TRIED - 1]).tolist()]
"""What these attempts add to the number of a visit."""
HEARD, ALL_HEARD = 5, 30
"""Runs after which it is known well enough what others will ask for, and after which no more is learned."""
FEWEST = 5
"""Runs for which it pays to draw ahead."""

Wish = tuple[int, int, float | None]
"""What a run asks a draw for: the key of a job, which visit, and what has passed of it, if it has begun."""


class Asked(NamedTuple):
    """What is to be drawn together: every wish with all attempts to fulfil it.

    Parameters
    ----------
    wishes
        By draw: those for which nothing has passed, or all others.
    entities, whats, attempts
        What the uniforms belong to, in the order of the wishes.
    """

    wishes: list[tuple[Draw, list[Wish], bool]]
    entities: NDArray[np.uint64]
    whats: NDArray[np.int64]
    attempts: NDArray[np.int64]


class Foresight:
    """Draws what runs are likely to ask for, since others did that began alike, for several replications in one go.

    Every value is the one that would be drawn when it is asked for, which takes many times as long.

    Attributes
    ----------
    place
        Which of the runs that were foreseen goes on.
    """

    def __init__(self) -> None:
        self.place = 0
        self._coming: list[Stream] = []
        self._places: dict[Stream, int] = {}
        self._heard = 0
        self._wishes: dict[Draw, dict[Wish, None]] = defaultdict(dict)
        self._asked: Asked | None = None

    def expect(self, streams: Iterable[Stream]) -> None:
        """Let some runs come next, in this order: what the first ones ask for is drawn for the others."""
        self._coming = list(streams)

    def begin(self, stream: Stream) -> None:
        """Let a run begin, which may be one that is expected."""
        if stream not in self._places:
            self._draw_ahead(stream)
        self.place = self._places.get(stream, 0)
        self._heard += bool(self._coming)

    @property
    def has_foreseen(self) -> bool:
        """Whether the run that goes on was foreseen, so that it asks for little else."""
        return bool(self._places)

    def note(self, draw: Draw, wish: Wish) -> None:
        """Note what was asked for and had not been foreseen."""
        if self._coming and self._heard <= ALL_HEARD:
            self._wishes[draw][wish] = None

    def _draw_ahead(self, stream: Stream) -> None:
        """Draw for a run and those after it what others asked for; what was drawn for others is forgotten."""
        self._places = {}
        for draw in self._wishes:
            draw.foreseen.clear()
        coming = self._coming[self._coming.index(stream) :] if stream in self._coming else []
        if self._heard < HEARD or len(coming) < FEWEST:
            return
        if self._asked is None or self._heard <= ALL_HEARD:
            self._asked = _asked(self._wishes)
        _draw(self._asked, coming)
        self._places = {each: place for place, each in enumerate(coming)}


def _asked(by_draw: dict[Draw, dict[Wish, None]]) -> Asked:
    wishes, keys = [], []
    for draw, mine in by_draw.items():
        for begun in (False, True):
            if some := [wish for wish in mine if (wish[2] is not None) is begun]:
                wishes.append((draw, some, begun))
                keys += [(wish[0], draw.what, wish[1] + more) for wish in some for more in (TRIES if begun else [0])]
    entities, whats, attempts = zip(*keys, strict=True) if keys else ((), (), ())
    return Asked(wishes, np.array(entities, np.uint64), np.array(whats, np.int64), np.array(attempts, np.int64))


def _draw(asked: Asked, streams: Sequence[Stream]) -> None:
    """Let draws foresee what is asked for."""
    uniforms = np.stack([stream.uniforms(asked.entities, asked.whats, asked.attempts) for stream in streams])
    at = 0
    for draw, wishes, begun in asked.wishes:
        number = len(wishes) * (TRIED if begun else 1)
        values = draw.values(np.ravel(uniforms[:, at : at + number])).reshape(len(streams), number)
        at += number
        if begun:
            values = _first_beyond(values, wishes)
        draw.foreseen.update(zip(wishes, values.T.tolist(), strict=True))


def _first_beyond(values: NDArray[np.float64], wishes: Sequence[Wish]) -> NDArray[np.float64]:
    """Return the first values that exceed what has passed, or nan, a row for each replication."""
    values = values.reshape(len(values), len(wishes), TRIED)
    fits = values > np.array([[elapsed] for _, _, elapsed in wishes])
    first = np.take_along_axis(values, fits.argmax(axis=2)[:, :, np.newaxis], axis=2)[:, :, 0]
    return np.where(fits.any(axis=2), first, np.nan)
