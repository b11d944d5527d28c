"""The time axis: elapsed seconds inside, dates and time zones at the edges."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from agencysim.language import tr
from agencysim.values import DAY


@dataclass(frozen=True)
class TimeAxis:
    """The elapsed seconds since the local midnight with which the start day begins.

    Wall-clock times that a time change skips mean the moment of the change; those that it repeats mean the
    first of the two. So a wall-clock period is never negative: it loses what is skipped and gains what is
    repeated within it.

    Parameters
    ----------
    start
        The first local day.
    zone
        The IANA name of the time zone, such as ``Asia/Shanghai``.

    Raises
    ------
    ValueError
        If there is no such time zone.
    """

    start: date
    zone: str

    def __post_init__(self) -> None:
        _ = self._zone

    def seconds(self, moment: date | datetime) -> int:
        """Return the elapsed seconds at a moment, negative before the start.

        Parameters
        ----------
        moment
            An aware datetime, a naive one (local wall-clock time), or a date (its local midnight). Fractions
            of a second are cut off.
        """
        if isinstance(moment, datetime):
            return self._timestamp(moment.replace(microsecond=0)) - self._origin
        return self.midnight((moment - self.start).days)

    def moment(self, seconds: int) -> datetime:
        """Return the local date and time, aware of its zone, at that many elapsed seconds."""
        return datetime.fromtimestamp(self._origin + seconds, self._zone)

    def date_of(self, seconds: int) -> date:
        """Return the local day that contains the moment."""
        return self.start + timedelta(days=self.day_of(seconds))

    def day_of(self, seconds: int) -> int:
        """Return the number of the local day that contains the moment; the start day is 0."""
        day = seconds // DAY
        while self.midnight(day) > seconds:
            day -= 1
        while self.midnight(day + 1) <= seconds:
            day += 1
        return day

    def midnight(self, day: int) -> int:
        """Return the elapsed seconds at which local day number ``day`` begins."""
        known = self._midnights.get(day)
        if known is None:
            known = self.seconds(datetime.combine(self.start + timedelta(days=day), time()))
            self._midnights[day] = known
        return known

    @cached_property
    def _zone(self) -> ZoneInfo:
        try:
            return ZoneInfo(self.zone)
        except (KeyError, ValueError, OSError):
            raise ValueError(
                tr("{zone!r} is no time zone: write an IANA name such as Asia/Shanghai", zone=self.zone)
            ) from None

    @cached_property
    def _origin(self) -> int:
        return self._timestamp(datetime.combine(self.start, time()))

    @cached_property
    def _midnights(self) -> dict[int, int]:
        return {}

    def _timestamp(self, moment: datetime) -> int:
        if moment.tzinfo is not None:
            return int(moment.timestamp())
        before, after = (moment.replace(tzinfo=self._zone, fold=fold) for fold in (0, 1))
        if self._offset(before) >= self._offset(after):
            return int(before.timestamp())
        return self._time_change(int(after.timestamp()), int(before.timestamp()))

    def _time_change(self, early: int, late: int) -> int:
        """Return the moment within (early, late] from which the later offset from UTC holds."""
        offset = self._offset(self._local(late))
        return early + bisect_left(
            range(late - early), True, key=lambda passed: self._offset(self._local(early + passed)) == offset
        )

    def _local(self, timestamp: int) -> datetime:
        return datetime.fromtimestamp(timestamp, self._zone)

    @staticmethod
    def _offset(moment: datetime) -> timedelta:
        return moment.utcoffset() or timedelta()
