import os
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agencysim.errors import ScenarioError
from agencysim.scenario.source import parse, read, scalar


def refusal(text):
    """Return line and text of the only problem of a YAML text."""
    with pytest.raises(ScenarioError) as caught:
        parse(text, "agency.yaml")
    [problem] = caught.value.problems
    assert problem.file == "agency.yaml"
    return problem.line, problem.what


def file_refusal(path):
    with pytest.raises(ScenarioError) as caught:
        read(path)
    [problem] = caught.value.problems
    assert problem.file == str(path)
    return problem.line, problem.what


@pytest.mark.parametrize(
    "text",
    ["17:00", "8:30", "08:00", "no", "on", "yes", "off", "2026-01-01", "0x1F", "1_000", ".inf", "1e999"],
)
def test_what_yaml_1_1_would_convert_stays_text(text):
    assert parse(f"at: {text}").data == {"at": text}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("true", True),
        ("FALSE", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("12", 12),
        ("-1", -1),
        ("007", 7),
        ("2.5", 2.5),
        (".5", 0.5),
        ("1e3", 1000.0),
        ("'12'", "12"),
        ("'true'", "true"),
    ],
)
def test_the_core_schema_of_yaml_1_2_is_followed(text, value):
    found = parse(f"at: {text}").data["at"]
    assert found == value
    assert type(found) is type(value)


def test_keys_are_text_whatever_they_look_like():
    assert parse("{1: a, 2026-01-01: b, true: c, no: d}").data == {
        "1": "a",
        "2026-01-01": "b",
        "true": "c",
        "no": "d",
    }


def test_a_number_too_long_for_python_stays_text():
    assert scalar("9" * 5000) == "9" * 5000


def test_signed_numbers_are_text_directly_under_changes_only():
    data = parse("priority: -1\nchanges: {a.b: -1, c: +2, d: +20%, e: {priority: -3}, f: '-4'}").data
    assert data == {
        "priority": -1,
        "changes": {"a.b": "-1", "c": "+2", "d": "+20%", "e": {"priority": -3}, "f": "-4"},
    }


def test_a_plus_that_would_be_lost_is_refused():
    assert refusal("changes:\n  people.a:\n    count: +1") == (3, "+1 is a change, not a value")


def test_every_line_is_known():
    source = parse("a: 1\nb:\n  - x\n  - c: 2\n    d: 3\ne: {f: [1,\n  2]}\n")
    places = [
        (),
        ("a",),
        ("b",),
        ("b", 0),
        ("b", 1),
        ("b", 1, "c"),
        ("b", 1, "d"),
        ("e", "f", 0),
        ("e", "f", 1),
    ]
    assert [source.line(place) for place in places] == [1, 1, 2, 3, 4, 4, 5, 6, 7]


def test_what_is_not_there_has_the_line_of_its_nearest_parent():
    source = parse("a: 1\nb:\n  c: {d: 1}\n")
    assert source.line(("b", "c", "x", "y")) == 3
    assert source.line(("b", 7)) == 2
    assert source.line(("a", "x")) == 1
    assert source.line(("z",)) == 1


def test_a_repeated_block_has_the_lines_of_the_block_and_of_its_repetition():
    source = parse("a: &x\n  b: 1\nc: *x\n")
    assert source.data == {"a": {"b": 1}, "c": {"b": 1}}
    assert (source.line(("c",)), source.line(("c", "b"))) == (3, 2)


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("a: 1\nb: 2\na: 3", 3, "'a' is given twice, first in line 1"),
        ("a: 1\nb: !!python/object:os.system {}", 2, "the tag tag:yaml.org,2002:python/object:os.system"),
        ("a: !x 1", 1, "the tag !x is not supported"),
        ("a: 1\n<<: {b: 2}", 2, "'<<' is not supported"),
        ("a: 1\n? [b, c]\n: 2", 2, "a block or list stands where a name should be"),
        ("a: 1\n? {b: c}\n: 2", 2, "a block or list stands where a name should be"),
        ("a: &x b\n*x : 1", 2, "*x stands where a name should be"),
        ("{a: 1,\n'': 2}", 2, "a name is missing"),
        ("a: 1\nb: *x", 2, "*x repeats nothing"),
        ("a: 1\nb: &x\n  c: *x", 3, "*x stands within itself"),
        ("a: &x 1\nb: &x 2", 2, "&x is given twice, first in line 1"),
        ("a: 1\n---\nb: 2", 2, "holds more than one document"),
        ("", 1, "is empty"),
        ("# nothing\n", 1, "is empty"),
        ("---\n", 1, "is empty"),
        ("- 1\n- 2", 1, "holds a list"),
        ("just text", 1, "holds text"),
        ("a: 1\nb: [1, 2", 2, "is no YAML"),
        ("a: 1\nb: 'x\n\n", 3, "is no YAML"),
        ("a: 1\n\tb: 2", 2, "is no YAML"),
        ("a: 1\nb: c: d", 2, "is no YAML"),
        ("a: 1\nb: \x00", 2, "holds characters that no text file has"),
        ("a: 1\nb: \x07", 2, "holds characters that no text file has"),
    ],
)
def test_a_doubtful_text_is_refused_at_its_line(text, line, what):
    found_line, found = refusal(text)
    assert found.startswith(what)
    assert found_line == line


def test_every_doubtful_thing_is_told_at_once():
    with pytest.raises(ScenarioError) as caught:
        parse("a: 1\na: !x 2\n<<: 3\nb: [")
    assert [problem.line for problem in caught.value.problems] == [2, 2, 3, 4]


def test_a_problem_tells_its_path():
    with pytest.raises(ScenarioError) as caught:
        parse("people:\n  designer: {count: 1, count: 2}")
    assert [problem.path for problem in caught.value.problems] == ["people.designer.count"]


def test_sixty_levels_are_read_and_no_more():
    assert parse("a: " + "[" * 59 + "]" * 59).data["a"]
    assert refusal("a: " + "[" * 60 + "]" * 60) == (1, "is nested too deeply")


def test_levels_are_counted_through_repetitions():
    nested = ["a0: &a0 [1]"] + [f"a{level}: &a{level} [*a{level - 1}]" for level in range(1, 70)]
    assert refusal("\n".join(nested)) == (60, "is nested too deeply")


@pytest.mark.parametrize(
    ("opening", "what"),
    [
        ("[", "is nested too deeply"),
        ("{a: ", "is nested too deeply"),
        ("- ", "is nested too deeply"),
        ("? ", "a block or list stands where a name should be"),
    ],
)
def test_a_hundred_thousand_levels_are_refused(opening, what):
    assert refusal("a:\n " + opening * 100_000)[1].startswith(what)


def test_repetitions_that_explode_are_refused():
    laughs = ["a: &a [ha, ha, ha, ha, ha, ha, ha, ha, ha]"]
    laughs += [f"{b}: &{b} [{', '.join([f'*{a}'] * 9)}]" for a, b in zip("abcdefgh", "bcdefghi", strict=True)]
    assert refusal("\n".join(laughs)) == (6, "holds too many values")


def test_repetitions_within_the_limit_are_read_without_being_copied():
    data = parse("a: &a [1, 2]\nb: [*a, *a]").data
    assert data["b"] == [[1, 2], [1, 2]]
    assert data["b"][0] is data["a"]


def test_a_million_small_values_are_refused():
    assert refusal("a:\n" + "- 1\n" * 1_000_000)[1] == "holds too many values"


def test_a_file_of_fifty_megabytes_is_refused(tmp_path):
    large = tmp_path / "large.yaml"
    with large.open("wb") as stream:
        stream.truncate(50_000_000)
    assert file_refusal(large) == (None, "is too large: 50.0 MB")


def test_a_missing_file_is_refused(tmp_path):
    assert file_refusal(tmp_path / "none.yaml") == (None, "there is no such file")


def test_a_folder_is_refused(tmp_path):
    assert file_refusal(tmp_path) == (None, "is a folder")


def test_a_pipe_is_refused_without_waiting_for_it(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    assert file_refusal(tmp_path / "pipe") == (None, "is no ordinary file")


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_that_may_not_be_read_is_refused(tmp_path):
    secret = tmp_path / "secret.yaml"
    secret.write_text("a: 1")
    secret.chmod(0)
    assert file_refusal(secret) == (None, "cannot be read: Permission denied")


def test_a_name_that_no_file_can_have_is_refused():
    assert file_refusal("a\0b")[1].startswith("cannot be read")
    assert file_refusal("a" * 5000)[1].startswith("cannot be read")


def test_a_binary_file_is_refused_at_its_line(tmp_path):
    binary = tmp_path / "binary.yaml"
    binary.write_bytes(b"a: 1\n\x89PNG\xff\xfe")
    assert file_refusal(binary) == (2, "is not text in UTF-8")


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(tmp_path):
    path = tmp_path / "windows.yaml"
    path.write_bytes("\ufeffname: 标牌\r\nweeks: 2\r\n".encode())
    source = read(path)
    assert source.data == {"name": "标牌", "weeks": 2}
    assert source.line(("weeks",)) == 2


@given(st.binary(max_size=60) | st.text("ab:-[]{}&*!?|>'\"# \n\t0", max_size=60).map(str.encode))
def test_any_bytes_give_data_or_a_refusal_with_a_line(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "any.yaml"
    path.write_bytes(content)
    try:
        data, problems = read(path).data, []
    except ScenarioError as refused:
        data, problems = {}, refused.problems
    assert isinstance(data, dict)
    assert all(problem.line and problem.what for problem in problems)


@given(st.dates())
def test_dates_are_text(day: date):
    assert scalar(day.isoformat()) == day.isoformat()
