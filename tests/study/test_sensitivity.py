"""What an answer hangs on: every value with a range is varied to both its ends, on the same chance."""

import json

import pytest
from shops import shop

import agencysim as ag
from agencysim.study import tornado

CONTENT = "job_types.job.route.make.content.mean"
RANGES = {
    CONTENT: {"source": "assumed", "low": "40m", "high": "200m"},
    "people.ann.wage": {"source": "assumed", "low": 30, "high": 60},
}
FEW = {"replications": 6, "workers": 1}


@pytest.fixture(scope="module")
def ranged():
    return shop(weeks=4).with_({"provenance": RANGES, "people.ann.wage": 40})


@pytest.fixture(scope="module")
def found(ranged):
    return tornado(ranged, metric="on_time", **FEW)


def test_what_matters_most_comes_first(found):
    content, wage = found.bars
    assert content.path == CONTENT
    assert content.at_high.mean < -0.1
    assert (wage.swing, wage.at_low.mean, wage.at_high.mean) == (0, 0, 0)
    assert f"hangs on: {CONTENT}" in found.notes[0]


def test_each_end_is_the_difference_of_two_plain_runs(ranged, found):
    changed = ranged.with_({CONTENT: "200m"})
    pair = ag.Study({"as it is": ranged, "slow": changed}, metrics=["on_time"], replications=6).run(workers=1)
    assert found.bars[0].at_high.mean == pytest.approx(pair.differences["slow"]["on_time"].mean)
    assert found.answer == pair.estimates["as it is"]["on_time"]


def test_intervals_of_all_ends_hold_together(found):
    levels = [end.level for bar in found.bars for end in (bar.at_low, bar.at_high)]
    assert levels == pytest.approx([1 - 0.05 / 4] * 4)


def test_a_value_that_turns_the_answer_round_is_told(ranged):
    cheap, dear = 1, 500  # with the wage of a helper who hardly helps, or with that of one who is nearly free
    odd = ranged.with_({"provenance": {"people.ann.wage": {"source": "assumed", "low": cheap, "high": dear}}})
    what_if = odd.with_({CONTENT: "59m"}, name="a little faster")
    assert not any(bar.flips for bar in tornado(odd, what_if, metric="on_time", **FEW).bars)
    dearer = odd.with_({"people.ann.wage": 100}, name="dearer")
    (bar,) = tornado(odd, dearer, metric="wages", **FEW).bars
    assert bar.flips  # at 500 as things are, 100 is cheaper


def test_what_the_what_if_changes_itself_is_left_as_it_is(ranged):
    what_if = ranged.with_({"people.ann.wage": 45}, name="dearer")
    found = tornado(ranged, what_if, metric="wages", paths=["people.*"], **FEW)
    (bar,) = found.bars
    at_30, at_60 = bar.at_low.mean + found.answer.mean, bar.at_high.mean + found.answer.mean
    assert at_30 > 0 > at_60  # 45 is dearer than 30, and cheaper than 60
    assert any("turns the answer round: people.ann.wage" in note for note in found.notes)


def test_patterns_choose_and_nothing_to_vary_is_told(ranged):
    assert [bar.path for bar in tornado(ranged, paths=["people.*"], **FEW).bars] == ["people.ann.wage"]
    with pytest.raises(ag.AgencySimError, match=r"nothing\.here"):
        tornado(ranged, paths=["nothing.here"], **FEW)
    with pytest.raises(ag.AgencySimError, match="provenance"):
        tornado(shop(), **FEW)


def test_json_is_the_same_for_any_number_of_workers(ranged):
    one, two = (tornado(ranged, replications=3, workers=n).to_json() for n in (1, 2))
    assert one == two
    assert {bar["path"] for bar in json.loads(one)["bars"]} == set(RANGES)


def test_what_is_not_known_to_turn_the_answer_round_is_not_told_to_hold(ranged):
    noisy = ranged.with_({CONTENT: "59m"}, name="a little faster")
    found = tornado(ranged, noisy, metric="on_time", paths=["people.*"], replications=2, workers=1)
    assert not any(bar.flips or bar.holds for bar in found.bars)
    assert not any("no value alone" in note for note in found.notes)
    assert any("more replications would tell" in note for note in found.notes)
    dearer = ranged.with_({"people.ann.leave": []}, name="the same")
    assert not any("no value alone" in n for n in tornado(ranged, dearer, paths=["people.*"], **FEW).notes)


def test_an_answer_that_keeps_its_sign_at_both_ends_is_told():
    wages = {"people.ann.wage": {"source": "assumed", "low": 30, "high": 60}}
    base = shop().with_({"people.ann.wage": 40, "provenance": wages})
    (bar,) = (found := tornado(base, base.with_({"people.ann.wage": 70}), metric="wages", **FEW)).bars
    assert bar.holds
    assert any("no value alone turns the answer round at an end of its range" in note for note in found.notes)


def test_a_warm_up_that_is_not_shorter_than_the_run_is_told(ranged):
    notes = tornado(ranged, paths=["people.*"], warm_up=4, **FEW).notes
    assert any("the warm-up of 4 weeks is not shorter than the run of 4" in note for note in notes)


def test_ends_that_all_make_no_sense_are_told():
    below_0 = {"people.ann.wage": {"source": "assumed", "low": -2, "high": -1}}
    found = tornado(shop().with_({"people.ann.wage": 40, "provenance": below_0}), **FEW)
    assert found.bars == ()
    assert any("left out" in note and "people.ann.wage" in note for note in found.notes)
