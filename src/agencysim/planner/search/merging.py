"""Putting what was found in a neighbourhood into a plan that has changed since."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.plans import Plan

if TYPE_CHECKING:
    from agencysim.planner.search.neighbourhoods import Neighbourhood


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
