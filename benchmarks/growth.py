"""Run a lean agency of one size in a process of its own: ``python -m benchmarks.growth JOBS``."""

from __future__ import annotations

import json
import re
import sys
import time
from pathlib import Path

from agencysim.scenario import Scenario, load
from agencysim.sim import simulate


def enlarged(lean: Scenario, jobs: int) -> Scenario:
    """Return the lean agency with so many jobs a year and people in proportion."""
    factor = jobs / 5_000
    changes = {f"people.{name}.count": max(1, round(group.count * factor)) for name, group in lean.people.items()}
    demand = lean.job_types["sign"].demand
    assert demand is not None
    return lean.with_({**changes, "job_types.sign.demand.per_week": demand.per_week * factor}, name=f"{jobs} jobs")


def peak_memory() -> int:
    """Return the most memory that this process has held, in KB."""
    found = re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text(encoding="ascii"))
    assert found is not None, "peak memory is read from /proc, as Linux has it"
    return int(found[1])


def main() -> None:
    """Print time and memory of one year as JSON."""
    scenario = enlarged(load(sys.argv[1]), int(sys.argv[2]))
    before = peak_memory()
    begin = time.perf_counter()
    log = simulate(scenario)
    ran = time.perf_counter()
    for name in log.tables:
        log.tables[name]
    made = time.perf_counter()
    peak, jobs = peak_memory(), log.jobs.height
    figures = {
        "jobs": jobs,
        "people": sum(group.count for group in scenario.people.values()),
        "seconds": ran - begin,
        "milliseconds a job": (ran - begin) / jobs * 1e3,
        "seconds to make the tables": made - ran,
        "peak memory in MB": peak / 1024,
        "memory a job in KB": (peak - before) / jobs,
    }
    sys.stdout.write(json.dumps(figures))


if __name__ == "__main__":
    main()
