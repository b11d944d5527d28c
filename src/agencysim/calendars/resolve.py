"""What a derived calendar says about days, once its bases and its dated changes are folded in."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from agencysim.calendars.dates import ONE_DAY
from agencysim.calendars.spec import BUILTIN_CALENDARS, WEEKDAYS, CalendarSpec, DayPlan, Shift, in_order
from agencysim.language import tr
from agencysim.values import Period

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

Hours = tuple[Period, ...]
"""The periods that are worked on a day; none on a day off."""


@dataclass(frozen=True)
class DayRules:
    """What holds for every day of a time in which no dated change begins or ends.

    Parameters
    ----------
    week
        The hours of Monday to Sunday.
    exceptions
        The hours of single days.
    country
        Whose public days hold; none if nobody in the chain says so.
    holidays_off
        Whether public days are heeded.
    """

    week: tuple[Hours, ...] = ((),) * 7
    exceptions: Mapping[date, Hours] = field(default_factory=dict)
    country: str | None = None
    holidays_off: bool = True


@dataclass(frozen=True)
class Catalogue:
    """The declared calendars and shifts, asked by name.

    Parameters
    ----------
    specs
        Calendars by name; the built-in ones need not be among them.
    shifts
        Shifts by name.
    """

    specs: Mapping[str, CalendarSpec]
    shifts: Mapping[str, Shift]

    def rules_on(self, day: date, name: str) -> DayRules:
        """Return what a calendar says at a time.

        Raises
        ------
        ValueError
            If a calendar or shift is not declared, or a calendar is based on itself.
        """
        return self._rules(day, name, (), frozenset())

    def change_days(self, name: str) -> set[date]:
        """Return the days on which what a calendar says may begin to differ."""
        changes = [change for spec in self._reachable(name) for change in spec.changes]
        ends = {change.until + ONE_DAY for change in changes if change.until and change.until < date.max}
        return {change.from_ for change in changes} | ends

    def _rules(self, day: date, name: str, derived: tuple[str, ...], followed: frozenset[str]) -> DayRules:
        """Fold a calendar into its base.

        A calendar's changes are followed once, since the calendar that replaces it for a time may well be
        based on it.
        """
        spec = self._spec(name)
        if name in derived:
            raise ValueError(
                tr("calendar {name!r} is based on itself: {name2}", name=name, name2=" -> ".join((*derived, name)))
            )
        holding = [change.calendar for change in spec.changes if change.holds_on(day)]
        if holding and name not in followed:
            return self._rules(day, holding[-1], (), followed | {name})
        base = self._rules(day, spec.base, (*derived, name), followed) if spec.base else DayRules()
        return self._derived(spec, base)

    def _derived(self, spec: CalendarSpec, base: DayRules) -> DayRules:
        plans = (spec.week[weekday] for weekday in WEEKDAYS)
        own = {day: self._hours(plan) for day, plan in spec.exceptions.items()}
        heeded = base.holidays_off if spec.public_holidays is None else spec.public_holidays == "off"
        return DayRules(
            week=tuple(
                hours if plan is None else self._hours(plan) for plan, hours in zip(plans, base.week, strict=True)
            ),
            exceptions={**base.exceptions, **own} if own else base.exceptions,
            country=spec.country or base.country,
            holidays_off=heeded,
        )

    def _reachable(self, name: str) -> Iterator[CalendarSpec]:
        seen: set[str] = set()
        waiting = [name]
        while waiting:
            spec = self._spec(here := waiting.pop())
            seen.add(here)
            yield spec
            names = {spec.base, *(change.calendar for change in spec.changes)}
            waiting.extend(other for other in names if other is not None and other not in seen)

    def _spec(self, name: str) -> CalendarSpec:
        spec = BUILTIN_CALENDARS.get(name) or self.specs.get(name)
        if spec is None:
            raise ValueError(tr("calendar {name!r} is not declared{specs}", name=name, specs=_known(self.specs)))
        return spec

    def _hours(self, plan: DayPlan) -> Hours:
        if not isinstance(plan, str):
            return in_order(plan)
        if plan not in self.shifts:
            raise ValueError(tr("shift {plan!r} is not declared{shifts}", plan=plan, shifts=_known(self.shifts)))
        return in_order(self.shifts[plan].periods)


def _known(names: Mapping[str, object]) -> str:
    return tr(": there are {names}", names=", ".join(sorted(names))) if names else ""
