"""What a plan says about every task and everybody."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agencysim.plans import Assignment, Plan, TaskId
    from agencysim.sim.visits import Task
    from agencysim.staff import Staff

GRACE = 30 * 60
"""Seconds after which work whose people are sick goes to others who can do it, and people no longer wait for work that
was to have come (assumed)."""

FOR_EVER = 2**62
"""Later than any moment."""


class Planned(NamedTuple):
    """A piece of work as it is to be done.

    Parameters
    ----------
    piece, first
        The piece, and when the first one of its task begins.
    start, end
        When it begins and ends.
    crew, members
        Its people and things, as a mask and one by one.
    is_last
        Whether the task is done with it.
    """

    piece: Assignment
    first: int
    start: int
    end: int
    crew: int
    members: tuple[int, ...]
    is_last: bool


class PlanBook:
    """What a plan says about every task and everybody.

    What is to be done next follows from the time alone, not from what has been done, so that a run can go on from a
    state with the same plan.

    Parameters
    ----------
    staff
        The people and things.
    plan
        The plan.

    Attributes
    ----------
    moments
        When something is to be decided: pieces begin, are waited for no longer, and end; with those who are in them.
    """

    def __init__(self, staff: Staff, plan: Plan) -> None:
        index = {name: n for n, name in enumerate(staff.names)}
        self.start, self.end = plan.start, plan.end
        self._pieces: dict[tuple[str, str, int], list[Planned]] = {}
        self._crews: dict[tuple[str, str, int], int] = {}
        self._of_member: dict[int, list[tuple[int, int, TaskId]]] = defaultdict(list)
        self._of_job: dict[str, int] = defaultdict(int)
        self.moments: dict[int, int] = defaultdict(int)
        in_part = {each.task for each in plan.unplanned}
        for name, pieces in plan.pieces().items():
            found = []
            for number, piece in enumerate(pieces, 1):
                members = tuple(index[each] for each in (*piece.crew, *piece.units) if each in index)
                crew = reduce(or_, (1 << member for member in members), 0)
                for moment in (piece.start, piece.start + GRACE, piece.end):
                    self.moments[moment] |= crew
                self._of_job[name.job] |= crew
                is_last = number == len(pieces) and name not in in_part
                found.append(Planned(piece, pieces[0].start, piece.start, piece.end, crew, members, is_last))
                for member in members:
                    self._of_member[member].append((piece.start, piece.end, name))
            self._pieces[name] = found
            self._crews[name] = reduce(or_, (planned.crew for planned in found), 0)
        self.moments[plan.end] |= 0
        for pieces_of_member in self._of_member.values():
            pieces_of_member.sort()

    def next_of(self, task: Task, now: int) -> Planned | None:
        """Return the piece of a task that is due, or the first one to come.

        One that was missed is not made up for if there is a later one; the last one is, whenever that may be, unless
        the task was not planned to its end.
        """
        pieces = self._pieces.get((task.job.id, task.step.name, task.attempt))
        if pieces is None:
            return None
        for piece in pieces:
            if piece.end > now:
                return piece
        return pieces[-1] if pieces[-1].is_last else None

    def coming(self, member: int, now: int) -> Iterator[tuple[int, TaskId]]:
        """Yield what somebody is to begin from now on, or should just have begun, in order."""
        pieces = self._of_member.get(member, [])
        for start, end, name in pieces[bisect_right(pieces, (now - GRACE, FOR_EVER)) :]:
            if end > now:
                yield start, name

    def crew_of(self, task: Task) -> int:
        """Return all who are planned for a task."""
        return self._crews.get((task.job.id, task.step.name, task.attempt), 0)

    def crew_of_job(self, job: str) -> int:
        """Return all who are planned for a job."""
        return self._of_job.get(job, 0)
