"""Plan a week of one size in a process of its own: ``python -m benchmarks.first_plan SIZE ROUNDS``."""

from __future__ import annotations

import json
import statistics
import sys
import time
from typing import TYPE_CHECKING, Any, get_args

from agencysim.planner import cost_of, verify
from agencysim.planner.construct import construct
from agencysim.planner.instances import Size, instance
from benchmarks.growth import peak_memory

if TYPE_CHECKING:
    from collections.abc import Callable

LOAD = 0.85
"""Work as a share of what people can do in regular hours."""


def main() -> None:
    """Print time and memory of a week's first plan as JSON; each round plans another week."""
    size, rounds = sys.argv[1], int(sys.argv[2])
    assert size in get_args(Size), f"sizes are {', '.join(get_args(Size))}"
    planning: list[float] = []
    checking: list[float] = []
    costing: list[float] = []
    for seed in range(1, rounds + 1):
        problem = instance(size, LOAD, seed)  # type: ignore[arg-type]
        seconds, plan = _timed(lambda problem=problem: construct(problem))
        planning.append(seconds)
        checking.append(_timed(lambda problem=problem, plan=plan: verify(problem, plan))[0])
        costing.append(_timed(lambda problem=problem, plan=plan: cost_of(problem, plan))[0])
    figures = {
        "people": len(problem.people),
        "tasks": len(problem.tasks),
        "seconds": statistics.median(planning),
        "milliseconds a task": statistics.median(planning) / len(problem.tasks) * 1e3,
        "seconds to verify it": statistics.median(checking),
        "seconds to work out its cost": statistics.median(costing),
        "peak memory in MB": peak_memory() / 1024,
    }
    sys.stdout.write(json.dumps(figures))


def _timed(action: Callable[[], Any]) -> tuple[float, Any]:
    begin = time.perf_counter()
    answer = action()
    return time.perf_counter() - begin, answer


if __name__ == "__main__":
    main()
