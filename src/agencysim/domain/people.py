"""Departments, roles and the people who hold them."""

from __future__ import annotations

from typing import Annotated

from immutabledict import immutabledict
from pydantic import Field, model_validator

from agencysim.calendars import CalendarChange
from agencysim.calendars.dates import Day
from agencysim.chance import TimeDistribution
from agencysim.domain.fields import DateRange, Map, Money, Names
from agencysim.language import tr
from agencysim.values import Duration, Elapsed, Frozen

Level = Annotated[float, Field(gt=0, le=10)]
"""Speed at a skill: 1 is normal, 2 does the same work in half the time."""


class Department(Frozen):
    """A part of the agency.

    Parameters
    ----------
    label
        Name in the agency's language.
    approver
        Role that approves overtime and leave.
    calendar
        Working hours of its people, unless their role or they themselves have others.
    may_work
        Other calendars whose hours a plan may ask its people to work on a day, instead of their own.
    """

    label: str = ""
    approver: str | None = None
    calendar: str | None = None
    may_work: Names = ()


class Skill(Frozen):
    """Something that people can do.

    Parameters
    ----------
    label
        Name in the agency's language.
    certificate
        Whether only holders of a valid certificate may do it.
    """

    label: str = ""
    certificate: bool = False


class Sickness(Frozen):
    """Spells of sickness.

    Parameters
    ----------
    spells_per_year
        Mean number of spells a person a year.
    length
        Length of a spell, from the start of the first shift missed; in working days of the person's calendar.
    """

    spells_per_year: Annotated[float, Field(ge=0, le=1000)]
    length: TimeDistribution


class Role(Frozen):
    """A post with its skills; whoever holds it can also do what asks for the role by name.

    Parameters
    ----------
    label
        Name in the agency's language.
    department
        Department it belongs to.
    reports_to
        Role above it.
    skills
        Skills with their levels (speeds).
    wage
        Money an hour.
    calendar
        Working hours, if not the department's.
    may_work
        Other calendars whose hours a plan may ask for, if not the department's.
    sickness
        Sickness, if not the scenario's.
    """

    label: str = ""
    department: str | None = None
    reports_to: str | None = None
    skills: Map[str, Level] = immutabledict()
    wage: Money = 0.0
    calendar: str | None = None
    may_work: Names = ()
    sickness: Sickness | None = None


class RampUp(Frozen):
    """A newcomer's slower start.

    Parameters
    ----------
    lasts
        Elapsed time after hiring for which he is slower.
    speed
        Factor on all his levels during that time.
    """

    lasts: Elapsed
    speed: Level


class LentSpell(DateRange):
    """Days on which a person works for another department or another firm.

    Parameters
    ----------
    skills
        What he does there, instead of his own skills; nothing if he is lent outside.
    """

    skills: Map[str, Level] = immutabledict()


class PeopleGroup(Frozen):
    """One person, or several who are alike.

    Parameters
    ----------
    role
        Post held; the group's own key if a role of that name exists.
    also
        Further posts held ("acting" lead), with their skills.
    count
        How many they are.
    label
        Name to show.
    skills
        Skills and levels beyond, or instead of, those of the posts.
    certificates
        Last valid day of the certificate for a skill.
    wage
        Money an hour, if not the role's.
    calendar
        Working hours, if not the role's.
    calendar_changes
        Other working hours for a time (a late shift from March on).
    may_work
        Other calendars whose hours a plan may ask for, if not the role's.
    leave
        Planned leave, first and last day.
    hired_from, employed_until
        First and last day with the agency, if inside the horizon.
    ramp_up
        A slower start after ``hired_from``.
    lent
        Days lent to others.
    sickness
        Sickness, if not the role's.
    """

    role: str | None = None
    also: Names = ()
    count: Annotated[int, Field(ge=0, le=100_000)] = 1
    label: str = ""
    skills: Map[str, Level] = immutabledict()
    certificates: Map[str, Day] = immutabledict()
    wage: Money | None = None
    calendar: str | None = None
    calendar_changes: tuple[CalendarChange, ...] = ()
    may_work: Names = ()
    leave: tuple[DateRange, ...] = ()
    hired_from: Day | None = None
    employed_until: Day | None = None
    ramp_up: RampUp | None = None
    lent: tuple[LentSpell, ...] = ()
    sickness: Sickness | None = None

    @model_validator(mode="after")
    def _ramp_up_needs_a_start(self) -> PeopleGroup:
        if self.ramp_up and not self.hired_from:
            raise ValueError(tr("ramp_up needs hired_from: say from which day on they work here"))
        return self

    @model_validator(mode="after")
    def _comes_before_leaving(self) -> PeopleGroup:
        if self.hired_from and self.employed_until and self.employed_until < self.hired_from:
            raise ValueError(
                tr(
                    "employed until {employed_until}, before the first day {hired_from}",
                    employed_until=self.employed_until,
                    hired_from=self.hired_from,
                )
            )
        return self


class StandIn(Frozen):
    """Who acts for others while all of them are away.

    Parameters
    ----------
    absent
        Role, group or person who is away.
    by
        Role, group or person who stands in.
    after
        Elapsed time that a task waits before the stand-in takes it; nights count, too.
    """

    absent: str
    by: str
    after: Elapsed = Duration(0)
