"""The figures on the terminal: which tables there are, and that they can be read on a narrow one."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from agencysim import kpis, load, simulate
from agencysim.cli.show import show_figures, show_forecast
from agencysim.forecasting import forecast

SCENARIOS = Path(__file__).parents[2] / "scenarios"
TITLES = (
    "Months (days from request to delivery)",
    "Months: quality and money",
    "Targets, month by month",
    "Client tiers",
    "Job types",
    "Dates held, month by month",
    "Departments (hours for tasks, worked, of overtime)",
    "Departments busy, month by month",
    "Roles (hours for tasks, worked, of overtime)",
    "Persons, the 6 with most and the 6 with least to do",
    "Overtime: those with most",
    "Equipment and vehicles (hours in which they can be used)",
    "Losses, by who found the mistake",
    "Clients who brought most (growth: second half of the period",
)


@pytest.fixture(scope="module")
def agency():
    scenario = load(SCENARIOS / "signage_agency.yaml")
    return scenario, kpis(simulate(scenario, weeks=24))


@pytest.fixture(scope="module")
def shop():
    scenario = load(SCENARIOS / "small_sign_shop.yaml")
    return scenario, kpis(simulate(scenario, weeks=20))


@pytest.fixture
def shown(monkeypatch, capsys):
    """Print figures on a terminal of some width, and return its lines."""

    def show(what, columns):
        monkeypatch.setenv("COLUMNS", str(columns))
        show_figures(*what)
        return capsys.readouterr().out.splitlines()

    return show


def width(line: str) -> int:
    """Columns that a line takes: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)


def test_every_table_is_there(agency, shown):
    text = "\n".join(shown(agency, 120))
    assert [title for title in TITLES if title not in text] == []


@pytest.mark.parametrize("columns", [80, 120])
def test_no_number_is_cut_on_a_narrow_terminal(agency, shown, columns):
    lines = shown(agency, columns)
    assert max(width(line) for line in lines) <= columns
    assert not any("…" in line for line in lines)


def test_a_month_that_is_not_whole_says_how_many_days_it_has(shop, shown):
    lines = shown(shop, 80)
    assert any(line.startswith("│ 2026-01, 17 d ") for line in lines)
    assert any(line.startswith("│ 2026-02       ") for line in lines)


def test_months_of_groups_are_the_whole_ones(shop, shown):
    lines = shown(shop, 80)
    heads = lines[lines.index(next(line for line in lines if line.startswith("Dates held"))) + 2]
    assert [word for word in heads.replace("┃", " ").split() if word[0] == "2"] == ["26-02", "26-03", "26-04"]


def test_all_persons_are_listed_where_they_are_few(shop, shown):
    text = "\n".join(shown(shop, 80))
    assert "Persons (hours; days that a task took; hours of rework)" in text
    assert "Overtime: those with most" not in text
    assert all(f"│ {name.replace('.', ' ')} " in text for name in shop[1].people)


def test_one_future_is_told_without_an_interval(monkeypatch, capsys, shop):
    monkeypatch.setenv("COLUMNS", "80")
    scenario, _ = shop
    show_forecast(scenario, forecast(scenario, replications=1))
    one = capsys.readouterr().out
    assert "one future" in " ".join(one.split())
    assert "8 of 10" not in one
    show_forecast(scenario, forecast(scenario, replications=2))
    assert "8 of 10" in capsys.readouterr().out
