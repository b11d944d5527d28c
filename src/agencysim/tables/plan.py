"""A plan as tables: who works when, on which job, with what; what comes late, and what is not planned, and why."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from agencysim.language import APART, joined, name_in_language, tr
from agencysim.planner.cost import job_lateness
from agencysim.planner.names import PlanNames
from agencysim.planner.reasons import sentence
from agencysim.planner.replanning import overtime_to_approve
from agencysim.tables.base import Table, number
from agencysim.values import HOUR

if TYPE_CHECKING:
    from agencysim.planner.cost import Cost
    from agencysim.planner.problem import Problem, ProblemDay
    from agencysim.planner.result import Result
    from agencysim.plans import Assignment, Duty, Plan


def of_plan(problem: Problem, plan: Plan, cost: Cost) -> list[Table]:
    """Return a plan as tables: the whole in numbers, roster, work day by day, approvals, and what does not work out.

    Parameters
    ----------
    problem, plan, cost
        What was to be planned, the plan, and what it costs.
    """
    names = PlanNames(problem)
    tables = [_whole(problem, plan, cost), _roster(problem, plan, names), *_work(problem, plan, names)]
    tables += [_to_approve(problem, plan, names), _late(problem, plan, names), _unplanned(problem, plan, names)]
    return [table for table in tables if table.rows]


def of_search(problem: Problem, result: Result) -> Table:
    """Return how the search for a plan ended: tier by tier what it costs, and what no plan can be below.

    Parameters
    ----------
    problem, result
        What was to be planned, and the answer.
    """
    table = Table(result.in_words, (tr("what"), tr("cost"), tr("bound")))
    rows = zip(result.tier_names, result.tiers, result.bounds, strict=True)
    for place, (name, cost, bound) in enumerate(rows, start=1):
        unit = f" ({problem.currency})" if problem.currency and name == tr("money") else ""
        table.add(f"{place} {name}{unit}", number(cost, 1), tr("no bound") if bound is None else number(bound, 1))
    return table


def _whole(problem: Problem, plan: Plan, cost: Cost) -> Table:
    first, last = (problem.axis.moment(moment) for moment in (problem.start, problem.end - 1))
    title = tr(
        "{scenario}: plan from {first} to {last}",
        scenario=problem.scenario,
        first=f"{first:%Y-%m-%d %H:%M}",
        last=f"{last:%Y-%m-%d}",
    )
    table = Table(title, (tr("what"), tr("value")))
    done = {piece.task for piece in plan.assignments} - {each.task for each in plan.unplanned}
    table.add(tr("tasks planned"), f"{len(done):,}")
    table.add(tr("tasks not planned, or only in part"), f"{len(plan.unplanned):,}")
    table.add(tr("jobs that come late"), f"{len(job_lateness(problem, plan)):,}")
    table.add(tr("lateness by weight, in hours"), number(cost.tardiness))
    table.add(tr("overtime, in hours"), number(cost.overtime_hours, 1))
    money = {
        tr("overtime pay"): sum(cost.overtime.values()),
        tr("other firms"): cost.outsourcing,
        tr("use of own machines and vehicles"): cost.travel,
        tr("hired machines and vehicles"): cost.hire,
        tr("price of work left for later"): cost.postponed,
    }
    if cost.disturbance:
        money[tr("price of changes")] = cost.disturbance
    for what, value in money.items():
        table.add(f"{what} ({problem.currency})" if problem.currency else what, number(value))
    return table


def _roster(problem: Problem, plan: Plan, names: PlanNames) -> Table:
    days = [day for day in problem.days if day.end > problem.start]
    table = Table(tr("Who works when"), (tr("person"), *(_heading(day, names) for day in days)), of_texts=True)
    duties: dict[tuple[str, int], Duty] = {(duty.person, duty.day): duty for duty in plan.duties}
    for person in problem.people:
        cells = [_duty(duties.get((person.name, day.number)), names) for day in days]
        if any(cells):
            table.add(names.person(person.name), *cells)
    return table


def _heading(day: ProblemDay, names: PlanNames) -> str:
    """Return a day, and whether nobody would work then anyway: all that is worked is overtime."""
    told, kind = names.day(day.start), names.kind_of(day)
    if kind == "workday":
        return told
    return tr("{day}, holiday", day=told) if kind == "holiday" else tr("{day}, day off", day=told)


def _duty(duty: Duty | None, names: PlanNames) -> str:
    """Return a duty as a cell: its hours, and overtime apart."""
    if duty is None:
        return ""
    hours = f"{names.clock(duty.start)}-{names.clock(duty.end)}"
    return f"{hours} +{duty.overtime / HOUR:g}" if duty.overtime else hours


def _work(problem: Problem, plan: Plan, names: PlanNames) -> list[Table]:
    by_day: dict[int, list[Assignment]] = defaultdict(list)
    for piece in plan.assignments:
        by_day[problem.axis.day_of(piece.start)].append(piece)
    tables = []
    for day, pieces in sorted(by_day.items()):
        columns = (tr("who"), tr("time"), tr("job"), tr("step"), tr("with"), tr("for"))
        table = Table(names.day(problem.axis.midnight(day)), columns, of_texts=True)
        for piece in sorted(pieces, key=lambda piece: (names.people(piece.people), piece.start, piece.task)):
            who = tr("another firm") if piece.outside else names.people(piece.people)
            known = problem.job.get(piece.job)
            time = f"{names.clock(piece.start)}-{names.until(piece)}"
            table.add(
                who, time, piece.job, names.step(piece.task), names.things(piece.units), known.client if known else ""
            )
        tables.append(table)
    return tables


def _to_approve(problem: Problem, plan: Plan, names: PlanNames) -> Table:
    columns = (tr("who approves"), tr("overtime of"), tr("day"), tr("time"), tr("hours"))
    table = Table(tr("To be approved"), columns, of_texts=True)
    for each in overtime_to_approve(problem, plan):
        label = problem.labels.get(each.approver, "")
        who = name_in_language(each.approver, label) if each.approver else tr("whoever is in charge")
        span = f"{names.clock(each.start)}-{names.clock(each.end)}"
        table.add(who, names.person(each.person), names.day(each.start), span, f"{each.seconds / HOUR:g}")
    return table


def _late(problem: Problem, plan: Plan, names: PlanNames) -> Table:
    columns = (tr("job"), tr("client"), tr("due"), tr("hours late"))
    table = Table(tr("What comes late"), columns, of_texts=True)
    for name, hours in sorted(job_lateness(problem, plan).items(), key=lambda each: -each[1]):
        job = problem.job[name]
        table.add(name, job.client, names.due(name), number(hours))
    return table


def _unplanned(problem: Problem, plan: Plan, names: PlanNames) -> Table:
    table = Table(tr("What is not planned, or only in part"), (tr("job"), tr("step"), tr("why")), of_texts=True)
    for each in sorted(plan.unplanned, key=lambda each: each.job):  # what is of one job stays in its order
        reasons = joined((sentence(problem, reason) for reason in each.reasons), APART)
        table.add(each.job, names.step(each.task), reasons)
    return table
