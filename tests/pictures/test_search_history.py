"""The picture of a search shows what the result's history says."""

import pytest
from drawn import saved, words
from matplotlib.figure import Figure

from agencysim import pictures
from agencysim.language import use
from agencysim.planner import Cost, Incumbent, Result
from agencysim.plans import Plan

HISTORY = (
    Incumbent(seconds=0.0, tiers=(30.0, 900.0, 5.0, 0.0), by="latest finish first"),
    Incumbent(seconds=2.0, tiers=(10.0, 950.0, 5.0, 0.0), by="squeaky wheel"),
    Incumbent(seconds=5.0, tiers=(10.0, 400.0, 5.0, 0.0), by="whole model"),
    Incumbent(seconds=8.0, tiers=(10.0, 300.0, 5.0, 0.0), by="overtime"),
)


def found(**others):
    cost = Cost(tardiness=10.0, outsourcing=300.0, unfairness=5.0)
    others = {"history": HISTORY, "bounds": (10.0, 250.0, None, None), "seconds": 20.0} | others
    return Result(status="feasible", plan=Plan(scenario="s", start=0, end=7 * 86400), cost=cost, **others)


def panels(ax):
    return ax.child_axes


def test_lateness_and_money_are_steps_over_seconds_up_to_the_end_of_the_search():
    lateness, money = panels(pictures.search_history(found()))
    for panel, costs in ((lateness, [30, 10, 10, 10, 10]), (money, [900, 950, 400, 300, 300])):
        line = panel.lines[0]
        assert line.get_drawstyle() == "steps-post"
        assert list(line.get_ydata()) == costs
        assert list(line.get_xdata()) == [0.01, 2, 5, 8, pytest.approx(22)]


def test_each_plan_is_marked_with_what_found_it():
    _, money = panels(pictures.search_history(found()))
    marked = {line.get_label(): list(line.get_ydata()) for line in money.lines[1:5]}
    assert marked == {
        "first plan": [900],
        "late work first (squeaky wheel)": [950],
        "model of the whole": [400],
        "models of neighbourhoods": [300],
    }


def test_bounds_are_lines_where_they_are_known():
    def bounds(result):
        drawn = [panel.lines[5:] for panel in panels(pictures.search_history(result))]
        return [[line.get_ydata()[0] for line in lines] for lines in drawn]

    assert bounds(found()) == [[10.0], [250.0]]
    assert bounds(found(bounds=(None, None, None, None))) == [[], []]


def test_hours_of_overtime_are_shown_where_they_come_before_money():
    history = (Incumbent(seconds=1.0, tiers=(10.0, 2.0, 300.0, 5.0, 0.0), by="latest finish first"),)
    ax = pictures.search_history(found(history=history, bounds=(None,) * 5))
    assert "overtime, in hours" in words(ax)
    assert "money 300, then 300" in ax.get_title("left")


def test_it_tells_what_was_gained_and_how_the_search_ended():
    ax = pictures.search_history(found())
    assert ax.get_title("left") == "How the plan became better: late by 30 h, then 10 h; money 900, then 300"
    assert "feasible: the best plan found in 20.0 s" in words(ax)


def test_a_search_without_a_history_is_told():
    assert any("has no history" in text for text in words(pictures.search_history(found(history=()))))


def test_it_is_drawn_on_axes_that_are_given():
    ax = Figure().subplots()
    assert pictures.search_history(found(), ax) is ax


def test_it_is_drawn_in_chinese():
    with use("zh"):
        ax = pictures.search_history(found())
        assert "计划如何改进" in ax.get_title("left")
        assert saved(ax)
