"""Study files: what is compared, measured, and how often; with everything that is wrong told by its line."""

from pathlib import Path

import pytest

import agencysim as ag
from agencysim.statistics import Target
from agencysim.study import read_study, target_of

SHOP = Path("scenarios/small_sign_shop.yaml").resolve()
WRITTEN = f"""
name: a designer more?
base: {SHOP}
options:
  a designer more: {{people.designer.count: "+1"}}
metrics: [on_time, overtime_hours]
replications: 3
weeks: 4
warm_up: 1
"""


def written(folder, text):
    file = folder / "study.yaml"
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_says_what_python_would(tmp_path):
    base = ag.load(SHOP)
    more = base.with_({"people.designer.count": "+1"}, name="a designer more")
    same = ag.Study(
        {base.name: base, more.name: more},
        metrics=["on_time", "overtime_hours"],
        replications=3,
        weeks=4,
        warm_up=1,
    )
    assert read_study(written(tmp_path, WRITTEN)).run(workers=1).to_json() == same.run(workers=1).to_json()


def test_an_option_may_be_a_file_beside_it(tmp_path):
    what_if = f"extends: {SHOP}\nname: two vans\nchanges: {{vehicles.van.count: +1}}\n"
    (tmp_path / "vans.yaml").write_text(what_if, encoding="utf-8")
    file = written(tmp_path, f"base: {SHOP}\noptions: {{two vans: vans.yaml}}\nweeks: 2\nreplications: 2\n")
    assert read_study(file).run(workers=1).options == ("small_sign_shop", "two vans")


def test_the_planner_is_a_policy_like_any_other(tmp_path):
    text = f"base: {SHOP}\npolicies: [earliest_due, {{review: daily, rounds: 0, after: 1}}]\nweeks: 2\nwarm_up: 1\n"
    found = read_study(written(tmp_path, text), replications=2).run(workers=1)
    assert found.options == (
        "small_sign_shop, earliest_due",
        "small_sign_shop, rolling daily, 0 rounds, after 1 weeks",
    )
    assert found.replications == 2


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("options: {}\n", "base"),
        (f"base: {SHOP}\npolicies: [{{review: hourly}}]\n", "weekly"),
        (f"base: {SHOP}\npolicies: [{{review: daily, round: 3}}]\n", "rounds"),
        (f"base: {SHOP}\nreplicatons: 3\n", "replications"),
        (f"base: {SHOP}\nmetrics: [on_tim]\n", "on_time"),
        (f"base: {SHOP}\noptions: {{x: {{people.designr.count: 3}}}}\n", "designer"),
        (f"base: {SHOP}\noptions: {{small_sign_shop: {{people.designer.count: 3}}}}\n", "name of the base"),
        (f"base: {SHOP}\nprecision: {{on_time: narrow}}\n", "half the width"),
        ("base: nowhere.yaml\n", "nowhere.yaml"),
    ],
)
def test_what_is_wrong_is_told(tmp_path, text, told):
    with pytest.raises(ag.AgencySimError, match=told):
        read_study(written(tmp_path, text))


def test_widths_are_numbers_or_shares_of_the_mean():
    assert target_of("on_time", "0.01") == Target(half_width=0.01)
    assert target_of("on_time", 0.01) == Target(half_width=0.01)
    assert target_of("margin", "5%") == Target(half_width=0.05, relative=True)
    for wrong in ("", "-1", "0%", "inf", "nan", "wide"):
        with pytest.raises(ag.AgencySimError, match="half the width"):
            target_of("margin", wrong)
