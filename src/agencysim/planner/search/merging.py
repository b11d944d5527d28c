"""Putting what was found in a neighbourhood into a plan that has changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.plans import Plan

if TYPE_CHECKING:
    from collections.abc import Iterable

    from agencysim.planner.search.neighbourhoods import Neighbourhood
    from agencysim.plans import Duty


def merged(plan: Plan, found: Plan, where: Neighbourhood) -> Plan:
    """Return a plan with the work and the duties of a neighbourhood as another plan has them.

    Whether that breaks anything is for the verifier to say: both may have given the same hours away.

    Parameters
    ----------
    plan, found
        The plan, and the one that was made from an earlier state of it.
    where
        What may differ.
    """
    pieces = [p for p in plan.assignments if p.task not in where.tasks]
    pieces += [p for p in found.assignments if p.task in where.tasks]
    duties = [d for d in plan.duties if d.person not in where.people]
    duties += [d for d in found.duties if d.person in where.people]
    unplanned = [u for u in plan.unplanned if u.task not in where.tasks]
    unplanned += [u for u in found.unplanned if u.task in where.tasks]
    return Plan(
        scenario=plan.scenario,
        start=plan.start,
        end=plan.end,
        assignments=tuple(sorted(pieces, key=lambda p: (p.start, p.end, p.task))),
        duties=tuple(sorted(duties, key=lambda d: (d.start, d.person))),
        unplanned=tuple(unplanned),
    )


def narrowed(where: Neighbourhood, plan: Plan, found: Plan) -> Neighbourhood:
    """Return a neighbourhood with only those tasks and people in it that are planned otherwise in another plan.

    What the rest of a wide neighbourhood has become in the meantime stays when the two are put together.
    """
    before, after = plan.pieces(), found.pieces()
    tasks = {task for task in where.tasks if before.get(task) != after.get(task)}
    one, other = _by_person(plan.duties), _by_person(found.duties)
    people = {person for person in where.people if one.get(person) != other.get(person)}
    return where._replace(tasks=frozenset(tasks), people=frozenset(people))


def _by_person(duties: Iterable[Duty]) -> dict[str, set[Duty]]:
    found: dict[str, set[Duty]] = {}
    for duty in duties:
        found.setdefault(duty.person, set()).add(duty)
    return found
