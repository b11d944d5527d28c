"""Errors of user files in Chinese: the same problems at the same places, in other words."""

from __future__ import annotations

import sys

import pytest

from agencysim.cli import main
from agencysim.errors import ScenarioError
from agencysim.language import use
from agencysim.scenario import load

WRONG = """\
name: shop
start: 2025-01-06
weeks: "2"
calendar: shop
people:
  ann: {count: true, wage: -3, role: chief}
tiers: {key: {patience: 2 working days}}
job_types:
  sign:
    demand: {per_week: 3, gap: 2h}
    promise: {lead_time: 30m / 10m / 1h}
    route:
      make: {kind: work, crew: ann, contents: 1h}
      lost: {kind: milestone}
      ask: {kind: choice, branches: [{to: make, chance: 0.5}, {to: lst, chance: 0.1}]}
"""


def told(path, code: str) -> list[tuple[str, int | None, str, str]]:
    with use(code), pytest.raises(ScenarioError) as refused:
        load(path)
    return [(p.path, p.line, p.what, p.remedy) for p in refused.value.problems]


def is_chinese(text: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in text)


@pytest.fixture
def wrong(tmp_path):
    path = tmp_path / "wrong.yaml"
    path.write_text(WRONG, encoding="utf-8")
    return path


def test_the_same_problems_are_told_in_chinese(wrong):
    english, chinese = told(wrong, "en"), told(wrong, "zh")
    assert [problem[:2] for problem in english] == [problem[:2] for problem in chinese]
    assert len(english) >= 9
    for _, _, what, remedy in chinese:
        assert is_chinese(what), what
        assert not remedy or is_chinese(remedy), remedy
    for _, _, what, remedy in english:
        assert not is_chinese(what + remedy)


@pytest.mark.parametrize("text", ["name: [", "- 1", "", "name: x\nname: y\n", "a: &b [*b]", "a: !!python/x 3"])
def test_so_are_those_of_files_that_are_none(tmp_path, text):
    path = tmp_path / "none.yaml"
    path.write_text(text, encoding="utf-8")
    assert all(is_chinese(what) for _, _, what, _ in told(path, "zh"))


def test_the_command_line_tells_them_in_the_language_asked_for(wrong, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["agencysim", "check", "--lang", "zh", str(wrong)])
    with pytest.raises(SystemExit) as stopped:
        main()
    assert stopped.value.code == 2
    assert "people.ann.count: 是 true，应为整数" in capsys.readouterr().out
