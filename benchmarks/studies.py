"""What a study costs beside its replications: ``python -m benchmarks.studies [journal N]``.

Without words it measures how much longer a study in one process takes than its replications alone, and how much faster
two processes are than one. ``journal N`` writes and reads N replications of 20 metrics, and tells time and peak memory.
"""

from __future__ import annotations

import json
import random
import sys
import time
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import agencysim as ag
from agencysim.metrics import STANDARD
from agencysim.metrics import measure as measured
from agencysim.study.asking import question_of
from agencysim.study.folder import Folder, opened
from agencysim.study.question import Measured, Question
from agencysim.study.result import StudyResult
from benchmarks.growth import peak_memory

SHOP = Path(__file__).parents[1] / "scenarios" / "small_sign_shop.yaml"
WEEKS = 26
REPLICATIONS = 20
ROUNDS = 3


def main() -> None:
    """Print the figures as JSON."""
    found = journal(int(sys.argv[2])) if sys.argv[1:2] == ["journal"] else studies()
    sys.stdout.write(json.dumps(found, indent=1) + "\n")


def studies() -> dict[str, float]:
    """Measure replications alone and as a study does them by turns, and studies in one process and in two; medians."""
    shop = ag.load(SHOP).with_({"weeks": WEEKS})
    alone, more = _by_turns(shop)
    rates = [(_rate(shop, 1), _rate(shop, 2)) for _ in range(ROUNDS)]
    return {
        "seconds a replication": median(alone),
        "overhead of a study": sum(more) / sum(alone) - 1,
        "two processes, times as fast as one": median(two / one for one, two in rates),
    }


def _by_turns(shop: ag.Scenario) -> tuple[list[float], list[float]]:
    """Return the seconds of replications alone, and of the same as a study does them and keeps them."""
    question = question_of({"base": shop}, (), None, None, STANDARD, 1, None)
    alone: list[float] = []
    more: list[float] = []
    with TemporaryDirectory() as name, opened(Path(name), question) as kept:
        for number in range(1, ROUNDS * REPLICATIONS + 1):
            begin = time.perf_counter()
            measured(ag.simulate(shop, replication=number), question.metrics)
            middle = time.perf_counter()
            kept.append([(("base", number), question.measure("base", number))])
            alone.append(middle - begin)
            more.append(time.perf_counter() - middle)
    return alone, more


def _rate(shop: ag.Scenario, workers: int) -> float:
    """Return replications a second, without the time in which processes start."""
    told: list[tuple[float, int]] = []
    with TemporaryDirectory() as folder:
        study = ag.Study({"base": shop}, replications=(REPLICATIONS + 2) * workers, folder=folder)
        study.run(workers=workers, progress=lambda p: told.append((time.perf_counter(), p.done)))
    since, first = next(each for each in told if each[1] >= workers)
    until, last = told[-1]
    return (last - first) / (until - since)


def journal(replications: int) -> dict[str, float]:
    """Write so many replications in parts, read them, and analyse them: seconds, and MB."""
    shop = ag.load(SHOP)
    question = question_of({"a": shop, "b": shop}, (), None, None, _names(shop), 1, None)
    ag.Study({"base": shop}, weeks=1, replications=2).run(workers=1)  # everything is imported
    before = peak_memory()
    with TemporaryDirectory() as name:
        folder = Path(name)
        begin = time.perf_counter()
        with opened(folder, question) as kept:
            _fill(kept, question, replications // 2)
        wrote = time.perf_counter()
        with opened(folder, question) as kept:
            read = time.perf_counter()
            result = StudyResult.of(question, kept.values, replications // 2, None)
            result.to_json()
        return {
            "replications": replications,
            "seconds to write": wrote - begin,
            "seconds to read": read - wrote,
            "seconds to analyse": time.perf_counter() - read,
            "peak memory in MB": peak_memory() / 1024,
            "of it for the study": (peak_memory() - before) / 1024,
            "MB on disk": sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / 2**20,
        }


def _names(shop: ag.Scenario) -> list[str]:
    kinds = list(shop.job_types)[:4]
    return [
        f"lead_time_by_type.{kind}.{figure}" for kind in kinds for figure in ("mean", "median", "p10", "p90", "jobs")
    ]


def _fill(kept: Folder, question: Question, replications: int) -> None:
    chance = random.Random(1)
    for first in range(1, replications + 1, 50):
        numbers = range(first, min(first + 50, replications + 1))
        kept.append(
            [
                ((option, number), Measured(tuple(chance.gauss(100, 10) for _ in question.metrics), None))
                for number in numbers
                for option in question.options
            ]
        )


if __name__ == "__main__":
    main()
