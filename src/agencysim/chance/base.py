"""What every distribution can answer."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, ClassVar, Self

import numpy as np
from pydantic import ConfigDict, SerializerFunctionWrapHandler, model_serializer, model_validator

from agencysim.chance.quantities import Unit, size_of, unit_of
from agencysim.language import tr
from agencysim.values import Duration, Frozen

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import ArrayLike

    from agencysim.chance.arrays import Floats

_BELOW_ONE = math.nextafter(1.0, 0.0)


def _require_kind(schema: dict[str, Any]) -> None:
    """Tell editors that a mapping says its kind, which in Python goes without saying."""
    schema["required"] = ["kind", *schema.get("required", [])]


class DistributionBase(Frozen):
    """A distribution, given by what a manager can say and drawn by its inverse function.

    Values of time are in seconds; working days are nominal ones, for the user of the value to rescale.
    """

    model_config = ConfigDict(json_schema_extra=_require_kind)

    kind: str
    measured: ClassVar[tuple[str, ...]]
    """The fields that are quantities, all of one unit."""

    @property
    def mean(self) -> float:
        """The expected value."""
        raise NotImplementedError

    @property
    def std(self) -> float:
        """The standard deviation."""
        raise NotImplementedError

    @property
    def unit(self) -> Unit:
        """What the values are: plain numbers, clock time or working days."""
        return unit_of(self._quantities())

    def quantile(self, u: ArrayLike) -> Floats:
        """Return the value below which the share ``u`` of all values lies.

        Parameters
        ----------
        u
            Shares in the open interval (0, 1), of any shape.
        """
        return self.inverse()(np.asarray(u, dtype=np.float64))

    def inverse(self) -> Callable[[Floats], Floats]:
        """Return the function from shares to quantiles, for whoever asks many times."""
        return self._constant_quantile if self._is_constant() else self._spread_inverse()

    def inverse_of_one(self) -> Callable[[float], float]:
        """Return the function from one share to its quantile, to the bit what `inverse` gives among many."""
        inverse = self.inverse()
        return lambda u: float(inverse(np.asarray(u)))

    def _constant_quantile(self, u: Floats) -> Floats:
        return np.full(u.shape, self.mean)

    def cdf(self, x: ArrayLike) -> Floats:
        """Return the share of all values that are at most ``x``, of any shape."""
        values = np.asarray(x, dtype=np.float64)
        if self._is_constant():
            return np.asarray(values >= self.mean, dtype=np.float64)
        return np.asarray(self._spread_cdf(values))

    def _is_constant(self) -> bool:
        """Tell whether there is no spread, or less than a float near the mean can show."""
        return self.mean + self.std == self.mean

    def _spread_inverse(self) -> Callable[[Floats], Floats]:
        """Return the function to quantiles of a distribution that is no constant."""
        return self._spread_quantile

    def _spread_quantile(self, u: Floats) -> Floats:
        """Return quantiles of a distribution that is no constant."""
        raise NotImplementedError

    def _spread_cdf(self, x: Floats) -> Floats:
        """Return shares of a distribution that is no constant."""
        raise NotImplementedError

    def _check(self) -> None:
        """Raise a `ValueError` where the parameters do not fit each other."""

    def _quantities(self) -> tuple[float | Duration, ...]:
        given = (getattr(self, name) for name in self.measured)
        return tuple(value for value in given if value is not None)

    @model_validator(mode="after")
    def _make_sense(self) -> Self:
        self._one_unit()
        self._check()
        self._finite()
        return self

    def _one_unit(self) -> None:
        unit_of(self._quantities())

    def _finite(self) -> None:
        try:
            with np.errstate(over="ignore", invalid="ignore"):
                finite = math.isfinite(self.mean) and math.isfinite(self.std)
        except ArithmeticError:
            finite = False
        if not finite:
            raise ValueError(
                tr("the mean or the spread of this {kind} is beyond all bounds: give less spread", kind=self.kind)
            )

    @model_serializer(mode="wrap")
    def _as_stated(self, handler: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Write what was said, under the names of the file."""
        said = handler(self).items()
        stated = {_FILE_NAMES.get(name, name): value for name, value in said if value is not None}
        return {"kind": self.kind, **stated}


_FILE_NAMES = {"stated_mean": "mean"}
"""The field cannot be called ``mean``: that is the question every distribution answers with a float."""


def conditional(distribution: DistributionBase, u: ArrayLike, elapsed: ArrayLike) -> Floats:
    """Return the value at ``u`` given that it exceeds ``elapsed``: the quantile of ``F(e) + (1 - F(e)) u``.

    Parameters
    ----------
    distribution
        What the value came from.
    u
        Fresh uniforms in (0, 1).
    elapsed
        How much has passed already, in the distribution's unit (seconds). If that is more than the
        distribution allows, the answer is ``elapsed`` itself: due any moment.
    """
    passed = distribution.cdf(elapsed)
    share = np.minimum(passed + (1.0 - passed) * np.asarray(u), _BELOW_ONE)
    return np.maximum(distribution.quantile(share), elapsed)


def sizes(quantities: tuple[float | Duration, ...]) -> Floats:
    """Return quantities as an array of numbers or seconds."""
    return np.array([size_of(quantity) for quantity in quantities])
