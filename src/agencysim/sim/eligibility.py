"""Who may do a task: its people, its account team, those who stand in."""

from __future__ import annotations

from bisect import bisect_right
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

from agencysim.sim.route_steps import EVERYONE, Need
from agencysim.staff import bits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agencysim.calendars import Calendar
    from agencysim.sim.route_steps import WorkStep
    from agencysim.sim.visits import Task

DAY_AWAY = 24 * 3600
"""Whoever is back this much later than those who could act for him counts as away (assumed)."""
NEVER = 2**61


class Whom(NamedTuple):
    """For whom a task waits, if not for anyone who can do it.

    Parameters
    ----------
    people
        Mask of those who did an earlier step, or this one; 0 if that does not matter.
    team
        Account team of the client; empty if that does not matter.
    acting
        How many of the step's stand-ins may be asked by now.
    own
        Job and part, for a task whose estimate is its own.
    """

    people: int = 0
    team: str = ""
    acting: int = 0
    own: tuple[str, int] | None = None


ANYONE = Whom()


class Eligibility:
    """Tells for whom tasks are; between the ends of shifts only sickness and certificates change the answer.

    Parameters
    ----------
    calendars
        Hours by resource; ``None`` is round the clock.
    holders
        By capability: mask of the resources that have it now.
    """

    def __init__(self, calendars: Sequence[Calendar | None], holders: Sequence[int]) -> None:
        self.calendars = calendars
        self.holders = holders

    def whom(self, task: Task, now: int) -> Whom:
        """Return for whom a waiting task is."""
        step, job = task.step, task.job
        people = task.restrained
        if not people and step.same_as is not None:
            people = job.crews.get(step.same_as.index, 0)
        team = job.team if not people and job.team in step.teams else ""
        acting = sum(now - task.ready >= after for _, _, after in step.stand_ins) if step.stand_ins else 0
        own = (job.id, task.part) if step.at_least and task.done else None
        return Whom(people, team, acting, own)

    def concerns(self, step: WorkStep) -> int:
        """Return those whose coming and going may change for whom a step's tasks are."""
        places = (self.holders[need.capability] for need in step.needs)
        return reduce(or_, (*places, *(by for _, by, _ in step.stand_ins)))

    def needs(self, step: WorkStep, whom: Whom, now: int, absent: int) -> tuple[Need, ...]:
        """Return what a step needs, restricted to those whom it is for."""
        if whom == ANYONE:
            return step.needs
        needs = list(step.needs)
        wanted = whom.people or step.teams.get(whom.team, 0)
        for place in range(len(step.levels)):
            holders = self.holders[needs[place].capability]
            only = holders & wanted
            here = self._come_again(only, now) if whom.people else self._present(only, holders, now, absent)
            if only and here.bit_count() >= needs[place].number:
                needs[place] = needs[place]._replace(only=here)
        for place, by, _ in step.stand_ins[: whom.acting]:
            need = needs[place]
            if not self._present(self.holders[need.capability], by, now, absent):
                needs[place] = need._replace(extra=need.extra | by, only=EVERYONE)
        return tuple(needs)

    def _come_again(self, mask: int, now: int) -> int:
        """Return those who will work here again."""
        found = 0
        for person in bits(mask):
            calendar = self.calendars[person]
            if calendar is None or calendar.work_between(now, calendar.horizon):
                found |= 1 << person
        return found

    def _present(self, mask: int, others: int, now: int, absent: int) -> int:
        """Return those who are not away, measured by when the others are there."""
        back = min((self._shift(person, now)[0] for person in bits(others & ~absent)), default=NEVER)
        found = 0
        for person in bits(mask & ~absent):
            begins, left = self._shift(person, now)
            if begins <= max(back, left) + DAY_AWAY:
                found |= 1 << person
        return found

    def _shift(self, person: int, now: int) -> tuple[int, int]:
        """Return when somebody's present or next shift begins, and when the one before it ended."""
        calendar = self.calendars[person]
        if calendar is None:
            return -NEVER, -NEVER
        begins, ends = calendar.shift_bounds
        index = bisect_right(ends, now)
        return begins[index] if index < len(begins) else NEVER, ends[index - 1] if index else -NEVER
