"""Distributions are read as people write them, written back as they were said, and refused with a remedy."""

from __future__ import annotations

import json

import pytest
from pydantic import TypeAdapter, ValidationError

from agencysim.chance import (
    AnyDistribution,
    Discrete,
    Empirical,
    Exponential,
    Fixed,
    Gamma,
    Lognormal,
    NumberDistribution,
    Pert,
    TimeDistribution,
    Triangular,
    Uniform,
    Weibull,
)
from agencysim.values import Duration, Frozen


class Task(Frozen):
    """A model with a field of each sort."""

    takes: TimeDistribution
    pieces: NumberDistribution = Fixed(value=1)
    anything: AnyDistribution = Fixed(value=1)


ANY = TypeAdapter(AnyDistribution)
HOUR = Duration(3600)

SPELLED_OUT = [
    ({"kind": "fixed", "value": "2h"}, Fixed(value="2h")),
    ({"kind": "uniform", "low": 0, "high": "1h"}, Uniform(low=0, high=HOUR)),
    (
        {"kind": "triangular", "low": "30m", "mode": "1h", "high": "2h"},
        Triangular(low="30m", mode="1h", high="2h"),
    ),
    ({"kind": "pert", "low": 1, "mode": 2, "high": 4.5}, Pert(low=1, mode=2, high=4.5)),
    ({"kind": "exponential", "mean": "1h"}, Exponential(mean=HOUR)),
    ({"kind": "gamma", "mean": "90m", "cv": 0.5}, Gamma(mean="1h30m", cv=0.5)),
    (
        {"kind": "lognormal", "median": "2 working days", "p90": "8 working days"},
        Lognormal(median="2 wd", p90="8 wd"),
    ),
    ({"kind": "lognormal", "mean": 7, "cv": 1}, Lognormal(mean=7, cv=1)),
    ({"kind": "weibull", "mean": "100 days", "cv": 0.7}, Weibull(mean="100d", cv=0.7)),
    ({"kind": "discrete", "values": [1, 2], "weights": [3, 1]}, Discrete(values=(1, 2), weights=(3, 1))),
    ({"kind": "empirical", "values": ["1h", "2h"]}, Empirical(values=("1h", "2h"))),
]


@pytest.mark.parametrize(("written", "meant"), SPELLED_OUT)
def test_a_mapping_with_a_kind_is_read(written, meant):
    assert ANY.validate_python(written) == meant
    assert ANY.validate_json(json.dumps(written)) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2h", Fixed(value="2h")),
        ("3 working days", Fixed(value=Duration(3 * 8 * 3600, working=True))),
        (5, Fixed(value=5)),
        (2.5, Fixed(value=2.5)),
        (HOUR, Fixed(value=HOUR)),
        ("30m / 1h / 3h", Pert(low="30m", mode="1h", high="3h")),
        ("200/500/900", Pert(low=200, mode=500, high=900)),
        ("0 / 1 working day / 3 working days", Pert(low=0, mode="1 wd", high="3 wd")),
    ],
)
def test_a_short_form_is_read(written, meant):
    assert ANY.validate_python(written) == meant


def test_a_distribution_made_in_python_is_taken_as_it_is():
    made = Gamma(mean="1h", cv=1)
    assert Task(takes=made).takes is made


@pytest.mark.parametrize("meant", [meant for _, meant in SPELLED_OUT], ids=repr)
def test_written_back_and_read_again_it_is_equal(meant):
    meant.quantile(0.3)  # drawing leaves nothing behind that counts
    again = ANY.validate_python(meant.model_dump(mode="json"))
    assert again == meant
    assert hash(again) == hash(meant)
    assert ANY.validate_json(meant.model_dump_json()) == meant
    assert ANY.validate_python(meant.model_dump(by_alias=True, exclude_defaults=True)) == meant


def test_it_is_written_back_as_it_was_said():
    said = {"kind": "lognormal", "mean": "2 working days", "cv": 0.5}
    assert ANY.validate_python(said).model_dump(mode="json") == said
    task = Task(takes="30m / 1h / 3h")
    assert task.model_dump(mode="json")["takes"] == {"kind": "pert", "low": "30m", "mode": "1h", "high": "3h"}
    assert Task.model_validate_json(task.model_dump_json()) == task


def test_it_cannot_be_changed():
    with pytest.raises(ValidationError, match="frozen"):
        Fixed(value=1).value = 2


@pytest.mark.parametrize(
    ("distribution", "unit"),
    [
        (Fixed(value=0), "number"),
        (Fixed(value="0"), "number"),
        (Fixed(value="0s"), "time"),
        (Fixed(value="1h"), "time"),
        (Uniform(low=0, high="2 working days"), "working days"),
        (Uniform(low=Duration(0), high=3), "number"),
        (Empirical(values=("1h", "2h")), "time"),
        (Lognormal(median=2, cv=1), "number"),
    ],
    ids=repr,
)
def test_its_unit_is_that_of_its_quantities(distribution, unit):
    assert distribution.unit == unit


def test_zero_is_a_time_where_a_time_is_meant():
    assert Task(takes=0).takes == Fixed(value=Duration(0))


ONE_UNIT = "give all numbers, all clock times such as 2h30m, or all working days"
REFUSED = [
    (True, "neither a number nor a duration"),
    (None, "None is no distribution: write one value"),
    ([1, 2], "is no distribution: write one value"),
    ("soon", "'soon' is neither a number nor a duration: write a duration such as 45m"),
    (float("inf"), "inf is neither a number"),
    ("nan", "'nan' is neither a number"),
    (10**400, "is neither a number"),
    ("1h / 2h", "has 2 values: write low / mode / high"),
    ("3h / 1h / 2h", "low, mode and high must rise: 3h / 1h / 2h"),
    ("1h / 2h / 90m", "low, mode and high must rise"),
    ("1 / 2h / 3h", f"1, 2h, 3h mix clock times and plain numbers: {ONE_UNIT}"),
    (
        {"kind": "uniform", "low": "3h", "high": "2 working days"},
        f"mix clock times and working days: {ONE_UNIT}",
    ),
    ({"kind": "uniform", "low": "3h", "high": 2}, f"3h, 2 mix clock times and plain numbers: {ONE_UNIT}"),
    ({"low": 1, "high": 2}, "a distribution needs a kind: one of fixed, uniform"),
    (
        {"kind": "normal", "mean": 1},
        "'normal' found using 'kind' does not match any of the expected tags: 'fixed'",
    ),
    ({"kind": "uniform", "low": 2, "high": 1}, "low is above high: 2 > 1; swap them"),
    ({"kind": "exponential", "mean": 0}, "mean is 0: the mean of exponential values must be more than 0"),
    (
        {"kind": "weibull", "median": -1, "p90": 2},
        "median is -1: the median of weibull values must be more than 0",
    ),
    ({"kind": "gamma", "mean": 1, "cv": -0.1}, "greater than or equal to 0"),
    ({"kind": "gamma", "mean": 1, "cv": 101}, "less than or equal to 100"),
    ({"kind": "gamma", "mean": 1}, "cv\n  Field required"),
    ({"kind": "gamma", "mean": 1, "cv": 1, "shape": 2}, "shape\n  Extra inputs are not permitted"),
    ({"kind": "lognormal", "mean": 1}, "given by mean and cv, or median and cv, .* here: mean"),
    ({"kind": "lognormal"}, "here: nothing"),
    ({"kind": "lognormal", "mean": 1, "cv": 1, "p90": 2}, "here: mean, cv, p90"),
    ({"kind": "lognormal", "median": 2, "p90": 1}, r"p90 is below the median \(1 < 2\)"),
    ({"kind": "weibull", "median": 2, "p90": 1}, r"p90 is below the median \(1 < 2\)"),
    ({"kind": "weibull", "median": 2, "cv": 1}, "given by mean and cv, or median and p90; here: cv, median"),
    (
        {"kind": "lognormal", "mean": 2, "p90": 5},
        "p90 is 2.5 times the mean: it must lie between 1 and 2.27 times",
    ),
    ({"kind": "lognormal", "mean": 2, "p90": 1}, "p90 is 0.5 times the mean"),
    ({"kind": "weibull", "median": 1e-300, "p90": 1e12}, "beyond all bounds: give less spread"),
    (
        {"kind": "discrete", "values": [1, 2], "weights": [1]},
        "2 values but 1 weights: give one weight for each",
    ),
    ({"kind": "discrete", "values": [1, 2], "weights": [0, 0]}, "all weights are 0"),
    ({"kind": "discrete", "values": [1, 2], "weights": [1, -1]}, "greater than or equal to 0"),
    ({"kind": "empirical", "values": []}, "at least 1 item"),
    ({"kind": "empirical", "values": [1, "2h"]}, "1, 2h mix clock times and plain numbers"),
]


@pytest.mark.parametrize(("written", "text"), REFUSED, ids=[str(written)[:60] for written, _ in REFUSED])
def test_nonsense_is_refused_with_what_would_be_right(written, text):
    with pytest.raises(ValidationError, match=text):
        ANY.validate_python(written)


def test_low_mode_and_high_may_touch():
    assert ANY.validate_python("1h / 1h / 2h").mean == 4200
    assert ANY.validate_python("1h / 2h / 2h").mean == 6600


def test_a_p90_may_equal_the_median_but_not_be_below():
    assert Lognormal(median=2, p90=2).std == 0
    with pytest.raises(ValidationError):
        Lognormal(median=2, p90=1.999)


def test_a_time_field_wants_a_unit_and_a_number_field_wants_none():
    with pytest.raises(ValidationError, match="a length of time is meant, not a plain number: write a duration"):
        Task(takes=5)
    with pytest.raises(ValidationError, match="a plain number is meant, not a length of time: leave out the unit"):
        Task(takes="1h", pieces="2h")
    task = Task(takes="2 working days", pieces="1 / 2 / 3", anything="1h")
    assert (task.takes.unit, task.pieces.unit, task.anything.unit) == ("working days", "number", "time")


def test_editors_are_told_the_kinds_the_short_forms_and_the_parameters():
    schema = Task.model_json_schema()
    kinds, short = schema["properties"]["takes"]["anyOf"]
    assert len(kinds["oneOf"]) == 10
    assert short["type"] == ["number", "string"]
    assert schema["$defs"]["Gamma"]["required"] == ["kind", "mean", "cv"]
    assert set(schema["$defs"]["Lognormal"]["properties"]) == {"kind", "mean", "cv", "median", "p90"}
    assert schema["$defs"]["Exponential"]["properties"]["mean"]["type"] == ["number", "string"]


@pytest.mark.parametrize("quoted", ["5", {"kind": "fixed", "value": "5"}, {"kind": "uniform", "low": "1", "high": 2}])
def test_a_number_in_quotes_is_none(quoted):
    with pytest.raises(ValidationError, match="should be a number: write it without quotes"):
        TypeAdapter(AnyDistribution).validate_python(quoted)


def test_three_numbers_with_slashes_are_numbers():
    assert TypeAdapter(AnyDistribution).validate_python("0 / 2.5 / 4") == Pert(low=0, mode=2.5, high=4)
