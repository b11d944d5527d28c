"""The commands for studies: what they print, write, and refuse."""

import json
import signal
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path

import polars as pl
import pytest

SHOP = "scenarios/small_sign_shop.yaml"
FEW = ("--weeks", 4, "--warm-up", 1, "--replications", 3, "--workers", 1)


@pytest.fixture
def vans(tmp_path):
    file = tmp_path / "vans.yaml"
    file.write_text(f"extends: {Path(SHOP).resolve()}\nname: two vans\nchanges: {{vehicles.van.count: +1}}\n")
    return file


def test_compare_tells_tables_and_a_sentence_for_each_figure(agencysim, vans):
    code, out, _ = agencysim("compare", SHOP, vans, *FEW, "--metrics", "done,overtime_hours")
    assert code == 0
    assert "3 replications" in out
    assert "Differences from" in out
    assert out.count("two vans, ") == 2
    assert "two vans, overtime hours: " in out  # as people call it
    assert "Each figure is judged by itself" in out


def test_json_is_the_same_for_any_number_of_workers(agencysim, vans):
    few = FEW[:-1]
    outs = [agencysim("compare", SHOP, vans, *few, n, "--metrics", "done", "--json")[1] for n in (1, 2)]
    assert outs[0] == outs[1]
    assert json.loads(outs[0])["replications"] == 3


def test_csv_has_a_row_for_each_replication_of_each_option(agencysim, vans):
    _, out, _ = agencysim("compare", SHOP, vans, *FEW, "--metrics", "done", "--csv")
    assert pl.read_csv(StringIO(out)).shape == (6, 3)


def test_out_has_everything_and_goes_on_where_it_was(agencysim, vans, tmp_path):
    asked = ("compare", SHOP, vans, *FEW, "--metrics", "done", "--out", tmp_path / "out")
    first = agencysim(*asked)
    written = {file.name for file in (tmp_path / "out").iterdir()}
    assert written >= {"result.json", "values.csv", "stress.md", "boxes_done.png", "differences_done.png"}
    assert "two vans" in (tmp_path / "out" / "stress.md").read_text(encoding="utf-8")
    second = agencysim(*asked)
    assert first[:2] == second[:2]


def test_a_precision_adds_replications_until_it_is_reached(agencysim):
    asked = ("compare", SHOP, "--weeks", 2, "--warm-up", 0, "--metrics", "requests", "--workers", 1)
    code, out, _ = agencysim(*asked, "--precision", "requests=20%")
    assert code == 0
    assert "reached all targets" in out


@pytest.mark.parametrize(
    ("more", "told"),
    [
        (("--metrics", "on_tim"), "on_time"),
        (("--precision", "on_time"), "how narrow"),
        (("--precision", "on_time=wide"), "half the width"),
        (("--state", "nowhere.json"), "nowhere.json"),
        ((SHOP,), "each scenario once"),
    ],
)
def test_what_is_wrong_is_told_in_one_go(agencysim, more, told):
    code, _, err = agencysim("compare", SHOP, *more, *FEW)
    assert (code, told in err, "Traceback" in err) == (2, True, False)


def test_whoever_interrupts_it_is_told_what_is_kept(tmp_path):
    asked = ("compare", SHOP, "--weeks", "8", "--warm-up", "0", "--metrics", "done", "--workers", "1")
    command = (sys.executable, "-m", "agencysim", *asked, "--replications", "100000", "--out", tmp_path / "out")
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        journal = tmp_path / "out" / "replications" / "journal"
        while process.poll() is None and not (journal.exists() and journal.stat().st_size):
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "run the study again, and it goes on from there" in err
    assert "Traceback" not in err


def test_a_study_file(agencysim, tmp_path):
    file = tmp_path / "study.yaml"
    file.write_text(f"base: {Path(SHOP).resolve()}\nmetrics: [done]\nreplications: 2\nweeks: 2\nwarm_up: 0\n")
    code, out, _ = agencysim("study", file, "--workers", 1, "--lang", "zh")
    assert code == 0
    assert "完成" in out


def test_a_tornado(agencysim, tmp_path):
    asked = ("tornado", SHOP, "--metric", "done", "--values", "job_types.*", *FEW, "--out", tmp_path / "t")
    code, out, _ = agencysim(*asked)
    assert code == 0
    assert "job_types.banner.demand.per_week" in out
    assert (tmp_path / "t" / "tornado.png").stat().st_size > 5_000
    found = json.loads((tmp_path / "t" / "tornado.json").read_text(encoding="utf-8"))
    assert {bar["path"] for bar in found["bars"]} >= {"job_types.banner.demand.per_week"}


def test_stress_prints_or_writes_the_report(agencysim, vans, tmp_path):
    code, out, _ = agencysim("stress", SHOP, vans)
    assert (code, "### 6.1" in out, "vehicles.van.count" in out) == (0, True, True)
    code, out, _ = agencysim("stress", SHOP, "--out", tmp_path / "stress.html", "--lang", "zh")
    assert code == 0
    assert "模型目的" in (tmp_path / "stress.html").read_text(encoding="utf-8")
    assert agencysim("stress", SHOP, "--out", tmp_path / "stress.pdf")[0] == 2


def test_a_tornado_that_could_not_be_written_is_not_run(agencysim, tmp_path):
    (tmp_path / "file").touch()
    code, out, err = agencysim("tornado", SHOP, *FEW, "--out", tmp_path / "file" / "folder")
    assert (code, out) == (2, "")
    assert "cannot be written" in err
