"""The documents tell the truth: their examples are run, their links lead somewhere, and what is made stays made."""

from __future__ import annotations

import doctest
import re
import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGES = sorted([*(ROOT / "docs").glob("*.md"), *ROOT.glob("*/README.md"), *ROOT.glob("experiments/*/README.md")])
RUN = [page for page in PAGES if ">>>" in page.read_text(encoding="utf-8")]
LINKS = [
    (page, target) for page in PAGES for target in re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
]


def named(page: Path) -> str:
    return str(page.relative_to(ROOT))


@pytest.mark.parametrize("page", RUN, ids=named)
def test_examples_give_the_output_that_they_show(page, monkeypatch):
    monkeypatch.chdir(ROOT)
    blocks = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL)
    examples = "\n".join(block for block in blocks if ">>>" in block)
    test = doctest.DocTestParser().get_doctest(examples, {}, named(page), None, 0)
    shown = []
    # What is saved is not kept.
    monkeypatch.setattr("matplotlib.figure.Figure.savefig", lambda *_, **__: None)
    results = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test, out=shown.append)
    assert results.attempted
    assert not results.failed, "".join(shown)


@pytest.mark.parametrize(("page", "target"), LINKS, ids=lambda value: value if isinstance(value, str) else named(value))
def test_every_link_leads_somewhere(page, target):
    assert (page.parent / target).exists()


def test_every_document_is_listed():
    listed = (ROOT / "docs" / "README.md").read_text(encoding="utf-8")
    assert [page.name for page in (ROOT / "docs").glob("*.md") if f"({page.name})" not in listed] == ["README.md"]


def test_the_scenario_reference_is_that_of_the_models():
    made = runpy.run_path(str(ROOT / "tools" / "make_reference.py"))["reference"]()
    assert (ROOT / "docs" / "scenario_reference.md").read_text(encoding="utf-8") == made, "run tools/make_reference.py"


def test_the_page_of_the_workbook_is_that_of_its_table_of_columns():
    made = runpy.run_path(str(ROOT / "tools" / "make_workbook_page.py"))["page"]()
    assert (ROOT / "docs" / "workbook.md").read_text(encoding="utf-8") == made, "run tools/make_workbook_page.py"


def test_the_page_on_rules_shows_the_code_as_it_is():
    page = (ROOT / "docs" / "adding_a_rule.md").read_text(encoding="utf-8")
    sources = [
        file.read_text(encoding="utf-8")
        for folder in ("src/agencysim/planner", "tests/planner")
        for file in (ROOT / folder).rglob("*.py")
    ]
    shown = [code for code in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if ">>>" not in code]
    assert shown
    assert [code for code in shown if not any(code in source for source in sources)] == []


def test_every_rule_of_plans_is_told():
    from agencysim.planner import Rule

    text = (ROOT / "docs" / "planning.md").read_text(encoding="utf-8")
    assert [rule for rule in Rule if f"| `{rule}` | {rule.text} |" not in text] == []
