"""Planning and simulating in turn on the command line."""

import json
from pathlib import Path
from unittest.mock import patch

import pytest

import agencysim as ag
from agencysim.arguments import check_whole

SHOP = Path(__file__).parents[2] / "scenarios" / "small_sign_shop.yaml"
HOW = ("roll", SHOP, "--weeks", 1.5, "--rounds", 0)


def test_it_shows_figures_and_a_table_of_the_reviews_and_writes_the_run(agencysim, tmp_path):
    code, out, err = agencysim(*HOW, "--out", tmp_path / "run")
    assert code == 0
    assert "Planning and simulating small_sign_shop" in err
    for told in ("Reviews: what was planned", "Mon 01-05 00:00", "hours late by weight", "reviews.json"):
        assert told in out
    log = ag.Log.read(tmp_path / "run")
    reviews = json.loads((tmp_path / "run" / "reviews.json").read_text(encoding="utf-8"))
    assert log.manifest.policy == "rolling weekly, 0 rounds"
    assert [review["time"] for review in reviews] == [4 * 86_400]
    plan = ag.Plan.model_validate(reviews[0]["plan"])
    assert plan.assignments
    assert ag.State.read(tmp_path / "run" / "end_state.json").time == log.manifest.end


def test_the_same_seed_gives_the_same_bytes(agencysim):
    one, other = (agencysim(*HOW, "--review", "daily", "--seed", 3, "--json")[1] for _ in range(2))
    assert one == other
    found = json.loads(one)
    assert found["policy"] == "rolling daily, 0 rounds"
    assert [review["status"] for review in found["reviews"]][:4] == ["nothing"] * 4
    assert "seconds" not in found["reviews"][-1]


def refused(*_args, **_how):
    """A planner that is not content with what it is given."""
    check_whole("rounds", -1, 0, 1)


def test_reviews_for_scripts_are_the_same_in_any_language(agencysim, tmp_path):
    with patch("agencysim.rolling.reviewing.plan", refused):
        english = agencysim(*HOW, "--json", "--lang", "en", "--out", tmp_path / "en")[1]
        chinese = agencysim(*HOW, "--json", "--lang", "zh", "--out", tmp_path / "zh")[1]
        words = agencysim(*HOW, "--lang", "zh")[1]
    (review,), (other,) = (json.loads(each)["reviews"] for each in (english, chinese))
    assert review == other
    told = (review["status"], review["reason"], review["error"])
    assert told == ("dispatch", "failed", "rounds is -1, should be a whole number from 0 to 1")
    assert ag.Log.read(tmp_path / "en").reviews.equals(ag.Log.read(tmp_path / "zh").reviews)
    assert (tmp_path / "en" / "reviews.json").read_bytes() == (tmp_path / "zh" / "reviews.json").read_bytes()
    assert "计划失败：" in words


def test_a_run_within_the_warm_up_says_so(agencysim):
    assert agencysim(*HOW)[1].startswith("Note: the run is no longer than its warm-up of ")


def test_its_help_says_what_is_taken_if_nothing_is_said(agencysim):
    told = " ".join(agencysim("roll", "--help")[1].replace("│", " ").split())
    assert "[default: the scenario's own]" in told
    assert "[default: 5]" in told


def test_it_speaks_chinese(agencysim):
    code, out, _ = agencysim(*HOW, "--lang", "zh")
    assert code == 0
    assert "滚动计划" in out
    assert "small_sign_shop：10.5 天，随机种子 1，每周滚动计划，0 轮" in out.replace("\n", "")


@pytest.mark.parametrize(
    ("how", "told"),
    [(("--review", "hourly"), "choose weekly, daily"), (("--rounds", -1), "rounds is -1"), (("--weeks", -1), "weeks")],
)
def test_a_mistake_is_told_in_words(agencysim, how, told):
    code, out, err = agencysim("roll", SHOP, *how)
    assert (code, out) == (2, "")
    assert told in err
    assert "Traceback" not in err
