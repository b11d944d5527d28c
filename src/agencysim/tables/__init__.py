"""The figures of a run as tables, for the terminal and for pages."""

from agencysim.tables.base import Table, Topic
from agencysim.tables.coming import of_forecast
from agencysim.tables.run import headline, of_run
from agencysim.tables.study import of_study

__all__ = ["Table", "Topic", "headline", "of_forecast", "of_run", "of_study"]
