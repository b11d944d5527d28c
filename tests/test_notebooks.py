"""The notebooks run from top to bottom, and things show themselves well in them."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from lxml import html
from nbclient import NotebookClient
from scripted import agency, run, work

import agencysim as ag
from agencysim.language import use

FOLDER = Path(__file__).parents[1] / "notebooks"
PEOPLE = {"ann": {"label": "<Ann>"}}


@pytest.mark.filterwarnings("default")  # Jupyter's own
@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.ipynb")), ids=lambda path: path.stem)
def test_a_notebook_runs_and_shows_what_it_promises(path):
    notebook = nbformat.read(path, as_version=4)
    NotebookClient(notebook, timeout=120, resources={"metadata": {"path": str(FOLDER)}}).execute()
    shown = [kind for cell in notebook.cells for output in cell.get("outputs", ()) for kind in output.get("data", ())]
    assert shown.count("image/png") >= 5
    assert shown.count("text/html") >= 3


def tables(thing) -> list[list[str]]:
    return [[c.text_content() for c in row] for row in html.fromstring(f"<div>{thing._repr_html_()}</div>").iter("tr")]


def test_a_scenario_shows_who_works_there_and_what_is_asked_for():
    scenario = agency({"draw": work("ann")}, people=PEOPLE, job={"demand": {"per_week": 2.5}})
    assert tables(scenario) == [
        ["role", "people"],
        ["ann", "1"],
        ["job type", "requests a week", "steps"],
        ["job", "2.5", "1"],
    ]


def test_a_log_shows_its_tables():
    rows = tables(run(agency({"draw": work("ann")}, people=PEOPLE)))
    assert rows[1][:2] == ["tasks", "1"]
    assert rows[1][2].startswith("job, job_type, step")


def test_figures_show_what_is_looked_at_first():
    log = run(agency({"draw": work("ann")}, people=PEOPLE))
    assert ["jobs done", "1"] in tables(ag.kpis(log))
    with use("zh"):
        assert ["完成工单", "1"] in tables(ag.kpis(log))


def test_all_text_is_escaped():
    scenario = agency({"<b>": work("ann")}, people=PEOPLE, name="<script>")
    log = run(scenario)
    for thing in (scenario, log, ag.kpis(log)):
        assert "<script>" not in thing._repr_html_()
