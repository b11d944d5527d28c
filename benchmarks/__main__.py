"""Measure: ``python -m benchmarks [--quick] [--json]``, or ``make bench``."""

from __future__ import annotations

import argparse
import gc
import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

ROOT = Path(__file__).parents[1]
LEAN = ROOT / "benchmarks" / "lean_agency.yaml"
SHIPPED = ROOT / "scenarios" / "signage_agency.yaml"


def main() -> None:
    """Measure everything, print it, and write ``benchmarks/results.json``."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="fewer and smaller rounds")
    parser.add_argument("--json", action="store_true", help="print JSON only")
    options = parser.parse_args()
    rounds = 3 if options.quick else 7
    results: dict[str, Any] = {}
    results["network"] = network(rounds, jobs=4_000 if options.quick else 11_000)
    yard = results["network"]["yardstick"]
    results["lean agency"] = agency(LEAN, rounds, yard)
    results["shipped agency"] = agency(SHIPPED, rounds, yard)
    results["growth"] = growth((1_000, 10_000) if options.quick else (1_000, 10_000, 100_000))
    results["first plan"] = first_plans("SM" if options.quick else ("S", "M", "L", "XL"), rounds)
    results["start"] = start(rounds)
    text = json.dumps(results, indent=2)
    if not options.quick:
        (ROOT / "benchmarks" / "results.json").write_text(text + "\n", encoding="utf-8")
    sys.stdout.write(text + "\n" if options.json else table(results))


def timed(action: Callable[[], Any]) -> tuple[float, Any]:
    """Return the seconds that an action takes, and its answer."""
    gc.collect()
    begin = time.perf_counter()
    answer = action()
    return time.perf_counter() - begin, answer


def network(rounds: int, jobs: int) -> dict[str, float]:
    """Compare visits a second on the same network, in alternating rounds."""
    from agencysim.sim import simulate
    from benchmarks.yardstick import as_scenario, in_ciw, raw_simpy

    scenario = as_scenario(jobs)
    speeds: dict[str, list[float]] = {
        "yardstick": [],
        "agencysim": [],
        "agencysim with tables": [],
        "ciw": [],
    }
    for _ in range(rounds):
        seconds, visits = timed(lambda: raw_simpy(jobs))
        speeds["yardstick"].append(visits / seconds)
        seconds, log = timed(lambda: simulate(scenario))
        reading, _ = timed(lambda log=log: [log.tables[name] for name in log.tables])
        speeds["agencysim"].append(log.tasks.height / seconds)
        speeds["agencysim with tables"].append(log.tasks.height / (seconds + reading))
        seconds, visits = timed(lambda: in_ciw(jobs // 4))
        speeds["ciw"].append(visits / seconds)
    medians = {name: statistics.median(values) for name, values in speeds.items()}
    ratios = [a / y for a, y in zip(speeds["agencysim"], speeds["yardstick"], strict=True)]
    return medians | {"ratio to yardstick": statistics.median(ratios)}


def agency(path: Path, rounds: int, yard: float) -> dict[str, float]:
    """Measure a year of an agency, also scaled to the reference machine by the yardstick."""
    from agencysim.scenario import load
    from agencysim.sim import simulate
    from benchmarks.yardstick import REFERENCE

    scenario = load(path)
    runs = [timed(lambda: simulate(scenario)) for _ in range(rounds)]
    seconds = statistics.median(t for t, _ in runs)
    log = runs[-1][1]
    reading = statistics.median(timed(lambda log=log: [log.tables[n] for n in log.tables])[0] for _, log in runs)
    scale = yard / REFERENCE
    tasks = log.tasks.height
    return {
        "jobs": log.jobs.height,
        "tasks": tasks,
        "work tasks": int((log.tasks["kind"] == "work").sum()),
        "seconds": seconds,
        "seconds on the reference machine": seconds * scale,
        "tasks a second on the reference machine": tasks / (seconds * scale),
        "seconds to make the tables": reading,
    }


def growth(sizes: tuple[int, ...]) -> list[dict[str, float]]:
    """Measure time and memory as the lean agency grows, each size in a process of its own."""
    return [apart("benchmarks.growth", str(LEAN), str(size)) for size in sizes]


def first_plans(sizes: Iterable[str], rounds: int) -> list[dict[str, float]]:
    """Measure how long the first plan of a week takes, the median over weeks of each size."""
    return [apart("benchmarks.first_plan", size, str(min(rounds, 3 if size == "XL" else 5))) for size in sizes]


def apart(module: str, *arguments: str) -> Any:
    """Return what a measurement prints that runs in a process of its own."""
    command = [sys.executable, "-m", module, *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def start(rounds: int) -> dict[str, float]:
    """Measure how long one waits before anything happens."""
    from agencysim.scenario import load

    loading = [timed(lambda: load(SHIPPED))[0] for _ in range(rounds)]
    command = [sys.executable, "-m", "agencysim", "--help"]
    helping = [timed(lambda: subprocess.run(command, capture_output=True, check=True))[0] for _ in range(rounds)]
    fresh = [sys.executable, "-c", f"import agencysim; agencysim.load({str(SHIPPED)!r})"]
    whole = [timed(lambda: subprocess.run(fresh, capture_output=True, check=True))[0] for _ in range(rounds)]
    return {
        "load and check the shipped scenario": statistics.median(loading),
        "the same in a fresh process, imports included": statistics.median(whole),
        "agencysim --help": statistics.median(helping),
    }


def table(results: dict[str, Any]) -> str:
    """Return the results as text."""
    lines: list[str] = []
    for name, figures in results.items():
        for row in figures if isinstance(figures, list) else [figures]:
            lines.append(f"\n{name}")
            lines += [f"  {key:<48} {value:>14,.3f}" for key, value in row.items()]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    main()
