"""The command line in a pipeline."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

SHOP = Path(__file__).parents[2] / "scenarios" / "small_sign_shop.yaml"
START = "import sys; from agencysim.cli import main; main()"


def shell(command: str) -> subprocess.CompletedProcess[str]:
    whole = command.replace("agencysim", f"{sys.executable} -c '{START}'")
    return subprocess.run(["bash", "-o", "pipefail", "-c", whole], capture_output=True, text=True, timeout=60)


@pytest.mark.parametrize("arguments", ["schema", f"check --provenance {SHOP}"])
def test_who_reads_only_the_first_line_is_no_error(arguments):
    done = shell(f"agencysim {arguments} | head -1")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full device here")
def test_a_full_disk_is_told_without_a_traceback():
    done = shell("agencysim schema > /dev/full")
    assert done.returncode == 2
    assert done.stderr == "the answer cannot be written: No space left on device\n"


def test_a_wrong_policy_is_told_before_anything_is_drawn():
    done = shell(f"agencysim simulate {SHOP} --policy fastest")
    assert done.returncode == 2
    assert done.stderr.startswith("unknown policy 'fastest'")


def test_a_table_that_another_program_reads_keeps_every_cell_whole():
    done = shell(f"agencysim check --provenance {SHOP}")
    rows = [line.split("│") for line in done.stdout.splitlines() if line.startswith("│")]
    assert len(rows) > 100
    assert all(row[1].strip() for row in rows)


def test_notes_go_to_the_errors_so_that_json_stays_json(tmp_path):
    file = tmp_path / "later.yaml"
    file.write_text("name: later\nstart: 2040-01-02\ncountry: CN\njob_types: {j: {route: {a: {kind: milestone}}}}\n")
    done = shell(f"agencysim simulate {file} --weeks 1 --json")
    assert done.stdout.startswith("{")
    assert f"{file}: note: no public holidays are known for CN in 2040" in done.stderr
