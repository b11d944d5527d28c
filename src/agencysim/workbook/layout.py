"""The layout of a workbook: one table for writing, reading, lists to choose from and documents."""

from agencysim.workbook.input_sheets import INPUT_SHEETS
from agencysim.workbook.output_sheets import OUTPUT_SHEETS

SHEETS = (*INPUT_SHEETS, *OUTPUT_SHEETS)
"""All sheets, in the order in which they are written."""

SHEET = {sheet.name: sheet for sheet in SHEETS}
"""Sheets by English name."""
