"""Calendars as intervals, against an oracle that walks moment by moment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencysim.calendars import Calendar, finish_together, work_together
from agencysim.errors import HorizonError

HORIZON = 120
HOUR, DAY = 3600, 86400

moments = st.integers(0, HORIZON + 10)
amounts = st.integers(0, 40)
intervals = st.lists(st.tuples(st.integers(-20, HORIZON + 20), st.integers(-20, HORIZON + 20)), max_size=8)
calendars = intervals.map(lambda pairs: Calendar.from_intervals(pairs, HORIZON))
crews = st.lists(intervals, min_size=1, max_size=4)


def open_moments(pairs):
    """Walk over all moments and keep those that lie in an interval."""
    return {t for t in range(HORIZON) if any(start <= t < end for start, end in pairs)}


def walked_finish(is_open, start, work):
    """Count open moments one by one; none if the horizon comes first."""
    t = start
    while work:
        if t >= HORIZON:
            return None
        work -= t in is_open
        t += 1
    return t


def answer(question, *arguments):
    """Return the answer, none where the horizon comes first."""
    try:
        return question(*arguments)
    except HorizonError:
        return None


def working_days(count, *periods):
    """Return a calendar with the same hours on each day."""
    pairs = [(day * DAY + a * HOUR, day * DAY + b * HOUR) for day in range(count) for a, b in periods]
    return Calendar.from_intervals(pairs, count * DAY)


@given(intervals, moments, amounts)
def test_finish_is_where_a_walk_has_met_enough_open_moments(pairs, start, work):
    calendar = Calendar.from_intervals(pairs, HORIZON)
    assert answer(calendar.finish, start, work) == walked_finish(open_moments(pairs), start, work)


@given(intervals, moments, moments)
def test_work_between_counts_open_moments(pairs, a, b):
    calendar = Calendar.from_intervals(pairs, HORIZON)
    assert calendar.work_between(a, b) == len(open_moments(pairs) & set(range(a, b)))


@given(intervals, moments)
def test_openings_and_closings_are_where_a_walk_finds_them(pairs, t):
    calendar = Calendar.from_intervals(pairs, HORIZON)
    is_open = open_moments(pairs)
    following = sorted(moment for moment in is_open if moment >= t)
    assert calendar.is_open(t) == (t in is_open)
    assert answer(calendar.next_open, t) == (following[0] if following else None)
    if t in is_open:
        closed = sorted(set(range(t, HORIZON + 1)) - is_open)
        assert calendar.open_until(t) == closed[0]


@given(crews, moments, amounts)
def test_a_crew_finishes_where_a_walk_has_met_enough_moments_open_to_all(crew, start, work):
    common = set.intersection(*(open_moments(pairs) for pairs in crew))
    together = [Calendar.from_intervals(pairs, HORIZON) for pairs in crew]
    expected = walked_finish(common, start, work)
    assert answer(finish_together, together, start, work) == expected
    assert answer(Calendar.intersection(*together).finish, start, work) == expected


@given(crews, moments, moments)
def test_a_crew_works_the_moments_open_to_all(crew, a, b):
    common = set.intersection(*(open_moments(pairs) for pairs in crew))
    together = [Calendar.from_intervals(pairs, HORIZON) for pairs in crew]
    assert work_together(together, a, b) == len(common & set(range(a, b)))


@given(intervals, intervals)
def test_set_operations_are_those_of_sets(left, right):
    a, b = (Calendar.from_intervals(pairs, HORIZON) for pairs in (left, right))
    expected = {
        a.intersection(b): open_moments(left) & open_moments(right),
        a.union(b): open_moments(left) | open_moments(right),
        a.minus(b): open_moments(left) - open_moments(right),
    }
    for calendar, is_open in expected.items():
        assert {t for t in range(HORIZON) if calendar.is_open(t)} == is_open


@given(calendars)
def test_intervals_are_sorted_apart_and_inside_the_horizon(calendar):
    opens, closes = calendar.boundaries()
    assert all(opens < closes)
    assert all(closes[:-1] < opens[1:])
    assert calendar.work_between(-100, HORIZON + 100) == calendar.work_between(0, HORIZON)
    assert not calendar.is_open(-1)
    assert not calendar.is_open(HORIZON)


@given(calendars, moments, amounts)
def test_finish_undoes_work_between(calendar, start, work):
    end = answer(calendar.finish, start, work)
    if end is None:
        assert calendar.work_between(start, HORIZON) < work
    else:
        assert calendar.work_between(start, end) == work


def test_work_pauses_over_lunch_and_night():
    calendar = working_days(3, (8, 12), (14, 18))
    assert calendar.finish(11 * HOUR, 2 * HOUR) == 15 * HOUR
    assert calendar.finish(17 * HOUR, 2 * HOUR) == 33 * HOUR


def test_work_ends_at_the_closing_not_at_the_next_opening():
    calendar = working_days(2, (8, 12), (14, 18))
    assert calendar.finish(8 * HOUR, 4 * HOUR) == 12 * HOUR


def test_no_work_is_finished_at_once_even_when_closed():
    assert working_days(1, (8, 12)).finish(3 * HOUR, 0) == 3 * HOUR
    assert Calendar.never(DAY).finish(5, 0) == 5


def test_a_break_does_not_end_the_shift():
    calendar = working_days(2, (8, 12), (14, 18))
    during_work, during_lunch, at_night = 9 * HOUR, 13 * HOUR, 20 * HOUR
    assert calendar.shift_end(during_work) == 18 * HOUR
    assert calendar.shift_end(during_lunch) == 18 * HOUR
    assert calendar.shift_end(at_night) == 42 * HOUR


def test_touching_intervals_are_one_and_belong_to_the_shift_that_began_first():
    calendar = Calendar.from_intervals([(0, 10), (10, 20), (30, 40)], 50, shifts=[3, 4, 5])
    assert calendar.starts.tolist() == [0, 30]
    assert calendar.ends.tolist() == [20, 40]
    assert calendar.shifts.tolist() == [3, 5]


def test_the_typical_day_is_the_most_frequent_one_and_the_longest_of_equals():
    assert working_days(3, (8, 12), (14, 18)).day_length == 8 * HOUR
    half_day_last = [(8 * HOUR, 16 * HOUR), (DAY, DAY + 8 * HOUR), (2 * DAY, 2 * DAY + 4 * HOUR)]
    assert Calendar.from_intervals(half_day_last, 3 * DAY).day_length == 8 * HOUR
    assert Calendar.from_intervals([(0, HOUR), (DAY, DAY + 2 * HOUR)], 2 * DAY).day_length == 2 * HOUR


def test_round_the_clock_is_one_interval_of_24_hour_days():
    calendar = Calendar.always(400 * DAY)
    assert calendar.starts.tolist() == [0]
    assert calendar.day_length == DAY
    assert calendar.finish(1234, 5678) == 6912
    assert calendar.shift_end(7) == 400 * DAY


def test_an_empty_calendar_never_opens():
    calendar = Calendar.never(DAY)
    assert calendar.day_length == 0
    assert calendar.work_between(0, DAY) == 0
    assert not calendar.is_open(0)
    for question in (calendar.next_open, calendar.shift_end):
        with pytest.raises(HorizonError, match="not open again"):
            question(0)
    with pytest.raises(HorizonError, match="none of 0 d 1 h"):
        calendar.finish(0, HOUR)


def test_work_beyond_the_horizon_says_how_much_fits():
    calendar = working_days(2, (8, 12))
    assert calendar.finish(0, 8 * HOUR) == 36 * HOUR
    with pytest.raises(HorizonError):
        calendar.finish(0, 8 * HOUR + 1)
    with pytest.raises(HorizonError, match=r"only 0 d 8 h of 0 d 9 h .* let calendars reach further"):
        calendar.finish(0, 9 * HOUR)


def test_a_crew_that_is_never_on_duty_together_is_told_so():
    early, late = working_days(3, (6, 14)), working_days(3, (14, 22))
    with pytest.raises(HorizonError, match="the 2 calendars are not open together again"):
        finish_together([early, late], 0, HOUR)
    assert work_together([early, late], 0, 3 * DAY) == 0


def test_a_crew_with_one_calendar_has_the_answer_of_that_calendar():
    calendar = working_days(3, (8, 12), (14, 18))
    assert finish_together([calendar, calendar], 0, 9 * HOUR) == calendar.finish(0, 9 * HOUR) == 33 * HOUR
    assert work_together([calendar], 0, DAY) == 8 * HOUR


def test_open_until_needs_an_open_moment():
    with pytest.raises(ValueError, match="closed at 0 s"):
        working_days(1, (8, 12)).open_until(0)


def test_an_intersection_keeps_the_first_calendars_shifts():
    person = Calendar.from_intervals([(8, 20), (30, 40)], 100, shifts=[7, 8])
    site = Calendar.from_intervals([(0, 10), (15, 35)], 100, shifts=[1, 2])
    assert person.intersection(site).shifts.tolist() == [7, 7, 8]
    assert Calendar.always(100).intersection(site).shifts.tolist() == [1, 2]


def test_a_union_takes_the_shift_of_the_calendar_that_opens():
    first = Calendar.from_intervals([(10, 20)], 100, shifts=[7])
    second = Calendar.from_intervals([(15, 25), (30, 40)], 100, shifts=[1, 2])
    assert first.union(second).shifts.tolist() == [7, 2]


def test_what_is_taken_out_leaves_a_break_in_the_shift():
    calendar = working_days(1, (8, 18)).minus(Calendar.from_intervals([(9 * HOUR, 10 * HOUR)], DAY))
    assert calendar.starts.tolist() == [8 * HOUR, 10 * HOUR]
    assert calendar.shift_end(8 * HOUR) == 18 * HOUR
    assert calendar.day_length == 9 * HOUR


def test_calendars_of_different_horizons_cannot_be_combined():
    with pytest.raises(ValueError, match="expand them alike"):
        working_days(1, (8, 12)).intersection(working_days(2, (8, 12)))


def test_a_calendar_cannot_be_changed():
    with pytest.raises(ValueError, match="read-only"):
        Calendar.always(10).starts[0] = 5
