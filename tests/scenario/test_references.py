"""Every name in a scenario names something: one table, in which a wrong name is planted in every row."""

import re
from copy import deepcopy
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import pytest
from pydantic import BaseModel

from agencysim.chance.base import DistributionBase
from agencysim.scenario import Scenario
from agencysim.scenario.references import KEYS, TABLE, names_at, problems

WRONG = "nowhere_at_all"

EVERY_ROW = {
    "name": "every row",
    "start": "2026-01-05",
    "calendar": "company",
    "shifts": {"day": ["08:30-12:00"]},
    "calendars": {
        "china": {},
        "company": {
            "base": "china",
            "week": {"mon": "day"},
            "exceptions": {"2026-02-14": "day"},
            "changes": [{"from": "2026-03-01", "calendar": "china"}],
        },
    },
    "stages": {"making": {}},
    "departments": {"studio": {"approver": "lead", "calendar": "company", "may_work": ["china"]}},
    "skills": {"design": {}, "welding": {"certificate": True}},
    "roles": {
        "lead": {},
        "designer": {
            "department": "studio",
            "reports_to": "lead",
            "skills": {"design": 1.2},
            "calendar": "company",
            "may_work": ["china"],
        },
    },
    "people": {
        "ann": {
            "role": "designer",
            "also": ["lead"],
            "count": 2,
            "skills": {"welding": 1},
            "certificates": {"welding": "2030-01-01"},
            "calendar": "company",
            "may_work": ["china"],
            "calendar_changes": [{"from": "2026-03-01", "calendar": "china"}],
            "lent": [{"first": "2026-04-01", "last": "2026-04-02", "skills": {"design": 1}}],
        }
    },
    "stand_ins": [{"absent": "lead", "by": "designer"}],
    "account_teams": {"brands": {"people": ["ann.2"], "tiers": ["key"]}},
    "equipment": {
        "press": {
            "calendar": "company",
            "breakdown": {"every": "9 days", "repair": "2h", "calendar": "company"},
        }
    },
    "vehicles": {
        "van": {
            "calendar": "company",
            "breakdown": {"every": "9 days", "repair": "2h", "calendar": "company"},
        }
    },
    "materials": {
        "vinyl": {
            "stock": 1,
            "reorder_point": 1,
            "reorder_quantity": 1,
            "lead_time": "1d",
            "calendar": "company",
        }
    },
    "tiers": {"key": {"calendar": "company"}},
    "clients": {"acme": {"tier": "key", "team": "brands"}},
    "credit": {"good": {}},
    "job_types": {
        "call": {"route": {"visit": {"kind": "milestone"}}},
        "banner": {
            "demand": {"per_week": 1, "calendar": "company"},
            "value": 100,
            "due": "done",
            "promise": {"lead_time": "5d", "calendar": "company", "at": "done"},
            "tiers": {"key": 1},
            "patience_until": "done",
            "route": {
                "make": {
                    "kind": "work",
                    "stage": "making",
                    "next": "take",
                    "crew": "design",
                    "content": "1h",
                    "equipment": {"press": 1},
                    "vehicles": {"van": 1},
                    "site": "company",
                    "alternatives": {"alone": {"crew": "design", "equipment": {"press": 1}, "vehicles": {"van": 1}}},
                    "outsource": {"price": 5, "delay": "1h", "calendar": "company", "after": "1h"},
                },
                "take": {"kind": "stock", "uses": {"vinyl": 3}},
                "dry": {"kind": "wait", "delay": "1h", "calendar": "company"},
                "part": {"kind": "fork", "branches": ["left", "right"], "join": "meet"},
                "left": {"kind": "wait", "delay": "1h", "next": "meet"},
                "right": {"kind": "wait", "delay": "1h"},
                "meet": {"kind": "join"},
                "again": {"kind": "work", "crew": "design", "content": "1h", "same_people_as": "make"},
                "sign": {
                    "kind": "choice",
                    "branches": [
                        {"to": "done", "when": {"above_authority": "designer"}},
                        {"to": "done", "when": {"fact": "tier", "among": ["key"]}},
                        {"to": "done", "when": {"fact": "client", "among": ["acme"]}},
                        {"to": "done", "when": {"fact": "credit", "among": ["good"]}},
                        {"to": "done", "when": {"fact": "about", "among": ["colour"]}},
                        {"to": "done", "when": {"fact": "passed", "among": ["again"]}},
                        {"to": "end", "caused_by": "designer"},
                    ],
                },
                "done": {
                    "kind": "milestone",
                    "births": [
                        {"job_type": "call", "when": {"above_authority": "designer"}},
                        {"job_type": "call", "when": {"fact": "tier", "among": ["key"]}},
                        {"job_type": "call", "when": {"fact": "client", "among": ["acme"]}},
                        {"job_type": "call", "when": {"fact": "credit", "among": ["good"]}},
                        {"job_type": "call", "when": {"fact": "about", "among": ["colour"]}},
                        {"job_type": "call", "when": {"fact": "passed", "among": ["again"]}, "about": "colour"},
                    ],
                },
            },
        },
    },
    "routines": {"meeting": {"who": ["studio"], "weekdays": "mon", "at": "08:30", "lasts": "10m"}},
    "authority": {"designer": 1, "lead": 5},
    "discipline": {"lead": {"stages": ["making"]}},
    "working_time": {"rules": {"contract": {"week_hours": 42}}, "overtime_from": "contract", "report": ["china"]},
    "planning": {
        "rules": "contract",
        "coverage": [{"skill": "design", "calendar": "company"}],
        "reserve": {"design": 0.1},
        "unpopular": ["china"],
    },
}


def scenario(**sections):
    return Scenario.model_validate({**EVERY_ROW, **sections})


def with_name_at(place, name, is_key):
    """Return the scenario with another name at a place."""
    data = deepcopy(scenario().model_dump(mode="json", by_alias=True, exclude_unset=True))
    *parents, last = place
    holder: Any = data
    for part in parents:
        holder = holder[part]
    if is_key:
        holder[name] = holder.pop(last)
    else:
        holder[last] = name
    return Scenario.model_validate(data)


def only_problem(planted):
    [found] = problems(planted)
    return found


def test_where_everything_is_declared_nothing_is_wrong():
    assert problems(scenario()) == []


@pytest.mark.parametrize(("pattern", "noun"), TABLE)
def test_a_wrong_name_is_the_one_problem_in_every_row_of_the_table(pattern, noun):
    places = [place for place, _ in names_at(scenario(), pattern)]
    assert places, "the scenario above must use every row"
    place, is_key = places[-1], pattern.endswith(KEYS)
    found = only_problem(with_name_at(place, WRONG, is_key))
    assert found.place == ((*place[:-1], WRONG) if is_key else place)
    assert found.what == f"there is no {noun} {WRONG!r}"
    assert found.remedy.startswith(("known: ", "none is declared"))


FREE_TEXT = {
    "working_time.rules.(keys)",
    "working_time.rules.*.source",
    "name", "description", "country", "currency", "zone", "holidays_file",
    "documentation.purpose", "documentation.aims", "documentation.pre_processing", "documentation.assumptions.*",
    "documentation.sharing",
    "shifts.*.label", "calendars.*.country", "stages.*.label", "departments.*.label", "skills.*.label",
    "roles.*.label", "people.*.label", "equipment.*.label", "vehicles.*.label", "materials.*.label",
    "materials.*.unit", "tiers.*.label", "clients.*.label", "job_types.*.label", "job_types.*.route.*.label",
    "routines.*.label", "credit.*.label",
    "job_types.*.route.*.births.*.about", "provenance.*.source",
    "provenance.*.low", "provenance.*.high", "provenance.*.note",
}  # fmt: skip
"""Text that says something to people."""

NOT_NAMES = {
    "calendars.*.week.(keys)", "job_types.*.demand.weekdays.(keys)", "equipment.*.maintenance.*.weekdays.*",
    "vehicles.*.maintenance.*.weekdays.*", "routines.*.weekdays.*",
}  # fmt: skip
"""Weekdays, which are looked at where they are read."""

DECLARATIONS = {
    "shifts", "calendars", "stages", "departments", "skills", "roles", "people", "account_teams", "equipment",
    "vehicles", "materials", "tiers", "clients", "credit", "job_types", "job_types.*.route", "routines", "provenance",
    "job_types.*.route.*.alternatives",
}  # fmt: skip
"""Blocks whose keys are declared by standing there."""


def text_fields(kind: Any, path: str):
    """Yield the path of every field, item or key that is text."""
    if get_origin(kind) is Annotated:
        yield from text_fields(get_args(kind)[0], path)
    elif get_origin(kind) in (Union, UnionType):
        for each in get_args(kind):
            yield from text_fields(each, path)
    elif isinstance(kind, type) and issubclass(kind, BaseModel):
        yield from fields_of(kind, path)
    elif kind is str:
        yield path
    elif get_origin(kind) not in (None, Literal):
        *keys, inside = (each for each in get_args(kind) if each is not Ellipsis)
        for key in keys:
            yield from text_fields(key, f"{path}.{KEYS}")
        yield from text_fields(inside, f"{path}.*")


def fields_of(model: type[BaseModel], path: str):
    for name, field in model.model_fields.items():
        is_tag = name == "kind" or issubclass(model, DistributionBase)
        if not is_tag:
            yield from text_fields(field.annotation, f"{path}.{name}" if path else name)


def test_every_text_of_the_models_is_a_reference_or_free_text():
    """A new field of type text must be entered in the table, or among the free texts above."""
    declared = {f"{block}.{KEYS}" for block in DECLARATIONS}
    in_table = {re.sub(r"\[fact=\w+\]", "", pattern) for pattern, _ in TABLE}
    texts = set(fields_of(Scenario, ""))
    assert texts - declared - FREE_TEXT - NOT_NAMES - in_table == set()
    assert in_table | declared | FREE_TEXT | NOT_NAMES == texts, "the lists above must not outlive the fields"


def test_the_nearest_known_name_is_suggested():
    found = only_problem(with_name_at(("people", "ann", "role"), "desinger", is_key=False))
    assert found.what == "there is no role 'desinger'"
    assert found.remedy == "did you mean 'designer'?"


def test_without_a_likely_name_the_known_ones_are_listed():
    found = only_problem(with_name_at(("people", "ann", "role"), "qqq", is_key=False))
    assert found.remedy == "known: lead, designer"


@pytest.mark.parametrize("name", ["always", "never"])
def test_always_and_never_need_no_declaration(name):
    assert problems(with_name_at(("calendars", "company", "base"), name, is_key=False)) == []


def test_skills_and_stages_need_not_be_declared_where_their_sections_are_empty():
    assert problems(scenario(skills={}, stages={})) == []


def test_a_skill_that_nobody_holds_is_unknown_even_if_none_are_declared():
    planted = with_name_at(("job_types", "banner", "route", "make", "crew", 0, "skill"), WRONG, is_key=False)
    assert only_problem(planted.model_copy(update={"skills": {}})).what == f"there is no skill {WRONG!r}"


@pytest.mark.parametrize("name", ["lead", "designer", "ann"])
def test_a_crew_can_ask_for_a_role_or_a_group_by_name(name):
    place = ("job_types", "banner", "route", "make", "crew", 0, "skill")
    assert problems(with_name_at(place, name, is_key=False)) == []


@pytest.mark.parametrize("name", ["studio", "lead", "ann", "ann.1", "ann.2"])
def test_a_routine_is_for_departments_roles_groups_or_persons(name):
    assert problems(with_name_at(("routines", "meeting", "who", 0), name, is_key=False)) == []


def test_there_are_only_as_many_persons_as_the_group_counts():
    found = only_problem(with_name_at(("routines", "meeting", "who", 0), "ann.3", is_key=False))
    assert found.what == "there is no department, role, group or person 'ann.3'"


def test_steps_are_known_in_their_own_route_only():
    found = only_problem(with_name_at(("job_types", "banner", "route", "make", "next"), "visit", is_key=False))
    assert found.what == "there is no next step 'visit'"


def test_end_can_stand_where_a_step_follows():
    assert problems(with_name_at(("job_types", "banner", "route", "again", "next"), "end", is_key=False)) == []


@pytest.mark.parametrize(
    ("place", "name"),
    [
        (("due",), "make"),
        (("route", "part", "join"), "left"),
        (("route", "again", "same_people_as"), "dry"),
        (("route", "part", "branches", 0), "end"),
    ],
)
def test_a_step_of_the_wrong_kind_is_none_of_those_meant(place, name):
    found = only_problem(with_name_at(("job_types", "banner", *place), name, is_key=False))
    assert found.place == ("job_types", "banner", *place)


def test_hours_written_out_are_no_name_of_a_shift():
    place = ("calendars", "company", "week", "mon")
    assert problems(with_name_at(place, ["08:30-12:00"], is_key=False)) == []
