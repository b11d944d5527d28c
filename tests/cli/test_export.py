"""`agencysim export`, as its users meet it."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

import agencysim as ag
from agencysim.cli import main

SHOP = Path(__file__).parents[2] / "scenarios" / "small_sign_shop.yaml"


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("run") / "out"
    log = ag.simulate(ag.load(SHOP), weeks=4)
    log.write(folder)
    return folder


def export(monkeypatch, *arguments: object) -> int:
    monkeypatch.setattr(sys, "argv", ["agencysim", "export", *map(str, arguments)])
    with pytest.raises(SystemExit) as stopped:
        main()
    return int(stopped.value.code or 0)


@pytest.mark.parametrize(("name", "begins"), [("run.csv", "case,activity"), ("run.XES", "<?xml")])
def test_the_name_of_the_file_says_how_it_is_written(folder, tmp_path, monkeypatch, name, begins):
    assert export(monkeypatch, folder, tmp_path / name) == 0
    assert (tmp_path / name).read_text(encoding="utf-8").startswith(begins)


def test_another_name_is_refused_with_what_would_be_right(folder, tmp_path, monkeypatch, capsys):
    assert export(monkeypatch, folder, tmp_path / "run.xlsx") == 2
    assert "an event log is written as .csv or .xes" in capsys.readouterr().err


def test_a_folder_without_a_run_is_refused(tmp_path, monkeypatch, capsys):
    assert export(monkeypatch, tmp_path, tmp_path / "run.csv") == 2
    assert "holds no whole log of a run" in capsys.readouterr().err
