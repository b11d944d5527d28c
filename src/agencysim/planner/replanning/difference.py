"""What is different between two plans: tasks, duties, overtime, dates, and what has to be approved."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Literal

from agencysim.planner.cost import job_lateness
from agencysim.plans import Assignment, Duty, Plan, TaskId
from agencysim.values import Frozen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from agencysim.planner.problem import Absence, Problem

Kind = Literal["added", "reassigned", "moved", "otherwise", "dropped", "gone"]
"""New in the plan; done by others; at another time; with other things or in another way; no longer planned; no longer
to be planned, since it is done or its job is, or since nobody comes to it before the plan ends."""


class TaskChange(Frozen):
    """A task that is planned otherwise.

    Parameters
    ----------
    task
        Which one.
    kind
        How; what is done by others may also be moved.
    before, after
        Its pieces in both plans.
    """

    task: TaskId
    kind: Kind
    before: tuple[Assignment, ...] = ()
    after: tuple[Assignment, ...] = ()

    @property
    def is_moved(self) -> bool:
        """Whether it is planned at another time."""
        return bool(self.before and self.after) and _times(self.before) != _times(self.after)


class DutyChange(Frozen):
    """A duty that is another one, or that there is only in one of the plans."""

    person: str
    day: int
    before: Duty | None = None
    after: Duty | None = None


class OvertimeChange(Frozen):
    """Overtime of a person in both plans, in seconds, from the moment on from which they are compared."""

    person: str
    before: int
    after: int


class DateChange(Frozen):
    """Hours by which a job comes late in both plans."""

    job: str
    before: float
    after: float


class Approval(Frozen):
    """Something that somebody has to approve.

    Parameters
    ----------
    approver
        Role that is asked; empty if nobody has to be.
    person
        For whom.
    kind
        ``overtime`` or ``leave``.
    start, end
        From when until when.
    seconds
        How much overtime that is, breaks left out.
    """

    approver: str
    person: str
    kind: Literal["overtime", "leave"]
    start: int
    end: int
    seconds: int = 0


class Difference(Frozen):
    """What is different between two plans.

    Parameters
    ----------
    since
        Moment from which on they were compared.
    tasks, duties, overtime
        What is planned otherwise, in order of time; who has other duties; whose overtime is more or less.
    dates
        Jobs that come late by more or less.
    approvals
        Overtime, stretch by stretch, and leave that the old plan did not have: overtime that is longer, or at another
        time, is new, too.
    """

    since: int
    tasks: tuple[TaskChange, ...] = ()
    duties: tuple[DutyChange, ...] = ()
    overtime: tuple[OvertimeChange, ...] = ()
    dates: tuple[DateChange, ...] = ()
    approvals: tuple[Approval, ...] = ()

    def of(self, kind: Kind) -> tuple[TaskChange, ...]:
        """Return the tasks that are planned otherwise in a way."""
        return tuple(change for change in self.tasks if change.kind == kind)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is different."""
        return not (self.tasks or self.duties or self.dates or self.approvals)


def plan_difference(
    old: Plan, new: Plan, problem: Problem | None = None, *, before: Problem | None = None, since: int | None = None
) -> Difference:
    """Return what is different between two plans, from the moment on from which both plan something.

    Parameters
    ----------
    old, new
        The plans.
    problem, before
        What was planned with the new one, and with the old one: with them, dates and approvals are told.
    since
        Moment from which on they are compared; the later beginning of the two if absent.
    """
    since = max(old.start, new.start) if since is None else since
    tasks = sorted(_tasks(old, new, since), key=lambda change: (min(p.start for p in _all(change)), change.task))
    duties = tuple(_duties(old, new, since))
    return Difference(
        since=since,
        tasks=tuple(tasks),
        duties=duties,
        overtime=tuple(_overtime(old, new, since)),
        dates=tuple(_dates(problem, new, job_lateness(before or problem, old))) if problem else (),
        approvals=tuple(_approvals(problem, before, duties, since)) if problem else (),
    )


def _all(change: TaskChange) -> tuple[Assignment, ...]:
    return (*change.before, *change.after)


def _tasks(old: Plan, new: Plan, since: int) -> Iterator[TaskChange]:
    before, after = (_pieces(plan, since) for plan in (old, new))
    left = {each.task for each in new.unplanned}
    for task in before.keys() | after.keys():
        one, other = before.get(task, ()), after.get(task, ())
        kind = _kind(one, other, is_left=task in left)
        if kind is not None:
            yield TaskChange(task=task, kind=kind, before=one, after=other)


def _pieces(plan: Plan, since: int) -> dict[TaskId, tuple[Assignment, ...]]:
    """Return what is still to come of each task, what has begun from the moment on only."""
    found = {}
    for name, pieces in plan.pieces().items():
        coming = tuple(p.model_copy(update={"start": max(p.start, since)}) for p in pieces if p.end > since)
        if coming:
            found[name] = coming
    return found


def _kind(before: tuple[Assignment, ...], after: tuple[Assignment, ...], *, is_left: bool) -> Kind | None:
    if not before or not after:
        return "added" if after else "dropped" if is_left else "gone"
    if _who(before) != _who(after):
        return "reassigned"
    if _times(before) != _times(after):
        return "moved"
    return "otherwise" if _things(before) != _things(after) else None


def _who(pieces: Iterable[Assignment]) -> set[frozenset[str]]:
    return {frozenset([*piece.people, *(["", "outside"] if piece.outside else [])]) for piece in pieces}


def _times(pieces: Iterable[Assignment]) -> list[tuple[int, int]]:
    return [(piece.start, piece.end) for piece in pieces]


def _things(pieces: Iterable[Assignment]) -> list[tuple[str, frozenset[str]]]:
    return [(piece.mode, frozenset(piece.units)) for piece in pieces]


def _duties(old: Plan, new: Plan, since: int) -> Iterator[DutyChange]:
    before, after = ({(d.day, d.person): d for d in plan.duties if d.end > since} for plan in (old, new))
    for key in sorted(before.keys() | after.keys()):
        one, other = before.get(key), after.get(key)
        if one is None or other is None or (one.windows, one.shift) != (other.windows, other.shift):
            yield DutyChange(person=key[1], day=key[0], before=one, after=other)


def _overtime(old: Plan, new: Plan, since: int) -> Iterator[OvertimeChange]:
    sums: dict[str, list[int]] = defaultdict(lambda: [0, 0])
    for n, plan in enumerate((old, new)):
        for duty in plan.duties:
            sums[duty.person][n] += duty.overtime if duty.end > since else 0
    for person, (before, after) in sorted(sums.items()):
        if before != after:
            yield OvertimeChange(person=person, before=before, after=after)


def _dates(problem: Problem, new: Plan, before: Mapping[str, float]) -> Iterator[DateChange]:
    after = job_lateness(problem, new)
    for job in problem.jobs:
        one, other = before.get(job.id, 0.0), after.get(job.id, 0.0)
        if abs(one - other) > 1e-6:
            yield DateChange(job=job.id, before=one, after=other)


def _approvals(
    problem: Problem, before: Problem | None, duties: Iterable[DutyChange], since: int
) -> Iterator[Approval]:
    """Yield overtime and leave that the old plan did not have, by approver."""
    found = [*_overtime_to_approve(problem, duties), *_leave_to_approve(problem, before, since)]
    yield from sorted(found, key=_by_approver)


def overtime_to_approve(problem: Problem, plan: Plan) -> tuple[Approval, ...]:
    """Return all overtime of a plan, by who has to approve it.

    Parameters
    ----------
    problem, plan
        What was planned, and the plan.
    """
    duties = [DutyChange(person=d.person, day=d.day, after=d) for d in plan.duties if d.end > problem.start]
    return tuple(sorted(_overtime_to_approve(problem, duties), key=_by_approver))


def _by_approver(each: Approval) -> tuple[str, str, int]:
    return each.approver, each.person, each.start


def _overtime_to_approve(problem: Problem, duties: Iterable[DutyChange]) -> Iterator[Approval]:
    """Yield the overtime of duties that is not within what people know, wherever on a day it lies."""
    for change in duties:
        known = [(start, end) for start, end, _ in _overtime_in(change.before)]
        person = problem.person.get(change.person)
        for start, end, seconds in _overtime_in(change.after):
            if person is not None and not any(a <= start and end <= b for a, b in known):
                yield Approval(
                    approver=person.approver, person=person.name, kind="overtime", start=start, end=end, seconds=seconds
                )


def _overtime_in(duty: Duty | None) -> Iterator[tuple[int, int, int]]:
    """Yield from when until when a duty is overtime, and for how many seconds, breaks left out."""
    if duty is not None and not duty.rostered:
        yield duty.start, duty.end, duty.overtime
    elif duty is not None:
        spans = ((duty.start, duty.hours[0][0]), (duty.hours[-1][1], duty.end))
        yield from ((start, end, end - start) for start, end in spans if start < end)


def _leave_to_approve(problem: Problem, before: Problem | None, since: int) -> Iterator[Approval]:
    for person in problem.people if before is not None else ():
        known = before.person.get(person.name) if before else None
        old: tuple[Absence, ...] = known.absences if known else ()
        for absence in person.absences:
            if absence.kind == "leave" and absence not in old and absence.end > since:
                yield Approval(
                    approver=person.approver, person=person.name, kind="leave", start=absence.start, end=absence.end
                )
