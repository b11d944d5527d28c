"""What is a number in a file is a number, and none is absurd."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from agencysim.figures import kpis
from agencysim.scenario import Scenario, json_schema
from agencysim.sim import simulate
from agencysim.values import LARGEST, Frozen

PAID = {"paid": {"kind": "milestone", "earns": LARGEST}}
BASE: dict[str, Any] = {
    "name": "s",
    "start": "2026-01-05",
    "people": {"ann": {"count": 2, "wage": 30}},
    "tiers": {"key": {"priority": 1, "share": 2}},
    "job_types": {"job": {"value": 5, "route": {"paid": {"kind": "milestone", "earns": 1}}}},
}


def with_(path: str, value: object) -> dict[str, Any]:
    *parents, last = path.split(".")
    data = inner = {**BASE}
    for part in parents:
        inner[part] = dict(inner[part])
        inner = inner[part]
    inner[last] = value
    return data


PLACES = ["weeks", "people.ann.count", "people.ann.wage", "tiers.key.share", "tiers.key.priority"]


@pytest.mark.parametrize("path", [*PLACES, "job_types.job.route.paid.earns"])
@pytest.mark.parametrize("value", [True, "2", float("nan"), float("inf"), 10 * LARGEST, -10 * LARGEST, 1e300, 10**400])
def test_anything_else_is_refused(path, value):
    with pytest.raises(ValidationError):
        Scenario.model_validate(with_(path, value))


@pytest.mark.parametrize("path", PLACES)
def test_a_number_is_taken_as_it_is(path):
    Scenario.model_validate(with_(path, 1))


@pytest.mark.parametrize("value", [10 * LARGEST, 1e300, "1e300", float("nan"), {"kind": "exponential", "mean": 1e300}])
def test_distributions_are_within_bounds_too(value):
    with pytest.raises(ValidationError):
        Scenario.model_validate(with_("job_types.job.value", value))


def test_truth_is_no_number_and_no_text():
    for wrong in (1, "yes", "true"):
        with pytest.raises(ValidationError):
            Scenario.model_validate({**BASE, "dispatch": {"reserve": wrong}})


@pytest.mark.parametrize("wrong", [830, 9, 9.5, True, "9", "25:00"])
def test_a_time_of_day_is_written_with_a_colon(wrong):
    routine = {"who": "ann", "weekdays": "mon", "at": wrong, "lasts": "1h"}
    with pytest.raises(ValidationError, match="write it as 08:30"):
        Scenario.model_validate({**BASE, "routines": {"meeting": routine}})


def numbers(schema: Any):
    """Every number in a JSON schema."""
    if isinstance(schema, dict):
        if schema.get("type") in ("number", "integer"):
            yield schema
        for part in schema.values():
            yield from numbers(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from numbers(part)


def test_no_number_of_a_scenario_is_without_bounds():
    found = list(numbers(json_schema()))
    assert len(found) > 50
    for number in found:
        assert {"maximum", "exclusiveMaximum"} & set(number), number
        assert {"minimum", "exclusiveMinimum"} & set(number), number
        assert number.get("maximum", number.get("exclusiveMaximum")) <= LARGEST, number


@pytest.mark.filterwarnings("error")
def test_what_comes_of_the_largest_numbers_is_still_a_figure():
    most = with_("job_types.job", {"demand": {"at_start": 3}, "value": LARGEST, "route": PAID})
    figures = kpis(simulate(Scenario.model_validate(most | {"weeks": 1, "tiers": {"key": {"value": LARGEST}}})))
    assert figures.money.revenue == pytest.approx(3.0 * LARGEST**3)


def test_a_quantity_that_is_too_long_is_told_so():
    with pytest.raises(ValidationError, match="more than a hundred years"):
        Scenario.model_validate(with_("job_types.job.promise", {"lead_time": "100 days / 200 days / 99999999 days"}))


def test_every_model_is_exact():
    class Made(Frozen):
        few: int
        some: tuple[float, ...] = ()

    Made(few=1, some=(1, 2.5))
    for wrong in ({"few": True}, {"few": 1, "some": ["2"]}, {"few": 10 * LARGEST}, {"few": 1, "some": [float("inf")]}):
        with pytest.raises(ValidationError):
            Made(**wrong)
