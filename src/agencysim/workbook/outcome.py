"""A plan as rows of the sheets: who does what when, how busy that is, and what does not work out."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from agencysim.language import APART, joined, tr
from agencysim.planner.cost import job_lateness
from agencysim.planner.names import PlanNames
from agencysim.planner.planned import overtime_windows
from agencysim.planner.reasons import sentence
from agencysim.values import HOUR

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from datetime import date

    from agencysim.planner import Problem, Result
    from agencysim.plans import Assignment, Duty, TaskId
    from agencysim.workbook.scenario_sheets import Values


class Outcome(NamedTuple):
    """What planning has brought.

    Parameters
    ----------
    problem, result
        What was to be planned, and the plan.
    before
        The schedule that was there before.
    """

    problem: Problem
    result: Result
    before: Sequence[Assignment] = ()


def outcome_rows(outcome: Outcome, now: int) -> dict[str, list[Values]]:
    """Return a plan, sheet by sheet; what is to be told of real work stands ready to be filled in.

    Parameters
    ----------
    outcome
        The plan.
    now
        The moment of the state from which it begins; overtime up to then is known already.
    """
    problem, plan = outcome.problem, outcome.result.plan
    names = PlanNames(problem)
    pieces = sorted(plan.assignments, key=lambda piece: (piece.start, piece.task, piece.end))
    by_person: dict[str, list[Assignment]] = defaultdict(list)
    for piece in pieces:
        for person in piece.crew:
            by_person[person].append(piece)
    return {
        "schedule": [_piece(piece, names) for piece in pieces],
        "actuals": [_to_be_told(piece, names) for piece in pieces],
        "overtime": [row for duty in plan.duties for row in _overtime(duty) if row["start"] > now],
        "load": [{**_load(duty, by_person[duty.person]), "day": _date(problem, duty)} for duty in plan.duties],
        "late_reasons": list(_late(outcome, names)),
        "unassigned": [
            {**_task(each.task, names), "reason": joined((sentence(problem, reason) for reason in each.reasons), APART)}
            for each in plan.unplanned
        ],
        "changes": list(_changes(outcome, names)),
        "kpis": list(_figures(outcome)),
    }


def _task(task: TaskId, names: PlanNames) -> Values:
    job = names.problem.job.get(task.job)
    return {**task._asdict(), "title": names.step(task), "client name": job.client if job else ""}


def _piece(piece: Assignment, names: PlanNames) -> Values:
    return {
        **_task(piece.task, names),
        "start": piece.start,
        "end": piece.end,
        "people": piece.people,
        "units": piece.units,
        "way": piece.mode,
        "outside": piece.outside or None,
        "locked": piece.locked or None,
    }


def _to_be_told(piece: Assignment, names: PlanNames) -> Values:
    planned = {"planned start": piece.start, "planned end": piece.end}
    return {**_task(piece.task, names), "people": piece.crew, "units": piece.units, **planned}


def _overtime(duty: Duty) -> Iterator[Values]:
    """Yield the overtime of a duty as the stretches in which it is worked."""
    yield from ({"person": duty.person, "start": start, "until": until} for start, until in overtime_windows(duty))


def _load(duty: Duty, pieces: Sequence[Assignment]) -> Values:
    """Return how busy somebody is on a day with his pieces of work."""
    windows = duty.windows
    busy = sum(max(0, min(end, piece.end) - max(start, piece.start)) for piece in pieces for start, end in windows)
    return {
        "person": duty.person,
        "start": duty.start,
        "end": duty.end,
        "shift": duty.shift,
        "hours": sum(end - start for start, end in windows) / HOUR,
        "busy": busy / HOUR,
        "overtime": duty.overtime / HOUR,
    }


def _date(problem: Problem, duty: Duty) -> date:
    return problem.axis.date_of(problem.axis.midnight(duty.day))


def _late(outcome: Outcome, names: PlanNames) -> Iterator[Values]:
    problem, plan = outcome.problem, outcome.result.plan
    for name, hours in sorted(job_lateness(problem, plan).items(), key=lambda each: -each[1]):
        job = problem.job[name]
        yield {
            "job": name,
            "client name": job.client,
            "due": job.due if job.due is not None else job.deadline,
            "provisional": job.provisional or None,
            "hours late": round(hours, 2),
            "reason": _reason(outcome, name, names),
        }


def _reason(outcome: Outcome, job: str, names: PlanNames) -> str:
    """Return what holds a job up: what of it is not planned, or else its last work."""
    problem, plan = outcome.problem, outcome.result.plan
    for each in plan.unplanned:
        if each.job == job and each.reasons:
            return f"{names.step(each.task)}: {sentence(problem, each.reasons[0])}"
    last = max((piece for piece in plan.assignments if piece.job == job), key=lambda piece: piece.end, default=None)
    if last is None:
        return tr("it is late already")
    return tr("{step} ends on {moment}", step=names.step(last.task), moment=names.moment(last.end))


def _changes(outcome: Outcome, names: PlanNames) -> Iterator[Values]:
    """Yield what is different from the schedule before, as far as it lies in the span of the plan."""
    plan = outcome.result.plan
    before: dict[TaskId, list[Assignment]] = {}
    for piece in outcome.before:
        if piece.end > plan.start:
            before.setdefault(piece.task, []).append(piece)
    after = plan.pieces()
    for task in sorted({*before, *after} if before else ()):
        old, new = ([_told(piece, names) for piece in side.get(task, ())] for side in (before, after))
        if sorted(old) != sorted(new):
            what = tr("added") if not old else tr("taken out") if not new else tr("changed")
            row = {"change": what, "before": "; ".join(old), "after": "; ".join(new)}
            yield {**task._asdict(), **row}


def _told(piece: Assignment, names: PlanNames) -> str:
    who = tr("another firm") if piece.outside else names.people(piece.people)
    return f"{names.moment(piece.start)}-{names.until(piece)} {who}".strip()


def _figures(outcome: Outcome) -> Iterator[Values]:
    problem, plan, cost = outcome.problem, outcome.result.plan, outcome.result.cost
    late = job_lateness(problem, plan)
    done = {piece.task for piece in plan.assignments} - {each.task for each in plan.unplanned}
    money = f" ({problem.currency})" if problem.currency else ""
    figures = {
        tr("tasks planned"): len(done),
        tr("tasks not planned, or only in part"): len(plan.unplanned),
        tr("jobs that come late"): len(late),
        tr("lateness by weight, in hours"): cost.tardiness,
        tr("overtime, in hours"): cost.overtime_hours,
        tr("overtime pay") + money: sum(cost.overtime.values()),
        tr("other firms") + money: cost.outsourcing,
        tr("use of own machines and vehicles") + money: cost.travel,
        tr("hired machines and vehicles") + money: cost.hire,
        tr("price of work left for later") + money: cost.postponed,
    }
    if cost.disturbance:
        figures[tr("price of changes") + money] = cost.disturbance
    yield from ({"figure": figure, "value": round(value, 2)} for figure, value in figures.items())
