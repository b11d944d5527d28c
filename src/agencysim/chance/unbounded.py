"""Distributions of what is never negative and has no highest value: services, delays, gaps, lifetimes."""

from __future__ import annotations

import math
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Annotated, ClassVar, Literal

import numpy as np
from pydantic import Field

from agencysim.chance.base import DistributionBase
from agencysim.chance.quantities import Quantity, size_of, text_of
from agencysim.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from agencysim.chance.arrays import Floats

_Z90 = 1.2815515655446004  # the standard normal's 90th percentile
_LN2, _LN10 = math.log(2), math.log(10)

Cv = Annotated[float, Field(ge=0, le=100, description="standard deviation / mean; 0 is a constant")]


class Positive(DistributionBase):
    """The base of distributions whose stated quantities must all exceed zero."""

    def _check(self) -> None:
        for name in self.measured:
            value = getattr(self, name)
            if value is not None and size_of(value) <= 0:
                said = name.removeprefix("stated_")
                raise ValueError(
                    tr(
                        "{said} is {text_of}: the {said} of {kind} values must be more than 0",
                        said=said,
                        text_of=text_of(value),
                        kind=self.kind,
                    )
                )


class MeanGiven(Positive):
    """The base of distributions that are always given by their mean."""

    stated_mean: Quantity = Field(alias="mean")
    measured: ClassVar = ("stated_mean",)

    @property
    def mean(self) -> float:
        """The mean that was stated."""
        return size_of(self.stated_mean)


class Exponential(MeanGiven):
    """Without memory: how long it took already says nothing about how long it will take yet."""

    kind: Literal["exponential"] = "exponential"

    @property
    def std(self) -> float:
        """The mean."""
        return self.mean

    def _spread_quantile(self, u: Floats) -> Floats:
        return -self.mean * np.log1p(-u)

    def _spread_cdf(self, x: Floats) -> Floats:
        return -np.expm1(-np.maximum(x, 0) / self.mean)


class Gamma(MeanGiven):
    """A sum of small exponential parts; its coefficient of variation says how regular it is."""

    kind: Literal["gamma"] = "gamma"
    cv: Cv

    @property
    def std(self) -> float:
        """Mean times coefficient of variation."""
        return self.mean * self.cv

    def _spread_quantile(self, u: Floats) -> Floats:
        from scipy.special import gammaincinv  # late: it takes long to import, and few scenarios need it

        quantiles: Floats = self.mean * self.cv**2 * gammaincinv(self.cv**-2, u)
        return quantiles

    def _spread_cdf(self, x: Floats) -> Floats:
        from scipy.special import gammainc

        shares: Floats = gammainc(self.cv**-2, np.maximum(x, 0) / (self.mean * self.cv**2))
        return shares


class Lognormal(Positive):
    """Mostly moderate, sometimes very long: its logarithm is normal.

    Parameters
    ----------
    mean, cv, median, p90
        One pair of them: mean and cv, median and cv, median and p90, or mean and p90. Where a mean and a p90
        (the value that 9 of 10 stay below) allow two distributions, the less spread one is meant.
    """

    kind: Literal["lognormal"] = "lognormal"
    stated_mean: Quantity | None = Field(default=None, alias="mean")
    cv: Cv | None = None
    median: Quantity | None = None
    p90: Quantity | None = None
    measured: ClassVar = ("stated_mean", "median", "p90")

    @property
    def mean(self) -> float:
        """The median times exp(sigma² / 2)."""
        middle, sigma = self._parameters()
        return middle * math.exp(sigma**2 / 2)

    @property
    def std(self) -> float:
        """The mean times the root of exp(sigma²) - 1."""
        return self.mean * math.sqrt(math.expm1(self._parameters()[1] ** 2))

    def _parameters(self) -> tuple[float, float]:
        """Return the median and sigma, the standard deviation of the logarithm."""
        sigma = self._sigma()
        if self.median is not None:
            return size_of(self.median), sigma
        return self._said("stated_mean") * math.exp(-(sigma**2) / 2), sigma

    def _sigma(self) -> float:
        if self.cv is not None:
            return math.sqrt(math.log1p(self.cv**2))
        if self.median is not None:
            return math.log(self._said("p90") / self._said("median")) / _Z90
        # ln p90 = ln mean - sigma²/2 + z sigma, solved for the smaller sigma.
        room = _Z90**2 - 2 * math.log(self._said("p90") / self._said("stated_mean"))
        return _Z90 - math.sqrt(max(0.0, room))

    def _said(self, name: str) -> float:
        return size_of(getattr(self, name))

    def _spread_inverse(self) -> Callable[[Floats], Floats]:
        middle, sigma = self._parameters()
        return lambda u: middle * np.exp(sigma * _normal_quantile()(u))

    def _spread_cdf(self, x: Floats) -> Floats:
        from scipy.special import ndtr

        middle, sigma = self._parameters()
        with np.errstate(divide="ignore"):
            shares: Floats = ndtr(np.log(np.maximum(x, 0) / middle) / sigma)
        return shares

    def _check(self) -> None:
        _one_pair(self, ("mean and cv", "median and cv", "median and p90", "mean and p90"))
        super()._check()
        if self.median is not None and self.p90 is not None:
            _p90_above_median(self._said("median"), self._said("p90"))
        elif self.p90 is not None:
            self._p90_fits_mean()

    def _p90_fits_mean(self) -> None:
        ratio = self._said("p90") / self._said("stated_mean")
        highest = math.exp(_Z90**2 / 2)
        if not 1 <= ratio <= highest:
            raise ValueError(
                tr(
                    "p90 is {ratio:.3g} times the mean: it must lie between 1 and {highest:.3g} times",
                    ratio=ratio,
                    highest=highest,
                )
            )


@cache
def _normal_quantile() -> Callable[[Floats], Floats]:
    from scipy.special import ndtri  # late: it takes long to import

    return ndtri  # type: ignore[no-any-return]


class Weibull(Positive):
    """A lifetime: with a cv below 1 it wears out, above 1 it suffers from early failures.

    Parameters
    ----------
    mean, cv, median, p90
        One pair of them: mean and cv, or median and p90 (the value that 9 of 10 stay below).
    """

    kind: Literal["weibull"] = "weibull"
    stated_mean: Quantity | None = Field(default=None, alias="mean")
    cv: Cv | None = None
    median: Quantity | None = None
    p90: Quantity | None = None
    measured: ClassVar = ("stated_mean", "median", "p90")

    @property
    def mean(self) -> float:
        """Scale times Gamma(1 + 1 / shape)."""
        if self.stated_mean is not None:
            return size_of(self.stated_mean)
        scale, power = self._parameters()
        return scale * math.gamma(1 + power)

    @property
    def std(self) -> float:
        """Scale times the root of Gamma(1 + 2 / shape) - Gamma(1 + 1 / shape)²."""
        if self.cv is not None:
            return self.mean * self.cv
        return self.mean * _weibull_cv(self._parameters()[1])

    def _parameters(self) -> tuple[float, float]:
        """Return the scale, and one over the shape."""
        if self.cv is not None and self.stated_mean is not None:
            power = _weibull_power(self.cv)
            return size_of(self.stated_mean) / math.gamma(1 + power), power
        median, p90 = size_of(self.median or 0.0), size_of(self.p90 or 0.0)
        power = math.log(p90 / median) / math.log(_LN10 / _LN2)
        return median / _LN2**power, power

    def _spread_quantile(self, u: Floats) -> Floats:
        scale, power = self._parameters()
        return scale * np.power(-np.log1p(-u), power)

    def _spread_cdf(self, x: Floats) -> Floats:
        scale, power = self._parameters()
        return -np.expm1(-((np.maximum(x, 0) / scale) ** (1 / power)))

    def _check(self) -> None:
        _one_pair(self, ("mean and cv", "median and p90"))
        super()._check()
        if self.median is not None and self.p90 is not None:
            _p90_above_median(size_of(self.median), size_of(self.p90))


def _one_pair(given: Lognormal | Weibull, pairs: tuple[str, ...]) -> None:
    stated = {"mean": given.stated_mean, "cv": given.cv, "median": given.median, "p90": given.p90}
    names = [name for name, value in stated.items() if value is not None]
    if set(names) not in [set(pair.split(" and ")) for pair in pairs]:
        said = ", ".join(names) or "nothing"
        raise ValueError(
            tr("a {kind} is given by {pairs}; here: {said}", kind=given.kind, pairs=", or ".join(pairs), said=said)
        )


def _p90_above_median(median: float, p90: float) -> None:
    if p90 < median:
        raise ValueError(
            tr(
                "p90 is below the median ({p90:g} < {median:g}): 9 of 10 values lie below "
                "p90, 5 of 10 below the median",
                p90=p90,
                median=median,
            )
        )


def _weibull_cv(power: float) -> float:
    """Return the coefficient of variation of a Weibull distribution of shape ``1 / power``."""
    return math.sqrt(max(0.0, math.expm1(math.lgamma(1 + 2 * power) - 2 * math.lgamma(1 + power))))


@lru_cache(maxsize=1024)
def _weibull_power(cv: float) -> float:
    """Return one over the shape that gives this cv, by halving: the cv rises with the power."""
    return _where_rising(_weibull_cv, cv, low=0.0, high=10.0)


def _where_rising(function: Callable[[float], float], target: float, low: float, high: float) -> float:
    while high - low > 1e-15 * high:
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if function(middle) < target else (low, middle)
    return high
