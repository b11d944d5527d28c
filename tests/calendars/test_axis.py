"""The time axis: elapsed seconds, local days, time changes."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencysim.calendars import TimeAxis

HOUR = 3600
BERLIN = TimeAxis(date(2026, 3, 28), "Europe/Berlin")  # clocks go forward on the 29th
BERLIN_AUTUMN = TimeAxis(date(2026, 10, 24), "Europe/Berlin")  # and back on the 25th
SHANGHAI = TimeAxis(date(2026, 1, 1), "Asia/Shanghai")


def test_the_start_day_begins_at_zero():
    assert SHANGHAI.seconds(date(2026, 1, 1)) == 0
    assert SHANGHAI.seconds(datetime(2026, 1, 2, 8, 30)) == 32 * HOUR + 1800


def test_a_moment_is_local_and_knows_its_zone():
    moment = SHANGHAI.moment(9 * HOUR)
    assert moment.isoformat() == "2026-01-01T09:00:00+08:00"


def test_an_aware_moment_of_another_zone_is_the_same_instant():
    assert SHANGHAI.seconds(datetime(2026, 1, 1, 1, 0, 0, 999_999, tzinfo=UTC)) == 9 * HOUR


def test_the_day_on_which_clocks_go_forward_has_23_hours_and_the_other_25():
    assert BERLIN.midnight(2) - BERLIN.midnight(1) == 23 * HOUR
    assert BERLIN_AUTUMN.midnight(2) - BERLIN_AUTUMN.midnight(1) == 25 * HOUR


def test_a_skipped_wall_clock_time_means_the_moment_of_the_change():
    change = BERLIN.seconds(datetime(2026, 3, 29, 3, 0))
    assert change == 26 * HOUR
    for minute in (0, 1, 30, 59):
        assert BERLIN.seconds(datetime(2026, 3, 29, 2, minute)) == change


def test_a_repeated_wall_clock_time_means_the_first_of_the_two():
    assert BERLIN_AUTUMN.seconds(datetime(2026, 10, 25, 2, 30)) == 26 * HOUR + 1800
    assert BERLIN_AUTUMN.seconds(datetime(2026, 10, 25, 3, 0)) == 28 * HOUR


def test_a_skipped_midnight_begins_the_day_at_the_moment_of_the_change():
    cairo = TimeAxis(date(2026, 4, 23), "Africa/Cairo")  # 00:00 on Friday the 24th becomes 01:00
    assert cairo.midnight(1) == 24 * HOUR
    assert cairo.moment(cairo.midnight(1)).hour == 1
    assert cairo.midnight(2) == 47 * HOUR


def test_days_before_the_start_have_negative_numbers():
    assert SHANGHAI.day_of(-1) == -1
    assert SHANGHAI.date_of(-1) == date(2025, 12, 31)


def test_an_unknown_zone_is_refused_with_an_example():
    with pytest.raises(ValueError, match=r"Mars/Base.*Asia/Shanghai"):
        TimeAxis(date(2026, 1, 1), "Mars/Base")


@given(st.integers(-400 * 24, 400 * 24).map(lambda half_hours: half_hours * 1800 + 17))
def test_day_date_and_moment_agree_at_any_time_in_a_zone_with_time_changes(seconds):
    assert BERLIN.seconds(BERLIN.moment(seconds)) == seconds
    day = BERLIN.day_of(seconds)
    assert BERLIN.midnight(day) <= seconds < BERLIN.midnight(day + 1)
    assert BERLIN.date_of(seconds) == BERLIN.moment(seconds).date() == BERLIN.start + timedelta(days=day)
