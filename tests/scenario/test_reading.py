from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from immutabledict import immutabledict
from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from agencysim.errors import ScenarioError
from agencysim.scenario.reading import Layered, read_layers, validate
from agencysim.values import Duration, Frozen

V = TypeVar("V")
Map = Annotated[Mapping[str, V], AfterValidator(lambda items: immutabledict(items))]


class Level(StrEnum):
    JUNIOR = "junior"
    SENIOR = "senior"


class Person(Frozen):
    role: str
    count: Annotated[int, Field(ge=1)] = 1
    wage: float | None = None
    level: Level = Level.JUNIOR
    hours: Map[Duration] = immutabledict()


class Work(Frozen):
    kind: Literal["work"]
    content: Duration
    crew: Annotated[tuple[str, ...], BeforeValidator(lambda v: (v,) if isinstance(v, str) else v)]
    chance: float | tuple[float, ...] = 1.0


class Wait(Frozen):
    kind: Literal["wait"]
    least: Duration
    most: Duration

    @model_validator(mode="after")
    def _is_possible(self):
        if self.most.seconds < self.least.seconds:
            raise ValueError("the most is less than the least: swap them")
        return self


Step = Annotated[Work | Wait, Field(discriminator="kind")]


class Overtime(Frozen):
    policy: Literal["never", "finish_task"] = "never"
    granule: Duration = Duration(1800)


class Agency(Frozen):
    name: str
    description: str = ""
    people: Map[Person]
    route: tuple[Step, ...] = ()
    shops: Annotated[tuple[str, ...], Field(min_length=1, max_length=3)] = ("main",)
    overtime: Overtime = Overtime()
    vehicles: Map[int] = immutabledict()
    open: bool = True
    provenance: Map[str] = immutabledict()


AGENCY = """\
name: agency
people:
  designer: {role: designer, count: 2}
  driver:
    role: driver
    wage: 40
route:
  - kind: work
    content: 2h
    crew: designer
  - {kind: wait, least: 1h, most: 2h}
  - {kind: work, content: 3h, crew: [driver]}
provenance:
  people.designer.count: rule
"""


@pytest.fixture
def folder(tmp_path):
    """Return a function that writes a file and returns its path."""

    def write(name, text):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        return path

    write("agency.yaml", AGENCY)
    return write


def problems_of(path):
    """Return file name, line, path, and what is wrong and right, of every problem of a file."""
    with pytest.raises(ScenarioError) as caught:
        validate(Agency, read_layers(path, Agency))
    return [
        (problem.file.rpartition("/")[2], problem.line, problem.path, problem.what, problem.remedy)
        for problem in caught.value.problems
    ]


def refusals(path):
    with pytest.raises(ScenarioError) as caught:
        validate(Agency, read_layers(path, Agency))
    return str(caught.value).splitlines()


def refusal(folder, text):
    """Return line, path, and what is wrong and right, of the only problem of an agency with more lines."""
    [(_, line, path, what, remedy)] = problems_of(folder("more.yaml", "name: more\n" + text))
    return line, path, what, remedy


def test_a_file_that_fits_becomes_the_model(folder):
    agency = validate(Agency, read_layers(folder("agency.yaml", AGENCY), Agency))
    assert agency.people["designer"] == Person(role="designer", count=2)
    assert agency.route[1] == Wait(kind="wait", least=Duration(3600), most=Duration(7200))


@pytest.mark.parametrize(
    ("person", "path", "what", "remedy"),
    [
        ("count: 2", "role", "'role' is missing", "write 'role: ...'"),
        ("role: a, cuont: 2", "cuont", "'cuont' is unknown here", "did you mean 'count'? known here: role, "),
        ("role: a, xyz: 2", "xyz", "'xyz' is unknown here", "known here: role, count, wage, level, hours"),
        ("role: a, count: three", "count", "is text 'three', should be a whole number", ""),
        ("role: a, count: 2.5", "count", "is 2.5, should be a whole number", ""),
        ("role: a, count: 0", "count", "is 0, should be at least 1", ""),
        ("role: a, count: [1]", "count", "is a list, should be a whole number", ""),
        ("role: a, wage: much", "wage", "is text 'much', should be a number", ""),
        ("role: 7", "role", "is 7, should be text", ""),
        ("role: ~", "role", "is nothing, should be text", ""),
        ("role: {}", "role", "is a block of names, should be text", ""),
        (
            "role: a, level: snior",
            "level",
            "is text 'snior', which is none of the choices",
            "did you mean 'senior'?",
        ),
        ("role: a, hours: 3", "hours", "is 3, should be a block of names", ""),
        (
            "role: a, hours: {mon: 2x}",
            "hours.mon",
            "'2x' is no duration: unknown unit 'x'; write a duration",
            "",
        ),
    ],
)
def test_what_does_not_fit_is_told_in_plain_words(folder, person, path, what, remedy):
    line, found_path, found_what, found_remedy = refusal(folder, f"people:\n  ann: {{{person}}}")
    assert (line, found_path) == (3, f"people.ann.{path}")
    assert found_what.startswith(what)
    assert found_remedy.startswith(remedy)


@pytest.mark.parametrize(
    ("step", "problem"),
    [
        ("content: 2h", ".kind: 'kind' is missing (one of wait, work)"),
        (
            "kind: wk",
            ".kind: is text 'wk', which is none of the choices (did you mean 'work'? known here: work, wait)",
        ),
        ("kind: [x]", ".kind: is a list, which is none of the choices (known here: work, wait)"),
        ("kind: work, content: 2h", ".crew: 'crew' is missing (write 'crew: ...')"),
        ("kind: work, content: 2h, crew: 3", ".crew: is 3, should be a list"),
        ("kind: work, content: 2h, crew: [3]", ".crew.0: is 3, should be text"),
        ("kind: wait, least: 2h, most: 1h", ": the most is less than the least: swap them"),
        (
            "kind: work, content: 2h, crew: a, chance: {}",
            ".chance: is a block of names, should be a number, or a list",
        ),
        ("kind: work, content: 2h, crew: a, chance: [x]", ".chance.0: is text 'x', should be a number"),
        (
            "kind: wait, least: 1h, most: 2h, leats: 1h",
            ".leats: 'leats' is unknown here (did you mean 'least'? known here: kind, least, most)",
        ),
    ],
)
def test_blocks_of_several_kinds_are_judged_by_their_kind(folder, step, problem):
    path = folder("more.yaml", f"name: more\npeople: {{}}\nroute:\n  - {{{step}}}")
    assert refusals(path) == [f"{path}:4: route.0{problem}"]


def test_a_value_where_a_block_of_some_kind_should_be_is_told(folder):
    assert refusal(folder, "people: {}\nroute: [7]") == (3, "route.0", "is 7, should be a block of names", "")


def test_too_few_and_too_many_are_told(folder):
    assert refusal(folder, "people: {}\nshops: []") == (3, "shops", "has 0 items, should have at least 1", "")
    what = "has 4 items, should have at most 3"
    assert refusal(folder, "people: {}\nshops: [a, b, c, d]") == (3, "shops", what, "")


def test_a_list_with_wrong_items_is_not_called_too_short(folder):
    assert refusal(folder, "people: {}\nshops: [1]") == (3, "shops.0", "is 1, should be text", "")


def test_every_problem_is_told_at_once_in_the_order_of_the_file(folder):
    text = "people:\n  a: {count: x}\nopen: 7\nrouet: []\nname: 5\n"
    assert [(line, path) for _, line, path, _, _ in problems_of(folder("bad.yaml", text))] == [
        (2, "people.a.role"),
        (2, "people.a.count"),
        (3, "open"),
        (4, "rouet"),
        (5, "name"),
    ]


def test_a_missing_name_has_the_line_of_its_block(folder):
    assert refusal(folder, "\npeople:\n\n  ann:\n    count: 2")[:2] == (5, "people.ann.role")


def test_no_message_speaks_of_pydantic(folder):
    path = folder("bad.yaml", "people: [1]\nroute: {}\nshops: 1\novertime: 2\nvehicles: {a: b}\nx: 1\n")
    told = " ".join(map(str, problems_of(path))).lower()
    assert not any(jargon in told for jargon in ("pydantic", "input", "valid", "http", "tuple", "dict", "instance"))


def test_a_what_if_changes_its_base_and_keeps_the_rest(folder):
    path = folder(
        "what_if/more.yaml",
        "extends: ../agency.yaml\n"
        "name: more designers\n"
        "changes:\n"
        "  people.designer.count: +1\n"
        "  people.driver.wage: x1.5\n"
        "  route.1.most: +30m\n"
        "  overtime.granule: x2\n"
        "  vehicles.van: 2\n"
        "  route.2: ~\n"
        "provenance:\n"
        "  people.driver.wage: assumed\n",
    )
    agency = validate(Agency, read_layers(path, Agency))
    base = validate(Agency, read_layers(folder("agency.yaml", AGENCY), Agency))
    assert agency == base.model_copy(
        update={
            "name": "more designers",
            "people": {
                "designer": Person(role="designer", count=3),
                "driver": Person(role="driver", wage=60),
            },
            "route": (base.route[0], Wait(kind="wait", least=Duration(3600), most=Duration(9000))),
            "overtime": Overtime(granule=Duration(3600)),
            "vehicles": {"van": 2},
            "provenance": {"people.designer.count": "rule", "people.driver.wage": "assumed"},
        }
    )


def test_a_what_if_of_a_what_if_starts_from_the_first(folder):
    folder("one.yaml", "extends: agency.yaml\nchanges: {people.designer.count: +1, people.cook: {role: cook}}")
    two = folder("two.yaml", "extends: one.yaml\nchanges: {people.designer.count: x2, people.cook.count: +4}")
    agency = validate(Agency, read_layers(two, Agency))
    assert (agency.people["designer"].count, agency.people["cook"].count) == (6, 5)
    assert agency.name == "agency"


def test_what_a_change_breaks_is_told_at_the_change(folder):
    path = folder(
        "more.yaml",
        "extends: agency.yaml\n"
        "changes:\n"
        "  people.designer.count: -2\n"
        "  people.driver.role: ~\n"
        "  route.1.least: 5h\n"
        "  people.ann:\n"
        "    role: cook\n"
        "    wage: much\n"
        "  vehicles.van: 2\n"
        "  people.designer.cuont: 3\n",
    )
    assert [problem[:4] for problem in problems_of(path)] == [
        ("more.yaml", 3, "people.designer.count", "is 0, should be at least 1"),
        ("more.yaml", 4, "people.driver.role", "'role' is missing"),
        ("more.yaml", 5, "route.1", "the most is less than the least: swap them"),
        ("more.yaml", 8, "people.ann.wage", "is text 'much', should be a number"),
        ("more.yaml", 10, "people.designer.cuont", "'cuont' is unknown here"),
    ]


def test_what_was_wrong_before_is_told_in_the_base(folder):
    folder("base.yaml", "name: base\npeople:\n  a: {role: 3}\n  b: {role: x}\n")
    path = folder("more.yaml", "extends: base.yaml\nchanges:\n  people.b.count: 0\n")
    assert [problem[:3] for problem in problems_of(path)] == [
        ("base.yaml", 3, "people.a.role"),
        ("more.yaml", 3, "people.b.count"),
    ]


def test_places_are_known_behind_deleted_items(folder):
    path = folder(
        "more.yaml",
        "extends: agency.yaml\nchanges:\n  route.0: ~\n  route.3: {kind: wait}\n  route.2.crew: a\n",
    )
    layered = read_layers(path)
    found = [layered.whereabouts(place) for place in [("route", 0), ("route", 1, "content"), ("route", 1, "crew")]]
    found += [layered.whereabouts(place) for place in [("route", 2, "kind"), ("people", "driver", "wage")]]
    assert [(file.rpartition("/")[2], line) for file, line in found] == [
        ("agency.yaml", 11),
        ("agency.yaml", 12),
        ("more.yaml", 5),
        ("more.yaml", 4),
        ("agency.yaml", 6),
    ]


def test_changes_that_cannot_be_made_are_told_at_once_with_their_lines(folder):
    changes = "changes:\n  people.desinger.count: +1\n  people.designer.wage: +1\n  name: x2\n"
    path = folder("more.yaml", "extends: agency.yaml\n" + changes)
    assert problems_of(path) == [
        (
            "more.yaml",
            3,
            "people.desinger.count",
            "there is no people.desinger",
            "did you mean people.designer?",
        ),
        (
            "more.yaml",
            4,
            "people.designer.wage",
            "there is no people.designer.wage",
            "known here: role, count",
        ),
        ("more.yaml", 5, "name", "'agency' cannot be changed in this way, only numbers and durations", ""),
    ]


def test_a_what_if_holds_nothing_but_changes(folder):
    path = folder("more.yaml", "extends: agency.yaml\npeople: {}\nchanges: [1]\n")
    assert problems_of(path) == [
        (
            "more.yaml",
            2,
            "people",
            "'people' cannot stand in a file that extends another",
            "write it under 'changes'; allowed are extends, name, description, changes, provenance",
        ),
        (
            "more.yaml",
            3,
            "changes",
            "is a list, should be a block of paths and values",
            "such as 'people.designer.count: +1'",
        ),
    ]


@pytest.mark.parametrize(
    ("extends", "what"),
    [
        ("[agency.yaml]", "is a list, should be the name of a file"),
        ("none.yaml", "extends {folder}/none.yaml: there is no such file"),
        (".", "extends {folder}: is a folder"),
        ('"a\\0b"', "extends {folder}/a\0b: cannot be read: embedded null byte"),
    ],
)
def test_a_base_that_cannot_be_read_is_told_where_it_is_named(folder, tmp_path, extends, what):
    path = folder("more.yaml", f"name: more\nextends: {extends}")
    [(file, line, place, found, _)] = problems_of(path)
    assert (file, line, place, found) == ("more.yaml", 2, "extends", what.format(folder=tmp_path))


def test_a_base_that_is_no_yaml_is_told_in_the_base(folder):
    folder("base.yaml", "a: 1\nb: [")
    assert problems_of(folder("more.yaml", "extends: base.yaml"))[0][:2] == ("base.yaml", 2)


def test_files_that_extend_each_other_are_told_with_the_way_round(folder, tmp_path):
    folder("a.yaml", "extends: b.yaml")
    folder("b.yaml", "name: b\nextends: c.yaml")
    folder("c.yaml", "extends: ./b.yaml")
    around = " -> ".join(f"{tmp_path}/{name}.yaml" for name in "bcb")
    [(file, line, path, what, _)] = problems_of(tmp_path / "a.yaml")
    assert (file, line, path, what) == ("c.yaml", 1, "extends", f"these files extend each other: {around}")


def test_twenty_files_may_stand_on_top_of_each_other_and_no_more(folder):
    folder("0.yaml", AGENCY)
    for number in range(1, 21):
        folder(f"{number}.yaml", f"extends: {number - 1}.yaml\nchanges: {{people.designer.count: +1}}")
    top = folder("top.yaml", "extends: 18.yaml\nchanges: {people.designer.count: +1}")
    assert validate(Agency, read_layers(top)).people["designer"].count == 2 + 19
    [(file, line, _, what, _)] = problems_of(folder("20.yaml", "extends: 19.yaml"))
    assert (file, line, what) == ("1.yaml", 1, "more than 20 files stand on top of each other")


def test_data_without_a_file_are_checked_too():
    with pytest.raises(ScenarioError, match=r"^people\.a\.role: 'role' is missing"):
        validate(Agency, Layered({"name": "x", "people": {"a": {}}}))


def test_a_problem_found_elsewhere_is_told_with_its_line(folder):
    layered = read_layers(folder("agency.yaml", AGENCY))
    problem = layered.problem(("people", "driver", "role"), "there is no role 'driver'", "did you mean 'diver'?")
    assert str(problem).endswith("agency.yaml:5: people.driver.role: there is no role 'driver' (did you mean 'diver'?)")


leaves = st.none() | st.booleans() | st.integers(-2, 3) | st.sampled_from(["work", "wait", "2h", "x"])
keys = st.sampled_from(["kind", "content", "crew", "chance", "role", "count", "hours", "a"])
trees = st.recursive(leaves, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(keys, inner, max_size=4))
agencies = st.fixed_dictionaries(
    {"name": trees},
    optional={name: trees for name in [*Agency.model_fields, "unknown"] if name != "name"},
)


@given(agencies)
def test_whatever_the_data_are_they_fit_or_every_problem_is_told_once(data):
    try:
        told = [validate(Agency, Layered(data)).name]
    except ScenarioError as refused:
        told = [str(problem) for problem in refused.problems]
    assert len(set(told)) == len(told)
