"""Calendars are read back with the icalendar library: blocks, places, and what a second version changes."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from handed import DRAW, SUNDAY, first, out, planned, second
from icalendar import Calendar

from agencysim.handout import Known, feeds
from agencysim.handout.feeds import Feed
from agencysim.language import use
from agencysim.planner import verify


def read(file: bytes) -> Calendar:
    return Calendar.from_ical(file)


def events(history, kind, name):
    return read(feeds(history)[Feed(kind, name)]).walk("VEVENT")


def told(event) -> tuple[str, str, str]:
    start, end = (event.decoded(key).replace(tzinfo=None) for key in ("dtstart", "dtend"))
    return f"{start:%a %H:%M}", f"{end:%H:%M}", str(event["status"])


def numbers(history, kind="person", name="ann"):
    return {str(event["uid"]): int(event["sequence"]) for event in events(history, kind, name)}


def test_the_plans_of_these_tests_are_sound():
    assert [verify(*each().planned) for each in (first, second)] == [[], []]


def test_everybody_every_crew_and_every_vehicle_has_a_calendar():
    assert set(feeds([first()])) == {
        Feed("person", "ann"), Feed("person", "bob"), Feed("person", "cid"), Feed("crew", "ann"), Feed("unit", "van"),
    }  # fmt: skip


def test_an_event_is_a_stretch_of_work_without_a_break():
    both = [("Mon 10:00", "12:00", "CONFIRMED"), ("Mon 13:00", "15:00", "CONFIRMED")]
    for kind, name in (("person", "ann"), ("person", "bob"), ("crew", "ann")):
        assert [told(event) for event in events([first()], kind, name)] == both
    assert [told(event) for event in events([first()], "unit", "van")] == [("Mon 10:00", "15:00", "CONFIRMED")]


def test_an_event_tells_what_where_and_with_whom_and_what_is_in_it_is_text():
    event = events([first()], "person", "bob")[0]
    assert event["summary"] == "install: shop sign, Rose & Co"
    assert event["location"] == "<12 High> Street *5"
    for line in ("job: S1 shop sign", "client: Rose & Co", "who comes: ann, bob", "with: van"):
        assert line in event["description"].split("\n")
    with use("zh"):
        event = events([first()], "person", "bob")[0]
    assert event["summary"] == "install：店招，Rose & Co"
    assert "参加人员: ann、bob" in event["description"]


def test_times_are_those_of_the_agency_s_zone_which_the_file_explains():
    calendar = read(feeds([first()])[Feed("person", "ann")])
    assert [str(zone["tzid"]) for zone in calendar.walk("VTIMEZONE")] == ["Europe/Berlin"]
    start = calendar.walk("VEVENT")[0]["dtstart"]
    assert start.params["TZID"] == "Europe/Berlin"
    assert start.dt.utcoffset() == timedelta(hours=1)
    assert start.dt.replace(tzinfo=None) == datetime(2026, 3, 2, 10)


def test_what_a_second_version_changes_keeps_its_uid_and_has_a_higher_sequence():
    before, after = numbers([first()]), numbers([first(), second()])
    assert before.keys() == after.keys()
    assert all(after[uid] > before[uid] for uid in before)
    times = [told(event) for event in events([first(), second()], "person", "ann")]
    assert times == [("Mon 11:00", "12:00", "CONFIRMED"), ("Mon 13:00", "16:00", "CONFIRMED")]


def test_what_a_second_version_takes_out_is_cancelled_and_stays():
    (before,), (after,) = events([first()], "person", "cid"), events([first(), second()], "person", "cid")
    assert told(before) == ("Mon 08:00", "10:00", "CONFIRMED")
    assert told(after) == ("Mon 08:00", "10:00", "CANCELLED")
    assert before["uid"] == after["uid"]
    assert int(after["sequence"]) > int(before["sequence"])
    assert after["summary"] == "Cancelled: draw: banner, small.7"


def test_what_does_not_change_stays_as_it_is_to_the_letter():
    again = Known(first().planned, SUNDAY, 2)
    assert feeds([first(), again]) == feeds([first()])


def test_what_comes_back_goes_on_from_its_cancelled_event():
    third = Known(first().planned, SUNDAY + timedelta(hours=1), 3)
    (cancelled,) = events([first(), second()], "person", "cid")
    (back,) = events([first(), second(), third], "person", "cid")
    assert told(back) == ("Mon 08:00", "10:00", "CONFIRMED")
    assert back["uid"] == cancelled["uid"]
    assert int(back["sequence"]) > int(cancelled["sequence"])


def test_one_who_gives_work_away_finds_it_cancelled_and_who_takes_it_over_finds_it_new():
    other = Known(planned(out(crew="ann cid")), SUNDAY, 2)
    assert {told(event)[2] for event in events([first(), other], "person", "bob")} == {"CANCELLED"}
    statuses = [told(event)[2] for event in events([first(), other], "person", "cid")]
    assert sorted(statuses) == ["CANCELLED", "CONFIRMED", "CONFIRMED"]


def test_what_was_over_when_a_version_begins_stays_and_what_is_left_has_uids_of_its_own():
    rest = planned(out(day=1, hour=11, crew="ann cid"))
    later = rest.plan.model_copy(update={"start": DRAW.end})
    known = Known(planned(DRAW, out(day=1, crew="ann cid")), SUNDAY, 1)
    history = [known, Known(rest._replace(plan=later), SUNDAY + timedelta(days=1), 2)]
    assert [told(event)[2] for event in events(history, "person", "cid")] == ["CONFIRMED"] * 3
    assert len(numbers(history, name="cid")) == 3


@pytest.mark.parametrize("name", ["../ann", "a/b", "安装 1"])
def test_a_calendar_s_file_has_a_name_that_a_file_can_have(name):
    from agencysim.handout.writing import file_of

    assert "/" not in file_of(Feed("person", name))
