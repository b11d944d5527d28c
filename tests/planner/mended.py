"""Plans that are disturbed, for tests that say what replanning does about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from small_plans import piece, plan
from small_problems import at, person, problem, task

from agencysim.planner import verify
from agencysim.planner.week import Leave
from agencysim.values import DAY, HOUR

if TYPE_CHECKING:
    from agencysim.planner.problem import Problem
    from agencysim.plans import Plan


def sick(who: str, start: int, end: int, kind: str = "sick") -> Leave:
    """Return who is away when, and why."""
    return Leave(who=who, start=start, end=end, kind=kind)


def pieces_of(made: Plan, step: str) -> list[tuple[str, int, int]]:
    """Return who does a step when."""
    return [(" ".join(p.people), p.start, p.end) for p in made.assignments if p.step == step]


def two_who_print() -> tuple[Problem, Plan]:
    """Return a problem with two who can print, and a plan: ann prints a in the morning, b on Tuesday; ben packs."""
    people = [person("ann", "print"), person("ben", "print", "pack")]
    given = problem(people, [task("a", 2, "print"), task("b", 2, "print"), task("c", 1, "pack")])
    known = plan(
        given,
        piece("a", "ann", at(0, 8), at(0, 10)),
        piece("b", "ann", at(1, 8), at(1, 10)),
        piece("c", "ben", at(1, 10), at(1, 11)),
    )
    assert verify(given, known) == []
    return given, known


def disturbance(given: Problem, known: Plan, seed: int) -> tuple[int, Leave]:
    """Return a moment and an absence: one of those who have something to do on the second or third day is sick."""
    now = given.start + (1 + seed % 2) * DAY + (7 + seed % 5) * HOUR
    busy = sorted({name for p in known.assignments if p.end > now for name in p.crew})
    who = busy[seed % len(busy)] if busy else given.people[0].name
    return now, sick(who, now, now + (1 + seed % 2) * DAY)
