"""Durations, times of day and periods."""

from functools import cached_property

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencysim.values import LONGEST_DURATION, Duration, Frozen, Period, clock_text, parse_clock


@pytest.mark.parametrize(
    ("text", "seconds", "working"),
    [
        ("45m", 2700, False),
        ("2h30m", 9000, False),
        ("2 hours 30 min", 9000, False),
        ("1.5h", 5400, False),
        ("5 days", 5 * 86400, False),
        ("3 working days", 3 * 8 * 3600, True),
        ("0.5 working days", 4 * 3600, True),
        ("1 wd", 8 * 3600, True),
        ("0", 0, False),
        (0, 0, False),
    ],
)
def test_a_duration_reads_as_people_write_it(text, seconds, working):
    assert Duration.parse(text) == Duration(seconds, working)


@pytest.mark.parametrize("text", ["", "2", 2, "h", "2 parsecs", "-1h", "2h x", None, True, 1.5, "9" * 400 + "h"])
def test_what_is_no_duration_is_refused_with_an_example(text):
    with pytest.raises(ValueError, match="duration"):
        Duration.parse(text)


@pytest.mark.parametrize(
    ("most", "more"), [("36525 days", "36526 days"), ("109575 working days", "109576 working days")]
)
def test_nothing_takes_longer_than_a_hundred_years(most, more):
    assert Duration.parse(most).seconds == LONGEST_DURATION
    with pytest.raises(ValueError, match="a duration of more than a hundred years is too long"):
        Duration.parse(more)


@given(st.decimals(0, 1e9, places=6), st.booleans())
def test_a_duration_survives_being_written(seconds, working):
    suffix = " working days" if working else "s"
    amount = seconds / 28800 if working else seconds
    duration = Duration.parse(f"{amount:.6f}{suffix}")
    assert Duration.parse(str(duration)) == duration


def test_a_changed_copy_knows_nothing_of_the_old_values():
    class Side(Frozen):
        length: int

        @cached_property
        def square(self) -> int:
            return self.length**2

    side = Side(length=2)
    assert side.square == 4
    assert side.model_copy(update={"length": 3}).square == 9
    assert side.model_copy() == side


def test_times_of_day():
    assert parse_clock("8:30") == 8 * 3600 + 1800
    assert parse_clock("24:00") == 86400
    assert clock_text(parse_clock("08:30")) == "08:30"
    for wrong in ("24:01", "8:60", "0830", "", 830):
        with pytest.raises(ValueError, match="08:30"):
            parse_clock(wrong)


def test_a_period_that_ends_before_it_starts_runs_past_midnight():
    assert Period.parse("22:00-06:00") == Period(22 * 3600, 30 * 3600)
    assert str(Period.parse("22:00-06:00")) == "22:00-06:00"
    assert Period.parse("08:30 – 12:00") == Period(30600, 43200)
    with pytest.raises(ValueError, match="08:30-12:00"):
        Period.parse("08:30")
