"""How work is told to those who do it: what, for whom, where, with whom, and for how long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.language import name_in_language, tr
from agencysim.planner.names import PlanNames
from agencysim.values import HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from agencysim.planner.problem import ProblemDay
    from agencysim.plans import Assignment, TaskId, Window


class Words(PlanNames):
    """The names of a problem, and sentences about its work."""

    def crew(self, lead: str) -> str:
        """Return the name of a crew."""
        return tr("Crew of {lead}", lead=self.person(lead))

    def job_type(self, job: str) -> str:
        """Return what kind of job one is; empty if that is not known."""
        known = self.problem.job.get(job)
        return name_in_language(known.job_type, known.label) if known and known.job_type else ""

    def client(self, job: str) -> str:
        """Return the client of a job; empty if he is not known."""
        known = self.problem.job.get(job)
        return known.client if known else ""

    def summary(self, piece: Assignment) -> str:
        """Return a piece of work in a line."""
        step, client = self.step(piece.task), self.client(piece.job)
        what = self.job_type(piece.job) or piece.job
        return tr("{step}: {job}, {client}", step=step, job=what, client=client) if client else f"{step}: {what}"

    def place(self, piece: Assignment) -> str:
        """Return where a piece is done."""
        task = self.problem.task.get(piece.task)
        if piece.outside:
            return tr("another firm")
        if task is None or not (task.place or task.travel or task.site):
            return tr("in the house")
        return task.place or self.client(piece.job) or name_in_language(task.site)

    def scope(self, piece: Assignment) -> str:
        """Return what is to be done, line by line: the job, the task, who, with what, and when the site is open."""
        return "\n".join(f"{what}: {text}" for what, text in self._scope(piece) if text)

    def _scope(self, piece: Assignment) -> Iterator[tuple[str, str]]:
        yield tr("job"), " ".join(filter(None, (piece.job, self.job_type(piece.job))))
        yield tr("client"), self.client(piece.job)
        yield tr("task"), self.step(piece.task) + (f" ({piece.mode.replace('_', ' ')})" if piece.mode else "")
        yield tr("who comes"), self.people(piece.people)
        yield tr("with"), self.things(piece.units)
        yield tr("whole"), f"{self.moment(piece.start)}-{self.until(piece)}"
        task = self.problem.task.get(piece.task)
        yield tr("site open"), self.spans(self.site_hours(task.site, piece.start)) if task and task.site else ""

    def site_hours(self, site: str, moment: int) -> list[Window]:
        """Return the hours that a site is open on the day of a moment."""
        day = self.problem.axis.day_of(moment)
        first, last = self.problem.axis.midnight(day), self.problem.axis.midnight(day + 1)
        hours = self.problem.calendars.get(site, ())
        return [(max(a, first), min(b, last)) for a, b in hours if a < last and b > first]

    def spans(self, windows: Sequence[Window]) -> str:
        """Return stretches of a day."""
        return ", ".join(f"{self.clock(a)}–{self.end_of_day(b)}" for a, b in windows)

    def end_of_day(self, moment: int) -> str:
        """Return a time of day at which something ends: midnight is 24:00."""
        clock = self.clock(moment)
        return "24:00" if clock == "00:00" else clock

    def task(self, task: TaskId) -> str:
        """Return a task in a few words."""
        return f"{self.step(task)} {task.job} {self.client(task.job)}".strip()

    def within(self, day: ProblemDay, start: int, end: int) -> str:
        """Return which part of a day a stretch of time takes; empty if it is all of it."""
        if start <= day.start and day.end <= end:
            return ""
        return f"{self.clock(max(start, day.start))}–{self.end_of_day(min(end, day.end))}"


def hours(seconds: float) -> str:
    """Write a length of time in hours."""
    return tr("{hours} h", hours=f"{round(seconds / HOUR, 2):g}")
