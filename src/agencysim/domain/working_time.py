"""Working-time rules as settings: laws of countries, and the agency's own contract."""

from __future__ import annotations

from typing import Annotated

from immutabledict import immutabledict
from pydantic import Field

from agencysim.domain.fields import Map, Names
from agencysim.values import HOUR, Duration, Elapsed, Frozen

WeekHours = Annotated[float, Field(ge=0, le=168)]
"""Hours of a week."""

DayHours = Annotated[float, Field(ge=0, le=24)]
"""Hours of a day."""


class WorkingTimeRules(Frozen):
    """One set of rules; a limit that is absent does not exist.

    Parameters
    ----------
    source
        Where they are written.
    week_hours, day_hours
        Where overtime starts; a set without either leaves that to the roster.
    overtime_usual_day, overtime_day, overtime_month
        Overtime a day that is usual, which is no limit, and at most a day and a calendar month.
    average_week, average_weeks
        Longest week on average, in hours, and the number of weeks over which it is taken.
    average_counts_overtime
        Whether overtime counts in that average, as in Europe; in China it has limits of its own.
    daily_rest, weekly_rest
        Least time off between two days of work, and without interruption once in any seven days.
    rest_days
        Days without work in any seven.
    break_after
        Longest work without a break.
    """

    source: str = ""
    week_hours: WeekHours | None = None
    day_hours: DayHours | None = None
    overtime_usual_day: Elapsed | None = None
    overtime_day: Elapsed | None = None
    overtime_month: Elapsed | None = None
    average_week: WeekHours | None = None
    average_weeks: Annotated[int, Field(ge=1)] = 1
    average_counts_overtime: bool = True
    daily_rest: Elapsed | None = None
    weekly_rest: Elapsed | None = None
    rest_days: Annotated[int, Field(ge=0, le=7)] = 0
    break_after: Elapsed | None = None


CHINA = WorkingTimeRules(
    source="Labour Law of the People's Republic of China, articles 36, 38, 41 and 44; State Council, 1995: 40 hours",
    week_hours=40,
    day_hours=8,
    overtime_usual_day=Duration(HOUR),
    overtime_day=Duration(3 * HOUR),
    overtime_month=Duration(36 * HOUR),
    average_week=44,
    average_counts_overtime=False,
    rest_days=1,
)
EU = WorkingTimeRules(
    source="Directive 2003/88/EC, articles 3 to 6 and 16",
    average_week=48,
    average_weeks=17,
    daily_rest=Duration(11 * HOUR),
    weekly_rest=Duration(35 * HOUR),
    break_after=Duration(6 * HOUR),
)
KNOWN: Map[str, WorkingTimeRules] = immutabledict({"china": CHINA, "eu": EU})
"""The sets that need not be written down."""


class WorkingTime(Frozen):
    """Which rules hold.

    Parameters
    ----------
    rules
        The agency's own sets by name, such as its contract; ``china`` and ``eu`` are known.
    overtime_from
        Set that says where overtime starts in the reports, and what overtime is paid; the roster if absent.
    report
        Sets whose breaches are reported.
    """

    rules: Map[str, WorkingTimeRules] = immutabledict()
    overtime_from: str | None = None
    report: Names = ()

    def named(self, name: str) -> WorkingTimeRules:
        """Return a set of rules: the agency's own, or else the known one of that name.

        Raises
        ------
        KeyError
            If there is none.
        """
        return self.rules[name] if name in self.rules else KNOWN[name]
