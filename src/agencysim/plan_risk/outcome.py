"""What came of a plan in one future: a fold over its runs."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from agencysim.plans import TaskId

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agencysim.plans import Window
    from agencysim.sim.run import Run

GONE = ("lost", "abandoned")
"""How a job ends that has no date any more."""


class JobEnd(NamedTuple):
    """What became of a job: its date, when it reached its milestone, and whether the client went elsewhere."""

    due: int | None
    reached: int | None
    gone: bool


@dataclass
class Outcome:
    """What came of a plan in one future.

    Parameters
    ----------
    jobs
        The jobs that were open when it began.
    visits
        When their visits to steps that take time began, and ended; ``None`` after the end of the replay.
    overtime
        Overtime by person: when, and until when.
    sick
        Sickness by person that began in the replay.
    """

    jobs: dict[str, JobEnd] = field(default_factory=dict)
    visits: dict[TaskId, tuple[int, int | None]] = field(default_factory=dict)
    overtime: list[tuple[str, int, int]] = field(default_factory=list)
    sick: list[tuple[str, int, int]] = field(default_factory=list)

    def add(self, run: Run, jobs: frozenset[str]) -> None:
        """Note what came of some jobs, and of people's hours, in a run or the next part of one."""
        for job in run.recorder.jobs:
            if job.id in jobs:
                self.jobs[job.id] = JobEnd(job.due, job.due_reached, job.outcome in GONE)
        self._add_visits(run, jobs)
        names = run.staff.names
        self.overtime += [(names[person], start, until) for person, start, until, *_ in run.recorder.overtime]
        absences = run.recorder.absences
        self.sick += [(names[who], start, end) for who, start, end, kind in absences if kind == "sick"]

    def _add_visits(self, run: Run, jobs: frozenset[str]) -> None:
        """Note from when to when visits were: the parts of a task that was interrupted are one visit."""
        for job, step, attempt, start, end, status in run.recorder.visits():
            if job in jobs and start is not None:
                task = TaskId(job, step, attempt)
                first = self.visits[task][0] if task in self.visits else start
                self.visits[task] = (min(first, start), end if status in ("done", "outsourced") else None)


def seconds_in(windows: Iterable[Window], start: int, end: int) -> int:
    """Return for how many seconds of some stretches of time something lasts."""
    return sum(max(0, min(b, end) - max(a, start)) for a, b in windows)
