"""From a file to a scenario, from a scenario to a what-if, and every problem at its place."""

from pathlib import Path
from textwrap import dedent

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agencysim.errors import ScenarioError, ScenarioWarning
from agencysim.scenario import Scenario, check, difference, load, warnings_of

SHOP = """\
name: shop
start: 2025-01-06
country: CN
people:
  maker: {count: 2}
overtime: {policy: hold_dates}
job_types:
  sign:
    demand: {per_week: 3}
    route:
      make: {kind: work, crew: maker, content: 30m / 1h / 3h}
      dry: {kind: wait, delay: {kind: gamma, mean: 2h, cv: 0.5}}
      done: {kind: milestone}
"""
HOLIDAYS = "CN: {2031: {holidays: [{name: a day, off: 2031-05-01}]}}"


@pytest.fixture
def write(tmp_path):
    def write(name, text):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text), encoding="utf-8")
        return path

    return write


@pytest.fixture
def shop(write):
    return load(write("shop.yaml", SHOP))


def problems_of(path):
    with pytest.raises(ScenarioError) as refused:
        load(path)
    return [(Path(p.file).name, p.line, p.path, p.what) for p in refused.value.problems]


# -- files


def test_a_file_that_is_right_becomes_a_scenario(shop):
    assert isinstance(shop, Scenario)
    assert shop.people["maker"].count == 2
    assert check(shop) == []


def test_every_problem_of_every_check_is_told_at_once_in_the_order_of_the_file(write):
    path = write(
        "wrong.yaml",
        """\
        name: wrong
        zone: Asia/Shanghi
        start: 2026-01-05
        people:
          maker: {count: 2, calendar: company}
        job_types:
          sign:
            due: done
            route:
              make: {kind: work, crew: maker, content: 1h}
              test:
                kind: choice
                branches:
                  - {to: make, chance: 0.7}
                  - {to: end, chance: 0.7}
              lost: {kind: wait, delay: 1h}
        provenance:
          people.maker.count: {source: assumed, low: 3, high: 1}
        """,
    )
    assert problems_of(path) == [
        ("wrong.yaml", 2, "zone", "there is no time zone 'Asia/Shanghi'"),
        ("wrong.yaml", 5, "people.maker.calendar", "there is no calendar 'company'"),
        ("wrong.yaml", 8, "job_types.sign.due", "there is no milestone 'done'"),
        ("wrong.yaml", 13, "job_types.sign.route.test.branches", "the chances add up to 1.4"),
        ("wrong.yaml", 16, "job_types.sign.route.lost", "no way leads to this step"),
        ("wrong.yaml", 18, "provenance[people.maker.count]", "the range ends at 1, before it begins at 3"),
    ]


def test_what_has_its_form_is_looked_at_even_if_other_things_have_not(write):
    path = write(
        "wrong.yaml",
        """\
        name: wrong
        start: 2026-01-05
        weeks: 4
        calendar: day
        calendars:
          day: {week: {mon-fri: [08:30-12:00]}}
          other: {base: nowhere}
        people:
          ann: {count: many, skills: {painting: 1}}
          ben: {calendar: dya}
        job_types:
          sign:
            route:
              glue: {kind: work, crew: ben, content: 1 parsec}
          banner:
            route:
              paint: {kind: work, crew: painting, content: 1h}
              print: {kind: work, crew: bne, content: 1h}
              made: {kind: milestone, next: nope}
        """,
    )
    # That nobody paints is not told: ann does, once her number is mended.
    assert [where for _, _, where, _ in problems_of(path)] == [
        "calendars.other.base",
        "people.ann.count",
        "people.ben.calendar",
        "job_types.sign.route.glue.content",
        "job_types.banner.route.print.crew.0.skill",
        "job_types.banner.route.made.next",
    ]


def test_what_needs_something_that_has_not_its_form_is_not_asked(write):
    path = write("wrong.yaml", SHOP + "equipment: {press: {count: many}}\n")
    text = path.read_text(encoding="utf-8").replace(
        "crew: maker, content", "crew: maker, equipment: {press: 1}, content"
    )
    path.write_text(text, encoding="utf-8")
    assert [where for _, _, where, _ in problems_of(path)] == ["equipment.press.count"]


def test_a_problem_in_a_short_form_is_in_its_line(write):
    path = write("wrong.yaml", SHOP.replace("crew: maker", "crew: {baker: 2}"))
    assert problems_of(path) == [
        ("wrong.yaml", 11, "job_types.sign.route.make.crew.0.skill", "there is no skill 'baker'")
    ]


def test_a_problem_that_a_what_if_brings_is_in_the_line_of_its_change(write):
    write("shop.yaml", SHOP)
    path = write(
        "what_if.yaml",
        """\
        extends: shop.yaml
        changes:
          people.maker.count: -1
          job_types.sign.route.make.crew: {maker: 2}
        """,
    )
    what = "2 people are needed for 'maker', and 1 can do it"
    assert problems_of(path) == [("what_if.yaml", 4, "job_types.sign.route.make.crew", what)]


def test_a_what_if_changes_what_its_base_takes_for_granted(write):
    write("shop.yaml", SHOP)
    found = load(write("more.yaml", "extends: shop.yaml\nchanges: {overtime.max_day: +1h, weeks: +4}"))
    assert str(found.overtime.max_day) == "4h"
    assert found.weeks == 56


# -- time and public days


def with_lines(write, *lines):
    return write("s.yaml", "\n".join([SHOP.replace("country: CN\n", ""), *lines]))


@pytest.mark.parametrize("zone", ["Nowhere", "Asia", "../etc", "''"])
def test_a_zone_that_does_not_exist_is_refused(write, zone):
    [found] = problems_of(with_lines(write, f"zone: {zone}"))
    assert found[2] == "zone"


def test_the_warm_up_leaves_something(write):
    [found] = problems_of(with_lines(write, "weeks: 4", "warm_up_weeks: 4"))
    assert found[2:] == ("warm_up_weeks", "a warm-up of 4 weeks leaves nothing of 4 weeks")


def test_one_week_is_told_as_one(write):
    [found] = problems_of(with_lines(write, "weeks: 1", "warm_up_weeks: 1"))
    assert found[3] == "a warm-up of 1 week leaves nothing of 1 week"


def test_a_run_ends_before_the_calendar_does(write):
    path = write("s.yaml", SHOP.replace("2025-01-06", "9999-01-05"))
    assert problems_of(path) == [("s.yaml", 2, "start", "the run would leave the calendar")]


@pytest.mark.parametrize("year", ["0001", "1899"])
def test_a_run_does_not_begin_before_all_calendars(write, year):
    path = write("s.yaml", SHOP.replace("2025-01-06", f"{year}-01-06"))
    assert problems_of(path) == [("s.yaml", 2, "start", f"the year {int(year)} is before 1900")]
    load(write("t.yaml", SHOP.replace("2025-01-06", "1900-01-06").replace("country: CN\n", "")))


def test_a_country_without_public_days_is_refused_once(write):
    calendars = "calendars: {a: {country: QQ}, b: {country: QQ}}"
    [found] = problems_of(with_lines(write, calendars))
    assert found[2] == "calendars.a.country"
    assert found[3].startswith("no public holidays are known for 'QQ'")


def test_a_calendar_that_is_based_on_itself_is_refused(write):
    found = problems_of(with_lines(write, "calendars: {a: {base: b}, b: {base: a}}"))
    assert [path for _, _, path, _ in found] == ["calendars.a.base", "calendars.b.base"]


def test_the_file_of_public_days_is_found_beside_the_file_that_names_it(write, monkeypatch, tmp_path):
    write("base/days.yaml", HOLIDAYS)
    write("base/shop.yaml", SHOP + "holidays_file: days.yaml\n")
    path = write("what_if/more.yaml", "extends: ../base/shop.yaml\nchanges: {people.maker.count: +1}")
    monkeypatch.chdir(tmp_path / "what_if")
    assert load(path.name).holidays_file == str(tmp_path / "base" / "days.yaml")


def test_where_the_file_of_public_days_lies_makes_no_other_scenario(write):
    digests = set()
    for folder in ("here", "there"):
        write(f"{folder}/days.yaml", HOLIDAYS)
        digests.add(load(write(f"{folder}/shop.yaml", SHOP + "holidays_file: days.yaml\n")).digest)
    assert len(digests) == 1


def test_a_file_of_public_days_that_cannot_be_read_is_refused(write):
    [found] = problems_of(write("shop.yaml", SHOP + "holidays_file: days.yaml\n"))
    assert found[:3] == ("shop.yaml", 14, "holidays_file")
    assert "cannot be read" in found[3]


def test_years_without_public_days_are_worth_a_warning(write):
    in_time = SHOP.replace("2025-01-06", "2031-01-06")
    with pytest.warns(ScenarioWarning, match="no public holidays are known for CN in 2031, 2032: these"):
        plain = load(write("shop.yaml", in_time))
    assert len(warnings_of(plain)) == 1
    write("days.yaml", HOLIDAYS)
    helped = load(write("helped.yaml", in_time + "weeks: 50\nholidays_file: days.yaml\n"))
    assert warnings_of(helped) == []


# -- what-ifs in Python


def changes(before, after):
    return [str(change) for change in difference(before.model_dump(mode="json"), after.model_dump(mode="json"))]


def test_a_what_if_is_another_scenario_and_the_first_stays_as_it_is(shop):
    before = shop.model_dump()
    more = shop.with_({"people.maker.count": "+1"}, name="more makers")
    assert changes(shop, more) == ["name: shop -> more makers", "people.maker.count: 2 -> 3"]
    assert shop.model_dump() == before
    assert hash(more) != hash(shop)


def test_without_changes_it_is_the_same_scenario(shop):
    same = shop.with_()
    assert same == shop
    assert hash(same) == hash(shop)
    assert shop.with_(name="x1.2").name == "x1.2"


def test_a_what_if_of_a_what_if(shop):
    twice = shop.with_({"people.maker.count": "+1"}).with_({"people.maker.count": "x2"})
    assert twice.people["maker"].count == 6


def test_relative_changes_start_from_defaults_where_nothing_is_stated(shop):
    found = shop.with_({"overtime.max_day": "+30m", "dispatch.reserve": True, "job_types.sign.priority": "+2"})
    assert changes(shop, found) == [
        "job_types.sign.priority: 0 -> 2",
        "overtime.max_day: 3h -> 3h30m",
        "dispatch.reserve: false -> true",
    ]


def test_a_relative_change_of_a_distribution_changes_all_its_quantities(shop):
    route = "job_types.sign.route"
    found = shop.with_({f"{route}.make.content": "x2", f"{route}.dry.delay": "+50%"})
    assert changes(shop, found) == [
        f"{route}.make.content: 30m / 1h / 3h -> 1h / 2h / 6h",
        f"{route}.dry.delay: {{kind: gamma, mean: 2h, cv: 0.5}} -> {{kind: gamma, mean: 3h, cv: 0.5}}",
    ]


def test_one_value_of_a_distribution_can_be_changed(shop):
    found = shop.with_({"job_types.sign.route.dry.delay.cv": 1, "job_types.sign.route.make.content": "2h"})
    assert found.job_types["sign"].route["make"].content.mean == 7200
    assert found.job_types["sign"].route["dry"].delay.cv == 1


def test_things_can_be_added_and_taken_away(shop):
    more = shop.with_({"people.helper": {"count": 1}, "job_types.sign.demand": None})
    assert list(more.people) == ["maker", "helper"]
    assert more.job_types["sign"].demand is None


@pytest.mark.parametrize(
    ("change", "path", "what"),
    [
        ({"people.makr.count": "+1"}, "people.makr.count", "there is no people.makr"),
        ({"people.maker.count": "many"}, "people.maker.count", "is text 'many', should be a whole number"),
        ({"people.maker.count": "-2"}, "job_types.sign.route.make.crew", "nobody can do 'maker'"),
        ({"job_types.sign.due": "dry"}, "job_types.sign.due", "there is no milestone 'dry'"),
    ],
)
def test_a_what_if_that_is_wrong_is_refused_at_its_path(shop, change, path, what):
    with pytest.raises(ScenarioError) as refused:
        shop.with_(change)
    assert [(p.path, p.what) for p in refused.value.problems] == [(path, what)]


def test_scenarios_made_in_python_can_be_changed_and_checked():
    made = Scenario(
        name="made",
        start="2026-01-05",
        people={"maker": {}},
        job_types={"sign": {"route": {"make": {"kind": "work", "crew": "maker", "content": "1h"}}}},
    )
    job = made.job_types["sign"].model_copy(update={"due": "nothing"})
    wrong = made.model_copy(update={"job_types": {"sign": job}})
    assert [problem.path for problem in check(wrong)] == ["job_types.sign.due"]
    assert made.with_({"people.maker.count": 2}).people["maker"].count == 2


@settings(max_examples=30)
@given(counts=st.lists(st.integers(1, 1000), min_size=1, max_size=4))
def test_what_is_set_is_there_whatever_was_before(counts):
    scenario = Scenario.model_validate(
        {
            "name": "s",
            "start": "2026-01-05",
            "people": {"maker": {}},
            "job_types": {"sign": {"route": {"make": {"kind": "work", "crew": "maker", "content": "1h"}}}},
        }
    )
    for count in counts:
        scenario = scenario.with_({"people.maker.count": count})
    assert scenario.people["maker"].count == counts[-1]


# -- long scenarios: a cost that grew with the square would hold up everybody's tests


def test_a_scenario_of_a_thousand_steps_is_read_and_checked(write):
    steps = {f"step_{n}": "{kind: work, crew: maker, content: 30m / 1h / 3h, stage: s}" for n in range(50)}
    route = "".join(f"      {name}: {step}\n" for name, step in steps.items())
    types = "".join(f"  type_{n}:\n    route:\n{route}" for n in range(20))
    path = write("long.yaml", SHOP + types)
    assert len(load(path).job_types) >= 20


@pytest.mark.parametrize("is_named", [True, False])
def test_a_route_of_twenty_thousand_steps_is_checked(is_named):
    steps = [f"step_{n}" for n in range(20_000)]
    step = {"kind": "work", "crew": "maker", "content": "1h"}
    route = {
        name: {**step, "next": following} if is_named else step
        for name, following in zip(steps, [*steps[1:], "end"], strict=True)
    }
    scenario = _one_job_type(route, maker={})
    assert check(scenario) == []


def test_people_are_limited_in_all_and_not_even_numbered_beyond():
    route = {"make": {"kind": "work", "crew": "group_0", "content": "1h"}}
    scenario = _one_job_type(route, **{f"group_{n}": {"count": 100_000} for n in range(100)})
    [problem] = check(scenario)
    assert (problem.path, problem.what) == ("people", "there are 10,000,000 people in all")
    assert "100,000" in problem.remedy


def test_as_many_people_as_the_limit_are_accepted():
    route = {"make": {"kind": "work", "crew": "a", "content": "1h"}}
    assert check(_one_job_type(route, a={"count": 99_999}, b={})) == []
    assert [each.path for each in check(_one_job_type(route, a={"count": 99_999}, b={"count": 2}))] == ["people"]


def _one_job_type(route, **people):
    data = {"name": "s", "start": "2026-01-05", "people": people, "job_types": {"sign": {"route": route}}}
    return Scenario.model_validate(data)


def test_of_very_many_wrong_places_the_first_are_told_and_how_many_more_there_are(tmp_path):
    file = tmp_path / "many.yaml"
    wrong = "\n".join(f"key{number}: 3" for number in range(1200))
    file.write_text(
        f"name: many\nstart: 2026-01-05\njob_types: {{j: {{route: {{a: {{kind: milestone}}}}}}}}\n{wrong}\n"
    )
    with pytest.raises(ScenarioError) as refused:
        load(file)
    assert len(refused.value.problems) == 1001
    assert refused.value.problems[0].what == "200 more places are wrong"
