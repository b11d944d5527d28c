"""A first answer: what cannot stay is placed anew, and all else stays if it can."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.planner.construct import construct
from agencysim.planner.construct.kept import Kept
from agencysim.planner.planning import by_choice
from agencysim.planner.replanning.standing import disturbed, standing
from agencysim.planner.verifier import verify

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping

    from agencysim.planner.construct.placing import Placement, Request
    from agencysim.planner.problem import Person, Problem, Task
    from agencysim.plans import Assignment, Plan, TaskId

ROUNDS = 4
"""Times that what a repaired plan still breaks is placed anew, before everything is."""


def repaired(problem: Problem, old: Plan) -> tuple[Plan, set[TaskId]]:
    """Return a plan that keeps as much of an old one as can be, and the tasks that could not stay.

    Each is given to somebody else at the same time if that is in time, else to whoever can do it first, so that all
    that follows it in its job stays; only if there is no such place, what follows is placed anew as well.
    """
    base = standing(problem, old)
    found = disturbed(problem, base, old)
    if not found:
        base = _without_idle(base, old)
        return old if _is_same(base, old) else base, found
    for _ in range(ROUNDS):
        made, moved = _without(problem, base, found)
        broken = by_choice(problem, verify(problem, made))
        if not broken:
            return _without_idle(made, old), moved
        new = {name for violation in broken for name in violation.tasks} - found
        if not new:
            break
        found |= new
    return construct(problem), {task.id for task in problem.tasks}


def _without_idle(made: Plan, old: Plan) -> Plan:
    """Return a plan in which those for whom the old one had no duty at all come only if they have something to do.

    The old plan may not know them, or it had nothing for them to do.
    """
    asked = {duty.person for duty in old.duties} | {name for piece in made.assignments for name in piece.people}
    return made.model_copy(update={"duties": tuple(duty for duty in made.duties if duty.person in asked)})


def _is_same(one: Plan, other: Plan) -> bool:
    """Return whether two plans say the same, in whatever order."""
    if (one.start, one.end, set(one.duties)) != (other.start, other.end, set(other.duties)):
        return False
    return set(one.assignments) == set(other.assignments) and {u.task for u in one.unplanned} == {
        u.task for u in other.unplanned
    }


def _without(problem: Problem, base: Plan, found: set[TaskId]) -> tuple[Plan, set[TaskId]]:
    """Return a plan in which some tasks are placed anew, and all that had to be moved for it."""
    made = Kept(problem, base, found)
    moved = place_again(made, made.urgency.order(), found, base.pieces())
    return made.plan(), moved


def place_again(
    made: Kept, order: Iterable[Task], found: Collection[TaskId], before: Mapping[TaskId, list[Assignment]]
) -> set[TaskId]:
    """Place some tasks again, and return them with all that had to be moved for it.

    Parameters
    ----------
    made
        A plan without these tasks.
    order
        All tasks, in the order in which they are placed; what follows a task of its job comes after it.
    found
        The tasks.
    before
        Where they were, piece by piece.
    """
    waiting = set(found)
    for task in order:
        if task.id in waiting and not _in_its_place(made, task, before.get(task.id, [])):
            follows = [other.id for other in made.following(task.id) if other.id in made.pieces]
            made.take_out(follows)
            waiting |= set(follows)
            made.put_anywhere(task)
    made.drop_broken_deadlines(sorted({name.job for name in waiting}))
    return waiting


def _in_its_place(made: Kept, task: Task, before: list[Assignment]) -> bool:
    """Place a task so that all that follows stays, with as many of its crew as can be; say whether it is placed."""
    request = made.bounded_request(task)
    if request is None:
        return False
    found = _substituted(made, request, before) or made.find(request)
    if found is not None:
        made.put(task, found)
    return found is not None


def _substituted(made: Kept, request: Request, before: list[Assignment]) -> Placement | None:
    """Return how a task can be done at its time by those of its crew who are still there, and others."""
    mode = request.task.mode(before[0].mode) if before else None
    if not before or before[0].outside or mode is None or request.done:
        return None
    people = iter(before[0].people)
    there = [[next(people, "") for _ in range(place.count)] for place in mode.crew]
    asked = made.asked.person
    only = tuple(
        None if any(name not in asked or _is_away(asked[name], before) for name in names) else names for names in there
    )
    alone = request.task.model_copy(update={"modes": (mode,)})
    start = max(request.release, made.timetable.up(before[0].start))
    found = made.find(request._replace(task=alone, only=(only,), release=start))
    return found if found is not None and found.fit.end <= made.urgency.latest[request.task.id] else None


def _is_away(person: Person, pieces: list[Assignment]) -> bool:
    return any(a.start < piece.end and piece.start < a.end for a in person.absences for piece in pieces)
