"""What working-time rules forbid, and where it was done all the same: one function a rule."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from agencysim.domain import WorkingTimeRules
from agencysim.figures.presence import SHIFT, Attendance
from agencysim.language import noted, tr
from agencysim.values import DAY, HOUR, Duration

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

    from agencysim.figures.base import Window
    from agencysim.log import Log

WEEK = 7 * DAY
ROUNDING = 0.5
"""Seconds, or days, by which a limit must be missed at least: less is rounding."""

MEASURES = {"person": pl.String, "about": pl.String, "time": pl.Int64, "measure": pl.Float64}
BREACHES = {"rule": pl.String, **MEASURES, "limit": pl.Float64, "excess": pl.Float64, "unit": pl.String}

PERIODS = {"day": ("day", "%Y-%m-%d"), "month": ("date_day", "%Y-%m")}
"""Periods of overtime: a shift is of the day on which it began, an hour of the month in which it lies."""

Row = tuple[str, str, int, float]
"""Person, what it is about (a day, days or a month, as `breaches` says), when it was settled, measure."""

Measure = Callable[[Attendance, WorkingTimeRules], "Iterable[Row]"]
"""Gives what a rule limits, in seconds or days, at least wherever the limit is not held."""


class Rule(NamedTuple):
    """A rule about working time.

    Parameters
    ----------
    measure
        What it limits.
    text
        The rule for people, with a place for the limit.
    least
        Whether the limit is the least that must be; else the most that may be.
    unit
        ``h`` or ``days``.
    """

    measure: Measure
    text: str
    least: bool = False
    unit: str = "h"


def breaches(log: Log, window: Window, rules: WorkingTimeRules) -> pl.DataFrame:
    """Return one row for each time that a limit of a set of rules was not held.

    A breach belongs to the window in which it was settled: with the shift that exceeds a limit or begins too early,
    with the last day of a week or of seven days.

    Parameters
    ----------
    log
        Log of the run.
    window
        The time that they are about.
    rules
        The set; limits that it does not have are not looked at.

    Returns
    -------
    pl.DataFrame
        rule (the limit's field), person, about (a day ``2026-03-02``, days ``2026-03-02..2026-03-08`` or a month
        ``2026-03``), time (when it was settled, in seconds), measure, limit, excess (in units), unit (``h`` or
        ``days``); in order of time.
    """
    return breaches_in(Attendance(log), window, rules)


def breaches_in(attendance: Attendance, window: Window, rules: WorkingTimeRules) -> pl.DataFrame:
    """Return the breaches of a set of rules in a window, as `breaches` does, by people's attendance."""
    found = attendance.remember(("breaches", rules), lambda: _all_breaches(attendance, rules))
    return found.filter((pl.col("time") >= window.since) & (pl.col("time") < window.until))


def _all_breaches(attendance: Attendance, rules: WorkingTimeRules) -> pl.DataFrame:
    found = [pl.DataFrame(schema=BREACHES)]
    for name, rule in RULES.items():
        if (limit := _limit(rules, name, rule)) is not None:
            table = pl.DataFrame(rule.measure(attendance, rules), schema=MEASURES, orient="row")
            excess = limit - pl.col("measure") if rule.least else pl.col("measure") - limit
            scale = HOUR if rule.unit == "h" else 1
            columns = {"measure": pl.col("measure") / scale, "limit": pl.lit(limit / scale), "excess": excess / scale}
            table = table.filter(excess >= ROUNDING).with_columns(rule=pl.lit(name), unit=pl.lit(rule.unit), **columns)
            found.append(table.select(list(BREACHES)))
    return pl.concat(found).sort("time", "person", "rule")


def text_of(name: str, rules: WorkingTimeRules) -> str:
    """Return a rule of a set for people, as ``at least 11 h between two days of work``; nothing if it has none."""
    rule = RULES[name]
    limit = _limit(rules, name, rule)
    if limit is None:
        return ""
    average = "" if rules.average_weeks == 1 else tr(" on average over {n} weeks", n=rules.average_weeks)
    average += "" if rules.average_counts_overtime else tr(", overtime apart")
    number = f"{limit / (HOUR if rule.unit == 'h' else 1):.6g}"
    return tr(rule.text, limit=number, average=average, once=tr(", each day counted in one breach at most"))


def _limit(rules: WorkingTimeRules, name: str, rule: Rule) -> float | None:
    """Return a limit in seconds or days; ``None`` if the set does not have it."""
    value = getattr(rules, name)
    if isinstance(value, Duration):
        return value.seconds
    if not value and rule.least:
        return None
    return None if value is None else value * (HOUR if rule.unit == "h" else 1)


def _overtime_a_day(attendance: Attendance, rules: WorkingTimeRules) -> Iterable[Row]:
    """Measure the overtime of each shift by the hours of a day, rest days included, without the excess of the week."""
    return _overtime(attendance.counted(rules), attendance, "over_in_day", "day", rules.overtime_day)


def _overtime_a_month(attendance: Attendance, rules: WorkingTimeRules) -> Iterable[Row]:
    """Measure the overtime in each calendar month as the set counts it, work on rest days included."""
    return _overtime(attendance.counted(rules), attendance, "over", "month", rules.overtime_month)


def _overtime(
    counted: pl.DataFrame, attendance: Attendance, seconds: str, period: str, limit: Duration | None
) -> Iterable[Row]:
    """Measure the overtime in periods in which it exceeds a limit, settled by the piece of work with which it does."""
    column, form = PERIODS[period]
    pieces = counted.filter(pl.col(seconds) > 0)
    periods = {number: attendance.date(number).strftime(form) for number in pieces[column].unique()}
    about = pl.col(column).replace_strict(periods, default=None, return_dtype=pl.String).alias("about")
    so_far = pieces.with_columns(about).with_columns(sum=pl.col(seconds).cum_sum().over("person", "about"))
    beyond = pl.col("sum") > (limit.seconds if limit else 0.0)
    sums = so_far.group_by("person", "about").agg(pl.col("start").filter(beyond).min(), pl.col(seconds).sum())
    return sums.drop_nulls("start").iter_rows()


def _average_week(attendance: Attendance, rules: WorkingTimeRules) -> Iterable[Row]:
    """Measure the mean week over each span of whole weeks of employment that ends with a week of the run.

    Leave and sickness are neutral: they count as the roster's hours, so that they neither hide nor make a breach.
    Where overtime is left out, so are make-up workdays, which stand for days of other weeks.
    """
    span = rules.average_weeks
    first, weeks = _whole_weeks(attendance)
    seconds = _by_week(attendance, rules, first, weeks)
    for person, name in enumerate(attendance.people):
        begin, end = _employed_weeks(attendance, person, first, weeks)
        sums = np.append(0, np.cumsum(seconds[person, begin:end]))
        for last, total in enumerate((sums[span:] - sums[:-span]).tolist(), begin + span - 1):
            monday = attendance.first_day_of_week(first + last - span + 1)
            yield (
                name,
                _days(attendance, monday, 7 * span),
                attendance.axis.midnight(monday + 7 * span) - 1,
                total / span,
            )


def _whole_weeks(attendance: Attendance) -> tuple[int, int]:
    """Return the first week, Monday to Sunday, that lies wholly in the run, and how many there are."""
    axis, start, end = attendance.axis, attendance.start, attendance.end
    first = (axis.day_of(start) + axis.start.weekday()) // 7
    if axis.midnight(attendance.first_day_of_week(first)) < start:
        first += 1
    after = (axis.day_of(end) + axis.start.weekday()) // 7
    return first, max(0, after - first)


def _by_week(attendance: Attendance, rules: WorkingTimeRules, first: int, weeks: int) -> NDArray[np.int64]:
    """Return rostered and, if the set says so, overtime seconds by person and week."""
    overtime = attendance.stretches.filter(pl.col("granted") & rules.average_counts_overtime)
    rostered = attendance.rostered
    if not rules.average_counts_overtime:
        rostered = rostered.filter(~pl.col("day").is_in(attendance.make_up_days))
    table = pl.concat([rostered, overtime])
    sums = table.group_by("person", attendance.week(pl.col("day")).alias("week")).agg(
        (pl.col("end") - pl.col("start")).sum()
    )
    place = {name: index for index, name in enumerate(attendance.people)}
    found = np.zeros((len(place), weeks), np.int64)
    for person, week, seconds in sums.iter_rows():
        if 0 <= week - first < weeks:
            found[place[person], week - first] = seconds
    return found


def _employed_weeks(attendance: Attendance, person: int, first: int, weeks: int) -> tuple[int, int]:
    """Return from which to before which of some weeks somebody is employed all the time."""
    group = attendance.log.scenario.people[attendance.staff.groups[person]]
    begin, end = 0, weeks
    if group.hired_from:
        begin = -(-((group.hired_from - attendance.date(attendance.first_day_of_week(first))).days) // 7)
    if group.employed_until:
        end = ((group.employed_until - attendance.date(attendance.first_day_of_week(first))).days + 1) // 7
    return max(0, begin), max(0, begin, min(weeks, end))


def _daily_rest(attendance: Attendance, _rules: WorkingTimeRules) -> Iterable[Row]:
    """Measure the time between the end of each shift and the start of the next."""
    shifts = attendance.shifts.with_columns(before=pl.col("end").shift().over("person")).drop_nulls("before")
    for person, day, start, before in shifts.select(*SHIFT, "start", "before").iter_rows():
        yield person, f"{attendance.date(day)}", start, max(0, start - before)


def _weekly_rest(attendance: Attendance, rules: WorkingTimeRules) -> Iterable[Row]:
    """Measure the longest rest in periods of seven days of 24 hours in which there was none that is long enough.

    Such a period begins when work begins after a rest that was long enough, or after the period before.
    """
    assert rules.weekly_rest is not None
    shifts = attendance.shifts.filter(pl.col("start") >= attendance.start)
    for (person,), table in shifts.group_by("person"):
        work = sorted(table.select("start", "end").iter_rows())
        for since, longest in _weeks_without_rest([*work, (attendance.end, attendance.end)], rules.weekly_rest.seconds):
            day = attendance.axis.day_of(since)
            yield str(person), _days(attendance, day, 7), since + WEEK - 1, longest


def _weeks_without_rest(work: list[tuple[int, int]], enough: float) -> Iterator[tuple[int, float]]:
    """Yield the start of each period of seven days without enough rest, and the longest rest in it."""
    since, longest = work[0][0], 0.0
    for (_, ends), (begins, _) in pairwise(work):
        while since + WEEK <= begins and min(begins, since + WEEK) - max(ends, since) < enough:
            yield since, max(longest, min(begins, since + WEEK) - ends, 0.0)
            since, longest = since + WEEK, 0.0
        if begins - ends >= enough:
            since, longest = begins, 0.0
        else:
            longest = max(longest, begins - max(ends, since))


def _rest_days(attendance: Attendance, rules: WorkingTimeRules) -> Iterable[Row]:
    """Measure the days without work among seven in a row that have too few, and end with a day of work.

    Seven days that have too few are one breach, and none of them counts in another. Shifts are work of their first day.
    """
    assert rules.rest_days is not None
    first = attendance.axis.day_of(attendance.start)
    if attendance.axis.midnight(first) < attendance.start:
        first += 1
    for (person,), table in attendance.shifts.group_by("person"):
        for begin, rest in _sevens_without_rest({day for day in table["day"] if day >= first}, first, rules.rest_days):
            yield str(person), _days(attendance, begin, 7), attendance.axis.midnight(begin + 6), rest


def _sevens_without_rest(work: set[int], first: int, enough: int) -> Iterator[tuple[int, int]]:
    """Yield the first of seven days with too few days of rest, and how many there are."""
    for day in sorted(work):
        if day - 6 >= first and (rest := sum(each not in work for each in range(day - 6, day))) < enough:
            yield day - 6, rest
            first = day + 1


def _without_break(attendance: Attendance, rules: WorkingTimeRules) -> Iterable[Row]:
    """Measure the longest stretch without a break of each shift; settled when the limit passes."""
    settled = int(rules.break_after.seconds) if rules.break_after else 0
    ends = pl.col("end").cum_max().shift().over(SHIFT)
    stretches = attendance.stretches.with_columns(
        number=(pl.col("start") > ends).fill_null(True).cum_sum().over(SHIFT)  # stretches that touch have one number
    )
    whole = stretches.group_by(*SHIFT, "number").agg(
        start=pl.col("start").min(), length=pl.col("end").max() - pl.col("start").min()
    )
    longest = whole.sort("length", "start", descending=[True, False]).group_by(SHIFT, maintain_order=True).first()
    for person, day, start, length in longest.select(*SHIFT, "start", "length").iter_rows():
        yield person, f"{attendance.date(day)}", start + settled, length


def _days(attendance: Attendance, first: int, count: int) -> str:
    return f"{attendance.date(first)}..{attendance.date(first + count - 1)}"


RULES = {
    "overtime_day": Rule(_overtime_a_day, noted("at most {limit} h of overtime a day")),
    "overtime_month": Rule(_overtime_a_month, noted("at most {limit} h of overtime a calendar month")),
    "average_week": Rule(_average_week, noted("at most {limit} h a week{average}")),
    "daily_rest": Rule(_daily_rest, noted("at least {limit} h between two days of work"), least=True),
    "weekly_rest": Rule(_weekly_rest, noted("at least {limit} h off in one piece in any seven days{once}"), least=True),
    "rest_days": Rule(
        _rest_days, noted("at least {limit} of any seven days without work{once}"), least=True, unit="days"
    ),
    "break_after": Rule(_without_break, noted("at most {limit} h of work without a break")),
}
"""What is checked of a set of rules, by the field that holds the limit.

Where overtime starts (``day_hours``, ``week_hours``) and what is usual of it are no limits.
"""
