"""What still stands of a plan when its problem is another one, and which of its tasks are disturbed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.planner.rules import Rule, Violation
from agencysim.planner.verifier import verify
from agencysim.planner.verifier.world import content
from agencysim.plans import Duty, Plan, TaskId, Unplanned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from agencysim.planner.problem import Problem
    from agencysim.plans import Assignment

FOLLOWS = (Rule.ORDER, Rule.DEADLINE)
"""Rules that a task breaks only because of what comes before it, as long as that is disturbed itself."""


def standing(problem: Problem, plan: Plan) -> Plan:
    """Return what is left of a plan for a problem: known tasks from its beginning on, with what is fixed in it.

    Duties are those of the plan, as far as people may still be asked for them, and the usual ones of people and days
    that the plan does not know, as far as they may still change.
    """
    pieces = sorted(_pieces(problem, plan), key=lambda piece: (piece.start, piece.end, piece.task))
    planned = {piece.task for piece in pieces}
    left = {each.task for each in plan.unplanned}
    return Plan(
        scenario=problem.scenario,
        start=problem.start,
        end=problem.end,
        assignments=tuple(pieces),
        duties=tuple(sorted(_duties(problem, plan), key=lambda duty: (duty.start, duty.person))),
        unplanned=tuple(
            Unplanned(job=task.job, step=task.step, attempt=task.attempt)
            for task in problem.tasks
            if task.id in left or task.id not in planned
        ),
    )


def _pieces(problem: Problem, plan: Plan) -> Iterator[Assignment]:
    there = {content(piece) for piece in plan.assignments}
    fixed_anew = {lock.task for lock in problem.locks if content(lock) not in there}
    yield from problem.locks
    fixed = {content(lock) for lock in problem.locks}
    for piece in plan.assignments:
        within = problem.start <= piece.start and (piece.outside or piece.end <= problem.end)
        if within and piece.task in problem.task and piece.task not in fixed_anew and content(piece) not in fixed:
            yield piece


def _duties(problem: Problem, plan: Plan) -> Iterator[Duty]:
    told = {duty.person for duty in plan.duties}
    kept = {(duty.person, duty.day): duty for duty in plan.duties}
    for person in problem.people:
        for day, asked in zip(problem.days, person.days, strict=True):
            old = kept.get((person.name, day.number))
            is_new = (person.name not in told or day.start >= plan.end) and day.start >= (problem.frozen_until or 0)
            shift = old.shift if old else asked.shifts[0] if is_new and asked.rostered and asked.shifts else ""
            hours = problem.shifts[shift].hours[problem.day_index[day.number]] if shift in asked.shifts else ()
            if hours:
                yield Duty(
                    person=person.name,
                    day=day.number,
                    shift=shift,
                    hours=hours,
                    before=old.before if old else 0,
                    after=old.after if old else 0,
                    rostered=asked.rostered,
                    pay=asked.pay,
                )


def disturbed(problem: Problem, plan: Plan, old: Plan) -> set[TaskId]:
    """Return the tasks of a plan that cannot stay as they are, and those of which the old plan knew nothing.

    The verifier says what breaks a rule; what is locked or frozen stays whatever it breaks, and what only waits for
    something disturbed may yet be in time. Work that was planned before the problem begins, and of which something is
    still to be done, has lost its place: it is under way, or has not been done.
    """
    held = {piece.task for piece in (*problem.locks, *problem.frozen)}
    violations = [v for v in verify(problem, plan) if not v.locked and v.rule is not Rule.COVERAGE]
    found = {name for v in violations if v.rule not in FOLLOWS for name in _to_move(problem, plan, v, held)}
    known = {piece.task for piece in old.assignments} | {each.task for each in old.unplanned}
    found |= {task.id for task in problem.tasks if task.id not in known and problem.is_wanted(task)}
    planned, placed = {piece.task for piece in old.assignments}, {piece.task for piece in plan.assignments}
    found |= {task.id for task in problem.tasks if task.id in planned - placed and problem.is_wanted(task)}
    jobs = {name.job for name in found}
    late = (v for v in violations if v.rule in FOLLOWS and not any(name.job in jobs for name in v.tasks))
    return found | {name for v in late for name in v.tasks if name not in held}


def _to_move(problem: Problem, plan: Plan, violation: Violation, held: set[TaskId]) -> Iterator[TaskId]:
    """Yield which of the tasks that break a rule have to be moved: of two in each other's way the less urgent one."""
    free = [name for name in violation.tasks if name not in held or problem.task[name].splittable]
    if violation.rule in (Rule.ONE_PLACE, Rule.UNITS):
        free = sorted(free, key=lambda name: (name in held, -_due(problem, name), name))[:1]
    if not violation.tasks:
        free = [piece.task for name in violation.who for piece in plan.of(name) if piece.task not in held]
    yield from (name for name in free if name in problem.task)


def _due(problem: Problem, name: TaskId) -> int:
    job = problem.job[name.job]
    return min((date for date in (job.due, job.deadline) if date is not None), default=problem.end)
