"""Several stations: tandem, rework, fork and join, machine repair."""

from __future__ import annotations

import log_measures as of
import markov_chains as chains
import queue_formulas as formulas
from agreement import Case, Quantity, Theory
from queue_scenarios import agency, exponential, poisson, work


def tandem(count: int) -> Case:
    """Return two stations in a row, which are M/M/1 each, their stays independent of each other."""
    rate, services = 0.6, (1.0, 1.1)
    seen = of.window(rate, count)
    first, second = (1 / service - rate for service in services)
    route = {f"serve_{k}": work(f"server_{k}", exponential(service)) for k, service in enumerate(services)}
    later = formulas.sum_of_two_exponentials_exceeds(7.0, first, second)
    return Case(
        agency({"customer": {"demand": poisson(rate), "route": route}}, {"server_0": 1, "server_1": 1}),
        seen.weeks,
        (
            Quantity("mean wait at the first", formulas.wait_in_mmc(rate, 1.0, 1), of.mean_wait(seen, "serve_0")),
            Quantity("mean wait at the second", formulas.wait_in_mmc(rate, 1.1, 1), of.mean_wait(seen, "serve_1")),
            Quantity("mean stay", 1 / first + 1 / second, of.mean_sojourn(seen)),
            Quantity("share staying more than 7", later, of.staying_longer(seen, 7.0)),
        ),
    )


def rework(count: int) -> Case:
    """Return design, production and inspection, which sends 15 % back to design and 20 % back to production.

    Each round brings 0.8 visits of production into 0.8 of inspection: the visits per customer solve
    design = 1 + 0.15 inspection and production = inspection = design + 0.2 inspection.
    """
    rate = 0.5
    inspections = 1 / (1 - 0.15 - 0.2)
    visits = {"design": 1 + 0.15 * inspections, "produce": inspections, "inspect": inspections}
    crews = {"design": (2.0, 2), "produce": (2.5, 3), "inspect": (0.8, 1)}
    seen = of.window(rate, count)
    waits = {
        step: visits[step] * formulas.wait_in_mmc(rate * visits[step], service, servers)
        for step, (service, servers) in crews.items()
    }
    stay = sum(waits[step] + visits[step] * service for step, (service, _) in crews.items())
    route = {step: work(f"{step}er", exponential(service)) for step, (service, _) in crews.items()}
    back = [{"to": "design", "chance": 0.15}, {"to": "produce", "chance": 0.2}, {"to": "end"}]
    customer = {"demand": poisson(rate), "route": {**route, "verdict": {"kind": "choice", "branches": back}}}
    return Case(
        agency({"customer": customer}, {f"{step}er": servers for step, (_, servers) in crews.items()}),
        seen.weeks,
        (
            *(Quantity(f"mean wait per customer, {s}", waits[s], of.mean_wait(seen, s)) for s in crews),
            Quantity("mean stay", stay, of.mean_sojourn(seen)),
            Quantity("mean number present", rate * stay, of.mean_number(seen)),
        ),
    )


def fork_join(count: int) -> Case:
    """Return two parallel M/M/1 stations that both serve each customer."""
    rate = 0.6
    seen, stay = of.window(rate, count), formulas.sojourn_in_fork_join(rate, 1.0)
    branches = {f"serve_{k}": work(f"server_{k}", exponential(1), next="meet") for k in (0, 1)}
    fork = {"kind": "fork", "branches": list(branches), "join": "meet"}
    route = {"part": fork, **branches, "meet": {"kind": "join"}}
    return Case(
        agency({"customer": {"demand": poisson(rate), "route": route}}, {"server_0": 1, "server_1": 1}),
        seen.weeks,
        (
            Quantity("mean stay", stay, of.mean_sojourn(seen)),
            Quantity("mean wait in a branch", formulas.wait_in_mmc(rate, 1.0, 1), of.mean_wait(seen, "serve_1")),
            Quantity("mean number present", rate * stay, of.mean_number(seen)),
        ),
    )


def machine_repair(count: int) -> Case:
    """Return six machines and two repairers; a machine is a job that brings about the next one when it ends.

    A job is fifty repairs long on average, which spares long names: a job's name holds its ancestors'.
    """
    machines, lifetime, repair, repairers = 6, 5.0, 2.0, 2
    chances = chains.stationary(0, chains.machine_repair(machines, lifetime, repair, repairers))
    broken = chains.mean(chances, float)
    repaired = (machines - broken) / lifetime
    seen = of.window(repaired, count)
    again = [{"to": "run", "chance": 0.98}, {"to": "replace"}]
    route = {
        "run": {"kind": "wait", "delay": exponential(lifetime)},
        "repair": work("repairer", exponential(repair)),
        "again": {"kind": "choice", "branches": again},
        "replace": {"kind": "milestone", "births": [{"job_type": "machine"}]},
    }
    scenario = agency({"machine": {"demand": {"at_start": machines}, "route": route}}, {"repairer": repairers})
    working = chains.mean(chances, lambda n: min(n, repairers))
    return Case(
        scenario,
        seen.weeks,
        (
            Quantity("mean number running", machines - broken, of.mean_number_at("run", seen)),
            Quantity("mean number broken", broken, of.mean_number_at("repair", seen)),
            Quantity("utilisation", working / repairers, of.utilisation(seen, "repairer")),
        ),
    )


THEORIES = {
    "tandem of two M/M/1": Theory("Jackson 1954; Reich 1957 (independent stays)", tandem, 8000),
    "Jackson network with rework": Theory("Jackson, Management Science 10, 1963", rework, 6000),
    "fork and join of two M/M/1": Theory("Flatto and Hahn 1984; Nelson and Tantawi 1988", fork_join, 5000),
    "machine repair": Theory("Palm 1947; Kleinrock, Queueing Systems I, 1975 (M/M/c//M)", machine_repair, 2000),
}
