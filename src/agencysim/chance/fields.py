"""Distributions as fields of models, with the short forms that people write."""

from __future__ import annotations

from dataclasses import dataclass
from reprlib import repr as shortened
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import Field
from pydantic_core import core_schema

from agencysim.chance.base import DistributionBase
from agencysim.chance.bounded import Discrete, Empirical, Fixed, Pert, Triangular, Uniform
from agencysim.chance.quantities import number_in
from agencysim.chance.unbounded import Exponential, Gamma, Lognormal, Weibull
from agencysim.language import noted, tr
from agencysim.values import DURATION_HINT, ELAPSED_HINT, Duration

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
    from pydantic.json_schema import JsonSchemaValue

    from agencysim.chance.quantities import Unit

Distribution = Fixed | Uniform | Triangular | Pert | Exponential | Gamma | Lognormal | Weibull | Discrete | Empirical

KINDS = (
    *("fixed", "uniform", "triangular", "pert", "exponential"),
    *("gamma", "lognormal", "weibull", "discrete", "empirical"),
)
"""The kinds of distributions, as files name them."""
_FORMS = noted("write one value, three as low / mode / high, or a mapping such as {kind: gamma, mean: 2h, cv: 0.5}")


@dataclass(frozen=True)
class _Field:
    """How a distribution is read: from its short forms too, and only in some units.

    Parameters
    ----------
    units
        What its values may be.
    remedy, hint
        What to say of another unit, and how to write it.
    """

    units: frozenset[Unit]
    remedy: str = ""
    hint: str = ""

    def __get_pydantic_core_schema__(self, source: Any, handler: GetCoreSchemaHandler) -> core_schema.CoreSchema:
        """Read short forms before, and look at the unit after, the distribution itself."""
        spelled_out = core_schema.no_info_before_validator_function(_spelled_out, handler(source))
        return core_schema.no_info_after_validator_function(self._in_unit, spelled_out)

    def __get_pydantic_json_schema__(
        self, schema: core_schema.CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        """Describe the short forms to editors too."""
        return {"anyOf": [handler(schema), {"type": ["number", "string"], "description": _FORMS}]}

    def _in_unit(self, distribution: Distribution) -> Distribution:
        if distribution.unit in self.units:
            return distribution
        if isinstance(distribution, Fixed) and distribution.value == 0:
            return Fixed(value=Duration(0))
        raise ValueError(f"{tr(self.remedy)}: {tr(self.hint)}")


def _spelled_out(value: object) -> object:
    if isinstance(value, DistributionBase):
        return value
    if isinstance(value, dict):
        if "kind" not in value:
            raise ValueError(tr("a distribution needs a kind: one of {kinds}", kinds=", ".join(KINDS)))
        return value
    if isinstance(value, str) and "/" in value:
        return _three_points(value)
    if isinstance(value, int | float | str | Duration):
        return {"kind": "fixed", "value": value}
    raise ValueError(tr("{shortened} is no distribution: {forms}", shortened=shortened(value), forms=tr(_FORMS)))


def shortest(stated: Mapping[str, Any]) -> object:
    """Return the shortest form in which a distribution can be written."""
    if set(stated) == {"kind", "value"}:
        return stated["value"]
    if stated["kind"] == "pert" and set(stated) == {"kind", "low", "mode", "high"}:
        return f"{stated['low']} / {stated['mode']} / {stated['high']}"
    return stated


def _three_points(text: str) -> dict[str, float | str]:
    points = [point.strip() for point in text.split("/")]
    if len(points) != 3:
        raise ValueError(
            tr(
                "{text} has {points} values: write low / mode / high, such as 30m / 1h / 3h",
                text=shortened(text),
                points=len(points),
            )
        )
    low, mode, high = (point if (number := number_in(point)) is None else number for point in points)
    return {"kind": "pert", "low": low, "mode": mode, "high": high}


_OfAnyKind = Annotated[Distribution, Field(discriminator="kind")]

AnyDistribution = Annotated[_OfAnyKind, _Field(frozenset({"number", "time", "working days"}))]
"""A field that is a distribution of numbers, time or working days."""

TimeDistribution = Annotated[
    _OfAnyKind,
    _Field(
        frozenset({"time", "working days"}),
        noted("a length of time is meant, not a plain number"),
        DURATION_HINT,
    ),
]
"""A field that is a distribution of lengths of time, in seconds or in nominal working days."""

ElapsedDistribution = Annotated[
    _OfAnyKind,
    _Field(frozenset({"time"}), noted("elapsed time is meant, nights included"), ELAPSED_HINT),
]
"""A field that is a distribution of lengths of elapsed time, where no calendar says what a working day is."""

NumberDistribution = Annotated[
    _OfAnyKind,
    _Field(
        frozenset({"number"}),
        noted("a plain number is meant, not a length of time"),
        noted("leave out the unit"),
    ),
]
"""A field that is a distribution of plain numbers."""
