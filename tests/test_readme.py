"""The README tells the truth: its examples are run, its links lead somewhere."""

import doctest
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
TEXT = (ROOT / "README.md").read_text(encoding="utf-8")


def blocks(language):
    return re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)


def test_the_python_examples_give_the_output_that_they_show(monkeypatch):
    monkeypatch.chdir(ROOT)
    test = doctest.DocTestParser().get_doctest("\n".join(blocks("python")), {}, "README.md", None, 0)
    shown = []
    results = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(test, out=shown.append)
    assert results.attempted >= 10
    assert not results.failed, "".join(shown)


def test_the_commands_exist():
    import typer

    from agencysim.cli import explaining, planning, publishing, replanning, risk, rolling, studying  # noqa: F401  # commands
    from agencysim.cli.app import app

    known = typer.main.get_command(app).commands
    named = set(re.findall(r"^agencysim (\w+)", "\n".join(blocks("sh")), re.MULTILINE))
    assert named
    assert named <= set(known)


def test_the_what_if_reads_as_shown(tmp_path):
    (what_if,) = (block for block in blocks("yaml") if "extends" in block)
    (tmp_path / "what_if.yaml").write_text(
        what_if.replace("../signage_agency.yaml", str(ROOT / "scenarios" / "signage_agency.yaml")),
        encoding="utf-8",
    )
    import agencysim as ag

    assert ag.load(tmp_path / "what_if.yaml").people["designer"].count == 3


def test_the_extract_of_a_scenario_reads_as_shown():
    from agencysim.domain import JobType, PeopleGroup
    from agencysim.scenario.source import parse

    (extract,) = (parse(block).data for block in blocks("yaml") if "job_types" in block)
    assert PeopleGroup.model_validate(extract["people"]["designer"]).count == 2
    assert len(JobType.model_validate(extract["job_types"]["banner"]).route) == 5


@pytest.mark.parametrize("target", re.findall(r"\]\(([^)#:]+)\)", TEXT))
def test_every_link_leads_somewhere(target):
    assert (ROOT / target).exists()
