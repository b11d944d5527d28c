"""How pictures look is theirs alone, and everything that they say can be read."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import matplotlib as mpl
import pytest
import yaml
from babel.messages.pofile import read_po
from drawn import OF_A_RUN, SCENARIOS, house, saved, shop
from fontTools.ttLib import TTFont
from matplotlib.figure import Figure

from agencysim import pictures
from agencysim.language import use
from agencysim.pictures import style
from agencysim.pictures.time_axis import day_on_axis, show_dates

SOURCE = Path(style.__file__).parents[1]


@pytest.fixture(scope="module")
def glyphs() -> set[str]:
    return {chr(code) for code in TTFont(str(style.FONT)).getBestCmap()}


def test_the_font_has_every_character_of_the_catalogue(glyphs):
    with (SOURCE / "texts" / "zh.po").open("rb") as file:
        texts = [message.string for message in read_po(file) if message.id]
    characters = set("".join(text if isinstance(text, str) else "".join(text) for text in texts))
    assert len(characters) > 100
    assert characters - glyphs - {"\n"} == set()


@pytest.mark.parametrize("file", sorted(SCENARIOS.rglob("*.yaml")), ids=lambda file: file.stem)
def test_the_font_has_every_character_of_the_shipped_labels(file, glyphs):
    assert set("".join(labels_in(yaml.safe_load(file.read_text(encoding="utf-8"))))) - glyphs == set()


def labels_in(part):
    if isinstance(part, dict):
        for key, value in part.items():
            yield from [value] if key == "label" else labels_in(value)
    elif isinstance(part, list):
        for value in part:
            yield from labels_in(value)


def test_the_font_is_small_and_has_its_licence_beside_it():
    assert style.FONT.stat().st_size < 5_000_000
    assert "SIL OPEN FONT LICENSE Version 1.1" in (style.FONT.parent / "OFL.txt").read_text()


def test_a_character_that_no_font_has_is_a_mistake_that_a_test_finds():
    with style.drawing(None) as ax:
        ax.set_title("\U00020000", fontfamily=style.FAMILY)
    with pytest.raises(UserWarning, match="Glyph 131072"):
        saved(ax)


def test_many_rows_have_smaller_names():
    with style.drawing(None, style.TALLEST) as ax:
        style.rows(ax, [str(n) for n in range(150)])
    heights = [label.get_window_extent().height for label in ax.get_yticklabels()]
    saved(ax)
    assert max(heights) <= ax.get_window_extent().height / 150


def test_what_the_font_lacks_comes_from_another():
    with style.drawing(None) as ax:
        ax.set_title("Ω Ж")
    saved(ax)


@pytest.mark.parametrize("name", OF_A_RUN)
def test_no_setting_of_matplotlib_outlasts_a_picture(name):
    before = dict(mpl.rcParams)
    with use("zh"):
        saved(getattr(pictures, name)(shop()))
    assert dict(mpl.rcParams) == before


def test_an_error_while_drawing_puts_the_settings_back():
    before = dict(mpl.rcParams)
    with pytest.raises(RuntimeError), style.drawing(None):
        raise RuntimeError
    assert dict(mpl.rcParams) == before


def test_pyplot_is_not_loaded():
    code = (
        "import sys, agencysim as ag; from agencysim.pictures import load_by_week;"
        f"log = ag.simulate(ag.load({str(SCENARIOS / 'small_sign_shop.yaml')!r}), weeks=3);"
        "load_by_week(log).figure.savefig(sys.stderr.buffer, format='png');"
        "print('matplotlib' in sys.modules, 'matplotlib.pyplot' in sys.modules)"
    )
    shown = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout
    assert shown.split() == [b"True", b"False"]


@pytest.mark.parametrize("name", OF_A_RUN)
def test_a_picture_of_60_people_fits_on_a_page(name):
    width, height = getattr(pictures, name)(house()).figure.get_size_inches()
    assert width <= style.WIDTH < 8.27
    assert height <= style.TALLEST < 11.69


def test_axes_of_others_are_written_on_in_the_same_font():
    ax = Figure().add_subplot()
    pictures.lateness(shop(), ax)
    texts = [ax.xaxis.label, ax.yaxis.label, *ax.get_xticklabels(), *ax.get_yticklabels(), *ax.texts]
    assert {tuple(text.get_fontfamily()) for text in texts} == {tuple(style.FAMILY)}


@pytest.mark.parametrize(
    ("first", "until", "names"),
    [
        (date(2026, 1, 1), date(2026, 1, 4), ["1 Jan", "2 Jan", "3 Jan", "4 Jan"]),
        (date(2026, 1, 1), date(2026, 2, 1), ["5 Jan", "12 Jan", "19 Jan", "26 Jan"]),
        (date(2026, 11, 15), date(2027, 3, 1), ["Dec\n2026", "Jan\n2027", "Feb", "Mar"]),
    ],
)
def test_time_has_marks_of_days_weeks_or_months(first, until, names):
    ax = Figure().add_subplot()
    show_dates(ax, first, until)
    assert [label.get_text() for label in ax.get_xticklabels()] == names
    assert ax.get_xlim() == (day_on_axis(first), day_on_axis(until))


@pytest.mark.parametrize("days", [1, 8, 9, 60, 100, 101, 365, 1500])
def test_time_never_has_more_marks_than_can_be_read(days):
    ax = Figure().add_subplot()
    first = date(2026, 1, 5)
    show_dates(ax, first, date.fromordinal(first.toordinal() + days))
    assert 1 <= len(ax.get_xticks()) <= 18
