"""What cannot be asked is told before anything is run, all of it at once."""

from __future__ import annotations

import pytest
from shops import shop, study

import agencysim as ag
from agencysim.statistics import Precision, Target


@pytest.mark.parametrize(
    ("how", "told"),
    [
        ({"metrics": ["ontime"]}, "'ontime' is no metric; did you mean 'on_time'?"),
        ({"metrics": "on_time"}, "metrics are 'on_time', should be a list"),
        ({"metrics": []}, "metrics are [], should be a list"),
        ({"metrics": [("own", 3)]}, "('own', 3) is no metric: write its name, or (name, function)"),
        ({"metrics": [("done", len)]}, "'done' names two metrics: give yours another name"),
        ({"policies": "first_com"}, "'first_com' is no policy; did you mean 'first_come'?"),
        ({"policies": [3]}, "3 is no policy: give its name, a function, or a Rolling"),
        ({"weeks": 0}, "weeks is 0, should be a whole number from 1"),
        ({"warm_up": -1}, "warm_up is -1, should be a whole number from 0"),
        ({"seed": 0.5}, "seed is 0.5, should be a whole number"),
        ({"state": "monday"}, "state is 'monday', should be a State"),
        ({"replications": 0}, "replications is 0, should be a whole number from 1"),
        ({"precision": {"margin": 1}}, "replications and precision are both given: give one of them"),
        (
            {"precision": {"margin": 0}, "replications": None},
            "the precision of 'margin' is 0, should be a positive number",
        ),
        ({"precision": {"done": 1}, "replications": None}, "'done' has a precision, but is not measured"),
        ({"precision": 0.1, "replications": None}, "precision is 0.1, should be a Precision"),
        ({"folder": 3}, "3 is no path of a folder"),
    ],
)
def test_what_cannot_be_asked_is_told(how, told):
    with pytest.raises(ag.AgencySimError) as error:
        study(how.pop("folder", None), **how)
    assert told in str(error.value)


@pytest.mark.parametrize("scenarios", [{}, shop(), {"": shop()}, {"base": "shop.yaml"}])
def test_scenarios_have_names(scenarios):
    with pytest.raises(ag.AgencySimError, match=r"should be a mapping|give it a name|load it with agencysim\.load"):
        ag.Study(scenarios)


def test_everything_is_told_at_once():
    with pytest.raises(ag.AgencySimError) as error:
        study(policies="fastest", weeks=0)
    assert len(str(error.value).splitlines()) == 2


def test_a_state_that_does_not_fit_an_option_is_told():
    state = ag.state_at(ag.simulate(shop(), weeks=1), 7 * 86400)
    with pytest.raises(ag.AgencySimError, match="after: "):
        ag.Study({"before": shop(), "after": shop(start="2026-03-02", job_types={}, zone="Asia/Shanghai")}, state=state)


def test_a_precision_may_be_a_whole_one():
    precision = Precision(targets={"margin": Target(half_width=1e9)}, least=3)
    assert study(replications=None, precision=precision).run(workers=1).replications == 3


def test_policies_that_cannot_be_told_apart_are_refused():
    with pytest.raises(ag.AgencySimError, match="give each once"):
        study(policies=["first_come", "first_come"])
    with pytest.raises(ag.AgencySimError, match="give each once"):
        study(policies=[lambda *_: 0, lambda *_: 1])
