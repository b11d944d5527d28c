"""What a study finds: the figures of the single runs, on the same chance, with intervals and paired differences."""

from __future__ import annotations

import json

import pytest
from scripted import agency, work
from shops import DEMAND, METRICS, shop, study

import agencysim as ag
from agencysim.figures import Window
from agencysim.language import use
from agencysim.sim.policies import earliest_due
from agencysim.statistics import Target


@pytest.fixture(scope="module")
def found():
    return study().run(workers=1)


def test_the_values_are_those_of_the_single_runs(found):
    figures = [ag.kpis(ag.simulate(shop(), seed=1, replication=n)) for n in range(1, 11)]
    base = found.values.filter(option="base")
    assert base["replication"].to_list() == list(range(1, 11))
    assert base["requests"].to_list() == [f.requests for f in figures]
    assert base["on_time"].to_list() == [f.on_time.share for f in figures]
    assert base["busy.ann"].to_list() == [f.roles["ann"].utilisation for f in figures]


def test_estimates_have_their_n_and_interval(found):
    values = found.values.filter(option="base")["delivery_time"].to_numpy()
    estimate = found.estimates["base"]["delivery_time"]
    # The 97.5 % point of Student's t with nine degrees of freedom is 2.26216.
    half_width = 2.262157 * values.std(ddof=1) / 10**0.5
    assert (estimate.n, estimate.mean, estimate.half_width) == pytest.approx((10, values.mean(), half_width))


def test_options_meet_the_same_chance_and_are_compared_in_pairs(found):
    assert found.differences["fast"]["requests"].half_width == 0
    base, fast = (found.values.filter(option=name)["delivery_time"].to_numpy() for name in ("base", "fast"))
    difference = found.differences["fast"]["delivery_time"]
    assert difference.mean == pytest.approx((fast - base).mean())
    assert difference.half_width == pytest.approx(2.262157 * (fast - base).std(ddof=1) / 10**0.5)
    assert found.comparisons["fast"]["delivery_time"].verdict == "better"
    assert "requests" not in found.comparisons["fast"]  # neither more nor less of them is better


def test_what_was_not_measured_is_null_and_told():
    never_due = agency({"make": work("ann")}, people={"ann": {}}, job={"demand": DEMAND}, weeks=1)
    result = ag.Study({"base": never_due}, metrics=["on_time", "done"], replications=2).run(workers=1)
    assert result.values["on_time"].to_list() == [None, None]
    assert list(result.estimates["base"]) == ["done"]
    assert result.notes == ("base: never measured: on_time",)


def test_weeks_and_warm_up_are_those_of_the_study():
    result = study(weeks=3, warm_up=1, replications=1, metrics=["requests"]).run(workers=1)
    log = ag.simulate(shop(), replication=1, weeks=3)
    window = Window(7 * 86400, 21 * 86400)
    assert result.values["requests"][0] == ag.kpis(log, window).requests


def test_a_warm_up_that_is_not_shorter_than_the_run_is_told():
    notes = study(warm_up=2, replications=1).run(workers=1).notes
    assert len(notes) == 2
    assert "base: the warm-up of 2 weeks is not shorter than the run of 2" in notes[0]


def test_an_overloaded_agency_is_told():
    result = ag.Study({"calm": shop(), "flood": shop(per_week=80)}, metrics=["done"], replications=4, weeks=24)
    (note,) = result.run(workers=1).notes
    assert note.startswith("flood: perhaps no steady state: the queue for ann grows by ")


def test_each_scenario_is_run_with_each_policy():
    result = study(policies=["first_come", earliest_due], replications=2).run(workers=1)
    assert result.options == ("base, first_come", "base, earliest_due", "fast, first_come", "fast, earliest_due")
    log = ag.simulate(shop(), replication=2, policy="earliest_due")
    delivery = result.values.filter(option="base, earliest_due")["delivery_time"][1]
    assert delivery == ag.kpis(log).delivery_time.mean


def test_a_study_can_begin_in_a_state():
    state = ag.state_at(ag.simulate(shop(), weeks=1), 7 * 86400)
    result = study(state=state, replications=1, metrics=["work_in_progress"]).run(workers=1)
    log = ag.simulate(shop(), replication=1, state=state)
    assert result.values["work_in_progress"][0] == ag.kpis(log).work_in_progress.at_end


def test_a_users_own_metric_is_a_function_of_the_log():
    own = ("longest", lambda log: (log.jobs["ended"] - log.jobs["arrived"]).max())
    result = study(metrics=["done", own], replications=2).run(workers=1)
    logs = [ag.simulate(shop(), replication=n) for n in (1, 2)]
    assert result.values["longest"].to_list()[:2] == [(log.jobs["ended"] - log.jobs["arrived"]).max() for log in logs]


# -- as many as it takes ---------------------------------------------------------------------------------------


def test_replications_are_added_until_figures_are_known_well_enough():
    result = study(replications=None, precision={"busy.ann": 0.05}).run(workers=1)
    assert result.decision.reason == "all reached"
    assert result.replications == result.decision.replications >= 10
    halves = [estimate.half_width for estimate in result.decision.estimates.values()]
    assert max(halves) <= 0.05
    assert result.notes[0] == str(result.decision)


def test_how_many_it_takes_depends_on_no_workers_and_no_rounds():
    precision = {"busy.ann": Target(half_width=0.1, relative=True)}
    alone = study(replications=None, precision=precision).run(workers=1)
    known = study(replications=None, precision=precision)
    known.extend(alone.replications + 3, workers=1)  # more than it takes are known already
    assert known.run(workers=1).to_json() == alone.to_json()


def test_a_study_is_extended():
    asked = study(replications=3)
    first = asked.run(workers=1)
    more = asked.extend(4, workers=1)
    assert more.replications == 7
    assert more.to_json() == study(replications=7).run(workers=1).to_json()
    assert asked.run(workers=1).to_json() == first.to_json()


# -- as it is shown --------------------------------------------------------------------------------------------


def test_progress_tells_what_is_known_at_present():
    told = []
    study(replications=3).run(workers=1, progress=lambda p: told.append((p.done, p.total, p.estimates())))
    assert [told[-1][0], told[-1][1]] == [6, 6]
    assert told[-1][2]["base"]["requests"].n == 3


def test_it_shows_itself_as_text_and_in_a_notebook(found):
    text = str(found)
    assert "10 replications, means with 95 % intervals" in text
    assert "busy: ann" in text
    assert text.splitlines()[1].split() == ["figure", "base", "fast"]
    html = found._repr_html_()
    assert html.count("<table>") == 2
    with use("zh"):
        assert "更好" in str(found)


def test_json_has_everything_but_times(found):
    data = json.loads(found.to_json())
    assert data["replications"] == 10
    assert list(data["estimates"]["base"]) == list(METRICS)
    assert data["estimates"]["base"]["requests"]["n"] == 10
