"""Whether a task could be done earlier in a plan while all else stays as it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.planner.construct.build import Construction
from agencysim.planner.construct.excuses import EVERYTHING
from agencysim.plans import Reason, Why

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agencysim.planner.construct.placing import Placement
    from agencysim.planner.problem import Problem, Task
    from agencysim.plans import Plan


def earlier(problem: Problem, plan: Plan, task: Task, since: int) -> Iterator[Reason]:
    """Yield by when a task could be done without anything else being moved, if that is earlier than it is planned.

    Otherwise there is time enough for each whom it takes until it begins, but never for all of them together.

    Parameters
    ----------
    problem, plan
        What was to be planned, and the plan.
    task
        The task.
    since
        The moment from which on it could begin.
    """
    pieces = [piece for piece in plan.assignments if piece.task == task.id]
    begins, planned = min(piece.start for piece in pieces), max(piece.end for piece in pieces)
    found = placed(problem, plan, task)
    made_until = None if found is None else found.fit.end * problem.grid + problem.start
    if found is not None and found.is_complete and made_until is not None and made_until < planned:
        yield Reason(why=Why.UNUSED, since=since, until=made_until, task=task.id, who=found.people)
    else:
        yield Reason(why=Why.NEVER_FREE, since=since, until=begins, task=task.id)


def placed(problem: Problem, plan: Plan, task: Task) -> Placement | None:
    """Return where a task could be done first, overtime included, while all else stays as it is."""
    others = tuple(piece for piece in plan.assignments if piece.task != task.id)
    rest = plan.model_copy(update={"assignments": others})
    as_it_is = problem.model_copy(update={"locks": others, "published": rest, "frozen_until": None})
    made = Construction(as_it_is, overtime=True, earlier={})
    made.fix(plan.duties)
    request = made.request(task)
    return None if request is None else made.placer.find(request, EVERYTHING)
