"""Chance: keyed uniforms, distributions given by what a manager can say, and arrivals."""

from agencysim.chance.arrivals import Arrivals, Process, arrivals_of_all, poisson_arrivals, renewal_arrivals
from agencysim.chance.base import conditional
from agencysim.chance.bounded import Discrete, Empirical, Fixed, Pert, Triangular, Uniform
from agencysim.chance.fields import (
    AnyDistribution,
    Distribution,
    ElapsedDistribution,
    NumberDistribution,
    TimeDistribution,
)
from agencysim.chance.keys import child_key, entity_key, joined, mix64, name_key
from agencysim.chance.unbounded import Exponential, Gamma, Lognormal, Weibull
from agencysim.chance.uniform import Stream, philox

__all__ = [
    "AnyDistribution",
    "Arrivals",
    "Discrete",
    "Distribution",
    "ElapsedDistribution",
    "Empirical",
    "Exponential",
    "Fixed",
    "Gamma",
    "Lognormal",
    "NumberDistribution",
    "Pert",
    "Process",
    "Stream",
    "TimeDistribution",
    "Triangular",
    "Uniform",
    "Weibull",
    "arrivals_of_all",
    "child_key",
    "conditional",
    "entity_key",
    "joined",
    "mix64",
    "name_key",
    "philox",
    "poisson_arrivals",
    "renewal_arrivals",
]
