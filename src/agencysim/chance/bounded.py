"""Distributions between a lowest and a highest value, and those of listed values."""

from __future__ import annotations

import math
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar, Literal, Self

import numpy as np
from pydantic import Field

from agencysim.chance.base import DistributionBase, sizes
from agencysim.chance.beta import beta_quantile, beta_quantile_of_one
from agencysim.chance.quantities import Quantity, size_of, text_of
from agencysim.language import tr
from agencysim.values import Amount

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from agencysim.chance.arrays import Floats
    from agencysim.values import Duration


class Fixed(DistributionBase):
    """Always the same value."""

    kind: Literal["fixed"] = "fixed"
    value: Quantity
    measured: ClassVar = ("value",)

    @property
    def mean(self) -> float:
        """The value."""
        return size_of(self.value)

    @property
    def std(self) -> float:
        """Zero."""
        return 0.0


class Uniform(DistributionBase):
    """Anything between low and high, equally likely."""

    kind: Literal["uniform"] = "uniform"
    low: Quantity
    high: Quantity
    measured: ClassVar = ("low", "high")

    @property
    def mean(self) -> float:
        """Half way."""
        return size_of(self.low) + self._width() / 2

    @property
    def std(self) -> float:
        """The width over the square root of 12."""
        return self._width() / math.sqrt(12)

    def _width(self) -> float:
        return size_of(self.high) - size_of(self.low)

    def _spread_quantile(self, u: Floats) -> Floats:
        return size_of(self.low) + self._width() * u

    def _spread_cdf(self, x: Floats) -> Floats:
        return np.clip((x - size_of(self.low)) / self._width(), 0.0, 1.0)

    def _check(self) -> None:
        if size_of(self.low) > size_of(self.high):
            raise ValueError(
                tr("low is above high: {low} > {high}; swap them", low=text_of(self.low), high=text_of(self.high))
            )


class ThreePoint(DistributionBase):
    """A lowest, a likeliest and a highest value."""

    low: Quantity
    mode: Quantity
    high: Quantity
    measured: ClassVar = ("low", "mode", "high")

    def _sides(self) -> tuple[float, float, float]:
        """Return the low end, and the widths below and above the mode."""
        low, mode, high = size_of(self.low), size_of(self.mode), size_of(self.high)
        return low, mode - low, high - mode

    def _check(self) -> None:
        _, below, above = self._sides()
        if below < 0 or above < 0:
            raise ValueError(
                tr(
                    "low, mode and high must rise: {quantities}; the likeliest value lies between "
                    "the lowest and the highest",
                    quantities=" / ".join(map(text_of, self._quantities())),
                )
            )


class Triangular(ThreePoint):
    """A density that rises straight from low to mode and falls straight to high."""

    kind: Literal["triangular"] = "triangular"

    @property
    def mean(self) -> float:
        """(low + mode + high) / 3."""
        low, below, above = self._sides()
        return low + (2 * below + above) / 3

    @property
    def std(self) -> float:
        """The root of (a² + ab + b²) / 18, a and b being the widths below and above the mode."""
        _, below, above = self._sides()
        return math.sqrt((below**2 + below * above + above**2) / 18)

    def _spread_quantile(self, u: Floats) -> Floats:
        low, below, above = self._sides()
        width = below + above
        rising = low + np.sqrt(u * width * below)
        falling = low + width - np.sqrt((1 - u) * width * above)
        return np.where(u * width < below, rising, falling)

    def _spread_cdf(self, x: Floats) -> Floats:
        low, below, above = self._sides()
        width = below + above
        from_low = np.clip(x - low, 0, width)
        # A side of no width holds no value, so what it is divided by does not matter.
        rising = from_low**2 / (width * (below or 1.0))
        falling = 1 - (width - from_low) ** 2 / (width * (above or 1.0))
        return np.where(from_low < below, rising, falling)


class Pert(ThreePoint):
    """A smooth three-point estimate: a beta distribution whose mean is (low + 4 mode + high) / 6.

    Malcolm, Roseboom, Clark and Fazar, *Application of a technique for research and development program
    evaluation*, Operations Research 7 (1959).
    """

    kind: Literal["pert"] = "pert"

    @property
    def mean(self) -> float:
        """(low + 4 mode + high) / 6."""
        low, below, above = self._sides()
        return low + (5 * below + above) / 6

    @property
    def std(self) -> float:
        """The standard deviation of the beta distribution, near (high - low) / 6."""
        _, below, above = self._sides()
        return math.sqrt((5 * below + above) * (5 * above + below) / (36 * 7))

    def inverse_of_one(self) -> Callable[[float], float]:
        """Return the function from one share to its quantile, to the bit what `inverse` gives among many."""
        if self._is_constant():
            return super().inverse_of_one()
        (low, below, above), (a, b) = self._sides(), self._shapes()
        width = below + above
        return lambda u: low + width * beta_quantile_of_one(a, b, u)

    def _shapes(self) -> tuple[float, float]:
        _, below, above = self._sides()
        return 1 + 4 * below / (below + above), 1 + 4 * above / (below + above)

    def _spread_inverse(self) -> Callable[[Floats], Floats]:
        (low, below, above), (a, b) = self._sides(), self._shapes()
        width = below + above
        return lambda u: low + width * beta_quantile(a, b, u)

    def _spread_cdf(self, x: Floats) -> Floats:
        from scipy.special import betainc  # late: it takes long to import, and few scenarios need it

        low, below, above = self._sides()
        shares: Floats = betainc(*self._shapes(), np.clip((x - low) / (below + above), 0, 1))
        return shares


class Steps:
    """A cumulative step function.

    Parameters
    ----------
    values
        Where it steps up, in any order.
    weights
        By how much, in any unit.
    """

    def __init__(self, values: Floats, weights: Floats) -> None:
        order = np.argsort(values, kind="stable")
        climbed = np.cumsum(weights[order])
        self.values = values[order]
        self.shares = climbed / climbed[-1]
        self.mean = float(np.average(values, weights=weights))
        self.std = math.sqrt(np.average((values - self.mean) ** 2, weights=weights))


class Listed(DistributionBase):
    """One of some values: the inverse of a step function."""

    values: tuple[Quantity, ...] = Field(min_length=1)
    measured: ClassVar = ("values",)

    @property
    def mean(self) -> float:
        """The weighted mean of the values."""
        return self._steps.mean

    @property
    def std(self) -> float:
        """The weighted standard deviation of the values, all of them being known."""
        return self._steps.std

    @cached_property
    def _steps(self) -> Steps:
        return Steps(sizes(self.values), self._weights())

    def _weights(self) -> Floats:
        return np.ones(len(self.values))

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a changed copy, whose steps are its own."""
        copied = super().model_copy(update=update, deep=deep)
        copied.__dict__.pop("_steps", None)
        return copied

    def _quantities(self) -> tuple[float | Duration, ...]:
        return self.values

    def _spread_quantile(self, u: Floats) -> Floats:
        steps = self._steps
        return steps.values[np.searchsorted(steps.shares, u, side="left")]

    def _spread_cdf(self, x: Floats) -> Floats:
        steps = self._steps
        return np.append(0.0, steps.shares)[np.searchsorted(steps.values, x, side="right")]


class Discrete(Listed):
    """One of some values, each as likely as its weight says; the weights need not add up to 1."""

    kind: Literal["discrete"] = "discrete"
    weights: tuple[Amount, ...]

    def _weights(self) -> Floats:
        return np.array(self.weights)

    def _check(self) -> None:
        if len(self.values) != len(self.weights):
            raise ValueError(
                tr(
                    "{len} values but {weights} weights: give one weight for each value",
                    len=len(self.values),
                    weights=len(self.weights),
                )
            )
        if not sum(self.weights) > 0:
            raise ValueError(tr("all weights are 0: at least one value must be possible"))


class Empirical(Listed):
    """One of the values that were observed, equally likely each: a draw repeats what has been seen.

    Its mean and standard deviation are those of the observations; nothing between or beyond them is made up.
    """

    kind: Literal["empirical"] = "empirical"
