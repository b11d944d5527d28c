"""Metrics: numbers of a run by name or path; a wrong name is told with the nearest one."""

from __future__ import annotations

import pytest
from scripted import agency, work

from agencysim import AgencySimError, kpis, simulate
from agencysim.language import use
from agencysim.metrics import METRICS, STANDARD, checked, measure, metric, words

ROUTE = {"make": work("ann", "1h"), "mount": work("ben", "2h")}


@pytest.fixture(scope="module")
def shop():
    return agency(ROUTE, people={"ann": {}, "ben": {"count": 2}}, jobs=3, vehicles={"van": {}})


@pytest.fixture(scope="module")
def log(shop):
    return simulate(shop)


def test_every_named_metric_is_among_the_figures(log):
    found = measure(log, list(METRICS))
    figures = kpis(log)
    assert found["done"] == figures.done == 3
    assert found["overtime_hours"] == sum(role.overtime_hours for role in figures.roles.values())
    assert found["lead_time"] == figures.lead_time.mean
    assert found["margin"] == figures.money.margin
    assert all(value is None or isinstance(value, float) for value in found.values())


def test_busy_stands_for_all_roles(shop, log):
    assert checked(["busy", "done"], [shop]) == ("busy.ann", "busy.ben", "done")
    assert measure(log, ["busy.ben"]) == {"busy.ben": kpis(log).roles["ben"].utilisation}


@pytest.mark.parametrize(
    "path",
    [
        "roles.ben.worked_hours",
        "lead_time.p90",
        "quality.rework.share",
        "lead_time_by_type.job.mean",
        "waiting.ben.visits",
    ],
)
def test_a_path_leads_to_any_number_of_the_figures(shop, log, path):
    assert checked([path], [shop]) == (path,)
    expected = kpis(log)
    for part in path.split("."):
        expected = expected[part] if hasattr(expected, "keys") else getattr(expected, part)
    assert measure(log, [path]) == {path: expected}


def test_what_a_run_does_not_have_is_not_measured(log):
    assert measure(log, ["busy.zoe", "waiting.zoe.visits"]) == {"busy.zoe": None, "waiting.zoe.visits": None}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("ontime", "'ontime' is no metric; did you mean 'on_time'?"),
        ("zzz", "'zzz' is no metric; known here: requests, "),
        ("busy.bem", "'bem' is unknown here; did you mean 'busy.ben'?"),
        ("roles.bem.utilisation", "'bem' is unknown here; did you mean 'ben'?"),
        ("roles.ben.utilization", "did you mean 'roles.ben.utilisation'?"),
        ("lead_time.mean.x", "'x' is unknown here"),
        ("lead_time_by_type.jab.mean", "'jab' is unknown here; did you mean 'job'?"),
        ("roles", "'roles' is no number but several: go on with one of ann, ben"),
        ("roles.ben", "'roles.ben' is no number but several: go on with one of count, "),
        ("staffing", "'staffing' is no number"),
        ("scenario", "'scenario' is no number"),
        ("a..b", "'a..b' is no path"),
        (7, "7 is no metric: write its name"),
    ],
)
def test_a_wrong_name_is_told_with_the_nearest(shop, name, told):
    with pytest.raises(AgencySimError) as error:
        checked([name], [shop])
    assert told in str(error.value)


def test_all_wrong_names_are_told_at_once(shop):
    with pytest.raises(AgencySimError) as error:
        checked(["ontime", "marjin"], [shop])
    assert len(str(error.value).splitlines()) == 2


def test_a_name_has_to_be_known_in_one_of_the_scenarios(shop):
    more = shop.with_({"people.cat": {}})
    assert checked(["busy.cat", "roles.cat.count"], [shop, more]) == ("busy.cat", "roles.cat.count")


def test_metrics_have_a_unit_a_direction_and_words():
    assert (metric("on_time").unit, metric("on_time").good, words("on_time", {})) == ("share", "more", "on time")
    assert (metric("busy.ann").unit, metric("busy.ann").good) == ("share", None)
    assert (metric("roles.ann.utilisation").unit, metric("lead_time.p90").unit) == ("share", "")
    assert words("busy.ann", {"ann": "Painter"}) == "busy: Painter"
    with use("zh"):
        assert all(words(name, {}).isascii() is False for name in [*METRICS, "busy.ann"])


def test_the_standard_ones_are_all_known(shop):
    assert len(checked(STANDARD, [shop])) == len(STANDARD) + 1
