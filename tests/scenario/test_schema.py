"""The JSON Schema by which editors complete and check scenario files."""

import jsonschema
import pytest

from agencysim.scenario import json_schema
from agencysim.scenario.source import parse

SCHEMA = json_schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)

SHORT_FORMS = """\
name: short forms
start: 2026-01-05
shifts:
  day: [08:30-12:00, 14:00-17:30]
  short: 08:30-12:00
  named: {periods: [22:00-06:00], label: night}
calendars:
  company:
    week: {mon-sat: day, sun: off}
    exceptions: {2026-02-14: [08:30-12:00], 2026-02-15..2026-02-20: off}
people:
  ann:
    also: lead
    leave: [2026-03-02..2026-03-06, {first: 2026-04-01, last: 2026-04-02}]
    certificates: {weld: 2030-01-01}
account_teams: {brands: {people: ann}}
job_types:
  banner:
    demand: {per_week: 2.5, weekdays: {mon-fri: 1, sat: 0.5}, dates: [2026-03-01]}
    value: 100 / 200 / 900
    promise: {lead_time: 3 working days}
    route:
      brief: {kind: work, crew: ann, content: 30m / 1h / 3h}
      build: {kind: work, crew: {ann: 2, lead: 1}, content: 2h30m}
      check: {kind: work, crew: [ann, {skill: lead, count: 2}], content: {kind: gamma, mean: 1h, cv: 0.5}}
      dry: {kind: wait, delay: 0}
      fine:
        kind: choice
        branches: [{to: build, chance: [0.2, 0.1]}, {to: build, when: {fact: tier, among: key}}, {to: paid}]
      paid: {kind: milestone}
routines: {meeting: {who: ann, weekdays: mon-sat, at: 8:30, lasts: 10m}}
overtime: {granule: 30m}
provenance: {people.ann: {source: rule, low: 1, high: 2h}}
"""


def problems(text):
    return ["/".join(map(str, error.absolute_path)) for error in VALIDATOR.iter_errors(parse(text).data)]


def test_it_is_a_json_schema():
    VALIDATOR.check_schema(SCHEMA)


def test_short_forms_are_allowed():
    assert problems(SHORT_FORMS) == []


@pytest.mark.parametrize(
    ("right", "wrong", "place"),
    [
        ("per_week: 2.5", "per_weak: 2.5", "job_types/banner/demand"),
        ("kind: milestone", "kind: millstone", "job_types/banner/route/paid"),
        ("start: 2026-01-05", "start: soon", "start"),
        ("at: 8:30", "at: 9", "routines/meeting/at"),
        ("{to: paid}", "{too: paid}", "job_types/banner/route/fine"),
        ("name: short forms\n", "", ""),
    ],
)
def test_mistakes_are_found_where_they_are(right, wrong, place):
    [found] = problems(SHORT_FORMS.replace(right, wrong))
    assert place.startswith(found)


def test_a_what_if_has_changes_and_no_sections():
    assert problems("extends: a.yaml\nname: n\nchanges: {people.ann.count: +1, overtime: null}") == []
    assert problems("extends: a.yaml\npeople: {ann: {}}") == [""]
    assert problems("extends: 5") == ["extends"]


def test_names_are_described_by_what_the_docstrings_say():
    properties = SCHEMA["$defs"]["PeopleGroup"]["properties"]
    assert properties["count"]["description"] == "How many they are."
    assert properties["hired_from"]["description"].startswith("First and last day with the agency")
    routine = SCHEMA["$defs"]["Routine"]
    assert routine["description"] == "Work that is no job but takes people: meetings, reports, checks, training."
    lasts = routine["properties"]["lasts"]["description"]
    assert lasts.startswith("How long it takes. Write a duration"), "inherited fields are described, too"


def test_almost_everything_is_described():
    fields = [
        (name, key, node)
        for name, model in SCHEMA["$defs"].items()
        for key, node in model.get("properties", {}).items()
        if key != "kind"
    ]
    silent = [f"{name}.{key}" for name, key, node in fields if "description" not in node and "$ref" not in node]
    assert len(silent) < len(fields) / 10, silent
