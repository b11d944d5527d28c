"""What a plan changes for people, against the version that they know."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.planner.verifier.world import content

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agencysim.planner.planned import Planned
    from agencysim.planner.problem import ProblemDay
    from agencysim.plans import Assignment


class Marks:
    """Tells what is new and what is gone; without a version before, nothing is.

    Parameters
    ----------
    before
        The version that people know, if there is one.
    after
        The plan that is handed out.
    """

    def __init__(self, before: Planned | None, after: Planned) -> None:
        self.before = before
        self._start = max(before.plan.start, after.plan.start) if before else 0
        self._end = min(before.plan.end, after.plan.end) if before else 0
        self._old = {content(piece) for piece in before.plan.assignments} if before else set()
        self._new = {content(piece) for piece in after.plan.assignments}
        self._duties = {(d.person, d.day): d.windows for d in before.plan.duties} if before else {}

    def is_new(self, piece: Assignment) -> bool:
        """Return whether a piece was not planned so in the version that people know."""
        return self._start <= piece.start < self._end and content(piece) not in self._old

    def gone(self, pieces: Iterable[Assignment], of: Iterable[Assignment]) -> list[Assignment]:
        """Return the pieces that are no longer done, and by nothing else of the same task.

        Parameters
        ----------
        pieces
            Those of somebody in the version that people know, on a day.
        of
            Those of the same one on the same day in the plan.
        """
        tasks = {piece.task for piece in of}
        old = (piece for piece in pieces if content(piece) not in self._new and piece.task not in tasks)
        return [piece for piece in old if piece.end > self._start]

    def is_other_duty(self, person: str, day: ProblemDay, windows: object) -> bool:
        """Return whether somebody's working hours of a day are others than in the version that people know."""
        known = self._duties.get((person, day.number))
        return self._start <= day.start < self._end and known != windows
