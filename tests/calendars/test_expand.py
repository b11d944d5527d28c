"""Calendars as written, expanded to open time: golden days, inheritance, absence, time changes."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from functools import cache
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agencysim.calendars import CalendarChange, CalendarSpec, PublicDays, Shift, TimeAxis, expand
from agencysim.calendars.spec import WEEKDAYS

HOUR, DAY = 3600, 86400
STEP = 300

NOWHERE, CHINA = PublicDays(None), PublicDays("CN")
MONDAY = TimeAxis(date(2026, 3, 2), "Asia/Shanghai")
SHIFTS = {
    "day": Shift.model_validate(["08:30-12:00", "14:00-17:30"]),
    "half": Shift.model_validate(["08:30-12:00"]),
    "night": Shift.model_validate(["22:00-02:00", "03:00-06:00"]),
}
SIX_DAYS = {"mon-sat": "day"}
SEVEN_HOURS = 7 * HOUR


def calendars(**written):
    return {name: CalendarSpec.model_validate(fields) for name, fields in written.items()}


def expanded(name="staff", axis=MONDAY, days=14, public=NOWHERE, *, specs=None, **options):
    specs = specs or calendars(staff={"week": SIX_DAYS})
    return expand(name, specs, SHIFTS, axis, axis.midnight(days), public, **options)


def hours_of_days(calendar, axis=MONDAY):
    """Return the open hours of each local day."""
    midnights = [axis.midnight(day) for day in range(axis.day_of(calendar.horizon) + 1)]
    return [calendar.work_between(a, b) / HOUR for a, b in pairwise(midnights)]


def test_a_six_day_week_of_42_hours():
    assert hours_of_days(expanded()) == [7, 7, 7, 7, 7, 7, 0] * 2
    assert expanded().day_length == SEVEN_HOURS


def test_lunch_is_a_break_within_the_shift_of_the_day():
    calendar = expanded(days=2)
    assert calendar.starts.tolist() == [8.5 * HOUR, 14 * HOUR, 32.5 * HOUR, 38 * HOUR]
    assert calendar.shifts.tolist() == [0, 0, 1, 1]


def test_spring_festival_2026_with_a_six_day_week():
    axis = TimeAxis(date(2026, 2, 1), "Asia/Shanghai")
    hours = hours_of_days(expanded(axis=axis, days=28, public=CHINA), axis)
    closed = [day for day, worked in enumerate(hours, start=1) if worked == 0]
    assert closed == [1, 8, *range(15, 24)]
    assert set(hours) == {0, 7}


def test_a_make_up_workday_on_a_sunday_has_the_first_working_weekdays_hours():
    axis = TimeAxis(date(2026, 1, 1), "Asia/Shanghai")
    specs = calendars(staff={"week": {"tue": "half", "wed-sat": "day"}})
    hours = hours_of_days(expanded(axis=axis, days=6, public=CHINA, specs=specs), axis)
    assert hours == [0, 0, 0, 3.5, 0, 3.5]


def test_a_make_up_workday_that_is_worked_anyway_keeps_its_own_hours():
    axis = TimeAxis(date(2026, 2, 13), "Asia/Shanghai")
    specs = calendars(staff={"week": {"mon-fri": "day", "sat": "half"}})
    assert hours_of_days(expanded(axis=axis, days=3, public=CHINA, specs=specs), axis) == [7, 3.5, 0]


def test_public_holidays_may_be_worked_and_then_nothing_is_made_up():
    axis = TimeAxis(date(2026, 2, 1), "Asia/Shanghai")
    specs = calendars(base={"week": {"mon-fri": "day"}, "public_holidays": "worked"}, staff={"base": "base"})
    hours = hours_of_days(expanded(axis=axis, days=28, public=CHINA, specs=specs), axis)
    assert hours == [0, 7, 7, 7, 7, 7, 0] * 4


def test_the_calendars_country_holds_and_else_the_given_one():
    axis = TimeAxis(date(2026, 1, 1), "Europe/Berlin")
    specs = calendars(
        germany={"country": "DE", "week": {"mon-fri": "day"}},
        staff={"base": "germany"},
        bavaria={"base": "germany", "country": "DE-BY"},
    )
    epiphany = 5
    assert hours_of_days(expanded("staff", axis, 7, CHINA, specs=specs), axis)[epiphany] == 7
    assert hours_of_days(expanded("bavaria", axis, 7, CHINA, specs=specs), axis)[epiphany] == 0
    plain = calendars(staff={"week": {"mon-sun": "day"}})
    assert hours_of_days(expanded(axis=axis, days=3, public=CHINA, specs=plain), axis) == [0, 0, 0]


def test_a_person_inherits_from_department_company_and_country():
    specs = calendars(
        country={"exceptions": {"2026-03-04": "off"}},
        company={"base": "country", "week": SIX_DAYS, "exceptions": {"2026-03-05": "off"}},
        department={"base": "company", "week": {"sat": "half"}},
        staff={"base": "department", "week": {"mon": "off"}, "exceptions": {"2026-03-05": "half"}},
    )
    assert hours_of_days(expanded(days=7, specs=specs)) == [0, 7, 0, 3.5, 7, 3.5, 0]


def test_exceptions_win_over_public_holidays():
    axis = TimeAxis(date(2026, 2, 16), "Asia/Shanghai")
    specs = calendars(staff={"week": SIX_DAYS, "exceptions": {"2026-02-17": "half", "2026-02-24": "off"}})
    hours = hours_of_days(expanded(axis=axis, days=10, public=CHINA, specs=specs), axis)
    assert hours == [0, 3.5, 0, 0, 0, 0, 0, 0, 0, 7]


def test_a_night_shift_is_one_shift_of_the_day_it_began_on():
    specs = calendars(staff={"week": {"mon": "night"}})
    calendar = expanded(days=7, specs=specs)
    assert calendar.starts.tolist() == [22 * HOUR, 27 * HOUR]
    assert calendar.ends.tolist() == [26 * HOUR, 30 * HOUR]
    assert calendar.shifts.tolist() == [0, 0]
    assert calendar.shift_end(23 * HOUR) == 30 * HOUR
    assert calendar.day_length == SEVEN_HOURS


def test_the_night_shift_of_the_evening_before_the_start_is_still_on():
    specs = calendars(staff={"week": {"sun": "night"}})
    calendar = expanded(days=2, specs=specs)
    assert calendar.starts.tolist() == [0, 3 * HOUR]
    assert calendar.ends.tolist() == [2 * HOUR, 6 * HOUR]
    assert calendar.shifts.tolist() == [-1, -1]


def test_a_shift_is_cut_at_the_horizon():
    specs = calendars(staff={"week": {"mon": "night"}})
    calendar = expanded(days=1, specs=specs)
    assert calendar.ends.tolist() == [24 * HOUR]


def test_leave_takes_whole_shifts_with_both_its_days_included():
    absences = [(date(2026, 3, 3), date(2026, 3, 4)), (date(2026, 3, 6), date(2026, 3, 6))]
    on_leave = expanded(days=7, leave=absences)
    assert hours_of_days(on_leave) == [7, 0, 0, 7, 0, 7, 0]
    nights = calendars(staff={"week": {"mon-tue": "night"}})
    calendar = expanded(days=7, specs=nights, leave=[(date(2026, 3, 3), date(2026, 3, 3))])
    assert calendar.ends.tolist()[-1] == 30 * HOUR


def test_leave_outside_the_horizon_changes_nothing():
    far = [(date(2020, 1, 1), date(2020, 2, 1)), (date(2030, 1, 1), date(2030, 2, 1))]
    assert hours_of_days(expanded(leave=far)) == hours_of_days(expanded())


def test_the_first_and_last_day_of_employment_are_worked():
    employed = (date(2026, 3, 4), date(2026, 3, 6))
    assert hours_of_days(expanded(days=7, employed=employed)) == [0, 0, 7, 7, 7, 0, 0]
    assert hours_of_days(expanded(days=7, employed=(None, date(2026, 3, 3)))) == [7, 7, 0, 0, 0, 0, 0]
    assert hours_of_days(expanded(days=7, employed=(date(2026, 3, 6), None))) == [0, 0, 0, 0, 7, 7, 0]
    assert hours_of_days(expanded(days=7, employed=(date(2027, 1, 1), None))) == [0] * 7


def test_a_dated_change_of_a_base_reaches_those_derived_from_it():
    specs = calendars(
        short={"week": {"mon-fri": "half"}},
        company={
            "week": {"mon-fri": "day"},
            "changes": [{"from": "2026-03-04", "until": "2026-03-10", "calendar": "short"}],
        },
        staff={"base": "company", "week": {"fri": "day"}},
    )
    assert hours_of_days(expanded(specs=specs)) == [7, 7, 3.5, 3.5, 7, 0, 0, 3.5, 3.5, 7, 7, 7, 0, 0]


def test_a_calendar_may_change_to_one_that_is_based_on_it():
    specs = calendars(
        staff={"week": SIX_DAYS, "changes": [{"from": "2026-03-05", "calendar": "shorter"}]},
        shorter={"base": "staff", "week": {"fri": "half"}},
    )
    assert hours_of_days(expanded(days=7, specs=specs)) == [7, 7, 7, 7, 3.5, 7, 0]


def test_the_last_listed_change_holds_and_a_persons_own_comes_first():
    specs = calendars(staff={"week": SIX_DAYS}, half={"week": {"mon-sun": "half"}})
    lent = CalendarChange(from_=date(2026, 3, 3), until=date(2026, 3, 5), calendar="half")
    away = CalendarChange(from_=date(2026, 3, 4), until=date(2026, 3, 4), calendar="never")
    assert hours_of_days(expanded(days=7, specs=specs, changes=[lent, away])) == [7, 3.5, 0, 3.5, 7, 7, 0]


def test_what_is_blocked_is_a_break():
    calendar = expanded(days=1, blocked=[(9 * HOUR, 10 * HOUR)])
    assert calendar.work_between(0, DAY) == 6 * HOUR
    assert calendar.shift_end(9 * HOUR) == 17.5 * HOUR


def test_always_and_never_need_no_declaration():
    always = expanded("always", days=400, public=CHINA)
    assert (always.starts.tolist(), always.ends.tolist()) == ([0], [400 * DAY])
    assert always.day_length == DAY
    assert expanded("never").day_length == 0


def test_a_calendar_that_says_nothing_is_never_open():
    calendar = expanded(specs=calendars(staff={}), public=CHINA)
    assert len(calendar.starts) == 0
    assert calendar.day_length == 0


def test_half_days_do_not_change_the_typical_day():
    specs = calendars(staff={"week": {"mon-thu": "day", "fri-sat": "half"}})
    assert expanded(specs=specs).day_length == SEVEN_HOURS


def test_overlapping_shifts_of_two_days_are_worked_once():
    specs = calendars(staff={"week": {"mon": "20:00-10:00", "tue": "08:00-12:00"}})
    calendar = expanded(days=7, specs=specs)
    assert (calendar.starts.tolist(), calendar.ends.tolist()) == ([20 * HOUR], [36 * HOUR])
    assert calendar.shifts.tolist() == [0]


@pytest.mark.parametrize(
    ("written", "message"),
    [
        ({"base": "nowhere"}, "calendar 'nowhere' is not declared: there are other, staff"),
        ({"week": {"mon": "evening"}}, "shift 'evening' is not declared: there are day, half, night"),
        ({"changes": [{"from": "2026-03-05", "calendar": "gone"}]}, "calendar 'gone' is not declared"),
        ({"base": "other"}, "based on itself: staff -> other -> staff"),
        ({"country": "XX"}, "no public holidays are known for 'XX'"),
    ],
)
def test_what_is_not_known_is_named(written, message):
    with pytest.raises(ValueError, match=message):
        expanded(specs=calendars(staff=written, other={"base": "staff"}))


@pytest.mark.parametrize(
    ("saturday", "hours"),
    [(date(2026, 3, 28), 7), (date(2026, 10, 24), 9)],
    ids=["clocks go forward", "clocks go back"],
)
def test_a_night_shift_loses_or_gains_the_hour_of_the_change(saturday, hours):
    axis = TimeAxis(saturday, "Europe/Berlin")
    calendar = expanded(axis=axis, days=3, specs=calendars(staff={"week": {"sat": "22:00-06:00"}}))
    assert calendar.starts.tolist() == [22 * HOUR]
    assert calendar.ends.tolist() == [(22 + hours) * HOUR]
    assert axis.moment(calendar.ends.tolist()[0]).hour == 6
    assert calendar.day_length == 8 * HOUR


@pytest.mark.parametrize("saturday", [date(2026, 3, 28), date(2026, 10, 24)])
def test_hours_away_from_the_change_keep_their_length_and_their_wall_clock_time(saturday):
    axis = TimeAxis(saturday, "Europe/Berlin")
    calendar = expanded(axis=axis, days=3, specs=calendars(staff={"week": {"sat-mon": "day"}}))
    assert hours_of_days(calendar, axis) == [7, 7, 7]
    assert {axis.moment(start).strftime("%H:%M") for start in calendar.starts.tolist()} == {"08:30", "14:00"}


@cache
def wall_clock(axis: TimeAxis, days: int) -> list[datetime]:
    """Return the local time at every step."""
    return [axis.moment(t).replace(tzinfo=None) for t in range(0, axis.midnight(days) + 1, STEP)]


def first_step_from(wanted: datetime, clock: Iterable[datetime]) -> int:
    return next((step for step, local in enumerate(clock) if local >= wanted), 10**9)


def open_steps(axis: TimeAxis, days: int, week: dict[str, list[tuple[int, int]]]) -> set[int]:
    """Look at the wall clock step by step: a period runs from its start's first showing to its end's."""
    clock = wall_clock(axis, days)
    is_open: set[int] = set()
    for day in range(-1, days):
        midnight = datetime.combine(axis.start + timedelta(days=day), datetime.min.time())
        for start, end in week[WEEKDAYS[midnight.weekday()]]:
            bounds = [first_step_from(midnight + timedelta(minutes=at), clock) for at in (start, end)]
            is_open.update(range(bounds[0], min(bounds[1], len(clock) - 1)))
    return is_open


periods = st.tuples(st.integers(0, 287), st.integers(1, 288)).map(lambda p: (p[0] * 5, (p[0] + p[1]) * 5))
weeks = st.fixed_dictionaries({weekday: st.lists(periods, max_size=1) for weekday in WEEKDAYS})
axes = st.sampled_from(
    [
        TimeAxis(date(2026, 3, 27), "Europe/Berlin"),
        TimeAxis(date(2026, 10, 23), "Europe/Berlin"),
        TimeAxis(date(2026, 4, 22), "Africa/Cairo"),
        TimeAxis(date(2026, 4, 3), "Australia/Lord_Howe"),
        TimeAxis(date(2026, 3, 27), "Asia/Shanghai"),
    ]
)


def clock_text(minutes):
    return f"{minutes // 60 % 24:02d}:{minutes % 60:02d}"


@settings(deadline=None, max_examples=60)
@given(axes, weeks)
def test_open_time_is_what_a_walk_along_the_wall_clock_finds(axis, week):
    days = 4
    specs = calendars(
        staff={"week": {w: [f"{clock_text(a)}-{clock_text(b)}" for a, b in plan] for w, plan in week.items()}}
    )
    calendar = expanded(axis=axis, days=days, specs=specs)
    expected = open_steps(axis, days, week)
    assert calendar.work_between(0, calendar.horizon) == len(expected) * STEP
    assert {step for step in range(calendar.horizon // STEP) if calendar.is_open(step * STEP)} == expected


@given(st.integers(0, 27), st.integers(0, 27))
def test_more_leave_never_opens_a_moment(first, length):
    start = MONDAY.start + timedelta(days=first)
    on_leave = expanded(days=28, leave=[(start, start + timedelta(days=length))])
    assert len(on_leave.minus(expanded(days=28)).starts) == 0
    assert not on_leave.work_between(MONDAY.midnight(first), MONDAY.midnight(first + length + 1))
