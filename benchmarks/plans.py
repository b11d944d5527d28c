"""How good plans are, and how soon: ``python -m benchmarks.plans``, or ``make bench-plan``.

For each size some seeded instances at 85 % load are planned by earliest due date, by earliest due date with overtime
(the first plan), with ``--whole`` by one model of all of it, and by the planner within a time; all plans are verified.
Best-known values come from the longest runs so far and are kept in ``best_known.json``. ``--rounds`` measures the work
instead of the time, so that a loaded machine can be told apart from a worse planner.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from agencysim.planner import cost_of, plan, verify
from agencysim.planner.construct import construct
from agencysim.planner.instances import SIZES, instance
from agencysim.planner.search.model import Model
from agencysim.planner.search.scene import Scene
from agencysim.planner.search.solving import Effort, solve

if TYPE_CHECKING:
    from agencysim.planner.problem import Problem
    from agencysim.plans import Plan

BEST = Path(__file__).parent / "best_known.json"
LIMITS = {"S": 60.0, "M": 60.0, "L": 120.0, "XL": 180.0}
"""Seconds for each size."""


class Budget(NamedTuple):
    """What may be spent on an instance.

    Parameters
    ----------
    seconds, workers
        Seconds, and processes.
    rounds
        Rounds of the search, instead of seconds.
    whole
        Whether the whole problem is solved as one model, too.
    overtime_first
        Whether hours of overtime count before money.
    """

    seconds: float
    workers: int = 2
    rounds: int | None = None
    whole: bool = False
    overtime_first: bool = False


class Row(NamedTuple):
    """An instance, planned in some ways: hours of weighted lateness, and money for overtime.

    The bound is that of the second tier: money, or hours of overtime if they come first.
    """

    size: str
    seed: int
    due_date: tuple[float, float]
    first: tuple[float, float]
    planned: tuple[float, float]
    money: float
    status: str
    seconds: float
    in_time_after: float | None
    bound: float | None
    whole: tuple[float, float] | None


def measure(size: str, seed: int, budget: Budget) -> Row:
    """Plan an instance in all ways.

    Raises
    ------
    AssertionError
        If a plan breaks a rule.
    """
    problem = instance(size, 0.85, seed)  # type: ignore[arg-type]
    settings = problem.settings.model_copy(update={"overtime_first": budget.overtime_first})
    problem = problem.model_copy(update={"settings": settings})
    simple = [construct(problem, overtime=False), construct(problem)]
    result = plan(problem, time_limit=budget.seconds, workers=budget.workers, rounds=budget.rounds)
    whole = [whole_model(problem, simple[1], budget)] if budget.whole else []
    for each in (*simple, result.plan, *whole):
        assert not [v for v in verify(problem, each) if not v.locked], f"{size} {seed}: a plan breaks a rule"
    costs = [cost_of(problem, each) for each in (*simple, *whole)]
    due_date, first, planned, *alone = (
        (cost.lateness, sum(cost.overtime.values())) for cost in (*costs[:2], result.cost, *costs[2:])
    )
    soon = next((each.seconds for each in result.history if each.tiers[0] == 0), None)
    bound = result.bounds[1] if len(result.bounds) > 1 else None
    found = (result.cost.money, result.status, result.seconds, soon, bound)
    return Row(size, seed, due_date, first, planned, *found, alone[0] if alone else None)


def whole_model(problem: Problem, first: Plan, budget: Budget) -> Plan:
    """Return the plan that one model of a whole problem finds in a time, or the first one if it finds none."""
    model = Model(Scene(problem), first, [task.id for task in problem.tasks], [who.name for who in problem.people])
    return solve(model, Effort(budget.seconds, threads=budget.workers)).plan or first


def best_known(rows: list[Row]) -> dict[str, list[float]]:
    """Return the least lateness and money ever found for each instance, those of some rows included, and keep them."""
    known: dict[str, list[float]] = json.loads(BEST.read_text()) if BEST.exists() else {}
    for row in rows:
        name, found = f"{row.size}-{row.seed}", [round(row.planned[0], 4), round(row.money, 2)]
        known[name] = min(known.get(name, found), found)
    BEST.write_text(json.dumps(dict(sorted(known.items())), indent=1) + "\n")
    return known


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.plans", description=__doc__)
    parser.add_argument("--sizes", default="S,M,L,XL", help="which sizes (default: all)")
    parser.add_argument("--seeds", type=int, default=5, help="instances of each size (default: 5)")
    parser.add_argument("--time", type=float, help="seconds for each, instead of the size's own")
    parser.add_argument("--workers", type=int, default=2, help="processes (default: 2)")
    parser.add_argument("--rounds", type=int, help="rounds of the search, instead of seconds; with one process")
    parser.add_argument("--whole", action="store_true", help="solve the whole problem as one model, too, as long")
    parser.add_argument("--overtime-first", action="store_true", help="let hours of overtime count before money")
    given = parser.parse_args(arguments)
    rows = []
    print("size seed | lateness: due date, with overtime, planned | overtime money: with overtime, planned | money")
    for size in given.sizes.split(","):
        if size not in SIZES:
            parser.error(f"there is no size {size!r}: choose from {', '.join(SIZES)}")
        for seed in range(1, given.seeds + 1):
            workers = 1 if given.rounds else given.workers
            seconds = given.time or LIMITS[size]
            row = measure(size, seed, Budget(seconds, workers, given.rounds, given.whole, given.overtime_first))
            rows.append(row)
            print(
                f"{size:>2} {seed:>3} | {row.due_date[0]:>8.1f} {row.first[0]:>8.1f} {row.planned[0]:>8.1f} | "
                f"{row.first[1]:>9.0f} {row.planned[1]:>9.0f} | {row.money:>9.0f} | {row.status}, {row.seconds:.1f} s"
                + ("" if row.in_time_after is None else f", nothing late after {row.in_time_after:.1f} s")
                + ("" if row.bound is None else f", second tier at least {row.bound:.1f}")
                + ("" if row.whole is None else f" | one model: {row.whole[0]:.1f}; {row.whole[1]:.0f}"),
                flush=True,
            )
        of_size = [row for row in rows if row.size == size]
        print(
            f"{size:>2} median seconds {statistics.median(row.seconds for row in of_size):.1f}, "
            f"median lateness {statistics.median(row.planned[0] for row in of_size):.1f}"
        )
    if not given.overtime_first:
        best_known(rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())
