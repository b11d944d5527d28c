"""What a job costs beyond regular hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.planner.verifier.world import World
from agencysim.plans import Reason, Why
from agencysim.values import HOUR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from agencysim.planner.problem import Problem
    from agencysim.plans import Assignment, Duty, Plan, TaskId


def expenses(problem: Problem, plan: Plan, job: str) -> Iterator[Reason]:
    """Yield what is spent on a job: overtime, other firms, and hired machines and vehicles.

    Parameters
    ----------
    problem, plan, job
        What was to be planned, the plan, and the job.
    """
    world = World(problem, plan)
    pieces = [piece for name, each in world.assignments.items() if name.job == job for piece in each]
    yield from _overtime(world, [piece for piece in pieces if not piece.outside])
    for piece in pieces:
        out = problem.task[piece.task].outside
        if piece.outside and out is not None:
            price = round(out.price, 2)
            yield Reason(why=Why.OUTSIDE, there=price, since=piece.start, until=piece.end, task=piece.task)
    yield from _hired(problem, pieces)


def _hired(problem: Problem, pieces: list[Assignment]) -> Iterator[Reason]:
    """Yield what hired machines and vehicles cost."""
    used = [(p, problem.unit[name]) for p in pieces for name in p.units if name in problem.unit]
    hired = [(piece, unit) for piece, unit in used if unit.hired]
    if hired:
        money = sum(unit.cost_per_hour * (piece.end - piece.start) / HOUR for piece, unit in hired)
        names = tuple(sorted({unit.name for _, unit in hired}))
        yield Reason(why=Why.HIRED, there=round(money, 2), who=names, tasks=_tasks(piece for piece, _ in hired))


def _overtime(world: World, pieces: list[Assignment]) -> Iterator[Reason]:
    """Yield the hours of overtime that lie in some pieces of work, and what they cost."""
    rates, problem = world.problem.settings.overtime_rates, world.problem
    seconds, money, who, dear = 0, 0.0, set(), []
    for piece in pieces:
        for name in piece.crew:
            duty = world.duty_at(name, piece.start) if name in problem.person else None
            if duty and (extra := _beyond(world, piece, duty)):
                seconds += extra
                money += extra / HOUR * problem.person[name].wage * rates.get(duty.pay, 1.0)
                who.add(name)
                dear.append(piece)
    if seconds:
        numbers = {"needed": round(seconds / HOUR, 2), "there": round(money, 2)}
        yield Reason(why=Why.OVERTIME, who=tuple(sorted(who)), tasks=_tasks(dear), **numbers)


def _tasks(pieces: Iterable[Assignment]) -> tuple[TaskId, ...]:
    return tuple(dict.fromkeys(piece.task for piece in pieces))


def _beyond(world: World, piece: Assignment, duty: Duty) -> int:
    """Return the seconds of a piece that lie in the overtime of a duty."""
    hours = world.hours(duty.person)
    worked = hours.work_between(piece.start - world.shift, piece.end - world.shift)
    if not duty.rostered:
        return worked
    first, last = max(piece.start, duty.hours[0][0]), min(piece.end, duty.hours[-1][1])
    inside = hours.work_between(first - world.shift, last - world.shift) if first < last else 0
    return worked - inside
