"""A run as an event log, for process mining."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import polars as pl
import pytest
from lxml import etree
from scripted import agency, away, run, work

import agencysim as ag
from agencysim.errors import AgencySimError
from agencysim.event_log import event_log, write_csv, write_xes

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).with_name("xes.xsd")))
SHOP = Path(__file__).parents[2] / "scenarios" / "small_sign_shop.yaml"
TAG = "{http://www.xes-standard.org/}"
ROUTE = {
    "draw": work("ann", "1h", stage="design"),
    "answer": {"kind": "wait", "delay": "30m", "calendar": "always"},
    "signed": {"kind": "milestone"},
}


def plain(element) -> dict[str, str]:
    """The attributes of a trace or an event by key."""
    return {a.get("key"): a.get("value") for a in element if a.get("key")}


@pytest.fixture(scope="module")
def shop():
    return ag.simulate(ag.load(SHOP), weeks=8)


def events_of(log, tmp_path) -> list[list[dict[str, str]]]:
    write_xes(log, tmp_path / "run.xes")
    document = etree.parse(tmp_path / "run.xes")
    SCHEMA.assertValid(document)
    return [[plain(event) for event in trace.iter(f"{TAG}event")] for trace in document.iter(f"{TAG}trace")]


class TestRows:
    def test_a_job_is_a_case_and_its_steps_are_activities(self):
        rows = event_log(run(agency(ROUTE, people={"ann": {}}, zone="Asia/Shanghai")))
        assert rows.select("case", "activity", "resource", "ready", "start", "complete").rows() == [
            (
                "job-start.1",
                "draw",
                "ann",
                "2026-01-05T00:00:00+08:00",
                "2026-01-05T08:30:00+08:00",
                "2026-01-05T09:30:00+08:00",
            ),
            ("job-start.1", "answer", "", *["2026-01-05T09:30:00+08:00"] * 2, "2026-01-05T10:00:00+08:00"),
            ("job-start.1", "signed", "", *["2026-01-05T10:00:00+08:00"] * 3),
        ]
        assert rows["stage"].to_list() == ["design"] * 3

    def test_every_row_of_the_log_is_there_once(self, shop):
        rows = event_log(shop)
        assert rows.height == shop.tasks.height + shop.milestones.height
        assert rows.null_count().select("case", "activity", "ready", "stage", "job_type").row(0) == (0,) * 5

    def test_local_times_follow_the_clock_when_it_changes(self):
        route = {"wait": {"kind": "wait", "delay": "24h", "calendar": "always"}}
        rows = event_log(run(agency(route, zone="Europe/Berlin", start="2026-03-28")))
        assert rows.select("start", "complete").rows() == [("2026-03-28T00:00:00+01:00", "2026-03-29T00:00:00+01:00")]
        rows = event_log(run(agency(route, zone="Europe/Berlin", start="2026-03-29")))
        assert rows["complete"].item() == "2026-03-30T01:00:00+02:00"

    def test_csv_holds_the_same_rows(self, shop, tmp_path):
        write_csv(shop, tmp_path / "run.csv")
        assert pl.read_csv(tmp_path / "run.csv").height == event_log(shop).height


class TestXes:
    def test_a_shipped_agency_is_written_as_the_schema_says(self, shop, tmp_path):
        traces = events_of(shop, tmp_path)
        assert len(traces) == shop.jobs.height
        for trace in traces:
            assert all(a["time:timestamp"] <= b["time:timestamp"] for a, b in pairwise(trace))

    def test_work_is_scheduled_started_and_completed(self, tmp_path):
        [events] = events_of(run(agency(ROUTE, people={"ann": {}})), tmp_path)
        assert [(e["concept:name"], e["lifecycle:transition"], e.get("org:resource")) for e in events] == [
            ("draw", "schedule", None),
            ("draw", "start", "ann"),
            ("draw", "complete", "ann"),
            ("answer", "schedule", None),
            ("answer", "start", None),
            ("answer", "complete", None),
            ("signed", "complete", None),
        ]

    def test_work_that_sickness_stops_is_suspended_and_resumed(self, monkeypatch, tmp_path):
        away(monkeypatch, ("ann", "mon 09:00", "mon 10:00"))
        [events] = events_of(run(agency({"draw": work("ann", "1h")}, people={"ann": {}})), tmp_path)
        transitions = [event["lifecycle:transition"] for event in events]
        assert transitions == ["schedule", "start", "suspend", "resume", "complete"]

    def test_what_has_not_happened_is_not_there(self, tmp_path):
        log = run(agency({"draw": work("ann", "9h")}, people={"ann": {}}), weeks=1 / 7)
        [events] = events_of(log, tmp_path)
        assert [event["lifecycle:transition"] for event in events] == ["schedule", "start"]

    def test_names_that_xml_cannot_hold_are_escaped(self, tmp_path):
        log = run(agency({'<draw> & "\x07': work("ann", "1h")}, people={"ann": {}}))
        [events] = events_of(log, tmp_path)
        assert events[0]["concept:name"] == '<draw> & "\ufffd'

    def test_a_run_without_jobs_is_a_log_without_traces(self, tmp_path):
        assert events_of(run(agency({"draw": work("ann")}, jobs=0, people={"ann": {}})), tmp_path) == []


def test_a_file_that_cannot_be_written_is_a_clear_error(shop, tmp_path):
    with pytest.raises(AgencySimError, match="cannot be written"):
        write_csv(shop, tmp_path / "no" / "such" / "folder.csv")
