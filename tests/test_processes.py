"""Processes that help: what comes of a script that would start itself, and of one that is killed."""

import os
import subprocess
import sys

import pytest

from agencysim.errors import AgencySimError
from agencysim.processes import processes

SCRIPT = """
from agencysim.processes import processes
with processes(2, print, ("much",) * 100_000) as pool:
    print(pool.submit(abs, -1).result())
"""


def test_a_script_without_a_guard_ends_with_what_to_do(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    ended = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, timeout=60, check=False)
    assert ended.returncode == 1
    assert 'below `if __name__ == "__main__":`' in ended.stderr.splitlines()[-1]


def test_a_process_that_is_killed_is_told():
    with pytest.raises(AgencySimError, match="a process ended before its work was done"), processes(1) as pool:
        pool.submit(os._exit, 1).result()


def test_what_they_return_comes_back():
    with processes(2) as pool:
        assert list(pool.map(abs, [-1, 2])) == [1, 2]
