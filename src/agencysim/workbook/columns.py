"""What a sheet of a workbook and a column of it are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

from agencysim.language import language, noted
from agencysim.workbook.kinds import TEXT, YES_NO, Kind, Names, Whole

Among = Literal[
    "people",
    "resources",
    "units",
    "job types",
    "steps",
    "tiers",
    "teams",
    "calendars",
    "skills",
    "materials",
    "credit",
    "any",
]
"""What the names of a column must be among; for ``any``, they are free."""


@dataclass(frozen=True)
class Column:
    """A column of a sheet.

    Parameters
    ----------
    name, chinese
        Its heading.
    help
        What it means, in English.
    kind
        What stands in it.
    among
        What its names must be among.
    required
        Whether no row can do without it.
    informs
        Whether it is written for its readers only, and not read.
    """

    name: str
    chinese: str
    help: str
    kind: Kind = TEXT
    among: Among = "any"
    required: bool = False
    informs: bool = False

    @property
    def title(self) -> str:
        """Its heading in the language in use."""
        return self.chinese if language() == "zh" else self.name

    @property
    def field(self) -> str:
        """Its name as models have it."""
        return self.name.replace(" ", "_")


@dataclass(frozen=True)
class Sheet:
    """A sheet.

    Parameters
    ----------
    name, chinese
        What it is called.
    help
        What it is for, in English.
    columns
        Its columns, in order.
    key
        The columns that tell its rows apart; rows that have the same in all of them contradict each other.
    is_output
        Whether it is written only.
    """

    name: str
    chinese: str
    help: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    is_output: bool = False

    @property
    def title(self) -> str:
        """What it is called in the language in use."""
        return self.chinese if language() == "zh" else self.name

    @cached_property
    def column(self) -> dict[str, Column]:
        """Columns by English name."""
        return {column.name: column for column in self.columns}


JOB_OF = Column("job", "订单", noted("The id of the job."), required=True)
STEP = Column("step", "工序", noted("The step of its route."), among="steps", required=True)
ATTEMPT = Column("attempt", "第几次", noted("The how manieth visit of the step; empty for the present one."), Whole())
TITLE = Column("title", "名称", noted("What it is called."), informs=True)
CLIENT = Column("client name", "客户名称", noted("For whom it is."), informs=True)
PROVISIONAL = Column(
    "provisional",
    "暂定",
    noted("Whether the date is not agreed yet: plans take it to be what is usual once the client has signed."),
    YES_NO,
)
PEOPLE = Column("people", "人员", noted("Who, with commas between them."), Names(), among="people")
UNITS = Column("units", "设备车辆", noted("With which machines and vehicles."), Names(), among="units")
