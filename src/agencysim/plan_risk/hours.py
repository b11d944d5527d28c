"""The hours of everybody, by future, person and day."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np

from agencysim.plan_risk.outcome import seconds_in
from agencysim.staff import workforce

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

    from agencysim.plan_risk.outcome import Outcome
    from agencysim.plan_risk.replaying import Replay
    from agencysim.plans import Duty

    Seconds = NDArray[np.int64]


class Hours:
    """Who is at work how long, as planned and as it comes; in seconds.

    Regular hours are those of the plan's duties, less sickness; the days of the plan that are in the replay count.

    Parameters
    ----------
    replay
        What was replayed.
    outcomes
        What came of it.

    Attributes
    ----------
    people, days
        Names, and days counted from the scenario's start.
    planned_regular, planned_overtime
        By person and day.
    regular, overtime
        By future, person and day.
    """

    def __init__(self, replay: Replay, outcomes: Sequence[Outcome]) -> None:
        self._replay = replay
        self._axis = axis = replay.scenario.axis
        self.start, self.end = replay.state.time, min(replay.end, replay.plan.end)
        self.days = range(axis.day_of(self.start), axis.day_of(self.end - 1) + 1)
        _, staff = workforce(replay.scenario, replay.end)
        self.people = staff.names[: staff.people]
        self._place = {name: place for place, name in enumerate(self.people)}
        shape = (len(self.people), len(self.days))
        self.planned_regular, self.planned_overtime = np.zeros(shape, np.int64), np.zeros(shape, np.int64)
        for duty in replay.plan.duties:
            self._add_duty(duty)
        self.overtime = np.zeros((len(outcomes), *shape), np.int64)
        self.regular = np.tile(self.planned_regular, (len(outcomes), 1, 1))
        for number, outcome in enumerate(outcomes):
            self._add(self.overtime[number], outcome.overtime)
            self._take_sickness(self.regular[number], outcome.sick)

    @cached_property
    def _duties(self) -> dict[str, list[Duty]]:
        found: dict[str, list[Duty]] = {name: [] for name in self.people}
        for duty in self._replay.plan.duties:
            found[duty.person].append(duty)
        return found

    def _add_duty(self, duty: Duty) -> None:
        """Note a duty under the day on which it begins, as far as it lies in the replay."""
        day = self._axis.day_of(duty.start)
        if day in self.days:
            at = self._place[duty.person], day - self.days.start
            regular = seconds_in(duty.hours, self.start, self.end) if duty.rostered else 0
            self.planned_regular[at] += regular
            self.planned_overtime[at] += seconds_in(duty.windows, self.start, self.end) - regular

    def _add(self, table: Seconds, windows: Iterable[tuple[str, int, int]]) -> None:
        """Note overtime under the day on which it begins, an end at midnight belonging to the day before."""
        for name, start, until in windows:
            day = self._axis.day_of(start)
            if day in self.days:
                table[self._place[name], day - self.days.start] += min(until, self.end) - start

    def _take_sickness(self, table: Seconds, spells: Iterable[tuple[str, int, int]]) -> None:
        for name, start, end in spells:
            for duty in self._duties[name]:
                day = self._axis.day_of(duty.start)
                if duty.rostered and day in self.days:
                    missed = seconds_in(duty.hours, max(start, self.start), min(end, self.end))
                    table[self._place[name], day - self.days.start] -= missed

    def beyond(self) -> NDArray[np.int64]:
        """Return on how many days overtime exceeds the agency's limit a day, by future and person."""
        days: Seconds = (self.overtime > self._replay.scenario.overtime.max_day.seconds).sum(axis=2)
        return days

    def beyond_month(self) -> NDArray[np.bool_]:
        """Return whether overtime exceeds the limit of a calendar month, by future and person."""
        most = self._replay.scenario.overtime.max_month.seconds
        found = np.zeros(self.overtime.shape[:2], np.bool_)
        months = np.array([self._month(day) for day in self.days])
        for month in np.unique(months):
            total = self.overtime[:, :, months == month].sum(axis=2) + self._before(int(month))
            found |= total > most
        return found

    def _month(self, day: int) -> int:
        date = self._axis.date_of(self._axis.midnight(day))
        return date.year * 12 + date.month

    def _before(self, month: int) -> Seconds:
        """Return the overtime that was worked in a month before the replay, by person."""
        found = np.zeros(len(self.people), np.int64)
        for grant in self._replay.state.overtime:
            if grant.person in self._place and self._month(self._axis.day_of(grant.start)) == month:
                found[self._place[grant.person]] += max(0, min(grant.until, self.start) - grant.start)
        return found
