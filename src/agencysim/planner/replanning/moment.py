"""The problem of a moment in the middle of a plan: what has begun stays, who is away is away, what is new is there."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from agencysim.errors import AgencySimError
from agencysim.language import tr
from agencysim.planner.problem import Absence, PersonDay
from agencysim.planner.verifier.world import World, content
from agencysim.scenario.paths import listed, nearest
from agencysim.state import FARTHEST

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from agencysim.planner.problem import Person, Problem, Task, Unit
    from agencysim.planner.week import Leave
    from agencysim.plans import Assignment, Duty, Plan, TaskId

    Absences = Mapping[str, Sequence[Absence]]


def as_of(
    problem: Problem, plan: Plan, now: int, *, absent: Iterable[Leave] = (), frozen_until: int | None = None
) -> Problem:
    """Return what is to be planned from a moment on, a plan being known to people and followed until then.

    What has begun stays as it is in the plan, and nothing new begins before the moment. Of begun work whose people are
    away from now on, what is left can be done by others: it becomes a task without what has been done. Time that was
    kept free for rush work may be used: this is what it was kept for.

    Parameters
    ----------
    problem, plan
        What was planned, and the plan that people know.
    now
        The moment, in seconds since the scenario's start.
    absent
        Who or what is not there, beside the absences that the problem knows already.
    frozen_until
        Moment until which what begins stays as it is; that of the problem, but at least now, if absent.
    """
    away = _absences(problem, absent)
    until = _on_grid(problem, max(now, frozen_until or problem.frozen_until or now))
    hit = [piece for piece in plan.assignments if _cut(piece, away) < piece.end]
    left = _interrupted(problem, plan, now, away) if now > problem.start else {}
    off = {content(p) for p in plan.assignments if p.task in left and p.start < now}
    off |= {content(p) for p in hit if now <= p.start < until}
    people = tuple(_with_absences(problem, person, away.get(person.name, ())) for person in problem.people)
    published = plan.model_copy(
        update={
            "assignments": tuple(piece for piece in plan.assignments if content(piece) not in off),
            "duties": tuple(_still_asked(problem, plan, people)),
        }
    )
    begun = {piece.task for piece in published.assignments if piece.start < until}
    called_off = [lock for lock in problem.locks if lock.start <= now and _cut(lock, away) < lock.end]
    others = {piece.task for piece in (*hit, *called_off)}
    tasks = [left.get(task.id, task) for task in problem.tasks]
    tasks = [_open_to_others(problem, plan, task, away) if task.id in others else task for task in tasks]
    return problem.model_copy(
        update={
            "people": people,
            "units": tuple(_unit_with_absences(unit, away.get(unit.name, ())) for unit in problem.units),
            "tasks": tuple(task if task.id in begun else _not_before(task, until) for task in tasks),
            "reserve": (),
            "locks": tuple(lock for lock in problem.locks if lock not in called_off and lock.task not in left),
            "published": published,
            "frozen_until": until,
        }
    )


def _on_grid(problem: Problem, moment: int) -> int:
    """Return the first moment of the grid that is not before another one."""
    return problem.start - (problem.start - moment) // problem.grid * problem.grid


def _absences(problem: Problem, absent: Iterable[Leave]) -> dict[str, list[Absence]]:
    """Return who or what is away when, by name.

    Raises
    ------
    AgencySimError
        If there is nobody and nothing of a name; all such names at once.
    """
    found: dict[str, list[Absence]] = defaultdict(list)
    known = [*problem.person, *problem.unit]
    wrong = []
    for leave in absent:
        if leave.who not in known:
            meant = nearest(leave.who, known)
            remedy = tr("did you mean {meant!r}?", meant=meant) if meant else listed(known)
            wrong.append(tr("there is nobody and nothing called {name!r} ({remedy})", name=leave.who, remedy=remedy))
            continue
        start, end = max(leave.start, -FARTHEST), min(leave.end, FARTHEST)  # as far as moments may be
        found[leave.who].append(Absence(start=start, end=end, kind=leave.kind))
    if wrong:
        raise AgencySimError("\n".join(wrong))
    return found


def _with_absences(problem: Problem, person: Person, absences: Sequence[Absence]) -> Person:
    """Return a person with more absences, who is not asked for shifts that he misses from end to end."""
    if not absences:
        return person
    days = tuple(
        PersonDay(
            shifts=tuple(shift for shift in day.shifts if not _is_missed(problem, shift, index, absences)),
            rostered=day.rostered,
            pay=day.pay,
        )
        for index, day in enumerate(person.days)
    )
    return person.model_copy(update={"absences": (*person.absences, *absences), "days": days})


def _is_missed(problem: Problem, shift: str, day: int, absences: Sequence[Absence]) -> bool:
    hours = problem.shifts[shift].hours[day]
    return bool(hours) and any(a.start <= hours[0][0] and hours[-1][1] <= a.end for a in absences)


def _unit_with_absences(unit: Unit, absences: Sequence[Absence]) -> Unit:
    return unit.model_copy(update={"absences": (*unit.absences, *absences)}) if absences else unit


def _still_asked(problem: Problem, plan: Plan, people: Iterable[Person]) -> Iterator[Duty]:
    """Yield the duties of a plan that are still asked for."""
    days = {person.name: person.days for person in people}
    for duty in plan.duties:
        day = problem.day_index.get(duty.day)
        if duty.person not in days or day is None or duty.shift in days[duty.person][day].shifts:
            yield duty


def _cut(piece: Assignment, away: Absences) -> int:
    """Return the moment from which on somebody or something of a piece is away; its end if all are there."""
    spans = [a for name in (*piece.crew, *piece.units) for a in away.get(name, ())]
    starts = [max(a.start, piece.start) for a in spans if a.start < piece.end and piece.start < a.end]
    return min(starts, default=piece.end)


def _interrupted(problem: Problem, plan: Plan, now: int, away: Absences) -> dict[TaskId, Task]:
    """Return what is left of tasks that have begun, and that some of their people or things cannot go on with."""
    found: dict[TaskId, Task] = {}
    world = World(problem, plan)
    for name, pieces in world.pieces.items():
        begun = [piece for piece in pieces if piece.start < now]
        if not begun or all(_cut(piece, away) == piece.end for piece in pieces):
            continue
        task = problem.task[name]
        need = world.need(task, pieces[0])
        done = sum(_done(world, task, piece, min(now, _cut(piece, away))) for piece in begun)
        if need and done < need:
            found[name] = _rest(task, 1 - done / need, now)
    return found


def _done(world: World, task: Task, piece: Assignment, moment: int) -> int:
    """Return the seconds of work that a piece has got done by a moment, on the grid."""
    if piece.end <= moment:
        return world.progress(task, piece).main
    until = moment - (moment - piece.start) % world.problem.grid
    if until <= piece.start:
        return 0
    one_way = task.model_copy(update={"loading": task.loading + task.travel, "travel": 0})  # nobody has come back yet
    return world.progress(one_way, piece.model_copy(update={"end": until})).main


def _rest(task: Task, share: float, now: int) -> Task:
    modes = tuple(mode.model_copy(update={"content": round(mode.content * share)}) for mode in task.modes)
    return task.model_copy(update={"modes": modes, "way_done": 0, "release": max(task.release, now)})


def _open_to_others(problem: Problem, plan: Plan, task: Task, away: Absences) -> Task:
    """Let others do what only people were asked for, or did before, who are all away now."""
    gone = away.keys() & problem.person.keys()
    same, modes = task.same_people_as, []
    earlier = {n for p in plan.assignments if same and p.task == (task.job, same.step, same.attempt) for n in p.crew}
    for mode in task.modes:
        crew = tuple(p.model_copy(update={"only": ()}) if p.only and set(p.only) <= gone else p for p in mode.crew)
        modes.append(mode.model_copy(update={"crew": crew}))
    return task.model_copy(
        update={"modes": tuple(modes), "same_people_as": None if earlier and earlier <= gone else same}
    )


def _not_before(task: Task, moment: int) -> Task:
    return task if task.release >= moment else task.model_copy(update={"release": moment})
