"""Stable keys: what a random quantity belongs to, as a number.

A key depends on nothing but its parts: not on the process, the platform, Python's ``hash`` or what else
exists.
"""

from __future__ import annotations

from hashlib import blake2b
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

Key = TypeVar("Key", int, NDArray[Any])

_MASK = 0xFFFF_FFFF_FFFF_FFFF
_GAMMA = 0x9E37_79B9_7F4A_7C15  # 2**64 / golden ratio, odd: the step of SplitMix64


def name_key(text: str) -> int:
    """Return the 32-bit key of a name such as ``banner/design/content``.

    Two of 1,000 names share a key with a chance of about 1 in 10,000; they would then share their draws.
    """
    return _hashed(text, size=4)


def entity_key(*parts: str | int) -> int:
    """Return the 64-bit key of a thing named by its parts, such as ``("person", "designer", 3)``.

    Numbers differ from texts and the bounds of the parts count: ``("a", 1)``, ``("a", "1")`` and ``("a1",)``
    are three things.
    """
    return _hashed("".join(_tagged(part) for part in parts), size=8)


def child_key(parent: int, kind: str, ordinal: int) -> int:
    """Return the 64-bit key of a thing born in the run: the ``ordinal``-th of its ``kind`` from its parent.

    Siblings of one kind never share a key.
    """
    return joined(joined(int(parent), name_key(kind)), int(ordinal))  # numbers out of arrays are welcome


def joined(key: Key, number: Key) -> Key:
    """Return the 64-bit key of the ``number``-th part of what ``key`` names; ints, or uint64 arrays.

    It is a bijection in each argument, so that parts of one whole never share a key.
    """
    with np.errstate(over="ignore"):
        return mix64((mix64(key) + (number + 1) * _GAMMA) & _MASK)


def mix64(x: Key) -> Key:
    """Scramble 64 bits one to one: the finaliser of SplitMix64 (Steele, Lea, Flood 2014).

    Parameters
    ----------
    x
        An int of 64 bits, or a uint64 array; the result is of the same kind, with the same bits.
    """
    with np.errstate(over="ignore"):
        x = ((x ^ (x >> 30)) * 0xBF58_476D_1CE4_E5B9) & _MASK
        x = ((x ^ (x >> 27)) * 0x94D0_49BB_1331_11EB) & _MASK
        mixed: Key = x ^ (x >> 31)
    return mixed


def _hashed(text: str, size: int) -> int:
    return int.from_bytes(blake2b(text.encode(), digest_size=size).digest(), "little")


def _tagged(part: str | int) -> str:
    kind, text = ("s", part) if isinstance(part, str) else ("i", str(int(part)))
    return f"{kind}{len(text)}:{text}"
