"""How long the risk of a plan takes: ``python -m benchmarks.risk``.

The first plan of a week of the shipped signage agency after four weeks, with about 30 people and 200 tasks, is replayed
500 times with each reaction but ``replan``, which is measured by the future.

What is wanted: at most 20 s with two processes, better 10 s. How fast the machine is at that moment is told by the
yardstick, which as many processes run at the same time, before and after: two that share a core are not two cores.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING

import agencysim as ag
from benchmarks.yardstick import REFERENCE, raw_simpy

if TYPE_CHECKING:
    from agencysim import Plan, Scenario, State

SHIPPED = Path(__file__).parents[1] / "scenarios" / "signage_agency.yaml"
WEEKS = 4
JOBS = 60_000
"""Jobs of the yardstick: some seconds."""
WEEK = 7 * 86_400


def week() -> tuple[Plan, Scenario, State]:
    """Return a plan, its agency, and where that stands."""
    warnings.simplefilter("ignore")  # notes on holidays
    scenario = ag.load(SHIPPED)
    state = ag.state_at(ag.simulate(scenario, weeks=WEEKS), WEEKS * WEEK)
    return ag.plan(ag.problem_of(scenario, state), time_limit=0).plan, scenario, state


def speed(processes: int) -> float:
    """Return how fast each of some processes is that run at the same time, as a share of the reference machine."""
    with ProcessPoolExecutor(processes, get_context("spawn")) as pool:
        list(pool.map(_speed, [1_000] * processes))  # so that all have begun
        found = list(pool.map(_speed, [JOBS] * processes))
    return sum(found) / processes


def _speed(jobs: int) -> float:
    begin = time.perf_counter()
    return raw_simpy(jobs) / (time.perf_counter() - begin) / REFERENCE


def main() -> None:
    """Measure, and print a row for each reaction."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.risk", description=__doc__)
    parser.add_argument("--replications", type=int, default=500)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--replan", type=int, default=0, help="futures that are planned anew every noon")
    options = parser.parse_args()
    plan, scenario, state = week()
    people = len({duty.person for duty in plan.duties})
    sys.stdout.write(f"{people} people, {len(plan.pieces())} planned tasks, {len(state.jobs)} open jobs\n")
    many = {"keep": options.replications, "help": options.replications, "overtime": options.replications}
    many |= {"replan": options.replan} if options.replan else {}
    before = speed(options.workers)
    for reaction, replications in many.items():
        begin = time.perf_counter()
        found = ag.risk(plan, scenario, state, replications=replications, reaction=reaction, workers=options.workers)
        seconds = time.perf_counter() - begin
        after = speed(options.workers)
        machine, before = (before + after) / 2, after
        late, hours = found.expected_late, sum(job.hours_late for job in found.jobs)
        overtime = sum(day.overtime.mean for day in found.days)
        sys.stdout.write(
            f"{reaction:9} {replications} futures in {seconds:5.1f} s, {1000 * seconds / replications:4.0f} ms each, "
            f"{seconds * machine:5.1f} s on the reference machine ({machine:.2f} of it): "
            f"{late:.1f} of {len(found.agreed_jobs)} late, {hours:,.0f} h late, {overtime:.1f} h of overtime\n"
        )


if __name__ == "__main__":
    main()
