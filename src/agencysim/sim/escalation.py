"""Tasks that have waited too long: stand-ins are asked, or other firms."""

from __future__ import annotations

from heapq import heappop, heappush
from itertools import count
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from agencysim.sim.floor import Floor
    from agencysim.sim.kernel import Clockwork
    from agencysim.sim.visits import Task


class Escalation:
    """Keeps the moments at which waiting tasks are escalated; most start before, and then nothing happens.

    Parameters
    ----------
    env, floor
        Of the run.

    Attributes
    ----------
    overdue
        Tasks that other firms are to do, unless they start in this instant.
    """

    def __init__(self, env: Clockwork, floor: Floor) -> None:
        self.env = env
        self.floor = floor
        self.overdue: list[Task] = []
        self._expected: list[tuple[int, int, Task, int, bool]] = []
        self._alarms: set[int] = set()
        self._numbers = count()
        floor.expect_escalation = self.expect

    def expect(self, task: Task) -> None:
        """Let stand-ins and other firms be asked when a task that waits now has waited too long."""
        step, now = task.step, self.env._now
        if step.outside is not None and task.part == 1:
            if (moment := task.ready + step.outside.after) > now:
                self._expect(moment, task, outside=True)
            else:
                self.overdue.append(task)
        for after in step.patience:
            if task.ready + after > now:
                self._expect(task.ready + after, task, outside=False)

    def _expect(self, moment: int, task: Task, *, outside: bool) -> None:
        heappush(self._expected, (moment, next(self._numbers), task, task.part, outside))
        self._set_alarm()

    def _set_alarm(self) -> None:
        """Let the first of the moments not be missed."""
        moment = self._expected[0][0]
        if moment not in self._alarms:
            self._alarms.add(moment)
            self.env.call_at(moment, self._look)

    def _look(self) -> None:
        """Escalate the tasks whose time has come, and forget those that wait no more."""
        now, expected = self.env._now, self._expected
        self._alarms.discard(now)
        while expected:
            moment, _, task, part, outside = expected[0]
            if task.line is not None and task.part == part:
                if moment > now:
                    break
                self._escalate(task, outside=outside)
            heappop(expected)
        if expected:
            self._set_alarm()

    def _escalate(self, task: Task, *, outside: bool) -> None:
        if outside:
            self.overdue.append(task)
        else:
            self.floor.reconsider(task)
