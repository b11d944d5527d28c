"""Pictures of the risk of a plan: what they show, and that there may be nothing to show."""

import pytest
from risky_plans import ANN, at_start, half_signed, piece, plan, shop
from scripted import work

import agencysim as ag

CHANCE = {"kind": "exponential", "mean": "2h"}


@pytest.fixture(scope="module")
def found():
    scenario = shop({"make": work("a", CHANCE), "pack": work("a", "1h")}, ANN)
    planned = plan(scenario, piece("make", "ann", 8, 10), piece("pack", "ann", 10, 11))
    return scenario, ag.risk(planned, scenario, at_start(scenario, 24), replications=40)


def test_each_job_has_a_bar_of_its_probability(found):
    scenario, risk = found
    ax = ag.pictures.date_probabilities(scenario, risk)
    (bar,) = ax.patches
    assert bar.get_width() == pytest.approx(risk.jobs[0].probability)
    assert ax.get_yticklabels()[0].get_text().startswith("job-start.1")


def test_a_provisional_date_is_marked():
    scenario, state, planned = half_signed()
    ax = ag.pictures.date_probabilities(scenario, ag.risk(planned, scenario, state, replications=2))
    assert [label.get_text() for label in ax.get_yticklabels()] == [
        "job-start.1 · Mon 03-02 11:00",
        "job-start.2 · Mon 03-02 11:00, not signed yet",
    ]
    agreed, provisional = ax.patches
    assert (agreed.get_alpha(), provisional.get_alpha()) == (1, 0.4)


def test_each_task_has_its_plan_and_two_bands(found):
    scenario, risk = found
    ax = ag.pictures.gantt_with_spread(scenario, risk)
    assert len([each for each in ax.collections if len(each.get_paths())]) == 3 * len(risk.tasks)
    assert [label.get_text() for label in ax.get_yticklabels()] == ["job-start.1 make", "job-start.1 pack"]


def test_nothing_to_show_is_said():
    scenario = shop({"make": work("a", "1h")}, ANN)
    risk = ag.risk(plan(scenario), scenario, at_start(scenario), replications=1)
    for draw in (ag.pictures.date_probabilities, ag.pictures.gantt_with_spread):
        (text,) = draw(scenario, risk).texts[-1:]
        assert "Nothing to show" in text.get_text()
