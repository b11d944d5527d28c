"""When people were there: their rosters without leave and sickness, and the overtime that follows on them."""

from __future__ import annotations

from datetime import timedelta
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from agencysim.calendars import Calendar, DayType
from agencysim.scenario.staffing import calendar_of
from agencysim.staff import workforce
from agencysim.values import DAY, HOUR

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterator
    from datetime import date

    from numpy.typing import NDArray

    from agencysim.domain import WorkingTimeRules
    from agencysim.log import Log

SHIFT = ["person", "day"]
MEMORY = 7
"""Days before a month that a run which goes on from a state looks back, beside the month itself."""

_STRETCH = {"person": pl.String, "day": pl.Int64, "start": pl.Int64, "end": pl.Int64, "granted": pl.Boolean}


def presence(log: Log) -> pl.DataFrame:
    """Return one row for each person and shift that was rostered and not missed, or worked in overtime.

    Routines are presence; planned leave, days lent to others and sickness are not. A shift over midnight is one
    shift of the day on which it began. Whoever is there for more than 24 hours has a shift on each local day. A shift
    that is not over when the run ends is there with its part so far.

    Returns
    -------
    pl.DataFrame
        person, day (number of the local day on which the shift began, as in the log's ``days``), start, end (overtime
        included), paid (seconds by the roster, breaks left out), overtime (seconds).
    """
    return Attendance(log).shifts.filter(pl.col("end") > log.manifest.start)


class Attendance:
    """When the people of a run were there; everything is found once, when it is first asked for.

    A run that goes on from a state knows the overtime granted and the absences of before: so that the month and the
    week in which it begins are whole, rosters are looked at from before that month on.

    Parameters
    ----------
    log
        Log of the run.
    """

    def __init__(self, log: Log) -> None:
        self.log = log
        self.axis = log.scenario.axis
        self.start, self.end = log.manifest.start, log.manifest.end
        self.since = self._since()
        self.hours, self.staff = workforce(log.scenario, max(self.end, 1))
        self.days = self.hours.days
        self.people = self.staff.names[: self.staff.people]
        self._made: dict[Hashable, pl.DataFrame] = {}

    def _since(self) -> int:
        if self.log.initial is None:
            return self.start
        month = self.axis.date_of(self.start).replace(day=1)
        return max(0, self.axis.seconds(month - timedelta(days=MEMORY)))

    def date(self, day: int) -> date:
        """Return the date of a local day."""
        return self.axis.start + timedelta(days=day)

    def week(self, day: pl.Expr) -> pl.Expr:
        """Return the number of the week, Monday to Sunday, of local days; the start's week is 0."""
        return (day + self.axis.start.weekday()).floordiv(7)

    def first_day_of_week(self, week: int) -> int:
        """Return the number of the local day with which a week begins."""
        return 7 * week - self.axis.start.weekday()

    @cached_property
    def first_day(self) -> int:
        """The number of the first local day that is known, or of the one before, whose night shift reaches in."""
        return self.axis.day_of(self.since) - 1

    @cached_property
    def midnights(self) -> NDArray[np.int64]:
        """The moments at which local days begin, from the first day to after the end of the last overtime."""
        last = max([self.end, *self._grants["until"]])
        return np.array([self.axis.midnight(d) for d in range(self.first_day, self.axis.day_of(last) + 2)], np.int64)

    def days_at(self, moments: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the numbers of the local days that contain moments."""
        found: NDArray[np.int64] = np.searchsorted(self.midnights, moments, side="right") - 1 + self.first_day
        return found

    @cached_property
    def make_up_days(self) -> list[int]:
        """The local days that the country works in return for others that are off."""
        days = range(self.first_day, self.first_day + len(self.midnights))
        return [day for day in days if self.days.of(self.date(day)) is DayType.MAKE_UP]

    @cached_property
    def rostered(self) -> pl.DataFrame:
        """The stretches between breaks that the rosters say, leave and sickness included."""
        return self._stretches(self.staff.rosters[: self.staff.people])

    @cached_property
    def stretches(self) -> pl.DataFrame:
        """The stretches between breaks in which people were there: ``granted`` ones are overtime."""
        there = self._stretches([self._there(person) for person in range(self.staff.people)])
        return pl.concat([there, self._overtime(there)]).sort("person", "start")

    @cached_property
    def shifts(self) -> pl.DataFrame:
        """The shifts in which people were there: see `presence`."""
        length = pl.col("end") - pl.col("start")
        return (
            self.stretches.group_by(SHIFT)
            .agg(
                pl.col("start").min(),
                pl.col("end").max(),
                length.filter(~pl.col("granted")).sum().alias("paid"),
                length.filter(pl.col("granted")).sum().alias("overtime"),
            )
            .sort("person", "start", "day")
        )

    @cached_property
    def pieces(self) -> pl.DataFrame:
        """The stretches cut at midnight, since days are paid by the clock.

        Returns
        -------
        pl.DataFrame
            The columns of stretches; date_day (the local day by the clock), pay_class, and moved: whether the shift
            is that of a make-up workday.
        """
        table = self.stretches
        start, end = table["start"].to_numpy(), table["end"].to_numpy()
        first, last = self.days_at(start), self.days_at(end - 1)
        row = np.repeat(np.arange(len(table)), last - first + 1)
        after = np.arange(len(row)) - np.repeat(np.cumsum(last - first + 1) - (last - first + 1), last - first + 1)
        by_clock = first[row] + after
        place = by_clock - self.first_day
        cut = table[row].with_columns(
            pl.Series("start", np.maximum(start[row], self.midnights[place])),
            pl.Series("end", np.minimum(end[row], self.midnights[place + 1])),
            pl.Series("date_day", by_clock),
        )
        return self._classed(cut.join(self.shifts.select(*SHIFT, "paid"), on=SHIFT, how="left", maintain_order="left"))

    def counted(self, rules: WorkingTimeRules) -> pl.DataFrame:
        """Return the pieces with the seconds in each that are overtime by a set of rules.

        Work on public days off is overtime wholly, by the clock, and so is a shift on a weekend that the roster leaves
        free. On other days it is what exceeds the day's hours, and then what, without that, exceeds the week's; the
        last hours of a day and a week are those that exceed. Make-up workdays stand for days of other weeks, so that
        they do not count in the week. A set that has hours for neither leaves it to the roster.

        Returns
        -------
        pl.DataFrame
            The columns of `pieces`; over (overtime); over_in_day (what of it is overtime of that day whatever the
            week was: without the excess of the week, or by the roster if the set has no hours of a day).
        """
        return self.remember(("overtime", rules), lambda: self._counted(rules))

    def _counted(self, rules: WorkingTimeRules) -> pl.DataFrame:
        length = pl.col("end") - pl.col("start")
        granted = pl.when("granted").then(length).otherwise(0)
        if rules.day_hours is None and rules.week_hours is None:
            return self.pieces.with_columns(over=granted, over_in_day=granted)
        usual = pl.when(pl.col("pay_class") == "workday").then(length).otherwise(0)
        table = self.pieces.with_columns(usual=usual, week=self.week(pl.col("day")))
        by_day = _beyond(pl.col("usual"), rules.day_hours, SHIFT)
        table = table.with_columns(by_day=by_day).with_columns(within=pl.col("usual") - pl.col("by_day"))
        table = table.with_columns(within=pl.when("moved").then(0).otherwise(pl.col("within")))
        in_day = granted if rules.day_hours is None else pl.col("by_day")
        wholly = length - pl.col("usual")
        return table.with_columns(
            over=wholly + pl.col("by_day") + _beyond(pl.col("within"), rules.week_hours, ["person", "week"]),
            over_in_day=pl.when(pl.col("usual") > 0).then(in_day).otherwise(wholly),
        ).drop("usual", "week", "by_day", "within")

    def remember(self, key: Hashable, make: Callable[[], pl.DataFrame]) -> pl.DataFrame:
        """Return a table that is made when it is first asked for."""
        if key not in self._made:
            self._made[key] = make()
        return self._made[key]

    def _there(self, person: int) -> Calendar | None:
        """Return when somebody was there by the roster: without leave, days lent to others, and sickness."""
        scenario, key = self.log.scenario, self.staff.groups[person]
        group, calendar = scenario.people[key], self.staff.rosters[person]
        if away := [(d.first, d.last) for d in (*group.leave, *(spell for spell in group.lent if not spell.skills))]:
            employed = (group.hired_from, group.employed_until)
            named, changes = calendar_of(scenario, key), group.calendar_changes
            calendar = self.hours.expand(named, leave=away, employed=employed, changes=changes)
        if sick := self._absences.get(self.people[person]):
            horizon = self.hours.horizon
            calendar = (calendar or Calendar.always(horizon)).minus(Calendar.from_intervals(sick, horizon))
        return calendar

    @cached_property
    def _absences(self) -> dict[str, list[tuple[int, int]]]:
        found: dict[str, list[tuple[int, int]]] = {}
        before = self.log.initial.away if self.log.initial else ()
        rows = [(a.resource, a.start, a.until) for a in before]
        for name, start, end in [*rows, *self.log.absences.select("resource", "start", "end").iter_rows()]:
            found.setdefault(name, []).append((start, end))
        return found

    def _stretches(self, calendars: list[Calendar | None]) -> pl.DataFrame:
        parts = [self._intervals(calendar) for calendar in calendars]
        start, end, day = np.concatenate([np.empty((3, 0), np.int64), *parts], axis=1)
        names = pl.Series("person", self.people, dtype=pl.String)
        person = np.repeat(np.arange(len(parts)), np.array([part.shape[1] for part in parts], np.int64))
        table = pl.DataFrame({"person": names.gather(person), "day": day, "start": start, "end": end})
        return table.with_columns(granted=pl.lit(False)).cast(_STRETCH)  # type: ignore[arg-type]

    def _intervals(self, calendar: Calendar | None) -> NDArray[np.int64]:
        """Return the starts, ends and shifts of a calendar within what is known; none lasts longer than a day."""
        calendar = calendar or Calendar.always(self.hours.horizon)
        start, end = calendar.starts.clip(self.since, self.end), calendar.ends.clip(self.since, self.end)
        inside = end > start
        rows = np.array([start[inside], end[inside], calendar.shifts[inside]])
        if not (longer := calendar.ends[inside] - calendar.starts[inside] > DAY).any():
            return rows
        days = [part for start, end, _ in rows[:, longer].T.tolist() for part in self._by_day(start, end)]
        return np.concatenate([rows[:, ~longer], np.array(days, np.int64).T], axis=1)

    def _by_day(self, start: int, end: int) -> Iterator[tuple[int, int, int]]:
        """Yield the local days of an interval: somebody who is always there has a shift on each."""
        while start < end:
            day = self.axis.day_of(start)
            following = self.axis.midnight(day + 1)
            yield start, min(end, following), day
            start = following

    @cached_property
    def _grants(self) -> pl.DataFrame:
        before = self.log.initial.overtime if self.log.initial else ()
        rows = [(g.person, g.start, g.until) for g in before if self.since <= g.start < self.start]
        schema = {"person": pl.String, "start": pl.Int64, "until": pl.Int64}
        earlier = pl.DataFrame(rows, schema=schema, orient="row")
        return pl.concat([earlier, self.log.overtime.select(*schema)]).unique().sort("person", "start")

    def _overtime(self, there: pl.DataFrame) -> pl.DataFrame:
        """Return overtime as stretches of the shifts on which it follows; else it is of the day on which it begins."""
        shift_ends = {(person, end): day for person, day, end in there.select("person", "day", "end").iter_rows()}
        by_clock = self.days_at(self._grants["start"].to_numpy()).tolist()
        rows = []
        for (person, start, until), day in zip(self._grants.iter_rows(), by_clock, strict=True):
            shift = shift_ends[person, until] = shift_ends.get((person, start), day)
            rows.append((person, shift, start, until, True))
        return pl.DataFrame(rows, schema=_STRETCH, orient="row")

    def _classed(self, pieces: pl.DataFrame) -> pl.DataFrame:
        kinds = [(day, *self._kind_of_day(day)) for day in self._known_days(pieces)]
        schema = {"day": pl.Int64, "by_clock": pl.String, "weekend": pl.Boolean, "moved": pl.Boolean}
        table = pl.DataFrame(kinds, schema=schema, orient="row")
        clock = table.select(pl.col("day").alias("date_day"), "by_clock")
        classed = pieces.join(clock, on="date_day", how="left", maintain_order="left")
        classed = classed.join(table.drop("by_clock"), on="day", how="left", maintain_order="left")
        free = (pl.col("paid") == 0) & pl.col("weekend") & (pl.col("by_clock") == "workday")
        pay_class = pl.when(free).then(pl.lit("rest_day")).otherwise(pl.col("by_clock"))
        return classed.with_columns(pay_class=pay_class).drop("by_clock", "weekend", "paid")

    def _known_days(self, pieces: pl.DataFrame) -> list[int]:
        days: list[int] = pl.concat([pieces["day"], pieces["date_day"]]).unique().sort().to_list()
        return days

    def _kind_of_day(self, day: int) -> tuple[str, bool, bool]:
        """Return the pay class of work on a day, and whether it is a rest day of the week, or a make-up workday."""
        date = self.date(day)
        kind = self.days.of(date)
        off = "rest_day" if self.days.is_off(date) else "workday"
        pay_class = "holiday" if kind is DayType.HOLIDAY else off
        return pay_class, kind is DayType.REST_DAY, kind is DayType.MAKE_UP


def _beyond(seconds: pl.Expr, hours: float | None, group: list[str]) -> pl.Expr:
    """Return for each row the part of its seconds that exceeds the hours that a group of rows may sum up to."""
    if hours is None:
        return pl.lit(0)
    so_far, limit = seconds.cum_sum().over(group), hours * HOUR
    return (so_far - limit).clip(0) - (so_far - seconds - limit).clip(0)
