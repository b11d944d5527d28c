"""Public days: China's table against the law's count and against the holidays library, and override files."""

from datetime import date, timedelta

import pytest
from holidays import country_holidays

from agencysim.calendars import DayType, PublicDays, load_public_table
from agencysim.errors import InvalidFileError

CHINA = PublicDays("CN")
ALL_DAYS = [date(2025, 1, 1) + timedelta(days=count) for count in range(730)]


@pytest.fixture(scope="module")
def library():
    return country_holidays("CN", years=(2025, 2026), language="en_US")


def table(tmp_path, text):
    path = tmp_path / "public_days.yaml"
    path.write_text(text, encoding="utf-8")
    return path


def test_the_week_of_spring_festival_2026_is_not_one_day_type():
    february = {day: CHINA.of(date(2026, 2, day)) for day in range(13, 25)}
    assert february == {
        13: DayType.WORKDAY,
        14: DayType.MAKE_UP,
        15: DayType.REST_DAY,
        **dict.fromkeys((16, 17, 18, 19), DayType.HOLIDAY),
        **dict.fromkeys((20, 21, 22, 23), DayType.REST_DAY),
        24: DayType.WORKDAY,
    }
    assert CHINA.of(date(2026, 2, 28)) == DayType.MAKE_UP


@pytest.mark.parametrize("year", [2025, 2026])
def test_china_keeps_thirteen_statutory_days_a_year(year):
    statutory = [day for day in ALL_DAYS if day.year == year and CHINA.of(day) == DayType.HOLIDAY]
    assert len(statutory) == 13


@pytest.mark.parametrize(("year", "off", "workdays"), [(2025, 28, 248), (2026, 33, 248)])
def test_days_off_and_workdays_of_a_year_add_up(year, off, workdays):
    days = [day for day in ALL_DAYS if day.year == year]
    assert sum(CHINA.is_off(day) for day in days) == off
    assert sum(CHINA.of(day) in (DayType.WORKDAY, DayType.MAKE_UP) for day in days) == workdays


def test_every_weekday_off_in_china_is_off_in_the_library_and_the_other_way_round(library):
    assert [day for day in ALL_DAYS if day.weekday() < 5 and CHINA.is_off(day)] == [
        day for day in ALL_DAYS if day.weekday() < 5 and day in library
    ]
    assert all(CHINA.is_off(day) for day in library)


def test_every_make_up_workday_in_china_is_one_in_the_library_and_the_other_way_round(library):
    ours = {day for day in ALL_DAYS if CHINA.of(day) == DayType.MAKE_UP}
    assert ours == {day for day in library.weekend_workdays if day.year in (2025, 2026)}
    assert {day for day in ours if day.year == 2026} == {
        date(2026, 1, 4), date(2026, 2, 14), date(2026, 2, 28),
        date(2026, 5, 9), date(2026, 9, 20), date(2026, 10, 10),
    }  # fmt: skip


def test_every_day_paid_threefold_is_a_holiday_proper_in_the_library(library):
    proper = {day for day, name in library.items() if "substituted" not in name and "observed" not in name}
    assert {day for day in ALL_DAYS if CHINA.of(day) == DayType.HOLIDAY} == proper


def test_make_up_workdays_pay_for_the_weekdays_off_that_are_no_holidays():
    for year in (2025, 2026):
        days = [day for day in ALL_DAYS if day.year == year]
        made_up = sum(CHINA.of(day) == DayType.MAKE_UP for day in days)
        weekdays_off = sum(CHINA.is_off(day) and day.weekday() < 5 for day in days)
        assert weekdays_off - made_up == 13, "holidays on a weekend are moved to a weekday without make-up"


def test_a_holiday_has_its_name_and_an_ordinary_sunday_has_none():
    assert CHINA.name(date(2026, 2, 17)) == "春节"
    assert CHINA.name(date(2026, 3, 1)) == ""
    assert not CHINA.is_off(date(2026, 3, 1))
    assert CHINA.of(date(2026, 3, 1)) == DayType.REST_DAY


def test_a_year_without_data_is_reported_and_goes_by_weekday():
    assert CHINA.missing_years(2024, 2028) == [2024, 2027, 2028]
    assert CHINA.of(date(2027, 10, 1)) == DayType.WORKDAY
    assert CHINA.of(date(2027, 10, 2)) == DayType.REST_DAY


def test_other_countries_come_from_the_library_with_their_subdivisions():
    epiphany = date(2026, 1, 6)
    assert PublicDays("DE").of(epiphany) == DayType.WORKDAY
    bavaria = PublicDays("DE-BY")
    assert bavaria.of(epiphany) == DayType.HOLIDAY
    assert bavaria.missing_years(2026, 2030) == []
    assert bavaria.missing_years(2600, 2600) == [2600]


def test_another_country_is_asked_from_the_first_and_kept():
    germany = CHINA.in_country("DE")
    assert germany.is_off(date(2026, 12, 25))
    assert CHINA.in_country("DE") is germany
    assert CHINA.in_country("CN") is CHINA


def test_weekends_and_make_up_workdays_are_the_countrys_own():
    assert PublicDays("SA").of(date(2026, 1, 9)) == DayType.REST_DAY  # a Friday
    assert PublicDays("HU").of(date(2026, 1, 10)) == DayType.MAKE_UP  # for Friday 2 January


def test_without_a_country_there_are_only_weekends():
    nowhere = PublicDays(None)
    assert nowhere.of(date(2026, 1, 1)) == DayType.WORKDAY
    assert nowhere.of(date(2026, 1, 3)) == DayType.REST_DAY
    assert nowhere.missing_years(1, 9999) == []


@pytest.mark.parametrize("country", ["XX", "DE-ZZ"])
def test_an_unknown_country_is_refused(country):
    with pytest.raises(ValueError, match=f"no public holidays are known for '{country}'"):
        PublicDays(country)


def test_an_override_adds_years_and_replaces_years(tmp_path):
    path = table(
        tmp_path,
        """
        CN:
          2026: {holidays: [{name: 厂庆, off: 2026-08-08}]}
          2027:
            source: a guess
            holidays: [{name: 春节, off: 2027-02-05..2027-02-11, statutory: 2027-02-05..2027-02-08}]
            make_up: [2027-01-31, 2027-02-13]
        NO:
          2026: {holidays: [{name: fri, off: 2026-01-05}]}
        """,
    )
    days = PublicDays("CN", load_public_table(path))
    assert days.missing_years(2025, 2028) == [2028]
    assert days.of(date(2027, 2, 8)) == DayType.HOLIDAY
    assert days.of(date(2027, 2, 9)) == DayType.REST_DAY
    assert days.of(date(2027, 1, 31)) == DayType.MAKE_UP
    assert days.of(date(2026, 10, 1)) == DayType.WORKDAY
    assert days.of(date(2026, 8, 8)) == DayType.HOLIDAY
    assert days.of(date(2025, 10, 1)) == DayType.HOLIDAY
    norway = days.in_country("NO")
    assert [norway.is_off(date(year, 1, day)) for year, day in ((2026, 5), (2026, 1), (2025, 1))] == [
        True, False, True,
    ]  # fmt: skip


def test_an_override_may_know_a_country_that_the_library_does_not(tmp_path):
    path = table(tmp_path, "XX: {2026: {holidays: [{name: Founding, off: 2026-03-03}]}}")
    days = PublicDays("XX", load_public_table(path))
    assert days.of(date(2026, 3, 3)) == DayType.HOLIDAY
    assert days.missing_years(2026, 2027) == [2027]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("CN: {2026: {holidays: [{name: x, off: 2026-02-30}]}}", r"CN\.2026\.holidays\.0\.off: .*no day"),
        ("CN: {2026: {holiday: []}}", r"CN\.2026\.holiday: "),
        ("CN: {2026: {}, 2026: {}}", "2026 is given twice"),
        ("CN: {2026: {make_up: 2026-02-14, holidays: [{name: x, off: 2026-02-14}]}}", "given twice"),
        ("CN: {2026: {holidays: [{name: x, off: 2026-02-14, statutory: 2026-02-15}]}}", "but not off"),
        ("CN: [1, 2", "cannot be read"),
        ("a: &a [1]\nb: *a", "aliases"),
        ("just text", "should be a block"),
    ],
)
def test_a_bad_file_is_refused_with_its_name_and_place(tmp_path, text, message):
    path = table(tmp_path, text)
    with pytest.raises(InvalidFileError, match=message) as caught:
        load_public_table(path)
    assert str(caught.value).startswith(str(path))


@pytest.mark.parametrize(
    "content", [b"\xff\xfe\x00\x81", b"[" * 50_000, b"#" * 1_000_001], ids=["binary", "deep", "huge"]
)
def test_a_binary_deep_or_huge_file_is_refused(tmp_path, content):
    path = tmp_path / "public_days.yaml"
    path.write_bytes(content)
    with pytest.raises(InvalidFileError, match="cannot be read"):
        load_public_table(path)


def test_a_missing_file_is_refused(tmp_path):
    with pytest.raises(InvalidFileError, match="cannot be read"):
        load_public_table(tmp_path / "nowhere.yaml")
