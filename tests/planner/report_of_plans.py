"""Plan every random problem, and write what was seen into ``docs/verification.md``.

Run as ``python tests/planner/report_of_plans.py``; exits 1 if anything is wrong with any plan.
"""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from random_problems import FAMILIES, NEAR, Family, Outcome, examine, least_lateness, orders
from rich.progress import track

from agencysim.planner import plan

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PAGE = Path(__file__).parents[2] / "docs" / "verification.md"
TITLE = "The planner against its rules"
TINY = 200
"""Problems whose least lateness is found by trying every order, too."""

METHOD = """
Each problem is planned by the planner as anybody calls it, with so much work by its own measure that any machine finds
the same. From problem and plan alone it is then found that

- the plan breaks no rule, but for what is told: what locked work breaks, and cover for which there is nobody;
- what it costs is what the planner says, and no tier is below its bound;
- locked work is where it was, and every task is planned or listed as not planned.

*Proven*: lateness and money (hours of overtime, where these come first) can be no lower. *With one more*: planned again
with a copy of somebody who can do some of the work, both proven; lateness and money must not be worse then. Problems
with cover or locks are left out there. *No bounds*: nothing is known to be the least, since a first plan did better
than the model of the whole problem can (a task in two pieces on a day, for instance), or since nothing was found with
that model.
"""
HEAD = (
    "| problems | planned | proven | with one more | no bounds | mean s | longest s |",
    "|---|---:|---:|---:|---:|---:|---:|",
)


class Summary(NamedTuple):
    """What was seen of the problems of one kind."""

    planned: int
    proven: int
    compared: int
    unbounded: int
    mean: float
    longest: float
    faults: tuple[tuple[int, str], ...]


def summary(outcomes: Sequence[Outcome]) -> Summary:
    """Return what was seen, problem by problem, in numbers."""
    seconds = [outcome.seconds for outcome in outcomes]
    return Summary(
        planned=len(outcomes),
        proven=sum(outcome.proven for outcome in outcomes),
        compared=sum(outcome.compared for outcome in outcomes),
        unbounded=sum(outcome.unbounded for outcome in outcomes),
        mean=sum(seconds) / len(seconds),
        longest=max(seconds),
        faults=tuple((seed, fault) for seed, outcome in enumerate(outcomes) for fault in outcome.faults),
    )


def row(name: str, found: Summary) -> str:
    """Return the row of a kind of problems."""
    counts = f"{found.planned} | {found.proven} | {found.compared} | {found.unbounded}"
    return f"| {name} | {counts} | {found.mean:.2f} | {found.longest:.2f} |"


def verdict(found: Mapping[str, Summary]) -> str:
    """Return in a sentence whether all is well, and what is not."""
    planned = sum(each.planned for each in found.values())
    faults = [f"{name} {seed}, {fault}" for name, each in found.items() for seed, fault in each.faults]
    if faults:
        bad = sum(len({seed for seed, _ in each.faults}) for each in found.values())
        return f"**Something is wrong with {bad} of {planned} plans**: {'; '.join(faults)}."
    return f"{planned} random problems were planned, and nothing is wrong with any plan."


def page(found: Mapping[str, Summary], tiny: Summary) -> str:
    """Return the part of the report that is about plans."""
    exhaustive = (
        f"Of {tiny.planned} more, five tasks of one person each, every order was tried: in {tiny.proven} of them the "
        f"planner's lateness, and its bound, are the least that there is (longest {tiny.longest:.2f} s)."
    )
    rows = [row(name, each) for name, each in found.items()]
    return "\n".join([f"# {TITLE}\n", verdict(found), METHOD, *HEAD, *rows, "", exhaustive, ""])


def planned(name: str, family: Family) -> Summary:
    """Plan all problems of one kind, showing how far it is."""
    return summary([examine(family, seed) for seed in track(range(family.count), description=name)])


def tried() -> Summary:
    """Plan tiny problems, and try every order of each."""
    return summary([_tried(seed) for seed in track(range(TINY), description="every order tried")])


def _tried(seed: int) -> Outcome:
    given = orders(seed)
    result, least = plan(given, rounds=2), least_lateness(given)
    bound = result.bounds[0]
    exact = bound is not None and max(abs(result.cost.lateness - least), abs(bound - least)) < NEAR
    wrong = () if exact else (f"lateness is {result.cost.lateness}, bound {bound}, and not {least}",)
    return Outcome(exact, result.seconds, compared=False, unbounded=False, faults=wrong)


def main() -> int:
    """Write the report, and return 1 if anything is wrong."""
    from report import write

    found = {name: planned(name, family) for name, family in FAMILIES.items()}
    tiny = tried()
    write(page(found, tiny))
    sys.stdout.write(f"{verdict(found)}\n{PAGE}\n")
    return int(any(each.faults for each in (*found.values(), tiny)))


if __name__ == "__main__":
    sys.exit(main())
