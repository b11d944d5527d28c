"""Pictures of studies show the numbers of the study."""

from dataclasses import replace

import numpy as np
import pytest
from drawn import SCENARIOS, saved

import agencysim as ag
from agencysim.language import use
from agencysim.pictures import study_boxes, study_differences
from agencysim.pictures import tornado as draw_tornado
from agencysim.study import tornado


@pytest.fixture(scope="module")
def shop():
    return ag.load(SCENARIOS / "small_sign_shop.yaml")


@pytest.fixture(scope="module")
def result(shop):
    options = {"as it is": shop, "a printer more": shop.with_({"people.printer.count": "+1"})}
    how = {"metrics": ["requests", "overtime_hours", "busy.printer"], "replications": 5, "weeks": 6}
    return ag.Study(options, **how).run(workers=1)


@pytest.mark.parametrize("draw", [study_boxes, study_differences])
@pytest.mark.parametrize("code", ["en", "zh"])
def test_they_are_drawn_in_both_languages(result, draw, code):
    with use(code):
        assert len(saved(draw(result))) > 5_000


def test_the_first_figure_that_can_be_judged_is_drawn_if_none_is_named(result):
    assert "overtime hours" in study_boxes(result).get_title("left")


def test_differences_are_where_the_study_has_them(result):
    ax = study_differences(result, "busy.printer")
    (line,) = [line for line in ax.lines if line.get_marker() == "o"]
    assert line.get_xdata()[0] == pytest.approx(100 * result.differences["a printer more"]["busy.printer"].mean)


def test_boxes_hold_the_replications(result):
    ax = study_boxes(result, "overtime_hours")
    (mean, other) = [line for line in ax.lines if line.get_marker() == "o" and len(line.get_xdata()) == 1][-2:]
    wanted = [result.estimates[option]["overtime_hours"].mean for option in result.options]
    assert [mean.get_xdata()[0], other.get_xdata()[0]] == pytest.approx(wanted)


@pytest.mark.parametrize(
    ("shares", "limits"),
    [
        ((0.7, 1.0, 1.0), (None, 100)),
        ((0.0, 0.0, 0.3), (0, None)),
        ((0.0, 1.0, 1.0), (0, 100)),
        ((1.0,) * 3, (None, 100)),
    ],
)
def test_no_share_is_drawn_beyond_all_or_none(result, shares, limits):
    rows = {option: np.array([[20.0, 40.0, share] for share in shares]) for option in result.options}
    low, high = study_boxes(replace(result, rows=rows), "busy.printer").get_xlim()
    assert low == limits[0] if limits[0] is not None else 0 < low < high
    assert high == limits[1] if limits[1] is not None else low < high < 100


def test_what_is_no_share_is_drawn_as_far_as_it_goes(result):
    rows = {option: np.array([[20.0, hours, 1.2] for hours in (0.0, 0.0, 3.0)]) for option in result.options}
    odd = replace(result, rows=rows)
    assert study_boxes(odd, "overtime_hours").get_xlim()[0] < 0
    assert study_boxes(odd, "busy.printer").get_xlim()[1] > 120


def test_a_figure_that_was_not_measured_is_told(result):
    with pytest.raises(ag.AgencySimError, match="overtime_hours"):
        study_boxes(result, "on_time")


def test_one_option_has_nothing_to_compare_it_with(shop):
    alone = ag.Study({"as it is": shop}, metrics=["done"], replications=2, weeks=3).run(workers=1)
    assert "nothing to compare" in "".join(text.get_text() for text in study_differences(alone).texts)


def test_a_tornado_has_a_bar_for_each_value_that_matters(shop):
    found = tornado(
        shop, metric="done", paths=["job_types.banner.*", "roles.maker.wage"], replications=3, weeks=6, workers=1
    )
    ax = draw_tornado(found)
    moved = [bar.path for bar in found.bars if bar.swing]
    assert [label.get_text() for label in ax.get_yticklabels()] == moved
    assert len(moved) < len(found.bars)
    with use("zh"):
        assert len(saved(draw_tornado(found))) > 5_000
