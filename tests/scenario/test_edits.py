import copy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencysim.errors import ScenarioError
from agencysim.scenario.edits import apply
from agencysim.scenario.paths import dotted, parts_of

AGENCY = {
    "name": "agency",
    "weeks": 52,
    "people": {"designer": {"count": 2, "wage": 40.5}, "driver": {"count": 1}},
    "overtime": {"granule": "30m"},
    "exceptions": {"2026-02-20": "off", "2026-02-10..2026-02-14": "off"},
    "patience": "3 working days",
    "content": "20m / 50m / 2h30m",
    "value": "250 / 700 / 3000",
    "after": 0,
    "priority": -1,
    "months": [1, 0.5, 2],
    "shops": [{"id": "north", "count": 1}, {"name": "south", "count": 2}],
}


def after(path, value, default=None):
    """Return what stands at a path after a change, and check that nothing else has changed."""
    changed = apply(AGENCY, {path: value}, default)
    holder = changed
    for part in parts_of(path)[:-1]:
        holder = holder[part]
    return holder[parts_of(path)[-1]]


def refusals(changes, default=None):
    with pytest.raises(ScenarioError) as caught:
        apply(AGENCY, changes, default)
    return {problem.path: f"{problem.what} ({problem.remedy})" for problem in caught.value.problems}


@pytest.mark.parametrize(
    ("path", "change", "result"),
    [
        ("people.designer.count", "+1", 3),
        ("people.designer.count", "-2", 0),
        ("people.designer.count", "x2", 4),
        ("people.designer.count", "x1.5", 3),
        ("people.designer.count", "×1.2", 2.4),
        ("people.designer.count", "+50%", 3),
        ("people.designer.count", "-50%", 1),
        ("people.designer.count", "+2.5", 4.5),
        ("people.designer.count", "+ 1", 3),
        ("people.designer.count", "5", "5"),
        ("people.designer.count", 5, 5),
        ("people.designer.count", -1, -1),
        ("people.designer.wage", "+0.1", 40.6),
        ("people.designer.wage", "x2", 81.0),
        ("overtime.granule", "x1.5", "45m"),
        ("overtime.granule", "+30m", "1h"),
        ("overtime.granule", "-10 min", "20m"),
        ("overtime.granule", "+20%", "36m"),
        ("overtime.granule", "2h", "2h"),
        ("overtime.granule", "x0.0001", "0.18s"),
        ("overtime.granule", "x3333.33333", "69d10h40m"),
        ("patience", "x2", "6 working days"),
        ("patience", "-1 working day", "2 working days"),
        ("content", "x2", "40m / 1h40m / 5h"),
        ("content", "+10m", "30m / 1h / 2h40m"),
        ("value", "x1.1", "275 / 770 / 3300"),
        ("value", "+0.5", "250.5 / 700.5 / 3000.5"),
        ("after", "+30m", "30m"),
        ("after", "+3", 3),
        ("priority", "-1", -2),
        ("priority", "=-5", -5),
        ("name", "=x1.2", "x1.2"),
        ("name", "x-ray", "x-ray"),
        ("name", "+ more", "+ more"),
    ],
)
def test_a_value_says_how_it_changes_what_is_there(path, change, result):
    found = after(path, change)
    assert found == result
    assert type(found) is type(result)


def test_a_block_replaces_the_whole_block():
    assert after("people.designer", {"role": "x"}) == {"role": "x"}


def test_a_new_last_key_is_added_at_the_end():
    changed = apply(AGENCY, {"people.planner": {"count": 1}, "people.driver.wage": 3})
    assert list(changed["people"]) == ["designer", "driver", "planner"]
    assert changed["people"]["driver"] == {"count": 1, "wage": 3}


def test_null_deletes():
    assert apply(AGENCY, {"people.driver": None})["people"] == {"designer": {"count": 2, "wage": 40.5}}


def test_keys_with_dots_stand_in_brackets():
    changed = apply(AGENCY, {"exceptions[2026-02-10..2026-02-14]": None, "exceptions[2026-02-20]": "08:30-12:00"})
    assert changed["exceptions"] == {"2026-02-20": "08:30-12:00"}


def test_list_items_are_named_by_index_by_id_or_by_name():
    changed = apply(AGENCY, {"months.1": "x2", "shops.north.count": "+1", "shops[south].count": "+2"})
    assert changed["months"] == [1, 1.0, 2]
    assert [shop["count"] for shop in changed["shops"]] == [2, 4]


def test_items_are_deleted_and_added_by_the_indexes_of_before():
    assert apply(AGENCY, {"months.4": 8, "months.0": None, "months.3": 7, "months.1": 6})["months"] == [
        6,
        2,
        7,
        8,
    ]


def test_all_changes_refer_to_what_was_there_before():
    changes = {"people.designer.count": "+1", "people.driver.count": "x3", "weeks": 4}
    assert apply(AGENCY, changes) == apply(AGENCY, dict(reversed(changes.items())))


def test_a_change_of_what_is_not_written_starts_from_the_default():
    assert after("people.driver.wage", "+5", {("people", "driver", "wage"): 40}.get) == 45


def test_a_block_of_which_only_the_model_knows_is_changed_in_part():
    defaults = {("dispatch",): {"reserve": False}, ("dispatch", "limit"): "1h"}
    changed = apply(AGENCY, {"dispatch.policy": "earliest_due", "dispatch.limit": "x2"}, defaults.get)
    assert changed["dispatch"] == {"policy": "earliest_due", "limit": "2h"}


def test_every_change_that_cannot_be_made_is_told_at_once():
    assert refusals(
        {
            "people.desinger.count": "+1",
            "people.designer.cuont": "+1",
            "people.driver.speed": None,
            "people.plotter.count": 1,
            "people.designer": "x2",
            "name": "+1",
            "overtime.granule": "+1",
            "weeks": "+1h",
            "patience": "+1h",
            "content": "-30m",
            "name.first": "x",
            "a..b": 1,
            "": 1,
            "months.5": 1,
            "shops.norht.count": 3,
            "shops.7.count": 3,
        }
    ) == {
        "people.desinger.count": "there is no people.desinger (did you mean people.designer?)",
        "people.designer.cuont": "there is no people.designer.cuont (did you mean people.designer.count?)",
        "people.driver.speed": "there is no people.driver.speed (known here: count)",
        "people.plotter.count": "there is no people.plotter (known here: designer, driver)",
        "people.designer": "a block of names cannot be changed in this way, only numbers and durations ()",
        "name": "'agency' cannot be changed in this way, only numbers and durations ()",
        "overtime.granule": "a length of time stands there: say how much longer or shorter, such as +30m ()",
        "weeks": "a plain number stands there, and 1h is a length of time ()",
        "patience": "working days and time on the clock do not add up: use the same for both ()",
        "content": "20m is shorter than 30m: less than nothing would be left ()",
        "name.first": "name is text, with nothing inside (shorten the path)",
        "a..b": "'a..b' is no path: join names by dots, such as people.designer.count ()",
        "": "'' is no path: join names by dots, such as people.designer.count ()",
        "months.5": "months has 3 items (a new one is number 3)",
        "shops.norht.count": "there is no shops.norht (did you mean shops.north?)",
        "shops.7.count": "there is no shops.7 (known here: north, south)",
    }


def test_changes_within_each_other_are_refused():
    assert refusals({"people.driver": {}, "people.driver.count": 2, "people[driver]": {}}) == {
        "people.driver.count": "lies within people.driver, which is changed too (say it in people.driver)",
        "people[driver]": "changes the same as people.driver (keep one of them)",
    }


leaves = st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["2h", "x", "1 / 2 / 3", "1 working day"])
trees = st.recursive(
    leaves,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
)
blocks = st.dictionaries(st.sampled_from("abc"), trees)
paths = st.lists(st.sampled_from(["a", "b", "c", "0", "1"]), min_size=1, max_size=3).map(".".join)
values = trees | st.sampled_from(["+1", "-2", "x1.5", "+10%", "+30m", "-1h", "=3", "+1 working day"])


@given(blocks, st.dictionaries(paths, values, max_size=3))
def test_changes_never_touch_what_they_are_made_to(data, changes):
    data_before, changes_before = copy.deepcopy(data), copy.deepcopy(changes)
    try:
        changed, refused = apply(data, changes), set()
    except ScenarioError as error:
        changed, refused = {}, {problem.path for problem in error.problems}
    assert refused <= set(changes)
    assert changes or changed == data
    assert data == data_before
    assert changes == changes_before


@given(st.lists(st.text("ab.1-", min_size=1), min_size=1))
def test_a_path_is_read_as_it_is_written(place):
    assert parts_of(dotted(tuple(place))) == place


def test_a_list_that_only_the_model_has_can_be_begun():
    def default(place):
        return [] if place[-1] == "leave" else None

    begun = apply(AGENCY, {"people.driver.leave.0": "2026-02-01", "people.driver.leave.1": "2026-02-03"}, default)
    assert begun["people"]["driver"]["leave"] == ["2026-02-01", "2026-02-03"]
    with pytest.raises(ScenarioError, match=r"people\.driver\.leave has 0 items"):
        apply(AGENCY, {"people.driver.leave.1": "2026-02-03"}, default)
    with pytest.raises(ScenarioError, match=r"there is no people\.driver\.holiday"):
        apply(AGENCY, {"people.driver.holiday.0": "2026-02-03"}, default)
