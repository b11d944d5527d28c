"""Steps and routes in few words, and what is found wrong with them."""

from agencysim.scenario import Scenario, check

WORK = {"kind": "work", "crew": "maker", "content": "1h"}
WAIT = {"kind": "wait", "delay": "1h"}
JOIN = {"kind": "join"}
MILESTONE = {"kind": "milestone"}


def work(**fields):
    return {**WORK, **fields}


def choice(*branches):
    return {"kind": "choice", "branches": [{"to": b} if isinstance(b, str) else b for b in branches]}


def by_chance(to, chance):
    return {"to": to, "chance": chance}


def if_(to, **condition):
    return {"to": to, "when": condition}


def fork(*branches, join="meet"):
    return {"kind": "fork", "branches": list(branches), "join": join}


def scenario(route, job=None, **sections):
    job_types = {"job": {"route": route, **(job or {})}, **sections.pop("more", {})}
    data = {"name": "s", "start": "2026-01-05", "people": {"maker": {}}, "job_types": job_types, **sections}
    return Scenario.model_validate(data)


def route_of(steps):
    return scenario(steps).job_types["job"].route


def problems(route, job=None, **sections):
    """Return the problems as (path below the job type, what is wrong)."""
    found = check(scenario(route, job, **sections))
    return [(each.path.removeprefix("job_types.job."), each.what) for each in found]


BRANCHES = {"part": fork("b", "c"), "b": work(next="meet"), "c": WORK, "meet": JOIN, "d": WORK}
"""A fork with two branches and a step behind the join."""
