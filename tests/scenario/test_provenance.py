"""Where values come from, and what else they could be."""

import pytest

from agencysim.scenario import Scenario, assumed, check, evidence, warnings_of

BASE = {
    "name": "s",
    "start": "2026-01-05",
    "weeks": 4,
    "shifts": {"day": ["08:30-12:00", "14:00-17:30"]},
    "calendars": {"company": {"week": {"mon-tue": ["09:00-12:00"], "sun": "off"}}},
    "people": {"ann": {"count": 2, "label": "3 h"}, "bob": {}},
    "overtime": {"max_day": "2h"},
    "routines": {"meeting": {"who": "ann", "weekdays": "mon", "at": "08:30", "lasts": "10m"}},
    "job_types": {
        "job": {
            "demand": {"per_week": 3, "weekdays": {"mon-tue": 1.5}},
            "route": {
                "make": {"kind": "work", "crew": {"ann": 2}, "content": "1h / 2h / 4h"},
                "dry": {"kind": "wait", "delay": "30m"},
                "check": {
                    "kind": "choice",
                    "branches": [{"to": "make", "chance": [0.2, 0.1]}, {"to": "done"}],
                },
                "done": {"kind": "milestone", "earns": 1},
            },
        }
    },
}


def scenario(**provenance):
    return Scenario.model_validate({**BASE, "provenance": provenance})


def sources(**provenance):
    return {row.path: row.source for row in evidence(scenario(**provenance))}


def problems(path, **entry):
    return [(found.path, found.what) for found in check(scenario(**{path: {"source": "assumed", **entry}}))]


def test_every_number_duration_and_time_that_is_stated_is_listed_and_nothing_else():
    assert [(row.path, row.value) for row in evidence(scenario())] == [
        ("shifts.day.periods", "08:30-12:00, 14:00-17:30"),
        ("calendars.company.week.mon", "09:00-12:00"),
        ("calendars.company.week.tue", "09:00-12:00"),
        ("people.ann.count", 2),
        ("job_types.job.demand.per_week", 3.0),
        ("job_types.job.demand.weekdays.mon", 1.5),
        ("job_types.job.demand.weekdays.tue", 1.5),
        ("job_types.job.route.make.crew.0.count", 2),
        ("job_types.job.route.make.content.low", "1h"),
        ("job_types.job.route.make.content.mode", "2h"),
        ("job_types.job.route.make.content.high", "4h"),
        ("job_types.job.route.dry.delay", "30m"),
        ("job_types.job.route.check.branches.0.chance.0", 0.2),
        ("job_types.job.route.check.branches.0.chance.1", 0.1),
        ("job_types.job.route.done.earns", 1.0),
        ("routines.meeting.at", "08:30"),
        ("routines.meeting.lasts", "10m"),
        ("overtime.max_day", "2h"),
    ]


def test_the_values_that_make_up_a_distribution_are_listed_by_what_they_are_called():
    stated = {
        "gamma": {"kind": "gamma", "mean": "2h", "cv": 0.5},
        "discrete": {"kind": "discrete", "values": ["1h", "2h"], "weights": [1, 3]},
    }
    route = {name: {"kind": "wait", "delay": delay} for name, delay in stated.items()}
    rows = evidence(Scenario.model_validate({**BASE, "job_types": {"job": {"route": route}}}))
    values = {row.path.rpartition("route.")[2]: row.value for row in rows if "route" in row.path}
    assert values == {
        "gamma.delay.mean": "2h", "gamma.delay.cv": 0.5,
        "discrete.delay.values.0": "1h", "discrete.delay.values.1": "2h",
        "discrete.delay.weights.0": 1.0, "discrete.delay.weights.1": 3.0,
    }  # fmt: skip


def test_what_nobody_speaks_of_is_unstated():
    assert set(sources().values()) == {"unstated"}


def test_an_entry_covers_all_that_is_below_its_path():
    found = sources(overtime={"source": "rule"}, **{"job_types.job.route": {"source": "assumed"}})
    assert found["overtime.max_day"] == "rule"
    assert found["job_types.job.route.make.content.low"] == "assumed"
    assert found["job_types.job.demand.per_week"] == "unstated"


def test_a_star_stands_for_one_name():
    found = sources(**{"job_types.*.route.*.content": {"source": "Smith 2020"}, "people.*.count": {"source": "rule"}})
    assert found["job_types.job.route.make.content.mode"] == "Smith 2020"
    assert found["people.ann.count"] == "rule"
    assert found["job_types.job.route.dry.delay"] == "unstated"


def test_a_star_may_stand_within_a_name():
    assert sources(**{"job_types.j*b.demand": {"source": "rule"}})["job_types.job.demand.per_week"] == "rule"


def test_the_longest_path_holds_and_of_equally_long_ones_the_exact_one():
    entries = {
        "job_types.job.route": {"source": "second"},
        "job_types": {"source": "third"},
        "job_types.job.route.make": {"source": "exact"},
        "job_types.*.route.make": {"source": "pattern"},
    }
    for order in (entries, dict(reversed(entries.items()))):
        found = sources(**order)
        assert found["job_types.job.route.make.content.low"] == "exact"
        assert found["job_types.job.route.dry.delay"] == "second"
        assert found["job_types.job.demand.per_week"] == "third"


def test_weekdays_may_be_named_as_in_the_file():
    found = sources(**{"calendars.company.week.mon-fri": {"source": "rule"}})
    assert found["calendars.company.week.tue"] == "rule"


def test_ranges_and_notes_come_with_the_source():
    [row] = [
        row
        for row in evidence(scenario(**{"people.ann.count": {"source": "x", "low": 1, "high": 3, "note": "n"}}))
        if row.path == "people.ann.count"
    ]
    assert (row.value, row.source, row.low, row.high, row.note) == (2, "x", 1, 3, "n")


def test_what_is_assumed_or_unstated_can_be_listed_alone():
    provenance = {"job_types": {"source": "rule"}, "people": {"source": "assumed"}, "shifts": {"source": "x"}}
    found = {row.path.split(".")[0]: row.source for row in assumed(scenario(**provenance))}
    assert found == {
        "people": "assumed",
        "calendars": "unstated",
        "routines": "unstated",
        "overtime": "unstated",
    }


@pytest.mark.parametrize(
    "bounds",
    [
        {"low": 1, "high": 1},
        {"low": "30m", "high": "2h"},
        {"low": 3},
        {"high": "1d"},
        {"low": "8:00", "high": "9:00"},
    ],
)
def test_ranges_may_be_numbers_durations_or_times_or_open(bounds):
    assert problems("people.ann.count", **bounds) == []


@pytest.mark.parametrize(
    ("bounds", "what"),
    [
        ({"low": 3, "high": 2}, "the range ends at 2, before it begins at 3"),
        ({"low": "1d", "high": "2h"}, "the range ends at 2h, before it begins at 1d"),
        ({"low": "9:00", "high": "8:00"}, "the range ends at 8:00, before it begins at 9:00"),
        ({"low": 1, "high": "2h"}, "the range from 1 to 2h is of two kinds"),
    ],
)
def test_a_range_runs_from_low_to_high_in_one_unit(bounds, what):
    assert problems("people.ann.count", **bounds) == [("provenance[people.ann.count]", what)]


@pytest.mark.parametrize("bound", ["low", "high"])
def test_a_bound_is_a_number_a_duration_or_a_time(bound):
    [(path, what)] = problems("overtime.max_day", **{bound: "much"})
    assert path == f"provenance[overtime.max_day].{bound}"
    assert what.startswith("'much' is no duration")


def test_a_path_begins_with_a_section():
    [found] = check(scenario(**{"peple.ann": {"source": "rule"}}))
    assert (found.path, found.what) == ("provenance[peple.ann]", "there is no section 'peple'")
    assert found.remedy == "did you mean 'people'?"


def test_a_path_is_a_path():
    [(path, what)] = problems("people..count")
    assert path == "provenance[people..count]"
    assert what.startswith("'people..count' is no path")


@pytest.mark.parametrize("path", ["people.carol", "people.*.counts", "job_types.job.route.make.content.mean"])
def test_a_path_that_matches_nothing_is_worth_a_warning(path):
    """It is no mistake, since a what-if may take away what its base knows the source of."""
    assert problems(path) == []
    assert warnings_of(scenario(**{path: {"source": "rule"}})) == [
        f"provenance: {path} matches nothing in the scenario"
    ]


@pytest.mark.parametrize("path", ["overtime.granule", "people.*", "job_types.job.route.make.content.mode"])
def test_a_path_may_lead_to_what_is_taken_for_granted(path):
    assert warnings_of(scenario(**{path: {"source": "rule"}})) == []


def test_a_value_of_nothing_is_something_that_a_path_can_match():
    scenario = Scenario.model_validate(
        {
            "name": "x",
            "start": "2026-01-05",
            "job_types": {"a": {"route": {"b": {"kind": "milestone"}}}},
            "losses": {"own": {"client": 0}},
            "provenance": {"losses.own.client": {"source": "assumed"}},
        }
    )
    assert warnings_of(scenario) == []
