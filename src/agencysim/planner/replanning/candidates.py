"""Who else could do a task, and when, and what that would change."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from agencysim.arguments import check_kind, check_whole
from agencysim.errors import AgencySimError
from agencysim.language import tr
from agencysim.planner.construct.kept import Kept
from agencysim.planner.cost import Cost, cost_in
from agencysim.planner.planning import is_worse
from agencysim.planner.problem import Problem
from agencysim.planner.replanning.repair import place_again
from agencysim.planner.verifier import broken_in, check_same
from agencysim.planner.verifier.world import World
from agencysim.plans import Assignment, Plan, TaskId
from agencysim.scenario.paths import listed, nearest
from agencysim.values import Frozen

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agencysim.planner.construct.placing import Placement, Request
    from agencysim.planner.problem import Task

MOST = 6
"""Candidates that are looked at to the end, those that are done first."""


class Candidate(Frozen):
    """A person or a crew that could do a task, with a plan in which it does.

    Parameters
    ----------
    pieces
        Who would do it when, piece by piece; another firm has no people.
    also_moved
        What would have to be planned otherwise, too: all of it follows the task in its job.
    cost
        What the plan would cost.
    change
        By how much each tier of the cost would change, in the order in which they count.
    plan
        The plan; the verifier has accepted it.
    """

    pieces: tuple[Assignment, ...]
    also_moved: tuple[TaskId, ...] = ()
    cost: Cost
    change: tuple[float, ...]
    plan: Plan


class _Trial(NamedTuple):
    """A placement for a task, and the plan in which it is to be put."""

    made: Kept
    found: Placement | None
    end: int


def candidates(problem: Problem, plan: Plan, task: TaskId | str, *, most: int = MOST) -> tuple[Candidate, ...]:
    """Return who else could do a task, and when, the best for the plan first.

    All other work stays where it is if it can; else what follows the task in its job is placed anew. Crews are looked
    for with the others of the present crew first.

    Parameters
    ----------
    problem, plan
        What was planned, and the plan.
    task
        Which task; as a text its job and step, such as ``sign-12 print``.
    most
        How many candidates are returned at most.

    Raises
    ------
    AgencySimError
        If there is no such task, or it is fixed.
    PlanError
        If the plan is of another agency or another time than the problem.
    """
    check_kind("problem", problem, Problem, tr("make it with agencysim.problem_of, or Problem.read"))
    check_kind("plan", plan, Plan, tr("make it with agencysim.plan, or Plan.read"))
    check_whole("most", most, 1, 1000)
    check_same(problem, plan)
    asked = problem.task[task_named(problem, task)]
    now = tuple(plan.pieces().get(asked.id, ()))
    made = Kept(problem, plan, {asked.id})
    if asked.id in made.ends:
        raise AgencySimError(tr("{task} is fixed as it is: nobody else can do it", task=asked.id))
    base = World(problem, plan)
    broken, cost = broken_in(base), cost_in(base)
    tiers = cost.tiers(overtime_first=problem.settings.overtime_first)
    found: dict[object, Candidate] = {}
    for trial in sorted(_trials(made, asked, now), key=lambda each: each.end):
        changed, moved = _completed(trial, asked, plan)
        pieces = tuple(changed.pieces().get(asked.id, ()))
        key = _content(pieces)
        if len(found) >= most:
            break
        if not pieces or key == _content(now) or key in found:
            continue
        world = World(problem, changed, base)
        if not is_worse(broken_in(world), broken):
            new = cost_in(world)
            after = new.tiers(overtime_first=problem.settings.overtime_first)
            change = tuple(round(b - a, 6) for a, b in zip(tiers, after, strict=True))
            found[key] = Candidate(pieces=pieces, also_moved=moved, cost=new, change=change, plan=changed)
    return tuple(sorted(found.values(), key=lambda each: (each.change, each.pieces[0].start)))


def task_named(problem: Problem, name: TaskId | str) -> TaskId:
    """Return the task of a name, written as job and step.

    Raises
    ------
    AgencySimError
        If there is none, with the nearest name.
    """
    known = {str(task.id): task.id for task in problem.tasks}
    if (asked := str(name).replace("/", " ").strip()) in known:
        return known[asked]
    job = asked.split(" ")[0]
    if job in problem.job:
        steps = [str(task.id) for task in problem.tasks if task.job == job]
        remedy = tr("there are {names}", names=listed(steps)) if steps else tr("nothing of this job is to be planned")
    else:
        meant = nearest(asked, known) or nearest(job, problem.job)
        remedy = tr("did you mean {meant!r}?", meant=meant) if meant else tr("write job and step, as in the plan")
    raise AgencySimError(tr("there is no task {task!r:.80} ({remedy})", task=str(name), remedy=remedy))


def _content(pieces: tuple[Assignment, ...]) -> object:
    """Return who does something when; which place of the crew each of them fills does not make it another answer."""
    return tuple((p.start, p.end, p.mode, frozenset(p.people), p.outside, frozenset(p.units)) for p in pieces)


def _trials(made: Kept, task: Task, now: tuple[Assignment, ...]) -> Iterator[_Trial]:
    """Yield where the task could be put: for each who could take part, so that all else stays, or else what follows."""
    loose = made.copy()
    loose.take_out([other.id for other in made.following(task.id) if other.id in made.pieces])
    for only in _crews(made, task, now):
        for there in (made, loose):
            request = there.bounded_request(task)
            narrow = request and _restricted(request, only)
            found = there.find(narrow) if narrow else None
            if found is not None:
                yield _Trial(there.copy(), found, made.timetable.moment(found.fit.end))
                break
    if task.outside is not None:
        other = loose.copy()
        if other.put_outside(task):
            yield _Trial(other, None, other.ends[task.id])


_Only = tuple[int, tuple[frozenset[str] | None, ...]]
"""A way of doing a task, and for each place of its crew the people to whom it is restricted."""


def _crews(made: Kept, task: Task, now: tuple[Assignment, ...]) -> Iterator[_Only]:
    """Yield restrictions: the present crew, then for each place each other who could fill it, with and without it."""
    for i, mode in enumerate(task.modes):
        people = iter(now[0].people if now and now[0].mode == mode.name else ())
        there = [frozenset(name for _ in range(p.count) if (name := next(people, ""))) for p in mode.crew]
        same = tuple(names or None for names in there)
        yield i, same
        for j, place in enumerate(mode.crew):
            for candidate in made.pool.for_place(place, None):
                if candidate.name in there[j]:
                    continue
                for names in _with(candidate.name, there[j], place.count):
                    yield i, (*same[:j], names, *same[j + 1 :])
                    if len(mode.crew) > 1:
                        yield i, (*(None,) * j, names, *(None,) * (len(mode.crew) - j - 1))


def _with(name: str, there: frozenset[str], count: int) -> Iterator[frozenset[str]]:
    """Yield those who could share a place with somebody: one of those there now gives way."""
    if count == 1:
        yield frozenset([name])
    for other in sorted(there) if count > 1 else ():
        yield (there - {other}) | {name}


def _restricted(request: Request, only: _Only) -> Request | None:
    """Return a request for one way of doing its task, by some people."""
    i, names = only
    if i >= len(request.task.modes):  # of begun work only the way in which it was begun is left
        return None
    mode, known = request.task.modes[i], request.only[i]
    if len(known) != len(names):
        return None
    both = tuple(b if a is None else a if b is None else frozenset(a) & b for a, b in zip(known, names, strict=True))
    alone = request.task.model_copy(update={"modes": (mode,)})
    return request._replace(task=alone, only=(both,))


def _completed(trial: _Trial, task: Task, plan: Plan) -> tuple[Plan, tuple[TaskId, ...]]:
    """Return the plan of a trial, with all that follows the task placed anew if it was taken out, and what that is."""
    made = trial.made
    if trial.found is not None:
        made.put(task, trial.found)
    before = plan.pieces()
    out = {other.id for other in made.following(task.id) if other.id in before and other.id not in made.pieces}
    moved = place_again(made, made.urgency.order(), out, before) if out else set()
    changed = made.plan()
    after = changed.pieces()
    return changed, tuple(sorted(name for name in moved if after.get(name) != before.get(name)))
