"""Calendars and shifts as written in a scenario file."""

from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from agencysim.calendars import CalendarSpec, Shift, problems
from agencysim.calendars.spec import in_order
from agencysim.values import Period

H = 3600
MORNING, AFTERNOON = Period(8 * H, 12 * H), Period(14 * H, 18 * H)


def written(**fields):
    return CalendarSpec.model_validate(fields)


def test_a_shift_may_be_a_bare_list_of_periods_or_one_period():
    expected = Shift(periods=(MORNING, AFTERNOON))
    assert Shift.model_validate(["08:00-12:00", "14:00-18:00"]) == expected
    assert Shift.model_validate({"periods": ["08:00-12:00", "14:00-18:00"]}) == expected
    assert Shift.model_validate("08:00-12:00") == Shift(periods=(MORNING,))


def test_weekdays_may_be_ranges_and_lists():
    week = written(week={"mon-wed": "day", "thu, sat": "late", "sun": "off"}).week
    assert week == {
        "mon": "day", "tue": "day", "wed": "day", "thu": "late", "fri": None, "sat": "late", "sun": (),
    }  # fmt: skip


def test_a_range_of_weekdays_may_run_over_the_weekend():
    week = written(week={"fri-mon": "day"}).week
    assert [weekday for weekday, plan in week.items() if plan == "day"] == ["mon", "fri", "sat", "sun"]


def test_a_plan_may_be_periods():
    week = written(week={"sat": "08:00-12:00", "sun": ["08:00-12:00", "14:00-18:00"]}).week
    assert week["sat"] == (MORNING,)
    assert week["sun"] == (MORNING, AFTERNOON)


def test_a_period_that_begins_before_its_predecessor_ends_is_the_next_mornings():
    night = (Period(22 * H, 26 * H), Period(3 * H, 6 * H))
    assert in_order(night) == (Period(22 * H, 26 * H), Period(27 * H, 30 * H))
    assert in_order((Period(20 * H, 23 * H), Period(0, 4 * H)))[1] == Period(24 * H, 28 * H)
    assert written(week={"mon": ["22:00-02:00", "03:00-06:00"]}).week["mon"] == night


def test_exceptions_may_be_ranges_and_the_shorter_one_holds():
    spec = written(exceptions={"2026-02-11": "day", "2026-02-10..2026-02-12": "off"})
    assert spec.exceptions == {date(2026, 2, 10): (), date(2026, 2, 11): "day", date(2026, 2, 12): ()}


def test_days_may_be_dates_already():
    assert written(exceptions={date(2026, 2, 11): "off"}).exceptions == {date(2026, 2, 11): ()}


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"week": {"moday": "day"}}, "'moday' is no weekday"),
        ({"week": {"mon-fri": "day", "fri": "off"}}, "fri is given twice"),
        ({"week": "day"}, "maps weekdays to plans"),
        ({"week": {"mon": 5}}, "5 is no plan of a day"),
        ({"week": {"mon": ["08:00-12:00", "11:00-13:00"]}}, "08:00-12:00, 11:00-13:00 overlap"),
        ({"week": {"mon": ["8 to 12"]}}, "no period"),
        ({"exceptions": {"2026-02-30": "off"}}, "'2026-02-30' is no day"),
        ({"exceptions": {"2026-02-14..2026-02-10": "off"}}, "end before they begin"),
        ({"exceptions": {"0001-01-01..9999-01-01": "off"}}, "more than ten years"),
        ({"exceptions": ["2026-02-14"]}, "map days to plans"),
        ({"country": "China"}, "country"),
        ({"public_holidays": "sometimes"}, "'off' or 'worked'"),
        ({"changes": [{"from": "2026-03-02", "until": "2026-03-01", "calendar": "x"}]}, "before it begins"),
        ({"changes": [{"from": 20260302, "calendar": "x"}]}, "is no day"),
        ({"weeks": {}}, "weeks"),
    ],
)
def test_a_slip_is_refused_in_words_that_name_it(fields, message):
    with pytest.raises(ValidationError, match=message):
        written(**fields)


def test_what_is_written_can_be_read_again():
    spec = written(
        base="company",
        week={"mon-fri": "day", "sat": ["08:00-12:00"], "sun": "off"},
        exceptions={"2026-02-14": "08:00-12:00"},
        changes=[{"from": "2026-03-01", "calendar": "nights"}],
    )
    assert CalendarSpec.model_validate_json(spec.model_dump_json(by_alias=True)) == spec


def test_editors_are_told_both_ways_to_write_a_shift():
    schema = TypeAdapter(dict[str, Shift]).json_schema()
    assert {"array", "string", "object"} == {way["type"] for way in schema["$defs"]["Shift"]["anyOf"]}


def test_calendars_based_on_themselves_and_reserved_names_are_reported():
    specs = {
        "a": written(base="b"),
        "b": written(base="a"),
        "c": written(base="a"),
        "always": written(),
        "fine": written(base="nowhere"),
    }
    found = problems(specs, {"off": Shift(periods=())})
    assert [problem.path for problem in found] == [
        "calendars.always", "shifts.off", "calendars.a.base", "calendars.b.base",
    ]  # fmt: skip
    assert "a -> b -> a" in found[2].what


@pytest.mark.parametrize("spec", [CalendarSpec(), written(week={"mon": "day"}, exceptions={"2026-02-14": "off"})])
def test_a_calendar_cannot_be_changed(spec):
    with pytest.raises(TypeError):
        spec.week["mon"] = ()
    with pytest.raises(TypeError):
        spec.exceptions[date(2026, 2, 14)] = "day"


def test_a_calendar_survives_being_written():
    spec = written(week={"mon-fri": ["08:00-12:00"], "sat": "day"}, exceptions={"2026-02-14": "off"})
    assert CalendarSpec.model_validate_json(spec.model_dump_json()) == spec
    assert CalendarSpec.model_validate(spec.model_dump()) == spec
    assert spec.model_dump(mode="json")["week"]["mon"] == ["08:00-12:00"]
