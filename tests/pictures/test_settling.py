"""The picture of the warm-up shows Welch's moving average and the cut of MSER-5."""

from __future__ import annotations

import numpy as np
import pytest
from drawn import saved, words
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from agencysim import AgencySimError, pictures
from agencysim.language import use
from agencysim.pictures import style
from agencysim.statistics import mser5, welch

RISE = np.concatenate([np.linspace(0, 10, 20), np.tile([9.0, 11.0], 40)])
RUNS = [RISE + 1, RISE - 1]


def test_the_mean_its_moving_average_and_the_cut_are_lines():
    mean, smooth, cut = pictures.warm_up(RUNS).lines
    assert mean.get_ydata().tolist() == pytest.approx(RISE.tolist())
    assert smooth.get_ydata().tolist() == welch(RUNS, 5).tolist()
    assert cut.get_xdata()[0] == mser5(RUNS).cut + 0.5  # between the last that is cut and the first that stays
    assert to_hex(cut.get_color()) == style.BLACK


def test_it_tells_what_was_found():
    ax = pictures.warm_up(RUNS, what="Jobs in the house")
    assert ax.get_title("left") == "Jobs in the house"
    assert str(mser5(RUNS)) in words(ax)


def test_a_run_that_is_too_short_is_marked():
    ax = pictures.warm_up(np.arange(100.0))
    assert to_hex(ax.lines[2].get_color()).upper() == style.BAD
    assert any("the run is too short" in text for text in words(ax))


def test_it_is_drawn_on_axes_that_are_given_and_in_chinese():
    ax = Figure().subplots()
    with use("zh"):
        assert pictures.warm_up(RUNS, ax) is ax
        assert saved(ax)
    assert ax.get_title("left") == "指标随时间的变化"


def test_the_picture_of_a_page_is_no_wider_than_a_page():
    assert pictures.warm_up(RUNS).figure.get_size_inches()[0] <= style.WIDTH


def test_what_is_too_short_to_judge_is_refused():
    with pytest.raises(AgencySimError, match="series has 20 observations"):
        pictures.warm_up(RISE[:20])
