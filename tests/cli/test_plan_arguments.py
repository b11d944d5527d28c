"""What the commands about a plan are given: moments."""

from __future__ import annotations

import pytest
from planner.small_problems import at, person, problem, task

from agencysim.cli.plan_arguments import check_near, end_of, moment_of
from agencysim.errors import AgencySimError

GIVEN = problem([person("ann", "draw")], [task("draw", 2, "draw")])
"""From Monday, 2026-03-02, to the end of the Tuesday."""


# -- moments -----------------------------------------------------------------------------------------------------------


def test_a_day_or_a_day_and_a_time():
    assert moment_of(GIVEN, "2026-03-03") == at(1, 0)
    assert moment_of(GIVEN, " 2026-03-03 08:30 ") == at(1, 8.5)


def test_a_day_is_meant_to_its_end_where_a_span_ends():
    assert end_of(GIVEN, "2026-03-03") == at(2, 0)
    assert end_of(GIVEN, "2026-03-03 08:30") == at(1, 8.5)


def test_some_years_off_is_for_whoever_asks_to_judge():
    assert moment_of(GIVEN, "2020-01-01") < 0
    assert moment_of(GIVEN, "2030-01-01") > at(2, 0)


@pytest.mark.parametrize("text", ["9999-12-31", "2126-03-05 07:00", "0001-01-01"])
def test_a_moment_far_from_the_plan_is_refused_with_when_the_plan_is(text):
    with pytest.raises(AgencySimError) as refused:
        moment_of(GIVEN, text)
    told = f"{text!r} is far from the plan, which goes from 2026-03-02 00:00 to 2026-03-04 00:00"
    assert str(refused.value) == told


def test_leave_may_last_until_the_end_of_all_days_and_a_date_may_not():
    moment = end_of(GIVEN, "9999-12-31")
    assert moment > at(10**6, 0)
    with pytest.raises(AgencySimError, match="is far from the plan"):
        check_near(GIVEN, moment, "9999-12-31")
