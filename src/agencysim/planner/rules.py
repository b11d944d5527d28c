"""The rules that a plan must respect, and what it means to break one."""

from __future__ import annotations

from enum import StrEnum

from agencysim.language import noted, tr
from agencysim.plans import TaskId
from agencysim.values import Frozen


class Rule(StrEnum):
    """Something that no plan may break, but for what is locked."""

    KNOWN = "known"
    SKILL = "skill"
    CREW = "crew"
    ONE_PLACE = "one_place"
    ON_DUTY = "on_duty"
    SHIFT = "shift"
    LEAVE = "leave"
    WORK_DONE = "work_done"
    IN_ONE_PIECE = "in_one_piece"
    SAME_PEOPLE = "same_people"
    ORDER = "order"
    RELEASE = "release"
    DEADLINE = "deadline"
    SITE = "site"
    UNITS = "units"
    DAILY_REST = "daily_rest"
    REST_DAYS = "rest_days"
    DAYS_IN_ROW = "days_in_row"
    OVERTIME_DAY = "overtime_day"
    OVERTIME_WEEK = "overtime_week"
    OVERTIME_MONTH = "overtime_month"
    WEEK_HOURS = "week_hours"
    AVERAGE_HOURS = "average_hours"
    COVERAGE = "coverage"
    RESERVE = "reserve"
    LOCKED = "locked"
    FROZEN = "frozen"

    @property
    def text(self) -> str:
        """The rule in words, in the language in use."""
        return tr(TEXTS[self])


TEXTS: dict[Rule, str] = {
    Rule.KNOWN: noted("A plan names only people, things and tasks that there are, within its time and on its grid."),
    Rule.SKILL: noted(
        "Whoever fills a place has the skill for it, with a valid certificate, and is one of those asked for."
    ),
    Rule.CREW: noted("The crew and its machines and vehicles are complete, and no more than that."),
    Rule.ONE_PLACE: noted("Nobody is at two things at a time, the way there and back included."),
    Rule.ON_DUTY: noted("Work begins and ends while its people are on duty, and a piece of it lies within one duty."),
    Rule.SHIFT: noted(
        "Everybody works at most one shift a day, one that he may be asked for, and overtime right before or after it."
    ),
    Rule.LEAVE: noted("Nobody works who is on leave, sick or lent."),
    Rule.WORK_DONE: noted(
        "The pieces of a task together are just as long as its work takes, or it is listed as not planned."
    ),
    Rule.IN_ONE_PIECE: noted(
        "Work that cannot be split is one piece; pieces of other work are not shorter than the least length."
    ),
    Rule.SAME_PEOPLE: noted("All pieces of a task, and what belongs together with it, are done by the same people."),
    Rule.ORDER: noted("What must come before is done, and answers and drying times have passed."),
    Rule.RELEASE: noted("Nothing begins before it can."),
    Rule.DEADLINE: noted("A job with a deadline is done by then, or nothing of it is planned."),
    Rule.SITE: noted("Work on a site begins and ends while the site is open."),
    Rule.UNITS: noted(
        "No machine or vehicle is used twice at a time, and it is there when work with it begins and ends."
    ),
    Rule.DAILY_REST: noted("Between two days of work there is enough rest."),
    Rule.REST_DAYS: noted("In any seven days there are enough days off."),
    Rule.DAYS_IN_ROW: noted("Nobody works too many days in a row."),
    Rule.OVERTIME_DAY: noted("Nobody works too much overtime on a day."),
    Rule.OVERTIME_WEEK: noted("Nobody works too much overtime in a week."),
    Rule.OVERTIME_MONTH: noted("Nobody works too much overtime in a month."),
    Rule.WEEK_HOURS: noted("Nobody works too many hours in a week."),
    Rule.AVERAGE_HOURS: noted("Nobody works too many hours a week on average."),
    Rule.COVERAGE: noted("Enough people who can do what must always be there are on duty."),
    Rule.RESERVE: noted("Enough working time is kept free for rush work."),
    Rule.LOCKED: noted("Locked work stays as it is."),
    Rule.FROZEN: noted("What begins before the plan may change stays as published."),
}
"""What each rule says, in English; catalogues have the other languages."""


class Violation(Frozen):
    """A rule that is broken once.

    Parameters
    ----------
    rule
        Which one.
    who
        The people or units concerned.
    tasks
        The tasks concerned.
    at
        When, in seconds since the scenario's start.
    by
        By how much: seconds, people or days, as the rule counts.
    locked
        Whether only work that is locked, or published and frozen, breaks it, so that it is to be told and not to be
        mended.
    detail
        What is wrong, in the language in use.
    """

    rule: Rule
    who: tuple[str, ...] = ()
    tasks: tuple[TaskId, ...] = ()
    at: int | None = None
    by: float = 0
    locked: bool = False
    detail: str = ""
