"""The yardsticks: one network of queues in raw SimPy, in Ciw, and as a scenario."""

from __future__ import annotations

import random
from typing import Any

import simpy

from agencysim.scenario import Scenario

REFERENCE = 27_000 * 5
"""Visits a second of the yardstick in raw SimPy on the machine for which the targets were set."""

STATIONS = 4
SERVERS = 2
RETURN = 0.2
RATE = 1.1
"""Jobs an hour; a visit takes an hour on the mean, and each job passes the stations 1.25 times."""


def raw_simpy(jobs: int) -> int:
    """Run the network with simpy.Resource, and return the number of visits."""
    rng = random.Random(1)
    env = simpy.Environment()
    stations = [simpy.Resource(env, SERVERS) for _ in range(STATIONS)]
    visits = 0

    def job() -> Any:
        nonlocal visits
        at = 0
        while at < STATIONS:
            with stations[at].request() as request:
                yield request
                yield env.timeout(rng.expovariate(1.0))
            visits += 1
            at += 1
            if at == STATIONS and rng.random() < RETURN:
                at = 0

    def source() -> Any:
        for _ in range(jobs):
            yield env.timeout(rng.expovariate(RATE))
            env.process(job())

    env.process(source())
    env.run()
    return visits


def in_ciw(jobs: int) -> int:
    """Run the network in Ciw, and return the number of visits."""
    import ciw

    leave = [[0.0] * STATIONS for _ in range(STATIONS)]
    for station in range(STATIONS - 1):
        leave[station][station + 1] = 1.0
    leave[-1][0] = RETURN
    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(RATE)] + [None] * (STATIONS - 1),
        service_distributions=[ciw.dists.Exponential(1.0)] * STATIONS,
        routing=leave,
        number_of_servers=[SERVERS] * STATIONS,
    )
    ciw.seed(1)
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(jobs / RATE)
    return len(simulation.get_all_records())


def as_scenario(jobs: int) -> Scenario:
    """Return the network as a scenario whose run has about as many jobs."""
    hour = {"kind": "exponential", "mean": "1h"}
    names = [f"station_{number}" for number in range(1, STATIONS + 1)]
    route: dict[str, Any] = {f"at_{name}": {"kind": "work", "crew": name, "content": hour} for name in names}
    route["again"] = {
        "kind": "choice",
        "branches": [{"to": f"at_{names[0]}", "chance": RETURN}, {"to": "end"}],
    }
    gap = {"kind": "exponential", "mean": f"{3600 / RATE:.6f}s"}
    return Scenario.model_validate(
        {
            "name": "tandem with feedback",
            "start": "2026-01-05",
            "weeks": max(1, round(jobs / RATE / 168)),
            "people": {name: {"count": SERVERS} for name in names},
            "job_types": {"job": {"demand": {"gap": gap}, "route": route}},
        }
    )
