"""The STRESS-DES report: all twenty items, from the scenario and from what was done with it."""

import re

import pytest

import agencysim as ag
from agencysim.language import use
from agencysim.stress import Experiment, as_html, as_markdown, items_of, write_stress

ITEMS = [
    *("1.1", "1.2", "1.3"),
    *("2.1", "2.2", "2.3", "2.4", "2.5"),
    *("3.1", "3.2", "3.3", "3.4"),
    *("4.1", "4.2", "4.3"),
    *("5.1", "5.2", "5.3", "5.4"),
    "6.1",
]


@pytest.fixture(scope="module")
def shop():
    return ag.load("scenarios/small_sign_shop.yaml")


@pytest.fixture(scope="module")
def done(shop):
    more = shop.with_({"people.designer.count": "+1"}, name="three designers")
    return Experiment(
        shop, {"three designers": more}, {"on_time": "share of dates that are held"}, 12, weeks=26, seed=7
    )


def texts(item):
    cells = [cell for table in item.tables for row in table.rows for cell in row]
    return "\n".join([*item.paragraphs, *cells, *item.diagrams.values()])


def by_number(done):
    return {item.number: item for item in items_of(done)}


def test_there_are_all_twenty_items_and_each_says_something(done):
    items = items_of(done)
    assert [item.number for item in items] == ITEMS
    assert all(texts(item).strip() for item in items)


def test_what_the_author_has_to_say_comes_from_the_scenario(done, shop):
    items = by_number(done)
    assert shop.documentation.purpose in texts(items["1.1"])
    assert shop.documentation.assumptions[0] in texts(items["3.4"])
    assert not any(item.is_missing for item in items.values())


def test_what_is_not_told_is_marked_and_says_where_to_write_it(shop):
    silent = shop.with_({"documentation": {}})
    missing = {item.number: item for item in items_of(Experiment(silent)) if item.is_missing}
    assert set(missing) == {"1.3", "3.2", "6.1"}  # the description is purpose enough
    assert "documentation.aims" in texts(missing["1.3"])


def test_what_was_done_is_told(done):
    items = by_number(done)
    assert "on_time" in texts(items["1.2"])
    assert "people.designer.count" in texts(items["2.3"])
    assert "2 -> 3" in texts(items["2.3"])
    assert "26 weeks" in texts(items["4.2"])
    assert "12 independent replications" in texts(items["4.3"])
    assert "The seed is 7" in texts(items["5.2"])


def test_every_route_is_drawn_whole(done, shop):
    diagrams = by_number(done)["2.1"].diagrams
    assert len(diagrams) == len(shop.job_types)
    for graph, kind in zip(diagrams.values(), shop.job_types.values(), strict=True):
        named = set(re.findall(r"^  (s\d+)\W+\"", graph, re.MULTILINE))
        assert named == {f"s{n}" for n in range(len(kind.route))}
        assert set(re.findall(r"--> (\w+)", graph)) <= named | {"done"}
        assert "done" in graph


def test_every_value_stands_in_the_table_of_parameters(done):
    (table,) = by_number(done)["3.3"].tables
    assert ("roles.designer.wage", "50", "35", "70", "assumed") in table.rows
    (sources,) = by_number(done)["3.1"].tables
    assert sum(int(row[1].replace(",", "")) for row in sources.rows) == len(table.rows)


def test_markdown_has_tables_that_keep_their_columns(done):
    page = as_markdown(done)
    assert [line.split()[1] for line in page.splitlines() if line.startswith("### ")] == ITEMS
    for block in re.findall(r"(?:^\|.*\n)+", page, re.MULTILINE):
        widths = {len(re.findall(r"(?<!\\)\|", line)) for line in block.splitlines()}
        assert len(widths) == 1


def test_the_page_escapes_what_a_scenario_says(shop):
    odd = shop.with_({"documentation.purpose": "<script>alert(1)</script>"})
    assert "<script>alert" not in as_html(Experiment(odd))
    assert "&lt;script&gt;alert" in as_html(Experiment(odd))


def test_chinese(done):
    with use("zh"):
        page = as_markdown(done)
    assert "### 1.1 模型目的" in page
    assert "喷绘" in page


def test_files_are_markdown_or_a_page(done, tmp_path):
    for name in ("stress.md", "stress.html"):
        write_stress(done, tmp_path / name)
        assert (tmp_path / name).stat().st_size > 10_000
    with pytest.raises(ag.AgencySimError, match=r"\.md or \.html"):
        write_stress(done, tmp_path / "stress.pdf")
