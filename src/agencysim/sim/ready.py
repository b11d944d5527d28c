"""Tasks that wait for the same people and things."""

from __future__ import annotations

from heapq import heapify, heappop
from typing import TYPE_CHECKING

from agencysim.domain import EndOfShift
from agencysim.sim.eligibility import ANYONE

if TYPE_CHECKING:
    from agencysim.sim.eligibility import Whom
    from agencysim.sim.routes import Need, WorkStep
    from agencysim.sim.visits import Task

Entry = tuple[int, float, tuple[int, ...], int, "Task"]
"""A task with what puts it in order: priority, the policy's key, order of arrival, place of the step."""


class ReadyClass:
    """Tasks that wait for the same people and things, the most urgent on top.

    Parameters
    ----------
    step
        Their step.
    whom
        For whom they wait; a class that is not for anyone comes and goes.
    needs
        What they wait for, by what is known now.
    """

    __slots__ = ("capability", "gate", "heap", "interest", "needs", "stamp", "step", "whom")

    def __init__(self, step: WorkStep, whom: Whom, needs: tuple[Need, ...]) -> None:
        self.step = step
        self.whom = whom
        self.needs = needs
        self.gate = step.gate
        first = needs[0]
        one_of_many = len(needs) == 1 and first.number == 1 and whom == ANYONE and not step.gate
        # Tasks that need one person of a skill and nothing else: nearly all, so they take a short way.
        self.capability = first.capability if one_of_many and step.rule is not EndOfShift.NO_START else None
        self.heap: list[Entry] = []
        self.interest = 0
        self.stamp = -1

    def head(self) -> Entry | None:
        """Return the most urgent entry, passing over tasks that no longer wait here."""
        heap = self.heap
        while heap and heap[0][4].place is not self:
            heappop(heap)
        return heap[0] if heap else None

    def drop(self, task: Task) -> None:
        """Take a task out that may come back with another place in the order."""
        self.heap = [entry for entry in self.heap if entry[4] is not task]
        heapify(self.heap)
