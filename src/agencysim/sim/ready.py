"""Tasks that wait for the same people and things."""

from __future__ import annotations

from heapq import heapify
from typing import TYPE_CHECKING

from agencysim.domain import EndOfShift

if TYPE_CHECKING:
    from agencysim.sim.eligibility import Whom
    from agencysim.sim.route_steps import Need, WorkStep
    from agencysim.sim.visits import Task

Entry = tuple[int, float, tuple[int, ...], int, "Task"]
"""A task with what puts it in order: priority, the policy's key, order of arrival, place of the step."""


class ReadyClass:
    """Tasks that wait for the same people and things, the most urgent on top.

    Parameters
    ----------
    step
        Their step, or one that needs the same.
    whom
        For whom they wait; a class that is not for anyone comes and goes.
    needs
        What they wait for, by what is known now.
    """

    __slots__ = ("gate", "heap", "interest", "kind", "needs", "single", "stamp", "step", "whom")

    def __init__(self, step: WorkStep, whom: Whom, needs: tuple[Need, ...]) -> None:
        self.step = step
        self.whom = whom
        self.needs = needs
        self.gate = step.gate
        # Tasks that need one person and nothing else: nearly all, so they take a short way.
        alone = len(needs) == 1 and needs[0].number == 1 and not step.gate
        self.single = alone and step.rule is not EndOfShift.NO_START
        self.heap: list[Entry] = []
        self.interest = 0
        self.kind = 0
        self.stamp = -1

    def head(self) -> Entry | None:
        """Return the most urgent entry."""
        return self.heap[0] if self.heap else None

    def drop(self, task: Task) -> None:
        """Take a task out."""
        self.heap = [entry for entry in self.heap if entry[4] is not task]
        heapify(self.heap)
