"""The array types that chance speaks in."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Keys = NDArray[np.uint64]
"""64-bit keys of entities, or 32-bit words in the making."""
