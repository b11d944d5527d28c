"""Keyed uniforms: each is a pure function of what it belongs to, never of when it is asked for.

The generator is the counter-based Philox 4x32-10 of Salmon, Moraes, Dror and Shaw, *Parallel random numbers:
as easy as 1, 2, 3* (SC11, 2011). The same code serves Python ints and numpy arrays, so a draw does not depend
on whether it was asked for alone or among thousands.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

if TYPE_CHECKING:
    from agencysim.chance.arrays import Floats, Keys

Word = TypeVar("Word", int, NDArray[Any])

_WORD = 0xFFFF_FFFF
_MULTIPLIERS = 0xD251_1F53, 0xCD9E_8D57
_WEYL = 0x9E37_79B9, 0xBB67_AE85
_ROUNDS = 10
_STEP = 2.0**-53
_BLOCK = 8192  # draws at a time: the temporaries of a block stay in the processor's cache


def philox(counter: tuple[Word, Word, Word, Word], key: tuple[int, int]) -> tuple[Word, Word, Word, Word]:
    """Return the four random words that Philox 4x32-10 makes of a counter and a key.

    Parameters
    ----------
    counter
        Four words of 32 bits: ints, or uint64 arrays that broadcast against each other.
    key
        Two words of 32 bits.
    """
    first, second = _MULTIPLIERS
    a, b, c, d = counter
    for left, right in _round_keys(key):
        p = a * first
        q = c * second
        a, b = (q >> 32) ^ b ^ left, q & _WORD
        c, d = (p >> 32) ^ d ^ right, p & _WORD
    return a, b, c, d


@lru_cache
def _round_keys(key: tuple[int, int]) -> tuple[tuple[int, int], ...]:
    return tuple(((key[0] + i * _WEYL[0]) & _WORD, (key[1] + i * _WEYL[1]) & _WORD) for i in range(_ROUNDS))


@dataclass(frozen=True)
class Stream:
    """One replication's source of chance.

    Streams of different seeds or different replications are unrelated: Philox's 64-bit key is a hash of both.

    Parameters
    ----------
    seed
        Any non-negative number; scenarios with the same seed meet the same chance.
    replication
        Which repetition, from 0.
    antithetic
        Give 1 - u for every u of the stream's twin.

    Raises
    ------
    ValueError
        If the seed or the replication is negative.
    """

    seed: int
    replication: int = 0
    antithetic: bool = False

    def __post_init__(self) -> None:
        if self.seed < 0 or self.replication < 0:
            raise ValueError(f"seed and replication must be 0 or more, not {self.seed} and {self.replication}")

    @cached_property
    def _key(self) -> tuple[int, int]:
        digest = blake2b(f"{self.seed}:{self.replication}".encode(), digest_size=8).digest()
        return int.from_bytes(digest[:4], "little"), int.from_bytes(digest[4:], "little")

    def uniform(self, entity: int, what: int, attempt: int) -> float:
        """Return the uniform of one quantity, in the open interval (0, 1): an odd multiple of 2**-53.

        Odd multiples are never 0 or 1, and 1 - u is exact and one of them.

        Parameters
        ----------
        entity
            64-bit key of the job, person or thing.
        what
            32-bit key of the quantity, from `name_key`.
        attempt
            Which of the quantity's draws, from 0; 32 bits.

        Raises
        ------
        OverflowError
            If a part of the key has too many bits, or is negative.
        """
        if entity >> 64 or (what | attempt) >> 32:
            raise OverflowError(f"no key: entity {entity} in 64 bits, what {what}, attempt {attempt} in 32")
        a, b, _, _ = philox((entity & _WORD, entity >> 32, what, attempt), self._key)
        u = (a << 21 | b >> 11 | 1) * _STEP
        return 1.0 - u if self.antithetic else u

    def uniforms(self, entity: ArrayLike, what: ArrayLike, attempt: ArrayLike) -> Floats:
        """Return the uniforms of many quantities: element by element what `uniform` gives.

        Parameters
        ----------
        entity, what, attempt
            As in `uniform`; arrays broadcast against each other.

        Raises
        ------
        OverflowError
            If an int has too many bits, or is negative.
        """
        entities = np.asarray(entity, dtype=np.uint64)
        low, high = entities & np.uint64(_WORD), entities >> np.uint64(32)
        counters = low, high, _words(what), _words(attempt)
        if np.broadcast(*counters).size <= _BLOCK:
            return np.asarray(self._drawn(counters))
        parts = np.broadcast_arrays(*counters)
        a, b, c, d = (np.ravel(part) for part in parts)
        result = np.empty(a.size)
        for start in range(0, a.size, _BLOCK):
            block = slice(start, start + _BLOCK)
            result[block] = self._drawn((a[block], b[block], c[block], d[block]))
        return result.reshape(parts[0].shape)

    def _drawn(self, counter: tuple[Keys, Keys, Keys, Keys]) -> Floats:
        a, b, _, _ = philox(counter, self._key)
        u: Floats = np.multiply(a << 21 | b >> 11 | 1, _STEP)
        return np.subtract(1.0, u) if self.antithetic else u


def _words(values: ArrayLike) -> NDArray[np.uint64]:
    return np.asarray(values, dtype=np.uint32).astype(np.uint64)
