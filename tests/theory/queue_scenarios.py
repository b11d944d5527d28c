"""How queueing systems are said as scenarios."""

from __future__ import annotations

from typing import Any

from agencysim.scenario import Scenario

UNIT = 36_000
"""Seconds of the theory's unit of time.

Contents are rounded up to whole seconds, half a second on average: 0.0014 % of a unit, and far below the
standard errors that the cases reach even where the load amplifies it.
"""

Spec = dict[str, Any]


def time(units: float) -> str:
    """Return a length of time as a scenario writes it."""
    return f"{units * UNIT:.6f}s"


def exponential(mean: float) -> Spec:
    """Return an exponential distribution of time."""
    return {"kind": "exponential", "mean": time(mean)}


def poisson(rate: float) -> Spec:
    """Return a demand with exponential gaps."""
    return {"gap": exponential(1 / rate)}


def work(crew: str, content: object, **more: object) -> Spec:
    """Return a step of work for one person."""
    return {"kind": "work", "crew": crew, "content": content, **more}


def agency(job_types: Spec, people: dict[str, int], **more: object) -> Scenario:
    """Return an agency that works round the clock.

    Parameters
    ----------
    job_types
        Job types as a scenario file says them.
    people
        How many hold each role.
    more
        Anything else that a scenario file can say.
    """
    spec: Spec = {
        "name": "theory",
        "start": "2026-01-05",
        "roles": {role: {} for role in people},
        "people": {role: {"count": count} for role, count in people.items()},
        "job_types": job_types,
    }
    return Scenario.model_validate(spec | more)


def station(demand: Spec, content: object, servers: int = 1, **more: object) -> Scenario:
    """Return an agency that is one station: customers come, are served by one of the servers, and go."""
    customer = {"demand": demand, "route": {"serve": work("server", content)}}
    return agency({"customer": customer}, {"server": servers}, **more)
