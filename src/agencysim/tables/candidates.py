"""Who else could do a task, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from agencysim.language import APART, joined, tr
from agencysim.planner.names import PlanNames
from agencysim.tables.tasks import TaskWords

if TYPE_CHECKING:
    from agencysim.planner import Problem
    from agencysim.planner.replanning import Candidate
    from agencysim.plans import Plan, TaskId


def candidate_in_words(problem: Problem, candidate: Candidate) -> str:
    """Return who could do a task when, and what that would change, in a sentence."""
    words = TaskWords(problem)
    who = words.crew(candidate.pieces)
    parts = [tr("{text}, {more}", text=who, more=words.times(candidate.pieces)), *_effects(problem, candidate)]
    if candidate.also_moved:
        moved = joined(dict.fromkeys(words.names.step(task) for task in candidate.also_moved))
        parts.append(tr("{steps} of this job would have to move, too", steps=moved))
    return joined(parts, APART)


def as_planned(problem: Problem, plan: Plan, task: TaskId) -> str:
    """Return who does a task when in a plan, in a sentence."""
    words = TaskWords(problem)
    pieces = plan.pieces().get(task, [])
    if not pieces:
        return tr("{name}: not planned", name=words.name(task))
    return tr(
        "{name}: planned for {who}, {times}", name=words.name(task), who=words.crew(pieces), times=words.times(pieces)
    )


def nobody_else(problem: Problem, plan: Plan, name: TaskId) -> str:
    """Return that nobody else can do a task, and why if it is asked of some people."""
    task, names = problem.task[name], PlanNames(problem)
    only = [who for mode in task.modes for place in mode.crew for who in place.only]
    same = task.same_people_as
    earlier = type(name)(name.job, same.step, same.attempt) if same else None
    people = [who for piece in plan.pieces().get(earlier, ()) for who in piece.crew] if earlier else []
    if only:
        return tr("Nobody else can do it: it is asked of {people}.", people=names.people(only))
    if earlier and people:
        told = {"step": names.step(earlier), "people": names.people(people)}
        return tr("Nobody else can do it: it belongs to {step}, which is done by {people}.", **told)
    if not plan.pieces().get(name):
        return tr("Nobody has the time for it while all other work stays where it is.")
    return tr("Nobody else can do it, and no earlier time for it was found.")


def _effects(problem: Problem, candidate: Candidate) -> list[str]:
    """Return by how much the tiers of the cost change, as far as they do; nobody pays the price that changes have."""
    late, *second, people, changes = candidate.change
    money = round(second[-1] - changes * problem.settings.changed_task, 2)
    found = []
    if late:
        found.append(tr("{late:+.2f} h of lateness by weight", late=late))
    if len(second) > 1 and second[0]:
        found.append(tr("{hours:+.2f} h of overtime", hours=second[0]))
    if money:
        found.append(tr("{money:+,.2f} {currency}", money=money, currency=problem.currency or tr("money")))
    if people:
        found.append(tr("{points:+.2f} for what people mind", points=people))
    if changes:
        found.append(tr("{changes:+.0f} changes against the published plan", changes=changes))
    return found or [tr("costs no more and no less")]
