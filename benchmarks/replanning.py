"""How soon and how gently a plan is mended: ``python -m benchmarks.replanning``.

Seeded weeks of 30 people and 200 tasks at 85 % load are planned. On Wednesday morning somebody is sick for two days:
the one with the median of the hours that are planned for those who work then, or, with ``--busiest``, with the most.
The week is replanned, and, to compare with, planned anew without regard for the plan that people know.

What is wanted: a first answer within 3 s; within 10 s no more late work than a full new plan has after 30 s, and at
most a tenth of the tasks changed. And `candidates` answers within 1 s for every task.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

from agencysim.planner import candidates, cost_of, plan, replan, verify
from agencysim.planner.instances import instance
from agencysim.planner.week import Leave
from agencysim.values import DAY, HOUR

if TYPE_CHECKING:
    from agencysim.planner import Problem
    from agencysim.plans import Plan

NOW = 2 * DAY + 7 * HOUR
"""Wednesday, 7 o'clock."""

BACK = 4 * DAY
"""Friday."""


class Row(NamedTuple):
    """A week, replanned: seconds until the first and the last answer, hours of weighted lateness, tasks changed."""

    seed: int
    sick: str
    hours: float
    first: float
    last: float
    known_late: float
    first_late: float
    late: float
    anew_late: float
    changed: int
    anew_changed: int
    wrong: int


def sick_one(problem: Problem, known: Plan, *, busiest: bool) -> tuple[str, float]:
    """Return who is sick, and for how many hours of work he is wanted."""
    load = {
        person.name: sum(p.end - p.start for p in known.of(person.name) if NOW <= p.start < BACK) / HOUR
        for person in problem.people
    }
    ranked = sorted((name for name in load if load[name]), key=lambda name: (load[name], name))
    name = ranked[-1] if busiest else ranked[len(ranked) // 2]
    return name, load[name]


def measure(seed: int, seconds: float, workers: int, *, busiest: bool, anew: float) -> Row:
    """Replan a week, and plan it anew."""
    problem = instance("M", 0.85, seed)
    known = plan(problem, time_limit=seconds, workers=workers).plan
    sick, hours = sick_one(problem, known, busiest=busiest)
    leave = Leave(who=sick, start=NOW, end=BACK, kind="sick")
    found = replan(problem, known, NOW, absent=[leave], workers=workers)
    wrong = [v for v in verify(found.problem, found.plan) if not v.locked]
    plain = found.problem.model_copy(update={"settings": problem.settings})
    other = plan(plain, time_limit=anew, workers=workers)
    return Row(
        seed,
        sick,
        hours,
        found.answers[0].seconds,
        found.result.seconds,
        cost_of(problem, known).lateness,
        found.answers[0].cost.lateness,
        found.result.cost.lateness,
        other.cost.lateness,
        found.result.cost.changes,
        other.cost.changes,
        len(wrong),
    )


def longest_candidates(seed: int) -> float:
    """Return the longest time that `candidates` takes for a task of a first plan."""
    problem = instance("M", 0.85, seed)
    known = plan(problem, time_limit=0).plan
    took = []
    held = {piece.task for piece in problem.locks}
    for task in problem.tasks[::10]:
        if task.id not in held:
            began = time.monotonic()
            candidates(problem, known, task.id)
            took.append(time.monotonic() - began)
    return max(took)


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.replanning", description=__doc__)
    parser.add_argument("--seeds", type=int, default=5, help="weeks (default: 5)")
    parser.add_argument("--time", type=float, default=60.0, help="seconds for the plan that people know (default: 60)")
    parser.add_argument("--anew", type=float, default=30.0, help="seconds for planning anew (default: 30)")
    parser.add_argument("--workers", type=int, default=1, help="processes (default: 1)")
    parser.add_argument("--busiest", action="store_true", help="let the busiest be sick")
    given = parser.parse_args(arguments)
    rows = []
    print("seed sick, hours | s: first, last | late: known, first, replanned, anew | changed: replanned, anew | ok?")
    for seed in range(1, given.seeds + 1):
        row = measure(seed, given.time, given.workers, busiest=given.busiest, anew=given.anew)
        rows.append(row)
        held = row.late <= row.anew_late + 1e-6
        print(
            f"{row.seed} {row.sick}, {row.hours:.1f} | {row.first:.1f}, {row.last:.1f} | {row.known_late:.1f}, "
            f"{row.first_late:.1f}, {row.late:.1f}, {row.anew_late:.1f} | {row.changed}, {row.anew_changed} | "
            f"{'not later' if held else 'LATER'}, {'few' if row.changed <= 20 else 'MANY'} changes, {row.wrong} wrong",
            flush=True,
        )
    print(f"first answer: {statistics.median(row.first for row in rows):.1f} s in the median")
    print(f"candidates: {max(longest_candidates(seed) for seed in range(1, given.seeds + 1)):.2f} s at most")
    return 0


if __name__ == "__main__":
    sys.exit(main())
