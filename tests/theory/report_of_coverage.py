"""Repeat small studies, and write how often their intervals hold what is true into ``docs/verification.md``.

Run as ``python tests/theory/report_of_coverage.py``; exits 1 if an interval does not hold what it should.
"""

from __future__ import annotations

import argparse
import os
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import TYPE_CHECKING

from coverage_of_intervals import KINDS, LEVEL, Coverage, held
from coverage_on_queues import MEASURED, PASSED, Seen, gain, replicate
from coverage_on_queues import held as held_on_queues
from report import PAGE, write
from rich.progress import track

if TYPE_CHECKING:
    from collections.abc import Mapping

STUDIES = 2000
RUNS = 8000
"""Replications of the queues, which are shared out to small studies."""
TOLERANCE = 0.015
"""By how much the share that held may differ from what can be worked out: three standard errors of 2,000 studies."""

TITLE = "# Intervals against what is true"
METHOD = f"""
Each row is a small study that was made {STUDIES:,} times, with new chance each time; counted is how often its interval
of {LEVEL:.0%} held the true value. *Exact* is how often it should, where that can be worked out: what was seen must be
within {100 * TOLERANCE:g} points of it. Where there is no exact value the level is not reached, or not known to be,
and the row says why.
"""
HEAD = ("| interval | a study of | held % | exact % | why not 95 % |", "|---|---|---:|---:|---|")
ON_QUEUES = f"""
The same on simulated output: two stations in a row, M/M/1 each with loads of 0.5 and 0.55, of which theory knows the
stay (Jackson 1954; Reich 1957). {PASSED} customers are passed over and {MEASURED} measured; in the what-if the second
station is a tenth faster. Means of so few customers are skewed, and their differences still more, so that t intervals
of ten of them hold less often than they say.
"""
HEAD_ON_QUEUES = ("| interval | replications | studies | held % |", "|---|---:|---:|---:|")


def row(kind: Coverage, share: float) -> str:
    """Return the row of a kind of study."""
    exact = "" if kind.exact is None else f"{100 * kind.exact:.1f}"
    return f"{known(kind)} {100 * share:.1f} | {exact} | {kind.reason} |"


def known(kind: Coverage) -> str:
    """Return the part of a row that is known before anything is tried."""
    return f"| {kind.interval} | {kind.data} |"


def wrong(kind: Coverage, share: float) -> bool:
    """Return whether an interval does not hold as often as it should."""
    return kind.exact is not None and abs(share - kind.exact) > TOLERANCE


def verdict(found: Mapping[Coverage, float]) -> str:
    """Return in a sentence whether all is well, and what is not."""
    bad = [f"{kind.interval} of {kind.data}" for kind, share in found.items() if wrong(kind, share)]
    exact = sum(kind.exact is not None for kind in found)
    if bad:
        return f"**{len(bad)} of {exact} intervals do not hold as often as they should**: {'; '.join(bad)}."
    return f"All {exact} intervals of which it can be worked out hold as often as they should."


def page(found: Mapping[Coverage, float], on_queues: Mapping[str, tuple[int, int, float]], gained: float) -> str:
    """Return the report."""
    rows = [row(kind, share) for kind, share in found.items()]
    queues = [f"| {name} | {size} | {n:,} | {100 * share:.1f} |" for name, (size, n, share) in on_queues.items()]
    told = f"Independent runs would have had to be {gained:.0f} times as many to compare the two as well."
    return "\n".join(
        [TITLE, "", verdict(found), METHOD, *HEAD, *rows, ON_QUEUES, *HEAD_ON_QUEUES, *queues, "", told, ""]
    )


def runs(processes: int) -> list[Seen]:
    """Return what the replications of the queues say; the answer is the same for any number of processes."""
    # Spawned, since a forked copy of a process that has threads may hang; and not kept, since each run costs memory.
    with ProcessPoolExecutor(processes, mp_context=get_context("spawn"), max_tasks_per_child=10) as pool:
        return list(track(pool.map(replicate, range(RUNS), chunksize=50), "queues", total=RUNS))


def main() -> int:
    """Write the report, and return 1 if an interval does not hold as often as it should."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--processes", type=int, default=os.cpu_count(), help="the answer is the same for any number")
    seen = runs(parser.parse_args().processes)
    found = {kind: held(kind, STUDIES, seed) for seed, kind in enumerate(track(KINDS, "small studies"))}
    write(page(found, held_on_queues(seen), gain(seen)))
    sys.stdout.write(f"{verdict(found)}\n{PAGE}\n")
    return 1 if any(wrong(kind, share) for kind, share in found.items()) else 0


if __name__ == "__main__":
    sys.exit(main())
