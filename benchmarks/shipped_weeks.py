"""The weeks of the shipped agency, planned in three ways: ``python -m benchmarks.shipped_weeks``.

A quarter is simulated, and the work that is open every Monday morning is planned by earliest due date, by earliest due
date with overtime (the first plan), and by the planner within a time; all plans are verified. Printed are hours of
weighted lateness, unfinished work included, and money for overtime. Most of the lateness is no plan's fault: jobs are
overdue when the week begins, or wait for clients for longer than they have time. What even a job that had everybody and
everything to itself would be late is told apart, and taken off.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import warnings
from pathlib import Path
from typing import NamedTuple

import agencysim as ag
from agencysim.planner.construct import construct
from agencysim.planner.explain.bounds import Bounds
from agencysim.planner.search.scene import Scene
from agencysim.values import DAY, HOUR

SCENARIO = Path(__file__).parents[1] / "scenarios" / "signage_agency.yaml"
FIRST_WEEK, WEEKS = 13, 13
"""Weeks after which the agency is full of work, and how many are planned then."""


class Cost(NamedTuple):
    """Hours of lateness by weight, beyond what no plan can help, and money for overtime."""

    late: float
    overtime: float

    def __str__(self) -> str:
        """Write it as a cell of a table."""
        return f"{self.late:,.0f}; {self.overtime:,.0f}"


class Row(NamedTuple):
    """A week: its tasks, the lateness that no plan can help, and what its plans cost."""

    tasks: int
    given: float
    due_date: Cost
    first: Cost
    planned: Cost


def measure(problem: ag.Problem, seconds: float, workers: int) -> Row:
    """Plan a week in all ways.

    Raises
    ------
    AssertionError
        If a plan breaks a rule.
    """
    planned = ag.plan(problem, time_limit=seconds, workers=workers).plan
    plans = [construct(problem, overtime=False), construct(problem), planned]
    for each in plans:
        assert not [v for v in ag.verify(problem, each) if not v.locked], "a plan breaks a rule"
    given = _given(problem)
    return Row(len(problem.tasks), given, *(_cost(problem, each, given) for each in plans))


def _given(problem: ag.Problem) -> float:
    """Return the hours by weight by which jobs are late even if each has everybody and everything to itself."""
    bounds = Bounds(Scene(problem))
    found = ((job, bounds.earliest_finish(job.id)) for job in problem.jobs)
    return sum(
        job.weight * max(0, finish - job.due) / HOUR
        for job, finish in found
        if finish is not None and job.due is not None
    )


def _cost(problem: ag.Problem, made: ag.Plan, given: float) -> Cost:
    cost = ag.cost_of(problem, made)
    return Cost(cost.lateness - given, sum(cost.overtime.values()))


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.shipped_weeks", description=__doc__)
    parser.add_argument("--time", type=float, default=30.0, help="seconds for each week (default: 30)")
    parser.add_argument("--workers", type=int, default=2, help="processes (default: 2)")
    parser.add_argument("--seed", type=int, default=1, help="seed of the quarter (default: 1)")
    given = parser.parse_args(arguments)
    warnings.simplefilter("ignore")  # notes on holidays
    scenario = ag.load(SCENARIO)
    log = ag.simulate(scenario, given.seed, weeks=FIRST_WEEK + WEEKS)
    rows: list[Row] = []
    print(
        "| week | tasks | late anyway | due date: late; overtime | with overtime | planned |\n|---|---|---|---|---|---|"
    )
    for week in range(FIRST_WEEK, FIRST_WEEK + WEEKS):
        problem = ag.problem_of(scenario, ag.state_at(log, week * 7 * DAY))
        rows.append(measure(problem, given.time, given.workers))
        tasks, late, *costs = rows[-1]
        print("|", " | ".join(map(str, (week + 1, tasks, f"{late:,.0f}", *costs))), "|", flush=True)
    tasks, late, *columns = zip(*rows, strict=True)
    sums = [Cost(*map(sum, zip(*column, strict=True))) for column in columns]
    cells = [f"{statistics.median(tasks):.0f} in the median", f"{sum(late):,.0f}", *map(str, sums)]
    print("| all |", " | ".join(cells), "|")
    return 0


if __name__ == "__main__":
    sys.exit(main())
