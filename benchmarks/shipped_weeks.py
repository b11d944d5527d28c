"""The weeks of the shipped agency, planned in three ways: ``python -m benchmarks.shipped_weeks``.

A quarter is simulated, and the work that is open every Monday morning is planned by earliest due date, by earliest due
date with overtime (the first plan), and by the planner within a time; all plans are verified. Printed are hours of
weighted lateness, unfinished work included, and money for overtime.
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
from agencysim.values import DAY

SCENARIO = Path(__file__).parents[1] / "scenarios" / "signage_agency.yaml"
FIRST_WEEK, WEEKS = 13, 13
"""Weeks after which the agency is full of work, and how many are planned then."""


class Cost(NamedTuple):
    """Hours of lateness by weight, and money for overtime."""

    late: float
    overtime: float

    def __str__(self) -> str:
        """Write it as a cell of a table."""
        return f"{self.late:,.0f}; {self.overtime:,.0f}"


class Row(NamedTuple):
    """A week: its tasks, and what its plans cost."""

    tasks: int
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
    return Row(len(problem.tasks), *(_cost(problem, each) for each in plans))


def _cost(problem: ag.Problem, made: ag.Plan) -> Cost:
    cost = ag.cost_of(problem, made)
    return Cost(cost.lateness, sum(cost.overtime.values()))


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
    print("| week | tasks | due date: late; overtime | with overtime | planned |\n|---|---|---|---|---|")
    for week in range(FIRST_WEEK, FIRST_WEEK + WEEKS):
        problem = ag.problem_of(scenario, ag.state_at(log, week * 7 * DAY))
        rows.append(measure(problem, given.time, given.workers))
        print("|", " | ".join(map(str, (week + 1, *rows[-1]))), "|", flush=True)
    sums = [Cost(*map(sum, zip(*column, strict=True))) for column in list(zip(*rows, strict=True))[1:]]
    print("| all |", statistics.median(row.tasks for row in rows), "|", " | ".join(map(str, sums)), "|")
    return 0


if __name__ == "__main__":
    sys.exit(main())
