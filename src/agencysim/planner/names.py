"""The names of what is in a problem, in the language in use."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from agencysim.language import joined, name_in_language, noted, tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agencysim.calendars import TimeAxis
    from agencysim.planner.problem import Problem, ProblemDay
    from agencysim.plans import Assignment, TaskId

ATTEMPTS = {2: noted("{step} (second attempt)"), 3: noted("{step} (third attempt)")}
"""What a step is called that a job comes to again."""

ONCE_MORE = noted("{step} (attempt {n})")
"""What it is called beyond these."""


def in_attempt(step: str, attempt: int) -> str:
    """Return the name of a step with its attempt, if it is not the first one."""
    return step if attempt == 1 else tr(ATTEMPTS.get(attempt, ONCE_MORE), step=step, n=attempt)


class Moments:
    """Moments as they are shown.

    Parameters
    ----------
    axis
        Their dates and times.
    """

    def __init__(self, axis: TimeAxis) -> None:
        self._axis = axis

    def day(self, moment: int) -> str:
        """Return a date with its weekday."""
        date = self._axis.moment(moment)
        days = (tr("Mon"), tr("Tue"), tr("Wed"), tr("Thu"), tr("Fri"), tr("Sat"), tr("Sun"))
        return f"{days[date.weekday()]} {date:%m-%d}"

    def clock(self, moment: int) -> str:
        """Return a time of day."""
        return f"{self._axis.moment(moment):%H:%M}"

    def moment(self, moment: int) -> str:
        """Return a date and a time of day."""
        return f"{self.day(moment)} {self.clock(moment)}"

    def date(self, moment: int) -> str:
        """Return by when something is due: a midnight is the end of the day before it."""
        return self.day(moment - 1) if self.clock(moment) == "00:00" else self.moment(moment)


class PlanNames(Moments):
    """The names of people, things, jobs and moments of a problem as they are shown.

    Parameters
    ----------
    problem
        Whose labels they are.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem.axis)
        self.problem = problem

    def person(self, name: str) -> str:
        """Return the name of a person, such as ``designer 2``."""
        person = self.problem.person.get(name)
        return name if person is None else self._numbered(name, person.group, person.label)

    def unit(self, name: str) -> str:
        """Return the name of a machine or vehicle."""
        unit = self.problem.unit.get(name)
        return name if unit is None else self._numbered(name, unit.kind, unit.label)

    def thing(self, name: str) -> str:
        """Return the name of a person, a machine or a vehicle."""
        return self.person(name) if name in self.problem.person else self.unit(name)

    @staticmethod
    def _numbered(name: str, group: str, label: str) -> str:
        number = name.removeprefix(group).lstrip(".") if group else ""
        return f"{name_in_language(group or name, label)} {number}".strip()

    def people(self, names: Iterable[str]) -> str:
        """Return a crew, each of whom is named once."""
        return joined(self.person(name) for name in dict.fromkeys(names))

    def things(self, names: Iterable[str]) -> str:
        """Return machines and vehicles."""
        return joined(map(self.unit, names))

    def step(self, task: TaskId) -> str:
        """Return the name of a task's step, with its attempt if the job has been there before."""
        known = self.problem.task.get(task)
        return in_attempt(name_in_language(task.step, known.label if known else ""), task.attempt)

    def due(self, job: str) -> str:
        """Return by when a job is due, and whether that is not agreed yet; nothing if it has no date."""
        known = self.problem.job[job]
        date = known.due if known.due is not None else known.deadline
        if date is None:
            return ""
        return tr("{date} (provisional)", date=self.date(date)) if known.provisional else self.date(date)

    def kind_of(self, day: ProblemDay) -> Literal["workday", "day_off", "holiday"]:
        """Return what kind of day one is: unless it is a workday, nobody works then anyway."""
        asked = [person.days[self.problem.day_index[day.number]] for person in self.problem.people]
        if not asked or any(each.rostered and each.shifts for each in asked):
            return "workday"
        return "holiday" if all(each.pay == "holiday" for each in asked) else "day_off"

    def day_type(self, day: ProblemDay) -> str:
        """Return what kind of day one is, in words."""
        return {"workday": tr("workday"), "day_off": tr("day off"), "holiday": tr("holiday")}[self.kind_of(day)]

    def until(self, piece: Assignment) -> str:
        """Return when a piece ends, with its day if that is another one than it begins on."""
        axis = self.problem.axis
        same = axis.day_of(piece.start) == axis.day_of(piece.end - 1)
        return self.clock(piece.end) if same else self.moment(piece.end)
