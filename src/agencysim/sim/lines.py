"""The lines in which tasks wait for their people and things."""

from __future__ import annotations

from functools import reduce
from heapq import heappush
from operator import or_
from typing import TYPE_CHECKING

from agencysim.sim.eligibility import ANYONE, Eligibility, Whom
from agencysim.sim.line import Line
from agencysim.staff import bits

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agencysim.sim.kernel import Clockwork
    from agencysim.sim.policies import Policy
    from agencysim.sim.route_steps import Need, WorkStep
    from agencysim.sim.visits import Task
    from agencysim.staff import Staff


class Lines:
    """Keeps tasks in lines that wait for the same, and knows which lines a change may concern.

    Lines are bits of a mask, as people and things are.

    Parameters
    ----------
    env
        Environment of the run.
    staff
        The resources.
    steps
        All work steps.
    policy
        Which waiting task goes first.

    Attributes
    ----------
    absent
        Mask of the resources that are sick or broken.
    waiting
        Lines in which a task waits.
    shut
        Lines whose site is closed.
    crews
        Lines whose tasks need several people.
    to_see
        Lines at which dispatch has to look, since a task or people have come.
    """

    def __init__(self, env: Clockwork, staff: Staff, steps: Iterable[WorkStep], policy: Policy) -> None:
        self.env = env
        self.policy = policy
        self.holders = list(staff.holders)
        self.eligibility = Eligibility(staff.calendars, self.holders)
        self.absent = 0
        self.waiting = 0
        self.shut = 0
        self.crews = 0
        self.to_see = 0
        self.lines: dict[int, Line] = {}
        self._unused: list[int] = []
        self._special: dict[Line, Line] = {}
        self._wanting = [0] * len(staff.names)
        self._open_gates = 0
        self._line_up(steps)

    def _line_up(self, steps: Iterable[WorkStep]) -> None:
        """Make the lines in which the tasks of steps wait that are for anyone."""
        common: dict[tuple[object, ...], Line] = {}
        for step in steps:
            # Steps that need the same wait in one line, but where the estimate of each decides whether it fits.
            own = step.index if step.at_least else None
            key = (step.needs, step.gate, step.stand_ins, own)
            if key not in common:
                common[key] = self._open_line(step, ANYONE, step.needs)
            step.line = common[key]

    def _open_line(self, step: WorkStep, whom: Whom, needs: tuple[Need, ...]) -> Line:
        number = self._unused.pop() if self._unused else len(self.lines)
        line = self.lines[number] = Line(number, step, whom, needs)
        if line.is_crew:
            self.crews |= line.bit
        if line.gate & ~self._open_gates:
            self.shut |= line.bit
        self._index(line)
        return line

    def _close_line(self, line: Line) -> None:
        self.crews &= ~line.bit
        self.shut &= ~line.bit
        self._set_interest(line, 0)
        number = line.bit.bit_length() - 1
        del self.lines[number]
        self._unused.append(number)

    def _index(self, line: Line) -> None:
        """Note who can do what a line waits for."""
        holders = self.holders
        line.able = tuple(holders[need.capability] & need.only | need.extra for need in line.needs)
        line.concerns = self.eligibility.concerns(line.step)
        self._set_interest(line, reduce(or_, line.able))

    def _set_interest(self, line: Line, interest: int) -> None:
        for resource in bits(line.interest ^ interest):
            self._wanting[resource] ^= line.bit
        line.interest = interest

    # -- joining and leaving -------------------------------------------------------------------------------

    def join(self, task: Task) -> None:
        """Let a task wait in the line of those that need the same."""
        job, step = task.job, task.step
        since, line = task.ready, step.line
        if (
            step.same_as
            or job.team in step.teams
            or task.began is not None
            or (step.stand_ins and self.env._now - since >= step.stand_ins[0][2])
        ):
            since, line = task.since, self._line_for(task, line)
        task.line = line
        heappush(line.heap, (job.priority, self.policy(job, step, since), job.order, step.position, task))
        bit = line.bit
        self.waiting |= bit
        self.to_see |= bit

    def leave(self, task: Task) -> None:
        """Take a task out of its line."""
        line = task.line
        assert line is not None
        task.line = None
        line.drop(task)
        if not line.heap:
            self.waiting ^= line.bit

    def _line_for(self, task: Task, common: Line) -> Line:
        """Return the line of a task that may be only for certain people."""
        now = self.env._now
        whom = self.eligibility.whom(task, now)
        if whom == ANYONE:
            return common
        line = common.special.get(whom)
        if line is None:
            step = task.step
            line = self._open_line(step, whom, self.eligibility.needs(step, whom, now, self.absent))
            common.special[whom] = line
            self._special[line] = common
        return line

    # -- what changes --------------------------------------------------------------------------------------

    def refresh(self, changed: int) -> bool:
        """Find out anew for whom tasks are, after shifts, sickness or certificates ended or began.

        Parameters
        ----------
        changed
            Mask of those of whom that is so.

        Returns
        -------
        bool
            Whether anything is different.
        """
        now, different = self.env._now, False
        for line, common in list(self._special.items()):
            if not line.heap:
                del self._special[line], common.special[line.whom]
                self._close_line(line)
                continue
            if not line.concerns & changed:
                continue
            needs = self.eligibility.needs(line.step, line.whom, now, self.absent)
            if needs != line.needs:
                line.needs, different = needs, True
                self._index(line)
                self.to_see |= line.bit
        return different

    def wanting(self, resources: int) -> int:
        """Return the lines that wait for any of these people and things."""
        lines, wanting = 0, self._wanting
        while resources:
            low = resources & -resources
            resources ^= low
            lines |= wanting[low.bit_length() - 1]
        return lines

    def change_holder(self, capability: int, mask: int) -> None:
        """Let resources gain or lose a capability."""
        self.holders[capability] ^= mask
        for line in self.lines.values():
            self._index(line)

    def open_gates(self, gates: int) -> None:
        """Let sites open: lines that waited for them are to be seen."""
        if gates:
            self._open_gates |= gates
            opened = self._with_gate(gates)
            self.shut &= ~opened
            self.to_see |= opened

    def close_gates(self, gates: int) -> None:
        """Let sites close."""
        if gates:
            self._open_gates &= ~gates
            self.shut |= self._with_gate(gates)

    def _with_gate(self, gates: int) -> int:
        return reduce(or_, (line.bit for line in self.lines.values() if line.gate & gates), 0)
