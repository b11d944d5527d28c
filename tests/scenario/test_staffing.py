"""There is somebody, and something, for every step."""

import pytest

from agencysim.scenario import Scenario, check
from agencysim.scenario.staffing import calendar_of, posts_of, skills_of

BASE = {
    "name": "s",
    "start": "2026-01-05",
    "shifts": {"day": ["08:00-12:00", "14:00-18:00"]},
    "calendars": {"company": {"week": {"mon-fri": "day"}}, "nights": {"week": {"mon-fri": ["22:00-04:00"]}}},
}


def scenario(people, step=None, **sections):
    step = {"kind": "work", "content": "1h", **(step or {"crew": next(iter(people))})}
    return Scenario.model_validate(
        {**BASE, "people": people, "job_types": {"job": {"route": {"do": step}}}, **sections}
    )


def problems(people, step=None, **sections):
    found = check(scenario(people, step, **sections))
    return [(each.path.removeprefix("job_types.job.route.do."), each.what) for each in found]


# -- who holds what

ROLES = {
    "lead": {"skills": {"design": 1.5, "selling": 1}, "calendar": "nights"},
    "designer": {"skills": {"design": 1.1, "printing": 1}, "department": "studio"},
}


def test_a_group_has_the_skills_of_all_its_posts_the_first_posts_level_before_the_others():
    s = scenario({"ann": {"role": "designer", "also": "lead", "skills": {"printing": 2}}}, roles={
        "lead": ROLES["lead"], "designer": {"skills": ROLES["designer"]["skills"]}
    })  # fmt: skip
    assert posts_of(s, "ann") == ("designer", "lead")
    assert skills_of(s, "ann") == {
        "ann": 1,
        "lead": 1,
        "designer": 1,
        "design": 1.1,
        "selling": 1,
        "printing": 2,
    }


def test_a_group_called_like_a_role_holds_it():
    s = scenario({"lead": {}, "bob": {}}, roles={"lead": ROLES["lead"]})
    assert posts_of(s, "lead") == ("lead",)
    assert posts_of(s, "bob") == ()


def test_hours_are_those_of_the_group_its_role_its_department_or_the_scenario():
    s = scenario(
        {"own": {"calendar": "never", "role": "lead"}, "lead": {}, "designer": {}, "other": {}},
        roles=ROLES,
        departments={"studio": {"calendar": "company"}},
    )
    assert [calendar_of(s, key) for key in s.people] == ["never", "nights", "company", "always"]


# -- enough people


def test_a_crew_that_can_be_filled_is_in_order():
    assert problems({"maker": {"count": 2}}, {"crew": {"maker": 2}}) == []


def test_a_crew_larger_than_the_people_there_are_is_not():
    assert problems({"maker": {"count": 2}}, {"crew": {"maker": 3}}) == [
        ("crew", "3 people are needed for 'maker', and 2 can do it")
    ]


def test_places_of_one_skill_count_together():
    assert (
        problems({"maker": {}}, {"crew": ["maker", "maker"]})[0][1]
        == "2 people are needed for 'maker', and 1 can do it"
    )


def test_nobody_is_left_in_a_group_of_none():
    assert problems({"maker": {"count": 0}}) == [("crew", "nobody can do 'maker'")]


def test_one_person_cannot_fill_two_places_with_two_skills():
    people = {"all_rounder": {"skills": {"driving": 1, "installing": 1}}}
    crew = {"driving": 1, "installing": 1}
    assert problems(people, {"crew": crew}) == [
        ("crew", "2 people are needed for driving, installing, and 1 can do any of that")
    ]
    assert problems({**people, "driver": {"skills": {"driving": 1}}}, {"crew": crew}) == []


def test_only_the_smallest_shortage_is_told():
    people = {"a": {"skills": {"x": 1}}, "b": {"skills": {"y": 1}}}
    found = problems(people, {"crew": {"x": 2, "y": 1}})
    assert found == [("crew", "2 people are needed for 'x', and 1 can do it")]


def test_who_is_lent_to_do_something_can_do_it():
    lent = [{"first": "2026-02-01", "last": "2026-02-03", "skills": {"printing": 1}}]
    assert problems({"maker": {"lent": lent}}, {"crew": "printing"}) == []


def test_where_another_firm_can_do_it_nobody_is_needed():
    outsource = {"price": 5, "delay": "1d", "after": 0}
    assert problems({"maker": {"count": 0}}, {"crew": "maker", "outsource": outsource}) == []


# -- certificates

WELDING = {"skills": {"welding": {"certificate": True}}}


@pytest.mark.parametrize("certificates", [{}, {"welding": "2026-01-04"}])
def test_without_a_valid_certificate_nobody_may_do_what_needs_one(certificates):
    people = {"maker": {"skills": {"welding": 1}, "certificates": certificates}}
    assert problems(people, {"crew": "welding"}, **WELDING) == [
        ("crew", "nobody holds a valid certificate for 'welding'")
    ]


def test_a_certificate_that_is_valid_on_the_first_day_will_do():
    people = {"maker": {"skills": {"welding": 1}, "certificates": {"welding": "2026-01-05"}}}
    assert problems(people, {"crew": "welding"}, **WELDING) == []


def test_a_certificate_that_ends_before_its_holder_comes_will_not():
    maker = {"skills": {"welding": 1}, "certificates": {"welding": "2026-02-01"}, "hired_from": "2026-03-01"}
    assert len(problems({"maker": maker}, {"crew": "welding"}, **WELDING)) == 1


# -- things


@pytest.mark.parametrize(("section", "other"), [("equipment", "vehicles"), ("vehicles", "equipment")])
def test_no_more_units_can_be_needed_than_there_are(section, other):
    step = {"crew": "maker", section: {"thing": 2}}
    assert problems({"maker": {}}, step, **{section: {"thing": {"count": 2}}}) == []
    assert problems({"maker": {}}, step, **{section: {"thing": {}}}) == [
        (f"{section}.thing", "2 are needed, and there are 1")
    ]


def test_a_machine_may_work_alone():
    step = {"equipment": {"oven": 1}, "end_of_shift": "no_start", "content": "30h"}
    assert problems({}, step, equipment={"oven": {}}) == []


# -- within a shift


def within(content, rule="no_start", **step):
    return {"crew": "maker", "content": content, "end_of_shift": rule, **step}


DAY_PEOPLE = {"maker": {"calendar": "company"}}


@pytest.mark.parametrize("rule", ["no_start", "restart"])
def test_work_that_fits_into_no_shift_would_never_be_done(rule):
    assert problems(DAY_PEOPLE, within("8h", rule)) == []
    assert problems(DAY_PEOPLE, within("8h1m", rule)) == [
        ("content", "it takes 8h1m on average, and whoever can do 'maker' has 8h at most")
    ]


@pytest.mark.parametrize("rule", ["pause", "finish"])
def test_work_that_may_go_on_may_be_longer_than_a_shift(rule):
    assert problems(DAY_PEOPLE, within("30h", rule)) == []


def test_who_is_there_round_the_clock_has_time_for_everything():
    assert problems({"maker": {}}, within("30h")) == []


def test_the_longest_shift_of_the_fastest_person_counts():
    assert problems({"maker": {"calendar": "company", "skills": {"maker": 2}}}, within("16h")) == []
    assert problems({**DAY_PEOPLE, "own": {"skills": {"maker": 1}}}, within("16h")) == []


def test_other_hours_for_a_time_count():
    changes = [{"from": "2026-03-01", "calendar": "company"}]
    people = {"maker": {"calendar": "nights", "calendar_changes": changes}}
    assert problems(people, within("8h")) == []
    assert len(problems(people, within("9h"))) == 1


def test_travel_and_loading_must_fit_too():
    assert problems(DAY_PEOPLE, within("5h", travel="1h", loading="1h")) == []
    assert len(problems(DAY_PEOPLE, within("5h", travel="1h", loading="1h1m"))) == 1


def test_content_that_is_shared_out_takes_a_crew_less_time():
    people = {"maker": {"calendar": "company", "count": 2}}
    assert problems(people, within("16h", crew={"maker": 2}, per="person")) == []
    assert len(problems(people, within("16h", crew={"maker": 2}))) == 1


def test_overtime_that_is_allowed_counts():
    overtime = {"policy": "finish_task", "max_day": "2h"}
    assert problems(DAY_PEOPLE, within("10h"), overtime=overtime) == []
    assert len(problems(DAY_PEOPLE, within("10h", overtime=False), overtime=overtime)) == 1


# -- crews in which somebody has two places, and other ways of doing it

LEAD_DRIVES = {"crew": [{"skill": "lead", "lead": True}, {"skill": "fit"}, {"skill": "drive", "shared": True}]}


def test_whoever_has_a_place_may_share_another_one():
    people = {"ann": {"skills": {"lead": 1, "drive": 1}}, "bob": {"skills": {"fit": 1}}}
    assert problems(people, LEAD_DRIVES) == []


def test_whoever_shares_a_place_has_to_be_there():
    people = {"ann": {"skills": {"lead": 1}}, "bob": {"skills": {"fit": 1}}}
    assert problems(people, LEAD_DRIVES, skills={"lead": {}, "fit": {}, "drive": {}}) == [
        ("crew", "nobody can do 'drive'")
    ]


def test_another_way_needs_its_own_people_and_things():
    way = {"crew": {"maker": 3}, "vehicles": {"van": 2}}
    found = problems(
        {"maker": {"count": 2}}, {"crew": "maker", "alternatives": {"together": way}}, vehicles={"van": {"count": 1}}
    )
    assert found == [
        ("alternatives.together.vehicles.van", "2 are needed, and there are 1"),
        ("alternatives.together.crew", "3 people are needed for 'maker', and 2 can do it"),
    ]


def test_another_way_needs_somebody():
    with pytest.raises(ValueError, match="nobody does it this way: name a crew, equipment or a vehicle"):
        scenario({"maker": {}}, {"crew": "maker", "alternatives": {"alone": {"slower": 2}}})


# -- what hangs on something else that is wrong


def test_where_people_are_not_what_they_are_said_to_be_nobody_is_missed():
    found = problems({"ann": {"role": "desinger"}}, {"crew": "design"}, roles={"designer": {"skills": {"design": 1}}})
    assert found == [("people.ann.role", "there is no role 'desinger'")]


def test_a_step_with_a_wrong_name_is_not_looked_at_further():
    found = problems({"maker": {"count": 1}}, {"crew": {"maker": 2}, "site": "nowhere"})
    assert found == [("site", "there is no calendar 'nowhere'")]
