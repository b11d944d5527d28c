"""Run every case at full length and write what is seen into ``docs/verification.md``.

Run as ``python tests/theory/report.py``; exits 1 if the simulator and theory disagree anywhere.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from agreement import FARTHEST, Estimate, Theory, estimates
from log_measures import WARM_UP
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from theory_cases import THEORIES

if TYPE_CHECKING:
    from collections.abc import Sequence

PAGE = Path(__file__).parents[2] / "docs" / "verification.md"
REPLICATIONS = 100
HALF_WIDTH = 0.03
"""Half-width of the 95 % interval that every quantity must reach, as a share of its value."""

TITLE = "# The simulator against queueing theory\n"
METHOD = f"""
`make verify` writes this page; nothing on it is typed by hand.

Each case is a queueing system said as a scenario and simulated {REPLICATIONS} times. *Theory* is the exact
value, from a closed form or a Markov chain solved numerically. *Simulated* is the mean over the replications.
*Half-width* is that of the 95 % interval (Student's t over the replications), as a share of the exact value:
at most {HALF_WIDTH:.0%}. *Distance* is from theory to simulation in standard errors: at most {FARTHEST:g}.

The unit of time is ten hours (one hour in the cases with shifts), so that it does not show that contents are
rounded up to whole seconds. In the steady state the first {WARM_UP} customers are passed over. A replication
of a transient holds independent copies of the system. Each case has a seed of its own.
"""
HEAD = (
    "| case | quantity | theory | simulated | half-width % | distance | replications | source |",
    "|---|---|---:|---:|---:|---:|---:|---|",
)


def known(found: Estimate) -> str:
    """Return the part of a row that is known before anything is simulated."""
    return f"| {found.case} | {found.quantity} | {found.theory:.5g} |"


def row(found: Estimate, source: str) -> str:
    """Return the row of an estimate."""
    figures = f" {found.mean:.5g} | {found.half_width:.2%} | {found.distance:+.2f} | {found.replications}"
    return f"{known(found)}{figures.replace('%', '')} | {source} |"


def verdict(found: Sequence[Estimate]) -> str:
    """Return in a sentence whether all is well, and what is not."""
    bad = [f"{one.case}, {one.quantity}" for one in found if not one.agrees(HALF_WIDTH)]
    cases = len({one.case for one in found})
    if bad:
        return f"**{len(bad)} of {len(found)} quantities disagree**: {'; '.join(bad)}."
    return f"All {len(found)} quantities of {cases} cases agree."


def page(found: Sequence[Estimate], theories: dict[str, Theory]) -> str:
    """Return the report."""
    rows = [row(one, theories[one.case].source) for one in found]
    return "\n".join([TITLE, verdict(found), METHOD, *HEAD, *rows, ""])


def write(part: str) -> None:
    """Put a part of the report where it was, or at the end if it is new; a part begins with its title."""
    PAGE.parent.mkdir(exist_ok=True)
    before = PAGE.read_text(encoding="utf-8") if PAGE.exists() else ""
    parts = {each.splitlines()[0]: each.strip() for each in re.split(r"^(?=# )", before, flags=re.MULTILINE) if each}
    parts[part.splitlines()[0]] = part.strip()
    PAGE.write_text("\n\n".join(parts.values()) + "\n", encoding="utf-8")


def verify(processes: int) -> list[Estimate]:
    """Run every case at full length, showing how far it is."""
    lengths = {name: theory.length for name, theory in THEORIES.items()}
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns) as progress:
        task = progress.add_task("replications", total=REPLICATIONS * len(lengths))
        return list(estimates(lengths, REPLICATIONS, processes, lambda: progress.advance(task)))


def main() -> int:
    """Write the report, and return 1 if anything disagrees."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="the answer is the same for any number")
    found = verify(parser.parse_args().processes)
    write(page(found, THEORIES))
    sys.stdout.write(f"{verdict(found)}\n{PAGE}\n")
    return 0 if all(one.agrees(HALF_WIDTH) for one in found) else 1


if __name__ == "__main__":
    sys.exit(main())
