"""What the commands about a plan are given: moments, and versions by their number."""

from __future__ import annotations

from pathlib import Path

import pytest
from planner.small_problems import at, person, problem, task

from agencysim.cli.plan_arguments import check_near, end_of, moment_of, read_plan
from agencysim.errors import AgencySimError
from agencysim.planner.construct import construct
from agencysim.planner.replanning import publish, versions

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


# -- versions ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("when", ["2026-13-01T080000", "2026-02-30T080000", "2026-02-03T250000", "0000-01-01T000000"])
def test_a_version_of_a_time_that_there_is_not_is_told_by_its_folder(tmp_path, when):
    publish(tmp_path, GIVEN, construct(GIVEN))
    (wrong := tmp_path / "published" / f"002_{when}").mkdir()
    told = f"{wrong}: there is no time {when!r}: a version is named by its number and when it was published, as 001_2"
    for ask in (lambda: versions(tmp_path), lambda: read_plan(Path(f"{tmp_path}@1"))):
        with pytest.raises(AgencySimError) as refused:
            ask()
        assert str(refused.value).startswith(told)


# -- plans of others ---------------------------------------------------------------------------------------------------


def test_a_plan_beside_the_problem_of_another_agency_is_refused(agencysim, tmp_path):
    GIVEN.write(tmp_path / "problem.json")
    construct(GIVEN).model_copy(update={"scenario": "another"}).write(tmp_path / "plan.json")
    for command in (("why", tmp_path, "J"), ("candidates", tmp_path, "J draw"), ("replan", tmp_path)):
        code, out, err = agencysim(*command)
        assert (code, out) == (2, "")
        assert "the plan is of 'another', the scenario is 'small'" in err


def test_plans_of_two_agencies_are_not_compared(agencysim, tmp_path):
    for name in ("one", "other"):
        asked = GIVEN.model_copy(update={"scenario": name})
        (tmp_path / name).mkdir()
        asked.write(tmp_path / name / "problem.json")
        construct(asked).write(tmp_path / name / "plan.json")
    code, out, err = agencysim("difference", tmp_path / "one", tmp_path / "other")
    assert (code, out) == (2, "")
    assert "give two plans of one agency" in err
