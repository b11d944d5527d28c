"""Who was there, what a set of rules calls overtime, what it forbids, and what overtime costs: reckoned by hand."""

from dataclasses import replace

import polars as pl
import pytest
from scripted import agency, at, moment

from agencysim import load, simulate
from agencysim.domain import WorkingTimeRules
from agencysim.domain.working_time import CHINA, EU, WorkingTime
from agencysim.figures import Window, months_of
from agencysim.figures.breaches import RULES, breaches
from agencysim.figures.presence import Attendance, presence
from agencysim.figures.working_time import overtime_by, pay, working_time
from agencysim.log import Log
from agencysim.snapshot import state_at

HOUR, DAY = 3600, 86400
SIX_DAYS = {"mon-sat": ["08:30-12:00", "14:00-17:30"]}
ALL = Window(-(10**9), 10**9)
SPRING = {"country": "CN", "start": "2026-02-09"}  # a Monday; 16 to 19 February are paid threefold
WORKED = {"public_holidays": "worked"}


def log_of(week=SIX_DAYS, *, weeks=1, overtime=(), sick=(), details=None, hers=None, **parts) -> Log:
    """The log of an agency without jobs, in which Ann has some roster, overtime and sickness."""
    ann = {"wage": 10} | (details or {})
    calendars = {"hers": {"week": week} | (hers or {})}
    scenario = agency(
        people={"ann": ann}, calendars=calendars, **{"calendar": "hers", "weeks": 1, "job_types": {}, **parts}
    )
    return rewritten(simulate(scenario, weeks=weeks), overtime, sick)


def rewritten(log: Log, overtime=(), sick=()) -> Log:
    """The log with some overtime and sickness more."""
    granted = [("ann", at(start), at(until), kind, "job", "step") for start, until, kind in map(_kind, overtime)]
    absent = [("ann", at(start), at(end), "sick") for start, end in sick]
    tables = dict(log.tables)
    for name, rows in (("overtime", granted), ("absences", absent)):
        more = pl.DataFrame(rows, schema=tables[name].schema, orient="row")
        tables[name] = pl.concat([tables[name], more])
    return replace(log, tables=tables)


def _kind(grant):
    return grant if len(grant) == 3 else (*grant, "workday")


def shifts(log):
    """Day, start, end, hours by the roster and hours of overtime of every shift."""
    rows = presence(log).select("day", "start", "end", "paid", "overtime").iter_rows()
    return [(day, moment(a), moment(b), paid / HOUR, extra / HOUR) for day, a, b, paid, extra in rows]


def hours(log, rules, window=ALL):
    """Hours of overtime by pay class."""
    return {kind: round(each, 6) for _, kind, each in overtime_by(log, window, rules).iter_rows()}


def found(log, window=ALL, **limits):
    """What breaks a set of rules: about what, measure, excess."""
    table = breaches(log, window, limits.pop("rules", None) or WorkingTimeRules.model_validate(limits))
    return [
        (about, round(measure, 4), round(excess, 4))
        for about, measure, excess in table.select("about", "measure", "excess").iter_rows()
    ]


class TestPresence:
    def test_a_shift_is_there_without_its_breaks(self):
        first, *_, last = shifts(log_of())
        assert first == (0, "mon 08:30", "mon 17:30", 7, 0)
        assert last == (5, "sat 08:30", "sat 17:30", 7, 0)

    def test_meetings_are_presence(self):
        talk = {"talk": {"weekdays": "mon", "at": "08:30", "lasts": "9h", "who": "ann"}}
        assert shifts(log_of(routines=talk))[0] == (0, "mon 08:30", "mon 17:30", 7, 0)

    @pytest.mark.parametrize(
        "away", [{"leave": ["2026-01-06"]}, {"lent": [{"first": "2026-01-06", "last": "2026-01-06"}]}]
    )
    def test_leave_and_days_lent_to_others_are_not(self, away):
        assert [row[0] for row in shifts(log_of(details=away))] == [0, 2, 3, 4, 5]

    def test_who_works_elsewhere_in_the_agency_is_there(self):
        lent = {"lent": [{"first": "2026-01-06", "last": "2026-01-06", "skills": {"ann": 1}}]}
        assert len(shifts(log_of(details=lent))) == 6

    def test_sickness_is_not_presence_and_may_end_within_a_shift(self):
        rows = shifts(log_of(sick=[("tue 08:30", "wed 16:00")]))
        assert [row[0] for row in rows] == [0, 2, 3, 4, 5]
        assert rows[1] == (2, "wed 16:00", "wed 17:30", 1.5, 0)

    def test_only_those_employed_are_there(self):
        rows = shifts(log_of(details={"hired_from": "2026-01-07", "employed_until": "2026-01-08"}))
        assert [row[0] for row in rows] == [2, 3]

    def test_a_night_shift_is_one_shift_of_the_day_on_which_it_began(self):
        rows = shifts(log_of({"tue,thu": ["22:00-02:00", "02:30-05:30"]}))
        assert rows == [(1, "tue 22:00", "wed 05:30", 7, 0), (3, "thu 22:00", "fri 05:30", 7, 0)]

    def test_leave_takes_the_whole_night_shift_that_begins_on_it(self):
        assert shifts(log_of({"tue,thu": "22:00-06:00"}, details={"leave": ["2026-01-07"]}))[0][2] == "wed 06:00"
        assert len(shifts(log_of({"tue,thu": "22:00-06:00"}, details={"leave": ["2026-01-06"]}))) == 1

    def test_overtime_goes_on_with_the_shift_that_it_follows(self):
        row = shifts(log_of(overtime=[("mon 17:30", "mon 18:00"), ("mon 18:00", "mon 19:00")]))[0]
        assert row == (0, "mon 08:30", "mon 19:00", 7, 1.5)

    def test_overtime_after_midnight_belongs_to_the_night_shift_before(self):
        log = log_of({"tue": "22:00-06:00"}, overtime=[("wed 06:00", "wed 07:00")])
        assert shifts(log) == [(1, "tue 22:00", "wed 07:00", 8, 1)]

    def test_overtime_after_a_pause_belongs_to_its_day(self):
        log = log_of({"mon": "08:00-16:00"}, overtime=[("mon 17:00", "mon 18:00")])
        assert shifts(log) == [(0, "mon 08:00", "mon 18:00", 8, 1)]

    def test_overtime_without_a_shift_is_a_shift_of_its_own(self):
        assert shifts(log_of(overtime=[("sun 10:00", "sun 12:00")]))[-1] == (6, "sun 10:00", "sun 12:00", 0, 2)

    def test_who_is_always_there_has_a_shift_on_each_day(self):
        assert shifts(log_of(calendar="always", weeks=2 / 7)) == [
            (0, "mon 00:00", "tue 00:00", 24, 0),
            (1, "tue 00:00", "wed 00:00", 24, 0),
        ]
        assert shifts(log_of({"mon-sun": "00:00-24:00"}, weeks=2 / 7)) == shifts(log_of(calendar="always", weeks=2 / 7))

    def test_a_shift_that_the_run_cuts_is_there_so_far(self):
        assert shifts(log_of(weeks=15 / 24 / 7)) == [(0, "mon 08:30", "mon 15:00", 4.5, 0)]

    def test_the_night_shift_before_the_start_reaches_in(self):
        assert shifts(log_of({"sun": "22:00-06:00"}, weeks=1 / 7)) == [(-1, "mon 00:00", "mon 06:00", 6, 0)]

    def test_the_hours_are_those_of_the_local_clock(self):
        # On Sunday, 29 March 2026, Germany's night has an hour less.
        log = log_of({"sat": "22:00-06:00"}, start="2026-03-23", zone="Europe/Berlin")
        assert [row[3] for row in shifts(log)] == [7]

    def test_without_people_nobody_is_there(self):
        log = simulate(agency(people={}, job_types={}))
        assert presence(log).height == 0
        assert working_time(log).overtime.total == pay(log).total == 0

    def test_a_run_that_goes_on_has_the_same_shifts(self):
        whole = log_of()
        half = simulate(whole.scenario, weeks=3 / 7)
        rest = simulate(whole.scenario, weeks=1, state=state_at(half, half.manifest.end))
        assert shifts(rest) == shifts(whole)[3:]


class TestOvertime:
    def test_six_days_of_seven_hours_are_two_hours_over_the_week(self):
        assert hours(log_of(), CHINA) == {"workday": 2}

    def test_the_day_comes_before_the_week(self):
        nine = ["08:00-12:00", "13:00-18:00"]
        assert hours(log_of({"mon-fri": nine}), CHINA) == {"workday": 5}
        assert hours(log_of({"mon-fri": nine, "sat": "08:00-12:00"}), CHINA) == {"workday": 9}

    def test_neither_day_nor_week_is_exceeded_by_what_they_may_hold(self):
        assert hours(log_of({"mon-fri": "08:00-16:00"}), CHINA) == {}
        assert hours(log_of({"mon-thu": "08:00-16:00", "fri": "08:00-16:01"}), CHINA) == {"workday": round(1 / 60, 6)}

    def test_a_contract_may_have_other_hours(self):
        assert hours(log_of(), WorkingTimeRules(week_hours=42)) == {}
        assert hours(log_of(), WorkingTimeRules(day_hours=6)) == {"workday": 6}

    def test_a_day_that_the_run_cuts_counts_so_far(self):
        assert hours(log_of({"mon": "08:00-20:00"}, weeks=18 / 24 / 7), CHINA) == {"workday": 2}

    def test_granted_overtime_counts_with_the_roster(self):
        log = log_of({"mon-fri": "09:00-16:00"}, overtime=[("mon 16:00", "mon 18:00")])  # 9 h on Monday, 37 in all
        assert hours(log, CHINA) == {"workday": 1}
        assert hours(log, None) == {"workday": 2}

    def test_a_set_that_says_nothing_leaves_it_to_the_roster(self):
        log = log_of(overtime=[("mon 17:30", "mon 18:30")])
        assert hours(log, EU) == hours(log, None) == {"workday": 1}

    def test_the_roster_says_what_was_logged(self):
        log = log_of(overtime=[("mon 17:30", "mon 18:30", "holiday"), ("tue 17:30", "tue 18:00", "workday")])
        assert hours(log, None) == {"holiday": 1, "workday": 0.5}

    @pytest.mark.parametrize(
        ("day", "expected"),
        [
            (13, {}),
            (14, {}),  # a Saturday that is worked for another day
            (15, {"rest_day": 7}),
            (16, {"holiday": 7}),
            (19, {"holiday": 7}),
            (20, {"rest_day": 7}),
            (23, {"rest_day": 7}),
            (28, {}),
        ],
    )
    def test_days_off_of_2026_in_china_count_wholly(self, day, expected):
        week = {"mon-sun": ["08:30-12:00", "14:00-17:30"]}
        log = log_of(week, hers=WORKED, weeks=3, **SPRING)
        a_day = Window((day - 9) * DAY, (day - 8) * DAY)
        assert hours(log, CHINA.model_copy(update={"week_hours": None}), a_day) == expected

    def test_a_make_up_workday_has_a_day_of_its_own_but_no_part_in_the_week(self):
        log = log_of({"mon-sat": "08:00-15:00"}, hers=WORKED, **SPRING)  # 42 h, of which Saturday is made up
        assert hours(log, CHINA) == {}
        log = log_of({"mon-sat": "08:00-17:00"}, hers=WORKED, **SPRING)
        assert hours(log, CHINA, Window(5 * DAY, 6 * DAY)) == {"workday": 1}

    def test_a_night_over_the_midnight_of_a_holiday_is_paid_by_the_clock(self):
        log = log_of({"thu": "22:00-06:00"}, hers=WORKED, country="CN", start="2026-04-27")  # 1 May is a Friday
        assert hours(log, CHINA) == {"holiday": 6}

    def test_a_night_shift_has_the_hours_of_one_day(self):
        assert hours(log_of({"tue": "20:00-06:00"}), CHINA) == {"workday": 2}

    def test_a_weekend_that_the_roster_leaves_free_is_a_rest_day_and_one_that_it_works_is_not(self):
        on_sunday = [("sun 10:00", "sun 12:00")]
        assert hours(log_of({"mon": "09:00-17:00"}, overtime=on_sunday), CHINA) == {"rest_day": 2}
        assert hours(log_of({"sun": "08:00-10:00"}, overtime=on_sunday), CHINA) == {}

    @pytest.mark.parametrize(
        ("since", "until", "expected"), [(0, 5, {}), (3, 7, {"workday": 2}), (5, 6, {"workday": 2})]
    )
    def test_a_week_that_the_window_cuts_is_counted_whole(self, since, until, expected):
        assert hours(log_of(), CHINA, Window(since * DAY, until * DAY)) == expected

    def test_what_begins_at_the_end_of_a_window_belongs_to_the_next(self):
        log, evening = log_of(overtime=[("mon 17:30", "mon 18:30")]), at("mon 17:30")
        assert hours(log, None, Window(0, evening)) == {}
        assert hours(log, None, Window(evening, DAY)) == {"workday": 1}

    def test_a_new_week_begins_on_monday(self):
        assert hours(log_of(start="2026-01-08", weeks=1), CHINA) == {}  # Thursday to Wednesday: 21 h and 21 h

    def test_leave_and_sickness_make_no_overtime(self):
        assert hours(log_of(details={"leave": ["2026-01-05"]}), CHINA) == {}
        assert hours(log_of(sick=[("mon 08:30", "mon 17:30")]), CHINA) == {}


def evening(until):
    """Ann works on Tuesday till some time in the evening, on the next day from 09:00."""
    return {"tue": f"13:00-{until}", "wed": "09:00-12:00"}


class TestBreaches:
    def test_every_limit_of_a_set_has_a_rule(self):
        no_limits = {
            "source",
            "week_hours",
            "day_hours",
            "overtime_usual_day",
            "average_weeks",
            "average_counts_overtime",
        }
        assert set(WorkingTimeRules.model_fields) - no_limits == set(RULES)

    def test_a_set_without_limits_is_never_broken(self):
        assert found(log_of({"mon-sun": "00:00-24:00"}, weeks=4), day_hours=8, week_hours=40) == []

    @pytest.mark.parametrize(("until", "expected"), [("20:00", []), ("20:01", [("2026-01-05", 3.0167, 0.0167)])])
    def test_overtime_of_a_day(self, until, expected):
        log = log_of({"mon": "09:00-17:00"}, overtime=[("mon 17:00", f"mon {until}")])
        assert found(log, day_hours=8, overtime_day="3h") == expected

    def test_overtime_of_a_day_counts_the_roster_too(self):
        assert found(log_of({"mon": "08:00-20:00"}), day_hours=8, overtime_day="3h") == [("2026-01-05", 12 - 8, 1)]

    def test_overtime_of_a_day_over_midnight_is_one(self):
        log = log_of({"mon": "18:00-02:00"}, overtime=[("tue 02:00", "tue 05:30")])
        assert found(log, day_hours=8, overtime_day="3h") == [("2026-01-05", 3.5, 0.5)]

    def test_work_on_a_rest_day_is_overtime_of_that_day(self):
        log = log_of({"mon": "09:00-17:00"}, overtime=[("sun 10:00", "sun 14:00")])
        assert found(log, day_hours=8, overtime_day="3h") == [("2026-01-11", 4, 1)]

    def test_what_exceeds_the_week_is_overtime_of_no_day(self):
        assert found(log_of({"mon-sat": "08:00-16:00"}), day_hours=8, week_hours=40, overtime_day="3h") == []

    def test_without_hours_of_a_day_its_overtime_is_what_was_granted(self):
        log = log_of(overtime=[("sat 17:30", "sat 21:00")])  # 45.5 h, of which the last 5.5 exceed the week
        assert found(log, week_hours=40, overtime_day="3h") == [("2026-01-10", 3.5, 0.5)]

    def test_no_overtime_at_all_may_be_a_limit(self):
        assert found(log_of(overtime=[("mon 17:30", "mon 18:00")]), overtime_day=0) == [("2026-01-05", 0.5, 0.5)]

    @pytest.mark.parametrize(
        ("friday", "expected"), [("17:00", []), ("17:01", [("2026-01", 36.0167, 0.0167)]), ("16:59", [])]
    )
    def test_overtime_of_a_month(self, friday, expected):
        # Each of four weeks has an hour more on five days, and four on Saturday.
        week = {"mon-fri": "08:00-17:00", "sat": "08:00-12:00"}
        log = log_of(week, weeks=4, hers={"exceptions": {"2026-01-30": [f"08:00-{friday}"]}})
        assert found(log, day_hours=8, week_hours=40, overtime_month="36h") == expected

    def test_overtime_of_a_month_ends_with_it(self):
        # Nine hours a week, of which January has four whole weeks, and February the Sunday of the fourth.
        log = log_of({"mon-fri": "08:00-17:00", "sat": "08:00-12:00"}, weeks=5)
        assert found(log, day_hours=8, week_hours=40, overtime_month="36h") == []
        assert found(log, day_hours=8, week_hours=40, overtime_month="35h") == [("2026-01", 36, 1)]

    def test_the_hours_of_a_night_belong_to_their_months(self):
        log = log_of({"sat": "22:00-06:00"}, start="2026-01-26")  # the night to 1 February
        assert found(log, day_hours=0, overtime_month="1h") == [("2026-01", 2, 1), ("2026-02", 6, 5)]

    def test_work_on_rest_days_counts_in_the_month(self):
        log = log_of({"mon": "09:00-17:00"}, overtime=[("sun 10:00", "sun 14:00")])
        assert found(log, day_hours=8, overtime_month="3h") == [("2026-01", 4, 1)]

    @pytest.mark.parametrize(
        ("saturday", "expected"),
        [("16:00", []), ("15:59", []), ("16:01", [("2026-01-05..2026-01-11", 48.0167, 0.0167)])],
    )
    def test_the_longest_week(self, saturday, expected):
        log = log_of({"mon-fri": "08:00-16:00", "sat": f"08:00-{saturday}"})
        assert found(log, average_week=48) == expected

    def test_the_longest_week_on_average(self):
        log = log_of({"mon-sat": "08:00-16:00"}, weeks=3, overtime=[("mon+2 16:00", "mon+2 18:00")])
        assert found(log, average_week=48, average_weeks=2) == [("2026-01-12..2026-01-25", 49, 1)]
        assert found(log, average_week=48, average_weeks=4) == []  # there are not four weeks

    def test_only_weeks_wholly_inside_the_run_count(self):
        log = log_of({"mon-sat": "08:00-17:00"}, start="2026-01-08", weeks=2)  # from Thursday to Wednesday
        assert found(log, average_week=48) == [("2026-01-12..2026-01-18", 54, 6)]

    def test_leave_and_sickness_neither_hide_nor_make_a_long_average(self):
        week = {"mon-sat": "08:00-17:00"}
        expected = [("2026-01-05..2026-01-18", 54, 6)]
        rules = {"average_week": 48, "average_weeks": 2}
        assert found(log_of(week, weeks=2, details={"leave": ["2026-01-05..2026-01-11"]}), **rules) == expected
        assert found(log_of(week, weeks=2, sick=[("mon 08:00", "sat 17:00")]), **rules) == expected

    @pytest.mark.parametrize(
        ("details", "expected"),
        [
            ({"hired_from": "2026-01-12"}, 2),
            ({"hired_from": "2026-01-13"}, 1),
            ({"employed_until": "2026-01-18"}, 2),
            ({"employed_until": "2026-01-17"}, 1),
        ],
    )
    def test_only_weeks_of_employment_count(self, details, expected):
        assert len(found(log_of({"mon-sat": "08:00-17:00"}, weeks=3, details=details), average_week=48)) == expected

    def test_china_measures_the_week_without_overtime(self):
        log = log_of(overtime=[(f"{day} 17:30", f"{day} 18:30") for day in ("mon", "tue", "wed")])
        assert found(log, rules=CHINA) == []
        assert found(log, average_week=44) == [("2026-01-05..2026-01-11", 45, 1)]

    @pytest.mark.parametrize(
        ("until", "expected"), [("22:00", []), ("21:59", []), ("22:01", [("2026-01-07", 10.9833, 0.0167)])]
    )
    def test_daily_rest(self, until, expected):
        assert found(log_of(evening(until)), daily_rest="11h") == expected

    def test_a_make_up_workday_does_not_lengthen_the_week_without_overtime(self):
        log = log_of(country="CN", start="2026-09-14")  # Sunday the 20th is worked for another day
        assert found(log, average_week=48) == [("2026-09-14..2026-09-20", 49, 1)]
        assert found(log, average_week=44, average_counts_overtime=False) == []

    def test_daily_rest_from_ten_in_the_evening_to_half_past_eight(self):
        late = {"mon": "16:00-22:00"}
        assert found(log_of(late | {"tue": "08:30-12:00"}), rules=EU) == [("2026-01-06", 10.5, 0.5)]
        assert found(log_of(late | {"tue": "09:00-12:00"}), rules=EU) == []

    def test_overtime_shortens_the_rest(self):
        log = log_of({"mon,tue": "09:00-17:00"}, overtime=[("mon 17:00", "mon 23:00")])
        assert found(log, daily_rest="11h") == [("2026-01-06", 10, 1)]

    def test_the_rest_after_a_night_shift_begins_in_the_morning(self):
        assert found(log_of({"thu": "22:00-05:30", "fri": "14:00-21:30"}), daily_rest="11h") == [
            ("2026-01-09", 8.5, 2.5)
        ]

    def test_a_break_is_no_rest_between_days(self):
        assert found(log_of({"mon": ["08:00-12:00", "20:00-22:00"]}), daily_rest="11h") == []

    @pytest.mark.parametrize(
        ("until", "expected"),
        [("21:30", []), ("21:29", []), ("21:31", [("2026-01-05..2026-01-11", 34.9833, 0.0167)])],
    )
    def test_weekly_rest_from_saturday_to_monday(self, until, expected):
        week = {"mon-fri": "08:30-16:30", "sat": f"13:30-{until}"}
        assert found(log_of(week, weeks=2), Window(0, 8 * DAY), weekly_rest="35h") == expected

    def test_weekly_rest_may_lie_anywhere_in_the_week(self):
        log = log_of({"mon-wed,fri-sun": "08:00-16:00"}, weeks=4)  # every Thursday off: 40 h
        assert found(log, weekly_rest="35h") == []

    def test_without_a_day_off_every_seven_days_lack_their_rest(self):
        log = log_of({"mon-sun": "08:00-16:00"}, weeks=3)
        weeks = ["2026-01-05..2026-01-11", "2026-01-12..2026-01-18"]
        assert found(log, weekly_rest="35h") == [(week, 16, 19) for week in weeks]  # the third is not over

    def test_a_rest_that_comes_too_late_ends_what_is_wrong(self):
        # Monday to Sunday, a free Monday, Tuesday to Sunday, a free Monday, and again from Tuesday on.
        log = log_of({"mon-sun": "08:00-16:00"}, weeks=3, details={"leave": ["2026-01-12", "2026-01-19"]})
        assert found(log, weekly_rest="35h") == [("2026-01-05..2026-01-11", 16, 19)]

    @pytest.mark.parametrize(
        ("last", "expected"), [("2026-01-10", []), ("2026-01-11", [("2026-01-05..2026-01-11", 0, 1)])]
    )
    def test_seven_days_in_a_row_are_one_too_many(self, last, expected):
        log = log_of({"mon-sun": "08:00-12:00"}, weeks=2, details={"employed_until": last})
        assert found(log, rest_days=1) == expected

    @pytest.mark.parametrize(("last", "number"), [("2026-01-17", 1), ("2026-01-18", 2)])
    def test_only_seven_further_days_without_rest_are_another_breach(self, last, number):
        log = log_of({"mon-sun": "08:00-12:00"}, weeks=2, details={"employed_until": last})
        days = ["2026-01-05..2026-01-11", "2026-01-12..2026-01-18"]
        assert [about for about, *_ in found(log, rest_days=1)] == days[:number]

    def test_the_seven_days_may_begin_on_any_day(self):
        log = log_of({"tue-sun": "08:00-12:00", "mon": "08:00-12:00"}, start="2026-01-07", weeks=1)
        assert [about for about, *_ in found(log, rest_days=1)] == ["2026-01-07..2026-01-13"]

    def test_two_rest_days_of_seven(self):
        assert found(log_of({"mon-fri": "08:00-12:00"}, weeks=3), rest_days=2) == []
        assert found(log_of({"mon-sat": "08:00-12:00"}), rest_days=2) == []  # seven days are not over on Saturday
        six = found(log_of({"mon-sat": "08:00-12:00"}, weeks=2), rest_days=2)
        assert six == [("2026-01-06..2026-01-12", 1, 1)]

    def test_leave_and_sickness_are_rest(self):
        week = {"mon-sun": "08:00-12:00"}
        assert found(log_of(week, details={"leave": ["2026-01-08"]}), rest_days=1) == []
        assert found(log_of(week, sick=[("thu 08:00", "thu 12:00")]), rest_days=1) == []

    def test_the_morning_after_a_night_shift_can_be_of_a_rest_day(self):
        assert found(log_of({"mon-sat": "22:00-06:00"}, weeks=3), rest_days=1) == []

    @pytest.mark.parametrize(
        ("until", "expected"), [("14:00", []), ("13:59", []), ("14:01", [("2026-01-05", 6.0167, 0.0167)])]
    )
    def test_work_without_a_break(self, until, expected):
        assert found(log_of({"mon": f"08:00-{until}"}), break_after="6h") == expected

    def test_a_break_begins_it_anew_and_overtime_goes_on_with_it(self):
        week = {"mon": ["08:00-12:00", "13:00-17:00"]}
        assert found(log_of(week), break_after="6h") == []
        assert found(log_of(week, overtime=[("mon 17:00", "mon 19:00")]), break_after="6h") == []
        assert found(log_of(week, overtime=[("mon 17:00", "mon 20:00")]), break_after="6h") == [("2026-01-05", 7, 1)]
        assert found(log_of(week, overtime=[("mon 17:30", "mon 20:00")]), break_after="6h") == []

    def test_a_breach_belongs_to_the_window_in_which_it_is_settled(self):
        log = log_of({"mon-sun": "08:00-16:00"}, weeks=2)
        every = {"day_hours": 6, "overtime_month": "3h", "average_week": 40, "rest_days": 1}
        by_day = [breaches(log, Window(d * DAY, d * DAY + DAY), WorkingTimeRules(**every)) for d in range(14)]
        assert [table["rule"].to_list() for table in by_day[:8]] == [
            [],
            ["overtime_month"],
            *[[]] * 4,
            ["rest_days", "average_week"],
            [],
        ]
        assert sum(table.height for table in by_day) == breaches(log, ALL, WorkingTimeRules(**every)).height

    def test_a_run_that_goes_on_knows_no_week_of_before(self):
        scenario = log_of({"mon-sun": "08:00-16:00"}).scenario
        half = simulate(scenario, weeks=3 / 7)
        rest = simulate(scenario, weeks=9 / 7, state=state_at(half, half.manifest.end))
        assert found(rest, weekly_rest="35h", rest_days=1, average_week=48) == []

    def test_a_run_that_goes_on_knows_the_overtime_of_the_month(self):
        log = log_of(overtime=[("mon 17:30", "mon 19:30")])
        half = replace(simulate(log.scenario, weeks=3 / 7), tables=log.tables)
        rest = simulate(log.scenario, weeks=1, state=state_at(half, half.manifest.end))
        rest = rewritten(rest, overtime=[("thu 17:30", "thu 19:30")])
        assert found(rest, Window(3 * DAY, 7 * DAY), overtime_month="3h") == [("2026-01", 4, 1)]
        assert hours(rest, CHINA, Window(3 * DAY, 7 * DAY)) == {"workday": 1 + 4}  # 9 h on Thursday, 44 h otherwise


class TestFigures:
    RULES = {"overtime_from": "china", "report": ["china", "eu", "contract"], "rules": {"contract": {"week_hours": 42}}}

    def test_overtime_is_told_by_the_roster_and_by_each_set(self):
        figures = working_time(log_of(overtime=[("mon 17:30", "mon 19:30")], working_time=self.RULES))
        assert figures.overtime_from == "china"
        assert figures.roster_overtime.total == 2
        assert figures.overtime.model_dump() == {"workday": 1 + 3, "rest_day": 0, "holiday": 0}
        assert {name: each.overtime.total for name, each in figures.sets.items()} == {
            "china": 4,
            "eu": 2,
            "contract": 2,
        }

    def test_without_settings_there_is_only_the_roster(self):
        figures = working_time(log_of(overtime=[("mon 17:30", "mon 19:30")]))
        assert figures.overtime_from is None
        assert figures.overtime == figures.roster_overtime
        assert figures.sets == {}

    def test_breaches_are_counted_by_set_and_rule_with_the_worst_in_words(self):
        week = {"mon": "14:00-22:00", "tue": ["08:30-12:00", "14:00-22:30"], "wed": "08:30-12:00"}
        figures = working_time(log_of(week, working_time={"report": ["eu"]})).sets["eu"]
        assert figures.breaches == 2 + 2  # short rests, and evenings without a break
        rest = figures.rules["daily_rest"]
        assert rest.text == "at least 11 h between two days of work"
        assert (rest.breaches, rest.people) == (2, 1)
        assert rest.worst == "ann, 2026-01-07: 10 h, 1 h too little"
        assert figures.rules["average_week"].text == "at most 48 h a week on average over 17 weeks"
        assert figures.rules["average_week"].worst == ""

    def test_rules_that_a_set_does_not_have_are_not_listed(self):
        figures = working_time(log_of(working_time={"report": ["china"]})).sets["china"]
        assert {name: rule.text for name, rule in figures.rules.items()} == {
            "overtime_day": "at most 3 h of overtime a day",
            "overtime_month": "at most 36 h of overtime a calendar month",
            "average_week": "at most 44 h a week, overtime apart",
            "rest_days": "at least 1 of any seven days without work, each day counted in one breach at most",
        }

    def test_days_are_told_in_words_too(self):
        log = log_of({"mon-sun": "08:00-12:00"}, working_time={"report": ["china"]})
        worst = working_time(log).sets["china"].rules["rest_days"].worst
        assert worst == "ann, 2026-01-05..2026-01-11: 0 days, 1 too few"

    def test_the_roster_is_held_against_each_standard(self):
        [week] = working_time(log_of(working_time=self.RULES)).weeks
        assert (week.hours, week.people, week.groups) == (42, 1, ("ann",))
        assert week.beyond == {"china": 2, "contract": 0}
        assert week.words == (
            "the roster of 42 h a week is 2 h more than china's 40 h",
            "the roster of 42 h a week is contract's standard",
        )

    def test_a_shorter_roster_is_told_as_such(self):
        [week] = working_time(log_of({"mon-fri": "09:00-16:00"}, working_time={"report": ["china"]})).weeks
        assert week.words == ("the roster of 35 h a week is 5 h less than china's 40 h",)

    def test_the_agencys_own_set_goes_before_a_known_one(self):
        settings = WorkingTime.model_validate({"rules": {"china": {"week_hours": 44}}})
        assert settings.named("china").week_hours == 44
        assert settings.named("eu") is EU

    def test_months_add_up_to_the_run(self):
        log = log_of(weeks=12, start="2026-01-01", working_time=self.RULES)  # Thursday to Wednesday
        months = months_of(log)
        attendance = Attendance(log)
        parts = [working_time(log, month, attendance).overtime.total for month in months.values()]
        until = Window(0, max(month.until for month in months.values()))
        assert list(months) == ["2026-01", "2026-02", "2026-03"]
        assert sum(parts) == working_time(log, until).overtime.total == 11 * 2  # the last week is not over


class TestPay:
    def paid(self, overtime_from="china", rates=None, **how):
        log = log_of(working_time={"overtime_from": overtime_from}, overtime=how.pop("granted", ()), **how)
        changes = {"overtime": {"rates": rates}} if rates else {}
        scenario = type(log.scenario).model_validate(log.scenario.model_dump(by_alias=True, mode="json") | changes)
        return pay(replace(log, scenario=scenario))

    def test_by_the_roster_what_was_granted_is_paid_at_its_rate(self):
        granted = [("mon 17:30", "mon 18:30", "workday"), ("tue 17:30", "tue 18:30", "holiday")]
        assert self.paid(None, granted=granted).model_dump() == {
            "workday": 15,
            "rest_day": 0,
            "holiday": 30,
            "plain": 0,
        }

    def test_rostered_hours_that_the_law_calls_overtime_cost_the_premium_only(self):
        assert self.paid().total == pytest.approx(2 * 10 * 0.5)

    def test_hours_beyond_the_roster_are_paid_their_rate(self):
        money = self.paid(week={"mon-fri": "09:00-17:00"}, granted=[("mon 17:00", "mon 18:00")])
        assert (money.workday, money.total) == (15, 15)

    def test_hours_beyond_the_roster_that_are_no_overtime_are_paid_once(self):
        money = self.paid(week={"mon-fri": "09:00-16:00"}, granted=[("mon 16:00", "mon 18:00")])
        assert (money.workday, money.plain, money.total) == (15, 10, 25)

    def test_rostered_holidays_cost_twice_the_wage_more(self):
        money = self.paid(week={"mon": "09:00-16:00"}, hers=WORKED, **SPRING | {"start": "2026-02-16"})
        assert (money.holiday, money.total) == (7 * 10 * 2, 140)

    def test_a_rate_below_one_takes_nothing_off_the_wage(self):
        assert self.paid(rates={"workday": 0}).total == 0

    def test_who_has_no_wage_is_paid_nothing(self):
        assert self.paid(details={"wage": 0}).total == 0

    def test_only_the_window_is_paid(self):
        log = log_of(weeks=2, working_time={"overtime_from": "china"})
        assert pay(log, Window(0, 7 * DAY)).total == pytest.approx(10)
        assert pay(log, Window(0, 5 * DAY)).total == 0


def test_the_shipped_agencys_rosters_are_two_hours_over_chinas_standard():
    scenario = load("scenarios/signage_agency.yaml")
    settings = WorkingTime(overtime_from="china", report=("china",))
    log = simulate(scenario.model_copy(update={"working_time": settings}), weeks=12)
    figures = working_time(log)
    assert [(week.hours, week.people, week.beyond["china"]) for week in figures.weeks] == [(42, 32, 2)]
    assert figures.overtime.total > figures.roster_overtime.total > 0
