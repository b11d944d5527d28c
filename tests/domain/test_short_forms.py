"""What scenario files may write in short, and how models write it back."""

from datetime import date

import pytest
from pydantic import TypeAdapter, ValidationError

from agencysim.domain import CrewRole, Routine, Step, Wait, Work
from agencysim.domain.fields import DateRange

STEP = TypeAdapter(Step)


def crew(written):
    return STEP.validate_python({"kind": "work", "crew": written, "content": "1h"}).crew


def routine(weekdays):
    written = {"who": "ann", "weekdays": weekdays, "at": "8:30", "lasts": "10m"}
    return Routine.model_validate(written).weekdays


def test_a_crew_is_a_name_a_block_of_counts_or_a_list():
    ann, two = CrewRole(skill="ann"), CrewRole(skill="bob", count=2)
    assert crew("ann") == (ann,)
    assert crew({"ann": 1, "bob": 2}) == (ann, two)
    assert crew(["ann", {"skill": "bob", "count": 2}]) == (ann, two)


def test_weekdays_are_a_range_or_a_list_of_days_and_ranges():
    assert routine("mon-wed") == ("mon", "tue", "wed")
    assert routine(["mon-tue", "sat"]) == ("mon", "tue", "sat")


def test_a_weekday_in_a_list_must_be_one():
    with pytest.raises(ValidationError, match="'monday' is no weekday"):
        routine(["monday"])


def test_days_are_a_range_in_one_text_or_a_block():
    expected = DateRange(first=date(2026, 2, 10), last=date(2026, 2, 14))
    assert DateRange.model_validate("2026-02-10..2026-02-14") == expected
    assert DateRange.model_validate({"first": "2026-02-10", "last": "2026-02-14"}) == expected


@pytest.mark.parametrize("step", [Work(crew="ann", content="1h"), Wait(delay="1h")])
def test_a_step_made_in_python_is_written_with_its_kind(step):
    written = step.model_dump(mode="json", exclude_unset=True)
    assert written["kind"] == step.kind
    assert STEP.validate_python(written) == step
