"""How long the risk of a plan takes: ``python -m benchmarks.risk``.

The first plan of a week of the shipped signage agency after four weeks, with about 30 people and 200 tasks, is replayed
500 times with each reaction but ``replan``, which is measured by the future.

What is wanted: at most 20 s with two processes, better 10 s.
"""

from __future__ import annotations

import argparse
import sys
import time
import warnings
from pathlib import Path
from typing import TYPE_CHECKING

import agencysim as ag

if TYPE_CHECKING:
    from agencysim import Plan, Scenario, State

SHIPPED = Path(__file__).parents[1] / "scenarios" / "signage_agency.yaml"
WEEKS = 4
WEEK = 7 * 86_400


def week() -> tuple[Plan, Scenario, State]:
    """Return a plan, its agency, and where that stands."""
    warnings.simplefilter("ignore")  # notes on holidays
    scenario = ag.load(SHIPPED)
    state = ag.state_at(ag.simulate(scenario, weeks=WEEKS), WEEKS * WEEK)
    return ag.plan(ag.problem_of(scenario, state), time_limit=0).plan, scenario, state


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
    for reaction, replications in many.items():
        begin = time.perf_counter()
        found = ag.risk(plan, scenario, state, replications=replications, reaction=reaction, workers=options.workers)
        seconds = time.perf_counter() - begin
        late, hours = found.expected_late, sum(job.hours_late for job in found.jobs)
        overtime = sum(day.overtime.mean for day in found.days)
        sys.stdout.write(
            f"{reaction:9} {replications} futures in {seconds:5.1f} s, {1000 * seconds / replications:4.0f} ms each: "
            f"{late:.1f} of {len(found.agreed_jobs)} late, {hours:,.0f} h late, {overtime:.1f} h of overtime\n"
        )


if __name__ == "__main__":
    main()
