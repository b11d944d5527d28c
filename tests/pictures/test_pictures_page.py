"""The page about pictures shows all of them, and its examples are run."""

from __future__ import annotations

import doctest
import re
from pathlib import Path

import pytest

import agencysim as ag

DOCS = Path(__file__).parents[2] / "docs"
TEXT = (DOCS / "pictures.md").read_text(encoding="utf-8")


def test_its_examples_give_the_output_that_it_shows(monkeypatch, tmp_path):
    (tmp_path / "scenarios").symlink_to(DOCS.parent / "scenarios")
    monkeypatch.chdir(tmp_path)
    examples = "\n".join(re.findall(r"```python\n(.*?)```", TEXT, re.DOTALL))
    test = doctest.DocTestParser().get_doctest(examples, {}, "pictures.md", None, 0)
    shown = []
    results = doctest.DocTestRunner().run(test, out=shown.append)
    assert results.attempted >= 10
    assert not results.failed, "".join(shown)


@pytest.mark.parametrize("name", ag.pictures.__all__)
def test_every_picture_is_listed_and_shown(name):
    assert re.search(rf"^\| `{name}\((log|result|planned|series|found|scenario), ", TEXT, re.MULTILINE)
    assert f"(pictures/{name}.png)" in TEXT


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#:]+)\)", TEXT))
def test_every_link_leads_to_a_small_file(target):
    assert (DOCS / target).stat().st_size < 150_000
