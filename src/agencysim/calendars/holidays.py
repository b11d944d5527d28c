"""Public days: which days a country keeps as holidays, and which it works in return."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from agencysim.calendars.public_table import own_public_table
from agencysim.language import tr

if TYPE_CHECKING:
    from datetime import date

    from holidays import HolidayBase

    from agencysim.calendars.public_table import PublicTable, PublicYear


class DayType(StrEnum):
    """What a day is by law, whatever an agency's own week may be."""

    WORKDAY = "workday"
    REST_DAY = "rest_day"
    HOLIDAY = "holiday"
    MAKE_UP = "make_up"


class PublicDays:
    """The public days of one country.

    China's come from our own table, other countries' from the ``holidays`` library. For a year without data,
    days are what their weekday makes them: ask `missing_years`.

    Parameters
    ----------
    country
        An ISO 3166 code such as ``CN``, with a subdivision such as ``DE-BY``; none means no public holidays.
    overrides
        A table whose years replace or add to what is known, for any country.

    Raises
    ------
    ValueError
        If nothing is known about the country.
    """

    def __init__(self, country: str | None, overrides: PublicTable | None = None) -> None:
        self.country = country
        self._overrides = overrides or {}
        self._abroad: dict[str, PublicDays] = {}
        self._off: dict[date, str] = {}
        self._statutory: set[date] = set()
        self._make_up: set[date] = set()
        self._weekend = {5, 6}
        self._library_years = range(0)
        self._known_years: set[int] = set()
        if country:
            self._learn(country)

    def of(self, day: date) -> DayType:
        """Return what a day is."""
        self._look_up(day.year)
        if day in self._off:
            return DayType.HOLIDAY if day in self._statutory else DayType.REST_DAY
        if day in self._make_up:
            return DayType.MAKE_UP
        return DayType.REST_DAY if day.weekday() in self._weekend else DayType.WORKDAY

    def is_off(self, day: date) -> bool:
        """Return whether a public holiday, or the days off around it, make this a day off.

        An ordinary weekend does not: an agency's week may well have work on it.
        """
        self._look_up(day.year)
        return day in self._off

    def name(self, day: date) -> str:
        """Return the name of the holiday that makes this a day off, else nothing."""
        self._look_up(day.year)
        return self._off.get(day, "")

    def missing_years(self, first: int, last: int) -> list[int]:
        """Return the years from the first to the last for which there is no data."""
        if self.country is None:
            return []
        return [
            year for year in range(first, last + 1) if year not in self._known_years and year not in self._library_years
        ]

    def in_country(self, country: str) -> PublicDays:
        """Return the public days of another country, with the same overrides."""
        if country == self.country:
            return self
        if country not in self._abroad:
            self._abroad[country] = PublicDays(country, self._overrides)
        return self._abroad[country]

    def _learn(self, country: str) -> None:
        own = _years_of(country, own_public_table())
        years = {**own, **_years_of(country, self._overrides)}
        for year, entry in years.items():
            self._add(entry)
            self._known_years.add(year)
        if not own:
            self._learn_from_library(country, required=not years)

    def _learn_from_library(self, country: str, *, required: bool) -> None:
        try:
            found = _library_year(country)
        except NotImplementedError:
            if required:
                raise ValueError(
                    tr(
                        "no public holidays are known for {country!r}: write an ISO code such as DE "
                        "or DE-BY, or add the country to a file of public days",
                        country=country,
                    )
                ) from None
            return
        self._weekend = set(found.weekend)
        self._library_years = range(found.start_year, found.end_year + 1)

    def _look_up(self, year: int) -> None:
        """Take a year from the library when it is asked for first."""
        if year in self._known_years or year not in self._library_years or self.country is None:
            return
        self._known_years.add(year)
        found = _library_year(self.country, year)
        self._off.update(found)
        self._statutory.update(found)
        self._make_up.update(day for day in found.weekend_workdays if day.year == year)

    def _add(self, entry: PublicYear) -> None:
        for block in entry.holidays:
            self._off.update(dict.fromkeys(block.off, block.name))
            self._statutory.update(block.off if block.statutory is None else block.statutory)
        self._make_up.update(entry.make_up)


def _years_of(country: str, table: PublicTable) -> dict[int, PublicYear]:
    """Return a country's years, those of its subdivision before those of the whole."""
    return {**table.get(country.partition("-")[0], {}), **table.get(country, {})}


def _library_year(country: str, year: int | None = None) -> HolidayBase:
    """Ask the library, which is imported only here since that takes 50 ms."""
    from holidays import country_holidays

    code, _, subdivision = country.partition("-")
    return country_holidays(code, subdiv=subdivision or None, years=year)
