"""Months are told one by one, as the run as a whole is, and held against their targets."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import polars as pl
import pytest
from scripted import agency, work

from agencysim import kpis, load, simulate
from agencysim.figures import Window, months_of, window_of
from agencysim.figures.core import core_figures
from agencysim.figures.groups import job_groups
from agencysim.figures.monthly import months

SCENARIOS = Path(__file__).parents[2] / "scenarios"
DAY = 86400
TARGETS = {"on_time": 0.9, "done": 3, "overtime_hours": 0, "receivable_days": 5}


def shop(**parts):
    """Ann makes a sign on each date given, in one hour; the run is about January to 1 March 2026."""
    dates = ["2026-01-12", "2026-02-02", "2026-02-03", "2026-02-04"]
    job = {
        "demand": {"dates": dates},
        "value": 100,
        "due": "made",
        "promise": {"lead_time": "1 working day"},
    }
    route = {"make": work("ann", "1h"), "made": {"kind": "milestone", "earns": 1}}
    return agency(route, weeks=8, people={"ann": {}}, job=job, **parts)


def test_months_share_out_the_run():
    log = simulate(shop())  # from 5 January to 2 March
    assert months_of(log) == {
        "2026-01": Window(0, 27 * DAY),
        "2026-02": Window(27 * DAY, 55 * DAY),
        "2026-03": Window(55 * DAY, 56 * DAY),
    }
    found = months(log)
    assert {name: (month.days, month.partial) for name, month in found.items()} == {
        "2026-01": (27, True),
        "2026-02": (28, False),
        "2026-03": (1, True),
    }


def test_the_warm_up_is_left_out():
    log = simulate(shop(warm_up_weeks=5))
    assert window_of(log).since == 35 * DAY
    assert {name: month.days for name, month in months(log).items()} == {"2026-02": 20, "2026-03": 1}


def test_cards_are_of_the_month_in_which_their_failing_was_complete():
    answers = {"ann": {"cards": {"overdue": "yellow"}}}
    dates = {"demand": {"dates": ["2026-01-29", "2026-02-03"]}, "due": "made", "promise": {"lead_time": "1h"}}
    route = {"make": work("ann", "14h"), "made": {"kind": "milestone"}}
    scenario = agency(route, weeks=8, people={"ann": {}}, roles={"ann": {}}, job=dates, discipline=answers)
    counts = {name: sum(month.cards.values()) for name, month in months(simulate(scenario)).items()}
    assert counts == {"2026-01": 1, "2026-02": 1, "2026-03": 0}


def test_a_part_of_a_month_is_not_held_against_targets():
    found = months(simulate(shop(targets=TARGETS)))
    assert {name: bool(month.targets) for name, month in found.items()} == {
        "2026-01": False,
        "2026-02": True,
        "2026-03": False,
    }


def test_months_add_up_to_the_run():
    figures = kpis(simulate(load(SCENARIOS / "small_sign_shop.yaml"), 3))
    each = figures.months.values()
    assert {month.partial for month in each} == {True, False}
    assert sum(month.days for month in each) == figures.days
    for name in ("requests", "done", "lost", "abandoned"):
        assert sum(getattr(month, name) for month in each) == getattr(figures, name)
    for name in ("revenue", "margin", "bad_debt"):
        assert sum(getattr(month, name) for month in each) == pytest.approx(getattr(figures.money, name))
    assert sum(month.on_time.due for month in each) == figures.on_time.due
    assert sum(month.delivery_time.jobs for month in each) == figures.delivery_time.jobs
    assert sum(month.overtime_hours for month in each) == pytest.approx(
        sum(role.overtime_hours for role in figures.roles.values())
    )


def test_what_happens_as_a_month_begins_is_a_request_of_it_and_a_date_of_the_month_before():
    # January's last working day is Saturday, the 31st; the client asks at the midnight after it.
    log = simulate(shop())
    asked = log.jobs.with_columns(arrived=pl.lit(27 * DAY, pl.Int64), due=pl.lit(27 * DAY, pl.Int64))
    moved = replace(log, tables={**log.tables, "jobs": asked})
    found = months(moved)
    assert [month.requests for month in found.values()] == [0, 4, 0]
    assert [month.on_time.due for month in found.values()] == [4, 0, 0]
    tiers = {group.month: group for group in job_groups(moved, window_of(log), ()) if group.by == "job_type"}
    assert {month: (group.requests, group.on_time.due) for month, group in tiers.items()} == {
        None: (4, 4),
        "2026-01": (0, 4),
        "2026-02": (4, 0),
    }


def test_a_month_has_the_figures_of_its_own_time():
    log = simulate(shop())
    february = months(log)["2026-02"]
    assert (february.requests, february.done, february.on_time.share, february.revenue) == (3, 3, 1.0, 300)
    core = core_figures(log, months_of(log)["2026-02"])
    assert (february.lead_time, february.stages, february.margin) == (core.lead_time, core.stages, core.money.margin)


def test_what_is_reached_or_not_exceeded_meets_its_target():
    february = months(simulate(shop(targets=TARGETS)))["2026-02"].targets
    assert {name: (against.value, against.met) for name, against in february.items()} == {
        "on_time": (1.0, True),
        "done": (3, True),
        "overtime_hours": (0, True),
        "receivable_days": (0, True),
    }


@pytest.mark.parametrize(("target", "value", "met"), [("done", 3, True), ("done", 4, False)])
def test_a_target_just_missed_is_missed(target, value, met):
    assert months(simulate(shop(targets={target: value})))["2026-02"].targets[target].met is met


def test_what_could_not_be_measured_neither_meets_nor_misses_its_target():
    against = months(simulate(shop(targets={"first_pass": 0.5})))["2026-02"].targets["first_pass"]
    assert (against.value, against.met) == (None, None)


def test_without_targets_nothing_is_compared():
    assert months(simulate(shop()))["2026-02"].targets == {}


def test_all_figures_come_together_and_are_the_same_for_the_same_seed():
    one, other = (kpis(simulate(shop(targets=TARGETS), 3)) for _ in range(2))
    assert one == other
    assert one.months["2026-02"].done == 3
    assert one.model_dump(mode="json")["quality"]["complaints"]["count"] == 0


def test_a_run_in_which_nothing_happened_has_figures_too():
    figures = kpis(simulate(agency({"make": work("ann")}, people={"ann": {}}, job={"demand": None}), weeks=0))
    assert (figures.requests, figures.months, figures.satisfaction.mean) == (0, {}, None)
