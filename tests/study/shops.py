"""A shop that is run in some milliseconds, and a study of it as a script that can be killed."""

from __future__ import annotations

import os
import time
from pathlib import Path
from typing import Any

from scripted import agency, work

import agencysim as ag

METRICS = ("requests", "on_time", "delivery_time", "busy.ann", "margin")
DEMAND = {"per_week": 20, "calendar": "always"}
JOB = {"demand": DEMAND, "promise": {"lead_time": "1 day", "calendar": "always"}}


def shop(minutes: float = 60, per_week: float = 20, **parts: Any) -> ag.Scenario:
    """Ann makes signs, each in some exponential time."""
    route = {"make": work("ann", {"kind": "exponential", "mean": f"{minutes}m"})}
    job = JOB | {"demand": DEMAND | {"per_week": per_week}}
    return agency(route, people={"ann": {}}, job=job, **{"weeks": 2} | parts)


def study(folder: Path | None = None, **how: Any) -> ag.Study:
    """Two ways to run the shop: as it is, and faster."""
    how = {"replications": 10, "metrics": METRICS} | how
    return ag.Study({"base": shop(), "fast": shop(50)}, folder=folder, **how)


def counted(log: ag.Log) -> float:
    """A metric that writes down for which replications it was asked, and takes its time."""
    with Path(os.environ["COUNTED"]).open("a", encoding="utf-8") as file:
        file.write(f"{log.manifest.digest} {log.manifest.replication}\n")
    time.sleep(float(os.environ.get("PAUSE", "0")))
    return float(log.jobs.height)


def fatal(log: ag.Log) -> float:
    """A metric that ends its process in the fifth replication, if a file says so."""
    if log.manifest.replication == 5 and Path(os.environ["FATAL"]).exists():
        os._exit(1)
    return 1.0


def counting(folder: Path) -> ag.Study:
    """The study that is killed."""
    return study(folder, metrics=(*METRICS, ("counted", counted)))


if __name__ == "__main__":
    import sys

    try:
        counting(Path(sys.argv[1])).run(workers=int(sys.argv[2]))
    except ag.AgencySimError as error:
        sys.exit(f"told: {error}")
