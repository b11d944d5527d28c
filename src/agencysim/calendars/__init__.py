"""Working time: the time axis, working calendars and public holidays."""

from agencysim.calendars.axis import TimeAxis
from agencysim.calendars.calendar import Calendar, finish_together, work_together
from agencysim.calendars.expand import expand
from agencysim.calendars.holidays import DayType, PublicDays
from agencysim.calendars.public_table import PublicTable, load_public_table
from agencysim.calendars.spec import (
    BUILTIN_CALENDARS,
    WEEKDAYS,
    CalendarChange,
    CalendarSpec,
    Shift,
    problems,
    weekdays_in,
)

__all__ = [
    "BUILTIN_CALENDARS",
    "WEEKDAYS",
    "Calendar",
    "CalendarChange",
    "CalendarSpec",
    "DayType",
    "PublicDays",
    "PublicTable",
    "Shift",
    "TimeAxis",
    "expand",
    "finish_together",
    "load_public_table",
    "problems",
    "weekdays_in",
    "work_together",
]
