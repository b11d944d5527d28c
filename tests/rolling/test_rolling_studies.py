"""The planner as a policy in studies: on the same chance as any other, and kept like any other."""

from __future__ import annotations

from pathlib import Path

import pytest

import agencysim as ag
from agencysim.errors import AgencySimError
from agencysim.study.identity import identity

SHOP = Path(__file__).parents[2] / "scenarios" / "small_sign_shop.yaml"
METRICS = ("on_time", "overtime_hours")


@pytest.fixture(scope="module")
def shop():
    return ag.load(SHOP)


def study(shop, *policies, **how):
    return ag.Study({"shop": shop}, policies=policies, weeks=1, warm_up=0, metrics=METRICS, **how)


def test_a_rolling_option_is_the_same_with_one_worker_and_two(shop):
    asked = study(shop, "earliest_due", ag.Rolling(rounds=0), replications=2)
    one, two = asked.run(workers=1), study(shop, "earliest_due", ag.Rolling(rounds=0), replications=2).run(workers=2)
    assert one.options == ("shop, earliest_due", "shop, rolling weekly, 0 rounds")
    for option in one.options:
        assert one.rows[option].tolist() == two.rows[option].tolist()
    log = ag.roll(shop.model_copy(update={"weeks": 1, "warm_up_weeks": 0}), replication=2, rounds=0).log
    assert one.rows[one.options[1]][1, 0] == pytest.approx(ag.kpis(log).on_time.share)


def test_finished_replications_are_kept_for_the_same_policy_only(shop, tmp_path):
    def run(policy, replications, seen):
        kept = study(shop, policy, replications=replications, folder=tmp_path / "kept")
        return kept.run(workers=1, progress=seen.append)

    first, again = [], []
    run(ag.Rolling(rounds=0), 1, first)
    with_more = run(ag.Rolling(rounds=0), 2, again)
    assert with_more.replications == 2
    with pytest.raises(AgencySimError, match="rolling weekly, 0 rounds -> rolling daily, 0 rounds"):
        run(ag.Rolling(review="daily", rounds=0), 2, [])


def test_how_often_and_how_long_is_planned_is_part_of_what_a_study_is(shop):
    policies = (ag.Rolling(), ag.Rolling(review="daily"), ag.Rolling(rounds=3))
    asked = study(shop, *policies)
    told = [option["policy"] for option in identity(asked._question)["options"].values()]
    assert told == [str(policy) for policy in policies]
    assert len(set(told)) == 3
