"""What a plan leaves open: work that is not planned, and overtime and leave that somebody has to approve."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from agencysim.handout.words import Words, hours
from agencysim.language import APART, joined, name_in_language, tr, tr_n
from agencysim.planner.cost import left_of
from agencysim.planner.reasons import sentence
from agencysim.planner.replanning.difference import plan_difference
from agencysim.plans import Plan

if TYPE_CHECKING:
    from agencysim.handout.history import Known
    from agencysim.planner.replanning.difference import Approval
    from agencysim.planner.verifier.world import World


def unplanned(world: World, words: Words) -> dict[str, Any]:
    """Return the work that is not planned, the most urgent first, as a list to be set in red."""
    problem = world.problem
    late = float("inf")

    def due(name: str) -> float:
        job = problem.job.get(name)
        return late if job is None or job.due is None else job.due

    rows = []
    for each in sorted(world.plan.unplanned, key=lambda each: due(each.job)):  # what is of one job stays in its order
        job, task = problem.job.get(each.job), problem.task.get(each.task)
        rows.append(
            [
                each.job,
                words.client(each.job),
                words.step(each.task),
                hours(left_of(world, task)) if task else "",
                "" if job is None else words.due(job.id),
                joined((sentence(problem, reason) for reason in each.reasons), APART),
            ]
        )
    title = tr_n(
        "! {n} task is not planned, or only in part", "! {n} tasks are not planned, or only in part", len(rows)
    )
    columns = [tr("job"), tr("client"), tr("task"), tr("work left"), tr("due"), tr("why")]
    return {"title": title, "columns": columns, "widths": [13, 8, 11, 7, 9, 40], "rows": rows, "alert": True}


def approvals(known: Known, before: Known | None) -> dict[str, Any]:
    """Return what has to be approved, by whom, with room to sign: all overtime, or what is new since a version."""
    problem, plan = known.planned
    if before is None:
        nothing = Plan(scenario=plan.scenario, start=plan.start, end=plan.end)
        wanted = plan_difference(nothing, plan, problem).approvals
    else:
        old = before.planned
        wanted = plan_difference(old.plan, plan, problem, before=old.problem).approvals
    words = Words(problem)
    rows = []
    for (approver, person, kind), each in groupby(wanted, key=lambda each: (each.approver, each.person, each.kind)):
        label = problem.labels.get(approver, "")
        who = name_in_language(approver, label) if approver else tr("whoever is in charge")
        told = "; ".join(_wanted(words, one) for one in each)
        rows.append([who, words.person(person), tr("leave") if kind == "leave" else tr("overtime"), told, ""])
    title = tr("To be approved") if before is None else tr("To be approved, new since the version before")
    columns = [tr("who approves"), tr("for whom"), tr("what"), tr("when"), tr("approved: date, signature")]
    return {"title": title, "columns": columns, "widths": [13, 13, 8, 34, 20], "rows": rows, "alert": False}


def _wanted(words: Words, approval: Approval) -> str:
    if approval.kind == "leave":
        return f"{words.moment(approval.start)}–{words.moment(approval.end)}"
    span = words.spans([(approval.start, approval.end)])
    return f"{words.day(approval.start)} {span} ({hours(approval.seconds)})"
