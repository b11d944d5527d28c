"""Tasks that wait for the same people and things."""

from __future__ import annotations

from heapq import heapify
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agencysim.sim.eligibility import Whom
    from agencysim.sim.route_steps import Need, WorkStep
    from agencysim.sim.visits import Task

Entry = tuple[int, float, tuple[int, ...], int, "Task"]
"""A task with what puts it in order: priority, the policy's key, order of arrival, place of the step."""


class Line:
    """Tasks that wait for the same people and things, the most urgent on top.

    Parameters
    ----------
    number
        Its place among all lines.
    step
        The step of its tasks, or one that needs the same.
    whom
        For whom they wait; a line that is not for anyone comes and goes.
    needs
        What they wait for, by what is known now.

    Attributes
    ----------
    bit
        The mask that has only this line in it.
    able
        By need: the mask of those who can fill it.
    interest
        All of these together.
    single
        Whether a task needs one person and nothing else: nearly all do, so they take a short way.
    is_crew
        Whether a task needs several people.
    concerns
        Those whose coming and going may change for whom the tasks of a special line are.
    special
        The lines of tasks of the same steps that are only for some.
    """

    __slots__ = (
        "able",
        "bit",
        "concerns",
        "fits",
        "gate",
        "heap",
        "interest",
        "is_crew",
        "needs",
        "single",
        "special",
        "step",
        "whom",
    )

    def __init__(self, number: int, step: WorkStep, whom: Whom, needs: tuple[Need, ...]) -> None:
        self.bit = 1 << number
        self.step = step
        self.whom = whom
        self.needs = needs
        self.gate = step.gate
        self.fits = step.at_least > 0
        self.single = len(needs) == 1 and needs[0].number == 1 and not self.fits
        self.is_crew = step.crew > 1
        self.heap: list[Entry] = []
        self.able: tuple[int, ...] = ()
        self.interest = 0
        self.concerns = 0
        self.special: dict[Whom, Line] = {}

    def may_start(self, free: int) -> bool:
        """Return whether of each that a task needs at least one is free."""
        for able in self.able:  # noqa: SIM110  # twice as fast as all()
            if not able & free:
                return False
        return True

    def drop(self, task: Task) -> None:
        """Take a task out."""
        self.heap = [entry for entry in self.heap if entry[4] is not task]
        heapify(self.heap)
