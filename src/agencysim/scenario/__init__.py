"""Scenarios: files and values that say everything about an agency, read, checked, changed and compared."""

from agencysim.scenario.comparison import difference
from agencysim.scenario.loading import check, load, warnings_of
from agencysim.scenario.model import Scenario
from agencysim.scenario.provenance import assumed, evidence
from agencysim.scenario.schema import json_schema

__all__ = ["Scenario", "assumed", "check", "difference", "evidence", "json_schema", "load", "warnings_of"]
