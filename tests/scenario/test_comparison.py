import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencysim.scenario import Scenario
from agencysim.scenario.comparison import difference
from agencysim.scenario.paths import ABSENT

values = st.recursive(
    st.none() | st.booleans() | st.integers(0, 3) | st.sampled_from(["", "x"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
)
blocks = st.dictionaries(st.sampled_from("abc"), values)


def told(a, b):
    return [str(change) for change in difference(a, b)]


def test_a_changed_value_is_one_row():
    a = {"people": {"designer": {"count": 2, "wage": 40}}}
    b = {"people": {"designer": {"count": 3, "wage": 40}}}
    assert told(a, b) == ["people.designer.count: 2 -> 3"]


def test_a_whole_block_more_or_less_is_one_row():
    people = {f"person_{number}": {"count": 1} for number in range(100)}
    [change] = difference({"people": people}, {})
    assert (change.place, change.before, change.after) == (("people",), people, ABSENT)
    assert len(str(change)) < 100


def test_rows_come_in_the_order_of_the_first_then_of_what_only_the_second_has():
    a = {"c": 1, "b": 2, "a": 3}
    b = {"n": 0, "a": 4, "b": 3, "m": [1, "x"]}
    assert told(a, b) == ["c: 1 -> absent", "b: 2 -> 3", "a: 3 -> 4", "n: absent -> 0", "m: absent -> [1, x]"]


def test_an_item_taken_out_of_a_list_is_one_row():
    assert told({"a": [1, 2, 3, 4]}, {"a": [1, 3, 4]}) == ["a.1: 2 -> absent"]


def test_an_item_put_into_a_list_is_one_row():
    assert told({"a": [{"x": 1}, {"x": 3}]}, {"a": [{"x": 1}, {"x": 2}, {"x": 3}]}) == ["a.1: absent -> {x: 2}"]


def test_a_change_within_a_list_item_tells_the_item():
    assert told({"a": [{"x": 1, "y": 1}, 5]}, {"a": [{"x": 1, "y": 2}, 5]}) == ["a.0.y: 1 -> 2"]


def test_values_are_shown_as_yaml_has_them():
    assert told({"a": None, "b": True, "c": "", "d.e": 1}, {"a": False, "b": 1, "c": " ", "d.e": 2}) == [
        "a: null -> false",
        "b: true -> 1",
        "c: '' -> ' '",
        "[d.e]: 1 -> 2",
    ]


def test_an_empty_block_differs_from_none():
    assert told({"a": {}}, {}) == ["a: {} -> absent"]


@given(blocks)
def test_nothing_differs_from_itself(a):
    assert difference(a, a) == []


@given(blocks, blocks)
def test_there_are_rows_exactly_where_two_differ(a, b):
    assert bool(difference(a, b)) == (repr_of(a) != repr_of(b))


@given(blocks, blocks)
def test_both_ways_there_are_the_same_rows(a, b):
    there = {(change.path, repr(change.before), repr(change.after)) for change in difference(a, b)}
    back = {(change.path, repr(change.after), repr(change.before)) for change in difference(b, a)}
    assert there == back


def repr_of(value):
    """Return a text that tells true from 1, and not the order of keys."""
    if isinstance(value, dict):
        return repr(sorted((key, repr_of(item)) for key, item in value.items()))
    return repr([repr_of(item) for item in value]) if isinstance(value, list) else repr(value)


PLAIN = {
    "name": "plain",
    "start": "2026-01-05",
    "calendar": "day",
    "calendars": {"day": {"week": {"mon-fri": "09:00-17:00"}}},
    "people": {"ann": {}, "ben": {}},
    "equipment": {"saw": {}},
    "job_types": {"job": {"value": 5, "route": {"do": {"kind": "work", "crew": "ann", "content": "1h / 2h / 3h"}}}},
}
OTHER = {
    **PLAIN,
    "calendars": {"day": {"week": {"mon-fri": "09:00-17:00"}, "exceptions": {"2026-02-10": "off"}}},
    "people": {"ann": {"leave": ["2026-02-01..2026-02-03", "2026-03-01"]}, "ben": {"count": 2}},
    "equipment": {"saw": {"breakdown": {"every": "30 days", "repair": "1h"}}},
    "job_types": {
        "job": {"value": "1 / 2 / 3", "route": {"do": {"kind": "work", "crew": ["ann", "ben"], "content": "2h"}}}
    },
}


@pytest.mark.parametrize(("one", "other"), [(PLAIN, OTHER), (OTHER, PLAIN)])
def test_what_is_told_can_be_changed_so(one, other):
    before, after = Scenario.model_validate(one), Scenario.model_validate(other)
    changes = {change.path: None if change.after is ABSENT else change.after for change in difference(before, after)}
    assert len(changes) > 6
    assert difference(before.with_(changes), after) == []
