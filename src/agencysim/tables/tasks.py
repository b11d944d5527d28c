"""A task in words: what it is called, when it is done, by whom and with what."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from agencysim.language import APART, joined, tr
from agencysim.planner.names import PlanNames

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agencysim.planner import Problem
    from agencysim.plans import Assignment, TaskId


class TaskWords:
    """Parts of sentences about tasks.

    Parameters
    ----------
    problem
        What was planned.
    """

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.names = PlanNames(problem)

    def name(self, task: TaskId) -> str:
        """Return a task with its job and client."""
        job = self.problem.job.get(task.job)
        told = {"step": self.names.step(task), "job": task.job}
        if job is None or not job.client:
            return tr("{step} of {job}", **told)
        return tr("{step} of {job} for {client}", client=job.client, **told)

    def times(self, pieces: Iterable[Assignment]) -> str:
        """Return when pieces are done, the day told once for those of a day."""
        told = []
        for day, those in groupby(pieces, key=lambda piece: self.names.day(piece.start)):
            hours = joined(f"{self.names.clock(piece.start)}-{self.names.until(piece)}" for piece in those)
            told.append(f"{day} {hours}")
        return joined(told, APART)

    def crew(self, pieces: Iterable[Assignment]) -> str:
        """Return who does something, and with what."""
        first = next(iter(pieces))
        if first.outside:
            return tr("another firm")
        who = self.names.people(first.people)
        things = self.names.things(first.units)
        return tr("{who} with {things}", who=who, things=things) if who and things else who or things
