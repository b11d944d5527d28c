"""The committed report is about the cases that there are, and they agree."""

from __future__ import annotations

import pytest
from agreement import Estimate
from report import HALF_WIDTH, PAGE, TITLE, known, page, verdict, write
from theory_cases import THEORIES


@pytest.mark.parametrize("name", THEORIES)
def test_the_committed_report_has_every_quantity_of_a_case_with_its_theory(name):
    text = PAGE.read_text(encoding="utf-8")
    for quantity in THEORIES[name].make(4).quantities:
        assert known(Estimate(name, quantity.name, quantity.theory, 0.0, 0.0, 0)) in text


def test_the_committed_report_found_agreement_within_three_percent():
    assert HALF_WIDTH == 0.03
    part = PAGE.read_text(encoding="utf-8").split(TITLE)[1].split("\n# ")[0]
    rows = [line.split(" | ") for line in part.splitlines() if line.startswith("| ")][1:]
    assert len(rows) > len(THEORIES)
    assert [row for row in rows if float(row[4]) > 3 or abs(float(row[5])) > 4 or int(row[6]) < 100] == []


def test_a_report_names_what_disagrees():
    name = "M/M/1, load 0.75"
    near, far = Estimate(name, "near", 1.0, 1.01, 0.01, 100), Estimate(name, "far", 1.0, 1.05, 0.01, 100)
    assert verdict([near]) == "All 1 quantities of 1 cases agree."
    assert "1 of 2 quantities disagree**: M/M/1, load 0.75, far." in page([near, far], THEORIES)
    assert "| M/M/1, load 0.75 | far | 1 | 1.05 | 1.98 | +5.00 | 100 | Erlang 1917;" in page([near, far], THEORIES)


def test_each_part_of_the_report_is_written_without_touching_the_others(monkeypatch, tmp_path):
    monkeypatch.setattr("report.PAGE", tmp_path / "docs" / "page.md")
    for part in ("# One\n\nfirst\n", "# Two\n\n| # | n |\n", "# One\n\nsecond\n"):
        write(part)
    assert (tmp_path / "docs" / "page.md").read_text() == "# One\n\nsecond\n\n# Two\n\n| # | n |\n"
