"""The workbook: a week as sheets that a planner fills in and reads, the same layout in and out."""

from agencysim.workbook.files import is_workbook
from agencysim.workbook.outcome import Outcome
from agencysim.workbook.reading import Contents, read_workbook
from agencysim.workbook.writing import write_workbook

__all__ = ["Contents", "Outcome", "is_workbook", "read_workbook", "write_workbook"]
