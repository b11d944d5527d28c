"""Months are told one by one, as the run as a whole is, and held against their targets."""

from __future__ import annotations

import pytest
from scripted import agency, work

from agencysim import kpis, simulate
from agencysim.figures import Window, months_of, window_of
from agencysim.figures.core import core_figures
from agencysim.figures.monthly import months

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


def test_months_are_those_that_lie_wholly_in_the_run():
    log = simulate(shop())  # from 5 January to 2 March
    assert months_of(log) == {"2026-02": Window(27 * 86400, 55 * 86400)}
    assert list(months(log)) == ["2026-02"]


def test_the_warm_up_is_left_out():
    log = simulate(shop(warm_up_weeks=5))
    assert window_of(log).since > 27 * 86400
    assert months(log) == {}


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
