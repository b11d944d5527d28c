"""Whether ways out hold at 200 tasks, and at about the stated price: ``python -m benchmarks.repairs``.

Seeded weeks of 30 people and 200 tasks at 85 % load are planned for some seconds. For the job that is latest then, or,
if none is, for the one that ends last before its date, to be done half a day sooner, ways out are asked for twice: with
the usual time, and with twice as much and another chance. Every plan that holds is verified against the changed
problem, the job's finish is looked up in it, and both prices are printed side by side.
"""

from __future__ import annotations

import argparse
import sys
import time
from typing import TYPE_CHECKING, NamedTuple

from agencysim.planner import cost_of, plan, repairs, verify
from agencysim.planner.cost import job_lateness
from agencysim.planner.instances import instance
from agencysim.values import DAY, HOUR

if TYPE_CHECKING:
    from agencysim.planner import Problem, Repair
    from agencysim.plans import Plan


class Question(NamedTuple):
    """A week, its plan, and a job that should be done by a moment."""

    problem: Problem
    plan: Plan
    job: str
    by: int | None


def question(seed: int, seconds: float) -> Question:
    """Plan a week, and choose the job that is asked about."""
    problem = instance("M", 0.85, seed)
    made = plan(problem, time_limit=seconds).plan
    late = job_lateness(problem, made)
    late = {job: hours for job, hours in late.items() if hours < (problem.end - problem.start) / HOUR}
    if late:
        return Question(problem, made, max(late, key=lambda job: (late[job], job)), None)
    ends: dict[str, int] = {}
    for piece in made.assignments:
        ends[piece.job] = max(ends.get(piece.job, 0), piece.end)
    whole = {job: end for job, end in ends.items() if job not in {each.job for each in made.unplanned}}
    job = max(whole, key=lambda name: (whole[name], name))
    return Question(problem, made, job, whole[job] - DAY // 2)


def fault(asked: Question, found: Repair) -> str:
    """Return what is wrong with a way out that is said to hold, or nothing."""
    assert found.plan is not None
    assert found.problem is not None
    broken = [v for v in verify(found.problem, found.plan) if not v.locked]
    known = {v.rule for v in verify(asked.problem, asked.plan) if not v.locked}
    if [v for v in broken if v.rule not in known]:
        return "breaks a rule"
    ends = [piece.end for piece in found.plan.assignments if piece.job == asked.job]
    by = found.problem.job[asked.job].due
    if any(each.job == asked.job for each in found.plan.unplanned):
        return "not all planned"
    return "late" if by is not None and max(ends) > by else ""


def measure(seed: int, seconds: float, made_in: float) -> int:
    """Ask twice, print what comes out, and return how many ways out are wrong."""
    asked = question(seed, made_in)
    answers, took = [], []
    for n in (1, 2):
        began = time.monotonic()
        found = repairs(asked.problem, asked.plan, asked.job, by=asked.by, time_limit=n * seconds, seed=n)
        took.append(time.monotonic() - began)
        answers.append({(each.way, each.about): each for each in found})
    money = cost_of(asked.problem, asked.plan).money
    print(f"\n{seed}: job {asked.job}, {took[0]:.0f} s and {took[1]:.0f} s; the plan costs {money:,.0f}")
    wrong = 0
    for key in dict.fromkeys([*answers[0], *answers[1]]):
        cells = [_cell(each.get(key)) for each in answers]
        faults = [text for each in answers if key in each and each[key].plan and (text := fault(asked, each[key]))]
        wrong += len(faults)
        print(f"| {' '.join(filter(None, key))} | {' | '.join(cells)} | {'; '.join(faults) or 'sound'} |", flush=True)
    return wrong


def _cell(found: Repair | None) -> str:
    if found is None:
        return "-"
    later = sum(hours for _, hours in found.later if hours > 0)
    price = f"below {found.gap:,.0f}" if found.price is None and found.gap else f"{found.price or 0:,.0f}"
    return found.status if found.status != "holds" else f"{price}, others later by {later:.0f} h"


def main(arguments: list[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.repairs", description=__doc__)
    parser.add_argument("--seeds", type=int, default=3, help="weeks (default: 3)")
    parser.add_argument("--time", type=float, default=30.0, help="seconds for the ways out (default: 30)")
    parser.add_argument("--plan", type=float, default=20.0, help="seconds for the plan (default: 20)")
    given = parser.parse_args(arguments)
    wrong = sum(measure(seed, given.time, given.plan) for seed in range(1, given.seeds + 1))
    print(f"\n{wrong} ways out are wrong")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
