"""Figures are the same to the last bit, however many threads add them up."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
SCRIPT = """
import agencysim as ag
log = ag.simulate(ag.load("scenarios/campaign_agency.yaml"), weeks=26)
print(ag.kpis(log).model_dump_json())
"""


def test_any_number_of_threads_gives_the_same_figures():
    path = os.pathsep.join(sys.path)
    running = [
        subprocess.Popen(
            [sys.executable, "-c", SCRIPT],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": path, "POLARS_MAX_THREADS": threads},
            stdout=subprocess.PIPE,
        )
        for threads in ("1", "3")
    ]
    one, three = (process.communicate()[0] for process in running)
    assert one
    assert one == three
